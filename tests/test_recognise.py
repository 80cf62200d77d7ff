"""Which files are environment files, whatever their names."""

from __future__ import annotations

import pytest

from envlint import document as yaml
from envlint import engine
from envlint.recognise import is_environment, is_named_environment, may_be_environment
from envlint.registry import builtin_rules
from envlint.rule import Settings
from envlint.source import Source
from tests.shared import shared


def taken(text: str) -> bool:
    return may_be_environment(text) and is_environment(yaml.parse(Source("some.yml", text)))


@pytest.mark.parametrize(
    "text",
    [
        "dependencies: [numpy]\n",
        "dependencies:\n- numpy\n",
        "{name: a, dependencies: [numpy]}\n",
        '{"channels": [c], "dependencies": ["numpy"]}\n',
        "# c\n---\n{ dependencies: [numpy] }\n",
        "channels: [conda-forge]\nname: a\n",
        "channels: conda-forge\nname: a\n",
        "channels: [conda-forge]\ndependecies: [a]\n",
        "name: a\ndependencies:\n",
        "dependencies: []\n",
        "dependencies:\n- pip:\n  - a\n",
        "channels: [c]\ndependencies:\n- python: 3.9\n",
        "name: a\rchannels: [c]\rdependencies:\r- b\r",
        "name: a\n<<<<<<< HEAD\ndependencies:\n=======\nx\n",
        "name: a\n\tdependencies: [b]\ndependencies: [\n",
        "'dependencies':\n- numpy\n",
        "dependencies: numpy\nname: x\n",
        "# café\r\nchannels:\r\n- c\r\ndependencies:\r\n- d\r\n",
    ],
)
def test_environment_files(text: str) -> None:
    assert taken(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name: a\n",
        "- dependencies\n",
        "x:\n  dependencies: [a]\n",
        "dependencies:\n- name: redis\n  version: 1\n",
        "apiVersion: v2\nname: x\ndependencies:\n- name: redis\n  repository: u\n",
        "python: 3.10\nbuild_dependencies:\n- pip\ndependencies:\n- mlflow\n",
        "name: x\ndependencies:\n  http: ^1.0\nenvironment:\n  sdk: '>=2'\n",
        "version: 1\nmetadata: {}\npackage: []\nchannels: []\n",
        "version: 6\nenvironments: {}\npackages: []\nchannels: []\n",
        "on: push\njobs: {}\nchannels: [a]\n",
        "galaxy_info: {}\ndependencies: []\n",
        "channels:\n- slack\nnotify: true\n",
        "channels:\n  a: b\n",
        "channels:\n- general\n",
        "jobs:\n- {{ x }}\n  dependencies: [a]\nchannels: [\n",
    ],
)
def test_other_files(text: str) -> None:
    assert not taken(text)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("environment.yml", True),
        ("a/b/environment.yaml", True),
        ("a\\environment.yml", True),
        ("my-environment.yml", False),
        ("environment.yml/x.yml", False),
    ],
)
def test_names(path: str, expected: bool) -> None:
    assert is_named_environment(path) is expected


def test_real_files_that_are_none_are_not_taken() -> None:
    wrong = [
        path.name
        for path in sorted(shared("corpus/not_environments").iterdir())
        if taken(Source.decode(path.name, path.read_bytes()).text)
    ]
    assert wrong == []


def test_real_environment_files_are_taken() -> None:
    paths = sorted(shared("corpus/environments").iterdir())
    missed = [
        path.name
        for path in paths
        if not is_named_environment(path.name.rpartition("__")[2])
        and not taken(Source.decode(path.name, path.read_bytes()).text)
    ]
    print(f"{len(paths) - len(missed)} of {len(paths)} real files are taken by name or content; missed: {missed}")
    assert len(missed) <= 8, missed


@pytest.mark.parametrize(
    "path",
    [
        "environment.yml.j2",
        "environment.devenv.yml",
        "a/tools.devenv.yaml",
        "{{cookiecutter.name}}/environment.yml",
        "doc/environment_template.yml",
        "templates/python/environment.yml",
        "nf_core/module-template/environment.yml",
    ],
)
def test_a_template_s_path_says_so(path: str) -> None:
    report = engine.lint(Source(path, "name: {{ x }}\n"), Settings(builtin_rules()))
    assert (report.diagnostics, report.passed_over) == ((), "a template, by its name")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("environment.yml", "name: {{ x }}\n"),
        ("templates/environment.yml", "name: x\n"),
        ("templates/a/b/c/environment.yml", "name: {{ x }}\n"),
        ("contemplate/environment.yml", "name: {{ x }}\n"),
        ("devenv.yml", "channels: [a]\ndependencies: [{{ x }}]\n"),
        ("environment.devenv.yml/environment.yml", "name: {{ x }}\n"),
    ],
)
def test_no_template_by_its_path(path: str, text: str) -> None:
    assert engine.lint(Source(path, text), Settings(builtin_rules())).diagnostics

"""missing-dependencies, invalid-name, reserved-name, misnamed-file."""

from __future__ import annotations

import pytest

from envlint.rules.document.invalid_name import invalid_name
from envlint.rules.document.misnamed_file import misnamed_file
from envlint.rules.document.missing_dependencies import missing_dependencies
from envlint.rules.document.reserved_name import reserved_name
from tests.rules.probe import probe


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("", ""),
        ("# only this\n", ""),
        ("---\n", ""),
        ("{}\n", ""),
        ("name: x\nchannels: [a]\n", "name"),
        ("name: x\ndependecies: [a]\n", "dependecies"),
        ("name: x\npip: [a]\n", "pip"),
    ],
)
def test_no_dependencies(text: str, marked: str) -> None:
    assert probe(missing_dependencies, text).marked == [marked]


@pytest.mark.parametrize(
    "text", ["dependencies:\n", "dependencies: []\n", "x: &x {dependencies: [a]}\n<<: *x\n", "- a\n", "numpy\n"]
)
def test_dependencies_or_another_fault(text: str) -> None:
    assert probe(missing_dependencies, text).messages == []


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a/b", "a slash"),
        ("a b", "a space"),
        ("'a:b'", "a colon"),
        ("'a#b'", "a `#`"),
        ("a\\b", "a backslash"),
        ("a b/c", "a slash and a space"),
        ("''", "empty"),
        ("'  '", "empty"),
        ("/opt/x", "a path"),
        ("./env", "a path"),
        ("~/envs/x", "a path"),
        ("C:\\envs\\x", "a path"),
    ],
)
def test_names_that_conda_refuses(name: str, word: str) -> None:
    found = probe(invalid_name, f"name: {name}\n")
    assert found.marked == [name]
    assert word in found.messages[0]


@pytest.mark.parametrize("name", ["a", "a-b_c.d", "3.10x", "é", "a  # b", "1", "", "[a b]", "!!str a/b"])
def test_names_that_conda_takes_or_that_are_no_text(name: str) -> None:
    assert probe(invalid_name, f"name: {name}\n").messages == []


@pytest.mark.parametrize(
    ("name", "count"), [("base", 1), ("'root'", 1), ("Base", 0), ("base2", 0), ("[base]", 0), ("", 0)]
)
def test_reserved_names(name: str, count: int) -> None:
    assert len(probe(reserved_name, f"name: {name}\n").diagnostics) == count


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("enviroment.yml", "environment.yml"),
        ("a/enviornment.yaml", "environment.yaml"),
        ("a\\environnement.yml", "environment.yml"),
        ("Environment.yml", "environment.yml"),
        ("ENVIRONMENT.YAML", "environment.yaml"),
        ("environment.yml.txt", "environment.yml"),
        ("environment.yaml.txt", "environment.yaml"),
        ("environment.ymal", "environment.yaml"),
        ("environment.yaml", ""),
        ("environment.yml", ""),
        ("environments.yml", ""),
        ("environment-dev.yml", ""),
        ("environment2.yml", ""),
        ("2environment.yaml", ""),
        ("environment.dev.yml", ""),
        ("env.yml", ""),
        ("conda.yaml", ""),
        ("environment.txt", ""),
        ("environment.yml.bak", ""),
        ("enviroment/env.yml", ""),
        ("requirements.txt", "environment.yml"),
        ("envs/explicit.txt", "environment.yml"),
    ],
)
def test_names_of_files(path: str, right: str) -> None:
    found = probe(misnamed_file, "name: a\ndependencies: [b]\n", path=path)
    assert [each.help for each in found.diagnostics] == ([f"rename the file to `{right}`"] if right else [])


@pytest.mark.parametrize(
    ("path", "text", "files", "count"),
    [
        ("docker/gpu/environment.yml", "", {}, 0),
        ("environment.yml", "", {"Dockerfile": "FROM x\n"}, 0),
        ("environment.yml", "# mamba env update -n base -f environment.yml\n", {}, 0),
        ("environment.yml", "# based on the base image\n", {}, 1),
        ("dockers/environment.yml", "", {"environment-dev.yml": ""}, 1),
    ],
)
def test_base_is_meant_in_images(path: str, text: str, files: dict[str, str], count: int) -> None:
    assert len(probe(reserved_name, text + "name: base\n", path=path, files=files).diagnostics) == count

"""inconsistent-pins: which files belong together, and what they cannot agree on."""

from __future__ import annotations

from gc import collect
from weakref import ref

import pytest

from envlint import engine, testing
from envlint.diagnostic import Diagnostic
from envlint.reading import parsed
from envlint.rule import Context, Valid
from envlint.rules.project.inconsistent_pins import inconsistent_pins
from envlint.source import Source


def env(name: str, *items: str, pip: tuple[str, ...] = (), more: str = "") -> str:
    lines = [f"name: {name}"] if name else []
    lines += ["channels: [conda-forge]", *([more] if more else []), "dependencies:", *(f"  - {item}" for item in items)]
    lines += ["  - pip", "  - pip:", *(f"      - {line}" for line in pip)] if pip else []
    return "\n".join(lines) + "\n"


def found(
    text: str, files: dict[str, str], path: str = "environment.yml", declared: bool = False
) -> tuple[Diagnostic, ...]:
    settings = testing.settings_for([inconsistent_pins], Valid(text))
    report = engine.lint(Source(path, text), settings, testing.Files({**files, path: text}, declared))
    assert not report.crashes, report.crashes[0].traceback
    return report.diagnostics


@pytest.mark.parametrize(
    ("path", "name", "other", "other_name"),
    [
        ("environment.yml", "demo", "env.yaml", "demo"),
        ("train.yml", "demo", "serve.yml", "Demo"),
        ("environment.yml", "demo", "environment-dev.yml", "demo-dev"),
        ("environment.yml", "", "environment_docs.yml", ""),
        ("environment.yml", "demo", "dev-environment.yml", ""),
        ("environment.yml", "demo", "conda-lock-env.yml", "demo"),
        ("environment-py39.yml", "demo", "environment-dev-py39.yml", "demo"),
        ("environment.yml", "demo", ".readthedocs-environment.yml", "demo"),
        ("docs.yml", "demo-docs", "environment.yml", "demo"),
    ],
)
def test_together(path: str, name: str, other: str, other_name: str) -> None:
    ours, theirs = env(name, "numpy=1.26"), env(other_name, "numpy=2.1")
    (one,) = found(ours, {other: theirs}, path)
    (back,) = found(theirs, {path: ours}, other)
    assert one.message == f"no version of `numpy` satisfies both this and `numpy=2.1` in `{other}`"
    assert back.message == f"no version of `numpy` satisfies both this and `numpy=1.26` in `{path}`"
    (related,) = one.related
    assert (related.path, theirs[slice(*related.span)]) == (other, "numpy=2.1")
    assert one.subject == "numpy" and one.fix is None


@pytest.mark.parametrize(
    ("path", "name", "other", "other_name"),
    [
        ("environment-py39.yml", "demo", "environment-py312.yml", "demo"),
        ("environment.yml", "demo", "environment-py39.yml", "demo"),
        ("environment.yml", "demo", "environment.yaml", "other"),
        ("env-cpu.yml", "demo", "env-gpu.yml", "demo"),
        ("env.yml", "demo", "env_cuda118.yml", "demo"),
        ("env-linux.yml", "demo", "env-win.yml", "demo"),
        ("env.yml", "demo-gpu", "env-dev.yml", "demo"),
        ("env-min.yml", "demo", "env.yml", "demo"),
        ("environment-3.10.yml", "demo", "environment-3.11.yml", "demo"),
        ("environment-dev.yml", "demo-dev", "environment-docs.yml", "demo-docs"),
        ("environment.yml", "demo", "environment-dev.yml", "tools"),
        ("train.yml", "train", "serve.yml", "serve"),
        ("train.yml", "", "serve.yml", ""),
        ("casa.yml", "base", "more.yml", "base"),
    ],
)
def test_apart(path: str, name: str, other: str, other_name: str) -> None:
    ours, theirs = env(name, "numpy=1.26"), env(other_name, "numpy=2.1")
    assert found(ours, {other: theirs}, path) == ()
    assert found(theirs, {path: ours}, other) == ()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (env("a", "numpy=1", more="platforms: [linux-64]"), env("a", "numpy=2", more="platforms: [osx-arm64]")),
        (env("a", "ld_impl_linux-64", "numpy=1"), env("a", "ucrt", "numpy=2")),
    ],
)
def test_different_systems_are_apart(ours: str, theirs: str) -> None:
    assert found(ours, {"other.yml": theirs}) == ()


A = "other.yml"


@pytest.mark.parametrize(
    ("ours", "theirs", "under"),
    [
        (env("a", "python=3.9"), env("a", "python>=3.10"), "python=3.9"),
        (env("a", "numpy=2"), env("a", "numpy<2"), "numpy=2"),
        (env("a", "numpy<2"), env("a", "numpy=2"), "numpy<2"),
        (env("a", "NumPy=1.26.4=py312h_0"), env("a", "conda-forge::numpy=1.26.3"), "NumPy=1.26.4=py312h_0"),
        (env("a", "cached-property=1"), env("a", "cached_property=2"), "cached-property=1"),
        (env("a", pip=("rich==13.1",)), env("a", pip=("Rich>=14",)), "rich==13.1"),
        (env("a", pip=("tables[x]==3.9",)), env("a", "pytables=3.10"), "tables[x]==3.9"),
        (env("a", "numpy", "numpy=1.26"), env("a", "numpy=2"), "numpy=1.26"),
    ],
)
def test_no_version_for_both(ours: str, theirs: str, under: str) -> None:
    (one,) = found(ours, {A: theirs})
    assert ours[slice(*one.span)] == under


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (env("a", "numpy=2.1"), env("a", "numpy>=2,<3")),
        (env("a", "numpy"), env("a", "numpy=2")),
        (env("a", "numpy=1.26.4"), env("a", "numpy=1.26")),
        (env("a", "rapids=21.12"), env("a", "rapids=21.12.00a211127")),
        (env("a", "numpy=1  # [win]"), env("a", "numpy=2")),
        (env("a", 'numpy=1[when="python <3.9"]'), env("a", "numpy=2")),
        (env("a", "numpy (=1)"), env("a", "numpy=2")),
        (env("a", "numpy >= "), env("a", "numpy=2")),
        (env("a", "numpy=1"), env("a", "numpy=2", "numpy=3")),
        (env("a", pip=("rich==13; sys_platform == 'win32'",)), env("a", pip=("rich==14",))),
        (env("a", pip=("rich @ https://example.org/rich-13.zip",)), env("a", pip=("rich==14",))),
        (env("a", pip=("torch==2.0.1+cu118",)), env("a", pip=("torch==2.0.1",))),
        (env("a", pip=("graphviz==0.20.3",)), env("a", "graphviz=12")),
        (env("a", "numpy=1"), "name: a\ndependencies: [\n"),
        (env("a", "numpy=1"), "services:\n  a: numpy=2\n"),
        (env("a", "numpy=1"), "name: a\nchannels: 3\ndependencies: {numpy: 2, a: [numpy=2]}\n"),
    ],
)
def test_silent(ours: str, theirs: str) -> None:
    assert found(ours, {A: theirs}) == ()


def test_several_files_are_one_finding() -> None:
    ours = env("a", "numpy=1", "scipy=1")
    others = {f"{name}.yml": env("a", "numpy=2", "scipy=1") for name in ("one", "two", "three", "four")}
    (one,) = found(ours, dict(list(others.items())[:1]))
    assert one.message.endswith("in `one.yml`")
    (one,) = found(ours, dict(list(others.items())[:2]))
    assert one.message.endswith("in `one.yml`; `two.yml` disagrees, too")
    (one,) = found(ours, dict(list(others.items())[:3]))
    assert one.message.endswith("in `one.yml`; `two.yml` and `three.yml` disagree, too")
    (one,) = found(ours, others)
    assert one.message.endswith("in `one.yml`; `two.yml` and 2 more disagree, too")
    assert [related.path for related in one.related] == list(others)


def test_a_declared_group_agrees_whatever_its_files_are_called() -> None:
    ours, theirs = env("a", "numpy=1"), env("b", "numpy=2")
    (one,) = found(ours, {"../gpu/py39.yml": theirs}, declared=True)
    assert one.related[0].path == "../gpu/py39.yml"
    assert found(ours, {"../gpu/py39.yml": theirs}) == ()


def test_the_file_itself_is_not_its_other() -> None:
    """What lies on the disk may differ from the text that is linted: in an editor, between two fixes."""
    settings = testing.settings_for([inconsistent_pins])
    files = testing.Files({"environment.yml": env("a", "numpy=1")})
    assert engine.lint(Source("ci/environment.yml", env("a", "numpy=2")), settings, files).diagnostics == ()
    assert engine.lint(Source("environment.yml", env("a", "numpy=2")), settings, None).diagnostics == ()


def test_secrets_of_other_files_are_masked() -> None:
    theirs = env("a", "https://user:hunter2@example.org/conda::numpy=2")
    (one,) = found(env("a", "numpy=1"), {A: theirs})
    assert "hunter2" not in one.message + one.related[0].message


def test_a_file_is_not_held_when_it_is_done_with() -> None:
    env = parsed("environment.yml", b"name: a\ndependencies:\n- numpy=1\n")
    assert env
    gone = ref(env)
    assert list(inconsistent_pins.check(env, Context())) == []
    del env
    collect()
    assert gone() is None

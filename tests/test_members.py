"""The environment files around a linted one: from the disk, parsed once, inside the repository."""

from __future__ import annotations

import os
from functools import partial
from glob import glob
from pathlib import Path

import pytest

from envlint import cli, document
from envlint.config import Config, ConfigError, Keys
from envlint.locks import belongs
from envlint.nodes import Document
from envlint.project import DiskProject
from envlint.project.globs import paths_of
from envlint.project.members import Members
from envlint.source import MAX_BYTES, Source

ONE = "name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - numpy=1.26\n"
TWO = ONE.replace("1.26", "2.1")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    (root / ".git").mkdir(parents=True)
    return root


def write(root: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = root / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def config(root: Path, *groups: tuple[str, ...]) -> Config:
    return Config(Keys(groups=groups), path=str(root / "envlint.toml"), folder=str(root))


def around(members: Members, path: Path, settings: Config = Config()) -> list[str]:  # noqa: B008 (immutable)
    return [member.path for member in members.around(str(path), settings).members]


def test_the_environment_files_of_the_folder(repo: Path) -> None:
    write(repo, a=ONE, b=TWO, compose="services: {}\n", broken="dependencies: [\n", sub__c=ONE)
    (repo / "environment.yaml").write_text("")
    (repo / "t.yml.j2").write_text(ONE)
    assert around(Members(), repo / "a.yml") == ["a.yml", "b.yml", "environment.yaml"]
    assert around(Members(lambda path: path.endswith("b.yml")), repo / "a.yml") == ["a.yml", "environment.yaml"]
    assert around(Members(), repo / "gone" / "a.yml") == []


def test_links_lead_no_way_out(repo: Path) -> None:
    write(repo, a=ONE)
    write(repo.parent, outside=TWO)
    (repo / "b.yml").symlink_to("../outside.yml")
    assert around(Members(), repo / "a.yml") == ["a.yml"]


def test_declared_groups(repo: Path) -> None:
    write(repo, a=ONE, b=TWO, c=ONE, ci__x=ONE, ci__y=TWO, gpu__z=ONE, left=ONE)
    settings = config(repo, ("a.yml", "ci/*.yml"), ("gpu", "a.yml"), ("**/c.yml",))
    members = Members()
    assert around(members, repo / "a.yml", settings) == ["a.yml", "ci/x.yml", "ci/y.yml", "gpu/z.yml"]
    assert around(members, repo / "ci/x.yml", settings) == ["../a.yml", "x.yml", "y.yml"]
    assert around(members, repo / "c.yml", settings) == ["c.yml"]
    assert members.around(str(repo / "c.yml"), settings).declared
    beside = members.around(str(repo / "b.yml"), settings)
    assert ([member.path for member in beside.members], beside.declared) == (["b.yml", "left.yml"], False)


@pytest.mark.parametrize(
    ("group", "told"),
    [("gone.yml", "'gone.yml' is not there"), ("../outside.yml", "'../outside.yml' is outside the repository")],
)
def test_a_path_that_leads_nowhere_is_the_user_s_fault(repo: Path, group: str, told: str) -> None:
    write(repo, a=ONE)
    write(repo.parent, outside=TWO)
    with pytest.raises(ConfigError, match=told):
        Members().declared(config(repo, ("a.yml", group)))
    assert Members().declared(config(repo, ("a.yml", "../*.yml", "no/*.yml"))) == ((str(repo / "a.yml"),),)


def test_each_file_is_parsed_once(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repo, **{f"e{number}": ONE for number in range(50)})
    read: list[str] = []
    parse = document.parse

    def counted(source: Source) -> Document:
        read.append(source.path)
        return parse(source)

    monkeypatch.setattr("envlint.reading.yaml.parse", counted)
    members = Members()
    groups = {members.around(str(repo / f"e{number}.yml"), Config()) for number in range(50)}
    assert len(read) == 50 and len(groups) == 1
    members.forget(str(repo / "e7.yml"))
    around(members, repo / "e1.yml")
    assert [os.path.basename(path) for path in read[50:]] == ["e7.yml"]


def test_what_is_not_kept_in_mind_is_read_again(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_KEPT", "_KEPT_FOLDERS", "_SMALL"):
        monkeypatch.setattr(f"envlint.project.members.{name}", 1)
    write(repo, **{f"{folder}__{name}": ONE for folder in "abcd" for name in "xy"})
    members = Members()
    for _ in "12":
        for folder in "abcd":
            assert around(members, repo / folder / "x.yml") == ["x.yml", "y.yml"]
            assert members.names(str(repo / folder)) == ("x.yml", "y.yml")
            for data in (folder.encode(), folder.encode() * 2):
                reads = [members.read((folder, str(len(data))), lambda data=data: data) for _ in "12"]  # type: ignore[misc]
                assert reads == [data, data]


def test_on_the_command_line(repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    write(repo, a=ONE, ci__py39=TWO.replace("name: a", "name: b"))
    monkeypatch.chdir(repo)
    run = ["--select", "inconsistent-pins", "--output-format", "text"]
    assert cli.main([*run, "a.yml"]) == 0
    Path("envlint.toml").write_text('groups = [["a.yml", "ci/*.yml"]]\n')
    assert cli.main([*run, "ci/py39.yml"]) == 1
    assert "no version of `numpy` satisfies both this and `numpy=1.26` in `../a.yml`" in capsys.readouterr().out
    Path("envlint.toml").write_text('groups = [["a.yml", "b.yml"]]\n')
    assert cli.main([*run, "a.yml"]) == 2
    assert capsys.readouterr().err == "envlint: error: envlint.toml: groups: 'b.yml' is not there\n"


def test_a_file_that_was_fixed_is_read_again(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repo, a=ONE, b=ONE.replace("1.26", "1.26.4 <2"))
    monkeypatch.chdir(repo)
    members = Members()
    before = members.around("b.yml", Config()).members[1].environment.text
    Path("b.yml").write_text(TWO)
    assert members.around("a.yml", Config()).members[1].environment.text == before
    members.forget("b.yml")
    assert members.around("a.yml", Config()).members[1].environment.text == TWO


def test_of_large_files_the_last_is_kept(tmp_path: Path) -> None:
    """A lock of megabytes is asked for three times in a row; more of them would fill the memory."""
    members = Members()
    large = b"x" * 100_000
    read: list[str] = []

    def reader(name: str) -> bytes:
        read.append(name)
        return large + name.encode()

    for name in ("a", "a", "b", "a", "a"):
        assert members.read(("folder", name), partial(reader, name)) == large + name.encode()
    assert read == ["a", "b", "a"]
    members.forget(str(tmp_path / "a"))
    members.read(("folder", "a"), partial(reader, "a"))
    assert read == ["a", "b", "a", "a"]


PATTERNS = "* ** **/* a/* a/** **/x.yml **/c/** */*.yml .* .h/* **/.h/* ./a/x.yml a//x.yml [ab]/x.yml b ../* ''".split()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_globs_find_what_pythons_do(tmp_path: Path, pattern: str) -> None:
    for name in ("x.yml", "a/x.yml", "a/b/c/x.yml", "a/b/c/y.txt", "b/x.yml", ".h/x.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "b/dead").symlink_to("nowhere")
    theirs = {os.path.normpath(each) for each in glob(pattern, root_dir=tmp_path, recursive=True) if each}
    assert {os.path.normpath(each) for each in paths_of(pattern, str(tmp_path))} == theirs


def test_globs_follow_no_links_in_circles(tmp_path: Path) -> None:
    (tmp_path / "x.yml").touch()
    for name in ("up", "again"):
        (tmp_path / name).symlink_to(".")
    assert paths_of("**/x.yml", str(tmp_path)) == ["x.yml"]
    assert paths_of("up/x.yml", str(tmp_path)) == ["up/x.yml"]


def test_the_largest_file_is_configured(repo: Path) -> None:
    write(repo, a=ONE, b=TWO + "#" * MAX_BYTES)
    assert around(Members(), repo / "a.yml") == ["a.yml"]
    assert around(Members(limit=lambda path: MAX_BYTES + len(TWO)), repo / "a.yml") == ["a.yml", "b.yml"]


def test_a_large_neighbour_is_told_of(
    repo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo)
    write(repo, environment=ONE, environment_dev=ONE)
    Path("environment-dev.yml").write_text("#" * MAX_BYTES + "\n" + TWO)
    assert cli.main(["environment.yml", "--select", "inconsistent-pins", "--set", "max-file-size=5"]) == 1
    assert "environment-dev.yml:6:5: " in capsys.readouterr().out
    assert cli.main(["environment.yml", "--select", "inconsistent-pins"]) == 0


def test_what_is_worked_out_of_a_folder_is_worked_out_once_until_a_file_is_written(tmp_path: Path) -> None:
    members, made = Members(), iter(range(9))
    one, other = (DiskProject(str(tmp_path / name), members) for name in ("a.yml", "b.yml"))
    elsewhere = DiskProject(str(tmp_path / "sub" / "a.yml"), members)
    assert [each.once("what", lambda: next(made)) for each in (one, other, elsewhere, one)] == [0, 0, 1, 0]
    assert one.once("what else", lambda: next(made)) == 2
    members.forget(str(tmp_path / "a.yml"))
    assert other.once("what", lambda: next(made)) == 3


def test_the_locks_of_a_folder_are_asked_once_whose_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "conda-lock.yml").write_text("metadata:\n  sources: [a.yml, b.yml]\npackage: []\n")
    asked: list[str] = []
    monkeypatch.setattr(belongs, "sources_of", lambda lock, data: asked.append(lock) or ("a.yml", "b.yml"))
    members = Members()
    files = [str(tmp_path / name) for name in ("a.yml", "b.yml", "c.yml")]
    locks = [belongs.locks_of(file, DiskProject(file, members)) for file in files]
    assert locks == [("conda-lock.yml",), ("conda-lock.yml",), ()]
    assert asked == ["conda-lock.yml"]

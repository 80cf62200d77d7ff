"""What a rule can see of the disk."""

from pathlib import Path

import pytest

from envlint.project import DiskProject


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "outside.txt").write_text("x")
    folder = tmp_path / "repo" / "sub"
    folder.mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    (tmp_path / "repo" / "above.txt").write_text("y")
    (folder / "beside.txt").write_text("z")
    (folder / "inside.txt").symlink_to("beside.txt")
    (folder / "leads-out.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "dead.txt").symlink_to("nowhere.txt")
    return str(folder / "environment.yml")


@pytest.mark.parametrize(
    ("path", "is_there", "text"),
    [
        ("beside.txt", True, b"z"),
        ("inside.txt", True, b"z"),
        ("../above.txt", True, b"y"),
        ("missing.txt", False, None),
        ("dead.txt", False, None),
        # a link that leads out is there, and nothing is read through it
        ("leads-out.txt", True, None),
        ("../../outside.txt", False, None),
        ("..", True, None),
    ],
)
def test_paths(file: str, path: str, is_there: bool, text: bytes | None) -> None:
    project = DiskProject(file)
    assert project.exists(path) == is_there
    assert project.read(path) == text


def test_a_lock_may_be_larger_than_an_environment_file(tmp_path: Path) -> None:
    large = b"x" * (5 << 20)
    for name in ("conda-lock.yml", "notes.txt"):
        (tmp_path / name).write_bytes(large)
    project = DiskProject(str(tmp_path / "environment.yml"))
    assert project.read("conda-lock.yml") == large
    assert project.read("notes.txt") is None

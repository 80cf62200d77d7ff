"""Writing: all of a file or nothing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from envlint import write as module
from envlint.write import NotWritten, write


def test_the_bytes_are_those_given(tmp_path: Path) -> None:
    file = tmp_path / "environment.yml"
    file.write_bytes(b"a\r\n")
    write(str(file), b"a\r\n", b"\xff\xfe\r\n\r")
    assert file.read_bytes() == b"\xff\xfe\r\n\r"
    assert os.listdir(tmp_path) == ["environment.yml"]


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o664])
def test_permissions_are_kept(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    file.chmod(mode)
    write(str(file), b"a", b"b")
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "a.yml", tmp_path / "link.yml"
    target.write_bytes(b"a")
    link.symlink_to("real/a.yml")
    write(str(link), b"a", b"b")
    assert link.is_symlink()
    assert os.readlink(link) == "real/a.yml"
    assert target.read_bytes() == b"b"
    assert os.listdir(tmp_path / "real") == ["a.yml"]


@pytest.mark.parametrize("now", [b"ab", b"", b"b", b"mine"])
def test_a_file_that_has_changed_is_left(tmp_path: Path, now: bytes) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(now)
    with pytest.raises(NotWritten, match="has changed since it was read"):
        write(str(file), b"a", b"c")
    assert file.read_bytes() == now


def test_a_file_that_has_gone_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match="cannot be read again: No such file"):
        write(str(tmp_path / "a.yml"), b"a", b"b")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("step", ["open", "replace", "fsync", "chmod"])
def test_a_failure_leaves_the_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, step, fail)
    with pytest.raises(NotWritten, match="cannot be written: No space left on device in "):
        write(str(file), b"a", b"b")
    monkeypatch.undo()
    assert file.read_bytes() == b"a"
    assert os.listdir(tmp_path) == ["a.yml"]


def test_a_read_only_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    file.chmod(0o444)
    if os.access(file, os.W_OK):  # root may write everything
        monkeypatch.setattr(module.os, "access", lambda *_: False)
    with pytest.raises(NotWritten, match="is read-only"):
        write(str(file), b"a", b"b")
    assert file.read_bytes() == b"a"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(NotWritten, match="cannot be written: Permission denied in "):
            write(str(file), b"a", b"b")
    finally:
        tmp_path.chmod(0o700)
    assert file.read_bytes() == b"a"

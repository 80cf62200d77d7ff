"""Writing: all of a file or nothing."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
import threading
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


@pytest.fixture(params=["nameless", "named", "without locks"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way to write, where this system has it."""
    if request.param == "nameless" and not hasattr(os, "O_TMPFILE"):
        pytest.skip("no files without a name here")
    if request.param != "nameless":
        monkeypatch.setattr(module, "_open_nameless", lambda folder: None)
    if request.param == "without locks":
        monkeypatch.setattr(module, "_lock", lambda opened: False)
    return str(request.param)


@pytest.mark.parametrize("step", ["fdopen", "replace", "fsync", "chmod"])
@pytest.mark.usefixtures("way")
def test_a_failure_leaves_the_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(module.os, step, fail)
        with pytest.raises(NotWritten, match="cannot be written: No space left on device in "):
            write(str(file), b"a", b"b")
    assert file.read_bytes() == b"a"
    assert os.listdir(tmp_path) == ["a.yml"]


@pytest.mark.usefixtures("way")
def test_each_way_writes(tmp_path: Path) -> None:
    for number, name in enumerate(["a.yml", "é" * 120 + ".yml", "b" * 251 + ".yml"]):
        file = tmp_path / name
        file.write_bytes(b"a")
        file.chmod(0o640)
        write(str(file), b"a", b"b" * 100_000)
        assert file.read_bytes() == b"b" * 100_000
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
        assert len(os.listdir(tmp_path)) == number + 1


@pytest.mark.parametrize("lacks", ["locks", "a folder to lock", "nameless files", "/proc", "all that Windows lacks"])
def test_a_system_that_lacks_something_writes_another_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    """A network's file system, an old kernel, a container without /proc, Windows."""
    opens, file, links = os.open, tmp_path / "a.yml", []
    file.write_bytes(b"a")
    file.chmod(0o640)

    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    def opened(path: str, flags: int, *mode: int) -> int:
        if (lacks == "nameless files" and flags & os.O_TMPFILE == os.O_TMPFILE) or (
            lacks == "a folder to lock" and path == str(tmp_path) and flags & os.O_TMPFILE != os.O_TMPFILE
        ):
            refuse()
        return opens(path, flags, *mode)

    link = os.link
    with monkeypatch.context() as patch:
        patch.setattr(module.os, "open", opened)
        patch.setattr(module.os, "link", lambda *words, **more: links.append(words) or link(*words, **more))
        if lacks == "locks":
            patch.setattr(module.fcntl, "flock", refuse)
        elif lacks == "/proc":
            patch.setattr(module, "_OPENED", str(tmp_path / "proc"))
        elif lacks == "all that Windows lacks":
            patch.setattr(module.sys, "platform", "win32")
            patch.delattr(module.os, "O_DIRECTORY")
        write(str(file), b"a", b"b")
    assert file.read_bytes() == b"b"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.yml"]
    assert len(links) == (lacks in ("locks", "a folder to lock")), "a file without a name gets one"


@pytest.mark.usefixtures("way")
def test_a_full_disk(tmp_path: Path) -> None:
    """The system gives no more than half of what is needed, in the middle of a write."""
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    child = os.fork()
    if not child:  # the limit would be the whole test run's
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        try:
            write(str(file), b"a", b"b" * 100_000)
        except NotWritten as error:
            os._exit(3 if "cannot be written: File too large in " in str(error) else 4)
        finally:
            os._exit(5)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert file.read_bytes() == b"a"
    assert os.listdir(tmp_path) == ["a.yml"]


def test_what_a_killed_run_left_goes_with_the_next_write(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    (tmp_path / ".a.yml.envlint").write_bytes(b"ha")
    write(str(file), b"a", b"b")
    assert file.read_bytes() == b"b"
    assert os.listdir(tmp_path) == ["a.yml"]


def test_a_file_with_other_names_is_left(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    (tmp_path / "b.yml").hardlink_to(file)
    with pytest.raises(NotWritten, match=r"has 2 names \(hard links\) that a write would part: nothing was written"):
        write(str(file), b"a", b"b")
    assert (tmp_path / "b.yml").samefile(file) and file.read_bytes() == b"a"


def test_what_has_become_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yml")
    with pytest.raises(NotWritten, match="is no longer a file"):
        write(str(tmp_path / "a.yml"), b"a", b"b")


@pytest.mark.parametrize("kind", ["text", "inode"])
@pytest.mark.usefixtures("way")
def test_a_file_that_changes_while_it_is_written_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    sync = os.fsync

    def saved(opened: int) -> None:
        if kind == "inode":
            (tmp_path / "new").write_bytes(b"c")
            os.replace(tmp_path / "new", file)
        else:
            file.write_bytes(b"cc")
        sync(opened)

    monkeypatch.setattr(module.os, "fsync", saved)
    with pytest.raises(NotWritten, match="has changed while it was written"):
        write(str(file), b"a", b"b")
    assert file.read_bytes() == (b"c" if kind == "inode" else b"cc")
    assert os.listdir(tmp_path) == ["a.yml"]


def test_two_runs_that_do_the_same_both_succeed(tmp_path: Path, way: str) -> None:
    for number in range(50):
        file = tmp_path / f"{number}.yml"
        file.write_bytes(b"a")
        told: list[str] = []

        def one(file: Path = file, told: list[str] = told) -> None:
            try:
                write(str(file), b"a", b"b" * 10_000)
            except NotWritten as error:
                told.append(str(error))

        threads = [threading.Thread(target=one) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if way != "without locks":  # there the first to rename wins, and the others say so
            assert told == []
        assert file.read_bytes() == b"b" * 10_000
    assert sorted(os.listdir(tmp_path)) == sorted(f"{number}.yml" for number in range(50))


def test_runs_take_turns_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    opened = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(opened, fcntl.LOCK_EX)
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    with pytest.raises(NotWritten, match="is in a folder that another run writes in"):
        write(str(file), b"a", b"b")
    threading.Timer(0.2, os.close, [opened]).start()
    monkeypatch.setattr(module, "_PATIENCE", 30)
    write(str(file), b"a", b"b")
    assert file.read_bytes() == b"b"


@pytest.mark.usefixtures("way")
def test_extended_attributes_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    try:
        os.setxattr(file, "user.origin", b"here")  # type: ignore[attr-defined,unused-ignore]
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    write(str(file), b"a", b"b")
    assert os.getxattr(file, "user.origin") == b"here"  # type: ignore[attr-defined,unused-ignore]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
@pytest.mark.usefixtures("way")
def test_owner_and_group_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    os.chown(file, 12345, 23456)
    write(str(file), b"a", b"b")
    assert (file.stat().st_uid, file.stat().st_gid) == (12345, 23456)


@pytest.mark.usefixtures("way")
def test_a_group_that_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"a")
    like = file.stat()

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(module.os, "chown", refuse)
    other = os.stat_result((*like[:4], like.st_uid + 1, like.st_gid, *like[6:]))
    module._dress(str(file), str(file), other)  # the owner may change
    other = os.stat_result((*like[:5], like.st_gid + 1, *like[6:]))
    with pytest.raises(PermissionError):
        module._dress(str(file), str(file), other)


@pytest.mark.parametrize("options", [["--fix"], ["--fix", "--unsafe-fixes"], ["--add-ignores", "later"]])
def test_two_runs_at_once(tmp_path: Path, options: list[str]) -> None:
    """Two processes fix the same files: all are fixed, nothing else is left, and what is said is a line a file."""
    for number in range(30):
        (tmp_path / f"{number}.yml").write_text("name: x\nchannels: [a, a]\ndependencies: [numpy]\n")
    command = [sys.executable, "-m", "envlint", *options, "."]
    runs = [subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in "12"]
    told = [run.communicate(timeout=60)[1].decode() for run in runs]
    assert all("Traceback" not in each for each in told)
    assert len({file.read_bytes() for file in tmp_path.iterdir()}) == 1
    assert sorted(os.listdir(tmp_path)) == sorted(f"{number}.yml" for number in range(30))
    assert {line.split(" ")[0] for each in told for line in each.splitlines()} <= {"envlint:", "Ignored"}


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

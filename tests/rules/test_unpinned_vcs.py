"""unpinned-vcs: which refs move."""

import pytest

from envlint.rules.pip.unpinned_vcs import unpinned_vcs
from tests.rules.probe import probe


def environment(line: str) -> str:
    return f"dependencies:\n- pip\n- pip:\n  - {line}\n"


@pytest.mark.parametrize(
    ("line", "marked", "subject"),
    [
        ("git+https://github.com/a/tool", "git+https://github.com/a/tool", "tool"),
        ("git+https://github.com/a/tool.git#egg=Other", "git+https://github.com/a/tool.git#egg=Other", "other"),
        ("git+ssh://git@host.org/a/tool.git", "git+ssh://git@host.org/a/tool.git", "tool"),
        ("tool @ git+https://github.com/a/b", "git+https://github.com/a/b", "tool"),
        ("git+https://github.com/a/tool@master", "master", "tool"),
        ("git+https://github.com/a/tool@HEAD#subdirectory=x", "HEAD", "tool"),
        ("git+https://github.com/a/tool@refs/heads/fix-1", "refs/heads/fix-1", "tool"),
        ("git+https://github.com/a/tool@origin/main", "origin/main", "tool"),
        ("-e git+https://github.com/a/tool.git@develop#egg=tool", "develop", "tool"),
        ("hg+https://host.org/a/tool", "hg+https://host.org/a/tool", "tool"),
        ("https://github.com/a/tool/archive/main.zip", "main", "tool"),
        ("https://github.com/a/tool/archive/refs/heads/fix-1.tar.gz", "refs/heads/fix-1", "tool"),
        ("https://github.com/a/tool/tarball/master", "master", "tool"),
        ("https://codeload.github.com/a/tool/zip/main", "main", "tool"),
        ("https://gitlab.com/a/tool/-/archive/master/tool-master.zip", "master", "tool"),
        ("tool @ https://bitbucket.org/a/b/get/master.zip", "master", "tool"),
    ],
)
def test_a_branch(line: str, marked: str, subject: str) -> None:
    found = probe(unpinned_vcs, environment(line))
    assert found.marked == [marked]
    assert found.diagnostics[0].subject == f"pip/{subject}"
    assert found.fixed == found.text


@pytest.mark.parametrize(
    "line",
    [
        "git+https://github.com/a/tool@v1.2",
        "git+https://github.com/a/tool@4b41059",
        "git+https://github.com/a/tool@main-2",
        "git+https://github.com/a/tool@${REF}",
        "git+file:///home/me/tool",
        "git+https://github.com/a/tool@",
        "https://github.com/a/tool/archive/v1.2.zip",
        "https://github.com/a/tool/archive/refs/tags/main.zip",
        "https://github.com/a/tool/releases/download/v1/main.zip",
        "https://example.org/archive/main.zip",
        "https://github.com/a/master/archive/v1.zip",
        "https://github.com/a/tool/archive/mainline.zip",
        "tool==1.2",
        "-e .",
    ],
)
def test_silent(line: str) -> None:
    assert not probe(unpinned_vcs, environment(line)).marked


def test_a_secret_stays_out_of_message_and_subject() -> None:
    (found,) = probe(unpinned_vcs, environment("git+https://me:s3cret@host.org/a/tool.git")).diagnostics
    assert "s3cret" not in found.message + found.subject + found.help

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
    ("path", "count"),
    [
        ("ci/environment-upstream-dev.yml", 0),
        ("nightly.yaml", 0),
        ("environment-dev.yml", 1),
        ("upstream/environment.yml", 1),
        ("downstreams.yml", 1),
    ],
)
def test_a_file_to_try_the_newest_code(path: str, count: int) -> None:
    assert len(probe(unpinned_vcs, environment("git+https://github.com/a/tool@main"), path=path).marked) == count


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


@pytest.mark.parametrize(
    ("line", "message", "help"),
    [
        (
            "git+https://github.com/a/tool.git#egg=tool",
            "`tool` comes from the default branch of a repository",
            "`git+https://github.com/a/tool.git@TAG#egg=tool`, with a tag for TAG, or a commit",
        ),
        (
            "git+https://github.com/a/tool/",
            "`tool` comes from the default branch",
            "`git+https://github.com/a/tool@TAG`",
        ),
        ("git+https://github.com/a/tool?x=y", "`tool` comes", "`git+https://github.com/a/tool@TAG?x=y`"),
        (
            "-e git+https://github.com/a/tool@main#egg=shapely-1.7.1dev",
            "`shapely` comes from the branch `main`",
            "`-e git+https://github.com/a/tool@TAG#egg=shapely`",
        ),
        (
            "git+https://github.com/a/tool@HEAD",
            "`tool` comes from the default branch",
            "`git+https://github.com/a/tool@TAG`",
        ),
        (
            'tool @ git+https://github.com/a/b ; python_version > "3"',
            "`tool` comes from the default branch",
            '`tool @ git+https://github.com/a/b@TAG ; python_version > "3"`',
        ),
        (
            "https://github.com/a/tool/archive/main.zip",
            "`tool` is an archive of the branch `main`",
            "`https://github.com/a/tool/archive/refs/tags/TAG.zip`, with a tag for TAG",
        ),
        (
            "https://github.com/a/tool/archive/refs/heads/fix-1.tar.gz",
            "`tool` is an archive of the branch `refs/heads/fix-1`",
            "`https://github.com/a/tool/archive/refs/tags/TAG.tar.gz`, with a tag for TAG",
        ),
        (
            "https://gitlab.com/a/tool/-/archive/master/tool-master.zip",
            "`tool` is an archive of the branch `master`",
            "`https://gitlab.com/a/tool/-/archive/TAG/tool-TAG.zip`, with a tag for TAG, or a commit",
        ),
    ],
)
def test_the_line_to_write_is_shown(line: str, message: str, help: str) -> None:
    (found,) = probe(unpinned_vcs, environment(line)).diagnostics
    assert found.message.startswith(message)
    assert found.help.startswith(f"write {help}")


def test_a_secret_stays_out_of_message_and_subject() -> None:
    (found,) = probe(unpinned_vcs, environment("git+https://me:s3cret@host.org/a/tool.git")).diagnostics
    assert "s3cret" not in found.message + found.subject + found.help

"""insecure-url: channels, indexes, downloads and trusted hosts."""

import pytest

from envlint.rules.channels.insecure_url import insecure_url
from tests.rules.probe import probe


def channels(*urls: str) -> str:
    return "channels:\n" + "".join(f"- {url}\n" for url in urls) + "dependencies:\n- python\n"


def pip(*lines: str) -> str:
    return "dependencies:\n- python\n- pip:\n" + "".join(f"  - {line}\n" for line in lines) + "  - last==1\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (channels("http://x.org/c"), channels("https://x.org/c")),
        (channels("'HTTP://x.org/c'"), channels("'HTTPs://x.org/c'")),
        (channels("http://x.org:8080/c"), None),
        (channels("http://me:s3cr3t@x.org/c"), None),
        ("dependencies:\n- http://x.org/c::a\n", "dependencies:\n- https://x.org/c::a\n"),
        (pip("-i http://x.org/simple"), pip("-i https://x.org/simple")),
        (pip("--extra-index-url=http://x.org/simple"), pip("--extra-index-url=https://x.org/simple")),
        (pip("--find-links http://x.org/w"), pip("--find-links https://x.org/w")),
        (pip("a @ http://x.org/a.zip"), pip("a @ https://x.org/a.zip")),
        (pip("git+http://x.org/a@v1"), pip("git+https://x.org/a@v1")),
        (pip("git+git://x.org/a@v1#egg=a"), pip("git+https://x.org/a@v1#egg=a")),
        (pip("-e GIT+GIT://x.org/a@v1#egg=a"), pip("-e GIT+https://x.org/a@v1#egg=a")),
        (pip("git+git://x.org:9418/a@v1"), None),
        (pip("--trusted-host pypi.org"), pip()),
        (pip("--trusted-host=pypi.org:443"), pip()),
        (pip("--trusted-host nexus.example.org"), None),
        (pip("-i https://pypi.org/simple --trusted-host pypi.org"), None),
    ],
)
def test_fixes(before: str, after: str | None) -> None:
    found = probe(insecure_url, before)
    assert len(found.marked) == 1
    assert found.safely_fixed == before
    assert found.fixed == (before if after is None else after)


@pytest.mark.parametrize(
    "text",
    [
        channels("https://x.org/c", "http://localhost/c", "http://127.0.0.1:8000/c", "file:///x", "./c"),
        pip("-i http://localhost:3141/simple", "--trusted-host localhost", "-f https://x.org"),
        pip("a @ https://x.org/http://", "git+https://x.org/a@v1", "git+ssh://git@x.org/a@v1"),
        pip("git+git://localhost/a@v1", "git+https://x.org/git+git://a@v1"),
        "dependencies: [python]\nvariables: {A: 'http://x.org'}\n",
    ],
)
def test_silent(text: str) -> None:
    assert not probe(insecure_url, text).marked


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("git+git://github.com/x/a@v1", "GitHub has refused `git://` since March 2022: pip installs nothing"),
        ("git+git://x.org/a@v1", "what comes over git:// can be exchanged on the way"),
        ("git+http://github.com/x/a@v1", "what comes over http can be exchanged on the way"),
    ],
)
def test_git_of_its_own_protocol(line: str, said: str) -> None:
    assert probe(insecure_url, pip(line)).messages == [said]


def test_an_index_and_its_trust_are_one_fault() -> None:
    found = probe(insecure_url, pip("-i http://x.org:8080/simple", "--trusted-host x.org"))
    assert found.marked == ["-i http://x.org:8080/simple"]
    assert found.related == [["--trusted-host x.org"]]
    assert "passes over" not in found.messages[0]
    alone = probe(insecure_url, pip("-i http://x.org/simple", "--trusted-host y.org"))
    assert alone.marked == ["-i http://x.org/simple", "--trusted-host y.org"]
    assert "passes over" in alone.messages[0]

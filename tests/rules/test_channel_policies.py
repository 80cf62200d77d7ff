"""forbidden-channel, mixed-defaults, licensed-channel, unlisted-channel and hardcoded-mirror."""

import pytest

from envlint.rules.channels.forbidden_channel import forbidden_channel
from envlint.rules.channels.hardcoded_mirror import hardcoded_mirror
from envlint.rules.channels.licensed_channel import licensed_channel
from envlint.rules.channels.mixed_defaults import mixed_defaults
from envlint.rules.channels.unlisted_channel import unlisted_channel
from tests.rules.probe import probe

MIRROR = "https://mirrors.tuna.tsinghua.edu.cn/anaconda"


def env(channels: str, dependencies: str = "python") -> str:
    return f"channels: [{channels}]\ndependencies: [{dependencies}]\n"


@pytest.mark.parametrize(
    ("options", "text", "marked"),
    [
        ({}, env("acme"), []),
        ({"allow": ("acme",)}, env("acme, nodefaults"), []),
        ({"allow": ("acme",)}, env("acme, conda-forge"), ["conda-forge"]),
        ({"allow": ("acme",)}, env("https://conda.anaconda.org/acme/label/dev"), []),
        ({"allow": ("acme",)}, env(f"{MIRROR}/cloud/conda-forge"), [f"{MIRROR}/cloud/conda-forge"]),
        ({"allow": ("acme",)}, env("acme", "other::a"), ["other"]),
        ({"allow": ("acme",)}, env("acme", "'https://x.org/c/noarch/a-1-0.conda'"), None),
        ({"allow": ("https://x.org/*",)}, env("https://x.org/a/b, https://x.org", "python"), []),
        ({"allow": ("https://x.org/*",)}, env("https://x.organisation/a"), ["https://x.organisation/a"]),
        ({"deny": ("defaults",)}, env("main, conda-forge"), ["main"]),
        ({"deny": ("defaults",)}, env(f"{MIRROR}/pkgs/main"), [f"{MIRROR}/pkgs/main"]),
        ({"deny": ("acme",), "allow": ("acme",)}, env("acme"), ["acme"]),
        ({"deny": ("acme",)}, env("acme, acme/label/x"), ["acme", "acme/label/x"]),
    ],
)
def test_forbidden(options: dict[str, tuple[str, ...]], text: str, marked: list[str] | None) -> None:
    found = probe(forbidden_channel, text, options)
    assert found.marked == marked if marked is not None else len(found.marked) == 1
    assert found.fixed == text


@pytest.mark.parametrize(
    ("text", "marked", "fixed"),
    [
        (env("conda-forge, defaults"), "defaults", env("conda-forge")),
        (env("main, r, conda-forge, nodefaults"), "main", env("conda-forge, nodefaults")),
        (env(f"conda-forge, {MIRROR}/pkgs/main"), f"{MIRROR}/pkgs/main", env("conda-forge")),
        (env("defaults", "conda-forge::a"), "defaults", None),
        (env("conda-forge, defaults", "defaults::a"), "defaults", None),
        (env("conda-forge", "main::a"), "main", None),
    ],
)
def test_mixed(text: str, marked: str, fixed: str | None) -> None:
    found = probe(mixed_defaults, text)
    assert found.marked == [marked]
    assert found.fixed == (text if fixed is None else fixed)


@pytest.mark.parametrize("channels", ["conda-forge", "defaults", "bioconda, defaults", "conda-forge, nodefaults"])
def test_not_mixed(channels: str) -> None:
    assert not probe(mixed_defaults, env(channels)).marked


@pytest.mark.parametrize(
    ("text", "marked", "fixed"),
    [
        (env("defaults"), ["defaults"], env("conda-forge")),
        (env("anaconda, bioconda"), ["anaconda"], env("conda-forge, bioconda")),
        (env("defaults, acme, r"), ["defaults"], env("conda-forge, acme")),
        (env("defaults, nodefaults"), ["defaults"], env("conda-forge, nodefaults")),
        (env("conda-forge, main, r"), ["main"], env("conda-forge")),
        (env(f"{MIRROR}/pkgs/main"), [f"{MIRROR}/pkgs/main"], env("conda-forge")),
        (env("conda-forge", "defaults::a, main::b"), ["defaults", "main"], None),
        (env("conda-forge, defaults", "defaults::a"), ["defaults", "defaults"], None),
        (env("conda-forge"), [], None),
        (env("nodefaults"), [], None),
    ],
)
def test_licensed(text: str, marked: list[str], fixed: str | None) -> None:
    found = probe(licensed_channel, text)
    assert found.marked == marked
    assert found.fixed == (text if fixed is None else fixed)


@pytest.mark.parametrize(
    ("text", "marked", "fixed"),
    [
        (env("conda-forge", "bioconda::a"), ["bioconda"], "conda-forge, bioconda"),
        (env("acme", "conda-forge::a"), ["conda-forge"], None),
        (env("defaults", "bioconda::a"), ["bioconda"], None),
        (env("conda-forge", "defaults::a"), ["defaults"], None),
        (env("defaults", "main::a, pkgs/r::b"), [], None),
        (env("conda-forge", "x::a, x::b, acme::c"), ["x", "acme"], "conda-forge, acme, x"),
        (env("https://conda.anaconda.org/conda-forge", "conda-forge::a"), [], None),
        (env("conda-forge/label/x", "conda-forge::a"), [], None),
        (env("conda-forge", "'*::a', '/x::b'"), ["/x"], "conda-forge, /x"),
        ("dependencies: [x::a]\n", [], None),
    ],
)
def test_unlisted(text: str, marked: list[str], fixed: str | None) -> None:
    found = probe(unlisted_channel, text)
    assert found.marked == marked
    if fixed is None:
        assert found.fixed == text
    else:
        assert not probe(unlisted_channel, found.fixed).marked
        listed = found.fixed.partition("[")[2].partition("]")[0]
        assert sorted(listed.split(", ")) == sorted(fixed.split(", "))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (f"{MIRROR}/cloud/bioconda/", "bioconda"),
        (f"{MIRROR}/cloud/conda-forge/label/gcc7", "conda-forge/label/gcc7"),
        (f"{MIRROR}/pkgs/main/linux-64", "pkgs/main/linux-64"),
        ("https://prefix.dev/conda-forge", "conda-forge"),
        (f"{MIRROR}/pkgs/pro", None),
    ],
)
def test_mirrors(written: str, name: str | None) -> None:
    found = probe(hardcoded_mirror, env(written))
    assert found.marked == [written]
    assert found.fixed == env(name or written)


def test_no_mirror() -> None:
    text = env("https://conda.anaconda.org/conda-forge, https://repo.anaconda.com/pkgs/main, https://x.org/c")
    assert not probe(hardcoded_mirror, text).marked
    assert probe(hardcoded_mirror, env("conda-forge", f"{MIRROR}/cloud/bioconda::a")).marked

"""For which operating systems a file is."""

import pytest

from envlint import document, systems
from envlint.environment import Environment
from envlint.source import Source


def environment(text: str, path: str = "environment.yml") -> Environment:
    return Environment(document.parse(Source(path, text)))


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("dependencies: [a]", "environment.yml", set()),
        ("dependencies: [a]", "environment-linux.yml", {"linux"}),
        ("dependencies: [a]", "envs/env_win64.yaml", {"win"}),
        ("dependencies: [a]", "env.osx-64.yml", {"osx"}),
        ("dependencies: [a]", "env_x86_64.yml", {"linux"}),
        ("dependencies: [a]", "linux-and-mac.yml", {"linux", "osx"}),
        ("dependencies: [a]", "linux/environment.yml", {"linux"}),
        ("dependencies: [a]", "linux/a/b/c/environment.yml", set()),
        ("dependencies: [a]", "twins.yml", set()),
        ("name: demo-ubuntu\ndependencies: [a]", "environment.yml", {"linux"}),
        ("name: Demo_Windows\ndependencies: [a]", "environment.yml", {"win"}),
        ("platforms: [linux-64, osx-arm64]\ndependencies: [a]", "environment.yml", {"linux", "osx"}),
        ("platforms: [linux-64]\ndependencies: [a]", "environment-win.yml", {"linux"}),
        ("platforms: linux-64\ndependencies: [a]", "environment-win.yml", {"win"}),
        ("platforms: [[a], null, emscripten-wasm32]\ndependencies: [a]", "environment.yml", set()),
    ],
)
def test_what_a_file_names(text: str, path: str, expected: set[str]) -> None:
    assert systems.named(environment(text, path)) == expected
    assert systems.meant(environment(text, path)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dependencies: [libgcc-ng=12.2.0]", {"linux"}),
        ("dependencies: [libcxx, {pip: [tensorflow-intel]}]", {"osx", "win"}),
        ("name: demo-win\ndependencies: [libgcc-ng=12.2.0]", {"win"}),
    ],
)
def test_packages_betray_the_system_where_no_name_does(text: str, expected: set[str]) -> None:
    assert systems.meant(environment(text)) == expected

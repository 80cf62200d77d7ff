"""platform-package: what one system alone has, and which files are for one system."""

import pytest

from envlint.data import read_table
from envlint.rules.packages.platform_package import platform_package
from envlint.systems import SYSTEMS
from tests.rules.probe import probe


def environment(*items: str, head: str = "") -> str:
    return f"{head}dependencies:\n- python=3.12\n" + "".join(f"- {item}\n" for item in items)


@pytest.mark.parametrize(
    "spec",
    [
        "_libgcc_mutex=0.1=conda_forge",
        "libgcc-ng=12.2.0",
        "conda-forge::libgcc-ng=9.3.0=h2828fa1_19",
        "libstdcxx-ng[version='<13']",
        "LIBNSL=2.0.0",
        "libnsl",
        "pywin32=228=py38hbaba5e8_1",
        "ld_impl_linux-64=2.33.1",
        "vs2015_runtime=14.16.27012",
        "m2w64-gmp=6.1.0",
        "python.app=1.3",
    ],
)
def test_one_system_alone_has_it(spec: str) -> None:
    assert probe(platform_package, environment(spec)).marked == [spec]


@pytest.mark.parametrize(
    "spec",
    [
        "libgcc-ng",
        "libgcc-ng>=12",
        "libgcc-ng=13.2.0",
        "libgcc=14.2.0",
        "libuuid=2.38.1",
        "libxcrypt=4.4.36",
        "libcxx=14.0.6",
        "ld_impl_linux-64=2.40",
        "pywin32=306",
        "pywin32>=228",
        "readline=8.2",
        "gcc_linux-64=12",
        "intel-openmp=2023",
        "libgcc-ng=12.2=3=4",
        "https://conda.anaconda.org/conda-forge/linux-64/libnsl-2.0.0-h7f98852_0.tar.bz2",
    ],
)
def test_others_have_it_too(spec: str) -> None:
    assert not probe(platform_package, environment(spec)).marked


@pytest.mark.parametrize(
    ("head", "path"),
    [
        ("platforms: [linux-64, linux-aarch64]\n", "environment.yml"),
        ("name: demo_linux\n", "environment.yml"),
        ("", "environment-ubuntu.yml"),
        ("", "env_x86_64.yml"),
        ("", ".devcontainer/environment.yml"),
        ("", "software/docker/environment.yml"),
        ("", "docker-images/gpu/env.yml"),
        ("", "envs\\linux\\environment.yml"),
    ],
)
def test_a_file_for_the_system_of_the_package(head: str, path: str) -> None:
    assert not probe(platform_package, environment("libnsl=2.0.0", head=head), path=path).marked


@pytest.mark.parametrize(
    ("head", "path"),
    [
        ("platforms: [linux-64, osx-arm64]\n", "environment.yml"),
        ("name: demo-mac\n", "environment.yml"),
        ("", "linux-and-windows.yml"),
        ("", "docker/environment-win.yml"),
        ("", "envs/windows/environment.yml"),
        ("", "docker/one/two/environment.yml"),
        ("", "/home/ubuntu/environment.yml"),
        ("", "dockerless/environment.yml"),
    ],
)
def test_a_file_for_another_system(head: str, path: str) -> None:
    assert probe(platform_package, environment("libnsl=2.0.0", head=head), path=path).marked == ["libnsl=2.0.0"]


def test_the_help_says_how_to_name_the_system_unless_it_is_named() -> None:
    [found] = probe(platform_package, environment("ucrt=10.0")).diagnostics
    assert "for Windows only" in found.help and "`environment-win.yml`" in found.help
    assert "such as `environment-win.yml`" in found.help
    for other in (
        probe(platform_package, environment("ucrt=10.0", head="name: demo-linux\n")),
        probe(platform_package, environment("ucrt=10.0", "libnsl=2.0.0")),
    ):
        assert "only" not in other.diagnostics[0].help
        assert "conda adds it where it is needed" in other.diagnostics[0].help


def test_a_selector_says_it() -> None:
    found = probe(platform_package, environment("libnsl=2.0.0  # [linux]", "libcap=2.69  # needed"))
    assert found.marked == ["libcap=2.69"]
    assert not probe(platform_package, environment("sel(linux): libnsl=2.0.0")).marked


def test_allowed_names() -> None:
    assert not probe(platform_package, environment("libnsl=2.0.0"), {"allow": ("Libnsl",)}).marked


def test_all_of_a_file_are_one_finding() -> None:
    linux = ["libnsl=2.0.0", "libcap=2.69", "keyutils=1.6.1", "libgl=1.7.0", "wayland=1.23.1"]
    found = probe(platform_package, environment(*linux))
    assert found.messages == [
        "`libnsl`, `libcap`, `keyutils` and 2 more exist for Linux only: on another system conda cannot "
        "install them, and installs nothing"
    ]
    assert found.related == [linux[1:]]
    assert found.fixed == environment()
    assert found.safely_fixed == found.text


def test_packages_of_two_systems() -> None:
    (message,) = probe(platform_package, environment("ucrt=10.0", "libnsl=2.0.0")).messages
    assert message.startswith("`ucrt`, `libnsl` exist for one system only (Linux, Windows):")


def test_the_last_item_of_a_list_stays() -> None:
    text = "dependencies:\n- libnsl=2.0.0\n"
    assert probe(platform_package, text).fixed == text


def test_the_table() -> None:
    rows = read_table("platform_packages.tsv")
    assert {len(row) for row in rows} == {3}
    assert {row[0] for row in rows} == set(SYSTEMS)
    assert len({row[1] for row in rows}) == len(rows)

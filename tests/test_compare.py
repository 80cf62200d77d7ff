"""What differs between two environments: pairs of files and their changes."""

from __future__ import annotations

import pytest

from envlint.compare import RISKS, Change, compare
from envlint.document import parse
from envlint.environment import Environment
from envlint.source import Source


def environment(text: str) -> Environment:
    return Environment(parse(Source("environment.yml", text)))


def changes(old: str, new: str) -> tuple[Change, ...]:
    return compare(environment(old), environment(new)).items


def told(old: str, new: str) -> list[str]:
    """`subject: kinds !risks` of each change."""
    found = changes(old, new)
    return [f"{each.subject}: {' '.join((*each.kinds, *(f'!{risk}' for risk in each.risks)))}" for each in found]


def conda(*specs: str) -> str:
    return "dependencies:\n" + "".join(f"  - {spec!r}\n" for spec in specs)


def pip(*lines: str) -> str:
    return "dependencies:\n  - pip\n  - pip:\n" + "".join(f"    - {line!r}\n" for line in lines)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("numpy", "scipy", ["scipy: added", "numpy: removed"]),
        ("numpy", "numpy >=1", ["numpy: tightened"]),
        ("numpy=1.26", "numpy=1.26.4", ["numpy: tightened"]),
        ("numpy=1.26", "numpy=1.27", ["numpy: changed"]),
        # The version 1.4 is the version 1.4.0, but the family of 1.4 is larger than that of 1.4.0.
        ("numpy=1.4", "numpy=1.4.0", ["numpy: tightened"]),
        ("numpy!=1.4.*", "numpy!=1.4.0.*", ["numpy: loosened"]),
        ("numpy~=1.4.0", "numpy~=1.4", ["numpy: loosened !pin-loosened"]),
        ("numpy<=2", "numpy<2", ["numpy: tightened"]),
        ("numpy>2", "numpy>=2", ["numpy: loosened"]),
        ("numpy", "numpy!=2", ["numpy: tightened"]),
        ("numpy==2", "numpy<=2,>=2", []),
        ("numpy>=2", "numpy>=2|*", ["numpy: loosened"]),
        ("numpy>=2|*", "numpy", []),
        ("numpy 1@2", "numpy 1@3", ["numpy: changed"]),
        ("numpy=1.26", "numpy", ["numpy: loosened !pin-loosened"]),
        ("numpy=1.26", "numpy>=1.26", ["numpy: loosened !pin-loosened"]),
        ("numpy==1.26.4", "numpy=1.26", ["numpy: loosened !pin-loosened"]),
        ("numpy>=1.26", "numpy>=1.20", ["numpy: loosened"]),
        ("numpy>=1.2,<2", "numpy>=1.2,<3", ["numpy: loosened !pin-loosened"]),
        ("numpy>=1.2,<2", "numpy>=1.3,<3", ["numpy: changed"]),
        ("numpy>=1.2,<2", "numpy>=1.2,!=1.5,<2", ["numpy: tightened"]),
        ("numpy=1.2|=1.3", "numpy=1.3", ["numpy: tightened"]),
        ("numpy=1.*.2", "numpy=1.*.3", ["numpy: changed"]),
        ("numpy~=1.26.1", "numpy>=1.26.1", ["numpy: loosened !pin-loosened"]),
        # They part at pre-releases only.
        ("numpy=1.26", "numpy>=1.26,<1.27", ["numpy: changed"]),
        ("numpy=1.26=py39_0", "numpy=1.26=py310_0", ["numpy: build"]),
        ("numpy==1.26", "numpy==1.26=py310_0", ["numpy: build"]),
        ("numpy=1.26.4=py39_0", "numpy=1.26.4", ["numpy: loosened build !pin-loosened"]),
        ("numpy", "conda-forge::numpy", ["numpy: channel"]),
        ("defaults::numpy=1", "conda-forge::numpy=2", ["numpy: changed channel"]),
        ("numpy[license=MIT]", "numpy[license=BSD]", ["numpy: details"]),
        ("numpy >=1 <2", "numpy >=1 <3", ["numpy >=1 <3: added", "numpy >=1 <2: removed"]),
        ("python=3.10", "python=3.11", ["python: changed !python-minor"]),
        ("python=3.10.1", "python=3.10.2", ["python: changed"]),
        ("python=3.10", "python", ["python: loosened !pin-loosened !python-minor"]),
        ("python", "numpy", ["numpy: added", "python: removed"]),
        ("python=3.9", "numpy", ["numpy: added", "python: removed !python-minor"]),
        ("numpy", "anaconda=2024.10", ["anaconda: added !metapackage-added", "numpy: removed"]),
        ("cudatoolkit=11.8", "cudatoolkit=12", ["cudatoolkit: changed !cuda-changed"]),
        ("cuda-version=12.1", "numpy", ["numpy: added", "cuda-version: removed !cuda-changed"]),
        ("pytorch=2=cuda118*", "pytorch=2=cuda121*", ["pytorch: build !cuda-changed"]),
        ("pytorch=2=*cuda*", "pytorch=2=cpu*", ["pytorch: build !cuda-changed"]),
        ("pytorch=2=py3.9_cuda11.8_0", "pytorch=2=py3.10_cuda11.8_0", ["pytorch: build"]),
        ("numpy", "faiss-cpu", ["faiss-cpu: added", "numpy: removed"]),
        ("numpy", "gpustat", ["gpustat: added", "numpy: removed"]),
    ],
)
def test_conda_specs(old: str, new: str, expected: list[str]) -> None:
    assert told(conda(old), conda(new)) == expected


def test_two_lines_of_a_package_and_one() -> None:
    """conda takes the lines of a package together; of pip each counts where its marker holds."""
    assert told(conda("numpy>=1", "numpy<2"), conda("numpy=1.5")) == ["numpy: tightened"]
    two = pip("numpy==1; python_version < '3.9'", "numpy==2; python_version >= '3.9'")
    assert told(two, pip("numpy==3")) == ["numpy: changed"]
    assert told(two, conda("numpy=3")) == ["numpy: to-conda changed", "pip: removed"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("requests", "requests>=2", ["requests: tightened"]),
        ("requests>=2,<3", "requests>=2", ["requests: loosened !pin-loosened"]),
        ("requests==2.31", "requests==2.32", ["requests: changed"]),
        ("requests==2.*", "requests==2.1.*", ["requests: tightened"]),
        ("requests==2.1", "requests>=2", ["requests: loosened !pin-loosened"]),
        ("requests>=2", "requests>2", ["requests: tightened"]),
        ("requests~=2.1.0", "requests==2.1.*", ["requests: loosened !pin-loosened"]),
        ("requests[socks]", "requests", ["requests: extras"]),
        ("requests", "requests; python_version < '3.9'", ["requests: marker"]),
        ("a @ git+https://x.org/a@v1", "a @ git+https://x.org/a@v2", ["a: source"]),
        ("a==1", "a @ https://x.org/a-1.zip", ["a: loosened source !pin-loosened"]),
        ("./a", "-e ./a", ["a: source"]),
        ("./a", "./b", ["b: added", "a: removed"]),
        ("a==1 --hash=sha256:00", "a==1 --hash=sha256:11", ["a: details"]),
        ("torch==2.1+cu118", "torch==2.1+cu121", ["torch: changed !cuda-changed"]),
        ("nvidia-cudnn-cu12==8", "nvidia-cudnn-cu12==9", ["nvidia-cudnn-cu12: changed !cuda-changed"]),
        ("-r a.txt", "-r b.txt", ["--requirement: changed"]),
        ("-i https://a.org", "a", ["a: added", "--index-url: removed"]),
        ("-i https://a.org/whl/cu118", "-i https://a.org/whl/cu121", ["--index-url: changed !cuda-changed"]),
        ("a = 1", "a = 2", ["a: changed"]),
        ("a==latest+cu101", "a==latest+cpu", ["a: changed !cuda-changed"]),
        ("a = 1", "a==1", ["a: changed"]),
    ],
)
def test_pip_lines(old: str, new: str, expected: list[str]) -> None:
    assert told(pip(old), pip(new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("pytorch=2.1", "torch==2.1.*", ["torch: to-pip !framework-to-pip"]),
        ("pytorch==2.1.1", "torch==2.1.1", ["torch: to-pip !framework-to-pip"]),
        ("pytorch=2.1.1", "torch==2.1.1", ["torch: to-pip !framework-to-pip"]),
        ("pandas=2.1", "pandas>=2.1", ["pandas: to-pip loosened !pin-loosened"]),
        ("pandas=2.1", "pandas @ https://x.org/pandas-1.zip", ["pandas: to-pip changed"]),
        ("pandas", "pandas", ["pandas: to-pip"]),
        # Nobody says that these are one project.
        ("some-name-of-ours", "some-name-of-ours", ["some-name-of-ours: removed", "some-name-of-ours: added"]),
    ],
)
def test_moved_to_pip(old: str, new: str, expected: list[str]) -> None:
    assert told(conda("pip", old), pip(new)) == expected


def test_one_package_moves_once() -> None:
    expected = ["cupy-cuda11x: to-pip !framework-to-pip !cuda-changed", "cupy-cuda12x: added !cuda-changed"]
    assert told(conda("pip", "cupy"), pip("cupy-cuda11x", "cupy-cuda12x")) == expected


def test_moved_to_conda() -> None:
    assert told(pip("torch==2.1"), conda("pip", "pytorch=2.1")) == ["pytorch: to-conda"]
    assert told(pip("torch==2.1", "x"), conda("pip", "pytorch=2.2")) == ["pytorch: to-conda changed", "x: removed"]


def test_what_stays_in_one_list_has_not_moved() -> None:
    both = pip("pandas").replace("- pip\n", "- pip\n  - pandas\n", 1)
    assert told(both, pip("pandas")) == ["pandas: removed"]


def test_specs_of_one_package_count_together() -> None:
    assert told(conda("a>=1", "a<2"), conda("a <2,>=1")) == []
    assert told(conda("a>=1", "a<2"), conda("a>=1")) == ["a: loosened !pin-loosened"]
    assert changes(conda("a>=1", "a<2"), conda("a>=1"))[0].old == "a>=1 and a<2"


def test_lines_of_one_project_count_by_their_markers() -> None:
    old = ("a==1; python_version<'3.9'", "a==2; python_version>='3.9'")
    assert told(pip(*old), pip(*reversed(old))) == []
    assert told(pip(*old), pip(old[0], "a==3; python_version>='3.9'")) == ["a: changed"]
    assert told(pip(*old), pip(old[0])) == ["a: removed"]


def test_what_is_no_line_of_pip_is_told_as_it_is() -> None:
    assert told("dependencies: [{pip: [a, {b: [c]}]}]", "dependencies: [{pip: [a]}]") == ["{b: [c]}: removed"]
    assert told("dependencies: [{pip: }]", "dependencies: [{pip: [a]}]") == ["a: added"]


def test_conda_keeps_the_last_pip_section() -> None:
    two = "dependencies:\n- pip\n- pip: [a]\n- pip: [b]\n"
    assert told(two, "dependencies:\n- pip\n- pip: [b]\n") == []
    assert told(two, "dependencies:\n- pip\n- pip: [a, b]\n") == ["a: added"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: a", "name: b", ["name: changed"]),
        ("name: a", "x: 1", ["name: removed"]),
        ("name:", "x: 1", []),
        ("name: 1.10", "name: '1.10'", ["name: changed"]),
        ("category: dev", "category: main", ["category: changed"]),
        ("channels: [a, b]", "channels: [b, a]", ["order: reordered !channel-order"]),
        ("channels: [a, b]", "channels: [a]", ["b: removed"]),
        ("channels: [a]", "channels: [a, b]", ["b: added"]),
        ("channels: [a]", "channels: [b, a]", ["b: added !channel-order"]),
        ("channels: [a, nodefaults]", "channels: [nodefaults, a]", []),
        ("channels: [a]", "channels: [nodefaults, a]", ["nodefaults: added"]),
        ("channels: [a, a]", "channels: [a]", []),
        ("channels: [a]", "channels: [a/label/x]", ["a: removed", "a/label/x: added"]),
        ("channels: [nvidia/label/cuda-11.8.0]", "channels: []", ["nvidia/label/cuda-11.8.0: removed !cuda-changed"]),
        ("platforms: [linux-64]", "platforms: [linux-64, osx-64]", ["osx-64: added"]),
        ("variables: {A: x}", "variables: {A: y}", ["A: changed"]),
        ("variables: {A: x}", "variables: {B: x}", ["A: removed", "B: added"]),
        ("variables: {A: ''}", "variables: {}", ["A: removed"]),
        ("variables: {A: 1}", "variables: {A: '1'}", []),
        ("variables: {A: 1.10}", "variables: {A: '1.10'}", ["A: changed"]),
        ("variables: {A: true}", "variables: {A: 'true'}", ["A: changed"]),
        ("prefix: /a", "prefix: /b", []),
        ("dependencies: [a, {npm: [b]}]", "dependencies: [a, {npm: [c]}]", ["b: removed", "c: added"]),
        ("dependencies: [a, 1.10]", "dependencies: [a, 1.11]", ["1.10 (float): removed", "1.11: added"]),
    ],
)
def test_keys(old: str, new: str, expected: list[str]) -> None:
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("numpy=1.2", "numpy=1.2.*"),
        ("numpy=1.2", "numpy 1.2.*"),
        ("numpy ==1.2", "numpy[version='1.2']"),
        ("numpy==1.2", "NumPy ==1.2.0"),
        ("numpy>=1,<2", "numpy <2, >=1"),
        ("numpy>=1,<2", "numpy >=1,<2,<3"),
        ("numpy=1|=2", "numpy =2|=1"),
        ("numpy", "numpy *"),
        ("numpy", "numpy=*=*"),
        ("numpy 1.*.2|3.*", "numpy 3.*|1.*.2"),
        ("conda-forge::numpy", "https://conda.anaconda.org/conda-forge::numpy"),
        ("conda-forge::numpy", "numpy[channel=conda-forge]"),
        ("numpy=1.2=py39_0", "numpy==1.2[build=py39_0]"),
        ("numpy=1.2 # why", "numpy=1.2"),
        ("bad  >=1 <2", "bad >=1   <2"),
    ],
)
def test_specs_that_mean_the_same(old: str, new: str) -> None:
    assert told(conda(old), conda(new)) == told(conda(new), conda(old)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Foo.Bar", "foo-bar"),
        ("a >= 1.0, < 2", "a<2.0,>=1"),
        ("a>=1,>=1", "a>=1"),
        ("a>=1,>=0.5", "a>=1"),
        ("a[x,y_z]", "a[Y-Z, x]"),
        ("a; python_version<'3'", 'a ; python_version < "3"'),
        ("-e .", "--editable ./"),
        ("-r a.txt", "--requirement=a.txt"),
        ("a==1  # why", "a==1"),
        ("# nothing", ""),
    ],
)
def test_lines_that_mean_the_same(old: str, new: str) -> None:
    shared = ("pip",)
    assert told(pip(*shared, old), pip(*shared, new)) == told(pip(*shared, new), pip(*shared, old)) == []


def test_a_secret_is_no_text_of_a_variable() -> None:
    (change,) = changes("variables: {API_TOKEN: abcd1234efgh}", "variables: {API_TOKEN: abcd1234efgi}")
    assert (change.old, change.new) == ("*" * 12, "*" * 12)


def test_a_file_that_is_not_there_is_empty_and_no_risk_but_what_is_in_it() -> None:
    env = environment("channels: [a]\ndependencies: [python=3.10, cudatoolkit, anaconda]")
    assert [each.risks for each in compare(None, env).items] == [(), (), (), ("metapackage-added",)]
    assert {each.kinds for each in compare(env, None).items} == {("removed",)}
    assert compare(None, env)[:2] == ("", "environment.yml")


def test_aliases_do_not_multiply() -> None:
    bomb = "name:\n" + "\n".join(f"  - &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]" for n in range(30))
    (change,) = changes(bomb, "name: a")
    assert len(change.old) < 10_000


def test_every_risk_has_words() -> None:
    assert all(RISKS.values())

"""build-pin: which builds come from an export, and what is left of the item."""

import pytest

from envlint.rules.pins.build_pin import build_pin
from envlint.rules.pins.loose_pin import loose_pin
from tests.rules.probe import probe


def environment(*items: str) -> str:
    return "dependencies:\n" + "".join(f"- {item}\n" for item in items)


@pytest.mark.parametrize(
    "build",
    [
        "py39h6e9494a_0",
        "h7f98852_4",
        "pyhd8ed1ab_0",
        "hdfd78af_0",
        "h12debd9_0_cpython",
        "0",
        "py_1",
        "py37_1000",
        "1_gnu",
        "16_linux64_openblas",
        "nompi_h2d575fe_105",
        "r41hc72bb7e_1",
    ],
)
def test_an_exported_build(build: str) -> None:
    assert probe(build_pin, environment(f"a=1.2.3={build}")).marked == [build]


@pytest.mark.parametrize(
    "spec",
    [
        "blas=1.0=mkl",
        "_libgcc_mutex=0.1=conda_forge",
        "_libgcc_mutex=0.1=main",
        "pytorch=2.1=*cuda*",
        "pytorch=*=cuda118*",
        "hdf5=1.14=mpi_mpich_*",
        "torchvision=0.12=py38_cu113",
        "pytorch-scatter=2.0.9=py38_torch_1.9.0_cu111",
        "numpy=1.24.3",
        "numpy 1.24.3",
        "numpy=1.24.3=py39_0[md5=0123456789abcdef0123456789abcdef]",
        "numpy=1.2=3=4",
        "mkl@",
    ],
)
def test_a_choice(spec: str) -> None:
    assert not probe(build_pin, environment(spec)).marked


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("numpy=1.24.3=py39h6e9494a_0", "numpy=1.24.3"),
        ("numpy==1.24.3=py39h6e9494a_0", "numpy==1.24.3"),
        ("numpy 1.24.3 py39h6e9494a_0", "numpy==1.24.3"),
        ("numpy ==1.24.3 py39h6e9494a_0", "numpy ==1.24.3"),
        ("numpy =1.24.3 py39h6e9494a_0", "numpy =1.24.3"),
        ("numpy 1.24.* py39h6e9494a_0", "numpy 1.24.*"),
        ("conda-forge::numpy=1.24.3=py39h6e9494a_0", "conda-forge::numpy=1.24.3"),
        ("numpy>=1.24,<2=py39_0", "numpy>=1.24,<2"),
        ("numpy=1.24.3[build=py39_0]", "numpy=1.24.3"),
        ("numpy[version='1.24.3', build='py39_0']", "numpy[version='1.24.3']"),
        ("numpy[build='py39_0',version='1.24.3',subdir=linux-64]", "numpy[version='1.24.3', subdir=linux-64]"),
        ('"numpy=1.24.3=py39_0"  # why', '"numpy=1.24.3"  # why'),
        ("pytorch=1.9.0=py3.8_cuda11.1_cudnn8.0.5_0", "pytorch=1.9.0=*cuda11.1*"),
        ("pytorch=1.12.1=cpu_py37hb34e5b1_0", "pytorch=1.12.1=*cpu*"),
        ("tensorflow=2.6.0=cuda112py38h9ad5ab1_1", "tensorflow=2.6.0=*cuda112*"),
        ("libarrow=12.0.0=h9b2f8c1_2_cpu", "libarrow=12.0.0=*cpu*"),
        ("libblas=3.9.0=16_linux64_mkl", "libblas=3.9.0=*mkl*"),
        ("hdf5=1.14.0=mpi_mpich_h5d83325_1", "hdf5=1.14.0=*mpi_mpich*"),
        ("hdf5=1.14.0=nompi_h5231ba7_103", "hdf5=1.14.0"),
        ("cudnn=8.2.1[build=cuda11.3_0]", "cudnn=8.2.1[build=*cuda11.3*]"),
    ],
)
def test_the_version_stays(before: str, after: str) -> None:
    found = probe(build_pin, environment("python=3.9", before))
    assert found.fixed == environment("python=3.9", after)
    assert found.safely_fixed == found.text
    assert not probe(loose_pin, found.fixed).marked
    assert not probe(build_pin, found.fixed).marked


@pytest.mark.parametrize("spec", ["numpy=*=py39_0", "numpy>=1.2=py39_0", "numpy[build=py39_0]", "requests=2.1=pypi_0"])
def test_no_fix_where_no_version_would_stay(spec: str) -> None:
    found = probe(build_pin, environment(spec))
    assert len(found.marked) == 1
    assert found.fixed == found.text


def test_all_builds_of_a_file_are_one_finding() -> None:
    found = probe(build_pin, environment(*(f"p{i}=1.2.{i}=h0123456_{i}" for i in range(300))))
    assert found.messages == [
        "300 packages are pinned to one exact build (`p0`, `p1`, `p2` and 297 more): conda takes these uploads and "
        "no others, not even rebuilds that mend a fault, and cannot solve this file once a channel drops one"
    ]
    assert found.marked == ["h0123456_0"]
    assert found.fixed == environment(*(f"p{i}=1.2.{i}" for i in range(300)))


EXPORTED = [f"p{i}=1.2.{i}=h012345{i}_0" for i in range(7)]
WORDS = [
    "torchvision=0.15.2=py310_cu118",
    "pytorch-scatter=2.0.7=py38_torch_1.8.0_cu102",
    "torchtriton=2.0.0=py310",
    "_libgcc_mutex=0.1=main",
    "blas=1.0=mkl",
]


def test_words_with_a_digit_belong_to_an_export() -> None:
    found = probe(build_pin, environment(*WORDS, *EXPORTED))
    assert found.messages[0].startswith("10 packages are pinned to one exact build (`torchvision`, `pytorch-scatter`, ")
    kept = ["torchvision=0.15.2=*cu118*", "pytorch-scatter=2.0.7=*torch_1.8.0_cu102*", "torchtriton=2.0.0", *WORDS[3:]]
    assert found.fixed == environment(*kept, *(f"p{i}=1.2.{i}" for i in range(7)))


@pytest.mark.parametrize("items", [EXPORTED[:4], [*EXPORTED, "numpy=1.24", "scipy=1.10"]])
def test_words_are_choices_where_most_items_hold_none_or_few_are_exported(items: list[str]) -> None:
    found = probe(build_pin, environment(*WORDS, *items))
    assert all(word in found.fixed for word in WORDS)


def test_one_build_names_what_follows() -> None:
    [message] = probe(build_pin, environment("bzip2=1.0.8=h4bc722e_7")).messages
    assert message == (
        "`bzip2` is pinned to one exact build: conda takes that upload and no other, not even a rebuild "
        "that mends a fault, and cannot solve this file once the channel drops it"
    )


@pytest.mark.parametrize(
    ("items", "head", "path", "said"),
    [
        (["numpy=1.24.3=py39h6e9494a_0"], "", "environment.yml", "these builds do not exist (but for those of"),
        (["a=1=py27_0", "b=1=h0123456_0"], "", "environment.yml", "these builds do not exist (but for those of"),
        (
            ["a=1=py27_0", "b=6=6", "c=1=np110py27_0"],
            "",
            "environment.yml",
            "does: other systems may have other builds;",
        ),
        (["numpy=1.24.3=py39h6e9494a_0"], "platforms: [linux-64]\n", "environment.yml", ""),
        (["numpy=1.24.3=py39h6e9494a_0"], "name: demo-win\n", "environment.yml", ""),
        (["numpy=1.24.3=py39h6e9494a_0"], "", "environment-macos.yml", ""),
        (
            ["numpy=1.24.3=py39h6e9494a_0"],
            "platforms: [linux-64, win-64]\n",
            "environment.yml",
            "these builds do not exist",
        ),
    ],
)
def test_other_systems_matter_where_the_file_is_for_them(items: list[str], head: str, path: str, said: str) -> None:
    found = probe(build_pin, head + environment(*items), path=path).diagnostics[0]
    assert (said in found.help) if said else ("systems" not in found.help)


def test_flow_lists() -> None:
    found = probe(build_pin, "dependencies: [a=1.2=0, b=2.3=py_0]\n")
    assert found.fixed == "dependencies: [a=1.2, b=2.3]\n"


def test_an_item_that_an_alias_repeats_is_left() -> None:
    text = "dependencies:\n- &a numpy=1.24.3=py39_0\nx-a: *a\n"
    found = probe(build_pin, text)
    assert len(found.marked) == 1
    assert found.fixed == text


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("locked_env.yml", 0),
        ("envs/locked/a.yml", 0),
        ("frozen-env.yml", 0),
        ("blocks.yml", 1),
        ("lock/envs/a/b.yml", 1),
        ("locker.yml", 1),
    ],
)
def test_a_file_that_is_called_a_lock_means_its_builds(path: str, count: int) -> None:
    found = probe(build_pin, environment("numpy=1.24.3=py39h6e9494a_0"), path=path)
    assert len(found.diagnostics) == count

"""misordered-channels: which order is wrong, for which files, and how lines move."""

import pytest

from envlint.rules.channels.misordered_channels import misordered_channels
from tests.rules.probe import probe

END = "dependencies:\n- python=3.12\n"


def channels(*names: str) -> str:
    return "channels:\n" + "".join(f"- {name}\n" for name in names) + END


@pytest.mark.parametrize(
    ("names", "marked", "related"),
    [
        (["conda-forge", "bioconda", "defaults"], [], []),
        (["acme", "conda-forge", "other", "bioconda"], [], []),
        (["pytorch", "nvidia", "conda-forge"], [], []),
        (["conda-forge", "pytorch", "nvidia", "defaults"], [], []),
        (["bioconda", "conda-forge"], ["bioconda"], [["conda-forge"]]),
        (["defaults", "bioconda", "conda-forge"], ["defaults"], [["bioconda", "conda-forge"]]),
        (["bioconda", "defaults", "conda-forge"], ["bioconda"], [["conda-forge", "defaults"]]),
        (["defaults", "nvidia"], ["defaults"], [["nvidia"]]),
        (["nvidia", "conda-forge"], [], []),
        (["r", "conda-forge"], ["r"], [["conda-forge"]]),
        (["https://repo.anaconda.com/pkgs/main", "conda-forge"], ["https://repo.anaconda.com/pkgs/main"], None),
        (["defaults", "https://conda.anaconda.org/conda-forge"], ["defaults"], None),
        (["defaults", "nvidia/label/cuda-11.8.0"], ["defaults"], None),
        (["conda-forge", "defaults", "conda-forge/label/old"], [], []),
        (["conda-forge", "defaults", "conda-forge"], [], []),
        (["bioconda", "nodefaults"], [], []),
    ],
)
def test_places(names: list[str], marked: list[str], related: list[list[str]] | None) -> None:
    found = probe(misordered_channels, channels(*names))
    assert found.marked == marked
    if related is not None:
        assert found.related == related
    assert not probe(misordered_channels, found.fixed).diagnostics


@pytest.mark.parametrize(
    ("dependencies", "marked"),
    [
        ("- python\n- pytorch\n- pytorch-cuda=12.1\n", ["conda-forge"]),
        ("- python\n- pytorch\n- cpuonly\n", ["conda-forge"]),
        ("- python\n- pytorch=2.1\n", []),
        ("- python\n- pytorch::pytorch-cuda=12.1\n", []),
        ("- conda-forge::python\n- pytorch-cuda=12.1=h0\n", []),
    ],
)
def test_pytorch_belongs_on_top_only_where_the_file_asks_for_its_packages(dependencies: str, marked: list[str]) -> None:
    text = f"channels: [conda-forge, pytorch]\ndependencies:\n{dependencies}"
    found = probe(misordered_channels, text)
    assert found.marked == marked
    assert found.fixed == (text.replace("conda-forge, pytorch", "pytorch, conda-forge") if marked else text)


@pytest.mark.parametrize(
    ("item", "names", "marked"),
    [
        ("tensorflow=2.2", ["defaults", "conda-forge"], []),
        ("tensorflow=1.15.0", ["anaconda", "conda-forge"], []),
        ("tensorflow-gpu=2.2", ["defaults", "bioconda", "conda-forge"], ["bioconda"]),
        ("tensorflow-mkl", ["defaults", "conda-forge"], []),
        ("keras-gpu", ["defaults", "nvidia", "conda-forge"], ["defaults"]),
        ("tensorflow=2.4", ["defaults", "conda-forge"], ["defaults"]),
        ("tensorflow", ["defaults", "conda-forge"], ["defaults"]),
        ("tensorflow=1.15.9", ["defaults", "conda-forge"], ["defaults"]),
        ("defaults::tensorflow-mkl", ["defaults", "conda-forge"], ["defaults"]),
        ("defaults::tensorflow=2.2", ["defaults", "conda-forge"], ["defaults"]),
        ("pytorch=1.5", ["defaults", "conda-forge"], ["defaults"]),
    ],
)
def test_defaults_may_stand_on_top_for_what_only_it_has(item: str, names: list[str], marked: list[str]) -> None:
    text = channels(*names) + f"- {item}\n"
    found = probe(misordered_channels, text)
    assert found.marked == marked
    assert not probe(misordered_channels, found.fixed).diagnostics
    asked = {"order": (("conda-forge", "defaults"),)}
    assert len(probe(misordered_channels, text, asked).marked) == 1


@pytest.mark.parametrize(
    "dependencies",
    ["- conda-forge::python\n- samtools=1.9=h_0\n", "- python[build=h_0]\n", "- pip:\n  - requests\n", ""],
)
def test_silent_where_the_order_decides_nothing(dependencies: str) -> None:
    assert not probe(misordered_channels, f"channels: [bioconda, conda-forge]\ndependencies:\n{dependencies}").marked


def test_the_option_replaces_the_order() -> None:
    article = {"order": (("pytorch", "conda-forge", "defaults"),)}
    assert probe(misordered_channels, channels("conda-forge", "pytorch"), article).marked == ["conda-forge"]
    assert not probe(misordered_channels, channels("bioconda", "conda-forge"), article).marked
    asks = "channels: [conda-forge, pytorch]\ndependencies: [python, cpuonly]\n"
    other = {"order": (("conda-forge", "pytorch"),)}
    assert not probe(misordered_channels, asks, other).marked
    assert probe(misordered_channels, asks, {"order": ()}).marked == ["conda-forge"]


def test_orders_that_contradict_each_other_give_no_fix() -> None:
    found = probe(misordered_channels, channels("a", "b"), {"order": (("a", "b"), ("b", "a"))})
    assert found.marked == ["a"]
    assert found.fixed == found.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (  # lines with their comments; a blank line and what stands above it stay
            "- acme\n# genomics\n# tools\n- bioconda # x\n\n- conda-forge\n",
            "- acme\n- conda-forge\n\n# genomics\n# tools\n- bioconda # x\n",
        ),
        ("  - bioconda\n  - nodefaults\n  - conda-forge\n", "  - conda-forge\n  - nodefaults\n  - bioconda\n"),
        ("-   'bioconda'\n-   \"conda-forge\"\n", "-   \"conda-forge\"\n-   'bioconda'\n"),
        ("- bioconda\r\n- conda-forge # y\r\n", "- conda-forge # y\r\n- bioconda\r\n"),
        ("# all of them\n- bioconda\n- conda-forge\n", None),
        ("- &b bioconda\n- conda-forge\n- *b\n", None),
    ],
)
def test_lines_move_with_their_comments(before: str, after: str | None) -> None:
    text = "channels:\n" + before + END
    assert probe(misordered_channels, text).fixed == (text if after is None else "channels:\n" + after + END)


def test_the_last_line_may_lack_its_end() -> None:
    text = "dependencies: [python]\nchannels:\n- bioconda # x\n- conda-forge"
    assert probe(misordered_channels, text).fixed == "dependencies: [python]\nchannels:\n- conda-forge\n- bioconda # x"


def test_flow_lists() -> None:
    text = "channels: [bioconda,acme , 'conda-forge']\n" + END
    assert probe(misordered_channels, text).fixed == "channels: [acme,'conda-forge' , bioconda]\n" + END
    text = "channels: [\n  bioconda,  # a\n  # b\n  conda-forge # c\n]\n" + END
    wanted = "channels: [\n  # b\n  conda-forge, # c\n  bioconda  # a\n]\n" + END
    assert probe(misordered_channels, text).fixed == wanted
    text = "channels: [bioconda, # a\n  conda-forge]\n" + END
    assert probe(misordered_channels, text).fixed == text


def test_an_aliased_list_is_left_alone() -> None:
    text = "x-all: &all [bioconda, conda-forge]\nchannels: *all\n" + END
    found = probe(misordered_channels, text)
    assert found.marked == ["bioconda"]
    assert found.fixed == text


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["bioconda", "conda-forge"], "asks for conda-forge to stand first"),
        (["defaults", "conda-forge"], "not fully compatible"),
        (["defaults", "bioconda"], "bioconda is built on conda-forge"),
        (["defaults", "nvidia"], "every package that both channels have is taken from `defaults` where it can be"),
    ],
)
def test_the_message_says_why(names: list[str], why: str) -> None:
    (message,) = probe(misordered_channels, channels(*names)).messages
    assert why in message

"""invalid-spec: what is marked, what is proposed, and how it is written back."""

import pytest

from envlint.rules.packages.invalid_spec import invalid_spec
from tests.rules.probe import probe


@pytest.mark.parametrize(
    "item",
    ["numpy", "numpy >=1.2 , <2", "numpy[version='>=1,<2']", "numpy=1.2=py39_0", "https://x.org/linux-64/a-1-0.conda"],
)
def test_silent(item: str) -> None:
    assert not probe(invalid_spec, f"dependencies:\n- {item}\n").marked


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("numpy>=1.2 <2", "numpy>=1.2,<2"),
        ("'numpy>=1.2 <2'  # why", "'numpy>=1.2,<2'  # why"),
        ('"numpy<59.6."', '"numpy<59.6"'),
        ("numpy==", None),
        ("'@mkl'", None),
    ],
)
def test_what_has_one_reading_is_written_so(before: str, after: str | None) -> None:
    found = probe(invalid_spec, f"dependencies:\n- {before}\n")
    assert len(found.diagnostics) == 1
    assert found.safely_fixed == f"dependencies:\n- {after or before}\n"


def test_a_spec_over_two_lines_is_marked_whole() -> None:
    text = "dependencies:\n- numpy\n    >=1 <2\n"
    assert probe(invalid_spec, text).marked == ["numpy\n    >=1 <2"]


@pytest.mark.parametrize(
    "item", ["-e .", "git+https://x.org/a.git", "requests; python_version<'3.8'", "a @ https://x.org/a.zip"]
)
def test_lines_for_pip_are_sent_there(item: str) -> None:
    (only,) = probe(invalid_spec, f"dependencies:\n- {item}\n").diagnostics
    assert "`pip:` section" in only.help
    assert only.fix is None


def test_the_subject_is_the_name_where_there_is_one() -> None:
    (only,) = probe(invalid_spec, "dependencies:\n- NumPy>=1 <2\n").diagnostics
    assert only.subject == "numpy"


@pytest.mark.parametrize(("item", "quoted"), [("'='", "="), ("'=='", "=="), ("'>=1.2'", ">=")])
def test_what_stands_where_the_name_is_missing_is_quoted_whole(item: str, quoted: str) -> None:
    (message,) = probe(invalid_spec, f"dependencies:\n- {item}\n").messages
    assert message.endswith(f"a package name must stand before `{quoted}`")

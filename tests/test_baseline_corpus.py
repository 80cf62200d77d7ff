"""A baseline over the whole corpus holds while files are reformatted, and lets each new fault through."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from envlint import cli as command
from envlint import document as yaml
from envlint.environment import CondaItem, Environment
from envlint.source import Source
from tests.repository import Repository
from tests.shared import shared


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the corpus in a repository of its own, with a baseline."""
    environments = shared("corpus/environments")
    team = Repository(tmp_path_factory.mktemp("corpus") / "team")
    shutil.copytree(environments, team.folder / "envs")
    return team.folder


def reformatted(source: Source) -> str:
    """The text with comments and blank lines between lines, and neighbours in the conda list swapped,
    wherever that changes no meaning."""
    document = yaml.parse(source)
    if document.fault:
        return source.text
    items = Environment(document).conda
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", source.text)
    for first, second in reversed(list(zip(items[::2], items[1::2], strict=False))):
        at, then = (source.position(each.span.start).line - 1 for each in (first, second))
        if then == at + 1 and may_swap(first, second, items, lines, source):
            lines[at], lines[then] = lines[then], lines[at]
    text = "".join(lines)
    end = source.line_end()
    opened = [source.position(each.span.start).line - 1 for each in items if is_alone(each, source)]
    for at in sorted(opened, reverse=True):
        lines[at:at] = ["  # a comment of its own" + end, end]
    spaced = "".join(lines)
    return spaced if same_items(source.with_text(spaced), items) else text


def may_swap(a: CondaItem, b: CondaItem, items: tuple[CondaItem, ...], lines: list[str], source: Source) -> bool:
    """Whether two items stand alone on whole lines, and no other item speaks of their packages."""
    names = Counter(each.spec.name_key for each in items)
    whole = all(line.endswith(("\n", "\r")) for line in (lines[source.position(b.span.start).line - 1],))
    return (
        whole and is_alone(a, source) and is_alone(b, source) and names[a.spec.name_key] == names[b.spec.name_key] == 1
    )


def is_alone(item: CondaItem, source: Source) -> bool:
    """Whether an item is a dash and one line."""
    line = source.line(source.position(item.span.start).line)
    return bool(re.match(r"\s*- ", line)) and item.text in line and line.count(" - ") <= 1 and "#" not in line


def same_items(source: Source, items: tuple[CondaItem, ...]) -> bool:
    document = yaml.parse(source)
    return not document.fault and Counter(map(str, Environment(document).conda)) == Counter(map(str, items))


def run(capfdbinary: pytest.CaptureFixture[bytes], *argv: str) -> tuple[int, str, str]:
    capfdbinary.readouterr()
    code = command.main(argv)
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


@pytest.mark.slow
def test_reformatted_files_stay_clean_and_new_faults_are_found(
    corpus: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus)
    code, out, err = run(capfdbinary, "baseline")
    assert (code, err) == (0, "")

    changed = 0
    files = sorted(path for path in (corpus / "envs").rglob("*") if path.is_file())
    for path in files:
        source = Source.decode(path.name, path.read_bytes())
        if source.fault is None and (text := reformatted(source)) != source.text:
            changed += 1
            path.write_bytes(source.encode(text))
    assert changed > 0.8 * len(files)
    assert run(capfdbinary, "--quiet") == (0, "", "")

    faulty: set[str] = set()
    for path in files:
        source = Source.decode(path.name, path.read_bytes())
        document = yaml.parse(source)
        # Of a template nothing else is said.
        conda = () if document.fault or "{{" in source.text else Environment(document).conda
        items = [each for each in conda if is_alone(each, source)]
        # Where all items but the new one name their build, the order of channels begins to matter with it.
        if len(faulty) < 50 and items and any(each.text.count("=") < 2 for each in conda):
            change = items[len(items) // 2].insert_after("envlint-new-fault>2,<1")
            if change:
                [edit] = change.edits
                path.write_bytes(source.encode(source.text[: edit.start] + edit.text + source.text[edit.end :]))
                faulty.add(f"envs/{path.relative_to(corpus / 'envs').as_posix()}")
    assert len(faulty) == 50
    code, out, err = run(capfdbinary, "--quiet", *sorted(faulty))
    heads = [line for line in out.splitlines() if re.match(r"envs/.*: (error|warning): ", line)]
    assert {line.split(":")[0] for line in heads} == faulty
    assert [line for line in heads if "envlint-new-fault" not in line] == []
    assert len(heads) == 50
    assert (code, err) == (1, "")

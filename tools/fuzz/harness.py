"""Fuzz envlint: bytes → lint → fix, the laws asserted of each; atheris, from the root of a checkout.

    pip install atheris        # CPython up to 3.13, not on Windows
    python -m tools.fuzz.harness --seed FOLDER --finds FOLDER CORPUS -max_len=4096 -max_total_time=1800

`--seed` copies real files, environment files and what lies beside them, into the corpus first. `--finds` keeps
the first input of each fault in a folder and goes on; without it the first fault ends the run. The rest is
libFuzzer's: the folder that it works on, and its flags.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import random
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import atheris

# envlint imports much of itself when it is used: coverage is seen in what is imported here.
with atheris.instrument_imports(include=["envlint"]):
    import envlint

    for _module in pkgutil.walk_packages(envlint.__path__, "envlint."):
        if not re.search(r"\.(?:cli|__main__)(?:\.|$)", _module.name):
            importlib.import_module(_module.name)
    from tools.fuzz import targets

# What a file of each kind is called.
_KINDS = (
    ("c", re.compile(r"condarc")),
    ("r", re.compile(r"requirements.*\.txt$|constraints.*\.txt$")),
    ("l", re.compile(r"lock")),
    ("p", re.compile(r"pyproject\.toml$")),
    ("t", re.compile(r"\.toml$")),
    ("e", re.compile(r"\.ya?ml$")),
)

TOKENS = r"""name: channels: dependencies: prefix: variables: platforms: category: |- - pip|  - |- pip:|pip:|- conda:
    <<: *a|&a |*a|!!str |!!binary |!!set |? |: | #|# [linux]|# envlint: ignore[loose-pin] why|# envlint: ignore-file
    # envlint: ignore-next-line|#!final|#!top|#!bottom|{{ x }}|${X}|$X|---|...|%YAML 1.1|[|]|{|}|'|"|>|>-|, |,|\n|\r|
    \r\n|\t|\\\\|\\\\\\n|\x00|\xef\xbb\xbf|\xff\xfe|\xe2\x80\xae|\xc2\x85|\xe2\x80\xa8|\xf0\x9f\x90\x8d|==|=|>=|<=|~=|!=|=>|<
    .*|*|1.10|3.|1!2.0|+cu118|=py39_0|::|[version='>=1']|[build=x]|defaults|conda-forge|nodefaults|python|numpy|pandas
    pytorch|cudatoolkit|torch|-r requirements.txt|-c c.txt|-e .|git+https://|@main|#egg=x|https://u:p@h/t/tk-1/x|; x
    --extra-index-url |--index-url |@EXPLICIT|# platform: linux-64|package:|metadata:|environments:|version: 6|sha256:
    ssl_verify: false|always_yes: true|channel_priority: flexible|custom_channels:|[project]|dependencies = [|"""


def _tokens() -> list[bytes]:
    words = re.split(r"\||\n\s*", TOKENS)
    return [word.encode().decode("unicode_escape").encode("latin-1") for word in words if word]


_TOKENS = _tokens()


def mutated(data: bytes, max_size: int, seed: int) -> bytes:
    """An input with lines moved, doubled, lost or indented, with words of the trade put in, or with bytes changed."""
    chance = random.Random(seed)
    if len(data) < 2 or chance.random() < 0.3:
        return atheris.Mutate(data, max_size)
    kind, body = data[:1], data[1:]
    for _ in range(chance.randint(1, 4)):
        body = chance.choice(_MUTATIONS)(body, chance)
    return (kind + body)[:max_size]


def _insert(body: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(body))
    return body[:at] + chance.choice(_TOKENS) + body[at + chance.choice((0, 0, 1, 3)) :]


def _double(body: bytes, chance: random.Random) -> bytes:
    lines = body.splitlines(keepends=True)
    lines.insert(chance.randint(0, len(lines)), chance.choice(lines or [b""]))
    return b"".join(lines)


def _lose(body: bytes, chance: random.Random) -> bytes:
    lines = body.splitlines(keepends=True)
    start = chance.randint(0, len(lines))
    return b"".join(lines[:start] + lines[start + chance.choice((1, 1, 2, 8)) :])


def _swap(body: bytes, chance: random.Random) -> bytes:
    lines = body.splitlines(keepends=True)
    if len(lines) > 1:
        one, other = chance.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _indent(body: bytes, chance: random.Random) -> bytes:
    lines = body.splitlines(keepends=True)
    if lines:
        at = chance.randrange(len(lines))
        lines[at] = chance.choice((b"  ", b" ", b"    ", b"\t", b"")) + lines[at].lstrip(chance.choice((b" \t", b"")))
    return b"".join(lines)


def _line_ends(body: bytes, chance: random.Random) -> bytes:
    return b"\n".join(body.splitlines()).replace(b"\n", chance.choice((b"\n", b"\r\n", b"\r")))


_MUTATIONS = (_insert, _insert, _insert, _double, _lose, _swap, _indent, _line_ends)


def crossed(one: bytes, other: bytes, max_size: int, seed: int) -> bytes:
    """The head of one input before the tail of another, by lines."""
    chance = random.Random(seed)
    head, tail = one.splitlines(keepends=True), other[1:].splitlines(keepends=True)
    return b"".join(head[: chance.randint(0, len(head))] + tail[chance.randint(0, len(tail)) :])[:max_size]


def seeds(folder: Path, max_size: int = 800) -> Iterator[bytes]:
    """The files of a folder as inputs; what is larger is cut off at a line's end."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and ".git" not in each.parts):
        kind = next((kind for kind, name in _KINDS if name.search(path.name)), "")
        if kind:
            data = path.read_bytes()
            whole = data if len(data) < max_size else data[: data.rfind(b"\n", 0, max_size - 1) + 1]
            yield kind.encode() + whole


class Finds:
    """The first input of each fault, in a folder: the fault in words beside it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.seen: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, data: bytes, fault: str) -> None:
        sign = hashlib.sha1(_sign(fault).encode()).hexdigest()[:12]
        if sign not in self.seen:
            self.seen.add(sign)
            (self.folder / sign).write_bytes(data)
            (self.folder / f"{sign}.txt").write_text(fault, "utf-8", "backslashreplace")
            print(f"find {len(self.seen)}: {sign}: {fault.splitlines()[0][:200]}", file=sys.stderr)


def _sign(fault: str) -> str:
    """What makes a fault this fault: the lines of code it went through, or the law and the rule."""
    lines = re.findall(r'File ".*?([^/"]+)", line (\d+)', fault)
    return str(lines[-6:]) if lines else " ".join(re.findall(r"law \d+|\b[a-z]+(?:-[a-z]+)+\b", fault)[:3])


def faults(data: bytes) -> list[str]:
    try:
        return targets.broken_laws(data)
    except Exception:
        return [traceback.format_exc()]


def taken(arguments: list[str], flag: str) -> Path | None:
    """The value of an argument of ours, which is taken out of the list."""
    if flag not in arguments:
        return None
    at = arguments.index(flag)
    value = arguments[at + 1]
    del arguments[at : at + 2]
    return Path(value)


def main(arguments: list[str]) -> None:
    folder, kept = taken(arguments, "--seed"), taken(arguments, "--finds")
    corpus = next((Path(each) for each in arguments[1:] if not each.startswith("-")), None)
    if corpus:
        corpus.mkdir(parents=True, exist_ok=True)
    if folder and corpus:
        for data in seeds(folder):
            (corpus / hashlib.sha1(data).hexdigest()).write_bytes(data)
    finds = Finds(kept) if kept else None

    def one_input(data: bytes) -> None:
        for fault in faults(data):
            if not finds:
                raise AssertionError(fault)
            finds.keep(data, fault)

    atheris.Setup(arguments, one_input, custom_mutator=mutated, custom_crossover=crossed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)

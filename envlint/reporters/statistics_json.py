"""How often each rule found something, as one JSON object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from envlint.reporters import Result, View
from envlint.reporters.json import VERSION
from envlint.reporters.machine import encoded
from envlint.reporters.statistics import counts


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write the object once all results are known."""
    held = list(results)
    whole = {"version": VERSION, "files": len(held), "statistics": [each._asdict() for each in counts(held)]}
    stream.write(encoded(whole) + "\n")

"""`python -m envlint`."""

from envlint.cli import run

run()

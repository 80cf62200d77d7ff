"""envlint: linter, autofixer, pre-commit hook and CI gate for conda environment files."""

__version__ = "0.1.0"

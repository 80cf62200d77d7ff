"""Acme's rules for conda environment files."""

from envlint_acme.renamed_package import renamed_package
from envlint_acme.teamless_name import teamless_name

__all__ = ["RULES", "renamed_package", "teamless_name"]

RULES = (renamed_package, teamless_name)

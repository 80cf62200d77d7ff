"""Rules of the group packages."""

from envlint.rule import Rule
from envlint.rules.packages.anaconda_metapackage import anaconda_metapackage
from envlint.rules.packages.duplicate_package import duplicate_package
from envlint.rules.packages.invalid_spec import invalid_spec

RULES: tuple[Rule, ...] = (
    invalid_spec,
    duplicate_package,
    anaconda_metapackage,
)

"""Rules of the group packages."""

from envlint.rule import Rule
from envlint.rules.packages.anaconda_metapackage import anaconda_metapackage
from envlint.rules.packages.conda_and_pip import conda_and_pip
from envlint.rules.packages.duplicate_package import duplicate_package
from envlint.rules.packages.framework_from_pip import framework_from_pip
from envlint.rules.packages.invalid_spec import invalid_spec
from envlint.rules.packages.pip_name import pip_name

RULES: tuple[Rule, ...] = (
    invalid_spec,
    duplicate_package,
    anaconda_metapackage,
    conda_and_pip,
    framework_from_pip,
    pip_name,
)

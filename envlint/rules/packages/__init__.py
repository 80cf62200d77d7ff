"""Rules of the group packages."""

from __future__ import annotations

from envlint.rule import Rule
from envlint.rules.packages.anaconda_metapackage import anaconda_metapackage
from envlint.rules.packages.available_on_conda import available_on_conda
from envlint.rules.packages.conda_and_pip import conda_and_pip
from envlint.rules.packages.contradictory_pins import contradictory_pins
from envlint.rules.packages.duplicate_package import duplicate_package
from envlint.rules.packages.forbidden_package import forbidden_package
from envlint.rules.packages.framework_from_pip import framework_from_pip
from envlint.rules.packages.inert_cudatoolkit import inert_cudatoolkit
from envlint.rules.packages.invalid_spec import invalid_spec
from envlint.rules.packages.lossy_spec import lossy_spec
from envlint.rules.packages.mismatched_cuda import mismatched_cuda
from envlint.rules.packages.obsolete_package import obsolete_package
from envlint.rules.packages.pip_name import pip_name
from envlint.rules.packages.platform_package import platform_package
from envlint.rules.packages.unportable import unportable
from envlint.rules.packages.uppercase_name import uppercase_name

RULES: tuple[Rule, ...] = (
    invalid_spec,
    lossy_spec,
    unportable,
    duplicate_package,
    contradictory_pins,
    anaconda_metapackage,
    conda_and_pip,
    framework_from_pip,
    pip_name,
    obsolete_package,
    mismatched_cuda,
    inert_cudatoolkit,
    platform_package,
    forbidden_package,
    available_on_conda,
    uppercase_name,
)

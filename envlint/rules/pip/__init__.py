"""Rules of the group pip."""

from envlint.rule import Rule
from envlint.rules.pip.circular_requirements import circular_requirements
from envlint.rules.pip.early_pip_section import early_pip_section
from envlint.rules.pip.editable_requirement import editable_requirement
from envlint.rules.pip.extra_index_url import extra_index_url
from envlint.rules.pip.invalid_requirement import invalid_requirement
from envlint.rules.pip.missing_pip import missing_pip
from envlint.rules.pip.missing_requirements_file import missing_requirements_file
from envlint.rules.pip.narrow_index import narrow_index
from envlint.rules.pip.unpinned_vcs import unpinned_vcs

RULES: tuple[Rule, ...] = (
    missing_pip,
    invalid_requirement,
    missing_requirements_file,
    circular_requirements,
    unpinned_vcs,
    extra_index_url,
    narrow_index,
    editable_requirement,
    early_pip_section,
)

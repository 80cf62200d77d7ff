"""What `conda env export` writes reads as a few findings, however long it is."""

from envlint import engine, fixer
from envlint.registry import builtin_rules, select_rules
from envlint.rule import Settings
from envlint.source import Source

DEFAULT = Settings(select_rules(builtin_rules(), ["default"], []))

TOOLS = ("pip=24.2=pyh8b19718_1", "python=3.12.7=hc5c86c4_0_cpython")
LINUX = ("_libgcc_mutex=0.1=conda_forge", "keyutils=1.6.1=h166bdaf_0", "libgcc-ng=12.2.0=h65d4601_19")
OTHERS = tuple(f"example-{number}=1.{number}.0=py312h{number:07x}_0" for number in range(300))
EXPORT = f"""\
name: demo
channels:
  - conda-forge
dependencies:
{"".join(f"  - {item}{chr(10)}" for item in (*LINUX, *TOOLS, *OTHERS))}\
  - pip:
      - example-tool==1.4.2
prefix: /home/me/miniforge3/envs/demo
"""


def lint(source: Source) -> engine.Report:
    return engine.lint(source, DEFAULT)


def test_a_long_export_is_three_findings() -> None:
    found = lint(Source("environment.yml", EXPORT)).diagnostics
    assert [each.rule for each in found] == ["platform-package", "build-pin", "machine-prefix"]


def test_its_fixes_leave_names_and_versions() -> None:
    outcome = fixer.fix(Source("environment.yml", EXPORT), lint, unsafe=True)
    lines = ("pip=24.2", "python=3.12.7", *(item.rpartition("=")[0] for item in OTHERS))
    assert not outcome.faults
    assert not outcome.report.diagnostics
    assert outcome.report.source.text == (
        "name: demo\nchannels:\n  - conda-forge\ndependencies:\n"
        + "".join(f"  - {line}\n" for line in lines)
        + "  - pip:\n      - example-tool==1.4.2\n"
    )

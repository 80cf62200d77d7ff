"""The environment file of an article that many have followed: what the default preset says of it, all of it."""

from envlint import engine
from envlint.registry import builtin_rules, select_rules
from envlint.rule import Settings
from envlint.source import Source
from envlint.testing import Files

ARTICLE = """\
name: ai_dev_env
channels:
  - pytorch
  - conda-forge
  - defaults
dependencies:
  - python=3.10
  - pip
  - numpy=1.24.*
  - pandas
  - jupyter
  - scikit-learn=1.3.0
  - pytorch::pytorch=2.0.1
  - cudatoolkit=11.8
  - pip:
      - transformers==4.30.0
      - tensorboard
"""


def test_the_default_preset_finds_just_this() -> None:
    settings = Settings(select_rules(builtin_rules(), ["default"], []))
    report = engine.lint(Source("environment.yml", ARTICLE), settings, Files({}))
    assert [(each.rule, each.subject) for each in report.diagnostics] == [
        ("loose-pin", "pandas"),
        ("loose-pin", "jupyter"),
        ("inert-cudatoolkit", "cudatoolkit"),
        ("loose-pin", "pip/tensorboard"),
    ]
    inert = report.diagnostics[2]
    assert ARTICLE[slice(*inert.span)] == "cudatoolkit=11.8"
    assert "`pytorch-cuda`" in inert.message
    assert "`pytorch-cuda=11.8`" in inert.help

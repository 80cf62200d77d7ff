"""misnamed-file."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import ERROR, WARNING, Diagnostic
from envlint.environment import Environment
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import YAML_SUFFIXES, parts_of
from envlint.spelling import is_misspelt

_RIGHT = "environment"
# One slip away, and meant: a file that holds several.
_MEANT = frozenset(("environments",))
# One of several: `environment2.yml`.
_DIGIT = lazy("[0-9]")
# Names by which conda takes a file for a list of specs or of package files, whatever it holds.
_LISTS = ("requirements.txt", "spec.txt", "explicit.txt")

_TEXT = "name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n"


@rule(
    "misnamed-file",
    group="document",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(_TEXT),
        Valid(_TEXT, path="envs/environment-dev.yaml"),
        Valid(_TEXT, path="env.yml"),
        Valid(_TEXT, path="environment2.yml"),
    ],
    invalid=[
        Invalid(_TEXT, under="name", path="enviroment.yml"),
        Invalid(_TEXT, under="name", path="binder/environment.yml.txt"),
    ],
)
def misnamed_file(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The file is all but called `environment.yml`: `enviroment.yml`, `Environment.yml`,
    `environment.yml.txt`.

    `conda env create` without `--file` looks for `environment.yml`; Binder and Dependabot know
    only that name and `environment.yaml`. With a slip in the name they find nothing, and Binder
    builds an environment without your packages. Names that are plainly meant, such as `env.yml`,
    `environment-dev.yml` or `environment2.yml`, are left alone. An environment in a file called `requirements.txt`,
    `spec.txt` or `explicit.txt` is an error: conda 26.3 and newer goes by these names, and refuses it.

    **Fix**: none; rename the file.

    References: [Binder's configuration files](https://repo2docker.readthedocs.io/en/latest/configuration/),
    [Dependabot's ecosystems](https://docs.github.com/en/code-security/dependabot/ecosystems-supported-by-dependabot/supported-ecosystems-and-repositories)
    """
    name = parts_of(env.path)[-1]
    if name in _LISTS:
        yield env.report(
            f"conda 26.3 and newer takes a file called `{name}` for a plain list, and refuses this one",
            name,
            help="rename the file to `environment.yml`",
        )._replace(severity=ERROR)
        return
    meant = _meant(name)
    if meant and meant != name:
        yield env.report(
            f"`{name}` is not found under this name: conda, Binder and Dependabot look for `{meant}`",
            name,
            help=f"rename the file to `{meant}`",
        )


def _meant(name: str) -> str:
    """What the file should be called, where its name is a slip; else ""."""
    lowered = name.lower()
    lowered = lowered.removesuffix(".txt") if lowered.removesuffix(".txt").endswith(YAML_SUFFIXES) else lowered
    stem, _, rest = lowered.partition(".")
    if stem in _MEANT or _DIGIT.search(stem) or not (stem == _RIGHT or is_misspelt(stem, _RIGHT)):
        return ""
    suffix = f".{rest}"
    by_length = sorted(YAML_SUFFIXES, key=lambda each: abs(len(each) - len(suffix)))
    right = next((each for each in by_length if each == suffix or is_misspelt(suffix, each)), "")
    return f"{_RIGHT}{right}" if right else ""

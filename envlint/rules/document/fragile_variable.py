"""fragile-variable."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import ERROR, Diagnostic, unsafe
from envlint.environment import Environment, Variable
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule
from envlint.secrets import is_secret
from envlint.values import NamedTuple

_NAME = lazy(r"[A-Za-z_][A-Za-z0-9_]*")
# What conda sets by itself when it activates an environment.
_SET_BY_CONDA = frozenset(("CONDA_PREFIX", "CONDA_SHLVL", "CONDA_DEFAULT_ENV", "CONDA_PROMPT_MODIFIER"))

# `$ORIGIN` and `$$` are not for the shell: the linker reads them.
_SHELL = lazy(r"\$(?!ORIGIN\b|\{ORIGIN\})(?:\{?[A-Za-z_]|\()")
_HOME = lazy(r"~(?:[/\\]|$)")
# A path into an environment, and what stands behind that.
_IN_ENVIRONMENT = lazy(r"~/.*/envs/([^/]+)(/.*)?")

_QUOTE_IT = "write it in quotes: `{}`"


class _Fault(NamedTuple):
    message: str
    help: str
    is_mended_by_quotes: bool = False


@rule(
    "fragile-variable",
    group="document",
    severity=ERROR,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
variables:
  OMP_NUM_THREADS: 4
  MODEL_VERSION: '1.10'
  VSI_CACHE: YES
  DATA_ROOT: /srv/data
"""
        )
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
variables:
  MODEL_VERSION: 1.10
""",
            under="1.10",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
variables:
  MODEL_VERSION: '1.10'
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
variables:
  DATA_ROOT: $HOME/data
""",
            under="$HOME/data",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - openmpi=5.0
variables:
  OMPI_MCA_rmaps_base_oversubscribe: 1
""",
            under="OMPI_MCA_rmaps_base_oversubscribe",
        ),
    ],
)
def fragile_variable(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A variable comes out otherwise than the file says.

    conda reads `variables` as YAML, keeps them in `conda-meta/state` and writes them into the shell
    when the environment is activated. On that way things change without a word:

    - **Values that are no text to YAML.** `1.10` becomes `1.1`, `010` becomes `10`, `1e3` becomes
      `1000.0`, `true` becomes `True`. An empty value or `null` unsets the variable. A date cannot be
      stored: conda fails after everything is installed. A list or a mapping comes out as Python would
      print it, and mamba refuses the file. `4`, `0.5`, `True` come out as they are written, and
      `yes`, `no`, `on` and `off` are text: they are silent.
    - **Names.** conda writes them in upper case unless `envvars_force_uppercase` is off (conda 24.7
      and newer); older versions also fail to unset them afterwards. `PATH` is ignored;
      `Path`, in upper case, replaces the PATH of the environment. What conda sets itself
      (`CONDA_PREFIX`) makes activation fail. bash and zsh cannot export a name with a dash, a dot or
      a digit in front.
    - **What the shell would do.** conda puts values between single quotes for bash and zsh: `~` and
      `$HOME` stay as they are (fish, csh and PowerShell fill in variables, so the same file gives
      different values), and a single quote in a value ends the quotes and breaks activation.

    **Fix** (unsafe, since the exported value changes to the written one): quotes around a number, a
    truth value or a date. The rest needs a decision; what has to be worked out on the machine belongs
    into a script in `etc/conda/activate.d`.

    References: [conda#10607](https://github.com/conda/conda/issues/10607),
    [conda#12645](https://github.com/conda/conda/issues/12645),
    [conda#11485](https://github.com/conda/conda/issues/11485),
    [conda#14931](https://github.com/conda/conda/issues/14931),
    [CEP 24](https://conda.org/learn/ceps/cep-0024)
    """
    for variable in env.variables:
        if fault := _fault_of_name(variable.key):
            yield variable.report(fault.message, span=variable.key_span, help=fault.help)
        if fault := _fault_of_value(variable, env.name.text if env.name else ""):
            hidden = fault.is_mended_by_quotes and is_secret(variable.key, variable.text)
            quoted = variable.replace(variable.text) if fault.is_mended_by_quotes and not hidden else None
            yield variable.report(
                "the value is no text to YAML, and conda exports another one than written" if hidden else fault.message,
                span=variable.key_span if variable.span.start == variable.span.end else None,
                help="write it in quotes" if hidden else fault.help,
                fix=unsafe("Put the value in quotes", quoted),
            )


def _fault_of_name(name: str) -> _Fault | None:
    if not _NAME.fullmatch(name):
        return _Fault(
            f"bash and zsh cannot export a variable called `{name}`: `conda activate` reports an error there",
            "use letters, digits and underscores, and no digit in front",
        )
    if name == "PATH":
        return _Fault(
            "`PATH` is reserved: conda warns and ignores it",
            "extend it in a script in `etc/conda/activate.d` of the environment",
        )
    if name.upper() == "PATH":
        return _Fault(
            f"conda writes names in upper case: `{name}` replaces the PATH of the activated environment",
            "extend PATH in a script in `etc/conda/activate.d` of the environment",
        )
    if name in _SET_BY_CONDA:
        return _Fault(f"conda sets `{name}` itself: given here too, it makes `conda activate` fail", "delete it")
    if name != name.upper():
        return _Fault(
            f"conda exports `{name}` as `{name.upper()}`: where case counts, nothing is called `{name}`",
            "use upper case if what reads it allows that; else set it in a script in `etc/conda/activate.d`, or "
            "switch `envvars_force_uppercase` off in `.condarc` (conda 24.7 and newer)",
        )
    return None


def _fault_of_value(variable: Variable, environment: str) -> _Fault | None:
    kind, text = variable.kind, variable.text
    if kind == "null":
        return _Fault(
            f"`{variable.key}` has no value: conda unsets the variable, and mamba sets it to `null`",
            "write `''` for an empty value, or delete the line",
        )
    if kind in ("seq", "map"):
        what = "a list" if kind == "seq" else "a mapping"
        return _Fault(
            f"`{variable.key}` is {what}: conda exports it as Python would print it, mamba refuses the file",
            "write the value as one text, in quotes",
        )
    if kind == "timestamp":
        return _Fault(
            f"`{text}` is a date to YAML, which conda cannot store: it fails after everything is installed",
            _QUOTE_IT.format(f"'{text}'"),
            is_mended_by_quotes=True,
        )
    if kind in ("bool", "int", "float"):
        exported = _exported(kind, text)
        if exported == text:
            return None
        return _Fault(
            f"conda exports `{exported}`, not `{text}`: to YAML this is {_WORDS[kind]}",
            _QUOTE_IT.format(f"'{text}'"),
            is_mended_by_quotes=True,
        )
    return _fault_of_text(text, environment) if kind == "str" else None


_WORDS = {"bool": "a truth value", "int": "a number", "float": "a number"}


def _exported(kind: str, text: str) -> str:
    """What conda writes into the shell for a value that is no text: YAML 1.2, then JSON, then Python."""
    if kind == "bool":
        return text.capitalize()
    plain = text.replace("_", "").lower()
    try:
        if kind == "float":
            return repr(float(plain.replace(".inf", "inf").replace(".nan", "nan")))
        digits = plain.lstrip("+-")
        number = int(digits, {"0x": 16, "0o": 8, "0b": 2}.get(digits[:2], 10))
        return str(-number if plain.startswith("-") else number)
    except ValueError:  # underscores alone, or more digits than Python reads
        return text


def _fault_of_text(text: str, environment: str) -> _Fault | None:
    if "'" in text:
        return _Fault(
            "a single quote in the value ends the quotes that conda puts around it: activation breaks in bash and zsh",
            "write the value without it, or set it in a script in `etc/conda/activate.d`",
        )
    if _HOME.match(text):
        return _Fault(
            "`~` stays as it is in bash and zsh: the value does not name the home folder",
            "set the variable in a script in `etc/conda/activate.d`, which can write "
            f"`{_from_home(text, environment)}`; a path in full holds on one machine only",
        )
    if _SHELL.search(text):
        return _Fault(
            "bash and zsh do not fill this in: the variable holds the text with its `$`",
            "write the value in full, or set the variable in a script in `etc/conda/activate.d`",
        )
    return None


def _from_home(text: str, environment: str) -> str:
    """What a script writes for a path that begins at `~`: from the environment, if it lies in this one."""
    inside = _IN_ENVIRONMENT.fullmatch(text)
    if inside and inside[1] == environment:
        return "$CONDA_PREFIX" + (inside[2] or "")
    return "$HOME" + text[1:]

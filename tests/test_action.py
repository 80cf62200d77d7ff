"""action.yml, its steps run as GitHub's runner runs them, but for the upload."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from tests.repository import Repository, ask

ROOT = Path(__file__).parents[1]
ACTION = YAML(typ="safe").load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]

CLEAN = "channels: [conda-forge]\ndependencies:\n  - python=3.12\n"
WARNING = CLEAN + "  - pandas\n"
ERROR = WARNING + "  - numpy >1 <2\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs bash and POSIX paths")

# A Python whose `-m venv` takes no time, and whose `-m pip` only writes down what it was asked for.
QUICK_PYTHON = """\
#!/bin/sh
if [ "$3" = venv ]; then
    mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && cp "{tools}/envlint" "$4/bin/envlint"
else
    printf '%s\\n' "$@" > "{tools}/asked.txt"
fi
"""


class Ran(NamedTuple):
    """How the action went: of its outputs only those that are set."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str]
    uploads: bool


class Runner:
    """A job on GitHub's runner, after the checkout."""

    def __init__(self, folder: Path, checkout: Repository):
        self.folder = folder
        self.checkout = checkout
        self.tools = folder / "tools"
        self.tools.mkdir()
        self.put("envlint", f'#!/bin/sh\nexec "{sys.executable}" -m envlint "$@"\n')
        self.put("python3", QUICK_PYTHON.format(tools=self.tools))
        self.action = ROOT

    def put(self, name: str, script: str) -> None:
        (self.tools / name).write_text(script)
        (self.tools / name).chmod(0o755)

    def asked_of_pip(self) -> list[str]:
        return (self.tools / "asked.txt").read_text().splitlines()

    def run(self, base: str = "", **given: str) -> Ran:
        """Use the action with some inputs, on a pull request into `base` if there is one."""
        inputs = {name: value["default"] for name, value in ACTION["inputs"].items()}
        inputs |= {name.replace("_", "-"): value for name, value in given.items()}
        known = {f"inputs.{name}": value for name, value in inputs.items()}
        (self.folder / "temp dir").mkdir(exist_ok=True)
        summary = self.folder / "summary.md"
        summary.write_text("# Before\n")
        code, log, uploads = 0, "", False
        for step in STEPS:
            if "uses" in step:
                uploads = holds(step["if"], known) and bool(filled(step["with"]["sarif_file"], known))
            elif not code:
                outputs = self.folder / f"{step['id']}.outputs"
                outputs.write_text("")
                script = self.folder / "script.sh"
                script.write_text(step["run"])
                env = {
                    **{name: filled(value, known) for name, value in step["env"].items()},
                    "PATH": f"{self.tools}{os.pathsep}{os.environ['PATH']}",
                    "PYTHONPATH": str(ROOT),
                    "RUNNER_TEMP": str(self.folder / "temp dir"),
                    "GITHUB_ACTION_PATH": str(self.action),
                    "GITHUB_BASE_REF": base,
                    "GITHUB_OUTPUT": str(outputs),
                    "GITHUB_STEP_SUMMARY": str(summary),
                }
                command = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script))
                done = ask(self.checkout.folder, *command, **env)
                code, log = done.returncode, log + done.stdout + done.stderr
                pairs = (line.partition("=") for line in outputs.read_text().splitlines())
                known |= {f"steps.{step['id']}.outputs.{name}": value for name, _, value in pairs}
        given_back = {name: filled(value["value"], known) for name, value in ACTION["outputs"].items()}
        said = {name: value for name, value in given_back.items() if value}
        before, told = summary.read_text().split("\n", 1)
        assert before == "# Before", "what another step wrote stays"
        return Ran(code, log, told, said, uploads)


def filled(text: str, known: dict[str, str]) -> str:
    """A text of action.yml with its `${{ … }}` put in; what is not known is empty."""
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: known.get(match[1], ""), text)


def holds(condition: str, known: dict[str, str]) -> bool:
    """Whether an `if:` holds, which is made of comparisons."""
    assert condition.startswith("${{ !cancelled() && ") and condition.endswith(" }}")
    for part in condition[len("${{ !cancelled() && ") : -3].split(" && "):
        left, operator, right = part.split(" ")
        if (known.get(left, "") == right.strip("'")) is not (operator == "=="):
            return False
    return True


@pytest.fixture
def checkout(tmp_path: Path) -> Repository:
    checkout = Repository(tmp_path / "checkout")
    checkout.give("environment.yml", CLEAN)
    checkout.commit()
    return checkout


@pytest.fixture
def runner(tmp_path: Path, checkout: Repository) -> Runner:
    return Runner(tmp_path, checkout)


def test_it_is_an_action() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_input_is_put_into_a_script_and_what_it_uses_is_pinned() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step.get("uses", "a/b@" + "0" * 40))
        assert ("run" in step) is ("shell" in step)


def test_a_clean_repository_passes(runner: Runner) -> None:
    ran = runner.run()
    assert ran.code == 0, ran.log
    assert "::error" not in ran.log
    assert ran.summary == "### envlint: no problems in 1 file\n"
    assert ran.outputs["exit-code"] == "0"
    assert json.loads(Path(ran.outputs["sarif-file"]).read_text())["runs"][0]["results"] == []
    assert not ran.uploads


def test_findings_are_annotations_summary_sarif_and_the_step_s_result(runner: Runner) -> None:
    runner.checkout.give("environment.yml", ERROR)
    ran = runner.run(upload_sarif="true")
    assert ran.code == 1
    assert "::error file=environment.yml,line=5,col=11" in ran.log
    assert "::warning file=environment.yml,line=4,col=5" in ran.log
    assert ran.summary.startswith("### envlint: 1 error and 1 warning in 1 file\n")
    assert ran.outputs["exit-code"] == "1"
    results = json.loads(Path(ran.outputs["sarif-file"]).read_text())["runs"][0]["results"]
    assert [each["ruleId"] for each in results] == ["loose-pin", "invalid-spec"]
    assert ran.uploads, "the findings are uploaded though the step before failed"


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (WARNING, "warning", 1),
        (WARNING, "error", 0),
        (WARNING, "never", 0),
        (ERROR, "error", 1),
        (ERROR, "never", 0),
    ],
)
def test_fail_on(runner: Runner, text: str, fail_on: str, code: int) -> None:
    runner.checkout.give("environment.yml", text)
    ran = runner.run(fail_on=fail_on)
    assert (ran.code, ran.outputs["exit-code"]) == (code, str(code))
    assert "::warning file=environment.yml" in ran.log, "it is shown all the same"


def test_changed_only_is_about_pull_requests(runner: Runner) -> None:
    runner.checkout.give("environment.yml", WARNING)
    runner.checkout.commit()
    runner.checkout.git("update-ref", "refs/remotes/origin/main", "main")
    runner.checkout.git("switch", "-qc", "topic")
    runner.checkout.give("environment.yml", WARNING + "  - scipy\n")
    runner.checkout.commit()
    branch = runner.run(base="main", changed_only="true")
    assert branch.code == 1
    assert "scipy" in branch.log and "pandas" not in branch.log
    assert "pandas" in runner.run(base="main").log
    assert "pandas" in runner.run(changed_only="true").log, "a push is no pull request"


def test_without_the_history_it_says_what_to_fetch(runner: Runner) -> None:
    ran = runner.run(base="main", changed_only="true")
    assert ran.code == 2
    assert "there is no revision origin/main here: git fetch" in ran.log
    assert ran.outputs == {"exit-code": "2"}
    assert not ran.uploads


@pytest.mark.parametrize(("name", "value"), [("fail_on", "$(touch harm)"), ("changed_only", "yes; touch harm")])
def test_a_wrong_choice_is_wrong_use(runner: Runner, name: str, value: str) -> None:
    ran = runner.run(**{name: value})
    assert ran.code == 2
    assert f"::error title=envlint::the input {name.replace('_', '-')} is " in ran.log
    assert ran.outputs == {"exit-code": "2"}
    assert not list(runner.folder.rglob("harm"))


NAMES = [
    "rules",
    "a b.yml",
    "it's.yml",
    '"q".yml',
    "$(touch harm).yml",
    "`touch harm`.yml",
    "; touch harm;.yml",
    "--fix.yml",
]
NAMES += ["* .yml", "-", "é\\n.yml"]


def test_odd_paths_are_files(runner: Runner) -> None:
    """One a line, whatever it is called; a blank line is none."""
    for name in NAMES:
        runner.checkout.give(name, ERROR)
    ran = runner.run(paths="\n".join(["", *NAMES[:4], "\r", *NAMES[4:], ""]))
    assert ran.code == 1, ran.log
    assert ran.log.count("::error file=") == len(NAMES)
    assert not list(runner.folder.rglob("harm"))


def test_arguments_come_one_a_line(runner: Runner) -> None:
    runner.checkout.give("environment.yml", ERROR)
    report = runner.folder / "a report.json"
    ran = runner.run(args=f"--select=pins\n\n--ignore\nbuild-pin\n--output-format=json={report}\n")
    assert "loose-pin" in ran.log and "invalid-spec" not in ran.log
    assert [each["rule"] for each in json.loads(report.read_text())["diagnostics"]] == ["loose-pin"]


@pytest.mark.parametrize("value", ["$(touch harm)", "pins; touch harm", "`touch harm`", '"; touch harm; "', "' #"])
def test_odd_arguments_do_no_harm(runner: Runner, value: str) -> None:
    ran = runner.run(args=f"--select={value}")
    assert ran.code == 2
    assert "envlint: error: there is no rule" in ran.log
    assert not list(runner.folder.rglob("harm"))


@pytest.mark.parametrize(
    ("version", "asked"),
    [
        ("", str(ROOT)),
        ("0.1.0", "conda-envlint==0.1.0"),
        ("1 $(touch harm); touch harm", "conda-envlint==1 $(touch harm); touch harm"),
        ('"; touch harm; "', 'conda-envlint=="; touch harm; "'),
    ],
)
def test_what_is_installed(runner: Runner, version: str, asked: str) -> None:
    ran = runner.run(version=version)
    assert ran.code == 0, ran.log
    assert runner.asked_of_pip() == ["-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", asked]
    assert not list(runner.folder.rglob("harm"))


def test_the_installed_envlint_may_be_used(runner: Runner) -> None:
    ran = runner.run(version="installed")
    assert ran.code == 0 and ran.outputs["exit-code"] == "0"
    assert not (runner.tools / "asked.txt").exists()


def test_where_nothing_can_be_installed_nothing_is_run(runner: Runner) -> None:
    runner.put("python3", "#!/bin/sh\nexit 7\n")
    ran = runner.run(upload_sarif="true")
    assert (ran.code, ran.summary, ran.outputs, ran.uploads) == (7, "", {}, False)


@pytest.mark.slow
def test_it_installs_itself(runner: Runner, tmp_path: Path) -> None:
    """With the real Python, from a copy of the files that a release has; what lies in the checkout is not imported."""
    runner.action = tmp_path / "action's files"
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        runner.action.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, runner.action / name)
    for name in ("licenses", "envlint"):
        shutil.copytree(ROOT / name, runner.action / name, ignore=shutil.ignore_patterns("__pycache__"))
    runner.put("python3", f'#!/bin/sh\nunset PYTHONPATH\nexec "{sys.executable}" "$@"\n')
    runner.put("envlint", "#!/bin/sh\nexit 9\n")
    for name in ("venv", "pip", "ensurepip", "envlint"):
        runner.checkout.give(f"{name}.py", "open('harm', 'w')\nraise SystemExit(8)\n")
    runner.checkout.give("environment.yml", ERROR)
    ran = runner.run()
    assert ran.code == 1, ran.log
    assert "::error file=environment.yml,line=5" in ran.log
    assert not list(runner.folder.rglob("harm"))

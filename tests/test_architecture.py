"""The house rules that imports and names can show. What fails here says which one was broken."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import envlint
from envlint.registry import builtin_rules
from envlint.rule import GROUPS, Rule

PACKAGE = Path(envlint.__file__).parent

# Data flows one way: a module imports only from what stands before it, and from its own package.
ORDER = """
    values source patterns data nodes diagnostic spelling syntax translate document
    conda pypi secrets locks versions
    layout items environment requirements pinning systems wishes family frameworks moves
    recognise precedence places suppress clients drift condarc
    rule rules registry disk config
    definition aggregate kinds reading hidden engine fixer add_ignores plugins compare
    write reporters outputs testing docs spec_table
    git discover api scope project pin_sources
    gate related revisions run cli __main__
""".split()

# What rules, a plugin's too, do not reach for, though it stands before them.
NOT_FOR_RULES = {"document", "recognise", "precedence"}

MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): ast.parse(path.read_text())
    for path in sorted(PACKAGE.rglob("*.py"))
}
RULE_FILES = [path for path in sorted(PACKAGE.glob("rules/*/*.py")) if path.stem != "__init__"]


def imports(module: str) -> Iterator[str]:
    """The full names of what a module imports, wherever in it."""
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import"
            own = node.module == "envlint"
            yield from (f"{node.module}.{alias.name}" if own else str(node.module) for alias in node.names)


def own_imports(module: str) -> set[str]:
    """What a module imports of envlint, by its name below the package."""
    names = (name.partition(".")[2] for name in imports(module) if name.startswith("envlint."))
    return {name for name in names if name != "__version__"}


def room(module: str) -> str:
    return module.partition(".")[0]


def test_every_module_has_its_place() -> None:
    assert {room(module) for module in MODULES} - {"__init__"} == set(ORDER)
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module: str) -> None:
    if module == "__init__":
        assert own_imports(module) == {"api"}, "test_api holds that it is imported with its first use only"
        return
    place = ORDER.index(room(module))
    allowed = {*ORDER[: place + 1]}
    wrong = {name for name in own_imports(module) if room(name) not in allowed}
    assert not wrong, f"{module} imports {wrong}, which stand behind it"


def test_only_the_document_knows_ruamel() -> None:
    assert {room(module) for module in MODULES if {"ruamel", "yaml"} & {*map(room, imports(module))}} == {"document"}


@pytest.mark.parametrize("module", MODULES)
def test_only_the_command_line_prints_and_exits(module: str) -> None:
    if room(module) in ("cli", "__main__"):
        return
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Name):
            assert node.id not in ("print", "exit", "quit", "SystemExit", "input"), f"{module}:{node.lineno}: {node.id}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            assert name not in STREAMS, f"{module}:{node.lineno}: {name}"


STREAMS = {"sys.exit", "sys.stdout", "sys.stderr", "sys.stdin", "sys.argv", "os._exit"}


@pytest.mark.parametrize("module", MODULES)
def test_no_dataclasses_and_no_shared_state(module: str) -> None:
    assert "dataclasses" not in set(imports(module))
    names = {
        alias.name
        for node in ast.walk(MODULES[module])
        if isinstance(node, ast.ImportFrom) and node.module == "typing"
        for alias in node.names
    }
    assert "NamedTuple" not in names or module == "values", "values.NamedTuple costs a tenth at start-up"
    assert not [node.lineno for node in ast.walk(MODULES[module]) if isinstance(node, ast.Global)]


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_a_rule_file_imports_only_the_public_interface(path: Path) -> None:
    module = f"rules.{path.parent.name}.{path.stem}"
    public = set(ORDER[: ORDER.index("rules")]) - NOT_FOR_RULES
    wrong = {name for name in own_imports(module) if room(name) not in public}
    assert not wrong, f"{module} imports {wrong}"


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_a_rule_file_holds_its_one_rule(path: Path) -> None:
    group = path.parent.name
    module = import_module(f"envlint.rules.{group}.{path.stem}")
    rules = [value for value in vars(module).values() if isinstance(value, Rule)]
    assert [rule.name for rule in rules] == [path.stem.replace("_", "-")]
    assert rules[0].group == group
    assert rules[0] in import_module(f"envlint.rules.{group}").RULES, f"{group}/__init__.py does not list {path.stem}"


def test_every_rule_is_registered_once() -> None:
    names = [rule.name for rule in builtin_rules()]
    assert sorted(names) == sorted(path.stem.replace("_", "-") for path in RULE_FILES)
    order = [GROUPS.index(rule.group) for rule in builtin_rules()]
    assert order == sorted(order)

"""Mutation testing: small faults are put into envlint/conda and envlint/fixer, and the tests must see each one.

    python tools/mutate.py --count 250 --seed 1      a sample, the score, and each mutant that no test saw
    python tools/mutate.py conda/bounds.py#12        these again, by the names under which they were told

Each mutant lives in a forked process of its own and nowhere on disk. It meets the tests that call the function it is
in, the quickest first, up to LIMIT seconds of them. Assertions, annotations, docstrings, decorators and what a class
holds beside its functions are left alone.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import gc
import os
import pickle
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "envlint"
TARGETS = ("conda", "fixer")
TESTS = "conda condarc/test_rules.py test_add_ignores.py test_env_files.py test_fixer.py test_guard.py"
TESTS += " test_messages.py test_rules.py test_secrets.py"
LIMIT = 10  # seconds of tests a mutant; one that takes many times as long runs away, and is seen

_OTHER: dict[type, tuple[type, ...]] = {
    **{ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt)},
    **{ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,)},
    **{ast.NotIn: (ast.In,), ast.And: (ast.Or,), ast.Or: (ast.And,), ast.Add: (ast.Sub,), ast.Sub: (ast.Add,)},
    **{ast.Mult: (ast.FloorDiv,), ast.FloorDiv: (ast.Mult,), ast.BitOr: (ast.BitAnd,), ast.BitAnd: (ast.BitOr,)},
    **{ast.Break: (ast.Continue,), ast.Continue: (ast.Break,)},
}
_PAIRS = "any all min max find rfind index rindex partition rpartition split rsplit startswith endswith lstrip rstrip"
_PAIRS += " lower upper removeprefix removesuffix bisect_left bisect_right match fullmatch"
_NAMES = dict(zip(_PAIRS.split()[::2], _PAIRS.split()[1::2], strict=True))
_NAMES |= {right: left for left, right in _NAMES.items()}


class Mutant(NamedTuple):
    path: str  # below the package
    number: int
    line: int
    change: str
    source: str

    @property
    def name(self) -> str:
        return f"{self.path}#{self.number}"


class _Mutator(ast.NodeTransformer):
    """Counts the changes of a tree, in its order, and makes the one that is wanted."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted = wanted
        self.found: list[tuple[int, str]] = []

    def visit(self, node: ast.AST) -> ast.AST:
        for new in _changes(node):
            ast.fix_missing_locations(ast.copy_location(new, node))
            self.found.append((node.lineno, f"{_shown(node)}  ->  {_shown(new)}"))
            if len(self.found) - 1 == self.wanted:
                return new
        for name, old in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list") or isinstance(node, ast.Assert):
                continue
            if isinstance(node, ast.ClassDef) and name == "body":
                old = [each for each in old if isinstance(each, ast.FunctionDef)]
            if isinstance(old, list):
                begin = name == "body" and bool(old) and _is_docstring(old[0])
                old[begin:] = [self.visit(each) if isinstance(each, ast.AST) else each for each in old[begin:]]
            elif isinstance(old, ast.AST):
                setattr(node, name, self.visit(old))
        return node


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _shown(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0][:100]


def _with(node: ast.AST, **fields: object) -> ast.AST:
    return type(node)(**(dict(ast.iter_fields(node)) | fields))


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """A node in other words, each wrong in one place."""
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                yield from (_with(node, ops=[*ops[:at], new(), *ops[at + 1 :]]) for new in _OTHER[type(op)])
        case ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op):
            yield from (_with(node, op=new()) for new in _OTHER.get(type(op), ()))
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.If() | ast.While() | ast.IfExp():
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=str(value)):
            yield ast.Constant(f"XX{value}")
        case ast.Name(id=name) if name in _NAMES:
            yield _with(node, id=_NAMES[name])
        case ast.Attribute(attr=name) if name in _NAMES:
            yield _with(node, attr=_NAMES[name])
        case ast.Call(keywords=given):
            yield from (_with(node, keywords=[each for each in given if each is not one]) for one in given)
        case ast.Return(value=ast.expr()):
            if not isinstance(node.value, ast.Constant) or node.value.value is not None:
                yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Yield()) | ast.Raise():
            yield ast.Pass()
        case ast.For():
            yield _with(node, iter=ast.List([], ast.Load()))
        case ast.ExceptHandler(type=ast.expr()):
            yield _with(node, type=ast.Name("GeneratorExit", ast.Load()))
        case ast.Break() | ast.Continue():
            yield from (new() for new in _OTHER[type(node)])


def mutants(path: str) -> list[Mutant]:
    """All mutants of one file of the package."""
    source = (PACKAGE / path).read_text("utf-8")
    counter = _Mutator()
    counter.visit(ast.parse(source))
    return [Mutant(path, number, line, change, source) for number, (line, change) in enumerate(counter.found)]


class Seen(NamedTuple):
    """What one test calls, (file, first line) of each function, and how many seconds that takes."""

    calls: frozenset[tuple[str, int]]
    seconds: float


class Session:
    """A plugin of pytest: has all tests collected once, and does its work in place of running them."""

    def __init__(self, work: Callable[[dict[str, pytest.Item]], None]) -> None:
        self.work = work

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.work({item.nodeid: item for item in session.items})
        return True


def _in_a_fork(work: Callable[[], int], seconds: int) -> int:
    """Start work in a process of its own, which may take so many seconds of the processor; its id."""
    child = os.fork()
    if child:
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.alarm(60 * seconds)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    code = 3
    with contextlib.suppress(BaseException):
        code = work()
    os._exit(code)


def _fails(items: list[pytest.Item]) -> bool:
    """Run tests up to the first that fails."""
    for item, following in zip_longest(items, items[1:]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            return True
    return False


def _forget() -> None:
    for each in gc.get_objects():
        if type(each).__name__ == "_lru_cache_wrapper":
            each.cache_clear()


def observe(items: dict[str, pytest.Item]) -> dict[str, Seen]:
    """Run all tests, and say what each calls."""

    def calls(item: pytest.Item) -> Seen:
        _forget()  # else what an earlier test asked is not called again
        codes = set()
        begun = time.process_time()
        sys.settrace(lambda frame, event, arg: codes.add(frame.f_code))
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        sys.settrace(None)
        ours = frozenset((code.co_filename, code.co_firstlineno) for code in codes if str(PACKAGE) in code.co_filename)
        return Seen(ours, time.process_time() - begun)

    with tempfile.NamedTemporaryFile() as file:

        def work() -> int:
            Path(file.name).write_bytes(pickle.dumps({name: calls(item) for name, item in items.items()}))
            return 0

        os.waitpid(_in_a_fork(work, 3600), 0)
        return pickle.loads(Path(file.name).read_bytes())


def put_in(mutant: Mutant) -> None:
    """Change the module that is loaded: its constants, wherever they were imported, and the code of its functions."""
    path = PACKAGE / mutant.path
    tree = _Mutator(mutant.number).visit(ast.parse(mutant.source))
    code = compile(tree, str(path), "exec")
    module = next(each for each in list(sys.modules.values()) if getattr(each, "__file__", "") == str(path))
    old = dict(vars(module))
    exec(code, vars(module))
    for name, value in old.items():
        new = vars(module)[name]
        if isinstance(value, (type, FunctionType)) or hasattr(value, "cache_clear"):
            vars(module)[name] = value  # one class stays one class; what its functions do is changed below
            if isinstance(value, FunctionType):
                value.__defaults__, value.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
        elif not name.startswith("__"):
            for other in list(sys.modules.values()):
                if getattr(other, "__dict__", {}).get(name) is value:
                    setattr(other, name, new)
    codes = {(each.co_name, each.co_firstlineno): each for each in _codes(code)}
    for function in gc.get_objects():
        if type(function) is FunctionType and function.__code__.co_filename == str(path):
            function.__code__ = codes[function.__code__.co_name, function.__code__.co_firstlineno]
    _forget()


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def bearing(mutant: Mutant, seen: dict[str, Seen]) -> list[str]:
    """The tests that call the function a mutant is in (or, outside of one, any of its file), the quickest first."""
    path = PACKAGE / mutant.path
    functions = [each for each in ast.walk(ast.parse(mutant.source)) if isinstance(each, ast.FunctionDef)]
    around = [each for each in functions if each.body[0].lineno <= mutant.line <= (each.end_lineno or 0)]
    # As Python counts, a function starts with its first decorator.
    starts = {min(each.lineno for each in (*function.decorator_list, function)) for function in around}
    names: list[str] = []
    total = 0.0
    for name, test in sorted(seen.items(), key=lambda each: each[1].seconds):
        if any(file == str(path) and (not starts or line in starts) for file, line in test.calls):
            total += test.seconds
            if total > LIMIT and names:
                break
            names.append(name)
    return names


def outcomes(
    chosen: list[Mutant], items: dict[str, pytest.Item], seen: dict[str, Seen], jobs: int
) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant, and whether a test saw it, as they end."""
    running: dict[int, Mutant] = {}
    waiting = [*chosen]
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop(0)

            def work(mutant: Mutant = mutant) -> int:
                names = bearing(mutant, seen)
                put_in(mutant)
                return _fails([items[name] for name in names])

            running[_in_a_fork(work, 5 * LIMIT)] = mutant
        child, status = os.wait()
        yield running.pop(child), status != 0


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %."""
    z, share = 1.96, part / whole
    middle, half = share + z * z / 2 / whole, z * (share * (1 - share) / whole + (z / 2 / whole) ** 2) ** 0.5
    return (middle - half) / (1 + z * z / whole), (middle + half) / (1 + z * z / whole)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="these mutants or files, not a sample of all")
    parser.add_argument("--count", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--seen", type=Path, help="a file that keeps which test calls what for the next run")
    given = parser.parse_args()
    every = [
        each
        for name in TARGETS
        for path in sorted((PACKAGE / name).glob("*.py"))
        for each in mutants(f"{name}/{path.name}")
    ]
    chosen = [each for each in every if each.name in given.names or each.path in given.names]
    if not given.names:
        chosen = random.Random(given.seed).sample(every, min(given.count, len(every)))

    def work(items: dict[str, pytest.Item]) -> None:
        seen = pickle.loads(given.seen.read_bytes()) if given.seen and given.seen.exists() else {}
        known = {name: test for name, test in seen.items() if name in items}
        seen = known | observe({name: item for name, item in items.items() if name not in known})
        if given.seen:
            given.seen.write_bytes(pickle.dumps(seen))
        killed: Counter[str] = Counter()
        for mutant, is_killed in outcomes(chosen, items, seen, given.jobs):
            killed[mutant.path] += is_killed
            if not is_killed:
                print(f"envlint/{mutant.path}:{mutant.line}  {mutant.name}  {mutant.change}", flush=True)
        for path, count in sorted(Counter(each.path for each in chosen).items()):
            print(f"{killed[path]:5} of {count:4}  {path}")
        low, high = interval(killed.total(), len(chosen))
        score = f"{killed.total() / len(chosen):.1%} ({low:.1%} to {high:.1%})"
        print(f"{killed.total()} of {len(chosen)} seen: {score}; {len(every)} in all", flush=True)

    tests = [str(ROOT / "tests" / name) for name in TESTS.split()]
    pytest.main(["-s", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", *tests], plugins=[Session(work)])


if __name__ == "__main__":
    main()

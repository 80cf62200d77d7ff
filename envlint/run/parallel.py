"""A run over many files in several processes: the same results, in the same order.

The files are found and read here, linted in worker processes, and told here. Only so many are under way at once, so
that a long run needs no more memory than a short one. Workers make their rules themselves: nothing but values goes
from one process to the other, and it is all one how a worker begins.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING

from envlint.discover import Found, Outcome, Stdin
from envlint.engine import Report
from envlint.plugins import find_plugins
from envlint.registry import builtin_rules
from envlint.reporters import Result
from envlint.run import Options, Streams, collect_rarely
from envlint.run.session import Session
from envlint.scope import Scope
from envlint.values import NamedTuple

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext

# Fewer files are linted before the workers have started.
MANY_FILES = 200
# A worker is given so many at once, and so many batches wait for each.
_BATCH = 16
_WAITING = 3
# So many characters are read ahead, whatever the number of files.
_MOST_AHEAD = 8_000_000

Pair = tuple[Outcome, Result | None]


class _Handed(NamedTuple):
    """What became of a file in a worker: its result, and what was to be said, as (message, traceback of a fault)."""

    result: Result | None
    said: tuple[tuple[str, str | None], ...] = ()


def spread(this: Session, outcomes: Iterable[Outcome]) -> Iterator[Pair]:
    """Each outcome with its result, in order; by worker processes where the files are many."""
    outcomes = iter(outcomes)
    jobs = _jobs(this.options)
    if jobs < 2 or this.options.jobs:
        many, first = jobs > 1, []
    else:
        first = _first(outcomes)
        many = sum(isinstance(each, Found) for each in first) >= MANY_FILES or _size(first) > _MOST_AHEAD
    outcomes = chain(first, outcomes)
    if not many:
        yield from this.one_by_one(outcomes)
        return
    crew = _Crew(this, jobs)
    try:
        yield from crew.over(outcomes)
    finally:
        crew.leave()


def _jobs(options: Options) -> int:
    """How many processes are to lint. What is written, and what is pinned to, is done one file after the other: the
    next file may be judged by what was written to the one before."""
    if options.fix or options.add_ignores or options.pin_from:
        return 1
    if options.jobs:
        return options.jobs
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _first(outcomes: Iterator[Outcome]) -> list[Outcome]:
    """As many outcomes as it takes to know that there are many."""
    first: list[Outcome] = []
    files = size = 0
    for outcome in outcomes:
        first.append(outcome)
        if isinstance(outcome, Found):
            files, size = files + 1, size + len(outcome.source.text)
            if files >= MANY_FILES or size > _MOST_AHEAD:
                break
    return first


def _size(outcomes: Iterable[Outcome]) -> int:
    return sum(len(each.source.text) for each in outcomes if isinstance(each, Found))


class _Crew:
    """The workers of a run, and the batches they have been given."""

    def __init__(self, run: Session, jobs: int):
        self.run = run
        self.jobs = jobs
        self.pool = self.new_pool()
        self.waiting: deque[tuple[list[Outcome], Future[list[_Handed]] | None]] = deque()

    def over(self, outcomes: Iterable[Outcome]) -> Iterator[Pair]:
        for batch in _batches(outcomes):
            self.waiting.append((batch, self.given(batch)))
            while len(self.waiting) > self.jobs * _WAITING:
                yield from self.next_batch()
        while self.waiting:
            yield from self.next_batch()

    def leave(self) -> None:
        """Let go of the workers: what they have not begun is not done."""
        if self.pool:
            self.pool.shutdown(cancel_futures=True)

    def new_pool(self) -> ProcessPoolExecutor | None:
        """Workers; None where the system does not give any."""
        try:
            from concurrent.futures import ProcessPoolExecutor

            return ProcessPoolExecutor(self.jobs, _context(), _begin)
        except (ImportError, OSError):
            return None

    def given(self, batch: list[Outcome]) -> Future[list[_Handed]] | None:
        """A batch on its way to a worker; None where there is nothing to do, or nobody who could."""
        from concurrent.futures import BrokenExecutor

        files = [each for each in batch if isinstance(each, Found) and _is_for_worker(each)]
        try:
            return self.pool.submit(_work, self.run.options, files) if self.pool and files else None
        except (BrokenExecutor, OSError):
            return None

    def next_batch(self) -> Iterator[Pair]:
        batch, future = self.waiting.popleft()
        handed = iter(self.handed(batch, future))
        for outcome in batch:
            if _is_for_worker(outcome):
                yield outcome, self.told(outcome, next(handed))
            else:
                yield from self.run.one_by_one([outcome])

    def handed(self, batch: list[Outcome], future: Future[list[_Handed]] | None) -> Iterator[_Handed | None]:
        """What became of the files of a batch; None for one that a worker could not hand over."""
        from concurrent.futures import BrokenExecutor

        files = [each for each in batch if isinstance(each, Found) and _is_for_worker(each)]
        try:
            found = future.result() if future else [None] * len(files)
        except BrokenExecutor:
            yield from map(self.alone, files)
            self.waiting = deque((each, self.given(each)) for each, _ in self.waiting)
        except Exception:  # a plugin's finding that does not pass from process to process
            yield from (None for _ in files)
        else:
            yield from found

    def alone(self, found: Found) -> _Handed:
        """What becomes of a file, with nothing else under way: some file has ended a worker, maybe this one."""
        from concurrent.futures import BrokenExecutor

        if self.pool is None or getattr(self.pool, "_broken", False):
            self.leave()
            self.pool = self.new_pool()
        try:
            future = self.given([found])
            return future.result()[0] if future else _worker_of(self.run.options)(found)
        except BrokenExecutor:
            return _Handed(None, ((f"{found.path}: the process that linted it died, and the file was not linted", ""),))

    def told(self, outcome: Outcome, handed: _Handed | None) -> Result | None:
        """A worker's result, made known here; a file that none could hand over is linted here."""
        assert isinstance(outcome, Found)
        if handed is None:
            return self.run.guarded(outcome)
        for message, traceback in handed.said:
            if traceback is None:
                self.run.say(message)
            else:
                self.run.fail(message, traceback)
        if handed.result:
            self.run.note(outcome.path, handed.result.report)
        return handed.result


def _context() -> BaseContext:
    """How workers begin: on Linux as copies of this process, which have nothing to import any more, unless another
    thread might hold a lock at that moment, which nobody in the copy would ever let go; else as new processes."""
    from multiprocessing import get_context
    from threading import active_count

    return get_context("fork" if sys.platform == "linux" and active_count() == 1 else "spawn")


def _is_for_worker(outcome: Outcome) -> bool:
    return isinstance(outcome, Found) and not outcome.is_stdin


def _batches(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    """The outcomes, so many at once; large files in small batches."""
    batch: list[Outcome] = []
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) >= _BATCH or (isinstance(outcome, Found) and len(outcome.source.text) > _MOST_AHEAD // 100):
            yield batch
            batch = []
    if batch:
        yield batch


def _begin() -> None:
    """In a worker: Ctrl-C is the first process's matter, which lets the workers go. One that is killed lets nobody
    go, and its workers would wait for it for ever."""
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_the_first, daemon=True).start()
    collect_rarely()


def _end_with_the_first() -> None:
    import signal
    from multiprocessing import parent_process

    if first := parent_process():
        first.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _work(options: Options, files: list[Found]) -> list[_Handed]:
    return list(map(_worker_of(options), files))


@lru_cache(1)
def _worker_of(options: Options) -> _Worker:
    rules = (*builtin_rules(), *find_plugins().rules)
    return _Worker(options, Streams(None, StringIO(), StringIO()), Scope(rules, options.asked), Stdin(), ())


class _Worker(Session):
    """A run in a worker, which notes what it would say."""

    def __call__(self, found: Found) -> _Handed:
        self.said: list[tuple[str, str | None]] = []
        return _Handed(self.guarded(found), tuple(self.said))

    def fail(self, message: str, traceback: str = "") -> None:
        self.said.append((message, traceback))

    def say(self, line: str) -> None:
        self.said.append((line, None))

    def note(self, path: str, report: Report) -> None:
        """What is true of a file now is remembered by the first process."""

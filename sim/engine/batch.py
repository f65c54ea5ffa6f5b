"""The engine: a batch of worlds, month by month, in parallel threads.

One implementation serves one world and a thousand: a Mesa model is a batch of one. Threads take chunks of neighbouring
worlds; kernels release the interpreter lock, and a world's result does not depend on its chunk.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Lock

import numpy as np

from sim.declarations.parameters import Parameter, registry
from sim.initialization.blueprint import lay_out
from sim.initialization.people import populate
from sim.kernel.chance import world_seed
from sim.kernel.compiled import is_compiled, is_warm
from sim.scenario.scenario import Event as ScenarioEvent
from sim.scenario.scenario import Scenario
from sim.schedule import one_month
from sim.state.record import RECORDED, empty_record

#: Most worlds that a thread takes at a time: enough to make calls cheap, few enough to stop soon and stay in the cache.
CHUNK = 100
#: Entries of the event log kept for each world and year.
LOG_PER_YEAR = 300


@dataclass(frozen=True)
class Run:
    """One run: a scenario under one seed.

    Attributes:
        scenario: resolved scenario.
        replicate: 0-based number; the same number means the same random numbers in every scenario.
        seed: the user's seed.
    """

    scenario: Scenario
    replicate: int
    seed: int


#: A parameter that an event changes: world, table of the state, field of that, its rows, and the value.
_Change = tuple[int, str, str, slice, float]
#: The row of an event with a condition, and a change that it makes when it strikes.
_Awaited = tuple[int, _Change]


class Batch:
    """Worlds that are computed together.

    Args:
        runs: one entry per world.
        months: horizon; at most the room that is kept for observations.
        tables: tables whose monthly values are kept.
        log: whether to keep the event log.

    Attributes:
        state: all tables.
        record: what was observed.
        month: months computed so far.
    """

    def __init__(
        self, runs: Sequence[Run], months: int, *, tables: tuple[str, ...] = RECORDED, log: bool = False
    ) -> None:
        if not runs:
            raise ValueError("a batch needs at least one run")
        compile_first()
        self.runs = tuple(runs)
        self.months = months
        seeded = [(run.scenario, world_seed(run.seed, run.replicate)) for run in runs]
        capacity = LOG_PER_YEAR * (months // 12 + 1) * max(len(r.scenario.partnerships) for r in runs) if log else 0
        self.state = lay_out(seeded, capacity)
        self.record = empty_record(self.state, months, tables)
        self.month = 0
        self._changes, self._awaited = self._changes_by_month()
        with _plain_python_may_wrap():
            populate(0, len(runs), self.state)

    def _changes_by_month(self) -> tuple[dict[int, list[_Change]], list[_Awaited]]:
        """Changes of parameters from the scenarios' ``set`` events: those with a date by month, and those that wait."""
        dated: dict[int, list[_Change]] = defaultdict(list)
        awaited: list[_Awaited] = []
        for world, run in enumerate(self.runs):
            at = int(self.state.worlds.events_at[world])
            for event in run.scenario.events:
                for sort, row in run.scenario.rows_struck(event):
                    changes = self._changes_of(world, event, sort, row)
                    if event.when is None:
                        dated[event.month - 1] += changes
                    else:
                        awaited += [(at, change) for change in changes]
                    at += 1
        return dated, awaited

    def _changes_of(self, world: int, event: ScenarioEvent, sort: str, row: int | None) -> Iterator[_Change]:
        """What an event changes in one row of a sort (its scope), or with None in all rows."""
        offsets = range(len(self.runs) + 1) if sort == "world" else getattr(self.state.worlds, f"{sort}s_at")
        first = int(offsets[world])
        rows = slice(first, int(offsets[world + 1])) if row is None else slice(first + row, first + row + 1)
        for name, value in event.changes.items():
            p = registry()[name]
            if p.scope == sort:
                yield world, *field_of(p), rows, p.number(value)

    def step_worlds(self, first: int, last: int, month: int) -> None:
        """Computes one month of the worlds ``first`` to ``last`` - 1, and records it."""
        struck = [change for event, change in self._awaited if self.state.events.month[event] == month]
        for world, table, field, rows, value in (*self._changes.get(month, ()), *struck):
            if first <= world < last:
                getattr(self.state, table)[field][rows] = value
        one_month(first, last, month, self.state, self.record)

    def step(self) -> None:
        """Computes one month of all worlds, in this thread.

        Raises:
            RuntimeError: there is no room for more months.
        """
        if self.month >= self.months:
            raise RuntimeError(f"this batch has room for {self.months} months and has run them all")
        with _plain_python_may_wrap():
            self.step_worlds(0, len(self.runs), self.month)
        self.month += 1

    def run(self, *, threads: int | None = None, progress: Callable[[int], None] | None = None) -> None:
        """Computes all months that are left.

        Args:
            threads: threads to use; all cores if None. Results do not depend on it.
            progress: called with the number of world-months that were finished since the last call; by one thread at
                a time.
        """
        start, stopped, one_at_a_time = self.month, Event(), Lock()

        def work(first: int) -> None:
            last = min(first + size, len(self.runs))
            with _plain_python_may_wrap():
                for month in range(start, self.months):
                    if stopped.is_set():
                        return
                    self.step_worlds(first, last, month)
                    if progress is not None:
                        with one_at_a_time:
                            progress(last - first)

        threads = threads or os.cpu_count() or 1
        size = max(1, min(CHUNK, -(-len(self.runs) // threads)))
        chunks = range(0, len(self.runs), size)
        if threads == 1 or len(chunks) == 1 or not is_compiled():
            for first in chunks:
                work(first)
        else:
            with ThreadPoolExecutor(threads) as pool:
                try:
                    for done in [pool.submit(work, first) for first in chunks]:
                        done.result()
                except BaseException:  # an error, or Ctrl-C: do not make anybody wait for the other chunks
                    stopped.set()
                    pool.shutdown(cancel_futures=True)
                    raise
        self.month = self.months


def field_of(p: Parameter) -> tuple[str, str]:
    """Table and field of the state that hold a parameter."""
    table = {"partnership": "levers", "district": "context", "funder": "funder_context"}.get(p.scope, p.group)
    return table, p.name.replace(".", "_") if table == "levers" else p.word


#: Whether this process has asked for compiled code.
_asked = Event()


def compile_first(*, told: bool = True) -> None:
    """Compiles the model if its code is not on disk, and tells on stderr why that takes a while.

    Every batch does this; who shows progress or measures time does it before.

    Args:
        told: False keeps it quiet where nothing may be printed.
    """
    if _asked.is_set():
        return
    _asked.set()  # before compiling, which makes a batch
    if not is_warm():
        if told:
            print("Compiling the model for this machine (once, half a minute to two minutes) ...", file=sys.stderr,
                  flush=True)  # fmt: skip
        warm_up()


def warm_up() -> None:
    """Compiles every kernel (or loads it from disk) by running the smallest world for one month."""
    from sim.scenario.scenario import smallest_scenario

    Batch([Run(smallest_scenario(), 0, 0)], 1).step()


def _plain_python_may_wrap() -> np.errstate:
    """Hashes wrap around on purpose, which NumPy would warn of when rules run as plain Python."""
    return np.errstate(over="ignore") if not is_compiled() else np.errstate()

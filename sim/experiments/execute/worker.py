"""What one task does, in whatever process or machine: compute some runs and hand back finished Parquet files.

Nothing here depends on how runs are grouped: a run has the same bytes in any task. Where a batch raises, it is halved
until the runs at fault stand alone; all others arrive.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa

from sim.engine.batch import Batch, Run
from sim.engine.observed import Observed
from sim.experiments.plan.plan import Plan, Settings
from sim.experiments.store import files
from sim.experiments.store.tables import (
    Failure,
    Label,
    by_run,
    recorded,
    table_of_events,
    table_of_runs,
    table_of_series,
    tables_of_failures,
)
from sim.scenario.scenario import Scenario, Value


@dataclass(frozen=True, slots=True)
class Order:
    """One run to compute: its label, the scenario that it starts from, the values on top, and the seed of its point.

    Runs of one task share these objects, so that each travels once.
    """

    label: Label
    scenario: Scenario
    values: Mapping[str, Value]
    seed: int


@dataclass(frozen=True, slots=True)
class Task:
    """Runs that travel together.

    Attributes:
        orders: the runs, by number.
        settings: what holds for all of them.
        stamp: text that marks each file as a part of this sweep.
    """

    orders: tuple[Order, ...]
    settings: Settings
    stamp: Mapping[str, str]

    def halves(self) -> tuple[Task, Task]:
        """The task in two, for finding the run that brings a worker down."""
        middle = len(self.orders) // 2
        return replace(self, orders=self.orders[:middle]), replace(self, orders=self.orders[middle:])


@dataclass(frozen=True, slots=True)
class Part:
    """Finished files of some runs: a Parquet file for each table, as bytes.

    Attributes:
        runs: numbers of the runs, ascending.
        failed: whether these are runs that failed.
        files: content by table.
    """

    runs: tuple[int, ...]
    failed: bool
    files: Mapping[str, bytes]


def compute(task: Task, threads: int = 1, watch: Callable[[int], None] | None = None) -> list[Part]:
    """Computes a task: one part with the runs that succeeded, and one with those that raised.

    Args:
        task: the runs.
        threads: threads that share them. Results do not depend on it.
        watch: called with the number of months of single runs that were finished since the last call.
    """
    run = partial(_tables, settings=task.settings, threads=threads, watch=watch)
    resolved: list[tuple[Order, Scenario]] = []
    failures: list[Failure] = []
    made: dict[tuple[int, int], Scenario] = {}
    for order in task.orders:
        key = (id(order.scenario), id(order.values))
        try:
            if key not in made:
                made[key] = order.scenario.with_values(order.values)
            resolved.append((order, made[key]))
        except Exception as error:  # whatever it is, it concerns this run alone
            failures.append(failure_of(order.label, error))
    # Neighbours that share a scenario are laid out once.
    resolved.sort(key=lambda pair: (id(pair[1]), pair[0].label.run))
    tables = _attempt(resolved, run, failures) if resolved else []
    done = [part_of(tables, task.stamp, threads)] if tables else []
    return done + ([part_of_failures(failures, task)] if failures else [])


def _attempt(
    pairs: Sequence[tuple[Order, Scenario]], run: Callable[..., dict[str, pa.Table]], failures: list[Failure]
) -> list[dict[str, pa.Table]]:
    """Tables of the runs that succeed; the others are added to ``failures``."""
    try:
        return [run(pairs)]
    except Exception as error:  # a batch shares its arrays, so any run in it may be at fault
        if len(pairs) == 1:
            failures.append(failure_of(pairs[0][0].label, error))
            return []
    middle = len(pairs) // 2
    return _attempt(pairs[:middle], run, failures) + _attempt(pairs[middle:], run, failures)


def _tables(
    pairs: Sequence[tuple[Order, Scenario]], settings: Settings, threads: int, watch: Callable[[int], None] | None
) -> dict[str, pa.Table]:
    labels = [order.label for order, _ in pairs]
    runs = [Run(scenario, order.label.replicate, order.seed) for order, scenario in pairs]
    batch = Batch(runs, settings.months, tables=("partnerships", *settings.tables), log=settings.events)
    batch.run(threads=threads, progress=watch)
    return tables_of(Observed.of(batch), labels, settings)


def tables_of(observed: Observed, labels: Sequence[Label], settings: Settings) -> dict[str, pa.Table]:
    """All tables of some runs that succeeded, each called by its label."""
    tables = {"runs": table_of_runs(observed, labels)}
    for name, table in recorded(settings).items():
        tables[name] = table_of_series(observed, labels, settings, table)
    if settings.events:
        tables["events"] = table_of_events(observed, labels)
    return tables


def label_of(plan: Plan, number: int) -> Label:
    """How a run of a plan is called."""
    point_number, replicate = plan.run(number)
    point = plan.point(point_number)
    name, variant = plan.scenarios[point.scenario].name, plan.variants[point.scenario]
    return Label(number, point_number, replicate, name, variant, point.policy, plan.seed_of(replicate, point))


def failure_of(label: Label, error: BaseException) -> Failure:
    """What there is to tell about a run that raised."""
    text = "".join(traceback.format_exception(error))
    return Failure(label, type(error).__name__, str(error)[:2000], text[-20_000:])


def part_of(
    tables: Sequence[Mapping[str, pa.Table]], stamp: Mapping[str, str], threads: int = 1, *, failed: bool = False
) -> Part:
    """The part that holds tables of some runs, which stand in any order; they share names."""
    joined = {name: by_run(pa.concat_tables([t[name] for t in tables])) for name in tables[0]}
    runs = tuple(dict.fromkeys(joined["runs"]["run"].to_pylist()))
    with ThreadPoolExecutor(threads) as pool:
        content = pool.map(partial(_encoded, stamp=stamp), joined.values())
        return Part(runs, failed, dict(zip(joined, content, strict=True)))


def part_of_failures(failures: Sequence[Failure], task: Task) -> Part:
    """The part that tells of failed runs."""
    return part_of([tables_of_failures(failures, task.settings.months)], task.stamp, failed=True)


def _encoded(table: pa.Table, stamp: Mapping[str, str]) -> bytes:
    return files.parquet(table.replace_schema_metadata(dict(stamp)), compression="zstd", compression_level=3)

"""What was observed of some runs, without the worlds behind them, and which version of which scenario each one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.engine.batch import Batch, Run
from sim.kernel.event_log import CODES
from sim.scenario.scenario import Scenario
from sim.state.tables import ROLES

#: Monthly tables, and the column that names the entity of a row.
ENTITIES = {
    "partnerships": "partnership", "districts": "district", "schools": "school", "funders": "funder", "roles": "role",
}  # fmt: skip


def _schools(scenario: Scenario) -> list[str]:
    numbers = ((d.name, int(d.context["district.schools"])) for d in scenario.districts)
    return [f"{district}/school-{n + 1}" for district, schools in numbers for n in range(schools)]


#: Names of the rows of each recorded table in one world of a scenario.
NAMES: dict[str, Callable[[Scenario], list[str]]] = {
    "partnerships": lambda scenario: [p.name for p in scenario.partnerships],
    "districts": lambda scenario: [d.name for d in scenario.districts],
    "schools": _schools,
    "funders": lambda scenario: [f.name for f in scenario.funders],
    "roles": lambda scenario: list(ROLES),
}


@dataclass(frozen=True, eq=False)
class Observed:
    """Records of some runs.

    Attributes:
        runs: scenario, replicate and seed of each run.
        months: months that were computed.
        values: recorded tables, months by rows; the rows of a run stand together, in the order of the runs.
        log: the event log by column, and ``run``; without rows if none was kept.
    """

    runs: tuple[Run, ...]
    months: int
    values: Mapping[str, np.recarray]
    log: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, batch: Batch) -> Observed:
        """The months of a batch that were computed so far."""
        values = {name: table[: batch.month] for name, table in batch.record.values.items()}
        return cls(batch.runs, batch.month, values, _entries(batch))

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, in order, each an arm; one that runs the same replicate twice counts twice."""
        return tuple(scenario for scenario, _ in self._numbered[0])

    @cached_property
    def arm_of_run(self) -> np.ndarray:
        """Number of the arm of each run."""
        return np.array(self._numbered[1], dtype=np.int64)

    @cached_property
    def _numbered(self) -> tuple[dict[tuple[Scenario, int], int], list[int]]:
        times: Counter[tuple] = Counter()
        numbers: dict[tuple[Scenario, int], int] = {}
        of_run = []
        for run in self.runs:
            key = (run.scenario, run.replicate, run.seed)
            times[key] += 1
            of_run.append(numbers.setdefault((run.scenario, times[key]), len(numbers)))
        return numbers, of_run

    def entities(self, table: str) -> tuple[np.ndarray, np.ndarray]:
        """How many rows of a table each run has, and the names of all of them."""
        scenarios = {id(run.scenario): run.scenario for run in self.runs}
        names = {key: np.array(NAMES[table](scenario), dtype=object) for key, scenario in scenarios.items()}
        parts = [names[id(run.scenario)] for run in self.runs]
        return np.array([len(part) for part in parts]), np.concatenate(parts)

    def joined(self, other: Observed) -> Observed:
        """These runs and those of another, arm by arm and within an arm in the order of replicates.

        Both need the same arms, months and tables, and no replicate in common.
        """
        runs = (*self.runs, *other.runs)
        arms = np.concatenate([self.arm_of_run, other.arm_of_run])
        order = np.lexsort(([run.replicate for run in runs], arms))
        values = {}
        for name, table in self.values.items():
            both = np.concatenate([table, other.values[name]], axis=1)
            ends = np.cumsum(np.concatenate([part.entities(name)[0] for part in (self, other)]))
            rows = np.split(np.arange(ends[-1]), ends[:-1])
            values[name] = both[:, np.concatenate([rows[n] for n in order])].view(np.recarray)
        log = {name: np.concatenate([column, other.log[name]]) for name, column in self.log.items()}
        log["run"][len(self.log["run"]) :] += len(self.runs)
        log["run"] = np.argsort(order)[log["run"]]
        sooner = np.argsort(log["run"], kind="stable")
        return Observed(
            tuple(runs[n] for n in order), self.months, values, {name: column[sooner] for name, column in log.items()}
        )


def _entries(batch: Batch) -> dict[str, np.ndarray]:
    """The event log of a batch, world by world."""
    log, worlds = batch.state.log, len(batch.runs)
    used = log.used[:worlds].astype(np.int64)
    run = np.repeat(np.arange(worlds), used)
    entry = np.arange(used.sum()) - np.repeat(np.cumsum(used) - used, used)
    code = log.code[run, entry]
    names, tables = np.array([CODES.get(n, ("", "")) for n in range(max(CODES) + 1)], dtype=object).T
    return {
        "run": run, "month": log.month[run, entry] + 1, "event": names[code], "entity": tables[code],
        "row": log.row[run, entry], "other": log.other[run, entry], "value": log.value[run, entry],
    }  # fmt: skip


def told(replicates: Iterable[int]) -> str:
    """Numbers of replicates in few words: ``0 to 29``, ``0, 3, 4``, or the first few of many."""
    numbers = sorted(set(replicates))
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers[:5])) + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")

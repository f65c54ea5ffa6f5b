"""What a run gives back: tidy tables, one per kind of entity and month, and one row per run.

Tables are made when they are first asked for; a thousand runs that only need the table of runs never build the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.engine.batch import Batch
from sim.kernel.event_log import CODES
from sim.measures.outcomes import summarised
from sim.scenario.scenario import Scenario
from sim.state.tables import CAUSES, LIFE_STAGES, ROLES, TABLES, Column

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def quantities(table: str) -> tuple[Column, ...]:
    """Columns of a recorded table that hold a quantity (not the rows that tables use to point at each other)."""
    return tuple(c for c in TABLES[table] if c.dtype is np.float64)


class Result:
    """Tables of one batch of runs.

    Every monthly table starts with ``scenario``, ``run`` (0-based number within the result), ``replicate``, the name or
    number of the entity, and ``month`` (1 is July of year 1).

    Args:
        batch: worlds that were run.

    Attributes:
        scenarios: the scenarios, in order.
        seed: the user's seed.
    """

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self.months = batch.month
        self.seed = batch.runs[0].seed
        self.scenarios: tuple[Scenario, ...] = tuple(dict.fromkeys(run.scenario for run in batch.runs))

    def __repr__(self) -> str:
        names = ", ".join(s.name for s in self.scenarios)
        return f"<Result: {len(self._batch.runs)} runs of {names}, {self.months} months, seed {self.seed}>"

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: survival as time, ended and cause, and every outcome of `sim.measures.outcomes`.

        A world with several partnerships has one row for each of them.
        """
        table = self._batch.record.values["partnerships"][: self.months]
        return pd.DataFrame(self._keys("partnerships") | {"months": self.months} | summarised(table))

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """Partnerships by month, with life stage and cause by name."""
        return self._monthly("partnerships")

    @cached_property
    def districts(self) -> pd.DataFrame:
        """Districts by month."""
        return self._monthly("districts")

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Schools by month."""
        return self._monthly("schools")

    @cached_property
    def funders(self) -> pd.DataFrame:
        """Funders by month."""
        return self._monthly("funders")

    @cached_property
    def roles(self) -> pd.DataFrame:
        """Posts, people who left and commitment, by role and month."""
        return self._monthly("roles")

    @cached_property
    def events(self) -> pd.DataFrame:
        """The event log (empty unless the run kept one): run, month, event, entity, and what goes with it."""
        log = self._batch.state.log
        rows = [(w, n) for w in range(len(self._batch.runs)) for n in range(log.used[w])]
        w, n = (np.array(x, dtype=int) for x in zip(*rows, strict=True)) if rows else (np.zeros(0, int),) * 2
        code = log.code[w, n]
        runs = self._batch.runs
        return pd.DataFrame(
            {
                "scenario": [runs[i].scenario.name for i in w],
                "run": w,
                "replicate": [runs[i].replicate for i in w],
                "month": log.month[w, n] + 1,
                "event": [CODES[c][0] for c in code],
                "entity": [CODES[c][1] for c in code],
                "row": log.row[w, n],
                "other": log.other[w, n],
                "value": log.value[w, n],
            }
        )

    def plot(self, **options: Any) -> Figure:
        """The overview figure (`overview` of `analysis`): trust, money, practice, components, survival, scale.

        Args:
            options: passed on to that function.
        """
        # Figures live in the analysis package, which builds on this one; it is looked up only when asked for.
        return import_module("analysis.overview.figures").overview(self, **options)

    def names(self, table: str) -> Sequence[str]:
        """Name of each row of a table, world by world: partnerships, districts, funders by name, schools by number."""
        return self._keys(table)[_ENTITY[table]]

    def _keys(self, table: str) -> dict[str, np.ndarray]:
        """Scenario, run, replicate and entity of each row of a table."""
        entities = {id(s): _entities(s, table) for s in self.scenarios}
        per_run = [entities[id(self._same(run.scenario))] for run in self._batch.runs]
        counts = [len(names) for names in per_run]
        runs = self._batch.runs
        return {
            "scenario": np.repeat(np.array([r.scenario.name for r in runs], dtype=object), counts),
            "run": np.repeat(np.arange(len(runs)), counts),
            "replicate": np.repeat([r.replicate for r in runs], counts),
            _ENTITY[table]: np.concatenate([np.array(names, dtype=object) for names in per_run])
            if runs else np.zeros(0, object),
        }  # fmt: skip

    def _same(self, scenario: Scenario) -> Scenario:
        return next(s for s in self.scenarios if s is scenario or s == scenario)

    def _monthly(self, table: str) -> pd.DataFrame:
        if table not in self._batch.record.values:
            raise ValueError(f"the table of {table} was not recorded in this run; ask for it with tables=(...)")
        values = self._batch.record.values[table][: self.months]
        keys = self._keys(table)
        rows = values.shape[1]
        columns: dict[str, Any] = {name: np.repeat(column, self.months) for name, column in keys.items()}
        columns["month"] = np.tile(np.arange(1, self.months + 1), rows)
        if table == "partnerships":
            columns["stage"] = pd.Categorical.from_codes(values.stage.T.ravel(), LIFE_STAGES)
            columns["cause"] = pd.Categorical.from_codes(values.cause.T.ravel(), CAUSES)
        columns |= {c.name: values[c.name].T.ravel() for c in quantities(table)}
        return pd.DataFrame(columns)


_ENTITY = {
    "partnerships": "partnership", "districts": "district", "schools": "school", "funders": "funder", "roles": "role",
}  # fmt: skip


def _entities(scenario: Scenario, table: str) -> list[str]:
    """Names of the rows of a table in one world of a scenario."""
    if table == "roles":
        return list(ROLES)
    if table == "partnerships":
        return [p.name for p in scenario.partnerships]
    if table == "funders":
        return [f.name for f in scenario.funders]
    districts = [d for p in scenario.partnerships for d in p.districts]
    if table == "districts":
        return [d.name for d in districts]
    return [f"{d.name}/school-{i + 1}" for d in districts for i in range(int(d.context["district.schools"]))]

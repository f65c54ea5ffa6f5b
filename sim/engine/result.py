"""What a run gives back: tidy tables, one per kind of entity and month, and one row per run.

Tables are made when they are first asked for; a thousand runs that only need the table of runs never build the others.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.batch import Batch
from sim.engine.findings import Findings, kept
from sim.engine.observed import ENTITIES, Observed, told
from sim.measures.outcomes import summarised
from sim.scenario.scenario import Scenario
from sim.scenario.variants import variants_of
from sim.state.tables import CAUSES, LIFE_STAGES, TABLES, Column


def quantities(table: str) -> tuple[Column, ...]:
    """Columns of a recorded table that hold a quantity (not the rows that tables use to point at each other)."""
    return tuple(c for c in TABLES[table] if c.dtype is np.float64)


class Result(Findings):
    """Tables of some runs.

    Every table starts with ``scenario`` (its name), ``variant`` (what was changed since its file was read, such as
    ``coordination.fte=1``; empty for the file as it is), ``run`` (0-based number within the result) and ``replicate``;
    then come the name of the entity and, in monthly tables, ``month`` (1 is July of year 1). Group by scenario *and*
    variant: no two versions of a scenario share both.

    Args:
        source: worlds that were run, or what was observed of them.
        by_hand: whether somebody stepped these worlds and may have changed them, so that no run can be repeated.

    Attributes:
        scenarios: the scenarios, in order.
        variants: the variant of each.
        months: months that were run.
        seed: the user's seed.
    """

    def __init__(self, source: Batch | Observed, *, by_hand: bool = False) -> None:
        self._observed = Observed.of(source) if isinstance(source, Batch) else source
        self._by_hand = by_hand
        self.months = self._observed.months
        self.seed = self._observed.runs[0].seed
        self.scenarios = self._observed.scenarios
        self.variants = tuple(variants_of(self.scenarios))

    @property
    def _number(self) -> int:
        return len(self._observed.runs)

    # --- tables -------------------------------------------------------------------------------------------------

    partnerships: pd.DataFrame = kept("partnerships", "Partnerships by month, with life stage and cause by name.")

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: survival as time, ended and cause, and every outcome of `sim.measures.outcomes`.

        A world with several partnerships has one row for each of them.
        """
        table = self._observed.values["partnerships"]
        return pd.DataFrame(self._keys("partnerships") | {"months": self.months} | summarised(table))

    @cached_property
    def events(self) -> pd.DataFrame:
        """The event log (empty unless the run kept one): run, month, event, entity, and what goes with it."""
        log = dict(self._observed.log)
        return pd.DataFrame(self._run_keys(log.pop("run")) | log)

    # --- more runs ---------------------------------------------------------------------------------

    def join(self, other: Result) -> Result:
        """This result with the replicates of another: as if both had been run at once.

        Args:
            other: further replicates of the same scenarios, with the same seed, months and tables.

        Raises:
            ValueError: it differs in one of these, or has a replicate that is here already.
        """
        problem = self._why_not(other)
        if problem:
            raise ValueError(f"these results cannot be joined: {problem}")
        return Result(self._observed.joined(other._observed))

    def _why_not(self, other: Result) -> str:
        """What keeps two results from being joined, or ``""``."""
        if not isinstance(other, Result):
            return f"{type(other).__name__} is no result of sim.run"
        if self._by_hand or other._by_hand:
            return "a world that was stepped by hand stands alone"
        here, there = ([f"{s.name}@{s.digest}" for s in r.scenarios] for r in (self, other))
        if here != there:
            return f"one is of {', '.join(here)}, the other of {', '.join(there)}"
        for what in ("seed", "months"):
            if getattr(self, what) != getattr(other, what):
                return f"their {what} differ: {getattr(self, what)} and {getattr(other, what)}"
        tables = [tuple(r._observed.values) for r in (self, other)]
        if tables[0] != tables[1]:
            return f"one keeps tables of {', '.join(tables[0])}, the other of {', '.join(tables[1])}"
        twice = set(self._replicates) & set(other._replicates)
        return f"replicates {told(twice)} are in both; run others, such as replicates=range(30, 200)" if twice else ""

    @property
    def _replicates(self) -> list[int]:
        return [run.replicate for run in self._observed.runs]

    def _scenario_of(self, run: int) -> Scenario:
        if self._by_hand:
            raise ValueError("this world was stepped by hand, and cannot be repeated; read its tables, or use sim.run")
        return self._observed.runs[run].scenario

    def save(self, folder: str | Path) -> Path:
        """Writes a results folder, as ``rpp run`` and ``rpp sweep`` leave one: `sim.open` and every command read it.

        Args:
            folder: new or empty.

        Returns:
            The folder.

        Raises:
            ValueError: the runs cannot be repeated, or scenarios have different replicates.
            StoreError: the folder holds something.
        """
        from sim.experiments.store.saved import save  # builds on results, as all of experiments does

        self._scenario_of(0)
        return save(self._observed, folder)

    def names(self, table: str) -> np.ndarray:
        """Name of each row of a table, world by world: partnerships, districts, funders by name, schools by number."""
        return self._keys(table)[ENTITIES[table]]

    # --- how tables are made ------------------------------------------------------------------------------------

    def _run_keys(self, run: np.ndarray) -> dict[str, np.ndarray]:
        """Scenario, variant, run and replicate of some runs."""
        arm = self._observed.arm_of_run[run]
        return {
            "scenario": np.array([s.name for s in self.scenarios], dtype=object)[arm],
            "variant": np.array(self.variants, dtype=object)[arm],
            "run": run,
            "replicate": np.array(self._replicates)[run],
        }

    def _keys(self, table: str) -> dict[str, np.ndarray]:
        """Scenario, variant, run, replicate and entity of each row of a table."""
        counts, names = self._observed.entities(table)
        return self._run_keys(np.repeat(np.arange(len(counts)), counts)) | {ENTITIES[table]: names}

    def _table(self, table: str) -> pd.DataFrame:
        if table not in self._observed.values:
            raise ValueError(f"the table of {table} was not recorded in this run; ask for it with tables=(...)")
        values = self._observed.values[table]
        columns: dict[str, Any] = {name: np.repeat(column, self.months) for name, column in self._keys(table).items()}
        columns["month"] = np.tile(np.arange(1, self.months + 1), values.shape[1])
        if table == "partnerships":
            columns["stage"] = pd.Categorical.from_codes(values.stage.T.ravel(), LIFE_STAGES)
            columns["cause"] = pd.Categorical.from_codes(values.cause.T.ravel(), CAUSES)
        columns |= {c.name: values[c.name].T.ravel() for c in quantities(table)}
        return pd.DataFrame(columns)

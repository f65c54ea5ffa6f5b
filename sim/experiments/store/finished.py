"""The finished runs of a results folder, to be asked what a result in memory can be asked."""

from collections.abc import Collection
from functools import cached_property

import pandas as pd

from sim.engine.findings import Findings, kept
from sim.experiments.store.files import StoreError
from sim.experiments.store.opened import Sweep
from sim.scenario.scenario import Scenario


class Finished(Findings):
    """The finished runs of a results folder, to be asked what a `Result` can be asked.

    Policies count as variants; what a design varies lies within them.

    Args:
        results: the results folder.
        columns: quantities of partnerships that are looked at; all of them if None.
    """

    events: pd.DataFrame = kept("events", "The event log.")

    def __init__(self, results: Sweep, columns: Collection[str] | None = None) -> None:
        self.results, self._columns = results, columns
        self.seed, self.months = results.seed, results.months
        plan = results.plan
        cells = [(s, v, policy) for s, v in zip(plan.scenarios, plan.variants, strict=True) for policy in plan.policies]
        self.scenarios = tuple(scenario.with_values(plan.policies[policy]) for scenario, _, policy in cells)
        self.variants = tuple(_variant(variant, policy) for _, variant, policy in cells)
        self.runs = _with_policies(results.finished)

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """Partnerships by month.

        Raises:
            StoreError: months are not kept.
        """
        if self.results.plan.settings.series != "monthly":
            raise StoreError(f"{self.results.folder} keeps no months; this needs `series: monthly`")
        return _with_policies(self.results.read_series(self._columns))

    def _table(self, table: str) -> pd.DataFrame:
        """A table of finished runs, with scenario and variant of each row."""
        found = _with_policies(self.results.read_finished(table)).drop(columns="policy")
        return found[["scenario", "variant", *found.columns[:-2]]]

    def _scenario_of(self, run: int) -> Scenario:
        plan = self.results.plan
        return plan.scenario(plan.run(run)[0])


def _variant(variant: str, policy: str) -> str:
    return ", ".join(part for part in (variant, policy) if part)


def _with_policies(table: pd.DataFrame) -> pd.DataFrame:
    """A table in which policies count as variants."""
    if not (table["policy"] != "").any():
        return table
    return table.assign(variant=[_variant(*pair) for pair in zip(table["variant"], table["policy"], strict=True)])

"""What a report is about: a results folder with its cases, the scenarios (under policies) that stand side by side."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from analysis.survival.departures import ALIVE, around_departures
from analysis.wording.numbers import number
from app.results.groups import titled
from app.results.run_folder import results_in
from sim.experiments import Plan, Sweep
from sim.experiments.design.factors import Factor
from sim.scenario.folders import BASELINE
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Scenario, Value

#: Up to so many design points are cases of their own; of more, scenarios and policies are, over all their points.
MOST_POINTS = 12


@dataclass(frozen=True)
class Case:
    """One of the things compared.

    Attributes:
        title: short and unlike all others.
        scenario: with the policy's values; in a sweep of many points, without what varies.
        runs: number of runs that finished.
    """

    title: str
    scenario: Scenario
    runs: int


@dataclass(frozen=True, eq=False)
class Study:
    """A results folder as the report tells it.

    Attributes:
        results: the folder.
        cases: what is compared, in the order of the files, but a case of the baseline first.
        runs: one row per finished run and partnership; ``scenario`` is the title of the case. Empty where
            every run failed.
        planned, done: runs, failed ones among those done.
    """

    results: Sweep
    cases: tuple[Case, ...]
    runs: pd.DataFrame
    planned: int
    done: int

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varies within cases."""
        return () if self.results.plan.points <= MOST_POINTS else self.results.plan.factors

    @property
    def finished(self) -> int:
        """Number of runs that arrived."""
        return self.done - self.results.failed

    @property
    def reference(self) -> str:
        """The case with which others are compared."""
        return self.cases[0].title

    def series(self, *columns: str) -> pd.DataFrame | None:
        """Partnerships by month or year with the titles of cases and some quantities, if all of them were kept.

        It is read for each figure and kept by none, because the months of thousands of runs fill the memory.
        """
        found = self.results.read_series(columns) if len(self.runs) else None
        if found is None or found.empty or not set(columns) <= set(found):
            return None
        return titled(found, self.runs, "run", [case.title for case in self.cases])

    @cached_property
    def departures(self) -> pd.DataFrame | None:
        """Partnerships around changes of superintendents, if months were kept and there were any."""
        monthly = self.results.plan.settings.series == "monthly"
        found = self.series("superintendents_left", "trust") if monthly else None
        if found is None:
            return None
        around = around_departures(found, ("trust", ALIVE))
        return around if len(around) else None


def study(folder: Path, incomplete: bool = False) -> Study:
    """Opens a results folder for a report.

    Args:
        folder: the results folder.
        incomplete: whether to go on although runs are missing.

    Raises:
        Mistake: it holds no results, or runs are missing.
    """
    found = results_in(folder, incomplete)
    status, plan = found.status(), found.plan
    runs = found.finished if status.done > status.failed else pd.DataFrame({"run": [], "point": []})
    titles, scenarios = _cases(plan)
    first = [s.name for s in scenarios].index(BASELINE) if BASELINE in [s.name for s in scenarios] else 0
    order = [first, *(n for n in range(len(titles)) if n != first)]
    of_case = {point: order.index(_case_of(plan, point)) for point in runs["point"].unique()}
    runs = runs.assign(case=runs["point"].map(of_case)).sort_values(["case", "run"], kind="stable", ignore_index=True)
    counts = runs.groupby("case")["run"].nunique()
    cases = tuple(Case(titles[n], scenarios[n], int(counts.get(place, 0))) for place, n in enumerate(order))
    runs["scenario"] = [cases[place].title for place in runs.pop("case")]
    if len(runs) and plan.points <= MOST_POINTS:
        runs["draw"] = 0  # each point is a case of its own, and not one of many that were drawn
    return Study(found, cases, runs, status.runs, status.done)


def _case_of(plan: Plan, number: int) -> int:
    """The case that a design point belongs to."""
    if plan.points <= MOST_POINTS:
        return number
    point = plan.point(number)
    return point.scenario * len(plan.policies) + list(plan.policies).index(point.policy)


def _cases(plan: Plan) -> tuple[list[str], list[Scenario]]:
    """Titles and scenarios of the cases of a sweep: its points, or if they are many its scenarios under policies."""
    if plan.points > MOST_POINTS:
        return case_titles(plan), [_with(s, plan.policies[policy]) for s, policy in _cells(plan)]
    titles, scenarios = [], []
    for point in map(plan.point, range(plan.points)):
        scenario = plan.scenarios[point.scenario]
        titles.append(_title(plan, scenario, point.policy, plan.designs[point.design].sample(point.sample)))
        scenarios.append(_with(scenario, plan.values(point)))
    return _unlike(titles), scenarios


def _with(scenario: Scenario, values: Mapping[str, Value]) -> Scenario:
    """A scenario with other values, or as it is where they do not fit (so that all its runs failed)."""
    try:
        return scenario.with_values(values)
    except ScenarioError:
        return scenario


def case_titles(plan: Plan) -> list[str]:
    """Titles of scenarios under policies, in the order of the plan."""
    return _unlike([_title(plan, scenario, policy) for scenario, policy in _cells(plan)])


def _cells(plan: Plan) -> list[tuple[Scenario, str]]:
    return [(scenario, policy) for scenario in plan.scenarios for policy in plan.policies]


def _unlike(titles: list[str]) -> list[str]:
    """Titles of which no two are alike."""
    again = Counter(titles)
    return [f"{title} ({n})" if again[title] > 1 else title for n, title in enumerate(titles, start=1)]


def _title(plan: Plan, scenario: Scenario, policy: str, sample: Mapping[str, Value] = MappingProxyType({})) -> str:
    """Only what tells a case from others: its scenario where there are several, its policy, and the values it has."""
    parts = [scenario.title] * (len(plan.scenarios) > 1) + [policy] * (len(plan.policies) > 1 and policy != "")
    parts += [f"{re.sub('[._]', ' ', name)} {value if isinstance(value, str) else number(value)}"
              for name, value in sample.items()]  # fmt: skip
    return ", ".join(parts) or scenario.title

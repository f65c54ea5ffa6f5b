"""Runs of a sweep as a table of design points by replicates, and how much of their differences is noise.

Where points have common random numbers, what these do to all of them alike drops out of every comparison; only noise
that plays out differently from point to point blurs it. Both parts are estimated, by a two-way analysis of variance of
points and replicates with one run in each cell (random effects; e.g. Montgomery 2017, ch. 13). Where points have random
numbers of their own, all noise is of that second kind.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.experiments.design.samples import Design
from sim.experiments.plan.plan import Plan
from sim.experiments.plan.random_numbers import COMMON
from sim.experiments.store.tables import DONE


class NotEnough(ValueError):
    """Runs from which something cannot be worked out; the text says what is missing and what can still be done."""


@dataclass(frozen=True)
class Variation:
    """Where the differences between single runs come from: parts of their variance [unit of the outcome squared].

    Attributes:
        points: differences between design points.
        shared: noise common to all points.
        own: noise that plays out differently in each point; NaN with one replicate.
        replicates: known replicates of a point, on average.
    """

    points: float
    shared: float
    own: float
    replicates: float

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of the total due to points, shared noise and own noise; NaN where nothing varies."""
        total = self.points + self.shared + self.own
        return tuple(part / total if total > 0 else math.nan for part in (self.points, self.shared, self.own))

    @property
    def blur(self) -> float:
        """Share of the variance between the means of points that is own noise [0-1]."""
        noise = self.own / self.replicates
        return noise / (self.points + noise) if self.points + noise > 0 else math.nan


@dataclass(frozen=True, eq=False)
class Cell:
    """All points of one scenario under one policy.

    Attributes:
        scenario, policy: which.
        outcome: name of the column.
        design: method, factors and samples; `Design.unit` is where the samples lie in the unit cube.
        values: the outcome by sample and replicate; NaN where a run failed, is not there yet, or has no such outcome.
        runs: finished runs.
        undefined: finished runs in which the outcome is not defined.
        random_numbers: which points share them (`sim.experiments.plan.random_numbers`).
    """

    scenario: str
    policy: str
    outcome: str
    design: Design
    values: np.ndarray
    runs: int
    undefined: int
    random_numbers: str = COMMON

    @cached_property
    def means(self) -> np.ndarray:
        """Mean over the known replicates of each sample; NaN where there is none."""
        known = np.isfinite(self.values)
        total = np.where(known, self.values, 0.0).sum(axis=1)
        return np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan)

    @cached_property
    def variation(self) -> Variation:
        """Where the differences between single runs come from."""
        return variation(self.values, common=self.random_numbers == COMMON)

    @property
    def label(self) -> str:
        """Scenario and policy, as far as they have names."""
        return " with ".join(part for part in (self.scenario, self.policy) if part)

    @property
    def missing(self) -> int:
        """Samples without a known value."""
        return int(np.isnan(self.means).sum())


def cells(plan: Plan, runs: pd.DataFrame, outcome: str) -> list[Cell]:
    """The points of each scenario under each policy.

    The partnerships of a world are averaged first. Designs that were added later join the first where they vary the
    same factors by the same method; points of other designs are left out.

    Args:
        plan: of the sweep.
        runs: ``Sweep.runs``.
        outcome: a column of it.
    """
    done = runs[runs["status"] == DONE]
    known = done[done[outcome].notna()].groupby(["point", "replicate"])[outcome].mean()
    table = np.full((plan.points, plan.replicates), np.nan)
    table[known.index.get_level_values(0), known.index.get_level_values(1)] = known.to_numpy()
    finished = np.zeros((plan.points, plan.replicates), dtype=bool)
    finished[done["point"], done["replicate"]] = True
    joined, alike = _joined(plan)
    found = []
    for number in range(plan.cells):
        rows = np.concatenate([first + number * size + np.arange(size) for first, size in alike])
        scenario, policy = divmod(number, len(plan.policies))
        values, there = table[rows], finished[rows]
        found.append(Cell(
            plan.scenarios[scenario].name, list(plan.policies)[policy], outcome, joined, values, int(there.sum()),
            int((there & np.isnan(values)).sum()), plan.settings.random_numbers,
        ))  # fmt: skip
    return found


def _joined(plan: Plan) -> tuple[Design, list[tuple[int, int]]]:
    """The first design with those like it, and for each its first point and number of samples."""
    first, start = plan.designs[0], 0
    members: list[Design] = []
    places: list[tuple[int, int]] = []
    for design in plan.designs:
        same = design.method == first.method and design.factors == first.factors
        if same and _without_seed(design) == _without_seed(first):
            members.append(design)
            places.append((start, len(design)))
        start += len(design) * plan.cells
    columns = {f.name: np.concatenate([d.columns[f.name] for d in members]) for f in first.factors}
    unit = None if first.unit is None else np.concatenate([d.unit for d in members])
    return Design(first.method, first.factors, columns, unit, first.settings), places


def _without_seed(design: Design) -> dict:
    return {k: v for k, v in design.settings.items() if k not in ("seed", "samples", "trajectories", "base")}


def variation(values: np.ndarray, *, common: bool) -> Variation:
    """Parts of the variance of single runs, from a table of points by replicates with NaN where a run is missing.

    Negative estimates count as nothing.

    Args:
        values: points by replicates.
        common: whether all points share the random numbers of a replicate.
    """
    known = np.isfinite(values)
    values, known = values[known.any(axis=1)], known[known.any(axis=1)]
    per_point = known.sum(axis=1)
    if not len(values) or values.shape[1] == 0:
        return Variation(math.nan, math.nan, math.nan, math.nan)
    means = np.where(known, values, 0.0).sum(axis=1) / per_point
    replicates = float(1 / np.mean(1 / per_point))
    between = float(np.var(means, ddof=1)) if len(means) > 1 else math.nan
    several = per_point > 1
    if several.sum() < 2:
        return Variation(between, 0.0, math.nan, replicates)
    rest, there = np.where(known, values, 0.0)[several], known[several]
    if not common:
        rest = np.where(there, rest - (rest.sum(axis=1) / there.sum(axis=1))[:, None], 0.0)
        own = float((rest * rest).sum() / (there.sum() - len(there)))
        return Variation(max(0.0, between - own / replicates), 0.0, own, replicates)
    seen = there.any(axis=0)
    rest, there = rest[:, seen], there[:, seen]
    total = np.zeros(rest.shape[1])
    for _ in range(50):  # both effects in turn; one round is exact where no run is missing
        rest = np.where(there, rest - (rest.sum(axis=1) / there.sum(axis=1))[:, None], 0.0)
        step = rest.sum(axis=0) / there.sum(axis=0)
        rest = np.where(there, rest - step, 0.0)
        total += step
        if np.abs(step).max() <= 1e-12 * max(1.0, np.abs(total).max()):
            break
    freedom = there.sum() - rest.shape[0] - rest.shape[1] + 1
    if freedom < 1:
        return Variation(between, 0.0, math.nan, replicates)
    own = float((rest * rest).sum() / freedom)
    shared = max(0.0, float(np.var(total, ddof=1)) - own / float(np.mean(there.sum(axis=0))))
    return Variation(max(0.0, between - own / replicates), shared, own, replicates)

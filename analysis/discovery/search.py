"""Scenario discovery: the parameter region that produces the cases of interest (PRIM, CART).

PRIM peels away slices of the space until a box is left in which cases are frequent (Friedman & Fisher 1999; Bryant &
Lempert 2010); CART splits it into leaves (Breiman et al. 1984). What they find is then compared with points that they
have not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from analysis.discovery.boxes import Box, Limits
from analysis.discovery.cart import cart
from analysis.discovery.prim import prim
from analysis.sensitivity.points import NotEnough

#: Fewest cases, and others, from which anything is looked for; fewest points.
FEWEST_CASES, FEWEST_POINTS = 20, 40
HALVES = 10


@dataclass(frozen=True, eq=False)
class Discovery:
    """What was found by one method.

    Attributes:
        method: prim or cart.
        boxes: the chosen box of PRIM, or the leaves of CART that hold many cases; none where there is nothing to tell.
        coverage, density: of all of them together; NaN if there are none.
        trajectory: ``coverage``, ``density``, ``limits`` and ``chosen`` of each step of PRIM, or of each leaf.
        unseen: ``coverage`` and ``density`` on the half of the points that was not used, one row per random half.
        ranges: lowest and highest value of each number in the design, or the levels of a text.
        share: of cases among all runs.
        runs, points, cases: what it rests on.
        notes: what to mind.
    """

    method: str
    boxes: tuple[Box, ...]
    coverage: float
    density: float
    trajectory: pd.DataFrame
    unseen: pd.DataFrame
    ranges: Limits
    share: float
    runs: int
    points: int
    cases: int
    notes: tuple[str, ...]


def discover(
    x: pd.DataFrame, case: np.ndarray, points: np.ndarray, *, method: str = "prim", halves: int = HALVES, seed: int = 1
) -> Discovery:
    """Looks for where cases of interest come from.

    Args:
        x: one row per run and one column per parameter: numbers or texts.
        case: 1 where a run is a case, 0 where not, NaN where that is unknown.
        points: the design point of each run; replicates of a point stay together when points are held out.
        method: ``prim`` or ``cart``.
        halves: how often a random half of the points is held out.
        seed: of the random halves.

    Raises:
        NotEnough: no cases, too few, or too few points; columns without values.
        ValueError: unknown method.
    """
    if method not in ("prim", "cart"):
        raise ValueError(f"unknown method {method!r}; there are prim, cart")
    x, case, points, notes = _checked(x, np.asarray(case, dtype=float), np.asarray(points))
    look = prim if method == "prim" else partial(cart, seed=seed)
    boxes, trajectory = look(x, case, points)
    limited = {name for box in boxes for name in box.limits}
    hits = dict.fromkeys(limited, 0)
    unseen = []
    rng = np.random.default_rng(seed)
    every = np.unique(points)
    for _ in range(halves if boxes else 0):
        chosen = np.isin(points, rng.permutation(every)[: len(every) // 2])
        if min(case[chosen].sum(), case[~chosen].sum()) < FEWEST_CASES / 4:
            continue
        found, _ = look(x[chosen].reset_index(drop=True), case[chosen], points[chosen])
        for name in {name for box in found for name in box.limits} & limited:
            hits[name] += 1
        unseen.append(_together(found, x[~chosen], case[~chosen]))
    table = pd.DataFrame(unseen, columns=["coverage", "density"])
    if len(table):
        boxes = tuple(replace(b, reproduced={n: hits[n] / len(table) for n in b.limits}) for b in boxes)
    coverage, density = _together(boxes, x, case)
    if not boxes:
        notes += ("No part of the space has so many more cases than the rest that it could be told from chance.",)
    return Discovery(
        method, boxes, coverage, density, trajectory, table, _ranges(x), float(case.mean()), len(case), len(every),
        int(case.sum()), notes,
    )  # fmt: skip


def _checked(
    x: pd.DataFrame, case: np.ndarray, points: np.ndarray
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, tuple[str, ...]]:
    """Rows in which all is known, columns that vary, and what was left out."""
    known = np.isfinite(case)
    notes: tuple[str, ...] = ()
    if not known.any():
        raise NotEnough("whether a run is a case of interest is not known in any run: its outcomes have no values")
    if not known.all():
        notes += (f"{int((~known).sum()):,} of {len(known):,} rows have no value for the condition and were left out.",)
    x, case, points = x[known].reset_index(drop=True), case[known], points[known]
    number, cases, count = len(np.unique(points)), int(case.sum()), len(case)
    if cases in (0, count):
        none = "none" if cases == 0 else "all"
        raise NotEnough(f"{none} of the {count:,} runs are cases of interest, so that nothing sets them apart; choose "
                        "another limit")  # fmt: skip
    if min(cases, count - cases) < FEWEST_CASES:
        few = f"{cases} of {count:,} runs are cases of interest"
        need = f"at least {FEWEST_CASES} and as many others are needed"
        raise NotEnough(f"{few}; {need}: choose another limit or add runs")
    if number < FEWEST_POINTS:
        need = f"at least {FEWEST_POINTS} are needed (`rpp extend --points`)"
        raise NotEnough(f"{number} design points are too few to look for parts of the space; {need}")
    blank = [name for name in x if x[name].isna().any()]
    if blank:
        which = f"some points leave {', '.join(blank[:3])} at the scenario's own value"
        raise NotEnough(f"{which}; sweep a design in which every point sets every factor, such as latin_hypercube")
    varied = [name for name in x if x[name].nunique() > 1]
    if not varied:
        raise NotEnough("this sweep varies no parameters, so that cases differ from others by chance only")
    return x[varied], case, points, notes


def _together(boxes: Sequence[Box], x: pd.DataFrame, case: np.ndarray) -> tuple[float, float]:
    """Coverage and density of the union of boxes; NaN without boxes, density NaN without runs inside."""
    if not boxes:
        return np.nan, np.nan
    held = np.logical_or.reduce([box.holds(x) for box in boxes])
    return float(case[held].sum() / case.sum()), float(case[held].mean()) if held.any() else np.nan


def _ranges(x: pd.DataFrame) -> Limits:
    return {
        name: (float(x[name].min()), float(x[name].max())) if pd.api.types.is_numeric_dtype(x[name])
        else frozenset(map(str, x[name].unique()))
        for name in x
    }  # fmt: skip

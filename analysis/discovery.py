"""Scenario discovery: under which values of the parameters do the cases of interest come about (PRIM, CART)?

PRIM peels away slices of the space until a box is left in which cases are frequent (Friedman & Fisher 1999; Bryant &
Lempert 2010); CART splits it into leaves (Breiman et al. 1984). Both come from EMA Workbench. What they find is then
held against points that they have not seen.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import betainc
from scipy.stats import ks_2samp

from .intervals import effective_number
from .luck import global_seed
from .points import NotEnough

if TYPE_CHECKING:
    from ema_workbench.analysis.cart import CART

#: Parameters that a box may restrict, and those that PRIM is given.
MOST_LIMITS, GIVEN = 4, 15
#: Fewest cases, and others, from which anything is looked for; fewest points.
FEWEST_CASES, FEWEST_POINTS = 20, 40
HALVES = 10
SIGNIFICANT = 0.05
#: How much more frequent cases must be in a leaf than in all runs for it to be told, and how many leaves are.
LIFT, LEAVES = 1.5, 3

#: Lowest and highest value of a number that lie in a box, or the levels of a text.
Limits = Mapping[str, tuple[float, float] | frozenset[str]]


@dataclass(frozen=True, eq=False)
class Box:
    """A part of the space.

    Attributes:
        limits: what it restricts; a limit that is no restriction is infinite.
        coverage: share of all cases that lie inside [0-1].
        density: share of the runs inside that are cases [0-1].
        runs, cases: inside.
        quasi_p: how easily cases would be so frequent by chance if a parameter were not restricted.
        reproduced: share of the random halves of the points in which a parameter was restricted too.
    """

    limits: Limits
    coverage: float
    density: float
    runs: int
    cases: int
    quasi_p: Mapping[str, float]
    reproduced: Mapping[str, float] = field(default_factory=dict)

    def holds(self, x: pd.DataFrame) -> np.ndarray:
        """Which rows lie inside."""
        return inside(self.limits, x)


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
    find = _prim if method == "prim" else _cart
    boxes, trajectory = find(x, case, points, seed)
    limited = {name for box in boxes for name in box.limits}
    hits = dict.fromkeys(limited, 0)
    unseen = []
    luck = np.random.default_rng(seed)
    every = np.unique(points)
    for _ in range(halves if boxes else 0):
        chosen = np.isin(points, luck.permutation(every)[: len(every) // 2])
        if min(case[chosen].sum(), case[~chosen].sum()) < FEWEST_CASES / 4:
            continue
        found, _ = find(x[chosen].reset_index(drop=True), case[chosen], points[chosen], seed)
        for name in {name for box in found for name in box.limits} & limited:
            hits[name] += 1
        unseen.append(_together(found, x[~chosen], case[~chosen]))
    table = pd.DataFrame(unseen, columns=["coverage", "density"])
    boxes = tuple(
        Box(b.limits, b.coverage, b.density, b.runs, b.cases, b.quasi_p,
            {n: hits[n] / len(table) for n in b.limits} if len(table) else {})
        for b in boxes
    )  # fmt: skip
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
        raise NotEnough("this sweep varies no parameters, so that cases differ from others by luck only")
    return x[varied], case, points, notes


def inside(limits: Limits, x: pd.DataFrame) -> np.ndarray:
    """Which rows lie within all limits."""
    held = np.ones(len(x), dtype=bool)
    for name, limit in limits.items():
        column = x[name]
        held &= (column.isin(limit) if isinstance(limit, frozenset) else column.between(*limit)).to_numpy()
    return held


def _together(boxes: Sequence[Box], x: pd.DataFrame, case: np.ndarray) -> tuple[float, float]:
    """Coverage and density of the union of boxes; NaN without boxes, density NaN without runs inside."""
    if not boxes:
        return np.nan, np.nan
    held = np.logical_or.reduce([box.holds(x) for box in boxes])
    return float(case[held].sum() / case.sum()), float(case[held].mean()) if held.any() else np.nan


def _box(limits: Limits, x: pd.DataFrame, case: np.ndarray, points: np.ndarray) -> Box:
    held = inside(limits, x)
    hits, count = float(case[held].sum()), int(held.sum())
    return Box(limits, hits / case.sum(), hits / max(count, 1), count, int(hits), quasi_p(limits, x, case, points))


def quasi_p(limits: Limits, x: pd.DataFrame, case: np.ndarray, points: np.ndarray) -> dict[str, float]:
    """For each restricted parameter: the chance of so many cases inside, were they as frequent as without it.

    The binomial test of Bryant & Lempert (2010). Replicates of a point tell less than as many points would, so that
    numbers are brought down to the effective number of independent runs.
    """
    held = inside(limits, x)
    out = {}
    for name in limits:
        wider = inside({n: v for n, v in limits.items() if n != name}, x)
        share = float(case[wider].mean())
        scale = effective_number(case[wider], points[wider]) / wider.sum()
        hits, count = case[held].sum() * scale, held.sum() * scale
        out[name] = 1.0 if hits == 0 else float(betainc(hits, count - hits + 1, share))
    return out


def _prim(x: pd.DataFrame, case: np.ndarray, points: np.ndarray, seed: int) -> tuple[tuple[Box, ...], pd.DataFrame]:
    """PRIM twice: with all likely parameters, and again with the few that matter most in the best box."""
    names = _likely(x, case)
    steps = _peeled(x[names], case)
    best = max(steps, key=lambda limits: _worth(limits, x, case))
    while best:  # the restriction that is missed least goes, until few are left and each of them counts
        p = quasi_p(best, x, case, points)
        if len(best) <= MOST_LIMITS and max(p.values()) < SIGNIFICANT:
            break
        without = [{n: v for n, v in best.items() if n != name} for name in best]
        best = max(without, key=lambda limits: _worth(limits, x, case))
    if not best:
        return (), pd.DataFrame(columns=["coverage", "density", "limits", "chosen"])
    steps = [{}, *(s for s in _peeled(x[list(best)], case) if s)]
    good = [s for s in steps[1:] if max(quasi_p(s, x, case, points).values()) < SIGNIFICANT]
    chosen = max([*good, best], key=lambda limits: _worth(limits, x, case))
    boxes = [_box(s, x, case, points) for s in ([*steps, chosen] if chosen is best else steps)]
    trajectory = pd.DataFrame({
        "coverage": [b.coverage for b in boxes], "density": [b.density for b in boxes],
        "limits": [len(b.limits) for b in boxes], "chosen": [b.limits is chosen for b in boxes],
    })  # fmt: skip
    return (next(b for b in boxes if b.limits is chosen),), trajectory


def _worth(limits: Limits, x: pd.DataFrame, case: np.ndarray) -> float:
    """Harmonic mean of coverage and density."""
    held = inside(limits, x)
    return 2 * float(case[held].sum()) / (held.sum() + case.sum())


def _likely(x: pd.DataFrame, case: np.ndarray) -> list[str]:
    """The parameters that are most differently distributed in cases and elsewhere."""
    if x.shape[1] <= GIVEN:
        return list(x)
    apart = {}
    for name in x:
        column = x[name]
        if pd.api.types.is_numeric_dtype(column):
            apart[name] = ks_2samp(column[case > 0.5], column[case < 0.5], method="asymp").statistic
        else:
            shares = [column[case > limit].value_counts(normalize=True) for limit in (0.5, -1)]
            apart[name] = float((shares[0].reindex(shares[1].index, fill_value=0) - shares[1]).abs().sum() / 2)
    return sorted(sorted(apart, key=lambda n: -apart[n])[:GIVEN], key=list(x).index)


def _peeled(x: pd.DataFrame, case: np.ndarray) -> list[Limits]:
    """The boxes of one peeling and pasting trajectory of PRIM, without limits first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # EMA Workbench tells of optional libraries when it is imported
        from ema_workbench.analysis import prim

        least = max(min(0.05, case.mean() / 2), 10 / len(case))
        box = prim.Prim(x, case > 0.5, threshold=0.0, peel_alpha=0.05, mass_min=least).find_box()
        return [_limits(step, x) for step in box.box_lims]


def _cart(x: pd.DataFrame, case: np.ndarray, points: np.ndarray, seed: int) -> tuple[tuple[Box, ...], pd.DataFrame]:
    """The leaves of a classification tree in which cases are clearly more frequent than in all runs.

    Limits that chance would do as easily are left out of their rules, so that these are a little wider than the leaves.
    """
    with warnings.catch_warnings(), global_seed(seed):
        warnings.simplefilter("ignore")
        from ema_workbench.analysis import cart

        tree = cart.CART(x, case > 0.5, mass_min=max(0.05, 20 / len(case)))
        tree.build_tree()
    leaves = [_box(limits, x, case, points) for limits in _leaves(tree, x)]
    share = float(case.mean())
    least = min(LIFT * share, (1 + share) / 2)
    frequent = [b for b in leaves if b.limits and b.density >= least and _frequent(b, x, case, points)]
    chosen = sorted(frequent, key=lambda b: -b.cases)[:LEAVES]
    rules: list[Limits] = []
    for leaf in chosen:
        limits = _needed(leaf.limits, x, case, points)
        rules += [limits] if limits and limits not in rules else []
    told = [_box(limits, x, case, points) for limits in rules]
    trajectory = pd.DataFrame({
        "coverage": [b.coverage for b in leaves], "density": [b.density for b in leaves],
        "limits": [len(b.limits) for b in leaves], "chosen": [b in chosen for b in leaves],
    })  # fmt: skip
    return tuple(told), trajectory


def _leaves(tree: CART, x: pd.DataFrame) -> list[Limits]:
    """The limits of every leaf, from the tree itself: the boxes of EMA Workbench leave out that a text *is* a level."""
    grown, found = tree.clf.tree_, []

    def walk(node: int, limits: dict[str, tuple[float, float] | frozenset[str]]) -> None:
        if grown.children_left[node] < 0:
            found.append(limits)
            return
        name, is_level, level = tree.feature_names[grown.feature[node]].partition(tree.sep)
        if is_level:
            before = limits.get(name, frozenset(map(str, x[name].unique())))
            without, within = before - {level}, before & {level}
        else:
            low, high = limits.get(name, (-np.inf, np.inf))
            edge = float(grown.threshold[node])
            without, within = (low, min(high, edge)), (np.nextafter(max(low, edge), np.inf), high)
        walk(grown.children_left[node], {**limits, name: without})
        walk(grown.children_right[node], {**limits, name: within})

    walk(0, {})
    return found


def _needed(limits: Limits, x: pd.DataFrame, case: np.ndarray, points: np.ndarray) -> Limits:
    """The limits of a leaf without those that chance would do as easily, the least needed first."""
    while limits:
        p = quasi_p(limits, x, case, points)
        worst = max(p, key=lambda name: p[name])
        if p[worst] < SIGNIFICANT:
            break
        limits = {name: limit for name, limit in limits.items() if name != worst}
    return limits


def _frequent(box: Box, x: pd.DataFrame, case: np.ndarray, points: np.ndarray) -> bool:
    """Whether so many cases would hardly come together by chance, among as many leaves as there may be."""
    held = box.holds(x)
    scale = effective_number(case[held], points[held]) / held.sum()
    return betainc(box.cases * scale, (box.runs - box.cases) * scale + 1, case.mean()) < SIGNIFICANT / 20


def _limits(box: pd.DataFrame, x: pd.DataFrame) -> dict[str, tuple[float, float] | frozenset[str]]:
    """The restrictions of a box of EMA Workbench: those of its columns that are narrower than the data."""
    out: dict[str, tuple[float, float] | frozenset[str]] = {}
    for name in x:
        column = x[name]
        if pd.api.types.is_numeric_dtype(column):
            low, high = float(box[name].iloc[0]), float(box[name].iloc[1])
            limits = (low if low > column.min() else -np.inf, high if high < column.max() else np.inf)
            if np.isfinite(limits).any():
                out[name] = limits
        elif len(box[name].iloc[0]) < column.nunique():
            out[name] = frozenset(map(str, box[name].iloc[0]))
    return out


def _ranges(x: pd.DataFrame) -> Limits:
    return {
        name: (float(x[name].min()), float(x[name].max())) if pd.api.types.is_numeric_dtype(x[name])
        else frozenset(map(str, x[name].unique()))
        for name in x
    }  # fmt: skip

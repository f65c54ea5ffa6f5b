"""CART (Breiman et al. 1984), by scikit-learn: rules under which cases are frequent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import betainc

from analysis.discovery.boxes import SIGNIFICANT, Box, Limits, box_of, quasi_p, trajectory
from analysis.stats.intervals import effective_number
from sim.extras import need

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier

#: How much more frequent cases must be in a leaf than in all runs for it to be told, and how many leaves are.
LIFT, LEAVES = 1.5, 3
#: Between a text and one of its levels in the name of a column.
IS = " is "


def cart(x: pd.DataFrame, case: np.ndarray, points: np.ndarray, seed: int) -> tuple[tuple[Box, ...], pd.DataFrame]:
    """The leaves of a classification tree in which cases are clearly more frequent than in all runs.

    Limits that chance would do as easily are left out of their rules, so that these are a little wider than the leaves.
    """
    need("sensitivity", "CART")
    from sklearn.tree import DecisionTreeClassifier

    coded = pd.get_dummies(x, prefix_sep=IS, dtype=float)
    least = max(0.05, 20 / len(case))
    tree = DecisionTreeClassifier(min_samples_leaf=least, random_state=seed).fit(coded.to_numpy(), case > 0.5)
    leaves = [box_of(limits, x, case, points) for limits in _leaves(tree, list(coded), x)]
    share = float(case.mean())
    least = min(LIFT * share, (1 + share) / 2)
    frequent = [b for b in leaves if b.limits and b.density >= least and _frequent(b, x, case, points)]
    chosen = sorted(frequent, key=lambda b: -b.cases)[:LEAVES]
    rules: list[Limits] = []
    for leaf in chosen:
        limits = _needed(leaf.limits, x, case, points)
        rules += [limits] if limits and limits not in rules else []
    return tuple(box_of(limits, x, case, points) for limits in rules), trajectory(leaves, chosen)


def _leaves(tree: DecisionTreeClassifier, columns: list[str], x: pd.DataFrame) -> list[Limits]:
    """The limits of every leaf; a column for each level of a text says whether it is that level."""
    grown, found = tree.tree_, []

    def walk(node: int, limits: dict[str, tuple[float, float] | frozenset[str]]) -> None:
        if grown.children_left[node] < 0:
            found.append(limits)
            return
        name, is_level, level = columns[grown.feature[node]].partition(IS)
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

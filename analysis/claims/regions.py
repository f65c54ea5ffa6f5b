"""Where in the space of parameters something is so: the best single split of draws, guarded against chance.

One split of one parameter is the simplest region that can be said in a sentence (the first box of PRIM, the stump of
CART). Among hundreds of parameters some split always looks good, so it counts only if it beats the best split of
shuffled draws nearly always.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.declarations.parameters import registry

#: Fewest draws in a region: a share of all, and never less than this number.
SMALLEST_SHARE, SMALLEST = 0.2, 8
#: Shuffles of the draws, and the share of them that may do as well.
SHUFFLES, BY_CHANCE = 300, 0.01


@dataclass(frozen=True, slots=True)
class Region:
    """One side of a split.

    Attributes:
        name: parameter.
        limit: where the split lies (for a choice, between the codes).
        above: whether the region lies above it.
        draws: draws in it.
        along: those of them for which it is so.
        by_chance: share of shuffles whose best split is as good.
    """

    name: str
    limit: float
    above: bool
    draws: int
    along: int
    by_chance: float


def region_of(along: np.ndarray, values: pd.DataFrame, *, enough: float, seed: int = 1) -> Region | None:
    """The side of the best single split in which something is so often enough, or None.

    Args:
        along: for each draw whether it is so.
        values: values of the parameters in each draw; those of named choices as text.
        enough: share of the draws of the region for which it must be so.
        seed: of the shuffles.
    """
    along = np.asarray(along, dtype=bool)
    least = max(SMALLEST, round(SMALLEST_SHARE * len(along)))
    if len(along) < 2 * least or along.all() or not along.any():
        return None
    numbers = np.column_stack([[registry()[str(n)].number(v) for v in values[n]] for n in values])
    gain, feature, limit = _best_split(numbers, along, least)
    if gain <= 0:
        return None
    sides = [(above, (numbers[:, feature] > limit) == above) for above in (True, False)]
    above, inside = max(sides, key=lambda side: along[side[1]].mean())
    if along[inside].mean() < enough:
        return None
    rng = np.random.default_rng(seed)
    as_good = [_best_split(numbers, rng.permutation(along), least)[0] >= gain for _ in range(SHUFFLES)]
    by_chance = (sum(as_good) + 1) / (SHUFFLES + 1)
    if by_chance > BY_CHANCE:
        return None
    return Region(str(values.columns[feature]), limit, above, int(inside.sum()), int(along[inside].sum()),
                  by_chance)  # fmt: skip


def _best_split(numbers: np.ndarray, along: np.ndarray, least: int) -> tuple[float, int, float]:
    """Fall of the Gini impurity, column and limit of the best split; a fall of 0 where none is possible."""
    from sklearn.tree import DecisionTreeClassifier

    tree = DecisionTreeClassifier(max_depth=1, min_samples_leaf=least, random_state=0).fit(numbers, along).tree_
    if tree.node_count < 3:
        return 0.0, 0, 0.0
    parts = tree.weighted_n_node_samples[1:3] / tree.weighted_n_node_samples[0]
    return float(tree.impurity[0] - parts @ tree.impurity[1:3]), int(tree.feature[0]), float(tree.threshold[0])

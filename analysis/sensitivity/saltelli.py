"""Sobol indices of a Saltelli sample, in which chance may be a column like any factor.

The estimators are SALib's (first order: Saltelli et al. 2010; total: Jansen 1999). Errors are our own. A scrambled
Sobol sequence is more even than chance, so that drawing its points again, as SALib does, overstates how far indices may
be off: intervals of 95 % held the truth in all of 400 samples. A sample is therefore made of several sequences, each
scrambled by itself (`sim.experiments.design.unit_cube`), which vary as samples do (L'Ecuyer & Lemieux 2002). Each is
left out in turn, with all replicates of its points, because replicates tell less than as many base samples.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.stats.jackknife import Spread, jackknife


@dataclass(frozen=True)
class Indices:
    """Indices by factor (chance last, where it is one), and by pair of factors in the order of `combinations`."""

    first: np.ndarray
    total: np.ndarray
    pairs: np.ndarray


class Saltelli:
    """The outcomes of a Saltelli sample.

    Args:
        values: shape (base samples, rows of each, replicates); NaN where a run is missing.
        part: the independent part of the sample to which each base sample belongs.
        factors: how many vary.
        second: whether pairs can be told.
        chance: whether the last row is A with the random numbers of B.
    """

    def __init__(self, values: np.ndarray, part: np.ndarray, factors: int, *, second: bool, chance: bool) -> None:
        whole = np.isfinite(values).all(axis=1)  # base sample by replicate
        self.part = np.unique(part[np.nonzero(whole)[0]], return_inverse=True)[1]
        rows = np.moveaxis(values, 1, 2)[whole]
        self.a, self.b = rows[:, 0], rows[:, 1 + (2 if second else 1) * factors]
        crossed = rows[:, 1 : 1 + factors]
        self.ab = np.concatenate([crossed, rows[:, -1:]], axis=1) if chance else crossed
        self.ba = rows[:, 1 + factors : 1 + 2 * factors] if second else None
        self.chance, self._factors = chance, factors

    @property
    def variance(self) -> float:
        """Variance between runs of A and B."""
        return float(np.var(np.concatenate([self.a, self.b])))

    def indices(self, rows: np.ndarray | slice = slice(None)) -> Indices:
        """Indices from some of the rows; all of them by default."""
        from SALib.analyze import sobol as salib

        a, b, ab = self.a[rows], self.b[rows], self.ab[rows]
        middle = np.mean(np.concatenate([a, b]))  # about 0, estimates of the first order vary less
        a, b, ab = a - middle, b - middle, ab - middle
        each = range(ab.shape[1])
        first = np.array([salib.first_order(a, ab[:, n], b) for n in each])
        total = np.array([salib.total_order(a, ab[:, n], b) for n in each])
        pairs = np.empty(0)
        if self.ba is not None:
            ba = self.ba[rows] - middle
            pairs = np.array([salib.second_order(a, ab[:, i], ab[:, j], ba[:, i], b)
                              for i, j in combinations(range(self._factors), 2)])  # fmt: skip
        return Indices(first, total, pairs)

    def spread(self) -> Spread:
        """How far all indices may be off (first, total, pairs), from leaving out parts of the base samples in turn."""

        def statistic(rows: np.ndarray) -> np.ndarray:
            found = self.indices(rows)
            return np.concatenate([found.first, found.total, found.pairs])

        return jackknife(statistic, self.part)

"""Sobol indices of a Saltelli sample, in which chance may be a column like any factor.

The estimators are SALib's (first order: Saltelli et al. 2010; total: Jansen 1999). Errors are our own: base samples are
drawn again whole, with all their replicates, because replicates of a base sample tell less than as many base samples.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.sensitivity.result import RESAMPLES
from analysis.stats.intervals import Z_95


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
        factors: how many vary.
        second: whether pairs can be told.
        chance: whether the last row is A with the random numbers of B.
    """

    def __init__(self, values: np.ndarray, factors: int, *, second: bool, chance: bool) -> None:
        whole = np.isfinite(values).all(axis=1)  # base sample by replicate
        self.base = np.nonzero(whole)[0]
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

    def errors(self, seed: int) -> Indices:
        """Half-widths of 95 % intervals of all indices, from base samples drawn again.

        Args:
            seed: of the drawing.
        """
        rng, bases = np.random.default_rng(seed), np.unique(self.base)
        of = {base: np.flatnonzero(self.base == base) for base in bases}
        again = []
        with np.errstate(all="ignore"):
            for _ in range(RESAMPLES):
                again.append(self.indices(np.concatenate([of[n] for n in rng.choice(bases, len(bases))])))
        return Indices(*(Z_95 * np.nanstd(np.array(draws), axis=0, ddof=1)
                         for draws in zip(*((d.first, d.total, d.pairs) for d in again), strict=True)))  # fmt: skip

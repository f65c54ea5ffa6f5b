"""How well statistics are known that are no mean: parts of the rows are left out in turn (Kott 2001)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.experiments.plan.random_numbers import FEWEST

#: Parts into which rows are dealt that stand alone.
PARTS = 20


@dataclass(frozen=True)
class Spread:
    """How far some statistics may be off.

    Attributes:
        error: standard errors; 0 where nothing was seen to vary.
        parts: independent parts of the rows that were left out in turn.
    """

    error: np.ndarray
    parts: int

    @property
    def width(self) -> np.ndarray:
        """Half-widths of 95 % intervals, by Student's t; NaN with fewer than five parts, and where nothing varied."""
        if self.parts < FEWEST:
            return np.full(np.shape(self.error), np.nan)
        from scipy.stats import t

        return np.where(self.error > 0, t.ppf(0.975, self.parts - 1) * self.error, np.nan)

    def above(self, found: np.ndarray, least: np.ndarray | float) -> np.ndarray:
        """Two-sided p of statistics that are no larger than something; NaN with too few parts, 0 where none varied."""
        from scipy.stats import t

        found = np.asarray(found, dtype=float)
        more = found - least - 1e-12 * np.abs(found).max(initial=0.0)  # rounding is no difference
        with np.errstate(divide="ignore", invalid="ignore"):
            far = np.where(more > 0, more / self.error, 0.0)
        return np.full(far.shape, np.nan) if self.parts < FEWEST else 2 * t.sf(np.maximum(far, 0), self.parts - 1)


def dealt(rows: int, seed: int) -> np.ndarray:
    """The part of each of some rows that stand alone, dealt at random into equal parts, at most `PARTS`."""
    return np.random.default_rng(seed).permutation(rows) % min(rows, PARTS)


def jackknife(statistic: Callable[[np.ndarray], ArrayLike], part: np.ndarray) -> Spread:
    """The spread of statistics of rows, from leaving out each part of the rows in turn.

    Args:
        statistic: gives one or several numbers for the rows whose numbers it is given.
        part: the part of each row, numbered from 0.
    """
    number = int(part.max(initial=-1)) + 1
    if number < FEWEST:
        return Spread(np.full(np.shape(statistic(np.arange(len(part)))), np.nan), number)
    without = np.array([statistic(np.flatnonzero(part != n)) for n in range(number)], dtype=float)
    return Spread(np.sqrt((number - 1) * without.var(axis=0)), number)

"""What runs share, and how well averages, shares, survival and ratios that rest on them are known.

Runs of one draw, a sample of a design, share what was drawn. Runs of one seed share their random numbers: partnerships
of one world always, and design points where an experiment uses common random numbers. Where each draw has random
numbers of its own, seeds lie within draws, and draws are what is independent. Where both cut across each other, either
kind of group alone leaves out what the other counts: the variance is that by draws, plus that by seeds, less that by
both together (Cameron, Gelbach & Miller 2011), each a sum of squares of what the members of a group did to the
estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.experiments.plan.random_numbers import FEWEST, FEWEST_OF_TWO


@dataclass(frozen=True)
class Sharing:
    """How rows are grouped by what they share.

    Attributes:
        kinds: groups of each row, numbered from 0, for each kind of thing that is shared; one kind or two.
    """

    kinds: tuple[np.ndarray, ...]

    @property
    def count(self) -> int:
        """Independent groups, of the kind that has fewest."""
        return min(int(kind.max(initial=-1)) + 1 for kind in self.kinds)

    @property
    def freedom(self) -> int:
        """Degrees of freedom of Student's t: groups of the kind with fewest, less one (Cameron & Miller 2015)."""
        return self.count - 1

    @property
    def are_enough(self) -> bool:
        """Whether there are so many groups that an interval can be relied on."""
        return self.count >= (FEWEST if len(self.kinds) == 1 else FEWEST_OF_TWO)

    @property
    def words(self) -> str:
        """What intervals rest on, or why there are none, in one sentence."""
        counts = [int(kind.max()) + 1 for kind in self.kinds]
        if self.are_enough:
            draws, *numbers = counts
            shared = f"draws and {numbers[0]:,} sets of random numbers that they share" if numbers else ""
            return f"Intervals rest on {draws:,} {shared or 'independent groups of runs'}."
        if len(counts) == 1:
            what = "groups of runs are" if counts[0] != 1 else "group of runs is"
            return f"No intervals: {counts[0]} independent {what} too few (at least {FEWEST})."
        few = f"{counts[0]:,} draws share {counts[1]:,} sets of random numbers; at least {FEWEST_OF_TWO} of each are"
        return f"No intervals: {few} needed; `random_numbers: independent` gives each draw its own."

    @property
    def alone(self) -> bool:
        """Whether each row is a group of its own."""
        return self.count == len(self.kinds[0])

    def take(self, rows: np.ndarray) -> Sharing:
        """The same for some of the rows, by number or by mask."""
        if rows.dtype == bool and rows.all():
            return self
        return shared_by(*(kind[rows] for kind in self.kinds))

    def variance(self, influence: np.ndarray) -> np.ndarray:
        """Variance of estimates from what each row did to them.

        Each part is multiplied by G / (G - 1) for its G groups. The sum is never taken below that by either kind of
        group alone: with few groups it may fall to nought or beneath by chance (MacKinnon, Nielsen & Webb 2024).

        Args:
            influence: rows by estimates: how much the estimate would change without the row (to first order).

        Returns:
            One variance for each estimate; NaN where a kind has a single group.
        """
        if self.count < 2:
            return np.full(influence.shape[1], np.nan)
        parts = [_variance(influence, kind) for kind in self.kinds]
        if len(parts) == 1:
            return parts[0]
        both = _crossed(*self.kinds)
        return np.maximum.reduce([*parts, parts[0] + parts[1] - _variance(influence, both)])

    def limits(self, middle: float, error: float) -> tuple[float, float]:
        """Student's t interval of 95 % around an estimate with its standard error.

        NaN with too few groups, and where nothing was seen to vary, which does not tell how much it could.
        """
        width = self.width * error if error > 1e-12 * abs(middle) else np.nan  # rounding is no spread
        return middle - width, middle + width

    @property
    def width(self) -> float:
        """Standard errors on either side of an estimate that its 95 % interval takes; NaN with too few groups."""
        return _t_width(self.freedom) if self.are_enough else np.nan

    def p(self, middle: float, error: float) -> float:
        """Two-sided p of an estimate of 0 with its standard error, by Student's t; NaN where there is no interval."""
        if not self.are_enough or not error > 1e-12 * abs(middle):
            return np.nan
        from scipy.stats import t

        return float(2 * t.sf(abs(middle) / error, self.freedom))

    def effective_number(self, yes: np.ndarray) -> float:
        """How many independent values tell as much about a share as these do (Korn & Graubard 1998).

        Never more than there are. Where all are alike, or there is one group, each group counts once.
        """
        hits, size = np.asarray(yes, dtype=float), len(yes)
        share = hits.mean()
        if self.alone or self.count == 1 or share in (0.0, 1.0):
            return float(self.count)
        variance = float(self.variance(((hits - share) / size)[:, None])[0])
        if variance <= 0:
            return float(size)
        return float(min(share * (1 - share) / variance, size))

    def counted(self, yes: np.ndarray) -> float:
        """The effective number for an interval: less where groups are so few that their spread is hardly known."""
        number, size = self.effective_number(yes), len(yes)
        if self.alone or self.count in (1, number) or size < 3:
            return number
        return number * (_t_width(size - 1) / _t_width(self.freedom)) ** 2


def shared_by(*groups: ArrayLike) -> Sharing:
    """Sharing by one or two kinds of groups; a kind whose groups lie within those of the other adds nothing.

    Raises:
        ValueError: no kind, more than two, or kinds of different lengths.
    """
    kinds = [pd.factorize(np.asarray(group))[0] for group in groups]
    if not 1 <= len(kinds) <= 2 or len({len(kind) for kind in kinds}) > 1:
        raise ValueError("rows share one kind of thing or two, and each kind tells of every row")
    if len(kinds) == 2:
        both = _crossed(*kinds).max(initial=-1)
        kinds = [kind for kind in kinds if both > kind.max(initial=-1)] or kinds[:1]
    return Sharing(tuple(kinds))


def sharing(table: pd.DataFrame) -> Sharing:
    """What the rows of a table of runs share: draws of a design (``draw``), and random numbers.

    Random numbers go by ``seed`` where the table has it, else by ``replicate``, else by ``run``. A single draw is not
    something sampled but what the estimate is about.
    """
    numbers = next(name for name in ("seed", "replicate", "run") if name in table)
    if "draw" in table and table["draw"].nunique() > 1:
        return shared_by(table["draw"], table[numbers])
    return shared_by(table[numbers])


@cache
def _t_width(freedom: float) -> float:
    """Standard errors on either side that hold 95 % of Student's t; asked for again and again, and slow to compute."""
    from scipy.stats import t

    return float(t.ppf(0.975, freedom))


def as_sharing(groups: ArrayLike | Sharing | None, size: int) -> Sharing:
    """Sharing as functions take it: groups of one kind, a `Sharing`, or None where each row stands alone."""
    if groups is None:
        return Sharing((np.arange(size),))
    return groups if isinstance(groups, Sharing) else shared_by(groups)


def _crossed(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Groups that both kinds have in common, numbered from 0."""
    return pd.factorize(first.astype(np.int64) * (int(second.max(initial=0)) + 1) + second)[0]


def _variance(influence: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Sum of squares of the groups' influence; groups are numbered from 0."""
    count = int(group.max()) + 1
    total = np.zeros((count, influence.shape[1]))
    np.add.at(total, group, influence)
    return np.square(total).sum(axis=0) * count / (count - 1)

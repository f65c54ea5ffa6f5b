"""A simulated figure with its interval, and how it is made from runs that stand alone."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from analysis.stats.intervals import share_interval
from analysis.stats.jackknife import dealt, jackknife


class Estimate(NamedTuple):
    """A simulated figure with its 95 % interval; NaN where there is nothing to count."""

    value: float
    low: float
    high: float


def share_of(yes: np.ndarray, groups: np.ndarray | None = None) -> Estimate:
    """Share of runs for which something is true; rows of one group count together."""
    return Estimate(*share_interval(yes, groups)) if len(yes) else Estimate(math.nan, math.nan, math.nan)


def statistic_of(statistic: Callable[[np.ndarray], float], count: int, seed: int) -> Estimate:
    """A statistic of rows that stand alone, with its jackknife interval."""
    found = statistic(np.arange(count))
    width = float(jackknife(statistic, dealt(count, seed)).width)
    return Estimate(found, found - width, found + width)

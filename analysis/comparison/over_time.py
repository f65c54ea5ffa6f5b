"""Paired differences month by month: of a series such as trust, and of two survival curves."""

import math

import numpy as np
import pandas as pd

from analysis.comparison.pairs import KEYS, Side, interval_of, paired
from analysis.plotting.series import SERIES, Series
from analysis.stats import bands
from sim.scenario.mistakes import nearest


def series_named(name: str) -> Series:
    """A series by the name that commands know.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in SERIES:
        raise ValueError(f"unknown series {name!r}; {nearest(name, SERIES) or 'there are ' + ', '.join(SERIES)}")
    return SERIES[name]


def over_time(side: Side, series: str) -> pd.DataFrame:
    """A series of one scenario, by ``replicate`` and ``partnership`` (rows) and month (columns, from 1).

    NaN before a partnership starts; for what only makes sense while it is going, also after its end.

    Raises:
        ValueError: unknown series.
    """
    shown = series_named(series)
    _, part = next(iter(bands.by_scenario(side.monthly)))
    going = bands.going(part)
    values = going.astype(float) if series == "going" else bands.matrix(part, part[shown.column])
    there = going if shown.going else bands.matrix(part, part["stage"] != "not_started") > 0
    months = part["month"].nunique()
    rows = pd.MultiIndex.from_frame(part[KEYS].iloc[::months])
    return pd.DataFrame(np.where(there, values, np.nan), index=rows, columns=range(1, months + 1))


def paired_over_time(first: Side, second: Side, series: str) -> pd.DataFrame:
    """Paired differences of a series (second minus first), by ``replicate`` and ``partnership``, and month.

    NaN where either is not known, such as trust after one of the two has ended.
    """
    a, b = _over_time_in_pairs(first, second, series)
    return b - a


def _over_time_in_pairs(first: Side, second: Side, series: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A series of two scenarios, with the same rows in both."""
    tables = paired(over_time(first, series).reset_index(), over_time(second, series).reset_index())
    return tuple(table.set_axis(table.columns.astype(int), axis=1) for table in tables)


def difference_over_time(first: Side, second: Side, series: str = "going") -> pd.DataFrame:
    """Mean paired difference of a series by month; for ``going`` the difference of two survival curves.

    The sum of that difference over all months is the difference in restricted mean survival, which is the paired
    difference of ``survival_months`` for partnerships that start with the run.

    Returns:
        Rows of ``month``, ``first`` and ``second`` (means over the pairs that count), ``difference``, ``low`` and
        ``high`` (95 % t interval by month), and ``worlds``.
    """
    a, b = _over_time_in_pairs(first, second, series)
    known = (a.notna() & b.notna()).to_numpy()
    rows = []
    x, y = (t.where(known).groupby(level="replicate").mean() for t in (a, b))
    for month in x.columns:
        d = (y[month] - x[month]).dropna().to_numpy()
        mean = d.mean() if len(d) else math.nan
        rows.append((month, x[month].mean(), y[month].mean(), mean, *interval_of(d), len(d)))
    return pd.DataFrame(rows, columns=["month", "first", "second", "difference", "low", "high", "worlds"])

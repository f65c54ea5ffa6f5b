"""Continuity through changes of leadership: partnerships before and after a superintendent leaves, month by month.

What follows a departure is compared with partnerships of the same kind in the same month of the run in which nobody
left then. Both were going for a year and had not lost a superintendent in that year; what happens later may happen to
both, further departures too. Departures that a scenario sets for every run have nothing to be compared with, and do
not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.bands import FEWEST, GOING, apart
from analysis.stats.sharing import Sharing, sharing

#: Months that are looked at; a departure counts if all of them lie within the run.
BEFORE, AFTER = 12, 24
#: Share still going, beside the columns of the table.
ALIVE = "alive"
#: What is looked at, by default.
VARIABLES = ("trust", "contact", "promises_kept", "commitment_practice", ALIVE)
#: Partnerships are of the same kind where these are equal, as far as the table has them.
KIND = ("policy", "point", "partnership")
COLUMNS = ("scenario", "variable", "month", "left", "stayed", "left_p25", "left_p75", "known", "departures", "worlds",
           "change", "low", "high", "p")  # fmt: skip


@dataclass(frozen=True)
class _Matched:
    """Departures and what they are compared with, by row (partnership) and column (month) of matrices.

    Attributes:
        row, column: of each departure.
        like_row, like_column: of each partnership and month without one.
        weight: departures that each of the latter stands for.
        shared: what rows share.
    """

    row: np.ndarray
    column: np.ndarray
    like_row: np.ndarray
    like_column: np.ndarray
    weight: np.ndarray
    shared: Sharing


def around_departures(table: pd.DataFrame, variables: Sequence[str] = VARIABLES) -> pd.DataFrame:
    """Partnerships around departures of superintendents, and those like them in which nobody left in that month.

    Args:
        table: partnerships by month (every month), with ``stage``, ``superintendents_left`` and the variables.
        variables: columns, or ``alive`` for the share still going.

    Returns:
        One row per scenario, variable and month (0 is the month of the departure, -1 the one before): ``left``,
        ``stayed`` (means of those still going; those that stayed count in proportion to the departures that they are
        compared with), ``left_p25``, ``left_p75`` (interquartile range after departures), ``known`` (departures that
        count), ``departures``, ``worlds``; ``change`` (how much more it has changed since month -1 where the
        superintendent left) with ``low``, ``high`` (95 %) and ``p`` (NaN where departures are of too few groups).
        No rows for a scenario in which there is nothing to look at.

    Raises:
        ValueError: the table is not monthly, or lacks a column.
    """
    lacking = [v for v in (*variables, "superintendents_left", "stage") if v != ALIVE and v not in table]
    if lacking:
        raise ValueError(f"the table of partnerships has no column {', '.join(lacking)}")
    if not (np.diff(np.sort(table["month"].unique())) == 1).all():
        raise ValueError("departures can only be followed in a table of every month")
    found = []
    keys = ("scenario", "variant", "run", "replicate", "seed", "draw", "month", *KIND, "stage", "superintendents_left")
    # Other columns would be copied with each scenario.
    table = table[[*(c for c in keys if c in table), *(v for v in variables if v != ALIVE)]]
    for scenario, part in apart(table).groupby("scenario", sort=False, observed=True):
        part = part.sort_values(["run", "partnership", "month"])
        months = part["month"].nunique()
        going = part["stage"].isin(GOING).to_numpy().reshape(-1, months)
        matched = _matched(part, going)
        for variable in variables if len(matched.row) else ():
            values = going.astype(float)
            if variable != ALIVE:
                values = np.where(going, part[variable].to_numpy(dtype=float).reshape(-1, months), np.nan)
            rows = [_at(values, matched, offset) for offset in range(-BEFORE, AFTER + 1)]
            found.append(pd.DataFrame(rows).assign(scenario=str(scenario), variable=variable))
    return pd.concat(found, ignore_index=True)[list(COLUMNS)] if found else pd.DataFrame(columns=list(COLUMNS))


def _matched(part: pd.DataFrame, going: np.ndarray) -> _Matched:
    """Departures with at least one partnership of their kind that can be compared with them."""
    rows, months = going.shape
    first = part.iloc[::months]
    left = part["superintendents_left"].to_numpy().reshape(rows, months) > 0
    kind = first.groupby([c for c in KIND if c in first], sort=False).ngroup().to_numpy()
    columns = np.arange(BEFORE, max(BEFORE, months - AFTER))
    losses = np.concatenate([np.zeros((rows, 1)), np.cumsum(left, axis=1)], axis=1)
    fit = going[:, columns - BEFORE] & going[:, columns - 1] & (losses[:, columns] == losses[:, columns - BEFORE])
    place = kind[:, None] * months + columns
    row, at = np.nonzero(fit & left[:, columns])
    like_row, like_at = np.nonzero(fit & ~left[:, columns])
    size = rows * months
    departures, likes = (np.bincount(place[r, a], minlength=size) for r, a in ((row, at), (like_row, like_at)))
    kept = likes[place[row, at]] > 0
    weight = departures[place[like_row, like_at]] / np.maximum(likes[place[like_row, like_at]], 1)
    row, at, used = row[kept], at[kept], weight > 0
    return _Matched(row, columns[at], like_row[used], columns[like_at[used]], weight[used], sharing(first))


def _at(values: np.ndarray, matched: _Matched, offset: int) -> dict[str, float]:
    """What is known some months after (before, if negative) the departures."""
    m = matched
    left, stayed = values[m.row, m.column + offset], values[m.like_row, m.like_column + offset]
    there, like = np.isfinite(left), np.isfinite(stayed)
    change = (left - values[m.row, m.column - 1])[there]
    like_change = (stayed - values[m.like_row, m.like_column - 1])[like]
    weight = m.weight[like]
    enough = there.any() and weight.sum() > 0
    means = [np.nan] * 4
    if enough:
        means = [left[there].mean(), np.average(stayed[like], weights=weight), change.mean(),
                 np.average(like_change, weights=weight)]  # fmt: skip
    difference = means[2] - means[3]
    low = high = p = np.nan
    struck = m.shared.take(np.unique(m.row))
    if enough:
        count = len(values)
        moved = np.bincount(m.row[there], (change - means[2]) / there.sum(), count)
        moved -= np.bincount(m.like_row[like], weight * (like_change - means[3]) / weight.sum(), count)
        error = float(np.sqrt(m.shared.variance(moved[:, None])[0]))
        low, high = struck.limits(difference, error)  # no surer than the groups in which somebody left allow
        p = struck.p(difference, error)
    quarters = np.percentile(left[there], (25, 75)) if there.sum() >= FEWEST else (np.nan, np.nan)
    return {
        "month": offset, "left": means[0], "stayed": means[1], "left_p25": quarters[0], "left_p75": quarters[1],
        "known": int(there.sum()), "departures": len(m.row), "worlds": struck.count, "change": difference, "low": low,
        "high": high, "p": p,
    }  # fmt: skip

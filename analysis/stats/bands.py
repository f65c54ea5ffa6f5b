"""Many runs summed up by month or year: the numbers behind every curve in a figure."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

QUANTILES = (5, 25, 50, 75, 95)
#: A quantile of fewer partnerships than this is not shown; with fewer from the start, only the median is.
FEWEST = 5
GOING = ("forming", "active", "dormant")


def apart(table: pd.DataFrame) -> pd.DataFrame:
    """A table in which variants of one scenario have names of their own, so that nothing is summed up over both."""
    if "variant" not in table or not (table.groupby("scenario", observed=True)["variant"].nunique() > 1).any():
        return table
    names = table["scenario"].astype(str).where(table["variant"] == "", table["scenario"] + " with " + table["variant"])
    return table.assign(scenario=names)


def by_scenario(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Parts of a monthly table, one for each scenario and variant, rows ordered by partnership and then month."""
    for name, part in apart(table).groupby("scenario", sort=False):
        months = part["month"].to_numpy().reshape(-1, part["month"].nunique())
        if not (months == months[0]).all():
            part = part.sort_values(["run", "partnership", "month"])
        yield str(name), part


def matrix(part: pd.DataFrame, values: np.ndarray | pd.Series) -> np.ndarray:
    """Values of one scenario as numbers, one row per partnership and one column per month."""
    return np.asarray(values, dtype=float).reshape(-1, part["month"].nunique())


def going(part: pd.DataFrame) -> np.ndarray:
    """Whether each partnership (row) has started and not ended, by month (column)."""
    return matrix(part, part["stage"].isin(GOING)) > 0


def while_going(part: pd.DataFrame, column: str) -> np.ndarray:
    """A column as a matrix, NaN before the partnership starts and after it has ended."""
    return np.where(going(part), matrix(part, part[column]), np.nan)


def quantiles(values: np.ndarray) -> pd.DataFrame:
    """Quantiles of each column over the rows that have a value: ``count``, ``p5`` to ``p95``.

    They stop where fewer than five are left, and of fewer than five from the start there is only the median.
    """
    count = np.isfinite(values).sum(axis=0)
    out = np.full((len(QUANTILES), values.shape[1]), np.nan)
    for column in np.flatnonzero(count >= min(FEWEST, max(1, len(values)))):
        out[:, column] = np.percentile(values[np.isfinite(values[:, column]), column], QUANTILES)
    if len(values) < FEWEST:
        out[[0, 1, 3, 4]] = np.nan
    return pd.DataFrame({"count": count} | {f"p{q}": row for q, row in zip(QUANTILES, out, strict=True)})


def over_months(table: pd.DataFrame, columns: Sequence[str], *, only_going: bool) -> pd.DataFrame:
    """Quantiles over partnerships by month.

    Args:
        table: partnerships by month.
        columns: what to sum up.
        only_going: leave out partnerships before they start and after they have ended.

    Returns:
        Rows of ``scenario``, ``variable``, ``year`` (since the start of the run), ``count`` and quantiles.
    """
    found = []
    keys = [c for c in ("scenario", "variant", "run", "partnership", "month", "stage") if c in table]
    for name, part in by_scenario(table[[*keys, *columns]]):  # taken apart, other columns would be copied too
        year = part["month"].to_numpy()[: part["month"].nunique()] / 12
        for column in columns:
            values = while_going(part, column) if only_going else matrix(part, part[column])
            found.append(quantiles(values).assign(scenario=name, variable=column, year=year))
    return _tidy(found)


def over_years(table: pd.DataFrame, column: str, *, scale: float = 1.0) -> pd.DataFrame:
    """Quantiles over partnerships of a monthly amount, as a rate per year, by year of the run.

    Only months in which the partnership was going count. ``year`` is the end of each year; the last may be a part.
    """
    found = []
    for name, part in by_scenario(table):
        values = while_going(part, column) * 12 * scale
        months = values.shape[1]
        starts = np.arange(0, months, 12)
        there = np.isfinite(values)
        counts = np.add.reduceat(there, starts, axis=1)
        sums = np.add.reduceat(np.where(there, values, 0.0), starts, axis=1)
        yearly = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        year = np.minimum(starts + 12, months) / 12
        found.append(quantiles(yearly).assign(scenario=name, variable=column, year=year))
    return _tidy(found)


def share_with_grants(table: pd.DataFrame) -> pd.DataFrame:
    """Share of the partnerships still going to which grants paid, by month."""
    found = []
    for name, part in by_scenario(table):
        paid, there = matrix(part, part["external"]) > 0, going(part)
        count = there.sum(axis=0)
        enough = count >= min(FEWEST, len(there))
        share = np.where(enough, (paid & there).sum(axis=0) / np.maximum(count, 1), np.nan)
        year = np.arange(1, len(share) + 1) / 12
        found.append(pd.DataFrame({"count": count, "p50": share}).assign(
            scenario=name, variable="with_grants", year=year))  # fmt: skip
    return _tidy(found)


def single_runs(table: pd.DataFrame, column: str, number: int) -> pd.DataFrame:
    """A few partnerships as they went, evenly spaced through the table (chosen by place, never by looks).

    Returns:
        Rows of ``scenario``, ``run``, ``partnership``, ``year``, the column, and ``stage``; up to the month of its end.
    """
    found = []
    for name, part in by_scenario(table):
        months = part["month"].nunique()
        rows = np.unique(np.linspace(0, len(part) // months - 1, number).round().astype(int))
        chosen = part.iloc[(rows[:, None] * months + np.arange(months)).ravel()]
        chosen = chosen.loc[chosen["stage"].isin(GOING), ["run", "partnership", "month", column, "stage"]]
        found.append(chosen.assign(scenario=name, year=chosen["month"] / 12).drop(columns="month"))
    return _tidy(found)


def _tidy(parts: list[pd.DataFrame]) -> pd.DataFrame:
    whole = pd.concat(parts, ignore_index=True)
    first = [c for c in ("scenario", "variable", "run", "partnership", "year") if c in whole]
    return whole[[*first, *(c for c in whole if c not in first)]]

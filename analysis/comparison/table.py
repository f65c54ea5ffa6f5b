"""A comparison as a table of text, and how to read it."""

from __future__ import annotations

import pandas as pd

from analysis.comparison.words import short, unit_of, with_interval
from analysis.wording.numbers import columns, dollars, number, percent


def as_table(part: pd.DataFrame) -> str:
    """One contrast as a table of text."""
    a, b = part["first"].iloc[0], part["second"].iloc[0]
    rows = [("", a, b, f"{b} minus {a} (95 %)", "", f"better in {b}", f"in {a}", "alike", "saved", "pairs")]
    for _, row in part.iterrows():
        unit = unit_of(row["outcome"], row["unit"]).replace("percentage points", "% points")
        unit = unit or {"dollars": "dollars"}.get(row["unit"], "0 to 1")
        means = [_value(row[name], row["unit"], unit) for name in ("mean_first", "mean_second")]
        shares = [percent(row[name]) if row["pairs"] else "–" for name in ("second_better", "first_better", "tied")]
        saved = percent(row["saved"]) if row["saved"] == row["saved"] else "–"
        pairs = f"{row['pairs']:,}" + (f" of {row['pairs'] + row['dropped']:,}" if row["dropped"] else "")
        mark = " *" if row["told_apart"] else ""
        if row["better"] == 0:
            shares = [f"({share})" for share in shares]
        rows.append((short(row["outcome"]), *means, with_interval(row) + mark, unit, *shares, saved, pairs))
    return columns(rows, "  ", right=(1, 2, 5, 6, 7, 8, 9))


def _value(value: float, unit: str, told: str) -> str:
    if value != value:
        return "–"
    if unit == "dollars":
        return dollars(value)
    if told == "% points":
        return percent(value)
    return number(float(f"{value:.3g}"))


def how_to_read(rows: int) -> str:
    return (
        f"* told apart, counting that {rows} differences were looked at (Holm). Better in: share of pairs; in brackets "
        "where more is neither better nor worse, of pairs in which it is higher. Saved: how much of the variance of a "
        "difference the same luck takes away. Pairs: those in which the outcome is known for both."
    )

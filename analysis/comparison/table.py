"""A comparison as a table of text, and how to read it."""

from __future__ import annotations

import pandas as pd

from analysis.comparison.words import with_interval
from analysis.wording.layout import text_table
from analysis.wording.numbers import percent
from analysis.wording.outcomes import column_unit, value
from sim.measures.outcomes import OUTCOME, SHARE


def as_table(part: pd.DataFrame) -> str:
    """One contrast as a table of text."""
    a, b = part["first"].iloc[0], part["second"].iloc[0]
    rows = [("", a, b, f"{b} minus {a} (95 %)", "", f"better in {b}", f"in {a}", "alike", "saved", "pairs")]
    for _, row in part.iterrows():
        o = OUTCOME[row["outcome"]]
        means = [value(o, row[name]) + " %" * (o.scale == SHARE) for name in ("mean_first", "mean_second")]
        shares = [percent(row[name]) if row["pairs"] else "–" for name in ("second_better", "first_better", "tied")]
        saved = percent(row["saved"]) if row["saved"] == row["saved"] else "–"
        pairs = f"{row['pairs']:,}" + (f" of {row['pairs'] + row['dropped']:,}" if row["dropped"] else "")
        mark = " *" if row["distinguishable"] else ""
        if row["better"] == 0:
            shares = [f"({share})" for share in shares]
        told = with_interval(row) + mark
        rows.append((o.label, *means, told, column_unit(o, short=True), *shares, saved, pairs))
    return text_table(rows, "  ", right=(1, 2, 5, 6, 7, 8, 9))


def how_to_read(rows: int) -> str:
    """What the columns and the mark mean."""
    return (
        f"* statistically distinguishable (Holm-adjusted for {rows} differences). Better in: share of pairs; in "
        "brackets where more is neither better nor worse, of pairs in which it is higher. Saved: how much of the "
        "variance of a difference common random numbers take away. Pairs: those in which the outcome is known for both."
    )

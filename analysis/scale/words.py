"""What is known about scale, in sentences and as a table of text."""

from __future__ import annotations

import pandas as pd

from analysis.wording.numbers import columns, dollars, number, percent

#: What is told of each dimension, in order.
_TOLD = {
    "spread": "of teachers use the innovation at the end",
    "depth": "is the mean practice of those who use it (0 recitation, 1 ambitious)",
    "retained_24": "of use and depth are kept two years after grants ended",
    "ownership": "of teacher support is given by district people at the end",
    "practice_gap": "is the gap in practice between low- and high-poverty schools",
    "dollars_per_user": "are spent for each teacher who uses it at the end",
    "dollars_per_practice": "are spent for each unit of depth retained",
}
#: Scales from 0 to 1, which are no percentages, and their digits.
_SCALES = {"depth": 2, "practice": 2, "capacity": 2, "practice_gap": 3}


def sentence(name: str, table: pd.DataFrame) -> str:
    """The dimensions of one group in words."""
    rows = table.set_index("measure")
    parts = []
    for measure, meaning in _TOLD.items():
        row = rows.loc[measure]
        if row["known"]:
            parts.append(f"{_value(row['median'], measure, row['unit'])} {meaning}")
    return f"{name}: in the median run {'; '.join(parts)}." if parts else f"{name}: nothing is known."


def as_table(table: pd.DataFrame) -> str:
    """All measures as a table of text."""
    lines = []
    for name, part in table.groupby("scenario", sort=False):
        rows = [("", "median", "95 % interval", "nine in ten runs", "known", "")]
        for _, row in part.iterrows():
            low, high, p5, p95 = (_value(row[c], row["measure"], row["unit"]) for c in ("low", "high", "p5", "p95"))
            rows.append((
                f"{row['dimension']}: {row['meaning']}", _value(row["median"], row["measure"], row["unit"]),
                f"{low} to {high}" if row["low"] == row["low"] else "–", f"{p5} to {p95}" if row["known"] else "–",
                f"{row['known']:,} of {row['partnerships']:,}", row["direction"],
            ))  # fmt: skip
        lines.append(f"{name}\n{columns(rows, '  ', right=(1, 2, 3, 4))}")
    return "\n\n".join(lines)


def _value(value: float, measure: str, unit: str) -> str:
    """A number in its unit."""
    if value != value:
        return "–"
    if unit == "dollars":
        return dollars(value)
    if unit == "share" and measure not in _SCALES:
        return percent(value)
    digits = _SCALES.get(measure)
    told = number(float(f"{value:.2g}")) if digits is None else f"{round(value, digits) + 0.0:.{digits}f}"
    return told.replace("-", "\N{MINUS SIGN}")

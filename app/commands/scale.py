"""``rpp scale``: spread, depth, sustainability and shift of ownership (Coburn 2003), with equity, cost and health."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from analysis.wording.numbers import columns, dollars, number, percent
from app.results.answer import Answer
from app.results.groups import Asked, grouped, introduced
from app.results.opened import Opened

if TYPE_CHECKING:
    import pandas as pd

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
NO_SERIES = "No series was kept, so that only the end is shown; ask for `series: yearly` in the experiment."


def scale(found: Opened, by: str | None) -> Answer:
    """Everything that is known about scale.

    Args:
        found: the results.
        by: column by which runs are grouped; scenarios and policies if None.

    Raises:
        Mistake: unknown column to group by, or too many groups.
    """
    from analysis.scale import pages
    from analysis.scale.figures import QUANTITIES
    from analysis.scale.numbers import definitions, scale_table

    groups = grouped(found, by, series=QUANTITIES)
    asked, title = Asked("scale", found, groups.by), found.title
    table = scale_table(groups.runs)
    figures = {}
    for part, runs, series in groups.figures():
        figures[f"figure-scale{part}"] = partial(
            pages.scale_page, runs, series, f"{title}: scale", asked.made, found.about
        )
        if series is not None and any(name in series for name in pages.HEALTH):
            figures[f"figure-health{part}"] = partial(
                pages.health_page, runs, series, f"{title}: health of the partnership", asked.made, found.about
            )
    told = [_sentence(name, table[table["scenario"] == name]) for name in groups.names]
    told += [NO_SERIES] if groups.series is None else []
    tables = {"scale": table, "definitions": definitions()}
    return Answer(asked, introduced(asked, groups, told), tables, figures, [_as_table(table)])


def _sentence(name: str, table: pd.DataFrame) -> str:
    """The dimensions of one group in words."""
    rows = table.set_index("measure")
    parts = []
    for measure, meaning in _TOLD.items():
        row = rows.loc[measure]
        if row["known"]:
            parts.append(f"{_value(row['median'], measure, row['unit'])} {meaning}")
    return f"{name}: in the median run {'; '.join(parts)}." if parts else f"{name}: nothing is known."


def _as_table(table: pd.DataFrame) -> str:
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

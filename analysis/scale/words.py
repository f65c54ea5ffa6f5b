"""What is known about scale, in sentences and as a table of text."""

import math

import pandas as pd

from analysis.scale.numbers import MEASURES
from analysis.wording.layout import text_table
from analysis.wording.outcomes import amount, value


def sentence(name: str, table: pd.DataFrame) -> str:
    """The dimensions of one group in words."""
    median = table.set_index("measure")["median"]
    parts = [f"{o.room[:1].lower()}{o.room[1:]}, {amount(o, median[o.name])}" for _, o in MEASURES
             if o.room and math.isfinite(median[o.name])]  # fmt: skip
    return f"{name} (medians): {'; '.join(parts)}." if parts else f"{name}: nothing is known."


def as_table(table: pd.DataFrame) -> str:
    """All measures as a table of text."""
    lines, known = [], {o.name: o for _, o in MEASURES}
    for name, part in table.groupby("scenario", sort=False):
        rows = [("", "median", "95 % interval", "90 % range", "known", "better")]
        for _, row in part.iterrows():
            o = known[row["measure"]]
            low, high, p5, p95 = (value(o, row[c]) for c in ("low", "high", "p5", "p95"))
            rows.append((
                f"{row['dimension']}: {row['meaning']}", amount(o, row["median"]) if row["known"] else "–",
                f"{low} to {high}" if row["low"] == row["low"] else "–", f"{p5} to {p95}" if row["known"] else "–",
                f"{row['known']:,} of {row['partnerships']:,}", row["direction"].removesuffix(" is better"),
            ))  # fmt: skip
        lines.append(f"{name}\n{text_table(rows, '  ', right=(1, 2, 3, 4))}")
    return "\n\n".join(lines)

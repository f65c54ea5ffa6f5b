"""What came out of an ensemble, in a short table: about ten outcomes, survival, and why partnerships ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.wording.labels import CAUSE_WORDS
from analysis.wording.layout import text_table
from analysis.wording.numbers import counted, percent, span
from analysis.wording.outcomes import HIGH, LOW, value, with_unit
from sim.engine.result import Result
from sim.measures.outcomes import OUTCOMES, SHARE, Outcome

YEARS = (3, 5, 10)
#: Outcomes that are told, in the words of somebody who has not read the model.
TOLD = tuple(o for o in OUTCOMES if o.room)


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 90 % range (P5 to P95) of one outcome over the runs in which it is known."""

    outcome: Outcome
    median: float
    low: float
    high: float
    known: int


def spreads(runs: pd.DataFrame) -> list[Spread]:
    """The told outcomes over all runs."""
    found = []
    for o in TOLD:
        values = runs[o.name].to_numpy(dtype=float)
        values = values[np.isfinite(values)]
        three = np.quantile(values, [0.5, LOW, HIGH]) if len(values) else [np.nan] * 3
        found.append(Spread(o, *(float(x) for x in three), len(values)))
    return found


def survival(result: Result) -> dict[int, float | None]:
    """Share of partnerships that lasted 3, 5 and 10 years, of those that started early enough to be watched so long."""
    starts = {(s.name, p.name): p.start for s in result.scenarios for p in s.partnerships}
    keys = zip(result.runs["scenario"], result.runs["partnership"], strict=True)
    watched = np.array([result.months - starts[key] + 1 for key in keys])
    lasted = result.runs["survival_months"].to_numpy()
    shares: dict[int, float | None] = {}
    for years in YEARS:
        enough = watched >= 12 * years
        shares[years] = float((lasted[enough] >= 12 * years).mean()) if enough.any() else None
    return shares


def causes(runs: pd.DataFrame) -> dict[str, int]:
    """Number of partnerships by cause of ending, the most frequent first."""
    return {str(cause): int(count) for cause, count in runs["cause"].value_counts().items()}


def as_text(result: Result) -> str:
    """The summary for readers."""
    runs = result.runs
    rows = [("", "median", "90 % range", "")]
    for s in spreads(runs):
        part = "" if s.known == len(runs) else f"known in {s.known} of {len(runs)}"
        rows.append((s.outcome.room, *_told(s), part))
    lines = [text_table(rows, "  ", right=(1, 2))]
    lasted = [f"{percent(share)} after {years} years" for years, share in survival(result).items() if share is not None]
    total = len(runs)
    lines.append("")
    lines.append(f"Still going: {', '.join(lasted)}." if lasted else f"Too short to tell survival at {YEARS[0]} years.")
    ended = {cause: n for cause, n in causes(runs).items() if cause != "none"}
    if ended:
        lines.append(f"Why {counted(sum(ended.values()), 'partnership')} of {total:,} ended:")
        lines += [f"  {n:>6,}  {CAUSE_WORDS[cause]}" for cause, n in ended.items()]
    else:
        lines.append("None ended." if total > 1 else "It did not end.")
    return "\n".join(lines)


def side_by_side(results: Mapping[str, Result]) -> str:
    """Several results in one table: a column each, with the median and, in brackets, 5 to 95 % of runs.

    Args:
        results: by title.
    """
    lasted = [survival(result) for result in results.values()]
    rows = [("", *results)]
    for years in YEARS:
        shares = ("–" if found[years] is None else percent(found[years]) for found in lasted)
        rows.append((f"Still going after {years} years", *shares))
    for same in zip(*(spreads(result.runs) for result in results.values()), strict=True):
        rows.append((same[0].outcome.room, *("{} ({})".format(*_told(s)) if s.known else "–" for s in same)))
    return text_table(rows, "  ", right=range(1, len(results) + 1))


def _told(s: Spread) -> tuple[str, str]:
    """Median and range in the unit of the outcome."""
    o, (median, low, high) = s.outcome, (value(s.outcome, x) for x in (s.median, s.low, s.high))
    if not s.known:
        return "–", "–"
    return with_unit(o, median), f"{span(low, high)}{' %' * (o.scale == SHARE)}"


def as_data(result: Result) -> dict:
    """The summary for programs."""
    return {
        "runs": len(result.runs),
        "outcomes": {
            s.outcome.name: {
                "label": s.outcome.room, "unit": s.outcome.unit, "known": s.known,
                **{key: value if np.isfinite(value) else None
                   for key, value in (("median", s.median), ("low", s.low), ("high", s.high))},
            }
            for s in spreads(result.runs)
        },
        "survival": {f"{years} years": share for years, share in survival(result).items()},
        "causes": causes(result.runs),
    }  # fmt: skip

"""What came out of an ensemble, in a short table: about ten outcomes, survival, and why partnerships ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.wording.numbers import columns, counted, dollars, number, percent
from sim.engine.result import Result
from sim.measures.outcomes import OUTCOMES

YEARS = (3, 5, 10)
LOW, HIGH = 0.05, 0.95
#: Outcomes that are told, in the words of somebody who has not read the model.
TOLD = {
    "trust": "Trust between partners while it lasted (0 to 1)",
    "voice": "Say of practitioners (0.5 is balance)",
    "longest_gap": "Longest time without grant money",
    "informed": "Decisions of districts that research informed",
    "knowledge": "Rigorous published studies",
    "spread": "Teachers who use the innovation at the end",
    "deep_use": "Teachers who use it deeply at the end",
    "ownership": "Teacher support given by district people at the end",
    "retained_24": "Use and depth two years after outside money ended, of then",
    "practice_gap": "Practice in low-poverty minus high-poverty schools",
    "effect": "Student learning (effect size)",
    "dollars": "Money spent",
}
CAUSE_WORDS = {
    "none": "still going",
    "practice_side_left": "the practice side no longer carried it",
    "research_side_left": "the research side no longer carried it",
    "money_ran_out": "money ran out",
    "trust_lost": "trust was lost",
    "faded_while_dormant": "it faded while it rested",
}
_POINTS = ("trust", "voice", "practice_gap", "effect")


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 5–95 % range of one outcome over the runs in which it is known."""

    name: str
    label: str
    unit: str
    median: float
    low: float
    high: float
    known: int


def spreads(runs: pd.DataFrame) -> list[Spread]:
    """The told outcomes over all runs."""
    units = {o.name: o.unit for o in OUTCOMES}
    found = []
    for name, label in TOLD.items():
        values = runs[name].to_numpy(dtype=float)
        values = values[np.isfinite(values)]
        three = np.quantile(values, [0.5, LOW, HIGH]) if len(values) else [np.nan] * 3
        found.append(Spread(name, label, units[name], *(float(x) for x in three), len(values)))
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
    rows = [("", "median", "5 to 95 %", "")]
    for s in spreads(runs):
        part = "" if s.known == len(runs) else f"known in {s.known} of {len(runs)}"
        rows.append((s.label, *_told(s), part))
    lines = [columns(rows, "  ", right=(1, 2))]
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


def _told(s: Spread) -> tuple[str, str]:
    """Median and range in the unit of the outcome."""
    if not s.known:
        return "–", "–"
    if s.unit == "dollars":
        return dollars(s.median), f"{dollars(s.low)} to {dollars(s.high)}"
    if s.name in _POINTS:
        median, low, high = (f"{value:.2f}".replace("-0.00", "0.00") for value in _three(s))
        return median, f"{low} to {high}"
    if s.unit == "share":
        median, low, high = (percent(value).replace("less than ", "<").removesuffix(" %") for value in _three(s))
        return f"{median} %", f"{low} to {high} %"
    median, low, high = (number(round(value, 0 if s.unit == "months" else 1)) for value in _three(s))
    return f"{median} {s.unit}", f"{low} to {high}"


def _three(s: Spread) -> tuple[float, float, float]:
    return s.median, s.low, s.high


def as_data(result: Result) -> dict:
    """The summary for programs."""
    return {
        "runs": len(result.runs),
        "outcomes": {
            s.name: {
                "label": s.label, "unit": s.unit, "known": s.known,
                **{key: value if np.isfinite(value) else None
                   for key, value in (("median", s.median), ("low", s.low), ("high", s.high))},
            }
            for s in spreads(result.runs)
        },
        "survival": {f"{years} years": share for years, share in survival(result).items()},
        "causes": causes(result.runs),
    }  # fmt: skip

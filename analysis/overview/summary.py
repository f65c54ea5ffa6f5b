"""Outcomes at a glance, as numbers and as a short table: about ten outcomes, survival, and why partnerships ended."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.comparison.pairs import MAIN, chosen_outcomes
from analysis.survival.kaplan_meier import kaplan_meier
from analysis.wording.labels import CAUSE_WORDS
from analysis.wording.layout import text_table
from analysis.wording.numbers import counted, percent, span
from analysis.wording.outcomes import HIGH, LOW, value, with_unit
from sim.engine.findings import Findings
from sim.measures.outcomes import OUTCOMES, SHARE, Outcome

KEYS = ["scenario", "variant"]
YEARS = (3, 5, 10)
#: Outcomes that are told, in the words of somebody who has not read the model.
TOLD = tuple(o for o in OUTCOMES if o.room)


def outcomes_at_a_glance(result: Findings, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """Mean, median and 90 % range of outcomes over runs, as `Findings.summary` promises.

    Args:
        result: what was run.
        outcomes: names from `sim.measures.outcomes`; the main ones if None, all of them if ``("all",)``.

    Raises:
        ValueError: unknown outcomes.
    """
    wanted = chosen_outcomes(([outcomes] if isinstance(outcomes, str) else outcomes) or ("ended", *MAIN))
    rows = [
        {"scenario": scenario, "variant": variant, "outcome": o.name, "label": o.label, "unit": o.unit,
         **_spread(part[o.name])}
        for (scenario, variant), part in result.runs.groupby(KEYS, sort=False) for o in wanted
    ]  # fmt: skip
    return pd.DataFrame(rows).set_index([*KEYS, "outcome"])


def _spread(values: pd.Series) -> dict[str, float]:
    """Mean, median and 90 % range (P5 to P95) over the runs in which an outcome is known."""
    median, low, high = values.quantile([0.5, LOW, HIGH])
    return {"known": values.count(), "mean": values.mean(), "median": median, "p5": low, "p95": high}


def survival(result: Findings) -> dict[int, float | None]:
    """Share of partnerships still going 3, 5 and 10 years after their start, as `rpp survival` estimates it.

    Those that start late, or never because no grant founds them, count as long as they are watched; None where nobody
    is watched so long.
    """
    lasted, ended = result.runs["survival_months"].to_numpy(), result.runs["ended"].to_numpy() > 0
    curve = kaplan_meier(lasted, ended)
    gone = not curve["survival"].iloc[-1]
    shares: dict[int, float | None] = {}
    for years in YEARS:
        known = 12 * years <= result.months and (gone or (lasted >= 12 * years).any())
        shares[years] = float(curve.loc[curve["month"] <= 12 * years, "survival"].iloc[-1]) if known else None
    return shares


def causes(runs: pd.DataFrame) -> dict[str, int]:
    """Number of partnerships by cause of ending, the most frequent first."""
    return {str(cause): int(count) for cause, count in runs["cause"].value_counts().items()}


def as_text(result: Findings) -> str:
    """The summary for readers."""
    runs = result.runs
    total, rows = len(runs), [("", "median", "90 % range", "")]
    for o in TOLD:
        known = int(runs[o.name].count())
        rows.append((o.room, *_told(o, runs), "" if known == total else f"known in {known} of {total}"))
    lines = [text_table(rows, "  ", right=(1, 2)), ""]
    lasted = [f"{percent(share)} after {years} years" for years, share in survival(result).items() if share is not None]
    lines.append(f"Still going: {', '.join(lasted)}." if lasted else f"Too short to tell survival at {YEARS[0]} years.")
    ended = {cause: n for cause, n in causes(runs).items() if cause != "none"}
    if ended:
        lines.append(f"Why {counted(sum(ended.values()), 'partnership')} of {total:,} ended:")
        lines += [f"  {n:>6,}  {CAUSE_WORDS[cause]}" for cause, n in ended.items()]
    else:
        lines.append("None ended." if total > 1 else "It did not end.")
    return "\n".join(lines)


def side_by_side(results: Mapping[str, Findings]) -> str:
    """Several results in one table: a column each, with the median and, in brackets, 5 to 95 % of runs.

    Args:
        results: by title.
    """
    lasted = [survival(result) for result in results.values()]
    rows = [("", *results)]
    for years in YEARS:
        shares = ("–" if found[years] is None else percent(found[years]) for found in lasted)
        rows.append((f"Still going after {years} years", *shares))
    for o in TOLD:
        told = (_told(o, result.runs) for result in results.values())
        rows.append((o.room, *(f"{median} ({between})" if between != "–" else "–" for median, between in told)))
    return text_table(rows, "  ", right=range(1, len(results) + 1))


def _told(o: Outcome, runs: pd.DataFrame) -> tuple[str, str]:
    """Median and 90 % range in the unit of the outcome; dashes where it is not known in any run."""
    found = _spread(runs[o.name])
    if not found["known"]:
        return "–", "–"
    median, low, high = (value(o, found[name]) for name in ("median", "p5", "p95"))
    return with_unit(o, median), f"{span(low, high)}{' %' * (o.scale == SHARE)}"


def as_data(result: Findings) -> dict:
    """The summary for programs."""
    spreads = {o: _spread(result.runs[o.name]) for o in TOLD}
    names = {"median": "median", "low": "p5", "high": "p95"}
    return {
        "runs": len(result.runs),
        "outcomes": {
            o.name: {
                "label": o.room, "unit": o.unit, "known": int(found["known"]),
                **{key: float(found[name]) if np.isfinite(found[name]) else None for key, name in names.items()},
            }
            for o, found in spreads.items()
        },
        "survival": {f"{years} years": share for years, share in survival(result).items()},
        "causes": causes(result.runs),
    }  # fmt: skip

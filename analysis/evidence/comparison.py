"""Published figures compared with simulated ones: inside, near, outside, or not comparable."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.evidence.estimates import Estimate
from analysis.evidence.measures import MEASURES
from analysis.evidence.simulated import Simulated
from sim.claims.evidence import Published

INSIDE, NEAR, OUTSIDE, NOT_COMPARABLE = "inside", "near", "outside", "not comparable"


@dataclass(frozen=True)
class Compared:
    """A published figure beside the simulated one.

    Attributes:
        published: the figure.
        simulated: value and interval, or None where nothing is compared.
        verdict: `INSIDE` where the simulated value lies in the published range, `NEAR` where only its interval meets
            the range, `OUTSIDE`, or `NOT_COMPARABLE`.
        meaning: how it was simulated, or why it was not.
    """

    published: Published
    simulated: Estimate | None
    verdict: str
    meaning: str


def compare(
    rows: Sequence[Published], runs: Simulated, *, progress: Callable[[str], None] | None = None
) -> list[Compared]:
    """Simulates what each row asks for.

    Args:
        rows: published figures.
        runs: the populations.
        progress: called with the title of each row before it is simulated.
    """
    found = []
    for row in rows:
        if progress is not None:
            progress(row.title)
        found.append(_compared(row, runs))
    return found


def _compared(row: Published, runs: Simulated) -> Compared:
    if row.measure is None:
        return Compared(row, None, NOT_COMPARABLE, row.not_comparable)
    name, of = row.measure
    measure = MEASURES[name]
    simulated = measure(runs, of, dict(row.settings))
    return Compared(row, simulated, verdict(row, simulated), " ".join((measure.__doc__ or "").split()))


def verdict(row: Published, simulated: Estimate) -> str:
    """Where the simulated figure lies against the published range; a wide interval makes it near, never inside."""
    value, low, high = simulated
    if not math.isfinite(value):
        return NOT_COMPARABLE
    if row.low <= value <= row.high:
        return INSIDE
    return NEAR if low <= row.high and high >= row.low else OUTSIDE


def table_of_evidence(found: Sequence[Compared]) -> pd.DataFrame:
    """One row per published figure."""
    return pd.DataFrame([
        {
            "topic": c.published.topic, "id": c.published.id, "title": c.published.title, "unit": c.published.unit,
            "published": c.published.value, "published_low": c.published.low, "published_high": c.published.high,
            "why": c.published.why, "source": c.published.source, "used": c.published.used,
            **dict(zip(("simulated", "simulated_low", "simulated_high"), c.simulated or (None,) * 3, strict=True)),
            "verdict": c.verdict, "meaning": c.meaning,
        }
        for c in found
    ])  # fmt: skip

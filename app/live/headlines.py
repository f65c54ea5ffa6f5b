"""Three numbers in people and months: what an ensemble comes to, as one says it in a room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.levers.outcomes import COUNTED_AT, TOLD_BY_NAME, Told
from analysis.wording.numbers import MINUS, dollars
from app.live.ensembles import Ensemble
from app.live.numbers import interval_of_share, number

#: Whether a partnership has ended is no number that runs spread over: what is told is the share.
COUNTED = "going"


@dataclass(frozen=True, slots=True)
class Headline:
    """How a number is said: ``41`` *of 100 teachers*, under it what they do."""

    name: str
    noun: str
    under: str


#: What can be told first, by the names of `analysis.levers.outcomes`.
HEADLINES = {
    h.name: h
    for h in (
        Headline("going", "of 100 partnerships", "are still going in month {month}"),
        Headline("survival_months", "months", "is how long they last, on average, of {months}"),
        Headline("spread", "of 100 teachers", "use the new practice at the end"),
        Headline("deep_use", "of 100 teachers", "use it deeply at the end"),
        Headline("informed", "of 100 decisions", "in the district are informed by research"),
        Headline("trust", "of 1", "is the trust between the partners, while they go on"),
        Headline("ownership", "of 100 hours of support", "are given by district people at the end"),
        Headline("practice_gap", "of 1", "is the gap in practice between low- and high-poverty schools"),
        Headline("money_put_in", "dollars", "are put in by funders and districts"),
        Headline("student_learning_sd", "SD", "is what students learn more, of their usual spread"),
    )
    if h.name in TOLD_BY_NAME
}


def under(headline: Headline, months: int) -> str:
    """What a number says."""
    return headline.under.format(month=min(COUNTED_AT, months), months=months)


def headlines_of(ensemble: Ensemble, names: list[str]) -> list[dict[str, Any]]:
    """Numbers of an ensemble, each with the range of single runs, or the interval of a share."""
    return [_told(ensemble, HEADLINES[name]) for name in names]


def _told(ensemble: Ensemble, headline: Headline) -> dict[str, Any]:
    told, months = TOLD_BY_NAME[headline.name], ensemble.arm.months
    values = ensemble.outcomes[told.name]
    values = values[np.isfinite(values)]
    known = {"name": told.name, "under": under(headline, months)}
    if not len(values):
        return known | {"value": None, "text": "not known", "low": None, "high": None, "range": ""}
    mean = float(values.mean())
    if told.name == COUNTED:
        low, high = (told.factor * float(v) for v in interval_of_share(values.sum() / told.factor, len(values)))
        about = f"95 % interval: {size(told, low)} to {size(told, high)}"
    else:
        low, high = (float(v) for v in np.percentile(values, (5, 95)))
        about = f"90 of 100 runs: {size(told, low)} to {size(told, high)}"
    text = size(told, mean) if told.unit == "dollars" else f"{size(told, mean)} {headline.noun}"
    return known | {"value": number(mean), "text": text, "low": number(low), "high": number(high), "range": about}


def size(told: Told, value: float) -> str:
    """A number as it is said, without its noun."""
    if told.unit == "dollars":
        return dollars(value)
    digits = 0 if told.factor == 100 or told.unit == "months" else 2
    return f"{value:z.{digits}f}".replace("-", MINUS)

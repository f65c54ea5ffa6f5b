"""Outcomes of a run: one function each, from what was observed to one number per partnership (model section 5).

Every outcome is declared with unit, meaning and the framework that it reports against. A function takes the recorded
rows of the table of partnerships, shape (months, rows), and the number of months, and returns one value per row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.state.tables import CAUSES, DORMANT, ENDED, NOT_STARTED

Table = np.recarray
#: Months after the end of external support at which retained practice is read.
RETENTION_MONTHS = (12, 24, 36)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number that sums up a run.

    Attributes:
        name: column name in the table of runs.
        unit: unit in plain words.
        meaning: what it says, one sentence.
        framework: what it reports against.
        better: 1 if more is better, -1 if less is, 0 if neither.
        of: the function that computes it.
    """

    name: str
    unit: str
    meaning: str
    framework: str
    better: int
    of: Callable[[Table], np.ndarray]


def alive(t: Table) -> np.ndarray:
    """Whether the partnership has started and not ended, by month and row."""
    return (t.stage != NOT_STARTED) & (t.stage != ENDED)


def mean_alive(t: Table, column: str) -> np.ndarray:
    """Mean of a column over the months in which the partnership was alive; 0 if it never was."""
    there = alive(t)
    months = there.sum(axis=0)
    return np.where(months > 0, np.where(there, t[column], 0.0).sum(axis=0) / np.maximum(months, 1), 0.0)


def at_end(t: Table, column: str) -> np.ndarray:
    """Value of a column in the last month."""
    return t[column][-1].astype(float)


def while_alive_last(t: Table, column: str) -> np.ndarray:
    """Value of a column in the last month in which the partnership was alive; 0 if it never was."""
    there = alive(t)
    last = len(t) - 1 - np.argmax(there[::-1], axis=0)
    return np.where(there.any(axis=0), t[column][last, np.arange(t.shape[1])], 0.0)


def survival_months(t: Table) -> np.ndarray:
    """Months from start to end, or to the horizon."""
    return alive(t).sum(axis=0).astype(float)


def superintendent_survival(t: Table) -> np.ndarray:
    """Share of superintendents' departures after which the partnership was alive a year later.

    Departures in the last year do not count; NaN where there was none.
    """
    there = alive(t)
    struck = (t.superintendents_left > 0) & there
    struck = struck[: max(0, len(t) - 12)]
    later = there[12 : 12 + len(struck)]
    count = struck.sum(axis=0)
    return np.where(count > 0, (struck & later).sum(axis=0) / np.maximum(count, 1), np.nan)


def months_to_regain_trust(t: Table) -> np.ndarray:
    """Months from a superintendent's departure until trust is back at what it was the month before.

    The mean over departures of the first 24 months after each; 24 where it was not regained. NaN without departures.
    """
    months, rows = t.shape
    total, count = np.zeros(rows), np.zeros(rows)
    struck = (t.superintendents_left > 0) & alive(t)
    for month, row in zip(*np.nonzero(struck), strict=True):
        if month == 0 or month + 24 >= months:
            continue
        back = np.nonzero(t.trust[month : month + 24, row] >= t.trust[month - 1, row])[0]
        total[row] += back[0] if len(back) else 24
        count[row] += 1
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def retained(t: Table, after: int) -> np.ndarray:
    """Use of the innovation some months after external support ended for good, relative to the month it ended.

    External support ends with the last month in which grants paid. NaN where it never ended, where the horizon comes
    first, or where fewer than 2 % of teachers used the innovation at that time.
    """
    months, rows = t.shape
    paid = t.external > 0
    last = months - 1 - np.argmax(paid[::-1], axis=0)
    last = np.where(paid.any(axis=0), last, 0)
    row = np.arange(rows)
    then = t.users[last, row] * t.depth[last, row]
    later = np.minimum(last + after, months - 1)
    now = t.users[later, row] * t.depth[later, row]
    known = (last + after < months) & (t.users[last, row] >= 0.02) & paid.any(axis=0)
    return np.where(known, now / np.where(then > 0, then, 1.0), np.nan)


def per(t: Table, over: np.ndarray) -> np.ndarray:
    """Dollars spent per unit of something; NaN where there is none of it."""
    return np.where(over > 0, at_end(t, "total_out") / np.where(over > 0, over, 1.0), np.nan)


def _mean(column: str) -> Callable[[Table], np.ndarray]:
    return lambda t: mean_alive(t, column)


def _end(column: str) -> Callable[[Table], np.ndarray]:
    return lambda t: at_end(t, column)


def _retained(after: int) -> Callable[[Table], np.ndarray]:
    return lambda t: retained(t, after)


def informed(t: Table) -> np.ndarray:
    """Share of decisions informed, mean over all months."""
    return t.informed.mean(axis=0)


def spent(t: Table) -> np.ndarray:
    """Dollars spent on the work; money that went back to funders does not count."""
    return t.total_out[-1] - t.returned.sum(axis=0)


def seats(t: Table) -> np.ndarray:
    """Practitioners at the table."""
    return (t.seats_end - t.seats_at)[-1]


def each_learned(t: Table) -> np.ndarray:
    """Professional learning of one practitioner at the table; NaN where nobody sits there."""
    return np.where(seats(t) > 0, t.learning_practice[-1] / np.maximum(seats(t), 1), np.nan)


def each_gave(t: Table) -> np.ndarray:
    """Hours a month of one practitioner at the table while the partnership is alive; NaN where nobody sits there."""
    return np.where(seats(t) > 0, mean_alive(t, "practice_hours") / np.maximum(seats(t), 1), np.nan)


def voice_imbalance(t: Table) -> np.ndarray:
    """Distance of practitioners' voice from balance, mean over months alive."""
    there = alive(t)
    months = np.maximum(there.sum(axis=0), 1)
    return np.where(there, np.abs(t.voice - 0.5), 0.0).sum(axis=0) / months


SUSTAIN, SCALE, HEALTH, LEARN, COST = "sustainability", "scale (Coburn 2003)", "health (Henrick et al. 2017)", "learning", "cost"
COMPONENT = "components (MHS 2022)"

OUTCOMES: tuple[Outcome, ...] = (
    Outcome("survival_months", "months", "months from start to end or horizon", SUSTAIN, 1, survival_months),
    Outcome("ended", "0/1", "whether the partnership ended", SUSTAIN, -1, lambda t: (t.stage[-1] == ENDED).astype(float)),
    Outcome("dormant_months", "months", "months of dormancy", SUSTAIN, -1, lambda t: (t.stage == DORMANT).sum(axis=0).astype(float)),
    Outcome("months_funded", "months", "months with grant money", SUSTAIN, 1, _end("months_funded")),
    Outcome("longest_gap", "months", "longest time without grant money", SUSTAIN, -1, _end("longest_gap")),
    Outcome("gaps", "gaps", "gaps in grant money", SUSTAIN, -1, _end("gaps")),
    Outcome("superintendent_survival", "share", "departures of superintendents survived for a year", SUSTAIN, 1, superintendent_survival),
    Outcome("trust_regained_months", "months", "months to regain trust after such a departure", SUSTAIN, -1, months_to_regain_trust),
    *(
        Outcome(f"retained_{m}", "share", f"use and depth kept {m} months after external support ended", SUSTAIN, 1, _retained(m))
        for m in RETENTION_MONTHS
    ),
    Outcome("spread", "share", "teachers who use the innovation at the end", SCALE, 1, _end("users")),
    Outcome("schools_reached", "share", "schools in which somebody uses it at the end", SCALE, 1, _end("reached")),
    Outcome("districts_adopted", "share", "member districts that have adopted it at the end", SCALE, 1, _end("adopted")),
    Outcome("other_districts", "districts", "other districts that use it at the end", SCALE, 1, _end("spread_districts")),
    Outcome("depth", "share", "mean practice of users at the end", SCALE, 1, _end("depth")),
    Outcome("deep_use", "share", "teachers who use it with practice above one half at the end", SCALE, 1, _end("deep")),
    Outcome("practice", "share", "mean instructional practice at the end", SCALE, 1, _end("practice")),
    Outcome("ownership", "share", "teacher support delivered by district people at the end", SCALE, 1, _end("ownership")),
    Outcome("practice_gap", "share", "practice in low-poverty minus high-poverty schools at the end", SCALE, -1, _end("practice_gap")),
    Outcome("access_gap", "hours a month", "support a teacher in low-poverty minus high-poverty schools, mean", SCALE, -1, _mean("access_gap")),
    Outcome("trust", "share", "trust over boundary ties, mean while alive", HEALTH, 1, _mean("trust")),
    Outcome("kept", "share", "promises kept, mean while alive", HEALTH, 1, _mean("kept")),
    Outcome("rigour", "share", "rigour of results, mean while alive", HEALTH, 1, _mean("rigour")),
    Outcome("relevance", "share", "relevance of the work, mean while alive", HEALTH, 1, _mean("relevance")),
    Outcome("informed", "share", "decisions informed by research, mean over all months", HEALTH, 1, informed),
    Outcome("knowledge", "studies", "rigorous published studies by the end", HEALTH, 1, _end("knowledge")),
    Outcome("capacity", "share", "districts' capacity to use research at the end", HEALTH, 1, _end("capacity")),
    Outcome("credibility", "share", "credibility with outsiders at the end", HEALTH, 1, lambda t: while_alive_last(t, "credibility")),
    Outcome("voice", "share", "say of practitioners, mean while alive (0.5 is balance)", HEALTH, 0, _mean("voice")),
    Outcome("voice_imbalance", "share", "distance of that say from balance", HEALTH, -1, voice_imbalance),
    Outcome("trust_lost", "share a month", "trust lost to turnover, mean while alive", HEALTH, -1, _mean("trust_lost")),
    Outcome("commitments", "share", "commitments, mean while alive", COMPONENT, 1, _mean("commitments")),
    Outcome("structures", "share", "structures, mean while alive", COMPONENT, 1, _mean("structures")),
    Outcome("expertise", "share", "expertise, mean while alive", COMPONENT, 1, _mean("expertise")),
    Outcome("social_learning", "share", "social learning, mean while alive", COMPONENT, 1, _mean("social_learning")),
    Outcome("balance", "share", "balance of the four components, mean while alive", COMPONENT, 1, _mean("balance")),
    Outcome("efficacy", "share", "efficacy of the innovation at the end", LEARN, 1, _end("efficacy")),
    Outcome("usability", "share", "usability of the innovation at the end", LEARN, 1, _end("usability")),
    Outcome("robustness", "share", "robustness of the innovation at the end", LEARN, 1, _end("robustness")),
    Outcome("reliability", "share", "sites where it works as meant at the end", LEARN, 1, _end("reliability")),
    Outcome("learning_practice", "hours", "professional learning of practitioners by the end", LEARN, 1, _end("learning_practice")),
    Outcome("learning_each", "hours", "professional learning of each practitioner at the table by the end", LEARN, 1, each_learned),
    Outcome("learning_research", "hours", "learning of researchers by the end", LEARN, 1, _end("learning_research")),
    Outcome("effect", "SD", "student learning as an effect size at the end", LEARN, 1, _end("effect")),
    Outcome("practice_hours", "hours", "hours of practitioners over all months", COST, -1, lambda t: t.practice_hours.sum(axis=0)),
    Outcome("demand_each", "hours a month", "hours of each practitioner at the table, mean while alive", COST, -1, each_gave),
    Outcome("research_hours", "hours", "hours of researchers over all months", COST, -1, lambda t: t.research_hours.sum(axis=0)),
    Outcome("dollars", "dollars", "dollars spent", COST, -1, spent),
    Outcome("dollars_per_user", "dollars", "dollars spent per teacher who uses it at the end", COST, -1,
            lambda t: per(t, t.users[-1] * t.teachers[-1])),
    Outcome("dollars_per_depth", "dollars", "dollars spent per teacher with practice above one half", COST, -1,
            lambda t: per(t, t.deep[-1] * t.teachers[-1])),
)  # fmt: skip


def summarised(t: Table) -> dict[str, np.ndarray]:
    """Every outcome, and the cause of ending by name, for each row of the table of partnerships."""
    rows = t.shape[1]
    if rows == 1:
        # NumPy adds up a single column in another order than one of several; a run must not depend on its batch.
        t = np.concatenate([t, t], axis=1).view(np.recarray)
    found = {outcome.name: outcome.of(t)[:rows] for outcome in OUTCOMES}
    found["cause"] = np.array(CAUSES, dtype=object)[t.cause[-1, :rows]]
    return found



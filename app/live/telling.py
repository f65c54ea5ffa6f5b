"""Ask the curve: which run to read, its story with reasons, what happened around a month, and its own curves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.lives.chain import cause_of
from analysis.lives.choosing import LIFE, PRACTICE, WAYS, chosen
from analysis.lives.life import Life
from analysis.wording.numbers import date, sentence
from app.live.aliases import notice_of
from app.live.answers import ends
from app.live.arms import Arm
from app.live.ensembles import ENSEMBLES, FULL, Ensemble
from app.live.numbers import listed
from app.live.refused import Refused
from app.live.series import CHARTS, values_of
from app.live.turns import CLICKED, PROCESSORS, Token
from app.story.short import WEIGHTS
from app.story.tell import Story, story_of
from sim.engine.batch import Batch, Run
from sim.engine.result import Result

#: Months before and after a click that are told, and over which a fall is looked for.
AROUND, FALL = 6, 6
#: Turning points on a timeline.
MOST_MARKS = 12
#: Events that weigh on a timeline although they are told elsewhere in a short story.
_ALSO = {"partnership_ended": 9, "became_active": 3, "grant_awarded": 3, "grant_ended": 3, "proposal_refused": 1}


def told(arm: Arm, which: object, month: int | None, series: str | None, partnership: int) -> dict[str, Any]:
    """The story of one run of an arm.

    Args:
        arm: of which.
        which: a number, or a key of `WAYS`; None for the run that falls most around a month.
        month: that was clicked.
        series: the curve that was clicked.
        partnership: number of the partnership in its world.

    Raises:
        Refused: there is no such run, way or partnership.
    """
    replicate, why = _which(arm, which, month, series, partnership)
    life, story = _lived(arm, replicate, partnership)
    data = story.as_data()
    years = data["years"]
    return {
        "replicate": replicate, "partnership": partnership, "chosen": why, "notice": notice_of(arm.scenario),
        "title": arm.scenario.title, "name": story.partnership, "ended": story.ended,
        "cause": cause_of(life) if story.ended else "", "short": data["short"],
        "chain": [{"month": c["month"], "date": date(c["month"]), "sentence": sentence(c["sentence"]),
                   "event": c["event"]} for c in data["chain"]],
        "opening": data["opening"], "years": years, "afterwards": data["afterwards"], "closing": data["closing"],
        "near": _near(story, month), "marks": _marks(story), "notes": data["notes"],
        "course": _course(life, story.ended or arm.months),
    }  # fmt: skip


def _which(arm: Arm, which: object, month: int | None, series: str | None, partnership: int) -> tuple[int, str]:
    """Number of a run, and how it was chosen."""
    if not 0 <= partnership < len(arm.scenario.partnerships):
        raise Refused(f"partnership must be a number from 0 to {len(arm.scenario.partnerships) - 1}")
    if isinstance(which, int) and not isinstance(which, bool):
        if not 0 <= which < FULL:
            raise Refused(f"which must be a run from 0 to {FULL - 1}, or one of {', '.join(WAYS)}")
        return which, f"Run {which}."
    if which is not None and which not in WAYS:
        raise Refused(f"which must be a run from 0 to {FULL - 1}, or one of {', '.join(WAYS)}")
    ensemble = ENSEMBLES.full(arm, FULL, Token(), CLICKED)
    if which is None:
        return _falls_most(ensemble, month, series, partnership)
    try:
        found = chosen(_runs(ensemble), str(which), str(partnership))
    except ValueError as error:
        raise Refused(str(error)) from None
    return found.replicate, found.why.replace("Replicate", "Run")


def _runs(ensemble: Ensemble) -> pd.DataFrame:
    """What runs are chosen by."""
    n = np.tile(np.arange(ensemble.partnerships), ensemble.worlds).astype(str)
    return pd.DataFrame({
        "replicate": ensemble.replicate, "partnership": n, "ended": (ends(ensemble) > 0).astype(float),
        LIFE: ensemble.outcomes[LIFE], PRACTICE: ensemble.outcomes[PRACTICE],
    })  # fmt: skip


def _falls_most(ensemble: Ensemble, month: int | None, series: str | None, partnership: int) -> tuple[int, str]:
    """The run whose curve falls most in the months before and after a click; of who goes on, one that ends there."""
    if month is None or not 1 <= month <= ensemble.arm.months:
        raise Refused(f"month must be from 1 to {ensemble.arm.months}")
    if series not in CHARTS:
        raise Refused(f"series must be one of {', '.join(CHARTS)}", 404)
    values = values_of(CHARTS[series], ensemble.columns)[:, partnership :: ensemble.partnerships]
    first, last = max(0, month - 1 - FALL), min(len(values), month + FALL // 2)
    window = values[first:last]
    if CHARTS[series].kind == "share":
        over = ends(ensemble)[partnership :: ensemble.partnerships]
        near = np.where(over > 0, np.abs(over - month), 10**6)
        replicate = int(np.argmin(near))
        if near[replicate] > FALL:
            return replicate, f"Run {replicate}: of {len(over)} runs none ends within half a year of this month."
        return replicate, f"Run {replicate}: of {len(over)} runs the one that ends nearest to this month."
    high = np.where(np.isfinite(window), window, -np.inf)
    fall = np.maximum.accumulate(high, axis=0) - window
    fall = np.where(np.isfinite(fall), fall, -np.inf).max(axis=0)
    replicate = int(np.argmax(fall))
    what = CHARTS[series].label.lower()
    why = f"Run {replicate}: of {values.shape[1]} runs the one in which {what} falls most around this month."
    return replicate, why


@lru_cache(maxsize=32)
def _kept(scenario: Any, seed: int, months: int, replicate: int, partnership: int) -> tuple[Life, Story]:
    with PROCESSORS.turn(CLICKED, Token()):
        batch = Batch([Run(scenario, replicate, seed)], months, log=True)
        batch.run(threads=1)
    life = Life(Result(batch), batch, partnership)
    return life, story_of(life, seed=seed, replicate=replicate)


def _lived(arm: Arm, replicate: int, partnership: int) -> tuple[Life, Story]:
    return _kept(arm.scenario, arm.seed, arm.months, replicate, partnership)


def _all(story: Story) -> list[Mapping[str, Any]]:
    """Every dated sentence, in order."""
    dated = [t for year in story.years for t in year.told] + list(story.afterwards)
    chain_ = {link.month: link for link in story.chain}
    found = [{"month": t.month, "date": t.date, "text": t.text, "events": list(t.events)} for t in dated]
    told_months = {(t["month"], event) for t in found for event in t["events"]}
    found += [{"month": link.month, "date": date(link.month), "text": sentence(link.sentence), "events": [link.event]}
              for link in chain_.values() if (link.month, link.event) not in told_months]  # fmt: skip
    return sorted(found, key=lambda t: t["month"])


def _near(story: Story, month: int | None) -> list[Mapping[str, Any]]:
    """What is dated around a month, and where nothing is, what came last before it."""
    if month is None:
        return []
    told_ = _all(story)
    near = [t for t in told_ if abs(t["month"] - month) <= AROUND]
    return near or [t for t in told_ if t["month"] < month][-2:]


def _marks(story: Story) -> list[Mapping[str, Any]]:
    """Turning points for a timeline: what weighs most, and what led to the end."""
    chain_ = {(link.month, link.event) for link in story.chain}

    def weight(t: Mapping[str, Any]) -> float:
        return max(WEIGHTS.get(e, _ALSO.get(e, 0)) + 6 * ((t["month"], e) in chain_) for e in t["events"])

    worth = [t for t in _all(story) if weight(t) > 0]
    kept = sorted(sorted(worth, key=lambda t: -weight(t))[:MOST_MARKS], key=lambda t: t["month"])
    return [{**t, "event": t["events"][0], "in_chain": any((t["month"], e) in chain_ for e in t["events"])}
            for t in kept]  # fmt: skip


def _course(life: Life, last: int) -> dict[str, list[float | None]]:
    """The run's own curves, each up to its end where only partnerships that go on have it."""
    from sim.state.tables import LIFE_STAGES

    columns = {name: np.asarray(values)[:, None] for name, values in life.columns.items() if name in CHARTS}
    code = {name: n for n, name in enumerate(LIFE_STAGES)}
    columns["stage"] = np.array([code[str(name)] for name in life.columns["stage"]])[:, None]
    found = {name: values_of(chart, columns)[:, 0] for name, chart in CHARTS.items()}
    return {name: listed(v[:last] if CHARTS[name].only_going else v) for name, v in found.items()}



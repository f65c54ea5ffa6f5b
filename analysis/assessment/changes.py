"""Which changes help most at the same money.

A change is what partners could do about one question: its levers move as if the answer were two points higher, at most
five. All changes get the same money a year, added to the first grant; so does a partnership that changes nothing,
with which they are compared. What a change costs is what the rules charge for its levers (`analysis.levers.prices`).
One that costs more than there is goes only as far as the money reaches; what is left over stays in the purse.

What counts is how long partnerships last before they fail (`Worlds.unbroken`): a change that brings the work to its
goal sooner is none that ends it.

All changes are tried on some draws; the three that do best are run again on others, so that what they seem to bring is
not the chance by which they were chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.assessment.draws import Draws, accepted
from analysis.assessment.outlook import SURVIVAL, TWICE, Way, Worlds, run
from analysis.assessment.questionnaire import HIGHEST, Move, Question, Questionnaire
from analysis.levers.outcomes import TOLD_BY_NAME
from analysis.levers.prices import FREE, NOT_HERE, prices
from analysis.stats.intervals import mean_p, shared_mean
from analysis.stats.testing import holm
from sim.declarations.parameters import registry
from sim.scenario.scenario import Scenario

#: Points by which a change raises an answer.
STEP = 2
#: Part of the points that it must raise it by on average, to be worth trying.
_WORTH_TRYING = 0.25
#: How many changes are told.
BEST = 3
#: What money is added to, and the part of it that changes may cost where nobody says how much.
GRANT, MONTHS, TENTH = "money.start_grant", "money.start_months", 0.1
#: Money a year where there is no first grant of which it could be a tenth [dollars].
WITHOUT_GRANT = 20_000.0
#: Chance that one of the differences that are told is called clear although nothing was moved.
ERROR = 0.05
_ABOUT = ("question", "change", "dollars", "reach", "price")


@dataclass(frozen=True)
class Change:
    """One change.

    Attributes:
        question: what it is about.
        values: of its levers, one per draw.
        dollars: what it costs a year, mean over draws.
        reach: how far the money reaches, mean over draws: 1 where all of it can be paid.
        price: prices of its levers in words; ``""`` where the model charges nothing.
    """

    question: Question
    values: dict[str, np.ndarray]
    dollars: float
    reach: float
    price: str


@dataclass(frozen=True)
class Found:
    """What changes bring.

    Attributes:
        money: that all get [dollars a year].
        tried: one row per change that was tried: ``question``, ``change``, ``dollars`` (a year), ``reach``,
            ``price``, ``difference`` from changing nothing at the same money [months] with its 95 % interval ``low`` to
            ``high``; the best first.
        best: up to three of them on draws of their own: the same, with ``better`` (share of pairs of runs that last
            longer before they fail), ``same`` (of pairs that last equally long), ``clear`` (differs from nothing,
            adjusted for all that is told), and ``money_put_in`` (difference in money that they take in the end
            [dollars]).
        between: one row per pair of the best: ``first``, ``second``, ``difference`` (first minus second), ``low``,
            ``high``, ``clear``.
        alone: what the money alone brings [months], with its 95 % interval.
    """

    money: float
    tried: pd.DataFrame
    best: pd.DataFrame
    between: pd.DataFrame
    alone: tuple[float, float, float]


def usual_money(draws: Draws) -> float:
    """A tenth of what the first grant gives a year on average, in two digits [dollars]."""
    months = float(draws.scenario.partnerships[0].levers[MONTHS])
    a_year = float(np.mean(_grants(draws))) * 12 / months * TENTH
    return float(f"{a_year:.2g}") if a_year > 0 else WITHOUT_GRANT


def changes(draws: Draws, questionnaire: Questionnaire, money: float) -> list[Change]:
    """All changes that are worth trying: where there is something left to change, and money reaches it.

    Args:
        draws: what the answers may mean.
        questionnaire: with what can be changed.
        money: that each may cost [dollars a year].
    """
    price = prices(draws.scenario.with_values(draws.means)).set_index("lever")
    found = []
    for q in questionnaire.questions.values():
        score = draws.scores[q.name]
        if not q.change or (np.minimum(score + STEP, HIGHEST) - score).mean() < STEP * _WORTH_TRYING:
            continue
        own = {m.parameter.name: draws.values[m.parameter.name] for m in q.levers}
        moved = {m.parameter.name: _moved(m, score, draws.scenario, own[m.parameter.name]) for m in q.levers}
        cost = sum((moved[n] - own[n]) * float(price.loc[n, "dollars"]) for n in own)
        reach = np.minimum(1.0, money / np.maximum(cost, 1e-9))
        values = {n: accepted(registry()[n], own[n] + reach * (moved[n] - own[n])) for n in own}
        if any((values[n] != own[n]).any() for n in own):
            paid = sum((values[n] - own[n]) * float(price.loc[n, "dollars"]) for n in own)
            words = [f"{n}: {price.loc[n, 'price']}" for n in own if price.loc[n, "price"] not in (FREE, NOT_HERE)]
            found.append(Change(q, values, float(np.mean(paid)), float(reach.mean()), "; ".join(words)))
    return found


def best_changes(
    draws: Draws, again: Draws, questionnaire: Questionnaire, money: float, as_it_is: Worlds, months: int, seed: int, *,
    way: Way | None = None,
) -> Found:  # fmt: skip
    """Tries all changes on some draws, and the three best again on others.

    Args:
        draws, again: two independent samples of what the answers may mean.
        questionnaire: with what can be changed.
        money: that each may cost [dollars a year].
        as_it_is: what becomes of ``draws`` without change and without that money.
        months, seed, way: as for `analysis.assessment.outlook.run`.
    """
    def of(sample: Draws, change: Change | None, each: int, first: int = 0) -> Worlds:
        others = (change.values if change else {}) | {GRANT: with_money(sample, money)}
        told = [TOLD_BY_NAME[SURVIVAL], TOLD_BY_NAME["money_put_in"]]
        return run(sample.with_values(others), months, seed, first=first, each=each, outcomes=told, way=way)

    found = changes(draws, questionnaire, money)
    nothing = of(draws, None, 1)
    alone = shared_mean((nothing.unbroken - as_it_is.unbroken[:, :1]).ravel())
    rows = []
    for change in found:
        difference, low, high = shared_mean((of(draws, change, 1).unbroken - nothing.unbroken).ravel())
        rows.append(_about(change) | {"difference": difference, "low": low, "high": high})
    tried = pd.DataFrame(rows, columns=[*_ABOUT, "difference", "low", "high"])
    tried = tried.sort_values("difference", ascending=False, kind="stable", ignore_index=True)
    chosen = [name for name in tried["question"][tried["difference"] > 0][:BEST]]
    those = {c.question.name: c for c in changes(again, questionnaire, money)}
    fresh = [those[name] for name in chosen if name in those]
    first = len(draws)
    worlds = {c.question.name: of(again, c, TWICE, first) for c in fresh}
    best, between = _told(fresh, worlds, of(again, None, TWICE, first) if fresh else None)
    return Found(money, tried, best, between, alone)


def runs_needed(number: int, questionnaire: Questionnaire) -> int:
    """About how many worlds `best_changes` runs with so many draws; at the most."""
    tried = sum(bool(q.change) for q in questionnaire.questions.values())
    return number * (1 + tried + (BEST + 1) * TWICE)


def with_money(draws: Draws, money: float) -> np.ndarray:
    """First grants with so much more a year [dollars]."""
    months = float(draws.scenario.partnerships[0].levers[MONTHS])
    return accepted(registry()[GRANT], _grants(draws) + money * months / 12)


def _told(
    fresh: Sequence[Change], worlds: dict[str, Worlds], nothing: Worlds | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The best changes beside changing nothing, and beside each other; what is clear is adjusted for all of that."""
    best, between, p = [], [], []
    for change in fresh:
        apart = worlds[change.question.name].unbroken - nothing.unbroken
        money = worlds[change.question.name].values["money_put_in"] - nothing.values["money_put_in"]
        difference, low, high = shared_mean(apart.mean(axis=1))
        best.append(_about(change) | {
            "difference": difference, "low": low, "high": high, "better": float((apart > 0).mean()),
            "same": float((apart == 0).mean()), "money_put_in": float(np.nanmean(money)),
        })  # fmt: skip
        p.append(mean_p(apart.mean(axis=1)))
    best = pd.DataFrame(best, columns=[*_ABOUT, "difference", "low", "high", "better", "same", "money_put_in"])
    order = best.sort_values("difference", ascending=False, kind="stable")["question"].tolist()
    for at, one in enumerate(order):
        for other in order[at + 1 :]:
            apart = (worlds[one].unbroken - worlds[other].unbroken).mean(axis=1)
            difference, low, high = shared_mean(apart)
            between.append({"first": one, "second": other, "difference": difference, "low": low, "high": high})
            p.append(mean_p(apart))
    clear = holm(np.array(p, dtype=float)) < ERROR
    best["clear"] = clear[: len(best)]
    between = pd.DataFrame(between, columns=["first", "second", "difference", "low", "high"])
    between["clear"] = clear[len(best) :]
    return best.sort_values("difference", ascending=False, kind="stable", ignore_index=True), between


def _about(change: Change) -> dict[str, object]:
    return {"question": change.question.name, "change": change.question.change, "dollars": change.dollars,
            "reach": change.reach, "price": change.price}  # fmt: skip


def _moved(move: Move, score: np.ndarray, scenario: Scenario, own: np.ndarray) -> np.ndarray:
    """Values of a lever as if the answer were some points higher."""
    step = move.at(np.minimum(score + STEP, HIGHEST)) - move.at(score)
    if move.times:
        step = step * float(scenario.partnerships[0].levers[move.parameter.name])
    return accepted(move.parameter, own + step)


def _grants(draws: Draws) -> np.ndarray:
    own = float(draws.scenario.partnerships[0].levers[GRANT])
    return draws.values.get(GRANT, np.full(len(draws), own))

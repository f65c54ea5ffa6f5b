"""Everything that an assessment finds, in the order in which it is known: what members said, what becomes of
partnerships that answer so, and what would help them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import pandas as pd

from analysis.assessment import outlook
from analysis.assessment.agreement import agreement, scores
from analysis.assessment.changes import Found, best_changes, runs_needed, usual_money
from analysis.assessment.draws import Draws, draw
from analysis.assessment.forms import Answers
from analysis.assessment.outlook import Duration, Way, Worlds
from analysis.assessment.questionnaire import Questionnaire
from sim.scenario.scenario import Scenario


class Asked(NamedTuple):
    """What is asked.

    Attributes:
        questionnaire, answers: what was asked, and what members said.
        scenario: what the partnership is like otherwise; it has one partnership.
        replicates: draws.
        months, seed: as run.
        money: what every change may cost [dollars a year]; None for a tenth of the first grant.
    """

    questionnaire: Questionnaire
    answers: Answers
    scenario: Scenario
    replicates: int
    months: int
    seed: int
    money: int | None = None

    @property
    def made(self) -> str:
        """What was run, for the line below a title."""
        from sim.version import __version__

        return (f"{len(self.answers.members)} members, {self.replicates} draws of {self.months} months on "
                f"{self.scenario.name}@{self.scenario.digest}, seed {self.seed}, model version "
                f"{__version__}")  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What members said.

    Attributes:
        asked: the question.
        draws: partnerships that the answers may mean.
        agreement, scores: as from `analysis.assessment.agreement`.
    """

    asked: Asked
    draws: Draws
    agreement: pd.DataFrame
    scores: pd.DataFrame

    @property
    def answers(self) -> Answers:
        """Of all members."""
        return self.asked.answers

    @property
    def questionnaire(self) -> Questionnaire:
        """What was asked."""
        return self.asked.questionnaire

    def label(self, role: str) -> str:
        """What several members of a role are called."""
        return self.questionnaire.roles[role].label

    def asks(self, question: str) -> str:
        """A question as it is asked."""
        return self.questionnaire.questions[question].asks


@dataclass(frozen=True)
class Foreseen(Said):
    """And what becomes of partnerships that answer so.

    Attributes:
        worlds, usual: what becomes of the draws, and of the scenario as it is.
        going, eyes, causes, outcomes: as from `analysis.assessment.outlook`.
        lasting, unbroken: how long partnerships last, and how long before they fail.
        fate: share of chance, with its interval.
    """

    worlds: Worlds
    usual: Worlds
    going: pd.DataFrame
    eyes: pd.DataFrame
    causes: pd.DataFrame
    outcomes: pd.DataFrame
    lasting: Duration
    unbroken: Duration
    fate: tuple[float, float, float]


@dataclass(frozen=True)
class Assessment(Foreseen):
    """And what would help them most at the same money: all that an assessment finds.

    Attributes:
        asked: the question: questionnaire, answers, scenario, draws, months, seed, money.
        draws: partnerships that the answers may mean; ``draws.table()`` tells the values of parameters.
        agreement: one row per question: ``mean`` (each role counts the same) and ``apart`` (greatest difference between
            means of roles) [points of five], ``lowest_role``, ``highest_role``, ``within``, ``known`` (share of members
            with a number), ``verdict``.
        scores: one row per part, dimension and standard: ``mean``, ``lowest``, ``highest`` and the mean of each role
            [points of five].
        worlds, usual: what becomes of the draws, each run twice, and of the scenario as it is; arrays have the shape
            (draws, 2).
        going: one row per month at which they are counted: ``going``, ``done`` and ``failed`` [share], each with its
            95 % interval ``_low`` to ``_high``.
        eyes: months before they fail, as members of each role see them, with 95 % intervals.
        causes: why they ended.
        outcomes: beside the scenario as it is: ``mean``, ``p5``, ``p95``, ``usual``, ``difference`` with ``low`` and
            ``high``, in the unit of the row.
        lasting, unbroken: how long they last, and how long before they fail [months].
        fate: share of the variance of months before they fail that is chance under the same answers, with its 95 %
            interval.
        changes: ``money`` [dollars a year], and the tables ``tried``, ``best`` and ``between`` [months].
    """

    changes: Found


def months_needed(asked: Asked) -> int:
    """About how many world-months `steps` runs; at the most."""
    return (2 * outlook.TWICE * asked.replicates + runs_needed(asked.replicates, asked.questionnaire)) * asked.months


def steps(asked: Asked, way: Way | None = None) -> Iterator[Said]:
    """What is found, as soon as it is known: `Said`, `Foreseen`, and last an `Assessment`.

    Args:
        asked: the question.
        way: how runs are computed; it changes no result.
    """
    number, seed, questionnaire = asked.replicates, asked.seed, asked.questionnaire
    sample = draw(asked.answers, questionnaire, asked.scenario, 2 * number, seed)
    first, second = sample.part(0, number), sample.part(number, 2 * number)
    said = {"asked": asked, "draws": first, "agreement": agreement(asked.answers, questionnaire),
            "scores": scores(asked.answers, questionnaire)}  # fmt: skip
    yield Said(**said)
    run = partial(outlook.run, months=asked.months, seed=seed, way=way)
    worlds, usual = run(first.scenarios), run([asked.scenario] * number)
    foreseen = said | {
        "worlds": worlds, "usual": usual, "going": outlook.going_at(worlds),
        "eyes": outlook.by_eyes(worlds, first.roles), "causes": outlook.causes_of(worlds),
        "outcomes": outlook.outcomes_of(worlds, usual), "lasting": outlook.duration(worlds, worlds.survival),
        "unbroken": outlook.duration(worlds, worlds.unbroken), "fate": outlook.fate(worlds, seed),
    }  # fmt: skip
    yield Foreseen(**foreseen)
    money = float(asked.money) if asked.money is not None else usual_money(first)
    found = best_changes(first, second, questionnaire, money, worlds, asked.months, seed, way=way)
    yield Assessment(**foreseen, changes=found)


def found(asked: Asked, way: Way | None = None) -> Assessment:
    """All of it."""
    *_, last = steps(asked, way)
    assert isinstance(last, Assessment)
    return last

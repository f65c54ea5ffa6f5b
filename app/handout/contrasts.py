"""What steps of a session promise, beside what the model shows: runs of the app, paired by common random numbers.

A guide that tells a room "this will show something" has to be sure of it: a promise is measured whenever paper is made,
and paper is refused where the model no longer keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.wording.events import event_text
from analysis.wording.numbers import MINUS
from app.handout.words import value_in_words
from app.live.answers import changes
from app.live.arms import Arm, arm_of
from app.live.compare import compared
from app.live.headlines import HEADLINES, under
from app.live.plans import MORE, contrasts_in
from app.live.presentation import levels_of, presentation_of
from app.live.turns import Token
from sim.declarations.parameters import registry

#: Seed of every picture of the guide, as of the app; and seeds of runs that the choice of contrasts never saw.
SEED, OTHER_SEEDS = 1, (2, 3)
#: Pairs of runs: as many as the app shows.
WORLDS = 200
AS_IT_STANDS = "as it stands"


@dataclass(frozen=True)
class Contrast:
    """A step that changes something, what it promises, and what came of it.

    Attributes:
        key: of the step.
        title, say: as the step tells them.
        moved: what is changed, in words.
        because: why the model shows it.
        is_asked: whether the room predicts it first.
        way, least: what is promised, in units of the number; no way where nothing is.
        noun, under: how the number is said.
        before, after: what it comes to as the scenario stands, and with the change.
        difference, low, high: mean over pairs of runs, with its 95 % interval.
        series: chart that is drawn, with the answer for both.
        worlds: pairs of runs.
    """

    key: str
    title: str
    say: str
    moved: str
    because: str
    is_asked: bool
    way: str
    least: float
    noun: str
    under: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    series: tuple[str, Mapping[str, Any], Mapping[str, Any]]
    worlds: int

    @property
    def is_kept(self) -> bool:
        """Whether the difference has the promised sign and size, and is clear of chance."""
        if not self.way:
            return True
        if self.way == MORE:
            return self.low > 0 and self.difference >= self.least
        return self.high < 0 and -self.difference >= self.least

    @property
    def found(self) -> str:
        """What came of it, as a room is told."""
        return f"{self.after:.0f} {self.noun} {self.under}; {AS_IT_STANDS} {self.before:.0f}."

    @property
    def with_interval(self) -> str:
        """How sure that is."""
        span = f"{self.low:+.0f} to {self.high:+.0f}".replace("-", MINUS)
        return f"Difference of pairs: {f'{self.difference:+.0f}'.replace('-', MINUS)} (95 % interval {span})."

    @property
    def asked(self) -> str:
        """What the room predicts."""
        return f"{self.noun} that {self.under}"

    @property
    def told(self) -> str:
        """What is promised and what was found, in one line."""
        promise = f"at least {self.least:g} {self.way} {self.noun} promised" if self.way else f"no promise, {self.noun}"
        span = f"{self.low:+.1f} to {self.high:+.1f}"
        return f"{self.key}: {promise}, {self.difference:+.1f} found ({span}, {self.worlds} pairs)"


def contrasts_of(scenario: str, keys: Sequence[str] | None = None, seed: int = SEED) -> list[Contrast]:
    """What steps of a scenario change and promise, measured.

    Args:
        scenario: full name.
        keys: of steps, in the order in which they are told; all if None.
        seed: of the runs.
    """
    steps = contrasts_in(presentation_of(scenario))
    return [measured(scenario, key, steps[key], seed) for key in (steps if keys is None else keys) if key in steps]


def measured(scenario: str, key: str, step: Mapping[str, Any], seed: int = SEED) -> Contrast:
    """One step beside the scenario as it stands."""
    expect, chart = step.get("expect") or {}, step["charts"][0]
    arms = [arm_of({"scenario": scenario, "seed": seed, **do}) for do in ({}, step["do"])]
    headline = HEADLINES[expect.get("outcome") or step["predict"]]
    *_, line = compared(arms, [AS_IT_STANDS, step["title"]], [chart], [headline.name], WORLDS, Token())
    (found,) = (d for d in line["pairs"][0]["headlines"] if d["name"] == headline.name)
    values = [next(h["value"] for h in told["headlines"] if h["name"] == headline.name) for told in line["arms"]]
    return Contrast(
        key, step["title"], step["say"], _moved(arms[1]), step.get("because", ""), "predict" in step,
        expect.get("way", ""), float(expect.get("least", 0)), headline.noun, under(headline, arms[0].months), *values,
        found["difference"], found["low"], found["high"],
        (chart, *(told["series"][chart] for told in line["arms"])), line["worlds"],
    )  # fmt: skip


def _moved(arm: Arm) -> str:
    """What a room has changed, in words."""
    levels = presentation_of(arm.base.name).get("levels", {})
    told = []
    for change in changes(arm):
        p = registry()[change["name"]]
        after, before = (value_in_words(change[key], p.unit, levels_of(p, levels)) for key in ("to", "from"))
        told.append(f"{p.label}: {after} instead of {before}")
    pressed = [e for e in arm.scenario.events if e not in arm.base.events]
    return "; ".join([*told, *(f"{event_text(e, names=False).rstrip('.')}, {e.dated}" for e in pressed)])

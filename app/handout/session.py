"""A session as it is put on paper: its scenario, its plan, what is promised and found, and who plays which role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.handout.contrasts import AS_IT_STANDS, SEED, WORLDS, Contrast, contrasts_of
from app.handout.pictures import alt_text, picture
from app.handout.words import value_in_words
from app.live.aliases import notice_of
from app.live.answers import answer
from app.live.arms import arm_of, named
from app.live.ensembles import ENSEMBLES
from app.live.gallery import NOT_A_FORECAST
from app.live.plans import plans_of
from app.live.presentation import presentation_of
from app.live.stage import stage
from app.live.turns import Token
from app.live.why import verdicts
from app.terminal.mistakes import Mistake
from sim.declarations.renamed import present_name
from sim.scenario.folders import find_scenarios
from sim.version import __version__

#: Plan that is taken where none is named: an hour is what most rooms have.
USUAL = "60 minutes"
#: Levers on a role card, as many as a group discusses in five minutes.
ON_A_CARD = 5


@dataclass(frozen=True)
class Shown:
    """A picture, and what it says in words."""

    address: str
    alt: str


@dataclass(frozen=True)
class Session:
    """All that pages tell.

    Attributes:
        title, question, note, notice: of the scenario.
        plan: name of the plan.
        steps: of the plan, in their order.
        contrasts: that the plan shows, in their order.
        pictures: of the scenario as it stands (under ``""``), and of each contrast by its key.
        going: partnerships of 100 that go on, as the scenario stands, with the month at which they are counted.
        roles: with the levers that they own here.
        holds, statements: how many statements of the literature the model holds to, and how many were put to it.
        forecast: that it is none, in the words of the app.
        worlds, seed, version: what was run.
    """

    title: str
    question: str
    note: str
    notice: str
    plan: str
    steps: Sequence[Mapping[str, Any]]
    contrasts: Sequence[Contrast]
    pictures: Mapping[str, Shown]
    going: str
    roles: Sequence[Mapping[str, Any]]
    holds: int
    statements: int
    forecast: str
    worlds: int
    seed: int
    version: str


def session_of(scenario: str, plan: str = "") -> Session:
    """A session, computed.

    Raises:
        Mistake: the scenario has no such plan, or the model no longer shows what a step promises.
    """
    base = named(scenario)
    told = presentation_of(base.name)
    chosen = _plan(base.name, told, plan)
    contrasts = contrasts_of(base.name, [step["key"] for step in chosen["sequence"]])
    broken = [c.told for c in contrasts if not c.is_kept]
    if broken:
        raise Mistake("The model does not show what this session promises; nothing was written:\n" + "\n".join(broken))
    arm = arm_of({"scenario": base.name, "seed": SEED})
    found = answer(ENSEMBLES.full(arm, WORLDS, Token()), WORLDS, ["going"], ["going"])
    (going,) = found["headlines"]
    rows, roles = verdicts(), _roles(told, stage(arm))
    return Session(
        base.title, base.question, base.note, notice_of(base), chosen["name"], chosen["sequence"], contrasts,
        {"": _shown("going", [found["series"]["going"]], [AS_IT_STANDS])}
        | {c.key: _shown(c.series[0], c.series[1:], [AS_IT_STANDS, c.title.lower()]) for c in contrasts},
        f"{going['text']} {going['under']}", roles, sum(r["verdict"] == "holds" for r in rows), len(rows),
        NOT_A_FORECAST, found["worlds"], SEED, __version__,
    )  # fmt: skip


def _shown(series: str, curves: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> Shown:
    return Shown(picture(series, curves, labels), alt_text(series, curves, labels))


def _plan(scenario: str, told: Mapping[str, Any], plan: str) -> Mapping[str, Any]:
    """The plan that was asked for."""
    plans = {found["name"]: found for found in plans_of(told)}
    if not plans:
        known = [name for name, _ in find_scenarios() if presentation_of(name).get("plans")]
        raise Mistake(f"{scenario} has no plan of a session; there is one of {', '.join(known)}")
    if not plan:
        return plans.get(USUAL) or next(iter(plans.values()))
    found = next((p for name, p in plans.items() if plan in (name, name.partition(" ")[0])), None)
    if found is None:
        raise Mistake(f"--plan: {scenario} has no plan {plan!r}; there are {', '.join(plans)}")
    return found


def _roles(told: Mapping[str, Any], found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Roles with the first levers that they own, in the order of the file that gives them."""
    sliders = {s["name"]: s for s in (*found["sliders"], *found["more"])}
    named_first = {role["role"]: [present_name("parameter", name) for name in role["levers"]] for role in told["roles"]}
    cards = []
    for role in found["roles"]:
        owned = [name for name in named_first[role["role"]] if name in role["levers"]]
        owned += [name for name in role["levers"] if name not in owned]
        cards.append({"label": role["label"], "wants": role["wants"],
                      "levers": [_lever(sliders[name]) for name in owned[:ON_A_CARD]]})  # fmt: skip
    return cards


def _lever(slider: Mapping[str, Any]) -> dict[str, str]:
    """A lever as a card tells it: what it is, what it is here and could be, and what it costs."""
    here = value_in_words(slider["value"], slider["unit"], slider["levels"])
    others = [level["label"] for level in slider["levels"] if level["label"] != here]
    return {"label": slider["label"], "here": here, "others": ", ".join(others), "price": slider["price"]}

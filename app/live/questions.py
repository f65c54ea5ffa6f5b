"""Every question that a browser may ask, and who answers it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.live import gate
from app.live.answers import answer, charts_of
from app.live.arms import MOST_ROWS, Arm, arm_of, arms_of, mapping, names_of, whole
from app.live.assessing import assessed
from app.live.causes import causal_map, path
from app.live.check import checked
from app.live.compare import compared, labels_of
from app.live.district import district, questions
from app.live.doubt import doubted
from app.live.ensembles import ENSEMBLES, FEWEST, FULL
from app.live.forms import form_opened, form_saved, questionnaire
from app.live.gallery import gallery
from app.live.handed import handout, table
from app.live.headlines import HEADLINES
from app.live.money import meter, same_money
from app.live.playing import played
from app.live.presentation import presentation_of
from app.live.refused import Refused
from app.live.saved import opened, saved
from app.live.stage import assumptions_to_check, default_headlines, stage, to_check
from app.live.telling import told
from app.live.turns import Token
from app.live.why import card
from sim.declarations.parameters import registry
from sim.scenario.events import EVENTS

Sent = Mapping[str, Any]
Lines = Iterator[dict[str, Any]]


def _gallery(sent: Sent) -> dict[str, Any]:
    return gallery(names_of(mapping(sent, "this question", ("names",))))


def _stage_of_name(sent: Sent) -> dict[str, Any]:
    mapping(sent, "this question", ("scenario", "names"))
    return stage(arm_of({"scenario": sent.get("scenario"), "names": names_of(sent)}))


def _stage_of_arm(sent: Sent) -> dict[str, Any]:
    return stage(arm_of(mapping(sent, "this question", ("arm",)).get("arm")))


def _alive(_: Sent) -> dict[str, Any]:
    return {"ok": True}


def headlines_asked(sent: Sent, arm: Arm) -> list[str]:
    """The numbers that are asked for, or the scenario's own."""
    names = sent.get("headlines")
    if names is None:
        return default_headlines(presentation_of(arm.base.name))
    if not isinstance(names, list) or not 0 < len(names) <= len(HEADLINES):
        raise Refused(f"headlines must be a list of some of {', '.join(HEADLINES)}")
    for name in names:
        if not isinstance(name, str) or name not in HEADLINES:
            raise Refused(f"there is no number {str(name)[:60]!r}; there are {', '.join(HEADLINES)}", 404)
    return names


def _ensemble(sent: Sent, token: Token) -> Lines:
    mapping(sent, "this question", ("arm", "charts", "headlines", "worlds"))
    arm = arm_of(sent.get("arm"))
    charts, headlines = charts_of(sent.get("charts")), headlines_asked(sent, arm)
    worlds, begun = whole(sent, "worlds", FEWEST, FULL, FULL), time.perf_counter()
    for ensemble, of in ENSEMBLES.answers(arm, worlds, token):
        yield answer(ensemble, of, charts, headlines) | {"seconds": round(time.perf_counter() - begun, 4)}


def _gate(sent: Sent, token: Token) -> Lines:
    mapping(sent, "this question", ("arm", "scenario", "names", "only", "assumptions"))
    arm = arm_of(sent.get("arm") or {"scenario": sent.get("scenario"), "names": names_of(sent)})
    names = assumptions_to_check() if sent.get("assumptions") is True else to_check(arm.base)
    only = sent.get("only")
    if only is not None:
        known = {*registry(), *EVENTS} - {"set"}
        if not isinstance(only, list) or len(only) > 100 or not all(isinstance(n, str) and n in known for n in only):
            raise Refused("only must be a list of up to 100 names of parameters or events")
        names = only
    for found in gate.checked(arm.base, names, token):
        yield {"kind": "checked"} | found


def _compare(sent: Sent, token: Token) -> Lines:
    mapping(sent, "this question", ("arms", "labels", "charts", "headlines", "worlds"))
    arms = arms_of(sent.get("arms"), least=2)
    labels, charts = labels_of(sent.get("labels"), arms), charts_of(sent.get("charts"))
    headlines, worlds = headlines_asked(sent, arms[0]), whole(sent, "worlds", FEWEST, FULL, FULL)
    yield from compared(arms, labels, charts, headlines, worlds, token)


def _story(sent: Sent) -> dict[str, Any]:
    mapping(sent, "this question", ("arm", "which", "month", "series", "partnership"))
    arm, which, series = arm_of(sent.get("arm")), sent.get("which"), sent.get("series")
    month = whole(sent, "month", 1, arm.months, 0) or None
    if which is not None and not isinstance(which, (str, int)) or isinstance(which, bool):
        raise Refused("which must be the number of a run, or a way to choose one")
    if series is not None and not isinstance(series, str):
        raise Refused("series must be the name of a chart")
    if which is None and month is None:
        which = "typical"
    return told(arm, which, month, series, whole(sent, "partnership", 0, MOST_ROWS, 0))


def _network(sent: Sent) -> dict[str, Any]:
    mapping(sent, "this question", ("arm", "replicate", "partnership"))
    arm = arm_of(sent.get("arm"))
    return played(arm, whole(sent, "replicate", 0, FULL - 1, 0), whole(sent, "partnership", 0, MOST_ROWS, 0))


def _doubt(sent: Sent, token: Token) -> Lines:
    mapping(sent, "this question", ("arm", "charts", "headlines"))
    arm = arm_of(sent.get("arm"))
    yield from doubted(arm, charts_of(sent.get("charts")), headlines_asked(sent, arm), token)


def _path(sent: Sent, token: Token) -> Lines:
    mapping(sent, "this question", ("arm", "outcome"))
    outcome = sent.get("outcome")
    if not isinstance(outcome, str):
        raise Refused("outcome must be a name")
    yield from path(arm_of(sent.get("arm")), outcome, token)


def _why(sent: Sent) -> dict[str, Any]:
    mapping(sent, "this question", ("scenario", "names"))
    names_of(sent)
    arm_of({"scenario": sent.get("scenario")})  # what there is not is refused
    return card()


def _check(sent: Sent) -> dict[str, Any]:
    found = list(checked(str(sent.get("scenario") or "")[:200]))
    return {"ready": all(c["ok"] for c in found), "checks": found}


#: Questions that are answered at once, by how they are asked.
ASKED: dict[tuple[str, str], Callable[[Sent], Any]] = {
    ("GET", "alive"): _alive,
    ("GET", "gallery"): _gallery,
    ("GET", "stage"): _stage_of_name,
    ("POST", "stage"): _stage_of_arm,
    ("GET", "questions"): lambda _: questions(),
    ("GET", "questionnaire"): lambda _: questionnaire(),
    ("GET", "map"): lambda _: causal_map(),
    ("GET", "why"): _why,
    ("GET", "check"): _check,
    ("POST", "district"): district,
    ("POST", "yaml"): saved,
    ("POST", "open"): opened,
    ("POST", "form_open"): form_opened,
    ("POST", "form_save"): form_saved,
    ("POST", "money"): meter,
    ("POST", "table"): table,
    ("POST", "handout"): handout,
    ("POST", "story"): _story,
    ("POST", "network"): _network,
}
#: Questions whose answer comes line by line.
STREAMED: dict[str, Callable[[Sent, Token], Lines]] = {
    "ensemble": _ensemble,
    "gate": _gate,
    "compare": _compare,
    "doubt": _doubt,
    "path": _path,
    "same_money": same_money,
    "assess": assessed,
}

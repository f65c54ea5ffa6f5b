"""The causal map: what acts on what, the way from a moved lever to a changed outcome, and what each step carries.

A step is measured by switching its mechanism off and running both arms again, with the same random numbers: what is
left of the difference between them did not go that way. Steps interact, so that shares need not add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import yaml

from analysis.levers.outcomes import TOLD_BY_NAME
from analysis.stats.intervals import shared_mean
from app.live.arms import Arm
from app.live.ensembles import ENSEMBLES
from app.live.headlines import HEADLINES, size
from app.live.numbers import number
from app.live.presentation import file_of
from app.live.refused import Refused
from app.live.turns import CLICKED, Token
from sim.declarations.parameters import registry
from sim.declarations.renamed import present_name
from sim.scenario.scenario import Scenario

#: Worlds of each measurement; longest way that is looked at [arrows], and most steps that are measured.
WORLDS, LONGEST, MOST = 100, 5, 10


@cache
def picture() -> dict[str, Any]:
    """Nodes and arrows; of the values that switch a step off those that are declared today."""
    found = yaml.safe_load(file_of("causes.yaml").read_text(encoding="utf-8"))
    for n, arrow in enumerate(found["arrows"]):
        off = {present_name("parameter", name): value for name, value in arrow.get("without", {}).items()}
        arrow |= {"id": n, "off": {name: float(v) for name, v in off.items() if name in registry()}}
    return found


def causal_map() -> dict[str, Any]:
    """The whole picture, for a browser."""
    found = picture()
    return {
        "nodes": [{"id": name, **node} for name, node in found["nodes"].items()],
        "edges": [{"id": a["id"], "from": a["from"], "to": a["to"], "sign": a["sign"], "words": a["words"],
                   "measured": bool(a["off"])} for a in found["arrows"]],
        "outcomes": {name: node for name, node in found["outcomes"].items() if name in HEADLINES},
        "starts": {name: starts([name]) for name in [p.name for p in registry().select(kind="lever")]},
    }  # fmt: skip


def starts(names: Sequence[str]) -> list[str]:
    """Nodes at which levers or events begin, by name or by group."""
    found, nodes = picture(), []
    for name in names:
        at = found["levers"].get(name) or found["events"].get(name) or found["levers"].get(name.partition(".")[0], [])
        nodes += at
    return list(dict.fromkeys(nodes))


def ways(begin: Sequence[str], end: str) -> list[list[int]]:
    """Ways without circles from some nodes to one, as numbers of arrows, the shortest first."""
    leaving: dict[str, list[Mapping[str, Any]]] = {}
    for arrow in picture()["arrows"]:
        leaving.setdefault(arrow["from"], []).append(arrow)
    found: list[list[int]] = []

    def follow(node: str, way: list[int], seen: frozenset[str]) -> None:
        if node == end:
            found.append(way)
            return
        if len(way) < LONGEST:
            for arrow in leaving.get(node, []):
                if arrow["to"] not in seen:
                    follow(arrow["to"], [*way, arrow["id"]], seen | {arrow["to"]})

    for node in begin:
        follow(node, [], frozenset({node}))
    return sorted(found, key=len)


def path(arm: Arm, outcome: str, token: Token) -> Iterator[dict[str, Any]]:
    """The ways from what an arm has moved to an outcome, and what each step carries.

    Raises:
        Refused: no such outcome, or nothing was moved.
    """
    ends = picture()["outcomes"]
    if outcome not in ends or outcome not in TOLD_BY_NAME:
        raise Refused(f"outcome must be one of {', '.join(name for name in ends if name in TOLD_BY_NAME)}", 404)
    moved = [present_name("parameter", name) for name in arm.values]
    moved += [present_name("event", str(event.get("do"))) for event in arm.events]
    begin = starts(moved)
    if arm.scenario.digest == arm.base.digest:
        raise Refused("move a lever or press an event first; the map then shows which way it acts")
    found = ways(begin, ends[outcome])
    steps = list(dict.fromkeys(n for way in found for n in way))[:MOST]
    yield {"kind": "path", "start": begin, "end": ends[outcome], "ways": found[:40], "edges": steps}
    whole = _effect(arm, {}, outcome, token)
    mean, low, high = shared_mean(whole)
    clear = low > 0 or high < 0
    yield {"kind": "effect", "outcome": outcome, "difference": number(mean), "low": number(low), "high": number(high),
           "clear": clear, "text": _told(outcome, mean, low, high)}  # fmt: skip
    shares: dict[int, float] = {}
    for n in steps:
        arrow = picture()["arrows"][n]
        if not arrow["off"]:
            continue
        left = _effect(arm, arrow["off"], outcome, token)
        taken, least, most = shared_mean(whole - left)
        share, about = (taken / mean, sorted((least / mean, most / mean))) if clear else (np.nan, [np.nan, np.nan])
        carries = clear and about[0] > 0
        shares[n] = share if clear else 0.0
        yield {"kind": "step", "edge": n, "words": arrow["words"], "with": number(mean),
               "without": number(float(np.mean(left))), "share": number(share), "low": number(about[0]),
               "high": number(about[1]), "carries": carries,
               "text": _step(outcome, mean, whole, left, about)}  # fmt: skip
    yield {"kind": "lit", "edges": _strongest(found, shares)}


def _effect(arm: Arm, off: Mapping[str, float], outcome: str, token: Token) -> np.ndarray:
    """What the arm's moves change in each pair of worlds, with a mechanism switched off in both."""
    one, other = (_run(arm, scenario, off, token)[outcome] for scenario in (arm.scenario, arm.base))
    apart = np.nan_to_num(one - other)
    return apart.reshape(-1, len(arm.scenario.partnerships)).mean(axis=1)


def _run(arm: Arm, scenario: Scenario, off: Mapping[str, float], token: Token) -> Mapping[str, np.ndarray]:
    changed = scenario.with_values(off) if off else scenario
    return ENSEMBLES.full(replace(arm, scenario=replace(changed, months=arm.months)), WORLDS, token, CLICKED).outcomes


def _told(outcome: str, mean: float, low: float, high: float) -> str:
    told = TOLD_BY_NAME[outcome]
    noun = "" if told.unit == "dollars" else f" {HEADLINES[outcome].noun}"
    sign = "+" if mean > 0 else ""
    return f"{sign}{size(told, mean)}{noun} ({size(told, low)} to {size(told, high)}), in the first {WORLDS} runs"


def _step(outcome: str, mean: float, whole: np.ndarray, left: np.ndarray, about: Sequence[float]) -> str:
    """What a step carries, in words."""
    if np.array_equal(whole, left):
        return "Without this step every run is the same: nothing goes this way."
    told, without = TOLD_BY_NAME[outcome], float(np.mean(left))
    text = f"Without this step the effect is {size(told, without)} in place of {size(told, mean)}"
    if about[0] > 0:
        return f"{text}: it carries {100 * about[0]:.0f} to {100 * min(1.0, about[1]):.0f} % of it."
    return f"{text}; the step works against it." if about[1] < 0 else f"{text}, which may be chance."


def _strongest(found: Sequence[Sequence[int]], shares: Mapping[int, float]) -> list[int]:
    """The way of which the measured steps carry most on average; the shortest where none carries anything."""

    def worth(way: Sequence[int]) -> float:
        measured = [max(0.0, shares[n]) for n in way if n in shares]
        return sum(measured) / len(measured) if measured else 0.0

    return list(max(found, key=lambda way: (worth(way), -len(way)))) if found else []

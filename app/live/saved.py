"""An arm as a scenario file: what the room has changed, on top of what it began with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from app.live.aliases import REAL
from app.live.arms import Arm, arm_of, mapping, named, text_id
from app.live.opened import scenario_of_text
from app.live.refused import Refused
from sim.declarations.parameters import registry
from sim.declarations.renamed import present_name
from sim.scenario.sections import SECTIONS

LONGEST_TITLE = 120
_SECTION_OF = {kind: section for section, kind in SECTIONS.items()}
_HEAD = ("title", "question")
_TARGETS = ("partnership", "district", "funder")


def saved(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The text of a scenario file that gives the same runs.

    Raises:
        Refused: something is wrong with the arm or its title, or no file can say the same.
    """
    mapping(sent, "this question", ("arm", "title"))
    arm, asked = arm_of(sent.get("arm")), mapping(sent.get("arm"), "an arm")
    title = sent.get("title") or f"{arm.base.title}, as the room has it"
    if not isinstance(title, str) or len(title) > LONGEST_TITLE or not title.isprintable():
        raise Refused(f"title must be a line of up to {LONGEST_TITLE} characters")
    data = _opened(asked["yaml"]) if "yaml" in asked else {"extends": arm.base.name}
    data = {"title": title, "question": arm.base.question} | {k: v for k, v in data.items() if k not in _HEAD}
    if not data["question"]:
        del data["question"]
    if arm.months != arm.base.months:
        data["months"] = arm.months
    for name, value in arm.values.items():
        section = _SECTION_OF[registry()[present_name("parameter", name)].kind]
        data[section] = {**(data.get(section) or {}), name: value}
    if arm.events:
        data["events"] = [*(data.get("events") or []), *(_event(e, arm) for e in arm.events)]
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)
    _check(text, arm)
    file = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:40] or "scenario"
    return {"yaml": text, "file": f"{file}.yaml"}


def opened(sent: Mapping[str, Any]) -> dict[str, Any]:
    """An arm for a text that somebody opened.

    Raises:
        Refused: with the mistakes in it.
    """
    text = mapping(sent, "this question", ("yaml",)).get("yaml")
    scenario = scenario_of_text(text)
    arm_of({"yaml": text})
    return {"arm": {"yaml": text}, "title": scenario.title, "id": text_id(str(text))}


def _opened(text: str) -> dict[str, Any]:
    return dict(yaml.safe_load(text))


def _event(event: Mapping[str, Any], arm: Arm) -> dict[str, Any]:
    """An event as a file writes it: rows under the names that the file knows."""
    found = dict(event)
    if not any(key in found for key in _TARGETS) or arm.base.name == "opened":
        return found
    real = named(arm.base.name, REAL)
    for p, q in zip(arm.base.partnerships, real.partnerships, strict=True):
        if found.get("partnership") == p.name:
            found["partnership"] = q.name
        for d, e in zip(p.districts, q.districts, strict=True):
            if found.get("district") == d.name:
                found["district"] = e.name
                break
    return found


def _check(text: str, arm: Arm) -> None:
    """A file that gave other runs would mislead."""
    if scenario_of_text(text).digest != arm.scenario.digest:
        raise Refused("this cannot be said in a scenario file, because rows of the scenario have values of their own; "
                      "keep the link instead")  # fmt: skip

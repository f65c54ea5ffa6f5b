"""Your district in five questions: answers become a scenario of that size, with its money in proportion."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from analysis.wording.numbers import dollars, numbered
from app.live.arms import arm_of, mapping, named, teachers_of
from app.live.presentation import file_of
from app.live.refused import Refused
from sim.declarations.parameters import Parameter, registry
from sim.declarations.renamed import present_name
from sim.scenario.folders import BASELINE
from sim.scenario.scenario import Scenario

GRANT = "money.start_grant"


@cache
def _file() -> list[Mapping[str, Any]]:
    return yaml.safe_load(file_of("district.yaml").read_text(encoding="utf-8"))["questions"]


def questions() -> dict[str, Any]:
    """The five questions with their answers."""
    return {"questions": [
        {"key": q["key"], "label": q["label"],
         "answers": [{"value": a["value"], "label": a["label"], "hint": a.get("hint", "")} for a in q["answers"]]}
        for q in _file()
    ]}  # fmt: skip


def district(sent: Mapping[str, Any]) -> dict[str, Any]:
    """An arm for the answers, and what it became.

    Raises:
        Refused: an answer is missing or unknown, or the scenario lists its districts.
    """
    mapping(sent, "this question", ("answers", "scenario"))
    answers = mapping(sent.get("answers"), "answers", tuple(q["key"] for q in _file()))
    name = sent.get("scenario") or BASELINE
    if not isinstance(name, str):
        raise Refused("scenario must be a name of the gallery")
    scenario = named(name)
    if any(p.districts_listed for p in scenario.partnerships):
        raise Refused(f"{scenario.title} has districts of its own; choose a kind of partnership to put into yours")
    chosen = [_answer(question, answers.get(question["key"])) for question in _file()]
    values: dict[str, Any] = {}
    for answer in chosen:
        values |= _values(scenario, answer, values)
    arm = arm_of({"scenario": scenario.name, "values": values})
    teachers = teachers_of(arm.scenario)
    grant = float(arm.scenario.partnerships[0].levers[GRANT])
    districts = sum(len(p.districts) for p in arm.scenario.partnerships)
    size = numbered(teachers, "teacher")
    if districts > 1:  # of some kinds several work together, each of the size that was answered
        size = f"{numbered(districts, 'district')} of that size, {size} in all"
    text = f"{size}, a first grant of {dollars(grant)}; {scenario.title.lower()}"
    said = ". ".join(f"{q['label']} {a['label']}" for q, a in zip(_file(), chosen, strict=True))
    return {"arm": {"scenario": scenario.name, "values": values}, "title": "Your district", "text": f"{text}. {said}."}


def _answer(question: Mapping[str, Any], value: object) -> Mapping[str, Any]:
    for answer in question["answers"]:
        if answer["value"] == value:
            return answer
    raise Refused(f"{question['key']} must be one of {', '.join(a['value'] for a in question['answers'])}")


def _values(scenario: Scenario, answer: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer sets, given what those before it have set."""
    found: dict[str, Any] = {}
    if "preset" in answer:
        base, preset = named(BASELINE), named(answer["preset"])
        found |= {name: value for name, _, _, value in base.differences(preset) if name in registry()}
    found |= {present_name("parameter", name): value for name, value in answer.get("values", {}).items()}
    there = scenario.with_values({**before, **found})
    for name, factor in answer.get("times", {}).items():
        p = registry()[present_name("parameter", name)]
        found[p.name] = _accepted(p, factor * float(there.rows(p.scope)[0][1][p.name]))
    if "grant_a_teacher" in answer:
        found[GRANT] = _accepted(registry()[GRANT], answer["grant_a_teacher"] * teachers_of(there))
    return found


def _accepted(p: Parameter, value: float) -> float:
    value = min(p.maximum, max(p.minimum, value))
    return float(round(value)) if p.is_integer else float(f"{value:.4g}")

"""What stands on stage for a scenario: sliders, events, charts, headlines and words, from declarations and files."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.levers.design import MIXED, own_value
from analysis.levers.prices import prices
from analysis.wording.events import event_text
from analysis.wording.labels import CAUSE_WORDS
from app.live import gate
from app.live.aliases import notice_of
from app.live.arms import Arm, teachers_of
from app.live.ensembles import FEW, FULL, sizes
from app.live.headlines import HEADLINES, under
from app.live.plans import plans_of
from app.live.presentation import levels_of, present_levers, presentation_of
from app.live.series import CHARTS, COMPONENTS
from sim.declarations.parameters import GRADES, Parameter, registry
from sim.declarations.renamed import present_name
from sim.scenario.events import EVENTS, is_fixed_at_start
from sim.scenario.scenario import Scenario
from sim.state.tables import CAUSES, LIFE_STAGES, ROLES

#: Most sliders on stage, and steps of a slider from end to end.
MOST, STEPS = 10, 100
_PREFERRED_CHARTS = ("going", "users", "informed")
_NOT_CHOSEN, _NOT_CHECKED = "", "Not yet checked whether it moves anything here."


def stage(arm: Arm) -> dict[str, Any]:
    """All that a screen needs before anything is run."""
    scenario = arm.base
    told, known = presentation_of(scenario.name), gate.known(scenario)
    on, more = chosen(scenario, told, known)
    make = _Sliders(scenario, told, known)
    assumptions = registry().select(kind="uncertainty")
    assumptions.sort(key=lambda p: -known.get(p.name, {}).get("strength", 0.0))
    return {
        "scenario": scenario.name, "title": scenario.title, "question": scenario.question, "note": scenario.note,
        "notice": notice_of(scenario), "months": arm.months, "seed": arm.seed, "teachers": teachers_of(scenario),
        "worlds": {"first": sizes(arm, FULL)[0], "full": sizes(arm, FULL)[-1], "few": FEW},
        "partnerships": [p.name for p in scenario.partnerships],
        "districts": [d.name for p in scenario.partnerships for d in p.districts],
        "schools": sum(int(float(d.context["district.schools"])) for p in scenario.partnerships for d in p.districts),
        "lineage": list(scenario.lineage),
        "facts": [{"fact": f.fact, "source": f.source} for f in scenario.facts],
        "sliders": [make.slider(name) for name in on],
        "more": [make.slider(name) | {"reason": reason} for name, reason in more],
        "assumptions": [make.slider(p.name) for p in assumptions],
        "events": buttons(scenario, told, known),
        "own_events": [{"month": e.month, "dated": e.dated, "text": event_text(e, names=False), "do": e.do}
                       for e in scenario.events],
        "charts": menu(), "default_charts": _charts(told),
        "components": [name for name, chart in CHARTS.items() if chart.group == COMPONENTS],
        "headlines": [{"name": h.name, "noun": h.noun, "under": under(h, arm.months)} for h in HEADLINES.values()],
        "default_headlines": default_headlines(told),
        "notes": list(told.get("notes", [])), "sequence": list(told.get("sequence", [])), "plans": plans_of(told),
        "roles": _roles(told, [*on, *(name for name, _ in more)]), "words": told.get("words", {}),
        "stages": [name.replace("_", " ") for name in LIFE_STAGES],
        "causes": {name: CAUSE_WORDS.get(name, name.replace("_", " ")) for name in CAUSES[1:]},
        "people": [name.replace("_", " ") for name in ROLES],
    }  # fmt: skip


def assumptions_to_check() -> list[str]:
    """Every number that a room may disagree with."""
    return [p.name for p in registry().select(kind="uncertainty")]


def to_check(scenario: Scenario) -> list[str]:
    """What the gate checks, first what a room sees first."""
    told = presentation_of(scenario.name)
    first = present_levers(list(told.get("levers", [])))
    events = [present_name("event", entry["do"]) for entry in told.get("events", [])]
    names = [p.name for kind in ("lever", "context") for p in registry().select(kind=kind)]
    return list(dict.fromkeys([*first, *(e for e in events if e in EVENTS and e != "set"), *names]))


def chosen(scenario: Scenario, told: Mapping[str, Any], known: gate.Found) -> tuple[list[str], list[tuple[str, str]]]:
    """Sliders on stage, and all others with the reason why they are not."""
    first = [name for name in present_levers(list(told.get("levers", []))) if not _is_mixed(scenario, name)]
    others = sorted(
        (p.name for p in registry().select(kind="lever") if p.name not in first and not _is_mixed(scenario, p.name)),
        key=lambda name: -known.get(name, {}).get("strength", 0.0),
    )  # fmt: skip
    moving = [name for name in first if known.get(name, {}).get("moves", True)]
    moving += [name for name in others if known.get(name, {}).get("moves", False)]
    on = moving[:MOST]
    rest = [p.name for kind in ("lever", "context") for p in registry().select(kind=kind)]
    return on, [(name, _reason(known.get(name))) for name in rest if name not in on]


def _reason(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return _NOT_CHECKED
    return _NOT_CHOSEN if found["moves"] else found["reason"]


def _is_mixed(scenario: Scenario, name: str) -> bool:
    return own_value(scenario, name) == MIXED


class _Sliders:
    """Makes sliders of one scenario."""

    def __init__(self, scenario: Scenario, told: Mapping[str, Any], known: gate.Found) -> None:
        self._scenario, self._known = scenario, known
        self._levels = told.get("levels", {})
        self._price = prices(scenario).set_index("lever").to_dict("index")

    def slider(self, name: str) -> dict[str, Any]:
        """One parameter as a slider."""
        p, own = registry()[name], own_value(self._scenario, name)
        found, price = self._known.get(name, {}), self._price.get(name, {})
        mixed = own == MIXED
        value = self._scenario.rows(p.scope)[0][1][name] if mixed else own
        low, high = (0.0, float(len(p.choices) - 1)) if p.choices else (float(p.low), float(p.high))
        if not p.choices:
            low, high = min(low, float(value)), max(high, float(value))
        return {
            "name": name, "label": p.label[:1].upper() + p.label[1:], "group": p.group,
            "group_label": p.group.replace("_", " ").capitalize(), "unit": p.unit, "value": value, "mixed": mixed,
            "low": low, "high": high, "minimum": float(p.minimum), "maximum": float(p.maximum), "step": step_of(p),
            "choices": list(p.choices) or None, "integer": p.is_integer, "log": p.prior == "loguniform",
            "levels": levels_of(p, self._levels), "meaning": p.meaning, "source": p.source, "grade": p.grade,
            "grade_words": GRADES[p.grade], "price": price.get("price", ""),
            "cost_a_year": _finite(price.get("dollars", 0.0)),
            "hours": {"research": _finite(price.get("research_hours", 0.0)),
                      "practice": _finite(price.get("practice_hours", 0.0))},
            "kind": p.kind, "scope": p.scope, "fixed_at_start": is_fixed_at_start(name),
            "moves": found.get("moves"), "effect": found.get("effect", ""), "reason": found.get("reason", ""),
        }  # fmt: skip


def _finite(value: float) -> float:
    return float(f"{value:.6g}") if math.isfinite(value) else 0.0


def step_of(p: Parameter) -> float:
    """A step of a slider that reads well: 1, 2 or 5 in some decimal place, about a hundredth of the range."""
    if p.choices or p.is_integer:
        return 1.0
    rough = (p.high - p.low) / STEPS
    if rough <= 0:
        return 0.01
    place = 10.0 ** math.floor(math.log10(rough))
    return float(f"{min((m * place for m in (1, 2, 5, 10)), key=lambda s: abs(s - rough)):.1g}")


def buttons(scenario: Scenario, told: Mapping[str, Any], known: gate.Found) -> list[dict[str, Any]]:
    """Events that can be pressed in some month, those of the presentation first, then all others."""
    listed = [dict(entry, do=present_name("event", entry["do"])) for entry in told.get("events", [])]
    there = {entry["do"] for entry in listed}
    listed += [{"do": name} | _first_keys(name) for name in EVENTS if name not in there and name != "set"]
    found = []
    for entry in listed:
        kind = EVENTS.get(entry["do"])
        if kind is None:
            continue
        keys = {key: value for key, value in entry.items() if key not in ("label", "stage")}
        sized = {"low": kind.low, "high": kind.high, "unit": kind.unit, "default": kind.default,
                 "meaning": kind.value_meaning} if kind.has_value else None  # fmt: skip
        about = known.get(kind.name, {})
        found.append({
            "do": kind.name, "label": entry.get("label") or kind.meaning.rstrip("."), "hint": kind.meaning,
            "keys": keys, "sized": sized, "on_stage": kind.name in there, "targets": list(kind.targets),
            "moves": about.get("moves"), "reason": about.get("reason", ""), "effect": about.get("effect", ""),
        })  # fmt: skip
    return found


def _first_keys(name: str) -> dict[str, Any]:
    """What an event needs beside its month."""
    from sim.scenario.events import LEAVING_ROLES, VERDICTS

    kind, keys = EVENTS[name], {}
    if "role" in kind.takes:
        keys["role"] = LEAVING_ROLES[0]
    if "verdict" in kind.takes:
        keys["verdict"] = VERDICTS[0]
    if kind.has_value and kind.default is None:
        usual = float(registry()["money.start_grant"].default)
        keys["value"] = usual if kind.unit == "dollars" else (kind.low + kind.high) / 2
    return keys


def menu() -> list[dict[str, Any]]:
    """All charts."""
    return [
        {"series": c.column, "label": c.label, "words": c.words, "scale": c.scale, "kind": c.kind,
         "signed": c.signed or c.column == "practice_gap", "low": None if c.signed else 0.0,
         "high": 1.0 if c.scale in ("share", "index") and c.column != "practice_gap" else None, "group": c.group}
        for c in CHARTS.values()
    ]  # fmt: skip


def _charts(told: Mapping[str, Any]) -> list[str]:
    names = [name for name in (*told.get("charts", ()), *_PREFERRED_CHARTS) if name in CHARTS]
    return list(dict.fromkeys(names))[:2]


def default_headlines(told: Mapping[str, Any]) -> list[str]:
    """The three numbers of a scenario."""
    names = [name for name in (*told.get("headlines", ()), *HEADLINES) if name in HEADLINES]
    return list(dict.fromkeys(names))[:3]


def _roles(told: Mapping[str, Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """Roles with the levers that they own: by name, or by group."""
    return [
        {"role": r["role"], "label": r["label"], "wants": r.get("wants", ""), "levers": [
            n for n in names if n in present_levers(r["levers"]) or n.partition(".")[0] in r["levers"]]}
        for r in told.get("roles", [])
    ]  # fmt: skip

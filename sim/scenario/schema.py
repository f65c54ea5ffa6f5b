"""The JSON Schema of scenario files, made from the declarations, so that an editor completes and explains each name."""

import json
from itertools import chain
from pathlib import Path

from sim.declarations import parameters
from sim.declarations.parameters import GRADES, Parameter
from sim.scenario.conditions import WATCHED, Watched
from sim.scenario.events import EVENTS, EventKind
from sim.scenario.file_keys import plain
from sim.scenario.happenings import EVENT_KEYS, KNOWN, WHEN, keys_of_event, one_or_several
from sim.scenario.history import NARROWED
from sim.scenario.layers import ATTEMPT, FACT, ROWS, SCENARIO, TEACHING
from sim.scenario.sections import SECTIONS

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"
_NAME = {"type": "string", "minLength": 1, "maxLength": 300}


def scenario_schema() -> dict:
    """The schema (draft 2020-12) of a scenario file, generated from the registry and the tables of keys and events."""
    return {
        "$schema": SCHEMA_ID,
        "title": "Scenario of a research-practice partnership",
        "description": "Only what differs from what the file extends. Month 1 is July of year 1.",
        **SCENARIO.schema(),
        "minProperties": 1,
        "$defs": {
            "extends": {"anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]},
            **{sort: {**keys.schema(), "required": ["name"]} for sort, keys in ROWS.items()},
            "fact": FACT.schema(),
            "attempt": ATTEMPT.schema(),
            "teaching": TEACHING.schema(),
            "known": {
                **KNOWN.schema(),
                "dependentSchemas": {
                    key: {"properties": {"known": one_or_several(names)}} for key, names in NARROWED.items()
                },
            },
            "when": {
                **WHEN.schema(), "oneOf": [{"required": [side]} for side in ("below", "above")],
                "allOf": [_bounded(watched) for watched in WATCHED.values()],
            },
            "event": {
                "type": "object",
                "required": ["do"],
                "properties": {"do": {"enum": list(EVENTS), "description": EVENT_KEYS["do"].meaning}},
                "oneOf": [_event(kind) for kind in EVENTS.values()],
            },
            **{p.name: _value(p) for p in parameters.registry().values()},
        },
    }


def write_schema(path: Path, text: str | None = None) -> None:
    """Writes the schema of scenario files (or another text) to a file, the same bytes for the same declarations."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(schema_text() if text is None else text, encoding="utf-8", newline="\n")


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


def _value(parameter: Parameter) -> dict:
    """Schema of one value, with everything that its declaration says."""
    source = "" if parameter.source == "-" else f" Source: {parameter.source}."
    default = parameter.default if parameter.choices else f"{parameter.default:g}"
    has_range = parameter.is_drawn and not parameter.choices
    likely = f" Plausible: {parameter.low:g} to {parameter.high:g}." if has_range else ""
    text = f"{parameter.meaning[0].upper()}{parameter.meaning[1:]}. Unit: {parameter.unit}. Default: {default}.{likely}"
    title = f"{parameter.label[0].upper()}{parameter.label[1:]}"
    text += f"{source} Evidence: {parameter.grade} ({GRADES[parameter.grade]})."
    made: dict = {"title": title, "description": text}
    if parameter.choices:
        return {**made, "enum": list(parameter.choices), "default": parameter.default}
    return {
        **made,
        "type": "integer" if parameter.is_integer else "number",
        "minimum": plain(parameter.minimum),
        "maximum": plain(parameter.maximum),
        "default": plain(parameter.default),
    }


def _bounded(watched: Watched) -> dict:
    """Schema of the bounds in which a condition on one number makes sense."""
    bound = {"minimum": 0, "maximum": plain(watched.high)}
    return {
        "if": {"properties": {"outcome": {"const": watched.name}}},
        "then": {"properties": {"below": bound, "above": bound}},
    }


def _event(kind: EventKind) -> dict:
    """Schema of one kind of event."""
    made = {**keys_of_event(kind).schema(), "description": kind.meaning}
    takes = made["properties"]
    for key, default in (("value", kind.default), ("months", kind.months_default)):
        if key in takes and default is not None:
            takes[key]["default"] = plain(default)
    ways = (("month",), ("year", "month_name"), ("when",))
    made["oneOf"] = [
        {"required": list(way), "not": {"anyOf": [{"required": [key]} for key in chain(*ways) if key not in way]}}
        for way in ways
    ]
    if kind.name == "set":
        made["anyOf"] = [{"required": [section]} for section in SECTIONS]
    if {"funder", "kind"} <= takes.keys():
        made["not"] = {"required": ["funder", "kind"]}
    return made

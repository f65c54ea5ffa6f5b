"""The JSON Schema of scenario files, made from the declarations, so that an editor completes and explains each name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from sim.declarations import parameters
from sim.declarations.context import FUNDER_KINDS
from sim.declarations.parameters import GRADES, Parameter
from sim.scenario.events import (
    EVENTS,
    GRANT_MONTHS,
    GRANT_MONTHS_LONGEST,
    LEAVING_ROLES,
    MONTH_NAMES,
    EventKind,
    is_fixed_at_start,
)
from sim.scenario.layers import (
    DATE_KEYS,
    DISTRICT_KEYS,
    EVENT_KEYS,
    FACT_KEYS,
    FUNDER_KEYS,
    MOST_ALIKE,
    MOST_MONTHS,
    MOST_REPLICATES,
    PARTNERSHIP_KEYS,
    SCENARIO_KEYS,
    SECTIONS,
    keys_of_event,
)

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"
#: Text fields take numbers and words such as ``no`` as they are written, so an editor must not object to them.
_TEXT = {"type": ["string", "number", "boolean"]}
_LABEL = {"type": ["string", "number", "boolean"], "maxLength": 80}


def scenario_schema() -> dict:
    """The schema (draft 2020-12) of a scenario file, generated from the registry and the tables of keys and events."""
    registry = parameters.registry()
    rows = {
        "partnership": _mapping(PARTNERSHIP_KEYS, _row_keys("levers", "partnership"), ["name"]),
        "district": _mapping(DISTRICT_KEYS, _row_keys("context", "district"), ["name"]),
        "funder": _mapping(FUNDER_KEYS, _row_keys("context", "funder"), ["name"]),
    }
    top = {
        "title": _TEXT,
        "question": _TEXT,
        "note": _TEXT,
        "extends": {"$ref": "#/$defs/extends"},
        "months": _whole(1, MOST_MONTHS),
        "replicates": _whole(1, MOST_REPLICATES),
        **{section: _values(registry.select(kind=kind)) for section, kind in SECTIONS.items()},
        "partnerships": {**_list("partnership"), "minItems": 1},
        "funders": _list("funder"),
        "events": _list("event"),
        "facts": _list("fact"),
    }
    facts = {
        "fact": _TEXT,
        "source": _TEXT,
        "used_for": {"type": "array", "items": {"enum": [*registry, *EVENTS, *SCENARIO_KEYS]}},
    }
    return {
        "$schema": SCHEMA_ID,
        "title": "Scenario of a research-practice partnership",
        "description": "Only what differs from what the file extends. Month 1 is July of year 1.",
        **_mapping(SCENARIO_KEYS, top, []),
        "minProperties": 1,
        "$defs": {
            "extends": {"anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]},
            **rows,
            "fact": _mapping(FACT_KEYS, facts, ["fact", "source"]),
            "event": {
                "type": "object",
                "required": ["do"],
                "properties": {"do": {"enum": list(EVENTS), "description": EVENT_KEYS["do"]}},
                "oneOf": [_event(kind) for kind in EVENTS.values()],
            },
            **{p.name: _value(p) for p in registry.values()},
        },
    }


def write_schema(path: Path, text: str | None = None) -> None:
    """Writes the schema of scenario files (or another text) to a file, the same bytes for the same declarations."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(schema_text() if text is None else text, encoding="utf-8", newline="\n")


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


_NAME = {"type": "string", "minLength": 1, "maxLength": 300}


def _row_keys(section: str, sort: str) -> dict[str, dict]:
    """Schemas of all keys that an entry in a list of rows may have."""
    return {
        "name": _LABEL,
        "extends": {"$ref": "#/$defs/extends"},
        "count": _whole(1, MOST_ALIKE),
        "start": _whole(1, MOST_MONTHS),
        section: _values(parameters.registry().select(scope=sort)),
        "districts": {**_list("district"), "minItems": 1},
    }


def _mapping(keys: dict[str, str], schemas: dict[str, dict], required: list[str]) -> dict:
    """A mapping with exactly these keys, each with its meaning."""
    properties = {key: {"description": meaning, **schemas[key]} for key, meaning in keys.items()}
    made = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**made, "required": required} if required else made


def _list(item: str) -> dict:
    return {"type": "array", "items": {"$ref": f"#/$defs/{item}"}}


def _whole(low: int, high: int) -> dict:
    return {"type": "integer", "minimum": low, "maximum": high}


def _values(declared: Iterable[Parameter]) -> dict:
    """A section of values by dotted name; it may be left empty."""
    properties = {p.name: {"$ref": f"#/$defs/{p.name}"} for p in declared}
    return {"type": ["object", "null"], "additionalProperties": False, "properties": properties}


def _value(parameter: Parameter) -> dict:
    """Schema of one value, with everything that its declaration says."""
    source = "" if parameter.source == "-" else f" Source: {parameter.source}."
    default = parameter.default if parameter.choices else f"{parameter.default:g}"
    likely = "" if parameter.choices else f" Plausible: {parameter.low:g} to {parameter.high:g}."
    text = f"{parameter.meaning[0].upper()}{parameter.meaning[1:]}. Unit: {parameter.unit}. Default: {default}.{likely}"
    title = f"{parameter.label[0].upper()}{parameter.label[1:]}"
    text += f"{source} Evidence: {parameter.grade} ({GRADES[parameter.grade]})."
    made: dict = {"title": title, "description": text}
    if parameter.choices:
        return {**made, "enum": list(parameter.choices), "default": parameter.default}
    return {
        **made,
        "type": "integer" if parameter.is_integer else "number",
        "minimum": _number(parameter.minimum),
        "maximum": _number(parameter.maximum),
        "default": _number(parameter.default),
    }


def _number(value: float) -> float | int:
    """Whole numbers without a decimal point, as people write them."""
    return int(value) if value == int(value) else value


def _event(kind: EventKind) -> dict:
    """Schema of one kind of event."""
    schemas: dict[str, dict] = {
        "do": {"const": kind.name},
        "month": _whole(1, MOST_MONTHS),
        "year": _whole(1, MOST_MONTHS // 12),
        "month_name": {"enum": list(MONTH_NAMES)},
        **dict.fromkeys(("partnership", "district", "funder"), _LABEL),
        "role": {"enum": list(LEAVING_ROLES)},
        "months": {**_whole(1, GRANT_MONTHS_LONGEST), "default": GRANT_MONTHS},
        "kind": {"enum": list(FUNDER_KINDS)},
        **{section: _values(_changeable(section)) for section in SECTIONS},
        "value": {"type": "number", "minimum": _number(kind.low), "maximum": _number(kind.high)},
    }
    meanings = {**EVENT_KEYS, **DATE_KEYS, "do": kind.meaning}
    if kind.has_value:
        meanings["value"] = f"{kind.value_meaning} [{kind.unit}]"
        if kind.default is not None:
            schemas["value"]["default"] = _number(kind.default)
    needs = ["do", *(["role"] if "role" in kind.takes else [])]
    needs += ["value"] if kind.has_value and kind.default is None else []
    made = _mapping({key: meanings[key] for key in keys_of_event(kind)}, schemas, needs)
    made["description"] = kind.meaning
    dated = [{"required": ["month"], "not": {"anyOf": [{"required": ["year"]}, {"required": ["month_name"]}]}},
             {"required": ["year", "month_name"], "not": {"required": ["month"]}}]  # fmt: skip
    made["oneOf"] = dated
    if kind.name == "set":
        made["anyOf"] = [{"required": [section]} for section in SECTIONS]
    if {"funder", "kind"} <= set(keys_of_event(kind)):
        made["not"] = {"required": ["funder", "kind"]}
    return made


def _changeable(section: str) -> list[Parameter]:
    """Parameters of a section that an event may change."""
    return [p for p in parameters.registry().select(kind=SECTIONS[section]) if not is_fixed_at_start(p.name)]

"""The JSON Schema of claim files, made from the tables of keys, so that an editor completes and explains each name."""

from __future__ import annotations

import json

from sim.claims.files import ARM_KEYS, CHECK_KEYS, COMPARISONS, KEYS, MOST_MONTHS
from sim.measures.claim_readings import FORMS, OF_MONTHS, PERS, WHILES, columns
from sim.measures.outcomes import OUTCOMES
from sim.scenario.events import EVENTS
from sim.scenario.schema import SCHEMA_ID

_TEXT = {"type": "string", "minLength": 1}
_NAME, _COLUMN, _OUTCOME = ({"$ref": f"#/$defs/{word}"} for word in ("name", "column", "outcome"))
_MONTH = {"type": "integer", "minimum": 1, "maximum": MOST_MONTHS}
_OTHER_KEYS = {
    "read": "what is read from each run",
    "called": "the reading in plain words",
    "times": "the first arm is compared with so many times the second",
    "any_of": "checks of one such group are alternatives: one that holds is enough",
    "given_by": "rule that all but gives the direction, so that the check is one of the code",
}


def claim_schema() -> dict:
    """The schema (draft 2020-12) of a claim file."""
    values = {
        "type": "object", "propertyNames": _NAME, "additionalProperties": {"type": ["number", "string"]},
    }  # fmt: skip
    event = {"type": "object", "required": ["do"], "properties": {"do": {"enum": list(EVENTS)}}}
    arm = _mapping(ARM_KEYS, {
        "scenario": _TEXT, "values": values, "events": {"type": "array", "items": event}, "mark": _MONTH,
    })  # fmt: skip
    arms = {"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [arm, {"type": "null"}]}}
    top = {
        "title": _TEXT, "source": _TEXT, "note": _TEXT, "base": _TEXT, "with": values, "where": _TEXT,
        "keep": {"type": "array", "items": _NAME}, "months": _MONTH, "arms": arms,
        "expect": {"type": "array", "minItems": 1, "items": _expectation()},
    }  # fmt: skip
    return {
        "$schema": SCHEMA_ID, "title": "Claim of the literature", **_mapping(KEYS, top),
        "required": ["title", "source", "arms", "expect"],
        "$defs": {
            "name": {"type": "string", "pattern": r"^[a-z_]+\.[a-z_]+$"}, "column": {"enum": list(columns())},
            "outcome": {"enum": [o.name for o in OUTCOMES]},
        },
    }  # fmt: skip


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(claim_schema(), indent=1, ensure_ascii=False) + "\n"


def _mapping(keys: dict[str, str], schemas: dict[str, dict]) -> dict:
    """A mapping with exactly these keys, each with its meaning."""
    properties = {key: {"description": meaning, **schemas[key]} for key, meaning in keys.items()}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _expectation() -> dict:
    """What is read, one comparison, and how it is told."""
    group = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
    schemas = {
        **dict.fromkeys(COMPARISONS, {"type": "array", "items": group, "minItems": 1}), "read": _reading(),
        "times": {"type": "number", "minimum": 0.01, "maximum": 100},
        **dict.fromkeys(("called", "any_of", "given_by"), _TEXT),
    }
    meanings = {**COMPARISONS, **_OTHER_KEYS}
    made = _mapping({key: meanings[key] for key in CHECK_KEYS}, schemas)
    return {**made, "required": ["read"], "oneOf": [{"required": [word]} for word in COMPARISONS]}


def _reading() -> dict:
    """One form with the options that it takes."""
    options = {
        "month": _MONTH, "from": _MONTH, "to": _MONTH, "after": {**_MONTH, "minimum": 0},
        "while": {"enum": list(WHILES)}, "per": {"enum": list(PERS[1:])}, "when": _COLUMN,
    }  # fmt: skip
    forms = []
    for form, takes in FORMS.items():
        own = _MONTH if form in OF_MONTHS else _OUTCOME if form == "outcome" else _COLUMN
        properties = {form: own, **{option: options[option] for option in takes}}
        forms.append({"type": "object", "required": [form], "additionalProperties": False, "properties": properties})
    return {"oneOf": forms}

"""The JSON Schema of files of rules, made from the tables of keys, so that an editor completes each name."""

import json

from analysis.portfolio.rules import FILE, may_change
from sim.scenario.schema import SCHEMA_ID, scenario_schema


def rules_schema() -> dict:
    """The schema (draft 2020-12) of a file of rules."""
    known = scenario_schema()["$defs"]
    return {"$schema": SCHEMA_ID, "title": "Rules by which funders give", **FILE.schema(),
            "$defs": {name: known[name] for name in may_change(("funder", "partnership", "world"))}}  # fmt: skip


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(rules_schema(), indent=1, ensure_ascii=False) + "\n"

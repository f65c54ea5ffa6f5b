"""The JSON Schema of claim files, made from the tables of keys, so that an editor completes and explains each name."""

import json

from sim.claims.keys import CLAIM
from sim.measures.claim_readings import columns
from sim.measures.outcomes import OUTCOME
from sim.scenario.schema import SCHEMA_ID


def claim_schema() -> dict:
    """The schema (draft 2020-12) of a claim file."""
    return {
        "$schema": SCHEMA_ID, "title": "Claim of the literature", **CLAIM.schema(),
        "$defs": {
            "name": {"type": "string", "pattern": r"^[a-z_]+\.[a-z_]+$"}, "column": {"enum": list(columns())},
            "outcome": {"enum": list(OUTCOME)},
        },
    }  # fmt: skip


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(claim_schema(), indent=1, ensure_ascii=False) + "\n"

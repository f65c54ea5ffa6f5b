"""The JSON Schema of experiment files, made from the tables of keys, so that an editor completes each name."""

import json

from sim.experiments.plan.files import EXPERIMENT
from sim.scenario.schema import SCHEMA_ID


def experiment_schema() -> dict:
    """The schema (draft 2020-12) of an experiment file."""
    return {"$schema": SCHEMA_ID, "title": "Experiment", **EXPERIMENT.schema(),
            "$defs": {"name": {"type": "string", "pattern": r"^[a-z_]+\.[a-z_]+$"}}}  # fmt: skip


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(experiment_schema(), indent=1, ensure_ascii=False) + "\n"

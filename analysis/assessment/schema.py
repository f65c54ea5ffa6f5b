"""The JSON Schema of forms, made from the questionnaire, so that an editor completes and explains each question."""

import json

from analysis.assessment.forms import form_keys
from analysis.assessment.questionnaire import load_questionnaire
from sim.scenario.schema import SCHEMA_ID


def form_schema() -> dict:
    """The schema (draft 2020-12) of a form."""
    questionnaire = load_questionnaire()
    return {"$schema": SCHEMA_ID, "title": questionnaire.title, **form_keys(questionnaire).schema()}


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(form_schema(), indent=1, ensure_ascii=False) + "\n"

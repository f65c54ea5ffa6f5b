"""The questionnaire of `rpp assess` in the browser: its questions, and forms that are opened and saved as files.

A form in the browser and a form on disk are the same, and one reader tells the mistakes in both. Nothing of either is
kept here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from analysis.assessment.forms import DO_NOT_KNOW, SEVERAL, Answers, form_of_text
from analysis.assessment.questionnaire import HIGHEST, LOWEST, Questionnaire, load_questionnaire
from app.assessment.form import as_yaml
from app.live.aliases import REAL
from app.live.arms import bounded, mapping, named
from app.live.refused import Refused, refused
from sim.scenario.folders import BASELINE
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Scenario

#: Most members of a form, longest title, and longest text of a file [characters].
MOST_MEMBERS, LONGEST_TITLE, LONGEST = 40, 120, 280_000
FORM = ("title", "scenario", "members")


@cache
def ours() -> Questionnaire:
    """What is asked."""
    return load_questionnaire()


def questionnaire() -> dict[str, Any]:
    """Everything that a page needs in order to ask."""
    q = ours()
    return {
        "title": q.title, "lowest": LOWEST, "highest": HIGHEST, "do_not_know": DO_NOT_KNOW, "members": MOST_MEMBERS,
        "roles": [{"name": role.name, "label": role.name.replace("_", " ")} for role in q.roles.values()],
        "parts": [
            {"label": label, "questions": [{"name": asked.name, "asks": asked.asks, "one": asked.one,
                                            "five": asked.five} for asked in q.of_part(part)]}
            for part, label in q.parts.items()
        ],
    }  # fmt: skip


def form_opened(sent: Mapping[str, Any]) -> dict[str, Any]:
    """A form for the text of a file that somebody opened, and what of it the app cannot take over.

    Raises:
        Refused: with every mistake in it.
    """
    text = mapping(sent, "this question", ("yaml",)).get("yaml")
    if not isinstance(text, str) or not text.strip():
        raise Refused("yaml must be the text of a form")
    if len(text) > LONGEST:
        raise Refused(f"a form of more than {LONGEST:,} characters is not opened", 413)
    try:
        answers = form_of_text(text, "the form", ours())
    except (ScenarioError, UnicodeError) as error:
        raise _refused(error) from None
    _few(answers.members)
    told, scenario = "", answers.scenario
    if scenario:
        try:
            scenario = _base(scenario).name
        except Refused as error:
            told = f"Otherwise your partnership is like {scenario[:80]}, says the form: {error}. Choose another here."
            scenario = ""
    members = [{"role": m.role, "answers": {n: score or DO_NOT_KNOW for n, score in m.answers.items()}}
               for m in answers.members]  # fmt: skip
    return {"form": {"title": answers.title, "scenario": scenario or BASELINE, "members": members}, "told": told}


def form_saved(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The text of a file that says what the form in the browser says; `rpp assess` reads it too.

    Raises:
        Refused: with every mistake in it.
    """
    answers = answers_of(mapping(sent, "this question", ("form",)).get("form"))
    name = re.sub(r"[^a-z0-9]+", "_", answers.title.lower()).strip("_")[:40] or "partnership"
    text = as_yaml(ours(), answers.title, base_of(answers).name, answers.members)
    return {"yaml": text, "file": f"{name}_answers.yaml"}


def answers_of(form: object) -> Answers:
    """What members said, from what was sent.

    Raises:
        Refused: with every mistake in it.
    """
    sent = mapping(form, "a form", FORM)
    title, members = sent.get("title") or "", sent.get("members")
    if not isinstance(title, str) or len(title) > LONGEST_TITLE or not (title.isprintable() or not title):
        raise Refused(f"title must be a line of up to {LONGEST_TITLE} characters")
    if not isinstance(sent.get("scenario") or "", str):
        raise Refused("scenario must be a name of the gallery")
    if not isinstance(members, list) or not members:
        raise Refused(f"members must be a list of 1 to {MOST_MEMBERS} members, each with role and answers")
    _few(members)
    try:
        said = {key: value for key, value in sent.items() if value not in ("", None)}
        return form_of_text(json.dumps(said), "", ours())  # JSON is YAML
    except (ScenarioError, UnicodeError) as error:
        raise _refused(error) from None


def base_of(answers: Answers) -> Scenario:
    """What the partnership is like otherwise.

    Raises:
        Refused: there is no such scenario, it is of several partnerships, or too large.
    """
    return _base(answers.scenario or BASELINE)


def _base(name: str) -> Scenario:
    scenario = named(name[:200], REAL)  # the user has named it, by the name that it has on disk
    if len(scenario.partnerships) != 1:
        raise Refused(f"{scenario.name} {SEVERAL.format(number=len(scenario.partnerships))}")
    bounded(scenario)
    return scenario


def _few(members: object) -> None:
    if len(members) > MOST_MEMBERS:  # type: ignore[arg-type]
        raise Refused(f"the app takes up to {MOST_MEMBERS} members; `rpp assess` takes more", 413)


def _refused(error: ScenarioError | UnicodeError) -> Refused:
    return refused(error) if isinstance(error, ScenarioError) else Refused("the form holds what is no text")

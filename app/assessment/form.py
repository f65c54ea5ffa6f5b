"""Forms: a commented file to type answers into, or with those there are; and a page to print that loads nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis.assessment.forms import DO_NOT_KNOW, Member
from analysis.assessment.questionnaire import Questionnaire


def as_yaml(questionnaire: Questionnaire, title: str, scenario: str, members: Sequence[Member]) -> str:
    """The form as a file, with a block for each member; ``""`` is a role that is left to be filled in."""
    quoted = (json.dumps(text, ensure_ascii=False) if text else "" for text in (title, scenario))
    made = dict(zip(("title", "scenario"), quoted, strict=True))
    text = _environment(escaped=False).get_template("form.yaml.j2").render(
        q=questionnaire, members=members, do_not_know=DO_NOT_KNOW, **made
    )
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def as_page(questionnaire: Questionnaire, title: str) -> str:
    """The form as a page, for paper."""
    return _environment(escaped=True).get_template("form.html.j2").render(q=questionnaire, title=title)


def _environment(*, escaped: bool) -> Environment:
    return Environment(
        loader=PackageLoader("app", "templates/assess"), autoescape=escaped, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip

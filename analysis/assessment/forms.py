"""Filled forms: who answered what, by role, with every mistake of every file at its line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.assessment.questionnaire import HIGHEST, LOWEST, Questionnaire
from sim.scenario.file_keys import Key, Keys, Kind, as_written, word
from sim.scenario.files import load_scenario
from sim.scenario.folders import shown
from sim.scenario.mistakes import Problem, ScenarioError, nearest, refuse
from sim.scenario.strict_yaml import Entry, read_yaml

#: How a member says that he or she does not know, and other ways in which people write it.
DO_NOT_KNOW = "don't know"
#: What programs write where nothing is.
_NOTHING = ("", "null", "~")
_SAME = frozenset({DO_NOT_KNOW, "dont know", "don’t know", "do not know", "dk", "?"})
#: What is never asked for.
_PERSONAL = frozenset({"name", "names", "member", "person", "email", "e-mail", "mail", "phone", "age", "gender"})


@dataclass(frozen=True, slots=True)
class Member:
    """What one member answered.

    Attributes:
        role: key of a role.
        answers: score by name of the question, None for "don't know"; questions left empty are not in it.
    """

    role: str
    answers: dict[str, int | None]

    @property
    def known(self) -> dict[str, int]:
        """Answers from 1 to 5."""
        return {name: score for name, score in self.answers.items() if score is not None}


@dataclass(frozen=True, slots=True)
class Answers:
    """All forms together.

    Attributes:
        title: what partners call it.
        scenario: what it is built on; ``""`` for the baseline.
        members: in the order of files.
    """

    title: str
    scenario: str
    members: tuple[Member, ...]


Form = str | Path | Mapping[str, object]


def load_answers(forms: Sequence[Form], questionnaire: Questionnaire) -> Answers:
    """Reads filled forms.

    Args:
        forms: files; or what would stand in them, as a mapping.
        questionnaire: that they answer.

    Raises:
        ScenarioError: every mistake in all forms; or nobody has answered anything.
    """
    problems: list[Problem] = []
    named = {_shown(form, n): form for n, form in enumerate(forms, start=1)}
    read = [(name, _read(name, form, questionnaire, problems)) for name, form in named.items()]
    said = [(name, form) for name, form in read if form is not None]
    for what in ("title", "scenario"):
        names = {getattr(form, what): name for name, form in reversed(said) if getattr(form, what)}
        if len(names) > 1:
            (first, of_first), (other, of_other) = list(names.items())[:2]
            problems.append(Problem(of_first, 0, what, first, f"is {other!r} in {of_other}", "write the same in all"))
    refuse(problems)
    members = tuple(member for _, form in said for member in form.members)
    if not any(member.known for member in members):
        raise ScenarioError([Problem(", ".join(named), 0, "", "", "nobody has answered anything yet",
                                     f"write a number from {LOWEST} to {HIGHEST} behind the questions")])  # fmt: skip
    first = {what: next((getattr(f, what) for _, f in said if getattr(f, what)), "") for what in ("title", "scenario")}
    return Answers(first["title"], first["scenario"], members)


def form_of_text(text: str, shown: str, questionnaire: Questionnaire) -> Answers:
    """A form as a text, which may be half empty.

    Raises:
        ScenarioError: every mistake in it.
    """
    problems: list[Problem] = []
    root = _of_text(text, shown, problems)
    form = None if root is None else _form(root, questionnaire)
    refuse(problems)
    assert form is not None
    return form


def checked_form(path: Path, questionnaire: Questionnaire) -> Answers:
    """A form as a file, which may be half empty, with the scenario that it names.

    Raises:
        ScenarioError: every mistake in it and in the scenario.
    """
    problems: list[Problem] = []
    root = read_yaml(path, shown(path), problems)
    form = None if root is None else _form(root, questionnaire)
    if form is not None and form.scenario:
        try:
            found = load_scenario(form.scenario)
        except ScenarioError as error:
            problems += error.problems
        else:
            if len(found.partnerships) != 1:
                root.entries()["scenario"].wrong(SEVERAL.format(number=len(found.partnerships)), value=form.scenario)
    refuse(problems)
    assert form is not None
    return form


#: What is wrong with a scenario of another number of partnerships.
SEVERAL = "has {number} partnerships; answers are about one"


def form_keys(questionnaire: Questionnaire) -> Keys:
    """Keys of a form."""
    members = {"type": "array", "minItems": 1, "items": member_keys(questionnaire).schema()}
    return Keys("a form", (
        Key("title", _LINE_OR_NOTHING, "what you call your partnership"),
        Key("scenario", _LINE_OR_NOTHING, "what it is built on (see rpp list)"),
        Key("members", as_written(lambda: members), "who answers: a list, each with `role` and `answers`", True),
    ), _elsewhere)  # fmt: skip


def member_keys(questionnaire: Questionnaire) -> Keys:
    """Keys of one member's answers."""
    return Keys("a member", (
        Key("role", word(questionnaire.roles), "as what somebody answers", f"one of {', '.join(questionnaire.roles)}"),
        Key("answers", as_written(lambda: _answers_schema(questionnaire)), "an answer behind each question", True),
    ), _elsewhere)  # fmt: skip


def _answers_schema(questionnaire: Questionnaire) -> dict:
    answer = {"enum": [*range(LOWEST, HIGHEST + 1), *sorted(_SAME), None]}
    properties = {q.name: {"description": f"{q.asks} {LOWEST}: {q.one}; {HIGHEST}: {q.five}.", **answer}
                  for q in questionnaire.questions.values()}  # fmt: skip
    return {"type": ["object", "null"], "additionalProperties": False, "properties": properties}


def _elsewhere(key: str) -> tuple[str, str]:
    """What is said of a key that asks for a person."""
    told = "is not asked for: answers stand by role only"
    return (told, "leave it out") if key.strip().lower() in _PERSONAL else ("", "")


#: One line that may be left empty.
_LINE_OR_NOTHING = Kind(lambda entry: None if entry.is_empty else entry.one_line(),
                        lambda: {"type": ["string", "number", "boolean", "null"]})  # fmt: skip


def _shown(form: Form, number: int) -> str:
    return f"form {number}" if isinstance(form, Mapping) else str(form)


def _read(name: str, form: Form, questionnaire: Questionnaire, problems: list[Problem]) -> Answers | None:
    """One form; its mistakes are added."""
    if isinstance(form, Mapping):
        root = _of_text(_as_text(form), name, problems)  # what is plain data is YAML too, and read by the same rules
    else:
        path = Path(form).expanduser()
        if path.suffix != ".yaml":
            hint = "forms end in .yaml; rpp assess new FILE begins one"
            problems.append(Problem("", 0, "", name, "is no form", hint))
            return None
        root = read_yaml(path, name, problems)
    return None if root is None else _form(root, questionnaire)


def _as_text(form: Mapping[str, object]) -> str:
    """A mapping as text; numbers of NumPy are plain ones."""
    def plain(value: object) -> object:
        return value.item() if hasattr(value, "item") else str(value)

    return json.dumps(form, default=plain)


def _of_text(text: str, shown: str, problems: list[Problem]) -> Entry | None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.yaml"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        return read_yaml(path, shown, problems)


def _form(root: Entry, questionnaire: Questionnaire) -> Answers:
    """A whole form; its mistakes are added."""
    before = len(root.problems)
    _, said = form_keys(questionnaire).read(root)
    members = []
    for entry in (said["members"].items() or []) if "members" in said else ():
        member = _member(entry, questionnaire)
        members += [] if member is None else [member]
    if "members" in said and not members and len(root.problems) == before:
        said["members"].wrong("names no member", "write `- role: …` and `answers:` below it")
    return Answers(said.get("title", ""), said.get("scenario", ""), tuple(members))


def _member(entry: Entry, questionnaire: Questionnaire) -> Member | None:
    _, said = member_keys(questionnaire).read(entry)
    answers: dict[str, int | None] = {}
    if "answers" in said and not said["answers"].holds_nothing:
        for name, there in (said["answers"].entries() or {}).items():
            if name not in questionnaire.questions:
                there.wrong("there is no such question", nearest(name, questionnaire.questions))
            elif not there.is_mapping and not there.is_list and there.node.value in _NOTHING:
                continue
            else:
                score = _score(there)
                if score is not False:
                    answers[name] = score
    return Member(said["role"], answers) if "role" in said else None


def _score(entry: Entry) -> int | None | bool:
    """An answer: a whole number, None for "don't know", False for a mistake, which is added."""
    text = entry.text()
    if text is None:
        return False
    if text.lower() in _SAME:
        return None
    if text.isascii() and text.isdigit() and LOWEST <= int(text[:4]) <= HIGHEST:
        return int(text)
    entry.wrong(f"must be a whole number from {LOWEST} to {HIGHEST}, or {DO_NOT_KNOW}",
                "leave it empty where there is no answer", value=text[:60])  # fmt: skip
    return False

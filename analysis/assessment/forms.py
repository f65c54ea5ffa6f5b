"""Filled forms: who answered what, by role, with every mistake of every file at its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.assessment.questionnaire import HIGHEST, LOWEST, Questionnaire
from sim.scenario.file_keys import Key, Keys, Kind, as_written, word
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


def load_answers(files: Sequence[str], questionnaire: Questionnaire) -> Answers:
    """Reads filled forms.

    Raises:
        ScenarioError: every mistake in all files; or nobody has answered anything.
    """
    problems: list[Problem] = []
    read = [(name, _read(name, questionnaire, problems)) for name in dict.fromkeys(files)]
    forms = [(name, form) for name, form in read if form is not None]
    for what in ("title", "scenario"):
        said = {getattr(form, what): name for name, form in reversed(forms) if getattr(form, what)}
        if len(said) > 1:
            (first, of_first), (other, of_other) = list(said.items())[:2]
            problems.append(Problem(of_first, 0, what, first, f"is {other!r} in {of_other}", "write the same in all"))
    refuse(problems)
    members = tuple(member for _, form in forms for member in form.members)
    if not any(member.known for member in members):
        raise ScenarioError([Problem(", ".join(files), 0, "", "", "nobody has answered anything yet",
                                     f"write a number from {LOWEST} to {HIGHEST} behind the questions")])  # fmt: skip
    first = {what: next((getattr(f, what) for _, f in forms if getattr(f, what)), "") for what in ("title", "scenario")}
    return Answers(first["title"], first["scenario"], members)


def _elsewhere(key: str) -> tuple[str, str]:
    """What is said of a key that asks for a person."""
    told = "is not asked for: answers stand by role only"
    return (told, "leave it out") if key.strip().lower() in _PERSONAL else ("", "")


#: One line that may be left empty.
_LINE_OR_NOTHING = Kind(lambda entry: None if entry.is_empty else entry.one_line())
_FORM = Keys("a form", (
    Key("title", _LINE_OR_NOTHING, "what you call your partnership"),
    Key("scenario", _LINE_OR_NOTHING, "what it is built on (see rpp list)"),
    Key("members", as_written(), "who answers: a list, each with `role` and `answers`", True),
), _elsewhere)  # fmt: skip


def _read(name: str, questionnaire: Questionnaire, problems: list[Problem]) -> Answers | None:
    """One file; its mistakes are added."""
    path = Path(name).expanduser()
    if path.suffix != ".yaml":
        problems.append(Problem("", 0, "", name, "is no form", "forms end in .yaml; rpp assess new FILE begins one"))
        return None
    root = read_yaml(path, name, problems)
    if root is None:
        return None
    before = len(problems)
    _, said = _FORM.read(root)
    members = []
    for entry in (said["members"].items() or []) if "members" in said else ():
        member = _member(entry, questionnaire)
        members += [] if member is None else [member]
    if "members" in said and not members and len(problems) == before:
        said["members"].wrong("names no member", "write `- role: …` and `answers:` below it")
    return Answers(said.get("title", ""), said.get("scenario", ""), tuple(members))


def _member(entry: Entry, questionnaire: Questionnaire) -> Member | None:
    keys = Keys("a member", (
        Key("role", word(questionnaire.roles), f"one of {', '.join(questionnaire.roles)}", True),
        Key("answers", as_written(), "an answer behind each question", True),
    ), _elsewhere)  # fmt: skip
    _, said = keys.read(entry)
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

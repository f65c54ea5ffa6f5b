"""The questionnaire, and what its answers mean for the model: from ``questionnaire.yaml`` to frozen rows.

A file of the same form may take its place; every mistake in it is told at its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.declarations.parameters import Parameter, registry
from sim.scenario.file_keys import LABEL, LINE, Key, Keys, as_written, number, word
from sim.scenario.folders import shown
from sim.scenario.mistakes import nearest, refuse
from sim.scenario.strict_yaml import Entry, read_yaml

#: The questionnaire that is asked where no other is named.
OURS = Path(__file__).with_name("questionnaire.yaml")
#: Answers: from not at all true to wholly true.
LOWEST, HIGHEST = 1, 5
SIDES = ("practice", "research", "between")
#: Largest number that a mapping may hold.
_MOST = 1e9


@dataclass(frozen=True, slots=True)
class Move:
    """What an answer says of one parameter.

    Attributes:
        parameter: which.
        at_1, at_5: its value at the lowest and the highest answer; in between on a straight line.
        unsure: standard deviation around that value.
        times: whether all three are so many times the scenario's own value.
    """

    parameter: Parameter
    at_1: float
    at_5: float
    unsure: float
    times: bool

    def at(self, score: float) -> float:
        """The value at an answer, which may lie between two."""
        return self.at_1 + (self.at_5 - self.at_1) * (score - LOWEST) / (HIGHEST - LOWEST)


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        name: in files.
        asks: a sentence that somebody finds more or less true.
        one, five: what one would see at the lowest and the highest answer.
        part, dimension, standard: keys of the questionnaire; a standard may be missing (``""``).
        moves: what an answer says of parameters.
        change: what partners could do about it; ``""`` where that is not theirs to choose.
    """

    name: str
    asks: str
    one: str
    five: str
    part: str
    dimension: str
    standard: str
    moves: tuple[Move, ...]
    change: str

    @property
    def levers(self) -> tuple[Move, ...]:
        """What of it partners can choose."""
        return tuple(move for move in self.moves if move.parameter.kind == "lever")


@dataclass(frozen=True, slots=True)
class Role:
    """Who answers: what several of them are called, and on which side they stand."""

    name: str
    label: str
    side: str


@dataclass(frozen=True)
class Questionnaire:
    """All that is asked.

    Attributes:
        title: of the form.
        parts, dimensions, standards: labels by key.
        roles, questions: by name, in the order of the file.
        file: where it stands, as the user knows it.
    """

    title: str
    parts: Mapping[str, str]
    dimensions: Mapping[str, str]
    standards: Mapping[str, str]
    roles: Mapping[str, Role]
    questions: Mapping[str, Question]
    file: str

    def of_part(self, part: str) -> list[Question]:
        """Questions of one part."""
        return [q for q in self.questions.values() if q.part == part]

    def as_data(self) -> list[list[object]]:
        """What decides a result, as plain data."""
        return [
            [q.name, q.part, q.dimension, q.standard, q.change,
             [[m.parameter.name, m.at_1, m.at_5, m.unsure, m.times] for m in q.moves]]
            for q in self.questions.values()
        ]  # fmt: skip


def load_questionnaire(path: Path = OURS) -> Questionnaire:
    """Reads a questionnaire.

    Raises:
        ScenarioError: every mistake in the file.
    """
    problems: list = []
    root = read_yaml(path, shown(path.resolve()), problems)
    made = None if root is None else _questionnaire(root)
    refuse(problems)
    assert made is not None
    return made


QUESTIONNAIRE = Keys("a questionnaire", (
    Key("title", LINE, "what stands above the form", True),
    *(Key(name, as_written(), f"{name} by key, each with its label", True)
      for name in ("parts", "dimensions", "standards", "roles", "questions")),
))  # fmt: skip
_ROLE = Keys("a role", (Key("label", LABEL, "what several of them are called", True),
                        Key("side", word(SIDES), ", ".join(SIDES), True)))  # fmt: skip
_MOVE = Keys("what an answer moves", (
    *(Key(f"{how}_{end}", number(-_MOST, _MOST, "value or times"))
      for how in ("at", "times") for end in (LOWEST, HIGHEST)),
    Key("unsure", number(0, _MOST, "standard deviation"), "standard deviation around the value", True),
))  # fmt: skip


def _questionnaire(root: Entry) -> Questionnaire | None:
    _, said = QUESTIONNAIRE.read(root)
    labels = {name: _labels(said[name]) for name in ("parts", "dimensions", "standards") if name in said}
    roles = {}
    for name, entry in ((said["roles"].entries() or {}) if "roles" in said else {}).items():
        _, of_role = _ROLE.read(entry)
        roles[name] = Role(name, of_role.get("label", name), of_role.get("side", SIDES[-1]))
    questions, moved = {}, {}
    for name, entry in ((said["questions"].entries() or {}) if "questions" in said else {}).items():
        questions[name] = _question(name, entry, labels, moved)
    if root.problems:
        return None
    return Questionnaire(said["title"], **labels, roles=roles, questions=questions, file=root.file)


def _labels(entry: Entry) -> dict[str, str]:
    return {name: there.one_line() or name for name, there in (entry.entries() or {}).items()}


def _question(name: str, entry: Entry, labels: Mapping[str, Mapping[str, str]], moved: dict[str, str]) -> Question:
    """One question; ``moved`` grows by the parameters that it moves."""
    keys = Keys("a question", (
        Key("part", word(labels.get("parts", {})), "a key of `parts`", True),
        Key("dimension", word(labels.get("dimensions", {})), "a key of `dimensions`", True),
        Key("standard", word(labels.get("standards", {})), "a key of `standards`"),
        Key("asks", LINE, "a sentence that somebody finds more or less true", True),
        Key("one", LINE, "what one would see at 1", True),
        Key("five", LINE, "what one would see at 5", True),
        Key("moves", as_written(), "parameters, each with its value at 1 and at 5", True),
        Key("change", LINE, "what partners could do about it"),
    ))  # fmt: skip
    written, said = keys.read(entry)
    moves = []
    for parameter, there in ((said["moves"].entries() or {}) if "moves" in said else {}).items():
        if parameter in moved:
            there.wrong(f"is moved by {moved[parameter]}, too", "one question sets one parameter")
        moved.setdefault(parameter, name)
        move = _move(parameter, there)
        moves += [] if move is None else [move]
    made = Question(
        name, *(said.get(key, "") for key in ("asks", "one", "five", "part", "dimension", "standard")),
        tuple(moves), said.get("change", ""),
    )  # fmt: skip
    if made.change and moves and not made.levers:
        written["change"].wrong("moves no lever", "leave `change` out, or move something that partners choose")
    return made


def _move(name: str, entry: Entry) -> Move | None:
    keys, said = _MOVE.read(entry)
    p = registry().get(name)
    if p is None:
        entry.wrong("unknown name", nearest(name, registry()))
        return None
    if p.choices or name == "scale.districts":
        entry.wrong("cannot be moved by an answer", "choose a parameter that is a number")
        return None
    times = "times_1" in keys or "times_5" in keys
    ends = ("times_1", "times_5") if times else ("at_1", "at_5")
    if set(keys) - {"unsure"} != set(ends):
        entry.wrong("needs `at_1` and `at_5`, or `times_1` and `times_5`")
        return None
    if not {*ends, "unsure"} <= said.keys():
        return None
    for end in ends if not times else ():
        if not p.minimum <= said[end] <= p.maximum:
            keys[end].wrong(f"must be from {p.minimum:g} to {p.maximum:g} ({p.unit})", value=f"{said[end]:g}")
    return Move(p, said[ends[0]], said[ends[1]], said["unsure"], times)

"""What one scenario file says, before anything is inherited: its keys, checked one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.declarations import parameters
from sim.declarations.parameters import SCOPES
from sim.scenario.events import (
    EVENTS,
)
from sim.scenario.file_keys import LABEL, LINE, TEXT, Key, Kind, many, reference, whole, word
from sim.scenario.happenings import MOST_MONTHS, EventEntry, KnownEntry, event_entry, known_entry
from sim.scenario.mistakes import Problem
from sim.scenario.records import BY_DATE, FOUNDINGS, Attempt, Fact, Teaching, Value
from sim.scenario.sections import keys_of, section_of_values
from sim.scenario.strict_yaml import Entry, read_yaml

MOST_REPLICATES, MOST_ALIKE = 100_000, 10_000


def _rows(sort: str, empty: tuple[str, str] | None = None) -> Kind:
    return many(Kind(lambda entry: _group(entry, sort), lambda: reference(sort)), empty)


_EXTENDS = Kind(lambda entry: _extends(entry), lambda: reference("extends"))
_COUNT = Key("count", whole(1, MOST_ALIKE, "rows"), "how many alike (name-1, name-2 and so on)")
SCENARIO = keys_of("a scenario", (
    Key("title", LINE, "name of the scenario for the audience"),
    Key("question", LINE, "the one question that it asks, for the audience"),
    Key("note", TEXT, "one paragraph for the audience"),
    Key("portrait_of", LINE,
        "the real place whose name it bears: every story, report and figure then says that its history is invented; "
        "inherited"),
    Key("innovation", LABEL,
        "what partners try to bring into classrooms, with its article (a feedback protocol for new teachers), as "
        "stories and reports call it; inherited"),
    Key("extends", _EXTENDS,
        "scenario or scenarios that it builds on; of several, the later wins; baseline is always the first"),
    Key("months", whole(1, MOST_MONTHS, "months"), "how many months are simulated"),
    Key("replicates", whole(1, MOST_REPLICATES, "replicates"), "suggested number of replicates"),
    Key("levers", section_of_values("levers", *SCOPES), "choices of the partners, for all partnerships"),
    Key("context", section_of_values("context", *SCOPES), "setting, for all districts and funders and for the world"),
    Key("variety", section_of_values("variety", *SCOPES), "how partnerships, districts and people differ"),
    Key("uncertainties", section_of_values("uncertainties", *SCOPES), "how people and organisations behave"),
    Key("partnerships",
        _rows("partnership", ("a world needs at least one partnership", "leave the key out for just one")),
        "the partnerships; without a list there is one, named after the file"),
    Key("beside", _rows("district"),
        "districts beside the partnerships, of any size, that none ever invites; the list replaces the inherited one"),
    Key("funders", _rows("funder"), "the funders; the list replaces the inherited one"),
    Key("events", many(Kind(lambda entry: event_entry(entry), lambda: reference("event"))),
        "what happens when; added to inherited events, and [] drops those"),
    Key("history", many(Kind(lambda entry: known_entry(entry), lambda: reference("known"))),
        "where a documented course is replayed: there chance is switched off, and dated events still happen; "
        "added to the inherited history, and [] drops that"),
    Key("facts", many(Kind(lambda entry: _fact(entry), lambda: reference("fact"))),
        "what is known about the case, and what rests on it"),
    Key("teaching", Kind(lambda entry: _teaching(entry), lambda: reference("teaching")),
        "what to teach with it, on the page of a portrait and in `rpp show`; changes no result, and is not inherited"),
))  # fmt: skip
#: What an entry in a list of rows takes.
ROWS = {
    "partnership": keys_of("a partnership", (
        Key("name", LABEL, "name, unique in the scenario"),
        Key("extends", _EXTENDS, "scenario or scenarios whose levers it takes"),
        _COUNT,
        Key("start", whole(1, MOST_MONTHS, "month"), "month in which it starts (1 is July of year 1)"),
        Key("founding", word(FOUNDINGS),
            "`date`: it starts in that month, with its first grant (as by default); `grant`: from that month on its "
            "founders ask funders for a first grant, and it starts when one gives it, or never"),
        Key("levers", section_of_values("levers", "partnership"), "its own choices"),
        Key("variety", section_of_values("variety", "partnership"), "what it, and people in it, are like"),
        Key("districts",
            _rows("district", ("a partnership needs a district", "leave the key out for scale.districts of them")),
            "its member districts; without a list, scale.districts of them in the scenario's context"),
    )),
    "district": keys_of("a district", (
        Key("name", LABEL, "name, unique in its partnership"),
        _COUNT,
        Key("context", section_of_values("context", "district"), "its own setting"),
        Key("variety", section_of_values("variety", "district"), "what it is like"),
    )),
    "funder": keys_of("a funder", (
        Key("name", LABEL, "name, unique in the scenario"),
        _COUNT,
        Key("context", section_of_values("context", "funder"), "what this funder is like"),
    )),
}  # fmt: skip
FACT = keys_of("a fact", (
    Key("fact", TEXT, "one sentence", "add `fact: …`"),
    Key("source", TEXT, "short reference", "add `source: …`"),
    Key("used_for", many(word(lambda: (*parameters.registry(), *EVENTS, *(row.name for row in SCENARIO.rows)), "any")),
        "names of values, or kinds of events, that rest on it"),
))  # fmt: skip
ATTEMPT = keys_of("something to try", (
    Key("do", TEXT, "what is done, in words", "add `do: …`"),
    Key("command", Kind(lambda entry: _command(entry), lambda: {"type": "string", "pattern": "^rpp "}),
        "the command that does it", "add `command: rpp …`"),
))  # fmt: skip
TEACHING = keys_of("what to teach", (
    Key("predict", TEXT, "a question to answer before anything runs", "add `predict: …`"),
    Key("to_try", many(Kind(lambda entry: _attempt(entry), lambda: reference("attempt")),
                       ("is empty", "add `- {do: …, command: rpp …}`")),
        "what to do, in order; the first answers the question", "add `to_try: …`"),
    Key("look_at", many(TEXT), "what to look at, with names of outcomes in brackets"),
))  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """An entry in a list of partnerships, districts or funders: one row, or ``count`` of them that are alike."""

    entry: Entry
    name: str
    count: int = 1
    start: int = 1
    founding: str = BY_DATE
    extends: tuple[Entry, ...] = ()
    levers: Mapping[str, Value] = field(default_factory=dict)
    context: Mapping[str, Value] = field(default_factory=dict)
    variety: Mapping[str, Value] = field(default_factory=dict)
    districts: list[Group] = field(default_factory=list)

    @property
    def values(self) -> Mapping[str, Value]:
        """What it says of its own: levers of a partnership, context of a district or funder, and variety of either."""
        return {**self.levers, **self.context, **self.variety}

    def names(self) -> list[str]:
        """Names of its rows."""
        return [self.name] if self.count == 1 else [f"{self.name}-{i + 1}" for i in range(self.count)]


@dataclass(slots=True, eq=False)
class Layer:
    """One file's content; None and empty texts stand for what it does not say."""

    name: str
    path: Path
    title: str = ""
    question: str = ""
    note: str = ""
    portrait_of: str = ""
    innovation: str = ""
    extends: tuple[Entry, ...] = ()
    months: int | None = None
    replicates: int | None = None
    levers: Mapping[str, Value] = field(default_factory=dict)
    context: Mapping[str, Value] = field(default_factory=dict)
    variety: Mapping[str, Value] = field(default_factory=dict)
    uncertainties: Mapping[str, Value] = field(default_factory=dict)
    partnerships: list[Group] | None = None
    beside: list[Group] | None = None
    funders: list[Group] | None = None
    events: list[EventEntry] | None = None
    history: list[KnownEntry] | None = None
    facts: list[Fact] = field(default_factory=list)
    teaching: Teaching | None = None

    @property
    def kind(self) -> str:
        """The partnership type that the file defines: its stem, if it lies in a folder ``types``."""
        return self.path.stem if self.path.parent.name == "types" else ""

    @property
    def values(self) -> dict[str, Value]:
        """Values at the top of the file, by dotted name."""
        return {**self.levers, **self.context, **self.variety, **self.uncertainties}

    def of_scope(self, scope: str) -> dict[str, Value]:
        """Values at the top of the file that belong to a scope."""
        registry = parameters.registry()
        return {name: value for name, value in self.values.items() if registry[name].scope == scope}


def read_layer(path: Path, name: str, shown: str, problems: list[Problem]) -> Layer | None:
    """Reads one file; None if it is not even a mapping. Mistakes are added to ``problems``.

    Args:
        path: the file.
        name: its name among scenarios.
        shown: its name in messages.
        problems: list that grows with each mistake.
    """
    root = read_yaml(path, shown, problems)
    return None if root is None else Layer(name, path, **SCENARIO.read(root)[1])


def _extends(entry: Entry) -> tuple[Entry, ...]:
    """One name or a list of names."""
    if entry.is_empty_list:
        entry.wrong("is empty", "leave it out to build on baseline alone")
    return tuple(item for item in entry.one_or_more() if item.text(most=300) is not None)


def _group(entry: Entry, sort: str) -> Group | None:
    """An entry in a list of rows; None if it has no name to know it by."""
    if not entry.is_mapping:
        entry.wrong(f"must be a {sort} with `name: …`")
        return None
    entry = entry.renamed(*entry.path[:-1], entry.peek("name") or entry.path[-1])
    keys, said = ROWS[sort].read(entry)
    if "name" not in said:
        if "name" not in keys:
            entry.wrong(f"a {sort} needs a name", "add `name: …`")
        return None
    group = Group(entry, **said)
    number = sum(d.count for d in group.districts)
    if number and group.levers.get("scale.districts", number) != number:
        entry.wrong(f"lists {number} districts, but sets scale.districts to {group.levers['scale.districts']:g}",
                    "remove scale.districts")  # fmt: skip
    return group


def _fact(entry: Entry) -> Fact | None:
    """One fact with its source, and the names that rest on it."""
    if not entry.is_mapping:
        entry.wrong("must be a fact with `fact: …` and `source: …`")
        return None
    _, said = FACT.read(entry)
    if not {"fact", "source"} <= said.keys():
        return None
    return Fact(said["fact"], said["source"], tuple(said.get("used_for", ())))


def _attempt(entry: Entry) -> Attempt | None:
    """Something to try."""
    if not entry.is_mapping:
        entry.wrong("must be something to try, with `do: …` and `command: rpp …`")
        return None
    _, said = ATTEMPT.read(entry)
    return Attempt(**said) if {"do", "command"} <= said.keys() else None


def _command(entry: Entry) -> str | None:
    """A command of this program, on one line."""
    text = entry.one_line()
    if text is not None and not text.startswith("rpp "):
        hint = "such as rpp compare bellevue --set coordination.fte=0"
        entry.wrong("must be a command of rpp", hint, value=text[:60])
        return None
    return text


def _teaching(entry: Entry) -> Teaching | None:
    """What to teach with a scenario."""
    if not entry.is_mapping:
        entry.wrong("must have `predict: …` and `to_try: …`")
        return None
    _, said = TEACHING.read(entry)
    if not {"predict", "to_try"} <= said.keys():
        return None
    return Teaching(said["predict"], tuple(said["to_try"]), tuple(said.get("look_at", ())))

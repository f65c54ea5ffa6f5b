"""What one scenario file says, before anything is inherited: its keys, checked one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sim.declarations import parameters
from sim.declarations.context import FUNDER_KINDS
from sim.declarations.parameters import SCOPES, Parameter
from sim.declarations.renamed import present_name
from sim.scenario.conditions import WATCHED
from sim.scenario.events import (
    EVENTS,
    LEAVING_ROLES,
    LONGEST,
    MONTH_NAMES,
    VERDICTS,
    EventKind,
    is_fixed_at_start,
)
from sim.scenario.file_keys import LABEL, LINE, TEXT, Key, Keys, Kind, as_written, many, number, reference, whole, word
from sim.scenario.history import ALL, CHANCES, NARROWED
from sim.scenario.mistakes import Problem, nearest
from sim.scenario.scenario import Event, Fact, Known, Value, When
from sim.scenario.strict_yaml import Entry, read_yaml

MOST_MONTHS, MOST_REPLICATES, MOST_ALIKE, MOST_TIMES = 1200, 100_000, 1000, 100

#: Sections that give values by dotted name, and the kind of parameter that each takes.
SECTIONS = {"levers": "lever", "context": "context", "variety": "variety", "uncertainties": "uncertainty"}
#: Sections whose values can change after the start: what differs by chance is drawn then.
LATER = tuple(section for section in SECTIONS if section != "variety")
_SECTION_OF = {kind: section for section, kind in SECTIONS.items()}
#: Targets that narrow a change of a scope: a district's context also by its partnership, the world's by nothing.
_NARROWING = {
    "partnership": ("partnership",), "district": ("district", "partnership"), "funder": ("funder",), "world": (),
}  # fmt: skip


def _section(section: str, *scopes: str, later: bool = False) -> Kind:
    """Values by dotted name, which may be left empty.

    Args:
        section: a key of `SECTIONS`.
        scopes: kinds of row that the values may belong to.
        later: whether only values are completed that can change after the start.
    """
    def schema() -> dict:
        names = [p.name for p in parameters.registry().select(kind=SECTIONS[section]) if p.scope in scopes]
        properties = {name: reference(name) for name in names if not (later and is_fixed_at_start(name))}
        return {"type": ["object", "null"], "additionalProperties": False, "properties": properties}

    return Kind(lambda entry: _values(entry, section, scopes), schema)


def _rows(sort: str, empty: tuple[str, str] | None = None) -> Kind:
    return many(Kind(lambda entry: _group(entry, sort), lambda: reference(sort)), empty)


_EXTENDS = Kind(lambda entry: _extends(entry), lambda: reference("extends"))
_COUNT = Key("count", whole(1, MOST_ALIKE, "rows"), "how many alike (name-1, name-2 and so on)")
_keys = partial(Keys, elsewhere=lambda key: _elsewhere(key))
SCENARIO = _keys("a scenario", (
    Key("title", LINE, "name of the scenario for the audience"),
    Key("question", LINE, "the one question that it asks, for the audience"),
    Key("note", TEXT, "one paragraph for the audience"),
    Key("portrait_of", LINE,
        "the real place whose name it bears: every story, report and figure then says that its history is invented; "
        "inherited"),
    Key("extends", _EXTENDS,
        "scenario or scenarios that it builds on; of several, the later wins; baseline is always the first"),
    Key("months", whole(1, MOST_MONTHS, "months"), "how many months are simulated"),
    Key("replicates", whole(1, MOST_REPLICATES, "replicates"), "suggested number of replicates"),
    Key("levers", _section("levers", *SCOPES), "choices of the partners, for all partnerships"),
    Key("context", _section("context", *SCOPES), "setting, for all districts and funders and for the world"),
    Key("variety", _section("variety", *SCOPES), "how partnerships, districts and people differ"),
    Key("uncertainties", _section("uncertainties", *SCOPES), "how people and organisations behave"),
    Key("partnerships",
        _rows("partnership", ("a world needs at least one partnership", "leave the key out for just one")),
        "the partnerships; without a list there is one, named after the file"),
    Key("funders", _rows("funder"), "the funders; the list replaces the inherited one"),
    Key("events", many(Kind(lambda entry: event_entry(entry), lambda: reference("event"))),
        "what happens when; added to inherited events, and [] drops those"),
    Key("history", many(Kind(lambda entry: _known(entry), lambda: reference("known"))),
        "where a documented course is replayed: there chance is switched off, and dated events still happen; "
        "added to the inherited history, and [] drops that"),
    Key("facts", many(Kind(lambda entry: _fact(entry), lambda: reference("fact"))),
        "what is known about the case, and what rests on it"),
))  # fmt: skip
#: What an entry in a list of rows takes.
ROWS = {
    "partnership": _keys("a partnership", (
        Key("name", LABEL, "name, unique in the scenario"),
        Key("extends", _EXTENDS, "scenario or scenarios whose levers it takes"),
        _COUNT,
        Key("start", whole(1, MOST_MONTHS, "month"), "month in which it starts (1 is July of year 1)"),
        Key("levers", _section("levers", "partnership"), "its own choices"),
        Key("variety", _section("variety", "partnership"), "what it, and people in it, are like"),
        Key("districts",
            _rows("district", ("a partnership needs a district", "leave the key out for scale.districts of them")),
            "its member districts; without a list, scale.districts of them in the scenario's context"),
    )),
    "district": _keys("a district", (
        Key("name", LABEL, "name, unique in its partnership"),
        _COUNT,
        Key("context", _section("context", "district"), "its own setting"),
        Key("variety", _section("variety", "district"), "what it is like"),
    )),
    "funder": _keys("a funder", (
        Key("name", LABEL, "name, unique in the scenario"),
        _COUNT,
        Key("context", _section("context", "funder"), "what this funder is like"),
    )),
}  # fmt: skip
FACT = _keys("a fact", (
    Key("fact", TEXT, "one sentence", "add `fact: …`"),
    Key("source", TEXT, "short reference", "add `source: …`"),
    Key("used_for", many(word(lambda: (*parameters.registry(), *EVENTS, *(row.name for row in SCENARIO.rows)), "any")),
        "names of values, or kinds of events, that rest on it"),
))  # fmt: skip
#: Kinds of chance: one, several, or all.
_CHANCES = Kind(lambda entry: _chances(entry), lambda: one_or_several(CHANCES, ALL))
KNOWN = _keys("what is known", (
    Key("known", _CHANCES, "kind or kinds of chance that are switched off, or all", f"one of {', '.join(CHANCES)}"),
    Key("from", whole(1, MOST_MONTHS, "month, 1 is July of year 1"), "first month, 1 without it"),
    Key("to", whole(1, MOST_MONTHS, "month, 1 is July of year 1"), "last month; without it the last that is run"),
    Key("share", number(0.01, 1, "share of the posts"),
        "share of the posts whose course is known, the first ones, as events take them; 1 without it"),
    Key("partnership", LABEL, "partnership of which it is known; all without it"),
    Key("district", LABEL, "district of which it is known; all without it"),
    Key("funder", LABEL, "funder of which it is known; all without it"),
))  # fmt: skip
_BOUND = as_written(lambda: {"type": "number"})
WHEN = _keys("a condition", (
    Key("outcome", word(WATCHED), "number of the monthly record that is looked at", f"one of {', '.join(WATCHED)}"),
    Key("below", _BOUND, "it happens once the number is below this"),
    Key("above", _BOUND, "it happens once the number is above this"),
    Key("after", whole(1, MOST_MONTHS, "month"),
        "month at whose end it is first looked at, so that it can happen in the month after; 1 without it"),
    Key("times", whole(1, MOST_TIMES, "times"),
        "how often it happens at most, each time that the condition begins to hold; once without it"),
))  # fmt: skip
#: Everything that some kind of event takes.
EVENT_KEYS = {key.name: key for key in (
    Key("month", whole(1, MOST_MONTHS, "month, 1 is July of year 1"), "month (1 is July of year 1)"),
    Key("year", whole(1, MOST_MONTHS // 12, "year of the model"),
        "year of the model (1 is the first July to June), together with month_name"),
    Key("month_name", word(MONTH_NAMES), "calendar month in that year"),
    Key("when", Kind(lambda entry: _when(entry), lambda: reference("when")), "condition on which it happens"),
    Key("do", word(EVENTS, "event"), "what happens", f"one of {', '.join(EVENTS)}"),
    Key("partnership", LABEL, "partnership that it hits; all without it"),
    Key("district", LABEL, "district that it hits; all without it"),
    Key("funder", LABEL, "funder that it hits; all without it"),
    Key("value", as_written(), "its size"),
    Key("role", word(LEAVING_ROLES), "role of the leaders", f"one of {', '.join(LEAVING_ROLES)}"),
    Key("months", whole(1, LONGEST, "months"), "for how long"),
    Key("verdict", word(VERDICTS), "what it comes to", f"one of {', '.join(VERDICTS)}"),
    Key("kind", word(FUNDER_KINDS), "kind of the funders; all without it"),
    *(Key(section, _section(section, *SCOPES, later=True), "new values") for section in LATER),
)}  # fmt: skip
#: What an event of an unknown kind takes: it is dated and named, and the rest is not yet read.
_ANY_EVENT = _keys("an event", tuple(
    key if key.name in ("month", "year", "month_name", "when", "do") else Key(key.name, as_written())
    for key in EVENT_KEYS.values()
))  # fmt: skip


def one_or_several(words: Iterable[str], *alone: str) -> dict:
    """The schema of one of some words, or a list of them; others can only stand alone."""
    several = {"type": "array", "items": {"enum": list(words)}, "minItems": 1, "uniqueItems": True}
    return {"anyOf": [{"enum": [*words, *alone]}, several]}


def keys_of_event(kind: EventKind) -> Keys:
    """Every key that an event of a kind takes."""
    size = f"{kind.value_meaning}, {kind.low:g} to {kind.high:g} {kind.unit}" if kind.default is None else ""
    months = f", {kind.months_default} without it" if kind.months_default is not None else ""
    own = {
        "do": EVENT_KEYS["do"]._replace(
            takes=Kind(EVENT_KEYS["do"].takes.read, lambda: {"const": kind.name}), meaning=kind.meaning
        ),
        "value": Key("value", number(kind.low, kind.high, f"{kind.unit}: {kind.value_meaning}"),
                     f"{kind.value_meaning} [{kind.unit}]", size),
        "months": EVENT_KEYS["months"]._replace(meaning=f"{kind.months_meaning} [months]{months}"),
    }  # fmt: skip
    sized = ("value",) if kind.has_value else ()
    names = ("month", "year", "month_name", "when", "do", *kind.targets, *sized, *kind.takes)
    return _keys(kind.name, tuple({**EVENT_KEYS, **own}[name] for name in names))


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """An entry in a list of partnerships, districts or funders: one row, or ``count`` of them that are alike."""

    entry: Entry
    name: str
    count: int = 1
    start: int = 1
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


@dataclass(frozen=True, slots=True, eq=False)
class EventEntry:
    """An event as written, not yet aimed: ``targets`` holds each name with its place, as rows are known at the end."""

    entry: Entry
    event: Event
    targets: Mapping[str, tuple[str, Entry]]


@dataclass(frozen=True, slots=True, eq=False)
class KnownEntry:
    """What is known as written, not yet of which rows, as `EventEntry`; one for each kind of chance."""

    entry: Entry
    known: tuple[Known, ...]
    targets: Mapping[str, tuple[str, Entry]]


@dataclass(slots=True, eq=False)
class Layer:
    """One file's content; None and empty texts stand for what it does not say."""

    name: str
    path: Path
    title: str = ""
    question: str = ""
    note: str = ""
    portrait_of: str = ""
    extends: tuple[Entry, ...] = ()
    months: int | None = None
    replicates: int | None = None
    levers: Mapping[str, Value] = field(default_factory=dict)
    context: Mapping[str, Value] = field(default_factory=dict)
    variety: Mapping[str, Value] = field(default_factory=dict)
    uncertainties: Mapping[str, Value] = field(default_factory=dict)
    partnerships: list[Group] | None = None
    funders: list[Group] | None = None
    events: list[EventEntry] | None = None
    history: list[KnownEntry] | None = None
    facts: list[Fact] = field(default_factory=list)

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


def _elsewhere(key: str) -> tuple[str, str]:
    """What to say of a key that is the name of a value."""
    parameter = parameters.registry().get(present_name("parameter", key))
    return ("", "") if parameter is None else (f"belongs under {_place(parameter)}", "check the indentation")


def _place(parameter: Parameter) -> str:
    """Where a value of a parameter may stand."""
    section = _SECTION_OF[parameter.kind]
    if parameter.scope == "world":
        return f"`{section}` at the top of the file"
    return f"`{section}` (at the top of the file, or of one {parameter.scope})"


def _values(entry: Entry, section: str, scopes: tuple[str, ...]) -> dict[str, Value]:
    """The values of a section by dotted name; an empty section says nothing and is no mistake."""
    registry, values = parameters.registry(), {}
    for name, item in ({} if entry.is_empty else entry.named_entries("parameter")).items():
        parameter = registry.get(name)
        if parameter is None:
            item.wrong("unknown name", _hint_for_name(name, item, section))
        elif parameter.kind != SECTIONS[section]:
            item.wrong(f"belongs under {_place(parameter)}")
        elif parameter.scope not in scopes:
            item.wrong(f"is a value of the {parameter.scope}; it belongs under {_place(parameter)}")
        else:
            value = item.renamed(*entry.path[:-1], item.path[-1]).value(parameter)
            if value is not None:
                values[name] = value
    return values


def _hint_for_name(name: str, item: Entry, section: str) -> str:
    names = {p.name: p for p in parameters.registry().select(kind=SECTIONS[section])}
    if ":" in name and item.is_empty:
        return "put a space after the colon"
    within = [known for known in names if known.startswith(f"{name}.")]
    if within and item.is_mapping:
        return f"write names with their group, such as {within[0]}"
    return nearest(name, names) or nearest(name, parameters.registry())


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


def event_entry(entry: Entry) -> EventEntry | None:
    """One event; None if it cannot be dated or its kind is not known."""
    if not entry.is_mapping:
        entry.wrong("must be an event such as {month: 14, do: superintendent_leaves}")
        return None
    kind = EVENTS.get(present_name("event", entry.peek("do")))
    keys, said = _ANY_EVENT.read(entry) if kind is None else keys_of_event(kind).read(entry)
    when = said.get("when")
    month = _month(entry, keys, said)
    if kind is None:
        return None
    changes = _changes(entry, kind, keys, said) if kind.name == "set" else {}
    if "kind" in keys and "funder" in keys:
        entry.wrong("takes `funder` or `kind`, not both")
    if month is None:
        return None
    event = Event(
        month, kind.name, value=said.get("value", kind.default if kind.has_value else None), role=said.get("role"),
        months=said.get("months", kind.months_default), kind=said.get("kind"), changes=changes,
        verdict=said.get("verdict"), when=when,
    )  # fmt: skip
    return EventEntry(entry, event, {sort: (said[sort], keys[sort]) for sort in kind.targets if sort in said})


def _month(entry: Entry, keys: Mapping[str, Entry], said: Mapping[str, int | str | When]) -> int | None:
    """The 1-based month of an event, dated by its number or by year and calendar month; with a condition the first in
    which it can happen."""
    if "when" in keys:
        if {"month", "year", "month_name"} & keys.keys():
            entry.wrong("has a date and a condition", "write either `when`, or a month")
        return said["when"].after + 1 if "when" in said else None
    if "month" in keys:
        if "year" in keys or "month_name" in keys:
            entry.wrong("is dated twice", "write either month, or year and month_name")
        return said.get("month")
    if "year" not in keys or "month_name" not in keys:
        missing = "month_name" if "year" in keys else "year" if "month_name" in keys else "month"
        entry.wrong(f"an event needs `{missing}`", "date it by month, or by year and month_name, or give it `when`")
    if not {"year", "month_name"} <= said.keys():
        return None
    return 12 * (said["year"] - 1) + MONTH_NAMES.index(said["month_name"]) + 1


def _when(entry: Entry) -> When | None:
    """The condition of an event; None where it cannot be read."""
    if not entry.is_mapping:
        entry.wrong("must be a condition such as {outcome: trust, below: 0.35}")
        return None
    before = len(entry.problems)
    keys, said = WHEN.read(entry)
    if len(entry.problems) > before:
        return None
    sides = [side for side in ("below", "above") if side in keys]
    if len(sides) != 1:
        entry.wrong("needs `below` or `above`, not both" if sides else "needs `below` or `above`", "give it one bound")
        return None
    watched = WATCHED[said["outcome"]]
    bound = keys[sides[0]].number(0, watched.high, f"{watched.unit}: {watched.meaning}")
    return None if bound is None else When(**{**said, sides[0]: bound})


def _changes(entry: Entry, kind: EventKind, keys: Mapping[str, Entry], said: Mapping[str, Mapping]) -> dict[str, Value]:
    """New values of a `set` event. Its targets must narrow each of them, lest the event reach further than it says."""
    registry = parameters.registry()
    changes = {name: value for section in LATER for name, value in said.get(section, {}).items()}
    if all(section not in keys or keys[section].holds_nothing for section in LATER):
        entry.wrong("changes nothing", f"give it {', '.join(LATER)}")
    for name in changes:
        if is_fixed_at_start(name):
            entry.wrong(f"{name} makes the start of the world; changing it later has no effect", "set it at the top")
        scope = registry[name].scope
        for target in kind.targets:
            if target in keys and target not in _NARROWING[scope]:
                entry.wrong(f"`{target}` cannot narrow {name}, a value of the {scope}", "write a second event")
    return changes


def _chances(entry: Entry) -> tuple[str, ...] | None:
    """Kinds of chance that are named; None where one of them is no such kind."""
    if entry.is_empty_list:
        entry.wrong("is empty", "write all for every kind of chance")
    listed = entry.is_list
    named = [item.word(CHANCES if listed else (*CHANCES, ALL)) for item in entry.one_or_more()]
    if not named or None in named:
        return None
    return tuple(CHANCES) if ALL in named else tuple(named)


def _known(entry: Entry) -> KnownEntry | None:
    """What is known; None if it is not said of which kind of chance, or when."""
    if not entry.is_mapping:
        entry.wrong("must say what is known, such as {known: superintendent, to: 48}")
        return None
    keys, said = KNOWN.read(entry)
    kinds, first, last = said.get("known", ()), said.get("from", 1), said.get("to")
    if last is not None and last < first:
        keys["to"].wrong(f"is before month {first}, in which it begins", "write the earlier month as `from`")
    for key, names in NARROWED.items():
        others = ", ".join(name for name in kinds if name not in names)
        if key in keys and others:
            keys[key].wrong(f"cannot narrow {others}", f"it narrows {', '.join(names)}; write a second entry")
    if not kinds or len(said) < len(keys):
        return None
    known = tuple(Known(name, first, last, said.get("share", 1.0)) for name in kinds)
    return KnownEntry(entry, known, {sort: (said[sort], keys[sort]) for sort in ROWS if sort in said})


def _fact(entry: Entry) -> Fact | None:
    """One fact with its source, and the names that rest on it."""
    if not entry.is_mapping:
        entry.wrong("must be a fact with `fact: …` and `source: …`")
        return None
    _, said = FACT.read(entry)
    if not {"fact", "source"} <= said.keys():
        return None
    return Fact(said["fact"], said["source"], tuple(said.get("used_for", ())))

"""What one scenario file says, before anything is inherited: its keys, checked one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sim.declarations import parameters
from sim.declarations.context import FUNDER_KINDS
from sim.declarations.parameters import Parameter
from sim.declarations.renamed import present_name
from sim.scenario.events import (
    EVENTS,
    GRANT_MONTHS,
    GRANT_MONTHS_LONGEST,
    LEAVING_ROLES,
    MONTH_NAMES,
    EventKind,
    is_fixed_at_start,
)
from sim.scenario.mistakes import Problem, nearest
from sim.scenario.scenario import Event, Value
from sim.scenario.strict_yaml import Entry, read_yaml

T = TypeVar("T")

MOST_MONTHS, MOST_REPLICATES, MOST_ALIKE = 1200, 100_000, 1000
SCOPES_AT_TOP = ("world", "partnership", "district", "funder")

#: Sections that give values by dotted name, and the kind of parameter that each takes.
SECTIONS = {"levers": "lever", "context": "context", "uncertainties": "uncertainty"}
_SECTION_OF = {kind: section for section, kind in SECTIONS.items()}

SCENARIO_KEYS = {
    "title": "name of the scenario for the audience",
    "question": "the one question that it asks, for the audience",
    "note": "one paragraph for the audience",
    "extends": "scenario or scenarios that it builds on; of several, the later wins; baseline is always the first",
    "months": "how many months are simulated",
    "replicates": "suggested number of replicates",
    "levers": "choices of the partners, for all partnerships",
    "context": "setting, for all districts and funders and for the world",
    "uncertainties": "how people and organisations behave",
    "partnerships": "the partnerships; without a list there is one, named after the file",
    "funders": "the funders; the list replaces the inherited one",
    "events": "what happens when; added to inherited events, and [] drops those",
    "facts": "what is known about the case, and what rests on it",
}
PARTNERSHIP_KEYS = {
    "name": "name, unique in the scenario",
    "extends": "scenario or scenarios whose levers it takes",
    "count": "how many alike (name-1, name-2 and so on)",
    "start": "month in which it starts (1 is July of year 1)",
    "levers": "its own choices",
    "districts": "its member districts; without a list, scale.districts of them in the scenario's context",
}
DISTRICT_KEYS = {
    "name": "name, unique in its partnership",
    "count": "how many alike (name-1, name-2 and so on)",
    "context": "its own setting",
}
FUNDER_KEYS = {
    "name": "name, unique in the scenario",
    "count": "how many alike (name-1, name-2 and so on)",
    "context": "what this funder is like",
}
FACT_KEYS = {
    "fact": "one sentence",
    "source": "short reference",
    "used_for": "names of values, or kinds of events, that rest on it",
}
#: What an entry in a list of rows takes.
ROW_KEYS = {"partnership": PARTNERSHIP_KEYS, "district": DISTRICT_KEYS, "funder": FUNDER_KEYS}
#: Keys that date an event and say what it is; which others it takes stands in `EVENTS`.
DATE_KEYS = {
    "month": "month (1 is July of year 1)",
    "year": "year of the model (1 is the first July to June), together with month_name",
    "month_name": "calendar month in that year",
}
EVENT_KEYS = {
    "do": "what happens",
    "partnership": "partnership that it hits; all without it",
    "district": "district that it hits; all without it",
    "funder": "funder that it hits; all without it",
    "value": "its size",
    "role": "role of the leaders",
    "months": f"length of the grant [months], {GRANT_MONTHS} without it",
    "kind": "kind of the funders; all without it",
    "levers": "new values",
    "context": "new values",
    "uncertainties": "new values",
}
#: Targets that narrow a change of a scope: a district's context also by its partnership, the world's by nothing.
_NARROWING = {
    "partnership": ("partnership",), "district": ("district", "partnership"), "funder": ("funder",), "world": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """An entry in a list of partnerships, districts or funders: one row, or ``count`` of them that are alike."""

    entry: Entry
    name: str
    folder: Path
    count: int = 1
    start: int = 1
    extends: tuple[Entry, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    districts: list[Group] = field(default_factory=list)

    def names(self) -> list[str]:
        """Names of its rows."""
        return [self.name] if self.count == 1 else [f"{self.name}-{i + 1}" for i in range(self.count)]


@dataclass(frozen=True, slots=True, eq=False)
class EventEntry:
    """An event as written; ``targets`` holds each name with its place, because rows are known only at the end."""

    entry: Entry
    month: int
    do: str
    targets: Mapping[str, tuple[str, Entry]]
    value: float | None
    role: str | None
    months: int | None
    kind: str | None
    changes: Mapping[str, Value]

    def event(self, partnership: str | None, district: str | None, funder: str | None) -> Event:
        """The event, aimed at exact rows."""
        return Event(
            self.month, self.do, partnership, district, funder, self.value, self.role, self.months, self.kind,
            self.changes,
        )  # fmt: skip


@dataclass(slots=True, eq=False)
class Layer:
    """One file's content; None and empty texts stand for what it does not say."""

    name: str
    path: Path
    title: str = ""
    question: str = ""
    note: str = ""
    extends: tuple[Entry, ...] = ()
    months: int | None = None
    replicates: int | None = None
    values: dict[str, Value] = field(default_factory=dict)
    partnerships: list[Group] | None = None
    funders: list[Group] | None = None
    events: list[EventEntry] | None = None
    facts: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The partnership type that the file defines: its stem, if it lies in a folder ``types``."""
        return self.path.stem if self.path.parent.name == "types" else ""

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
    if root is None:
        return None
    layer = Layer(name, path)
    keys = _known(root, SCENARIO_KEYS, "a scenario")
    for key in ("title", "question", "note"):
        if key in keys:
            setattr(layer, key, keys[key].text() or "")
    if "extends" in keys:
        layer.extends = _extends(keys["extends"])
    if "months" in keys:
        layer.months = keys["months"].whole(1, MOST_MONTHS, "months")
    if "replicates" in keys:
        layer.replicates = keys["replicates"].whole(1, MOST_REPLICATES, "replicates")
    for section in SECTIONS:
        if section in keys:
            layer.values |= _values(keys[section], section, SCOPES_AT_TOP)
    if "partnerships" in keys:
        layer.partnerships = _list(keys["partnerships"], lambda entry: _group(entry, "partnership", path.parent))
        if keys["partnerships"].is_empty_list:
            keys["partnerships"].wrong("a world needs at least one partnership", "leave the key out for just one")
    if "funders" in keys:
        layer.funders = _list(keys["funders"], lambda entry: _group(entry, "funder", path.parent))
    if "events" in keys:
        layer.events = _list(keys["events"], event_entry)
    if "facts" in keys:
        layer.facts = _list(keys["facts"], _fact) or []
    return layer


def _known(entry: Entry, known: Iterable[str], what: str) -> dict[str, Entry]:
    """The entries of a mapping whose keys are among the known ones; the others are mistakes."""
    entries = entry.entries() or {}
    for key in [key for key in entries if key not in known]:
        wrong = entries.pop(key)
        parameter = parameters.registry().get(present_name("parameter", key))
        if parameter is not None:
            wrong.wrong(f"belongs under {_place(parameter)}", "check the indentation")
        else:
            spaced = "put a space after the colon" if ":" in key and wrong.is_empty else ""
            wrong.wrong(f"unknown key; {what} takes {', '.join(known)}", spaced or nearest(key, known))
    return entries


def _list(entry: Entry, read: Callable[[Entry], T | None]) -> list[T] | None:
    items = entry.items()
    return None if items is None else [made for item in items if (made := read(item)) is not None]


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
    names = [p.name for p in parameters.registry().select(kind=SECTIONS[section])]
    if ":" in name and item.is_empty:
        return "put a space after the colon"
    within = [known for known in names if known.startswith(f"{name}.")]
    if within and item.is_mapping:
        return f"write names with their group, such as {within[0]}"
    return nearest(name, names) or nearest(name, parameters.registry())


def _extends(entry: Entry) -> tuple[Entry, ...]:
    """One name or a list of names."""
    items = entry.items() or [] if entry.is_list else [entry]
    if entry.is_empty_list:
        entry.wrong("is empty", "leave it out to build on baseline alone")
    return tuple(item for item in items if item.text(most=300) is not None)


def _group(entry: Entry, sort: str, folder: Path) -> Group | None:
    """An entry in a list of rows; None if it has no name to know it by."""
    if not entry.is_mapping:
        entry.wrong(f"must be a {sort} with `name: …`")
        return None
    entry = entry.renamed(*entry.path[:-1], entry.peek("name") or entry.path[-1])
    keys = _known(entry, ROW_KEYS[sort], f"a {sort}")
    name = keys["name"].label() if "name" in keys else None
    if "name" not in keys:
        entry.wrong(f"a {sort} needs a name", "add `name: …`")
    count = keys["count"].whole(1, MOST_ALIKE, "rows") if "count" in keys else 1
    start = keys["start"].whole(1, MOST_MONTHS, "month") if "start" in keys else 1
    extends = _extends(keys["extends"]) if "extends" in keys else ()
    section = "levers" if sort == "partnership" else "context"
    values = _values(keys[section], section, (sort,)) if section in keys else {}
    districts = _list(keys["districts"], lambda e: _group(e, "district", folder)) if "districts" in keys else None
    if "districts" in keys and keys["districts"].is_empty_list:
        keys["districts"].wrong("a partnership needs a district", "leave the key out for scale.districts of them")
    if districts and values.get("scale.districts", number := sum(d.count for d in districts)) != number:
        entry.wrong(f"lists {number} districts, but sets scale.districts to {values['scale.districts']:g}",
                    "remove scale.districts")  # fmt: skip
    if name is None:
        return None
    return Group(entry, name, folder, count or 1, start or 1, extends, values, districts or [])


def event_entry(entry: Entry) -> EventEntry | None:
    """One event; None if it cannot be dated or its kind is not known."""
    if not entry.is_mapping:
        entry.wrong("must be an event such as {month: 14, do: superintendent_leaves}")
        return None
    kind = EVENTS.get(present_name("event", entry.peek("do")))
    takes = (*DATE_KEYS, *EVENT_KEYS) if kind is None else keys_of_event(kind)
    keys = _known(entry, takes, "an event" if kind is None else kind.name)
    month = _month(entry, keys)
    if kind is None:
        if "do" not in keys:
            entry.wrong("an event needs `do`", f"one of {', '.join(EVENTS)}")
        elif keys["do"].word(tuple(EVENTS)):
            entry.wrong("`do` must be a plain word")
        return None
    value, changes = _size(entry, kind, keys), _changes(entry, kind, keys)
    role = keys["role"].word(LEAVING_ROLES) if "role" in keys else None
    if "role" in kind.takes and "role" not in keys:
        entry.wrong(f"{kind.name} needs `role`", f"one of {', '.join(LEAVING_ROLES)}")
    months = GRANT_MONTHS if "months" in kind.takes else None
    if "months" in keys:
        months = keys["months"].whole(1, GRANT_MONTHS_LONGEST, "months")
    funder_kind = keys["kind"].word(FUNDER_KINDS) if "kind" in keys else None
    if "kind" in keys and "funder" in keys:
        entry.wrong("takes `funder` or `kind`, not both")
    named = {sort: (keys[sort].label(), keys[sort]) for sort in kind.targets if sort in keys}
    targets = {sort: target for sort, target in named.items() if target[0] is not None}
    if month is None:
        return None
    return EventEntry(entry, month, kind.name, targets, value, role, months, funder_kind, changes)


def keys_of_event(kind: EventKind) -> tuple[str, ...]:
    """Every key that an event of a kind takes."""
    return (*DATE_KEYS, "do", *kind.targets, *(("value",) if kind.has_value else ()), *kind.takes)


def _month(entry: Entry, keys: Mapping[str, Entry]) -> int | None:
    """The 1-based month of an event, dated by its number or by year and calendar month."""
    if "month" in keys:
        if "year" in keys or "month_name" in keys:
            entry.wrong("is dated twice", "write either month, or year and month_name")
        return keys["month"].whole(1, MOST_MONTHS, "month, 1 is July of year 1")
    if "year" not in keys or "month_name" not in keys:
        missing = "month_name" if "year" in keys else "year" if "month_name" in keys else "month"
        entry.wrong(f"an event needs `{missing}`", "date it by month, or by year and month_name")
    year = keys["year"].whole(1, MOST_MONTHS // 12, "year of the model") if "year" in keys else None
    name = keys["month_name"].word(MONTH_NAMES) if "month_name" in keys else None
    return None if year is None or name is None else 12 * (year - 1) + MONTH_NAMES.index(name) + 1


def _size(entry: Entry, kind: EventKind, keys: Mapping[str, Entry]) -> float | None:
    """The value of an event: as written, or the default of its kind."""
    if not kind.has_value:
        return None
    if "value" in keys:
        return keys["value"].number(kind.low, kind.high, f"{kind.unit}: {kind.value_meaning}")
    if kind.default is None:
        entry.wrong(f"{kind.name} needs `value`", f"{kind.value_meaning}, {kind.low:g} to {kind.high:g} {kind.unit}")
    return kind.default


def _changes(entry: Entry, kind: EventKind, keys: Mapping[str, Entry]) -> dict[str, Value]:
    """New values of a `set` event. Its targets must narrow each of them, lest the event reach further than it says."""
    registry, changes = parameters.registry(), {}
    if kind.name != "set":
        return changes
    sections = [section for section in SECTIONS if section in keys]
    for section in sections:
        changes |= _values(keys[section], section, SCOPES_AT_TOP)
    if not any(not keys[section].is_empty for section in sections):
        entry.wrong("changes nothing", f"give it {', '.join(SECTIONS)}")
    for name in changes:
        if is_fixed_at_start(name):
            entry.wrong(f"{name} makes the start of the world; changing it later has no effect", "set it at the top")
        scope = registry[name].scope
        for target in kind.targets:
            if target in keys and target not in _NARROWING[scope]:
                entry.wrong(f"`{target}` cannot narrow {name}, a value of the {scope}", "write a second event")
    return changes


def _fact(entry: Entry) -> tuple[str, str, tuple[str, ...]] | None:
    """One fact with its source, and the names that rest on it."""
    if not entry.is_mapping:
        entry.wrong("must be a fact with `fact: …` and `source: …`")
        return None
    keys = _known(entry, FACT_KEYS, "a fact")
    for key in ("fact", "source"):
        if key not in keys:
            entry.wrong(f"a fact needs `{key}`", f"add `{key}: …`")
    known = (*parameters.registry(), *EVENTS, *SCENARIO_KEYS)
    used_for = _list(keys["used_for"], lambda item: item.word(known, "any")) if "used_for" in keys else None
    fact, source = (keys[key].text() if key in keys else None for key in ("fact", "source"))
    return (fact, source, tuple(used_for or ())) if fact and source else None

"""What a file says of what happens, on a date or on a condition, and of what is known: keys, checked one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.declarations import parameters
from sim.declarations.context import FUNDER_KINDS
from sim.declarations.parameters import SCOPES
from sim.declarations.renamed import present_name
from sim.scenario.conditions import WATCHED
from sim.scenario.events import EVENTS, LEAVING_ROLES, LONGEST, MONTH_NAMES, VERDICTS, EventKind, is_fixed_at_start
from sim.scenario.file_keys import LABEL, Key, Keys, Kind, as_written, number, reference, whole, word
from sim.scenario.history import ALL, CHANCES, NARROWED
from sim.scenario.records import Event, Known, Value, When
from sim.scenario.sections import LATER, keys_of, section_of_values
from sim.scenario.strict_yaml import Entry

#: Sorts of the rows of which something can be known.
SORTS = ("partnership", "district", "funder")
#: Longest run [months], and most times that a condition makes an event happen.
MOST_MONTHS, MOST_TIMES = 1200, 100

#: Targets that narrow a change of a scope: a district's context also by its partnership, the world's by nothing.
_NARROWING = {
    "partnership": ("partnership",), "district": ("district", "partnership"), "funder": ("funder",), "world": (),
}  # fmt: skip
#: Kinds of chance: one, several, or all.
_CHANCES = Kind(lambda entry: _chances(entry), lambda: one_or_several(CHANCES, ALL))
KNOWN = keys_of("what is known", (
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
WHEN = keys_of("a condition", (
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
    *(Key(section, section_of_values(section, *SCOPES, later=True), "new values") for section in LATER),
)}  # fmt: skip
#: What an event of an unknown kind takes: it is dated and named, and the rest is not yet read.
_ANY_EVENT = keys_of("an event", tuple(
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
    return keys_of(kind.name, tuple({**EVENT_KEYS, **own}[name] for name in names))


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


def known_entry(entry: Entry) -> KnownEntry | None:
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
    return KnownEntry(entry, known, {sort: (said[sort], keys[sort]) for sort in SORTS if sort in said})

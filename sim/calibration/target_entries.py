"""The targets of a targets file: each entry becomes a target, with every mistake at its line."""

import math
from collections.abc import Mapping

from sim.calibration.problem import names_of
from sim.declarations.parameters import registry
from sim.engine.result import quantities
from sim.measures.outcomes import OUTCOME
from sim.measures.targets import READINGS, Target
from sim.scenario.file_keys import TEXT, YES_NO, Key, Keys, as_written, number, whole, word
from sim.scenario.mistakes import nearest
from sim.scenario.scenario import Scenario
from sim.scenario.strict_yaml import Entry

#: Columns that tables of trials have for themselves.
TAKEN = ("trial", "stage", "distance", "weight", "failure")
#: Standard errors in a 95 % interval.
WIDTH_95 = 2 * 1.959964
#: How far a value may lie from the middle of its interval, in parts of its width; published ones are rounded.
OFF_MIDDLE = 0.1


def targets_of(entry: Entry, members: list[Scenario], months: int) -> tuple[Target, ...]:
    """All targets that were written without a mistake; mistakes are added to the entry's list.

    Args:
        entry: the mapping of targets by name.
        members: scenarios that are run, among which a target may choose.
        months: horizon.
    """
    entries = entry.entries() or {}
    made = [_target(name, item, members, months) for name, item in entries.items()]
    if not entries and entry.is_mapping:
        entry.wrong("is empty", "one entry for each published pattern")
    elif made and all(t is None or t.held_out for t in made) and not entry.problems:
        entry.wrong("are all held out", "at least one must be fitted")
    return tuple(t for t in made if t is not None)


def _target(name: str, entry: Entry, members: list[Scenario], months: int) -> Target | None:
    before = len(entry.problems)
    if name in registry() or name in TAKEN:
        entry.wrong("cannot be the name of a target", "choose another")
    reading = entry.peek("reading") if entry.is_mapping else ""
    if reading not in READINGS:
        told = ", ".join(f"{key} ({meaning})" for key, (_, meaning) in READINGS.items())
        entry.wrong(f"needs a reading, one of {told}", nearest(reading, READINGS), value=reading)
        return None
    keys, said = target_keys(reading, months).read(entry)
    month = said.get("month", 0)
    until = keys["until"].whole(month + 1, months, "months") if "until" in said else 0
    value, error = _value(entry, keys, reading)
    only = _only(said["only"], members) if "only" in said else ()
    if len(entry.problems) > before:
        return None
    return Target(
        name, reading, value, error, said["source"], said.get("outcome", said.get("column", "")), month, until,
        said.get("quantile", math.nan), only, said.get("held_out", False),
    )  # fmt: skip


def target_keys(reading: str, months: int) -> Keys:
    """What a target with a reading takes, where so many months are run."""
    of_reading = {
        "outcome": Key("outcome", word(OUTCOME, "outcome"), "outcome that is read"),
        "column": Key("column", word([c.name for c in quantities("partnerships")], "column"),
                      "quantity of partnerships that is read"),
        "month": Key("month", whole(1, months, "months"),
                     "months since a partnership's start; month of the run in a series"),
        "until": Key("until", as_written(), "age until which ends are counted, in months"),
        "quantile": Key("quantile", number(0, 1, "share"), "which quantile"),
    }  # fmt: skip
    of_all = (
        Key("reading", as_written(), "what is read from the runs"),
        Key("value", as_written(), "what was published; the middle of the interval without it"),
        Key("error", as_written(), "its standard error, with all doubt about how far it carries over"),
        Key("interval", as_written(), "its 95 % interval [low, high], instead of an error"),
        Key("source", TEXT, "where it was published, or `assumed` with a note", True),
        Key("note", TEXT, "how the number was taken from its source"),
        Key("only", as_written(), "types or scenarios that it is about; all without it"),
        Key("held_out", YES_NO, "whether it is only reported, not fitted (yes or no)"),
    )
    wanted = (of_reading[key]._replace(needed=True) for key in READINGS[reading][0])
    return Keys(f"a target with the reading {reading}", (*of_all, *wanted))


def _value(entry: Entry, keys: Mapping[str, Entry], reading: str) -> tuple[float, float]:
    """Value and standard error; a 95 % interval gives both."""
    range_of = (0, 1, "share") if reading in ("share_alive", "hazard") else (-1e12, 1e12, "unit of the reading")
    value = keys["value"].number(*range_of) if "value" in keys else None
    if ("error" in keys) == ("interval" in keys):
        entry.wrong("needs either `error` (standard error) or `interval` (95 %: [low, high])")
        return 0.0, 1.0
    if "error" in keys:
        if "value" not in keys:
            entry.wrong("needs `value`")
        return value or 0.0, keys["error"].number(1e-12, 1e12, "standard error, above 0") or 1.0
    ends = [item.number(*range_of) for item in keys["interval"].items() or ()]
    if len(ends) != 2 or None in ends or not ends[0] < ends[1]:
        keys["interval"].wrong("must be [low, high], the lower first")
        return 0.0, 1.0
    if value is not None and not ends[0] <= value <= ends[1]:
        keys["value"].wrong(f"lies outside its interval {ends[0]:g} to {ends[1]:g}", value=f"{value:g}")
    middle, wide = (ends[0] + ends[1]) / 2, ends[1] - ends[0]
    if value is not None and abs(value - middle) > OFF_MIDDLE * wide:
        problem = f"is not in the middle of its interval ({middle:g}), of which its error is made"
        keys["value"].wrong(problem, "leave `value` out, or give `error` in place of `interval`", value=f"{value:g}")
    return middle if value is None else value, (ends[1] - ends[0]) / WIDTH_95


def _only(entry: Entry, members: list[Scenario]) -> tuple[str, ...]:
    """Types and scenarios that a target is about."""
    known = {name for m in members for name in names_of(m)} | {p.kind for m in members for p in m.partnerships}
    words = tuple(sorted(known - {""}))
    named = (item.word(words) for item in entry.one_or_more() if members)
    return tuple(name for name in named if name is not None)

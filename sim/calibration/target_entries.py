"""The targets of a targets file: each entry becomes a target, with every mistake at its line."""

from __future__ import annotations

from collections.abc import Mapping

from sim.calibration.problem import names_of
from sim.declarations.parameters import registry
from sim.engine.result import quantities
from sim.experiments.design.file_factors import known_entries
from sim.measures.outcomes import OUTCOMES
from sim.measures.targets import READINGS, Target
from sim.scenario.mistakes import nearest
from sim.scenario.scenario import Scenario
from sim.scenario.strict_yaml import Entry

#: Keys of a target, besides those of its reading (`READINGS`).
KEYS = ("reading", "value", "error", "interval", "source", "note", "only", "held_out")
#: Columns that tables of trials have for themselves.
TAKEN = ("trial", "stage", "distance", "weight", "failure")
#: Standard errors in a 95 % interval.
WIDTH_95 = 2 * 1.959964
_YES_NO = ("yes", "no")


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
    wanted = READINGS[reading][0]
    keys = known_entries(entry, (*KEYS, *wanted), f"a target with the reading {reading}")
    for key in wanted:
        if key not in keys:
            entry.wrong(f"the reading {reading} needs `{key}`")
    source = keys["source"].text() if "source" in keys else None
    if "source" not in keys:
        entry.wrong("needs a source", "where the value was published, or `assumed` with a note")
    if "note" in keys:
        keys["note"].text()
    of = _of(keys)
    month = keys["month"].whole(1, months, "months") if "month" in keys else 0
    until = keys["until"].whole((month or 0) + 1, months, "months") if "until" in keys else 0
    quantile = keys["quantile"].number(0, 1, "share") if "quantile" in keys else float("nan")
    value, error = _value(entry, keys, reading)
    only = _only(keys, members)
    held_out = "held_out" in keys and keys["held_out"].word(_YES_NO) == "yes"
    if len(entry.problems) > before:
        return None
    return Target(name, reading, value, error, source or "-", of, month or 0, until or 0, quantile, only, held_out)


def _of(keys: Mapping[str, Entry]) -> str:
    """The outcome or monthly quantity that is read."""
    if "outcome" in keys:
        return keys["outcome"].word(tuple(o.name for o in OUTCOMES), "outcome") or ""
    if "column" in keys:
        return keys["column"].word(tuple(c.name for c in quantities("partnerships")), "column") or ""
    return ""


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
    return (ends[0] + ends[1]) / 2 if value is None else value, (ends[1] - ends[0]) / WIDTH_95


def _only(keys: Mapping[str, Entry], members: list[Scenario]) -> tuple[str, ...]:
    """Types and scenarios that a target is about."""
    if "only" not in keys:
        return ()
    known = {name for m in members for name in names_of(m)} | {p.kind for m in members for p in m.partnerships}
    entry = keys["only"]
    items = entry.items() or [] if entry.is_list else [entry]
    words = tuple(sorted(known - {""}))
    return tuple(word for item in items if members and (word := item.word(words)) is not None)

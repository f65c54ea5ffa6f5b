"""What differs between two scenarios, in words, and where each value comes from."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby, product

from analysis.wording.layout import wrapped
from analysis.wording.numbers import date, number, value_text
from sim.declarations.parameters import registry
from sim.scenario.events import EVENTS
from sim.scenario.history import CHANCES
from sim.scenario.records import BY_DATE
from sim.scenario.scenario import DistrictSpec, FunderSpec, Scenario, Value, defaults

#: What is dated in a scenario, with its heading.
DATED = {"event": "Events", "history": "History"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    Attributes:
        name: dotted name, or ``months``, ``start``, ``founding``, ``event``, ``history``, or a kind of row.
        where: the row that it belongs to.
        sort: partnership, district, funder, world, event or history.
        first, second: the values; None where one scenario has no such row or event.
        unit, meaning: from the declaration.
        origin: the file that states the first value, or ``""``.
    """

    name: str
    where: str
    sort: str
    first: Value | None
    second: Value | None
    unit: str
    meaning: str
    origin: str = ""

    def values(self) -> str:
        """The two values with an arrow."""
        if None in (self.first, self.second):
            only = "only in the first" if self.second is None else "only in the second"
            here = self.first if self.second is None else self.second
            return f"{str(here).replace(' → ', ', ')} ({only})"
        if isinstance(self.first, float) and isinstance(self.second, float) and not self.unit.startswith("dollars"):
            unit = "" if self.unit in ("share", "weight") else f" {self.unit}"
            return f"{number(self.first)} → {number(self.second)}{unit}"
        return f"{value_text(self.first, self.unit)} → {value_text(self.second, self.unit)}"

    def __str__(self) -> str:
        meaning = f" — {self.meaning}" if self.meaning else ""
        name = self.where if self.name in DATED else self.name
        return f"{name}: {self.values()}{meaning}"


def between(first: Scenario, second: Scenario) -> list[Difference]:
    """What differs in content between two scenarios, in the order of the parameters."""
    found = [_difference(first, *row) for row in first.differences(second)]
    order = {name: i for i, name in enumerate(registry())}
    sorts = ("world", "partnership", "district", "funder", "event", "history")
    # What is dated stays in the order of months, which is not that of their names.
    return sorted(found, key=lambda d: (sorts.index(d.sort), d.where * (d.sort not in DATED), order.get(d.name, -1)))


def from_baseline(scenario: Scenario, baseline: Scenario | None) -> list[Difference]:
    """What a scenario states otherwise than the baseline (or, without one, than the declared defaults).

    Every partnership is compared with the baseline's first one, every district with its first district, and every
    funder with the baseline's funder of the same name. ``first`` is the scenario's value.
    """
    return between(scenario, _at_baseline(scenario, baseline))


def _at_baseline(scenario: Scenario, baseline: Scenario | None) -> Scenario:
    """A scenario with the same rows, all at the values of the baseline."""
    levers, context, funders = defaults("partnership"), defaults("district"), {}
    world, months, events, history = defaults("world"), scenario.months, (), ()
    if baseline is not None:
        levers, context = baseline.partnerships[0].levers, baseline.partnerships[0].districts[0].context
        funders = {f.name: f.context for f in baseline.funders}
        world, months, events, history = baseline.world, baseline.months, baseline.events, baseline.history
    partnerships = tuple(
        replace(
            p, start=1, founding=BY_DATE, levers=levers,
            districts=tuple(DistrictSpec(d.name, context) for d in p.districts),
        )
        for p in scenario.partnerships
    )
    beside = tuple(DistrictSpec(d.name, context) for d in scenario.beside)
    return replace(
        scenario, months=months, world=world, partnerships=partnerships, beside=beside, events=events, history=history,
        funders=tuple(FunderSpec(f.name, funders.get(f.name, defaults("funder"))) for f in scenario.funders),
    )  # fmt: skip


def _difference(first: Scenario, name: str, where: str, here: Value | None, there: Value | None) -> Difference:
    known = registry()
    if name in known:
        p = known[name]
        return Difference(name, where, p.scope, here, there, p.unit, p.meaning, origin_of(first, name, where))
    if name == "event":
        kind = EVENTS[str(here if here is not None else there).split()[0]]
        dated = where.removeprefix("month ")  # else on a condition
        when = f"{date(int(dated))} (month {dated})" if dated.isdigit() else where
        return Difference(name, when, "event", here, there, "", kind.meaning)
    if name == "history":
        what = CHANCES[str(here if here is not None else there).split()[0]].what
        return Difference(name, where, "history", here, there, "", f"chance is switched off for {what}")
    if name == "months":
        return Difference(name, "world", "world", float(here), float(there), "months", "how long the model runs")
    if name == "founding":
        return Difference(name, where, "partnership", here, there, "", "how it comes to start")
    if name == "start":
        return Difference(name, where, "partnership", float(here), float(there), "", "month in which it starts")
    sort = name if name in ("partnership", "district", "funder") else "world"  # else a number of another version
    return Difference(name, where, sort, here, there, "", "")


def origin_of(scenario: Scenario, name: str, where: str) -> str:
    """The file that states a value, for a row or (``every partnership``) for all of them."""
    every = where.startswith("every ")
    rows = [row for row, _ in scenario.rows(registry()[name].scope)] if every else [where]
    stated = (f"{written} → {name}" for row in rows for written in _as_written(row))
    return next((scenario.origins[key] for key in stated if key in scenario.origins), scenario.origins.get(name, ""))


def _as_written(row: str) -> list[str]:
    """What a file may call a row: also ``town`` for the ``town-3`` that comes from an entry with a count."""
    parts = [dict.fromkeys((part, re.sub(r"-\d+$", "", part))) for part in row.split(" → ")]
    return [" → ".join(names) for names in product(*parts)]


def as_text(found: Sequence[Difference], first: str, second: str) -> str:
    """Differences for readers, by what they belong to."""
    if not found:
        return f"{first} and {second} have the same content."
    lines = [f"From {first} to {second}:"]
    for title, group in groupby(found, heading_of):
        lines += ["", title, *(wrapped(str(d), "  ", "      ") for d in group)]
    return "\n".join(lines)


def heading_of(d: Difference) -> str:
    """The line under which a difference stands."""
    if d.sort in DATED:
        return DATED[d.sort]
    if d.sort == "world":
        return "World"
    if d.name in ("partnership", "district", "funder"):
        return f"{d.sort.capitalize()}s"
    if d.where.startswith("every "):
        return d.where.capitalize()
    partnership, _, district = d.where.rpartition(" → ")
    return f"{d.sort.capitalize()} {district} of {partnership}" if partnership else f"{d.sort.capitalize()} {d.where}"


def as_data(found: Sequence[Difference]) -> list[dict]:
    """Differences for programs."""
    return [asdict(d) for d in found]

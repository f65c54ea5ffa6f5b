"""What a scenario is: one question to the model, with every value resolved, and frozen.

Scenario files are read in ``files.py``; what comes out is defined here. Nothing in a `Scenario` is left to a
default: a partnership has a value for every lever, a district and a funder for every name of their context, the world
for every uncertainty.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest
from numbers import Real
from types import MappingProxyType

from sim.arguments import by_dotted_name
from sim.declarations import parameters
from sim.declarations.parameters import SCOPES, Parameter
from sim.declarations.renamed import present_name
from sim.html import html_table
from sim.scenario.mistakes import Problem, nearest, refuse
from sim.scenario.records import BY_DATE, Event, Fact, Known, Record, Teaching, Value

#: Origin of a value that no file gave but `Scenario.with_values` did.
SET = "set"


def accepted_value(parameter: Parameter, value: object) -> Value:
    """A value as the model keeps it: numbers as floats, choices as text.

    Raises:
        ValueError: the parameter does not accept the value; the text names the allowed range.
    """
    if isinstance(value, Real) and not isinstance(value, bool) and not parameter.choices:
        try:
            value = float(value) + 0.0  # turns -0.0 into 0.0, which would else have a digest of its own
        except OverflowError:
            value = math.inf
    problem = parameter.problem(value)
    if problem:
        raise ValueError(problem)
    return str(value) if parameter.choices else value


def defaults(scope: str) -> dict[str, Value]:
    """The declared default of every parameter of a scope, by dotted name."""
    return {p.name: accepted_value(p, p.default) for p in parameters.registry().select(scope=scope)}


def check_values(values: Mapping[str, object]) -> tuple[dict[str, Value], list[Problem]]:
    """Values by dotted name as the model keeps them, and the mistakes among them."""
    registry, good, problems = parameters.registry(), {}, []
    for written, value in values.items():
        name = present_name("parameter", written)
        if name not in registry:
            problems.append(Problem("", 0, str(name), "", "unknown name", nearest(str(name), registry)))
            continue
        if name != written and name in values:
            problems.append(Problem("", 0, written, "", f"is {name}, which is given too", "keep one of them"))
            continue
        try:
            good[name] = accepted_value(registry[name], value)
        except ValueError as error:
            # An integer of thousands of digits has no text of its own in Python.
            shown = "inf" if isinstance(value, int) and value.bit_length() > 1024 else str(value)[:60]
            problems.append(Problem("", 0, name, shown, str(error), nearest(shown, registry[name].choices)))
    return good, problems


@dataclass(frozen=True, slots=True, repr=False)
class DistrictSpec(Record):
    """A member district and its context (every name of scope district)."""

    name: str
    context: Mapping[str, Value] = field(hash=False)


@dataclass(frozen=True, slots=True, repr=False)
class FunderSpec(Record):
    """A funder and its context (every name of scope funder)."""

    name: str
    context: Mapping[str, Value] = field(hash=False)


@dataclass(frozen=True, slots=True, repr=False)
class PartnershipSpec(Record):
    """A partnership: its levers and its districts.

    Attributes:
        name: unique in the scenario.
        kind: the type file that it descends from (``"nic"``), or ``""``; a label that no rule reads.
        start: 1-based month in which it starts.
        levers: every lever.
        districts: at least one; ``scale.districts`` always equals their number.
        districts_listed: whether the file lists them; if not, ``scale.districts`` makes them.
        founding: one of `FOUNDINGS`: whether it starts in that month, or when its founders, who ask from then on, get
            a first grant.
    """

    name: str
    kind: str
    start: int
    levers: Mapping[str, Value] = field(hash=False)
    districts: tuple[DistrictSpec, ...]
    districts_listed: bool = False
    founding: str = BY_DATE

    @property
    def founders(self) -> int:
        """Number of districts, the first ones, that are members from the start; at least one."""
        return max(1, math.floor(float(self.levers["scale.members_start"]) * len(self.districts) + 0.5))

    def with_values(self, levers: Mapping[str, Value], context: Mapping[str, Value]) -> PartnershipSpec:
        """This partnership with other levers, and other context in all its districts (values already checked)."""
        new = {**self.levers, **levers}
        districts = self.districts
        if context:
            districts = tuple(DistrictSpec(d.name, {**d.context, **context}) for d in districts)
        if self.districts_listed:
            new["scale.districts"] = float(len(districts))
        elif new["scale.districts"] != len(districts):
            districts = unlisted_districts(self.name, int(new["scale.districts"]), districts[0].context)
        return replace(self, levers=new, districts=districts)


def unlisted_districts(partnership: str, number: int, context: Mapping[str, Value]) -> tuple[DistrictSpec, ...]:
    """Member districts that a file does not list: alike, and named after the partnership."""
    shared = MappingProxyType(dict(context))
    return tuple(DistrictSpec(f"{partnership}-district-{i + 1}", shared) for i in range(number))


@dataclass(frozen=True, repr=False)
class Scenario(Record):
    """One question to the model, with every value resolved.

    Attributes:
        name: name relative to the scenario folder, such as ``portraits/bellevue``.
        title, question, note: for the audience.
        months: horizon [months].
        replicates: suggested number of replicates.
        world: every value of scope world.
        partnerships, funders: the rows of the world, in order.
        events: by month, then in the order in which the files list them.
        history: where a documented course is replayed, and chance of that kind is switched off.
        facts: what the values rest on.
        lineage: names of the files that made it, the most general first.
        portrait_of: the real place whose name it bears, `sim.scenario.portraits`; ``""`` if it is nobody's portrait.
        innovation: what partners try to bring into classrooms, with its article; ``""`` if it has no name.
        origins: the file (by its name in the lineage) that each stated value came from. The key is the dotted name, or
            ``austin → coordination.fte`` where it was stated for one row.
        teaching: what to teach with it; None where its file says nothing of that.
        beside: districts beside the partnerships, which none ever invites.
    """

    name: str
    title: str
    question: str
    note: str
    months: int
    replicates: int
    world: Mapping[str, Value]
    partnerships: tuple[PartnershipSpec, ...]
    funders: tuple[FunderSpec, ...]
    events: tuple[Event, ...] = ()
    history: tuple[Known, ...] = ()
    facts: tuple[Fact, ...] = ()
    lineage: tuple[str, ...] = ()
    portrait_of: str = ""
    innovation: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    teaching: Teaching | None = None
    beside: tuple[DistrictSpec, ...] = ()

    def __hash__(self) -> int:
        return hash(self.digest)

    def __str__(self) -> str:
        return f"{self.name}: {self.title}; {self._size()}"

    def _repr_html_(self) -> str:
        rows = [("question", self.question), ("world", self._size()), ("built from", " + ".join(self.lineage)),
                ("digest", self.digest)]  # fmt: skip
        return html_table(f"{self.title} ({self.name})", ("", ""), [row for row in rows if row[1]])

    @cached_property
    def compared(self) -> tuple[DistrictSpec, ...]:
        """Districts without any partnership, for comparison: those like the first district of the first partnership,
        and those that are listed."""
        number, like = int(self.world["field.comparison_districts"]), self.partnerships[0].districts[0].context
        alike = (DistrictSpec(f"without-partnership-{n + 1}", like) for n in range(number))
        return (*alike, *self.beside)

    @property
    def districts(self) -> tuple[DistrictSpec, ...]:
        """All districts in the order of their rows: partnership by partnership, and last those for comparison."""
        return (*(d for p in self.partnerships for d in p.districts), *self.compared)

    @property
    def the_innovation(self) -> str:
        """What partners try to bring into classrooms, as a sentence speaks of it once it is known."""
        article, _, rest = self.innovation.partition(" ")
        return f"the {rest}" if article in ("a", "an") and rest else self.innovation or "the innovation"

    def _size(self) -> str:
        numbers = (
            (len(self.partnerships), "partnership"), (len(self.districts), "district"),
            (len(self.funders), "funder"), (len(self.events), "event"), (self.months, "month"),
        )  # fmt: skip
        return ", ".join(f"{number} {noun}{'s' if number != 1 else ''}" for number, noun in numbers)

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits that are the same for scenarios with the same results.

        Labels do not count (names, titles, types, facts, origins, teaching), nor does the suggested number of
        replicates.
        """
        content = [
            self.months,
            dict(self.world),
            [
                [p.start, dict(p.levers), [dict(d.context) for d in p.districts],
                 *([p.founding] if p.founding != BY_DATE else [])]
                for p in self.partnerships
            ],
            [dict(f.context) for f in self.funders],
            [
                [
                    e.month, e.do, e.value, e.role, e.months, e.kind, dict(e.changes),
                    [self.rows_hit(e, sort) for sort in ("partnership", "district", "funder")],
                    *([e.verdict] if e.verdict else []), *([e.when.to_dict()] if e.when else []),
                ]
                for e in self.events
            ],
        ]  # fmt: skip
        if self.history:
            known = ([k.chance, k.first, k.last, k.share, self.rows_hit(k, k.sort)] for k in self.history)
            content.append(sorted(known, key=json.dumps))
        if self.beside:
            content.append([dict(d.context) for d in self.beside])
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def rows_hit(self, event: Event | Known, sort: str) -> tuple[int, ...] | None:
        """Rows of a sort that an event is aimed at, counted from 0 in the order of this scenario; None for all rows.

        Args:
            event: one of this scenario's events, or of what is known in it.
            sort: ``partnership``, ``district`` (counted through all partnerships) or ``funder``.
        """
        if sort == "partnership" and event.partnership is not None:
            return tuple(i for i, p in enumerate(self.partnerships) if p.name == event.partnership)
        if sort == "funder" and event.funder is not None:
            return tuple(i for i, f in enumerate(self.funders) if f.name == event.funder)
        if sort == "district" and (event.district is not None or event.partnership is not None):
            members = ((p.name, d.name) for p in self.partnerships for d in p.districts)
            return tuple(
                i for i, (partnership, district) in enumerate(members)
                if event.partnership in (None, partnership) and event.district in (None, district)
            )  # fmt: skip
        return None

    def rows_struck(self, event: Event) -> list[tuple[str, int | None]]:
        """Rows that an event strikes, each with its sort; None for all rows of a sort at once.

        An event with a condition strikes partnerships and districts one by one, each when its own condition holds.
        """
        struck: list[tuple[str, int | None]] = []
        for sort in event.sorts:
            rows = self.rows_hit(event, sort)
            if rows is None and event.when is not None and sort in ("partnership", "district"):
                rows = tuple(range(len(self.rows(sort))))
            struck += [(sort, row) for row in ((None,) if rows is None else rows)]
        return struck

    def with_values(self, values: Mapping[str, Value] | None = None, **keywords: Value) -> Scenario:
        """This scenario with other values: a lever in all partnerships, context in all districts or funders.

        ``scale.districts`` changes the number of districts only where the file does not list them.

        Args:
            values: by dotted name, ``{"coordination.fte": 1}``.
            keywords: the same with an underscore for the dot, ``coordination_fte=1``.

        Raises:
            ScenarioError: unknown names and values out of range, all at once; or an event or the history names a
                district that is no longer there.
            ValueError: the values are no mapping, or a name is given twice.
        """
        good, problems = check_values(by_dotted_name(values, keywords))
        refuse(problems)
        if not good:
            return self
        registry = parameters.registry()
        of = {scope: {n: v for n, v in good.items() if registry[n].scope == scope} for scope in SCOPES}
        partnerships, beside, funders = self.partnerships, self.beside, self.funders
        if of["partnership"] or of["district"]:
            partnerships = tuple(p.with_values(of["partnership"], of["district"]) for p in partnerships)
            beside = tuple(DistrictSpec(d.name, {**d.context, **of["district"]}) for d in beside)
        if of["funder"]:
            funders = tuple(FunderSpec(f.name, {**f.context, **of["funder"]}) for f in funders)
        if "scale.districts" in good:
            self._check_districts_named(partnerships, good["scale.districts"])
        kept = {key: file for key, file in self.origins.items() if key.rpartition(" → ")[2] not in good}
        return replace(
            self, world={**self.world, **of["world"]}, partnerships=partnerships, beside=beside, funders=funders,
            origins={**kept, **dict.fromkeys(good, SET)},
        )  # fmt: skip

    def first_funder(self, levers: Mapping[str, Value]) -> int | None:
        """Funder of the grant that a partnership starts with, of the kind that it grew up with; None without one."""
        if not self.funders or levers["money.start_grant"] <= 0:
            return None
        kinds, driver = [f.context["funder.kind"] for f in self.funders], levers["money.driver"]
        return kinds.index(driver) if driver in kinds else 0

    def with_event(self, event: Event | Mapping[str, object] | str, **keys: object) -> Scenario:
        """This scenario with one more event.

        Args:
            event: what happens (a key of `EVENTS`), such as ``"superintendent_leaves"``; or a whole event, as an
                `Event` or as a mapping like those in scenario files.
            keys: ``month`` and the other keys of such an event: ``with_event("budget_cut", month=24, value=0.2)``.

        Raises:
            ScenarioError: with every mistake in the event.
        """
        from sim.scenario.adding import with_event  # reads events as files have them, and builds on this file

        if isinstance(event, str):
            event = {"do": event, **keys}
        elif keys:
            raise ValueError("an event is given whole, or by its name and keywords, not both")
        return with_event(self, event)

    def _check_districts_named(self, partnerships: tuple[PartnershipSpec, ...], number: Value) -> None:
        there = {None, *(d.name for p in partnerships for d in p.districts)}
        lost = [(f"the event {e.do} {'of ' if e.when is None else ''}{e.dated} hits", e.district) for e in self.events]
        lost += [(f"the history of {k.chance} is that of", k.district) for k in self.history]
        refuse(
            Problem("", 0, "scale.districts", f"{number:g}", f"{what} {district}, which would not be there")
            for what, district in lost if district not in there
        )  # fmt: skip

    def differences(self, other: Scenario) -> list[tuple[str, str, Value | None, Value | None]]:
        """What differs from another scenario in content: ``(name, where, value here, value there)``.

        ``where`` is a row's name, or ``every partnership`` (district, funder) where all rows differ in the same way, or
        ``world``. Rows pair up by position; None stands for a row or an event that one of them has not.
        """
        found = [("months", "world", self.months, other.months)] if self.months != other.months else []
        for sort in ("world", "partnership", "district", "funder"):
            found += _differing(self.rows(sort), other.rows(sort), sort)
        found += _differing(self.rows("beside"), other.rows("beside"), "district beside")
        for sort in ("event", "history"):
            here, there = Counter(self._dated(sort)), Counter(other._dated(sort))
            found += [(sort, when, text, None) for _, when, text in sorted((here - there).elements())]
            found += [(sort, when, None, text) for _, when, text in sorted((there - here).elements())]
        return found

    def _dated(self, sort: str) -> list[tuple[int, str, str]]:
        """Events, or what is known: the first month, the months in words, and what."""
        if sort == "event":
            return [(event.month, event.dated, str(event)) for event in self.events]
        return [(known.first, known.when, str(known)) for known in self.history]

    def rows(self, sort: str) -> list[tuple[str, Mapping[str, Value]]]:
        """Rows of a sort (a scope, or ``beside``) with their values, those of partnerships also with their start."""
        if sort == "world":
            return [("world", self.world)]
        if sort == "partnership":
            return [(p.name, {"start": p.start, "founding": p.founding, **p.levers}) for p in self.partnerships]
        if sort == "district":
            return [(f"{p.name} → {d.name}", d.context) for p in self.partnerships for d in p.districts]
        if sort == "beside":
            return [(d.name, d.context) for d in self.beside]
        return [(f.name, f.context) for f in self.funders]


def smallest_scenario() -> Scenario:
    """One partnership with one district of one small school, for one month: to compile, and to try something out."""
    context = {**defaults("district"), "district.schools": 1.0, "district.teachers_per_school": 4.0}
    districts = unlisted_districts("smallest", 1, context)
    partnership = PartnershipSpec("smallest", "", 1, defaults("partnership"), districts)
    return Scenario(
        name="smallest", title="Smallest world", question="", note="", months=1, replicates=1,
        world={**defaults("world"), "field.other_districts": 0.0}, partnerships=(partnership,),
        funders=(FunderSpec("funder", defaults("funder")),),
    )  # fmt: skip


def _differing(here: list, there: list, sort: str) -> list[tuple[str, str, Value | None, Value | None]]:
    """Differences of two lists of rows ``(name, values)``; those that all rows share are told once."""
    found: dict[str, list[tuple[str, Value | None, Value | None]]] = {}
    pairs = list(zip_longest(here, there))
    for a, b in pairs:
        if a is None or b is None:
            found.setdefault(sort, []).append(((a or b)[0], a and a[0], b and b[0]))
            continue
        for name in dict.fromkeys([*a[1], *b[1]]):
            x, y = a[1].get(name), b[1].get(name)
            if x != y:
                found.setdefault(name, []).append((a[0], x, y))
    told = []
    for name, rows in found.items():
        alike = len({(x, y) for _, x, y in rows}) == 1
        if alike and len(rows) == len(pairs) > 1:
            rows = [(f"every {sort}", *rows[0][1:])]
        told += [(name, where, x, y) for where, x, y in rows]
    return told

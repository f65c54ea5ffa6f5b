"""From scenario files to a scenario: find them, read them, build one on another, and resolve every value.

A file says only what differs. Files are applied in the order of the lineage, the most general first: ``baseline``, then
what a file extends (of several, the later wins), then the file itself. A file that extends another always wins over it.

Within this order a mapping adds to what came before, and a list of partnerships or funders replaces it. Events,
history and facts add up; ``events: []`` and ``history: []`` drop the inherited ones. In one file, what stands at a row
(a partnership, a district, a funder) wins over what stands at the top; a later file's top wins over both.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from sim.declarations import parameters
from sim.declarations.renamed import present_name
from sim.scenario.folders import BASELINE, baseline_file, find_beside, find_file, name_of, shown
from sim.scenario.happenings import EventEntry, KnownEntry
from sim.scenario.layers import Group, Layer, read_layer
from sim.scenario.mistakes import Problem, ScenarioError, nearest, refuse
from sim.scenario.records import BY_GRANT
from sim.scenario.scenario import (
    DistrictSpec,
    Event,
    FunderSpec,
    Known,
    PartnershipSpec,
    Scenario,
    Value,
    check_values,
    defaults,
    unlisted_districts,
)
from sim.scenario.strict_yaml import Entry, hint_for, read_yaml, text_value

T = TypeVar("T")
NOTHING: Mapping[str, Any] = MappingProxyType({})
#: Horizon and replicates where no file names them.
MONTHS, REPLICATES = 120, 100
MOST_DISTRICTS = 20_000
#: Files that a scenario may build on. Real ones build on a handful.
MOST_FILES = 100


def load_scenario(name_or_path: str | Path, *, set: Mapping[str, Value] | None = None) -> Scenario:
    """Reads a scenario and everything that it extends, and resolves every value.

    Args:
        name_or_path: a path that ends in ``.yaml``, or a name relative to the scenario folders; the last part of a name
            is enough where it is the only one (``bellevue`` for ``portraits/bellevue``).
        set: values by dotted name that override the files (`Scenario.with_values`).

    Raises:
        ScenarioError: with every mistake in all files and in ``set``.
    """
    reading = _Reading()
    _, wrong_values = check_values(set or {})
    path, message, hint = find_file(str(name_or_path), Path.cwd())
    if path is None:
        raise ScenarioError([Problem("", 0, "", "", message, hint), *wrong_values])
    scenario = reading.scenario(path)
    if scenario is None or reading.problems or wrong_values:
        raise ScenarioError([*sorted(reading.problems, key=lambda p: (p.file, p.line)), *wrong_values])
    return scenario.with_values(set or {})


def load_values(assignments: Iterable[str]) -> dict[str, Value]:
    """Values from ``name=value`` texts, such as a command line gives, converted by their declared types.

    Raises:
        ScenarioError: with every mistake: no ``=``, unknown names, names given twice, values out of range.
    """
    registry = parameters.registry()
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for text in assignments:
        name, equals, written = (part.strip() for part in text.partition("="))
        name = present_name("parameter", name)
        if not equals or not name:
            problems.append(Problem("", 0, text or "''", "", "is not an assignment", "write name=value"))
        elif name not in registry:
            problems.append(Problem("", 0, name, "", "unknown name", nearest(name, registry)))
        elif name in values:
            problems.append(Problem("", 0, name, written, "given twice", "keep one of them"))
        else:
            try:
                values[name] = text_value(registry[name], written)
            except ValueError as error:
                problems.append(Problem("", 0, name, written, str(error), hint_for(registry[name], written)))
    refuse(problems)
    return values


def read_named(name: str | Path, folder: str, what: str, make: Callable[[Entry, Path], T | None]) -> T:
    """What a file beside the scenarios says.

    Args:
        name: of the file, or a path that ends in ``.yaml``.
        folder: beside the scenarios, where files have names.
        what: what such a file is called in a message, such as ``claim``.
        make: makes it of the file's root and path; mistakes are added to the root's list.

    Raises:
        ScenarioError: there is no such file; and every mistake in it.
    """
    path, problems = find_beside(str(name), folder, what), []
    root = read_yaml(path, shown(path.resolve()), problems)
    made = None if root is None else make(root, path)
    refuse(problems)
    return made


def scenario_beside(entry: Entry, folder: Path) -> Scenario | None:
    """The scenario that an entry names, looked up from the folder of its file; mistakes are added."""
    name = entry.text(most=300)
    if name is None:
        return None
    path, message, hint = find_file(name, folder)
    if path is None:
        entry.wrong(message, hint)
        return None
    try:
        return load_scenario(path)
    except ScenarioError as error:
        entry.problems.extend(error.problems)
        return None


def scenarios_listed(entry: Entry | None, folder: Path) -> list[tuple[Scenario, Entry | None]]:
    """The scenario or scenarios that an entry names, each with its place; baseline without an entry."""
    if entry is None:
        return [(load_scenario(BASELINE), None)]
    if entry.is_empty_list:
        entry.wrong("is empty", "leave it out for baseline")
    named = [(scenario_beside(item, folder), item) for item in entry.one_or_more()]
    return [(scenario, item) for scenario, item in named if scenario is not None]


class _Reading:
    """One load: the files read so far, and all mistakes found in them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._layers: dict[Path, Layer | None] = {}
        self._baseline = baseline_file()

    def layer(self, path: Path) -> Layer | None:
        """The content of one file, read once."""
        if path not in self._layers:
            self._layers[path] = read_layer(path, name_of(path), shown(path), self.problems)
        return self._layers[path]

    def lineage(self, path: Path) -> list[Layer]:
        """A file and all that it builds on, each once, the most general first; without the implicit baseline."""
        ordered: list[Layer] = []

        def visit(path: Path, chain: tuple[Path, ...]) -> None:
            layer = self.layer(path)
            if layer is None or layer in ordered:
                return
            for entry in layer.extends:
                if len(chain) + len(ordered) > MOST_FILES:
                    entry.wrong(f"builds on more than {MOST_FILES} files", "write what differs into fewer files")
                    break
                if path == self._baseline:
                    entry.wrong("baseline is what all others extend", "remove `extends`")
                    continue
                parent = self._found(entry, path.parent)
                if parent in chain:
                    names = " → ".join(name_of(p) for p in (*chain[chain.index(parent) :], parent))
                    entry.wrong(f"extends itself in a circle: {names}")
                elif parent is not None:
                    visit(parent, (*chain, parent))
            ordered.append(layer)

        visit(path, (path,))
        return ordered

    def _found(self, entry: Entry, beside: Path) -> Path | None:
        path, message, hint = find_file(str(entry.text()), beside)
        if path is None:
            entry.wrong(message, hint)
        return path

    def scenario(self, path: Path) -> Scenario | None:
        """The resolved scenario of a file, or None if the file itself could not be read at all."""
        lineage = self.lineage(path)
        if self._baseline is not None:
            baseline = self.lineage(self._baseline)
            lineage = [*baseline, *(layer for layer in lineage if layer not in baseline)]
        last = self.layer(path)
        return None if last is None else _Resolution(self, lineage, last).scenario()

    def levers_of(self, group: Group, folder: Path) -> tuple[dict[str, Value], dict[str, str], str]:
        """Levers that a partnership takes from the files it extends, the file of each; and its type."""
        values, files, kind = {}, {}, ""
        for entry in group.extends:
            path = self._found(entry, folder)
            for layer in self.lineage(path) if path is not None else ():
                if layer.path != self._baseline:
                    values |= (stated := layer.of_scope("partnership"))
                    files |= dict.fromkeys(stated, layer.name)
                    kind = layer.kind or kind
        return values, files, kind


class _Resolution:
    """Turns a lineage of files into one scenario with every value."""

    def __init__(self, reading: _Reading, lineage: list[Layer], last: Layer) -> None:
        self._reading, self._lineage, self._last = reading, lineage, last
        self._origins = {name: layer.name for layer in lineage for name in layer.values}
        #: What an event may call a row or a group of rows: exact names by the name written.
        self._targets: dict[str, dict[str, list[str]]] = {"partnership": {}, "district": {}, "funder": {}}

    def scenario(self) -> Scenario:
        last = self._last
        months = next((layer.months for layer in reversed(self._lineage) if layer.months is not None), MONTHS)
        replicates = next((x.replicates for x in reversed(self._lineage) if x.replicates is not None), REPLICATES)
        partnerships = self._partnerships(months)
        return Scenario(
            name=last.name,
            title=last.title or last.path.stem.replace("_", " ").capitalize(),
            question=last.question,
            note=last.note,
            portrait_of=next((layer.portrait_of for layer in reversed(self._lineage) if layer.portrait_of), ""),
            innovation=next((layer.innovation for layer in reversed(self._lineage) if layer.innovation), ""),
            months=months,
            replicates=replicates,
            world=self._row("world", len(self._lineage)),
            partnerships=partnerships,
            beside=self._beside(sum(len(p.districts) for p in partnerships)),
            funders=self._funders(),
            events=self._events(months, partnerships),
            history=self._history(months),
            facts=tuple(dict.fromkeys(fact for layer in self._lineage for fact in layer.facts)),
            lineage=tuple(layer.name for layer in self._lineage),
            origins=self._origins,
            teaching=last.teaching,
        )

    def _stated(self, scope: str, first: int, last: int) -> dict[str, Value]:
        """Values that the top of the files number ``first`` to ``last`` - 1 of the lineage give to a scope."""
        values: dict[str, Value] = {}
        for layer in self._lineage[first:last]:
            values |= layer.of_scope(scope)
        return values

    def _last_with(self, attribute: str) -> int:
        """Number of the last file that has a list, counted from 1; 0 for none."""
        return max((i + 1 for i, x in enumerate(self._lineage) if getattr(x, attribute) is not None), default=0)

    def _row(
        self, scope: str, position: int, group: Group | None = None, inherited: Mapping[str, Value] = NOTHING,
        files: Mapping[str, str] = NOTHING, *, within: str = "",
    ) -> dict[str, Value]:  # fmt: skip
        """All values of a row that the file number ``position`` lists, with what it inherits from other ``files``."""
        later = self._stated(scope, position, len(self._lineage))
        own = group.values if group is not None else NOTHING
        files = {**files, **dict.fromkeys(own, self._lineage[position - 1].name)}
        self._origins |= {f"{within}{group.name} → {name}": file for name, file in files.items() if name not in later}
        return {**defaults(scope), **self._stated(scope, 0, position), **inherited, **own, **later}

    def _kind(self, first: int, last: int) -> str:
        return next((layer.kind for layer in reversed(self._lineage[first:last]) if layer.kind), "")

    def _partnerships(self, months: int) -> tuple[PartnershipSpec, ...]:
        position = self._last_with("partnerships")
        if not position:
            return (self._only_partnership(),)
        layer = self._lineage[position - 1]
        groups = layer.partnerships or []
        _refuse_twins(groups)
        made: list[PartnershipSpec] = []
        total = 0
        for group in groups:
            if group.start > months and not _is_wrong(self._reading.problems, "months"):
                group.entry.wrong(f"starts in month {group.start}, after the end in month {months}")
            inherited, files, kind = self._reading.levers_of(group, layer.path.parent)
            kind = self._kind(position, len(self._lineage)) or kind or self._kind(0, position)
            levers = self._row("partnership", position, group, inherited, files)
            number = sum(d.count for d in group.districts) or int(levers["scale.districts"])
            levers["scale.districts"] = float(number)
            total += number * group.count
            if _are_too_many(total, group):
                break
            listed = self._listed_districts(group, position)
            for name in self._named("partnership", group):
                districts = listed or self._unlisted_districts(name, number, position)
                made.append(
                    PartnershipSpec(name, kind, group.start, levers, districts, bool(listed), group.founding)
                )
        if made and all(p.founding == BY_GRANT for p in made):
            groups[0].entry.wrong("is to be founded like all others, and there might never be any",
                                  f"leave `founding: {BY_GRANT}` out for one of them")  # fmt: skip
        return tuple(made)

    def _beside(self, members: int) -> tuple[DistrictSpec, ...]:
        """Districts beside the partnerships, which the last file with such a list lists."""
        position = self._last_with("beside")
        groups = self._lineage[position - 1].beside or [] if position else []
        _refuse_twins(groups)
        made: list[DistrictSpec] = []
        total = members
        for group in groups:
            total += group.count
            if _are_too_many(total, group):
                break
            shared = MappingProxyType(self._row("district", position, group))
            made += [DistrictSpec(name, shared) for name in group.names()]
        return tuple(made)

    def _only_partnership(self) -> PartnershipSpec:
        name, end = self._last.path.stem, len(self._lineage)
        levers = self._row("partnership", end)
        # Events of a file may call it by that file's name, also where another file has inherited them.
        for layer in self._lineage:
            self._targets["partnership"][layer.path.stem] = [name]
        districts = self._unlisted_districts(name, int(levers["scale.districts"]), end)
        return PartnershipSpec(name, self._kind(0, end), 1, levers, districts)

    def _unlisted_districts(self, partnership: str, number: int, position: int) -> tuple[DistrictSpec, ...]:
        specs = unlisted_districts(partnership, number, self._row("district", position))
        self._targets["district"].update({spec.name: [spec.name] for spec in specs})
        return specs

    def _listed_districts(self, group: Group, position: int) -> tuple[DistrictSpec, ...]:
        _refuse_twins(group.districts)
        made: list[DistrictSpec] = []
        for district in group.districts:
            shared = MappingProxyType(self._row("district", position, district, within=f"{group.name} → "))
            made += [DistrictSpec(name, shared) for name in self._named("district", district)]
        return tuple(made)

    def _funders(self) -> tuple[FunderSpec, ...]:
        position = self._last_with("funders")
        if not position:
            self._targets["funder"]["funder"] = ["funder"]
            return (FunderSpec("funder", self._row("funder", 0)),)
        groups = self._lineage[position - 1].funders or []
        _refuse_twins(groups)
        made: list[FunderSpec] = []
        for group in groups:
            context = self._row("funder", position, group)
            made += [FunderSpec(name, context) for name in self._named("funder", group)]
        return tuple(made)

    def _named(self, sort: str, group: Group) -> list[str]:
        """Names of the rows that an entry stands for, known to events from now on."""
        names = group.names()
        targets = self._targets[sort]
        for written in (group.name, *names):
            exact = names if written == group.name else [written]
            targets[written] = list(dict.fromkeys([*targets.get(written, []), *exact]))
        return names

    def _events(self, months: int, partnerships: tuple[PartnershipSpec, ...]) -> tuple[Event, ...]:
        members = {(p.name, d.name) for p in partnerships for d in p.districts}
        made: list[Event] = []
        set_by: dict[tuple, tuple[Value, Entry]] = {}
        for item in self._listed("events"):
            month = item.event.month
            if month > months and not _is_wrong(self._reading.problems, "months"):
                item.entry.wrong(f"{item.event.at_the_earliest}, after the end in month {months}", "raise `months`")
            exact = product(*(self._exact(item, sort) for sort in ("partnership", "district", "funder")))
            aimed = [(p, d, f) for p, d, f in exact if None in (p, d) or (p, d) in members]
            if not aimed:
                item.entry.wrong("hits nothing: the district does not belong to the partnership")
            made += [replace(item.event, partnership=p, district=d, funder=f) for p, d, f in aimed]
            for target, (name, value) in product(aimed, item.event.changes.items()):
                key = (item.entry.file, item.event.dated, target, name)
                before, entry = set_by.setdefault(key, (value, item.entry))
                if before != value:
                    item.entry.wrong(f"sets {name} to {value} {item.event.at}, and line {entry.line} to {before}",
                                     "keep one of them")  # fmt: skip
        return tuple(sorted(made, key=lambda event: event.month))

    def _history(self, months: int) -> tuple[Known, ...]:
        made: list[tuple[KnownEntry, Known]] = []
        problems = self._reading.problems
        for item in self._listed("history"):
            before = len(problems)
            last = max(max(known.first, known.last or 1) for known in item.known)
            if last > months and not _is_wrong(problems, "months"):
                item.entry.wrong(f"is known to month {last}, after the end in month {months}", "raise `months`")
            exact = list(product(*(self._exact(item, sort) for sort in ("partnership", "district", "funder"))))
            for known, (p, d, f) in product(item.known, exact):
                new = replace(known, partnership=p, district=d, funder=f)
                twin = next((other for other, known in made if known.overlaps(new)), None)
                if twin is not None and len(problems) == before:
                    where = f"the entry in line {twin.entry.line} of {twin.entry.file}"
                    item.entry.wrong(f"{new.chance} is known in some of these months by {where}", "keep one of them")
                made.append((item, new))
        return tuple(known for _, known in made)

    def _listed(self, attribute: str) -> list:
        """Entries of all files; an empty list in one of them drops those before it."""
        listed: list = []
        for layer in self._lineage:
            own = getattr(layer, attribute)
            if own is not None:
                listed = [*listed, *own] if own else []
        return listed

    def _exact(self, item: EventEntry | KnownEntry, sort: str) -> list[str | None]:
        """Exact names of the rows that an event is aimed at, or that something is known of; one None for all rows."""
        written = item.targets.get(sort)
        if written is None:
            return [None]
        known = self._targets[sort]
        if written[0] not in known:
            hint = nearest(written[0], known) or (f"there are {', '.join(list(known)[:5])}" if known else "")
            written[1].wrong(f"there is no {sort} of this name", hint, value=written[0])
        return list(known.get(written[0], [None]))


def _are_too_many(districts: int, group: Group) -> bool:
    """Whether a group brings a world above the number of districts that it can hold, which is a mistake in the file."""
    if districts > MOST_DISTRICTS:
        group.entry.wrong(f"makes {districts} districts, more than {MOST_DISTRICTS} in a world", "lower a `count`")
    return districts > MOST_DISTRICTS


def _is_wrong(problems: list[Problem], key: str) -> bool:
    """Whether a key is among the mistakes, so that what follows from it need not be told."""
    return any(problem.key == key for problem in problems)


def _refuse_twins(groups: list[Group]) -> None:
    """Rows of one list need different names."""
    seen: dict[str, Entry] = {}
    for group in groups:
        for name in group.names():
            if name in seen and seen[name] is not group.entry:
                group.entry.wrong(f"the name {name!r} is taken by the entry in line {seen[name].line}")
                break
            seen[name] = group.entry

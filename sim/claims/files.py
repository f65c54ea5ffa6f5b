"""Claim files (``scenarios/claims/*.yaml``): from a file to a claim, with every mistake at its line."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from sim.claims.claim import DOWN, OPEN, UP, Arm, Check, Claim
from sim.claims.keys import ARM, CHECK, CLAIM, COMPARISONS, MONTHS, reading_keys
from sim.declarations.parameters import registry
from sim.measures.claim_readings import FORMS, OF_MONTHS, Reading
from sim.scenario.files import load_scenario, read_named
from sim.scenario.folders import files_beside
from sim.scenario.happenings import event_entry
from sim.scenario.mistakes import ScenarioError, refuse
from sim.scenario.scenario import Event, Scenario, Value
from sim.scenario.strict_yaml import Entry

FOLDER = "claims"
#: Comparisons with so many times the second.
TIMED = ("higher", "lower", "larger_gap", "smaller_gap")


def claim_files() -> dict[str, Path]:
    """Claim files by id; one in the current folder hides an installed one."""
    return files_beside(FOLDER)


def load_claims(ids: Iterable[str] = ()) -> list[Claim]:
    """Claims by id, all of them without ids.

    Raises:
        ScenarioError: ids that are not there, and every mistake in the files.
    """
    files, problems, claims = claim_files(), [], []
    for name in list(dict.fromkeys(ids)) or files:
        try:
            claims.append(load_claim(name))
        except ScenarioError as error:
            problems += error.problems
    refuse(problems)
    return claims


def load_claim(id_or_path: str | Path) -> Claim:
    """Reads one claim.

    Args:
        id_or_path: the name of a file in ``scenarios/claims``, or a path that ends in ``.yaml``.

    Raises:
        ScenarioError: every mistake in the file and in the scenarios that it names.
    """
    return read_named(id_or_path, FOLDER, "claim", lambda root, path: _Reading(root, path.stem).claim())


class _Reading:
    """What one file says; mistakes are added to the list of its entries."""

    def __init__(self, root: Entry, name: str) -> None:
        self._root, self._id = root, name
        self._keys, self._said = CLAIM.read(root)
        self._months = self._said.get("months", MONTHS)
        #: Names of values that some arm states.
        self._stated: set[str] = set()

    def claim(self) -> Claim | None:
        """The claim, or None if arms or checks could not be read."""
        said = self._said
        base = self._scenario(said.get("base"))
        shared = said.get("with", {})
        if "where" in self._keys and "with" not in self._keys:
            self._keys["where"].wrong("names a region that nothing confines the claim to", "state its values in `with`")
        if base is None or not {"arms", "expect"} <= said.keys():
            return None
        arms = self._arms(base, shared)
        checks = tuple(c for e in said["expect"].items() or [] for c in self._checks(e, arms))
        if not checks and not self._root.problems:
            said["expect"].wrong("expects nothing", "write at least one `read`")
        if self._root.problems:
            return None
        fixed = self._stated.union(said.get("keep", ()), shared, _differing([arm.scenario for arm in arms.values()]))
        return Claim(
            id=self._id, title=said["title"], source=said["source"], note=said.get("note", ""),
            where=said.get("where", ""), base=base.name, arms=arms, checks=checks, months=self._months,
            fixed=frozenset(fixed),
        )  # fmt: skip

    def _scenario(self, entry: Entry | None) -> Scenario | None:
        """The scenario that an entry names, baseline without one."""
        name = "baseline" if entry is None else entry.text()
        if name is None:
            return None
        try:
            scenario = load_scenario(name)
        except ScenarioError as error:
            for problem in error.problems:
                if entry is None or problem.file:
                    self._root.problems.append(problem)
                else:
                    entry.wrong(problem.message, problem.hint)
            return None
        if len(scenario.partnerships) != 1 and entry is not None:
            entry.wrong(f"has {len(scenario.partnerships)} partnerships; a claim reads one", "name another scenario")
            return None
        return scenario

    def _arms(self, base: Scenario, shared: Mapping[str, Value]) -> dict[str, Arm]:
        arms: dict[str, Arm] = {}
        for name, entry in (self._said["arms"].entries() or {}).items():
            _, said = ({}, {}) if entry.is_empty else ARM.read(entry)
            scenario = self._scenario(said["scenario"]) if "scenario" in said else base
            values = said.get("values", {})
            events = self._events(said["events"]) if "events" in said else ()
            mark = said["mark"].whole(1, self._months, "month of the run") if "mark" in said else None
            if scenario is not None:
                self._stated |= values.keys()
                scenario = scenario.with_values({**shared, **values})
                together = sorted((*scenario.events, *events), key=lambda event: event.month)
                arms[name] = Arm(name, replace(scenario, events=tuple(together)), mark)
        return arms

    def _events(self, entry: Entry) -> Iterable[Event]:
        for item in entry.items() or []:
            made = event_entry(item)
            if made is None:
                continue
            if made.targets:
                item.wrong(f"names a {next(iter(made.targets))}; events of claims hit all rows", "leave it out")
            month = made.event.month
            if month > self._months:
                item.wrong(f"{made.event.at_the_earliest}, after the end in month {self._months}", "raise `months`")
            yield made.event

    def _checks(self, entry: Entry, arms: Mapping[str, Arm]) -> list[Check]:
        keys, said = CHECK.read(entry)
        comparisons = [key for key in keys if key in COMPARISONS]
        if "read" not in keys or len(comparisons) != 1:
            entry.wrong("needs `read` and one comparison", f"higher: [A, B] or {', '.join([*COMPARISONS][1:])}")
            return []
        reading = self._reading(said["read"])
        word = comparisons[0]
        groups = self._groups(said[word], arms)
        if reading is None or not groups or len(said) < len(keys):
            return []
        if "times" in keys and word not in TIMED:
            keys["times"].wrong(f"goes only with {', '.join(TIMED)}")
        if "smallest" in keys and word == "open":
            keys["smallest"].wrong("goes with a comparison that expects something")
        for name in sorted({name for group in groups for name in group}):
            if reading.needs_mark and arms[name].mark is None:
                entry.wrong(f"counts from a mark, and the arm {name!r} has none", "add `mark: MONTH` to it")
            elif reading.after_mark and arms[name].mark + reading.first > self._months:
                keys["read"].wrong(f"reads after the end in month {self._months}", "raise `months`, or lower `after`")
        contrasts = _contrasts(entry, word, groups, said.get("times", 1.0))
        if not all(any(weights.values()) for weights, *_ in contrasts):
            entry.wrong("compares arms with themselves", "name two that differ")
        others = {key: said[key] for key in ("any_of", "called", "given_by", "smallest") if key in said}
        return [Check(reading, weights, expect, words, **others) for weights, expect, words in contrasts]

    def _groups(self, entry: Entry, arms: Mapping[str, Arm]) -> list[list[str]]:
        """Names of arms, each a group of one, or lists of them."""
        groups = [[part.word(tuple(arms)) for part in item.one_or_more()] for item in entry.one_or_more()]
        if not groups or not all(groups):
            entry.wrong("names no arm", f"there {'is' if len(arms) == 1 else 'are'} {', '.join(arms)}")
            return []
        return [] if any(None in names for names in groups) else groups

    def _reading(self, entry: Entry) -> Reading | None:
        forms = [key for key in entry.entries() or {} if key in FORMS]
        if len(forms) != 1:
            entry.wrong("needs one form", f"one of {', '.join(FORMS)}, such as {{outcome: trust}}")
            return None
        form = forms[0]
        keys, said = reading_keys(form, self._months).read(entry)
        first, last, after = said.get("from"), said.get("to"), "after" in keys
        if form == "at":
            if ("month" in keys) == after:
                entry.wrong("needs `month`, or `after` to count from the mark")
                return None
            first = said.get("after" if after else "month")
        if first is not None and last is not None and first >= last:
            entry.wrong("`from` must come before `to`")
        if form == "fall" and "when" not in keys:
            entry.wrong("needs `when`, a column that is above zero in the months that count")
        if len(said) < len(keys):
            return None
        what, first = ("", said[form]) if form in OF_MONTHS else (said[form], first)
        return Reading(
            form, what, first, last, after, said.get("while", "always"), said.get("per", ""), said.get("when", "")
        )


def _contrasts(
    entry: Entry, word: str, groups: list[list[str]], times: float
) -> list[tuple[dict[str, float], int, str]]:
    """What a comparison stands for, one or one for each step: weights of arms, direction, and words."""
    if word == "positive" and len(groups) == 1:
        return [(_mean_of(groups[0]), UP, f"{_said(groups[0])} against nothing")]
    more = f"{times:g} times " if times != 1 else ""
    if word in ("higher", "lower", "open") and len(groups) == 2:
        expect = {"higher": UP, "lower": DOWN, "open": OPEN}[word]
        weights = _plus(_mean_of(groups[0]), _mean_of(groups[1]), -times)
        return [(weights, expect, f"{_said(groups[0])} against {more}{_said(groups[1])}")]
    if word in ("rising", "falling") and len(groups) >= 2:
        return [
            (_plus(_mean_of(b), _mean_of(a), -1), UP if word == "rising" else DOWN, f"{_said(b)} against {_said(a)}")
            for a, b in zip(groups, groups[1:], strict=False)
        ]
    if word in ("larger_gap", "smaller_gap") and [len(group) for group in groups] == [2, 2]:
        (a, b), (c, d) = groups
        weights = _plus(_plus({a: 1.0}, {b: 1.0}, -1), _plus({c: 1.0}, {d: 1.0}, -1), -times)
        expect = UP if word == "larger_gap" else DOWN
        return [(weights, expect, f"what {a} adds to {b}, against {more}what {c} adds to {d}")]
    entry.wrong(f"`{word}` takes {COMPARISONS[word]}")
    return []


def _mean_of(names: list[str]) -> dict[str, float]:
    return {name: 1.0 / len(names) for name in names}


def _plus(one: Mapping[str, float], other: Mapping[str, float], times: float) -> dict[str, float]:
    """One weighted sum of arms plus so many times another."""
    return {name: one.get(name, 0.0) + times * other.get(name, 0.0) for name in dict.fromkeys([*one, *other])}


def _said(names: list[str]) -> str:
    return " and ".join(names)


def _differing(scenarios: list[Scenario]) -> set[str]:
    """Names of values that differ between scenarios: what the claim is about."""
    return {name for other in scenarios[1:] for name, *_ in scenarios[0].differences(other) if name in registry()}

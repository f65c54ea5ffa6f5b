"""Claim files (``scenarios/claims/*.yaml``): from a file to a claim, with every mistake at its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sim.claims.claim import DOWN, OPEN, UP, Arm, Check, Claim
from sim.declarations.parameters import registry
from sim.experiments.design.file_factors import known_entries, values_by_name
from sim.measures.claim_readings import FORMS, OF_MONTHS, PERS, WHILES, Reading, columns
from sim.measures.outcomes import OUTCOMES
from sim.scenario.files import load_scenario
from sim.scenario.folders import files_beside, find_beside, shown
from sim.scenario.layers import event_entry
from sim.scenario.mistakes import Problem, ScenarioError
from sim.scenario.scenario import Event, Scenario, Value
from sim.scenario.strict_yaml import Entry, read_yaml

FOLDER = "claims"
MONTHS, MOST_MONTHS = 120, 1200
KEYS = {
    "title": "the claim in plain words",
    "source": "short reference as in docs/references.md, with its passage in brackets",
    "note": "how the claim was turned into arms and readings, and what was assumed for it",
    "base": "scenario that the arms build on; baseline without it",
    "with": "values of all arms, by dotted name; draws leave them alone",
    "where": "the region that `with` confines the claim to, in plain words: it can then be conditional at best",
    "keep": "names whose values in the base draws leave alone, because the claim presupposes them",
    "months": "how many months are simulated, 120 without it",
    "arms": "what is compared: each with a name of its own",
    "expect": "what is read, and which way it should go",
}
ARM_KEYS = {
    "scenario": "scenario instead of the base",
    "values": "values by dotted name",
    "events": "what happens when",
    "mark": "month from which readings with `after` or `ended_within` count",
}
#: Comparisons: what each takes, and the direction that it expects.
COMPARISONS = {
    "higher": "two arms: the first is higher than the second",
    "lower": "two arms: the first is lower than the second",
    "rising": "three arms or more: each is higher than the one before; a list inside stands for its mean",
    "falling": "three arms or more: each is lower than the one before; a list inside stands for its mean",
    "larger_gap": "two pairs of arms: the first pair is further apart (first minus second) than the second pair",
    "smaller_gap": "two pairs of arms: the first pair is less far apart (first minus second) than the second pair",
    "positive": "one arm: above zero",
    "open": "two arms: the literature leaves open which is higher",
}
CHECK_KEYS = ("read", "called", *COMPARISONS, "times", "any_of", "given_by")


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
    if problems:
        raise ScenarioError(problems)
    return claims


def load_claim(id_or_path: str | Path) -> Claim:
    """Reads one claim.

    Args:
        id_or_path: the name of a file in ``scenarios/claims``, or a path that ends in ``.yaml``.

    Raises:
        ScenarioError: every mistake in the file and in the scenarios that it names.
    """
    path = find_beside(str(id_or_path), FOLDER, "claim")
    problems: list[Problem] = []
    root = read_yaml(path, shown(path.resolve()), problems)
    claim = None if root is None else _Reading(root, path.stem).claim()
    if problems or claim is None:
        raise ScenarioError(sorted(problems, key=lambda p: (p.file, p.line)))
    return claim


@dataclass
class _ArmEntry:
    """An arm as written."""

    arm: Arm
    stated: set[str]


class _Reading:
    """What one file says; mistakes are added to the list of its entries."""

    def __init__(self, root: Entry, name: str) -> None:
        self._root, self._id = root, name
        self._keys = known_entries(root, KEYS, "a claim")
        for key in ("title", "source", "arms", "expect"):
            if key not in self._keys:
                root.wrong(f"a claim needs `{key}`", KEYS[key])
        self._months = self._whole("months", MONTHS)

    def _whole(self, key: str, default: int) -> int:
        found = self._keys[key].whole(1, MOST_MONTHS, "months") if key in self._keys else None
        return default if found is None else found

    def _text(self, key: str) -> str:
        return (self._keys[key].text() or "") if key in self._keys else ""

    def claim(self) -> Claim | None:
        """The claim, or None if arms or checks could not be read."""
        base = self._scenario(self._keys.get("base"), "baseline")
        shared = values_by_name(self._keys["with"]) if "with" in self._keys else {}
        kept = self._kept()
        if "where" in self._keys and "with" not in self._keys:
            self._keys["where"].wrong("names a region that nothing confines the claim to", "state its values in `with`")
        if base is None or "arms" not in self._keys or "expect" not in self._keys:
            return None
        arms = self._arms(base, shared)
        checks = tuple(c for e in self._keys["expect"].items() or [] for c in self._checks(e, arms))
        if self._root.problems or not checks:
            if not self._root.problems:
                self._keys["expect"].wrong("expects nothing", "write at least one `read`")
            return None
        fixed = frozenset(kept) | shared.keys() | set().union(*(a.stated for a in arms.values()))
        return Claim(
            id=self._id, title=self._text("title"), source=self._text("source"), note=self._text("note"),
            where=self._text("where"), base=base.name, arms={name: entry.arm for name, entry in arms.items()},
            checks=checks, months=self._months,
            fixed=fixed | _differing([entry.arm.scenario for entry in arms.values()]),
        )  # fmt: skip

    def _kept(self) -> list[str]:
        items = (self._keys["keep"].items() or []) if "keep" in self._keys else []
        return [word for item in items if (word := item.word(tuple(registry()), "parameter")) is not None]

    def _scenario(self, entry: Entry | None, default: str) -> Scenario | None:
        name = default if entry is None else entry.text()
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

    def _arms(self, base: Scenario, shared: Mapping[str, Value]) -> dict[str, _ArmEntry]:
        arms: dict[str, _ArmEntry] = {}
        for name, entry in (self._keys["arms"].entries() or {}).items():
            keys = {} if entry.is_empty else known_entries(entry, ARM_KEYS, "an arm")
            scenario = self._scenario(keys["scenario"], "") if "scenario" in keys else base
            values = values_by_name(keys["values"]) if "values" in keys else {}
            events = tuple(self._events(keys["events"])) if "events" in keys else ()
            mark = keys["mark"].whole(1, self._months, "month of the run") if "mark" in keys else None
            if scenario is not None:
                scenario = scenario.with_values({**shared, **values})
                together = sorted((*scenario.events, *events), key=lambda event: event.month)
                arms[name] = _ArmEntry(Arm(name, replace(scenario, events=tuple(together)), mark), set(values))
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
                item.wrong(f"is dated month {month}, after the end in month {self._months}", "raise `months`")
            yield made.event

    def _checks(self, entry: Entry, arms: Mapping[str, _ArmEntry]) -> list[Check]:
        keys = known_entries(entry, CHECK_KEYS, "an expectation")
        comparisons = [key for key in keys if key in COMPARISONS]
        if "read" not in keys or len(comparisons) != 1:
            entry.wrong("needs `read` and one comparison", f"higher: [A, B] or {', '.join([*COMPARISONS][1:])}")
            return []
        reading = self._reading(keys["read"])
        word = comparisons[0]
        groups = self._groups(keys[word], arms)
        times = keys["times"].number(0.01, 100, "times") if "times" in keys else 1.0
        texts = {key: (keys[key].label() or "") for key in ("any_of", "called", "given_by") if key in keys}
        if reading is None or not groups or times is None:
            return []
        if "times" in keys and word not in ("higher", "lower"):
            keys["times"].wrong("goes only with `higher` or `lower`")
        named = {name for group in groups for name in group}
        for name in sorted(named):
            if reading.needs_mark and arms[name].arm.mark is None:
                entry.wrong(f"counts from a mark, and the arm {name!r} has none", "add `mark: MONTH` to it")
            elif reading.after_mark and arms[name].arm.mark + reading.first > self._months:
                keys["read"].wrong(f"reads after the end in month {self._months}", "raise `months`, or lower `after`")
        contrasts = _contrasts(entry, word, groups, times)
        return [Check(reading, weights, expect, words, **texts) for weights, expect, words in contrasts]

    def _groups(self, entry: Entry, arms: Mapping[str, _ArmEntry]) -> list[list[str]]:
        """Names of arms, each a group of one, or lists of them."""
        groups = []
        for item in (entry.items() or []) if entry.is_list else [entry]:
            parts = (item.items() or []) if item.is_list else [item]
            names = [part.word(tuple(arms)) for part in parts]
            if None in names:
                return []
            groups.append([name for name in names if name is not None])
        return groups

    def _reading(self, entry: Entry) -> Reading | None:
        entries = entry.entries() or {}
        forms = [key for key in entries if key in FORMS]
        if len(forms) != 1:
            entry.wrong("needs one form", f"one of {', '.join(FORMS)}, such as {{outcome: trust}}")
            return None
        form = forms[0]
        keys = known_entries(entry, (form, *FORMS[form]), f"a reading with `{form}`")
        what, first, last, after = "", None, None, False
        if form in OF_MONTHS:
            first = keys[form].whole(1, self._months, "months")
        else:
            known = tuple(o.name for o in OUTCOMES) if form == "outcome" else tuple(columns())
            what = keys[form].word(known, "outcome" if form == "outcome" else "column") or ""
        if form == "at":
            if ("month" in keys) == ("after" in keys):
                entry.wrong("needs `month`, or `after` to count from the mark")
                return None
            after = "after" in keys
            first = keys["after" if after else "month"].whole(0 if after else 1, self._months, "months")
        for key in ("from", "to"):
            if key in keys:
                month = keys[key].whole(1, self._months, "month of the run")
                first, last = (month, last) if key == "from" else (first, month)
        if first is not None and last is not None and first >= last:
            entry.wrong("`from` must come before `to`")
        during = keys["while"].word(WHILES) if "while" in keys else "always"
        per = keys["per"].word(PERS[1:]) if "per" in keys else ""
        when = keys["when"].word(tuple(columns()), "column") if "when" in keys else ""
        if form == "fall" and not when:
            entry.wrong("needs `when`, a column that is above zero in the months that count")
        if None in (during, per, when) or (form in OF_MONTHS and first is None) or (form not in OF_MONTHS and not what):
            return None
        return Reading(form, what, first, last, after, during, per, when)


def _contrasts(
    entry: Entry, word: str, groups: list[list[str]], times: float
) -> list[tuple[dict[str, float], int, str]]:
    """What a comparison stands for, one or one for each step: weights of arms, direction, and words."""
    if word == "positive" and len(groups) == 1:
        return [(_mean_of(groups[0]), UP, f"{_said(groups[0])} against nothing")]
    if word in ("higher", "lower", "open") and len(groups) == 2:
        expect = {"higher": UP, "lower": DOWN, "open": OPEN}[word]
        weights = _plus(_mean_of(groups[0]), _mean_of(groups[1]), -times)
        more = f"{times:g} times " if times != 1 else ""
        return [(weights, expect, f"{_said(groups[0])} against {more}{_said(groups[1])}")]
    if word in ("rising", "falling") and len(groups) >= 2:
        return [
            (_plus(_mean_of(b), _mean_of(a), -1), UP if word == "rising" else DOWN, f"{_said(b)} against {_said(a)}")
            for a, b in zip(groups, groups[1:], strict=False)
        ]
    if word in ("larger_gap", "smaller_gap") and [len(group) for group in groups] == [2, 2]:
        (a, b), (c, d) = groups
        weights = _plus(_plus({a: 1.0}, {b: 1.0}, -1), _plus({c: 1.0}, {d: 1.0}, -1), -1)
        expect = UP if word == "larger_gap" else DOWN
        return [(weights, expect, f"what {a} adds to {b}, against what {c} adds to {d}")]
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

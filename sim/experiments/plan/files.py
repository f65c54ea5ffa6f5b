"""Experiment files (``scenarios/experiments/*.yaml``): from a file to a plan, with every mistake at its line."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sim.engine.result import quantities
from sim.engine.run import LARGEST_SEED
from sim.experiments.design import samples as designs
from sim.experiments.design.csv_points import from_csv
from sim.experiments.design.districts import from_districts
from sim.experiments.design.file_factors import factors_of, groups_of, policy_values, under_vary, values_by_name
from sim.experiments.design.samples import METHODS, Design
from sim.experiments.execute.precision import FEWEST, Precision
from sim.experiments.plan.expected import EXPECTED, Expected, arms_of, read_expected
from sim.experiments.plan.make import make_plan
from sim.experiments.plan.plan import FURTHER, SERIES, Plan
from sim.experiments.plan.random_numbers import COMMON, RANDOM_NUMBERS
from sim.measures.outcomes import OUTCOME
from sim.scenario.file_keys import LINE, TEXT, YES_NO, Key, Keys, Kind, as_written, exact_whole, many, whole, word
from sim.scenario.files import read_named, scenario_beside, scenarios_listed
from sim.scenario.folders import files_beside, shown
from sim.scenario.mistakes import Problem, ScenarioError, nearest
from sim.scenario.scenario import Scenario, Value
from sim.scenario.strict_yaml import Entry

#: What a file may say of a plan under the names that `make_plan` has for it.
PLAN = ("title", "question", "replicates", "months", "seed", "series", "columns", "events", "tables",
        "random_numbers", "precision")


def _setting(name: str, low: int, high: int, *, needed: bool = False) -> Key:
    """A number of a method; where it may be missing the method has its own."""
    return Key(name, exact_whole(low, high), needed=f"a whole number from {low} to {high}" if needed else "")


_SAMPLES = (_setting("samples", 1, designs.MOST_SAMPLES, needed=True), _setting("seed", 0, LARGEST_SEED))
#: Methods in which factors may move together.
GROUPED = ("morris", "saltelli")
#: What makes the points of each method, and the settings that it takes.
MAKERS: dict[str, tuple[Callable[..., Design] | None, tuple[Key, ...]]] = {
    "grid": (designs.grid, (_setting("levels", 1, 1000),)),
    "list": (None, ()),
    "one_at_a_time": (designs.one_at_a_time, (_setting("levels", 1, 1000),)),
    "random": (designs.random_points, _SAMPLES),
    "latin_hypercube": (designs.latin_hypercube, _SAMPLES),
    "sobol": (designs.sobol, _SAMPLES),
    "morris": (designs.morris, (
        _setting("trajectories", 1, 1_000_000, needed=True), _setting("levels", 2, 100), _setting("seed", 0, 2**32 - 1),
    )),
    "saltelli": (designs.saltelli, (
        _setting("base", 1, designs.MOST_SAMPLES, needed=True), _setting("seed", 0, 2**32 - 1),
        Key("second_order", YES_NO),
    )),
    "csv": (None, (Key("file", TEXT, needed="a path from the folder of this file"),)),
}  # fmt: skip


def find_experiments() -> dict[str, Path]:
    """Experiment files by name; one in the current folder hides an installed one."""
    return files_beside("experiments")


def load_plan(
    name_or_path: str | Path,
    *,
    replicates: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    precision: Precision | None = None,
    districts: Path | None = None,
) -> Plan:
    """Reads an experiment file.

    Args:
        name_or_path: a path that ends in ``.yaml``, or the name of a file in ``scenarios/experiments``.
        replicates, months, seed, precision: instead of what the file says.
        districts: a table of districts as the design of a file that has none (`from_districts`).

    Raises:
        ScenarioError: every mistake in the file, in the scenarios that it names and in the table.
    """
    said = read_named(
        name_or_path, "experiments", "experiment", lambda root, path: _Reading(root, path.parent, districts).plan()
    )
    given = {"replicates": replicates, "months": months, "seed": seed, "precision": precision}
    return make_plan(**said | {key: value for key, value in given.items() if value is not None})


def load_design(name_or_path: str | Path) -> Design:
    """Only the design of an experiment file, or of a CSV file: points to add to a sweep.

    Raises:
        ScenarioError: every mistake in the file; or it varies nothing.
    """
    if str(name_or_path).endswith(".csv"):
        return from_csv(Path(name_or_path))
    design = load_plan(name_or_path).designs[0]
    if design.method == "none":
        raise ScenarioError([Problem(str(name_or_path), 0, "vary", "", "this file varies nothing", "")])
    return design


class _Reading:
    """What one file says; mistakes are added to the list of its entries."""

    def __init__(self, root: Entry, folder: Path, districts: Path | None = None) -> None:
        self._root, self._folder, self._table = root, folder, districts
        self._load = partial(scenario_beside, folder=folder)
        self._keys, self._said = EXPERIMENT.read(root)

    def plan(self) -> dict[str, object]:
        """What `make_plan` takes."""
        told = {key: self._said[key] for key in PLAN if key in self._said}
        made = {**told, "scenarios": self._scenarios(), "policies": self._policies(), "design": self._design()}
        made["expect"] = self._expected(made["scenarios"], made["policies"] or {})
        if made["policies"] and made["design"] is not None:
            self._refuse_hidden(set(made["design"].values(0)))
        return made

    def _scenarios(self) -> list[Scenario]:
        loaded: dict[str, Scenario] = {}
        for scenario, entry in scenarios_listed(self._keys.get("scenarios"), self._folder):
            if scenario.name in loaded:
                entry.wrong("is listed twice", "keep one of them", value=scenario.name)
            loaded[scenario.name] = scenario
        return list(loaded.values())

    def _policies(self) -> dict[str, dict[str, Value]] | None:
        if "policies" not in self._keys:
            return None
        entries = self._keys["policies"].entries() or {}
        if not entries and self._keys["policies"].is_mapping:
            self._keys["policies"].wrong("is empty", "leave it out for none")
        return {name: policy_values(entry, self._load) for name, entry in entries.items()}

    def _expected(self, scenarios: list[Scenario], policies: dict[str, dict[str, Value]]) -> list[Expected]:
        if "expect" not in self._keys:
            return []
        entry = self._keys["expect"]
        clash = {scenario.name for scenario in scenarios} & policies.keys()
        if clash:
            entry.wrong("cannot tell a scenario from a policy of the same name", "rename the policy", value=min(clash))
        if entry.is_empty_list:
            entry.wrong("is empty", "leave it out where nothing is expected")
        listed = len(self._keys["scenarios"].one_or_more()) if "scenarios" in self._keys else 1
        known = len(scenarios) == listed  # else a scenario has mistakes, which are told
        arms = arms_of([scenario.name for scenario in scenarios], list(policies) or [""]) if known else None
        read = [read_expected(item, arms) for item in entry.items() or []]
        return [expected for expected in read if expected is not None]

    def _refuse_hidden(self, varied: set[str]) -> None:
        """A value that a policy names and the design varies would never be seen: samples are laid over policies."""
        for policy in (self._keys["policies"].entries() or {}).values():
            for name, entry in (policy.named_entries("parameter") if policy.is_mapping else {}).items():
                if name in varied:
                    entry.wrong("is varied too, and what varies is laid over policies", "leave one of them out")

    def _design(self) -> Design | None:
        """The design, or None where the file varies nothing or something is wrong."""
        keys = self._keys
        if "districts" in keys or self._table is not None:
            return self._districts()
        factors = factors_of(keys.get("vary"), keys.get("vary_all"), keys.get("except"), self._load)
        if "design" not in keys:
            for key in ("vary", "vary_all", "groups", "points"):
                if key in keys:
                    keys[key].wrong("needs a design", f"add `design: {{method: …}}`, one of {', '.join(METHODS)}")
            return None
        entry = keys["design"]
        method = entry.peek("method") if entry.is_mapping else ""
        if method not in METHODS:
            hint = nearest(method, METHODS) if method else "such as `design: {method: latin_hypercube, samples: 100}`"
            if entry.is_mapping:
                known = dict.fromkeys(("method", *(key.name for _, settings in MAKERS.values() for key in settings)))
                for key, item in (entry.entries() or {}).items():
                    if key not in known:
                        item.wrong("unknown key", nearest(key, list(known)))
            entry.wrong(f"needs a method, one of {', '.join(METHODS)}", hint, value=method)
            return None
        make, settings = MAKERS[method]
        groups = groups_of(keys.get("groups"), factors)
        if groups and method not in GROUPED:
            keys["groups"].wrong(f"has no part in a design of the method {method}", f"is for {' and '.join(GROUPED)}")
        if make is not None and not factors and not self._root.problems:
            entry.wrong(f"the method {method} needs something to vary", "add `vary` or `vary_all`")
        written, said = Keys(f"the method {method}", (Key("method", as_written()), *settings)).read(entry)
        del said["method"]
        if method == "saltelli" and self._said.get("random_numbers") == COMMON:
            said["chance"] = False  # it would only repeat A
        if groups:
            said["groups"] = groups
        if make is not None:
            return self._sampled(entry, written, partial(make, factors, **said))
        for key in ("vary", "vary_all"):
            if key in keys:
                keys[key].wrong(f"has no part in a design of the method {method}", "remove it")
        return self._points(entry) if method == "list" else self._from_file(from_csv, said.get("file"))

    def _districts(self) -> Design | None:
        """Districts of a table, each a point; nothing else makes points then."""
        keys = self._keys
        others = ["design", "vary", "groups", "vary_all", "except", "points"]
        for key in others + ["districts"] * (self._table is not None):
            if key in keys:
                hint = "remove it; policies can be laid over every district"
                keys[key].wrong("has no part beside a table of districts, each of which is a point", hint)
        return self._from_file(from_districts, self._said.get("districts") if self._table is None else self._table)

    def _points(self, design: Entry) -> Design | None:
        if "points" not in self._keys:
            design.wrong("the method list needs `points`", "write one `- name: value` entry for each point")
        return None if self._root.problems else designs.listed(self._said["points"])

    def _from_file(self, read: Callable[..., Design], name: str | Path | None) -> Design | None:
        """The design of a file that is named here, or on the command line by its path."""
        if name is None:
            return None
        path = name if isinstance(name, Path) else self._folder / name
        try:
            return read(path, shown=shown(path.resolve()))
        except ScenarioError as error:
            self._root.problems.extend(error.problems)
            return None

    def _sampled(self, entry: Entry, settings: dict[str, Entry], make: Callable[[], Design]) -> Design | None:
        if self._root.problems:
            return None
        try:
            return make()
        except ScenarioError as error:
            for problem in error.problems:
                settings.get(problem.key, entry).wrong(problem.message, problem.hint, value=problem.value)
            return None


def _precision(entry: Entry) -> Precision | None:
    widths: dict[str, float] = {}
    most: int | None = 1000
    for name, item in entry.named_entries("outcome").items():
        if name == "most":
            most = item.whole(FEWEST, 10_000_000, "replicates")
        elif name not in OUTCOME:
            item.wrong("unknown outcome", nearest(name, OUTCOME))
        else:
            width = item.number(1e-12, 1e12, "half-width, in the outcome's unit")
            widths |= {} if width is None else {name: width}
    if not widths and not entry.problems:
        entry.wrong("names no outcome", f"such as survival_months: 3; there are {', '.join(OUTCOME)}")
    return Precision(widths, most) if widths and most and not entry.problems else None


EXPERIMENT = Keys("an experiment", (
    Key("title", LINE, "name of the experiment for the audience"),
    Key("question", LINE, "the one question that it asks"),
    Key("note", TEXT, "one paragraph for the audience"),
    Key("scenarios", as_written(), "scenario, or list of them; baseline without it"),
    Key("policies", as_written(), "named values, or names of files whose levers are taken, laid over each scenario"),
    Key("design", as_written(), "method, and its settings"),
    Key("vary", as_written(),
        "what varies: names with a range, a list of values, or nothing for the declared range; or bundles"),
    Key("vary_all", as_written(), "varies every lever, context value or uncertainty over its declared range"),
    Key("groups", as_written(),
        "names that move together in a morris or saltelli design, by the name of their group; each counts as one"),
    Key("except", as_written(), "names, or groups such as money.*, that `vary_all` leaves alone"),
    Key("points", many(Kind(values_by_name), ("needs at least one point", "")),
        "points of the method list, each with values by name"),
    Key("districts", TEXT, "CSV file of real districts, a path from the folder of this file: each is a point"),
    Key("replicates", whole(1, 10_000_000, "replicates"), "runs of each point"),
    Key("months", whole(1, 12_000, "months"), "how many months are simulated"),
    Key("seed", exact_whole(0, LARGEST_SEED), "seed of the runs"),
    Key("random_numbers", word(RANDOM_NUMBERS),
        "which points share random numbers: independent, common, or blocks; without it, as the design needs it"),
    Key("series", word(SERIES), "how much is kept of what is observed each month"),
    Key("columns", many(word([c.name for c in quantities("partnerships")], "column")),
        "quantities of partnerships kept in the series; all without it"),
    Key("events", YES_NO, "whether the event log is kept (yes or no)"),
    Key("tables", many(word(FURTHER)),
        "further tables kept as often as the series: districts, schools, funders, roles"),
    Key("precision", Kind(_precision), "outcomes with the half-width wanted, and the most replicates"),
    Key("expect", as_written(lambda: {"type": "array", "items": EXPECTED.schema(), "minItems": 1}),
        "what it is expected to find, the main reading first"),
), under_vary)  # fmt: skip

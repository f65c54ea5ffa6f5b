"""Experiment files (``scenarios/experiments/*.yaml``): from a file to a plan, with every mistake at its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sim.engine.result import quantities
from sim.engine.run import LARGEST_SEED
from sim.experiments.design import samples as designs
from sim.experiments.design.csv_points import from_csv
from sim.experiments.design.factors import Factor
from sim.experiments.design.file_factors import factors_of, known_entries, policy_values, values_by_name
from sim.experiments.design.samples import METHODS, Design
from sim.experiments.execute.precision import FEWEST, Precision
from sim.experiments.plan.make import make_plan
from sim.experiments.plan.plan import FURTHER, SERIES, Plan
from sim.measures.outcomes import OUTCOMES
from sim.scenario.files import load_scenario
from sim.scenario.folders import files_beside, find_beside, find_file, shown
from sim.scenario.mistakes import Problem, ScenarioError, nearest
from sim.scenario.scenario import Scenario, Value
from sim.scenario.strict_yaml import Entry, read_yaml

KEYS = {
    "title": "name of the experiment for the audience",
    "question": "the one question that it asks",
    "note": "one paragraph for the audience",
    "scenarios": "scenario, or list of them; baseline without it",
    "policies": "named values, or names of files whose levers are taken, laid over each scenario",
    "design": "method, and its settings",
    "vary": "what varies: names with a range, a list of values, or nothing for the declared range; or bundles",
    "vary_all": "varies every lever, context value or uncertainty over its declared range",
    "except": "names, or groups such as money.*, that `vary_all` leaves alone",
    "points": "points of the method list, each with values by name",
    "replicates": "runs of each point",
    "months": "how many months are simulated",
    "seed": "seed of the runs; replicate r draws the same random numbers in every point",
    "series": "how much is kept of what is observed each month",
    "columns": "quantities of partnerships kept in the series; all without it",
    "events": "whether the event log is kept (yes or no)",
    "tables": "further tables kept as often as the series: districts, schools, funders, roles",
    "precision": "outcomes with the half-width wanted, and the most replicates",
}
#: Settings of each method: lowest, highest and default value; None where one must be given.
SETTINGS: dict[str, dict[str, tuple[int, int, int | None]]] = {
    "grid": {"levels": (1, 1000, 3)},
    "list": {},
    "one_at_a_time": {"levels": (1, 1000, 3)},
    "random": {"samples": (1, designs.MOST_SAMPLES, None), "seed": (0, LARGEST_SEED, 1)},
    "latin_hypercube": {"samples": (1, designs.MOST_SAMPLES, None), "seed": (0, LARGEST_SEED, 1)},
    "sobol": {"samples": (1, designs.MOST_SAMPLES, None), "seed": (0, LARGEST_SEED, 1)},
    "morris": {"trajectories": (1, 1_000_000, None), "levels": (2, 100, 4), "seed": (0, 2**32 - 1, 1)},
    "saltelli": {"base": (1, designs.MOST_SAMPLES, None), "seed": (0, 2**32 - 1, 1)},
    "csv": {},
}
_MAKERS: dict[str, Callable[..., Design]] = {
    "grid": designs.grid, "one_at_a_time": designs.one_at_a_time, "random": designs.random_points,
    "latin_hypercube": designs.latin_hypercube, "sobol": designs.sobol, "morris": designs.morris,
    "saltelli": designs.saltelli,
}  # fmt: skip
_YES_NO = ("yes", "no")


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
) -> Plan:
    """Reads an experiment file.

    Args:
        name_or_path: a path that ends in ``.yaml``, or the name of a file in ``scenarios/experiments``.
        replicates, months, seed, precision: instead of what the file says.

    Raises:
        ScenarioError: every mistake in the file and in the scenarios that it names.
    """
    path = find_beside(str(name_or_path), "experiments", "experiment")
    problems: list[Problem] = []
    root = read_yaml(path, shown(path), problems)
    reading = None if root is None else _Reading(root, path.parent)
    design = reading.design() if reading else None
    if problems or reading is None:
        raise ScenarioError(sorted(problems, key=lambda p: (p.file, p.line)))
    return make_plan(
        reading.scenarios,
        policies=reading.policies,
        design=design,
        replicates=reading.replicates if replicates is None else replicates,
        months=reading.months if months is None else months,
        seed=reading.seed if seed is None else seed,
        series=reading.series,
        columns=reading.columns,
        events=reading.events,
        tables=reading.tables,
        precision=reading.precision if precision is None else precision,
        title=reading.title,
        question=reading.question,
    )


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

    def __init__(self, root: Entry, folder: Path) -> None:
        self._folder = folder
        self._keys = keys = known_entries(root, KEYS, "an experiment")
        self.root = root
        self.title = self._text("title")
        self.question = self._text("question")
        self._text("note")
        self.scenarios = self._scenarios()
        self.policies = self._policies()
        self.replicates = keys["replicates"].whole(1, 10_000_000, "replicates") if "replicates" in keys else None
        self.months = keys["months"].whole(1, 12_000, "months") if "months" in keys else None
        self.seed = self._whole("seed", 0, LARGEST_SEED) if "seed" in keys else 1
        self.series = (keys["series"].word(tuple(SERIES)) or "none") if "series" in keys else "yearly"
        self.columns = self._words("columns", tuple(c.name for c in quantities("partnerships")), "column")
        self.tables = self._words("tables", FURTHER)
        self.events = "events" in keys and keys["events"].word(_YES_NO) == "yes"
        self.precision = self._precision()

    def _text(self, key: str) -> str:
        return (self._keys[key].text() or "") if key in self._keys else ""

    def _whole(self, key: str, low: int, high: int) -> int:
        return exact_whole(self._keys[key], low, high) or low

    def _scenarios(self) -> list[Scenario]:
        if "scenarios" not in self._keys:
            return [load_scenario("baseline")]
        entry = self._keys["scenarios"]
        items = entry.items() or [] if entry.is_list else [entry]
        if entry.is_empty_list:
            entry.wrong("is empty", "leave it out for baseline")
        loaded: list[Scenario] = []
        for item in items:
            scenario = load_beside(item, self._folder)
            if scenario is not None and scenario.name in [s.name for s in loaded]:
                item.wrong("is listed twice", "keep one of them", value=scenario.name)
            elif scenario is not None:
                loaded.append(scenario)
        return loaded

    def _policies(self) -> dict[str, dict[str, Value]] | None:
        if "policies" not in self._keys:
            return None
        entries = self._keys["policies"].entries() or {}
        if not entries and self._keys["policies"].is_mapping:
            self._keys["policies"].wrong("is empty", "leave it out for none")
        return {name: policy_values(entry, self._load) for name, entry in entries.items()}

    def _load(self, entry: Entry) -> Scenario | None:
        return load_beside(entry, self._folder)

    def _words(self, key: str, known: tuple[str, ...], kind: str = "") -> list[str]:
        items = (self._keys[key].items() or ()) if key in self._keys else ()
        return [word for item in items if (word := item.word(known, kind)) is not None]

    def _precision(self) -> Precision | None:
        if "precision" not in self._keys:
            return None
        widths: dict[str, float] = {}
        most: int | None = 1000
        entries = self._keys["precision"].named_entries("outcome")
        names = [o.name for o in OUTCOMES]
        for name, entry in entries.items():
            if name == "most":
                most = entry.whole(FEWEST, 10_000_000, "replicates")
            elif name not in names:
                entry.wrong("unknown outcome", nearest(name, names))
            else:
                width = entry.number(1e-12, 1e12, "half-width, in the outcome's unit")
                widths |= {} if width is None else {name: width}
        if not widths and not self.root.problems:
            hint = f"such as survival_months: 3; there are {', '.join(names)}"
            self._keys["precision"].wrong("names no outcome", hint)
        return Precision(widths, most) if widths and most and not self.root.problems else None

    def design(self) -> Design | None:
        """The design, or None where the file varies nothing or something is wrong."""
        keys = self._keys
        factors = factors_of(keys.get("vary"), keys.get("vary_all"), keys.get("except"), self._load)
        if "design" not in keys:
            for key in ("vary", "vary_all", "points"):
                if key in keys:
                    keys[key].wrong("needs a design", f"add `design: {{method: …}}`, one of {', '.join(METHODS)}")
            return None
        entry = keys["design"]
        method = entry.peek("method") if entry.is_mapping else ""
        if method not in METHODS:
            hint = nearest(method, METHODS) if method else "such as `design: {method: latin_hypercube, samples: 100}`"
            entry.wrong(f"needs a method, one of {', '.join(METHODS)}", hint, value=method)
            return None
        extra = {"csv": ("file",), "saltelli": ("second_order",)}.get(method, ())
        settings = known_entries(entry, ("method", *SETTINGS[method], *extra), f"the method {method}")
        if method in ("list", "csv"):
            for key in ("vary", "vary_all"):
                if key in keys:
                    keys[key].wrong(f"has no part in a design of the method {method}", "remove it")
            return self._points(entry) if method == "list" else self._csv(entry, settings)
        return self._sampled(entry, method, settings, factors)

    def _points(self, design: Entry) -> Design | None:
        if "points" not in self._keys:
            design.wrong("the method list needs `points`", "write one `- name: value` entry for each point")
            return None
        items = self._keys["points"].items() or []
        points = [values_by_name(item) for item in items]
        if not items and self._keys["points"].is_list:
            self._keys["points"].wrong("needs at least one point")
        return None if self.root.problems else designs.listed(points)

    def _csv(self, design: Entry, settings: Mapping[str, Entry]) -> Design | None:
        if "file" not in settings:
            design.wrong("the method csv needs `file`", "a path from the folder of this file")
            return None
        name = settings["file"].text()
        if name is None:
            return None
        try:
            return from_csv(self._folder / name, shown=shown((self._folder / name).resolve()))
        except ScenarioError as error:
            self.root.problems.extend(error.problems)
            return None

    def _sampled(
        self, entry: Entry, method: str, settings: Mapping[str, Entry], factors: tuple[Factor, ...]
    ) -> Design | None:
        if not factors and not self.root.problems:
            entry.wrong(f"the method {method} needs something to vary", "add `vary` or `vary_all`")
        numbers: dict[str, int | bool] = {}
        for name, (low, high, default) in SETTINGS[method].items():
            if name in settings:
                numbers[name] = exact_whole(settings[name], low, high) or 0
            elif default is None:
                entry.wrong(f"the method {method} needs `{name}`", f"a whole number from {low} to {high}")
            else:
                numbers[name] = default
        if "second_order" in settings:
            numbers["second_order"] = settings["second_order"].word(_YES_NO) == "yes"
        if self.root.problems:
            return None
        try:
            return _MAKERS[method](factors, **numbers)
        except ScenarioError as error:
            for problem in error.problems:
                settings.get(problem.key, entry).wrong(problem.message, problem.hint, value=problem.value)
            return None


def exact_whole(entry: Entry, low: int, high: int) -> int | None:
    """A whole number of any size, without the rounding of floats that `Entry.whole` would bring."""
    text = entry.text() if not entry.is_list and not entry.is_mapping else None
    digits = (text or "").replace("_", "")
    if digits.isascii() and digits.isdigit() and len(digits) < 25 and low <= int(digits) <= high:
        return int(digits)
    if text is not None or entry.is_list or entry.is_mapping:
        entry.wrong(f"must be a whole number from {low} to {high}", value=(text or "")[:60])
    return None


def load_beside(entry: Entry, folder: Path) -> Scenario | None:
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

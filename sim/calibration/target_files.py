"""Targets files (``scenarios/targets/*.yaml``): from a file to a calibration, with every mistake at its line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sim.calibration.problem import Calibration
from sim.calibration.target_entries import targets_of
from sim.declarations.parameters import GRADES, Parameter, registry
from sim.declarations.renamed import present_name
from sim.engine.run import LARGEST_SEED
from sim.experiments.design.factors import Factor
from sim.experiments.design.file_factors import factors_of, under_vary
from sim.experiments.design.samples import latin_hypercube
from sim.measures.targets import Target
from sim.scenario.file_keys import LINE, TEXT, YES_NO, Key, Keys, as_written, exact_whole
from sim.scenario.files import read_named, scenario_beside, scenarios_listed
from sim.scenario.folders import BASELINE, files_beside, find_file
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.strict_yaml import Entry

#: Grades of parameters that may be fitted only if the file allows it.
ALLOWED = ("measured", "derived")
MOST_MEMBERS, MOST_TRIALS, TRIALS = 10_000, 1_000_000, 200


@dataclass(frozen=True, slots=True)
class Population:
    """A mixture of partnerships that has a name.

    Attributes:
        draw: gives so many scenarios with a seed.
        members: how many where the file does not say.
    """

    draw: Callable[[int, int], list[Scenario]]
    members: int = 112


def find_targets() -> dict[str, Path]:
    """Targets files by name; one in the current folder hides an installed one."""
    return files_beside("targets")


def load_calibration(
    name_or_path: str | Path, *, populations: Mapping[str, Population] | None = None, seed: int | None = None
) -> Calibration:
    """Reads a targets file.

    Args:
        name_or_path: a path that ends in ``.yaml``, or the name of a file in ``scenarios/targets``.
        populations: populations by name.
        seed: instead of what the file says.

    Raises:
        ScenarioError: every mistake in the file and in the scenarios that it names.
    """
    def make(root: Entry, path: Path) -> Calibration | None:
        return _Reading(root, path, populations or {}, seed).calibration()

    return read_named(name_or_path, "targets", "targets file", make)


class _Reading:
    """What one file says; mistakes are added to the list of its entries."""

    def __init__(self, root: Entry, path: Path, populations: Mapping[str, Population], seed: int | None) -> None:
        self._root, self._path, self._populations = root, path, populations
        self._keys, self._said = CALIBRATION.read(root)
        self._seed = self._said.get("seed", 1) if seed is None else seed

    def calibration(self) -> Calibration | None:
        """All of it, or None if something is wrong."""
        said = self._said
        scenarios, varied = self._scenarios()
        factors = self._factors(varied)
        months = said.get("months", max((s.months for s in scenarios), default=120))
        members = self._members(scenarios, varied)
        targets = self._targets(members, months)
        if self._root.problems:
            return None
        title = said.get("title", self._path.stem.replace("_", " ").capitalize())
        return Calibration(
            self._path.stem, title, said.get("question", ""), tuple(members), self._base(scenarios), factors, targets,
            said.get("replicates", 1 if {"population", "members"} & self._keys.keys() else 100), months, self._seed,
            said.get("trials", TRIALS),
        )  # fmt: skip

    def _scenarios(self) -> tuple[list[Scenario], tuple[Factor, ...]]:
        """Scenarios that are named, and what is drawn for each member."""
        keys = self._keys
        if "population" in keys:
            for other in ("scenarios", "vary"):
                if other in keys:
                    keys[other].wrong("has no part beside `population`", "keep one of them")
            return [], ()
        if "members" in keys and "vary" not in keys:
            keys["members"].wrong("needs `vary` or `population`", "members would all be alike; use `replicates`")
        if "vary" in keys and "members" not in keys:
            keys["vary"].wrong("needs `members`", "say how many partnerships are drawn, such as `members: 60`")
        folder = self._path.parent
        loaded = [scenario for scenario, _ in scenarios_listed(keys.get("scenarios"), folder)]
        varied = factors_of(keys.get("vary"), None, None, partial(scenario_beside, folder=folder))
        for factor in varied:
            if factor.name in registry() and registry()[factor.name].kind == "uncertainty":
                keys["vary"].wrong(f"{factor.name} is an uncertainty", "members differ in levers and context only")
        return loaded, varied

    def _members(self, scenarios: list[Scenario], varied: tuple[Factor, ...]) -> list[Scenario]:
        keys = self._keys
        if "population" in keys:
            name = keys["population"].word(tuple(self._populations))
            population = self._populations.get(name or "")
            if population is None:
                return []
            return population.draw(self._said.get("members", population.members), self._seed)
        if not varied or not scenarios or self._root.problems:
            return scenarios
        number = self._said.get("members", 1)
        draws = latin_hypercube(varied, samples=number, seed=self._seed)
        try:
            return [scenarios[n % len(scenarios)].with_values(draws.values(n)) for n in range(number)]
        except ScenarioError as error:
            self._root.problems.extend(error.problems)
            return []

    def _base(self, scenarios: list[Scenario]) -> str:
        """What a scenario file with the fitted values builds on: the only scenario, if there is one."""
        if len(scenarios) != 1 or "scenarios" not in self._keys or scenarios[0].name == BASELINE:
            return ""
        entry = self._keys["scenarios"]
        written = entry.one_or_more()[0].text()
        path, _, _ = find_file(written or "", self._path.parent)
        is_file = written is not None and written.endswith(".yaml")
        return str(path) if is_file and path is not None else scenarios[0].name

    def _factors(self, varied: tuple[Factor, ...]) -> tuple[Factor, ...]:
        if "parameters" not in self._keys:
            self._root.wrong("needs `parameters`", "name what is fitted, such as `parameters: {governance.end_rate: }`")
            return ()
        allowed = self._said.get("allow_measured", False)
        fitted = self._keys["parameters"]
        if fitted.is_mapping and not fitted.node.value:
            fitted.wrong("is empty", "name what is fitted")
        made = factors_of(fitted, None, None, lambda item: None)
        entries = {present_name("parameter", name): item for name, item in (fitted.entries() or {}).items()}
        drawn = [f.name for f in varied]
        for factor in made:
            group = entries.get(f"{factor.name.partition('.')[0]}.*", fitted)
            entry = entries.get(factor.name, group)
            said = "" if factor.name in entries else factor.name
            if factor.name in drawn:
                entry.wrong("is drawn for each member under `vary`, and cannot be fitted as well", "keep one of them",
                            value=said)  # fmt: skip
            elif refused := self._refused(registry()[factor.name], allowed):
                entry.wrong(*refused, value=said)
            elif factor.low is None:
                entry.wrong("takes a range", "write {low: …, high: …}, or nothing", value=said)
            else:
                self._check_range(factor, entry)
        return made

    def _refused(self, p: Parameter, allowed: bool) -> tuple[str, str] | None:
        """Why a parameter cannot be fitted, and what to do instead; None if it can."""
        if p.kind == "lever" or p.grade == "choice":
            return ("is a lever: a choice of the partners, not a fact that data could tell",
                    "lay choices over the members with `vary`")  # fmt: skip
        if p.choices:
            return "is a choice between names, and only numbers are fitted", "leave it out"
        if p.grade in ALLOWED and not allowed:
            return (f"is {p.grade} ({GRADES[p.grade]}: {p.source}), and fitting would overrule the source",
                    "leave it out, or add `allow_measured: yes`")  # fmt: skip
        if "population" in self._keys and p.scope in ("partnership", "district"):
            return "is drawn for each member of the population, and cannot be fitted as well", "leave it out"
        return None

    def _check_range(self, factor: Factor, entry: Entry) -> None:
        declared = registry()[factor.name]
        if not declared.low <= factor.low < factor.high <= declared.high:
            entry.wrong(f"must lie in the declared range {declared.low:g} to {declared.high:g} ({declared.unit})",
                        value=f"{factor.low:g} to {factor.high:g}")  # fmt: skip

    def _targets(self, members: list[Scenario], months: int) -> tuple[Target, ...]:
        if "targets" not in self._keys:
            self._root.wrong("needs `targets`", "one entry for each published pattern")
            return ()
        return targets_of(self._keys["targets"], members, months)


CALIBRATION = Keys("a targets file", (
    Key("title", LINE, "name of the calibration for the audience"),
    Key("question", LINE, "the one question that it asks"),
    Key("note", TEXT, "one paragraph for the audience"),
    Key("scenarios", as_written(), "scenario, or list of them; baseline without it"),
    Key("population", as_written(), "a population that has a name, instead of scenarios"),
    Key("members", exact_whole(1, MOST_MEMBERS),
        "partnerships of the population; with `vary`, draws that take turns over the scenarios"),
    Key("vary", as_written(), "levers and context that differ between the members, as in an experiment"),
    Key("parameters", as_written(),
        "what is fitted: names with a range inside the declared one, or nothing for the declared one"),
    Key("allow_measured", YES_NO, "whether parameters that are measured or derived may be fitted (yes or no)"),
    Key("targets", as_written(), "published patterns by name"),
    Key("replicates", exact_whole(1, 1_000_000), "runs of each scenario or member in every trial"),
    Key("months", exact_whole(1, 1200), "how many months are simulated"),
    Key("seed", exact_whole(0, LARGEST_SEED), "seed of the runs, the sample and the search"),
    Key("trials", exact_whole(1, MOST_TRIALS), "how many trials, unless the command says otherwise"),
), under_vary)  # fmt: skip

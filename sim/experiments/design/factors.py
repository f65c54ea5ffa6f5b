"""What an experiment varies: a parameter over a range or over listed values, or a named bundle of values.

A bundle is how a partnership type or a strategy becomes one factor: each of its levels sets several parameters at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from numbers import Real

from sim.declarations import parameters
from sim.declarations.renamed import present_name
from sim.scenario.folders import BASELINE
from sim.scenario.mistakes import Problem, nearest, refuse
from sim.scenario.scenario import Scenario, Value, check_values


@dataclass(frozen=True, slots=True)
class Factor:
    """One dimension of a design.

    Attributes:
        name: dotted name of a parameter; for bundles a label without a dot.
        low, high: range [unit of the parameter]; None where levels are listed.
        prior: how quantiles fall in that range, one of `parameters.PRIORS`.
        levels: listed values, or names of bundles, in order; empty for a range.
        bundles: the values that each level sets, if the levels are bundles.
        group: with which others it moves in Morris and Saltelli designs; ``""`` where it moves alone.
    """

    name: str
    low: float | None = None
    high: float | None = None
    prior: str = "uniform"
    levels: tuple[Value, ...] = ()
    bundles: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    group: str = ""

    @property
    def key(self) -> str:
        """Permanent address of its draws: the key of its parameter, or the label of bundles."""
        return self.name if self.is_bundle else parameters.registry()[self.name].key

    @property
    def is_bundle(self) -> bool:
        """Whether its levels stand for several values each."""
        return bool(self.bundles)

    @property
    def is_text(self) -> bool:
        """Whether its column in a design table holds names instead of numbers."""
        return any(isinstance(level, str) for level in self.levels)

    @property
    def values(self) -> int:
        """How many values it can have: those listed, or the whole numbers of its range; 0 for any other range."""
        if self.levels:
            return len(self.levels)
        whole = (self.prior or parameters.registry()[self.name].prior) == "integer"
        return int(self.high - self.low) + 1 if whole else 0

    def draws(self, quantiles: Iterable[float]) -> list[Value]:
        """The values at quantiles in [0, 1]; listed levels are equally likely."""
        if self.levels:
            last = len(self.levels) - 1
            return [self.levels[min(int(u * len(self.levels)), last)] for u in quantiles]
        declared = parameters.registry()[self.name]
        ranged = replace(declared, low=self.low, high=self.high, default=self.low, prior=self.prior)
        return [float(min(max(ranged.draw(u), self.low), self.high)) for u in quantiles]

    def steps(self, number: int) -> tuple[Value, ...]:
        """All listed levels, or evenly spaced quantiles of the range from its low to its high end."""
        if self.levels:
            return self.levels
        quantiles = (i / (number - 1) for i in range(number)) if number > 1 else (0.5,)
        return tuple(dict.fromkeys(self.draws(quantiles)))

    def sets(self, level: Value) -> Mapping[str, Value]:
        """Parameter values that a level stands for.

        Raises:
            ValueError: the bundles have no level of this name.
        """
        if not self.is_bundle:
            return {self.name: level}
        if level not in self.bundles:
            raise ValueError(f"must be one of {', '.join(self.bundles)}, not {level!r}")
        return self.bundles[level]

    def to_dict(self) -> dict:
        """As plain data, for a file; a group only where there is one, so that digests of other designs stay."""
        return {name: value for name, value in asdict(self).items() if name != "group" or value}

    @staticmethod
    def from_dict(data: Mapping) -> Factor:
        """The factor that `to_dict` has written."""
        return Factor(**{**data, "levels": tuple(data["levels"])})


def vary(
    name: str,
    low: float | None = None,
    high: float | None = None,
    *,
    levels: Sequence[Value] | None = None,
    prior: str | None = None,
) -> Factor:
    """A factor over one parameter: by default over its declared plausible range, drawn by its declared prior.

    Args:
        name: dotted name.
        low, high: another range [unit of the parameter].
        levels: listed values instead of a range.
        prior: ``uniform``, ``loguniform`` or ``integer`` instead of the declared one.

    Raises:
        ScenarioError: every mistake: unknown name, values out of range, a range out of order.
    """
    factor, problems = checked(name, low, high, levels, prior)
    refuse(problems)
    return factor


def bundles(label: str, options: Mapping[str, Mapping[str, Value]]) -> Factor:
    """A factor whose levels are named sets of values, such as partnership types or strategies.

    Raises:
        ScenarioError: every unknown name and value out of range.
    """
    problems: list[Problem] = []
    good: dict[str, dict[str, Value]] = {}
    if "." in label or not label.strip():
        problems.append(Problem("", 0, label, "", "a bundle needs a plain label without a dot"))
    if not options:
        problems.append(Problem("", 0, label, "", "needs at least one bundle"))
    for name, values in options.items():
        good[name], wrong = check_values(values)
        problems += [replace(p, key=f"{label} → {name} → {p.key}") for p in wrong]
    refuse(problems)
    return Factor(label, levels=tuple(good), bundles=good)


def grouped(factors: Sequence[Factor], groups: Mapping[str, Sequence[str]]) -> tuple[Factor, ...]:
    """Factors of which some move together.

    Args:
        factors: what varies.
        groups: names of factors by the name of their group; what is in none moves alone.

    Raises:
        ScenarioError: every name that does not vary, stands in two groups, or is that of a group and of a factor.
    """
    names, of, problems = [f.name for f in factors], {}, []
    for group, members in groups.items():
        key = f"groups → {group}"
        if group in names or "." in group or not group.strip():
            problems.append(Problem("", 0, key, "", "a group needs a plain label without a dot, which no factor has"))
        if not members:
            problems.append(Problem("", 0, key, "", "needs at least one name"))
        for name in map(partial(present_name, "parameter"), members):
            if name not in names:
                problems.append(Problem("", 0, key, name, "does not vary", nearest(name, names)))
            elif of.setdefault(name, group) != group:
                problems.append(Problem("", 0, key, name, f"stands in {of[name]} already", "keep one of them"))
    refuse(problems)
    return tuple(replace(f, group=of.get(f.name, "")) for f in factors)


def values_of_files(scenario: Scenario) -> dict[str, Value]:
    """The levers that a scenario's own files state beyond the baseline: what makes a type file a bundle."""
    known = parameters.registry()
    stated = [n for n, file in scenario.origins.items() if file != BASELINE and n in known]
    levers = scenario.partnerships[0].levers
    return {name: levers[name] for name in stated if known[name].scope == "partnership"}


def checked(
    name: str, low: float | None, high: float | None, levels: Iterable[Value] | None, prior: str | None
) -> tuple[Factor, list[Problem]]:
    """A factor, and what is wrong with it; the factor is of no use if anything is."""
    known, name = parameters.registry(), present_name("parameter", name)
    if name not in known:
        return Factor(name), [Problem("", 0, name, "", "unknown name", nearest(name, known))]
    parameter = known[name]
    problems: list[Problem] = []

    def accept(value: Value, key: str) -> Value:
        good, wrong = check_values({name: value})
        problems.extend(replace(p, key=key) for p in wrong)
        return good.get(name, value)

    if levels is not None:
        taken = tuple(accept(value, name) for value in levels)
        if not taken:
            problems.append(Problem("", 0, name, "", "needs at least one value"))
        if len(set(taken)) != len(taken):
            problems.append(Problem("", 0, name, "", "lists a value twice", "keep one of them"))
        if low is not None or high is not None:
            problems.append(Problem("", 0, name, "", "takes a range or a list of values, not both"))
        return Factor(name, levels=taken), problems
    if parameter.choices:
        if low is not None or high is not None:
            problems.append(Problem("", 0, name, "", "has no range", f"list some of {', '.join(parameter.choices)}"))
        return Factor(name, levels=parameter.choices), problems
    if prior not in (None, "uniform", "loguniform", "integer"):
        problems.append(Problem("", 0, name, str(prior), "must be one of uniform, loguniform, integer"))
        prior = None
    if not parameter.is_drawn and (low is None or high is None):
        problems.append(Problem("", 0, name, "", "has no range of its own", "write low and high, or list values"))
        return Factor(name), problems
    low = accept(parameter.low if low is None else low, f"{name} → low")
    high = accept(parameter.high if high is None else high, f"{name} → high")
    if not problems and isinstance(low, Real) and not low < high:
        problems.append(Problem("", 0, name, f"{low:g} to {high:g}", "low must be below high"))
    prior = "integer" if parameter.is_integer else prior or parameter.prior
    if prior == "loguniform" and not problems and low <= 0:
        problems.append(Problem("", 0, f"{name} → low", f"{low:g}", "a log-uniform range starts above zero"))
    return Factor(name, low, high, prior), problems

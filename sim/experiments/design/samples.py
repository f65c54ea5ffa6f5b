"""Designs: which combinations of values an experiment visits.

One function for each method. A design is a table with one row per sample and one column per factor; the methods that
sample also keep where each row lies in the unit cube, which sensitivity analysis needs. The same settings always give
the same rows.
"""

import hashlib
import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from sim.experiments.design import unit_cube
from sim.experiments.design.factors import Factor, grouped
from sim.scenario.mistakes import Problem, ScenarioError, refuse, whole_numbers
from sim.scenario.scenario import Value, check_values

#: What each method is good for, in the order in which documentation lists them.
METHODS = {
    "grid": "every combination of the levels",
    "list": "the points that are written out",
    "one_at_a_time": "each factor alone, from the scenario's own values; for teaching only, it misses interactions",
    "random": "independent random points",
    "latin_hypercube": "random points, each factor evenly covered",
    "sobol": "a scrambled Sobol sequence: evenly spread points, best at powers of two",
    "morris": "Morris trajectories, for screening many factors",
    "saltelli": "Saltelli's sample for Sobol indices",
    "csv": "points from a file",
}
#: Methods that draw samples, and those that take what they are given: so many are taken for drawn.
DRAWN, LISTED, MANY = ("random", "latin_hypercube", "sobol", "morris", "saltelli"), ("list", "csv"), 30
MOST_SAMPLES = 20_000_000


@dataclass(frozen=True, eq=False)
class Design:
    """A table of samples.

    Attributes:
        method: a key of `METHODS`, or ``none`` for a single sample that varies nothing.
        factors: what varies, one for each column.
        columns: values by factor name, each of the same length; float64, or texts as objects. NaN and None mean that
            the sample leaves this factor at the scenario's own value.
        unit: where the samples lie in the unit cube, shape (samples, factors), or None.
        settings: what the method was given, for the record.
        names: names of the samples by column, such as ``id``, where a file gave them; tables of results keep them.
    """

    method: str
    factors: tuple[Factor, ...]
    columns: Mapping[str, np.ndarray]
    unit: np.ndarray | None = None
    settings: Mapping[str, int | float | bool | str | None] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 1

    @property
    def is_for_teaching(self) -> bool:
        """Whether conclusions should not rest on it, so that whoever reads its results is warned."""
        return self.method == "one_at_a_time"

    @property
    def is_drawn(self) -> bool:
        """Whether its samples stand for a population that they were drawn from, and not for themselves."""
        return self.method in DRAWN or (self.method in LISTED and len(self) >= MANY)

    def sample(self, row: int) -> dict[str, Value]:
        """Levels of one row, by factor; factors that the row leaves alone are missing."""
        found = {f.name: self.columns[f.name][row] for f in self.factors}
        return {
            name: value if isinstance(value, str) else float(value)
            for name, value in found.items()
            if value is not None and value == value  # NaN differs from itself
        }

    def values(self, row: int) -> dict[str, Value]:
        """Parameter values that a row sets: bundles first, so that a factor of its own wins over them."""
        sample = self.sample(row)
        found: dict[str, Value] = {}
        for factor in sorted(self.factors, key=lambda f: not f.is_bundle):
            if factor.name in sample:
                found |= factor.sets(sample[factor.name])
        return found

    @property
    def groups(self) -> dict[str, list[int]]:
        """Columns that move together in a Morris or Saltelli design, by group, or by factor where it moves alone."""
        found: dict[str, list[int]] = {}
        for column, factor in enumerate(self.factors):
            found.setdefault(factor.group or factor.name, []).append(column)
        return found

    @property
    def problem(self) -> dict:
        """The problem as SALib wants it. Bounds are those of the unit cube, in which `unit` lies."""
        names = [f.name for f in self.factors]
        together = {"groups": [f.group or f.name for f in self.factors]} if any(f.group for f in self.factors) else {}
        return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names), **together}

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that are the same for designs with the same samples."""
        content = hashlib.sha256(json.dumps([f.to_dict() for f in self.factors], sort_keys=True).encode())
        for factor in self.factors:
            column = self.columns[factor.name]
            content.update(column.tobytes() if column.dtype != object else json.dumps(column.tolist()).encode())
        if self.names:
            content.update(json.dumps(dict(self.names)).encode())
        return content.hexdigest()[:16]


def nothing() -> Design:
    """One sample that varies nothing: for experiments over scenarios and policies alone."""
    return Design("none", (), {})


def grid(factors: Sequence[Factor], *, levels: int = 3) -> Design:
    """Every combination: listed levels, and so many evenly spaced quantiles of each range."""
    (levels,) = _checked(factors, levels=(levels, 1, 1000))
    steps = [f.steps(levels) for f in factors]
    _check_size(math.prod(len(s) for s in steps))
    columns = zip(*itertools.product(*steps), strict=True)
    return Design("grid", tuple(factors), _columns(factors, columns), None, {"levels": levels})


def listed(
    points: Sequence[Mapping[str, Value]], *, method: str = "list", names: Mapping[str, tuple[str, ...]] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Design:  # fmt: skip
    """Points that are written out; a name that a point does not give stays at the scenario's own value.

    Args:
        points: values by name.
        method: a key of `METHODS`.
        names: names of the points by column.
        settings: for the record.

    Raises:
        ScenarioError: every unknown name and value out of range, with the number of its point.
    """
    problems = [] if points else [Problem("", 0, "points", "", "needs at least one point")]
    good: list[dict[str, Value]] = []
    for number, point in enumerate(points, 1):
        values, wrong = check_values(point)
        good.append(values)
        problems += [Problem("", 0, f"points → {number} → {p.key}", p.value, p.message, p.hint) for p in wrong]
    refuse(problems)
    varied = list(dict.fromkeys(name for point in good for name in point))
    factors = [Factor(n, levels=tuple(dict.fromkeys(p[n] for p in good if n in p))) for n in varied]
    columns = [[point.get(f.name, None if f.is_text else math.nan) for point in good] for f in factors]
    return Design(method, tuple(factors), _columns(factors, columns), None, settings or {}, names or {})


def one_at_a_time(factors: Sequence[Factor], *, levels: int = 3) -> Design:
    """The scenario as it is, then each factor alone at each of its levels. For teaching: it misses interactions."""
    (levels,) = _checked(factors, levels=(levels, 1, 1000))
    none = [None if f.is_text else math.nan for f in factors]
    rows = [none]
    for i, factor in enumerate(factors):
        rows += [[*none[:i], level, *none[i + 1 :]] for level in factor.steps(levels)]
    return Design("one_at_a_time", tuple(factors), _columns(factors, zip(*rows, strict=True)), None, {"levels": levels})


def random_points(factors: Sequence[Factor], *, samples: int, seed: int = 1) -> Design:
    """Independent random points."""
    samples, seed = _checked(factors, samples=(samples, 1, MOST_SAMPLES), seed=(seed, 0, 2**63 - 1))
    unit = np.stack([unit_cube.random_column(samples, seed, f.key) for f in factors], axis=1)
    return _from_unit("random", factors, unit, {"samples": samples, "seed": seed})


def latin_hypercube(factors: Sequence[Factor], *, samples: int, seed: int = 1) -> Design:
    """Random points of which each of ``samples`` equal slices of every factor holds exactly one."""
    samples, seed = _checked(factors, samples=(samples, 1, MOST_SAMPLES), seed=(seed, 0, 2**63 - 1))
    unit = np.stack([unit_cube.latin_column(samples, seed, "latin_hypercube", f.key) for f in factors], axis=1)
    return _from_unit("latin_hypercube", factors, unit, {"samples": samples, "seed": seed})


def sobol(factors: Sequence[Factor], *, samples: int, seed: int = 1) -> Design:
    """The first points of a scrambled Sobol sequence; more samples of the same seed begin with the same points.

    Factors take its columns in the order in which they are given; one more at the end leaves the others as they are.
    """
    samples, seed = _checked(factors, samples=(samples, 1, MOST_SAMPLES), seed=(seed, 0, 2**63 - 1))
    unit = unit_cube.sobol_points(len(factors), samples, seed)
    return _from_unit("sobol", factors, unit, {"samples": samples, "seed": seed})


def morris(
    factors: Sequence[Factor], *, trajectories: int, levels: int = 4, seed: int = 1,
    groups: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Design:  # fmt: skip
    """Morris trajectories: ``trajectories`` × (factors + 1) samples, for ``SALib.analyze.morris``.

    Args:
        factors: what varies.
        trajectories: how many.
        levels: of the grid on which ranges step, an even number.
        seed: of the draws.
        groups: factors that step together, by the name of their group; each counts as one factor (Campolongo et al.
            2007).
    """
    trajectories, levels, seed = _checked(
        factors, trajectories=(trajectories, 1, 1_000_000), levels=(levels, 2, 100), seed=(seed, 0, 2**32 - 1)
    )
    if levels % 2:
        raise ScenarioError([Problem("", 0, "levels", str(levels), "must be even in a Morris design")])
    factors = grouped(factors, groups)
    unit = unit_cube.morris_points([f.key for f in factors], trajectories, levels, seed, [f.values for f in factors],
                                   [f.group for f in factors])  # fmt: skip
    settings = {"trajectories": trajectories, "levels": levels, "seed": seed}
    return _from_unit("morris", factors, unit, settings)


def saltelli(
    factors: Sequence[Factor], *, base: int, second_order: bool = True, chance: bool = True, seed: int = 1,
    groups: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Design:  # fmt: skip
    """Saltelli's sample, for Sobol indices: ``base`` × (2 × factors + 3) samples.

    Args:
        factors: what varies; one more at the end leaves the draws of the others as they are.
        base: base samples, a power of two.
        second_order: whether pairs are to be analysed; without, ``base`` × (factors + 3) samples.
        chance: whether A comes once more, with the random numbers of B, so that chance has indices like any factor;
            without, one sample less, and the rest as ``SALib.analyze.sobol`` takes it.
        seed: of the scrambling.
        groups: factors whose columns are crossed together, by the name of their group; each counts as one factor.
    """
    base, seed = _checked(factors, base=(base, 1, MOST_SAMPLES), seed=(seed, 0, 2**32 - 1))
    if base & (base - 1):
        near = 2 ** round(math.log2(base))
        raise ScenarioError([Problem("", 0, "base", str(base), "must be a power of two", f"write {near}")])
    factors = grouped(factors, groups)
    together = [f.group or f.name for f in factors]
    _check_size(base * (2 * len(set(together)) + 3))
    unit = unit_cube.saltelli_points(together, base, seed, second_order=second_order, chance=chance)
    settings = {"base": base, "second_order": second_order, "chance": chance, "seed": seed,
                "parts": min(base, unit_cube.PARTS)}  # fmt: skip
    return _from_unit("saltelli", factors, unit, settings)


def _from_unit(method: str, factors: Sequence[Factor], unit: np.ndarray, settings: Mapping) -> Design:
    levels = (factor.draws(column.tolist()) for factor, column in zip(factors, unit.T, strict=True))
    return Design(method, tuple(factors), _columns(factors, levels), np.ascontiguousarray(unit), dict(settings))


def _columns(factors: Sequence[Factor], levels: Iterable[Sequence[Value | None]]) -> dict[str, np.ndarray]:
    """The column of each factor from its levels, sample by sample."""
    pairs = zip(factors, levels, strict=True)
    return {f.name: np.array(column, dtype=object if f.is_text else np.float64) for f, column in pairs}


def _checked(factors: Sequence[Factor], **settings: tuple[int, int, int]) -> list[int]:  # the caller names them
    """Whole-number settings ``(value, low, high)``; refuses no factors, twins, and settings out of range at once."""
    problems = [] if factors else [Problem("", 0, "vary", "", "needs at least one factor")]
    names = [f.name for f in factors]
    twins = dict.fromkeys(name for name in names if names.count(name) > 1)
    problems += [Problem("", 0, name, "", "varied twice", "keep one of them") for name in twins]
    numbers, wrong = whole_numbers((name, *setting) for name, setting in settings.items())
    refuse([*problems, *wrong])
    return numbers


def _check_size(samples: int) -> None:
    if samples > MOST_SAMPLES:
        message = f"has {samples:,} samples, more than {MOST_SAMPLES:,}"
        raise ScenarioError([Problem("", 0, "design", "", message, "use fewer levels, or latin_hypercube")])

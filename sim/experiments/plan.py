"""A plan: which runs an experiment consists of. Frozen, and complete before anything runs.

Every design point is a scenario under a policy at one sample of the design. Runs are numbered in replicate-major order:
first replicate 0 of every point, then replicate 1, so that an experiment that stops early is still balanced. Later
additions are blocks that follow, and never renumber a run.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ..chance import world_seed
from ..results import quantities
from ..scenario import Scenario, Value, check_values
from ..scenario_files import load_scenario
from ..scenario_mistakes import Problem, ScenarioError, nearest
from .designs import Design, nothing
from .factors import Factor
from .precision import Precision

#: How much of the monthly observations is kept.
SERIES = {
    "none": "only the outcomes of each run",
    "yearly": "partnerships in the last month of each year",
    "yearly_means": "means over the months of each year; stage and cause at its end",
    "monthly": "partnerships in every month",
}
MOST_RUNS = 100_000_000
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring points × neighbouring replicates, replicate-major.

    Attributes:
        first_run: number of its first run.
        first_point, points: which points.
        first_replicate, replicates: which replicates of each.
    """

    first_run: int
    first_point: int
    points: int
    first_replicate: int
    replicates: int

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.points * self.replicates


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every run.

    Attributes:
        months: horizon [months].
        seed: the user's seed; replicate r has the same world seed in every point.
        series: a key of `SERIES`.
        columns: quantities kept in the series; all of them if empty.
        events: whether the event log is kept.
    """

    months: int
    seed: int = 1
    series: str = "yearly"
    columns: tuple[str, ...] = ()
    events: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One design point: a scenario under a policy at one sample of a design."""

    number: int
    scenario: int
    policy: str
    design: int
    sample: int


@dataclass(frozen=True, eq=False)
class Plan:
    """Scenarios × policies × samples × replicates.

    Attributes:
        title, question: for the audience.
        scenarios: resolved scenarios.
        policies: named values on top of each scenario; ``{"": {}}`` is the scenario as it is.
        designs: what varies below that; additions follow the first.
        blocks: which points run with which replicates.
        settings: what holds for every run.
        precision: when to stop adding replicates, or None.
    """

    title: str
    question: str
    scenarios: tuple[Scenario, ...]
    policies: Mapping[str, Mapping[str, Value]]
    designs: tuple[Design, ...]
    blocks: tuple[Block, ...]
    settings: Settings
    precision: Precision | None = None
    _firsts: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_firsts", tuple(b.first_run for b in self.blocks))

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.blocks[-1].first_run + self.blocks[-1].runs

    @property
    def points(self) -> int:
        """Number of design points."""
        return sum(len(d) for d in self.designs) * self._cells

    @property
    def replicates(self) -> int:
        """Replicates of the points that have most."""
        return max(b.first_replicate + b.replicates for b in self.blocks)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varies, over all designs."""
        return tuple({f.name: f for d in self.designs for f in d.factors}.values())

    @property
    def _cells(self) -> int:
        return len(self.scenarios) * len(self.policies)

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits of all that results depend on in the plan as first made; additions keep it."""
        s = self.settings
        content = [
            [[scenario.name, scenario.digest] for scenario in self.scenarios],
            [[name, dict(values)] for name, values in self.policies.items()],
            self.designs[0].digest,
            [self.blocks[0].points, self.blocks[0].replicates],
            [s.months, s.seed, s.series, s.columns, s.events],
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]

    def point(self, number: int) -> Point:
        """The design point of a number: scenario by scenario, policy by policy, sample by sample."""
        first = 0
        for design, table in enumerate(self.designs):
            size = len(table) * self._cells
            if number < first + size:
                cell, sample = divmod(number - first, len(table))
                scenario, policy = divmod(cell, len(self.policies))
                return Point(number, scenario, list(self.policies)[policy], design, sample)
            first += size
        raise IndexError(f"there is no point {number}; there are {self.points}")

    def values(self, point: Point) -> dict[str, Value]:
        """Values on top of the scenario: those of the policy, and over them those of the sample."""
        return {**self.policies[point.policy], **self.designs[point.design].values(point.sample)}

    def scenario(self, number: int) -> Scenario:
        """The resolved scenario of a point.

        Raises:
            ScenarioError: its values do not fit together.
        """
        point = self.point(number)
        return self.scenarios[point.scenario].with_values(self.values(point))

    def run(self, number: int) -> tuple[int, int]:
        """Point and replicate of a run."""
        block = self.blocks[bisect_right(self._firsts, number) - 1]
        replicate, point = divmod(number - block.first_run, block.points)
        if number < 0 or replicate >= block.replicates:
            raise IndexError(f"there is no run {number}; there are {self.runs}")
        return block.first_point + point, block.first_replicate + replicate

    def seed_of(self, replicate: int) -> int:
        """World seed of a replicate, the same in every point [uint64]."""
        return world_seed(self.settings.seed, replicate)

    def with_replicates(self, more: int) -> Plan:
        """This plan with more replicates of every point.

        Raises:
            ScenarioError: ``more`` is not a positive number, or a run number would be too large.
        """
        _check([("replicates", more, 1, 10_000_000)])
        start = self.replicates
        return self._extended(Block(self.runs, 0, self.points, start, more))

    def with_points(self, design: Design) -> Plan:
        """This plan with the points of another design, with as many replicates as there are now."""
        extended = replace(self, designs=(*self.designs, design))
        return extended._extended(Block(self.runs, self.points, extended.points - self.points, 0, self.replicates))

    def _extended(self, block: Block) -> Plan:
        extended = replace(self, blocks=(*self.blocks, block))
        _check_size(extended.runs)
        return extended


def make_plan(
    scenarios: str | Path | Scenario | Sequence[str | Path | Scenario] = "baseline",
    *,
    policies: Mapping[str, Mapping[str, Value]] | None = None,
    design: Design | None = None,
    replicates: int | None = None,
    months: int | None = None,
    seed: int = 1,
    series: str = "yearly",
    columns: Sequence[str] = (),
    events: bool = False,
    precision: Precision | None = None,
    title: str = "",
    question: str = "",
) -> Plan:
    """Makes a plan: every scenario under every policy at every sample of the design, so many times.

    Args:
        scenarios: names, files, or resolved scenarios.
        policies: named values (usually levers) that are laid over each scenario; none changes nothing.
        design: what varies; nothing by default.
        replicates: of each point; by default what the first scenario suggests.
        months: horizon; by default the longest that the scenarios ask for.
        seed: from 0 to 2**63 - 1; replicate r has the same luck in every point.
        series: how much of the monthly observations is kept, a key of `SERIES`.
        columns: quantities kept in the series; all of them by default.
        events: whether the event log is kept.
        precision: adds replicates until an outcome is known well enough.
        title, question: for the audience.

    Raises:
        ScenarioError: every mistake in scenarios, policies and settings.
    """
    problems: list[Problem] = []
    listed = [scenarios] if isinstance(scenarios, (str, Path, Scenario)) else list(scenarios)
    if not listed:
        problems.append(Problem("", 0, "scenarios", "", "needs at least one scenario"))
    loaded: list[Scenario] = []
    for item in listed:
        try:
            loaded.append(item if isinstance(item, Scenario) else load_scenario(item))
        except ScenarioError as error:
            problems += error.problems
    names = [s.name for s in loaded]
    twins = dict.fromkeys(n for n in names if names.count(n) > 1)
    problems += [Problem("", 0, "scenarios", name, "is listed twice", "keep one of them") for name in twins]
    if policies is not None and not policies:
        problems.append(Problem("", 0, "policies", "", "is empty", "leave it out for none"))
    laid: dict[str, dict[str, Value]] = {}
    for name, values in (policies or {"": {}}).items():
        laid[name], wrong = check_values(values)
        problems += [replace(p, key=f"policies → {name} → {p.key}") for p in wrong]
    known = [c.name for c in quantities("partnerships")]
    problems += [
        Problem("", 0, "columns", name, "is not a quantity of partnerships", nearest(name, known))
        for name in columns if name not in known
    ]  # fmt: skip
    if series not in SERIES:
        problems.append(Problem("", 0, "series", str(series), f"must be one of {', '.join(SERIES)}"))
    if loaded:
        months = max(s.months for s in loaded) if months is None else months
        replicates = loaded[0].replicates if replicates is None else replicates
        problems += _wrong_numbers([
            ("replicates", replicates, 1, 10_000_000), ("months", months, 1, 12_000), ("seed", seed, 0, LARGEST_SEED),
        ])  # fmt: skip
    if problems:
        raise ScenarioError(problems)
    design = nothing() if design is None else design
    points = len(design) * len(loaded) * len(laid)
    settings = Settings(int(months), seed, series, tuple(columns), bool(events))
    plan = Plan(
        title, question, tuple(loaded), laid, (design,), (Block(0, 0, points, 0, int(replicates)),), settings, precision
    )
    _check_size(plan.runs)
    _check_corners(plan)
    return plan


def _check_corners(plan: Plan) -> None:
    """Resolves the first sample of every scenario and policy, which finds what only shows when values meet."""
    problems: list[Problem] = []
    for cell in range(plan._cells):
        try:
            plan.scenario(cell * len(plan.designs[0]))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)


def _wrong_numbers(checks: Sequence[tuple[str, object, int, int]]) -> list[Problem]:
    return [
        Problem("", 0, name, str(value)[:60], f"must be a whole number from {low} to {high}")
        for name, value, low, high in checks
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high
    ]


def _check(checks: Sequence[tuple[str, object, int, int]]) -> None:
    problems = _wrong_numbers(checks)
    if problems:
        raise ScenarioError(problems)


def _check_size(runs: int) -> None:
    if runs > MOST_RUNS:
        message = f"makes {runs:,} runs, more than {MOST_RUNS:,}"
        raise ScenarioError([Problem("", 0, "", "", message, "use fewer points or replicates")])

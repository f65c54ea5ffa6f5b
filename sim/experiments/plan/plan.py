"""A plan: which runs an experiment consists of. Frozen, and complete before anything runs.

Every design point is a scenario under a policy at one sample of the design. Runs are numbered in replicate-major order:
first replicate 0 of every point, then replicate 1, so that an experiment that stops early is still balanced. Later
additions are blocks that follow, and never renumber a run.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

import numpy as np

from sim.experiments.design.factors import Factor
from sim.experiments.design.samples import Design
from sim.experiments.execute.precision import Precision
from sim.experiments.plan.expected import Expected
from sim.experiments.plan.random_numbers import COMMON, seeds_of_samples
from sim.kernel.chance import world_seed
from sim.scenario.mistakes import Problem, ScenarioError, checked_numbers
from sim.scenario.scenario import Scenario, Value
from sim.scenario.variants import variants_of
from sim.state.record import RECORDED

#: How much of the monthly observations is kept.
SERIES = {
    "none": "only the outcomes of each run",
    "yearly": "partnerships in the last month of each year",
    "yearly_means": "means over the months of each year; stage and cause at its end",
    "monthly": "partnerships in every month",
}
#: Recorded tables that a series can hold beside partnerships.
FURTHER = tuple(name for name in RECORDED if name != "partnerships")
MOST_RUNS = 100_000_000


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
        seed: the user's seed.
        random_numbers: which points share them, a key of `RANDOM_NUMBERS`; folders that do not say it are common.
        series: a key of `SERIES`.
        columns: quantities of partnerships kept in the series; all of them if empty.
        events: whether the event log is kept.
        tables: further recorded tables that are kept as a series, such as ``districts``.
    """

    months: int
    seed: int = 1
    series: str = "yearly"
    columns: tuple[str, ...] = ()
    events: bool = False
    tables: tuple[str, ...] = ()
    random_numbers: str = COMMON


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
        code: digest of the model's sources for which it was made; ``""`` where version 0.1 did not tell it.
        expect: what it expects to find; no result depends on it.
    """

    title: str
    question: str
    scenarios: tuple[Scenario, ...]
    policies: Mapping[str, Mapping[str, Value]]
    designs: tuple[Design, ...]
    blocks: tuple[Block, ...]
    settings: Settings
    precision: Precision | None = None
    code: str = ""
    expect: tuple[Expected, ...] = ()

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.blocks[-1].first_run + self.blocks[-1].runs

    @property
    def points(self) -> int:
        """Number of design points."""
        return sum(len(d) for d in self.designs) * self.cells

    @property
    def replicates(self) -> int:
        """Replicates of the points that have most."""
        return max(b.first_replicate + b.replicates for b in self.blocks)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varies, over all designs."""
        return tuple({f.name: f for d in self.designs for f in d.factors}.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Columns that name points, over all designs."""
        return tuple(dict.fromkeys(name for d in self.designs for name in d.names))

    @property
    def cells(self) -> int:
        """Scenarios times policies."""
        return len(self.scenarios) * len(self.policies)

    @cached_property
    def variants(self) -> tuple[str, ...]:
        """What was changed in each scenario since its file was read."""
        return tuple(variants_of(self.scenarios))

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits of all that results depend on, the code too, as first made; additions keep it."""
        s = self.settings
        content = [
            [[scenario.name, scenario.digest] for scenario in self.scenarios],
            [[name, dict(values)] for name, values in self.policies.items()],
            self.designs[0].digest,
            [self.blocks[0].points, self.blocks[0].replicates],
            [s.months, s.seed, s.series, s.columns, s.events, *([s.tables] if s.tables else []),
             *([s.random_numbers] if s.random_numbers != COMMON else [])],
            *([self.code] if self.code else []),
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]

    @cached_property
    def draws(self) -> np.ndarray:
        """For each point the number of its sample, over all designs; 0 where samples are chosen and not drawn."""
        parts, first = [], 0
        for design in self.designs:
            samples = np.arange(first, first + len(design)) if design.is_drawn else np.zeros(len(design), dtype=int)
            parts.append(np.tile(samples, self.cells))
            first += len(design)
        return np.concatenate(parts)

    def point(self, number: int) -> Point:
        """The design point of a number: scenario by scenario, policy by policy, sample by sample."""
        first = 0
        for design, table in enumerate(self.designs):
            size = len(table) * self.cells
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
        block = self.blocks[bisect_right(self.blocks, number, key=attrgetter("first_run")) - 1]
        replicate, point = divmod(number - block.first_run, block.points)
        if number < 0 or replicate >= block.replicates:
            raise IndexError(f"there is no run {number}; there are {self.runs}")
        return block.first_point + point, block.first_replicate + replicate

    @cached_property
    def seeds(self) -> list[np.ndarray]:
        """For each design the seeds of its samples, the user's or made from it."""
        return [seeds_of_samples(d, self.settings.random_numbers, self.settings.seed) for d in self.designs]

    def seed_at(self, point: Point) -> int:
        """Seed from which those of a point's replicates are made; points that share it share random numbers."""
        return int(self.seeds[point.design][point.sample])

    def seed_of(self, replicate: int, point: Point | None = None) -> int:
        """World seed of a replicate of a point, or of one with the user's seed [uint64]."""
        return world_seed(self.settings.seed if point is None else self.seed_at(point), replicate)

    def with_replicates(self, more: int) -> Plan:
        """This plan with more replicates of every point.

        Raises:
            ScenarioError: ``more`` is not a positive number, or a run number would be too large.
        """
        (more,) = checked_numbers(("replicates", more, 1, 10_000_000))
        start = self.replicates
        return self._extended(Block(self.runs, 0, self.points, start, more))

    def with_points(self, design: Design) -> Plan:
        """This plan with the points of another design, with as many replicates as there are now."""
        extended = replace(self, designs=(*self.designs, design))
        return extended._extended(Block(self.runs, self.points, extended.points - self.points, 0, self.replicates))

    def _extended(self, block: Block) -> Plan:
        extended = replace(self, blocks=(*self.blocks, block))
        check_size(extended.runs)
        return extended


def check_size(runs: int) -> None:
    """Refuses more runs than a sweep can have.

    Raises:
        ScenarioError: there are too many.
    """
    if runs > MOST_RUNS:
        message = f"makes {runs:,} runs, more than {MOST_RUNS:,}"
        raise ScenarioError([Problem("", 0, "", "", message, "use fewer points or replicates")])

"""What a claim is: arms that differ only in what the claim names, and checks that say which way a reading should go."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sim.measures.claim_readings import Reading
from sim.scenario.scenario import Scenario, Value

#: Directions in which a check can expect its contrast to go; an open question has none.
UP, DOWN, OPEN = 1, -1, 0


@dataclass(frozen=True)
class Arm:
    """One side of a comparison.

    Attributes:
        name: in plain words.
        scenario: resolved, at default parameters.
        mark: 1-based month from which some readings count, or None.
    """

    name: str
    scenario: Scenario
    mark: int | None = None


@dataclass(frozen=True)
class Check:
    """One expectation: a weighted sum of one reading over arms, and its direction.

    Attributes:
        reading: what is read in each arm.
        weights: weight of each arm by name; a plain comparison is +1 and -1.
        expect: `UP`, `DOWN` or `OPEN`.
        words: the comparison in plain words, such as "steady contact against bursts".
        any_of: name of a group of checks of which one is enough, or ``""``.
        called: the reading in plain words, where its own name would be clumsy.
        given_by: rule that leads from what the arms differ in straight to what is read, so that the direction is all
            but given and the check is one of the code; ``""`` where many steps lie between.
        smallest: size of the contrast from which it matters to anybody, in the reading's unit.
    """

    reading: Reading
    weights: Mapping[str, float]
    expect: int
    words: str
    any_of: str = ""
    called: str = ""
    given_by: str = ""
    smallest: float = 0.0

    @property
    def label(self) -> str:
        """What is read, in plain words."""
        return self.called or str(self.reading)

    def __str__(self) -> str:
        way = {UP: "higher", DOWN: "lower", OPEN: "open"}[self.expect]
        least = f" by at least {self.smallest:g}" if self.smallest and self.expect != OPEN else ""
        return f"{self.label}, {self.words}: {way}{least}"


@dataclass(frozen=True)
class Claim:
    """One row of the test bench.

    Attributes:
        id: file name without ending.
        title: the claim in plain words.
        source: short reference, with its passage in brackets.
        note: how the row was turned into arms and readings, and what was assumed.
        where: the region to which the values of all arms confine the claim, in plain words, or ``""``.
        base: name of the scenario that the arms build on.
        arms: by name.
        checks: what is expected.
        months: horizon.
        fixed: names of values that draws leave alone, because the claim is about them or presupposes them.
    """

    id: str
    title: str
    source: str
    note: str
    where: str
    base: str
    arms: Mapping[str, Arm]
    checks: tuple[Check, ...]
    months: int
    fixed: frozenset[str]

    @cached_property
    def digest(self) -> str:
        """What the claim runs, as text: the digests of its arms."""
        return " ".join(arm.scenario.digest for arm in self.arms.values())

    def laid_over(self, values: Mapping[str, Value]) -> dict[str, Scenario]:
        """The arms' scenarios by name with drawn values, except those that the claim fixes."""
        free = {name: value for name, value in values.items() if name not in self.fixed}
        return {name: arm.scenario.with_values(free) for name, arm in self.arms.items()}

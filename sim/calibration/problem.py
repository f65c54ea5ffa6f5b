"""What a calibration is: partnerships to simulate, parameters to fit, and targets to meet."""

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cached_property

from sim.declarations.parameters import registry
from sim.experiments.design.factors import Factor
from sim.measures.targets import Target
from sim.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Calibration:
    """Everything that results depend on, but the number of trials.

    Attributes:
        name: of the targets file.
        title, question: for the audience.
        members: scenarios; each is run ``replicates`` times in every trial.
        base: scenario that a file with fitted values extends; ``""`` for baseline.
        factors: parameters to fit, each over a range.
        targets: fitted and held-out targets.
        replicates: runs of each member.
        months: horizon.
        seed: of runs, of the space-filling sample and of the search.
        trials: trials that the file suggests.
    """

    name: str
    title: str
    question: str
    members: tuple[Scenario, ...]
    base: str
    factors: tuple[Factor, ...]
    targets: tuple[Target, ...]
    replicates: int
    months: int
    seed: int
    trials: int

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits of all that a trial depends on, but the model's code."""
        content = [
            [[member.name, member.digest] for member in self.members], [f.to_dict() for f in self.factors],
            [t.to_dict() for t in self.targets], self.replicates, self.months, self.seed,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def runs(self) -> int:
        """Runs of one trial."""
        return len(self.members) * self.replicates

    @property
    def defaults(self) -> dict[str, float]:
        """The value of each parameter before fitting: the first member's, or the declared one."""
        return {f.name: _value(f.name, self.members) for f in self.factors}


def unit_of(factor: Factor, value: float) -> float:
    """Where a value lies in a factor's range, 0 to 1, as its prior sees it (the inverse of `Factor.draws`)."""
    low, high = float(factor.low), float(factor.high)
    if factor.prior == "integer":
        return (value - low + 0.5) / (high - low + 1)
    if factor.prior == "loguniform":
        return (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))
    return (value - low) / (high - low)


def names_of(scenario: Scenario) -> frozenset[str]:
    """Names by which a target may ask for the partnerships of a scenario: its own, and its file's."""
    file = scenario.lineage[-1] if scenario.lineage else ""
    return frozenset((scenario.name, file, file.rpartition("/")[2])) - {""}


def _value(name: str, members: tuple[Scenario, ...]) -> float:
    parameter = registry()[name]
    return float(members[0].rows(parameter.scope)[0][1][name]) if members else parameter.number(parameter.default)

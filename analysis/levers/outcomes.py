"""The ten outcomes of a workshop, each in units that people say, and the size from which a difference is seen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.measures.outcomes import COUNT, MONEY, MONTHS, OUTCOME, OUTCOMES
from sim.measures.record import Table, ended

#: Smallest difference that people see: 5 of 100, or 0.05 of a scale, a horizon or the money.
SEEN = 0.05
#: Month at which most first grants are over, and at which partnerships are counted.
COUNTED_AT = 48
#: What the sizes of differences are compared with.
UNIT, HORIZON, OWN = "one", "the horizon", "its own mean"


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome as a workshop tells it.

    Attributes:
        name: in tables.
        label: a few words; ``{month}`` stands for the month at which partnerships are counted.
        unit: of values and differences.
        of: the function that computes it, from the rows of partnerships by month.
        factor: workshop's units in one of the model's.
        whole: what `SEEN` is a share of: `UNIT`, `HORIZON` or `OWN`.
    """

    name: str
    label: str
    unit: str
    of: Callable[[Table], np.ndarray]
    factor: float = 1.0
    whole: str = UNIT

    def seen(self, months: int, own: float) -> float:
        """The smallest difference that is seen, in workshop's units; ``own`` is the mean of the scenario as it is."""
        return SEEN * {UNIT: self.factor, HORIZON: float(months), OWN: abs(own)}[self.whole]


def _going(t: Table) -> np.ndarray:
    """Whether a partnership has not ended at `COUNTED_AT`, or at the end where that comes first."""
    return 1.0 - ended(t, COUNTED_AT)


def _told(name: str, label: str, unit: str, factor: float = 1.0, whole: str = UNIT) -> Told:
    outcome = OUTCOME[name]
    return Told(name, label, unit, outcome.of, factor, HORIZON if outcome.scale == MONTHS else whole)


#: In the order in which they are told.
TOLD = (
    Told("going", "going at month {month}", "of 100 partnerships", _going, 100),
    _told("survival_months", "months going on", "months"),
    _told("spread", "teachers using it", "of 100 teachers", 100),
    _told("deep_use", "deep users", "of 100 teachers", 100),
    _told("trust", "trust", "of 1"),
    _told("informed", "informed decisions", "of 100 decisions", 100),
    _told("practice_gap", "practice gap by poverty", "of 1"),
    _told("ownership", "owned by district", "of 100 hours of support", 100),
    _told("money_put_in", "money put in", "dollars", whole=OWN),
    _told("student_learning_sd", "student learning", "SD"),
)
#: The same by name.
TOLD_BY_NAME = {told.name: told for told in TOLD}
#: These and all other outcomes: where it is asked whether anything is moved at all.
EVERY = (*TOLD, *(
    _told(o.name, o.label, o.unit, whole=OWN if o.scale in (COUNT, MONEY) else UNIT)
    for o in OUTCOMES if o.name not in TOLD_BY_NAME
))  # fmt: skip

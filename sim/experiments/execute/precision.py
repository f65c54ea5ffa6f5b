"""Stopping by precision: add replicates until every point knows its mean outcome well enough.

The interval is the 95 % interval of a mean over replicates, with Student's t. It is looked at after whole rounds of
replicates and never before the smallest number of them, since stopping at the first look that happens to suffice makes
intervals too narrow. All points get the same replicates, so that they stay paired.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real

import numpy as np

from sim.declarations.renamed import present_name
from sim.measures.outcomes import OUTCOME
from sim.scenario.mistakes import Problem, nearest, refuse, whole_numbers

LEVEL = 0.95
#: Replicates that every point has before the first look.
FEWEST = 10


@dataclass(frozen=True)
class Precision:
    """When an experiment is precise enough.

    Attributes:
        half_widths: largest half-width of the interval of each outcome's mean [unit of the outcome].
        most: replicates after which no more are added.
    """

    half_widths: Mapping[str, float]
    most: int = 1000

    def __post_init__(self) -> None:
        widths = {present_name("outcome", name): width for name, width in self.half_widths.items()}
        problems = [] if widths else [Problem("", 0, "precision", "", "names no outcome")]
        for name, width in widths.items():
            if name not in OUTCOME:
                problems.append(Problem("", 0, f"precision → {name}", "", "unknown outcome", nearest(name, OUTCOME)))
            elif isinstance(width, bool) or not isinstance(width, Real) or not 0 < width < math.inf:
                problems.append(Problem("", 0, f"precision → {name}", str(width)[:60], "must be a number above 0"))
        (most,), wrong = whole_numbers([("precision → most", self.most, FEWEST, 10_000_000)])
        refuse([*problems, *wrong])
        object.__setattr__(self, "half_widths", {name: float(width) for name, width in widths.items()})
        object.__setattr__(self, "most", most)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How precise the results are.

    Attributes:
        widths: widest half-width over all points, by outcome; NaN where no point has two values.
        more: replicates to add, 0 if it is precise enough or the limit is reached.
        reached: whether every outcome is precise enough.
    """

    widths: Mapping[str, float]
    more: int
    reached: bool


def judge(precision: Precision, samples: Mapping[str, tuple[np.ndarray, np.ndarray]], replicates: int) -> Judgement:
    """Looks at the results so far.

    Args:
        precision: what is wanted.
        samples: for each outcome the number of known values and their standard deviation, by point.
        replicates: replicates so far.
    """
    from scipy.special import stdtrit

    widths: dict[str, float] = {}
    needed = max(FEWEST, replicates)
    reached = replicates >= FEWEST
    for name, wanted in precision.half_widths.items():
        count, spread = samples[name]
        n, s = count[count >= 2], spread[count >= 2]
        half = stdtrit(n - 1, 0.5 + LEVEL / 2) * s / np.sqrt(n)
        widths[name] = float(half.max()) if len(half) else math.nan
        if not len(half) or widths[name] > wanted:
            reached = False
            # Half-widths shrink with the square root of the number of replicates.
            factor = float((half / wanted).max()) ** 2 if len(half) else 2.0
            needed = max(needed, math.ceil(replicates * factor), replicates + max(1, replicates // 10))
    # At most doubling in one round keeps a poor first estimate from running too many.
    target = min(needed, 2 * max(replicates, FEWEST), precision.most)
    return Judgement(widths, 0 if reached else max(0, target - replicates), reached)

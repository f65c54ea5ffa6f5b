"""Boxes: parts of the space of parameters, what they hold, and how easily chance would do the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import betainc

from analysis.stats.intervals import effective_number

#: A limit counts if chance would do it more rarely than this.
SIGNIFICANT = 0.05
#: Lowest and highest value of a number that lie in a box, or the levels of a text.
Limits = Mapping[str, tuple[float, float] | frozenset[str]]


@dataclass(frozen=True, eq=False)
class Box:
    """A part of the space.

    Attributes:
        limits: what it restricts; a limit that is no restriction is infinite.
        coverage: share of all cases that lie inside [0-1].
        density: share of the runs inside that are cases [0-1].
        runs, cases: inside.
        quasi_p: how easily cases would be so frequent by chance if a parameter were not restricted.
        reproduced: share of the random halves of the points in which a parameter was restricted too.
    """

    limits: Limits
    coverage: float
    density: float
    runs: int
    cases: int
    quasi_p: Mapping[str, float]
    reproduced: Mapping[str, float] = field(default_factory=dict)

    def holds(self, x: pd.DataFrame) -> np.ndarray:
        """Which rows lie inside."""
        return inside(self.limits, x)


def inside(limits: Limits, x: pd.DataFrame) -> np.ndarray:
    """Which rows lie within all limits."""
    held = np.ones(len(x), dtype=bool)
    for name, limit in limits.items():
        column = x[name]
        held &= (column.isin(limit) if isinstance(limit, frozenset) else column.between(*limit)).to_numpy()
    return held


def box_of(limits: Limits, x: pd.DataFrame, case: np.ndarray, points: np.ndarray) -> Box:
    """The box of some limits, with what it holds of the runs."""
    held = inside(limits, x)
    hits, count = float(case[held].sum()), int(held.sum())
    return Box(limits, hits / case.sum(), hits / max(count, 1), count, int(hits), quasi_p(limits, x, case, points))


def trajectory(boxes: Sequence[Box], chosen: Sequence[Box]) -> pd.DataFrame:
    """Coverage, density and number of limits of each box, and whether it is among those chosen."""
    return pd.DataFrame({
        "coverage": [b.coverage for b in boxes], "density": [b.density for b in boxes],
        "limits": [len(b.limits) for b in boxes], "chosen": [b in chosen for b in boxes],
    })  # fmt: skip


def quasi_p(limits: Limits, x: pd.DataFrame, case: np.ndarray, points: np.ndarray) -> dict[str, float]:
    """For each restricted parameter: the chance of so many cases inside, were they as frequent as without it.

    The binomial test of Bryant & Lempert (2010). Replicates of a point tell less than as many points would, so that
    numbers are brought down to the effective number of independent runs.
    """
    held = inside(limits, x)
    out = {}
    for name in limits:
        wider = inside({n: v for n, v in limits.items() if n != name}, x)
        share = float(case[wider].mean())
        scale = effective_number(case[wider], points[wider]) / wider.sum()
        hits, count = case[held].sum() * scale, held.sum() * scale
        out[name] = 1.0 if hits == 0 else float(betainc(hits, count - hits + 1, share))
    return out

"""One box in which cases are frequent: PRIM's boxes, of which the one is chosen whose limits chance would not do."""

import numpy as np
import pandas as pd
from scipy.stats import ks_2samp

from analysis.discovery.boxes import SIGNIFICANT, Box, Limits, box_of, inside, quasi_p, trajectory
from analysis.discovery.peeling import peeled

#: Parameters that a box may restrict, and those that PRIM is given.
MOST_LIMITS, GIVEN = 4, 15


def prim(x: pd.DataFrame, case: np.ndarray, points: np.ndarray) -> tuple[tuple[Box, ...], pd.DataFrame]:
    """PRIM twice: with all likely parameters, and again with the few that matter most in the best box."""
    names = _likely(x, case)
    least = max(min(0.05, case.mean() / 2), 10 / len(case))
    steps = peeled(x[names], case, least)
    best = max(steps, key=lambda limits: _worth(limits, x, case))
    while best:  # the restriction that is missed least goes, until few are left and each of them counts
        p = quasi_p(best, x, case, points)
        if len(best) <= MOST_LIMITS and max(p.values()) < SIGNIFICANT:
            break
        without = [{n: v for n, v in best.items() if n != name} for name in best]
        best = max(without, key=lambda limits: _worth(limits, x, case))
    if not best:
        return (), trajectory((), ())
    steps = [{}, *(s for s in peeled(x[list(best)], case, least) if s)]
    good = [s for s in steps[1:] if max(quasi_p(s, x, case, points).values()) < SIGNIFICANT]
    chosen = max([*good, best], key=lambda limits: _worth(limits, x, case))
    boxes = [box_of(s, x, case, points) for s in ([*steps, chosen] if chosen is best else steps)]
    shown = next(b for b in boxes if b.limits is chosen)
    return (shown,), trajectory(boxes, [shown])


def _worth(limits: Limits, x: pd.DataFrame, case: np.ndarray) -> float:
    """Harmonic mean of coverage and density."""
    held = inside(limits, x)
    return 2 * float(case[held].sum()) / (held.sum() + case.sum())


def _likely(x: pd.DataFrame, case: np.ndarray) -> list[str]:
    """The parameters that are most differently distributed in cases and elsewhere."""
    if x.shape[1] <= GIVEN:
        return list(x)
    apart = {}
    for name in x:
        column = x[name]
        if pd.api.types.is_numeric_dtype(column):
            apart[name] = ks_2samp(column[case > 0.5], column[case < 0.5], method="asymp").statistic
        else:
            shares = [column[case > limit].value_counts(normalize=True) for limit in (0.5, -1)]
            apart[name] = float((shares[0].reindex(shares[1].index, fill_value=0) - shares[1]).abs().sum() / 2)
    return sorted(sorted(apart, key=lambda n: -apart[n])[:GIVEN], key=list(x).index)

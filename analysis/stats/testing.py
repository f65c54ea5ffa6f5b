"""Tests of paired differences, and their correction for the number of comparisons."""

import math

import numpy as np
from scipy import stats


def paired_p(differences: np.ndarray) -> float:
    """Two-sided p of no mean difference, by the paired t test; 1 where all are 0, NaN for fewer than two.

    Where all differences are alike and not 0, the t test knows no spread, and the sign test stands in for it.
    """
    n = len(differences)
    if n < 2:
        return math.nan
    if np.ptp(differences) == 0:
        return 1.0 if differences[0] == 0 else 2.0 ** (1 - n)
    return float(2 * stats.t.sf(abs(differences.mean()) / (differences.std(ddof=1) / math.sqrt(n)), n - 1))


def holm(p: np.ndarray) -> np.ndarray:
    """p values corrected for their number, after Holm (1979); NaN stays and does not count."""
    out, known = np.full(len(p), np.nan), np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * (len(known) - np.arange(len(known)))
    out[order] = np.minimum(1.0, np.maximum.accumulate(steps)) if len(known) else steps
    return out

"""Correction of tests for their number."""

import numpy as np


def holm(p: np.ndarray) -> np.ndarray:
    """p values corrected for their number, after Holm (1979); NaN stays and does not count."""
    out, known = np.full(len(p), np.nan), np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * (len(known) - np.arange(len(known)))
    out[order] = np.minimum(1.0, np.maximum.accumulate(steps)) if len(known) else steps
    return out

"""Numbers on their way to a browser: short, and null where there is none."""

from __future__ import annotations

import math

import numpy as np

#: Digits that a picture can show.
DIGITS = 4


def listed(values: np.ndarray) -> list[float | None]:
    """Numbers in four digits."""
    return [None if not math.isfinite(v) else float(f"{v:.{DIGITS}g}") for v in np.asarray(values, float).tolist()]


def number(value: float) -> float | None:
    """One number."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def interval_of_share(count: np.ndarray | float, of: float) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of a share, after Wilson: what chance leaves open with so many partnerships."""
    z, n = 1.959964, float(of)
    share = np.asarray(count, float) / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)

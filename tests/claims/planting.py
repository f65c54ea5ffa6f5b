"""Differences and draws of which the answer is known."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from analysis.claims.verdicts import (
    Difference,
    Draws,
    difference,
)
from sim.claims import Check, Reading
from sim.claims.claim import UP


def check(expect: int = UP, any_of: str = "", smallest: float = 0.0) -> Check:
    arms = MappingProxyType({"a": 1.0, "b": -1.0})
    return Check(Reading("outcome", "trust"), arms, expect, "a against b", any_of, smallest=smallest)


def planted(mean: float, pairs: int = 100, seed: int = 1) -> Difference:
    return difference(np.random.default_rng(seed).normal(mean, 1, pairs))


def draws_of(means: np.ndarray, error: float = 0.0) -> Draws:
    means = np.asarray(means, dtype=float)
    return Draws(means, np.sign(np.nan_to_num(means)).astype(int), means == 0, np.full(means.shape, error), 20)

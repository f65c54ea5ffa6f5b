"""Shapes of dependence that several rules share."""

from __future__ import annotations

from sim.kernel.compiled import rule


@rule
def from_floor(floor, x):
    """A factor that rises in a straight line from ``floor`` at x = 0 to 1 at x = 1: something helps, and without it
    part of the effect is left."""
    return floor + (1.0 - floor) * x


@rule
def moved(value, target, share):
    """A value moved a share of the way to a target, up or down."""
    return value + share * (target - value)


@rule
def raised(value, ceiling, share):
    """A value raised a share of the way to a ceiling; never lowered."""
    return value + share * max(0.0, ceiling - value)


@rule
def in_spring(month, length):
    """Whether programmes and materials are chosen this month: the window opens in March (month 8 from July)."""
    m = month % 12
    return 8 <= m < 8 + int(length)


@rule
def bounded(x):
    """A number held in [0, 1]."""
    return min(1.0, max(0.0, x))

"""Values of outcomes and of parameters as a report says them."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pandas as pd

from analysis.wording.numbers import dollars, number, percent
from sim.measures.outcomes import OUTCOMES, Outcome


@cache
def outcome(name: str) -> Outcome:
    """The declaration of an outcome."""
    return next(o for o in OUTCOMES if o.name == name)


@cache
def is_proportion(name: str) -> bool:
    """Whether an outcome is a part of something that can be counted, and so reads as a percentage."""
    from analysis.comparison.words import unit_of

    return unit_of(name, outcome(name).unit) == "percentage points"


def meaning(name: str) -> str:
    """What an outcome says, with a capital letter."""
    text = outcome(name).meaning
    return text[:1].upper() + text[1:]


def shown_unit(name: str) -> str:
    """Unit in which values of an outcome are told."""
    unit = outcome(name).unit
    if is_proportion(name):
        return "%"
    return {"share": "index", "SD": "standard deviations"}.get(unit, unit)


def headed(name: str, unit: str) -> str:
    """Head of a column: the name of an outcome with a unit, where the name does not tell it."""
    words = name.replace("_", " ")
    return words if not unit or unit in words.split() else f"{words} ({unit})"


def value(name: str, amount: float) -> str:
    """A value of an outcome, without its unit where that is a word."""
    if not math.isfinite(amount):
        return "–"
    if is_proportion(name):
        return percent(amount).removesuffix(" %").replace("less than ", "<")
    if outcome(name).unit == "dollars":
        return dollars(amount)
    if outcome(name).unit in ("months", "hours") or abs(amount) >= 10:
        return number(round(amount))
    return f"{round(amount, 2) + 0.0:.2f}".replace("-", "\N{MINUS SIGN}")


def with_unit(name: str, text: str) -> str:
    """Text of a value, or of a range, with the unit behind it."""
    unit = shown_unit(name)
    return text if unit in ("index", "dollars") else f"{text} {unit}"


def range_of(values: pd.Series, name: str) -> str:
    """Median and, in brackets, nine in ten of the runs in which an outcome is known."""
    known = values.to_numpy(dtype=float)
    known = known[np.isfinite(known)]
    if not len(known):
        return "–"
    if outcome(name).unit == "0/1":
        return percent(float(known.mean()))
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95])
    if len(known) == 1:
        return value(name, middle)
    return f"{value(name, middle)} ({value(name, low)} to {value(name, high)})"

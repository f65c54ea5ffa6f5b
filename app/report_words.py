"""Values of outcomes and of parameters as a report says them."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pandas as pd

from sim.outcomes import OUTCOMES, Outcome
from sim.parameters import registry

from .wording import dollars, number, percent

#: Outcomes on a scale from 0 to 1 that are parts of something that can be counted, and so read as percentages.
PROPORTIONS = frozenset({
    "ended", "superintendent_survival", "retained_12", "retained_24", "retained_36", "spread", "schools_reached",
    "districts_adopted", "deep_use", "ownership", "kept", "informed", "reliability",
})  # fmt: skip
#: Between the two ends of a range.
TO = " to "


@cache
def outcome(name: str) -> Outcome:
    """The declaration of an outcome."""
    return next(o for o in OUTCOMES if o.name == name)


def meaning(name: str) -> str:
    """What an outcome says, with a capital letter."""
    text = outcome(name).meaning
    return text[:1].upper() + text[1:]


def shown_unit(name: str) -> str:
    """Unit in which values of an outcome are told."""
    unit = outcome(name).unit
    if name in PROPORTIONS:
        return "%"
    return {"share": "index", "SD": "standard deviations"}.get(unit, unit)


def headed(name: str, unit: str) -> str:
    """Head of a column: the name of an outcome with a unit, where the name does not tell it."""
    words = name.replace("_", " ")
    return words if not unit or unit in words.split() else f"{words} ({unit})"


def value(name: str, amount: float, *, signed: bool = False) -> str:
    """A value of an outcome, without its unit where that is a word; signed for a difference."""
    if not math.isfinite(amount):
        return "–"
    sign = ("+" if amount > 0 else "\N{MINUS SIGN}" if amount < 0 else "") if signed else ""
    size = abs(amount) if signed else amount
    if name in PROPORTIONS:
        text = f"{100 * size:.0f}" if signed else percent(size).removesuffix(" %").replace("less than ", "<")
    elif outcome(name).unit == "dollars":
        text = dollars(size)
    elif outcome(name).unit in ("months", "hours"):
        text = number(round(size))
    else:
        text = f"{size:.2f}" if abs(size) < 10 else number(round(size))
    text = text.removeprefix("-") if text.strip("-0.") == "" else text.replace("-", "\N{MINUS SIGN}")
    return sign * (text.strip("$0.") != "") + text


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
        return f"{percent(float(known.mean()))}"
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95])
    if len(known) == 1:
        return value(name, middle)
    return f"{value(name, middle)} ({value(name, low)}{TO}{value(name, high)})"


def parameter_words(name: str) -> str:
    """A parameter or factor in plain words: its name without dots."""
    return name.replace(".", ": ").replace("_", " ") if name in registry() else name.replace("_", " ")

"""Values of outcomes as people say them, by the scale that each outcome declares."""

import math

import numpy as np
import pandas as pd

from analysis.wording.numbers import MINUS, capital, dollars, number, percent, rounded
from sim.measures.outcomes import COUNT, INDEX, MONEY, MONTHS, SHARE, Outcome

POINTS = "percentage points"
#: Shares of runs beyond the ends of a 90 % range.
LOW, HIGH = 0.05, 0.95


def meaning(o: Outcome) -> str:
    """What an outcome says, with a capital letter."""
    return capital(o.meaning)


def told_unit(o: Outcome) -> str:
    """Unit behind a value; ``""`` for indices, and for money, whose sign stands before it."""
    if o.scale == SHARE:
        return "%"
    return "" if o.scale == MONEY or (o.scale == INDEX and o.unit == "share") else o.unit


def difference_unit(o: Outcome) -> str:
    """Unit of a difference of values."""
    return POINTS if o.scale == SHARE else told_unit(o)


def column_unit(o: Outcome, *, short: bool = False) -> str:
    """Unit of a column of differences, which says something of every outcome; ``short`` where there is little room."""
    unit = difference_unit(o).replace(POINTS, "% points") if short else difference_unit(o)
    return unit or ("dollars" if o.scale == MONEY else "0 to 1")


def value(o: Outcome, size: float) -> str:
    """A value, without its unit where that is a word or a percent sign."""
    if not math.isfinite(size):
        return "–"
    if o.scale == SHARE:
        return percent(size, short=True).removesuffix(" %")
    if o.scale == MONEY:
        return dollars(size)
    if abs(size) >= 10:
        text = number(round(size))
    elif o.scale in (MONTHS, COUNT):
        text = number(round(size, 1) if o.scale == MONTHS else float(f"{size:.2g}"))
    else:
        text = f"{size:z.{3 if 0.0005 <= abs(size) < 0.1 else 2}f}"
    return text.replace("-", MINUS)


def amount(o: Outcome, size: float) -> str:
    """A value with its unit."""
    return with_unit(o, value(o, size))


def difference(o: Outcome, size: float) -> str:
    """The size of a difference with its unit: ``3 percentage points``, ``0.05``, ``$1,000``."""
    if o.scale == MONEY:
        return dollars(size)
    return _beside(rounded(100 * size if o.scale == SHARE else size), difference_unit(o))


def with_unit(o: Outcome, text: str) -> str:
    """Text of a value, or of a range, with the unit behind it."""
    return _beside(text, told_unit(o))


def difference_with_unit(o: Outcome, text: str) -> str:
    """Text of a difference, with its unit behind it."""
    return _beside(text, difference_unit(o))


def _beside(text: str, unit: str) -> str:
    """A number and its unit, of which there may be one: ``1 study``, ``1 hour a month``, ``1 percentage point``."""
    return f"{text} {_of_one(unit) if text in ('1', f'{MINUS}1') else unit}".rstrip()


def _of_one(unit: str) -> str:
    """A unit behind the number one."""
    if unit == POINTS:
        return unit.removesuffix("s")
    noun, space, rest = unit.partition(" ")
    return (noun.removesuffix("ies") + "y" if noun.endswith("ies") else noun.removesuffix("s")) + space + rest


def headed(o: Outcome) -> str:
    """Head of a column of values: the label of an outcome with its unit, where that does not tell it."""
    unit = told_unit(o)
    return o.label if not unit or unit in o.label.split() else f"{o.label} ({unit})"


def range_of(values: pd.Series, o: Outcome) -> str:
    """Median and, in brackets, the 90 % range of the runs in which an outcome is known; a share of yes or no."""
    known = values.to_numpy(dtype=float)
    known = known[np.isfinite(known)]
    if not len(known):
        return "–"
    if o.unit == "0/1":
        return f"{percent(float(known.mean()))} of {len(known):,}"
    low, middle, high = np.quantile(known, [LOW, 0.5, HIGH])
    return value(o, middle) + (f" ({value(o, low)} to {value(o, high)})" if len(known) > 1 else "")

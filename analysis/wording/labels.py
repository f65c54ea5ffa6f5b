"""Parameters, values and outcomes of tables in plain words, for figures and sentences."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.declarations.parameters import registry
from sim.measures.outcomes import OUTCOMES

_OUTCOMES = {o.name: o for o in OUTCOMES}
_TIMES = {2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times", 7: "seven times",
          8: "eight times", 9: "nine times", 10: "ten times"}  # fmt: skip
_PLAINER = {"survival_months": "length of life"}
#: Units that add nothing to a number.
_BARE = ("share", "weight", "0/1")


def parameter_name(name: str) -> str:
    """The label of a parameter; a bundle or a foreign column by its own name."""
    known = registry()
    return known[name].label if name in known else name.replace("_", " ")


def parameter_meaning(name: str) -> str:
    """What a parameter stands for, at length; a bundle or a foreign column by its own name."""
    known = registry()
    return known[name].meaning if name in known else name.replace("_", " ")


def parameter_key(name: str) -> str:
    """The dotted name by which files and commands know a parameter; ``""`` for what goes by its own name anyway."""
    return name if name in registry() else ""


def named(name: str) -> str:
    """A parameter in a sentence, with its dotted name: ``meetings a month [contact.meetings]``."""
    key = parameter_key(name)
    return f"{parameter_name(name)} [{key}]" if key else parameter_name(name)


def with_labels(table: pd.DataFrame, of: str = "factor") -> pd.DataFrame:
    """A table with the column ``label``: what the parameters in one of its columns are called."""
    return table.assign(label=[parameter_name(name) for name in table[of]])


def column_name(name: str) -> str:
    """A column of a table of runs in a few words: a parameter by its label, an outcome by its name."""
    return parameter_name(name) if name in registry() else outcome_name(name)


def outcome_name(name: str) -> str:
    """An outcome in a few words: its name without underscores, or plainer where there is something plainer."""
    return _PLAINER.get(name, name.replace("_", " "))


def unit_of(name: str) -> str:
    """Unit of a parameter or an outcome; ``""`` for what is neither."""
    if name in _OUTCOMES:
        return _OUTCOMES[name].unit
    known = registry()
    return known[name].unit if name in known else ""


def better_of(name: str) -> int:
    """1 if more of an outcome is better, -1 if less is, 0 if neither or unknown."""
    return _OUTCOMES[name].better if name in _OUTCOMES else 0


def number(value: float) -> str:
    """A number with about three digits: ``0.44``, ``36``, ``1,300,000``; a dash if there is none."""
    if value != value or value in (float("inf"), float("-inf")):
        return "–"
    if abs(value) >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def with_unit(name: str, value: float | str) -> str:
    """A value of a parameter or an outcome with its unit, where the name does not tell it already."""
    if isinstance(value, str):
        return value
    unit = unit_of(name)
    if unit.startswith("dollars"):
        return f"${number(value)}{unit.removeprefix('dollars')}"
    return number(value) if not unit or unit in _BARE or unit in column_name(name) else f"{number(value)} {unit}"


def percent(share: float) -> str:
    """A share as a whole percentage; what is more than nothing never reads as nothing."""
    return "less than 1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def times(ratio: float) -> str:
    """A ratio as people say it: ``about three times``, ``about 1.4 times``, ``more than twenty times``."""
    if ratio > 20:
        return "more than twenty times"
    if ratio >= 1.75:
        whole = round(ratio)
        return f"about {_TIMES.get(whole, f'{whole} times')}"
    return f"about {ratio:.1f} times"


def listed(items: Sequence[str]) -> str:
    """Words as a list: ``a, b and c``."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def counted(count: int, noun: str) -> str:
    """A number with its noun: ``1 point``, ``400 points``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

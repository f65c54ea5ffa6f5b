"""Comparisons in words: differences as people say them, and three plain sentences made from the numbers."""

from __future__ import annotations

import math

import pandas as pd

#: Outcomes in few words; others go by their names.
SHORT = {
    "survival_months": "length of life", "ended": "share that ended", "months_funded": "time with grants",
    "longest_gap": "longest gap in grants", "trust": "trust", "relevance": "relevance of the work",
    "informed": "informed decisions", "spread": "teachers using it", "depth": "practice of users",
    "deep_use": "deep users", "ownership": "owned by district",
    "retained_24": "use kept 2 years on", "practice_gap": "gap by poverty",
    "effect": "student learning",
    "dollars": "money spent", "dollars_per_user": "money per user", "voice": "say of practitioners",
    "practice_hours": "hours of practitioners", "research_hours": "hours of researchers",
}  # fmt: skip
#: Shares of things that can be counted, told in percentage points; other shares are scales from 0 to 1.
_COUNTED = ("informed", "spread", "schools_reached", "districts_adopted", "deep_use", "ownership", "kept",
            "superintendent_survival", "reliability", "retained_12", "retained_24", "retained_36")  # fmt: skip
#: Outcomes of which the first that is there makes each of the three sentences, with "more" and "less" in words.
_SLOTS = (
    (("survival_months", "lasts", "longer", "less"), ("months_funded", "has grants for", "more", "less")),
    (("spread", "reaches", "more teachers", "fewer teachers"), ("deep_use", "brings deep practice to", "more teachers",
                                                               "fewer teachers")),
    (("dollars", "spends", "more", "less"), ("dollars_per_user", "spends", "more for each teacher who uses it",
                                           "less for each teacher who uses it")),
)  # fmt: skip
#: Sentences about one contrast, and names in a list.
_MOST, _MOST_NAMES = 3, 15
_MINUS = "\N{MINUS SIGN}"


def short(outcome: str) -> str:
    """An outcome in few words."""
    return SHORT.get(outcome, outcome.replace("_", " "))


def unit_of(outcome: str, unit: str) -> str:
    """The unit in which a difference is told: percentage points for shares that can be counted, none for scales."""
    if outcome in _COUNTED or unit == "0/1":
        return "percentage points"
    return "" if unit in ("share", "dollars") else unit


def figures(row: pd.Series, *, sign: bool = False) -> tuple[str, str, str]:
    """Difference and interval of a row of a comparison, in as many digits as the interval is narrow.

    Args:
        row: of the table that `analysis.comparison.pairs.compare` gives.
        sign: whether to write plus signs.
    """
    scale = 100.0 if unit_of(row["outcome"], row["unit"]) == "percentage points" else 1.0
    values = [scale * float(row[name]) for name in ("difference", "low", "high")]
    known = [v for v in values if math.isfinite(v)]
    half = (values[2] - values[1]) / 2 if len(known) == 3 else 0.0
    size = half / 1.5 or max((abs(v) for v in known), default=0.0) / 100
    places = -math.floor(math.log10(size)) if size > 0 else 0
    if places < 0 and row["unit"] != "dollars" and size < 100:
        places = 0
    # A limit should not read as 0 where 0 is outside, nor a difference that is large enough to speak of.
    spoken = [v for v in known[:1] if abs(v) > half / 10] + (known[1:] if known[1:] and known[1] * known[2] > 0 else [])
    while any(v and round(v, places) == 0 for v in spoken) and places < 12:
        places += 1
    return tuple(_number(v, places, row["unit"] == "dollars", sign) for v in values)


def _number(value: float, places: int, dollars: bool, sign: bool) -> str:
    if not math.isfinite(value):
        return "–"
    value = round(value, places)
    text = f"{abs(value):,.{max(places, 0)}f}"
    before = _MINUS if value < 0 else "+" if sign and value > 0 else ""
    return f"{before}${text}" if dollars else f"{before}{text}"


def with_interval(row: pd.Series, *, sign: bool = True) -> str:
    """Difference and interval in one line, without unit: ``+14 (+9 to +19)``."""
    if not row["worlds"]:
        return "not known"
    if row["same"]:
        return "exactly the same"
    middle, low, high = figures(row, sign=sign)
    return middle if low == "–" else f"{middle} ({low} to {high})"


def sentences(table: pd.DataFrame) -> list[str]:
    """What a comparison says, in plain sentences: what lasts longer, what reaches more, what it costs and what is open.

    Args:
        table: as `analysis.comparison.pairs.compare` gives it.

    Returns:
        Three sentences for each contrast, of which the last also names what differs and does not among the other
        outcomes; one where nothing differs at all.
    """
    told: list[str] = []
    for _, part in table.groupby(["first", "second"], sort=False):
        told += _of_contrast(part.set_index("outcome", drop=False))
    return told


def _of_contrast(part: pd.DataFrame) -> list[str]:
    a, b = part["first"].iloc[0], part["second"].iloc[0]
    if not part["worlds"].max():
        return [f"{a} and {b} cannot be compared: there is no pair in which an outcome is known for both."]
    if part["same"].all():
        pairs = int(part["worlds"].max())
        where = f"all {pairs} pairs" if pairs > 1 else "the one pair"
        return [f"{a} and {b} are exactly the same in {where}, in every outcome that was compared."]
    told, used = [], []
    for slot in _SLOTS:
        for outcome, *words in slot:
            if outcome in part.index:
                told.append(_sentence(part.loc[outcome], *words))
                used.append(outcome)
                break
    for outcome in part.index:
        if len(told) < _MOST and outcome not in used:
            told.append(
                _sentence(part.loc[outcome], "is", *(f"{way} in {short(outcome)}" for way in ("higher", "lower")))
            )
            used.append(outcome)
    rest = part[~part["outcome"].isin(used)]
    return [*told[:-1], f"{told[-1]} {_rest(rest)}"] if len(rest) else told


def _sentence(row: pd.Series, verb: str, more: str, less: str) -> str:
    """One outcome of one contrast, as a sentence."""
    a, b, what = row["first"], row["second"], short(row["outcome"])
    if not row["worlds"]:
        return f"There is no pair in which {what} is known for both {a} and {b}."
    if row["same"]:
        return f"{a} and {b} are exactly the same in {what}, in all {int(row['pairs'])} pairs."
    middle, low, high = figures(row)
    unit = unit_of(row["outcome"], row["unit"])
    unit = f" {unit}" if unit else ""
    if low == "–":
        return f"In the one pair, {what} differs by {middle}{unit} ({b} minus {a}), which says nothing about others."
    if not row["low"] > 0 and not row["high"] < 0:
        differs = f"{b} minus {a} is {middle}{unit} (95 % interval {low} to {high})"
        return f"{a} and {b} are not told apart in {what}: {differs}."
    if row["high"] < 0:
        flipped = row.copy()
        flipped[["difference", "low", "high"]] = -row["difference"], -row["high"], -row["low"]
        middle, low, high = figures(flipped)
    text = f"{b} {verb} {middle}{unit} {more if row['low'] > 0 else less} than {a} (95 % interval {low} to {high})"
    return f"{text}{'' if row['told_apart'] else ', which could still be chance among so many comparisons'}."


def _rest(rest: pd.DataFrame) -> str:
    """What the other outcomes say, each in a word or two."""
    b, known = rest["second"].iloc[0], rest["worlds"] > 0
    apart, same = rest["told_apart"], known & rest["same"]
    groups = {
        f"higher in {b}": apart & (rest["difference"] > 0), f"lower in {b}": apart & (rest["difference"] < 0),
        "exactly the same": same, "not told apart": known & ~same & ~apart, "not known for both": ~known,
    }  # fmt: skip
    parts = [f"{what}: {_names(rest.loc[those, 'outcome'])}" for what, those in groups.items() if those.any()]
    return f"{_capital('; '.join(parts))}."


def _names(outcomes: pd.Series) -> str:
    """Outcomes in few words, or only their number where there are too many to say."""
    return ", ".join(map(short, outcomes)) if len(outcomes) <= _MOST_NAMES else f"{len(outcomes)} other outcomes"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

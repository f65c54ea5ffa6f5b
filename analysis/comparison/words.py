"""Comparisons in words: differences as people say them, three plain sentences made from the numbers, and a table."""

import math
from collections.abc import Sequence

import pandas as pd

from analysis.comparison.money import PUT_IN, cost_sentences
from analysis.comparison.same_money import Given, given_sentences
from analysis.wording.layout import text_table
from analysis.wording.numbers import MINUS, capital, percent, word
from analysis.wording.outcomes import column_unit, difference_with_unit, value
from sim.experiments.plan.random_numbers import FEWEST
from sim.measures.outcomes import MONEY, OUTCOME, OUTCOMES, SHARE

#: Sentences about one contrast, and names in a list.
_MOST, _MOST_NAMES = 3, 15


def figures(row: pd.Series, *, sign: bool = False, per: float = 1.0) -> tuple[str, str, str]:
    """Difference and interval of a row of a comparison, in as many digits as the interval is narrow.

    Args:
        row: of the table that `analysis.comparison.pairs.compare` gives.
        sign: whether to write plus signs.
        per: what a unit stands for, such as 1000 for thousands of dollars, then without a dollar sign.
    """
    scale = OUTCOME[row["outcome"]].scale
    values = [(100.0 if scale == SHARE else 1.0) / per * float(row[name]) for name in ("difference", "low", "high")]
    money = scale == MONEY and per == 1.0
    known = [v for v in values if math.isfinite(v)]
    half = (values[2] - values[1]) / 2 if len(known) == 3 else 0.0
    size = half / 1.5 or max((abs(v) for v in known), default=0.0) / 100
    places = -math.floor(math.log10(size)) if size > 0 else 0
    if places < 0 and not money and size < 100:
        places = 0
    # A limit should not read as 0 where 0 is outside, nor a difference that is large enough to speak of.
    spoken = [v for v in known[:1] if abs(v) > half / 10] + (known[1:] if known[1:] and known[1] * known[2] > 0 else [])
    while any(v and round(v, places) == 0 for v in spoken) and places < 12:
        places += 1
    return tuple(_number(v, places, money, sign) for v in values)


def _number(value: float, places: int, dollars: bool, sign: bool) -> str:
    if not math.isfinite(value):
        return "–"
    value = round(value, places)
    text = f"{abs(value):,.{max(places, 0)}f}"
    before = MINUS if value < 0 else "+" if sign and value > 0 else ""
    return f"{before}${text}" if dollars else f"{before}{text}"


def with_interval(row: pd.Series, *, per: float = 1.0) -> str:
    """Difference and interval in one line, without unit: ``+14 (+9 to +19)``."""
    if not row["worlds"]:
        return "not known"
    if row["same"]:
        return "exactly the same"
    middle, low, high = figures(row, sign=True, per=per)
    return middle if low == "–" else f"{middle} ({low} to {high})"


def sentences(
    table: pd.DataFrame, costs: pd.DataFrame | None = None, given: Sequence[Given] | None = None
) -> list[str]:
    """What a comparison says, in plain sentences: what lasts longer, what reaches more, what it costs and what is open.

    Args:
        table: as `analysis.comparison.pairs.compare` gives it.
        costs: the same of money put in alone, where it is told at the end whether all take the same.
        given: what was given to those that took less, which then is told first.

    Returns:
        That there are no intervals, where pairs are too few. Three sentences for each contrast, of which the last also
        names what differs and does not among the other outcomes; one where nothing differs at all.
    """
    pairs = int(table["worlds"].max())
    told = [f"No intervals: {pairs} pairs of runs are too few (at least {FEWEST})."] if 1 < pairs < FEWEST else []
    told += given_sentences(given, costs) if given is not None else []
    rest = table if costs is None else table[table["outcome"] != PUT_IN]
    for _, part in rest.groupby(["first", "second"], sort=False):
        told += _of_contrast(part.set_index("outcome", drop=False))
    return told if costs is None or given is not None else told + cost_sentences(costs)


def _of_contrast(part: pd.DataFrame) -> list[str]:
    a, b = part["first"].iloc[0], part["second"].iloc[0]
    if not part["worlds"].max():
        return [f"{a} and {b} cannot be compared: there is no pair in which an outcome is known for both."]
    if part["same"].all():
        pairs = int(part["worlds"].max())
        where = f"all {pairs} pairs" if pairs > 1 else "the one pair"
        return [f"{a} and {b} are exactly the same in {where}, in every outcome that was compared."]
    own: dict[str, str] = {}  # of each framework the first that has words for a sentence
    for o in OUTCOMES:
        if o.says and o.name in part.index:
            own.setdefault(o.framework, o.name)
    used = [*own.values(), *(name for name in part.index if name not in own.values())][:_MOST]
    told = [_sentence(part.loc[name]) for name in used]
    rest = part[~part["outcome"].isin(used)]
    return [*told[:-1], f"{told[-1]} {_rest(rest)}"] if len(rest) else told


def _sentence(row: pd.Series) -> str:
    """One outcome of one contrast, as a sentence."""
    o, a, b = OUTCOME[row["outcome"]], row["first"], row["second"]
    what = o.label
    verb, more, less = o.says or ("is", f"higher in {what}", f"lower in {what}")
    if not row["worlds"]:
        return f"There is no pair in which {what} is known for both {a} and {b}."
    if row["same"]:
        return f"{a} and {b} are exactly the same in {what}, in all {int(row['pairs'])} pairs."
    middle, low, high = figures(row)
    if low == "–":
        return _without_interval(row, f"{difference_with_unit(o, middle)} ({b} minus {a})")
    if not row["low"] > 0 and not row["high"] < 0:
        differs = f"{b} minus {a} is {difference_with_unit(o, middle)} (95 % interval {low} to {high})"
        return f"{a} and {b} are not statistically distinguishable in {what}: {differs}."
    if row["high"] < 0:
        flipped = row.copy()
        flipped[["difference", "low", "high"]] = -row["difference"], -row["high"], -row["low"]
        middle, low, high = figures(flipped)
    size, way = difference_with_unit(o, middle), more if row["low"] > 0 else less
    text = f"{b} {verb} {size} {way} than {a} (95 % interval {low} to {high})"
    return f"{text}{'' if row['distinguishable'] else ', which could still be chance among so many comparisons'}."


def _without_interval(row: pd.Series, differs: str) -> str:
    """A difference of which nothing tells how much it varies: too few pairs, or all alike."""
    what, worlds = OUTCOME[row["outcome"]].label, int(row["worlds"])
    if worlds == 1:
        return f"In the one pair, {what} differs by {differs}, which says nothing about others."
    if worlds < FEWEST:
        return f"In {word(worlds)} pairs, {what} differs by {differs} on average, which may be chance."
    return f"In each of {worlds:,} pairs, {what} differs by {differs}."


def _rest(rest: pd.DataFrame) -> str:
    """What the other outcomes say, each in a word or two."""
    b, known = rest["second"].iloc[0], rest["worlds"] > 0
    apart, same = rest["distinguishable"], known & rest["same"]
    groups = {
        f"higher in {b}": apart & (rest["difference"] > 0), f"lower in {b}": apart & (rest["difference"] < 0),
        "exactly the same": same, "not distinguishable": known & ~same & ~apart, "not known for both": ~known,
    }  # fmt: skip
    parts = [f"{what}: {_names(rest.loc[those, 'outcome'])}" for what, those in groups.items() if those.any()]
    return f"{capital('; '.join(parts))}."


def _names(outcomes: pd.Series) -> str:
    """Outcomes in few words, or only their number where there are too many to say."""
    few = len(outcomes) <= _MOST_NAMES
    return ", ".join(OUTCOME[name].label for name in outcomes) if few else f"{len(outcomes)} other outcomes"


def as_table(part: pd.DataFrame) -> str:
    """One contrast as a table of text."""
    a, b = part["first"].iloc[0], part["second"].iloc[0]
    rows = [("", a, b, f"{b} minus {a} (95 %)", "", f"better in {b}", f"in {a}", "alike", "saved", "pairs")]
    for _, row in part.iterrows():
        o = OUTCOME[row["outcome"]]
        means = [value(o, row[name]) + " %" * (o.scale == SHARE) for name in ("mean_first", "mean_second")]
        shares = [percent(row[name]) if row["pairs"] else "–" for name in ("second_better", "first_better", "tied")]
        saved = percent(row["saved"]) if row["saved"] == row["saved"] else "–"
        pairs = f"{row['pairs']:,}" + (f" of {row['pairs'] + row['dropped']:,}" if row["dropped"] else "")
        mark = " *" if row["distinguishable"] else ""
        if row["better"] == 0:
            shares = [f"({share})" for share in shares]
        told = with_interval(row) + mark
        rows.append((o.label, *means, told, column_unit(o, short=True), *shares, saved, pairs))
    return text_table(rows, "  ", right=(1, 2, 5, 6, 7, 8, 9))


def how_to_read(rows: int) -> str:
    """What the columns and the mark mean."""
    return (
        f"* statistically distinguishable (Holm-adjusted for {rows} differences). Better in: share of pairs; in "
        "brackets where more is neither better nor worse, of pairs in which it is higher. Saved: how much of the "
        "variance of a difference common random numbers take away. Pairs: those in which the outcome is known for both."
    )

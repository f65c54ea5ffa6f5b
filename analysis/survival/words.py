"""What is told of how long partnerships last: sentences made from the tables."""

import math

import pandas as pd

from analysis.stats.testing import holm
from analysis.survival.columns import label_of
from analysis.survival.regression import STRICT, LeverEffects
from analysis.wording.labels import CAUSE_WORDS, parameter_key, parameter_name
from analysis.wording.numbers import capital, duration, interval, listed, number, percent, sentence

_AROUND = {
    "trust": "trust", "commitment_practice": "practitioners' commitment", "promises_kept": "the share of promises kept",
    "contact": "contact",
}  # fmt: skip
#: Levers that are told one by one.
MOST_LEVERS = 6


def of_lasting(lasting: pd.DataFrame, causes: pd.DataFrame, hazards: pd.DataFrame) -> list[str]:
    """How long each group lasts, why and when it ends, and how much longer it lasts than the first.

    Args:
        lasting, causes, hazards: tables of `analysis.survival.tables`.
    """
    told: list[str] = []
    for _, row in lasting.iterrows():
        name, span = row["scenario"], duration(row["horizon"])
        ended = f"{row['ended']:,} of {row['partnerships']:,} ended" if row["ended"] else "none ended"
        text = f"{name}: {ended}. After {span} {percent(row['going'])} were still going"
        text += interval(row["going_low"], row["going_high"], percent)
        if row["ended"]:
            text += f"; within that time they lasted {number(round(row['mean_life'], 1))} months on average"
            text += interval(row["mean_low"], row["mean_high"], _months)
        told.append(f"{text}.")
        if row["ended"]:
            told.append(_why_and_when(str(name), causes, hazards))
    if len(lasting) > 1:
        first = str(lasting["scenario"].iloc[0])
        told += [_longer(str(row["scenario"]), first, row) for _, row in lasting.iloc[1:].iterrows()]
    return told


def _why_and_when(name: str, causes: pd.DataFrame, hazards: pd.DataFrame) -> str:
    """The commonest cause, and the year of most risk among those that enough began."""
    mine = causes[causes["scenario"] == name]
    counts = mine.groupby("cause", sort=False)["ended"].sum()
    top = counts.idxmax()
    years = hazards[(hazards["scenario"] == name)]
    years = years[years["at_risk"] >= max(10, 0.1 * years["at_risk"].max())]
    text = f"Most often because {CAUSE_WORDS.get(str(top), str(top))} ({counts[top]:,} of {counts.sum():,})"
    if len(years) and years["ended"].sum():
        worst = years.loc[years["hazard"].idxmax()]
        text += (f"; the riskiest year is year {worst['year']:.0f}, in which {percent(worst['hazard'])} of those still "
                 f"going end{interval(worst['low'], worst['high'], percent)}")  # fmt: skip
    return sentence(text)


def _longer(name: str, first: str, row: pd.Series) -> str:
    """How much longer than the first."""
    months, low, high = row["longer_than_first"], row["longer_low"], row["longer_high"]
    if months == 0 and not math.isfinite(low):
        return (f"{name} and {first} lasted equally long in every pair of runs within {duration(row['horizon'])}, "
                "which does not tell whether one lasts longer.")  # fmt: skip
    if not math.isfinite(low):
        more = "longer" if months > 0 else "less"
        return (f"{name} lasts {_months(abs(months))} months {more} than {first} in these runs, "
                "which are too few, or too much alike, to say how sure that is.")  # fmt: skip
    if low <= 0 <= high:
        return (f"Whether {name} lasts longer than {first} is not clear: {_signed(months)} months (95 % interval "
                f"{_signed(low)} to {_signed(high)}).")  # fmt: skip
    more = "longer" if months > 0 else "less"
    low, high = sorted((abs(low), abs(high)))
    return (f"{name} lasts {_months(abs(months))} months {more} than {first} (95 % interval {_months(low)} to "
            f"{_months(high)}), within {duration(row['horizon'])}.")  # fmt: skip


def of_retention(retention: pd.DataFrame, after: int = 24) -> list[str]:
    """What stays in classrooms some months after grants have ended."""
    told, span = [], duration(after)
    for _, row in retention[retention["after"] == after].iterrows():
        name = row["scenario"]
        if not row["known"]:
            told.append(f"{name}: what stays {span} after grants have ended is not known, since in no run did they end "
                        "for good early enough.")  # fmt: skip
            continue
        part = f"{percent(row['median'])}{interval(row['low'], row['high'], percent)}"
        told.append(
            f"{name}: {span} after grants ended, {part} of those who then used it deeply still did so; "
            f"{percent(row['kept_half'])} kept at least half (known in {row['known']:,} of {row['partnerships']:,})."
        )
    return told


def of_departures(departures: pd.DataFrame, after: int = 12) -> list[str]:
    """What follows when a superintendent leaves, beside partnerships in which nobody left."""
    told = []
    for name, part in departures.groupby("scenario", sort=False):
        later = part[part["month"] == after].set_index("variable")
        is_clear = pd.Series(holm(later["p"].to_numpy(dtype=float)) < STRICT, index=later.index)
        parts, unclear = [], []
        if "alive" in later.index:
            row = later.loc["alive"]
            text = f"{percent(row['left'])} of partnerships were going, {percent(row['stayed'])} where nobody left"
            parts.append(text + interval(row["low"], row["high"], _points, of=" of the difference"))
        for variable, word in _AROUND.items():
            if variable not in later.index:
                continue
            row = later.loc[variable]
            if not is_clear[variable]:
                unclear.append(word)
                continue
            more = "higher" if row["change"] > 0 else "lower"
            text = f"{word} stood {abs(row['change']):.2f} {more}, measured against where nobody left"
            parts.append(text + interval(row["low"], row["high"], "{:+.2f}".format))
        parts += [f"no clear change in {listed(unclear)}"] if unclear else []
        count = later["departures"].iloc[0]
        told.append(f"{name}: {after} months after a superintendent left ({count:,} departures), {'; '.join(parts)}.")
    return told


def of_levers(hazards: LeverEffects, times: LeverEffects) -> list[str]:
    """Which levers matter, the strongest first, and which do not show."""
    told, table = [], hazards.table
    is_clear = table["distinguishable"]
    clear = [row for _, row in table[is_clear].iterrows()]
    longer = {(r["lever"], r["step"]): r for _, r in times.table.iterrows()}
    for row in clear[:MOST_LEVERS]:
        key = parameter_key(row["lever"])
        head = label_of(row["lever"], row["step"]) + (f" [{key}]" if key else "")
        if row["ratio"] in (0, math.inf):
            told.append(f"{capital(head)}: {row['note']}.")
            continue
        text = f"{capital(head)}: an end in any month is {_ratio(row['ratio'])} times as likely"
        text += interval(row["low"], row["high"], _ratio)
        life = longer.get((row["lever"], row["step"]))
        if life is not None and math.isfinite(life["ratio"]):
            text += f", and survival times are {_ratio(life['ratio'])} times as long"
        told.append(text + ("." if row["steady"] else "; the first ratio changes with time."))
    if len(clear) > MOST_LEVERS:
        told.append(f"{len(clear) - MOST_LEVERS} weaker ones are in hazard_ratios.csv.")
    unclear = [parameter_name(n) for n in table["lever"].unique() if n not in set(table.loc[is_clear, "lever"])]
    if unclear:
        told.append(sentence(f"no clear effect on how long partnerships last: {listed(unclear[:12])}"
                             + (f" and {len(unclear) - 12} more" if len(unclear) > 12 else "")))  # fmt: skip
    return [*told, *(sentence(f"levers: {note}") for note in dict.fromkeys([*hazards.notes, *times.notes]))]


def _points(share: float) -> str:
    """A difference of shares."""
    return f"{100 * share:+.0f} points".replace("+0 ", "0 ").replace("-0 ", "0 ")


def _months(value: float) -> str:
    return number(round(value, 1) if value < 10 else round(value))


def _signed(value: float) -> str:
    return ("\N{MINUS SIGN}" if value < 0 else "") + _months(abs(value))


def _ratio(ratio: float) -> str:
    return f"{ratio:.2g}"

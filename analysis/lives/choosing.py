"""Which run of many to look at: a typical one, a lucky or an unlucky one, or one of those that ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analysis.wording.numbers import duration, listed

if TYPE_CHECKING:  # commands read the ways from here before anything heavy is needed
    import pandas as pd

#: What runs are ordered by: how long they lasted, and among equals what they brought into classrooms.
LIFE, PRACTICE = "survival_months", "practice"
#: Ways to choose a run, and what each is, for a help text.
WAYS = {
    "typical": "nearest to the medians of life and practice", "lucky": "at the best decile",
    "unlucky": "at the worst decile", "ended": "the middle one of those that ended",
}  # fmt: skip
#: Where a lucky and an unlucky run stand among all, from the worst to the best.
_BEST, _WORST = 0.9, 0.1


class Chosen(NamedTuple):
    """A replicate, and how it was chosen, as a sentence."""

    replicate: int
    why: str


def chosen(runs: pd.DataFrame, way: str, partnership: str | None = None) -> Chosen:
    """The run of one scenario that a way of choosing leads to.

    Args:
        runs: table of runs of one version of one scenario.
        way: a key of `WAYS`.
        partnership: by which of several partnerships; the first one if None.

    Raises:
        ValueError: no such way, or none of the runs ended.
    """
    if way not in WAYS:
        raise ValueError(f"there is no way to choose a run {way!r}; there are {listed(list(WAYS))}")
    name = runs["partnership"].iloc[0] if partnership is None else partnership
    ordered = runs[runs["partnership"] == name].sort_values([LIFE, PRACTICE, "replicate"])
    number = len(ordered)
    if way == "ended":
        ordered = ordered[ordered["ended"] > 0]
        if ordered.empty:
            raise ValueError(f"none of {number} runs ended; choose typical, lucky or unlucky, or run more of them")
        row = ordered.iloc[(len(ordered) - 1) // 2]
        return _told(row, number, f"the middle one of {len(ordered)} that ended, by how long they lasted")
    if way == "typical":
        return _told(ordered.loc[_apart(ordered).idxmin()], number, "nearest to the medians of life and practice")
    share, word = (_BEST, "best") if way == "lucky" else (_WORST, "worst")
    why = f"at the {word} tenth by life, and among those that last as long by practice"
    return _told(ordered.iloc[round(share * (number - 1))], number, why)


def _apart(runs: pd.DataFrame) -> pd.Series:
    """How far each run is from the medians of life and practice, each in its own 90 % range."""
    return sum(_from_median(runs[outcome]) for outcome in (LIFE, PRACTICE))


def _from_median(values: pd.Series) -> pd.Series:
    spread = values.quantile(0.95) - values.quantile(0.05)
    return (values - values.median()).abs() / (spread if spread > 0 else 1.0)


def _told(row: pd.Series, number: int, why: str) -> Chosen:
    end = f"lasts {duration(float(row[LIFE]))}, practice {float(row[PRACTICE]):.2f} at the end"
    replicate = int(row["replicate"])
    return Chosen(replicate, f"Replicate {replicate}, chosen among {number} runs: {why} ({end}).")

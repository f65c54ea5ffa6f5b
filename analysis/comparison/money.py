"""Whether what is compared takes the same money: what does better may only have cost more."""

import math

import pandas as pd

from analysis.wording.numbers import dollars, interval, listed, percent

#: All that funders and districts put in, an endowment's principal included.
PUT_IN = "money_put_in"
#: Policies take about the same money where they surely differ by no more than this share of what the first takes.
MARGIN = 0.05
#: Names that a sentence tells.
_MOST = 4


def cost_sentences(rows: pd.DataFrame) -> list[str]:
    """Whether policies take the same money as the first, each verdict in a sentence.

    Args:
        rows: of money put in, one for each of the others: ``first``, ``second`` (names), ``mean_first``,
            ``difference`` (second minus first), ``low``, ``high`` (95 % interval) and ``same`` (all pairs equal).
    """
    verdicts = rows.apply(_verdict, axis=1)
    return [tell(rows[verdicts == verdict]) for verdict, tell in _TOLD.items() if (verdicts == verdict).any()]


def _verdict(row: pd.Series) -> str:
    margin = MARGIN * row["mean_first"]
    if row["same"] or (-margin <= row["low"] and row["high"] <= margin):
        return "alike"
    if row["low"] > 0 or row["high"] < 0:
        return "apart"
    return "unclear" if math.isfinite(row["difference"]) else "unknown"


def _apart(rows: pd.DataFrame) -> str:
    furthest = rows.reindex(rows["difference"].abs().sort_values(ascending=False, kind="stable").index)
    told = [_more_or_less(row, than=n == 0) for n, (_, row) in enumerate(furthest.head(_MOST).iterrows())]
    more = [f"and {len(rows) - _MOST} more differ"] if len(rows) > _MOST else []
    return f"Not cost-neutral: {'; '.join([*told, *more])}."


def _more_or_less(row: pd.Series, *, than: bool) -> str:
    sign, way = (1, "more") if row["difference"] > 0 else (-1, "less")
    size, *limits = (sign * row[name] for name in ("difference", "low", "high"))
    text = f"{row['second']} takes {dollars(size)} {way}" + f" than {row['first']}" * than
    share = f", {percent(size / row['mean_first'])} {way}" if row["mean_first"] > 0 else ""
    return text + interval(*sorted(limits), dollars) + share


def _alike(rows: pd.DataFrame) -> str:
    how = "exactly the same money" if rows["same"].all() else f"about the same money (within {percent(MARGIN)})"
    return f"{_all_names(rows)} take {how}."


def _unclear(rows: pd.DataFrame) -> str:
    told = [f"{row['second']} minus {row['first']} is {dollars(row['difference'])}"
            f"{interval(row['low'], row['high'], dollars)}" for _, row in rows.head(_MOST).iterrows()]  # fmt: skip
    return f"Whether {_all_names(rows)} are cost-neutral is not clear: {'; '.join(told)}."


def _unknown(rows: pd.DataFrame) -> str:
    return f"What {_all_names(rows)} cost is not known."


def _all_names(rows: pd.DataFrame) -> str:
    names = [rows["first"].iloc[0], *rows["second"]]
    return listed([*names[:_MOST], *([f"{len(names) - _MOST} more"] if len(names) > _MOST else [])])


_TOLD = {"apart": _apart, "alike": _alike, "unclear": _unclear, "unknown": _unknown}

"""Two to four arms side by side, run by run: the same replicate draws the same random numbers in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import stats

from analysis.comparison.money import MARGIN
from analysis.levers.outcomes import TOLD_BY_NAME, Told
from analysis.wording.numbers import MINUS, dollars, sentence
from app.live.answers import answer
from app.live.arms import Arm
from app.live.ensembles import ENSEMBLES, Ensemble, sizes
from app.live.headlines import HEADLINES, size, under
from app.live.numbers import listed, number
from app.live.refused import Refused
from app.live.series import CHARTS, values_of
from app.live.turns import FINER, FIRST, Token

LIFE, MONEY = "survival_months", "money_put_in"
#: Fewest pairs of which a difference is told.
FEWEST = 5
LETTERS = "ABCD"


def labels_of(sent: object, arms: Sequence[Arm]) -> list[str]:
    """What the arms are called.

    Raises:
        Refused: no names, or not as many as arms.
    """
    if sent is None:
        return list(LETTERS[: len(arms)])
    short = isinstance(sent, list) and all(isinstance(label, str) and 0 < len(label) <= 60 for label in sent)
    if not short or len(sent) != len(arms):
        raise Refused("labels must be as many names as there are arms, each of up to 60 characters")
    return sent


def compared(
    arms: Sequence[Arm], labels: Sequence[str], charts: Sequence[str], headlines: Sequence[str], worlds: int,
    token: Token,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The first arm with each of the others, from few pairs and then from all of them."""
    months = min(arm.months for arm in arms)
    arms = [replace(arm, months=months, seed=arms[0].seed) for arm in arms]
    full = min(sizes(arm, worlds)[-1] for arm in arms)
    steps = sorted({min(full, *(sizes(arm, worlds)[0] for arm in arms)), full})
    for step in steps:
        ensembles = [ENSEMBLES.full(arm, step, token, FIRST if step == steps[0] else FINER) for arm in arms]
        yield {
            "kind": "compared", "worlds": step, "of": full, "labels": list(labels),
            "arms": [answer(e, full, charts, headlines) for e in ensembles],
            "pairs": [_pair(ensembles[0], other, labels[0], labels[n + 1], n + 1, charts, headlines)
                      for n, other in enumerate(ensembles[1:])],
        }  # fmt: skip


def _pair(
    a: Ensemble, b: Ensemble, first: str, second: str, n: int, charts: Sequence[str], headlines: Sequence[str]
) -> dict[str, Any]:
    """One arm less another, in pairs of worlds."""
    apart = _by_world(b, b.outcomes[LIFE]) - _by_world(a, a.outcomes[LIFE])
    longer, shorter = float((apart > 0).mean()), float((apart < 0).mean())
    told = [_difference(a, b, name) for name in dict.fromkeys((*headlines, MONEY)) if name in TOLD_BY_NAME]
    money = next((d for d in told if d["name"] == MONEY), None)
    return {
        "first": 0, "second": n, "longer": number(longer), "shorter": number(shorter),
        "same": number(max(0.0, 1 - longer - shorter)),
        "sentence": _sentence(longer, shorter, [d for d in told if d["name"] != MONEY], first, second, a.arm.months),
        "headlines": [d for d in told if d["name"] != MONEY],
        "money": _money(money, a, first, second) if money else "",
        "series": {name: _curve(name, a, b) for name in charts},
    }  # fmt: skip


def _by_world(ensemble: Ensemble, values: np.ndarray) -> np.ndarray:
    """Mean over the partnerships of each world; NaN where none has a value."""
    rows = values.reshape(*values.shape[:-1], ensemble.worlds, ensemble.partnerships)
    there = np.isfinite(rows)
    count = there.sum(axis=-1)
    return np.where(count > 0, np.where(there, rows, 0.0).sum(axis=-1) / np.maximum(count, 1), np.nan)


def _mean(apart: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean over the last axis and its 95 % interval, after Student; NaN where there are too few pairs."""
    there = np.isfinite(apart)
    n = there.sum(axis=-1)
    safe = np.maximum(n, 2)
    mean = np.where(there, apart, 0.0).sum(axis=-1) / np.maximum(n, 1)
    spread = np.where(there, apart - mean[..., None], 0.0)
    half = stats.t.ppf(0.975, safe - 1) * np.sqrt((spread**2).sum(axis=-1) / (safe - 1) / safe)
    few = n < FEWEST
    return tuple(np.where(few, np.nan, v) for v in (mean, mean - half, mean + half))


def _difference(a: Ensemble, b: Ensemble, name: str) -> dict[str, Any]:
    told = TOLD_BY_NAME[name]
    mean, low, high = (float(v) for v in _mean(_by_world(b, b.outcomes[name]) - _by_world(a, a.outcomes[name])))
    own = float(np.nanmean(a.outcomes[name])) if np.isfinite(a.outcomes[name]).any() else np.nan
    known = bool(np.isfinite(mean))
    clear = known and (low > 0 or high < 0)
    text = _more(told, mean, low, high) if known else "not known"
    seen = told.seen(a.arm.months, own) if np.isfinite(own) else 0.0
    return {"name": name, "difference": number(mean), "low": number(low), "high": number(high), "clear": clear,
            "text": text, "own": number(own), "size": number(abs(mean) / seen) if seen > 0 else None}  # fmt: skip


def _more(told: Told, mean: float, low: float, high: float) -> str:
    """``12 more of 100 teachers (6 to 18)``."""
    noun = HEADLINES[told.name].noun if told.name in HEADLINES else told.unit
    way = "more" if mean >= 0 else "fewer" if told.factor == 100 or told.unit == "months" else "less"
    if told.unit == "dollars":
        return f"{dollars(abs(mean))} {'more' if mean >= 0 else 'less'} ({dollars(low)} to {dollars(high)})"
    span = f"({size(told, low)} to {size(told, high)})".replace("-", MINUS)
    text = size(told, abs(mean))
    return f"{text} {way} {noun} {span}" if float(text) else f"about as many {noun} {span}"


def _sentence(
    longer: float, shorter: float, told: list[dict[str, Any]], first: str, second: str, months: int
) -> str:
    """What a room remembers: who lasts longer in how many pairs, and what differs most, of what is clear of chance.

    What is clear and too small to be seen is no news: one decision of a hundred decides nothing.
    """
    same = 100 - round(100 * longer) - round(100 * shorter)
    text = f"{second} lasts longer than {first} in {round(100 * longer)} of 100 matched runs"
    text += f", less long in {round(100 * shorter)} and as long in {max(0, same)}"
    clear = [d for d in told if d["clear"] and d["name"] != LIFE]
    visible = [d for d in clear if (d["size"] or 0.0) >= 1]
    if visible:
        d = max(visible, key=lambda d: d["size"])
        told_of = under(HEADLINES[d["name"]], months)
        return sentence(f"{text}; with {second}, {d['text'].partition(' (')[0]} {told_of}")
    if clear:
        return sentence(f"{text}; the numbers above differ by less than a room would see")
    return sentence(f"{text}; the numbers above do not differ by more than chance explains")


def _money(d: dict[str, Any], a: Ensemble, first: str, second: str) -> str:
    """Whether both take the same money."""
    if d["difference"] is None:
        return "What they cost is not known."
    margin = MARGIN * (d["own"] or 0.0)
    if -margin <= d["low"] and d["high"] <= margin:
        return f"{first} and {second} take about the same money."
    if d["clear"]:
        return f"Not the same money: {second} takes {d['text']} than {first}."
    return f"Whether they take the same money is not clear: {second} takes {d['text']}."


def _curve(name: str, a: Ensemble, b: Ensemble) -> dict[str, Any]:
    """The difference by month; of a quantity that only partnerships have that go on, where both of a pair do."""
    chart = CHARTS[name]
    mean, low, high = _mean(_by_world(b, values_of(chart, b.columns)) - _by_world(a, values_of(chart, a.columns)))
    return {"scale": chart.scale, "mean": listed(mean), "low": listed(low), "high": listed(high)}

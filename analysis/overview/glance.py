"""What a notebook shows of some runs: one sentence, a small table of outcomes with their ranges, and where it is from.

Everything is HTML with styles of its own, without scripts, and in the colour of the text around it, so that it stands
on light and dark pages and in print.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
import pandas as pd

from analysis.stats.intervals import share_interval
from analysis.stats.sharing import sharing
from analysis.wording.labels import CAUSE_WORDS
from analysis.wording.numbers import capital, duration, numbered, percent, span
from analysis.wording.outcomes import HIGH, LOW, range_of, value, with_unit
from sim.engine.findings import MOST_SHOWN, Findings
from sim.measures.outcomes import OUTCOME, SHARE, Outcome, names_of

#: What is told of one version, and, where there is less room, of several.
TOLD = tuple(OUTCOME[name] for name in names_of("headline"))
FEW = tuple(OUTCOME[name] for name in ("survival_months", "trust", "spread", "deep_use"))
#: What distinguishes versions of a scenario.
KEYS = ["scenario", "variant"]
_CELL = "padding:.15em 1em .15em 0;border:0;text-align:left;"
_ONE_LINE = ";white-space:nowrap"
_RULE = "border-bottom:1px solid currentColor"
_LIMITS = (
    "Each run is an invented history under stated assumptions: a way to think, not a forecast. "
    "Go on with .plot(), .summary() or .story('typical')."
)


def as_html(result: Findings) -> str:
    """The runs at a glance.

    Args:
        result: what was run, of one scenario or of several.
    """
    arms = list(result.runs.groupby(KEYS, sort=False))
    head = f"{type(result).__name__}: {result._told()}"
    if len(arms) == 1:
        scenario = result.scenarios[0]
        named = f"{scenario.title}{f' with {result.variants[0]}' if result.variants[0] else ''}"
        body = [f"<b>{escape(named)}</b> {escape(scenario.question)}", escape(_sentence(arms[0][1], result.months))]
        table = _one(arms[0][1], result.months)
    else:
        body, table = [], _several(result, arms)
    lines = [escape(head), *body]
    above = "".join(f'<p style="margin:.3em 0">{line}</p>' for line in lines)
    return f'<div style="max-width:66em">{above}{table}<p style="margin:.3em 0;opacity:.75">{escape(_LIMITS)}</p></div>'


def _sentence(runs: pd.DataFrame, months: int) -> str:
    """What became of the partnerships, with the interval of the share that is still going."""
    rows, ended = len(runs), runs["ended"].to_numpy() == 1
    if rows == 1:
        lasted = duration(float(runs["survival_months"].iloc[0]))
        cause = CAUSE_WORDS[str(runs["cause"].iloc[0])]
        return f"It ended after {lasted} ({cause})." if ended[0] else f"It was still going after {lasted}."
    share, sure = _going(runs)
    text = f"Of {numbered(rows, 'partnership')} {share} are still going when {duration(months)} have passed"
    text += f" (95 % interval {sure})." if sure else "."
    if ended.any():
        cause, count = next(iter(runs["cause"][ended].value_counts().items()))
        text += f" Most frequent end: {CAUSE_WORDS[str(cause)]} ({count} of {int(ended.sum())})."
    return text


def _going(runs: pd.DataFrame) -> tuple[str, str]:
    """Share that is still going, and its 95 % interval; ``""`` where runs share too much to have one."""
    share, low, high = share_interval(runs["ended"].to_numpy() == 0, sharing(runs))
    return percent(share), span(percent(low).removesuffix(" %"), percent(high)) if np.isfinite(low) else ""


def _one(runs: pd.DataFrame, months: int) -> str:
    """Outcomes of one version: the median, the 90 % range of runs, and both on the range that could be."""
    if len(runs) == 1:
        rows = [(_named(o), with_unit(o, value(o, float(runs[o.name].iloc[0])))) for o in TOLD]
        return _table(("outcome", "this run"), rows)
    rows = []
    for o in TOLD:
        known = runs[o.name].dropna()
        if known.empty:
            rows.append((_named(o), "–", "known in no run", ""))
            continue
        low, middle, high = known.quantile([LOW, 0.5, HIGH])
        between = f"{span(value(o, low), value(o, high))}{' %' * (o.scale == SHARE)}"
        fewer = "" if len(known) == len(runs) else f" (known in {len(known)} of {len(runs)})"
        rows.append((_named(o), with_unit(o, value(o, middle)), between + fewer, _strip(o, low, middle, high, months)))
    return _table(("outcome", "median", "90 % of runs lie in", "on the whole range"), rows, raw=(3,))


def _several(result: Findings, arms: Sequence[tuple[tuple[str, str], pd.DataFrame]]) -> str:
    """Versions below each other: how many are still going, and the median and 90 % range of a few outcomes."""
    titles = {s.name: s.title for s in result.scenarios}
    rows = []
    for (name, variant), runs in arms[:MOST_SHOWN]:
        share, sure = _going(runs)
        rows.append((titles[name], variant or "as its file has it", f"{len(runs):,}", f"{share} ({sure or '–'})",
                     *(range_of(runs[o.name], o) for o in FEW)))  # fmt: skip
    more = len(arms) - MOST_SHOWN
    if more > 0:
        rows.append((f"and {more} more", *[""] * (3 + len(FEW))))
    heads = (f"{capital(o.label)}, {_in(o)}" for o in FEW)
    return _table(("scenario", "variant", "runs", "still going (95 %)", *heads), rows) + (
        '<p style="margin:.3em 0;opacity:.75">In brackets: the 95 % interval of the share, the 90 % range of runs. '
        "What differs beyond chance tells .compare()</p>"
    )


def _in(o: Outcome) -> str:
    return "%" if o.scale == SHARE else "months" if o.scale == "months" else "0 to 1"


def _named(o: Outcome) -> str:
    """An outcome as a room is told it."""
    return o.room or capital(o.label)


def _strip(o: Outcome, low: float, middle: float, high: float, months: int) -> str:
    """A bar from the 5th to the 95th percentile with a tick at the median, on the range that could be."""
    limits = o.limits(months)
    if limits is None:
        return ""
    least, most = limits
    a, m, b = (float(np.clip(100 * (x - least) / (most - least), 0, 100)) for x in (low, middle, high))
    line = f"position:absolute;left:{a:.1f}%;width:{max(b - a, 0.8):.1f}%"
    tick = f"position:absolute;left:{min(m, 98.5):.1f}%;width:1.5%;top:0;height:100%"
    return (
        f'<div style="position:relative;width:7em;height:.9em;{_RULE}" '
        f'title="{escape(f"from {value(o, least)} to {value(o, most)}")}">'
        f'<div style="{line};top:35%;height:30%;background:currentColor;opacity:.4"></div>'
        f'<div style="{tick};background:currentColor"></div></div>'
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], raw: Sequence[int] = ()) -> str:
    """A quiet table; cells of columns in ``raw`` are HTML already."""

    def row(cells: Sequence[str], tag: str, rule: str = "") -> str:
        shown = (
            f'<{tag} style="{_CELL}{_ONE_LINE * (n > 0)}{rule}">{cell if n in raw else escape(cell)}</{tag}>'
            for n, cell in enumerate(cells)
        )
        return f"<tr>{''.join(shown)}</tr>"

    body = "".join(row(cells, "td") for cells in rows)
    style = "border-collapse:collapse;color:inherit;font-size:inherit"
    return f'<table style="{style}">{row(head, "th", f";{_RULE}")}{body}</table>'

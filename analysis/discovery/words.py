"""What scenario discovery found, in plain sentences and tables."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.discovery.boxes import Box
from analysis.discovery.search import Discovery
from analysis.wording.labels import parameter_meaning, parameter_name, unit_of, with_unit
from analysis.wording.numbers import listed, percent


def sentences(found: Discovery, words: str) -> list[str]:
    """The result in a few sentences.

    Args:
        found: the result.
        words: the condition in words, as in `Case.words`.
    """
    size = f"{found.cases:,} of {found.runs:,} runs ({percent(found.share)})"
    told = [f"{size} are cases of interest: {words}.", *found.notes]
    if not found.boxes:
        return told
    if found.method == "prim":
        told.append(f"PRIM: such runs come above all where {rule(found.boxes[0])}: {_measures(found.boxes[0])}.")
    else:
        told += [f"CART, rule {n}: where {rule(b)}: {_measures(b)}." for n, b in enumerate(found.boxes, 1)]
        if len(found.boxes) > 1:
            told.append(f"Together they cover {percent(found.coverage)}, with {percent(found.density)} of their runs.")
    return [*told, *_check(found)]


def rule(box: Box) -> str:
    """The limits of a box in words: ``coordination is below 0.4 full-time posts and ...``."""
    return listed([limit_words(name, limit) for name, limit in box.limits.items()])


def limit_words(name: str, limit: tuple[float, float] | frozenset[str]) -> str:
    """One limit in words, with the parameter's label and unit."""
    what = f"“{parameter_name(name)}”"
    if isinstance(limit, frozenset):
        return f"{what} is {' or '.join(sorted(limit))}"
    low, high = limit
    if np.isinf(low):
        return f"{what} is below {with_unit(name, high)}"
    if np.isinf(high):
        return f"{what} is above {with_unit(name, low)}"
    return f"{what} is from {with_unit(name, low)} to {with_unit(name, high)}"


def _measures(box: Box) -> str:
    covers = f"this covers {percent(box.coverage)} of all such runs"
    return f"{covers}, and {percent(box.density)} of the {box.runs:,} runs inside are such"


def _check(found: Discovery) -> list[str]:
    """What happened when half of the points were held out."""
    unseen = found.unseen.dropna()
    if unseen.empty:
        return ["There were too few cases to hold some points out and check."]
    coverage, density = unseen["coverage"], unseen["density"]
    text = (
        f"Checked on points not used (means over {len(found.unseen)} random halves): coverage "
        f"{percent(coverage.mean())} ({percent(coverage.min())} to {percent(coverage.max())}), density "
        f"{percent(density.mean())} ({percent(density.min())} to {percent(density.max())}), against "
        f"{percent(found.share)} in all runs."
    )
    weak = sorted({n for b in found.boxes for n, share in b.reproduced.items() if share < 0.5})
    if weak:
        names = listed([f"“{parameter_name(n)}”" for n in weak])
        text += f" Not to be relied on: {names}, which came back in fewer than half of them."
    return [text]


def limits_as_table(every: Sequence[Discovery]) -> pd.DataFrame:
    """All limits: method, box, factor, label, meaning, unit, low, high, levels, quasi_p, reproduced."""
    rows = []
    for found in every:
        for number, box in enumerate(found.boxes, 1):
            for name, limit in box.limits.items():
                text = isinstance(limit, frozenset)
                low, high = (np.nan, np.nan) if text else (v if np.isfinite(v) else np.nan for v in limit)
                levels = ", ".join(sorted(limit)) if text else ""
                about = parameter_name(name), parameter_meaning(name), unit_of(name)
                rows.append((found.method, number, name, *about, low, high, levels,
                             box.quasi_p[name], box.reproduced.get(name, np.nan)))  # fmt: skip
    return pd.DataFrame(rows, columns=["method", "box", "factor", "label", "meaning", "unit", "low", "high", "levels",
                                       "quasi_p", "reproduced"])  # fmt: skip


def boxes_as_table(every: Sequence[Discovery]) -> pd.DataFrame:
    """All boxes: method, box, coverage, density, runs, cases, and means on points that were held out."""
    rows = [
        (found.method, number, b.coverage, b.density, b.runs, b.cases, found.share, found.unseen["coverage"].mean(),
         found.unseen["density"].mean())
        for found in every for number, b in enumerate(found.boxes, 1)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["method", "box", "coverage", "density", "runs", "cases", "share_of_all",
                                       "unseen_coverage", "unseen_density"])  # fmt: skip

"""Numbers at risk below survival curves and hazards never touch each other, however many partnerships there are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from shared import assert_texts_are_apart, shown_texts

from analysis.plotting.drawing import counts_below, years_axis
from analysis.plotting.style import STYLES, new_axes
from analysis.survival import figures


def lives(number: int, months: int, scenarios: int) -> pd.DataFrame:
    """Runs of some scenarios whose lives are drawn at random."""
    rng, parts = np.random.default_rng(1), []
    for n in range(scenarios):
        life = np.ceil(rng.exponential(40 + 25 * n, number))
        causes = np.where(life <= months, rng.choice(["money_ran_out", "trust_broke"], number), "")
        parts.append(pd.DataFrame({
            "scenario": f"scenario {n}", "run": range(number), "partnership": "a", "months": months,
            "survival_months": np.minimum(life, months), "ended": (life <= months) * 1.0, "cause": causes,
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("months", "number", "scenarios"), [(36, 3000, 4), (72, 3000, 1), (120, 60_000, 3)])
@pytest.mark.parametrize("panel", [figures.survival, figures.hazard])
def test_texts_below_curves_are_apart(
    panel: Callable[..., Axes], months: int, number: int, scenarios: int, style: str
) -> None:
    ax = panel(lives(number, months, scenarios), style=STYLES[style])
    assert_texts_are_apart(ax.figure, 7)
    assert f"{number:,}" in [text.get_text() for text in shown_texts(ax.figure)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [7, 99_999, 10**9])
def test_as_many_counts_as_have_room(count: int, style: str) -> None:
    ax = new_axes(None, STYLES[style], below=2)
    years_axis(ax, STYLES[style], 6)
    counts_below(ax, ax.get_xticks(), [[count] * 7, [1] * 7], STYLES[style])
    texts = [text for text in shown_texts(ax.figure) if text.get_text() == f"{count:,}"]
    boxes = sorted((text.get_window_extent(ax.figure.canvas.get_renderer()) for text in texts), key=lambda box: box.x0)
    assert all(left.x1 < right.x0 for left, right in zip(boxes, boxes[1:], strict=False))
    assert len(boxes) == {7: 7, 99_999: 4, 10**9: 2}[count] if style == "projector" else len(boxes) >= 2

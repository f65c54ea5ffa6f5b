"""Two curves and what chance leaves open, in letters for the back row; in grey they differ by their dashes."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.plotting.style import FONT, GRID, INK, LOOKS, Sheet, own_settings
from app.live.series import CHARTS

#: Inches of a picture, and points of its letters: 28 pixels and more where it is 1,140 pixels wide.
WIDE, HIGH, TEXT = 11.4, 4.7, 20.5
#: Grey and dotted is the scenario as it stands, here as in the app; the change is drawn over it.
BEFORE, AFTER = ("#4b5563", (0, (1, 1.6)), 3.4), (LOOKS[1].line, "-", 4.2)
BANDS = ("#d9dbdf", LOOKS[1].narrow)
MONTHS_APART = 24


def picture(series: str, curves: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> str:
    """One chart as an address that holds it, as SVG.

    Args:
        series: name of the chart.
        curves: as `app.live.answers.curve` gives them: as it stands, and changed where there is a second.
        labels: what they are called, at the end of each curve.
    """
    with own_settings():
        out = io.StringIO()
        _sheet(series, curves, labels).savefig(out, format="svg", metadata={"Date": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue().encode()).decode('ascii')}"


def _sheet(series: str, curves: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> Sheet:
    chart, months = CHARTS[series], len(curves[0]["p50"])
    sheet = Sheet(WIDE, HIGH, dpi=100)
    ax = sheet.panel(1.05, 0.85, WIDE - 4.35, HIGH - 1.1)
    low, high = ("low", "high") if curves[0]["kind"] == "share" else ("p25", "p75")
    ends = []
    for curve, (colour, dashes, width), band in zip(curves, (BEFORE, AFTER), BANDS):
        x = range(1, months + 1)
        middle, *edges = ([float("nan") if v is None else 100 * v for v in curve[k]] for k in ("p50", low, high))
        ax.fill_between(x, *edges, color=band, alpha=0.75, linewidth=0)
        ax.plot(x, middle, color=colour, linestyle=dashes, linewidth=width)
        ends.append([next((v for v in reversed(middle) if v == v), 0.0), colour])
    top = 100.0 if chart.kind == "share" else max(10.0, 1.15 * ax.get_ylim()[1])
    ax.set(xlim=(1, months), ylim=(0, top))
    for place, (_, colour), label in zip(_apart([value for value, _ in ends], top), ends, labels):
        ax.text(months * 1.02, place, label, fontsize=TEXT, color=colour, family=FONT, va="center", fontweight="bold")
    ax.set_xticks([1, *range(MONTHS_APART, months + 1, MONTHS_APART)])
    ax.set_xlabel("month", fontsize=TEXT, color=INK, family=FONT)
    ax.set_ylabel("of 100", fontsize=TEXT, color=INK, family=FONT)
    ax.tick_params(labelsize=TEXT, labelcolor=INK, labelfontfamily=FONT, length=6)
    ax.locator_params(axis="y", nbins=4)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color=GRID)
    ax.set_axisbelow(True)
    return sheet


def _apart(places: Sequence[float], top: float) -> list[float]:
    """Places of labels at the ends of curves, moved apart until both can be read."""
    if len(places) < 2:
        return list(places)
    room, (a, b) = 0.2 * top, places
    middle = min(max((a + b) / 2, room / 2), top - room / 2)
    if abs(a - b) >= room:
        return [a, b]
    return [middle - room / 2, middle + room / 2] if a < b else [middle + room / 2, middle - room / 2]


def alt_text(series: str, curves: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> str:
    """The same for who does not see it."""
    chart, months = CHARTS[series], len(curves[0]["p50"])
    told = []
    for curve, label in zip(curves, labels):
        at = [(m, curve["p50"][m - 1]) for m in range(MONTHS_APART, months + 1, MONTHS_APART)]
        told.append(f"{label}: " + ", ".join(f"{100 * value:.0f} in month {m}" for m, value in at if value is not None))
    return f"{chart.label}, of 100, by month. {'; '.join(told)}."

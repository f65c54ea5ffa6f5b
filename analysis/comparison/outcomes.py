"""The outcomes of a comparison side by side: differences with their intervals, better to the right."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.comparison.words import with_interval
from analysis.plotting.drawing import LETTERS
from analysis.plotting.lettering import width_of, wrapped, write
from analysis.plotting.page import write_heading
from analysis.plotting.style import INK, LOOKS, MUTED, Sheet, Style, dress
from analysis.wording.outcomes import column_unit
from sim.measures.outcomes import MONEY, OUTCOME

NO_BREAK = "\N{NO-BREAK SPACE}"
#: Standard deviations beyond which the axis does not go; what lies further is an arrow.
WIDEST = 6.0
#: Share of the width that the axis has at least, beside labels and numbers.
LEAST_PLOT = 0.22


def draw_outcomes(sheet: Sheet, look: Style, table: pd.DataFrame, box: tuple[float, float, float, float]) -> None:
    """Draws differences of outcomes in standard deviations, better to the right, with their numbers in natural units.

    Args:
        sheet: where to draw.
        look: sizes.
        table: as `analysis.comparison.pairs.compare` gives it; outcomes for which there is no room are left out.
        box: left, lower, right and upper edge [inches].
    """
    left, low, right, high = box
    contrasts = list(dict.fromkeys(table["second"]))
    names = list(dict.fromkeys(table["outcome"]))
    numbers = [_numbers(row) for _, row in table.iterrows()]
    beside = max(width_of(t, look.text) for t in numbers) + look.lines(1)
    widest = (right - left) * (1 - LEAST_PLOT) - beside
    labels = {row["outcome"]: wrapped(_label(row), look.text, widest) for _, row in table.iterrows()}
    wide = max(width_of(t, look.text) for lines in labels.values() for t in lines) + look.lines(0.8)
    per = max(1.15 * len(contrasts), 1.05 * max(map(len, labels.values()))) + 0.25  # lines of text
    head, foot = 1.32 * look.heading / 72 + look.lines(1.7), look.lines(2.6)
    room = max(1, int((high - low - head - foot) / look.lines(per)))
    shown, heading = names[:room], f"Outcomes compared with {LETTERS[0]}"
    if len(shown) < len(names):
        heading += f": {len(shown)} of {len(names)}"
    write_heading(sheet, look, left, high, heading)
    kept = table["outcome"].isin(shown)
    table, numbers = table[kept].reset_index(drop=True), [n for n, k in zip(numbers, kept, strict=True) if k]
    tall = min(high - low - head - foot, 1.6 * len(shown) * look.lines(per))
    ax = sheet.panel(left + wide, high - head - tall, right - left - wide - beside, tall)
    dress(ax, look, x="difference in standard deviations", grid="x")
    place = table[["difference", "low", "high"]].div(table["sd"].where(table["sd"] > 0), axis=0)
    place = place.mul(np.where(table["better"] < 0, -1, 1), axis=0)
    limit = float(np.clip(np.nanmax(np.append(place.abs().to_numpy().ravel(), 0.0)) * 1.08, 0.2, WIDEST))
    ax.set(xlim=(-limit, limit), ylim=(len(shown), 0))
    room = (right - left - wide - beside) / 2
    ax.set_xticks([t for t in _ticks(limit, max(1, int(room / look.lines(2.6)))) if abs(t) <= limit])
    ax.set_xticklabels([f"{t:+g}".replace("-", "\N{MINUS SIGN}") if t else "0" for t in ax.get_xticks()])
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=INK, linewidth=look.line / 2, zorder=1.5)
    for side, x, text in (("left", 0, "worse"), ("right", 1, "better")):
        write(ax, look, text, (x, 1), offset=(0, look.text * 0.4), of="axes fraction", colour=MUTED, va="bottom",
              ha=side)  # fmt: skip
    for n, name in enumerate(shown):
        write(ax, look, "\n".join(labels[name]), (0, n + 0.5), offset=(-look.text * 0.6, 0),
              of=("axes fraction", "data"), ha="right", linespacing=1.05)  # fmt: skip
    for n, row in table.iterrows():
        which = contrasts.index(row["second"])
        y = shown.index(row["outcome"]) + 0.5 + 1.15 / per * (which - (len(contrasts) - 1) / 2)
        _point(ax, y, row, place.loc[n], limit, which + 1, look, lettered=len(contrasts) > 1)
        write(ax, look, numbers[n], (1, y), offset=(look.text * 0.7, 0), of=("axes fraction", "data"),
              colour=INK if row["distinguishable"] else MUTED, ha="left")  # fmt: skip
    sheet.keep("outcomes", table)


def _point(
    ax: Axes, y: float, row: pd.Series, place: pd.Series, limit: float, which: int, look: Style, *, lettered: bool
) -> None:
    """Mean difference with its interval; filled if distinguishable, and an arrow where it leaves the axis."""
    x = place["difference"]
    if not np.isfinite(x):  # no spread in either scenario: on the axis only if there is no difference at all
        if row["difference"] == 0 and row["worlds"]:
            x = 0.0
        elif row["worlds"] and np.isfinite(row["difference"]):
            x = 2 * limit * np.sign(row["difference"]) * (row["better"] or 1)
        else:
            return
    colours = LOOKS[which]
    ends = sorted(v for v in (place["low"], place["high"]) if np.isfinite(v))
    if ends:
        ax.plot(np.clip(ends, -limit, limit), [y, y], color=colours.line, linewidth=look.line * 0.7, zorder=3,
                solid_capstyle="butt")  # fmt: skip
    beyond = abs(x) > limit
    marker = (">" if x > 0 else "<") if beyond else "o"
    ax.plot([np.clip(x, -limit, limit)], [y], marker, markersize=look.mark, zorder=4, clip_on=False,
            markerfacecolor=colours.line if row["distinguishable"] else "white", markeredgecolor=colours.line,
            markeredgewidth=look.line / 2)  # fmt: skip
    if lettered:
        free = max(ends[-1], x) if ends else x
        side = 1 if free < 0.8 * limit else -1
        at = np.clip(free if side > 0 else (min(ends[0], x) if ends else x), -limit, limit)
        write(ax, look, LETTERS[which], (at, y), offset=(side * look.text * 0.8, 0), colour=colours.text, ha="center",
              zorder=5)  # fmt: skip


def _label(row: pd.Series) -> str:
    """An outcome and the unit of its numbers."""
    o = OUTCOME[row["outcome"]]
    unit = "thousand $" if o.scale == MONEY else column_unit(o, short=True)
    text = f"{o.label}, {unit.replace(' ', NO_BREAK)}"  # lines break before it
    return text if row["better"] else f"{text} (right: more)"


def _numbers(row: pd.Series) -> str:
    """Difference and interval; dollars in thousands, as the label says."""
    return with_interval(row, per=1000.0 if OUTCOME[row["outcome"]].scale == MONEY else 1.0)


def _ticks(limit: float, most: int) -> np.ndarray:
    """Ticks on both sides of 0, at most some on each."""
    step = next(s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0) if limit / s < most + 1)
    return step * np.arange(-most, most + 1)

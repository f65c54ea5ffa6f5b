"""Panels of the figures on sweeps: axes at a place of the sheet, names of rows, headings and lines of text below."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.plotting.style import FONT, INK, MUTED, Sheet, Style, width_of, wrapped
from analysis.wording.labels import parameter_key, parameter_name
from analysis.wording.numbers import rounded


def panel(sheet: Sheet, left: float, low: float, wide: float, high: float) -> Axes:
    """Axes at a place of the sheet [inches]."""
    across, tall = sheet.get_figwidth(), sheet.get_figheight()
    return sheet.add_axes((left / across, low / tall, wide / across, high / tall))


def row_names(
    ax: Axes, names: Sequence[str], style: Style, inches: float, *, first: int = 0, at: Sequence[float] | None = None,
    keys: Sequence[str] = (),
) -> None:  # fmt: skip
    """Names left of rows, in as many lines as have room, three at the most.

    Args:
        ax: axes whose rows lie at 0, 1, 2 and so on.
        names: of the rows.
        style: sizes.
        inches: width for names.
        first: the first row that has a name.
        at: places of the rows, if they are others; one line of text must not be higher than a third of the unit.
        keys: what stands beneath each name, small and in grey, where there is room for it.
    """
    places = range(len(names)) if at is None else at
    ax.set_yticks(list(places)[first:], [""] * (len(names) - first))
    tall = ax.get_position().height * ax.figure.get_figheight() / max(len(names) - first, 1)
    most = 3 if tall >= style.lines(2.75) else 2 if tall >= style.lines(2.0) else 1
    for row in range(first, len(names)):
        lines = wrapped(names[row], style.text, inches)
        if len(lines) > most:
            lines = [*lines[: most - 1], lines[most - 1] + " …"]
        key = keys[row] if keys else ""
        below = 1.1 * style.key if key and tall * 72 >= 1.2 * style.text * len(lines) + 1.2 * style.key else 0.0
        font = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "family": FONT, "ha": "right",
                "va": "center_baseline", "annotation_clip": False}  # fmt: skip
        ax.annotate("\n".join(lines), (0, places[row]), (-style.text * 0.6, below / 2), fontsize=style.text, color=INK,
                    linespacing=1.0, **font)  # fmt: skip
        if below:
            ax.annotate(key, (0, places[row]), (-style.text * 0.6, -0.58 * style.text * len(lines)), color=MUTED,
                        fontsize=style.key, **font)  # fmt: skip


def parameter_rows(
    ax: Axes, factors: Sequence[str], style: Style, inches: float, *, at: Sequence[float] | None = None
) -> None:
    """Labels of parameters left of rows, with dotted names beneath; the rest as for `row_names`."""
    names, keys = [parameter_name(f) for f in factors], [parameter_key(f) for f in factors]
    row_names(ax, names, style, inches, at=at, keys=keys)


def room_for(factors: Sequence[str], style: Style) -> float:
    """Width that labels of parameters need in one line each, with a margin [inches]."""
    return max((width_of(parameter_name(f), style.text) for f in factors), default=0.0) + style.lines(0.9)


def few_ticks(ax: Axes) -> None:
    """A few round ticks on the horizontal axis."""
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
    low, high = ax.get_xlim()
    ticks = [t for t in ax.get_xticks() if low <= t <= high]
    ax.set_xticks(ticks)
    ax.set_xticklabels([rounded(t) if t else "0" for t in ticks])


def heading(ax: Axes, style: Style, text: str, names: float) -> None:
    """A heading above axes, beginning left of the names of rows, which take some inches."""
    ax.annotate(text, (0, 1), (-72 * names, style.text * 0.6), xycoords="axes fraction", textcoords="offset points",
                fontsize=style.heading, fontweight="bold", color=INK, family=FONT, va="bottom",
                annotation_clip=False)  # fmt: skip


def below(ax: Axes, text: str, style: Style, lines: float, names: float) -> None:
    """A line of text some lines below the axes, beginning left of the names."""
    ax.annotate(text, (0, 0), (-72 * names, -style.text * 1.32 * lines), xycoords="axes fraction",
                textcoords="offset points", fontsize=style.text, color=MUTED, family=FONT, va="top",
                annotation_clip=False)  # fmt: skip

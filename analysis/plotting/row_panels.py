"""Panels of the figures on sweeps: axes at a place of the sheet, names of rows, headings and lines of text below."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.plotting.lettering import width_of, wrapped, write
from analysis.plotting.style import MUTED, Style
from analysis.wording.labels import parameter_key, parameter_name
from analysis.wording.numbers import rounded


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
        at, left = (0, places[row]), -style.text * 0.6
        font = {"of": ("axes fraction", "data"), "ha": "right", "va": "center_baseline"}
        write(ax, style, "\n".join(lines), at, offset=(left, below / 2), linespacing=1.0, **font)
        if below:
            under = (left, -0.58 * style.text * len(lines))
            write(ax, style, key, at, offset=under, colour=MUTED, size=style.key, **font)


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
    write(ax, style, text, (0, 1), offset=(-72 * names, style.text * 0.6), of="axes fraction", size=style.heading,
          bold=True, va="bottom")  # fmt: skip


def below(ax: Axes, text: str, style: Style, *, first: float, names: float, room: float, most: int) -> None:
    """A text below the axes, beginning left of the names.

    Args:
        ax: axes.
        text: broken into lines.
        style: sizes.
        first: where its first line stands [lines below the axes].
        names: room that names take left of the axes [inches].
        room: width of the text [inches].
        most: lines that are written.
    """
    for n, line in enumerate(wrapped(text, style.text, room)[:most]):
        write(ax, style, line, (0, 0), offset=(-72 * names, -style.text * 1.32 * (first + n)), of="axes fraction",
              colour=MUTED, va="top")  # fmt: skip

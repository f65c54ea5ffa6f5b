"""How figures look, on a wall and on paper, and how they are saved.

Series are distinguished by people with any colour vision and in grey print: they differ in lightness, and lines also in
dashes. Text is in DejaVu Sans, which comes with Matplotlib.

Nothing here touches pyplot, or Matplotlib's global settings but for `own_settings`, so figures may be drawn in several
threads at once.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.plotting import notebook
from sim.csv_cells import frame_as_text

INK, MUTED, GRID = "#1d1d1f", "#56595e", "#e3e5e8"
#: Single runs: light enough to leave the median in front, dark enough to follow.
SINGLE = "#85898f"
FONT = "DejaVu Sans"


@dataclass(frozen=True, slots=True)
class Look:
    """How one series looks.

    Attributes:
        line: colour of lines.
        wide, narrow: fills for the 90 % range and for the interquartile range.
        text: the same colour, dark enough to read on white.
        on: colour of letters on the line's colour.
        dashes: line style.
    """

    line: str
    wide: str
    narrow: str
    text: str
    on: str
    dashes: str | tuple


#: From dark to light, so that the order survives in grey.
LOOKS = (
    Look("#0b3c6f", "#dbe5f1", "#a9c1de", "#0b3c6f", "white", "-"),
    Look("#b8401a", "#f8e0d5", "#ecb9a2", "#a83a12", "white", (0, (5, 1.6))),
    Look("#3f93c4", "#dff0f8", "#b5d9ec", "#1f6f9c", "#1d1d1f", (0, (6, 1.5, 1.2, 1.5))),
    Look("#dba520", "#faf0d2", "#f0d998", "#7d5b00", "#1d1d1f", (0, (1.4, 1.2))),
)


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes for one use: inches for the page, points for text and lines.

    Attributes:
        width, height: page [inches].
        columns: panels side by side.
        text, heading, title: sizes of text; ``text`` is the smallest on the page but for dotted names (`key`).
        line, thin, mark: widths of medians and of single runs, and size of markers.
        dpi: pixels per inch of the PNG.
    """

    width: float
    height: float
    columns: int
    text: float
    heading: float
    title: float
    line: float
    thin: float
    mark: float
    dpi: int

    @property
    def key(self) -> float:
        """Size of the dotted name of a parameter, in grey beneath its label."""
        return 0.8 * self.text

    def lines(self, number: float = 1) -> float:
        """Height of some lines of text [inches]."""
        return number * 1.32 * self.text / 72


PROJECTOR = Style(16, 9, 3, text=14, heading=16, title=20, line=3.2, thin=0.9, mark=7, dpi=120)
PRINT = Style(7, 9, 2, text=7.2, heading=8.6, title=12, line=1.6, thin=0.45, mark=3.5, dpi=200)
STYLES: Mapping[str, Style] = {"projector": PROJECTOR, "print": PRINT}


def style_named(name: str) -> Style:
    """The style of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in STYLES:
        raise ValueError(f"unknown style {name!r}; there are {', '.join(STYLES)}")
    return STYLES[name]


@contextmanager
def own_settings() -> Iterator[None]:
    """Matplotlib as it comes, whatever a ``matplotlibrc`` says; the same figure gives the same bytes, as SVG too."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams["svg.hashsalt"] = "rpp"
        yield


class Sheet(Figure):
    """A figure that knows what it shows, and shows itself in a notebook: once, however it was made there.

    Attributes:
        data: the plotted numbers.
        about: where they come from, as pairs of text; saved inside the files.
    """

    def __init__(self, width: float, height: float, *, dpi: int) -> None:
        super().__init__(figsize=(width, height), dpi=dpi, facecolor="white")
        FigureCanvasAgg(self)
        self.data = pd.DataFrame()
        self.about: dict[str, str] = {}
        notebook.show_at_end_of_cell(self)

    def keep(self, panel: str, table: pd.DataFrame) -> None:
        """Adds the numbers of one panel to what the figure carries."""
        table = table.copy()
        table.insert(0, "panel", panel)
        self.data = pd.concat([self.data, table], ignore_index=True)

    def panel(self, left: float, low: float, wide: float, high: float) -> Axes:
        """Axes at a place of the sheet [inches]."""
        across, tall = self.get_size_inches()
        return self.add_axes((left / across, low / tall, wide / across, high / tall))

    def write(
        self, x: float, y: float, text: str, size: float, *, colour: str = INK, bold: bool = False, va: str = "top",
        **more: object,
    ) -> None:  # fmt: skip
        """Text of some points at a place of the sheet [inches]; ``more`` is Matplotlib's."""
        across, tall = self.get_size_inches()
        self.text(x / across, y / tall, text, fontsize=size, color=colour, fontweight="bold" if bold else "normal",
                  family=FONT, va=va, **more)  # fmt: skip

    def _repr_png_(self) -> bytes:
        out = io.BytesIO()
        self.savefig(out, format="png", metadata=self.about)
        return out.getvalue()

    def _ipython_display_(self) -> None:
        notebook.show(self)


def save(figure: Sheet, path: str | Path, data: pd.DataFrame | None = None) -> tuple[Path, Path, Path]:
    """Writes a figure as PNG and SVG, with what it is about inside, and the plotted numbers as CSV.

    The same runs give the same PNG and CSV, byte for byte. A notebook does not show a figure that was saved in the
    same cell, unless asked to.

    Args:
        figure: what to save.
        path: file name; its ending is replaced. Folders are made.
        data: the plotted numbers; those that the figure carries if None.

    Returns:
        The three files.
    """
    notebook.forget(figure)
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    png, svg, csv = (path.with_name(path.stem + ending) for ending in (".png", ".svg", ".csv"))
    figure.savefig(png, metadata=figure.about)
    words = {key: text for key, text in figure.about.items() if key in ("Title", "Description", "Source")}
    figure.savefig(svg, metadata={**words, "Date": None})
    frame_as_text(figure.data if data is None else data).to_csv(csv, index=False, float_format="%.6g")
    return png, svg, csv


def new_axes(ax: Axes | None, style: Style, *, below: float = 0) -> Axes:
    """The given axes, or fresh ones on a sheet of their own, with room for some lines of text below."""
    if ax is not None:
        return ax
    wide, high = style.width / style.columns + style.lines(4), style.height / 2 + style.lines(below)
    left, right, below, above = style.lines(3), style.lines(6), style.lines(3.2 + below), style.lines(4)
    return Sheet(wide, high, dpi=style.dpi).panel(left, below, wide - left - right, high - below - above)


def dress(ax: Axes, style: Style, *, y: str = "", x: str = "", grid: str = "y") -> None:
    """Axis labels and ticks in the style's sizes, with a quiet grid."""
    font = {"fontsize": style.text, "color": INK, "family": FONT}
    ax.set_xlabel(x, labelpad=style.text / 5, **font)
    ax.set_ylabel(y, labelpad=style.text / 3, **font)
    ax.tick_params(labelsize=style.text, labelcolor=INK, labelfontfamily=FONT, color=MUTED, length=style.text / 4,
                   width=style.thin)  # fmt: skip
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set(color=MUTED, linewidth=style.thin)
    ax.set_axisbelow(True)
    if grid:
        ax.grid(axis=grid, color=GRID, linewidth=style.thin)

"""What a report consists of, whatever it is written as: sections of text, lists, figures and tables."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from PIL import Image

from analysis.plotting.style import Sheet

#: Pixels per inch of drawings (sharp on paper and on a wall), and colours of their palettes.
DPI, COLOURS = 150, 64
#: Rows up to which a table is never folded for being long.
FEW_ROWS = 4
#: Columns of words, and of the numbers of a figure, that have room in half the width of a page.
FEW_COLUMNS, FEW_COLUMNS_DRAWN = 3, 5


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    words: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """Text to be typed or copied as it stands."""

    text: str


@dataclass(frozen=True)
class Picture:
    """One drawing.

    Attributes:
        content: bytes of the PNG file.
        width, height: size at which its text is easy to read [CSS pixels].
        alt: what it shows, for those who cannot see it.
        data: the plotted numbers.
    """

    content: bytes
    width: int
    height: int
    alt: str
    data: pd.DataFrame = field(compare=False)


@dataclass(frozen=True)
class Figure:
    """Drawings under one caption.

    Attributes:
        name: name of its files, unique in the report.
        caption: what is plotted, and how to read it.
        pictures: one or more; several stand side by side where there is room.
    """

    name: str
    caption: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Table:
    """A table of text.

    Attributes:
        caption: what it tells.
        head: names of the columns.
        rows: the first cell of each names the row.
        note: how to read it, below.
        long: whether it is for looking things up, and so is folded where that can be done.
        drawn: whether a figure shows the same, so that many rows may be folded on a screen; on paper they are open.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    long: bool = False
    drawn: bool = False

    @property
    def folded(self) -> bool:
        """Whether a screen shows the caption only, until somebody opens it."""
        return self.long or (self.drawn and len(self.rows) > FEW_ROWS)

    @property
    def across(self) -> bool:
        """Whether paper, which has two columns, shows it across both."""
        return len(self.rows) > FEW_ROWS and len(self.head) > (FEW_COLUMNS_DRAWN if self.drawn else FEW_COLUMNS)


Block = Text | Bullets | Code | Figure | Table


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it."""

    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()

    @property
    def anchor(self) -> str:
        """What links point at."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes:
        title: of the page.
        question: what was asked; may be empty.
        made: one line on what it rests on.
        notice: what has to be said of portraits of real places; may be empty.
        findings: the box "In short".
        sections: the rest, in order.
    """

    title: str
    question: str
    made: str
    findings: tuple[str, ...]
    sections: tuple[Section, ...]
    notice: str = ""

    def blocks(self) -> Iterator[Block]:
        """Every block, in the order of reading."""
        for section in self.sections:
            yield from _blocks_of(section)

    def numbers(self) -> dict[int, int]:
        """The number of each figure and of each table, by the block's identity."""
        found: dict[int, int] = {}
        for kind in (Figure, Table):
            found |= {id(b): n for n, b in enumerate((b for b in self.blocks() if isinstance(b, kind)), start=1)}
        return found


def _blocks_of(section: Section) -> Iterator[Block]:
    yield from section.blocks
    for part in section.parts:
        yield from _blocks_of(part)


def picture(sheet: Sheet, alt: str) -> Picture:
    """A drawing ready to be put into a report: the same sheet gives the same bytes.

    It becomes pixels of few colours: lines (SVG) take three times the room here, most of it for the shapes of letters.
    """
    wide, high = (round(96 * inches) for inches in sheet.get_size_inches())
    sheet.set_dpi(DPI)
    sheet.canvas.draw()
    drawn = Image.fromarray(np.asarray(sheet.canvas.buffer_rgba())[..., :3])
    out = io.BytesIO()
    few = drawn.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, format="png", optimize=True)
    return Picture(out.getvalue(), wide, high, alt, sheet.data)


def table_of(
    rows: Sequence[Mapping[str, object]], caption: str, note: str = "", *, long: bool = False, drawn: bool = False
) -> Table:
    """A table of rows that have the same columns."""
    cells = tuple(tuple(map(str, row.values())) for row in rows)
    return Table(caption, tuple(rows[0]), cells, note, long, drawn)


def kept(blocks: Sequence[Block | None]) -> tuple[Block, ...]:
    """The blocks that there are."""
    return tuple(block for block in blocks if block is not None)

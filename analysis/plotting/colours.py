"""Colours, fills, dashes and the font of all figures.

Series are distinguished by people with any colour vision and in grey print: they differ in lightness, and lines also in
dashes. Text is in DejaVu Sans, which comes with Matplotlib.
"""

from __future__ import annotations

from dataclasses import dataclass

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

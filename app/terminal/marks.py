"""Words in colour where a terminal shows colours and nobody has asked for none (``NO_COLOR``, https://no-color.org)."""

import os
from typing import TextIO

import typer

#: Colours of what is found: as it should be, worth knowing, in the way.
COLOURS = {"ok": typer.colors.GREEN, "note": typer.colors.YELLOW, "fault": typer.colors.RED}


def coloured(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colours."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def marked(word: str, found: str, stream: TextIO) -> str:
    """A word in the colour of what was found, a key of `COLOURS`; plain where there are no colours."""
    return typer.style(word, fg=COLOURS[found], bold=True) if coloured(stream) else word

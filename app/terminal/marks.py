"""Words that judge, in colour where a terminal shows colours and nobody asked for none (``NO_COLOR``, no-color.org)."""

import os
import re
from typing import TextIO

import typer

#: Colours of what is found: as it should be, worth knowing, in the way.
COLOURS = {"ok": typer.colors.GREEN, "note": typer.colors.YELLOW, "fault": typer.colors.RED}
#: Words that judge, by what they say: of an installation, of files, of claims and of published figures.
JUDGING = {
    "ok": ("ok", "OK", "ready", "holds", "Holds", "inside"),
    "note": ("note", "conditional", "Conditional", "too small", "open", "near"),
    "fault": ("fault", "NOT YET", "fails", "Fails", "outside"),
}
_FOUND = {word: found for found, words in JUDGING.items() for word in words}
_WORD = "|".join(map(re.escape, _FOUND))
#: They judge where they begin a line, apart from what follows, or stand in its last column; elsewhere they are words.
_JUDGEMENT = re.compile(rf"^( *)({_WORD})(?=:|  |$)|(?<=  )({_WORD})$", re.MULTILINE)


def coloured(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colours."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def marked(text: str, stream: TextIO) -> str:
    """A text whose words that judge are in the colour of what they say; as it is where there are no colours."""
    return _JUDGEMENT.sub(_in_colour, text) if coloured(stream) else text


def _in_colour(judgement: re.Match) -> str:
    indent, word = judgement[1] or "", judgement[2] or judgement[3]
    return indent + typer.style(word, fg=COLOURS[_FOUND[word]], bold=True)

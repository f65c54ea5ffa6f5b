"""What the generators of documentation share: Markdown tables, and pages that are written or only checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

#: Folder of the documentation.
DOCS = Path(__file__).parents[1] / "docs"


def cell(text: str) -> str:
    """A text as it can stand in a table: one line, with bars escaped."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A Markdown table; the columns numbered in ``right`` align right."""
    rule = ("--:" if i in right else "---" for i in range(len(head)))
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(rule) + "|"]
    lines += ["| " + " | ".join(cell(text) for text in row) + " |" for row in rows]
    return "\n".join(lines)


def write(name: str, text: str) -> None:
    """Writes a page of the documentation, the same bytes on every system, and says so."""
    path = DOCS / name
    path.write_text(text, encoding="utf-8", newline="\n")
    print(path)

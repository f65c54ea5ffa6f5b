"""Text that fits the terminal: paragraphs and tables as wide as it is, or as ``COLUMNS`` says, 80 without either."""

import shutil
import textwrap
from collections.abc import Sequence

#: Width where there is no terminal, least width, and widest paragraph, as longer lines read badly.
USUAL, NARROWEST, WIDEST_PARAGRAPH = 80, 40, 110
#: Least width of a table's first column and of further texts, before columns go elsewhere.
_LABEL, _TEXT = 22, 10
_GAP = "  "
_HANGING = "  "
#: A space at which no line breaks.
_KEPT = "\N{NO-BREAK SPACE}"


def width() -> int:
    """Characters of a line: of ``COLUMNS``, else of the terminal, else 80."""
    return max(NARROWEST, shutil.get_terminal_size((USUAL, 24)).columns)


def wrapped(text: str, indent: str = "", hanging: str | None = None) -> str:
    """A paragraph, broken into lines, but never between a number and its percent sign.

    Args:
        text: to break.
        indent: before the first line.
        hanging: before the others; ``indent`` if None.
    """
    after = indent if hanging is None else hanging
    return "\n".join(_lines_of(text, min(width(), WIDEST_PARAGRAPH), indent, after))


def fitted(text: str) -> str:
    """Text whose lines are broken where they are too wide; what follows a break stands further in."""
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        lines += [line] if len(line) <= width() else _lines_of(line.strip(), width(), indent, indent + _HANGING)
    return "\n".join(lines)


def text_table(rows: Sequence[Sequence[str]], indent: str = "", right: Sequence[int] = ()) -> str:
    """Rows as a table of text that fits the terminal.

    Where it is too wide, headers and texts break into lines; where that is not enough, the first column stands above
    the others, or the others stand in several tables below each other. Numbers break at most before a bracket.

    Args:
        rows: the header, and the rows below it.
        indent: before each line.
        right: columns of numbers, which align right.
    """
    room = width() - len(indent)
    for whole in (True, False):
        cells = [rows[0], *([_unbroken(c, whole) if n in right else c for n, c in enumerate(row)] for row in rows[1:])]
        columns = list(zip(*cells, strict=True))
        most = [max(map(len, column)) for column in columns]
        least = [_least(column, n in right, _TEXT if n else _LABEL) for n, column in enumerate(columns)]
        if _total(least) <= room:
            return _laid_out(cells, _shrunk(most, least, room), indent, right)
        if _total(least[1:]) <= room - len(_HANGING):
            return _labels_above(cells, _shrunk(most[1:], least[1:], room - len(_HANGING)), indent, right)
    parts, part = [], [0]
    for n in range(1, len(columns)):
        if len(part) > 1 and _total([least[k] for k in (*part, n)]) > room:
            parts.append(part)
            part = [0]
        part.append(n)
    return "\n\n".join(
        _laid_out([[row[k] for k in part] for row in cells],
                  _shrunk([most[k] for k in part], [least[k] for k in part], room),
                  indent, [n for n, k in enumerate(part) if k in right])
        for part in (*parts, part)
    )  # fmt: skip


def _lines_of(text: str, most: int, indent: str = "", hanging: str = "") -> list[str]:
    """Lines of at most so many characters; a word that is longer stays whole."""
    if not text:
        return []  # a column without any text has no width
    lines = textwrap.wrap(
        text.replace(" %", f"{_KEPT}%"), most, initial_indent=indent, subsequent_indent=hanging, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace(_KEPT, " ") for line in lines]


def _unbroken(numbers: str, whole: bool) -> str:
    """A cell of numbers that does not break, or only before a bracket: a value before its range."""
    kept = numbers.replace(" ", _KEPT)
    return kept if whole else kept.replace(f"{_KEPT}(", " (")


def _least(column: Sequence[str], numbers: bool, text: int) -> int:
    """The width that a column needs: whole numbers, and words of headers and texts."""
    if numbers:
        return _longest_word(column)
    widest = max(map(len, column[1:]), default=0)
    return min(max(map(len, column)), max(min(widest, text), _longest_word(column) + len(_HANGING)))


def _longest_word(cells: Sequence[str]) -> int:
    return max((len(word) for cell in cells for word in _lines_of(cell, 1)), default=0)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _shrunk(most: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that fit, the widest column giving way first."""
    widths = list(most)
    while _total(widths) > room:
        loose = [n for n, wide in enumerate(widths) if wide > least[n]]
        if not loose:
            break
        widths[max(loose, key=lambda n: widths[n])] -= 1
    return widths


def _laid_out(rows: Sequence[Sequence[str]], widths: Sequence[int], indent: str, right: Sequence[int]) -> str:
    head, *body = rows
    lines = _row(head, widths, right, below=True)
    for row in body:
        lines += _row(row, widths, right)
    return "\n".join((indent + line).rstrip() for line in lines)


def _labels_above(rows: Sequence[Sequence[str]], widths: Sequence[int], indent: str, right: Sequence[int]) -> str:
    """Each label on a line of its own above the cells of its row."""
    right = [n - 1 for n in right]
    head, *body = rows
    lines = [_HANGING + line for line in _row(head[1:], widths, right, below=True)]
    for label, *cells in body:
        lines += _lines_of(label, width() - len(indent))
        lines += [_HANGING + line for line in _row(cells, widths, right)]
    return "\n".join((indent + line).rstrip() for line in lines)


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[int], *, below: bool = False) -> list[str]:
    """The lines of a row; with ``below`` shorter cells stand at its foot, as headers do."""
    broken = [
        _lines_of(cell, widths[n], hanging="" if below or n in right else _HANGING) for n, cell in enumerate(cells)
    ]
    height = max(map(len, broken), default=1) or 1
    filled = [[""] * (height - len(c)) + c if below else c + [""] * (height - len(c)) for c in broken]
    return [
        _GAP.join(part.rjust(widths[n]) if n in right else part.ljust(widths[n]) for n, part in enumerate(parts))
        for parts in zip(*filled, strict=True)
    ]

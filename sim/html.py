"""Short tables as HTML, for what a notebook shows of an object."""

from collections.abc import Iterable, Sequence
from html import escape

_LEFT = ' style="text-align:left"'


def html_table(above: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A line of text and a table below it.

    Args:
        above: what it is.
        head: names of the columns.
        rows: cells, shown as text.
    """

    def row(cells: Sequence[object], tag: str) -> str:
        return f"<tr>{''.join(f'<{tag}{_LEFT}>{escape(str(cell))}</{tag}>' for cell in cells)}</tr>"

    return f"<p>{escape(above)}</p><table>{row(head, 'th')}{''.join(row(cells, 'td') for cells in rows)}</table>"

"""Figures in notebooks: each is shown once, whether it ends a cell, stands in a loop or a function, or has a semicolon.

Jupyter shows the value of a cell's last expression and nothing else, and pyplot, which shows what was drawn on the way,
needs global state that figures drawn in several threads cannot have. So a figure that is made in a notebook waits for
the end of its cell, like one of pyplot, and is shown there unless it has been shown or saved by then.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.plotting.style import Sheet

#: Figures that nobody has shown yet, in the order in which they were made.
_waiting: list[Sheet] = []


def show_at_end_of_cell(sheet: Sheet) -> None:
    """Has a figure shown when the cell ends in which it was made; outside a notebook nothing happens."""
    shell = _notebook()
    if shell is None:
        return
    _waiting.append(sheet)
    if _show_waiting not in shell.events.callbacks["post_execute"]:
        shell.events.register("post_execute", _show_waiting)


def show(sheet: Sheet) -> None:
    """Shows a figure now, and not again at the end of the cell."""
    from IPython.display import display

    forget(sheet)
    display({"image/png": sheet._repr_png_(), "text/plain": repr(sheet)}, raw=True)


def forget(sheet: Sheet) -> None:
    """Does not show a figure at the end of the cell."""
    _waiting[:] = [other for other in _waiting if other is not sheet]


def _show_waiting() -> None:
    while _waiting:
        show(_waiting[0])


def _notebook() -> Any:
    """The running notebook's shell; None in scripts, in terminals, and where IPython is not loaded."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    return shell if getattr(shell, "kernel", None) is not None else None

"""What a column of the state is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: field name in the table.
        dtype: storage type.
        unit: unit in plain words.
        meaning: what it stands for.
        start: value that a new row begins with.
        tally: whether it only counts for readers of the record, and no rule reads it.
    """

    name: str
    dtype: type
    unit: str
    meaning: str
    start: float = 0
    tally: bool = False

    def called(self, name: str) -> Column:
        """The same column under another name."""
        return replace(self, name=name)


F, I, B, U = np.float64, np.int32, np.int8, np.uint64  # noqa: E741
#: A number that only counts for readers: stored like F, and marked as a tally.
T = "tally"


def columns(*rows: tuple) -> tuple[Column, ...]:
    """Columns from rows of their attributes."""
    return tuple(
        Column(name, F if dtype is T else dtype, *rest, tally=dtype is T) for name, dtype, *rest in rows
    )

"""What a column of the state is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

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


@cache
def row_type(columns: tuple[Column, ...], offsets: tuple[int, ...] | None = None, size: int | None = None) -> np.dtype:
    """The type of a row with some columns.

    It is the same object every time: compiled code is found at once for tables whose type it has met, and else only
    after all their columns were compared, which takes longer than a month of a small world.

    Args:
        columns: of the table.
        offsets: where each begins in a wider row [bytes]; one after the other if None.
        size: of the wider row [bytes].
    """
    fields: dict[str, Sequence] = {"names": [c.name for c in columns], "formats": [c.dtype for c in columns]}
    if offsets is not None:
        fields |= {"offsets": offsets, "itemsize": size}
    return np.dtype((np.record, np.dtype(fields, align=True)))


def as_table(rows: np.ndarray, kind: np.dtype | None = None) -> np.recarray:
    """Rows as a table whose columns are attributes, without a copy; ``kind`` stays the very object that it is."""
    plain = rows.view(np.ndarray)
    return (plain if kind is None else plain.view(kind)).view(np.recarray)

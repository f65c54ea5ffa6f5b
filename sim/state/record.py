"""The record of a batch of worlds: whole rows of the tables that are observed, month by month."""

from typing import NamedTuple

import numpy as np

from sim.state.tables import State


class Record(NamedTuple):
    """Recorded tables, each of shape (months, rows); ``record.partnerships.trust`` is a column by month.

    A table that is not kept has no rows and takes no memory.
    """

    partnerships: np.recarray
    districts: np.recarray
    schools: np.recarray
    funders: np.recarray
    roles: np.recarray

    @property
    def values(self) -> dict[str, np.recarray]:
        """The tables that are kept, by name; also one without rows, as of funders where there are none."""
        return {name: table for name, table in zip(self._fields, self, strict=True) if len(table)}


#: Tables that are recorded each month.
RECORDED = Record._fields


def empty_record(state: State, months: int, tables: tuple[str, ...] = RECORDED) -> Record:
    """Room for some months of the given tables."""

    def room(name: str) -> np.recarray:
        table = getattr(state, name)
        shape = (months, len(table)) if name in tables else (0, 0)
        return np.zeros(shape, dtype=table.dtype).view(np.recarray)

    return Record(*(room(name) for name in RECORDED))

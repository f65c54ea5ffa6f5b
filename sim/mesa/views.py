"""Row views: a row of the state as an object, and its columns as attributes of that object.

A view holds no values. Reading an attribute reads the column, writing one changes the state and so the run. Attributes
are made from the declarations of the columns, with unit and meaning, so that they cannot drift from the state.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from numbers import Real
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from sim.declarations.parameters import Parameter, registry
from sim.declarations.renamed import present_name
from sim.engine.batch import field_of
from sim.scenario.events import is_fixed_at_start
from sim.scenario.mistakes import nearest
from sim.scenario.scenario import Value, accepted_value
from sim.state import tables

if TYPE_CHECKING:
    from sim.mesa.model import PartnershipModel

#: Columns that hold codes, with the names of the codes.
CODED: dict[tuple[str, str], tuple[str, ...]] = {
    ("leaders", "role"): tables.LEADER_ROLES,
    ("researchers", "role"): tables.RESEARCHER_ROLES,
    ("teachers", "stage"): tables.TEACHER_STAGES,
    ("partnerships", "stage"): tables.LIFE_STAGES,
    ("partnerships", "cause"): tables.CAUSES,
    ("partnerships", "turned_away"): tables.CAUSES,
}
#: Coded columns that may be written; the others are posts and the books of governance.
WRITABLE_CODES = {("teachers", "stage")}
#: Units whose numbers go from 0 to 1, and from -1 to 1, and units that may be negative; all others start at 0.
ZERO_TO_ONE, LOSS_TO_GAIN, SIGNED = ("share", "0/1"), ("benefit",), ("SD", "practice")

C = TypeVar("C", bound=type)


class Viewed(Protocol):
    """What the attributes of a view need."""

    model: PartnershipModel
    row: int
    _table: np.recarray


def columns_of(table: str) -> Callable[[C], C]:
    """Class decorator: gives a view an attribute for each column of a table.

    Columns that only point at rows of other tables are left out, and what the class defines itself stays. The class
    learns its ``table`` and its ``columns``, declarations by attribute.

    Args:
        table: name of the table in `sim.state.tables`.
    """
    columns = {c.name: c for c in (tables.TABLES.get(table) or tables.OWNED[table]) if c.unit != "row"}

    def equip(cls: C) -> C:
        cls.table, cls.columns = table, columns
        for name, column in columns.items():
            if name not in vars(cls):
                setattr(cls, name, _attribute(table, column))
        return cls

    return equip


def _attribute(table: str, column: tables.Column) -> property:
    """The property that reads, and where it makes sense writes, one column."""
    name, names = column.name, CODED.get((table, column.name))
    if names is not None:
        lead = column.meaning.partition("a code of")[0].strip(" ,") or name
        about = f"{lead[0].upper() + lead[1:]}: one of {', '.join(names)}"
        writes = (table, name) in WRITABLE_CODES
    else:
        about = f"{column.meaning[0].upper() + column.meaning[1:]} [{column.unit}]"
        writes = column.dtype is np.float64 and column.unit != "month" and not column.tally

    def read(self: Viewed) -> float | str:
        value = self._table[name].item(self.row)
        return value if names is None else names[value]

    def write(self: Viewed, value: float | str) -> None:
        if names is not None and value not in names:
            raise ValueError(f"{name} must be one of {', '.join(names)}, not {value!r}")
        self._table[name][self.row] = checked(column, value) if names is None else names.index(value)

    return property(read, write if writes else None, doc=f"{about}." if writes else f"{about}. Read-only.")


def checked(column: tables.Column, value: object) -> float:
    """A number that a column accepts.

    Raises:
        ValueError: not a number, or outside what its unit allows.
    """
    low = -1.0 if column.unit in LOSS_TO_GAIN else -math.inf if column.unit in SIGNED else 0.0
    high = 1.0 if column.unit in ZERO_TO_ONE + LOSS_TO_GAIN else math.inf
    number = float(value) if isinstance(value, Real | np.bool_) else math.nan
    if not (math.isfinite(number) and low <= number <= high):
        limits = "a number" if low < -1 else "0 or more" if high > 1 else f"from {low:g} to 1"
        raise ValueError(f"{column.name} must be {limits} ({column.unit}), not {value!r}")
    return number


class Strict:
    """Refuses attributes that nobody declared: a misspelt name would be kept, and change nothing in the run.

    A class declares an attribute by a property, a value or an annotation, also one of a user's own (``mood: float``).
    Names with an underscore are its own affair.
    """

    def __setattr__(self, name: str, value: object) -> None:
        kind = type(self)
        there = getattr(kind, name, None)
        if isinstance(there, property) or name.startswith("_"):
            return super().__setattr__(name, value)
        if inspect.isroutine(there):
            raise AttributeError(f"{name} is a method of {kind.__name__}; call it")
        if there is None and not any(name in inspect.get_annotations(c) for c in kind.__mro__):
            written = [n for n in dir(kind) if getattr(getattr(kind, n, None), "fset", None)]
            hint = nearest(name, written) or f"there are {', '.join(written)}"
            raise AttributeError(f"{kind.__name__} has no attribute {name!r} to write; {hint}")
        return super().__setattr__(name, value)


class RowView(Strict):
    """One row of a table that is not a person: a school, a district, a partnership, a tie.

    Attributes:
        model: the model.
        row: 0-based row in the table.
    """

    model: PartnershipModel
    row: int
    table: str
    columns: dict[str, tables.Column]

    def __init__(self, model: PartnershipModel, row: int) -> None:
        self.model = model
        self.row = row
        self._table = getattr(model.state, self.table)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'name', self.row)}>"


class Named:
    """A row that has a name in the scenario."""

    @property
    def name(self: Viewed) -> str:
        """Name in the scenario; of a school its district and its number there, from 1."""
        return self.model.names[self.table][self.row]


def pointed(table: str, column: str, about: str) -> property:
    """The attribute that is the row of another table at which a column of this view's own points; None where at none.

    Args:
        table: how the model calls the other rows, such as ``schools``.
        column: the column that points.
        about: what is said of the attribute.
    """

    def read(self: Viewed) -> object:
        row = self._table[column].item(self.row)
        return getattr(self.model, table)[row] if row >= 0 else None

    return property(read, doc=about)


def spanned(table: str, about: str) -> property:
    """The attribute that is the rows of another table from ``<table>_at`` up to ``<table>_end`` of this view's own."""

    def read(self: Viewed) -> object:
        first, end = (self._table[f"{table}_{edge}"].item(self.row) for edge in ("at", "end"))
        return getattr(self.model, table)[first:end]

    return property(read, doc=about)


class Values(Mapping[str, Value]):
    """Parameters of one row (or of the world) that are in force now, by dotted name.

    Writing one takes effect from the next month on, as a ``set`` event does. Values that only make the start of a world
    cannot be written any more. Partnerships, districts and funders of one world are numbered from 0.

    Args:
        state: the tables.
        scope: ``partnership``, ``district``, ``funder`` or ``world``.
        row: 0-based row.
    """

    __slots__ = ("_row", "_scope", "_state")

    def __init__(self, state: tables.State, scope: str, row: int = 0) -> None:
        self._state, self._scope, self._row = state, scope, row

    def _parameter(self, name: str) -> Parameter:
        p = registry().get(present_name("parameter", name))
        if p is None or p.scope != self._scope:
            declared = {p.name: p for p in registry().select(scope=self._scope)}
            raise KeyError(f"{name}: unknown name of scope {self._scope}; {nearest(name, declared)}".rstrip("; "))
        return p

    def _column(self, p: Parameter) -> np.ndarray:
        table, field = field_of(p)
        return getattr(self._state, table)[field]

    def __getitem__(self, name: str) -> Value:
        p = self._parameter(name)
        number = self._column(p).item(self._row)
        return p.choices[int(number)] if p.choices else number

    def __setitem__(self, name: str, value: Value) -> None:
        p = self._parameter(name)
        column, name = self._column(p), p.name
        if is_fixed_at_start(name):
            raise ValueError(f"{name} makes the start of the world; changing it later has no effect")
        try:
            column[self._row] = p.number(accepted_value(p, value))
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None

    def __iter__(self) -> Iterator[str]:
        return (p.name for p in registry().select(scope=self._scope))

    def __len__(self) -> int:
        return len(registry().select(scope=self._scope))

    def __repr__(self) -> str:
        return repr(dict(self))


def parameters_of(scope: str, about: str) -> property:
    """The attribute that is the `Values` of a row."""
    return property(lambda view: Values(view.model.state, scope, view.row), doc=about)

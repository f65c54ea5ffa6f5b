"""Numbers from a record: the few primitives that outcomes, readings of claims and targets, and evidence are made of.

A record is the table of partnerships by month and row, shape (months, rows). Months are counted from 1.
"""

import numpy as np

from sim.state.tables import DORMANT, ENDED, NOT_STARTED

Table = np.recarray


def alive(t: Table) -> np.ndarray:
    """Whether the partnership has started and not ended, by month and row."""
    return (t.stage != NOT_STARTED) & (t.stage != ENDED)


def at_work(t: Table) -> np.ndarray:
    """Whether it is alive and not dormant, by month and row."""
    return alive(t) & (t.stage != DORMANT)


def ended(t: Table, month: int) -> np.ndarray:
    """Whether it has ended by a month; by the last one if the record is shorter."""
    return t.stage[min(month, len(t)) - 1] == ENDED


def survival_months(t: Table) -> np.ndarray:
    """Months from start to end, or to the horizon."""
    return alive(t).sum(axis=0).astype(float)


def followed_months(t: Table) -> np.ndarray:
    """Months from start to the horizon, whether it has ended or not."""
    return (t.stage != NOT_STARTED).sum(axis=0)


def practitioners(t: Table) -> np.ndarray:
    """Practitioners with a seat at the table."""
    return (t.seats_end - t.seats_at)[-1]


def mean(values: np.ndarray, where: np.ndarray | None = None, *, none: float = np.nan) -> np.ndarray:
    """Mean over the months that count.

    Args:
        values: by month and row.
        where: which months count; those with a finite value if not given.
        none: what stands for the mean where no month counts.
    """
    there = np.isfinite(values) if where is None else where
    months = there.sum(axis=0)
    return np.where(months > 0, np.where(there, values, 0.0).sum(axis=0) / np.maximum(months, 1), none)


def never_one(values: np.ndarray) -> np.ndarray:
    """The same table, with its row doubled if it has only one.

    NumPy adds up a single column in another order than one of several, which changes the last digits; a run must not
    depend on whether it was alone in its batch.
    """
    return np.concatenate([values, values], axis=1).view(type(values)) if values.shape[1] == 1 else values


def last_alive(t: Table, column: str) -> np.ndarray:
    """Value of a column in the last month alive; 0 if there is none."""
    there = alive(t)
    last = len(t) - 1 - np.argmax(there[::-1], axis=0)
    return np.where(there.any(axis=0), t[column][last, np.arange(t.shape[1])], 0.0)


def first_month(struck: np.ndarray) -> np.ndarray:
    """The first month in which something holds; that after the horizon if it never does."""
    return np.where(struck.any(axis=0), np.argmax(struck, axis=0) + 1.0, len(struck) + 1.0)


def per(values: np.ndarray, over: np.ndarray) -> np.ndarray:
    """A ratio; NaN where there is nothing to divide by."""
    return np.where(over > 0, values / np.where(over > 0, over, 1.0), np.nan)


def yearly(share: float, months: float) -> float:
    """The yearly hazard at which a share ends within some months."""
    return 1 - (1 - share) ** (12 / months)

"""What a sensitivity analysis gives, whatever its method, and what all methods need."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from analysis.sensitivity.points import Cell, Variation

#: Level at which an influence is told from chance, adjusted for the number of parameters.
STRICT = 0.05


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What one outcome depends on, in one scenario under one policy.

    Attributes:
        method: morris, sobol, regional or given-data.
        cell: the points that it was worked out from.
        measure: what ``influence`` is, in words, with its unit.
        table: one row per factor, the strongest first: ``factor``, ``influence``, ``error`` (half-width of the 95 %
            interval; NaN where there is none), ``chance`` (what would be seen without any influence), ``clear``
            (whether it can be told from chance, adjusted for the number of factors), ``direction`` (-1 to 1: whether
            more of it gives less or more of the outcome), and columns of the method.
        pairs: ``first``, ``second``, ``strength`` (share of the variance between points), ``error``, ``clear``, the
            strongest first; empty where the method tells nothing of pairs.
        used: points that the indices rest on.
        notes: what was left out, and what to mind.
        seed: of what is drawn.
        variation: where the differences between single runs come from.
    """

    method: str
    cell: Cell
    measure: str
    table: pd.DataFrame
    pairs: pd.DataFrame
    used: int
    notes: tuple[str, ...]
    seed: int
    variation: Variation = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "variation", self.cell.variation)
        texts = [f.name for f in self.cell.design.factors if f.is_text]  # the order of names means nothing
        directed = self.table["direction"].where(~self.table["factor"].isin(texts), 0.0)
        object.__setattr__(self, "table", self.table.assign(direction=directed))


def strongest_first(columns: dict[str, object]) -> pd.DataFrame:
    """A table of factors in the order of their influence."""
    table = pd.DataFrame(columns)
    return table.sort_values("influence", ascending=False, ignore_index=True, kind="stable")


def no_pairs() -> pd.DataFrame:
    """Pairs where a method tells nothing of them."""
    return pd.DataFrame(columns=["first", "second", "strength", "error", "clear"])


def directions(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Rank correlation of each factor with the outcome; 0 where one of them does not vary."""
    out = np.zeros(x.shape[1])
    for n in range(x.shape[1]):
        if np.ptp(x[:, n]) > 0 and np.ptp(y) > 0:
            out[n] = spearmanr(x[:, n], y).statistic
    return out


def what_is_missing(cell: Cell) -> tuple[str, ...]:
    """Sentences on runs and points without a value."""
    notes: tuple[str, ...] = ()
    size = cell.values.size
    if cell.runs < size:
        notes += (f"{size - cell.runs:,} of {size:,} runs failed or are not there yet.",)
    if cell.undefined:
        where = f"in {cell.undefined:,} of {cell.runs:,} runs"
        notes += (f"{cell.outcome} is not defined {where}; what is said holds for the others.",)
    if cell.missing:
        notes += (f"{cell.missing:,} of {len(cell.means):,} points have no value.",)
    return notes

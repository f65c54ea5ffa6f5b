"""What a Mesa model collects each month: a Mesa `DataCollector` with reporters that read what was observed anyway."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import mesa
import numpy as np
import pandas as pd

from sim.mesa.agents import Post
from sim.mesa.views import CODED
from sim.state.tables import ACTIVE, FORMING, LIFE_STAGES, NOT_STARTED, TABLES

if TYPE_CHECKING:
    from sim.mesa.model import PartnershipModel

Reporter = Callable[["PartnershipModel"], object]


def mean_of(column: str) -> Reporter:
    """A model reporter: the mean of a column of the table of partnerships over all partnerships of the world.

    With one partnership it is the recorded value itself. Before the first month it is NaN.

    Args:
        column: name and so unit as in `sim.state.tables.PARTNERSHIP_COLUMNS`, such as ``trust`` [share].

    Raises:
        ValueError: there is no such column, or it holds no quantity.
    """
    if column not in {c.name for c in TABLES["partnerships"] if c.dtype is np.float64}:
        raise ValueError(f"partnerships have no quantity {column!r}")

    def report(model: PartnershipModel) -> float:
        return float(model.observed("partnerships")[column].mean()) if model.month else float("nan")

    return report


def month(model: PartnershipModel) -> int:
    """The month, 1-based; month 1 is July of the first year."""
    return model.month


def seed(model: PartnershipModel) -> int:
    """The seed, with which (and its replicate) the same run can be made again."""
    return model.seed


def stage(model: PartnershipModel) -> str:
    """Life stage of the first partnership, a name of `sim.state.tables.LIFE_STAGES`."""
    return LIFE_STAGES[model.observed("partnerships").stage[0] if model.month else NOT_STARTED]


def active(model: PartnershipModel) -> int:
    """Partnerships that are forming or active [partnerships]."""
    return int(np.isin(model.observed("partnerships").stage, (FORMING, ACTIVE)).sum()) if model.month else 0


def cash(model: PartnershipModel) -> float:
    """Money at hand, of all three kinds, mean over partnerships [dollars]."""
    return sum(mean_of(f"cash_{kind}")(model) for kind in ("project", "operating", "practice"))


#: Columns of the table of partnerships that are collected unless somebody asks for less.
COLLECTED = (
    "trust", "voice", "relevance", "commitments", "structures", "expertise", "social_learning", "informed", "income",
    "spent", "practice", "users", "depth", "reached", "adopted", "ownership", "practice_gap",
)  # fmt: skip


def default_reporters() -> dict[str, Reporter]:
    """The model reporters of a new `PartnershipCollector`: seed, month, life stage, health, money, spread, depth."""
    reporters: dict[str, Reporter] = {"seed": seed, "month": month, "stage": stage, "active": active, "cash": cash}
    return reporters | {column: mean_of(column) for column in COLLECTED}


class PartnershipCollector(mesa.DataCollector):
    """A Mesa `DataCollector` that knows the model.

    It differs from Mesa's own in two ways: it brings the reporters of `default_reporters`, and it can keep whole
    columns of agents, which takes one copy a month and no agent objects, where agent reporters visit each agent.

    Args:
        model_reporters: further model reporters, as for Mesa; one of a default's name replaces it.
        agent_reporters, agenttype_reporters, tables: as for Mesa.
        columns: attributes to keep, by agent type: ``{Teacher: ["practice", "stage"]}``.

    Raises:
        ValueError: a type has no such attribute.

    Attributes:
        columns: what was asked for.
    """

    def __init__(
        self,
        model_reporters: Mapping[str, Reporter | str | list] | None = None,
        agent_reporters: Mapping[str, Callable | str | list] | None = None,
        agenttype_reporters: Mapping[type, Mapping[str, Callable | str | list]] | None = None,
        tables: Mapping[str, Sequence[str]] | None = None,
        *,
        columns: Mapping[type[Post], Sequence[str]] | None = None,
    ) -> None:
        super().__init__(
            model_reporters={**default_reporters(), **(model_reporters or {})}, agent_reporters=agent_reporters,
            agenttype_reporters=agenttype_reporters, tables=tables,
        )  # fmt: skip
        self.columns = {kind: tuple(names) for kind, names in (columns or {}).items()}
        for kind, names in self.columns.items():
            unknown = [name for name in names if name not in kind.columns]
            if unknown:
                raise ValueError(f"{kind.__name__} has no column {unknown[0]!r}; there are {', '.join(kind.columns)}")
        self._months: list[int] = []
        self._kept: dict[tuple[type[Post], str], list[np.ndarray]] = {
            (kind, name): [] for kind, names in self.columns.items() for name in names
        }

    def collect(self, model: PartnershipModel) -> None:
        """Collects the month that was just computed. The model calls it."""
        super().collect(model)
        self._months.append(model.month)
        for (kind, name), kept in self._kept.items():
            kept.append(getattr(model.state, kind.table)[name].copy())

    def get_columns_dataframe(self, kind: type[Post]) -> pd.DataFrame:
        """The kept columns of an agent type, by month and row of the post; codes as categories.

        Raises:
            ValueError: no columns of this type were asked for.
        """
        if kind not in self.columns:
            raise ValueError(f"no columns of {kind.__name__} were asked for with `columns=`")
        frame, rows = {}, 0
        for name in self.columns[kind]:
            kept = self._kept[kind, name]
            rows = len(kept[0]) if kept else 0
            values = np.concatenate(kept) if kept else np.zeros(0)
            codes = CODED.get((kind.table, name))
            frame[name] = pd.Categorical.from_codes(values.astype(int), codes) if codes else values
        index = pd.MultiIndex.from_product([self._months, range(rows)], names=["month", "row"])
        return pd.DataFrame(frame, index=index)

"""A comparison of results as one object: its table, what it says in sentences, and its figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.figure import figure_comparison
from analysis.comparison.money import PUT_IN
from analysis.comparison.pairs import MAIN, compare, sides
from analysis.comparison.same_money import Given
from analysis.comparison.words import sentences
from analysis.plotting.style import Sheet
from analysis.wording.tables import titles_of
from sim.engine.findings import Findings
from sim.html import html_table

#: Sentences that a screen has room for.
MOST_SHOWN = 8


@dataclass(frozen=True, repr=False, eq=False)
class Comparison:
    """Two to four scenarios, the others compared with the first.

    Attributes:
        results: what is compared.
        names: what its table and sentences call them.
        titles: title of each.
        table: one row per outcome and contrast, as `analysis.comparison.pairs.compare_runs` gives it.
        costs: the same of money put in alone.
        given: what was given to those that took less, where they are compared at the same money; None elsewhere.
    """

    results: tuple[Findings, ...]
    names: tuple[str, ...]
    titles: tuple[str, ...]
    table: pd.DataFrame
    costs: pd.DataFrame
    given: tuple[Given, ...] | None = None

    @property
    def sentences(self) -> list[str]:
        """What the table says, in plain words."""
        return sentences(self.table, self.costs, self.given)

    def plot(self, *, series: str = "trust", style: str = "projector") -> Sheet:
        """A series over time with its paired differences, and how outcomes differ.

        Args:
            series: one of `analysis.comparison.over_time.SERIES`.
            style: ``projector`` or ``print``.
        """
        return figure_comparison(*self.results, table=self.table, series=series, names=self.names, style=style)

    def _key(self, between: str) -> list[str]:
        return [f"{name}{between}{title}" for name, title in zip(self.names, self.titles, strict=True)]

    def __str__(self) -> str:
        return "\n".join([*self._key("  "), "", *self.sentences])

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self._key(' '))}: {self.table['outcome'].nunique()} outcomes>"

    def _repr_html_(self) -> str:
        said, more = self.sentences[:MOST_SHOWN], len(self.sentences) - MOST_SHOWN
        told = said if more <= 0 else [*said, f"And {more} more sentences."]
        return html_table(f"Comparison of {', '.join(self._key(': '))}", ("",), [(text,) for text in told])


def compared(
    *results: Findings, outcomes: Sequence[str] | None = None, names: Sequence[str] = (), interval: str = "t",
    given: Sequence[Given] | None = None,
) -> Comparison:  # fmt: skip
    """Compares results, which may have been given the same money (`analysis.comparison.same_money`).

    The other arguments are those of `analysis.comparison.pairs.compare`.
    """
    each = sides(*results, names=names)
    table = compare(*results, outcomes=outcomes or MAIN, names=names, interval=interval)
    costs = compare(*results, outcomes=[PUT_IN], names=names, interval=interval)
    titles = titles_of([side.scenario for side in each])
    return Comparison(results, tuple(side.name for side in each), tuple(titles), table, costs,
                      None if given is None else tuple(given))  # fmt: skip

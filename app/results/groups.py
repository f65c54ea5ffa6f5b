"""Runs of a results folder in groups: scenarios, policies, partnerships, or parts of a range."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.bands import apart
from analysis.stats.sharing import sharing
from analysis.wording.labels import parameter_name
from analysis.wording.numbers import capital, number
from app.results.answer import Asked
from app.terminal.mistakes import Mistake, one_of
from sim.declarations.renamed import present_name
from sim.experiments import Sweep

#: Groups that a figure shows, and that an analysis takes at most.
IN_FIGURE, MOST = 4, 12
#: Numbers that a factor may take before it is cut into thirds.
LEVELS = 4


@dataclass(frozen=True)
class Groups:
    """Tables of a results folder by group.

    Attributes:
        by: what the groups are.
        names: of the groups, in order.
        runs: the table of runs; ``scenario`` is the group.
        series: partnerships by month or year, with the same ``scenario``; None where none were kept.
    """

    by: str
    names: tuple[str, ...]
    runs: pd.DataFrame
    series: pd.DataFrame | None

    def figures(self) -> Iterator[tuple[str, pd.DataFrame, pd.DataFrame | None]]:
        """As many groups at a time as a figure shows: the ending of its name, runs and series."""
        sheets = together(self.names)
        for n, names in enumerate(sheets, start=1):
            series = self.series
            if series is not None and len(sheets) > 1:  # months of thousands of runs: no copy of all of them
                series = series[series["scenario"].isin(names)]
            yield f"-{n}" if len(sheets) > 1 else "", self.runs[self.runs["scenario"].isin(names)], series


def together(names: Sequence[str]) -> list[list[str]]:
    """Names in parts that a figure shows, about equally many in each."""
    return [list(part) for part in np.array_split(np.array(names, dtype=object), -(-len(names) // IN_FIGURE))]


def grouped(found: Sweep, by: str | None, *, series: Collection[str] = ()) -> Groups:
    """Groups by a column; by scenario and policy without one.

    Args:
        found: the results.
        by: ``scenario``, ``policy``, ``partnership``, a column that names points, or a factor.
        series: quantities of the series that are needed; none is read, which takes time, if there are none.

    Raises:
        Mistake: unknown column, or too many groups.
    """
    runs = found.finished
    factors = {f.name: f for f in found.plan.factors}
    asked = present_name("parameter", by or "scenario")
    column = one_of("column to group by", asked, ["scenario", "policy", "partnership", *found.plan.names, *factors])
    if column in factors and not factors[column].is_text:
        labels, names = _of_numbers(runs, column)
    else:
        titles = {s.name: s.title for s in found.scenarios} if column == "scenario" else {}
        plain, called = column not in factors or factors[column].is_bundle, parameter_name(column)
        labels = runs[column].map(lambda value: titles.get(value, _named("" if plain else f"{called}, ", value)))
        if not by and runs["policy"].nunique() > 1:
            labels = labels.where(runs["policy"] == "", labels + ", " + runs["policy"])
        labels = runs[column].fillna("without a name") if column in found.plan.names else labels
        if column == "scenario":
            labels = apart(runs.assign(scenario=labels))["scenario"]
        names = list(dict.fromkeys(labels))
    if len(names) > MOST:
        raise Mistake(f"--by {column}: has {len(names)} different values, and up to {MOST} can be set side by side")
    runs = runs.assign(scenario=labels)
    runs = pd.concat([runs[runs["scenario"] == name] for name in names], ignore_index=True)
    monthly = found.read_series(series) if series else None
    monthly = None if monthly is not None and monthly.empty else monthly  # such as by year, of less than one
    if monthly is not None:
        monthly = titled(monthly, runs, "partnership" if column == "partnership" else "run", names)
    return Groups(column, tuple(names), runs, monthly)


def introduced(asked: Asked, groups: Groups, told: list[str]) -> list[str]:
    """Sentences with a first one on what was run; where there is one group, they need not name it."""
    if len(groups.names) == 1:
        name = f"{groups.names[0]}: "
        told = [capital(text.removeprefix(name)) if text.startswith(name) else text for text in told]
    first = groups.runs[groups.runs["scenario"] == groups.names[0]]
    return [f"{asked.results.title}: {asked.made}.", sharing(first).words, *told]


def titled(series: pd.DataFrame, runs: pd.DataFrame, key: str, names: Sequence[str]) -> pd.DataFrame:
    """A series (with rows numbered from 0) with the groups that runs of the same key have, sorted by group.

    Columns are replaced one by one, so that the memory never holds two of the whole: months of thousands of runs.
    """
    series = series.copy(deep=False)
    of_run = runs.drop_duplicates("run").set_index("run")
    for name in ("draw", "seed"):  # what runs share, for whoever makes intervals of months
        series[name] = series["run"].map(of_run[name])
    series["scenario"] = series[key].map(runs.drop_duplicates(key).set_index(key)["scenario"])
    places = series["scenario"].map({name: n for n, name in enumerate(names)})
    if not places.is_monotonic_increasing:
        order = places.argsort(kind="stable").to_numpy()
        for name in series:
            series[name] = series[name].array.take(order)
    return series


def _named(before: str, value: object) -> str:
    """A group in words; a bundle or file goes by its name without its folder."""
    if pd.isna(value):
        return f"{before}not set"
    return before + (str(value).rpartition("/")[2].replace("_", " ") if value != "" else "as is")


def _of_numbers(runs: pd.DataFrame, column: str) -> tuple[pd.Series, list[str]]:
    """Few numbers by themselves; many as the low, middle and high third of the design points."""
    values, called = runs[column], parameter_name(column)
    few = sorted(values.dropna().unique())
    if len(few) <= LEVELS:
        labels = values.map(lambda v: f"{called}, {number(v)}" if pd.notna(v) else f"{called}, not set")
        return labels, [*(f"{called}, {number(v)}" for v in few), *labels[values.isna()].unique()]
    cuts = runs.drop_duplicates("point")[column].quantile([1 / 3, 2 / 3]).to_numpy()
    labels, names = pd.Series(f"{called}, not set", index=runs.index), []
    edges = (-np.inf, *cuts, np.inf)
    for third, low, high in zip(("low", "middle", "high"), edges[:-1], edges[1:], strict=True):
        here = (values > low) & (values <= high)
        if here.any():
            ends = (number(float(f"{value:.2g}")) for value in (values[here].min(), values[here].max()))
            names.append(f"{called}, {third} ({' to '.join(ends)})")
            labels[here] = names[-1]
    return labels, [*names, *labels[values.isna()].unique()]

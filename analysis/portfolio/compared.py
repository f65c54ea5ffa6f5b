"""A field under each rule, and what differs from the first rule: pairs of worlds with the same random numbers.

The unit is the world: its partnerships share funders and chance. A mean over worlds is known where the measure is known
in all of them. A ratio is that of sums over all worlds, with intervals from leaving out each world in turn: a world in
which nothing was kept counts with the dollars that went there, which a mean over the other worlds' ratios would hide.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.portfolio.measures import (
    MEASURES,
    Measure,
    World,
    as_world,
    by_kind,
    grouped,
    measured,
    ratio,
    teachers_of,
)
from analysis.stats.intervals import mean_p, shared_mean
from analysis.stats.jackknife import jackknife
from analysis.stats.sharing import as_sharing
from analysis.stats.testing import holm
from sim.engine.batch import Batch, Run
from sim.experiments.execute.interrupts import stopped_by_ctrl_c
from sim.scenario.scenario import Scenario

#: Teachers, and worlds, that are in memory together at most, where threads do not need more.
TEACHERS, WORLDS = 800_000, 600
#: p below which a difference is more than chance among so many.
CHANCE = 0.05


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        worlds: one row per rule and replicate, with every measure.
        levels: one row per rule and measure: mean with its 95 % interval over worlds.
        differences: the same of what differs from the first rule, in pairs.
        groups: who is left out and who goes on under each rule, by size, type and founding funder.
        funders: what funders of each kind had, gave and paid under each rule.
    """

    worlds: pd.DataFrame
    levels: pd.DataFrame
    differences: pd.DataFrame
    groups: pd.DataFrame
    funders: pd.DataFrame

    @property
    def rules(self) -> list[str]:
        """Names of the rules, the reference first."""
        return list(dict.fromkeys(self.worlds["rule"]))


def found(
    fields: Mapping[str, Scenario], replicates: int, months: int, seed: int, *, threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Found:  # fmt: skip
    """Runs a field under each rule, and compares them.

    Args:
        fields: the field by name of the rule, the reference first.
        replicates: worlds under each rule.
        months: horizon.
        seed: as for `sim.run`.
        threads, progress: as for `sim.engine.batch.Batch.run`.
    """
    worlds, groups, funders = [], [], []
    for rule, replicate, world in _run(fields, replicates, months, seed, threads, progress):
        key = {"rule": rule, "replicate": replicate}
        worlds.append(key | measured(world))
        groups += [key | row for row in grouped(world)]
        funders += [key | row for row in by_kind(world)]
    return of_worlds(pd.DataFrame(worlds), pd.DataFrame(groups), pd.DataFrame(funders), list(fields))


def _run(
    fields: Mapping[str, Scenario], replicates: int, months: int, seed: int, threads: int | None,
    progress: Callable[[int], None] | None,
) -> Iterator[tuple[str, int, World]]:  # fmt: skip
    """Every world, a few in memory at a time; at Ctrl-C all threads stop within a month."""
    runs = [(name, Run(field, replicate, seed)) for replicate in range(replicates) for name, field in fields.items()]
    teachers = max(1, sum(map(teachers_of, next(iter(fields.values())).partnerships)))
    number = threads or os.cpu_count() or 1
    together = number * max(1, min(WORLDS, TEACHERS // teachers) // number)  # as many worlds for each thread
    with stopped_by_ctrl_c() as stop:

        def told(months_done: int) -> None:
            if stop.is_set():
                raise KeyboardInterrupt
            if progress is not None:
                progress(months_done)

        for first in range(0, len(runs), together):
            part = runs[first : first + together]
            batch = Batch([run for _, run in part], months, tables=("partnerships", "funders"))
            batch.run(threads=threads, progress=told)
            at, funder = 0, 0
            for name, run in part:
                end, last = at + len(run.scenario.partnerships), funder + len(run.scenario.funders)
                tables = batch.record.partnerships[:, at:end], batch.record.funders[:, funder:last]
                yield name, run.replicate, as_world(*tables, run.scenario)
                at, funder = end, last


def of_worlds(worlds: pd.DataFrame, groups: pd.DataFrame, funders: pd.DataFrame, rules: Sequence[str]) -> Found:
    """What tables of worlds come to.

    Args:
        worlds: one row per rule and replicate, with every measure.
        groups, funders: rows of `analysis.portfolio.measures.grouped` and ``by_kind`` by rule and replicate.
        rules: their names, the reference first.
    """
    order = pd.Categorical(worlds["rule"], rules)
    worlds = worlds.assign(rule=order).sort_values(["rule", "replicate"]).astype({"rule": str}).reset_index(drop=True)
    table = {rule: part.set_index("replicate") for rule, part in worlds.groupby("rule", sort=False)}
    levels = [{"rule": r, "measure": m.name} | _level(table[r], m) for r in rules for m in MEASURES]
    rows = [{"rule": r, "measure": m.name} | _difference(table[rules[0]], table[r], m)
            for r in rules[1:] for m in MEASURES]  # fmt: skip
    columns = ["rule", "measure", "mean_first", "difference", "low", "high", "known", "worlds", "same", "p"]
    differences = pd.DataFrame(rows, columns=columns)
    differences["p_holm"] = holm(differences["p"].to_numpy(dtype=float))
    differences["distinguishable"] = differences["p_holm"] < CHANCE
    shares = ["never_funded", "going_5", "going_10"]
    return Found(
        worlds, pd.DataFrame(levels), differences,
        _means(groups, rules, ["by", "group", "partnerships"], shares),
        _means(funders, rules, ["kind", "budgets"], ["awarded", "share_awarded", "paid", "cancelled"]),
    )  # fmt: skip


def _level(worlds: pd.DataFrame, measure: Measure) -> dict[str, float]:
    """A measure over worlds with its interval; ``empty`` counts worlds without anything to divide by."""
    if not measure.ratio_of:
        return _mean(worlds[measure.name]) | {"empty": 0}
    above, below = (worlds[name].to_numpy(dtype=float) for name in measure.ratio_of)
    told = _estimated(lambda rows: ratio(above[rows].sum(), below[rows].sum()), len(worlds))
    return told | {"empty": int((below == 0).sum())}


def _difference(first: pd.DataFrame, second: pd.DataFrame, measure: Measure) -> dict[str, object]:
    """What differs in pairs of worlds, second minus first."""
    pairs = first.index
    second = second.loc[pairs]
    if measure.ratio_of:
        names = list(measure.ratio_of)
        a, b = (t[names].to_numpy(dtype=float) for t in (first, second))
        told = _estimated(lambda rows: ratio(*b[rows].sum(axis=0)) - ratio(*a[rows].sum(axis=0)), len(pairs))
        same, middle = bool((a == b).all()), ratio(*a.sum(axis=0))
    else:
        apart = second[measure.name] - first[measure.name]
        told = _mean(apart)
        same, middle = bool((apart == 0).all()), float(first[measure.name].mean())
    is_known = told["known"] == told["worlds"]
    return {"mean_first": middle if is_known else np.nan, "difference": told["mean"], "same": same,
            **{name: told[name] for name in ("low", "high", "known", "worlds", "p")}}  # fmt: skip


def _mean(values: pd.Series) -> dict[str, float]:
    """Mean over worlds with its interval, known only where it is known in all of them."""
    known = int(np.isfinite(values).sum())
    is_known = known == len(values)
    middle, low, high = shared_mean(values) if is_known else (np.nan,) * 3
    return {"mean": middle, "low": low, "high": high, "known": known, "worlds": len(values),
            "p": mean_p(values) if is_known else np.nan}  # fmt: skip


def _estimated(statistic: Callable[[np.ndarray], float], worlds: int) -> dict[str, float]:
    """A statistic of all worlds with its interval, from leaving out each of them in turn."""
    every = np.arange(worlds)
    middle, shared = float(statistic(every)), as_sharing(None, worlds)
    error = float(jackknife(statistic, every).error)
    low, high = shared.limits(middle, error)
    return {"mean": middle, "low": low, "high": high, "known": worlds if np.isfinite(middle) else 0, "worlds": worlds,
            "p": shared.p(middle, error)}  # fmt: skip


def _means(rows: pd.DataFrame, rules: Sequence[str], keys: list[str], columns: list[str]) -> pd.DataFrame:
    """Means over worlds of some columns with their intervals, by rule and keys; unknown where one world's is."""
    made = []
    for rule in rules:
        for key, part in rows[rows["rule"] == rule].groupby(keys, sort=False):
            told = {"rule": rule, **dict(zip(keys, key if isinstance(key, tuple) else (key,), strict=True))}
            for column in columns:
                found = _mean(part[column])
                told |= {column: found["mean"], f"{column}_low": found["low"], f"{column}_high": found["high"]}
            made.append(told)
    return pd.DataFrame(made)

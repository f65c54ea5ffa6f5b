"""Scenarios compared under common random numbers: runs are paired by replicate.

The same replicate draws the same random numbers in every scenario, so what differs within a pair is due to the
scenarios. The unit of inference is the pair of worlds: partnerships of one world share money and random events, so that
their differences are averaged first, and each pair of worlds counts once.

The interval of a mean difference is Student's t, as everywhere (`analysis.stats.intervals`), unless asked otherwise:
from some forty pairs on it holds its level even for skewed differences (tests measure it), where the bootstrap (BCa,
Efron 1987) is a little narrow; and it needs no draws. The bootstrap is there to check it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.plotting.drawing import LETTERS
from analysis.stats.intervals import mean_p, shared_mean
from analysis.stats.testing import holm
from sim.declarations.renamed import present_name
from sim.engine.findings import Findings
from sim.experiments.plan.random_numbers import FEWEST
from sim.measures.outcomes import OUTCOME, OUTCOMES, Outcome, names_of
from sim.scenario.mistakes import nearest
from sim.scenario.scenario import Scenario

#: Outcomes that are compared unless others are asked for.
MAIN = names_of("main")
INTERVALS = ("t", "bca")
LEVEL = 0.95
#: Draws of the bootstrap, and the most numbers that it holds at a time.
RESAMPLES, BATCH = 9999, 4_000_000
#: What tells the rows of a scenario apart.
KEYS = ["replicate", "partnership"]


@dataclass(frozen=True)
class Side:
    """One of the scenarios that are compared.

    Attributes:
        name: by which tables and sentences call it.
        scenario: what was run.
        runs: its rows of the table of runs.
        monthly: its rows of the table of partnerships.
    """

    name: str
    scenario: Scenario
    runs: pd.DataFrame
    monthly: pd.DataFrame


def sides(*results: Findings, names: Sequence[str] = ()) -> list[Side]:
    """The scenarios of some results, in order; a result may hold one scenario or several.

    Args:
        results: run with the same seed and months.
        names: what to call them; ``A``, ``B``, ... if empty.

    Raises:
        ValueError: fewer than two scenarios, too many, a wrong number of names, or runs that cannot be paired.
    """
    found: list[tuple[Scenario, pd.DataFrame, pd.DataFrame]] = []
    for result in results:
        for scenario, variant in zip(result.scenarios, result.variants, strict=True):
            runs, monthly = (t[(t["scenario"] == scenario.name) & (t["variant"] == variant)]
                             for t in (result.runs, result.partnerships))  # fmt: skip
            found.append((scenario, runs, monthly))
    if not 2 <= len(found) <= len(LETTERS):
        raise ValueError(f"a comparison needs two to {len(LETTERS)} scenarios, not {len(found)}")
    called = tuple(names) or tuple(LETTERS[: len(found)])
    if len(called) != len(found) or len(set(called)) < len(called):
        raise ValueError(f"{len(found)} scenarios need as many different names, not {', '.join(called)}")
    if len({(r.seed, r.months) for r in results}) > 1:
        raise ValueError("only runs with the same seed and as many months share random numbers and can be paired")
    return [Side(name, *parts) for name, parts in zip(called, found, strict=True)]


def compare(
    *results: Findings, outcomes: Sequence[str] = MAIN, names: Sequence[str] = (), interval: str = "t", seed: int = 1
) -> pd.DataFrame:
    """Every outcome of the second, third, ... scenario compared with the first, as `compare_runs` gives it.

    ``compare(a, b)`` takes results of one scenario each, ``compare(sim.run([...]))`` one result of several.

    Args:
        results: run with the same seed and months.
        outcomes: names from `sim.measures.outcomes`; all of them if ``("all",)``.
        names: what to call the scenarios; ``A``, ``B``, ... if empty.
        interval: ``t`` or ``bca``.
        seed: of the bootstrap.

    Raises:
        ValueError: unknown outcomes or interval, or results that cannot be paired.
    """
    tables = {side.name: side.runs for side in sides(*results, names=names)}
    return compare_runs(tables, outcomes=outcomes, interval=interval, seed=seed)


def compare_runs(
    tables: Mapping[str, pd.DataFrame], *, outcomes: Sequence[str] = MAIN, interval: str = "t", seed: int = 1
) -> pd.DataFrame:
    """Every outcome of all tables compared with the first table, paired by replicate.

    Args:
        tables: tables of runs by name, with ``replicate`` and ``partnership``. Failed runs are rows of NaN.
        outcomes: names from `sim.measures.outcomes`; all of them if ``("all",)``.
        interval: ``t`` or ``bca``.
        seed: of the bootstrap.

    Returns:
        One row per outcome and contrast: ``outcome``, ``unit``, ``better`` (1 more, -1 less, 0 neither), ``first``,
        ``second`` (names), ``mean_first``, ``mean_second``, ``difference`` (second minus first), ``low``, ``high`` (95
        % interval; NaN for fewer than five pairs, and where all differ alike), ``interval``, ``middle`` (median of the
        paired differences), ``sd`` (pooled standard deviation between worlds), ``second_better``, ``first_better``,
        ``tied`` (shares of pairs; where neither is better, of those where it is higher), ``saved`` (share of the
        variance of the difference that pairing saves), ``worlds`` and ``pairs`` that count, ``dropped`` (pairs of which
        a value is not known), ``p`` (paired t test; NaN for fewer than five pairs), ``same`` (all pairs exactly equal),
        ``p_holm`` (corrected for all rows of the table), ``distinguishable`` (``p_holm`` below 0.05).

    Raises:
        ValueError: unknown outcomes or interval, fewer than two tables, or a replicate that is there twice.
    """
    if interval not in INTERVALS:
        raise ValueError(f"unknown interval {interval!r}; there are {' and '.join(INTERVALS)}")
    if len(tables) < 2:
        raise ValueError("a comparison needs at least two tables of runs")
    wanted = chosen_outcomes(outcomes)
    (first, before), *others = tables.items()
    rows = []
    for second, after in others:
        a, b = paired(before, after)
        rows += [
            {"outcome": o.name, "unit": o.unit, "better": o.better, "first": first, "second": second}
            | _contrast(a[o.name], b[o.name], o.better, interval, seed)
            for o in wanted
        ]
    table = pd.DataFrame(rows)
    table["p_holm"] = holm(table["p"].to_numpy())
    table["distinguishable"] = table["p_holm"] < 1 - LEVEL
    return table


def chosen_outcomes(names: Sequence[str]) -> list[Outcome]:
    """Outcomes by name, in the order asked for; all of them for ``all``.

    Raises:
        ValueError: unknown names, all told at once.
    """
    if "all" in names:
        return list(OUTCOMES)
    names = [present_name("outcome", name) for name in names]
    unknown = [f"unknown outcome {name[:80]!r}; {nearest(name, OUTCOME) or 'there are ' + ', '.join(OUTCOME)}"
               for name in dict.fromkeys(names) if name not in OUTCOME]  # fmt: skip
    if unknown:
        raise ValueError("\n".join(unknown))
    return [OUTCOME[name] for name in dict.fromkeys(names)]


def paired(first: pd.DataFrame, second: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two tables with rows by replicate and partnership, alike in both; a row that one lacks is NaN there.

    Partnerships pair up by name. Where names differ, there is one in each world, or the mean over each world's
    partnerships stands for them.

    Raises:
        ValueError: a replicate is there twice.
    """
    tables = [first, second]
    if set(first["partnership"]) != set(second["partnership"]):
        tables = [t.groupby("replicate", as_index=False).mean(numeric_only=True).assign(partnership="") for t in tables]
    a, b = (t.set_index(KEYS).select_dtypes("number") for t in tables)
    for table in (a, b):
        if table.index.has_duplicates:
            raise ValueError(f"replicate {table.index[table.index.duplicated()][0][0]} is there twice")
    every = a.index.union(b.index)
    return a.reindex(every), b.reindex(every)


def _contrast(a: pd.Series, b: pd.Series, better: int, interval: str, seed: int) -> dict[str, object]:
    """What one outcome says of two scenarios, whose values stand in the same order."""
    there = np.isfinite(a.to_numpy(dtype=float)), np.isfinite(b.to_numpy(dtype=float))
    known = there[0] & there[1]
    x, y = a[known].astype(float), b[known].astype(float)
    gain = np.sign((y - x).to_numpy()) * (better or 1)
    by_world = pd.DataFrame({"x": x, "y": y}).groupby(level="replicate").mean()
    d = (by_world["y"] - by_world["x"]).to_numpy()
    n = len(d)
    low, high = interval_of(d, interval, seed)
    apart = by_world.var(ddof=1).sum() if n > 1 else math.nan
    return {
        "mean_first": by_world["x"].mean(), "mean_second": by_world["y"].mean(),
        "difference": d.mean() if n else math.nan, "low": low, "high": high, "interval": interval,
        "middle": float(np.median(d)) if n else math.nan, "sd": math.sqrt(apart / 2),
        "second_better": _share(gain > 0), "first_better": _share(gain < 0), "tied": _share(gain == 0),
        "saved": 1 - d.var(ddof=1) / apart if apart > 0 else math.nan,
        "worlds": n, "pairs": len(x), "dropped": int((~known).sum()), "p": mean_p(d),
        "same": bool((there[0] == there[1]).all() and (gain == 0).all()),
    }  # fmt: skip


def _share(true: np.ndarray) -> float:
    return float(true.mean()) if len(true) else math.nan


def interval_of(differences: np.ndarray, method: str = "t", seed: int = 1) -> tuple[float, float]:
    """95 % interval of the mean of some differences; NaN for fewer than five, and if they are all alike.

    Args:
        differences: one per pair of worlds.
        method: ``t``, or ``bca`` for the bias-corrected and accelerated bootstrap.
        seed: of the bootstrap.
    """
    n = len(differences)
    if method == "t" or n < FEWEST or np.ptp(differences) == 0:
        return shared_mean(differences)[1:]
    from scipy.stats import bootstrap

    found = bootstrap(
        (differences,), np.mean, n_resamples=RESAMPLES, batch=max(1, BATCH // n), confidence_level=LEVEL, method="BCa",
        rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    return float(found.low), float(found.high)

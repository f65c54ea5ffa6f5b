"""Policies across futures: which does well whatever people and the setting turn out to be like?

A policy is what partners choose; a future is one draw of what they do not know. Regret, satisficing and mean with
spread follow Herman et al. (2015) and McPhail et al. (2018). Intervals of means, shares and medians and of differences
of means are those of everywhere (`analysis.stats.intervals`); those of what is no mean, such as the regret that nine
futures of ten stay within, come from drawing futures again with replacement, the same ones for all policies. Where
futures share their random numbers, futures by themselves leave out what these do to all of them, and only means, of
which single runs are known, have an interval.
"""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.discovery.cases import Case
from analysis.sensitivity.points import NotEnough, variation
from analysis.stats.intervals import mean_p, median_interval, share_interval, shared_mean
from analysis.stats.resampling import percentile_limits, resamples
from analysis.stats.sharing import Sharing, sharing
from analysis.stats.testing import holm
from analysis.wording.labels import better_of
from sim.measures.outcomes import OUTCOME, names_of

#: Fewest futures that are drawn again, and that are left of those which some policies did not meet.
FEWEST_FUTURES = 8
#: What the front weighs against each other by default: survival, spread, depth, equity, cost.
OBJECTIVES = names_of("objective")


@dataclass(frozen=True, eq=False)
class Futures:
    """Outcomes of policies in futures.

    Attributes:
        policies: names, in order.
        values: by outcome, shape (policies, futures): means over replicates, NaN where none is known.
        noise: by outcome, the variance of such a mean by which policies of one future differ through chance alone; NaN
            with one replicate.
        runs: rows of runs with their policy (``row``) and future (``column``), for conditions.
        paired: whether all policies met the same futures.
        own_numbers: whether each future has random numbers of its own.
        rest: what intervals rest on, or why there are none, in a sentence.
        notes: what was left out.
    """

    policies: tuple[str, ...]
    values: dict[str, np.ndarray]
    noise: dict[str, float]
    runs: pd.DataFrame
    paired: bool
    own_numbers: bool
    rest: str
    notes: tuple[str, ...]

    @property
    def number(self) -> int:
        """Number of futures."""
        return next(iter(self.values.values())).shape[1]


def futures(runs: pd.DataFrame, policy: Sequence[str], future: Sequence[str], outcomes: Sequence[str]) -> Futures:
    """Arranges runs by policy and future.

    Args:
        runs: finished runs with the values of their design points: ``run``, ``replicate``, the columns below.
        policy: columns that name a policy.
        future: columns that name a future.
        outcomes: columns to keep.

    Raises:
        NotEnough: one policy only, or no futures.
    """
    if not len(runs):
        raise NotEnough("no run has finished")
    keys = [name for name in policy if runs[name].nunique(dropna=False) > 1]
    if not keys:
        raise NotEnough("there is only one policy, so that there is nothing to choose between")
    rows, labels = pd.factorize(_joined(runs[keys]))
    columns, names = pd.factorize(_joined(runs[list(future)]) if len(future) else pd.Series("", index=runs.index))
    placed = runs.assign(row=rows, column=columns)
    worlds = placed.groupby(["row", "column", "replicate"], sort=False)[list(outcomes)].mean()
    means = worlds.groupby(["row", "column"], sort=False).mean()
    values, noise = {}, {}
    for outcome in outcomes:
        table = np.full((len(labels), len(names)), np.nan)
        table[means.index.get_level_values(0), means.index.get_level_values(1)] = means[outcome]
        values[outcome] = table
        noise[outcome] = _noise_of(worlds[outcome])
    first = np.isfinite(np.stack(list(values.values()))).any(axis=0)
    paired = bool(first.all())
    notes: tuple[str, ...] = ()
    whole = first.all(axis=0)
    if not paired and whole.sum() >= FEWEST_FUTURES:
        notes = (f"{int((~whole).sum()):,} of {len(whole):,} futures were not met by all policies and were left out.",)
        values = {name: table[:, whole] for name, table in values.items()}
        keep = np.flatnonzero(whole)
        placed = placed[placed["column"].isin(keep)]
        placed = placed.assign(column=np.searchsorted(keep, placed["column"]))
        paired = True
    shared = sharing(placed[placed["row"] == 0].assign(draw=placed["column"]))
    own = len(shared.kinds) == 1 and shared.count > 1  # a single group is that of random numbers that all share
    if not own:
        notes += ("Futures share their random numbers, so that only means and their differences have intervals; an "
                  "experiment with `random_numbers: independent` has them for all.",)  # fmt: skip
    return Futures(tuple(map(str, labels)), values, noise, placed, paired, own, shared.words, notes)


def _noise_of(values: pd.Series) -> float:
    """Variance of a mean over replicates by which policies differ through chance alone, within one future.

    Chance that moves all policies of a future alike makes no regret, and is left out.

    Args:
        values: by ``row`` (policy), ``column`` (future) and ``replicate``.
    """
    each = (part.unstack("replicate").to_numpy() for _, part in values.groupby("column", sort=False))
    parts = [variation(part, common=True) for part in each]
    known = [part.own / part.replicates for part in parts if part.own == part.own]
    return float(np.mean(known)) if known else math.nan


def _joined(columns: pd.DataFrame) -> pd.Series:
    """One text per row from several columns; numbers in short."""
    numbers = {name: pd.api.types.is_numeric_dtype(columns[name]) for name in columns}
    texts = [columns[n].map("{:.6g}".format) if number else columns[n].astype(str) for n, number in numbers.items()]
    out = texts[0]
    for text in texts[1:]:
        out = out + np.where((out != "") & (text != ""), ", ", "") + text
    return out


def regret(values: np.ndarray, better: int) -> np.ndarray:
    """How much worse each policy does than the best one in the same future; NaN where a policy is not known.

    Args:
        values: shape (policies, futures).
        better: 1 if more is better, -1 if less is.
    """
    good = values * better
    with np.errstate(invalid="ignore"):
        best = np.where(np.isnan(good).all(axis=0), np.nan, np.nanmax(np.where(np.isnan(good), -np.inf, good), axis=0))
    return best - good


def robustness(found: Futures, outcomes: Sequence[str], *, seed: int = 1) -> pd.DataFrame:
    """How policies do in an outcome over futures, each number with its 95 % interval (``_low``, ``_high``).

    Args:
        found: policies and futures.
        outcomes: which.
        seed: of the resampling of futures.

    Returns:
        One row per outcome and policy: ``mean``, ``middle``, ``worst_tenth`` (mean over the worst tenth of futures),
        ``deviation`` over futures, ``signal_to_noise`` (mean over deviation), ``max_regret``, ``p90_regret``,
        ``mean_regret``, ``chance_regret`` (mean regret that chance alone would make between equal policies), ``best``
        (share of futures in which it alone does best), ``tied`` (share in which it does as well as another, and none
        better), ``behind`` (its mean less that of the policy with least regret; ``distinguishable`` where that is
        clearly not 0, Holm-adjusted for all pairs), and ``futures``. Regret and what it leads to are NaN for outcomes
        of which neither more nor less is better, and where policies met different futures.
    """
    rows = []
    picks = _picks(found, seed)
    for outcome in outcomes:
        values, better = found.values[outcome], better_of(outcome)
        lost = regret(values, better) if better and found.paired else np.full(values.shape, np.nan)
        first = (lost <= 0) / np.maximum((lost <= 0).sum(axis=0), 1)  # its part of the first place in each future
        for n, policy in enumerate(found.policies):
            row = {"outcome": outcome, "policy": policy, "futures": int(np.isfinite(values[n]).sum())}
            again = _measures(values[n][picks], lost[n][picks], better) if len(picks) else {}
            known = np.isfinite(lost[n])
            row |= _told("best", _share(found, first[n][known] == 1))
            row["tied"] = _share(found, (first[n] > 0) & (first[n] < 1) & known)[0] if known.any() else np.nan
            for name, value in _measures(values[n][None], lost[n][None], better).items():
                row |= _told(name, (float(value[0]), *percentile_limits(again.get(name, np.empty(0)))))
            row |= _told("mean", _mean(found, outcome, n))
            if found.own_numbers:
                row |= _told("middle", median_interval(values[n])) | _told("mean_regret", shared_mean(lost[n]))
            row["chance_regret"] = _chance(found, outcome) if better and found.paired else np.nan
            rows.append(row)
    each = pd.DataFrame(rows).groupby("outcome", sort=False)
    return pd.concat([_behind(found, part) for _, part in each], ignore_index=True)


def _told(name: str, found: tuple[float, float, float]) -> dict[str, float]:
    """An estimate and its limits as parts of a row."""
    return dict(zip((name, f"{name}_low", f"{name}_high"), found, strict=True))


def _mean(found: Futures, outcome: str, row: int) -> tuple[float, float, float]:
    """A policy's mean over futures with its interval, from all of its runs; each future counts as much, and in it each
    replicate."""
    runs = found.runs[(found.runs["row"] == row) & found.runs[outcome].notna()]
    in_world = runs.groupby(["column", "replicate"])[outcome].transform("size")
    worlds = runs.groupby("column")["replicate"].transform("nunique")
    mean, *ends = shared_mean(runs[outcome], sharing(runs.assign(draw=runs["column"])), weights=1 / (in_world * worlds))
    bounds = OUTCOME[outcome].limits(runs["months"].max() if "months" in runs else math.inf)
    return mean, *(np.clip(ends, *bounds) if bounds else ends)


def _share(found: Futures, true: np.ndarray) -> tuple[float, float, float]:
    """The share of futures for which something is true, with its interval; NaN if there are none."""
    if not len(true):
        return np.nan, np.nan, np.nan
    share, low, high = share_interval(true)
    return (share, low, high) if found.own_numbers else (share, np.nan, np.nan)


def _behind(found: Futures, part: pd.DataFrame) -> pd.DataFrame:
    """The measures of an outcome with how far each policy lies from the one with least regret, future by future."""
    if part["p90_regret"].isna().all():
        return part.assign(behind=np.nan, behind_low=np.nan, behind_high=np.nan, distinguishable=False)
    outcome, least = part["outcome"].iloc[0], int(part["p90_regret"].to_numpy().argmin())
    runs = found.runs.groupby(["row", "column", *run_keys(found.runs)])[outcome].mean().unstack("row")
    told, pairs = [], list(combinations(range(len(part)), 2))
    for n in range(len(part)):
        apart, shared = _apart(runs, n, least)
        told.append((0.0, np.nan, np.nan) if n == least else shared_mean(apart, shared))
    # Which policy has least regret is seen in the same runs, so that all pairs count, and not only those with it.
    adjusted = dict(zip(pairs, holm(np.array([mean_p(*_apart(runs, *pair)) for pair in pairs])), strict=True))
    apart = [n != least and adjusted[min(n, least), max(n, least)] < 0.05 for n in range(len(part))]
    columns = dict(zip(("behind", "behind_low", "behind_high"), np.transpose(told), strict=True))
    return part.assign(**columns, distinguishable=apart)


def _apart(runs: pd.DataFrame, first: int, second: int) -> tuple[pd.Series, Sharing]:
    """How far one policy lies above another in each future and replicate that both met, and what these share."""
    apart = (runs[first] - runs[second]).dropna().reset_index(name="apart")
    return apart["apart"], sharing(apart.assign(draw=apart["column"]))


def run_keys(runs: pd.DataFrame) -> list[str]:
    """The columns that name the random numbers of a run."""
    return [name for name in ("seed", "replicate") if name in runs]


def _measures(values: np.ndarray, lost: np.ndarray, better: int) -> dict[str, np.ndarray]:
    """The measures of one policy, from its outcomes and regrets, shape (draws, futures); NaN where nothing is known."""
    with warnings.catch_warnings(action="ignore"):  # measures of nothing are NaN
        ordered = np.sort(values if better >= 0 else -values, axis=1)  # NaN last
        worst = np.maximum(1, np.ceil(np.isfinite(values).sum(axis=1) / 10)).astype(int)
        tail = np.cumsum(ordered, axis=1)[np.arange(len(values)), worst - 1] / worst
        mean, deviation = np.nanmean(values, axis=1), np.nanstd(values, axis=1, ddof=1)
        return {
            "mean": mean, "middle": np.nanmedian(values, axis=1), "worst_tenth": tail if better >= 0 else -tail,
            "deviation": deviation, "signal_to_noise": np.where(deviation > 0, mean / deviation, np.nan),
            "max_regret": np.nanmax(lost, axis=1), "p90_regret": np.nanquantile(lost, 0.9, axis=1),
            "mean_regret": np.nanmean(lost, axis=1),
        }


def _chance(found: Futures, outcome: str) -> float:
    """Mean regret between as many policies that are equal but for chance: expected largest of normal draws."""
    from scipy.integrate import quad
    from scipy.stats import norm

    number = len(found.policies)
    largest = quad(lambda z: z * number * norm.pdf(z) * norm.cdf(z) ** (number - 1), -8, 8)[0]
    return float(largest * math.sqrt(found.noise[outcome])) if found.noise[outcome] >= 0 else math.nan


def satisficing(found: Futures, requirements: Sequence[Case]) -> pd.DataFrame:
    """In what share of futures each policy meets requirements, and all of them together.

    A requirement is met in a future if it holds in more than half of the replicates. ``runs`` is the share of single
    runs in which it holds.

    Args:
        found: policies and futures.
        requirements: what should hold.

    Returns:
        Rows of ``requirement``, ``policy``, ``met``, ``met_low``, ``met_high``, ``runs``; futures in which it is not
        known do not count.
    """
    every = [(case.text, case.words, case.of(found.runs)) for case in requirements]
    if len(every) > 1:
        every.append(("all", "all of these", np.min([held for *_, held in every], axis=0)))  # NaN if one is unknown
    rows = []
    for text, words, held in every:
        table = found.runs[["row", "column"]].assign(held=held).groupby(["row", "column"])["held"].mean()
        share = np.full((len(found.policies), found.number), np.nan)
        share[table.index.get_level_values(0), table.index.get_level_values(1)] = table
        met = np.where(np.isnan(share), np.nan, share > 0.5)
        for n, policy in enumerate(found.policies):
            known = np.isfinite(met[n])
            of_runs = held[(found.runs["row"] == n).to_numpy() & np.isfinite(held)]
            share_of_runs = float(of_runs.mean()) if len(of_runs) else np.nan
            rows.append((text, words, policy, *_share(found, met[n][known]), share_of_runs, int(known.sum())))
    columns = ["requirement", "words", "policy", "met", "met_low", "met_high", "runs", "futures"]
    return pd.DataFrame(rows, columns=columns)


def pareto(found: Futures, objectives: Sequence[str] = OBJECTIVES, *, seed: int = 1) -> pd.DataFrame:
    """Policies that no other beats in one objective without losing in another, by means over futures.

    Args:
        found: policies and futures.
        objectives: outcomes of which more or less is better.
        seed: of the resampling of futures.

    Returns:
        One row per policy: the mean of each objective with ``_low`` and ``_high``, ``on_front``, and ``front_share``
        (share of resamples in which it is on the front).
    """
    stack = np.stack([found.values[name] for name in objectives])
    signs = np.array([better_of(name) for name in objectives])[:, None]

    def means(pick: np.ndarray) -> np.ndarray:
        known = np.isfinite(stack[:, :, pick])
        total = np.where(known, stack[:, :, pick], 0.0).sum(axis=2)
        return np.where(known.any(axis=2), total / np.maximum(known.sum(axis=2), 1), np.nan)

    centre = means(np.arange(found.number))
    again = np.array([means(pick) for pick in _picks(found, seed)])
    out = {"policy": list(found.policies)}
    for n, name in enumerate(objectives):
        out[name] = centre[n]
        limits = [_mean(found, name, k)[1:] for k in range(len(found.policies))]
        out[f"{name}_low"], out[f"{name}_high"] = np.transpose(limits)
    out["on_front"] = not_dominated((centre * signs).T)
    fronts = [not_dominated((draw * signs).T) for draw in again]
    out["front_share"] = np.mean(fronts, axis=0) if fronts else np.full(len(found.policies), np.nan)
    return pd.DataFrame(out)


def not_dominated(good: np.ndarray) -> np.ndarray:
    """Which rows no other row matches in every column and beats in one; rows with NaN are never on the front.

    Args:
        good: shape (policies, objectives), more is better.
    """
    known = np.isfinite(good).all(axis=1)
    filled = np.where(known[:, None], good, -np.inf)
    matched = (filled[:, None] >= filled[None]).all(axis=2) & (filled[:, None] > filled[None]).any(axis=2)
    return known & ~matched.any(axis=0)


def _picks(found: Futures, seed: int) -> np.ndarray:
    """Futures drawn again with replacement, one row per draw; no rows where that would tell nothing."""
    return resamples(found.number, seed)[: None if found.own_numbers and found.number >= FEWEST_FUTURES else 0]

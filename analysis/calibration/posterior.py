"""What targets say about fitted parameters, and what they cannot say.

Only the space-filling sample speaks: each of its points is as likely as any other beforehand, so weights turn the prior
into the posterior. A point's weight is the normal likelihood of the targets at what its runs show, with the targets'
own errors and the noise of the runs as spread; this is approximate Bayesian computation with a kernel of that width
(Wilkinson 2013). Noise does not average out over points, because trials have common random numbers; so it counts once,
in the spread. Points that a search has added would count twice where it looked; they are left out.

Where even the best trial lies further from the targets than their errors and noise explain, the spread is widened until
it would not (the Birge ratio), and the result says so: the ranges are then those of the least bad values.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.calibration.study import SAMPLE
from sim.experiments.plan.random_numbers import FEWEST

#: Share of the prior width from which on data have said next to nothing; and below which they have said a lot.
ANYWHERE, NARROWED = 0.85, 0.5
#: Weakest correlation that is told as a trade-off, and weakest shift of the mean, in standard deviations of the prior,
#: that is told as a lean; and standard errors that both must lie from none.
RIDGE, LEAN, SURE = 0.3, 0.2, 2.6
#: Fewest independent points on which ranges should rest.
FEWEST_POINTS = 30
#: Slices of a range in a profile.
SLICES = 10


@dataclass(frozen=True)
class Posterior:
    """The space-filling sample with its weights.

    Attributes:
        points: rows of the sample in which every fitted target could be read: trial, parameters, targets.
        unit: where each point lies in the prior, 0 to 1, one column for each parameter.
        weights: weight of each point; they add up to 1.
        widening: how many times wider than stated the errors are taken; 1 where the best trial meets the targets.
        best: the row of the nearest trial of all, with those of the search.
    """

    points: pd.DataFrame
    unit: pd.DataFrame
    weights: np.ndarray
    widening: float
    best: pd.Series

    @property
    def effective(self) -> float:
        """How many equally weighted points the sample is worth."""
        return effective_points(self.weights)


def posterior(trials: pd.DataFrame, unit: pd.DataFrame, targets: pd.DataFrame, noise: np.ndarray) -> Posterior:
    """Weighs the space-filling sample.

    Args:
        trials: one row for each trial: ``trial``, ``stage``, ``distance`` (NaN if failed), a column for each target.
        unit: for each trial where it lies in the prior, 0 to 1, one column for each parameter.
        targets: ``target``, ``value``, ``error``, ``held_out``.
        noise: covariance of the fitted targets' readings from one set of runs to another.

    Raises:
        ValueError: every trial failed.
    """
    known = np.isfinite(trials["distance"].to_numpy(dtype=float))
    if not known.any():
        raise ValueError("no trial could be read, so nothing can be fitted")
    fitted = targets[~targets["held_out"].astype(bool)]
    missed = trials[list(fitted["target"])].to_numpy(dtype=float) - fitted["value"].to_numpy(dtype=float)
    spread = np.diag(np.square(fitted["error"].to_numpy(dtype=float))) + noise
    misfit = np.full(len(trials), np.inf)
    misfit[known] = np.einsum("ij,ij->i", missed[known], np.linalg.solve(spread, missed[known].T).T)
    widening = max(1.0, float(np.sqrt(misfit.min() / len(fitted))))
    mine = known & (trials["stage"] == SAMPLE).to_numpy()
    if not mine.any():
        raise ValueError("no trial of the space-filling sample could be read, so ranges cannot be told")
    relative = np.exp(-0.5 * (misfit[mine] - misfit[mine].min()) / widening**2)
    nearest = trials.loc[known, "distance"].idxmin()
    return Posterior(
        trials[mine].reset_index(drop=True), unit[mine].reset_index(drop=True), relative / relative.sum(), widening,
        trials.loc[nearest],
    )  # fmt: skip


def identifiability(found: Posterior, parameters: Sequence[str]) -> pd.DataFrame:
    """How far the targets narrow each parameter.

    Returns:
        One row for each parameter: ``parameter``, ``low``, ``median`` and ``high`` (95 % interval), ``best``, ``left``
        (share of the prior's width that the interval still has; 1 where targets say nothing; like the interval NaN with
        fewer than five independent points), ``told`` (``anywhere``,
        ``somewhat`` or ``narrowed``) and ``leans`` (whether ``low`` or ``high`` values agree better, or ``""``).
    """
    least = _surely(LEAN, found)
    rows = []
    even = np.full(len(found.weights), 1 / len(found.weights))
    for name in parameters:
        low, middle, high = _range(found.points[name], found.weights)
        ends = weighted_quantiles(found.unit[name], found.weights, (0.025, 0.975))
        before = weighted_quantiles(found.unit[name], even, (0.025, 0.975))
        left = min(1.0, float(np.ptp(ends) / np.ptp(before))) if np.ptp(before) > 0 else 1.0
        left = left if low == low else np.nan
        told = "anywhere" if left >= ANYWHERE else "narrowed" if left < NARROWED else "somewhat"
        place = found.unit[name].to_numpy(dtype=float)
        lean = (place @ found.weights - place.mean()) / place.std() if place.std() > 0 else 0.0
        leans = "" if abs(lean) < least else "high" if lean > 0 else "low"
        rows.append({"parameter": name, "low": low, "median": middle, "high": high, "best": float(found.best[name]),
                     "left": left, "told": told, "leans": leans})  # fmt: skip
    return pd.DataFrame(rows)


def trade_offs(found: Posterior, parameters: Sequence[str]) -> pd.DataFrame:
    """Pairs of parameters that the targets only fix together.

    Returns:
        One row for each pair: ``first``, ``second``, ``correlation`` (in places of the prior, which knows none) and
        ``ridge`` (whether it is strong, and surer than chance among so many independent points).
    """
    least = _surely(RIDGE, found)
    rows = []
    for i, first in enumerate(parameters):
        for second in parameters[i + 1 :]:
            r = weighted_correlation(found.unit[first], found.unit[second], found.weights)
            rows.append({"first": first, "second": second, "correlation": r, "ridge": bool(abs(r) >= least)})
    return pd.DataFrame(rows, columns=["first", "second", "correlation", "ridge"])


def profile(trials: pd.DataFrame, unit: pd.DataFrame, parameters: Sequence[str]) -> pd.DataFrame:
    """The least distance in each slice of each range, whatever the other parameters are; all trials count.

    Returns:
        Rows of ``parameter``, ``from`` and ``to`` (places in the prior, 0 to 1), ``trials`` and ``distance`` (NaN where
        no trial was read).
    """
    edges = np.linspace(0, 1, SLICES + 1)
    rows = []
    for name in parameters:
        slice_of = np.clip((unit[name].to_numpy() * SLICES).astype(int), 0, SLICES - 1)
        for n in range(SLICES):
            there = trials.loc[slice_of == n, "distance"].dropna()
            rows.append({"parameter": name, "from": edges[n], "to": edges[n + 1], "trials": len(there),
                         "distance": there.min() if len(there) else np.nan})  # fmt: skip
    return pd.DataFrame(rows)


def predictive(found: Posterior, targets: Sequence[str]) -> pd.DataFrame:
    """What runs show over all values that the targets allow, with the noise of their runs.

    Returns:
        ``target``, ``low``, ``median`` and ``high`` (95 % interval).
    """
    rows = []
    for name in targets:
        known = found.points[name].notna().to_numpy()
        ends = [np.nan] * 3
        if known.any() and found.weights[known].sum() > 0:
            ends = _range(found.points[name][known], found.weights[known])
        rows.append({"target": name, "low": ends[0], "median": ends[1], "high": ends[2]})
    return pd.DataFrame(rows)


def _range(values: Sequence[float], weights: np.ndarray) -> tuple[float, float, float]:
    """Lower limit, median and upper limit (95 %) of weighted values; no limits where too few carry the weight."""
    low, middle, high = weighted_quantiles(values, weights, (0.025, 0.5, 0.975))
    return (low, middle, high) if effective_points(weights) >= FEWEST else (np.nan, middle, np.nan)


def effective_points(weights: np.ndarray) -> float:
    """How many equally weighted points some weights are worth (Kish 1965)."""
    return float(np.square(weights.sum()) / np.square(weights).sum())


def _surely(least: float, found: Posterior) -> float:
    """A size that is worth telling, and surer than what random weights would make of evenly spread points."""
    error = np.sqrt(max(0.0, 1 / found.effective - 1 / len(found.weights)))
    return max(least, SURE * float(error))


def weighted_quantiles(values: Sequence[float], weights: np.ndarray, at: Sequence[float]) -> np.ndarray:
    """Quantiles of weighted values, interpolated between the middles of their shares."""
    values = np.asarray(values, dtype=float)
    order = np.argsort(values, kind="stable")
    shares = np.asarray(weights, dtype=float)[order]
    middles = (np.cumsum(shares) - shares / 2) / shares.sum()
    return np.interp(at, middles, values[order])


def weighted_correlation(x: Sequence[float], y: Sequence[float], weights: np.ndarray) -> float:
    """Pearson's correlation of weighted values; 0 where one of them does not vary."""
    both = np.cov(np.asarray(x, dtype=float), np.asarray(y, dtype=float), aweights=weights, ddof=0)
    scale = np.sqrt(both[0, 0] * both[1, 1])
    return float(both[0, 1] / scale) if scale > 1e-15 else 0.0

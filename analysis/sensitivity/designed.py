"""Indices from designs that are made for them: Morris screening (Morris 1991) and Sobol indices (by SALib).

Every influence comes with the size that it would have if the parameter did nothing but stir random numbers, estimated
from the replicates of the very points that the influence is worked out from: replicates of two points have common
random numbers, so a parameter without any effect leaves them alike, and one that only stirs those makes them differ by
as much as replicates differ.
"""

import math
import warnings
from itertools import combinations
from statistics import NormalDist

import numpy as np
import pandas as pd
from scipy.special import gammaln

from analysis.sensitivity.points import Cell, NotEnough
from analysis.sensitivity.result import RESAMPLES, Sensitivity, directions, no_pairs, strongest_first, what_is_missing
from analysis.sensitivity.saltelli import Saltelli
from analysis.stats.intervals import Z_95
from sim.experiments.plan.random_numbers import BLOCKS

#: Fewest whole trajectories, and base samples, from which indices are worked out.
FEWEST_TRAJECTORIES, FEWEST_BASES = 4, 8


def morris(cell: Cell, *, seed: int = 1) -> Sensitivity:
    """Morris screening: mean size (mu*) and spread (sigma) of elementary effects.

    An effect of a range is what a step changes, relative to the whole range; one of listed values or whole numbers is
    the difference between two of these. Trajectories are independent of each other, and errors come from drawing them
    again.

    Args:
        cell: points of a Morris design.
        seed: of resampling.

    Raises:
        NotEnough: fewer than four trajectories are whole.
    """
    size = len(cell.design.factors) + 1
    rows, notes = _whole(cell, size, FEWEST_TRAJECTORIES, "trajectories")
    effects, noise, deviation = _effects(cell, rows, size)
    with warnings.catch_warnings(action="ignore"):  # means of nothing are NaN
        noise, deviation = np.nanmean(noise, axis=0), np.nanmean(deviation, axis=0)
    # A normal number with mean 0 has a mean size of sqrt(2/pi) standard deviations.
    chance = math.sqrt(2 / math.pi) * deviation
    blur = Z_95 * np.sqrt((1 - 2 / math.pi) * noise / len(effects))
    influence, mu, sigma = np.abs(effects).mean(axis=0), effects.mean(axis=0), effects.std(axis=0, ddof=1)
    again = np.random.default_rng(seed).integers(len(effects), size=(RESAMPLES, len(effects)))
    error = Z_95 * np.abs(effects)[again].mean(axis=1).std(axis=0, ddof=1)
    table = strongest_first({
        "factor": list(cell.design.problem["names"]), "influence": influence, "error": error, "chance": chance,
        "clear": _clear(influence, np.hypot(error, np.nan_to_num(blur)), chance),
        "direction": np.divide(mu, influence, out=np.zeros(len(influence)), where=influence > 0),
        "mu": mu, "sigma": sigma, "sigma_without_noise": np.sqrt(np.maximum(sigma**2 - noise, 0.0)),
    })  # fmt: skip
    measure = "mean change of the outcome from one end of the parameter's range to the other"
    return Sensitivity("morris", cell, measure, table, no_pairs(), len(rows), notes, seed)


def _effects(cell: Cell, rows: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Elementary effects, and the variance and standard deviation of each that are due to chance, both without bias.

    All have the shape (trajectories, factors); what is due to chance is NaN with one replicate.
    """
    unit = cell.design.unit[rows].reshape(-1, size, size - 1)
    values = cell.values[rows].reshape(len(unit), size, -1)
    means = cell.means[rows].reshape(len(unit), size)
    listed = np.array([f.values > 0 for f in cell.design.factors])
    steps = np.diff(unit, axis=1)
    moved = np.abs(steps).argmax(axis=2)  # the factor that each step moves
    step = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    step = np.where(listed[moved], np.sign(step), step)
    effect, each = np.diff(means, axis=1) / step, np.diff(values, axis=1) / step[:, :, None]
    count = np.isfinite(each).sum(axis=2)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        variance = np.where(count > 1, np.nanvar(each, axis=2, ddof=1) / count, np.nan)
    few = np.maximum(count - 1, 1) / 2  # the deviation of few normal numbers is too small by this factor
    bias = np.exp(gammaln(few + 0.5) - gammaln(few)) / np.sqrt(few)
    place = moved.argsort(axis=1)  # from the order of steps to the order of factors
    effects, noise, deviation = (np.take_along_axis(a, place, axis=1) for a in (
        effect, variance, np.sqrt(variance) / bias))  # fmt: skip
    return effects, noise, deviation


def sobol(cell: Cell, *, seed: int = 1) -> Sensitivity:
    """Sobol indices: shares of the variance between runs due to a factor alone (first order), in all (total) and in
    pairs (second order).

    Where A and B have random numbers of their own (blocks), single runs are looked at, and chance is a factor like any
    other. Else it is the means over replicates, and what chance does to them is estimated from replicates.

    Args:
        cell: points of a Saltelli design.
        seed: of resampling.

    Raises:
        NotEnough: fewer than eight base samples are whole.
    """
    design, names = cell.design, list(cell.design.problem["names"])
    second, with_chance = bool(design.settings.get("second_order", True)), bool(design.settings.get("chance", False))
    size = (2 if second else 1) * len(names) + 2 + with_chance
    rows, notes = _whole(cell, size, FEWEST_BASES, "base samples")
    single = cell.random_numbers == BLOCKS
    values = (cell.values if single else cell.means[:, None])[rows].reshape(len(rows) // size, size, -1)
    sample = Saltelli(values, len(names), second=second, chance=with_chance and single)
    if np.ptp(sample.a) == 0 == np.ptp(sample.b):
        raise NotEnough(f"{cell.outcome} is the same in every base sample of {cell.label}: there is nothing to explain")
    found, errors = sample.indices(), sample.errors(seed)
    number = len(names)
    noise = _noise_of_totals(cell, rows, size)
    chance = (noise * cell.variation.replicates if single else noise) / sample.variance
    blur = 0.0 if single else cell.variation.blur
    left = 1 - blur if 0 <= blur < 1 else math.nan
    total, error, first = found.total[:number], errors.total[:number], found.first[:number]
    x, y = design.unit[rows].reshape(len(values), size, -1), np.nanmean(values, axis=2)
    at = [0, size - 1 - with_chance]
    table = strongest_first({
        "factor": names, "influence": total, "error": error, "chance": chance, "clear": _clear(total, error, chance),
        "direction": directions(np.concatenate(x[:, at]), np.concatenate(y[:, at])),
        "first": first, "first_error": errors.first[:number],
        "total_without_noise": np.maximum(total - np.nan_to_num(chance), 0) / left, "first_without_noise": first / left,
    })  # fmt: skip
    if sample.chance:
        share = (found.total[-1], errors.total[-1], found.first[-1], errors.first[-1])
        notes += ("Chance has a total index of {:.2f} ± {:.2f} (alone {:.2f} ± {:.2f}).".format(*share),)
    pairs = _pairs(found.pairs, errors.pairs, names) if second and number > 1 else no_pairs()
    measure = f"share of the variance between {'runs' if single else 'points'} in which the parameter has a part"
    return Sensitivity("sobol", cell, measure, table, pairs, len(rows), notes, seed)


def _noise_of_totals(cell: Cell, rows: np.ndarray, size: int) -> np.ndarray:
    """Half the mean square difference that chance makes between a base sample and its neighbour in each factor."""
    values = cell.values[rows].reshape(len(rows) // size, size, -1)
    noise = np.full(len(cell.design.factors), np.nan)
    for factor in range(len(noise)):
        difference = values[:, 0] - values[:, factor + 1]
        count = np.isfinite(difference).sum(axis=1)
        if (count > 1).any():
            several = difference[count > 1]
            noise[factor] = (np.nanvar(several, axis=1, ddof=1) / count[count > 1]).mean() / 2
    return noise


def _pairs(strength: np.ndarray, error: np.ndarray, names: list[str]) -> pd.DataFrame:
    every = list(combinations(range(len(names)), 2))
    wider = NormalDist().inv_cdf(1 - 0.025 / len(every)) / Z_95  # so strict that no pair passes by being one of many
    rows = [(names[i], names[j], *told) for (i, j), *told in zip(every, strength, error, strict=True)]
    table = pd.DataFrame(rows, columns=["first", "second", "strength", "error"])
    table["clear"] = table["strength"] > wider * table["error"]
    return table.sort_values("strength", ascending=False, ignore_index=True, kind="stable")


def _whole(cell: Cell, size: int, fewest: int, what: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Rows of the groups of points of which none is missing, and what to say about the others.

    Raises:
        NotEnough: too few groups are whole.
    """
    groups = np.arange(len(cell.means)).reshape(-1, size)
    whole = np.isfinite(cell.means)[groups].all(axis=1)
    count, of = int(whole.sum()), len(groups)
    notes = what_is_missing(cell)
    if count < of:
        notes += (f"{count} of {of} {what} are whole and were used.",)
    if count < fewest:
        need = f"At least {fewest} whole {what} are needed, and there are {count}: `rpp resume` runs what is missing"
        raise NotEnough(" ".join((*notes, f"{need}, and --method given-data uses the points that are there.")))
    return groups[whole].ravel(), notes


def _clear(influence: np.ndarray, error: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Whether the lower end of an interval lies above chance, or above nothing where chance is unknown."""
    return influence - np.nan_to_num(error) > np.nan_to_num(chance) + 1e-12 * np.abs(influence).max()

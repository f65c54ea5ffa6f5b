"""Indices from designs that are made for them: Morris screening (Morris 1991) and Sobol indices (by SALib).

Every influence comes with the size that it would have if the parameter did nothing but stir random numbers, estimated
from the replicates of the very points that the influence is worked out from: replicates of two points have common
random numbers, so a parameter without any effect leaves them alike, and one that only stirs those makes them differ by
as much as replicates differ.
"""

import math
import warnings
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import gammaln

from analysis.sensitivity.points import Cell, NotEnough
from analysis.sensitivity.result import STRICT, Sensitivity, directions, no_pairs, strongest_first, what_is_missing
from analysis.sensitivity.saltelli import Saltelli
from analysis.stats.jackknife import Spread
from analysis.stats.testing import holm
from sim.experiments.design.samples import Design
from sim.experiments.design.unit_cube import PARTS
from sim.experiments.plan.random_numbers import BLOCKS, FEWEST

#: Fewest whole trajectories, and base samples, from which indices are worked out.
FEWEST_TRAJECTORIES, FEWEST_BASES = FEWEST, 8


def morris(cell: Cell, *, seed: int = 1) -> Sensitivity:
    """Morris screening: mean size (mu*) and spread (sigma) of elementary effects.

    An effect of a range is what a step changes, relative to the whole range; one of listed values or whole numbers is
    the difference between two of these, and one of a group what stepping with all its factors changes, which has a size
    but no direction (Campolongo et al. 2007). Trajectories are independent of each other, and what differs between them
    tells how far their means may be off.

    Args:
        cell: points of a Morris design.
        seed: for the record; nothing is drawn.

    Raises:
        NotEnough: fewer than five trajectories are whole.
    """
    groups = cell.design.groups
    size = len(groups) + 1
    rows, notes = _whole(cell, size, FEWEST_TRAJECTORIES, "trajectories")
    effects, noise, deviation = _effects(cell, rows, size)
    with warnings.catch_warnings(action="ignore"):  # means of nothing are NaN
        noise, deviation = np.nanmean(noise, axis=0), np.nanmean(deviation, axis=0)
    # A normal number with mean 0 has a mean size of sqrt(2/pi) standard deviations.
    chance = math.sqrt(2 / math.pi) * deviation
    blur = np.nan_to_num(np.sqrt((1 - 2 / math.pi) * noise / len(effects)))
    sizes = np.abs(effects)
    influence, mu, sigma = sizes.mean(axis=0), effects.mean(axis=0), effects.std(axis=0, ddof=1)
    spread = Spread(sizes.std(axis=0, ddof=1) / math.sqrt(len(sizes)), len(sizes))
    together = np.array([len(columns) > 1 for columns in groups.values()])
    mu, sigma = np.where(together, np.nan, mu), np.where(together, np.nan, sigma)
    table = strongest_first({
        "factor": list(groups), "influence": influence, "error": spread.width, "chance": chance,
        **_judged(Spread(np.hypot(spread.error, blur), spread.parts).above(influence, np.nan_to_num(chance))),
        "direction": np.divide(mu, influence, out=np.zeros(len(influence)), where=(influence > 0) & ~together),
        "mu": mu, "sigma": sigma, "sigma_without_noise": np.sqrt(np.maximum(sigma**2 - noise, 0.0)),
    })  # fmt: skip
    measure = "mean change of the outcome from one end of the parameter's range to the other"
    return Sensitivity("morris", cell, measure, table, no_pairs(), len(rows), notes, seed)


def _effects(cell: Cell, rows: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Elementary effects, and the variance and standard deviation of each that are due to chance, both without bias.

    All have the shape (trajectories, groups); what is due to chance is NaN with one replicate.
    """
    factors, groups = cell.design.factors, list(cell.design.groups.values())
    unit = cell.design.unit[rows].reshape(-1, size, len(factors))
    values = cell.values[rows].reshape(len(unit), size, -1)
    means = cell.means[rows].reshape(len(unit), size)
    listed = np.array([any(factors[n].values > 0 for n in columns) for columns in groups])
    group_of = np.empty(len(factors), dtype=int)
    for number, columns in enumerate(groups):
        group_of[columns] = number
    steps = np.diff(unit, axis=1)
    first = np.abs(steps).argmax(axis=2)  # a factor that each step moves
    moved = group_of[first]
    step = np.take_along_axis(steps, first[:, :, None], axis=2)[:, :, 0]
    step = np.where(listed[moved], np.sign(step), step)
    effect, each = np.diff(means, axis=1) / step, np.diff(values, axis=1) / step[:, :, None]
    count = np.isfinite(each).sum(axis=2)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        variance = np.where(count > 1, np.nanvar(each, axis=2, ddof=1) / count, np.nan)
    few = np.maximum(count - 1, 1) / 2  # the deviation of few normal numbers is too small by this factor
    bias = np.exp(gammaln(few + 0.5) - gammaln(few)) / np.sqrt(few)
    place = moved.argsort(axis=1)  # from the order of steps to the order of groups
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
        seed: for the record; nothing is drawn.

    Raises:
        NotEnough: fewer than eight base samples are whole.
    """
    design, names = cell.design, list(cell.design.groups)
    second, with_chance = bool(design.settings.get("second_order", True)), bool(design.settings.get("chance", False))
    size = (2 if second else 1) * len(names) + 2 + with_chance
    rows, notes = _whole(cell, size, FEWEST_BASES, "base samples")
    single = cell.random_numbers == BLOCKS
    values = (cell.values if single else cell.means[:, None])[rows].reshape(len(rows) // size, size, -1)
    part = _parts(design, size)[rows[::size] // size]
    sample = Saltelli(values, part, len(names), second=second, chance=with_chance and single)
    if np.ptp(sample.a) == 0 == np.ptp(sample.b):
        raise NotEnough(f"{cell.outcome} is the same in every base sample of {cell.label}: there is nothing to explain")
    found, spread = sample.indices(), sample.spread()
    number, every = len(names), len(found.first)
    first_error, total_error = spread.width[:number], spread.width[every : every + number]
    noise = _noise_of_totals(cell, rows, size)
    chance = (noise * cell.variation.replicates if single else noise) / sample.variance
    blur = 0.0 if single else cell.variation.blur
    left = 1 - blur if 0 <= blur < 1 else math.nan
    total, first = found.total[:number], found.first[:number]
    totals = Spread(spread.error[every : every + number], spread.parts)
    x, y = design.unit[rows].reshape(len(values), size, -1), np.nanmean(values, axis=2)
    at = [0, size - 1 - with_chance]
    table = strongest_first({
        "factor": names, "influence": total, "error": total_error, "chance": chance,
        **_judged(totals.above(total, np.nan_to_num(chance))),
        "direction": _directions(design, np.concatenate(x[:, at]), np.concatenate(y[:, at])),
        "first": first, "first_error": first_error,
        "total_without_noise": np.maximum(total - np.nan_to_num(chance), 0) / left, "first_without_noise": first / left,
    })  # fmt: skip
    if sample.chance:
        total, alone = (_give_or_take(value, spread.width[n]) for value, n in (
            (found.total[-1], 2 * every - 1), (found.first[-1], every - 1)))  # fmt: skip
        notes += (f"Chance has a total index of {total} (alone {alone}).",)
    in_pairs = Spread(spread.error[2 * every :], spread.parts)
    pairs = _pairs(found.pairs, in_pairs, names) if second and number > 1 else no_pairs()
    measure = f"share of the variance between {'runs' if single else 'points'} in which the parameter has a part"
    return Sensitivity("sobol", cell, measure, table, pairs, len(rows), notes, seed)


def _noise_of_totals(cell: Cell, rows: np.ndarray, size: int) -> np.ndarray:
    """Half the mean square difference that chance makes between a base sample and its neighbour in each factor."""
    values = cell.values[rows].reshape(len(rows) // size, size, -1)
    noise = np.full(len(cell.design.groups), np.nan)
    for factor in range(len(noise)):
        difference = values[:, 0] - values[:, factor + 1]
        count = np.isfinite(difference).sum(axis=1)
        if (count > 1).any():
            several = difference[count > 1]
            noise[factor] = (np.nanvar(several, axis=1, ddof=1) / count[count > 1]).mean() / 2
    return noise


def _parts(design: Design, size: int) -> np.ndarray:
    """The independent part of the sample that each base sample belongs to (`unit_cube.saltelli_points`).

    Samples of before that are one sequence; its stretches are taken for parts, which makes intervals too wide.
    """
    base = np.arange(len(design) // size)
    if parts := design.settings.get("parts"):
        return base % int(parts)
    return base * min(PARTS, len(base)) // len(base)


def _directions(design: Design, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Rank correlations with the outcome; 0 for groups, in which each factor has a direction of its own."""
    found = directions(x, y)
    return np.array([found[columns[0]] if len(columns) == 1 else 0.0 for columns in design.groups.values()])


def _give_or_take(value: float, width: float) -> str:
    return f"{value:.2f}" + (f" ± {width:.2f}" if width == width else "")


def _pairs(strength: np.ndarray, spread: Spread, names: list[str]) -> pd.DataFrame:
    rows = [(*pair, *told) for pair, *told in zip(combinations(names, 2), strength, spread.width, strict=True)]
    table = pd.DataFrame(rows, columns=["first", "second", "strength", "error"])
    table["clear"] = _judged(spread.above(strength, 0.0))["clear"]
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


def _judged(p: np.ndarray) -> dict[str, np.ndarray]:
    """Whether influences are more than chance, adjusted for their number (Holm)."""
    adjusted = holm(p)
    return {"p": p, "p_holm": adjusted, "clear": adjusted < STRICT}

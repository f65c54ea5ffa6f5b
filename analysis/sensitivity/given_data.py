"""Which parameters an outcome depends on, from points of any design: PAWN, first-order shares, pairs, and a split.

With finite data a parameter without any influence does not get an index of 0. Dummy parameters, columns of random
numbers that the model never saw, show how large an index chance gives (Khorashadi Zadeh et al. 2017).
"""

from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from analysis.sensitivity.points import Cell, NotEnough
from analysis.sensitivity.result import STRICT, Sensitivity, directions, no_pairs, strongest_first, what_is_missing
from analysis.stats.jackknife import dealt, jackknife
from analysis.stats.testing import holm
from analysis.wording.labels import better_of
from analysis.wording.numbers import percent
from sim.experiments.design.samples import Design
from sim.extras import need

DUMMIES = 100
#: Fewest points from which indices are worked out.
FEWEST_POINTS = 40
#: Slices of a factor in PAWN, and fewest points in a slice.
SLICES, IN_SLICE = 10, 12
#: Factors whose PAWN has an interval.
WITH_ERRORS = 12
#: Factors that trees are given, and of which pairs are looked at; points at which they are set; additive data sets.
GROWN, PAIRED, GRID, TRIES = 12, 5, 60, 5
#: How many standard deviations above its mean in additive data a strength must lie: its tail is long.
FAR = 4.0
#: A pair must make up at least so much of the variance to be named.
LEAST_PAIR = 0.005


def positions(design: Design, seed: int = 1) -> np.ndarray:
    """Where samples lie in the unit cube: as sampled, or by rank where the design does not say, ties at random.

    A level that a sample leaves alone has no place in the range, so such designs are refused.

    Raises:
        NotEnough: some samples leave a factor at the scenario's own value.
    """
    if design.unit is not None:
        return design.unit
    rng = np.random.default_rng(seed)
    columns = []
    for factor in design.factors:
        values = design.columns[factor.name]
        blank = pd.isna(pd.Series(values))
        if blank.any():
            raise NotEnough(
                f"{int(blank.sum())} points leave {factor.name} at the scenario's own value, so that its influence "
                "cannot be worked out; sweep a design in which every point sets every factor, such as latin_hypercube"
            )
        codes = np.array([factor.levels.index(v) for v in values]) if factor.is_text else values.astype(float)
        order = np.lexsort((rng.random(len(codes)), codes))
        place = np.empty(len(codes))
        place[order] = (np.arange(len(codes)) + 0.5) / len(codes)
        columns.append(place)
    return np.stack(columns, axis=1)


def given_data(cell: Cell, *, seed: int = 1, notes: tuple[str, ...] = ()) -> Sensitivity:
    """PAWN, first-order shares of variance (RBD-FAST) and the strength of pairs, from points of any design.

    PAWN compares the distribution of the outcome in slices of a factor with that in all points (mean of the
    Kolmogorov-Smirnov distances, 0 to 1), so that it also finds influences that go up and down again.

    Args:
        cell: points of one scenario under one policy.
        seed: of dummies, and of how points are dealt into the parts that are left out in turn.
        notes: what to say first.

    Raises:
        NotEnough: fewer than forty points have a value, or points leave factors alone.
        Missing: the extra ``sensitivity`` is not installed.
    """
    need("sensitivity", "What outcomes depend on")
    x, y, lost = _known(cell, seed)
    slices, names = _slices(len(y)), list(cell.design.problem["names"])
    number, strongest = len(names), np.arange(0)

    def indices(rows: np.ndarray) -> np.ndarray:
        """PAWN of the strongest, and first-order shares of all."""
        told = _pawn(x[rows][:, strongest], y[rows], slices)
        return np.concatenate([told, [_share(x[rows, n], y[rows]) for n in range(number)]])

    found, chance, limit = beside_dummies(x, y, seed)
    strongest = np.argsort(-found, kind="stable")[:WITH_ERRORS]
    shares, width = indices(np.arange(len(y)))[len(strongest) :], jackknife(indices, dealt(len(y), seed)).width
    error = np.full(number, np.nan)
    error[strongest] = width[: len(strongest)]
    table = strongest_first({
        "factor": names, "influence": found, "error": error, "chance": chance,
        "chance_high": limit, "clear": found > limit, "direction": directions(x, y),
        "first": shares, "first_error": width[len(strongest) :],
    })  # fmt: skip
    grown = strongest[:GROWN]
    pairs, told = interplay(x[:, grown], y, [names[n] for n in grown], seed=seed)
    measure = "difference that the parameter makes to the distribution of the outcome, 0 to 1 (PAWN)"
    return Sensitivity("given-data", cell, measure, table, pairs, len(y), (*notes, *lost, *told), seed)


def beside_dummies(x: np.ndarray, y: np.ndarray, seed: int) -> tuple[np.ndarray, float, float]:
    """PAWN of each column of points, its mean over dummies, and above which it is more than chance.

    The limit is so strict that in 39 of 40 analyses no parameter without influence would pass, however many there are.
    """
    slices, rng = _slices(len(y)), np.random.default_rng(seed)
    dummies = _pawn(rng.random((len(y), DUMMIES)), y, slices)
    strict = stats.t.ppf(1 - 0.025 / x.shape[1], DUMMIES - 1) * np.sqrt(1 + 1 / DUMMIES)  # one more, beside so many
    return _pawn(x, y, slices), float(dummies.mean()), float(dummies.mean() + strict * dummies.std(ddof=1))


@np.errstate(invalid="ignore")  # of what does not differ it also works out a variation, which is not asked for
def _pawn(x: np.ndarray, y: np.ndarray, slices: int) -> np.ndarray:
    """Mean of the Kolmogorov-Smirnov distances of each column (Pianosi & Wagener 2018)."""
    from SALib.analyze import pawn

    return np.asarray(pawn.analyze(_problem(x.shape[1]), x, y, S=slices)["mean"]) if x.shape[1] else np.empty(0)


@np.errstate(invalid="ignore")  # what does not differ has no shares: NaN
def _share(x: np.ndarray, y: np.ndarray) -> float:
    """First-order share of variance by RBD-FAST, without its bias (Tissot & Prieur 2012)."""
    from SALib.analyze import rbd_fast

    harmonics = min(10, (len(y) - 1) // 4)  # there must be more points than twice as many
    found = rbd_fast.compute_first_order(rbd_fast.permute_outputs(x, y), harmonics)
    return float(rbd_fast.unskew_S1(found, harmonics, len(y)))


def _slices(points: int) -> int:
    """Slices of a factor, of which SALib's edges do not step past 1 by rounding (as 6 and 9 do)."""
    most = int(np.clip(points // IN_SLICE, 3, SLICES))
    return next(n for n in range(most, 2, -1) if np.arange(0, 1 + 1 / n, 1 / n)[-1] <= 1)


def regional(cell: Cell, *, case: np.ndarray | None = None, seed: int = 1) -> Sensitivity:
    """Regional sensitivity: how differently each factor is distributed in the cases of interest and elsewhere.

    The measure is the Kolmogorov-Smirnov distance (Hornberger & Spear 1981). What chance would show is its mean when
    cases are dealt out at random; a factor is clear if its p-value is below 0.05 after Holm's correction.

    Args:
        cell: points of one scenario under one policy.
        case: 1 where a point belongs to the cases of interest, 0 where not, NaN if unknown; the worse quarter if None.
        seed: of the random deals.

    Raises:
        NotEnough: too few points, or too few of them in or out of the cases.
    """
    x, y, notes = _known(cell, seed)
    if case is None:
        less = better_of(cell.outcome) < 0
        inside = (-y if less else y) <= np.quantile(-y if less else y, 0.25)
        notes += (f"Cases of interest: the {'highest' if less else 'lowest'} quarter of points.",)
    else:
        known = np.isfinite(cell.means)
        told = case[known]
        keep = np.isfinite(told)
        x, y, inside = x[keep], y[keep], told[keep] > 0.5
    if min(inside.sum(), (~inside).sum()) < 10:
        raise NotEnough(
            f"{inside.sum()} of {len(inside)} points of {cell.label} belong to the cases of interest; a comparison "
            "needs at least 10 on either side: choose another limit, or add points with `rpp extend`"
        )
    tests = [stats.ks_2samp(column[inside], column[~inside]) for column in x.T]
    rng = np.random.default_rng(seed)
    dealt = []
    for _ in range(DUMMIES):
        deal = rng.permutation(inside)
        column = rng.random(len(deal))
        dealt.append(stats.ks_2samp(column[deal], column[~deal]).statistic)
    p = np.array([t.pvalue for t in tests])
    names = list(cell.design.problem["names"])
    table = strongest_first({
        "factor": names, "influence": [t.statistic for t in tests], "error": np.nan, "chance": np.mean(dealt),
        "chance_high": np.sqrt(-np.log(0.025 / len(names)) / 2 * (1 / inside.sum() + 1 / (~inside).sum())),
        "clear": holm(p) < STRICT, "direction": directions(x, inside.astype(float)), "p": p, "p_holm": holm(p),
        "middle_inside": np.median(x[inside], axis=0), "middle_outside": np.median(x[~inside], axis=0),
    })  # fmt: skip
    measure = "distance between the parameter's distributions inside and outside the cases of interest, 0 to 1"
    return Sensitivity("regional", cell, measure, table, no_pairs(), len(y), notes, seed)


def interplay(x: np.ndarray, y: np.ndarray, names: list[str], *, seed: int) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """How strongly pairs of the most influential factors work together (after Friedman & Popescu 2008).

    Boosted trees are fitted to the points. The strength of a pair is the variance of what both do together beyond the
    sum of what each does alone, as a share of the variance of the outcome. What chance alone would show comes from the
    same trees fitted to data in which factors only add up, with the same leftover variance.

    Args:
        x: points in the unit cube, shape (points, factors).
        y: outcome of each.
        names: of the factors.
        seed: of the trees and of the tries.

    Returns:
        The pairs as in `Sensitivity.pairs`, and sentences on how well the trees fit.
    """
    import sklearn.ensemble  # noqa: F401  (only what is loaded is limited)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # the points are few: threads would wait for each other
        return _interplay(x, y, names, seed)


def _interplay(x: np.ndarray, y: np.ndarray, names: list[str], seed: int) -> tuple[pd.DataFrame, tuple[str, ...]]:
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.inspection import permutation_importance
    from sklearn.model_selection import KFold, cross_val_predict

    def trees(*, together: bool) -> HistGradientBoostingRegressor:
        return HistGradientBoostingRegressor(
            max_iter=100, learning_rate=0.1, max_leaf_nodes=8, min_samples_leaf=max(5, len(y) // 60),
            interaction_cst=None if together else "no_interactions", early_stopping=False, random_state=seed,
        )  # fmt: skip

    folds = KFold(3, shuffle=True, random_state=seed)
    fits = {}
    for together in (False, True):
        left = y - cross_val_predict(trees(together=together), x, y, cv=folds)
        fits[together] = 1 - float(np.var(left) / np.var(y))
    added, worked = (percent(max(fits[together], 0)) for together in (False, True))
    told = (
        f"From the {len(names)} strongest parameters, boosted trees in which these only add up foresee {added} of the "
        f"variance between points that they have not seen; trees in which they work together, {worked}.",
    )
    full = trees(together=True).fit(x, y)
    weight = permutation_importance(full, x, y, n_repeats=3, random_state=seed).importances_mean
    chosen = np.sort(np.argsort(-weight, kind="stable")[:PAIRED])
    pairs = list(combinations(chosen, 2))
    if not pairs:
        return no_pairs(), told
    rng = np.random.default_rng(seed)
    at = x[np.sort(rng.choice(len(x), size=min(GRID, len(x)), replace=False))]
    strength = _together(full, at, pairs) / np.var(y)
    alone = trees(together=False).fit(x, y)
    added, left = alone.predict(x), y - alone.predict(x)
    left = left * np.sqrt(max(np.var(y) - np.var(added), 1e-12) / max(np.var(left), 1e-300))
    null = np.concatenate([
        _together(trees(together=True).fit(x, added + rng.permutation(left)), at, pairs) / np.var(y)
        for _ in range(TRIES)
    ])  # fmt: skip
    limit = max(float(null.max()), float(null.mean() + FAR * null.std(ddof=1)))
    table = pd.DataFrame({
        "first": [names[i] for i, _ in pairs], "second": [names[j] for _, j in pairs], "strength": strength,
        "error": limit, "clear": (strength > limit) & (strength > LEAST_PAIR) & (fits[True] > 0),
    })  # fmt: skip
    return table.sort_values("strength", ascending=False, ignore_index=True, kind="stable"), told


def _together(model: object, at: np.ndarray, pairs: list[tuple[int, int]]) -> np.ndarray:
    """Variance of the partial dependence on both factors of a pair beyond the sum of those on each."""
    single = {n: _dependence(model, at, [n]) for n in {n for pair in pairs for n in pair}}
    return np.array([np.var(_dependence(model, at, list(p)) - single[p[0]] - single[p[1]]) for p in pairs])


def _dependence(model: object, at: np.ndarray, columns: list[int]) -> np.ndarray:
    """Mean prediction over all points with some columns set to those of each point in turn."""
    table = np.repeat(at[None], len(at), axis=0)
    table[:, :, columns] = at[:, None, columns]
    return model.predict(table.reshape(-1, at.shape[1])).reshape(len(at), -1).mean(axis=1)


def _known(cell: Cell, seed: int) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    known = np.isfinite(cell.means)
    if known.sum() < FEWEST_POINTS:
        raise NotEnough(
            " ".join((*what_is_missing(cell), f"{known.sum()} points have a value, and at least {FEWEST_POINTS} are "
                      "needed: `rpp resume` runs what is missing, `rpp extend --points` adds more.")))  # fmt: skip
    return positions(cell.design, seed)[known], cell.means[known], what_is_missing(cell)


def _problem(number: int) -> dict:
    return {"num_vars": number, "names": [f"x{n}" for n in range(number)], "bounds": [[0.0, 1.0]] * number}

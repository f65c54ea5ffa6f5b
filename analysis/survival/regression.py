"""Which levers and uncertainties of a sweep make partnerships last: proportional hazards and accelerated failure.

Both models are lifelines'. Cox's (1972) gives hazard ratios: how many times as likely an end is, in any month, at the
high end of a range as at its low end. Its assumption, that the ratio is the same early and late, is checked by scaled
Schoenfeld residuals (Grambsch & Therneau 1994), which take runs as independent: the check is on the strict side.
Where it fails, the ratio is an average over time, and the accelerated-failure model (Weibull or log-normal, whichever
fits better) tells how many times as long a life is. Standard errors are sandwiches, for hazards by Lin & Wei (1989),
for time ratios by White (1982). They count whatever runs share (`analysis.stats.sharing`).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.sharing import Sharing, sharing
from analysis.stats.testing import holm
from analysis.survival.columns import Coded, Step, coded
from sim.experiments.design.factors import Factor

if TYPE_CHECKING:
    from lifelines import LogNormalAFTFitter, WeibullAFTFitter

#: Endings that a model needs for each column (Vittinghoff & McCulloch 2007), and at all.
FEWEST_ENDINGS = 5
#: Independent groups that a model needs for each column, and at all: with fewer, intervals are too narrow by far.
GROUPS_PER_TERM, FEWEST_GROUPS = 5, 20
#: Log ratios beyond this are taken for infinite: everything ended on one side only.
INFINITE = 8.0
#: Level of tests, adjusted for the number of columns.
STRICT = 0.05
_COLUMNS = ("lever", "step", "ratio", "low", "high", "p", "p_steady", "steady", "note")


@dataclass(frozen=True)
class LeverEffects:
    """Hazard ratios or time ratios for each step of each lever.

    Attributes:
        table: ``lever``, ``step``, ``ratio`` (high end to low end, or a level to the one named after "not"), ``low``,
            ``high`` (95 %), ``p``, ``p_steady`` and ``steady`` (check of proportional hazards; NaN and True where there
            is none), ``note``, ``p_holm`` and ``distinguishable`` (p adjusted for the number of steps, whether that is
            below 0.05 or everything ended on one side); the strongest first.
        model: what was fitted; ``""`` if nothing could be.
        notes: what could not be used or was done otherwise, in plain words.
        runs, endings, groups: partnerships, how many ended, and independent groups.
    """

    table: pd.DataFrame
    model: str
    notes: tuple[str, ...]
    runs: int
    endings: int
    groups: int


def hazard_ratios(runs: pd.DataFrame, factors: Sequence[Factor]) -> LeverEffects:
    """Cox's model of all levers together, or of one lever at a time where all together cannot be fitted.

    Args:
        runs: one row per run and partnership, with ``survival_months``, ``ended``, a column for each factor, and what
            `sharing` needs.
        factors: what the sweep varied.
    """
    columns = coded(runs, factors)
    data, notes = _data(runs, columns), list(columns.notes)
    model, rows = "", None
    shared, number = sharing(runs.loc[data.index]), len(columns.steps)
    reason = _too_thin(data, columns) or _too_few(shared, number)
    if number and data["ended"].sum() >= FEWEST_ENDINGS and not _too_few(shared, 1):
        model, every = "Cox, all together", range(number)
        if not reason and (rows := _cox(data, columns.steps, list(every), shared)) is None:
            reason = "the levers together could not be fitted"
        if rows is None:
            model = "Cox, one at a time"
            notes.append(f"{reason}, so that each was fitted by itself")
            alone = [(step, _cox(data, columns.steps, [n], shared)) for n, step in enumerate(columns.steps)]
            rows = [(row or [_row(step, note="could not be estimated")])[0] for step, row in alone]
    elif reason:
        notes.append(reason)
    return _effects(rows or [], columns, -np.inf, model, notes, runs)


def time_ratios(runs: pd.DataFrame, factors: Sequence[Factor]) -> LeverEffects:
    """How many times as long survival times are for each step: Weibull or log-normal, whichever has the lower AIC.

    The ratio is that of medians, as of any other share. Nothing is fitted where endings are too few for all levers
    together.

    Args:
        runs, factors: as for `hazard_ratios`.
    """
    columns = coded(runs, factors)
    data, notes = _data(runs, columns), list(columns.notes)
    shared = sharing(runs.loc[data.index])
    reason = _too_thin(data, columns) or _too_few(shared, len(columns.steps))
    fitted = _accelerated(data) if columns.steps and not reason else None
    if fitted is None:
        notes.append(reason or "no accelerated failure time model could be fitted")
        return _effects([], columns, np.inf, "", notes, runs)
    name, logs, influence = fitted
    errors = np.sqrt(shared.variance(influence))
    rows = [_estimated(step, logs[n], errors[n], shared) for n, step in enumerate(columns.steps)]
    return _effects(rows, columns, np.inf, name, notes, runs)


def _data(runs: pd.DataFrame, columns: Coded) -> pd.DataFrame:
    """Columns with times and ends; an end at once counts as half a month."""
    kept = runs.loc[columns.columns.index]
    return columns.columns.assign(months=np.maximum(kept["survival_months"], 0.5), ended=kept["ended"] > 0)


def _too_few(shared: Sharing, terms: int) -> str:
    """Why so many levers cannot be told from so few independent groups; ``""`` if nothing speaks against it.

    Levers vary from draw to draw, so that draws have to be many; random numbers that these share only have to be so
    many that what they do is known.
    """
    need, groups = max(FEWEST_GROUPS, GROUPS_PER_TERM * terms), int(shared.kinds[0].max()) + 1
    if groups < need:
        what = f"{terms} step{'s' if terms != 1 else ''} of levers"
        return f"{groups} independent groups of runs are too few for {what} (at least {need})"
    return "" if shared.are_enough else shared.words.rstrip(".")


def _too_thin(data: pd.DataFrame, columns: Coded) -> str:
    """Why all levers together cannot be fitted; ``""`` if nothing speaks against it."""
    number, endings = len(columns.steps), int(data["ended"].sum())
    if endings < FEWEST_ENDINGS * max(number, 1):
        steps = f"{number} step{'s' if number != 1 else ''}"
        return f"{endings} ended, too few for {steps} of levers together (at least {FEWEST_ENDINGS} for each)"
    values = data[list(range(number))].to_numpy()
    if number and np.linalg.matrix_rank(values - values.mean(axis=0)) < number:
        return "some levers always changed together"
    return ""


def _cox(
    data: pd.DataFrame, steps: Sequence[Step], chosen: list[int], shared: Sharing
) -> list[dict] | None:
    """One row for each of the chosen columns; None if the model could not be fitted."""
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError
    from lifelines.statistics import proportional_hazard_test

    # Columns have deviation 1, without which lifelines 0.30 mixes two scales in the residuals that it gives.
    unit = data[chosen].std()
    frame = data[["months", "ended"]].join(data[chosen] / unit)
    try:
        with warnings.catch_warnings(action="ignore"):  # what they tell of shows in the coefficients
            fitted = CoxPHFitter().fit(frame, "months", "ended")
            influence = fitted.compute_residuals(frame, "delta_beta").loc[frame.index, chosen]
            errors = np.sqrt(shared.variance((influence / unit).to_numpy()))
            check = proportional_hazard_test(fitted, frame, time_transform="rank").summary["p"]
    except (ConvergenceError, np.linalg.LinAlgError, ValueError, ZeroDivisionError):
        return None
    logs = (fitted.params_[chosen] / unit).to_numpy()
    if not np.isfinite([logs, errors]).all():
        return None
    return [
        _estimated(steps[n], logs[k], errors[k], shared, p_steady=float(check[n]), among=len(steps))
        for k, n in enumerate(chosen)
    ]


def _accelerated(data: pd.DataFrame) -> tuple[str, np.ndarray, np.ndarray] | None:
    """The better of two accelerated failure time models; None if neither could be fitted.

    Returns:
        Its name, its log ratios, and the influence of each run on each of these.
    """
    from lifelines import LogNormalAFTFitter, WeibullAFTFitter
    from lifelines.exceptions import ConvergenceError

    columns = [n for n in data if isinstance(n, int)]
    alike = data.groupby(list(data), sort=True).size().rename("weight").reset_index()  # fewer rows, same likelihood
    best: tuple[str, np.ndarray, np.ndarray] | None = None
    lowest = np.inf
    for name, fitter, place in (("Weibull", WeibullAFTFitter, "lambda_"), ("log-normal", LogNormalAFTFitter, "mu_")):
        try:
            with warnings.catch_warnings(action="ignore"):
                fitted = fitter().fit(alike, "months", "ended", weights_col="weight")
        except (ConvergenceError, np.linalg.LinAlgError, ValueError, ZeroDivisionError):
            continue
        logs = fitted.params_[place][columns].to_numpy()
        if np.isfinite(logs).all() and lowest > fitted.AIC_:
            best, lowest = (name, logs, life_influence(fitted, place, data)), fitted.AIC_
    return best


def life_influence(fitted: WeibullAFTFitter | LogNormalAFTFitter, place: str, data: pd.DataFrame) -> np.ndarray:
    """What each run does to the log ratios of an accelerated failure time model: its score times the inverse of the
    information.

    Both models say that log months are a sum of columns plus a spread times noise, whose density f (least extreme
    value, or normal) and survival S make the scores.

    Args:
        fitted: the model.
        place: name of the parameter that depends on the columns.
        data: its columns, by number, with ``months`` and ``ended``; one row per run.

    Returns:
        Runs by columns.
    """
    columns, ended = [n for n in data if isinstance(n, int)], data["ended"].to_numpy(dtype=float)
    normal = place == "mu_"
    other = "sigma_" if normal else "rho_"  # the logarithm of the spread, or of one over it
    sign = 1.0 if normal else -1.0
    design = data[columns].assign(Intercept=1.0).to_numpy()
    middle = design @ fitted.params_[place][[*columns, "Intercept"]].to_numpy()
    spread = np.exp(sign * fitted.params_[other, "Intercept"])
    noise = (np.log(data["months"].to_numpy(dtype=float)) - middle) / spread
    if normal:  # -f'/f where it ended, f/S where it was only followed so far
        slope = np.where(ended > 0, noise, np.exp(stats.norm.logpdf(noise) - stats.norm.logsf(noise)))
    else:
        slope = np.exp(noise) - ended
    scores = np.column_stack([design * (slope / spread)[:, None], sign * (noise * slope - ended)])
    order = [*((place, n) for n in (*columns, "Intercept")), (other, "Intercept")]
    return (scores @ fitted.variance_matrix_.loc[order, order].to_numpy())[:, : len(columns)]


def _estimated(
    step: Step, log: float, error: float, shared: Sharing, *, p_steady: float = np.nan, among: int = 1
) -> dict:
    """A row of the table, from an estimate on the log scale and its standard error."""
    p = 2 * stats.t.sf(abs(log) / error, shared.freedom) if error > 0 else np.nan
    return _row(step, log, *shared.limits(log, error), p=p, p_steady=p_steady, among=among)


def _row(
    step: Step, log: float = np.nan, low: float = np.nan, high: float = np.nan, *, p: float = np.nan,
    p_steady: float = np.nan, among: int = 1, note: str = "",
) -> dict:  # fmt: skip
    """A row of the table, from ratios on the log scale."""
    if abs(log) > INFINITE:
        log, low, high, p, p_steady = np.sign(log) * np.inf, np.nan, np.nan, np.nan, np.nan
        note = note or "all endings on one side"
    steady = not p_steady < STRICT / among
    note = note or ("" if steady else "ratio changes with time")
    values = (step.lever, step.step, np.exp(log), np.exp(low), np.exp(high), p, p_steady, steady, note)
    return dict(zip(_COLUMNS, values, strict=True))


def _effects(
    rows: list[dict], columns: Coded, never: float, model: str, notes: list[str], runs: pd.DataFrame
) -> LeverEffects:
    """The result; levels at which nothing ended have the log ratio ``never``: no hazard, endless times."""
    if model:
        rows = rows + [_row(step, never, note="none ended") for step in columns.never]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    order = np.abs(np.log(table["ratio"].astype(float).replace(0.0, np.exp(-99)))).sort_values(
        ascending=False, kind="stable", na_position="last"
    )
    table = table.loc[order.index].reset_index(drop=True)
    table["p_holm"] = holm(table["p"].to_numpy(dtype=float))
    table["distinguishable"] = (table["p_holm"] < STRICT) | table["ratio"].isin([0, np.inf])
    return LeverEffects(table, model, tuple(notes), len(runs), int((runs["ended"] > 0).sum()), sharing(runs).count)

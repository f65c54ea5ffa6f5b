"""Which levers and uncertainties of a sweep make partnerships last: proportional hazards and accelerated failure.

Both models are lifelines'. Cox's (1972) gives hazard ratios: how many times as likely an end is, in any month, at the
high end of a range as at its low end. Its assumption, that the ratio is the same early and late, is checked by scaled
Schoenfeld residuals (Grambsch & Therneau 1994), which take runs as independent: the check is on the strict side.
Where it fails, the ratio is an average over time, and the accelerated-failure model (Weibull or log-normal, whichever
fits better) tells how many times as long a life is. Standard errors count runs of one design point (or of one
replicate) once: robust ones (Lin & Wei 1989) for hazards, the delete-a-group jackknife (Kott 2001) for lives.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sim.experiments.factors import Factor

from .lever_columns import Coded, Step, coded
from .survival import clusters

#: Endings that a model needs for each column (Vittinghoff & McCulloch 2007), and at all.
FEWEST_ENDINGS = 5
#: Groups from which robust errors are taken; with fewer, each world counts by itself.
FEWEST_CLUSTERS = 10
#: Groups of the jackknife.
JACKKNIFE = 10
#: Log ratios beyond this are taken for infinite: everything ended on one side only.
INFINITE = 8.0
#: Level of the check of proportional hazards, shared among all columns (Bonferroni).
STRICT = 0.05
_COLUMNS = ("lever", "step", "ratio", "low", "high", "p", "p_steady", "steady", "note")


@dataclass(frozen=True)
class LeverEffects:
    """Ratios of hazards or of lives for each step of each lever.

    Attributes:
        table: ``lever``, ``step``, ``ratio`` (high end to low end, or a level to the one named after "not"), ``low``,
            ``high`` (95 %), ``p``, ``p_steady`` and ``steady`` (check of proportional hazards; NaN and True where there
            is none), ``note``; the strongest first.
        model: what was fitted; ``""`` if nothing could be.
        notes: what could not be used or was done otherwise, in plain words.
        runs, endings, groups: partnerships, how many ended, and groups with luck of their own.
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
        runs: one row per run and partnership, with ``survival_months``, ``ended``, a column for each factor, and
            ``cluster`` or ``run``.
        factors: what the sweep varied.
    """
    columns = coded(runs, factors)
    data, notes = _data(runs, columns), list(columns.notes)
    model, rows = "", None
    reason = _too_thin(data, columns)
    if columns.steps and data["ended"].sum() >= FEWEST_ENDINGS:
        model, every = "Cox, all together", range(len(columns.steps))
        if not reason and (rows := _cox(data, columns.steps, list(every))) is None:
            reason = "the levers together could not be fitted"
        if rows is None:
            model = "Cox, one at a time"
            notes.append(f"{reason}, so that each was fitted by itself")
            alone = [(step, _cox(data, columns.steps, [n])) for n, step in enumerate(columns.steps)]
            rows = [(row or [_row(step, note="could not be estimated")])[0] for step, row in alone]
    elif reason:
        notes.append(reason)
    return _effects(rows or [], columns, 0.0, model, notes, runs, data)


def life_ratios(runs: pd.DataFrame, factors: Sequence[Factor]) -> LeverEffects:
    """How many times as long lives are for each step: Weibull or log-normal, whichever has the lower AIC.

    The ratio is that of medians, as of any other share. Nothing is fitted where endings are too few for all levers
    together.

    Args:
        runs, factors: as for `hazard_ratios`.
    """
    columns = coded(runs, factors)
    data, notes = _data(runs, columns), list(columns.notes)
    reason = _too_thin(data, columns)
    fitted = _accelerated(data) if columns.steps and not reason else None
    if fitted is None:
        notes.append(reason or "no model of lives could be fitted")
        return _effects([], columns, np.inf, "", notes, runs, data)
    name, whole = fitted
    part = pd.factorize(data["group"], sort=True)[0] % JACKKNIFE
    left_out = [_accelerated(data[part != n], name) for n in range(min(JACKKNIFE, part.max() + 1))]
    logs = np.array([found[1] for found in left_out if found is not None])
    rows = []
    for n, step in enumerate(columns.steps):
        error, count = np.nan, len(logs)
        if count == len(left_out) and count > 1:
            error = np.sqrt((count - 1) / count * np.square(logs[:, n] - logs[:, n].mean()).sum())
        width = stats.t.ppf(0.975, max(count - 1, 1)) * error
        p = 2 * stats.t.sf(abs(whole[n]) / error, max(count - 1, 1)) if error > 0 else np.nan
        rows.append(_row(step, whole[n], whole[n] - width, whole[n] + width, p=p))
    return _effects(rows, columns, np.inf, name, notes, runs, data)


def _data(runs: pd.DataFrame, columns: Coded) -> pd.DataFrame:
    """Columns with times, ends and groups; an end at once counts as half a month."""
    kept = runs.loc[columns.columns.index]
    group = clusters(kept)
    return columns.columns.assign(
        months=np.maximum(kept["survival_months"], 0.5), ended=kept["ended"] > 0,
        group=group if group.nunique() >= FEWEST_CLUSTERS else kept["run"],
    )  # fmt: skip


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


def _cox(data: pd.DataFrame, steps: Sequence[Step], chosen: list[int]) -> list[dict] | None:
    """One row for each of the chosen columns; None if the model could not be fitted."""
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError
    from lifelines.statistics import proportional_hazard_test

    frame = data[[*chosen, "months", "ended", "group"]]
    try:
        with warnings.catch_warnings(action="ignore"):  # what they tell of shows in the coefficients
            fitted = CoxPHFitter().fit(frame, "months", "ended", cluster_col="group")
            check = proportional_hazard_test(fitted, frame, time_transform="rank").summary["p"]
    except (ConvergenceError, np.linalg.LinAlgError, ValueError, ZeroDivisionError):
        return None
    found = fitted.summary
    if not np.isfinite(found[["coef", "se(coef)"]].to_numpy()).all():
        return None
    return [
        _row(steps[n], found.loc[n, "coef"], found.loc[n, "coef lower 95%"], found.loc[n, "coef upper 95%"],
             p=found.loc[n, "p"], p_steady=float(check[n]), among=len(steps))
        for n in chosen
    ]  # fmt: skip


def _accelerated(data: pd.DataFrame, only: str = "") -> tuple[str, np.ndarray] | None:
    """Name of the better of two models of lives, or of the one asked for, and its log ratios; None if none fits."""
    from lifelines import LogNormalAFTFitter, WeibullAFTFitter
    from lifelines.exceptions import ConvergenceError

    columns = [n for n in data if isinstance(n, int)]
    frame = data[[*columns, "months", "ended"]]
    alike = frame.groupby(list(frame), sort=True).size().rename("weight").reset_index()  # fewer rows, same likelihood
    best: tuple[str, np.ndarray] | None = None
    lowest = np.inf
    for name, fitter, place in (("Weibull", WeibullAFTFitter, "lambda_"), ("log-normal", LogNormalAFTFitter, "mu_")):
        if only not in ("", name):
            continue
        try:
            with warnings.catch_warnings(action="ignore"):
                fitted = fitter().fit(alike, "months", "ended", weights_col="weight")
        except (ConvergenceError, np.linalg.LinAlgError, ValueError, ZeroDivisionError):
            continue
        logs = fitted.params_[place][columns].to_numpy()
        if np.isfinite(logs).all() and lowest > fitted.AIC_:
            best, lowest = (name, logs), fitted.AIC_
    return best


def _row(
    step: Step, log: float = np.nan, low: float = np.nan, high: float = np.nan, *, p: float = np.nan,
    p_steady: float = np.nan, among: int = 1, note: str = "",
) -> dict:  # fmt: skip
    """A row of the table, from ratios on the log scale."""
    if abs(log) > INFINITE:
        log, low, high, p, p_steady = np.sign(log) * np.inf, np.nan, np.nan, np.nan, np.nan
        note = "all endings on one side"
    steady = not p_steady < STRICT / among
    note = note or ("" if steady else "ratio changes with time")
    values = (step.lever, step.step, np.exp(log), np.exp(low), np.exp(high), p, p_steady, steady, note)
    return dict(zip(_COLUMNS, values, strict=True))


def _effects(
    rows: list[dict], columns: Coded, never: float, model: str, notes: list[str], runs: pd.DataFrame, data: pd.DataFrame
) -> LeverEffects:
    """The result; levels at which nothing ended have the ratio ``never``, of hazards 0 and of lives infinite."""
    if model:
        rows = rows + [
            dict(zip(_COLUMNS, (s.lever, s.step, never, *(np.nan,) * 4, True, "none ended"), strict=True))
            for s in columns.never
        ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    order = np.abs(np.log(table["ratio"].astype(float).replace(0.0, np.exp(-99)))).sort_values(
        ascending=False, kind="stable", na_position="last"
    )
    table = table.loc[order.index].reset_index(drop=True)
    return LeverEffects(table, model, tuple(notes), len(runs), int((runs["ended"] > 0).sum()), data["group"].nunique())

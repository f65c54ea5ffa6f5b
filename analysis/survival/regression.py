"""Which levers and uncertainties of a sweep make partnerships last: proportional hazards and accelerated failure.

Cox's model (`analysis.survival.proportional`) gives hazard ratios: how many times as likely an end is, in any month, at
the high end of a range as at its low end. Its assumption, that the ratio is the same early and late, is checked. Where
it fails, the ratio is an average over time, and the accelerated-failure model (`analysis.survival.accelerated`; Weibull
or log-normal, whichever fits better) tells how many times as long a life is. Standard errors are sandwiches, made of
what each run did to the estimate, and count whatever runs share (`analysis.stats.sharing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.sharing import Sharing, sharing
from analysis.stats.testing import holm
from analysis.survival.accelerated import NOISES, Lives, fit_lives
from analysis.survival.columns import Coded, Step, coded
from analysis.survival.proportional import fit_hazards
from sim.experiments.design.factors import Factor
from sim.experiments.plan.random_numbers import FEWEST_GROUPS, GROUPS_PER_TERM

#: Endings that a model needs for each column (Vittinghoff & McCulloch 2007), and at all.
FEWEST_ENDINGS = 5
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
    """How many times as long survival times are for each step: Weibull or log-normal, whichever is likelier.

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
    errors = np.sqrt(shared.variance(fitted.influence))
    rows = [_estimated(step, fitted.logs[n], errors[n], shared, len(errors)) for n, step in enumerate(columns.steps)]
    return _effects(rows, columns, np.inf, fitted.name, notes, runs)


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
    try:
        fitted = fit_hazards(data[chosen].to_numpy(), data["months"].to_numpy(), data["ended"].to_numpy())
    except np.linalg.LinAlgError:
        return None
    errors = np.sqrt(shared.variance(fitted.influence))
    if not np.isfinite([fitted.logs, errors]).all():
        return None
    return [
        _estimated(steps[n], fitted.logs[k], errors[k], shared, len(chosen), p_steady=float(fitted.p_steady[k]),
                   among=len(steps))  # fmt: skip
        for k, n in enumerate(chosen)
    ]


def _accelerated(data: pd.DataFrame) -> Lives | None:
    """The better of two accelerated failure time models; None if neither could be fitted."""
    columns = data[[n for n in data if isinstance(n, int)]].to_numpy(dtype=float)
    fits = [fit_lives(name, columns, data["months"].to_numpy(), data["ended"].to_numpy()) for name in NOISES]
    return max((fit for fit in fits if fit is not None), key=lambda fit: fit.likelihood, default=None)


def _estimated(
    step: Step, log: float, error: float, shared: Sharing, terms: int, *, p_steady: float = np.nan, among: int = 1
) -> dict:
    """A row of the table, from an estimate on the log scale and its standard error.

    Levers vary from draw to draw, so that each term takes one of the draws' degrees of freedom, as in a regression of
    draws: what these did to the estimates, which are fitted to them, is a little too small (Cameron & Miller 2015).
    """
    left = int(shared.kinds[0].max()) - terms
    error, freedom = error * np.sqrt((left + terms) / left), min(shared.freedom, left)
    width = stats.t.ppf(0.975, freedom) * error
    p = 2 * stats.t.sf(abs(log) / error, freedom) if error > 0 else np.nan
    return _row(step, log, log - width, log + width, p=p, p_steady=p_steady, among=among)


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

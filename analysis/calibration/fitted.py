"""A calibration that was carried out, as numbers: readings before and after, ranges, trade-offs and profiles."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.calibration.posterior import Posterior, identifiability, posterior, predictive, profile, trade_offs
from analysis.stats.intervals import Z_95
from analysis.stats.jackknife import Spread
from sim.calibration import Calibration, Observed, Simulator, Study, distance
from sim.calibration.problem import unit_of
from sim.calibration.study import SAMPLE
from sim.declarations.parameters import registry

#: Runs on fresh random numbers, relative to those of a trial, by which the fit is judged.
FRESH = 4


class NothingRead(Exception):
    """No trial of the sample could be read, so there is nothing to tell."""


@dataclass(frozen=True)
class Fitted:
    """A calibration that was carried out.

    Attributes:
        calibration: what was asked for.
        trials: one row for each trial.
        unit: where each trial lies in the prior.
        posterior: the space-filling sample with its weights.
        targets: each target with what was read before and after, with 95 % intervals, on fresh random numbers.
        parameters: each parameter with its prior, its value before and after, and how far the targets narrow it.
        pairs: trade-offs between parameters.
        profile: least distance along each parameter.
        before, after: distance from the fitted targets at the values before, and at the best, on fresh random numbers.
    """

    calibration: Calibration
    trials: pd.DataFrame
    unit: pd.DataFrame
    posterior: Posterior
    targets: pd.DataFrame
    parameters: pd.DataFrame
    pairs: pd.DataFrame
    profile: pd.DataFrame
    before: float
    after: float

    @property
    def best(self) -> dict[str, float]:
        """The values of the nearest trial."""
        return {f.name: float(self.posterior.best[f.name]) for f in self.calibration.factors}


def fitted(study: Study, threads: int | None) -> Fitted:
    """Works out what the trials of a study say; judges the best of them by runs on random numbers of no trial.

    Raises:
        NothingRead: no trial of the sample could be read.
    """
    c, trials = study.calibration, study.table()
    names = [f.name for f in c.factors]
    unit = pd.DataFrame({f.name: [unit_of(f, v) for v in trials[f.name]] for f in c.factors})
    told = ["meaning", "unit", "value", "error", "held_out", "source"]
    aims = pd.DataFrame([{"target": t.name} | {name: getattr(t, name) for name in told} for t in c.targets])
    if not np.isfinite(trials.loc[trials["stage"] == SAMPLE, "distance"]).any():
        first = next((text for text in trials["failure"] if text), "")
        raise NothingRead(f"No trial of the sample could be read, so nothing can be fitted; the first said: {first}")
    best = trials.loc[trials["distance"].idxmin(), names].to_dict()
    kept = np.flatnonzero(~aims["held_out"].to_numpy())
    noise = np.nan_to_num(Simulator(c, threads=threads)(best).noise)[np.ix_(kept, kept)]
    found = posterior(trials, unit, aims, noise)
    fresh = Simulator(c, threads=threads, replicates=FRESH * c.replicates, seed=(c.seed + 1) % 2**63)
    before, after = fresh({}), fresh(best)
    allowed = predictive(found, list(aims["target"])).set_index("target").add_prefix("allowed_")
    aims = _with_readings(aims, before, after).join(allowed, on="target")
    declared = pd.DataFrame([
        {"parameter": f.name, "meaning": registry()[f.name].meaning, "unit": registry()[f.name].unit,
         "grade": registry()[f.name].grade, "prior": f.prior, "prior_low": f.low, "prior_high": f.high,
         "before": c.defaults[f.name]} for f in c.factors
    ])  # fmt: skip
    parameters = declared.merge(identifiability(found, names), on="parameter")
    return Fitted(
        c, trials, unit, found, aims, parameters, trade_offs(found, names),
        profile(trials, unit, names), distance(c.targets, before.readings), distance(c.targets, after.readings),
    )  # fmt: skip


def _with_readings(aims: pd.DataFrame, before: Observed, after: Observed) -> pd.DataFrame:
    """Targets with readings and their 95 % intervals."""
    aims = aims.assign(low=aims["value"] - Z_95 * aims["error"], high=aims["value"] + Z_95 * aims["error"])
    for name, seen in (("before", before), ("after", after)):
        width = Spread(np.sqrt(seen.noise.diagonal()), seen.groups).width
        low, high = seen.readings - width, seen.readings + width
        bounded = aims["unit"].str.startswith("share")
        aims[name] = seen.readings
        aims[f"{name}_low"] = np.where(bounded, np.clip(low, 0, 1), low)
        aims[f"{name}_high"] = np.where(bounded, np.clip(high, 0, 1), high)
    return aims

"""Accelerated failure time: the logarithm of a life is a sum of columns, plus a spread times noise.

The noise is least extreme value (Weibull lives) or normal (log-normal lives). Beside the estimates the model gives what
each run did to them, on which intervals rest where runs share something. Tests hold both against lifelines.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

NOISES = ("Weibull", "log-normal")
#: Slope of the mean log likelihood, per run, at which the search has settled.
SETTLED = 1e-6


@dataclass(frozen=True)
class Lives:
    """A fitted model.

    Attributes:
        name: one of `NOISES`.
        logs: log ratio of lives for each column.
        influence: runs by columns: what each run did to these, to first order: its score times the inverse of the
            information (White 1982).
        likelihood: log likelihood; models of the same runs compare by it, since all have as many parameters.
    """

    name: str
    logs: np.ndarray
    influence: np.ndarray
    likelihood: float


def fit_lives(name: str, columns: np.ndarray, months: np.ndarray, ended: np.ndarray) -> Lives | None:
    """One model of all columns together; None where the search for the likeliest does not settle.

    Args:
        name: one of `NOISES`.
        columns: runs by columns.
        months: how long each run was followed, above 0.
        ended: whether it ended then.
    """
    model = _Likelihood(name, np.column_stack([columns, np.ones(len(columns))]), np.log(months), ended)
    scale = 1.0 / len(columns)
    found = optimize.minimize(
        lambda at: -scale * model.of(at)[0].sum(),
        [*np.zeros(columns.shape[1]), model.times.mean(), np.log(model.times.std() + 0.1)],
        jac=lambda at: -scale * model.of(at)[1].sum(axis=0),
        hess=lambda at: scale * model.of(at)[2],
        method="trust-exact",
        options={"gtol": 1e-8},
    )
    if not (np.isfinite(found.x).all() and np.abs(found.jac).max() < SETTLED):
        return None
    likelihood, scores, information = model.of(found.x)
    number = columns.shape[1]
    influence = scores @ np.linalg.inv(information)
    return Lives(name, found.x[:number], influence[:, :number], float(likelihood.sum()))


@dataclass(frozen=True)
class _Likelihood:
    """Log likelihood of lives whose noise has a density f and a survival S.

    Attributes:
        name: one of `NOISES`.
        design: runs by columns, one of them 1.
        times: log months.
        ended: whether a run ended then.
    """

    name: str
    design: np.ndarray
    times: np.ndarray
    ended: np.ndarray

    def of(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Log likelihood and scores of each run, and the information of all, at coefficients and log spread."""
        spread = np.exp(at[-1])
        noise = (self.times - self.design @ at[:-1]) / spread
        if self.name == "Weibull":
            whole = np.exp(noise)  # the cumulative hazard
            density, slope, bend = noise - whole, whole - self.ended, whole
            survival = -whole
        else:  # slope is -f'/f where it ended and f/S where it was followed so far; bend is its derivative
            density, survival = stats.norm.logpdf(noise), stats.norm.logsf(noise)
            mills = np.exp(density - survival)
            slope = np.where(self.ended, noise, mills)
            bend = np.where(self.ended, 1.0, mills * (mills - noise))
        likelihood = np.where(self.ended, density - at[-1] - self.times, survival)
        scores = np.column_stack([self.design * (slope / spread)[:, None], noise * slope - self.ended])
        both = np.column_stack([self.design / spread, noise])
        information = (both * bend[:, None]).T @ both
        tilt = both.T @ slope
        information[-1, :] += tilt
        information[:-1, -1] += tilt[:-1]
        return likelihood, scores, information

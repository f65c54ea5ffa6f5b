"""How often something without effect is called clear, over sweeps that are resampled from one reference of the model.

Nothing depends on what is tested: policies are the same policy in other futures, levers are numbers drawn by
themselves, superintendents leave in the months of other partnerships, and points get the outcomes of any runs. A sweep
counts as a false positive if anything in it is called clear.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.comparison.pairs import MAIN, compare_runs
from analysis.robustness.numbers import futures, robustness
from analysis.sensitivity.designed import morris, sobol
from analysis.sensitivity.given_data import beside_dummies
from analysis.sensitivity.points import Cell
from analysis.stats.testing import holm
from analysis.survival.departures import AFTER, VARIABLES, around_departures
from analysis.survival.regression import STRICT, hazard_ratios
from sim.experiments.design.factors import Factor
from sim.experiments.design.samples import Design, saltelli
from sim.experiments.design.samples import morris as trajectories_of

#: Parameters without any effect.
NOTHING = tuple(Factor(name, 0.0, 1.0) for name in (
    "contact.meetings", "coordination.fte", "structure.board", "continuity.handover", "structure.agreements",
    "contact.face_to_face"))  # fmt: skip
#: The month after a departure of which sentences tell.
TOLD = AFTER // 2


def drawn(runs: pd.DataFrame, futures_: int, rng: np.random.Generator, policies: int = 1) -> list[pd.DataFrame]:
    """Futures of one policy with their replicates, in as many parts that have none in common; numbered alike."""
    groups = {draw: part for draw, part in runs.groupby("draw")}
    chosen = rng.choice(np.array(list(groups)), futures_ * policies, replace=False).reshape(policies, futures_)
    return [
        pd.concat([groups[draw].assign(draw=n, point=n) for n, draw in enumerate(part)], ignore_index=True)
        for part in chosen
    ]


def levers(runs: pd.DataFrame, rng: np.random.Generator) -> bool:
    """Hazard ratios of six levers, Holm-adjusted."""
    (part,) = drawn(runs, 80, rng)
    place = rng.random((80, len(NOTHING)))
    part = part.assign(**{f.name: place[part["draw"], n] for n, f in enumerate(NOTHING)}, policy="")
    return bool(hazard_ratios(part, NOTHING).table["distinguishable"].any())


def compared(runs: pd.DataFrame, rng: np.random.Generator) -> bool:
    """Two scenarios of 60 pairs in all main outcomes, Holm-adjusted."""
    rows = runs.groupby("draw").sample(1, random_state=int(rng.integers(2**31))).sample(120, random_state=rng)
    a, b = (rows.iloc[part::2].assign(replicate=range(60), partnership="") for part in (0, 1))
    return bool(compare_runs({"A": a, "B": b}, outcomes=MAIN)["distinguishable"].any())


def policies(runs: pd.DataFrame, rng: np.random.Generator) -> bool:
    """Three policies in 60 futures: whether any lies behind the one of least regret in the mean."""
    parts = drawn(runs, 60, rng, policies=3)
    table = pd.concat([part.assign(policy=str(n), seed=part["draw"] * 10 + part["replicate"])
                       for n, part in enumerate(parts)], ignore_index=True)  # fmt: skip
    found = replace(futures(table, ["policy"], ["draw"], ["practice"]), own_numbers=False)  # no resampling
    return bool(robustness(found, ["practice"])["distinguishable"].any())


def _cell(design: Design, runs: pd.DataFrame, rng: np.random.Generator, replicates: int, dealt: str) -> Cell:
    """Points of a design with the outcomes of any runs."""
    values = rng.choice(runs["value"].to_numpy(), (len(design), replicates))
    return Cell("s", "", "value", design, values, values.size, 0, dealt)


def screened(runs: pd.DataFrame, rng: np.random.Generator) -> bool:
    """Morris screening of six parameters that only stir random numbers: 20 trajectories of 3 replicates."""
    design = trajectories_of(NOTHING, trajectories=20, seed=int(rng.integers(2**31)))
    return bool(morris(_cell(design, runs, rng, 3, "blocks")).table["clear"].any())


def shared_out(runs: pd.DataFrame, rng: np.random.Generator) -> bool:
    """Total Sobol indices of six parameters that only stir random numbers: a base of 64, 3 replicates."""
    design = saltelli(NOTHING, base=64, second_order=False, seed=int(rng.integers(2**31)))
    return bool(sobol(_cell(design, runs, rng, 3, "blocks")).table["clear"].any())


def given(runs: pd.DataFrame, rng: np.random.Generator) -> bool:
    """PAWN of six parameters at 120 points, beside dummies."""
    found, _, limit = beside_dummies(
        rng.random((120, len(NOTHING))), rng.choice(runs["value"].to_numpy(), 120), int(rng.integers(2**31))
    )
    return bool((found > limit).any())


def departed(monthly: pd.DataFrame, rng: np.random.Generator) -> bool:
    """What follows a departure: four quantities and the share still going, Holm-adjusted."""
    months = monthly["month"].nunique()
    rows = rng.choice(len(monthly) // months, 60, replace=False)
    left = monthly["superintendents_left"].to_numpy().reshape(-1, months)
    part = monthly.iloc[(rows[:, None] * months + np.arange(months)).ravel()]
    part = part.assign(superintendents_left=left[rng.permutation(len(left))[:60]].ravel(), point=0, scenario="s",
                       seed=np.repeat(np.arange(60), months))  # fmt: skip
    found = around_departures(part, VARIABLES)
    p = found.loc[found["month"] == TOLD, "p"].to_numpy(dtype=float)
    if not np.isfinite(p).all():
        raise ValueError("a sweep in which nothing was tested")
    return bool((holm(p) < STRICT).any())


#: What is tested, with the design of each sweep.
TESTS: dict[str, tuple[str, Callable[[pd.DataFrame, np.random.Generator], bool]]] = {
    "hazard ratios of six levers": ("80 futures × 3", levers),
    "differences of two scenarios in all main outcomes": ("60 pairs", compared),
    "policies behind the one of least regret": ("3 policies × 60 futures × 3", policies),
    "µ* of six parameters": ("Morris, 20 trajectories × 3", screened),
    "total Sobol indices of six parameters": ("Saltelli, base 64 × 3", shared_out),
    "PAWN of six parameters": ("120 points", given),
    "what follows departures, in five quantities": ("60 partnerships by month", departed),
}


def measured(sweeps: int, runs: pd.DataFrame, monthly: pd.DataFrame) -> pd.DataFrame:
    """The share of sweeps in which anything is called clear, for each test.

    Args:
        sweeps: how many of each.
        runs: finished runs of one policy in many futures.
        monthly: the same partnerships by month.
    """
    return pd.DataFrame(_rows(sweeps, runs, monthly), columns=["quantity", "design", "clear", "sweeps"])


def _rows(sweeps: int, runs: pd.DataFrame, monthly: pd.DataFrame) -> Iterator[tuple[str, str, float, int]]:
    for place, (what, (design, is_clear)) in enumerate(TESTS.items()):
        table = monthly if is_clear is departed else runs
        said = [is_clear(table, np.random.default_rng([4, place, n])) for n in range(sweeps)]
        yield what, design, float(np.mean(said)), sweeps

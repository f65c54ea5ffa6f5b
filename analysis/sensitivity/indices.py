"""Which parameters an outcome depends on, set beside what chance alone would show: the method that fits a design.

Morris screening and Sobol indices need designs made for them; `given_data` serves any other.
"""

import numpy as np

from analysis.sensitivity.designed import morris, sobol
from analysis.sensitivity.given_data import given_data, regional
from analysis.sensitivity.points import Cell, NotEnough
from analysis.sensitivity.result import Sensitivity

METHODS = ("auto", "morris", "sobol", "regional", "given-data")


def sensitivity(cell: Cell, *, method: str = "auto", case: np.ndarray | None = None, seed: int = 1) -> Sensitivity:
    """What an outcome depends on.

    Args:
        cell: points of one scenario under one policy.
        method: one of `METHODS`; ``auto`` takes what the design was made for, and what can still be done where too many
            of its points are missing.
        case: for ``regional``, whether each point belongs to the cases of interest; its worse quarter if None.
        seed: of resampling and of dummy parameters.

    Raises:
        NotEnough: with what is missing and what can still be done.
        ValueError: unknown method.
    """
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}; there are {', '.join(METHODS)}")
    _check(cell, method)
    if method == "regional":
        return regional(cell, case=case, seed=seed)
    if method == "given-data":
        return given_data(cell, seed=seed)
    made_for = {"morris": "morris", "saltelli": "sobol"}.get(cell.design.method, "given-data")
    chosen = made_for if method == "auto" else method
    if chosen == "given-data":
        return given_data(cell, seed=seed)
    try:
        return (morris if chosen == "morris" else sobol)(cell, seed=seed)
    except NotEnough as error:
        if method != "auto":
            raise
        notes = (str(error), "The points that are there were used instead.")
        return given_data(cell, seed=seed, notes=notes)


def _check(cell: Cell, method: str) -> None:
    """Refuses cells from which no method can tell anything, and designs that a method does not fit."""
    known = cell.means[np.isfinite(cell.means)]
    if not len(known):
        why = "it is not defined in any of them" if cell.runs else "no run is finished"
        raise NotEnough(f"{cell.outcome} has no values in {cell.label}: {why}")
    if len(known) < 2 or np.ptp(known) <= 1e-12 * max(1.0, np.abs(known).max()):
        raise NotEnough(f"{cell.outcome} is the same in every point of {cell.label}: there is nothing to explain")
    if not cell.design.factors:
        raise NotEnough("this sweep varies no parameters: there is nothing to which differences could be put down")
    if cell.design.is_for_teaching and method != "regional":
        raise NotEnough(
            "this sweep moves one factor at a time, which does not show how factors work together; "
            "sweep a latin_hypercube, morris or saltelli design instead"
        )
    needed = {"morris": "morris", "sobol": "saltelli"}.get(method)
    if needed and cell.design.method != needed:
        raise NotEnough(
            f"--method {method} needs a sweep with `design: {{method: {needed}}}`; this one is {cell.design.method}; "
            "--method given-data works with it"
        )

"""What is said to an answer of an exercise: nothing where it is right, else where to look.

A function by exercise, called with the answer and with the results that the question is about; what is right is
computed from these, so that no number is written down here.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from sim.engine.findings import Findings

#: The hint by exercise.
HINTS: dict[str, Callable[..., str]] = {}


def exercise(function: Callable[..., str]) -> Callable[..., str]:
    """Marks what checks the exercise of its name."""
    HINTS[function.__name__.replace("_", " ")] = function
    return function


def number(answer: object, right: float, hint: str, *, within: float = 0.01, share: bool = False) -> str:
    """A hint unless a number is right to some part of it; of a share, percent and the other part are told as such."""
    if isinstance(answer, bool) or not isinstance(answer, int | float | np.number):
        return "A number is asked for."
    if is_near(answer, right, within):
        return ""
    if share and is_near(answer, 100 * right, within):
        return "The size is right, but it is asked for as a share from 0 to 1, not in percent."
    if share and is_near(answer, 1 - right, within):
        return "You counted the others: it is the other part of the whole that is asked for."
    return hint


def is_near(answer: object, right: float, within: float = 0.01) -> bool:
    """Whether a number is right to some part of it."""
    return abs(answer - right) <= within * max(abs(right), 1e-9)


# --- 1 one partnership ----------------------------------------------------------------------------------------------


@exercise
def still_going_at_the_end(answer: object, result: Findings) -> str:
    """Share of runs that had not ended."""
    right = float((result.runs["ended"] == 0).mean())
    return number(answer, right, "`result.runs['ended']` is 1 for a run that ended and 0 for one that goes on; the "
                                 "mean of such a column is a share.", share=True)  # fmt: skip


@exercise
def most_frequent_cause(answer: object, result: Findings) -> str:
    """The cause by which most partnerships ended."""
    counts = result.runs.loc[result.runs["ended"] == 1, "cause"].value_counts()
    if answer == "none":
        return "`none` stands for those that go on. Leave them out: keep only runs whose `ended` is 1."
    most = set(counts.index[counts == counts.max()])
    known = answer in set(counts.index)
    return "" if answer in most else (
        "That cause is there, but another is there more often." if known
        else "Write the cause as the table spells it, in quotation marks; `.value_counts()` counts each."
    )  # fmt: skip


# --- 2 one rule -----------------------------------------------------------------------------------------------------


@exercise
def trust_afterwards(answer: object, rule: Callable[..., float], p: object) -> str:
    """Trust after a promise with half at stake is broken between two who are new to each other and trust at 0.6."""
    right = rule(0.6, 0.0, 0.5, p)
    if is_near(answer, 0.6 - right) and not is_near(answer, right):
        return "That is how much is lost. What is left?"
    return number(answer, right, "Without a shared history nothing is cushioned: what share goes with half at stake?")


@exercise
def your_own_rule(answer: object, rule: Callable[..., float], p: object) -> str:
    """A function that gives what the model's rule gives, on a grid of cases."""
    if not callable(answer):
        return "A function is asked for: write its name, without brackets behind it."
    for trust, months, stake in product((0.0, 0.3, 0.8), (0.0, 12.0, 60.0), (0.0, 0.5, 1.0)):
        mine = answer(trust, months, stake)
        if mine is None:
            return "It gives nothing back: does it end with `return`?"
        if abs(mine - rule(trust, months, stake, p)) > 1e-6:
            if months:
                return f"It is not right for a trust of {trust}, {months:g} months together and a stake of {stake}."
            return "It is not right where people are new to each other (0 months): look at the part before the cushion."
    return ""


# --- 3 a fair comparison --------------------------------------------------------------------------------------------


@exercise
def runs_saved(answer: object, paired: pd.Series, apart: float) -> str:
    """How many times as many runs are needed where runs are not paired: the ratio of variances."""
    right = apart**2 / float(paired.std(ddof=1)) ** 2
    if is_near(answer, right**0.5, 0.05):
        return "That is how much wider the spread is. Runs needed go with its square."
    return number(answer, right, "The interval shrinks with the square root of the number of runs, so the number "
                                 "needed goes with the square of the spread: divide one squared by the other squared.",
                  within=0.05)  # fmt: skip

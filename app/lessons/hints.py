"""What is said to an answer of an exercise: nothing where it is right, else where to look.

A function by exercise, called with the answer and with the results that the question is about; what is right is
computed from these, so that no number is written down here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.measures.outcomes import OUTCOME
from sim.scenario.files import load_scenario
from sim.scenario.mistakes import ScenarioError

if TYPE_CHECKING:
    import mesa

    from analysis.networks.ties import Snapshot
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


# --- 4 a funder's trade-off; 5 breadth and depth -------------------------------------------------------------------


@exercise
def what_clearly_differs(answer: object, table: pd.DataFrame) -> str:
    """Outcomes whose interval, adjusted for looking at many, excludes no difference."""
    right = set(table.loc[table["distinguishable"], "outcome"])
    if not isinstance(answer, Collection) or isinstance(answer, str):
        return "A list of names is asked for, such as ['trust', 'spread']."
    unknown = [name for name in answer if name not in set(table["outcome"])]
    if unknown:
        return f"There is no outcome {unknown[0]!r} in the table."
    if set(answer) - right:
        return "Some that you name could be chance: look at the column `distinguishable`."
    return "Some are missing: look down the whole column `distinguishable`." if right - set(answer) else ""


@exercise
def hours_for_each(answer: object, hours: float, schools: float, more: float) -> str:
    """Hours of support a teacher when the same total goes to more schools."""
    return number(answer, hours * schools / more, "The total is hours for each teacher times the share of schools. "
                                                  "Keep the total, and solve for the hours.")  # fmt: skip


# --- 6 a superintendent leaves --------------------------------------------------------------------------------------


@exercise
def ended_only_there(answer: object, stays: pd.DataFrame, leaves: pd.DataFrame) -> str:
    """Pairs in which the partnership ended only where the superintendent left."""
    both = stays.merge(leaves, on="replicate", suffixes=("_stays", "_leaves"))
    right = int(((both["ended_leaves"] == 1) & (both["ended_stays"] == 0)).sum())
    if answer == int((leaves["ended"] == 1).sum()):
        return "Those are all that ended there; in many of these pairs the other one ended too."
    return "" if answer == right else "Count pairs in which `ended` is 1 in the second table and 0 in the first."


# --- 7 which assumption ---------------------------------------------------------------------------------------------


@exercise
def above_the_noise(answer: object, table: pd.DataFrame, noise: float) -> str:
    """Assumptions that move more than groups between which nothing differs."""
    right = int((table["difference"].abs() > noise).sum())
    if answer == right:
        return ""
    if answer == int((table["difference"] > noise).sum()):
        return "Some move it downwards, and that counts as well: take the size of `difference`, without its sign."
    return "Count the rows whose `difference`, whichever way it goes, is larger than `noise`."


# --- 8 ideas that fail ----------------------------------------------------------------------------------------------


@exercise
def ideas_given_up(answer: object, result: Findings) -> str:
    """Share of runs in which at least one idea was dropped."""
    runs = result.runs["ideas_dropped"]
    if is_near(answer, float(runs.mean())) and not is_near(answer, float((runs > 0).mean())):
        return "That is how many ideas were dropped on average. How many runs dropped at least one?"
    return number(answer, float((runs > 0).mean()), "`result.runs['ideas_dropped'] > 0` is true for runs that dropped "
                                                    "one; its mean is a share.", share=True)  # fmt: skip


# --- 9 your own partnership -----------------------------------------------------------------------------------------


@exercise
def your_own_scenario(answer: object) -> str:
    """A scenario file that loads, asks a question, and changes at least two levers."""
    path = Path(str(answer))
    if not path.is_file():
        return f"There is no file {path.name} in this folder yet."
    try:
        mine = load_scenario(path)
    except ScenarioError as error:
        return f"It cannot be read yet. This is what is said of it:\n{error}"
    if not mine.question.strip().endswith("?"):
        return "Give it a `question:` that ends with a question mark: it is what you will want to know of the runs."
    base = load_scenario("baseline").partnerships[0].levers
    moved = [name for name, value in mine.partnerships[0].levers.items() if base[name] != value]
    return "" if len(moved) >= 2 else f"It moves {len(moved)} of the partners' choices; move at least two."


# --- 10 agents and networks -----------------------------------------------------------------------------------------


@exercise
def most_connected(answer: object, model: mesa.Model) -> str:
    """The agent with most ties: its number."""
    ties = dict(model.network.degree())
    most = max(ties.values())
    return "" if ties.get(answer) == most else (
        "That one has ties, but another has more." if answer in ties else "The number of a person is asked for."
    )  # fmt: skip


@exercise
def trust_of_those_present(answer: object, snapshot: Snapshot) -> str:
    """Mean trust over boundary ties of which both posts are filled."""
    ties = snapshot.ties[snapshot.ties["present"]]
    return number(answer, float(ties["trust"].mean()), "Keep the ties with `present`, and take the mean of `trust`.")


# --- 11 a small study -----------------------------------------------------------------------------------------------


@exercise
def a_plan(answer: object) -> str:
    """A plan that is complete before anything is run: question, versions, outcome, which way, runs."""
    wanted = ("question", "first", "second", "outcome", "expected", "runs")
    if not isinstance(answer, Mapping):
        return "A dictionary is asked for, as in the cell above."
    missing = [name for name in wanted if answer.get(name) in (None, ..., "", {})]
    if missing:
        return f"Still to be filled in: {', '.join(missing)}."
    if not str(answer["question"]).strip().endswith("?"):
        return "Let the question be one sentence with a question mark."
    if answer["outcome"] not in OUTCOME:
        return f"There is no outcome {answer['outcome']!r}; `sim.run('baseline', replicates=1).runs.columns` has names."
    if answer["expected"] not in ("more", "less", "no difference"):
        return "Let `expected` be 'more', 'less' or 'no difference'."
    if not isinstance(answer["runs"], int) or not 30 <= answer["runs"] <= 1000:
        return "Take between 30 and 1000 runs: fewer show little, more take long."
    return "" if answer["first"] != answer["second"] else "Both versions are the same."


#: What a finding has to tell, as what one looks for in the text, and what is said where it is missing.
TOLD: Sequence[tuple[str, str]] = (
    (r"\bn\s*=\s*\d|\b\d+ (pairs|runs)", "how many runs there were"),
    (r"\bseed\b", "the seed, so that others can repeat it"),
    (r"interval|\bto\b.*\d", "how sure it is (the interval)"),
    (r"model|simulat|assumption|assume", "that it is a finding about a model"),
    (r"not a forecast|no forecast|cannot say|does not say|not tell", "what it does not say (it is not a forecast)"),
)


@exercise
def a_finding(answer: object) -> str:
    """A finding that tells n, seed, interval, that it is of a model, and what it does not say."""
    missing = [what for pattern, what in TOLD if not re.search(pattern, str(answer), re.IGNORECASE)]
    return f"Your sentences do not tell yet: {'; '.join(missing)}." if missing else ""

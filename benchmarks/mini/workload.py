"""The mini-workload: teachers who leave, trust and learn from colleagues, take up an innovation and drop it.

It has what costs time in the model of partnerships (draws for everybody, ties to look along, a rule with an
exponential, means by school) and nothing else. It says nothing about schools.

**Who.** Teachers in schools of 25, in rows by school. Each has a *practice* (0-1), *uses* the innovation or does not,
has been *months* in the post, and asks 8 colleagues for advice, each of them trusted (0-1). Each colleague is anybody
else of the own school with chance 0.8, otherwise anybody else of the world; the same one may be asked twice. Ties stay
with posts. At the start practice is drawn evenly from 0.1 to 0.4, 5 of 100 use the innovation, months are whole and
drawn evenly from 0 to 119, trust is 0.3.

**A month**, in this order; everybody does a step before anybody does the next.

1. *Leave.* With chance 0.02 before 24 months in the post, 0.01 later, somebody new takes it: months 0, practice drawn
   from 0.1 to 0.4, no use. For others months grow by 1.
2. *Trust.* A tie with somebody new at either end starts at 0.3. Otherwise the two meet with chance 0.5, each tie by its
   own draw, and trust closes 0.1 of its distance from 1; if they do not meet it loses 0.05 of itself.
3. *Learn and decide*, by what everybody was before this step. *Advice* and *influence* are means of colleagues'
   practice and use, weighted by trust. Practice grows by 0.05 of what advice is above it, by 0.02 of the distance from
   1 for users, and loses 0.01 of itself for others. Who does not use the innovation takes it up with the chance whose
   log odds are -5 + 3 influence + 2 practice; who uses it drops it with chance 0.03 (1 - practice).
4. *Observe* the 20 numbers of `OBSERVED`.

An implementation is written as the users of a library would write it, without tricks: objects with methods, columns
with array operations, this project's engine with its marks for rules and kernels. Draws need not be the same ones: that
the distributions are the same is tested in ``tests/experiments/test_peers.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

#: Teachers of a school, colleagues of a teacher, and months of a whole run.
SCHOOL, TIES, MONTHS = 25, 8, 120
#: From so many teachers on a run has few months: what one month costs does not need all of them.
LARGE, FEW_MONTHS = 100_000, 6
#: The numbers of the rules above, by name.
PARAMETERS = {
    "practice_low": 0.1, "practice_high": 0.4, "users_at_start": 0.05, "months_at_start": 120.0, "trust_at_start": 0.3,
    "same_school": 0.8, "early": 24.0, "leave_early": 0.02, "leave_later": 0.01, "meet": 0.5, "trust_gain": 0.1,
    "trust_loss": 0.05, "peer_growth": 0.05, "growth": 0.02, "decay": 0.01, "adopt": -5.0, "adopt_influence": 3.0,
    "adopt_practice": 2.0, "drop": 0.03,
}  # fmt: skip
P = SimpleNamespace(**PARAMETERS)
#: Practice of deep use, and months in which somebody counts as a newcomer.
DEEP, NEWCOMER = 0.5, 12
#: What is observed each month: means and variances over teachers, shares of teachers, and schools by their means.
OBSERVED = (
    "practice", "practice_variance", "trust", "trust_variance", "influence", "influence_variance",
    "months", "months_variance", "users", "deep", "newcomers", "left", "adopted", "dropped",
    "school_practice_lowest", "school_practice_highest", "school_practice_variance",
    "school_users_highest", "school_users_variance", "schools_reached",
)  # fmt: skip
#: Runs the months; gives what was observed, of shape (worlds, months, 20).
Run = Callable[[], np.ndarray]


def whole_schools(teachers: int) -> int:
    """How many schools so many teachers make.

    Raises:
        ValueError: schools would not be full.
    """
    if teachers < 2 * SCHOOL or teachers % SCHOOL:
        raise ValueError(f"teachers: {teachers} is not a multiple of {SCHOOL} from {2 * SCHOOL} on")
    return teachers // SCHOOL


def colleagues(teachers: int, rng: np.random.Generator) -> np.ndarray:
    """Rows of the colleagues whom each teacher of one world asks, of shape (teachers, 8)."""
    row = np.arange(teachers)[:, None]
    here = rng.random((teachers, TIES)) < P.same_school
    first = np.where(here, row - row % SCHOOL, 0)
    others = np.where(here, SCHOOL, teachers) - 1
    other = first + (rng.random((teachers, TIES)) * others).astype(int)
    return other + (other >= row)


def observed(practice, uses, months, trust, influence, left, adopted, dropped) -> np.ndarray:
    """The 20 numbers from columns whose last axis is teachers; ``trust`` is each teacher's mean.

    For what keeps columns in NumPy arrays, or can give them.
    """
    practice, uses, months = np.asarray(practice), np.asarray(uses, dtype=float), np.asarray(months)
    by_school = (*practice.shape[:-1], -1, SCHOOL)
    of_schools, users_of_schools = practice.reshape(by_school).mean(-1), uses.reshape(by_school).mean(-1)
    return np.stack([
        practice.mean(-1), practice.var(-1), np.mean(trust, -1), np.var(trust, -1),
        np.mean(influence, -1), np.var(influence, -1), months.mean(-1), months.var(-1),
        uses.mean(-1), ((uses > 0) & (practice > DEEP)).mean(-1), (months < NEWCOMER).mean(-1),
        np.mean(left, -1), np.mean(adopted, -1), np.mean(dropped, -1),
        of_schools.min(-1), of_schools.max(-1), of_schools.var(-1),
        users_of_schools.max(-1), users_of_schools.var(-1), (users_of_schools > 0).mean(-1),
    ], axis=-1)  # fmt: skip

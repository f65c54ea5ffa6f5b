"""The mini-workload with this project's engine: rules and kernels on tables, addressed draws, a batch in threads.

Nothing here is made for the benchmark but the model itself: `Batch.run` runs it as it runs the model of partnerships,
the marks compile it as they compile that one, and `chance` draws.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from benchmarks.mini.workload import (
    DEEP,
    NEWCOMER,
    OBSERVED,
    PARAMETERS,
    SCHOOL,
    TIES,
    Run,
    whole_schools,
)
from sim.engine.batch import Batch
from sim.kernel import chance
from sim.kernel.chance import world_seed
from sim.kernel.compiled import kernel, rule
from sim.state.column import B, F, I, U

START_PRACTICE, START_USE, START_MONTHS, START_HERE, START_TIE, LEAVES, HIRED, MEETS, DECIDES = range(1, 10)


class MiniState(NamedTuple):
    """Tables of a batch of worlds."""

    worlds: np.recarray
    schools: np.recarray
    teachers: np.recarray
    advice: np.ndarray
    trust: np.ndarray
    parameters: np.recarray


# --- rules ------------------------------------------------------------------------------------------------------------


@rule
def hired_practice(u, p):
    """Practice of somebody new [0-1]."""
    return p.practice_low + (p.practice_high - p.practice_low) * u


@rule
def leaving(months, p):
    """Chance to leave this month."""
    return p.leave_early if months < p.early else p.leave_later


@rule
def trust_next(trust, new, u, p):
    """Trust of a tie after a month [0-1]."""
    met, apart = trust + p.trust_gain * (1.0 - trust), trust * (1.0 - p.trust_loss)
    after = met if u < p.meet else apart
    return p.trust_at_start if new else after


@rule
def adoption(influence, practice, p):
    """Chance to take the innovation up."""
    return 1.0 / (1.0 + math.exp(-(p.adopt + p.adopt_influence * influence + p.adopt_practice * practice)))


@rule
def practice_next(practice, advice, uses, p):
    """Practice after a month [0-1]."""
    own = p.growth * (1.0 - practice) if uses else -p.decay * practice
    return practice + p.peer_growth * max(0.0, advice - practice) + own


# --- kernels ----------------------------------------------------------------------------------------------------------


@rule
def populate(first, last, state):
    """Worlds at month 0."""
    for w in range(first, last):
        world, p = state.worlds[w], state.parameters[w]
        seed, t0, t1 = world.seed, world.teachers_at, state.worlds[w + 1].teachers_at
        practice, use = chance.stream(seed, START_PRACTICE, -1), chance.stream(seed, START_USE, -1)
        tenure, here = chance.stream(seed, START_MONTHS, -1), chance.stream(seed, START_HERE, -1)
        tie = chance.stream(seed, START_TIE, -1)
        for row in range(t0, t1):
            i, teacher = row - t0, state.teachers[row]
            teacher.practice = hired_practice(chance.uniform(practice, i), p)
            teacher.uses = 1 if chance.uniform(use, i) < p.users_at_start else 0
            teacher.months = math.floor(chance.uniform(tenure, i) * p.months_at_start)
            for a in range(TIES):
                start, stop = t0, t1
                if chance.uniform(here, i * TIES + a) < p.same_school:
                    start = row - i % SCHOOL
                    stop = start + SCHOOL
                other = start + int(chance.uniform(tie, i * TIES + a) * (stop - start - 1))
                state.advice[row, a] = other + 1 if other >= row else other
                state.trust[row, a] = p.trust_at_start


@kernel
def leave(first, last, month, state):
    """Turnover."""
    for w in range(first, last):
        seed, t0, p = state.worlds[w].seed, state.worlds[w].teachers_at, state.parameters[w]
        leaves, hired = chance.stream(seed, LEAVES, month), chance.stream(seed, HIRED, month)
        for row in range(t0, state.worlds[w + 1].teachers_at):
            teacher = state.teachers[row]
            teacher.left = 1 if chance.uniform(leaves, row - t0) < leaving(teacher.months, p) else 0
            if teacher.left:
                teacher.practice = hired_practice(chance.uniform(hired, row - t0), p)
                teacher.uses = 0
                teacher.months = 0.0
            else:
                teacher.months += 1.0
            teacher.before = teacher.practice
            teacher.used = teacher.uses


@kernel
def trust_and_learn(first, last, month, state):
    """Trust of each tie, then practice and use by what colleagues were before; neither looks at what others now are."""
    for w in range(first, last):
        seed, t0, p = state.worlds[w].seed, state.worlds[w].teachers_at, state.parameters[w]
        meets, decides = chance.stream(seed, MEETS, month), chance.stream(seed, DECIDES, month)
        for row in range(t0, state.worlds[w + 1].teachers_at):
            teacher, weight, advice, influence = state.teachers[row], 0.0, 0.0, 0.0
            is_new = teacher.months == 0.0
            for a in range(TIES):
                other = state.teachers[state.advice[row, a]]
                u = chance.uniform(meets, (row - t0) * TIES + a)
                trust = trust_next(state.trust[row, a], is_new or other.months == 0.0, u, p)
                state.trust[row, a] = trust
                weight += trust
                advice += trust * other.before
                influence += trust * other.used
            teacher.influence = influence / weight
            teacher.trusting = weight / TIES
            u, practice = chance.uniform(decides, row - t0), teacher.practice
            teacher.practice = practice_next(practice, advice / weight, teacher.used, p)
            if teacher.used:
                teacher.uses = 0 if u < p.drop * (1.0 - practice) else 1
            else:
                teacher.uses = 1 if u < adoption(teacher.influence, practice, p) else 0


@rule
def variance(squares, total, n):
    """Variance from a sum of squares and a sum."""
    return max(0.0, squares / n - (total / n) * (total / n))


@kernel
def observe(first, last, month, state, record):
    """The 20 numbers."""
    for w in range(first, last):
        found = record[w, month]
        for k in range(len(OBSERVED)):
            found[k] = 0.0
        s0, s1 = state.worlds[w].schools_at, state.worlds[w + 1].schools_at
        lowest, highest, most, sum_p, squares_p, sum_u, squares_u, reached = 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for s in range(s0, s1):
            practice, users = 0.0, 0.0
            for row in range(state.schools[s].teachers_at, state.schools[s].teachers_at + SCHOOL):
                teacher = state.teachers[row]
                practice += teacher.practice
                users += teacher.uses
                found[1] += teacher.practice * teacher.practice
                found[2] += teacher.trusting
                found[3] += teacher.trusting * teacher.trusting
                found[4] += teacher.influence
                found[5] += teacher.influence * teacher.influence
                found[6] += teacher.months
                found[7] += teacher.months * teacher.months
                found[9] += 1.0 if teacher.uses and teacher.practice > DEEP else 0.0
                found[10] += 1.0 if teacher.months < NEWCOMER else 0.0
                found[11] += teacher.left
                found[12] += 1.0 if teacher.uses > teacher.used else 0.0
                found[13] += 1.0 if teacher.uses < teacher.used else 0.0
            found[0] += practice
            found[8] += users
            practice, users = practice / SCHOOL, users / SCHOOL
            lowest, highest, most = min(lowest, practice), max(highest, practice), max(most, users)
            sum_p, squares_p = sum_p + practice, squares_p + practice * practice
            sum_u, squares_u = sum_u + users, squares_u + users * users
            reached += 1.0 if users > 0.0 else 0.0
        n, schools = float((s1 - s0) * SCHOOL), float(s1 - s0)
        for k in range(1, 8, 2):
            found[k] = variance(found[k], found[k - 1], n)
        for k in range(0, 8, 2):
            found[k] /= n
        for k in range(8, 14):
            found[k] /= n
        found[14], found[15], found[16] = lowest, highest, variance(squares_p, sum_p, schools)
        found[17], found[18], found[19] = most, variance(squares_u, sum_u, schools), reached / schools


@rule
def one_month(first, last, month, state, record):
    """One month of the worlds ``first`` to ``last`` - 1.

    The mark ``entry`` would keep the code under a digest of the model's sources, which do not change with this file;
    so this is compiled in every process, and that is timed.
    """
    leave(first, last, month, state)
    trust_and_learn(first, last, month, state)
    observe(first, last, month, state, record)


# --- batches ----------------------------------------------------------------------------------------------------------


def table(rows: int, *columns: tuple[str, type]) -> np.recarray:
    """A table of records, as those of the model."""
    return np.zeros(rows, dtype=np.dtype(list(columns), align=True)).view(np.recarray)


class Worlds(Batch):
    """A batch of worlds with another state and another month than the model's."""

    def __init__(self, teachers: int, worlds: int, seed: int, months: int) -> None:
        schools, n = whole_schools(teachers), worlds * teachers
        self.runs, self.months, self.month = tuple(range(worlds)), months, 0
        state = MiniState(
            table(worlds + 1, ("seed", U), ("schools_at", I), ("teachers_at", I)),
            table(worlds * schools, ("teachers_at", I)),
            table(
                n, ("practice", F), ("before", F), ("months", F), ("influence", F), ("trusting", F), ("uses", B),
                ("used", B), ("left", B),
            ),
            np.zeros((n, TIES), np.int32),
            np.zeros((n, TIES)),
            table(worlds, *((name, F) for name in PARAMETERS)),
        )  # fmt: skip
        state.worlds.seed[:-1] = [world_seed(seed, w) for w in range(worlds)]
        state.worlds.schools_at = np.arange(worlds + 1) * schools
        state.worlds.teachers_at = np.arange(worlds + 1) * teachers
        state.schools.teachers_at = np.arange(worlds * schools) * SCHOOL
        for name, value in PARAMETERS.items():
            state.parameters[name] = value
        self.state, self.record = state, np.zeros((worlds, months, len(OBSERVED)))
        with np.errstate(over="ignore"):  # hashes wrap around on purpose, of which plain Python would warn
            populate(0, worlds, state)

    def step_worlds(self, first: int, last: int, month: int) -> None:
        """Computes one month of some worlds, and records it."""
        one_month(first, last, month, self.state, self.record)


def compile_first(teachers: int, worlds: int, months: int) -> None:
    """Compiles, so that it can be timed by itself; the code serves any size."""
    Worlds(2 * SCHOOL, 1, 0, 1).run(threads=1)


def lay_out(teachers: int, worlds: int, seed: int, months: int, threads: int) -> Run:
    """Worlds that are ready to run."""
    batch = Worlds(teachers, worlds, seed, months)

    def run() -> np.ndarray:
        batch.run(threads=threads)
        return batch.record

    return run

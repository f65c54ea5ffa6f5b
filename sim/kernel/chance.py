"""Chance is addressed, not consumed.

Each draw is a hash of (world seed, decision, month, row). Two scenarios with the same seed therefore have
common random numbers except where their decisions differ, the order of people never matters, and a run is the same in
any batch. Rows are posts: they persist through turnover, so random numbers stay paired.

The hash is two rounds of the finaliser of SplitMix64 (Steele, Lea & Flood 2014).
"""

import math

import numpy as np

from sim.kernel.compiled import rule

# Every decision that is left to chance, named once. Numbers are addresses: never reuse or renumber one.
# fmt: off
START_POVERTY, START_PRACTICE, START_EXPERIENCE, START_LEADER, START_RESEARCHER = 1, 2, 3, 4, 5
START_ADVICE, START_TENURE, START_DISTRICT, START_FUNDER, START_TIE = 6, 7, 8, 9, 10
START_HISTORY, START_CHARACTER, START_RELIABILITY, START_OPPOSITION, START_STAYS, START_ENERGY = 11, 12, 13, 14, 15, 16
POLICY_SHIFT, POLICY_SIZE, REFORM_STARTS, REFORM_ENDS, BUDGET_CUT, PRESS, PRESS_SIZE = 20, 21, 22, 23, 24, 25, 26
FUNDER_SHIFT, FUNDER_FOCUS, OFFICER_LEAVES = 27, 28, 29
LEADER_LEAVES, LEADER_INSIDE, LEADER_TRAIT = 40, 41, 42
TEACHER_LEAVES, TEACHER_MOVES, TEACHER_TRAIT, TEACHER_EXPERIENCE = 44, 45, 46, 47
RESEARCHER_LEAVES, RESEARCHER_TRAIT, TENURE_DECISION, COORDINATOR_LEAVES = 48, 49, 50, 51
LEADER_EXPERTISE, RESEARCHER_EXPERTISE, MOVER_USES = 53, 54, 56
PROMOTED = 61
RELIABILITY, STAYS, ENERGY = 58, 59, 63
PROPOSE, AWARD = 60, 62
AGENDA_KIND, AGENDA_REOPEN = 70, 71
PROMISE_DUE, PROMISE_KEPT, PROMISE_DUE_BACK, PROMISE_KEPT_BACK = 80, 81, 82, 83
COMMON_PROMISE, COMMON_KEPT, CLASH = 84, 85, 86
RESULT, REVISION = 90, 92
WITHHELD = 101
ADOPTION, TEACHER_STAGE, TEACHER_PROVIDER, SPREAD, DISCONTINUE = 110, 111, 112, 113, 114
BACKLASH, BACKLASH_SIZE = 116, 117
GOVERNANCE_END, YEARLY_LOOK, GRANTS_END, NEXT_PROBLEM, JOINT_WORK_BEGINS = 120, 121, 122, 123, 124
REVIEW, REVIEW_AFTER, LOOK_AGAIN = 130, 131, 132
RELEASE_LAG = 140
MEMBER_LEAVES, MEMBER_JOINS, STEPS_BACK = 150, 151, 152
DECISION_INFORMED, DECISION = 160, 161
DATA_RENEWED, DATA_BREACH, DATA_BREACH_SIZE, DATA_REVOKED = 170, 171, 172, 173
SCHOOL_DECIDES, POST_VACANT = 180, 181
IDEA_WORTH, IDEA_PLACE, IDEA_TEST, IDEA_CHOICE, IDEA_STOPS = 190, 191, 192, 193, 194
FIELD_GATHERS, FIELD_PARTNER, FIELD_AKIN = 200, 201, 202
# fmt: on

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_A = np.uint64(0xBF58476D1CE4E5B9)
MIX_B = np.uint64(0x94D049BB133111EB)
SHIFT_A, SHIFT_B, SHIFT_C, SHIFT_53 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
UNIT = 2.0**-53


@rule
def mixed(x):
    """One round of mixing: every input bit changes about half of the output bits [uint64]."""
    x = np.uint64(x)
    x = (x ^ (x >> SHIFT_A)) * MIX_A
    x = (x ^ (x >> SHIFT_B)) * MIX_B
    return x ^ (x >> SHIFT_C)


@rule
def stream(seed, decision, month):
    """Address of all draws of one decision in one month of one world [uint64]."""
    x = mixed(np.uint64(seed) + GOLDEN * np.uint64(decision + 1))
    return mixed(x + GOLDEN * np.uint64(month + 1))


@rule
def uniform(address, row):
    """A draw in [0, 1) for one row of a stream."""
    x = mixed(mixed(np.uint64(address) + GOLDEN * np.uint64(row + 1)) ^ GOLDEN)
    return float(x >> SHIFT_53) * UNIT


@rule
def normal(address, row):
    """A standard normal draw for one row of a stream (Box-Muller)."""
    u = 1.0 - uniform(address, 2 * row)
    v = uniform(address, 2 * row + 1)
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


def world_seed(seed: int, replicate: int) -> int:
    """Seed of one replicate: the same for every scenario, so that replicates of two scenarios pair up.

    Args:
        seed: the user's seed, any integer from 0 to 2**63 - 1.
        replicate: 0-based number of the replicate.
    """
    mask = (1 << 64) - 1

    def mix(x: int) -> int:
        x = ((x ^ (x >> 30)) * int(MIX_A)) & mask
        x = ((x ^ (x >> 27)) * int(MIX_B)) & mask
        return x ^ (x >> 31)

    return mix((mix((seed + int(GOLDEN)) & mask) + int(GOLDEN) * (replicate + 1)) & mask)

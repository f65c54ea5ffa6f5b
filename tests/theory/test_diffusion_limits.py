"""Take-up, drop-out, decay and spread follow their textbook curves in large well-mixed worlds (theory.md, 5-7)."""

from __future__ import annotations

import numpy as np
import pytest
from quiet import FROZEN_INNOVATION, NO_ADVICE, NO_SUPPORT, STILL, default, world

from sim.engine.batch import Batch, Run
from sim.scenario.scenario import Scenario
from sim.state.tables import USER

#: One school in which everybody sees everybody, and teachers who only differ in whether they use the innovation.
ONE_SCHOOL = {
    **STILL, **NO_SUPPORT, **NO_ADVICE, **FROZEN_INNOVATION, "scale.sites_start": 1, "district.schools": 1,
    "district.teachers_per_school": 400, "instruction.unfitting": 1, "instruction.unskilled": 1,
    "initial.practice_spread": 0,
    "initial.practice_poverty": 0, "instruction.discontinuance": 0, "instruction.habit_erosion": 0,
    "breadth.principals": 0,
}  # fmt: skip
WORLDS = 30


def users_by_month(scenario: Scenario, months: int, start: float, worlds: int = WORLDS) -> np.ndarray:
    """Share of users by month and world, from a share of users at the start."""
    batch = Batch([Run(scenario, r, 23) for r in range(worlds)], months, tables=("partnerships",))
    teachers = batch.state.teachers.stage.reshape(worlds, -1)
    teachers[:, : int(round(start * teachers.shape[1]))] = USER
    batch.state.schools.users[:] = start
    batch.run()
    return np.vstack([np.full(worlds, start), batch.record.values["partnerships"].users])


def check_course(found: np.ndarray, expected: np.ndarray, tolerance: float) -> None:
    error = found.std(axis=1) / np.sqrt(found.shape[1])
    assert (np.abs(found.mean(axis=1) - expected) <= 4 * error + tolerance).all()


#: The same school with support by outsiders that no principal and no lack of skill takes away.
HOURS = 24
HELPED = {"capacity.support_hours": HOURS, "instruction.principal_adds": 0}


def felt() -> float:
    """Support that its teachers feel."""
    return HOURS / 12 / (HOURS / 12 + default("instruction.support_half"))


def test_imitation_alone_is_logistic():
    months, start, rate = 144, 0.1, felt() * default("instruction.teacher_adoption_peers")
    found = users_by_month(world(ONE_SCHOOL, HELPED, {"instruction.teacher_adoption": 0}), months, start)
    expected = [start]
    for _ in range(months):
        expected.append(expected[-1] + rate * expected[-1] * (1 - expected[-1]))
    check_course(found, np.array(expected), 0.004)
    # The continuous curve of the textbooks, at monthly steps of a few percent.
    t = np.arange(months + 1)
    logistic = 1 / (1 + (1 / start - 1) * np.exp(-rate * t))
    assert np.abs(found.mean(axis=1) - logistic).max() < 0.03
    assert found[-1].mean() > 0.97


def test_imitation_needs_somebody_to_imitate():
    assert users_by_month(world(ONE_SCHOOL, HELPED, {"instruction.teacher_adoption": 0}), 60, 0.0, 3).max() == 0


def test_help_and_imitation_together_follow_bass():
    months = 72
    found = users_by_month(world(ONE_SCHOOL, HELPED), months, 0.0)
    p = felt() * default("instruction.teacher_adoption")
    q = felt() * default("instruction.teacher_adoption_peers")
    expected = [0.0]
    for _ in range(months):
        expected.append(expected[-1] + (p + q * expected[-1]) * (1 - expected[-1]))
    check_course(found, np.array(expected), 0.004)
    fading = np.exp(-(p + q) * np.arange(months + 1))
    bass = (1 - fading) / (1 + q / p * fading)
    assert np.abs(found.mean(axis=1) - bass).max() < 0.06


def test_use_that_nobody_supports_dies_out_at_the_rate_of_its_depth():
    months, start, stop = 60, 0.5, default("instruction.discontinuance")
    found = users_by_month(world(ONE_SCHOOL, {"instruction.discontinuance": stop}), months, start)
    above = default("initial.practice") - default("instruction.typical")
    hazard = stop * np.exp(-default("instruction.depth_holds") * above)
    check_course(found, start * (1 - hazard) ** np.arange(months + 1), 0.004)


@pytest.mark.parametrize("erodes", [False, True])
def test_practice_that_nobody_supports_decays_to_its_floor(erodes: bool):
    """Toward habit at the declared rate; where habit moves too, as the two linear equations say."""
    months, high, low = 96, 0.8, 0.3
    values = {"instruction.habit_erosion": default("instruction.habit_erosion")} if erodes else {"instruction.habit": 0}
    batch = Batch([Run(world(ONE_SCHOOL, values, {"district.teachers_per_school": 10}), 0, 23)], months)
    teachers = batch.state.teachers
    teachers.practice[:] = teachers.before[:] = high
    teachers.habit[:] = low
    batch.run()
    decay, typical = default("instruction.decay"), default("instruction.typical")
    up = default("instruction.habit") if erodes else 0.0
    down = default("instruction.habit_erosion") if erodes else 0.0
    # Habit follows the practice of this month, (practice after decay) - (habit before).
    step = np.array([[1 - decay, decay], [up * (1 - decay), 1 + up * (decay - 1) - down]])
    shift = np.array([0.0, down * typical])
    state, expected = np.array([high, low]), []
    for _ in range(months):
        state = step @ state + shift
        expected.append(state[0])
    found = batch.record.values["partnerships"].practice[:, 0]
    assert np.abs(found - expected).max() < 1e-12
    if not erodes:
        assert np.abs(found - (low + (high - low) * (1 - decay) ** np.arange(1, months + 1))).max() < 1e-12


def test_spread_to_other_districts_is_bass_with_robustness():
    """With many other districts and an innovation that stays as it is, the mean course is that of Bass (1969)."""
    months, others = 120, 20_000
    scenario = world(STILL, FROZEN_INNOVATION, {
        "field.other_districts": others, "ideas.context_half": 1 / 9, "variety.worth": 0.8,
        "initial.hope": 0.6, "research_use.reputation_rate": 0, "district.schools": 1,
        "district.teachers_per_school": 2,
    })  # fmt: skip
    batch = Batch([Run(scenario, r, 29) for r in range(10)], months, tables=("partnerships",))
    batch.run()
    works = 0.9 * 0.8 * 0.9
    p = default("instruction.spread") / 12 * 0.6 * works
    q = default("instruction.spread") / 12 * works
    lost = default("instruction.spread") / 12 * (1 - 0.9)
    have, expected = 0.0, []
    for _ in range(months):
        have += (p + q * have) * (1 - have) - lost * have
        expected.append(have)
    found = batch.record.values["partnerships"].spread_districts / others
    assert np.abs(found.mean(axis=1) - expected).max() < 0.001

"""Trust and records take the course that their rules imply when nothing disturbs them (theory.md, 1 and 2)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from quiet import STILL, default, world

from sim.engine.batch import Batch, Run
from sim.scenario.scenario import Scenario
from sim.state.tables import CENTRAL_OFFICE, SUPERINTENDENT

#: Everybody keeps the commitment and the skill that they begin with, and meetings take no time, so that contact is the
#: same every month. Nobody promises everybody anything, which could be broken and end in a clash.
STEADY = {
    **STILL, "commitment.rate": 0, "structures.build_rate": 1, "meetings.promises_kept_together": 0,
    "initial.history": 0, "breadth.senior_buy_in": 0.5, "breadth.teachers": 0, "work.demand_hours": 0,
    "joint_work.meeting_hours": 0, "structure.independence": 0, "turnover.newcomer_trust": 0, "district.schools": 3,
    "district.teachers_per_school": 2,
}  # fmt: skip
MONTHS, WORLDS = 84, 300


def contact(holder: str, rhythm: float = 1.0) -> float:
    """Contact of one tie a month, from the parameters (meetings, commitment, attendance).

    Where nothing is left to organise, a coordinator keeps up the rhythm whole; here it is built in the first month.
    """
    fte = default("coordination.fte")
    alone = default("meetings.held_alone")
    meetings = default("contact.meetings") * (alone + (1 - alone) * rhythm)
    remote = default("meetings.remote_worth")
    richness = remote + (1 - remote) * default("contact.face_to_face")
    attendance = math.sqrt(default("initial.leader_commitment") * default("initial.researcher_commitment"))
    made = 1 - math.exp(-default("meetings.contact_rate") * meetings * richness * attendance)
    return made * min(1.0, fte) if holder == "coordinator" else made  # a part of a post meets people in part


def month_of_trust(contact: float, blow: float, rhythm: float = 1.0) -> tuple[float, float]:
    """Slope and intercept of expected trust next month, given trust now.

    One promise falls due with a chance that is their contact, and is kept (trust closes part of the way to 1) or broken
    (it loses a share); then trust fades as far as there was no contact.

    Args:
        contact: contact this month [0-1].
        blow: part of a blow that history lets through [0-1].
        rhythm: of meetings [0-1].
    """
    stake = default("contact.stake")
    kept = default("meetings.promises_kept_base") + default("meetings.promises_kept_rhythm") * rhythm
    kept -= default("meetings.promises_kept_stake") * stake
    small = default("meetings.small_worth")
    up = default("meetings.trust_gain") * (small + (1 - small) * stake)
    down = default("meetings.trust_loss") * stake * blow
    slope, intercept = 1 - contact * (kept * up + (1 - kept) * down), contact * kept * up
    fading = 1 - default("meetings.trust_decay") * (1 - contact)
    return slope * fading, intercept * fading


def trust_by_month(scenario: Scenario, wanted: int, holder: str) -> np.ndarray:
    """Mean trust of practitioners in one kind of holder, by month and world; the first row is the start."""
    batch = Batch([Run(scenario, r, 5) for r in range(WORLDS)], MONTHS, tables=("partnerships",))
    ties, seats = batch.state.ties, batch.state.seats
    chosen = (seats.level[ties.seat] == wanted) & ((ties.researcher < 0) == (holder == "coordinator"))
    path = [ties.trust_practice[chosen].reshape(WORLDS, -1).mean(axis=1)]
    for _ in range(MONTHS):
        batch.step()
        path.append(ties.trust_practice[chosen].reshape(WORLDS, -1).mean(axis=1))
    return np.array(path)


@pytest.mark.parametrize(
    ("level", "holder"),
    [(CENTRAL_OFFICE, "researcher"), (CENTRAL_OFFICE, "coordinator"), (SUPERINTENDENT, "researcher")],
)
def test_trust_approaches_its_fixed_point_at_the_rate_of_the_rules(level: int, holder: str):
    path = trust_by_month(world(STEADY, {"meetings.cushion": 0}), level, holder)
    slope, intercept = month_of_trust(contact(holder), blow=1.0)
    fixed = intercept / (1 - slope)
    first, more = month_of_trust(contact(holder, rhythm=0.0), blow=1.0, rhythm=0.0)
    start = path[0].mean()
    expected = np.concatenate([[start], fixed + (first * start + more - fixed) * slope ** np.arange(MONTHS)])
    error = path.std(axis=1) / math.sqrt(WORLDS)
    assert error.max() < 0.015
    assert (np.abs(path.mean(axis=1) - expected) <= 4 * error + 1e-9).all()
    assert abs(expected[-1] - fixed) < 0.1 * abs(expected[0] - fixed) + 0.01  # the course is long enough to tell


def test_a_growing_history_cushions_blows_as_declared():
    path = trust_by_month(world(STEADY), CENTRAL_OFFICE, "researcher")
    now = contact("researcher")
    expected = [path[0].mean()]
    for together in range(1, MONTHS + 1):
        absorbed = default("meetings.cushion") * (1 - math.exp(-together / default("meetings.cushion_months")))
        rhythm = 0.0 if together == 1 else 1.0
        slope, intercept = month_of_trust(contact("researcher", rhythm), 1 - absorbed, rhythm)
        expected.append(slope * expected[-1] + intercept)
    error = path.std(axis=1) / math.sqrt(WORLDS)
    assert (np.abs(path.mean(axis=1) - expected) <= 4 * error + 1e-9).all()
    # The cushion is visible: without it the theory is elsewhere by much more than the error.
    slope, intercept = month_of_trust(now, blow=1.0)
    assert expected[-1] - intercept / (1 - slope) > 6 * error[-1]


def test_without_contact_trust_fades_to_familiarity_and_never_below():
    familiar, fade = 0.4, default("meetings.trust_decay")
    values = {
        "contact.meetings": 0, "meetings.common_rate": 0, "turnover.newcomer_trust": familiar, "initial.history": 0.1
    }  # fmt: skip
    still = world(STEADY, values)
    batch = Batch([Run(still, r, 5) for r in range(20)], MONTHS)
    ties = batch.state.ties
    start = ties.trust_practice.copy()
    assert (start < familiar).sum() > 50 and (start > familiar).sum() > 50
    expected = start
    for month in range(1, MONTHS + 1):
        batch.step()
        shared = 1 - math.exp(-month / default("meetings.cushion_months"))
        known = familiar + (1 - familiar) * familiar * shared
        expected = np.where(expected > known, expected - fade * (expected - known), expected)
        assert np.abs(ties.trust_practice - expected).max() < 1e-12


def test_presence_alone_builds_trust_up_to_what_a_shared_history_is_worth():
    values = {
        "meetings.trust_gain": 0, "meetings.trust_loss": 0, "turnover.newcomer_trust": 0.3, "initial.trust": 0.3,
    }  # fmt: skip
    path = trust_by_month(world(STEADY, values), CENTRAL_OFFICE, "researcher")
    expected = [0.3]
    for together in range(1, MONTHS + 1):
        now = contact("researcher", rhythm=0.0 if together == 1 else 1.0)
        known = 0.3 + 0.7 * 0.3 * (1 - math.exp(-together / default("meetings.cushion_months")))
        expected.append(expected[-1] + default("meetings.presence_rate") * now * (known - expected[-1]))
    assert np.abs(path - np.array(expected)[:, None]).max() < 1e-9
    assert expected[-1] > 0.35


@pytest.mark.parametrize("rate", [0.05, 0.16])
def test_records_are_built_and_forgotten_at_the_pace_of_habits(rate: float):
    batch = Batch([Run(world(STEADY, {"structures.build_rate": rate}), 0, 5)], MONTHS)
    batch.run()
    # Who is not wholly committed gives part of the hours that records take; before the first month all are there.
    dutiful, hours, expected = default("joint_work.dutiful"), 1.0, [0.0]
    for _ in range(MONTHS):
        expected.append(expected[-1] + rate * (default("structure.knowledge_management") * hours - expected[-1]))
        hours = dutiful + (1 - dutiful) * default("initial.leader_commitment")
    assert np.abs(batch.record.values["partnerships"].memory[:, 0] - expected[1:]).max() < 1e-6

"""Who is there: an empty chair meets nobody, promises nothing, and is hurt by nothing."""

from sim.kernel.compiled import kernel
from sim.kernel.members import is_member
from sim.state.tables import SEAT_TEACHER


@kernel
def sits(state, seat):
    """Whether somebody holds a practice-side seat, for a district that is still a member."""
    if not is_member(state, state.seats[seat].district):
        return False
    person = state.seats[seat].row
    if state.seats[seat].level == SEAT_TEACHER:
        return state.teachers[person].vacant <= 0.0
    return state.leaders[person].vacant <= 0.0


@kernel
def ties_of(state, q, seat):
    """First tie of a practice-side seat of partnership ``q``, and the row after its last."""
    partnership = state.partnerships[q]
    per_seat = partnership.researchers_end - partnership.researchers_at + 1
    first = partnership.ties_at + (seat - partnership.seats_at) * per_seat
    return first, first + per_seat


@kernel
def is_held(state, q, tie):
    """Whether there is a person at both ends of a tie of partnership ``q``."""
    if not sits(state, state.ties[tie].seat):
        return False
    row = state.ties[tie].researcher
    if row >= 0:
        return state.researchers[row].vacant <= 0.0
    return state.levers[q].coordination_fte > 0.0 and state.coordinators[q].vacant <= 0.0


@kernel
def practitioner(state, seat, begin):
    """Whoever holds a seat: commitment, expertise of the three kinds (instruction, partnering, context), reliability,
    presence. Teachers bring their practice, and know of the rest what practitioners know who begin (``begin``)."""
    person = state.seats[seat].row
    if state.seats[seat].level == SEAT_TEACHER:
        teacher = state.teachers[person]
        there = teacher.vacant <= 0.0
        return teacher.commitment, teacher.practice, begin.partnering, begin.context, 0.0, there
    leader = state.leaders[person]
    return (
        leader.commitment, leader.instruction, leader.partnering, leader.context, leader.dependability,
        leader.vacant <= 0.0,
    )  # fmt: skip


@kernel
def partner(state, q, researcher, begin):
    """Whoever holds the research side of a tie, the same six; the coordinator where there is no row, who knows the
    place as practitioners do who begin."""
    if researcher >= 0:
        one = state.researchers[researcher]
        return one.commitment, one.instruction, one.partnering, one.context, one.dependability, one.vacant <= 0.0
    coordinator = state.coordinators[q]
    there = state.levers[q].coordination_fte > 0.0 and coordinator.vacant <= 0.0
    return coordinator.commitment, 0.0, coordinator.partnering, begin.context, coordinator.dependability, there


@kernel
def weight_of_tie(state, q, tie):
    """How much a tie is there [0-1]: not at all with people of a district that has left, and with a coordinator as far
    as there is a post, so that nought has none."""
    if not is_member(state, state.seats[state.ties[tie].seat].district):
        return 0.0
    if state.ties[tie].researcher >= 0:
        return 1.0
    return min(1.0, state.levers[q].coordination_fte)

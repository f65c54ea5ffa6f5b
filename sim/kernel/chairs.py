"""Who is there: an empty chair meets nobody, promises nothing, and is hurt by nothing."""

from sim.kernel.compiled import kernel
from sim.kernel.members import is_member
from sim.state.tables import SEAT_TEACHER


@kernel
def sits(state, seat):
    """Whether somebody holds a practice-side seat, for a district that is still a member."""
    if not is_member(state, state.seats[seat].district):
        return False
    return state.seats[seat].level == SEAT_TEACHER or state.leaders[state.seats[seat].row].vacant <= 0.0


@kernel
def is_held(state, q, tie):
    """Whether there is a person at both ends of a tie of partnership ``q``."""
    if not sits(state, state.ties[tie].seat):
        return False
    row = state.ties[tie].researcher
    if row >= 0:
        return state.researchers[row].vacant <= 0.0
    return state.levers[q].coordination_fte > 0.0 and state.coordinators[q].vacant <= 0.0

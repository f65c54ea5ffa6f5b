"""Districts come and go as members, and their leaders decide: what reviews, events and joint work share."""

from sim.kernel import event_log as log
from sim.kernel.compiled import kernel
from sim.kernel.event_log import log_event
from sim.kernel.forms import nearest
from sim.state.tables import FROZEN, LEFT, TOLERATED


@kernel
def open_sites(state, d, reach):
    """Schools of a district become sites in the order of their rank, as many as the reach asks, at least one."""
    district = state.districts[d]
    count = float(district.schools_end - district.schools_at)
    wanted = max(1.0, nearest(reach * count))
    for s in range(district.schools_at, district.schools_end):
        school = state.schools[s]
        if float(school.rank) < wanted and school.site == 0.0 and district.mandate > FROZEN:
            school.site = 1.0


@kernel
def leave(state, d):
    """A district is no member any more: no school of it is worked in."""
    state.districts[d].mandate = LEFT
    for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
        state.schools[s].site = 0.0


@kernel
def join(state, d):
    """A district is a member again, and schools of it are worked in as elsewhere."""
    state.districts[d].mandate = TOLERATED
    open_sites(state, d, state.innovations[state.districts[d].partnership].reach)


@kernel
def decide(state, w, month, d, mandate, for_it):
    """What a superintendent lets the partnership do from now on; a freeze that goes on is no news.

    Args:
        mandate: a code of MANDATES.
        for_it: what spoke for the partnership [log odds].
    """
    district = state.districts[d]
    before = district.mandate
    district.mandate = mandate
    if mandate == LEFT:
        leave(state, d)
    if before != FROZEN or mandate != FROZEN:
        log_event(state.log, w, month, log.REVIEWED, d - state.worlds[w].districts_at, int(mandate), for_it)

"""Which districts are members of a partnership, how they come and go, and the schools in which it works there."""

from sim.kernel import event_log as log
from sim.kernel.compiled import kernel
from sim.kernel.event_log import log_event
from sim.kernel.forms import nearest
from sim.state.tables import ENDED, FROZEN, JOINED, LEFT, NEW_OFFER, NO_OFFER, NOT_STARTED, TOLERATED


@kernel
def is_member(state, d):
    """Whether a district belongs to its partnership now."""
    return state.districts[d].mandate != LEFT


@kernel
def is_under_way(state, q):
    """Whether a partnership has started and has not ended."""
    return state.partnerships[q].stage != ENDED and state.partnerships[q].stage != NOT_STARTED


@kernel
def may_work(state, d):
    """Whether a district is a member whose superintendent has not frozen the work."""
    return state.districts[d].mandate > FROZEN


@kernel
def members_of(state, q):
    """Number of districts that are members of a partnership now."""
    there = 0.0
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        if is_member(state, d):
            there += 1.0
    return there


@kernel
def seats_held(state, q, mandate):
    """Number of seats at the table whose district lets the partnership do so much, or more.

    Args:
        mandate: a code of MANDATES: ``FROZEN`` for all members, ``TOLERATED`` for those in which work goes on.
    """
    there = 0.0
    for row in range(state.partnerships[q].seats_at, state.partnerships[q].seats_end):
        if state.districts[state.seats[row].district].mandate >= mandate:
            there += 1.0
    return there


@kernel
def close_schools(state, d):
    """No school of the district is worked in any more; those that take part may go on by themselves."""
    for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
        state.schools[s].offer = NO_OFFER
        state.schools[s].site = 0.0


@kernel
def open_schools(state, d, reach):
    """Schools of a district are asked to take part in the order of their rank, as many as the reach asks, at least one;
    those that do so already become sites."""
    district = state.districts[d]
    wanted = max(1.0, nearest(reach * float(district.schools_end - district.schools_at)))
    for s in range(district.schools_at, district.schools_end):
        school = state.schools[s]
        if float(school.rank) < wanted and school.offer == NO_OFFER:
            school.offer = NEW_OFFER
            school.site = 1.0 if school.participation == JOINED else 0.0


@kernel
def leave(state, d):
    """A district is no member any more."""
    state.districts[d].mandate = LEFT
    close_schools(state, d)


@kernel
def join(state, q, d):
    """A district that left is a member again, or one that never was becomes one."""
    state.districts[d].mandate = TOLERATED
    state.districts[d].was_member = 1.0
    open_schools(state, d, state.innovations[q].reach)


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

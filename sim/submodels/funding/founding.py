"""Founders ask for the grant with which a partnership starts; until somebody gives it, there is none."""

from sim.kernel.compiled import kernel
from sim.kernel.members import is_member
from sim.submodels.funding.planning import plan

#: Months for which founders have money.
NOTHING = 0.0


@kernel
def letters(state, q):
    """Mean commitment of superintendents of its districts, who sign for a partnership that is to be founded [0-1]; an
    empty chair signs nothing."""
    signed, members = 0.0, 0.0
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        if is_member(state, d):
            members += 1.0
            head = state.leaders[state.districts[d].leaders_at]
            if head.vacant <= 0.0:
                signed += head.commitment
    return signed / members if members > 0.0 else 0.0


@kernel
def prepare(state, q, lever, p):
    """Founders have no money and no record: all that they can show are letters and a plan.

    Returns what that plan would cost a month [dollars].
    """
    state.finances[q].runway = NOTHING
    state.efforts[q].staff_hours = p.proposal_hours  # for half of the calls
    state.relations[q].commitment_practice = letters(state, q)
    _, posts, coordination, release, support = plan(state, q, lever, p)
    return posts + coordination + release + support

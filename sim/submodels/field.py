"""The field: what partnerships of one world learn from each other at a yearly meeting of all.

Two things travel. *Ways of working*: who meets a partnership that does something better means to do more for it, too.
*Ideas*: partners hear of what others have tried and kept, and take it over when they need a new one, with what is known
of it (`sim.kernel.innovation.take_over`). Money connects partnerships as well, because they ask the same funders
(`sim.submodels.funding`). People who change from one to another carry nothing, and print is the same for all.
"""

from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MONTHS_A_YEAR
from sim.kernel.intentions import HANDOVER, PROTOCOLS, RECORDS, RULES, WELCOME, intend_more
from sim.state.tables import ACTIVE, FORMING, NO_ROW


@rule
def chance_to_come(plan_size, p):
    """Chance that somebody of a partnership goes to the meeting [0-1]: those in the network, as their plans are paid.

    Args:
        plan_size: of what was planned, what means allow [0-1].

    Source: MHS 2022 (learning community).
    """
    return p.exchange * plan_size


@rule
def seen(lead, revised):
    """Part that partners add to what is missing of a structure in which others are so far ahead [0-1].

    Args:
        lead: what others have built, less what partners have [0-1].
        revised: what a yearly look at their own structures adds.

    Source: MHS 2022 (learning community; partnering as learning).
    """
    return lead * revised


@kernel
def comes(state, w, month, q):
    """Whether somebody of a partnership goes to the meeting."""
    stage = state.partnerships[q].stage
    if stage != ACTIVE and stage != FORMING:
        return False
    address = chance.stream(state.worlds[w].seed, chance.FIELD_GATHERS, month)
    u = chance.uniform(address, q - state.worlds[w].partnerships_at)
    return u < chance_to_come(state.finances[q].plan_size, state.field[w])


@kernel
def talks_to(state, w, month, q, number):
    """The partnership with whose people those of ``q`` talk most at the meeting: one of the others there, by lot.

    Args:
        number: partnerships that have come.
    """
    q0 = state.worlds[w].partnerships_at
    u = chance.uniform(chance.stream(state.worlds[w].seed, chance.FIELD_PARTNER, month), q - q0)
    left = int(u * float(number - 1))
    for other in range(q0, state.worlds[w + 1].partnerships_at):
        if other != q and comes(state, w, month, other):
            if left == 0:
                return other
            left -= 1
    return NO_ROW


@kernel
def learn_way(state, w, month, q, other):
    """Partners mean to do more for the structure in which the others are furthest ahead, as far as they are."""
    own, theirs = state.relations[q], state.relations[other]
    ahead, which = 0.0, NO_ROW
    for gap, structure in (
        (theirs.protocols - own.protocols, PROTOCOLS),
        (theirs.rules - own.rules, RULES),
        (theirs.memory - own.memory, RECORDS),
        (theirs.welcome - own.welcome, WELCOME),
        (theirs.handover - own.handover, HANDOVER),
    ):
        if gap > ahead:
            ahead, which = gap, structure
    if which == NO_ROW:
        return
    intend_more(state, q, which, seen(ahead, state.structures[w].revised))
    q0 = state.worlds[w].partnerships_at
    log_event(state.log, w, month, log.WAY_LEARNED, q - q0, which, float(other - q0))


@kernel
def hear(state, w, month, q):
    """Partners keep in mind of which idea, among those that others have kept and that would fit their problem, most
    good was told."""
    q0, q1 = state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at
    akin = chance.stream(state.worlds[w].seed, chance.FIELD_AKIN, month)
    innovation = state.innovations[q]
    innovation.heard_of = NO_ROW
    best = -1.0
    for other in range(q0, q1):
        theirs = state.innovations[other]
        if other == q or theirs.is_kept == 0.0 or theirs.belief <= best or not comes(state, w, month, other):
            continue
        if chance.uniform(akin, (q - q0) * (q1 - q0) + other - q0) < state.field[w].akin:
            best = theirs.belief
            innovation.heard_of = other


@kernel
def step(first, last, month, state):
    """One month of the field for the worlds ``first`` to ``last`` - 1; partnerships meet each July but the first."""
    if month == 0 or month % MONTHS_A_YEAR != 0:
        return
    for w in range(first, last):
        q0, q1 = state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at
        if state.field[w].exchange <= 0.0 or q1 - q0 < 2:
            continue
        number = 0
        for q in range(q0, q1):
            if comes(state, w, month, q):
                number += 1
        if number < 2:
            continue
        for q in range(q0, q1):
            if comes(state, w, month, q):
                learn_way(state, w, month, q, talks_to(state, w, month, q, number))
                hear(state, w, month, q)

"""An innovation that partners take up: what it is worth, which nobody knows, and what they believe of it."""

from sim.kernel import chance
from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import raised, saturating
from sim.kernel.members import is_member

#: The least that an innovation can be worth: one that does harm.
HARM = -0.2


@rule
def worth_drawn(middle, spread, z):
    """Worth of an idea, from some harm (-0.2) to all that teaching can gain (1); ``z`` is a standard normal draw."""
    return min(1.0, max(HARM, middle + spread * z))


@rule
def with_recruits(kind, least, recruited):
    """Expertise of one kind [0-1] with those whom partners found, who close part of the gap of what is missed most.

    Args:
        least: expertise of the kind that is missed most [0-1].

    Source: MHS 2022 (expertise).
    """
    return raised(kind, 1.0, recruited) if kind <= least else kind


@kernel
def mean_worth(state, q):
    """Mean worth of an innovation in the member districts; what it was if there are none."""
    total, members = 0.0, 0.0
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        if is_member(state, d):
            total += state.districts[d].worth
            members += 1.0
    return total / members if members > 0.0 else state.innovations[q].worth


@kernel
def begin_idea(state, w, month, q):
    """Partners take up an idea: its worth is drawn, for the idea and for each place, and they hope for something.

    Of an idea nobody knows yet how to enact it, and it has met one context.
    """
    v, p, innovation = state.levers[q], state.ideas[w], state.innovations[q]
    seed, d0, amount = state.worlds[w].seed, state.worlds[w].districts_at, v.variety_amount
    ideas, places = chance.stream(seed, chance.IDEA_WORTH, month), chance.stream(seed, chance.IDEA_PLACE, month)
    spread = amount * v.variety_worth_spread
    middle = worth_drawn(v.variety_worth, spread, chance.normal(ideas, q - state.worlds[w].partnerships_at))
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        here = amount * v.variety_worth_places
        state.districts[d].worth = worth_drawn(middle, here, chance.normal(places, d - d0))
        state.districts[d].worth_at_first = state.districts[d].worth
    innovation.worth = mean_worth(state, q)
    innovation.belief = p.hope
    innovation.precision = p.hope_weight
    innovation.sunk = 0.0
    innovation.idea_months = 0.0
    innovation.is_kept = 0.0
    innovation.ideas_tried += 1.0
    innovation.usability = state.initial[w].usability
    innovation.local_fit = state.initial[w].usability
    innovation.robustness = saturating(1.0, p.context_half)
    innovation.fidelity = 0.0

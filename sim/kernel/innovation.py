"""An innovation that partners take up: what it is worth, which nobody knows, and what they believe of it."""

from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MIDDLE, moved, raised, saturating
from sim.kernel.members import is_member
from sim.state.tables import NO_ROW

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


@rule
def believed(belief, precision, evidence, news):
    """Belief after a test (Bayes, normal errors): what was believed and what was found, each by its weight."""
    return moved(belief, evidence, news / (precision + news))


@rule
def weight_of_hearsay(precision, robustness):
    """Weight here of tests elsewhere, in full tests: half that of own ones, as far as an idea works in other contexts.

    Args:
        precision: weight of the tests of those who have tried it [full tests].
        robustness: how well it works in contexts where it was not developed [0-1].

    Source: CPG 2013 (local relevance and scalability).
    """
    return MIDDLE * robustness * precision


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
def idea_of_others(state, w, q):
    """The partnership whose idea partners take over; -1 where they have heard of none that they think better of than
    of one of their own, or where it was given up meanwhile."""
    other = state.innovations[q].heard_of
    if other >= 0 and (
        state.innovations[other].is_kept == 0.0 or state.innovations[other].belief <= state.ideas[w].hope
    ):
        return NO_ROW
    return other


@kernel
def take_over(state, w, month, q, other):
    """What is known of an idea of others comes with it, as far as it works in other contexts: what they found, how it
    is enacted, and the contexts that it has met."""
    innovation, theirs = state.innovations[q], state.innovations[other]
    weight = weight_of_hearsay(theirs.precision, theirs.robustness)
    innovation.belief = believed(innovation.belief, innovation.precision, theirs.belief, weight)
    innovation.precision += weight
    innovation.usability = moved(innovation.usability, theirs.usability, theirs.robustness)
    innovation.robustness = theirs.robustness
    q0 = state.worlds[w].partnerships_at
    log_event(state.log, w, month, log.IDEA_TAKEN_OVER, q - q0, other - q0, innovation.belief)


@kernel
def begin_idea(state, w, month, q):
    """Partners take up an idea: its worth is drawn, for the idea and for each place, and they hope for something.

    Of an idea nobody knows yet how to enact it, and it has met one context; unless it is one that others have tried
    (`take_over`), whose worth comes along as far as it works in other contexts.
    """
    v, p, innovation = state.levers[q], state.ideas[w], state.innovations[q]
    seed, d0, amount = state.worlds[w].seed, state.worlds[w].districts_at, v.variety_amount
    ideas, places = chance.stream(seed, chance.IDEA_WORTH, month), chance.stream(seed, chance.IDEA_PLACE, month)
    spread = amount * v.variety_worth_spread
    middle = worth_drawn(v.variety_worth, spread, chance.normal(ideas, q - state.worlds[w].partnerships_at))
    other = idea_of_others(state, w, q)
    if other >= 0:
        middle = moved(middle, state.innovations[other].worth, state.innovations[other].robustness)
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
    if other >= 0:
        take_over(state, w, month, q, other)
    innovation.heard_of = NO_ROW

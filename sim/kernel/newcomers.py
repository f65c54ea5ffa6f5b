"""People who come: the character that they bring, and ties with them, which start from what is carried across.

The parameters ``p`` are those of turnover.
"""

from sim.kernel import chance
from sim.kernel.chairs import ties_of
from sim.kernel.compiled import kernel
from sim.kernel.forms import energy_of, moved, reliability_of, stays_of

#: Kinds of people whose character is drawn: each has addresses of its own in one stream.
COORDINATOR, RESEARCHER, LEADER = range(3)
KINDS = 3


@kernel
def character(lever, draws, kind, i, in_post):
    """Reliability [log odds], inclination to stay [log rate] and energy [times] of whoever holds the ``i``-th post.

    Args:
        draws: streams of the three.
        kind: of post, of which each has addresses of its own.
        in_post: 1 for those who are in post already, 0 for newcomers.
    """
    reliability, stays, energy = draws
    row = KINDS * i + kind
    return (
        reliability_of(lever, chance.normal(reliability, row)), stays_of(lever, chance.normal(stays, row), in_post),
        energy_of(lever, chance.normal(energy, row)),
    )  # fmt: skip


@kernel
def newcomers_character(lever, seed, month, kind, i):
    """The same three of who comes to that post this month."""
    draws = (
        chance.stream(seed, chance.RELIABILITY, month), chance.stream(seed, chance.STAYS, month),
        chance.stream(seed, chance.ENERGY, month),
    )  # fmt: skip
    return character(lever, draws, kind, i, 0.0)


@kernel
def renew_tie(state, q, tie, share, p):
    """A tie with a new person starts again from what is carried of trust and of history."""
    relation, one = state.relations[q], state.ties[tie]
    new = moved(p.newcomer_trust, relation.trust_practice, share)
    relation.trust_lost += (one.trust_practice - new) / (state.partnerships[q].ties_end - state.partnerships[q].ties_at)
    one.trust_practice = new
    one.trust_research = moved(p.newcomer_trust, relation.trust_research, share)
    one.months *= share


@kernel
def renew_seat(state, q, seat, share, p):
    """New person in a practice-side seat."""
    first, last = ties_of(state, q, seat)
    for tie in range(first, last):
        renew_tie(state, q, tie, share, p)


@kernel
def renew_researcher(state, q, number, share, p):
    """New person on the research side (the coordinator is number ``n`` of ``n`` researchers)."""
    partnership = state.partnerships[q]
    per_seat = partnership.researchers_end - partnership.researchers_at + 1
    for tie in range(partnership.ties_at + number, partnership.ties_end, per_seat):
        renew_tie(state, q, tie, share, p)

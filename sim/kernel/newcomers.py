"""Newcomers at the table: ties with a new person start again from what is carried across.

The parameters ``p`` are those of turnover.
"""

from sim.kernel.compiled import kernel
from sim.kernel.forms import moved


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
    partnership = state.partnerships[q]
    per_seat = partnership.researchers_end - partnership.researchers_at + 1
    first = partnership.ties_at + (seat - partnership.seats_at) * per_seat
    for tie in range(first, first + per_seat):
        renew_tie(state, q, tie, share, p)


@kernel
def renew_researcher(state, q, number, share, p):
    """New person on the research side (the coordinator is number ``n`` of ``n`` researchers)."""
    partnership = state.partnerships[q]
    per_seat = partnership.researchers_end - partnership.researchers_at + 1
    for tie in range(partnership.ties_at + number, partnership.ties_end, per_seat):
        renew_tie(state, q, tie, share, p)

"""Grants come and go: the two operations that events and funders share."""

from sim.kernel.compiled import kernel
from sim.state.tables import GRANT_SLOTS, NO_ROW


@kernel
def end_grants(state, q, funder, kind):
    """Cancels grants of one partnership: those of a funder, of a kind of funder, or (-1, -1) all.

    Returns the money that will not be paid [dollars].
    """
    lost = 0.0
    for row in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
        grant = state.grants[row]
        f = grant.funder
        if f < 0 or (funder >= 0 and f != funder) or (kind >= 0 and int(state.funder_context[f].kind) != kind):
            continue
        lost += grant.monthly * grant.left
        state.funders[f].cancelled += grant.monthly * grant.left
        state.finances[q].committed -= grant.monthly * grant.left
        grant.funder = NO_ROW
        grant.left = 0.0
    return lost


@kernel
def add_grant(state, q, funder, amount, months, operating, practice, rigidity):
    """Puts an award into a free slot of the partnership; with no free slot it adds to the largest grant there."""
    slot, largest = -1, q * GRANT_SLOTS
    for row in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
        grant = state.grants[row]
        if slot < 0 and grant.funder < 0:
            slot = row
        if grant.monthly * grant.left > state.grants[largest].monthly * state.grants[largest].left:
            largest = row
    grant = state.grants[slot if slot >= 0 else largest]
    if slot < 0:
        grant.monthly += amount / max(1.0, grant.left)
        state.funders[grant.funder].awarded += amount
    else:
        grant.funder = funder
        grant.monthly = amount / months
        grant.left = months
        grant.operating = operating
        grant.practice = practice
        grant.rigidity = rigidity
        state.funders[funder].awarded += amount
    state.finances[q].committed += amount

"""Grants come and go: the operations that events and funders share."""

from sim.kernel.compiled import kernel
from sim.state.tables import GRANT_SLOTS, NO_ROW


@kernel
def cut_grants(state, q, funder, kind, share):
    """Cuts what is still to be paid of a partnership's grants: those of a funder, of a kind of funder, or (-1, -1) all.

    Args:
        share: share of it that is cut [0-1]; a grant that is cut to nothing is over.

    Returns the money that will not be paid [dollars].
    """
    lost = 0.0
    for row in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
        grant = state.grants[row]
        f = grant.funder
        if f < 0 or (funder >= 0 and f != funder) or (kind >= 0 and int(state.funder_context[f].kind) != kind):
            continue
        cut = share * grant.monthly * grant.left
        lost += cut
        state.funders[f].cancelled += cut
        state.finances[q].committed -= cut
        grant.monthly *= 1.0 - share
        if share >= 1.0:
            grant.funder = NO_ROW
            grant.left = 0.0
    return lost


@kernel
def end_grants(state, q, funder, kind):
    """Cancels grants of one partnership, as `cut_grants` chooses them; returns the money that will not be paid."""
    return cut_grants(state, q, funder, kind, 1.0)


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

"""Grants come and go: the two operations that events and funders share."""

from __future__ import annotations

from sim.kernel.compiled import kernel
from sim.state.tables import GRANT_SLOTS, NO_ROW


@kernel
def end_grants(q, funder, kind, partnerships, grants, funders, funder_context):
    """Cancels grants of one partnership: those of a funder, of a kind of funder, or (-1, -1) all.

    Returns the money that will not be paid [dollars].
    """
    lost = 0.0
    for g in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
        f = grants[g].funder
        if f < 0 or (funder >= 0 and f != funder) or (kind >= 0 and int(funder_context[f].kind) != kind):
            continue
        lost += grants[g].monthly * grants[g].left
        funders[f].cancelled += grants[g].monthly * grants[g].left
        partnerships[q].committed -= grants[g].monthly * grants[g].left
        grants[g].funder = NO_ROW
        grants[g].left = 0.0
    return lost


@kernel
def add_grant(q, funder, amount, months, operating, practice, rigidity, partnerships, grants, funders):
    """Puts an award into a free slot of the partnership; with no free slot it adds to the largest grant there."""
    slot, largest = -1, q * GRANT_SLOTS
    for g in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
        if slot < 0 and grants[g].funder < 0:
            slot = g
        if grants[g].monthly * grants[g].left > grants[largest].monthly * grants[largest].left:
            largest = g
    if slot < 0:
        grants[largest].monthly += amount / max(1.0, grants[largest].left)
        funders[grants[largest].funder].awarded += amount
    else:
        grants[slot].funder = funder
        grants[slot].monthly = amount / months
        grants[slot].left = months
        grants[slot].operating = operating
        grants[slot].practice = practice
        grants[slot].rigidity = rigidity
        funders[funder].awarded += amount
    partnerships[q].committed += amount

"""Posts: how many of a role a district has, and the mark of one whose holder must leave."""

from sim.kernel.compiled import kernel

#: Marks (as months of vacancy) a post whose holder leaves this month because an event says so.
MUST_LEAVE = -1.0
#: Authority of principals, of coaches and of teachers at the table, each group together; that of others is relative.
OTHERS = 1.0


@kernel
def posts_of(state, d, role):
    """Posts of a role in a district, filled or not."""
    found = 0.0
    for row in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
        if state.leaders[row].role == role:
            found += 1.0
    return found

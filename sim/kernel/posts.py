"""Posts: how many of a role a district has, who leaves them in a year, and the mark of one whose holder must leave."""

from sim.kernel.compiled import kernel, rule
from sim.state.tables import CENTRAL_OFFICE, COACH, GRADUATE, STAFF, SUPERINTENDENT, UNTENURED

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


@rule
def leave_a_year(role, context, p):
    """Share of leaders of a role who leave in a year, as a district's context and the parameters of turnover say."""
    if role == SUPERINTENDENT:
        return context.superintendent_turnover
    if role == CENTRAL_OFFICE:
        return context.central_office_turnover
    return p.coach if role == COACH else p.principal


@rule
def researchers_leave_a_year(role, p):
    """Share of researchers of a role who leave in a year."""
    if role == UNTENURED:
        return p.untenured
    if role == STAFF:
        return p.staff
    return p.graduate if role == GRADUATE else p.tenured

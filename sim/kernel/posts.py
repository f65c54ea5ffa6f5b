"""Posts: how many of a role a district has, who leaves them in a year, what authority goes with them.

And the mark of one whose holder must leave.
"""

from sim.kernel.compiled import kernel, rule
from sim.kernel.members import is_member
from sim.state.tables import CENTRAL_OFFICE, GRADUATE, PRINCIPAL, STAFF, SUPERINTENDENT

#: Marks (as months of vacancy) a post whose holder leaves this month because an event says so.
MUST_LEAVE = -1.0
#: Months in post after which faculty on the tenure track are decided on; assumed, and 60 to 84 make no difference seen.
TENURE_MONTHS = 72


@rule
def weight_of(level, p):
    """Authority of a level, all its people together, relative to principals, to coaches and to teachers at the table.

    Args:
        level: a code of LEADER_ROLES, or that of teachers at the table.
        p: parameters of commitment.

    Source: CPG 2013 (turnover); MHS 2022 (missing central office).
    """
    if level == SUPERINTENDENT:
        return p.authority * p.authority
    return p.authority if level == CENTRAL_OFFICE else 1.0


@kernel
def people_of_level(state, q, level):
    """People of one level at the table of a partnership."""
    people = 0.0
    for row in range(state.partnerships[q].seats_at, state.partnerships[q].seats_end):
        if state.seats[row].level == level and is_member(state, state.seats[row].district):
            people += 1.0
    return people


@kernel
def authority_of(state, q, seat, p):
    """Weight of one seat: people of a level share the weight of it."""
    level = state.seats[seat].level
    return weight_of(level, p) / people_of_level(state, q, level)


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
    return p.principal if role == PRINCIPAL else context.central_office_turnover


@rule
def researchers_leave_a_year(role, p):
    """Share of researchers of a role who leave in a year."""
    return p.staff if role == STAFF or role == GRADUATE else p.faculty

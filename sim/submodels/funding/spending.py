"""Money comes in, pays the month's work out of three purses, and lapses when a grant is over."""

from sim.declarations.parameters import Declarations
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MONTHS_A_YEAR, moved
from sim.kernel.members import is_member, seats_held
from sim.state.tables import DORMANT, FROZEN, GRANT_SLOTS, NO_ROW
from sim.submodels.funding.planning import plan, replan, runway

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("funding.project_coordination", default=0.3, low=0, high=0.6, unit="share",
        source="CPG 2013 (devote resources)", meaning="how far project money may pay coordination",
        label="project money for coordination")
declare("funding.payout", default=0.045, low=0.03, high=0.06, unit="share a year", meaning="payout of an endowment")
declare("funding.tie_rate", default=0.015, low=0.0075, high=0.04, unit="share a month",
        meaning="growth of the funder tie while a grant runs, and its fading otherwise", label="pace of the funder tie",
        key="funding.tie_gain")
PARAMETERS = declare.all
# fmt: on

DISTRICT_EMPLOYER = 1
#: A grant with less than this is over [months].
HARDLY_LEFT = 0.5


@rule
def drawn(need, purse):
    """What a purse can pay of a need [dollars]."""
    return max(0.0, min(need, purse))


@rule
def share_paid(paid, planned):
    """Share of a plan that could be paid [0-1]; 0 where nothing was planned."""
    return paid / planned if planned > 0.0 else 0.0


@rule
def lapsing(cash, planned, p):
    """Project money that goes back when a grant ends [dollars]; an extension keeps what finishes the work.

    Operating money does not lapse: that is what makes it useful in a gap.

    Source: CPG 2013 (funders: project money follows the grant, general support the partnership).
    """
    return max(0.0, cash - p.least_planned * planned)


@kernel
def receive(state, q, lever, p):
    """Grants, fees and endowment yield come in; returns what the practice side got [dollars].

    What districts put in as time of their people is only noted here: it is used in the month or gone.
    """
    finance = state.finances[q]
    external, practice = 0.0, 0.0
    rigid = 0.0
    for row in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
        grant = state.grants[row]
        if grant.funder < 0:
            continue
        payment = grant.monthly
        to_practice = payment * grant.practice
        to_operating = (payment - to_practice) * grant.operating
        finance.cash_practice += to_practice
        finance.cash_operating += to_operating
        finance.cash_project += payment - to_practice - to_operating
        practice += to_practice
        external += payment
        # Operating money is tied to no product.
        rigid += payment * (1.0 - grant.operating) * grant.rigidity
        state.funders[grant.funder].paid += payment
        grant.left -= 1.0
    finance.rigidity = rigid / external if external > 0.0 else 0.0
    fees, in_kind = 0.0, 0.0
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        if not is_member(state, d):
            continue
        district = state.districts[d]
        committed = district.stance  # while there is no superintendent
        if district.leaders_end > district.leaders_at and state.leaders[district.leaders_at].vacant <= 0.0:
            committed = state.leaders[district.leaders_at].commitment
        fees += lever.money_fees / MONTHS_A_YEAR
        in_kind += lever.money_in_kind / MONTHS_A_YEAR * committed * district.budget
    operating = fees + lever.money_endowment * p.payout / MONTHS_A_YEAR
    finance.cash_operating += operating
    finance.regular = operating
    finance.offered = in_kind
    finance.external = external
    finance.income = external + operating
    finance.total_in += external + operating
    # The yield of an endowment is money at hand, its principal is what somebody gave.
    principal = max(0.0, lever.money_endowment - finance.endowed)
    finance.endowed += principal
    finance.put_in = external + fees + principal
    return practice


@rule
def paid_from(purses, staff, coordination, release, support, by_district, p):
    """What is paid from three purses [dollars]: the purses after it, then staff, coordination, release and support.

    Project money pays staff first and coordination only in part; operating money pays coordination first. So a
    shortage cuts coordination first unless there is operating money.

    Args:
        purses: project, operating and practice-side money [dollars].
        staff, coordination, release, support: planned [dollars].
        by_district: whether the district employs the coordinator.

    Source: CPG 2013 (funders).
    """
    project, operating, practice = purses
    # Operating money: the partnership itself first.
    for_coordination = drawn(coordination, operating)
    operating -= for_coordination
    due = coordination - for_coordination
    if by_district:
        part = drawn(due, practice)
        practice -= part
        due -= part
        for_coordination += part
    # What is left of it serves other work only beyond a reserve for the months to come.
    reserve = p.least_planned * coordination
    # Project money: staff, then a part of coordination, then support.
    for_staff = drawn(staff, project)
    project -= for_staff
    extra = drawn(staff - for_staff, operating - reserve)
    operating -= extra
    for_staff += extra
    part = drawn(due * p.project_coordination, project)
    project -= part
    for_coordination += part
    for_release = drawn(release, practice)
    practice -= for_release
    extra = drawn(release - for_release, project)
    project -= extra
    for_release += extra
    from_practice = drawn(support, practice)
    practice -= from_practice
    from_project = drawn(support - from_practice, project)
    project -= from_project
    extra = drawn(support - from_practice - from_project, operating - reserve)
    operating -= extra
    for_support = from_practice + from_project + extra
    return project, operating, practice, for_staff, for_coordination, for_release, for_support


@kernel
def pay(state, q, lever, p):
    """Pays the month's work and notes which share of each plan could be paid.

    Returns what the whole plan would cost [dollars].
    """
    finance, partnership = state.finances[q], state.partnerships[q]
    staff, posts, coordination, release, support = plan(state, q, lever, p)
    full = posts + coordination + release + support
    asked = lever.work_demand_hours * state.efforts[q].asked_share * seats_held(state, q, FROZEN)
    given = asked * (1.0 - lever.work_released_time) * p.release_hour
    finance.paid_part = share_paid(full, full + given)
    core, others = replan(state, q, full, coordination, release + support, p)
    finance.core, finance.others = core, others
    filled = 1.0 if state.coordinators[q].vacant <= 0.0 else 0.0
    meetings = lever.contact_meetings * lever.contact_face_to_face * p.meeting_cost
    due = core * (filled * (coordination - meetings) + meetings)
    release, support = others * release, others * support
    cash = finance.cash_project + finance.cash_operating + finance.cash_practice
    # What this month's grants paid is in cash already.
    finance.runway = runway(cash, max(0.0, finance.committed - finance.external), finance.plan_size * full)
    if partnership.stage == DORMANT:
        # The work rests; whoever is still there keeps people in touch.
        staff, release, support = 0.0, 0.0, 0.0
    # Time of the districts' own people is used first, for what is asked of them, and what is not used is gone.
    by_hand = min(release, finance.offered)
    more_by_hand = min(support, finance.offered - by_hand)
    purses = (finance.cash_project, finance.cash_operating, finance.cash_practice)
    by_district = int(lever.coordination_employer) == DISTRICT_EMPLOYER
    project, operating, practice, for_staff, for_coordination, for_release, for_support = paid_from(
        purses, staff, due, release - by_hand, support - more_by_hand, by_district, p
    )
    finance.cash_project, finance.cash_operating, finance.cash_practice = project, operating, practice
    in_kind = by_hand + more_by_hand
    finance.in_kind = in_kind
    finance.income += in_kind
    finance.put_in += in_kind
    finance.total_in += in_kind
    spent = for_staff + for_coordination + for_release + for_support
    finance.spent = spent + in_kind
    finance.total_out += spent + in_kind
    # An empty post costs nothing, which is no cut.
    finance.paid_coordination = core * (share_paid(for_coordination, due) if due > 0.0 else 1.0)
    finance.paid_staff = share_paid(for_staff, staff)
    finance.paid_release = others * share_paid(for_release + by_hand, release)
    finance.paid_support = others * share_paid(for_support + more_by_hand, support)
    return full


@kernel
def keep_account(state, w, month, q, q0, practice_income, planned, f0, f1, p):
    """Grants that are over, gaps in funding, who held the money, and ties with programme officers."""
    finance = state.finances[q]
    first_tie = state.partnerships[q].funder_ties_at
    for f in range(f0, f1):
        running = False
        for row in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
            if state.grants[row].funder == f:
                running = True
        i = first_tie + f - f0
        tie = state.funder_ties[i]
        if state.funders[f].officer_months == 0.0:
            tie.relationship = 0.0  # it was with the person
        tie.relationship = moved(tie.relationship, 1.0 if running else 0.0, p.tie_rate)
    committed = 0.0
    for row in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
        grant = state.grants[row]
        if grant.funder >= 0:
            if grant.left <= HARDLY_LEFT:
                log_event(state.log, w, month, log.GRANT_ENDED, q - q0, grant.funder - f0, grant.monthly)
                grant.funder = NO_ROW
                lapsed = lapsing(finance.cash_project, planned, p)
                finance.cash_project -= lapsed
                finance.returned += lapsed
                finance.total_out += lapsed
            else:
                committed += grant.monthly * grant.left
    finance.committed = committed
    if finance.external > 0.0:
        finance.months_funded += 1.0
        finance.gap = 0.0
    else:
        finance.gap += 1.0
        if finance.gap == 1.0 and finance.months_funded > 0.0:
            finance.gaps += 1.0
        finance.longest_gap = max(finance.longest_gap, finance.gap)
    if finance.income > 0.0:
        share = practice_income / finance.income
        # Recent money is that of about a year.
        finance.practice_money += (share - finance.practice_money) / MONTHS_A_YEAR

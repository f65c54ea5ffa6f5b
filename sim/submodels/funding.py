"""Funding: grants pay in, work is paid, proposals go out, funders decide months later.

Three purses are kept apart, because who may spend what is the point: *project* money pays the promised work,
*operating* money the partnership itself, *practice* money is held by districts. Every dollar that comes in is spent or
still in a purse.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MIDDLE, MONTHS_A_YEAR, mean, moved, saturating
from sim.kernel.grants import add_grant
from sim.kernel.members import is_member, may_work, seats_at_work, seats_of_members
from sim.state.tables import DORMANT, ENDED, GRADUATE, GRANT_SLOTS, NO_ROW, NOT_STARTED, PROPOSAL_SLOTS, STAFF

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("funding.coordinator_salary", default=95_000, low=70_000, high=130_000, minimum=0, maximum=1e6,
        unit="dollars a year", meaning="cost of a full coordinator")
declare("funding.staff_salary", default=85_000, low=60_000, high=120_000, minimum=0, maximum=1e6, unit="dollars a year",
        meaning="cost of one research staff member", label="cost of a research staff member")
declare("funding.graduate_salary", default=42_000, low=30_000, high=60_000, minimum=0, maximum=1e6,
        unit="dollars a year", meaning="cost of one graduate student", label="cost of a graduate student")
declare("funding.faculty_time", default=12_000, low=0, high=40_000, minimum=0, maximum=1e6, unit="dollars a year",
        meaning="summer pay or course release for one faculty member", label="pay for time of a faculty member")
declare("funding.release_hour", default=45, low=25, high=70, minimum=0, maximum=1000, unit="dollars an hour",
        meaning="cost of releasing a practitioner")
declare("funding.training_hours", default=1, low=0.3, high=3, minimum=0, maximum=100, unit="hours a month",
        source="CPG 2013 (funders)",
        meaning="hours of full training for each practitioner at the table, for which they are released",
        label="hours of full training")
declare("funding.archive_cost", default=50, low=15, high=150, minimum=0, maximum=10_000,
        unit="dollars a teacher a year", source="CPG 2013 (archives)",
        meaning="cost of a full archive of linked data, for each teacher of the member districts",
        label="cost of a data archive")
declare("funding.intermediary_cost", default=100, low=30, high=300, minimum=0, maximum=10_000,
        unit="dollars a teacher a year", source="CPG 2013 (Boston)",
        meaning="cost of a scale-up organisation fully at work, for each teacher of the member districts",
        label="cost of a scale-up organisation")
declare("funding.provider_hours", default=3, low=1, high=8, minimum=0, maximum=200, unit="hours a teacher a year",
        source="CPG 2013 (LeTUS)",
        meaning="hours of support that preparing teachers to lead others takes, for each teacher at the sites",
        label="hours to prepare teachers to lead")
declare("funding.support_hour", default=30, low=15, high=60, minimum=0, maximum=1000, unit="dollars a teacher-hour",
        source="Yoon et al. 2007", meaning="cost of an hour of professional development or coaching for one teacher",
        label="cost of an hour of teacher support")
declare("funding.meeting_cost", default=250, low=50, high=800, minimum=0, maximum=1e5, unit="dollars",
        meaning="cost of one meeting in person")
declare("funding.project_coordination", default=0.3, low=0, high=0.6, unit="share",
        source="CPG 2013 (devote resources)", meaning="how far project money may pay coordination",
        label="project money for coordination")
declare("funding.payout", default=0.045, low=0.03, high=0.06, unit="share a year", meaning="payout of an endowment")
declare("funding.extension_months", default=4, low=0, high=12, minimum=0, maximum=120, unit="months",
        source="CPG 2013 (funders)",
        meaning="months of planned work for which unspent project money may be kept after a grant has ended",
        label="months of extension after a grant")
declare("funding.planned_months", default=24, low=12, high=36, minimum=1, maximum=120, unit="months",
        source="CPG 2013 (funders)", meaning="time that partners plan for at most, when so much money is promised",
        label="longest time planned for")
declare("funding.least_planned", default=8, low=4, high=12, minimum=1, maximum=60, unit="months",
        source="CPG 2013 (funders)",
        meaning="time for which money in hand must last when nothing is promised, and for which operating money is held"
                " back for coordination",
        label="time that cash must last")
declare("funding.replan_rate", default=0.3, low=0.15, high=0.6, unit="share a month",
        meaning="how fast a plan shrinks or grows to what can be paid", label="pace of cuts and growth",
        key="funding.cut_rate")
declare("funding.ask_margin", default=1.25, low=1, high=2, minimum=0.1, maximum=20, unit="times",
        meaning="money asked for, relative to what the planned work costs", label="money asked for over planned cost")
declare("funding.usual_teachers", default=300, low=150, high=600, minimum=1, maximum=100_000, unit="teachers",
        meaning="teachers of a place for which a funder gives grants of its usual size; larger places get larger ones",
        label="teachers of a usual place")
declare("funding.letters", default=3, low=1, high=6, minimum=0, maximum=20, unit="log odds",
        source="CPG 2013 (funders)",
        meaning="worth of a fully committed practice side over none, as letters of commitment show it",
        label="worth of letters of commitment")
declare("funding.letters_mean", default=0.45, low=0.3, high=0.6, unit="share",
        meaning="commitment of the practice side in an average proposal", label="commitment in an average proposal")
# Competitors outside the world are like partnerships in it: means and spread of mixed types at the defaults.
declare("funding.rivals_record", default=0.37, low=0.3, high=0.5, unit="share",
        meaning="track record of those who compete for a funder's grants, mean", label="record of competitors")
declare("funding.rivals_tie", default=0.2, low=0.1, high=0.35, unit="share",
        meaning="tie with the programme officer of those who compete, mean", label="officer ties of competitors")
declare("funding.rivals_refused", default=0.85, low=0.4, high=1.3, minimum=0, maximum=2, unit="refusals",
        meaning="refusals that those who compete have learned from, at most two each, mean",
        label="refusals of competitors")
declare("funding.rivals_spread", default=0.75, low=0.5, high=1.2, minimum=0, maximum=6, unit="log odds",
        meaning="standard deviation of merit among those who compete", label="spread of merit among competitors")
declare("funding.alarm", default=14, low=6, high=24, minimum=0, maximum=120, unit="months",
        source="W. T. Grant guidance for funders", meaning="runway below which partners look for money in earnest",
        label="runway at which money is sought")
declare("funding.propose_short", default=0.95, low=0.7, high=1, unit="share",
        meaning="open calls answered when money is short", label="calls answered when money is short")
declare("funding.propose_elsewhere", default=0.5, low=0.2, high=0.9, unit="share", source="DQC (drivers)",
        meaning="readiness to turn to another kind of funder than the one the partnership grew up with",
        label="readiness to try other funders")
declare("funding.writing_half_saturation", default=20, low=5, high=60, minimum=0.1, maximum=2000, unit="hours a month",
        source="CPG 2013 (funders)",
        meaning="available staff hours (researchers, coordinators) at which half of the wanted proposals get written",
        label="staff hours for half of proposals", key="funding.writing_half")
declare("funding.proposal_hours", default=70, low=30, high=150, minimum=0, maximum=1000, unit="hours",
        meaning="research hours that one proposal takes", label="research hours of a proposal")
declare("funding.skill", default=1.6, low=0.8, high=2.5, minimum=0, maximum=10, unit="log odds",
        meaning="worth of full proposal expertise over none", label="worth of full proposal expertise")
declare("funding.record", default=4, low=2, high=6, minimum=0, maximum=10, unit="log odds",
        meaning="worth of a full track record over none, to a funder that looks at nothing else",
        label="worth of a full track record")
declare("funding.relationship", default=1, low=0.3, high=2, minimum=0, maximum=10, unit="log odds",
        meaning="worth of a close tie with the programme officer", label="worth of a tie with the officer")
declare("funding.process", default=1.2, low=0.4, high=2, minimum=0, maximum=10, unit="log odds",
        source="CPG 2013 (funders)", meaning="worth of strong structures with a funder that weighs only process",
        label="worth of strong structures")
declare("funding.resubmission", default=0.5, low=0.2, high=1, minimum=0, maximum=5, unit="log odds", grade="derived",
        source="IES (resubmissions do better)", meaning="gain from each of up to two refusals",
        label="gain from each refusal")
declare("funding.renewal", default=1.8, low=0.8, high=3, minimum=0, maximum=10, unit="log odds",
        source="W. T. Grant guidance for funders", meaning="worth of being a grantee with a patient funder",
        label="worth of being a grantee already")
declare("funding.renewal_lead", default=10, low=6, high=14, minimum=1, maximum=60, prior="integer", unit="months",
        meaning="months before the end at which renewal is asked for", label="months from renewal request to end")
declare("funding.tie_rate", default=0.015, low=0.0075, high=0.04, unit="share a month",
        meaning="growth of the funder tie while a grant runs, and its fading otherwise", label="pace of the funder tie",
        key="funding.tie_gain")
declare("funding.officer_continuity", default=0.4, low=0.1, high=0.7, unit="share",
        meaning="funder tie that survives a change of programme officer", label="funder tie that outlives its officer",
        key="funding.officer_carry")
PARAMETERS = declare.all
# fmt: on

#: Of the approximation to the mean of a logistic function over a normal spread: how far a variance flattens it.
LOGISTIC_OVER_NORMAL = math.pi / 8.0
#: Refusals that can still teach something for the next proposal.
LESSONS = 2.0
#: Runway of partners whose work costs nothing [months].
LONG = 1000.0
DISTRICT_EMPLOYER = 1
#: Margin of a proposal that an event has refused; no other fails by so much [log odds].
REFUSED = -1e6
#: A grant with less than this is over [months].
HARDLY_LEFT = 0.5


@rule
def drawn(need, purse):
    """What a purse can pay of a need [dollars]."""
    return max(0.0, min(need, purse))


@rule
def salary(role, p):
    """Cost of a person on the research side [dollars a year]; faculty cost only the time that is bought out."""
    if role == STAFF:
        return p.staff_salary
    return p.graduate_salary if role == GRADUATE else p.faculty_time


@rule
def runway(cash, committed, monthly):
    """Months that money in hand and promised will last at the present cost."""
    return min(LONG, (cash + committed) / monthly) if monthly > 0.0 else LONG


@rule
def bar(share, spread):
    """Log odds of an applicant of mean merit, with which such a share of all applicants is funded.

    Chances of applicants whose merit is spread lie nearer to one half, on average, than that of the mean applicant.
    So the bar is higher than the share itself says: the mean of a logistic function over a normal spread, solved for
    its middle (the usual approximation, which is good to 0.02).

    Args:
        share: of all proposals that are funded [0-1].
        spread: standard deviation of merit [log odds].

    Source: Demidenko 2013 (the approximation).
    """
    odds = max(1e-9, share)
    return math.log(odds / (1.0 - odds)) * math.sqrt(1.0 + LOGISTIC_OVER_NORMAL * spread * spread)


@rule
def award_log_odds(
    odds,
    focus,
    expertise,
    record,
    structures,
    letters,
    tie,
    refused,
    renewal,
    process_weight,
    record_weight,
    patience,
    p,
):
    """Log odds that one proposal is funded, in competition with applicants outside the world.

    Merit is counted from that of the competitors, so that a partnership like their mean stands where they do. Skill,
    track record, a known programme officer, lessons from refusals and, with a patient funder, being a grantee raise
    it. A funder that weighs process looks at the partnership's structures.

    Args:
        odds: share of all proposals that the funder supports.
        focus: present interest in partnerships [0-1].
        expertise: proposal-writing expertise [0-1].
        record: track record [0-1].
        structures: structures of the partnership [0-1].
        letters: commitment of the practice side [0-1].
        tie: relationship with the programme officer [0-1].
        refused: refusals since the last award.
        renewal: 1 if it asks to renew a grant.

    Source: IES FY2014; W. T. Grant 2026; CPG 2013 (funders).
    """
    z = p.skill * (expertise - MIDDLE) + record_weight * p.record * (record - p.rivals_record)
    z += p.relationship * (tie - p.rivals_tie) + process_weight * p.process * (structures - MIDDLE)
    z += p.letters * (letters - p.letters_mean) + p.resubmission * (min(refused, LESSONS) - p.rivals_refused)
    return bar(odds * focus, p.rivals_spread) + z + renewal * patience * p.renewal


@rule
def asked_for(planned, months, largest, p):
    """Money asked for [dollars]: what the planned work costs with a margin, and no more than the funder gives."""
    return min(largest, p.ask_margin * planned * months)


@rule
def largest_grant(usual, teachers, budget, p):
    """Largest grant that a place can ask for [dollars]: where it is larger than usual in proportion to its teachers, as
    far as a year's budget of the funder goes."""
    return max(usual, min(budget, usual * teachers / p.usual_teachers))


@rule
def affordable(means, months, full):
    """Size of the plan that so much money pays for so many months, relative to the first [0-1]."""
    return min(1.0, means / (months * full)) if full > 0.0 else 1.0


@rule
def replanned(size, target, p):
    """Size of the plan a month later: cuts take some months, and so does new growth."""
    return moved(size, target, p.replan_rate)


@rule
def lapsing(cash, planned, p):
    """Project money that goes back when a grant ends [dollars]; an extension keeps what finishes the work.

    Operating money does not lapse: that is what makes it useful in a gap.

    Source: CPG 2013 (funders: project money follows the grant, general support the partnership).
    """
    return max(0.0, cash - p.extension_months * planned)


@rule
def calls_answered(staff_hours, p):
    """Share of the calls that partners want to answer for which somebody finds the time [0-1).

    Proposals compete with the work that is already promised; between grants few people are left to write them.

    Args:
        staff_hours: hours a month of researchers in post and of paid coordination.

    Source: CPG 2013 (funders: staff time for the longer-term agenda).
    """
    return saturating(staff_hours, p.writing_half_saturation)


@rule
def call_is_open(month, first, every):
    """Whether a funder's call is open this month (calls come every so many months from its first)."""
    return (month - int(first) + 1) % int(every) == 0


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


@kernel
def teachers_of(state, q):
    """Teachers of the member districts."""
    teachers = 0.0
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        if not is_member(state, d):
            continue
        for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
            teachers += float(state.schools[s].teachers_end - state.schools[s].teachers_at)
    return teachers


@kernel
def plan(state, q, lever, p):
    """What the month's work would cost [dollars]: staff in post, all posts, coordination, release, teacher support.

    Structures are charged where their work is done: an archive with the staff, training with release, a scale-up
    organisation and teachers who are prepared to lead others with support.
    """
    partnership = state.partnerships[q]
    staff, posts = 0.0, 0.0
    for row in range(partnership.researchers_at, partnership.researchers_end):
        cost = salary(state.researchers[row].role, p) / MONTHS_A_YEAR
        posts += cost
        if state.researchers[row].vacant <= 0.0:
            staff += cost
    coordination = lever.coordination_fte * p.coordinator_salary / MONTHS_A_YEAR
    coordination += lever.contact_meetings * lever.contact_face_to_face * p.meeting_cost
    asked = lever.work_demand_hours * state.efforts[q].asked_share
    trained = lever.capacity_training + lever.capacity_boundary_spanning
    released = asked * lever.work_released_time + p.training_hours * trained
    release = seats_at_work(state, q) * released * p.release_hour
    teachers, everybody = 0.0, teachers_of(state, q)
    for d in range(partnership.districts_at, partnership.districts_end):
        if not may_work(state, d):
            continue
        for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
            school = state.schools[s]
            if school.site > 0.0:
                teachers += float(school.teachers_end - school.teachers_at)
    hours = lever.capacity_support_hours + p.provider_hours * lever.scale_codesign_providers
    support = teachers * hours / MONTHS_A_YEAR * p.support_hour
    support += everybody * p.intermediary_cost * lever.scale_intermediary / MONTHS_A_YEAR
    archive = everybody * p.archive_cost * lever.structure_data_archive / MONTHS_A_YEAR
    # Staff shrink by posts that are given up, the archive with the plan.
    staff, posts = staff + archive * state.finances[q].plan_size, posts + archive
    return staff, posts, coordination, release, support


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


@rule
def share_paid(paid, planned):
    """Share of a plan that could be paid [0-1]; 0 where nothing was planned."""
    return paid / planned if planned > 0.0 else 0.0


@kernel
def horizon(state, q, p):
    """Months for which partners plan, and grant money that will come in meanwhile [dollars]."""
    months = p.least_planned
    for row in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
        if state.grants[row].funder >= 0:
            months = max(months, min(state.grants[row].left, p.planned_months))
    promised = 0.0
    for row in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
        if state.grants[row].funder >= 0:
            promised += state.grants[row].monthly * min(state.grants[row].left, months)
    return months, promised


@kernel
def replan(state, q, full, coordination, by_hand, p):
    """Plans follow means: money in hand, promised, and regular, over the time that is planned for.

    Time of districts' own people counts as far as there is work for them (``by_hand``). Coordination comes first.

    Returns the share of it, and of everything else, that the plan keeps.
    """
    finance = state.finances[q]
    months, promised = horizon(state, q, p)
    cash = finance.cash_project + finance.cash_operating + finance.cash_practice
    means = cash + promised + (finance.regular + min(finance.offered, by_hand)) * months
    finance.afforded = affordable(means, months, full)
    finance.plan_size = replanned(finance.plan_size, finance.afforded, p)
    money = finance.plan_size * full
    core = min(1.0, money / coordination) if coordination > 0.0 else 1.0
    rest = full - coordination
    return core, (money - core * coordination) / rest if rest > 0.0 else finance.plan_size


@kernel
def pay(state, q, lever, p):
    """Pays the month's work and notes which share of each plan could be paid.

    Returns what the whole plan would cost [dollars].
    """
    finance, partnership = state.finances[q], state.partnerships[q]
    staff, posts, coordination, release, support = plan(state, q, lever, p)
    full = posts + coordination + release + support
    asked = lever.work_demand_hours * state.efforts[q].asked_share * seats_of_members(state, q)
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
            tie.relationship *= p.officer_continuity
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


@kernel
def send_proposals(state, w, month, q, q0, planned, seed, f0, f1, lever, p):
    """Partnerships answer open calls when money runs short, and as their pipeline says; renewals go outside calls."""
    finance = state.finances[q]
    if state.partnerships[q].no_more_money > 0.0:
        return
    short = finance.runway < p.alarm
    calls = 0.0
    for f in range(f0, f1):
        calls += MONTHS_A_YEAR / state.funder_context[f].call_every
    written, teachers = calls_answered(state.efforts[q].staff_hours, p), teachers_of(state, q)
    address = chance.stream(seed, chance.PROPOSE, month)
    for f in range(f0, f1):
        c = state.funder_context[f]
        ends_soon = False
        for grant in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
            if state.grants[grant].funder == f and int(state.grants[grant].left) == int(p.renewal_lead):
                ends_soon = True
        if not ends_soon and not call_is_open(month, c.call_month, c.call_every):
            continue
        slot = -1
        for row in range(q * PROPOSAL_SLOTS, (q + 1) * PROPOSAL_SLOTS):
            if state.proposals[row].funder == f:
                slot = -2  # one proposal at a time to one funder
                break
            if state.proposals[row].funder < 0 and slot < 0:
                slot = row
        if slot < 0:
            continue
        wish = min(1.0, lever.money_pipeline / max(calls, 1.0))
        if short or ends_soon:
            wish = max(wish, p.propose_short)
        if int(c.kind) != int(lever.money_driver):
            wish *= p.propose_elsewhere
        if chance.uniform(address, (q - q0) * (f1 - f0) + f - f0) < wish * written:
            state.proposals[slot].funder = f
            state.proposals[slot].decide_in = c.review_months
            state.proposals[slot].renewal = 1.0 if ends_soon else 0.0
            state.proposals[slot].amount = asked_for(
                planned, c.months, largest_grant(c.grant, teachers, c.budget, p), p
            )
            finance.proposals_written += 1.0
            finance.proposal_hours += p.proposal_hours
            log_event(state.log, w, month, log.PROPOSED, q - q0, f - f0, state.proposals[slot].renewal)


@rule
def margin(log_odds, u):
    """Margin by which a proposal clears the bar [log odds]: it is funded above 0; the larger, the sooner."""
    return log_odds - math.log(max(u, 1e-12) / max(1.0 - u, 1e-12))


@kernel
def rate_proposal(state, w, month, s, p):
    """A funder rates a proposal of which the decision is due."""
    proposal, q = state.proposals[s], s // PROPOSAL_SLOTS
    f, f0, f1 = proposal.funder, state.worlds[w].funders_at, state.worlds[w + 1].funders_at
    c, tie = state.funder_context[f], state.funder_ties[state.partnerships[q].funder_ties_at + f - f0]
    log_odds = award_log_odds(
        c.odds,
        state.funders[f].focus,
        state.levers[q].money_proposal_expertise,
        state.findings[q].reputation,
        state.relations[q].structures,
        state.relations[q].commitment_practice,
        tie.relationship,
        tie.refused,
        proposal.renewal,
        c.process_weight,
        c.track_record_weight,
        c.patience,
        p,
    )
    address = chance.stream(state.worlds[w].seed, chance.AWARD, month)
    row = (q - state.worlds[w].partnerships_at) * (f1 - f0) + f - f0
    proposal.quality = margin(log_odds, chance.uniform(address, row))


@kernel
def best_due(state, w, f):
    """Row of the best proposal that a funder is to decide on; -1 if there is none."""
    best = -1
    first, last = state.worlds[w].partnerships_at * PROPOSAL_SLOTS, state.worlds[w + 1].partnerships_at * PROPOSAL_SLOTS
    for row in range(first, last):
        proposal = state.proposals[row]
        if proposal.funder == f and proposal.decide_in <= 0.0:
            if best < 0 or proposal.quality > state.proposals[best].quality:
                best = row
    return best


@kernel
def decide_on(state, w, month, f, row):
    """A funder makes a proposal a grant if it clears the bar and there is money left this year, or refuses it."""
    proposal, funder, c, q = state.proposals[row], state.funders[f], state.funder_context[f], row // PROPOSAL_SLOTS
    i, number = q - state.worlds[w].partnerships_at, f - state.worlds[w].funders_at
    tie, lever = state.funder_ties[state.partnerships[q].funder_ties_at + number], state.levers[q]
    proposal.funder = NO_ROW
    if proposal.quality <= 0.0 or funder.budget_left < proposal.amount:
        tie.refused += 1.0
        log_event(state.log, w, month, log.REFUSED, i, number, 0.0)
        return
    funder.budget_left -= proposal.amount
    funder.year_awarded += proposal.amount
    tie.refused = 0.0
    state.finances[q].awards += 1.0
    operating, practice = mean(c.operating, lever.money_operating_share), mean(c.practice, lever.money_practice_share)
    add_grant(state, q, f, proposal.amount, c.months, operating, practice, 1.0 - c.process_weight)
    log_event(state.log, w, month, log.AWARDED, i, number, proposal.amount)


@kernel
def decide(state, w, month, p):
    """Each funder takes the proposals that are due, the best first, as far as its budget for the year goes."""
    first, last = state.worlds[w].partnerships_at * PROPOSAL_SLOTS, state.worlds[w + 1].partnerships_at * PROPOSAL_SLOTS
    for s in range(first, last):
        proposal, partnership = state.proposals[s], state.partnerships[s // PROPOSAL_SLOTS]
        if proposal.funder < 0:
            continue
        if partnership.stage == ENDED or partnership.no_more_money > 0.0:
            proposal.funder = NO_ROW
            continue
        proposal.decide_in -= 1.0
        if proposal.decide_in <= 0.0:
            finance = state.finances[s // PROPOSAL_SLOTS]
            if finance.must_refuse > 0.0:
                finance.must_refuse -= 1.0
                proposal.quality = REFUSED
            elif history.is_open(partnership.chance_off, history.AWARD):
                rate_proposal(state, w, month, s, p)
            else:
                proposal.funder = NO_ROW  # which grants there were is known
    for f in range(state.worlds[w].funders_at, state.worlds[w + 1].funders_at):
        row = best_due(state, w, f)
        while row >= 0:
            decide_on(state, w, month, f, row)
            row = best_due(state, w, f)


@kernel
def step(first, last, month, state):
    """One month of funding for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.funding[w]
        seed = state.worlds[w].seed
        q0 = state.worlds[w].partnerships_at
        f0, f1 = state.worlds[w].funders_at, state.worlds[w + 1].funders_at
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            finance = state.finances[q]
            finance.income = 0.0
            finance.put_in = 0.0
            finance.external = 0.0
            finance.spent = 0.0
            finance.returned = 0.0
            finance.in_kind = 0.0
            finance.proposal_hours = 0.0
            if state.partnerships[q].stage == NOT_STARTED or state.partnerships[q].stage == ENDED:
                continue
            lever = state.levers[q]
            before, planned_before = finance.paid_coordination, finance.plan_size
            practice_income = receive(state, q, lever, p)
            planned = pay(state, q, lever, p)
            practice_income += finance.in_kind
            if before > log.TOLD_HALF and finance.paid_coordination < log.TOLD_QUARTER:
                log_event(state.log, w, month, log.COORDINATION_CUT, q - q0, -1, finance.paid_coordination)
            if planned_before >= log.TOLD_HALF > finance.plan_size:
                log_event(state.log, w, month, log.PLAN_CUT, q - q0, -1, finance.plan_size)
            keep_account(state, w, month, q, q0, practice_income, planned, f0, f1, p)
            send_proposals(state, w, month, q, q0, planned, seed, f0, f1, lever, p)
        decide(state, w, month, p)

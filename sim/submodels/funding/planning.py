"""What the work costs, and how plans follow the means: cuts and growth take some months."""

from sim.declarations.parameters import Declarations
from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import MIDDLE, MONTHS_A_YEAR, moved
from sim.kernel.members import is_member, may_work, seats_held
from sim.state.tables import GRADUATE, GRANT_SLOTS, STAFF, TOLERATED

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("funding.salary", default=90_000, low=65_000, high=125_000, minimum=0, maximum=1e6, unit="dollars a year",
        meaning="cost of a full coordinator, and of one research staff member",
        label="cost of a coordinator or researcher", key="funding.staff_salary")
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
declare("funding.district_service", default=70, low=20, high=200, minimum=0, maximum=10_000,
        unit="dollars a teacher a year", source="CPG 2013 (archives; Boston)",
        meaning="cost of a full archive of linked data, and again of a scale-up organisation fully at work, for each"
                " teacher of the member districts",
        label="cost of an archive or scale-up help", key="funding.archive_cost")
declare("funding.provider_hours", default=3, low=1, high=8, minimum=0, maximum=200, unit="hours a teacher a year",
        source="CPG 2013 (LeTUS)",
        meaning="hours of support that preparing teachers to lead others takes, for each teacher at the sites",
        label="hours to prepare teachers to lead")
declare("funding.support_hour", default=30, low=15, high=60, minimum=0, maximum=1000, unit="dollars a teacher-hour",
        source="Yoon et al. 2007", meaning="cost of an hour of professional development or coaching for one teacher",
        label="cost of an hour of teacher support")
declare("funding.meeting_cost", default=250, low=50, high=800, minimum=0, maximum=1e5, unit="dollars",
        meaning="cost of one meeting in person")
declare("funding.planned_months", default=24, low=12, high=36, minimum=1, maximum=120, unit="months",
        source="CPG 2013 (funders)", meaning="time that partners plan for at most, when so much money is promised",
        label="longest time planned for")
declare("funding.least_planned", default=7, low=3, high=12, minimum=1, maximum=60, unit="months",
        source="CPG 2013 (funders)",
        meaning="time for which money in hand must last when nothing is promised, for which operating money is held"
                " back for coordination, and for which unspent project money may be kept after a grant has ended",
        label="time that cash must last")
declare("funding.replan_rate", default=0.3, low=0.15, high=0.6, unit="share a month",
        meaning="how fast a plan shrinks or grows to what can be paid", label="pace of cuts and growth",
        key="funding.cut_rate")
PARAMETERS = declare.all
# fmt: on

#: Runway of partners whose work costs nothing [months].
LONG = 1000.0


@rule
def salary(role, p):
    """Cost of a person on the research side [dollars a year]; faculty cost only the time that is bought out."""
    if role == STAFF:
        return p.salary
    return p.graduate_salary if role == GRADUATE else p.faculty_time


@rule
def runway(cash, committed, monthly):
    """Months that money in hand and promised will last at the present cost."""
    return min(LONG, (cash + committed) / monthly) if monthly > 0.0 else LONG


@rule
def affordable(means, months, full):
    """Size of the plan that so much money pays for so many months, relative to the first [0-1]."""
    return min(1.0, means / (months * full)) if full > 0.0 else 1.0


@rule
def replanned(size, target, p):
    """Size of the plan a month later: cuts take some months, and so does new growth."""
    return moved(size, target, p.replan_rate)


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
    coordination = lever.coordination_fte * p.salary / MONTHS_A_YEAR
    coordination += lever.contact_meetings * lever.contact_face_to_face * p.meeting_cost
    asked = lever.work_demand_hours * state.efforts[q].asked_share
    trained = lever.capacity_training + lever.capacity_boundary_spanning
    released = asked * lever.work_released_time + p.training_hours * trained
    release = seats_held(state, q, TOLERATED) * released * p.release_hour
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
    support += everybody * p.district_service * lever.scale_intermediary / MONTHS_A_YEAR
    archive = everybody * p.district_service * lever.structure_data_archive / MONTHS_A_YEAR
    # Staff shrink by posts that are given up, the archive and experts who were looked for with the plan.
    beside = archive + MIDDLE * lever.capacity_recruiting * p.salary / MONTHS_A_YEAR
    staff, posts = staff + beside * state.finances[q].plan_size, posts + beside
    return staff, posts, coordination, release, support


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

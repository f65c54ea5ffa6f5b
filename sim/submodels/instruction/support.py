"""Support for teachers: how many hours, from whom, how skilled, and which schools it passes by."""

from sim.declarations.parameters import Declarations
from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import MONTHS_A_YEAR, bounded, from_floor, mean, raised, saturating
from sim.kernel.members import may_work
from sim.state.tables import ACTIVE, CENTRAL_OFFICE, COACH, FORMING, JOINED, PROVIDER

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("instruction.budget_line_hours", default=34, low=15, high=60, minimum=0, maximum=500,
        unit="hours a teacher a year", source="Yoon et al. 2007",
        meaning="support that a fully willing district pays for", label="support a willing district pays for",
        key="instruction.line_hours")
declare("instruction.coach_hours", default=36, low=15, high=70, minimum=0, maximum=200, unit="hours a month",
        source="CPG 2013 (Bellevue)", meaning="teacher support that one coach gives who is wholly behind the work",
        label="support hours of one coach")
declare("instruction.unskilled", default=0.4, low=0.2, high=0.7, unit="share", source="MHS 2022 (expertise)",
        meaning="worth of support without expertise in instruction, relative to an expert's",
        label="worth of support without expertise")
declare("instruction.provider_hours", default=9, low=2, high=24, minimum=0, maximum=400,
        unit="teacher hours a month", source="CPG 2013 (LeTUS)",
        meaning="what one teacher-provider gives colleagues: hours, times those who take part",
        label="hours that a provider gives others")
declare("instruction.principal_adds", default=0.4, low=0.1, high=0.8, unit="share",
        source="MHS 2022; Boston & Wilhelm 2015", meaning="support lost at a school whose principal does not care",
        label="support lost without the principal")
declare("instruction.support_half", default=2, low=1, high=4, minimum=0.1, maximum=50, unit="hours a month",
        grade="derived", source="Yoon et al. 2007",
        meaning="support per teacher at which half of full support is reached", label="support for half of its effect")
declare("instruction.access_bias", default=0.8, low=0.2, high=1.5, minimum=0, maximum=3, unit="per unit of poverty",
        source="Levin & Bradley 2019",
        meaning="how far support passes high-poverty schools by when nobody sees to it, and how far a full equity focus"
                " turns it to them",
        label="support passing by poor schools")
PARAMETERS = declare.all
# fmt: on


@rule
def support_felt(hours, p):
    """Support as a share of what a teacher can use [0-1), from hours a month."""
    return saturating(hours, p.support_half)


@rule
def access_weight(poverty, mean, equity, p):
    """How far support reaches a school, relative to others.

    Left alone, support passes high-poverty schools by; an equity focus turns it round.
    """
    return max(0.0, 1.0 - p.access_bias * (1.0 - 2.0 * equity) * (poverty - mean))


@rule
def quality_of_support(skilled, asked, p):
    """Worth of an hour of support, relative to an expert's [0-1]: skilled hours thin as more teachers are served.

    Args:
        skilled: hours a month that skilled people have.
        asked: hours a month that teachers are to get.

    Source: Coburn 2003; MHS 2022 (expertise).
    """
    return from_floor(p.unskilled, min(1.0, skilled / asked) if asked > 0.0 else 1.0)


@rule
def trained_next(trained, skilled, asked, training, expertise, leave, build_rate):
    """Skilled hours a month of coaches whom the partnership has trained for the work; they leave like other coaches.

    Args:
        skilled: hours of all skilled people, these among them.
        training: capacity building [0-1].
        expertise: in instruction at the table [0-1]: nobody can train others in what none of the partners knows.
        leave: coaches who leave in a year [0-1].
        build_rate: part of what is missing that full training adds in a month [0-1].
    """
    missing = max(0.0, expertise * asked - skilled)
    return trained + build_rate * training * missing - leave / MONTHS_A_YEAR * trained


@kernel
def district_people(state, d, alive, p):
    """What people of a district give: hours of coaches, and the same in skilled hours of those at the table; and mean
    expertise of coaches and central office in post."""
    district = state.districts[d]
    hours, at_table, skill, heads = 0.0, 0.0, 0.0, 0.0
    for row in range(district.leaders_at, district.leaders_end):
        leader = state.leaders[row]
        if leader.vacant > 0.0:
            continue
        if leader.role == COACH or leader.role == CENTRAL_OFFICE:
            skill += leader.instruction
            heads += 1.0
        if leader.role == COACH:
            focus = district.budget_line
            if leader.seat >= 0 and alive:
                focus = max(focus, leader.commitment)
                at_table += p.coach_hours * leader.instruction
            hours += p.coach_hours * focus * from_floor(p.unskilled, leader.instruction)
    return hours, at_table, skill / heads if heads > 0.0 else 0.0


@kernel
def keep_coaches(state, w, q, lever, p):
    """How far the partnership's support is skilled this month, and the coaches that it trains."""
    skilled, asked = 0.0, 0.0
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        if may_work(state, d):
            _, at_table, _ = district_people(state, d, True, p)
            skilled += at_table
            for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
                asked += state.schools[s].site * float(state.schools[s].teachers_end - state.schools[s].teachers_at)
    for row in range(state.partnerships[q].researchers_at, state.partnerships[q].researchers_end):
        if state.researchers[row].vacant <= 0.0:
            # Whom partners found for want of expertise in instruction works in the team, and supports teachers too.
            knows = raised(state.researchers[row].instruction, 1.0, state.innovations[q].found_instruction)
            skilled += p.coach_hours * knows
    effort = state.efforts[q]
    asked *= lever.capacity_support_hours / MONTHS_A_YEAR * state.finances[q].paid_support
    skilled += effort.trained
    known = state.relations[q].expertise_instruction
    effort.trained = trained_next(
        effort.trained, skilled, asked, lever.capacity_training, known, state.turnover[w].staff,
        state.structures[w].build_rate,
    )  # fmt: skip
    effort.support_quality = quality_of_support(skilled, asked, p)


@kernel
def served(state, d):
    """Teachers of a district in schools that take part, those of them at sites, and providers."""
    there, at_sites, providers = 0.0, 0.0, 0.0
    for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
        school = state.schools[s]
        if school.participation != JOINED:
            continue
        size = float(school.teachers_end - school.teachers_at)
        there += size
        at_sites += size * school.site
        for row in range(school.teachers_at, school.teachers_end):
            if state.teachers[row].stage == PROVIDER:
                providers += 1.0
    return there, at_sites, providers


@kernel
def share_access(state, d, lever, p):
    """How far support reaches each school; returns teachers who are served, weighted by it."""
    district = state.districts[d]
    weights = 0.0
    for s in range(district.schools_at, district.schools_end):
        school = state.schools[s]
        school.access = access_weight(school.poverty, district.poverty, lever.scale_equity_focus, p)
        if school.participation == JOINED:
            weights += school.access * float(school.teachers_end - school.teachers_at)
    return weights


@kernel
def support_schools(state, d, external, own, there, lever, p):
    """Support that teachers of each school feel, and how far poorer schools get less of it.

    Args:
        external: hours for each teacher at a site, from the partnership.
        own: hours for each teacher of a school that takes part, from the district.
        there: teachers of schools that take part.
    """
    district = state.districts[d]
    weights = share_access(state, d, lever, p)
    low, high, low_n, high_n = 0.0, 0.0, 0.0, 0.0
    for s in range(district.schools_at, district.schools_end):
        school = state.schools[s]
        principal = state.leaders[school.principal]
        hours = 0.0
        if school.participation == JOINED:
            hours = (external * school.site + own) * (school.access * there / weights if weights > 0.0 else 1.0)
        backing = principal.commitment if principal.vacant <= 0.0 else 0.0
        school.support = support_felt(hours, p) * (1.0 - p.principal_adds * (1.0 - backing))
        size = float(school.teachers_end - school.teachers_at)
        if school.poverty > district.poverty:
            high += hours * size
            high_n += size
        else:
            low += hours * size
            low_n += size
    district.access_gap = (low / low_n if low_n > 0.0 else 0.0) - (high / high_n if high_n > 0.0 else 0.0)


@kernel
def provide_support(state, q, d, lever, p):
    """Hours of teacher support in one district this month, from the partnership and from district people."""
    district, stage = state.districts[d], state.partnerships[q].stage
    alive = (stage == ACTIVE or stage == FORMING) and may_work(state, d)
    there, at_sites, providers = served(state, d)
    coaches, _, skill = district_people(state, d, alive, p)
    hours = lever.capacity_support_hours / MONTHS_A_YEAR * state.finances[q].paid_support
    external = hours * state.efforts[q].support_quality if alive else 0.0
    own = coaches + providers * p.provider_hours
    # A district's own support is worth what those who plan it know, and more where it goes where it helps.
    planned = bounded(mean(skill, district.programmes))
    line = p.budget_line_hours / MONTHS_A_YEAR * district.budget_line * from_floor(p.unskilled, planned)
    own_each = (own / there if there > 0.0 else 0.0) + line
    district.served = there
    district.support_external = external * at_sites
    district.support_own = own_each * there
    support_schools(state, d, external, own_each, there, lever, p)

"""Turnover: people leave posts, successors start from what is carried across.

Whoever leaves takes ties, expertise and commitment along. A successor inherits what the organisation holds, as far as
ties among leaders, what is built in, agreements, records, hand-over and onboarding carry it; whoever is promoted brings
own ties and views along.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import (
    AUGUST,
    HALF_WIDTH,
    JUNE,
    MIDDLE,
    MONTHS_A_YEAR,
    bounded,
    either,
    either_way,
    energy_of,
    moved,
    reliability_of,
    saturating,
    stays_of,
    varied,
)
from sim.kernel.members import is_under_way
from sim.kernel.posts import leave_a_year, researchers_leave_a_year
from sim.state.tables import (
    CENTRAL_OFFICE,
    COACH,
    GRADUATE,
    NON_USER,
    PRINCIPAL,
    STAFF,
    SUPERINTENDENT,
    TENURED,
    UNTENURED,
    USER,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("turnover.summer", default=0.75, low=0.65, high=0.9, unit="share", grade="derived",
        source="Redding & Henry 2018", meaning="departures of leaders and teachers that fall in June to August",
        label="departures in summer", key="turnover.summer_teachers")
declare("turnover.cascade", default=1.6, low=1, high=3, minimum=0, maximum=20, unit="times",
        source="CPG 2013 (turnover)",
        meaning="hazard of offices close to instruction in the year after a superintendent leaves",
        label="risk after a superintendent leaves")
declare("turnover.principal", default=0.175, low=0.12, high=0.25, maximum=0.95, unit="share a year", grade="measured",
        source="NCES PFS 2021-22; Levin & Bradley 2019", meaning="principals who leave their school in a year",
        label="principals who leave in a year")
declare("turnover.coach", default=0.15, low=0.08, high=0.3, maximum=0.95, unit="share a year",
        meaning="coaches who leave in a year")
declare("turnover.poverty", default=0.8, low=0.3, high=1.2, minimum=0, maximum=1.9, unit="per unit of poverty",
        grade="derived",
        source="Carver-Thomas & Darling-Hammond 2017; Levin & Bradley 2019; Hanushek, Kain & Rivkin 2004",
        meaning="how steeply turnover of teachers and principals rises with poverty, and the share of vacancies that"
                " teachers of the same district fill falls (0.8 makes schools at 0.75 lose 1.5 times those at 0.25)",
        label="turnover by poverty", key="turnover.teacher_poverty")
declare("turnover.novice", default=1.25, low=1.1, high=1.5, minimum=0, maximum=5, unit="times the mean",
        grade="measured", source="NCES TFS 2021-22", meaning="hazard up to 3 years of teaching",
        label="risk of leaving up to 3 years")
declare("turnover.early_career", default=1.125, low=1, high=1.3, minimum=0, maximum=5, unit="times the mean",
        grade="measured", source="NCES TFS 2021-22", meaning="hazard at 4 to 9 years",
        label="risk of leaving at 4 to 9 years")
declare("turnover.experienced", default=0.875, low=0.7, high=1, minimum=0, maximum=5, unit="times the mean",
        grade="measured", source="NCES TFS 2021-22", meaning="hazard from 10 years on",
        label="risk of leaving from 10 years on")
declare("turnover.support_keeps", default=0.25, low=0, high=0.5, unit="share", grade="derived", source="Kaiser 2011",
        meaning="reduction of teachers' turnover where support is full", label="turnover that full support prevents")
declare("turnover.pressure_leaves", default=0.5, low=0, high=1, minimum=0, maximum=2, unit="per unit of pressure",
        source="Grissom & Andersen 2012", meaning="how steeply superintendents' turnover rises with political pressure",
        label="superintendent turnover by pressure")
declare("turnover.pressure_mean", default=0.4, low=0.3, high=0.5, unit="share",
        meaning="pressure at which turnover is as stated", label="pressure of average turnover")
declare("turnover.inside_superintendent", default=0.35, low=0.2, high=0.6, unit="share",
        meaning="superintendents hired from inside")
declare("turnover.inside_other", default=0.55, low=0.3, high=0.8, unit="share",
        meaning="other leaders hired from inside")
declare("turnover.search_superintendent", default=3, low=1, high=8, minimum=0, maximum=36, unit="months",
        meaning="months to fill the post from outside", label="months to find a superintendent")
declare("turnover.search_other", default=2, low=0, high=5, minimum=0, maximum=36, unit="months",
        meaning="months to fill another leader's post", label="months to find another leader")
declare("turnover.search_research", default=4, low=1, high=9, minimum=0, maximum=36, unit="months",
        meaning="months to fill a researcher's or coordinator's post", label="months to fill a research post")
declare("turnover.posts_cut", default=0.1, low=0.04, high=0.2, unit="share a month", source="CPG 2013 (turnover)",
        meaning="central-office and coach posts that a district without any budget of its own would lose in a month",
        label="posts lost to budget cuts")
declare("turnover.hiring_budget", default=0.85, low=0.7, high=0.95, unit="share", source="CPG 2013 (turnover)",
        meaning="budget below which such posts are not filled again", label="budget at which hiring stops")
declare("turnover.mover_share", default=0.25, low=0.1, high=0.4, unit="share", grade="derived",
        source="NCES TFS 2021-22", meaning="vacancies filled by teachers of the same district",
        label="vacancies filled within the district")
declare("turnover.novice_share", default=0.5, low=0.3, high=0.7, unit="share",
        meaning="new hires who have not taught before")
declare("turnover.newcomer_lag", default=0.01, low=0, high=0.06, minimum=-1, unit="share",
        meaning="practice that teachers new to the district lack against those in place when the run began",
        label="practice that new teachers lack")
declare("turnover.newcomer_norm", default=0.3, low=0.1, high=0.6, unit="share", source="March 1991",
        meaning="how far newcomers start from the practice they find in their school",
        label="newcomers' fit to school practice")
declare("turnover.newcomer_trust", default=0.35, low=0.2, high=0.5, unit="share", source="CPG 2013 (trust)",
        meaning="trust of a person who has no experience with the partners",
        label="trust of a person without experience")
declare("turnover.newcomer_commitment", default=0.2, low=0.1, high=0.35, unit="share",
        source="CPG 2013 (turnover); Hess 1999", meaning="commitment of somebody new who was not won over",
        label="commitment of newcomers not won over")
declare("turnover.inherited", default=0.35, low=0.15, high=0.55, unit="share",
        source="Finnigan & Daly 2017; CPG 2013 (Bellevue); MHS 2022 (commitments)",
        meaning="how far a newcomer takes on what the organisation holds by each way that is full: colleagues who all"
                " know each other, integration, agreements, records, a hand-over, onboarding, coming from inside",
        label="what each way hands on to newcomers")
declare("turnover.tenured", default=0.09, low=0.06, high=0.12, maximum=0.95, unit="share a year", grade="measured",
        source="Kaminski & Geisler 2012", meaning="tenured faculty who leave")
declare("turnover.untenured", default=0.07, low=0.04, high=0.16, maximum=0.95, unit="share a year", grade="derived",
        source="Kaminski & Geisler 2012", meaning="faculty who leave before the tenure decision",
        label="faculty who leave before tenure")
declare("turnover.staff", default=0.25, low=0.15, high=0.5, maximum=0.95, unit="share a year",
        meaning="research staff who leave")
declare("turnover.graduate", default=0.2, low=0.15, high=0.3, maximum=0.95, unit="share a year",
        meaning="graduate students who finish or leave", label="graduate students who leave")
declare("turnover.coordinator", default=0.2, low=0.1, high=0.35, maximum=0.95, unit="share a year",
        meaning="coordinators who leave", key="turnover.broker")
declare("turnover.tenure_months", default=72, low=60, high=84, minimum=1, maximum=240, unit="months",
        meaning="months to the tenure decision")
declare("turnover.tenure_denial", default=0.12, low=0.05, high=0.25, unit="share", grade="derived",
        source="Kaminski & Geisler 2012", meaning="denials among those whose work all counts",
        label="tenure denials if all work counts")
declare("turnover.tenure_discount", default=0.3, low=0.1, high=0.6, unit="share",
        source="CPG 2013 (incentives); Marrero et al. 2013",
        meaning="further denials when committed partnership work does not count",
        label="tenure denials for partnership work")
declare("turnover.soft_money", default=1.5, low=0.7, high=3, minimum=0, maximum=10, unit="times",
        source="CPG 2013 (funders)",
        meaning="departures of people on grant money that are added when no money is in sight, relative to usual",
        label="departures when money runs short")
PARAMETERS = declare.all
# fmt: on

#: Years of teaching that bound the groups of the survey (NCES TFS 2021-22).
NOVICE_YEARS, EARLY_YEARS = 3.0, 10.0
#: June, July and August.
SUMMER_MONTHS = 3


@rule
def season(month, summer):
    """Share of a year's departures that fall in this month [share].

    Args:
        month: 0-based month of the run; month 0 is July.
        summer: share that falls in June, July and August.

    Source: Redding & Henry 2018.
    """
    m = month % MONTHS_A_YEAR
    in_summer = m == JUNE or m <= AUGUST
    return summer / SUMMER_MONTHS if in_summer else (1.0 - summer) / (MONTHS_A_YEAR - SUMMER_MONTHS)


@rule
def departure(annual, share, times):
    """Chance to leave this month, such that a whole year gives the annual share when ``times`` is 1.

    Args:
        annual: share who leave in a year [0-1).
        share: share of the year's departures in this month.
        times: hazard relative to the mean.
    """
    return 1.0 - math.exp(math.log(1.0 - annual) * share * max(0.0, times))


@rule
def poverty_times(poverty, slope):
    """Hazard in a school relative to one with half low-income students."""
    return max(0.0, 1.0 + slope * (poverty - MIDDLE))


@rule
def superintendent_times(pressure, p):
    """Superintendent's hazard relative to the mean: pressure raises it. Source: Grissom & Andersen 2012."""
    return max(0.0, 1.0 + p.pressure_leaves * (pressure - p.pressure_mean))


@rule
def experience_times(years, p):
    """Teacher's hazard relative to the mean, by years of teaching. Source: NCES TFS 2021-22."""
    if years <= NOVICE_YEARS:
        return p.novice
    return p.early_career if years < EARLY_YEARS else p.experienced


@rule
def inherits(ties, integration, agreements, records, handover, onboarding, inside, p):
    """How far a newcomer takes on what the organisation holds [0-1]; what one way leaves another may carry.

    Args:
        ties: with colleagues who know [0-1].
        integration: work that stands in calendars, budgets and job descriptions [0-1].
        agreements: written agreements and shared norms [0-1].
        records: what was kept of what was agreed and why [0-1].
        handover, onboarding: levers [0-1], which cost both sides hours.
        inside: 1 if the newcomer comes from inside.

    Source: CPG 2013 (turnover; Bellevue); MHS 2022 (commitments; structures).
    """
    left = (1.0 - p.inherited * ties) * (1.0 - p.inherited * integration) * (1.0 - p.inherited * agreements)
    left *= (1.0 - p.inherited * records) * (1.0 - p.inherited * handover) * (1.0 - p.inherited * onboarding)
    return 1.0 - left * (1.0 - p.inherited * inside)


@rule
def transferred_trust(newcomer, standing, share):
    """What a successor starts with: a newcomer's value, moved toward the partnership's standing by what is carried."""
    return moved(newcomer, standing, share)


@rule
def tenure_denied(u, commitment, credit, p):
    """Whether the tenure decision goes against a researcher; partnership work counts as far as it is credited."""
    return u < p.tenure_denial + p.tenure_discount * commitment * (1.0 - credit)


@kernel
def renew_tie(state, q, tie, share, p):
    """A tie with a new person starts again from what is carried of trust and of history."""
    relation, one = state.relations[q], state.ties[tie]
    new = transferred_trust(p.newcomer_trust, relation.trust_practice, share)
    relation.trust_lost += (one.trust_practice - new) / (state.partnerships[q].ties_end - state.partnerships[q].ties_at)
    one.trust_practice = new
    one.trust_research = transferred_trust(p.newcomer_trust, relation.trust_research, share)
    one.months *= share


@kernel
def renew_seat(state, q, seat, share, p):
    """New person in a practice-side seat."""
    partnership = state.partnerships[q]
    per_seat = partnership.researchers_end - partnership.researchers_at + 1
    first = partnership.ties_at + (seat - partnership.seats_at) * per_seat
    for tie in range(first, first + per_seat):
        renew_tie(state, q, tie, share, p)


@kernel
def renew_researcher(state, q, number, share, p):
    """New person on the research side (the coordinator is number ``n`` of ``n`` researchers)."""
    partnership = state.partnerships[q]
    per_seat = partnership.researchers_end - partnership.researchers_at + 1
    for tie in range(partnership.ties_at + number, partnership.ties_end, per_seat):
        renew_tie(state, q, tie, share, p)


@rule
def posts_lost(budget, p):
    """Chance that a post of a district is cut this month: small cuts of a budget are met by other means, deep ones by
    posts."""
    missing = max(0.0, 1.0 - budget)
    return p.posts_cut * missing * missing


@rule
def may_hire(role, budget, p):
    """Whether a post can be filled; those of the central office and of coaches wait while the budget is low."""
    return (role != CENTRAL_OFFICE and role != COACH) or budget >= p.hiring_budget


@rule
def is_below(role, other):
    """Whether somebody of the other role may be promoted to a post.

    Heads come from the central office and from schools, staff of the central office from coaches and from schools.

    Source: CPG 2013 (Bellevue: a coach became the leader for science).
    """
    if other == PRINCIPAL:
        return role == SUPERINTENDENT or role == CENTRAL_OFFICE
    return (role == SUPERINTENDENT and other == CENTRAL_OFFICE) or (role == CENTRAL_OFFICE and other == COACH)


@kernel
def promoted(state, row, u):
    """Row of the leader of the same district, in post, who gets a post; -1 if nobody can. ``u`` is a draw."""
    d = state.leaders[row].district
    able = 0
    for other in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
        if is_below(state.leaders[row].role, state.leaders[other].role) and state.leaders[other].vacant == 0.0:
            able += 1
    chosen = int(u * able)
    for other in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
        if is_below(state.leaders[row].role, state.leaders[other].role) and state.leaders[other].vacant == 0.0:
            if chosen == 0:
                return other
            chosen -= 1
    return -1


@kernel
def bring_along(state, q, row, other):
    """Whoever is promoted brings along what he or she is, thinks and knows, and whom.

    Departures from the post that is left are among those of its role; it stays with somebody like the one who left.
    """
    leader, was = state.leaders[row], state.leaders[other]
    leader.commitment, leader.priority, leader.capacity = was.commitment, was.priority, was.capacity
    leader.instruction, leader.partnering, leader.context = was.instruction, was.partnering, was.context
    leader.dependability, leader.stays, leader.energy = was.dependability, was.stays, was.energy
    if is_under_way(state, q) and leader.seat >= 0 and was.seat >= 0:
        partnership, ties = state.partnerships[q], state.partnerships[q].ties_end - state.partnerships[q].ties_at
        per_seat = partnership.researchers_end - partnership.researchers_at + 1
        here = partnership.ties_at + (leader.seat - partnership.seats_at) * per_seat
        there = partnership.ties_at + (was.seat - partnership.seats_at) * per_seat
        for tie in range(per_seat):
            one, own = state.ties[here + tie], state.ties[there + tie]
            state.relations[q].trust_lost += (one.trust_practice - own.trust_practice) / ties
            one.trust_practice, one.trust_research, one.months = own.trust_practice, own.trust_research, own.months


@kernel
def leader_hazard(state, row, share, cascade, p):
    """Chance that a leader leaves this month.

    Args:
        share: share of the year's departures of leaders in this month.
        cascade: hazard of offices close to instruction, relative to usual.
    """
    leader = state.leaders[row]
    district, context = state.districts[leader.district], state.context[leader.district]
    annual = leave_a_year(leader.role, context, p)
    if leader.role == SUPERINTENDENT:
        return departure(annual, share, superintendent_times(district.pressure, p))
    if leader.role == PRINCIPAL:
        return departure(annual, share, poverty_times(state.schools[leader.school].poverty, p.poverty))
    return either(departure(annual, share, cascade), posts_lost(district.budget, p))


@kernel
def replace_leader(state, w, month, q, row, p):
    """A successor for a leader who left, from inside or outside: somebody drawn as at the start, moved toward whoever
    left by what is carried across."""
    seed, i, start = state.worlds[w].seed, row - state.worlds[w].leaders_at, state.initial[w]
    leader, relation, lever = state.leaders[row], state.relations[q], state.levers[q]
    district, context = state.districts[leader.district], state.context[leader.district]
    is_head = leader.role == SUPERINTENDENT
    u = chance.uniform(chance.stream(seed, chance.LEADER_INSIDE, month), i)
    inside = 1.0 if u < (p.inside_superintendent if is_head else p.inside_other) else 0.0
    search = p.search_superintendent if is_head else p.search_other
    leader.left = 1.0
    leader.learning = 0.0
    leader.months = 0.0
    leader.vacant = 0.0 if inside > 0.0 and may_hire(leader.role, district.budget, p) else search
    trait = chance.uniform(chance.stream(seed, chance.LEADER_TRAIT, month), i)
    newcomer = p.newcomer_commitment + either_way(start.commitment_spread, trait)
    skill = chance.uniform(chance.stream(seed, chance.LEADER_EXPERTISE, month), i)
    z = chance.normal(chance.stream(seed, chance.RELIABILITY, month), 3 * i + 2)
    leader.dependability = reliability_of(lever, z)
    leader.stays = stays_of(lever, chance.normal(chance.stream(seed, chance.STAYS, month), 3 * i + 2), 0.0)
    leader.energy = energy_of(lever, chance.normal(chance.stream(seed, chance.ENERGY, month), 3 * i + 2))
    district.left_leaders += 1.0
    if is_head:
        district.since_superintendent = 0.0
    elif leader.role != PRINCIPAL:
        district.left_office += 1.0
    carry = inherits(
        district.cohesion, district.integration, lever.structure_agreements, relation.memory,
        lever.continuity_handover, lever.continuity_onboarding, inside, p,
    ) if is_under_way(state, q) else 0.0  # fmt: skip
    other = promoted(state, row, chance.uniform(chance.stream(seed, chance.PROMOTED, month), i)) if inside > 0.0 else -1
    known = other >= 0 and state.leaders[other].seat >= 0
    if is_under_way(state, q) and leader.seat >= 0 and not known:
        renew_seat(state, q, leader.seat, carry, p)
    leader.priority = bounded(newcomer)
    leader.commitment = moved(leader.priority, district.stance, carry)
    own = bounded(varied(start.instruction, HALF_WIDTH, skill))
    leader.instruction = moved(own, leader.instruction, carry)
    knows = start.context if inside > 0.0 else start.researcher_context
    leader.context = moved(knows, 1.0, p.inherited * relation.memory)
    leader.partnering = moved(start.partnering, leader.partnering, carry)
    usual = bounded(varied(context.absorptive_capacity, HALF_WIDTH, skill))
    leader.capacity = moved(usual, leader.capacity, carry)
    if other >= 0:
        bring_along(state, q, row, other)
    if is_head:
        log_event(
            state.log, w, month, log.SUPERINTENDENT_LEFT, leader.district - state.worlds[w].districts_at, i, inside
        )
    elif leader.seat >= 0:
        district_row = leader.district - state.worlds[w].districts_at
        log_event(state.log, w, month, log.OFFICE_LEFT, district_row, leader.role, inside)


@kernel
def leaders_move(state, w, month, p):
    """Leaders leave and are replaced."""
    leaves = chance.stream(state.worlds[w].seed, chance.LEADER_LEAVES, month)
    share = season(month, p.summer)
    for d in range(state.worlds[w].districts_at, state.worlds[w + 1].districts_at):
        district = state.districts[d]
        if district.leaders_end == district.leaders_at:
            continue
        district.left_leaders = 0.0
        district.left_office = 0.0
        cascade = p.cascade if district.since_superintendent < MONTHS_A_YEAR else 1.0
        district.since_superintendent += 1.0
        for row in range(district.leaders_at, district.leaders_end):
            leader = state.leaders[row]
            hazard = leader_hazard(state, row, share * math.exp(-leader.stays), cascade, p)
            if leader.chance_off:
                hazard = 0.0
            must = leader.vacant < 0.0
            if may_hire(leader.role, district.budget, p):
                leader.vacant = max(0.0, leader.vacant - 1.0)
            leader.left = 0.0
            if leader.vacant > 0.0 and not must:
                continue
            if must or chance.uniform(leaves, row - state.worlds[w].leaders_at) < hazard:
                replace_leader(state, w, month, district.partnership, row, p)
            else:
                leader.months += 1.0


@rule
def elsewhere(u, first, here, here_end, last):
    """Row of a random teacher of the district (rows ``first`` to ``last`` - 1) outside one school (``here`` to
    ``here_end`` - 1)."""
    row = first + int(u * (last - first - (here_end - here)))
    return row + here_end - here if row >= here else row


@kernel
def teacher_rows(state, d):
    """First teacher of a district, and the row after its last."""
    district = state.districts[d]
    if district.schools_end == district.schools_at:
        return 0, 0
    return state.schools[district.schools_at].teachers_at, state.schools[district.schools_end - 1].teachers_end


@kernel
def move_in(state, w, month, row, first, last):
    """Somebody like a teacher of another school of the district (rows ``first`` to ``last`` - 1) takes a post, and
    brings own practice along."""
    seed, i = state.worlds[w].seed, row - state.worlds[w].teachers_at
    teacher = state.teachers[row]
    school = state.schools[teacher.school]
    u = chance.uniform(chance.stream(seed, chance.TEACHER_TRAIT, month), i)
    like = elsewhere(u, first, school.teachers_at, school.teachers_end, last)
    teacher.practice = state.teachers[like].before
    teacher.habit = state.teachers[like].before
    years = chance.uniform(chance.stream(seed, chance.TEACHER_EXPERIENCE, month), i)
    teacher.experience = state.initial[w].career_years * years
    users = state.schools[state.teachers[like].school].users
    uses = chance.uniform(chance.stream(seed, chance.MOVER_USES, month), i)
    teacher.stage = USER if uses < users else NON_USER


@rule
def years_of_hire(u, usual, p):
    """Years of teaching of somebody hired from elsewhere: none for novices, evenly spread up to what is usual of
    teachers for others."""
    return 0.0 if u < p.novice_share else usual * (u - p.novice_share) / (1.0 - p.novice_share)


@kernel
def hire(state, w, month, row, p):
    """Somebody from elsewhere takes a post; schools hire as they could before."""
    seed, i = state.worlds[w].seed, row - state.worlds[w].teachers_at
    teacher = state.teachers[row]
    school = state.schools[teacher.school]
    u = chance.uniform(chance.stream(seed, chance.TEACHER_TRAIT, month), i)
    own = bounded(varied(school.hires - p.newcomer_lag, HALF_WIDTH, u))
    teacher.practice = transferred_trust(own, school.practice, p.newcomer_norm)
    teacher.habit = teacher.practice
    years = chance.uniform(chance.stream(seed, chance.TEACHER_EXPERIENCE, month), i)
    teacher.experience = years_of_hire(years, state.initial[w].career_years, p)
    teacher.stage = NON_USER


@kernel
def replace_teacher(state, w, month, q, row, movers, first, last, p):
    """A successor for a teacher who left a school: a teacher of the district (one of rows ``first`` to ``last`` - 1)
    with chance ``movers``, or somebody from elsewhere."""
    seed, i = state.worlds[w].seed, row - state.worlds[w].teachers_at
    teacher, lever = state.teachers[row], state.levers[q]
    school = state.schools[teacher.school]
    teacher.months = 0.0
    teacher.standing = 0.0
    others = last - first - (school.teachers_end - school.teachers_at)
    if others > 0 and chance.uniform(chance.stream(seed, chance.TEACHER_MOVES, month), i) < movers:
        move_in(state, w, month, row, first, last)
    else:
        hire(state, w, month, row, p)
    teacher.commitment = p.newcomer_commitment
    if teacher.seat >= 0 and is_under_way(state, q):
        district = state.districts[school.district]
        carry = inherits(
            district.cohesion, district.integration, lever.structure_agreements, state.relations[q].memory,
            lever.continuity_handover, lever.continuity_onboarding, 0.0, p,
        )  # fmt: skip
        renew_seat(state, q, teacher.seat, carry, p)


@kernel
def teachers_move(state, w, month, p):
    """Teachers leave their school and are replaced."""
    leaves = chance.stream(state.worlds[w].seed, chance.TEACHER_LEAVES, month)
    share = season(month, p.summer)
    for d in range(state.worlds[w].districts_at, state.worlds[w + 1].districts_at):
        district = state.districts[d]
        annual = state.context[d].teacher_turnover if history.is_open(district.chance_off, history.TEACHER) else 0.0
        district.left_teachers = 0.0
        first, last = teacher_rows(state, d)
        for s in range(district.schools_at, district.schools_end):
            school = state.schools[s]
            stays = (1.0 - p.support_keeps * school.support) * poverty_times(school.poverty, p.poverty)
            movers = min(1.0, p.mover_share * poverty_times(school.poverty, -p.poverty))
            novice = departure(annual, share, experience_times(NOVICE_YEARS, p) * stays)
            early = departure(annual, share, experience_times(EARLY_YEARS - 1.0, p) * stays)
            experienced = departure(annual, share, experience_times(EARLY_YEARS, p) * stays)
            for row in range(school.teachers_at, school.teachers_end):
                teacher = state.teachers[row]
                years = teacher.experience + 1.0 / MONTHS_A_YEAR
                teacher.experience = years
                hazard = novice if years <= NOVICE_YEARS else (early if years < EARLY_YEARS else experienced)
                if chance.uniform(leaves, row - state.worlds[w].teachers_at) < hazard:
                    district.left_teachers += 1.0
                    replace_teacher(state, w, month, district.partnership, row, movers, first, last, p)
                else:
                    teacher.months += 1.0
                    teacher.standing = saturating(teacher.months, MONTHS_A_YEAR)


@kernel
def is_planned(state, q, row):
    """Whether the plan keeps a researcher's post: those on grant money come and go in the order of their rows."""
    before, posts = 0.0, 0.0
    for other in range(state.partnerships[q].researchers_at, state.partnerships[q].researchers_end):
        if state.researchers[other].role == STAFF or state.researchers[other].role == GRADUATE:
            before += 1.0 if other < row else 0.0
            posts += 1.0
    return before + MIDDLE <= state.finances[q].others * posts


@rule
def unsettled(runway, p):
    """Hazard to leave of people on grant money, relative to usual: they look elsewhere when it pays for less than a
    year."""
    return 1.0 + p.soft_money * max(0.0, 1.0 - runway / MONTHS_A_YEAR)


@kernel
def researcher_goes(state, w, month, q, row, p):
    """Whether a researcher in post goes this month: an event, a job elsewhere, tenure denied, a post not planned."""
    seed, i = state.worlds[w].seed, row - state.worlds[w].researchers_at
    researcher, number = state.researchers[row], q - state.worlds[w].partnerships_at
    role, is_open = researcher.role, not researcher.chance_off
    soft = role == STAFF or role == GRADUATE
    times = math.exp(-researcher.stays) * (unsettled(state.finances[q].runway, p) if soft else 1.0)
    leaves = chance.uniform(chance.stream(seed, chance.RESEARCHER_LEAVES, month), i)
    hazard = departure(researchers_leave_a_year(role, p), 1.0 / MONTHS_A_YEAR, times)
    gone = researcher.vacant < 0.0 or (is_open and leaves < hazard)
    if role == UNTENURED and int(researcher.months) == int(p.tenure_months):
        u = chance.uniform(chance.stream(seed, chance.TENURE_DECISION, month), i)
        if is_open and tenure_denied(u, researcher.commitment, state.levers[q].team_partnership_credit, p):
            gone = True
            log_event(state.log, w, month, log.TENURE_DENIED, number, i, 0.0)
        else:
            researcher.role = TENURED
    if is_open and soft and not is_planned(state, q, row):
        gone = True
        log_event(state.log, w, month, log.LAID_OFF, number, i, 0.0)
    return gone


@kernel
def replace_researcher(state, w, month, q, row, role, p):
    """The post of a researcher of a role who left, until and after it is filled."""
    seed, i, start = state.worlds[w].seed, row - state.worlds[w].researchers_at, state.initial[w]
    researcher, partnership, lever = state.researchers[row], state.partnerships[q], state.levers[q]
    carry = inherits(
        MIDDLE, 0.0, lever.structure_agreements, state.relations[q].memory, lever.continuity_handover,
        lever.continuity_onboarding, 0.0, p,
    )  # fmt: skip
    researcher.months = 0.0
    researcher.left = 1.0
    researcher.left_role = role
    researcher.learning = 0.0
    if researcher.track == 1:
        researcher.role = UNTENURED
    researcher.vacant = p.search_research
    trait = chance.uniform(chance.stream(seed, chance.RESEARCHER_TRAIT, month), i)
    newcomer = bounded(p.newcomer_commitment + either_way(start.commitment_spread, trait))
    researcher.commitment = transferred_trust(newcomer, state.relations[q].commitments, carry)
    researcher.partnering = moved(start.partnering, researcher.partnering, carry)
    z = chance.normal(chance.stream(seed, chance.RELIABILITY, month), 3 * i + 1)
    researcher.dependability = reliability_of(lever, z)
    researcher.stays = stays_of(lever, chance.normal(chance.stream(seed, chance.STAYS, month), 3 * i + 1), 0.0)
    researcher.energy = energy_of(lever, chance.normal(chance.stream(seed, chance.ENERGY, month), 3 * i + 1))
    researcher.context = moved(start.researcher_context, researcher.context, carry)
    u = chance.uniform(chance.stream(seed, chance.RESEARCHER_EXPERTISE, month), i)
    own = bounded(varied(start.researcher_instruction, HALF_WIDTH, u))
    researcher.instruction = moved(own, researcher.instruction, carry)
    renew_researcher(state, q, row - partnership.researchers_at, carry, p)
    if role != GRADUATE:
        log_event(state.log, w, month, log.RESEARCHER_LEFT, q - state.worlds[w].partnerships_at, role, 0.0)


@kernel
def coordinator_moves(state, w, month, q, p):
    """The coordinator leaves and is replaced, when there is money."""
    coordinator, partnership, lever = state.coordinators[q], state.partnerships[q], state.levers[q]
    must, months = coordinator.vacant < 0.0, -coordinator.vacant - 1.0
    coordinator.left = 0.0
    if coordinator.vacant > 0.0:
        if state.finances[q].core > MIDDLE:
            coordinator.vacant = max(0.0, coordinator.vacant - 1.0)
        return
    coordinator.vacant = 0.0
    coordinator.months += 1.0
    i = q - state.worlds[w].partnerships_at
    u = chance.uniform(chance.stream(state.worlds[w].seed, chance.COORDINATOR_LEAVES, month), i)
    is_open = history.is_open(partnership.chance_off, history.COORDINATOR)
    times = math.exp(-coordinator.stays) * unsettled(state.finances[q].runway, p)
    leaves = is_open and u < departure(p.coordinator, 1.0 / MONTHS_A_YEAR, times)
    if lever.coordination_fte <= 0.0 or not (must or leaves):
        return
    carry = inherits(
        MIDDLE, 0.0, lever.structure_agreements, state.relations[q].memory, lever.continuity_handover,
        lever.continuity_onboarding, 0.0, p,
    )  # fmt: skip
    coordinator.months = 0.0
    coordinator.left = 1.0
    coordinator.vacant = months if months > 0.0 else p.search_research
    coordinator.partnering = moved(state.initial[w].partnering, coordinator.partnering, carry)
    z = chance.normal(chance.stream(state.worlds[w].seed, chance.RELIABILITY, month), 3 * i)
    coordinator.dependability = reliability_of(lever, z)
    z = chance.normal(chance.stream(state.worlds[w].seed, chance.STAYS, month), 3 * i)
    coordinator.stays = stays_of(lever, z, 0.0)
    renew_researcher(state, q, partnership.researchers_end - partnership.researchers_at, carry, p)
    log_event(state.log, w, month, log.COORDINATOR_LEFT, i, -1, 0.0)


@kernel
def researchers_move(state, w, month, p):
    """Researchers and coordinators leave, are laid off, fail tenure, and are replaced when there is money."""
    for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
        if not is_under_way(state, q):
            continue
        for row in range(state.partnerships[q].researchers_at, state.partnerships[q].researchers_end):
            researcher = state.researchers[row]
            role = researcher.role
            researcher.left = 0.0
            if researcher.vacant > 0.0:
                # A post on grant money stays empty while the plan does not keep it.
                if not (role == STAFF or role == GRADUATE) or is_planned(state, q, row):
                    researcher.vacant = max(0.0, researcher.vacant - 1.0)
                continue
            researcher.months += 1.0
            gone = researcher_goes(state, w, month, q, row, p)
            researcher.vacant = 0.0
            if gone:
                replace_researcher(state, w, month, q, row, role, p)
        coordinator_moves(state, w, month, q, p)


@kernel
def step(first, last, month, state):
    """One month of turnover for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.turnover[w]
        for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
            state.relations[q].trust_lost = 0.0
        leaders_move(state, w, month, p)
        teachers_move(state, w, month, p)
        researchers_move(state, w, month, p)

"""Step 2, turnover: people leave posts, successors start from what is carried across.

Whoever leaves takes ties, expertise and commitment along. What the successor inherits is the standing that the
partnership has with those who stay, as far as hand-over, institutional memory and the people around the post carry it.
"""

from __future__ import annotations

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import note
from sim.kernel.forms import bounded, from_floor, moved
from sim.state.tables import (
    CENTRAL_OFFICE,
    COACH,
    ENDED,
    GRADUATE,
    NON_USER,
    NOT_STARTED,
    PRINCIPAL,
    STAFF,
    SUPERINTENDENT,
    TENURED,
    UNTENURED,
    USER,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world")
declare("turnover.cascade_months", default=12, low=6, high=24, minimum=0, maximum=120, prior="integer", unit="months",
        grade="assumed", source="CPG 2013 (turnover)",
        meaning="how long offices close to instruction are at higher risk",
        label="months of higher risk after a change")
declare("turnover.summer_leaders", default=0.7, low=0.4, high=0.9, minimum=0, maximum=1, unit="share", grade="assumed",
        source="-", meaning="departures of leaders that fall in June to August", label="leaders' departures in summer")
declare("turnover.summer_teachers", default=0.75, low=0.65, high=0.9, minimum=0, maximum=1, unit="share",
        grade="derived", source="Redding & Henry 2018", meaning="departures of teachers that fall in June to August",
        label="teachers' departures in summer")
declare("turnover.cascade", default=1.6, low=1, high=3, minimum=0, maximum=20, unit="times", grade="assumed",
        source="CPG 2013 (turnover)",
        meaning="hazard of offices close to instruction in the year after a superintendent leaves",
        label="risk after a superintendent leaves")
declare("turnover.principal", default=0.175, low=0.12, high=0.25, minimum=0, maximum=0.95, unit="share a year",
        grade="measured", source="NCES PFS 2021-22; Levin & Bradley 2019",
        meaning="principals who leave their school in a year", label="principals who leave in a year")
declare("turnover.coach", default=0.15, low=0.08, high=0.3, minimum=0, maximum=0.95, unit="share a year",
        grade="assumed", source="-", meaning="coaches who leave in a year")
declare("turnover.principal_poverty", default=0.4, low=0.1, high=0.8, minimum=0, maximum=2, unit="per unit of poverty",
        grade="derived", source="Levin & Bradley 2019", meaning="how steeply principals' turnover rises with poverty",
        label="principal turnover by poverty")
declare("turnover.teacher_poverty", default=0.8, low=0.3, high=1.2, minimum=0, maximum=1.9, unit="per unit of poverty",
        grade="derived", source="Carver-Thomas & Darling-Hammond 2017",
        meaning="how steeply teachers' turnover rises with poverty (0.8 makes schools at 0.75 lose 1.5 times those at"
                " 0.25)", label="teacher turnover by poverty")
declare("turnover.novice", default=1.25, low=1.1, high=1.5, minimum=0, maximum=5, unit="times the mean",
        grade="measured", source="NCES TFS 2021-22", meaning="hazard up to 3 years of teaching",
        label="risk of leaving up to 3 years")
declare("turnover.early_career", default=1.125, low=1, high=1.3, minimum=0, maximum=5, unit="times the mean",
        grade="measured", source="NCES TFS 2021-22", meaning="hazard at 4 to 9 years",
        label="risk of leaving at 4 to 9 years")
declare("turnover.experienced", default=0.875, low=0.7, high=1, minimum=0, maximum=5, unit="times the mean",
        grade="measured", source="NCES TFS 2021-22", meaning="hazard from 10 years on",
        label="risk of leaving from 10 years on")
declare("turnover.support_keeps", default=0.25, low=0, high=0.5, minimum=0, maximum=1, unit="share", grade="derived",
        source="Kaiser 2011", meaning="reduction of teachers' turnover where support is full",
        label="turnover that full support prevents")
declare("turnover.pressure_leaves", default=0.5, low=0, high=1, minimum=0, maximum=2, unit="per unit of pressure",
        grade="assumed", source="Grissom & Andersen 2012",
        meaning="how steeply superintendents' turnover rises with political pressure",
        label="superintendent turnover by pressure")
declare("turnover.pressure_mean", default=0.4, low=0.3, high=0.5, minimum=0, maximum=1, unit="share", grade="assumed",
        source="-", meaning="pressure at which turnover is as stated", label="pressure of average turnover")
declare("turnover.inside_stays", default=0.8, low=0.6, high=1, minimum=0, maximum=2, unit="times", grade="assumed",
        source="Grissom & Andersen 2012", meaning="hazard of superintendents hired from inside, relative to others",
        label="risk of superintendents from inside")
declare("turnover.inside_superintendent", default=0.35, low=0.2, high=0.6, minimum=0, maximum=1, unit="share",
        grade="assumed", source="-", meaning="superintendents hired from inside")
declare("turnover.inside_other", default=0.55, low=0.3, high=0.8, minimum=0, maximum=1, unit="share", grade="assumed",
        source="-", meaning="other leaders hired from inside")
declare("turnover.search_superintendent", default=3, low=1, high=8, minimum=0, maximum=36, unit="months",
        grade="assumed", source="-", meaning="months to fill the post from outside",
        label="months to find a superintendent")
declare("turnover.search_other", default=2, low=0, high=5, minimum=0, maximum=36, unit="months", grade="assumed",
        source="-", meaning="months to fill another leader's post", label="months to find another leader")
declare("turnover.search_research", default=4, low=1, high=9, minimum=0, maximum=36, unit="months", grade="assumed",
        source="-", meaning="months to fill a researcher's or coordinator's post",
        label="months to fill a research post")
declare("turnover.mover_share", default=0.25, low=0.1, high=0.4, minimum=0, maximum=1, unit="share", grade="derived",
        source="NCES TFS 2021-22", meaning="vacancies filled by teachers of the same district",
        label="vacancies filled within the district")
declare("turnover.mover_poverty", default=1, low=0.3, high=1.8, minimum=0, maximum=2, unit="per unit of poverty",
        grade="assumed", source="Hanushek, Kain & Rivkin 2004",
        meaning="how far fewer vacancies of high-poverty schools are filled by teachers of the same district",
        label="fewer movers to high-poverty schools")
declare("turnover.mover_match", default=0.5, low=0.2, high=0.8, minimum=0, maximum=1, unit="share", grade="assumed",
        source="Feng & Sass 2011",
        meaning="movers of whom it is the one more like the school's teachers, of two who might come",
        label="movers to schools like themselves")
declare("turnover.novice_share", default=0.5, low=0.3, high=0.7, minimum=0, maximum=1, unit="share", grade="assumed",
        source="-", meaning="new hires who have not taught before")
declare("turnover.newcomer_lag", default=0.01, low=0, high=0.06, minimum=-1, maximum=1, unit="share", grade="assumed",
        source="-", meaning="practice that teachers new to the district lack against those in place when the run began",
        label="practice that new teachers lack")
declare("turnover.newcomer_norm", default=0.3, low=0.1, high=0.6, minimum=0, maximum=1, unit="share", grade="assumed",
        source="March 1991", meaning="how far newcomers start from the practice they find in their school",
        label="newcomers' fit to school practice")
declare("turnover.outside_experience", default=15, low=8, high=25, minimum=0, maximum=45, unit="years", grade="assumed",
        source="-", meaning="longest experience of teachers hired from elsewhere (uniform from 0)",
        label="experience of teachers from outside")
declare("turnover.skill_kept", default=0.3, low=0.1, high=0.5, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (turnover)", meaning="expertise in partnership work that a post keeps whoever fills it",
        label="partnership expertise a post keeps")
declare("turnover.context_inside", default=0.7, low=0.5, high=0.9, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (Bellevue)", meaning="knowledge of the context that a successor from inside has",
        label="local knowledge of inside successors")
declare("turnover.context_outside", default=0.2, low=0.05, high=0.4, minimum=0, maximum=1, unit="share",
        grade="assumed", source="-", meaning="knowledge of the context that a successor from outside has",
        label="local knowledge from outside")
declare("turnover.skill_renewed", default=0.4, low=0.2, high=0.6, minimum=0, maximum=1, unit="share", grade="assumed",
        source="-", meaning="part of a post's other expertise that changes with the person",
        label="expertise that changes with a person")
declare("turnover.researcher_skill", default=0.6, low=0.45, high=0.65, minimum=0, maximum=0.66, unit="share",
        grade="assumed", source="MHS 2022 (expertise)", meaning="mean expertise in instruction of researchers who join",
        label="expertise of researchers who join")
declare("turnover.onboarding_transfer", default=0.3, low=0.1, high=0.6, minimum=0, maximum=1, unit="share",
        grade="assumed", source="MHS 2022 (structures)", meaning="trust transferred to a newcomer by full onboarding",
        label="trust transferred by onboarding", key="turnover.onboarding_carries")
declare("turnover.funded_floor", default=0.2, low=0.05, high=0.4, minimum=0, maximum=1, unit="share", grade="assumed",
        source="-", meaning="pay below which posts on grant money are not filled and may be lost",
        label="pay below which posts stay empty")
declare("turnover.newcomer_trust", default=0.35, low=0.2, high=0.5, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (trust)", meaning="trust of a person who has no experience with the partners",
        label="trust of a person without experience")
declare("turnover.newcomer_commitment", default=0.35, low=0.2, high=0.5, minimum=0, maximum=1, unit="share",
        grade="assumed", source="-", meaning="commitment of somebody new who was not won over",
        label="commitment of newcomers not won over")
declare("turnover.newcomer_spread", default=0.3, low=0.15, high=0.4, minimum=0, maximum=1, unit="share",
        grade="assumed", source="-", meaning="half-width of newcomers' commitment",
        label="spread of newcomers' commitment")
declare("turnover.handover_transfer", default=0.35, low=0.1, high=0.6, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (turnover)", meaning="trust transferred to a successor by a full hand-over",
        label="trust transferred by a hand-over", key="turnover.handover_carries")
declare("turnover.handover_alone", default=0.5, low=0.2, high=0.8, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (devote resources)", meaning="hand-over that happens without a coordinator",
        label="hand-over without a coordinator")
declare("turnover.memory_transfer", default=0.25, low=0.05, high=0.5, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (long-term)", meaning="trust transferred by full institutional memory",
        label="trust transferred by memory", key="turnover.memory_carries")
declare("turnover.bench_transfer", default=0.6, low=0.2, high=0.9, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (Bellevue)",
        meaning="trust transferred by the bench around the post, if the successor comes from among them",
        label="trust transferred by the bench", key="turnover.people_carry")
declare("turnover.outsider_transfer", default=0.4, low=0.1, high=0.7, minimum=0, maximum=1, unit="share",
        grade="assumed", source="-", meaning="how much of that reaches a successor from outside",
        label="transferred trust, outsiders", key="turnover.outsider_hears")
declare("turnover.bench_depth_half", default=5, low=2, high=10, minimum=0.01, maximum=100, unit="people",
        grade="assumed", source="-", meaning="bench depth (people tied in) at which half of its trust is transferred",
        label="bench depth for half the transfer", key="turnover.bench")
declare("turnover.tenured", default=0.09, low=0.06, high=0.12, minimum=0, maximum=0.95, unit="share a year",
        grade="measured", source="Kaminski & Geisler 2012", meaning="tenured faculty who leave")
declare("turnover.untenured", default=0.07, low=0.04, high=0.16, minimum=0, maximum=0.95, unit="share a year",
        grade="derived", source="Kaminski & Geisler 2012", meaning="faculty who leave before the tenure decision",
        label="faculty who leave before tenure")
declare("turnover.staff", default=0.25, low=0.15, high=0.5, minimum=0, maximum=0.95, unit="share a year",
        grade="assumed", source="-", meaning="research staff who leave")
declare("turnover.graduate", default=0.2, low=0.15, high=0.3, minimum=0, maximum=0.95, unit="share a year",
        grade="assumed", source="-", meaning="graduate students who finish or leave",
        label="graduate students who leave")
declare("turnover.coordinator", default=0.2, low=0.1, high=0.35, minimum=0, maximum=0.95, unit="share a year",
        grade="assumed", source="-", meaning="coordinators who leave", key="turnover.broker")
declare("turnover.tenure_months", default=72, low=60, high=84, minimum=1, maximum=240, unit="months", grade="assumed",
        source="-", meaning="months to the tenure decision")
declare("turnover.tenure_denial", default=0.12, low=0.05, high=0.25, minimum=0, maximum=1, unit="share",
        grade="derived", source="Kaminski & Geisler 2012", meaning="denials among those whose work all counts",
        label="tenure denials if all work counts")
declare("turnover.tenure_discount", default=0.3, low=0.1, high=0.6, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (incentives); Marrero et al. 2013",
        meaning="further denials when committed partnership work does not count",
        label="tenure denials for partnership work")
declare("turnover.lay_off", default=0.25, low=0.1, high=0.5, minimum=0, maximum=1, unit="share a month",
        grade="assumed", source="CPG 2013 (funders)", meaning="unpaid research staff who leave in a month",
        label="unpaid staff who leave in a month")
declare("turnover.known_half", default=12, low=6, high=24, minimum=0.1, maximum=120, unit="months", grade="assumed",
        source="Coburn et al. 2012",
        meaning="months after which a teacher is half as well known to colleagues as can be",
        label="months to become half known")
PARAMETERS = declare.all
# fmt: on

#: Years of teaching that bound the groups of the survey (NCES TFS 2021-22).
NOVICE_YEARS, EARLY_YEARS = 3.0, 10.0


@rule
def season(month, summer):
    """Share of a year's departures that fall in this month [share].

    Args:
        month: 0-based month of the run; month 0 is July.
        summer: share that falls in June, July and August.

    Source: Redding & Henry 2018.
    """
    m = month % 12
    return summer / 3.0 if m == 11 or m <= 1 else (1.0 - summer) / 9.0


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
    return max(0.0, 1.0 + slope * (poverty - 0.5))


@rule
def superintendent_times(pressure, inside, p):
    """Superintendent's hazard relative to the mean: pressure raises it, a hire from inside lowers it.

    The two kinds of hire average to one at the usual share of inside hires.
    """
    mean = p.inside_superintendent * p.inside_stays + 1.0 - p.inside_superintendent
    kind = p.inside_stays if inside > 0.5 else 1.0
    return max(0.0, 1.0 + p.pressure_leaves * (pressure - p.pressure_mean)) * kind / mean


@rule
def experience_times(years, p):
    """Teacher's hazard relative to the mean, by years of teaching. Source: NCES TFS 2021-22."""
    if years <= NOVICE_YEARS:
        return p.novice
    return p.early_career if years < EARLY_YEARS else p.experienced


@rule
def carried(handover, coordination, memory, others, inside, p):
    """Share of the partnership's standing that reaches a successor [0-1].

    Three ways carry it: a hand-over (which needs somebody to do it), institutional memory, and the people around the
    post, best when the successor was one of them. What one way misses another may catch.

    Args:
        handover: lever [0-1].
        coordination: coordination that is staffed [0-1].
        memory: institutional memory [0-1].
        others: people of the same organisation who are tied in.
        inside: 1 if the successor comes from inside.

    Source: CPG 2013 (turnover; Bellevue).
    """
    by_handover = p.handover_transfer * handover * from_floor(p.handover_alone, coordination)
    by_memory = p.memory_transfer * memory
    around = others / (others + p.bench_depth_half)
    by_people = p.bench_transfer * around * (1.0 if inside > 0.5 else p.outsider_transfer)
    return 1.0 - (1.0 - by_handover) * (1.0 - by_memory) * (1.0 - by_people)


@rule
def with_onboarding(carry, onboarding, p):
    """Share of the standing that reaches a newcomer [0-1] once an onboarding adds what the other ways missed.

    Source: MHS 2022 (structures).
    """
    return 1.0 - (1.0 - carry) * (1.0 - p.onboarding_transfer * onboarding)


@rule
def inherited(newcomer, standing, share):
    """What a successor starts with: a newcomer's value, moved toward the partnership's standing by what is carried."""
    return newcomer + share * (standing - newcomer)


@rule
def tenure_denied(u, commitment, credit, p):
    """Whether the tenure decision goes against a researcher; partnership work counts as far as it is credited."""
    return u < p.tenure_denial + p.tenure_discount * commitment * (1.0 - credit)


@kernel
def renew_seat(state, q, s, share, p):
    """New person in a practice-side seat: its ties start again from what is carried of trust and of history."""
    per_seat = state.partnerships[q].researchers_end - state.partnerships[q].researchers_at + 1
    count = state.partnerships[q].ties_end - state.partnerships[q].ties_at
    first = state.partnerships[q].ties_at + (s - state.partnerships[q].seats_at) * per_seat
    new = inherited(p.newcomer_trust, state.relations[q].trust_practice, share)
    back = inherited(p.newcomer_trust, state.relations[q].trust_research, share)
    for tie in range(first, first + per_seat):
        state.relations[q].trust_lost += (state.ties[tie].trust_practice - new) / count
        state.ties[tie].trust_practice = new
        state.ties[tie].trust_research = back
        state.ties[tie].months *= share


@kernel
def renew_researcher(state, q, k, share, p):
    """New person on the research side (the coordinator is number ``n`` of ``n`` researchers)."""
    per_seat = state.partnerships[q].researchers_end - state.partnerships[q].researchers_at + 1
    count = state.partnerships[q].ties_end - state.partnerships[q].ties_at
    new = inherited(p.newcomer_trust, state.relations[q].trust_practice, share)
    back = inherited(p.newcomer_trust, state.relations[q].trust_research, share)
    for tie in range(state.partnerships[q].ties_at + k, state.partnerships[q].ties_end, per_seat):
        state.relations[q].trust_lost += (state.ties[tie].trust_practice - new) / count
        state.ties[tie].trust_practice = new
        state.ties[tie].trust_research = back
        state.ties[tie].months *= share


@kernel
def leaders_move(state, w, month, p):
    """Leaders leave and are replaced."""
    seed = state.worlds[w].seed
    leaves, inside_draw = (
        chance.stream(seed, chance.LEADER_LEAVES, month),
        chance.stream(seed, chance.LEADER_INSIDE, month),
    )
    trait, skill = chance.stream(seed, chance.LEADER_TRAIT, month), chance.stream(seed, chance.LEADER_EXPERTISE, month)
    d0, k0 = state.worlds[w].districts_at, state.worlds[w].leaders_at
    share = season(month, p.summer_leaders)
    for d in range(d0, state.worlds[w + 1].districts_at):
        if state.districts[d].leaders_end == state.districts[d].leaders_at:
            continue
        c = state.context[d]
        q = state.districts[d].partnership
        state.districts[d].left_leaders = 0.0
        state.districts[d].left_office = 0.0
        cascade = p.cascade if state.districts[d].since_superintendent < p.cascade_months else 1.0
        state.districts[d].since_superintendent += 1.0
        others = 0.0
        for leader in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
            if state.leaders[leader].seat >= 0:
                others += 1.0
        others -= 1.0  # all but the one who leaves
        super_chance = departure(
            c.superintendent_turnover,
            share,
            superintendent_times(state.districts[d].pressure, state.leaders[state.districts[d].leaders_at].inside, p),
        )
        office_chance = departure(c.central_office_turnover, share, cascade)
        coach_chance = departure(p.coach, share, cascade)
        for leader in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
            i = leader - k0
            role = state.leaders[leader].role
            if role == SUPERINTENDENT:
                hazard = super_chance
            elif role == CENTRAL_OFFICE:
                hazard = office_chance
            elif role == COACH:
                hazard = coach_chance
            else:
                hazard = departure(
                    p.principal,
                    share,
                    poverty_times(state.schools[state.leaders[leader].school].poverty, p.principal_poverty),
                )
            must = state.leaders[leader].vacant < 0.0
            state.leaders[leader].vacant = max(0.0, state.leaders[leader].vacant - 1.0)
            state.leaders[leader].left = 0.0
            if state.leaders[leader].vacant > 0.0 and not must:
                continue
            if not must and chance.uniform(leaves, i) >= hazard:
                state.leaders[leader].months += 1.0
                continue
            state.districts[d].left_leaders += 1.0
            inside = (
                1.0
                if chance.uniform(inside_draw, i)
                < (p.inside_superintendent if role == SUPERINTENDENT else p.inside_other)
                else 0.0
            )
            state.leaders[leader].inside = inside
            state.leaders[leader].left = 1.0
            state.leaders[leader].learning = 0.0
            state.leaders[leader].months = 0.0
            state.leaders[leader].vacant = (
                0.0 if inside > 0.5 else (p.search_superintendent if role == SUPERINTENDENT else p.search_other)
            )
            newcomer = p.newcomer_commitment + p.newcomer_spread * (2.0 * chance.uniform(trait, i) - 1.0)
            skill_draw = chance.uniform(skill, i)
            state.leaders[leader].instruction = moved(state.leaders[leader].instruction, skill_draw, p.skill_renewed)
            state.leaders[leader].context = p.context_inside if inside > 0.5 else p.context_outside
            if role == SUPERINTENDENT:
                state.districts[d].since_superintendent = 0.0
            elif role != PRINCIPAL:
                state.districts[d].left_office += 1.0
            carry = 0.0
            alive = state.partnerships[q].stage != ENDED and state.partnerships[q].stage != NOT_STARTED
            if alive and state.leaders[leader].seat >= 0:
                lever = state.levers[q]
                carry = carried(
                    lever.continuity_handover,
                    state.finances[q].paid_coordination * min(1.0, lever.coordination_fte),
                    state.relations[q].memory,
                    others,
                    inside,
                    p,
                )
                carry = with_onboarding(carry, lever.continuity_onboarding, p)
                renew_seat(state, q, state.leaders[leader].seat, carry, p)
            standing = max(state.relations[q].commitments, newcomer)
            state.leaders[leader].commitment = bounded(inherited(newcomer, standing, carry))
            state.leaders[leader].priority = state.leaders[leader].commitment
            state.leaders[leader].partnering *= max(carry, p.skill_kept)
            state.leaders[leader].capacity = bounded(
                moved(state.leaders[leader].capacity, c.absorptive_capacity * (0.5 + skill_draw), p.skill_renewed)
            )
            if role == SUPERINTENDENT:
                note(state.log, w, month, log.SUPERINTENDENT_LEFT, d - d0, i, inside)
            elif state.leaders[leader].seat >= 0:
                note(state.log, w, month, log.OFFICE_LEFT, d - d0, role, inside)


@rule
def elsewhere(u, first, here, here_end, last):
    """Row of a random teacher of the district (rows ``first`` to ``last`` - 1) outside one school (``here`` to
    ``here_end`` - 1)."""
    row = first + int(u * (last - first - (here_end - here)))
    return row + here_end - here if row >= here else row


@kernel
def nearer(state, one, other, practice):
    """Which of two teachers is nearer to a school's practice."""
    apart = abs(state.teachers[one].before - practice)
    return other if abs(state.teachers[other].before - practice) < apart else one


@kernel
def teachers_move(state, w, month, p):
    """Teachers leave their school and are replaced."""
    seed = state.worlds[w].seed
    leaves, moves = chance.stream(seed, chance.TEACHER_LEAVES, month), chance.stream(seed, chance.TEACHER_MOVES, month)
    trait, years = (
        chance.stream(seed, chance.TEACHER_TRAIT, month),
        chance.stream(seed, chance.TEACHER_EXPERIENCE, month),
    )
    uses, match = chance.stream(seed, chance.MOVER_USES, month), chance.stream(seed, chance.MOVER_MATCH, month)
    t0 = state.worlds[w].teachers_at
    share = season(month, p.summer_teachers)
    for d in range(state.worlds[w].districts_at, state.worlds[w + 1].districts_at):
        state.districts[d].left_teachers = 0.0
        annual = state.context[d].teacher_turnover
        q = state.districts[d].partnership
        first_teacher = (
            state.schools[state.districts[d].schools_at].teachers_at
            if state.districts[d].schools_end > state.districts[d].schools_at
            else 0
        )
        last_teacher = (
            state.schools[state.districts[d].schools_end - 1].teachers_end
            if state.districts[d].schools_end > state.districts[d].schools_at
            else 0
        )
        for school in range(state.districts[d].schools_at, state.districts[d].schools_end):
            kept = (1.0 - p.support_keeps * state.schools[school].support) * poverty_times(
                state.schools[school].poverty, p.teacher_poverty
            )
            mover = min(1.0, p.mover_share * poverty_times(state.schools[school].poverty, -p.mover_poverty))
            novice = departure(annual, share, experience_times(NOVICE_YEARS, p) * kept)
            early = departure(annual, share, experience_times(EARLY_YEARS - 1.0, p) * kept)
            experienced = departure(annual, share, experience_times(EARLY_YEARS, p) * kept)
            here, here_end = state.schools[school].teachers_at, state.schools[school].teachers_end
            others = last_teacher - first_teacher - (here_end - here)
            for teacher in range(here, here_end):
                i = teacher - t0
                experience = state.teachers[teacher].experience + 1.0 / 12.0
                state.teachers[teacher].experience = experience
                months = state.teachers[teacher].months + 1.0
                hazard = novice if experience <= NOVICE_YEARS else (early if experience < EARLY_YEARS else experienced)
                if chance.uniform(leaves, i) >= hazard:
                    state.teachers[teacher].months = months
                    state.teachers[teacher].standing = months / (months + p.known_half)
                    continue
                state.districts[d].left_teachers += 1.0
                state.teachers[teacher].months = 0.0
                state.teachers[teacher].standing = 0.0
                u = chance.uniform(trait, i)
                if others > 0 and chance.uniform(moves, i) < mover:
                    # Somebody like a teacher of another school of this district, who brings own practice along. Good
                    # teachers go where good teachers are.
                    like = elsewhere(u, first_teacher, here, here_end, last_teacher)
                    if chance.uniform(match, 2 * i) < p.mover_match:
                        v = chance.uniform(match, 2 * i + 1)
                        other = elsewhere(v, first_teacher, here, here_end, last_teacher)
                        like = nearer(state, like, other, state.schools[school].practice)
                    state.teachers[teacher].practice = state.teachers[like].before
                    state.teachers[teacher].habit = state.teachers[like].before
                    state.teachers[teacher].experience = p.outside_experience * chance.uniform(years, i)
                    state.teachers[teacher].commitment = p.newcomer_commitment
                    users = state.schools[state.teachers[like].school].users
                    state.teachers[teacher].stage = USER if chance.uniform(uses, i) < users else NON_USER
                else:
                    # Schools hire as they could before.
                    own = bounded((state.schools[school].hires - p.newcomer_lag) * (0.5 + u))
                    start = inherited(own, state.schools[school].practice, p.newcomer_norm)
                    state.teachers[teacher].practice = start
                    state.teachers[teacher].habit = start
                    v = chance.uniform(years, i)
                    state.teachers[teacher].experience = (
                        0.0
                        if v < p.novice_share
                        else p.outside_experience * (v - p.novice_share) / (1.0 - p.novice_share)
                    )
                    state.teachers[teacher].commitment = p.newcomer_commitment
                    state.teachers[teacher].stage = NON_USER
                if (
                    state.teachers[teacher].seat >= 0
                    and state.partnerships[q].stage != ENDED
                    and state.partnerships[q].stage != NOT_STARTED
                ):
                    lever = state.levers[q]
                    around = float(state.partnerships[q].seats_end - state.partnerships[q].seats_at - 1)
                    carry = carried(
                        lever.continuity_handover,
                        state.finances[q].paid_coordination * min(1.0, lever.coordination_fte),
                        state.relations[q].memory,
                        around,
                        0.0,
                        p,
                    )
                    carry = with_onboarding(carry, lever.continuity_onboarding, p)
                    renew_seat(state, q, state.teachers[teacher].seat, carry, p)


@kernel
def researchers_move(state, w, month, p):
    """Researchers and coordinators leave, are laid off, fail tenure, and are replaced when there is money."""
    seed = state.worlds[w].seed
    leaves, trait = (
        chance.stream(seed, chance.RESEARCHER_LEAVES, month),
        chance.stream(seed, chance.RESEARCHER_TRAIT, month),
    )
    tenure, unpaid = chance.stream(seed, chance.TENURE_DECISION, month), chance.stream(seed, chance.LAY_OFF, month)
    coordinator, skill = (
        chance.stream(seed, chance.COORDINATOR_LEAVES, month),
        chance.stream(seed, chance.RESEARCHER_EXPERTISE, month),
    )
    r0, q0 = state.worlds[w].researchers_at, state.worlds[w].partnerships_at
    for q in range(q0, state.worlds[w + 1].partnerships_at):
        if state.partnerships[q].stage == ENDED or state.partnerships[q].stage == NOT_STARTED:
            continue
        lever = state.levers[q]
        coordination = state.finances[q].paid_coordination * min(1.0, lever.coordination_fte)
        paid = state.finances[q].paid_staff
        first = state.partnerships[q].researchers_at
        for researcher in range(first, state.partnerships[q].researchers_end):
            i = researcher - r0
            role = state.researchers[researcher].role
            on_grant = role == STAFF or role == GRADUATE
            must = state.researchers[researcher].vacant < 0.0
            state.researchers[researcher].left = 0.0
            if state.researchers[researcher].vacant > 0.0:
                # A post on grant money stays empty while nobody can be paid.
                if not on_grant or paid > p.funded_floor:
                    state.researchers[researcher].vacant = max(0.0, state.researchers[researcher].vacant - 1.0)
                continue
            state.researchers[researcher].vacant = 0.0
            state.researchers[researcher].months += 1.0
            if role == UNTENURED:
                annual = p.untenured
            elif role == STAFF:
                annual = p.staff
            elif role == GRADUATE:
                annual = p.graduate
            else:
                annual = p.tenured
            gone = must or chance.uniform(leaves, i) < departure(annual, 1.0 / 12.0, 1.0)
            if role == UNTENURED and int(state.researchers[researcher].months) == int(p.tenure_months):
                if tenure_denied(
                    chance.uniform(tenure, i),
                    state.researchers[researcher].commitment,
                    lever.team_partnership_credit,
                    p,
                ):
                    gone = True
                    note(state.log, w, month, log.TENURE_DENIED, q - q0, i, 0.0)
                else:
                    state.researchers[researcher].role = TENURED
            if on_grant and paid < p.funded_floor and chance.uniform(unpaid, i) < p.lay_off:
                gone = True
                note(state.log, w, month, log.LAID_OFF, q - q0, i, 0.0)
            if not gone:
                continue
            carry = carried(
                lever.continuity_handover,
                coordination,
                state.relations[q].memory,
                float(state.partnerships[q].researchers_end - first - 1),
                0.0,
                p,
            )
            carry = with_onboarding(carry, lever.continuity_onboarding, p)
            state.researchers[researcher].months = 0.0
            state.researchers[researcher].left = 1.0
            state.researchers[researcher].left_role = role
            state.researchers[researcher].learning = 0.0
            if state.researchers[researcher].track > 0.5:
                state.researchers[researcher].role = UNTENURED
            state.researchers[researcher].vacant = p.search_research
            state.researchers[researcher].commitment = inherited(
                bounded(p.newcomer_commitment + p.newcomer_spread * (2.0 * chance.uniform(trait, i) - 1.0)),
                state.relations[q].commitments,
                carry,
            )
            state.researchers[researcher].partnering *= max(carry, p.skill_kept)
            state.researchers[researcher].context = state.researchers[researcher].context * carry
            state.researchers[researcher].instruction = moved(
                state.researchers[researcher].instruction,
                p.researcher_skill * (0.5 + chance.uniform(skill, i)),
                p.skill_renewed,
            )
            renew_researcher(state, q, researcher - first, carry, p)
            if role != GRADUATE:
                note(state.log, w, month, log.RESEARCHER_LEFT, q - q0, role, 0.0)
        must = state.coordinators[q].vacant < 0.0
        state.coordinators[q].left = 0.0
        if state.coordinators[q].vacant > 0.0:
            if state.finances[q].paid_coordination > p.funded_floor:
                state.coordinators[q].vacant = max(0.0, state.coordinators[q].vacant - 1.0)
        else:
            state.coordinators[q].vacant = 0.0
            state.coordinators[q].months += 1.0
            if lever.coordination_fte > 0.0 and (
                must or chance.uniform(coordinator, q - q0) < departure(p.coordinator, 1.0 / 12.0, 1.0)
            ):
                carry = carried(
                    lever.continuity_handover,
                    0.0,
                    state.relations[q].memory,
                    float(state.partnerships[q].researchers_end - first),
                    0.0,
                    p,
                )
                state.coordinators[q].months = 0.0
                state.coordinators[q].left = 1.0
                state.coordinators[q].vacant = p.search_research
                state.coordinators[q].partnering *= max(carry, p.skill_kept)
                renew_researcher(state, q, state.partnerships[q].researchers_end - first, carry, p)
                note(state.log, w, month, log.COORDINATOR_LEFT, q - q0, -1, 0.0)


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

"""Membership: what each member gets of a partnership less what it gives, and who leaves or joins for it.

A **benefit** runs from -1 to 1. Whatever serves a member counts: answers, results, learning, support, credit, and one
of them can be enough. Hours and fees are what it gives, and public harm is remembered. At each renewal, in July, a
district may leave; one that left, or never was there, may join those for whom it is worth while.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel import event_log as log
from sim.kernel.chairs import sits
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import JULY, MIDDLE, MONTHS_A_YEAR, bounded, moved, saturating
from sim.kernel.members import is_member, join, leave, members_of
from sim.kernel.newcomers import renew_seat
from sim.state.tables import (
    ACTIVE,
    ENDED,
    FROZEN,
    MEMBERS_LEFT,
    NO_CAUSE,
    NO_ROW,
    NOT_STARTED,
    PRIORITIES_CHANGED,
    SEAT_TEACHER,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("membership.good", default=0.6, low=0.4, high=0.8, unit="share", source="MHS 2022 (commitments); MB",
        meaning="part of all that a member could wish for that one good in full brings: answers, results, learning,"
                " support, credit", label="worth of one good in full")
declare("membership.hours", default=0.4, low=0.2, high=0.6, unit="share", source="MB (demand continuum)",
        meaning="what a member gives whose people put in all the hours they have, relative to the most it could give",
        label="what all spare hours are to a member")
declare("membership.fee_half", default=100, low=40, high=250, minimum=1, maximum=10_000,
        unit="dollars a teacher a year", source="MB (study councils)",
        meaning="money, or hours of people at what their release costs, that are felt half as much as any could be,"
                " in a year of usual means", label="fee that is felt by half")
declare("membership.half_life", default=12, low=6, high=24, minimum=1, maximum=120, unit="months",
        meaning="months until a change of what a member gets or gives is half felt",
        label="months until benefit is half felt")
declare("membership.leave", default=0.04, low=0.015, high=0.1, minimum=0, maximum=5, unit="districts a renewal",
        source="MB (study councils)",
        meaning="members that leave at a renewal if they gain nothing, stand in the middle, and have built nothing in",
        label="members that leave at a renewal")
declare("membership.join", default=0.1, low=0.03, high=0.3, minimum=0, maximum=5, unit="districts a renewal",
        meaning="districts that join, or come back, at a renewal if members gain nothing and they stand in the middle",
        label="members that join at a renewal", key="membership.rejoin")
declare("membership.steps_back", default=0.3, low=0.1, high=0.6, minimum=0, maximum=5, unit="people a year",
        source="MB (communities of practice)",
        meaning="seats at the table whose holder stops coming within a year, if the person is half committed and"
                " the district gains nothing", label="people who stop coming in a year")
declare("membership.by_benefit", default=5, low=2.5, high=8, minimum=0, maximum=20, unit="log a unit",
        source="MB (communities of practice)",
        meaning="how far benefit keeps a member from leaving, and draws another in",
        label="benefit in staying a member")
declare("membership.by_stance", default=2, low=1, high=4, minimum=0, maximum=12, unit="log a unit",
        source="MHS 2022 (commitments)", meaning="how far an organisation's stance, or a person's commitment, does so",
        label="stance in staying a member")
declare("membership.by_integration", default=1.5, low=0.5, high=3, minimum=0, maximum=12, unit="log a unit",
        source="CPG 2013 (Bellevue)", meaning="how far integrated work keeps a member from leaving",
        label="integration in staying a member")
PARAMETERS = declare.all
# fmt: on

#: Natural logarithm of 2: a half-life is so many times the time of decay.
LN_2 = math.log(2.0)


@rule
def gained(answers, results, learning, support, credit, p):
    """What a member gets [0-1]; each good makes up for part of what the others leave wanting.

    Args:
        answers: how far leaders ask for findings, as they do who get them in time; or what was published [0-1].
        results: visible progress, or practice gained [0-1].
        learning: social learning [0-1].
        support: support of teachers, as far as they feel it [0-1].
        credit: track record that a member shares in [0-1].
    """
    wanting = (1.0 - p.good * answers) * (1.0 - p.good * results) * (1.0 - p.good * learning)
    return 1.0 - wanting * (1.0 - p.good * support) * (1.0 - p.good * credit)


@rule
def felt_fee(fee, teachers, budget, p):
    """How much a fee is felt [0-1]: relative to size, and more where the district's budget was cut.

    Args:
        fee: dollars a year.
        teachers: in the district.
        budget: discretionary budget, relative to normal.
    """
    return saturating(fee, p.fee_half * teachers * budget) if fee > 0.0 else 0.0


@rule
def given_up(hours, fee, p):
    """What a member gives [0-1].

    Args:
        hours: hours given, of those its people have [0-1].
        fee: the fee as it is felt [0-1].
    """
    return 1.0 - (1.0 - p.hours * hours) * (1.0 - fee)


@rule
def felt(before, now, p):
    """What a member feels that it gets or gives after a month: a change is half felt after some months."""
    return moved(before, now, 1.0 - math.exp(-LN_2 / p.half_life))


@rule
def leaves(benefit, stance, integration, p):
    """Chance that a member leaves at a renewal [0-1]."""
    staying = p.by_benefit * benefit + p.by_stance * (stance - MIDDLE) + p.by_integration * integration
    return 1.0 - math.exp(-p.leave * math.exp(-staying))


@rule
def joins(benefit, stance, p):
    """Chance that a district comes in, or back, at a renewal [0-1], by what members gain and how it stands to them."""
    return 1.0 - math.exp(-p.join * math.exp(p.by_benefit * benefit + p.by_stance * (stance - MIDDLE)))


@rule
def steps_back(benefit, commitment, p):
    """Chance that somebody at the table stops coming this month [0-1], by what the district gains and own commitment.

    Source: MB (communities of practice: people come as long as it serves them).
    """
    staying = p.by_benefit * benefit + p.by_stance * (commitment - MIDDLE)
    return 1.0 - math.exp(-p.steps_back / MONTHS_A_YEAR * math.exp(-staying))


@kernel
def teachers_in(state, d):
    """Teachers of a district."""
    first, last = state.districts[d].schools_at, state.districts[d].schools_end - 1
    return float(state.schools[last].teachers_end - state.schools[first].teachers_at)


@kernel
def fee_of(state, q, d, p):
    """The fee of a district as it is felt [0-1]."""
    return felt_fee(state.levers[q].money_fees, teachers_in(state, d), state.districts[d].budget, p)


@kernel
def see_district(state, w, q, d, p):
    """A district feels what it gets and gives; one that has left neither gets nor gives."""
    district, relation = state.districts[d], state.relations[q]
    if not is_member(state, d):
        district.benefit = felt(district.benefit, 0.0, p)
        return
    at_work = 1.0 if state.partnerships[q].stage == ACTIVE and district.mandate > FROZEN else 0.0
    each = district.support_external / district.teachers if district.teachers > 0.0 else 0.0
    support = saturating(each, state.instruction[w].support_half)
    gets = gained(
        district.asking, at_work * state.efforts[q].progress, at_work * relation.social_learning, support,
        state.findings[q].reputation, p,
    )  # fmt: skip
    hours = district.hours_given / district.hours_there if district.hours_there > 0.0 else 0.0
    gives = given_up(hours, fee_of(state, q, d, p), p)
    district.benefit = felt(district.benefit, gets - gives, p)
    if at_work > 0.0:
        # What rests or is frozen costs nothing now, and everybody knows what it would cost.
        dollars = MONTHS_A_YEAR * district.hours_given * state.funding[w].release_hour + state.levers[q].money_fees
        district.cost = felt(district.cost, felt_fee(dollars, teachers_in(state, d), district.budget, p), p)


@kernel
def see_research(state, w, q, p):
    """The research side feels what it gets (publications, data, learning, paid work, credit) and gives (hours).

    Source: CPG 2013 (incentives).
    """
    member, effort, lever = state.members[q], state.efforts[q], state.levers[q]
    years = max(1.0, state.partnerships[q].age / MONTHS_A_YEAR)
    published = bounded(state.findings[q].knowledge / years)
    at_work = 1.0 if state.partnerships[q].stage == ACTIVE else 0.0
    # Publications and paid work count everywhere; the rest as far as the institution counts work in partnerships.
    counted, learning = lever.team_partnership_credit, at_work * state.relations[q].social_learning
    data = at_work * lever.structure_data_agreement * state.agendas[q].data_open
    paid = at_work * state.finances[q].paid_staff
    gets = gained(published, counted * data, counted * learning, paid, counted * state.findings[q].reputation, p)
    available = effort.research_hours_available
    hours = effort.research_hours / available if available > 0.0 else 0.0
    member.benefit_research = felt(member.benefit_research, gets - given_up(hours, 0.0, p), p)


@kernel
def benefit_of_members(state, q):
    """Mean benefit of the districts that are members now [-1 to 1]; 0 if there is none."""
    total = 0.0
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        if is_member(state, d):
            total += state.districts[d].benefit
    return total / max(1.0, members_of(state, q))


@kernel
def colleague(state, seat):
    """Row of the colleague of the same level and district who is most committed and has no seat, and that commitment;
    -1 and that of the holder where nobody is more committed."""
    level, d = state.seats[seat].level, state.seats[seat].district
    if level == SEAT_TEACHER:
        found, best = NO_ROW, state.teachers[state.seats[seat].row].commitment
        for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
            for row in range(state.schools[s].teachers_at, state.schools[s].teachers_end):
                teacher = state.teachers[row]
                if teacher.seat < 0 and teacher.vacant <= 0.0 and teacher.commitment > best:
                    found, best = row, teacher.commitment
        return found
    found, best = NO_ROW, state.leaders[state.seats[seat].row].commitment
    for row in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
        leader = state.leaders[row]
        if leader.role == level and leader.seat < 0 and leader.vacant <= 0.0 and leader.commitment > best:
            found, best = row, leader.commitment
    return found


@kernel
def people_come_and_go(state, w, month, q, p):
    """Whoever stops coming makes room for a colleague who wants to more; where nobody does, the chair is kept."""
    address, turnover = chance.stream(state.worlds[w].seed, chance.STEPS_BACK, month), state.turnover[w]
    for seat in range(state.partnerships[q].seats_at, state.partnerships[q].seats_end):
        if not sits(state, seat):
            continue
        one, is_teacher = state.seats[seat], state.seats[seat].level == SEAT_TEACHER
        d = one.district
        commitment = state.teachers[one.row].commitment if is_teacher else state.leaders[one.row].commitment
        u = chance.uniform(address, seat - state.worlds[w].seats_at)
        if u >= steps_back(state.districts[d].benefit, commitment, p):
            continue
        other = colleague(state, seat)
        if other < 0:
            continue
        if is_teacher:
            state.teachers[one.row].seat, state.teachers[other].seat = NO_ROW, seat
        else:
            state.leaders[one.row].seat, state.leaders[other].seat = NO_ROW, seat
        one.row = other
        # Both work in the same district, so that the one tells the other as a successor from inside is told.
        renew_seat(state, q, seat, turnover.inherited, turnover)
        log_event(state.log, w, month, log.STEPPED_BACK, d - state.worlds[w].districts_at, one.level, commitment)


@kernel
def renew(state, w, month, q, p):
    """Each July districts stay, leave, join, or come back; returns whether somebody left.

    The log tells what weighed on who leaves: 1 if it would have gained without the fee, 0 if it gained too little.
    """
    seed, d0 = state.worlds[w].seed, state.worlds[w].districts_at
    gone, come = chance.stream(seed, chance.MEMBER_LEAVES, month), chance.stream(seed, chance.MEMBER_JOINS, month)
    worth, others, somebody_left = benefit_of_members(state, q), members_of(state, q), False
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        district, i = state.districts[d], d - d0
        if not history.is_open(district.chance_off, history.RENEWAL):
            continue
        if is_member(state, d):
            if chance.uniform(gone, i) < leaves(district.benefit, district.stance, district.integration, p):
                by_fee = 1 if district.benefit < 0.0 <= district.benefit + fee_of(state, q, d, p) else 0
                leave(state, d)
                log_event(state.log, w, month, log.MEMBER_LEFT, i, by_fee, district.benefit)
                somebody_left = True
        elif others > 0.0 and chance.uniform(come, i) < joins(worth, district.stance, p):
            log_event(state.log, w, month, log.MEMBER_JOINED, i, int(district.was_member), worth)
            join(state, q, d)
    return somebody_left


@kernel
def step(first, last, month, state):
    """One month of membership for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.membership[w]
        for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
            partnership = state.partnerships[q]
            if partnership.stage == NOT_STARTED or partnership.stage == ENDED:
                continue
            for d in range(partnership.districts_at, partnership.districts_end):
                see_district(state, w, q, d, p)
            see_research(state, w, q, p)
            if partnership.stage == ACTIVE:
                people_come_and_go(state, w, month, q, p)
            left = False
            if month % MONTHS_A_YEAR == JULY and partnership.age > 0.0:
                left = renew(state, w, month, q, p)
            partnership.turned_away = NO_CAUSE
            if members_of(state, q) == 0.0:
                partnership.turned_away = MEMBERS_LEFT if left else PRIORITIES_CHANGED

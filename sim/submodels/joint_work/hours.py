"""Hours of joint work: what both sides have and give, and what organising and structures take of them."""

from sim.declarations.parameters import Declarations
from sim.kernel.chairs import sits
from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import MIDDLE, from_floor
from sim.kernel.intentions import intended
from sim.kernel.members import may_work, members_of, seats_held
from sim.state.tables import FROZEN, GRADUATE, SEAT_TEACHER, STAFF

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("joint_work.faculty_hours", default=24, low=10, high=45, minimum=0, maximum=200, unit="hours a month",
        meaning="hours that a faculty member can give", key="joint_work.hours_tenured")
declare("joint_work.post_hours", default=135, low=100, high=155, minimum=0, maximum=250, unit="hours a month",
        meaning="hours of a full post (research staff, coordinator); graduate students have half a post",
        label="hours of a full post", key="joint_work.hours_staff")
declare("joint_work.meeting_hours", default=2, low=1, high=4, minimum=0, maximum=20, unit="hours",
        meaning="hours that one meeting takes from each who attends, and that full facilitation of it takes beforehand",
        label="hours for each meeting")
declare("joint_work.upkeep", default=0.6, low=0.2, high=1.2, minimum=0, maximum=10, unit="hours",
        source="CPG 2013 (devote resources)",
        meaning="hours of organising that each hour asked of a practitioner takes",
        label="organising for each hour asked")
declare("joint_work.agreement_hours", default=2.5, low=1, high=5, minimum=0, maximum=200, unit="hours a month",
        source="MHS 2022 (commitments); CPG 2013 (mutualism); DQC",
        meaning="hours of each side that each of these takes in full: a governing board, written agreements with one"
                " district, a data agreement with one district",
        label="hours for an agreement, each side")
declare("joint_work.product_hours", default=9, low=3, high=22, minimum=0, maximum=500, unit="hours a month",
        source="CPG 2013 (timelines); MHS 2022 (InquiryHub)",
        meaning="research hours that each of these takes in full: interim products, records, practical measures",
        label="research hours for each by-product", key="joint_work.interim_hours")
declare("joint_work.person_hours", default=0.4, low=0.1, high=1, minimum=0, maximum=50, unit="hours a month",
        source="MHS 2022 (structures); CPG 2013 (funders; turnover)",
        meaning="hours of each person that each of these takes in full, averaged over time: onboarding, keeping work"
                " ready to be handed over, and, of researchers, training to work across the boundary",
        label="hours of each for people who change", key="joint_work.onboarding_hours")
declare("joint_work.reflection_share", default=0.2, low=0.1, high=0.3, unit="share",
        source="MHS 2022 (social learning)", meaning="joint hours that full reflective routines take",
        label="joint hours reflection takes")
declare("joint_work.reform_hours", default=0.06, low=0.02, high=0.12, unit="share a reform", source="Hess 1999",
        meaning="practitioners' free hours taken by each other reform", label="free hours each other reform takes")
declare("joint_work.dutiful", default=0.5, low=0.3, high=0.7, unit="share",
        meaning="agreed hours given by somebody without commitment, and work that fully committed research staff go on"
                " doing without pay", label="hours given without commitment")
PARAMETERS = declare.all
# fmt: on


@rule
def hours_of(role, p):
    """Hours a month of a researcher, by role."""
    if role == STAFF:
        return p.post_hours
    return MIDDLE * p.post_hours if role == GRADUATE else p.faculty_hours


@rule
def hours_there(slack, reforms, released, p):
    """Hours a month that one practitioner has for the partnership: what other reforms leave, and released time."""
    return slack * max(0.0, 1.0 - p.reform_hours * reforms) + released


@rule
def overload_of(asked, there):
    """Hours asked beyond those there are, as a share of those there are [0 and up]."""
    if asked <= 0.0:
        return 0.0
    return max(0.0, asked / max(there, 1e-6) - 1.0)


@rule
def upkeep_left(asked, posts, p):
    """Hours a month of keeping the partnership going that partners do on top of their other work.

    Args:
        asked: hours a month asked of all practitioners at the table.
        posts: coordination that is staffed and paid [full-time posts].

    Source: CPG 2013 (devote resources and staffing: where nobody is paid for it, partners find the time, or do not).
    """
    return max(0.0, p.upkeep * asked - p.post_hours * posts)


@kernel
def research_side(state, q, lever, p):
    """Hours that researchers in post have, and give; notes the staff hours there are, with the coordinator's."""
    available, giving = 0.0, 0.0
    for row in range(state.partnerships[q].researchers_at, state.partnerships[q].researchers_end):
        researcher = state.researchers[row]
        if researcher.vacant > 0.0:
            continue
        hours = hours_of(researcher.role, p) * researcher.energy
        if researcher.role == STAFF or researcher.role == GRADUATE:
            # Unpaid staff work on for love, in part.
            hours *= max(state.finances[q].paid_staff, p.dutiful * researcher.commitment)
        available += hours
        giving += hours * from_floor(p.dutiful, researcher.commitment)
    # Whom partners looked for gives half a post, which is what is paid for.
    found = MIDDLE * p.post_hours * state.innovations[q].recruited
    available, giving = available + found, giving + found
    state.efforts[q].staff_hours = giving + p.post_hours * coordinators(state, q, lever)
    return available, giving


@kernel
def coordinators(state, q, lever):
    """Coordination that is staffed and paid [full-time posts]."""
    filled = 1.0 if state.coordinators[q].vacant <= 0.0 else 0.0
    return lever.coordination_fte * state.finances[q].paid_coordination * filled


@rule
def structure_hours(lever, relation, people, districts, p):
    """Hours a month that structures take of one side, as they were intended and as revisions added [hours].

    Args:
        relation: what yearly looks have added to what partners intend.
        people: of that side who are at the table.
        districts: member districts.

    Source: MHS 2022 (structures): they are built and kept by somebody, beside the work.
    """
    rules = intended(lever.structure_agreements, relation.added_rules)
    agreements = lever.structure_board + districts * (rules + lever.structure_data_agreement)
    newcomers = intended(lever.continuity_onboarding, relation.added_welcome)
    newcomers += intended(lever.continuity_handover, relation.added_handover)
    return p.agreement_hours * agreements + p.person_hours * people * newcomers


@kernel
def practice_side(state, q, asked, extra, lever, p):
    """Hours that practitioners at the table have, and give; notes those of each person and district.

    Args:
        asked: hours of work asked of each.
        extra: hours that organising and structures take of each.

    Returns:
        Hours there, hours given, and the sum of overloads over people.
    """
    partnership = state.partnerships[q]
    for d in range(partnership.districts_at, partnership.districts_end):
        state.districts[d].hours_given, state.districts[d].hours_there = 0.0, 0.0
    there, given, over = 0.0, 0.0, 0.0
    for row in range(partnership.seats_at, partnership.seats_end):
        seat = state.seats[row]
        seat.hours = 0.0
        if not sits(state, row):
            continue
        d, k = seat.district, seat.row
        lets = may_work(state, d)
        released = asked * lever.work_released_time * state.finances[q].paid_release if lets else 0.0
        energy = 1.0 if seat.level == SEAT_TEACHER else state.leaders[k].energy
        hours = hours_there(state.context[d].slack_hours * energy, state.districts[d].reforms, released, p)
        commitment = state.teachers[k].commitment if seat.level == SEAT_TEACHER else state.leaders[k].commitment
        # While the work is frozen nobody has to: hours are given out of commitment alone.
        duty = p.dutiful if lets else 0.0
        mine = min(asked + extra, hours) * from_floor(duty, commitment)
        there += hours
        given += mine
        state.districts[d].hours_there += hours
        state.districts[d].hours_given += mine
        over += overload_of(asked + extra, hours)
        seat.hours = mine
    return there, given, over


@kernel
def give_hours(state, q, lever, p):
    """Hours of both sides this month; returns research hours left for work, and practice hours given."""
    effort, partnership = state.efforts[q], state.partnerships[q]
    available, giving = research_side(state, q, lever, p)
    researchers = float(partnership.researchers_end - partnership.researchers_at)
    met = min(giving, p.meeting_hours * lever.contact_meetings * researchers)
    asked = lever.work_demand_hours * effort.asked_share
    people = seats_held(state, q, FROZEN)
    organising = upkeep_left(asked * people, coordinators(state, q, lever), p)
    districts = members_of(state, q)
    relation = state.relations[q]
    kept_up = structure_hours(lever, relation, people, districts, p)
    # Organising that is left to partners falls on both sides alike.
    extra = (MIDDLE * organising + kept_up) / people if people > 0.0 else 0.0
    upkeep = MIDDLE * organising
    records = intended(lever.structure_knowledge_management, relation.added_records)
    products = lever.work_interim_products + lever.work_translation + lever.work_practical_measures
    upkeep += p.product_hours * (products + records)
    protocols = intended(lever.structure_facilitation, relation.added_protocols)
    upkeep += p.meeting_hours * protocols * lever.contact_meetings
    upkeep += p.person_hours * lever.capacity_boundary_spanning * researchers
    upkeep += structure_hours(lever, relation, researchers, districts, p)
    wanted, upkeep = upkeep, min(upkeep, giving - met)
    proposals = min(state.finances[q].proposal_hours, giving - met - upkeep)
    effort.research_hours_available = available
    effort.research_hours = giving
    there, given, over = practice_side(state, q, asked, extra, lever, p)
    effort.practice_hours_available = there
    effort.practice_hours = given
    effort.overload = over / people if people > 0.0 else 0.0
    # Structures come first, and are kept up as far as the scarcer side has hours for them.
    by_research, by_practice = min(1.0, upkeep / max(wanted, 1e-9)), min(1.0, given / max(kept_up, 1e-9))
    effort.kept_up = min(by_research if wanted > 0.0 else 1.0, by_practice if kept_up > 0.0 else 1.0)
    # Organising takes its share of what is left.
    shared = asked + MIDDLE * organising / max(1.0, people)
    work = max(0.0, given - kept_up) * asked / shared if asked > 0.0 else 0.0
    effort.participation = work / (asked * people) if asked * people > 0.0 else 0.0
    # Reflection, and reading what others have found, take their time from the work.
    left = max(0.0, 1.0 - p.reflection_share * lever.structure_reflective_routines - lever.work_existing_research)
    return (giving - met - upkeep - proposals) * left, work * left

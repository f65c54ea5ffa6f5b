"""Joint work: studies, design cycles, PDSA tests and rapid requests advance, and innovations get better.

A cycle teaches what its data, its sites and the people around the table let it teach. Sites grow when a change works.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.chairs import sits
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MIDDLE, from_floor, mean, moved, raised, saturating, whole
from sim.kernel.intentions import intended
from sim.kernel.members import may_work, members_of, open_schools, seats_held
from sim.state.tables import (
    ACTIVE,
    DESIGN,
    DORMANT,
    EMPTY,
    FORMING,
    FROZEN,
    GRADUATE,
    NEGATIVE,
    POSITIVE,
    RAPID,
    SEAT_TEACHER,
    STAFF,
    STUDY,
    UNIT_SLOTS,
    UNTENURED,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("joint_work.hours_tenured", default=18, low=8, high=40, minimum=0, maximum=200, unit="hours a month",
        meaning="hours that tenured faculty can give", label="hours of tenured faculty")
declare("joint_work.hours_untenured", default=30, low=15, high=60, minimum=0, maximum=200, unit="hours a month",
        meaning="hours that untenured faculty can give", label="hours of untenured faculty")
declare("joint_work.hours_staff", default=130, low=90, high=150, minimum=0, maximum=250, unit="hours a month",
        meaning="hours of a full research staff member", label="hours of a research staff member")
declare("joint_work.hours_graduate", default=70, low=40, high=90, minimum=0, maximum=250, unit="hours a month",
        meaning="hours of a graduate student")
declare("joint_work.meeting_hours", default=2, low=1, high=4, minimum=0, maximum=20, unit="hours",
        meaning="hours that one meeting takes from each researcher", label="researcher hours for each meeting")
declare("joint_work.upkeep", default=0.6, low=0.2, high=1.2, minimum=0, maximum=10, unit="hours",
        source="CPG 2013 (devote resources)",
        meaning="hours of organising that each hour asked of a practitioner takes",
        label="organising for each hour asked")
declare("joint_work.upkeep_practice", default=0.5, low=0.2, high=0.8, unit="share",
        source="CPG 2013 (devote resources)",
        meaning="part of the organising left to partners that falls on practitioners",
        label="organising that falls on practice")
declare("joint_work.coordinator_hours", default=140, low=100, high=160, minimum=0, maximum=250, unit="hours a month",
        meaning="hours of a full coordinator")
declare("joint_work.study_hours", default=70, low=30, high=140, minimum=1, maximum=2000, unit="hours a month",
        meaning="research hours that a study needs")
declare("joint_work.cycle_hours", default=60, low=25, high=120, minimum=1, maximum=2000, unit="hours a month",
        meaning="joint hours that design cycles need")
declare("joint_work.rapid_hours", default=30, low=10, high=60, minimum=1, maximum=2000, unit="hours a month",
        source="CPG 2013 (BERC)", meaning="research hours that a request needs")
declare("joint_work.interim_hours", default=12, low=4, high=30, minimum=0, maximum=500, unit="hours a month",
        source="CPG 2013 (timelines)", meaning="research hours that go into interim products",
        label="research hours for interim products")
declare("joint_work.records_hours", default=8, low=2, high=20, minimum=0, maximum=500, unit="hours a month",
        source="MHS 2022 (structures)", meaning="research hours that full knowledge management takes",
        label="research hours for keeping records")
declare("joint_work.measures_hours", default=8, low=2, high=20, minimum=0, maximum=500, unit="hours a month",
        source="MHS 2022 (InquiryHub)", meaning="research hours that practical measures take",
        label="research hours for quick measures")
declare("joint_work.agreement_hours", default=2.5, low=1, high=5, minimum=0, maximum=200, unit="hours a month",
        source="MHS 2022 (commitments)",
        meaning="hours of each side that full written agreements with one district take, to make and keep up to date",
        label="hours for agreements, each side")
declare("joint_work.board_hours", default=4, low=1.5, high=10, minimum=0, maximum=200, unit="hours a month",
        source="CPG 2013 (mutualism)", meaning="hours of each side that a full governing board takes",
        label="hours for a board, each side")
declare("joint_work.data_hours", default=1.5, low=0.5, high=5, minimum=0, maximum=200, unit="hours a month",
        source="DQC", meaning="hours of each side that a full data agreement with one district takes",
        label="hours for data agreements, each side")
declare("joint_work.facilitation_hours", default=2.5, low=1, high=5, minimum=0, maximum=100, unit="hours",
        source="CPG 2013 (mutualism)", meaning="research hours that full facilitation of one meeting takes beforehand",
        label="hours to prepare facilitation")
declare("joint_work.onboarding_hours", default=0.4, low=0.1, high=1, minimum=0, maximum=50, unit="hours a month",
        source="MHS 2022 (structures)",
        meaning="hours that full onboarding takes of those in post, averaged over time, for each person at the table",
        label="hours of onboarding, each person")
declare("joint_work.handover_hours", default=0.3, low=0.1, high=0.8, minimum=0, maximum=50, unit="hours a month",
        source="CPG 2013 (turnover)",
        meaning="hours that it takes each person at the table to keep work ready to be handed over in full",
        label="hours of hand-over, each person")
declare("joint_work.spanning_hours", default=0.5, low=0.2, high=1.5, minimum=0, maximum=50, unit="hours a month",
        source="CPG 2013 (funders)",
        meaning="hours that full training to work across the boundary takes each researcher",
        label="training hours of each researcher")
declare("joint_work.reflection_share", default=0.2, low=0.1, high=0.3, unit="share",
        source="MHS 2022 (social learning)", meaning="joint hours that full reflective routines take",
        label="joint hours reflection takes")
declare("joint_work.reform_hours", default=0.06, low=0.02, high=0.12, unit="share a reform", source="Hess 1999",
        meaning="practitioners' free hours taken by each other reform", label="free hours each other reform takes")
declare("joint_work.cycle_gain", default=0.3, low=0.15, high=0.5, unit="share of the gap", source="CPG 2013 (NICs)",
        meaning="what one long cycle can close of the gap to a perfect innovation",
        label="gap that one long cycle can close")
declare("joint_work.cycle_half", default=4, low=2, high=8, minimum=0.1, maximum=60, unit="months",
        source="CPG 2013 (NICs); CPG 2013 (timelines)",
        meaning="length of work at which half of what length brings is reached (learning, rigour, evidence, progress)",
        label="length for half of what it brings")
declare("joint_work.measures_gain", default=0.6, low=0.2, high=1.2, maximum=5, unit="share",
        source="MHS 2022 (InquiryHub)", meaning="further learning per cycle with practical measures",
        label="learning added by quick measures")
declare("joint_work.dutiful", default=0.5, low=0.3, high=0.7, unit="share",
        meaning="agreed hours given by somebody without commitment", label="hours given without commitment")
declare("joint_work.unpaid_work", default=0.3, low=0.1, high=0.5, unit="share",
        meaning="work that committed research staff go on doing without pay", label="work that goes on without pay")
declare("joint_work.usable_alone", default=0.4, low=0.2, high=0.6, unit="share",
        source="MHS 2022 (missing teachers); CPG 2013 (local relevance and scalability)",
        meaning="pace at which usability improves without teachers' knowledge, and local fit without tailoring",
        label="usability and fit that come alone")
declare("joint_work.fidelity_unattended", default=0.6, low=0.4, high=0.8, unit="share",
        source="CPG 2013 (local relevance and scalability)",
        meaning="sites at which it works without its makers' attention, relative to full attention",
        label="sites that work without attention", key="joint_work.works_unattended")
declare("joint_work.quality_memory", default=0.3, low=0.1, high=0.6, unit="share a month",
        meaning="weight of the month in a unit's quality, and of the last result in how rigorous work is seen",
        label="weight of what came last in quality")
declare("joint_work.learning_apart", default=0.25, low=0.1, high=0.4, unit="share",
        source="MB (demand continuum); CPG 2013 (types)",
        meaning="what practitioners' work apart brings, to the work and to their learning, relative to work together",
        label="worth of an hour's work apart")
declare("joint_work.learning_half", default=0.25, low=0.12, high=0.5, minimum=0.001, unit="share",
        source="MHS 2022 (interaction of components)",
        meaning="social learning at which half of what a cycle can teach is learned",
        label="social learning for half its effect")
declare("joint_work.study_gain", default=0.35, low=0.1, high=0.7, minimum=0, maximum=2, unit="times",
        source="CPG 2013 (alliances)",
        meaning="improvement through a study of policy, relative to a design cycle of that length",
        label="improvement through a policy study")
declare("joint_work.usability_ceiling", default=0.55, low=0.35, high=0.7, unit="share",
        source="MHS 2022 (missing teachers)", meaning="usability that can be reached without teachers' knowledge",
        label="usability reached without teachers")
declare("joint_work.context_half", default=3, low=1.5, high=7, minimum=0.1, maximum=500, unit="schools",
        source="CPG 2013 (NICs); CPG 2013 (LeTUS)", meaning="sites at which half of the variety of contexts is met",
        label="sites for half of the variety")
declare("joint_work.site_hours", default=5, low=2, high=12, minimum=0.1, maximum=500, unit="hours a month",
        source="CPG 2013 (local relevance and scalability)",
        meaning="joint hours a month that give one site half of full attention",
        label="hours for half attention to a site")
declare("joint_work.reliable_at", default=0.45, low=0.3, high=0.6, unit="share", source="CPG 2013 (NICs)",
        meaning="share of sites where it works at which sites are added", label="success at which sites are added")
declare("joint_work.reliable_rate", default=0.5, low=0.2, high=0.9, unit="share a cycle",
        meaning="how fast enactment at sites follows what the innovation allows", label="pace at which sites follow")
declare("joint_work.drift", default=0.03, low=0.01, high=0.08, unit="share a month", source="CPG 2013 (funders)",
        meaning="how fast a plan falls behind what the work has shown", label="pace at which plans fall behind")
declare("joint_work.rigour_base", default=0.25, low=0.1, high=0.4, unit="share", meaning="rigour of the shortest test")
declare("joint_work.progress_decay", default=0.04, low=0.02, high=0.08, unit="share a month",
        meaning="how fast progress is forgotten", label="pace at which progress is forgotten",
        key="joint_work.progress_fade")
declare("joint_work.progress_step", default=0.25, low=0.1, high=0.45, unit="share",
        source="W. T. Grant guidance for funders", meaning="visible progress of a finished work unit that was relevant",
        label="progress seen in a finished study")
declare("joint_work.interim_step", default=0.015, low=0.005, high=0.04, unit="share a month",
        source="CPG 2013 (timelines)", meaning="visible progress of interim products",
        label="progress seen in interim products")
PARAMETERS = declare.all
# fmt: on


@rule
def hours_of(role, p):
    """Hours a month of a researcher, by role."""
    if role == STAFF:
        return p.hours_staff
    if role == GRADUATE:
        return p.hours_graduate
    return p.hours_untenured if role == UNTENURED else p.hours_tenured


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
    return max(0.0, p.upkeep * asked - p.coordinator_hours * posts)


@rule
def taught(length, quality, social_learning, measures, p):
    """Share of the remaining gap that one cycle closes [0-1].

    A longer cycle teaches more, but less per month. Data that are quick and practical help; without social learning a
    cycle changes something without improving it.

    Args:
        length: months.
        quality: hours given relative to those needed [0-1].
        social_learning: as found this month [0-1].
        measures: practical measures [0-1].

    Source: CPG 2013 (NICs); MHS 2022 (interaction of components).
    """
    learning = saturating(social_learning, p.learning_half)
    gain = p.cycle_gain * length / (length + p.cycle_half) * quality * learning
    return min(1.0, gain * (1.0 + p.measures_gain * measures))


@rule
def attention_per_site(hours, sites, p):
    """Attention that a site gets [0-1): joint hours are shared among sites."""
    per_site = hours / max(1.0, sites)
    return saturating(per_site, p.site_hours)


@rule
def robustness_ceiling(sites, tailoring, p):
    """Robustness that testing at so many sites allows [0-1].

    It is the variety of contexts that was met. Deep tailoring lowers it, most where there are few contexts.
    Source: CPG 2013 (local relevance and scalability).
    """
    variety = saturating(sites, p.context_half)
    return variety * (1.0 - tailoring * (1.0 - variety))


@rule
def implementation_fidelity(efficacy, usability, fitting, attention, p):
    """Implementation fidelity [0-1]: sites that enact the innovation as intended, once its makers had time.

    Args:
        fitting: effect left of the innovation as far as it fits the place [0-1], as for teachers.
    """
    enacted = math.sqrt(efficacy * usability * fitting)
    return enacted * from_floor(p.fidelity_unattended, attention)


@rule
def rigour_of(length, by_practitioners, training, p):
    """Rigour of a result [0-1]: time adds to it, as far as trained people collect and analyse.

    Source: CPG 2013 (timelines; NICs; roles).
    """
    untrained = by_practitioners * (1.0 - training)
    return from_floor(p.rigour_base, saturating(length, p.cycle_half) * (1.0 - untrained))


@kernel
def sites_now(state, q):
    """Number of schools in which the partnership works, and of schools there are."""
    sites, all_ = 0.0, 0.0
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
            all_ += 1.0
            if state.schools[s].site > 0.0 and may_work(state, d):
                sites += 1.0
    return sites, all_


@kernel
def open_sites(state, q):
    """Schools of member districts become sites, as many as the reach asks."""
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        if may_work(state, d):
            open_schools(state, d, state.innovations[q].reach)


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
            hours *= max(state.finances[q].paid_staff, p.unpaid_work * researcher.commitment)
        available += hours
        giving += hours * from_floor(p.dutiful, researcher.commitment)
    state.efforts[q].staff_hours = giving + p.coordinator_hours * coordinators(state, q, lever)
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
    hours = p.board_hours * lever.structure_board
    rules = intended(lever.structure_agreements, relation.added_rules)
    each = p.agreement_hours * rules + p.data_hours * lever.structure_data_agreement
    person = p.onboarding_hours * intended(lever.continuity_onboarding, relation.added_welcome)
    person += p.handover_hours * intended(lever.continuity_handover, relation.added_welcome)
    return hours + districts * each + people * person


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
    extra = (p.upkeep_practice * organising + kept_up) / people if people > 0.0 else 0.0
    upkeep = (1.0 - p.upkeep_practice) * organising
    upkeep += p.interim_hours * (lever.work_interim_products + lever.work_translation) + p.records_hours * intended(
        lever.structure_knowledge_management, relation.added_records
    )
    upkeep += p.measures_hours * lever.work_practical_measures
    protocols = intended(lever.structure_facilitation, relation.added_protocols)
    upkeep += p.facilitation_hours * protocols * lever.contact_meetings
    upkeep += p.spanning_hours * lever.capacity_boundary_spanning * researchers
    upkeep += structure_hours(lever, relation, researchers, districts, p)
    wanted, upkeep = upkeep, min(upkeep, giving - met)
    proposals = min(state.finances[q].proposal_hours, giving - met - upkeep)
    effort.research_hours_available = available
    effort.research_hours = giving

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
    effort.practice_hours_available = there
    effort.practice_hours = given
    effort.overload = over / people if people > 0.0 else 0.0
    # Structures come first, and are kept up as far as the scarcer side has hours for them.
    by_research, by_practice = min(1.0, upkeep / max(wanted, 1e-9)), min(1.0, given / max(kept_up, 1e-9))
    effort.kept_up = min(by_research if wanted > 0.0 else 1.0, by_practice if kept_up > 0.0 else 1.0)
    # Organising takes its share of what is left.
    shared = asked + p.upkeep_practice * organising / max(1.0, people)
    work = max(0.0, given - kept_up) * asked / shared if asked > 0.0 else 0.0
    effort.participation = work / (asked * people) if asked * people > 0.0 else 0.0
    # Reflection, and reading what others have found, take their time from the work.
    left = max(0.0, 1.0 - p.reflection_share * lever.structure_reflective_routines - lever.work_existing_research)
    return (giving - met - upkeep - proposals) * left, work * left


@kernel
def finish_cycle(state, q, unit, strength, sites, attention, lever, p):
    """One finished cycle (or study, with less strength) makes the innovation better."""
    innovation = state.innovations[q]
    one, social_learning = state.units[unit], state.relations[q].social_learning
    gain = strength * one.match * taught(one.length, one.quality, social_learning, lever.work_practical_measures, p)
    heard = state.agendas[q].teacher_voice
    usable = p.usability_ceiling + (1.0 - p.usability_ceiling) * heard
    innovation.efficacy = raised(innovation.efficacy, 1.0, gain)
    innovation.usability = raised(innovation.usability, usable, gain * from_floor(p.usable_alone, heard))
    fitted = gain * attention * from_floor(p.usable_alone, lever.scale_tailoring)
    innovation.local_fit = raised(innovation.local_fit, 1.0, fitted)
    innovation.robustness = raised(innovation.robustness, robustness_ceiling(sites, lever.scale_tailoring, p), gain)


@kernel
def check_sites(state, w, month, q, length, sites, all_, attention, lever, p):
    """Looks where the change works, and asks more schools once it works at enough of them."""
    innovation, i = state.innovations[q], q - state.worlds[w].partnerships_at
    fitting = from_floor(state.instruction[w].unfitting, innovation.local_fit)
    allows = implementation_fidelity(innovation.efficacy, innovation.usability, fitting, attention, p)
    share = 1.0 - math.exp(-p.reliable_rate * length / p.cycle_half)
    innovation.fidelity += share * (allows - innovation.fidelity)
    if innovation.fidelity < p.reliable_at:
        return
    if state.efforts[q].reliable_month < 0.0:
        state.efforts[q].reliable_month = float(month)
        log_event(state.log, w, month, log.WORKED_RELIABLY, i, -1, innovation.fidelity)
    if innovation.reach < 1.0 and lever.scale_expansion_factor > 1.0:
        innovation.reach = min(1.0, innovation.reach * lever.scale_expansion_factor)
        open_sites(state, q)


@rule
def quality_of_month(kind, each, shared, rapid_hours, by_practitioners, p):
    """Hours that a work unit of a kind gets this month, relative to those it needs [0-1].

    Args:
        each: research hours for each unit that runs.
        shared: practitioners' hours for each.
        rapid_hours: research hours for requests.
        by_practitioners: share of data that practitioners collect and analyse [0-1].
    """
    if kind == RAPID:
        return min(1.0, rapid_hours / p.rapid_hours)
    if kind == STUDY:
        return min(1.0, (each + by_practitioners * shared) / p.study_hours)
    return min(1.0, (each + shared) / p.cycle_hours)


@rule
def progress_of_unit(relevance, match, quality, length, p):
    """Visible progress of a finished work unit [0-1]: relevant, true to the plan, well done, and not too small."""
    return p.progress_step * relevance * match * quality * length / (length + p.cycle_half)


@kernel
def running_units(state, q):
    """Studies and design cycles that run, at least 1."""
    running = 0.0
    for row in range(q * UNIT_SLOTS, (q + 1) * UNIT_SLOTS):
        kind = state.units[row].kind
        if (kind == STUDY or kind == DESIGN) and state.units[row].release_in < 0.0:
            running += 1.0
    return max(1.0, running)


@kernel
def revise(state, w, month, q, unit, lever, p):
    """Reflective partners may revise a plan that has fallen behind what the work has shown."""
    one, i = state.units[unit], unit - state.worlds[w].partnerships_at * UNIT_SLOTS
    one.match *= 1.0 - p.drift
    chance_now = lever.structure_reflective_routines * (1.0 - state.finances[q].rigidity) * (1.0 - one.match)
    address = chance.stream(state.worlds[w].seed, chance.REVISION, month)
    if one.kind != RAPID and chance.uniform(address, i) < chance_now:
        one.match = 1.0
        state.efforts[q].revisions += 1.0
        log_event(state.log, w, month, log.UNIT_REVISED, q - state.worlds[w].partnerships_at, one.kind, 0.0)


@kernel
def result_of(state, w, month, q, unit, lever, p):
    """What a finished work unit found, how rigorous it is, and when it is released: after the month of its review."""
    one, effort, i = state.units[unit], state.efforts[q], unit - state.worlds[w].partnerships_at * UNIT_SLOTS
    by_practitioners, training = lever.work_practitioner_data_share, lever.capacity_training
    one.rigour = rigour_of(one.length, by_practitioners, training, p)
    effort.rigour = moved(effort.rigour, one.rigour, p.quality_memory)
    # What studies of policy find is as often welcome as not; a test of the innovation is, as far as it works.
    welcome = MIDDLE if one.kind == STUDY else state.innovations[q].efficacy
    u = chance.uniform(chance.stream(state.worlds[w].seed, chance.RESULT, month), i)
    one.result = POSITIVE if u < welcome else NEGATIVE
    lag = chance.uniform(chance.stream(state.worlds[w].seed, chance.RELEASE_LAG, month), i)
    one.release_in = whole(lever.structure_no_surprises, lag) if one.kind == STUDY else 0.0
    progress = progress_of_unit(one.relevance, one.match, one.quality, one.length, p)
    effort.progress = raised(effort.progress, 1.0, progress)
    if one.kind != RAPID and one.length >= log.TOLD_MONTHS:
        i = q - state.worlds[w].partnerships_at
        log_event(state.log, w, month, log.UNIT_FINISHED, i, one.kind, float(one.result))


@kernel
def finish(state, w, month, q, unit, sites, all_, attention, lever, p):
    """A finished work unit: what it changes at the sites, and its result."""
    one, effort = state.units[unit], state.efforts[q]
    # Cycles shorter than a month are repeated within it.
    times = max(1, int(1.0 / one.length)) if one.kind == DESIGN else 1
    strength = 1.0 if one.kind == DESIGN else (p.study_gain if one.kind == STUDY else 0.0)
    for _ in range(times):
        if strength > 0.0:
            finish_cycle(state, q, unit, strength, sites, attention, lever, p)
        effort.studies += 1.0
        if one.kind == DESIGN:
            effort.cycles += 1.0
    if one.kind == DESIGN:
        check_sites(state, w, month, q, max(1.0, one.length), sites, all_, attention, lever, p)
    result_of(state, w, month, q, unit, lever, p)


@kernel
def work(state, w, month, q, hours, practice_hours, lever, p):
    """Work units advance as far as there are hours, and finish."""
    sites, all_ = sites_now(state, q)
    running = running_units(state, q)
    rapid_hours = hours * lever.work_rapid_response_share
    each = (hours - rapid_hours) / running
    # Practitioners who share in data and design add their hours to the work.
    shared = practice_hours * from_floor(p.learning_apart, lever.work_collaboration_middle) / running
    attention = attention_per_site(each + shared, sites, p)
    match_sum, match_n = 0.0, 0.0
    for row in range(q * UNIT_SLOTS, (q + 1) * UNIT_SLOTS):
        one = state.units[row]
        if one.kind == EMPTY or one.release_in >= 0.0:
            continue
        waited = min(1.0, one.wait)
        one.wait -= waited
        if waited >= 1.0:
            continue
        if one.kind != RAPID and sites <= 0.0:
            continue  # every district has frozen its data and its schools
        quality = quality_of_month(one.kind, each, shared, rapid_hours, lever.work_practitioner_data_share, p)
        one.quality = moved(one.quality, quality, p.quality_memory)
        # Studies and quick answers go as far as districts let partners into their data.
        one.left -= quality * (1.0 - waited) * (1.0 if one.kind == DESIGN else state.agendas[q].data_open)
        revise(state, w, month, q, row, lever, p)
        match_sum += one.match
        match_n += 1.0
        if one.left <= 0.0:
            finish(state, w, month, q, row, sites, all_, attention, lever, p)
    if match_n > 0.0:
        state.efforts[q].plan_match = match_sum / match_n


@kernel
def step(first, last, month, state):
    """One month of joint work for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.joint_work[w]
        q0 = state.worlds[w].partnerships_at
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            effort, partnership, relation = state.efforts[q], state.partnerships[q], state.relations[q]
            effort.progress *= 1.0 - p.progress_decay
            if partnership.stage != ACTIVE and partnership.stage != FORMING:
                effort.research_hours = 0.0
                effort.research_hours_available = 0.0
                effort.practice_hours = 0.0
                effort.practice_hours_available = 0.0
                effort.participation = 0.0
                effort.overload = 0.0
                effort.staff_hours = 0.0
                for d in range(partnership.districts_at, partnership.districts_end):
                    state.districts[d].hours_given, state.districts[d].hours_there = 0.0, 0.0
                if partnership.stage == DORMANT:
                    # The work rests, and whoever is still there can look for money.
                    research_side(state, q, state.levers[q], p)
                continue
            lever = state.levers[q]
            hours, practice_hours = give_hours(state, q, lever, p)
            if partnership.stage == ACTIVE:
                work(state, w, month, q, hours, practice_hours, lever, p)
                effort.progress = raised(effort.progress, 1.0, p.interim_step * lever.work_interim_products)
            together = mean(lever.work_collaboration_middle, lever.work_practitioner_data_share)
            depth = relation.social_learning * from_floor(p.learning_apart, together)
            effort.learning_practice += practice_hours * depth
            effort.learning_research += effort.research_hours * relation.social_learning
            for row in range(partnership.researchers_at, partnership.researchers_end):
                researcher = state.researchers[row]
                if researcher.vacant <= 0.0:
                    researcher.hours = hours_of(researcher.role, p)

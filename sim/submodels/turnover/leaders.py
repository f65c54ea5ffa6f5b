"""Leaders leave, are promoted, and are replaced from inside or outside."""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.chairs import ties_of
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import HALF_WIDTH, MIDDLE, MONTHS_A_YEAR, bounded, either_way, moved, varied
from sim.kernel.members import is_under_way
from sim.kernel.newcomers import LEADER, newcomers_character, renew_seat
from sim.kernel.posts import leave_a_year
from sim.state.tables import CENTRAL_OFFICE, COACH, PRINCIPAL, SUPERINTENDENT
from sim.submodels.turnover.departures import departure, poverty_times, season
from sim.submodels.turnover.succession import inherits

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("turnover.summer", default=0.75, low=0.65, high=0.9, unit="share", grade="derived",
        source="Redding & Henry 2018", meaning="departures of leaders and teachers that fall in June to August",
        label="departures in summer", key="turnover.summer_teachers")
declare("turnover.cascade", default=1.6, low=1, high=3, minimum=0, maximum=20, unit="times",
        source="CPG 2013 (turnover)",
        meaning="hazard of offices close to instruction in the year after a superintendent leaves",
        label="risk after a superintendent leaves")
declare("turnover.poverty", default=0.8, low=0.3, high=1.2, minimum=0, maximum=1.9, unit="per unit of poverty",
        grade="derived",
        source="Carver-Thomas & Darling-Hammond 2017; Levin & Bradley 2019; Hanushek, Kain & Rivkin 2004",
        meaning="how steeply turnover of teachers and principals rises with poverty, and the share of vacancies that"
                " teachers of the same district fill falls (0.8 makes schools at 0.75 lose 1.5 times those at 0.25)",
        label="turnover by poverty", key="turnover.teacher_poverty")
declare("turnover.hiring_budget", default=0.85, low=0.7, high=0.95, unit="share", source="CPG 2013 (turnover)",
        meaning="budget below which such posts are not filled again", label="budget at which hiring stops")
declare("turnover.newcomer_commitment", default=0.2, low=0.1, high=0.35, unit="share",
        source="CPG 2013 (turnover); Hess 1999", meaning="commitment of somebody new who was not won over",
        label="commitment of newcomers not won over")
declare("turnover.inside", default=0.48, low=0.25, high=0.7, unit="share", meaning="leaders hired from inside",
        key="turnover.inside_other")
declare("turnover.search", default=3, low=1, high=7, minimum=0, maximum=36, unit="months",
        meaning="months to fill a leader's post from outside, or one of the research side",
        label="months to fill a post", key="turnover.search_superintendent")
PARAMETERS = declare.all
# fmt: on

#: How steeply superintendents' turnover rises with political pressure; assumed, and 0 to 1 make no difference seen.
PRESSED = 0.5


@rule
def superintendent_times(pressure):
    """Superintendent's hazard relative to the mean: pressure raises it. Source: Grissom & Andersen 2012."""
    return 1.0 + PRESSED * (pressure - MIDDLE)


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
        ties = state.partnerships[q].ties_end - state.partnerships[q].ties_at
        here, _ = ties_of(state, q, leader.seat)
        there, last = ties_of(state, q, was.seat)
        for tie in range(there, last):
            one, own = state.ties[here + tie - there], state.ties[tie]
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
        return departure(annual, share, superintendent_times(district.pressure))
    if leader.role == PRINCIPAL:
        return departure(annual, share, poverty_times(state.schools[leader.school].poverty, p.poverty))
    return departure(annual, share, cascade)


@kernel
def replace_leader(state, w, month, q, row, p):
    """A successor for a leader who left, from inside or outside: somebody drawn as at the start, moved toward whoever
    left by what is carried across."""
    seed, i, start = state.worlds[w].seed, row - state.worlds[w].leaders_at, state.initial[w]
    leader, relation, lever = state.leaders[row], state.relations[q], state.levers[q]
    district, context = state.districts[leader.district], state.context[leader.district]
    is_head = leader.role == SUPERINTENDENT
    u = chance.uniform(chance.stream(seed, chance.LEADER_INSIDE, month), i)
    inside = 1.0 if u < p.inside else 0.0
    leader.left = 1.0
    leader.learning = 0.0
    leader.months = 0.0
    leader.vacant = 0.0 if inside > 0.0 and may_hire(leader.role, district.budget, p) else p.search
    trait = chance.uniform(chance.stream(seed, chance.LEADER_TRAIT, month), i)
    newcomer = p.newcomer_commitment + either_way(start.history, trait)
    skill = chance.uniform(chance.stream(seed, chance.LEADER_EXPERTISE, month), i)
    leader.dependability, leader.stays, leader.energy = newcomers_character(lever, seed, month, LEADER, i)
    district.left_leaders += 1.0
    if is_head:
        district.since_superintendent = 0.0
    elif leader.role != PRINCIPAL:
        district.left_office += 1.0
    carry = inherits(
        district.cohesion, district.integration, relation.rules, relation.memory, relation.welcome, inside, p
    ) if is_under_way(state, q) else 0.0  # fmt: skip
    other = promoted(state, row, chance.uniform(chance.stream(seed, chance.PROMOTED, month), i)) if inside > 0.0 else -1
    known = other >= 0 and state.leaders[other].seat >= 0
    if is_under_way(state, q) and leader.seat >= 0 and not known:
        handed = inherits(
            district.cohesion, district.integration, relation.rules, relation.memory, relation.handover, inside, p
        )
        renew_seat(state, q, leader.seat, handed, p)
    leader.priority = bounded(newcomer)
    leader.commitment = moved(leader.priority, district.stance, carry)
    own = bounded(varied(start.instruction, HALF_WIDTH, skill))
    leader.instruction = moved(own, leader.instruction, carry)
    knows = start.context if inside > 0.0 else start.partnering
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

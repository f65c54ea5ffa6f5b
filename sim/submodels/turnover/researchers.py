"""Researchers and coordinators leave, are laid off or denied tenure, and are replaced when there is money."""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import HALF_WIDTH, MIDDLE, MONTHS_A_YEAR, bounded, either_way, moved, varied
from sim.kernel.members import is_under_way
from sim.kernel.newcomers import COORDINATOR, RESEARCHER, newcomers_character, renew_researcher
from sim.kernel.posts import TENURE_MONTHS, researchers_leave_a_year
from sim.state.tables import GRADUATE, STAFF, TENURED, UNTENURED
from sim.submodels.turnover.departures import departure
from sim.submodels.turnover.succession import inherits, transferred_trust

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("turnover.soft_money", default=1.5, low=0.7, high=3, minimum=0, maximum=10, unit="times",
        source="CPG 2013 (funders)",
        meaning="departures of people on grant money that are added when no money is in sight, relative to usual",
        label="departures when money runs short")
PARAMETERS = declare.all
# fmt: on

#: Share denied tenure among those whose work all counts, and further denials where committed partnership work does not
#: count; the second is assumed. 0.05 to 0.25 and 0.1 to 0.6 make no difference seen.
DENIED, NOT_CREDITED = 0.12, 0.3


@rule
def tenure_denied(u, commitment, credit):
    """Whether the tenure decision goes against a researcher; partnership work counts as far as it is credited.

    Source: Kaminski & Geisler 2012; CPG 2013 (incentives); Marrero et al. 2013.
    """
    return u < DENIED + NOT_CREDITED * commitment * (1.0 - credit)


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
    if role == UNTENURED and int(researcher.months) == TENURE_MONTHS:
        u = chance.uniform(chance.stream(seed, chance.TENURE_DECISION, month), i)
        if is_open and tenure_denied(u, researcher.commitment, state.levers[q].team_partnership_credit):
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
    relation = state.relations[q]
    carry = inherits(MIDDLE, 0.0, relation.rules, relation.memory, relation.welcome, 0.0, p)
    researcher.months = 0.0
    researcher.left = 1.0
    researcher.left_role = role
    researcher.learning = 0.0
    if researcher.track == 1:
        researcher.role = UNTENURED
    researcher.vacant = p.search
    trait = chance.uniform(chance.stream(seed, chance.RESEARCHER_TRAIT, month), i)
    newcomer = bounded(p.newcomer_commitment + either_way(start.history, trait))
    researcher.commitment = transferred_trust(newcomer, state.relations[q].commitments, carry)
    researcher.partnering = moved(start.partnering, researcher.partnering, carry)
    brings = newcomers_character(lever, seed, month, RESEARCHER, i)
    researcher.dependability, researcher.stays, researcher.energy = brings
    researcher.context = moved(start.partnering, researcher.context, carry)
    u = chance.uniform(chance.stream(seed, chance.RESEARCHER_EXPERTISE, month), i)
    own = bounded(varied(lever.team_instruction, HALF_WIDTH, u))
    researcher.instruction = moved(own, researcher.instruction, carry)
    handed = inherits(MIDDLE, 0.0, relation.rules, relation.memory, relation.handover, 0.0, p)
    renew_researcher(state, q, row - partnership.researchers_at, handed, p)
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
    leaves = is_open and u < departure(p.staff, 1.0 / MONTHS_A_YEAR, times)
    if lever.coordination_fte <= 0.0 or not (must or leaves):
        return
    relation = state.relations[q]
    carry = inherits(MIDDLE, 0.0, relation.rules, relation.memory, relation.welcome, 0.0, p)
    coordinator.months = 0.0
    coordinator.left = 1.0
    coordinator.vacant = months if months > 0.0 else p.search
    coordinator.partnering = moved(state.initial[w].partnering, coordinator.partnering, carry)
    brings = newcomers_character(lever, state.worlds[w].seed, month, COORDINATOR, i)
    coordinator.dependability, coordinator.stays, _ = brings
    handed = inherits(MIDDLE, 0.0, relation.rules, relation.memory, relation.handover, 0.0, p)
    renew_researcher(state, q, partnership.researchers_end - partnership.researchers_at, handed, p)
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

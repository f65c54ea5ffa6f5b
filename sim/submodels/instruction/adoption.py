"""Districts adopt an innovation, pay for teachers' support of their own, or drop it."""

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import in_spring, mean, moved
from sim.kernel.members import is_member
from sim.state.tables import ACTIVE, CENTRAL_OFFICE, CHAMPIONED, DORMANT, ENDED

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("instruction.adopt", default=2.5, low=1, high=5, minimum=0, maximum=50, unit="times",
        meaning="chance of adoption in a decision month, relative to the product of its conditions",
        label="chance of adoption when all is ready")
declare("instruction.de_adoption", default=0.04, low=0.01, high=0.08, unit="share a month", grade="derived",
        source="Taylor 2006",
        meaning="districts without any will, fit or line of their own that de-adopt an innovation in a month",
        label="de-adoption by districts", key="instruction.drop")
declare("instruction.budget_line_rate", default=0.03, low=0.01, high=0.06, unit="share a month", source="NIRN",
        meaning="how fast a district's own support follows its will", label="pace of a district's own support",
        key="instruction.line_rate")
PARAMETERS = declare.all
# fmt: on


@rule
def adoption_chance(superintendent, central, belief, alignment, p):
    """Chance that a district adopts in a decision month [0-1].

    Leaders must want it, believe that it works, and find it in line with policy.

    Source: CPG 2013 (challenging contexts); MHS 2022 (missing central office).
    """
    return min(1.0, p.adopt * mean(superintendent, central) * max(0.0, belief) * alignment)


@rule
def de_adoption_chance(will, alignment, line, p):
    """Chance that a district drops what it adopted this month [0-1]; what it pays for itself it does not drop.

    Source: Taylor 2006; Coburn 2003 (ownership).
    """
    return p.de_adoption * (1.0 - will) * (1.0 - alignment) * (1.0 - line)


@kernel
def will_of(state, d):
    """What the superintendent and the central office want, as two commitments [0-1]; vacant posts want nothing.

    While the partnership lasts whoever champions it puts the whole weight of the post behind it.
    """
    district = state.districts[d]
    head = state.leaders[district.leaders_at]
    champions = district.mandate == CHAMPIONED and state.partnerships[district.partnership].stage != ENDED
    backing = 1.0 if champions else head.commitment
    central, n = 0.0, 0.0
    for row in range(district.leaders_at, district.leaders_end):
        leader = state.leaders[row]
        if leader.role == CENTRAL_OFFICE:
            central += leader.commitment if leader.vacant <= 0.0 else 0.0
            n += 1.0
    return (backing if head.vacant <= 0.0 else 0.0), (central / n if n > 0.0 else 0.0)


@kernel
def decide_adoption(state, w, month, window, q, q0, d, d0, seed, p):
    """In spring a district may adopt; later it pays for support itself, or drops the innovation."""
    district = state.districts[d]
    superintendent, central = will_of(state, d)
    will = mean(superintendent, central)
    if district.adopted == 0.0:
        stage = state.partnerships[q].stage
        if (stage == ACTIVE or stage == DORMANT) and is_member(state, d) and in_spring(month, window):
            belief = max(state.innovations[q].fidelity, district.evidence * state.relations[q].trust_practice)
            worth = belief * max(0.0, state.innovations[q].belief)
            chance_now = adoption_chance(superintendent, central, worth, district.alignment, p)
            if chance.uniform(chance.stream(seed, chance.ADOPTION, month), d - d0) < chance_now:
                district.adopted = 1.0
                district.adopted_month = float(month)
                district.adopted_from = q
                log_event(state.log, w, month, log.ADOPTED, d - d0, q - q0, will)
    else:
        drops = de_adoption_chance(will, district.alignment, district.budget_line, p)
        if chance.uniform(chance.stream(seed, chance.DISCONTINUE, month), d - d0) < drops:
            district.adopted = 0.0
            district.adopted_month = -1.0
            log_event(state.log, w, month, log.DISCONTINUED, d - d0, q - q0, will)
    wanted = district.adopted * will * district.budget * district.alignment
    before = district.budget_line
    district.budget_line = moved(before, wanted, p.budget_line_rate)
    if before < log.TOLD_QUARTER <= district.budget_line:
        log_event(state.log, w, month, log.LINE_OPENED, d - d0, q - q0, district.budget_line)

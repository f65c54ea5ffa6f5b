"""Step 9, governance: the partnership goes on, goes dormant, revives, reshapes its work, or ends.

Nothing here decides who deserves to last. A partnership ends when for some time one side has no committed people, or
nobody pays, or trust is too low to work together; each is what the other steps have made of it.
"""

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import JANUARY, MONTHS_A_YEAR
from sim.kernel.grants import end_grants
from sim.state.tables import (
    ACTIVE,
    DORMANT,
    EMPTY,
    ENDED,
    FADED,
    FORMING,
    MONEY_RAN_OUT,
    NO_CAUSE,
    NOT_STARTED,
    PRACTICE_LEFT,
    PRIORITIES_CHANGED,
    RESEARCH_LEFT,
    TRUST_LOST,
    UNIT_SLOTS,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("governance.forming_months", default=5, low=2, high=12, minimum=0, maximum=60, prior="integer", unit="months",
        source="W. T. Grant guidance for funders",
        meaning="months of getting to know each other before joint work begins",
        label="months of getting to know each other")
declare("governance.commitment_floor", default=0.29, low=0.2, high=0.36, unit="share", grade="calibrated",
        source="Feinberg et al. 2008", meaning="commitment of a side below which it does not carry the partnership",
        label="least commitment that carries it")
declare("governance.trust_floor", default=0.29, low=0.2, high=0.38, unit="share", grade="calibrated",
        source="Feinberg et al. 2008", meaning="trust of either side below which joint work is not possible",
        label="least trust for joint work")
declare("governance.grace_people", default=6, low=3, high=12, minimum=0, maximum=120, prior="integer", unit="months",
        meaning="months that partners wait for commitment or trust to return", label="months of patience with people")
declare("governance.end_rate", default=0.1, low=0.04, high=0.25, unit="share a month", grade="calibrated",
        source="Feinberg et al. 2008", meaning="partnerships that end in a month once such a time is over",
        label="chance to end after such patience")
declare("governance.dormant_after", default=4, low=2, high=9, minimum=0, maximum=120, prior="integer", unit="months",
        source="CPG 2013 (funders)", meaning="unpaid months after which work rests",
        label="unpaid months until work rests")
declare("governance.grace_money", default=15, low=6, high=30, minimum=0, maximum=240, prior="integer", unit="months",
        grade="calibrated", source="Feinberg et al. 2008; CPG 2013 (Bellevue)",
        meaning="months of dormancy that a partnership can survive", label="months of dormancy survived")
declare("governance.revive_months", default=4, low=2, high=9, minimum=0, maximum=60, unit="months",
        source="CPG 2013 (Bellevue)",
        meaning="months of work that must be paid for before a dormant partnership takes it up again",
        label="paid months needed to start again")
declare("governance.reshape_overload", default=0.4, low=0.2, high=0.8, maximum=10, unit="share",
        source="CPG 2013 (roles)", meaning="overload at which partners ask for less",
        label="overload at which less is asked")
declare("governance.reshape_share", default=0.6, low=0.2, high=1, unit="share a year", source="CPG 2013 (roles)",
        meaning="overloaded partnerships that do so at their yearly review, when they reflect",
        label="overloaded partners who ask for less")
declare("governance.reshape_step", default=0.2, low=0.1, high=0.4, unit="share",
        meaning="hours asked that are dropped then", label="hours asked that are then dropped")
PARAMETERS = declare.all
# fmt: on


@rule
def can_revive(runway, commitment, p):
    """Whether a dormant partnership takes up its work again: it has money for some months, and partners want it."""
    return runway >= p.revive_months and commitment >= p.commitment_floor


@rule
def months_below(count, value, floor):
    """Months in a row for which a value has been below its floor."""
    return count + 1.0 if value < floor else 0.0


@kernel
def end(state, w, month, q, q0, cause):
    """Ends a partnership: what is left of its grants goes back to the funders."""
    state.partnerships[q].stage = ENDED
    state.partnerships[q].cause = cause
    state.partnerships[q].ended_month = float(month)
    end_grants(state, q, -1, -1)
    for unit in range(q * UNIT_SLOTS, (q + 1) * UNIT_SLOTS):
        state.units[unit].kind = EMPTY
        state.units[unit].release_in = -1.0
    log_event(state.log, w, month, log.ENDED_NOW, q - q0, cause, state.partnerships[q].age)


@kernel
def review(state, w, month, q, q0, p, seed):
    """Each January partners look at what they ask of people."""
    if month % MONTHS_A_YEAR != JANUARY or state.efforts[q].overload <= p.reshape_overload:
        return
    chance_now = p.reshape_share * state.levers[q].structure_reflective_routines
    if chance.uniform(chance.stream(seed, chance.GOVERNANCE_REVIEW, month), q - q0) < chance_now:
        state.efforts[q].asked_share *= 1.0 - p.reshape_step
        asked = state.levers[q].work_demand_hours * state.efforts[q].asked_share
        log_event(state.log, w, month, log.RESHAPED, q - q0, -1, asked)


@kernel
def reason_to_end(state, q, p):
    """The reason that has gone furthest beyond its grace, or none: reasons compete, and the first is the cause."""
    partnership = state.partnerships[q]
    cause, longest = NO_CAUSE, 0.0
    if partnership.weak_practice - p.grace_people > longest:
        cause, longest = PRACTICE_LEFT, partnership.weak_practice - p.grace_people
    if partnership.weak_research - p.grace_people > longest:
        cause, longest = RESEARCH_LEFT, partnership.weak_research - p.grace_people
    if partnership.distrust - p.grace_people > longest:
        cause, longest = TRUST_LOST, partnership.distrust - p.grace_people
    if partnership.dormant - p.grace_money > longest:
        faded = state.relations[q].commitment_practice < p.commitment_floor
        cause = FADED if faded else MONEY_RAN_OUT
    return cause


@kernel
def count_months(state, q, p):
    """A partnership grows older; months in a row of weak commitment and of distrust are counted."""
    partnership, relation = state.partnerships[q], state.relations[q]
    partnership.age += 1.0
    partnership.weak_practice = months_below(
        partnership.weak_practice, relation.commitment_practice, p.commitment_floor
    )
    partnership.weak_research = months_below(
        partnership.weak_research, relation.commitment_research, p.commitment_floor
    )
    trust = min(relation.trust_practice, relation.trust_research)
    partnership.distrust = months_below(partnership.distrust, trust, p.trust_floor)


@kernel
def step(first, last, month, state):
    """One month of governance for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p, seed, q0 = state.governance[w], state.worlds[w].seed, state.worlds[w].partnerships_at
        ends = chance.stream(seed, chance.GOVERNANCE_END, month)
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            partnership = state.partnerships[q]
            stage = partnership.stage
            if stage == ENDED or stage == NOT_STARTED:
                continue
            count_months(state, q, p)
            if stage == FORMING and partnership.age >= p.forming_months:
                partnership.stage = ACTIVE
                log_event(state.log, w, month, log.BECAME_ACTIVE, q - q0, -1, state.relations[q].trust)
            if stage == DORMANT:
                partnership.dormant += 1.0
                if can_revive(state.finances[q].runway, state.relations[q].commitment_practice, p):
                    partnership.stage = ACTIVE
                    partnership.unpaid = 0.0
                    log_event(state.log, w, month, log.REVIVED, q - q0, -1, partnership.dormant)
                    partnership.dormant = 0.0
            elif partnership.unpaid > p.dormant_after:
                partnership.stage = DORMANT
                partnership.dormant = 0.0
                state.efforts[q].data_flow = 0.0
                log_event(state.log, w, month, log.WENT_DORMANT, q - q0, -1, partnership.unpaid)
            else:
                review(state, w, month, q, q0, p, seed)
            if partnership.turned_away > 0.0:
                end(state, w, month, q, q0, PRIORITIES_CHANGED)
                continue
            cause = reason_to_end(state, q, p)
            if cause != NO_CAUSE and chance.uniform(ends, q - q0) < p.end_rate:
                end(state, w, month, q, q0, cause)

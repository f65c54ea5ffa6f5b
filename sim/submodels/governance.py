"""Governance: the partnership goes on, rests, revives, hands over, or ends.

Nothing here decides who deserves to last. Reasons to end compete as hazards, each made of what the other steps have
come to: a side that is not committed, trust that is too low, money for no size at all, a problem that is solved. At the
end of its last grant a partnership decides whether to go on, to hand over to the district, or to stop.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MIDDLE, backed, moved
from sim.kernel.grants import end_grants
from sim.kernel.members import is_member, members_of
from sim.state.tables import (
    ACTIVE,
    DORMANT,
    EMPTY,
    ENDED,
    FADED,
    FORMING,
    GO_ON,
    HAND_OVER,
    HANDED_OVER,
    MONEY_RAN_OUT,
    NO_CAUSE,
    NO_LONGER_NEEDED,
    NOT_STARTED,
    PRACTICE_LEFT,
    RESEARCH_LEFT,
    STOP,
    TRUST_LOST,
    UNIT_SLOTS,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("governance.forming_months", default=5, low=2, high=12, minimum=0.1, maximum=60, unit="months",
        source="W. T. Grant guidance for funders",
        meaning="mean time of getting to know each other before joint work, with trust half way",
        label="months of getting to know each other")
declare("governance.end_rate", default=0.01, low=0.005, high=0.02, minimum=0, maximum=0.5, unit="share a month",
        grade="calibrated", source="Feinberg et al. 2008",
        meaning="partnerships that end in a month where commitment or trust is as low as it may be",
        label="ends where little carries it")
declare("governance.steepness", default=24, low=16, high=32, minimum=0, maximum=80, unit="log a unit",
        meaning="how fast that hazard falls as commitment or trust rises", label="how fast that hazard falls")
declare("governance.resolve", default=8, low=4, high=12, minimum=0, maximum=40, unit="log a unit",
        source="MHS 2022 (commitments)", meaning="how fast ends for want of money, or while work rests, get rarer with"
        " commitment", label="how far the committed hold on")
declare("governance.floor", default=0.24, low=0.2, high=0.28, unit="share", grade="calibrated",
        source="Feinberg et al. 2008",
        meaning="commitment of a side, or trust of either, that hardly carries the partnership",
        label="least commitment or trust", key="governance.commitment_floor")
declare("governance.need_floor", default=0.15, low=0.08, high=0.25, unit="share",
        meaning="what is left of a problem when partners hardly need each other for it",
        label="need that hardly holds partners")
declare("governance.starved", default=0.004, low=0.002, high=0.008, unit="share a month",
        source="CPG 2013 (funders; Bellevue)",
        meaning="half committed partnerships that end in a month without any money, and again in which work rests",
        label="ends without any money")
declare("governance.core_size", default=0.35, low=0.2, high=0.5, minimum=0.01, unit="share",
        source="CPG 2013 (funders; Bellevue)",
        meaning="size of the plan below which lack of money begins to end things, and above which work that rests is"
                " taken up again",
        label="size below which money ends it")
declare("governance.rests_below", default=0.08, low=0.04, high=0.15, unit="share", source="CPG 2013 (Bellevue)",
        meaning="size of the plan below which work rests", label="size below which work rests")
declare("governance.hand_over_base", default=-4.1, low=-5.1, high=-3.1, minimum=-12, maximum=12, unit="log odds",
        source="CPG 2013 (Bellevue); W. T. Grant guidance for funders",
        meaning="readiness to hand over to the district at a grant's end, before anything is built in",
        label="readiness to hand over")
declare("governance.hand_over_integration", default=5, low=3, high=8, minimum=0, maximum=20, unit="log odds",
        source="MHS 2022 (commitments)", meaning="what full integration adds to it", label="hand-over by integration")
declare("governance.stop_base", default=-4.1, low=-5.1, high=-3.1, minimum=-12, maximum=12, unit="log odds",
        source="MHS 2022 (serial projects)", meaning="readiness to stop at the end of the last grant",
        label="readiness to stop with a grant")
declare("governance.stop_reasons", default=3.3, low=2, high=5, minimum=0, maximum=12, unit="log odds",
        source="MHS 2022 (commitments); MB (communities of practice)",
        meaning="what full strain adds to it, and what full commitments, and again the greatest benefit of member"
                " districts, take from it", label="reasons to stop with a grant", key="governance.stop_benefit")
declare("governance.problem_solved", default=0.1, low=0.06, high=0.2, minimum=0.01, unit="share",
        source="Kraft, Blazar & Hogan 2018",
        meaning="gain of mean practice in member schools that would solve a problem of usual size: by default as much"
                " as teachers differ, or what two years of coaching bring to each",
        label="gain that solves a problem")
declare("governance.next_problem", default=0.04, low=0.02, high=0.08, unit="share a month",
        source="CPG 2013 (long-term)",
        meaning="fully committed partners with little left to solve who take up another problem in a month",
        label="partners who take up another problem")
PARAMETERS = declare.all
# fmt: on


@rule
def hazard(value, floor, p):
    """Hazard to end in a month where a value is so far above (or below) the least that carries a partnership."""
    return p.end_rate * math.exp(-p.steepness * (value - floor))


@rule
def starving(size, paid, commitment, p):
    """Hazard to end for want of money: it grows as the plan falls below a core, and the committed hold on longer.

    Args:
        size: of the plan that money allows, relative to the first [0-1].
        paid: part of the work that is paid for [0-1]; what people give goes on without money.
        commitment: of the less committed side [0-1].
    """
    short = max(0.0, 1.0 - size / p.core_size)
    return paid * p.starved * short * short * math.exp(-p.resolve * (commitment - MIDDLE))


@rule
def fading(commitment, p):
    """Hazard of a resting partnership to fade away; the committed wait longer."""
    return p.starved * math.exp(-p.resolve * (commitment - MIDDLE))


@rule
def ready(age, trust, p):
    """Chance that partners who still get to know each other begin joint work this month [0-1].

    It grows with the months that they have had, and with trust. Partners half way in it take ``forming_months`` on
    average.

    Args:
        age: months since the start.
        trust: [0-1].
    """
    return min(1.0, math.pi * trust * age / (p.forming_months * p.forming_months))


@rule
def carried(practice, research, decision_rule):
    """Commitment that has to carry the research side [0-1]: where members decide by themselves, it counts for less.

    A community lives as long as it serves its members, with or without an expert.

    Args:
        practice, research: commitment of the two sides [0-1].
        decision_rule: formal weight of practitioners [0-1]; up to consensus the researchers' own counts in full.

    Source: MB (communities of practice).
    """
    return moved(research, max(practice, research), max(0.0, decision_rule / MIDDLE - 1.0))


@rule
def need_left(drawn, gained, p):
    """What is left of a problem [0-1]: use and practice that were gained solve it."""
    return min(1.0, drawn * max(0.0, 1.0 - gained / p.problem_solved))


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
def look_at_need(state, w, month, q, q0, p, seed):
    """What is left of the problem; committed partners with little left take up another."""
    agenda = state.agendas[q]
    if state.partnerships[q].age <= 2.0:  # practice is observed at the end of a month
        agenda.practice_then = state.members[q].practice
    agenda.need = need_left(agenda.problem, state.members[q].practice - agenda.practice_then, p)
    u = chance.uniform(chance.stream(seed, chance.NEXT_PROBLEM, month), q - q0)
    if u < p.next_problem * state.relations[q].commitments * (1.0 - agenda.need / max(agenda.problem, 1e-6)):
        agenda.practice_then = state.members[q].practice
        agenda.need = agenda.problem
        agenda.taken_up = 1.0
        log_event(state.log, w, month, log.NEXT_PROBLEM, q - q0, -1, agenda.need)


@kernel
def reason_to_end(state, w, q, u, p):
    """Reasons compete by their hazards; returns the one that strikes this month, or none.

    Args:
        u: a draw in [0, 1).
    """
    relation, partnership = state.relations[q], state.partnerships[q]
    practice = hazard(relation.commitment_practice, p.floor, p)
    needed = carried(
        relation.commitment_practice, relation.commitment_research, state.levers[q].structure_decision_rule
    )
    # Research organisations go on as their people do, and as far as it serves them.
    wish = backed(needed, state.members[q].benefit_research, state.standing[w].benefit)
    research = hazard(wish, p.floor, p)
    trust = hazard(min(relation.trust_practice, relation.trust_research), p.floor, p)
    need = hazard(state.agendas[q].need, p.need_floor, p)
    willing = min(relation.commitment_practice, wish)
    # Nobody starves who has won money again and has yet to hire.
    finance = state.finances[q]
    money = starving(max(finance.plan_size, finance.afforded), finance.paid_part, willing, p)
    faded = 0.0
    if partnership.stage == DORMANT:
        faded = fading(relation.commitment_practice, p)
    strikes = -math.log(1.0 - u)
    for cause, part in (
        (PRACTICE_LEFT, practice), (RESEARCH_LEFT, research), (TRUST_LOST, trust), (NO_LONGER_NEEDED, need),
        (MONEY_RAN_OUT, money), (FADED, faded),
    ):  # fmt: skip
        if strikes < part:
            return cause
        strikes -= part
    return NO_CAUSE


@kernel
def hand_over(state, q):
    """Member districts go on with what is built in, and pay for that part of it themselves."""
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        district = state.districts[d]
        if is_member(state, d):
            district.budget_line = max(district.budget_line, district.integration)


@rule
def readiness_to_stop(strain, commitments, benefit, p):
    """Readiness to stop at the end of the last grant [log odds against going on], where going on costs all that it did.

    Args:
        strain: conflict that is open [0-1].
        commitments: of the partners [0-1].
        benefit: what member districts get less what they give, mean [-1 to 1].
    """
    return p.stop_base + p.stop_reasons * (strain - (commitments - MIDDLE) - benefit)


@rule
def readiness_to_hand_over(integration, p):
    """Readiness to hand the work over to the district at the end of the last grant [log odds against going on].

    Args:
        integration: how far the work is built into member districts, mean [0-1].

    Source: CPG 2013 (Bellevue); MHS 2022 (commitments).
    """
    return p.hand_over_base + p.hand_over_integration * integration


@kernel
def decide_at_grants_end(state, w, month, q, q0, p, seed):
    """Partners whose last grant has run out go on, hand over to the district, or stop; returns what they decide."""
    relation, partnership = state.relations[q], state.partnerships[q]
    integration, benefit, members = 0.0, 0.0, max(1.0, members_of(state, q))
    for d in range(partnership.districts_at, partnership.districts_end):
        if is_member(state, d):
            integration += state.districts[d].integration / members
            benefit += state.districts[d].benefit / members
    hand = readiness_to_hand_over(integration, p)
    stop = readiness_to_stop(relation.strain, relation.commitments, benefit, p)
    # Whoever can go on by other means has less reason to stop.
    over, stops = math.exp(hand), math.exp(stop) * (1.0 - state.finances[q].afforded)
    u = chance.uniform(chance.stream(seed, chance.GRANTS_END, month), q - q0) * (1.0 + over + stops)
    decision = HAND_OVER if u < over else (STOP if u < over + stops else GO_ON)
    log_event(state.log, w, month, log.DECIDED, q - q0, decision, integration)
    return decision


@kernel
def step(first, last, month, state):
    """One month of governance for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p, seed, q0 = state.governance[w], state.worlds[w].seed, state.worlds[w].partnerships_at
        ends = chance.stream(seed, chance.GOVERNANCE_END, month)
        begins = chance.stream(seed, chance.JOINT_WORK_BEGINS, month)
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            partnership, finance = state.partnerships[q], state.finances[q]
            stage = partnership.stage
            if stage == ENDED or stage == NOT_STARTED:
                continue
            partnership.age += 1.0
            look_at_need(state, w, month, q, q0, p, seed)
            if stage == FORMING and chance.uniform(begins, q - q0) < ready(
                partnership.age, state.relations[q].trust, p
            ):
                partnership.stage = ACTIVE
                log_event(state.log, w, month, log.BECAME_ACTIVE, q - q0, -1, state.relations[q].trust)
            if stage == DORMANT:
                partnership.dormant += 1.0
                if finance.plan_size > p.core_size:
                    partnership.stage = ACTIVE
                    log_event(state.log, w, month, log.REVIVED, q - q0, -1, partnership.dormant)
                    partnership.dormant = 0.0
            elif finance.plan_size < p.rests_below:
                partnership.stage = DORMANT
                partnership.dormant = 0.0
                log_event(state.log, w, month, log.WENT_DORMANT, q - q0, -1, finance.runway)
            cause = partnership.must_end if partnership.must_end != NO_CAUSE else partnership.turned_away
            is_open = history.is_open(partnership.chance_off, history.END)
            if is_open and cause == NO_CAUSE and finance.gap == 1.0 and partnership.age > 1.0:
                decision = decide_at_grants_end(state, w, month, q, q0, p, seed)
                if decision != GO_ON:
                    cause = HANDED_OVER if decision == HAND_OVER else MONEY_RAN_OUT
            if is_open and cause == NO_CAUSE:
                cause = reason_to_end(state, w, q, chance.uniform(ends, q - q0), p)
            if cause == HANDED_OVER:
                hand_over(state, q)
            if cause != NO_CAUSE:
                end(state, w, month, q, q0, cause)

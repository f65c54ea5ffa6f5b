"""Funding: grants pay in, work is paid, proposals go out, funders decide months later.

Three purses are kept apart, because who may spend what is the point: *project* money pays the promised work,
*operating* money the partnership itself, *practice* money is held by districts. Every dollar that comes in is spent or
still in a purse. A partnership that is still to be founded asks for the grant with which it starts.
"""

from sim.kernel import event_log as log
from sim.kernel.compiled import kernel
from sim.kernel.event_log import log_event
from sim.state.tables import ENDED, NOT_STARTED
from sim.submodels.funding import awards, planning, proposals, spending
from sim.submodels.funding.awards import decide
from sim.submodels.funding.founding import prepare
from sim.submodels.funding.proposals import send_proposals
from sim.submodels.funding.spending import keep_account, pay, receive

PARAMETERS = planning.PARAMETERS + spending.PARAMETERS + proposals.PARAMETERS + awards.PARAMETERS


@kernel
def step(first, last, month, state):
    """One month of funding for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.funding[w]
        seed = state.worlds[w].seed
        q0 = state.worlds[w].partnerships_at
        f0, f1 = state.worlds[w].funders_at, state.worlds[w + 1].funders_at
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            finance = state.finances[q]
            finance.income = 0.0
            finance.put_in = 0.0
            finance.external = 0.0
            finance.spent = 0.0
            finance.returned = 0.0
            finance.in_kind = 0.0
            finance.proposal_hours = 0.0
            lever = state.levers[q]
            if state.partnerships[q].stage == NOT_STARTED and state.partnerships[q].is_sought > 0:
                if month >= state.partnerships[q].start:
                    planned = prepare(state, q, lever, p)
                    send_proposals(state, w, month, q, q0, planned, seed, f0, f1, lever, p)
                continue
            if state.partnerships[q].stage == NOT_STARTED or state.partnerships[q].stage == ENDED:
                continue
            before, planned_before = finance.paid_coordination, finance.plan_size
            practice_income = receive(state, q, lever, p)
            planned = pay(state, q, lever, p)
            practice_income += finance.in_kind
            if before > log.TOLD_HALF and finance.paid_coordination < log.TOLD_QUARTER:
                log_event(state.log, w, month, log.COORDINATION_CUT, q - q0, -1, finance.paid_coordination)
            if planned_before >= log.TOLD_HALF > finance.plan_size:
                log_event(state.log, w, month, log.PLAN_CUT, q - q0, -1, finance.plan_size)
            keep_account(state, w, month, q, q0, practice_income, planned, f0, f1, p)
            send_proposals(state, w, month, q, q0, planned, seed, f0, f1, lever, p)
        decide(state, w, month, p)

"""Partners answer open calls when money runs short, and ask for renewals."""

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MONTHS_A_YEAR, saturating
from sim.state.tables import GRANT_SLOTS, PROPOSAL_SLOTS
from sim.submodels.funding.planning import teachers_of

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("funding.ask_margin", default=1.25, low=1, high=2, minimum=0.1, maximum=20, unit="times",
        meaning="money asked for, relative to what the planned work costs", label="money asked for over planned cost")
declare("funding.usual_teachers", default=300, low=150, high=600, minimum=1, maximum=100_000, unit="teachers",
        meaning="teachers of a place for which a funder gives grants of its usual size; larger places get larger ones",
        label="teachers of a usual place")
declare("funding.alarm", default=12, low=6, high=20, minimum=0, maximum=120, unit="months",
        source="W. T. Grant guidance for funders",
        meaning="runway below which partners answer every call, and months before a grant's end at which its renewal is"
                " asked for", label="runway at which money is sought")
declare("funding.propose_elsewhere", default=0.5, low=0.2, high=0.9, unit="share", source="DQC (drivers)",
        meaning="readiness to turn to another kind of funder than the one the partnership grew up with",
        label="readiness to try other funders")
declare("funding.proposal_hours", default=35, low=15, high=80, minimum=0.1, maximum=1000, unit="hours",
        source="CPG 2013 (funders)",
        meaning="research hours that one proposal takes; staff who have as many a month write half of those wanted",
        label="research hours of a proposal")
PARAMETERS = declare.all
# fmt: on


@rule
def asked_for(planned, months, largest, p):
    """Money asked for [dollars]: what the planned work costs with a margin, and no more than the funder gives."""
    return min(largest, p.ask_margin * planned * months)


@rule
def largest_grant(usual, teachers, budget, p):
    """Largest grant that a place can ask for [dollars]: where it is larger than usual in proportion to its teachers, as
    far as a year's budget of the funder goes."""
    return max(usual, min(budget, usual * teachers / p.usual_teachers))


@rule
def calls_answered(staff_hours, p):
    """Share of the calls that partners want to answer for which somebody finds the time [0-1).

    Proposals compete with the work that is already promised; between grants few people are left to write them.

    Args:
        staff_hours: hours a month of researchers in post and of paid coordination.

    Source: CPG 2013 (funders: staff time for the longer-term agenda).
    """
    return saturating(staff_hours, p.proposal_hours)


@rule
def call_is_open(month, first, every):
    """Whether a funder's call is open this month (calls come every so many months from its first)."""
    return (month - int(first) + 1) % int(every) == 0


@kernel
def send_proposals(state, w, month, q, q0, planned, seed, f0, f1, lever, p):
    """Partnerships answer open calls when money runs short, and as their pipeline says; renewals go outside calls."""
    finance = state.finances[q]
    if state.partnerships[q].no_more_money > 0.0:
        return
    short = finance.runway < p.alarm
    calls = 0.0
    for f in range(f0, f1):
        calls += MONTHS_A_YEAR / state.funder_context[f].call_every
    written, teachers = calls_answered(state.efforts[q].staff_hours, p), teachers_of(state, q)
    address = chance.stream(seed, chance.PROPOSE, month)
    for f in range(f0, f1):
        c = state.funder_context[f]
        ends_soon = False
        for grant in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
            if state.grants[grant].funder == f and int(state.grants[grant].left) == int(p.alarm):
                ends_soon = True
        if not ends_soon and not call_is_open(month, c.call_month, c.call_every):
            continue
        slot = -1
        for row in range(q * PROPOSAL_SLOTS, (q + 1) * PROPOSAL_SLOTS):
            if state.proposals[row].funder == f:
                slot = -2  # one proposal at a time to one funder
                break
            if state.proposals[row].funder < 0 and slot < 0:
                slot = row
        if slot < 0:
            continue
        wish = min(1.0, lever.money_pipeline / max(calls, 1.0))
        if short or ends_soon:
            wish = 1.0
        if int(c.kind) != int(lever.money_driver):
            wish *= p.propose_elsewhere
        if chance.uniform(address, (q - q0) * (f1 - f0) + f - f0) < wish * written:
            state.proposals[slot].funder = f
            state.proposals[slot].decide_in = c.review_months
            state.proposals[slot].renewal = 1.0 if ends_soon else 0.0
            state.proposals[slot].amount = asked_for(
                planned, c.months, largest_grant(c.grant, teachers, c.budget, p), p
            )
            finance.proposals_written += 1.0
            finance.proposal_hours += p.proposal_hours
            log_event(state.log, w, month, log.PROPOSED, q - q0, f - f0, state.proposals[slot].renewal)

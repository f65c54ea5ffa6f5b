"""Funders decide: proposals compete with those of others by merit, as far as the year's budget goes."""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import mean
from sim.kernel.grants import add_grant
from sim.state.tables import ENDED, NO_ROW, PROPOSAL_SLOTS

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("funding.letters", default=3, low=1, high=6, minimum=0, maximum=20, unit="log odds",
        source="CPG 2013 (funders)",
        meaning="worth of a fully committed practice side over none, as letters of commitment show it",
        label="worth of letters of commitment")
# Competitors outside the world are like partnerships in it: means and spread of mixed types at the defaults.
declare("funding.rivals", default=0.375, low=0.31, high=0.46, unit="share",
        meaning="what those who compete for a funder's grants have of each merit, of the most there is, mean",
        label="merit of competitors", key="funding.rivals_record")
declare("funding.rivals_spread", default=0.75, low=0.5, high=1.2, minimum=0, maximum=6, unit="log odds",
        meaning="standard deviation of merit among those who compete", label="spread of merit among competitors")
declare("funding.skill", default=1.3, low=0.6, high=2.2, minimum=0, maximum=10, unit="log odds",
        source="CPG 2013 (funders)",
        meaning="worth over none of each: full proposal expertise, a close tie with the programme officer, and strong"
                " structures with a funder that weighs only process", label="worth of skill, tie, and structures")
declare("funding.record", default=4, low=2, high=6, minimum=0, maximum=10, unit="log odds",
        meaning="worth of a full track record over none, to a funder that looks at nothing else",
        label="worth of a full track record")
declare("funding.resubmission", default=0.5, low=0.2, high=1, minimum=0, maximum=5, unit="log odds", grade="derived",
        source="IES (resubmissions do better)", meaning="gain from each of up to two refusals",
        label="gain from each refusal")
declare("funding.renewal", default=1.8, low=0.8, high=3, minimum=0, maximum=10, unit="log odds",
        source="W. T. Grant guidance for funders", meaning="worth of being a grantee with a patient funder",
        label="worth of being a grantee already")
PARAMETERS = declare.all
# fmt: on

#: Of the approximation to the mean of a logistic function over a normal spread: how far a variance flattens it.
LOGISTIC_OVER_NORMAL = math.pi / 8.0
#: Refusals that can still teach something for the next proposal.
LESSONS = 2.0
#: Margin of a proposal that an event has refused; no other fails by so much [log odds].
REFUSED = -1e6


@rule
def bar(share, spread):
    """Log odds of an applicant of mean merit, with which such a share of all applicants is funded.

    Chances of applicants whose merit is spread lie nearer to one half, on average, than that of the mean applicant.
    So the bar is higher than the share itself says: the mean of a logistic function over a normal spread, solved for
    its middle (the usual approximation, which is good to 0.02).

    Args:
        share: of all proposals that are funded [0-1].
        spread: standard deviation of merit [log odds].

    Source: Demidenko 2013 (the approximation).
    """
    odds = max(1e-9, share)
    return math.log(odds / (1.0 - odds)) * math.sqrt(1.0 + LOGISTIC_OVER_NORMAL * spread * spread)


@rule
def merit(expertise, record, structures, letters, tie, lessons, process_weight, record_weight, p):
    """What a funder sees in a proposal [log odds].

    Args:
        expertise: in writing proposals [0-1].
        record: track record [0-1].
        structures: of the partnership [0-1], as far as the funder weighs process.
        letters: commitment of the practice side [0-1].
        tie: relationship with the programme officer [0-1].
        lessons: refusals that taught something [0-`LESSONS`].
        process_weight, record_weight: what the funder looks at [0-1].

    Source: IES FY2014; W. T. Grant 2026; CPG 2013 (funders).
    """
    value = p.skill * (expertise + tie + process_weight * structures) + record_weight * p.record * record
    return value + p.letters * letters + p.resubmission * lessons


@rule
def award_log_odds(
    odds,
    focus,
    expertise,
    record,
    structures,
    letters,
    tie,
    refused,
    renewal,
    process_weight,
    record_weight,
    patience,
    p,
):
    """Log odds that one proposal is funded, in competition with applicants outside the world.

    Merit is counted from that of the competitors, so that a partnership like their mean stands where they do. With a
    patient funder it helps to be a grantee already.

    Args:
        odds: share of all proposals that the funder supports.
        focus: present interest in partnerships [0-1].
        expertise, record, structures, letters, tie: as in `merit` [0-1].
        refused: refusals since the last award.
        renewal: 1 if it asks to renew a grant.
        process_weight, record_weight, patience: of the funder [0-1].

    Source: IES FY2014; W. T. Grant 2026; CPG 2013 (funders).
    """
    own = merit(expertise, record, structures, letters, tie, min(refused, LESSONS), process_weight, record_weight, p)
    r = p.rivals
    theirs = merit(r, r, r, r, r, r * LESSONS, process_weight, record_weight, p)
    return bar(odds * focus, p.rivals_spread) + own - theirs + renewal * patience * p.renewal


@rule
def margin(log_odds, u):
    """Margin by which a proposal clears the bar [log odds]: it is funded above 0; the larger, the sooner."""
    return log_odds - math.log(max(u, 1e-12) / max(1.0 - u, 1e-12))


@kernel
def rate_proposal(state, w, month, s, p):
    """A funder rates a proposal of which the decision is due."""
    proposal, q = state.proposals[s], s // PROPOSAL_SLOTS
    f, f0, f1 = proposal.funder, state.worlds[w].funders_at, state.worlds[w + 1].funders_at
    c, tie = state.funder_context[f], state.funder_ties[state.partnerships[q].funder_ties_at + f - f0]
    log_odds = award_log_odds(
        c.odds,
        state.funders[f].focus,
        state.levers[q].money_proposal_expertise,
        state.findings[q].reputation,
        state.relations[q].structures,
        state.relations[q].commitment_practice,
        tie.relationship,
        tie.refused,
        proposal.renewal,
        c.process_weight,
        c.track_record_weight,
        c.patience,
        p,
    )
    address = chance.stream(state.worlds[w].seed, chance.AWARD, month)
    row = (q - state.worlds[w].partnerships_at) * (f1 - f0) + f - f0
    proposal.quality = margin(log_odds, chance.uniform(address, row))


@kernel
def best_due(state, w, f):
    """Row of the best proposal that a funder is to decide on; -1 if there is none."""
    best = -1
    first, last = state.worlds[w].partnerships_at * PROPOSAL_SLOTS, state.worlds[w + 1].partnerships_at * PROPOSAL_SLOTS
    for row in range(first, last):
        proposal = state.proposals[row]
        if proposal.funder == f and proposal.decide_in <= 0.0:
            if best < 0 or proposal.quality > state.proposals[best].quality:
                best = row
    return best


@kernel
def decide_on(state, w, month, f, row):
    """A funder makes a proposal a grant if it clears the bar and there is money left this year, or refuses it."""
    proposal, funder, c, q = state.proposals[row], state.funders[f], state.funder_context[f], row // PROPOSAL_SLOTS
    i, number = q - state.worlds[w].partnerships_at, f - state.worlds[w].funders_at
    tie, lever = state.funder_ties[state.partnerships[q].funder_ties_at + number], state.levers[q]
    proposal.funder = NO_ROW
    if proposal.quality <= 0.0 or funder.budget_left < proposal.amount:
        tie.refused += 1.0
        log_event(state.log, w, month, log.REFUSED, i, number, 0.0)
        return
    funder.budget_left -= proposal.amount
    funder.year_awarded += proposal.amount
    tie.refused = 0.0
    if state.partnerships[q].is_sought > 0:
        state.partnerships[q].is_sought = 0  # the grant with which it starts is none that it has won beside
    else:
        state.finances[q].awards += 1.0
    operating, practice = mean(c.operating, lever.money_operating_share), mean(c.practice, lever.money_practice_share)
    add_grant(state, q, f, proposal.amount, c.months, operating, practice, 1.0 - c.process_weight)
    log_event(state.log, w, month, log.AWARDED, i, number, proposal.amount)


@kernel
def decide(state, w, month, p):
    """Each funder takes the proposals that are due, the best first, as far as its budget for the year goes."""
    first, last = state.worlds[w].partnerships_at * PROPOSAL_SLOTS, state.worlds[w + 1].partnerships_at * PROPOSAL_SLOTS
    for s in range(first, last):
        proposal, partnership = state.proposals[s], state.partnerships[s // PROPOSAL_SLOTS]
        if proposal.funder < 0:
            continue
        if partnership.stage == ENDED or partnership.no_more_money > 0.0:
            proposal.funder = NO_ROW
            continue
        proposal.decide_in -= 1.0
        if proposal.decide_in <= 0.0:
            finance = state.finances[s // PROPOSAL_SLOTS]
            if finance.must_refuse > 0.0:
                finance.must_refuse -= 1.0
                proposal.quality = REFUSED
            elif history.is_open(partnership.chance_off, history.AWARD):
                rate_proposal(state, w, month, s, p)
            else:
                proposal.funder = NO_ROW  # which grants there were is known
    for f in range(state.worlds[w].funders_at, state.worlds[w + 1].funders_at):
        row = best_due(state, w, f)
        while row >= 0:
            decide_on(state, w, month, f, row)
            row = best_due(state, w, f)

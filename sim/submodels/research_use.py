"""Research use: results come out, leaders use what reaches them in time from people they trust."""

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MIDDLE, MONTHS_A_YEAR, bounded, either, from_floor, mean, moved, saturating
from sim.kernel.members import is_member, members_of
from sim.state.tables import (
    ACTIVE,
    CENTRAL_OFFICE,
    EMPTY,
    ENDED,
    FORMING,
    NEGATIVE,
    NOT_STARTED,
    RAPID,
    STUDY,
    UNIT_SLOTS,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("research_use.evidence_decay", default=0.1, low=0.05, high=0.2, unit="share a month",
        source="CPG 2013 (timelines)", meaning="how fast findings come too late for the decisions at hand",
        label="pace at which findings come too late", key="research_use.evidence_fade")
declare("research_use.evidence_study", default=0.8, low=0.4, high=1, unit="share",
        meaning="evidence that a relevant, rigorous study brings", label="evidence that a good study brings")
declare("research_use.evidence_cycle", default=0.25, low=0.1, high=0.5, unit="share",
        meaning="evidence that a long design cycle brings", label="evidence a long design cycle brings")
declare("research_use.evidence_rapid", default=0.3, low=0.1, high=0.6, unit="share", source="CPG 2013 (BERC)",
        meaning="evidence that a quick answer brings")
declare("research_use.evidence_interim", default=0.05, low=0.02, high=0.1, unit="share a month",
        source="CPG 2013 (timelines)", meaning="evidence that interim products bring",
        label="evidence from interim products")
declare("research_use.without_trust", default=0.25, low=0.1, high=0.5, unit="share", source="Penuel et al. 2016",
        meaning="use of findings from people who are not trusted, relative to trusted ones",
        label="use of findings without trust")
declare("research_use.intermediary_helps", default=0.5, low=0.2, high=0.8, unit="share", source="CPG 2013 (Boston)",
        meaning="lack of capacity that an intermediary makes up for", label="capacity an intermediary makes up")
declare("research_use.capacity_gain", default=0.02, low=0.005, high=0.04, unit="share a month",
        source="CPG 2013 (independence and joint work); CPG 2013 (funders)",
        meaning="growth of leaders' capacity through interpreting findings together, or through training, at best",
        label="capacity from use and training")
declare("research_use.capacity_loss", default=0.02, low=0.008, high=0.04, unit="share a month",
        source="CPG 2013 (turnover)", meaning="return of capacity to what the district has without the partnership",
        label="return of capacity to the usual")
declare("research_use.surprise", default=0.55, low=0.3, high=0.8, unit="share", source="CPG 2013 (trust)",
        meaning="severity of an unwelcome finding that comes as a surprise, under full pressure",
        label="harm of a surprise under pressure")
declare("research_use.goodwill_gain", default=0.12, low=0.05, high=0.25, unit="share", source="CPG 2013 (BERC)",
        meaning="goodwill won by a timely answer")
declare("research_use.goodwill_decay", default=0.08, low=0.03, high=0.15, unit="share a month",
        meaning="how fast goodwill is forgotten", label="pace at which goodwill is forgotten",
        key="research_use.goodwill_fade")
declare("research_use.credibility_base", default=0.3, low=0.15, high=0.45, unit="share",
        source="CPG 2013 (independence and joint work); CPG 2013 (alliances)",
        meaning="credibility with outsiders of work without independence and rigour",
        label="credibility without independence")
declare("research_use.reputation_rate", default=0.03, low=0.01, high=0.06, unit="share a month",
        meaning="how fast credibility and a track record follow work", label="pace of credibility and record")
declare("research_use.by_product", default=0.5, low=0.3, high=0.8, unit="share", source="CPG 2013 (aims)",
        meaning="what work brings to an aim (the field, policy, local capacity) that is not its own",
        label="what work brings beside its aim", key="research_use.policy_aside")
declare("research_use.use_half", default=0.2, low=0.1, high=0.4, minimum=0.01, unit="share",
        meaning="share of decisions informed at which half of the track record for use is reached",
        label="use for half of the track record")
PARAMETERS = declare.all
# fmt: on

#: Aims of the work: knowledge for the field, policy, local capacity.
AIMS = 3.0
#: Signs of a track record, of equal weight: what is published, used, and seen, and whether outsiders believe it.
SIGNS = 4.0


@rule
def evidence_lost(urgency, p):
    """Share of findings that come too late this month [0-1]; leaders in a hurry wait for nobody.

    The declared fading is that for leaders of middling urgency.

    Source: CPG 2013 (timelines).
    """
    return min(1.0, p.evidence_decay * 2.0 * urgency)


@rule
def informed_share(evidence, trust, capacity, credibility, pressure, intermediary, p):
    """Share of decisions that findings inform [0-1].

    All decisions count alike, whenever they fall. Findings must be at hand, come from people who are trusted, be
    credible to those who watch, and meet somebody able to interpret them; an intermediary makes up for part of missing
    capacity. Under full pressure credibility outside counts as much as trust, and where nobody watches not at all.

    Source: Penuel et al. 2016, 2017; CPG 2013 (timelines; Boston).
    """
    able = 1.0 - (1.0 - capacity) * (1.0 - p.intermediary_helps * intermediary)
    believed = from_floor(p.without_trust, moved(trust, credibility, MIDDLE * pressure))
    return evidence * able * believed


@rule
def share_of_aim(one, second, third):
    """Share of one aim among three, from their weights; a third each if all are zero."""
    total = one + second + third
    return one / total if total > 0.0 else 1.0 / AIMS


@rule
def severity_of_result(pressure, no_surprises, approval, p):
    """Severity for the district's leaders of an unwelcome finding [0-1].

    It is half of what it can be where nobody watches. What they have seen first, to know of it or to consent, is no
    surprise to them.

    Source: CPG 2013 (no surprises; Gardner Center).
    """
    return p.surprise * from_floor(MIDDLE, pressure) * (1.0 - either(no_surprises, approval))


@rule
def credibility_target(independence, rigour, approval, p):
    """Credibility with outsiders toward which a partnership drifts [0-1].

    Independence and rigour count alike; who needs partners' consent is not independent as far as that goes.

    Source: CPG 2013 (independence and joint work; alliances; Gardner Center).
    """
    return from_floor(p.credibility_base, mean(independence * (1.0 - approval), rigour))


@kernel
def release(state, w, month, q, q0, pressure, lever, p, seed):
    """Finished results come out; returns evidence that reaches the districts [0-1] and answers given in time."""
    keep_back = chance.stream(seed, chance.WITHHELD, month)
    evidence, timely = 0.0, 0.0
    aims_field = share_of_aim(lever.work_field_weight, lever.work_policy_weight, lever.work_local_capacity_weight)
    aims_policy = share_of_aim(lever.work_policy_weight, lever.work_field_weight, lever.work_local_capacity_weight)
    for k in range(UNIT_SLOTS):
        row = q * UNIT_SLOTS + k
        unit = state.units[row]
        kind = unit.kind
        if kind == EMPTY or unit.release_in < 0.0:
            continue
        if unit.release_in > 0.0:
            unit.release_in -= 1.0
            continue
        relevance, quality, length = unit.relevance, unit.quality, unit.length
        withheld = False
        if unit.result == NEGATIVE and kind == STUDY:
            # Whoever has a veto keeps back what is unwelcome as far as the public watches.
            if chance.uniform(keep_back, (q - q0) * UNIT_SLOTS + k) < lever.structure_partner_approval * pressure:
                withheld = True
                state.findings[q].withheld += 1.0
                log_event(state.log, w, month, log.RESULT_WITHHELD, q - q0, kind, 0.0)
            else:
                early, approval = lever.structure_no_surprises, lever.structure_partner_approval
                severity = severity_of_result(pressure, early, approval, p)
                state.relations[q].bad_news = max(state.relations[q].bad_news, severity)
                told = log.SHARED_EARLY if early >= MIDDLE else log.RESULT_RELEASED
                log_event(state.log, w, month, told, q - q0, kind, -severity)
        elif kind == STUDY:
            log_event(state.log, w, month, log.RESULT_RELEASED, q - q0, kind, relevance)
        if kind == RAPID:
            evidence += p.evidence_rapid * relevance * quality
            timely += relevance * quality
        elif kind == STUDY:
            evidence += p.evidence_study * relevance * quality * unit.rigour
        else:
            evidence += p.evidence_cycle * relevance * quality * saturating(length, state.joint_work[w].cycle_half)
        if not withheld and kind != RAPID:
            # Knowledge for the field counts in year-long rigorous studies; a test of two weeks adds little.
            worth = from_floor(p.by_product, aims_field) * quality * length / MONTHS_A_YEAR
            # Rigour counts twice: for whether work is published, and for the weight that it then has.
            state.findings[q].knowledge += worth * unit.rigour * unit.rigour
        unit.kind = EMPTY
        unit.release_in = -1.0
    evidence += p.evidence_interim * lever.work_interim_products * state.agendas[q].relevance
    return evidence * from_floor(p.by_product, aims_policy), timely


@kernel
def use(state, q, evidence, timely, lever, p):
    """Leaders of member districts decide, with or without findings; capacity grows where they interpret together."""
    partnership, findings, relation = state.partnerships[q], state.findings[q], state.relations[q]
    informed, members = 0.0, 0.0
    stage = partnership.stage
    working = 1.0 if stage == ACTIVE or stage == FORMING else 0.0
    close = 0.0 if stage == ENDED else lever.work_collaboration_end * (1.0 - lever.structure_independence)
    aims_capacity = share_of_aim(lever.work_local_capacity_weight, lever.work_field_weight, lever.work_policy_weight)
    for d in range(partnership.districts_at, partnership.districts_end):
        district, c = state.districts[d], state.context[d]
        able, urgent, heads = 0.0, 0.0, 0.0
        for row in range(district.leaders_at, district.leaders_end):
            leader = state.leaders[row]
            if leader.role <= CENTRAL_OFFICE and leader.vacant <= 0.0:
                able += leader.capacity
                urgent += leader.urgency
                heads += 1.0
        able = mean(district.capacity, able / heads if heads > 0.0 else 0.0)
        urgent = urgent / heads if heads > 0.0 else MIDDLE
        comes = evidence if is_member(state, d) else 0.0
        district.evidence = min(1.0, district.evidence * (1.0 - evidence_lost(urgent, p)) + comes)
        share = informed_share(
            district.evidence,
            relation.trust_practice,
            able,
            findings.credibility,
            district.pressure,
            lever.scale_intermediary,
            p,
        )
        district.informed = share
        if is_member(state, d):
            informed += share
            members += 1.0
        gain = p.capacity_gain * (close * relation.contact + lever.capacity_training * working)
        gain = bounded(gain * from_floor(p.by_product, aims_capacity)) if is_member(state, d) else 0.0
        district.capacity += gain * (1.0 - district.capacity)
        for row in range(district.leaders_at, district.leaders_end):
            leader = state.leaders[row]
            if leader.seat >= 0 and leader.vacant <= 0.0:
                leader.capacity += gain * (1.0 - leader.capacity)
        district.capacity -= p.capacity_loss * (district.capacity - c.absorptive_capacity)
    share = informed / members if members > 0.0 else 0.0
    findings.goodwill *= 1.0 - p.goodwill_decay
    findings.goodwill += p.goodwill_gain * min(1.0, timely + share) * (1.0 - findings.goodwill)
    return share


@kernel
def step(first, last, month, state):
    """One month of research use for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.research_use[w]
        q0 = state.worlds[w].partnerships_at
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            partnership, findings = state.partnerships[q], state.findings[q]
            stage = partnership.stage
            if stage == NOT_STARTED:
                continue
            lever = state.levers[q]
            evidence, timely, pressure = 0.0, 0.0, 0.0
            if stage == ACTIVE or stage == FORMING:
                members = max(1.0, members_of(state, q))
                for d in range(partnership.districts_at, partnership.districts_end):
                    if is_member(state, d):
                        pressure += state.districts[d].pressure / members
                evidence, timely = release(state, w, month, q, q0, pressure, lever, p, state.worlds[w].seed)
            before = findings.knowledge
            share = use(state, q, evidence, timely, lever, p)
            if stage != ENDED:
                target = credibility_target(
                    lever.structure_independence, state.efforts[q].rigour, lever.structure_partner_approval, p
                )
                findings.credibility += p.reputation_rate * (target - findings.credibility)
                # Funders and peers look at what was published (they ask no more than a rigorous study a year), used
                # and seen, and whether outsiders believe it.
                years = max(1.0, partnership.age / MONTHS_A_YEAR)
                published = bounded(before / years)
                used = saturating(share, p.use_half)
                seen = (published + used + state.efforts[q].progress + findings.credibility) / SIGNS
                findings.reputation += p.reputation_rate * (seen - findings.reputation)

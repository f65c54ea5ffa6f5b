"""Research use: results come out, others' findings are brought in, leaders use what reaches them in time.

Findings inform a decision as far as they are at hand, in usable forms, understood, and believed. Leaders who got them
in time ask for more, and capacity grows; where they come late the asking ends.
"""

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MIDDLE, MONTHS_A_YEAR, bounded, either, from_floor, mean, moved, raised, saturating
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
declare("research_use.evidence_decay", default=0.07, low=0.04, high=0.15, unit="share a month",
        source="CPG 2013 (timelines)", meaning="how fast findings come too late for the decisions at hand",
        label="pace at which findings come too late", key="research_use.evidence_fade")
declare("research_use.evidence_study", default=0.8, low=0.4, high=1, unit="share",
        meaning="evidence that a relevant, rigorous study brings", label="evidence that a good study brings")
declare("research_use.evidence_small", default=0.3, low=0.1, high=0.6, unit="share",
        source="CPG 2013 (BERC); CPG 2013 (NICs)",
        meaning="evidence that a quick answer brings, and a long design cycle",
        label="evidence from a quick answer", key="research_use.evidence_rapid")
declare("research_use.evidence_interim", default=0.05, low=0.02, high=0.1, unit="share a month",
        source="CPG 2013 (timelines)", meaning="evidence that interim products bring",
        label="evidence from interim products")
declare("research_use.existing", default=0.5, low=0.2, high=0.9, unit="share a month",
        source="MB (study councils); MB (communities of practice)",
        meaning="evidence that partners who meet often would bring in from what others have found, if they did nothing"
                " else", label="evidence from existing research")
declare("research_use.without_trust", default=0.25, low=0.1, high=0.5, unit="share", source="Penuel et al. 2016",
        meaning="use of findings from people who are not trusted, relative to trusted ones",
        label="use of findings without trust")
declare("research_use.untranslated", default=0.6, low=0.3, high=0.8, unit="share", source="CPG 2013 (Boston); MB",
        meaning="use of findings that nobody puts into usable forms, relative to such as are translated in full",
        label="use of what is not translated")
declare("research_use.unasked", default=0.7, low=0.4, high=0.9, unit="share", source="Penuel et al. 2016",
        meaning="use of findings by leaders who do not ask for any, relative to such as ask for all",
        label="use of findings not asked for")
declare("research_use.asking", default=0.15, low=0.06, high=0.3, unit="share",
        source="CPG 2013 (BERC); CPG 2013 (timelines)",
        meaning="way to asking for all findings, or for none, that leaders make with one decision that these informed,"
                " or did not; and with one quick answer",
        label="asking changed by one decision")
declare("research_use.capacity_rate", default=0.025, low=0.01, high=0.05, unit="share a month",
        source="CPG 2013 (independence and joint work); CPG 2013 (funders)",
        meaning="how fast capacity follows interpreting together, or training, and returns to what the district has"
                " without them",
        label="pace of capacity to use research")
declare("research_use.credibility_base", default=0.3, low=0.15, high=0.45, unit="share",
        source="CPG 2013 (independence and joint work); CPG 2013 (alliances)",
        meaning="credibility with outsiders of work without independence and rigour, and with those who decide what is"
                " published of work without rigour",
        label="credibility without independence")
declare("research_use.reputation_rate", default=0.03, low=0.01, high=0.06, unit="share a month",
        meaning="how fast credibility and a track record follow work", label="pace of credibility and record")
declare("research_use.by_product", default=0.5, low=0.3, high=0.8, unit="share", source="CPG 2013 (aims)",
        meaning="what work brings to an aim (the field, policy, local capacity) that is not its own",
        label="what work brings beside its aim", key="research_use.policy_aside")
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
def informed_share(evidence, trust, capacity, credibility, pressure, usable, asking, p):
    """Chance that findings inform a decision [0-1].

    They must be at hand, asked for, in forms that can be used, come from people who are trusted, be credible to those
    who watch, and meet somebody able to interpret them: where nobody is, they add nothing. Under full pressure
    credibility outside counts as much as trust, and where nobody watches not at all.

    Args:
        evidence: relevant findings at hand [0-1].
        trust: in who found or brought them [0-1].
        capacity: to interpret them [0-1].
        credibility: of the partners with outsiders [0-1].
        pressure: political pressure [0-1].
        usable: how far somebody puts findings into usable forms [0-1].
        asking: how far leaders ask for findings [0-1].

    Source: Penuel et al. 2016; CPG 2013 (timelines; Boston).
    """
    believed = from_floor(p.without_trust, moved(trust, credibility, MIDDLE * pressure))
    reaches = from_floor(p.untranslated, usable) * from_floor(p.unasked, asking)
    return evidence * reaches * capacity * believed


@rule
def sound(evidence, validity, comes, its_validity):
    """How far findings at hand tell the better option [0-1], once others have come in: the mean of both."""
    total = evidence + comes
    return (evidence * validity + comes * its_validity) / total if total > 0.0 else 0.0


@rule
def capacity_next(capacity, usual, interpreting, training, p):
    """Capacity to use research after a month [0-1]; who can interpret learns from interpreting, training helps all.

    Args:
        capacity: now [0-1].
        usual: what it is without a partnership [0-1].
        interpreting: results together with researchers [0-1].
        training: [0-1].

    Source: CPG 2013 (independence and joint work; funders; turnover).
    """
    learned = min(1.0, interpreting * capacity + training)
    return bounded(capacity + p.capacity_rate * (learned * (1.0 - capacity) - (capacity - usual)))


@rule
def share_of_aim(one, second, third):
    """Share of one aim among three, from their weights; a third each if all are zero."""
    total = one + second + third
    return one / total if total > 0.0 else 1.0 / AIMS


#: Severity of an unwelcome finding that comes as a surprise, under full pressure; assumed, and 0.3 to 0.8 make no
#: difference seen.
SURPRISE = 0.55


@rule
def severity_of_result(pressure, no_surprises, approval):
    """Severity for the district's leaders of an unwelcome finding [0-1].

    What they have seen first, to know of it or to consent, is no surprise to them, and yet unwelcome where the public
    watches; where nobody does, a surprise is still one.

    Source: CPG 2013 (no surprises; Gardner Center).
    """
    return SURPRISE * mean(pressure, 1.0 - either(no_surprises, approval))


@rule
def credibility_target(independence, rigour, approval, p):
    """Credibility with outsiders toward which a partnership drifts [0-1].

    Independence and rigour count alike; who needs partners' consent is not independent as far as that goes.

    Source: CPG 2013 (independence and joint work; alliances; Gardner Center).
    """
    return from_floor(p.credibility_base, mean(independence * (1.0 - approval), rigour))


@kernel
def release(state, w, month, q, q0, pressure, lever, p, seed):
    """Finished results come out, and what others have found is brought in; returns evidence that reaches the districts
    [0-1], how far it tells the better option [0-1], and answers given in time."""
    keep_back = chance.stream(seed, chance.WITHHELD, month)
    evidence, validity, timely = 0.0, 0.0, 0.0
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
                severity = severity_of_result(pressure, early, approval)
                state.relations[q].bad_news = max(state.relations[q].bad_news, severity)
                told = log.SHARED_EARLY if early >= MIDDLE else log.RESULT_RELEASED
                log_event(state.log, w, month, told, q - q0, kind, -severity)
        elif kind == STUDY:
            log_event(state.log, w, month, log.RESULT_RELEASED, q - q0, kind, relevance)
        comes = p.evidence_small * relevance * quality
        if kind == RAPID:
            timely += relevance * quality
        elif kind == STUDY:
            comes = p.evidence_study * relevance * quality
        else:
            comes *= saturating(length, state.joint_work[w].cycle_half)
        validity = sound(evidence, validity, comes, unit.rigour)
        evidence += comes
        if not withheld and kind != RAPID:
            # Knowledge for the field counts in year-long rigorous studies; a test of two weeks adds little.
            worth = from_floor(p.by_product, aims_field) * quality * length / MONTHS_A_YEAR
            # Rigour counts twice: for whether others find work credible and publish it, and for the weight it then has.
            state.findings[q].knowledge += worth * from_floor(p.credibility_base, unit.rigour) * unit.rigour
        unit.kind = EMPTY
        unit.release_in = -1.0
    relevance = state.agendas[q].relevance
    comes = p.evidence_interim * lever.work_interim_products * relevance
    validity = sound(evidence, validity, comes, state.efforts[q].rigour)
    evidence = (evidence + comes) * from_floor(p.by_product, aims_policy)
    # What others have found is as good here as those are who choose it and read it together.
    comes = p.existing * lever.work_existing_research * relevance * state.relations[q].contact
    validity = sound(evidence, validity, comes, state.relations[q].expertise)
    return evidence + comes, validity, timely


@kernel
def leaders_at_top(state, d):
    """Capacity and urgency of the superintendent and the central office, means over those in post."""
    able, urgent, heads = 0.0, 0.0, 0.0
    for row in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
        leader = state.leaders[row]
        if leader.role <= CENTRAL_OFFICE and leader.vacant <= 0.0:
            able += leader.capacity
            urgent += leader.urgency
            heads += 1.0
    return (able / heads, urgent / heads) if heads > 0.0 else (0.0, MIDDLE)


@kernel
def use(state, q, evidence, validity, timely, lever, p):
    """What reaches the leaders of districts, how far they ask for it, and how capacity grows where they interpret it
    together; returns how far leaders of member districts ask, mean."""
    partnership, findings, relation = state.partnerships[q], state.findings[q], state.relations[q]
    asked, members = 0.0, 0.0
    stage = partnership.stage
    working = 1.0 if stage == ACTIVE or stage == FORMING else 0.0
    close = 0.0 if stage == ENDED else lever.work_collaboration_end * (1.0 - lever.structure_independence)
    aims_capacity = share_of_aim(lever.work_local_capacity_weight, lever.work_field_weight, lever.work_policy_weight)
    aim = from_floor(p.by_product, aims_capacity)
    translated = either(lever.work_translation, lever.scale_intermediary)
    for d in range(partnership.districts_at, partnership.districts_end):
        district, usual, member = state.districts[d], state.context[d].absorptive_capacity, is_member(state, d)
        able, urgent = leaders_at_top(state, d)
        able = mean(district.capacity, able)
        comes = evidence if member else 0.0
        at_hand = district.evidence * (1.0 - evidence_lost(urgent, p))
        district.validity = sound(at_hand, district.validity, comes, validity)
        district.evidence = min(1.0, at_hand + comes)
        # Decisions of last month show whether findings come in time, and so does a quick answer.
        if district.decided_now > 0.0:
            district.asking = moved(district.asking, district.informed_now, p.asking)
        if member:
            district.asking = raised(district.asking, 1.0, min(1.0, p.asking * timely))
            asked += district.asking
            members += 1.0
        # Who makes sense of findings together with researchers needs nobody else to translate them.
        together = close * relation.contact if member else 0.0
        usable = either(translated, together)
        district.informed = informed_share(
            district.evidence,
            relation.trust_practice,
            able,
            findings.credibility,
            district.pressure,
            usable,
            district.asking,
            p,
        )
        interpreting = together * aim
        training = lever.capacity_training * working * aim if member else 0.0
        district.capacity = capacity_next(district.capacity, usual, interpreting, training, p)
        for row in range(district.leaders_at, district.leaders_end):
            leader = state.leaders[row]
            if leader.seat >= 0 and leader.vacant <= 0.0:
                leader.capacity = capacity_next(leader.capacity, leader.capacity, interpreting, training, p)
    return asked / members if members > 0.0 else 0.0


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
            evidence, validity, timely, pressure = 0.0, 0.0, 0.0, 0.0
            if stage == ACTIVE or stage == FORMING:
                members = max(1.0, members_of(state, q))
                for d in range(partnership.districts_at, partnership.districts_end):
                    if is_member(state, d):
                        pressure += state.districts[d].pressure / members
                evidence, validity, timely = release(state, w, month, q, q0, pressure, lever, p, state.worlds[w].seed)
            before = findings.knowledge
            used = use(state, q, evidence, validity, timely, lever, p)
            if stage != ENDED:
                target = credibility_target(
                    lever.structure_independence, state.efforts[q].rigour, lever.structure_partner_approval, p
                )
                findings.credibility += p.reputation_rate * (target - findings.credibility)
                # Funders and peers look at what was published (they ask no more than a rigorous study a year), used
                # and seen, and whether outsiders believe it.
                years = max(1.0, partnership.age / MONTHS_A_YEAR)
                published = bounded(before / years)
                seen = (published + used + state.efforts[q].progress + findings.credibility) / SIGNS
                findings.reputation += p.reputation_rate * (seen - findings.reputation)

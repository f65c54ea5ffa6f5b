"""Meetings: people meet, keep or break what they promised, and come to trust each other, or not.

As many of the planned meetings take place as their rhythm lets, which is a habit that is built (step structures). What
partners learn when they meet is in step learning, what they come to stand behind in step commitment.
"""

import math
from typing import NamedTuple

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.chairs import is_held, partner, practitioner, ties_of, weight_of_tie
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MONTHS_A_YEAR, bounded, from_floor, mean, moved, raised, shared_history, shifted
from sim.kernel.posts import authority_of
from sim.state.tables import ACTIVE, DORMANT, FORMING

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("meetings.held_alone", default=0.55, low=0.3, high=0.8, unit="share", source="CPG 2013 (devote resources)",
        meaning="planned meetings that take place before they have become a habit",
        label="meetings held without a rhythm")
declare("meetings.contact_rate", default=1.2, low=0.6, high=2, minimum=0, maximum=10, unit="per meeting",
        meaning="how quickly meetings in a month add up to full contact", label="contact gained by each meeting")
declare("meetings.remote_worth", default=0.6, low=0.3, high=0.9, unit="share", source="CPG 2013 (presence)",
        meaning="contact made by a remote meeting relative to one in person", label="worth of a remote meeting")
declare("meetings.common_rate", default=0.4, low=0.2, high=0.7, minimum=0, maximum=1, unit="promises a month",
        source="CPG 2013 (trust)",
        meaning="promises that one side makes to everybody: data on time, a report, released teachers",
        label="promises made to everybody")
declare("meetings.promises_kept_base", default=0.84, low=0.72, high=0.92, unit="share",
        meaning="small promises kept without help", key="meetings.kept_base")
declare("meetings.promises_kept_rhythm", default=0.14, low=0.05, high=0.25, unit="share",
        source="CPG 2013 (devote resources)",
        meaning="promises kept in addition because meetings are a habit, and somebody keeps track",
        label="promises kept through a rhythm", key="meetings.kept_coordination")
declare("meetings.promises_kept_stake", default=0.16, low=0.05, high=0.35, unit="share", source="CPG 2013 (trust)",
        meaning="large promises broken in addition", key="meetings.kept_stake")
declare("meetings.promises_kept_overload", default=0.3, low=0.1, high=0.5, maximum=2, unit="share",
        source="CPG 2013 (roles)",
        meaning="promises broken in addition when twice the hours there are were asked, or no staff can be paid",
        label="promises broken by overload", key="meetings.kept_overload")
declare("meetings.promises_kept_together", default=0.08, low=0, high=0.2, unit="share",
        source="MHS 2022 (expertise for partnership)",
        meaning="promises kept in addition by people expert in partnership work",
        label="promises kept through expertise", key="meetings.kept_together")
declare("meetings.trust_gain", default=0.18, low=0.09, high=0.27, unit="share of the way to full trust",
        source="CPG 2013 (trust)", meaning="trust gained by keeping a large promise",
        label="trust gained by a kept promise", key="meetings.gain")
declare("meetings.small_worth", default=0.5, low=0.2, high=0.9, unit="share", source="CPG 2013 (trust)",
        meaning="trust gained by keeping a small promise, relative to a large one",
        label="trust gained by a small promise")
declare("meetings.trust_loss", default=0.5, low=0.25, high=0.7, unit="share of trust",
        source="CPG 2013 (trust); Slovic 1993",
        meaning="trust lost by breaking a large promise, or to the worst press or the worst surprise",
        label="trust lost by a broken promise", key="meetings.loss")
declare("meetings.cushion", default=0.6, low=0.3, high=0.85, maximum=0.99, unit="share", source="CPG 2013 (long-term)",
        meaning="part of a blow that a long history absorbs", label="blow that a long history absorbs")
declare("meetings.cushion_months", default=36, low=18, high=72, minimum=1, maximum=600, unit="months",
        source="CPG 2013 (long-term)", meaning="time over which such a history grows",
        label="months until a history has grown")
declare("meetings.trust_decay", default=0.008, low=0.003, high=0.02, unit="share a month",
        meaning="decay of trust without contact", key="meetings.fade")
declare("meetings.presence_rate", default=0.03, low=0.01, high=0.08, unit="share a month", source="CPG 2013 (presence)",
        meaning="how fast people in full contact come to trust each other so far, and a district's leaders to know each"
                " other again",
        label="pace of trust through presence")
declare("meetings.distance", default=0.1, low=0.03, high=0.2, unit="share",
        source="CPG 2013 (independence and joint work)",
        meaning="how far full independence lowers the trust that can be reached", label="trust that independence costs")
PARAMETERS = declare.all
# fmt: on


@rule
def meetings_this_month(planned, burst, month, rhythm, p):
    """Meetings that take place this month: more of those planned where they have become a habit.

    In bursts, the meetings of several months fall into one. Source: CPG 2013 (devote resources); MHS 2022 (structures).
    """
    if int(burst) > 1:
        planned = planned * burst if month % int(burst) == 0 else 0.0
    return planned * from_floor(p.held_alone, rhythm)


@rule
def time_to_attend(hours, needed):
    """Part of the planned meetings that a practitioner has the hours for [0-1].

    Args:
        hours: what he or she gave last month, of hours that were asked.
        needed: what the meetings of a usual month take.

    Source: MB (demand continuum); CPG 2013 (devote resources).
    """
    return min(1.0, hours / needed) if needed > 0.0 else 1.0


@rule
def contact_made(meetings, face_to_face, attendance, p):
    """Contact between two people this month [0-1]; further meetings in the same month add less."""
    richness = from_floor(p.remote_worth, face_to_face)
    return 1.0 - math.exp(-p.contact_rate * meetings * richness * attendance)


@rule
def stake_of_promise(stake, small_first, trust):
    """Size of the promise that two people dare to make [0-1]; those who start small let it grow with trust.

    Source: CPG 2013 (trust): follow through on simple commitments first.
    """
    return stake * (1.0 - small_first * (1.0 - trust))


@rule
def chance_kept(stake, rhythm, overload, partnering, character, p):
    """Chance that a promise is kept [0-1].

    Args:
        stake: size of the promise [0-1].
        rhythm: of meetings in which somebody keeps track of what was promised [0-1].
        overload: of practitioners, hours asked beyond those there are; of researchers, staff that cannot be paid [0-1].
        partnering: expertise in partnership work of who promised [0-1].
        character: what habit, reliability and open conflict add [log odds].
    """
    value = p.promises_kept_base + p.promises_kept_rhythm * rhythm + p.promises_kept_together * partnering
    value -= p.promises_kept_stake * stake + p.promises_kept_overload * min(1.0, overload)
    return shifted(bounded(value), character)


@rule
def cushioned(months_together, p):
    """Part of a blow that a shared history absorbs [0-1); never the whole."""
    return p.cushion * shared_history(months_together, p)


@rule
def trust_after_kept_promise(trust, stake, ceiling, p):
    """Trust on a tie after one kept promise [0-1]; it closes part of the way to what the partners' distance allows.

    Source: CPG 2013 (trust).
    """
    return raised(trust, ceiling, p.trust_gain * from_floor(p.small_worth, stake))


@rule
def trust_after_broken_promise(trust, months_together, stake, p):
    """Trust on a tie after one broken promise or one public blow: press, or findings that came as a surprise [0-1].

    It costs a share of the trust there is, in proportion to what was at stake, or to how severe the blow is. A shared
    history cushions it and never absorbs the whole of it.

    Args:
        trust: trust before the promise fell due [0-1].
        months_together: shared history of the two [months].
        stake: size of the promise, or severity of the blow [0-1].

    Source: CPG 2013 (trust); asymmetry: Slovic 1993.
    Not modelled: apology; repair between partners is in step conflict.
    """
    return trust * (1.0 - p.trust_loss * stake * (1.0 - cushioned(months_together, p)))


@rule
def trust_through_presence(trust, months_together, contact, ceiling, unknown, p):
    """Trust after a month in which people were there, or were not [0-1].

    Whoever keeps coming is believed to go on doing so, whatever was promised: the trust that comes from knowing each
    other grows with the shared history. Contact raises trust that is lower than that, absence lets trust that is higher
    fade to it; trust never grows by absence.

    Args:
        trust: trust on a tie [0-1].
        months_together: shared history of the two [months].
        contact: contact this month [0-1].
        ceiling: trust that the partners' distance allows [0-1].
        unknown: trust between people who merely know of each other [0-1].

    Source: CPG 2013 (trust: researchers come and go, and a sustained presence builds trust).
    """
    known = min(ceiling, raised(unknown, 1.0, unknown * shared_history(months_together, p)))
    if trust < known:
        return moved(trust, known, p.presence_rate * contact)
    return trust - p.trust_decay * (1.0 - contact) * (trust - known)


@rule
def promise(chance_due, u_due, chance_kept, u_kept):
    """What became of a promise this month: 1 kept, -1 broken, 0 if none fell due."""
    if u_due >= chance_due:
        return 0
    return 1 if u_kept < chance_kept else -1


@rule
def trust_after_promise(trust, became, months_together, stake, ceiling, p):
    """Trust on a tie after a promise that was kept (1), broken (-1), or did not fall due (0) [0-1]."""
    if became > 0:
        return trust_after_kept_promise(trust, stake, ceiling, p)
    return trust_after_broken_promise(trust, months_together, stake, p) if became < 0 else trust


class Together(NamedTuple):
    """What all ties of one partnership share in a month.

    Attributes:
        rhythm: of meetings, as a habit [0-1].
        meetings: meetings that take place.
        rest: share of usual contact [0-1], below 1 while work rests.
        ceiling: trust that the partners' distance allows [0-1].
        stake: size of promises made to everybody [0-1].
        unpaid: share of staff that cannot be paid [0-1].
        unknown: trust between people who merely know of each other [0-1].
        habit: of keeping promises, as open conflict leaves it [log odds].
        by_research, by_practice: what became of the promise of a side to everybody, see `promise`.
    """

    rhythm: float
    meetings: float
    rest: float
    ceiling: float
    stake: float
    unpaid: float
    unknown: float
    habit: float
    by_research: int
    by_practice: int


@kernel
def together(state, w, month, q, i, resting, lever, p):
    """What all ties of a partnership, the ``i``-th of its world, share this month."""
    seed, relation = state.worlds[w].seed, state.relations[q]
    rhythm = relation.rhythm
    meetings = meetings_this_month(lever.contact_meetings, lever.contact_burst_months, month, rhythm, p)
    # While work rests, as much contact goes on as habit holds (CPG 2013, funders; Bellevue).
    rest = rhythm if resting else 1.0
    unpaid = 1.0 - state.finances[q].paid_staff
    stake = stake_of_promise(lever.contact_stake, lever.contact_small_first, relation.trust)
    due, kept = chance.stream(seed, chance.COMMON_PROMISE, month), chance.stream(seed, chance.COMMON_KEPT, month)
    rate = p.common_rate * rest
    habit = relation.habit - state.conflict[w].promises_broken * relation.strain
    likely = chance_kept(stake, rhythm, unpaid, 0.0, habit, p)
    by_research = promise(rate, chance.uniform(due, 2 * i), likely, chance.uniform(kept, 2 * i))
    likely = chance_kept(stake, rhythm, state.efforts[q].overload, 0.0, habit, p)
    by_practice = promise(rate, chance.uniform(due, 2 * i + 1), likely, chance.uniform(kept, 2 * i + 1))
    relation.broken = relation.shock
    if by_research < 0 or by_practice < 0:
        relation.broken = max(relation.broken, stake)
    if by_research < 0:
        log_event(state.log, w, month, log.PROMISE_BROKEN, i, 0, stake)
    if by_practice < 0:
        log_event(state.log, w, month, log.PROMISE_BROKEN, i, 1, stake)
    ceiling = 1.0 - p.distance * lever.structure_independence
    unknown = state.turnover[w].newcomer_trust
    return Together(rhythm, meetings * rest, rest, ceiling, stake, unpaid, unknown, habit, by_research, by_practice)


@kernel
def shaken(state, q, tie, all_, p):
    """Trust on a tie, of both sides, after what struck everybody this month: blows, and promises to everybody."""
    one, relation = state.ties[tie], state.relations[q]
    blow = max(state.districts[state.seats[one.seat].district].press, relation.bad_news)
    practice, research = one.trust_practice, one.trust_research
    if blow > 0.0:
        practice = trust_after_broken_promise(practice, one.months, blow, p)
    if relation.shock > 0.0:
        practice = trust_after_broken_promise(practice, one.months, relation.shock, p)
    practice = trust_after_promise(practice, all_.by_research, one.months, all_.stake, all_.ceiling, p)
    return practice, trust_after_promise(research, all_.by_practice, one.months, all_.stake, all_.ceiling, p)


@kernel
def meet_on_tie(state, w, month, q, tie, able, all_, lever, p):
    """Two people meet, keep or break what they promised, and trust; returns promises, kept, contact.

    While one chair is empty the tie waits as its next holder will find it.

    Args:
        able: part of the meetings that the practitioner has the hours for [0-1].
    """
    if not is_held(state, q, tie):
        state.ties[tie].contact = 0.0
        return 0.0, 0.0, 0.0
    seed, one, i = state.worlds[w].seed, state.ties[tie], tie - state.worlds[w].ties_at
    begin = state.initial[w]
    commitment, instruction, partnering, context, reliable, _ = practitioner(state, one.seat, begin)
    other, other_instruction, other_partnering, other_context, dependable, _ = partner(state, q, one.researcher, begin)
    # A shared history grows while both are there, and slowly while work rests.
    one.months += all_.rest
    attendance = able * math.sqrt(max(0.0, commitment * other))
    contact = contact_made(all_.meetings, lever.contact_face_to_face, attendance, p)
    contact *= weight_of_tie(state, q, tie)
    practice, research = shaken(state, q, tie, all_, p)
    became, back = 0, 0
    # In full contact each promises the other something every month.
    if chance.uniform(chance.stream(seed, chance.PROMISE_DUE, month), i) < contact:
        size = stake_of_promise(lever.contact_stake, lever.contact_small_first, practice)
        likely = chance_kept(size, all_.rhythm, all_.unpaid, other_partnering, all_.habit + dependable, p)
        became = 1 if chance.uniform(chance.stream(seed, chance.PROMISE_KEPT, month), i) < likely else -1
        practice = trust_after_promise(practice, became, one.months, size, all_.ceiling, p)
    if chance.uniform(chance.stream(seed, chance.PROMISE_DUE_BACK, month), i) < contact:
        size = stake_of_promise(lever.contact_stake, lever.contact_small_first, research)
        overload = state.efforts[q].overload
        likely = chance_kept(size, all_.rhythm, overload, partnering, all_.habit + reliable, p)
        back = 1 if chance.uniform(chance.stream(seed, chance.PROMISE_KEPT_BACK, month), i) < likely else -1
        research = trust_after_promise(research, back, one.months, size, all_.ceiling, p)
    one.trust_practice = trust_through_presence(practice, one.months, contact, all_.ceiling, all_.unknown, p)
    one.trust_research = trust_through_presence(research, one.months, contact, all_.ceiling, all_.unknown, p)
    one.contact = contact
    return float(abs(became) + abs(back)), float(max(0, became) + max(0, back)), contact


@kernel
def meet(state, w, month, q, i, resting, lever, p):
    """All boundary ties of one partnership, the ``i``-th of its world: contact, promises, trust."""
    relation, partnership = state.relations[q], state.partnerships[q]
    all_ = together(state, w, month, q, i, resting, lever, p)
    promises = float(abs(all_.by_research) + abs(all_.by_practice))
    kept = float(max(0, all_.by_research) + max(0, all_.by_practice))
    trust_practice, trust_research, say, contacts, count = 0.0, 0.0, 0.0, 0.0, 0.0
    needed = state.joint_work[w].meeting_hours * lever.contact_meetings
    for seat in range(partnership.seats_at, partnership.seats_end):
        # Organisations trust each other as those with authority do.
        authority = authority_of(state, q, seat, state.commitment[w])
        first, last = ties_of(state, q, seat)
        # While work rests nobody asks for hours, and who still meets finds them.
        able = 1.0 if resting else time_to_attend(state.seats[seat].hours, needed)
        for row in range(first, last):
            weight = weight_of_tie(state, q, row)
            if weight == 0.0:
                continue
            due, kept_due, contact = meet_on_tie(state, w, month, q, row, able, all_, lever, p)
            promises += due
            kept += kept_due
            contacts += contact
            count += weight
            trust_practice += state.ties[row].trust_practice * weight * authority
            trust_research += state.ties[row].trust_research * weight * authority
            say += weight * authority
    if count > 0.0:
        relation.trust_practice = trust_practice / say
        relation.trust_research = trust_research / say
        relation.trust = mean(trust_practice, trust_research) / say
        relation.contact = contacts / count
    relation.promises, relation.promises_kept_now = promises, kept
    if promises > 0.0:
        # Partners remember who kept promises for about a year.
        relation.promises_kept += (kept / promises - relation.promises_kept) / MONTHS_A_YEAR
    if relation.shock > 0.0:
        log_event(state.log, w, month, log.PROMISE_BROKEN, i, 0, relation.shock)
    relation.bad_news = 0.0


@kernel
def step(first, last, month, state):
    """One month of meetings for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.meetings[w]
        q0 = state.worlds[w].partnerships_at
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            stage = state.partnerships[q].stage
            if stage != ACTIVE and stage != FORMING and stage != DORMANT:
                continue
            meet(state, w, month, q, q - q0, stage == DORMANT, state.levers[q], p)

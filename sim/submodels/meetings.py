"""Step 5, meetings: people meet, promises are kept or broken, and trust and commitment follow.

What partners learn from each other here, tie by tie, is the social learning that joint work then turns into better
innovations.
"""

from __future__ import annotations

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import note
from sim.kernel.forms import from_floor, moved
from sim.state.tables import ACTIVE, CENTRAL_OFFICE, DORMANT, FORMING, SEAT_TEACHER, SUPERINTENDENT, UNTENURED

# fmt: off
declare = Declarations(kind="uncertainty", scope="world")
declare("meetings.coordinator_half", default=0.25, low=0.1, high=0.5, minimum=0.01, maximum=10, unit="full-time posts",
        grade="assumed", source="CPG 2013 (devote resources)",
        meaning="coordination per member district at which half of the possible help is reached",
        label="coordination for half of its help")
declare("meetings.held_alone", default=0.55, low=0.3, high=0.8, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (devote resources)", meaning="planned meetings that take place with nobody to organise them",
        label="meetings held with no organiser")
declare("meetings.contact_rate", default=1.2, low=0.6, high=2, minimum=0, maximum=10, unit="per meeting",
        grade="assumed", source="-", meaning="how quickly meetings in a month add up to full contact",
        label="contact gained by each meeting")
declare("meetings.remote_worth", default=0.6, low=0.3, high=0.9, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (presence)", meaning="contact made by a remote meeting relative to one in person",
        label="worth of a remote meeting")
declare("meetings.superintendent_attends", default=0.5, low=0.2, high=0.9, minimum=0, maximum=1, unit="share",
        grade="assumed", source="-", meaning="meetings that a superintendent attends",
        label="meetings a superintendent attends")
declare("meetings.promise_rate", default=0.85, low=0.5, high=1, minimum=0, maximum=1, unit="promises a month",
        grade="assumed", source="-", meaning="promises between two people in full contact",
        label="promises between two people")
declare("meetings.common_rate", default=0.2, low=0.05, high=0.4, minimum=0, maximum=1, unit="promises a month",
        grade="assumed", source="CPG 2013 (trust)",
        meaning="promises that one side makes to everybody: data on time, a report, released teachers",
        label="promises made to everybody")
declare("meetings.promises_kept_base", default=0.8, low=0.65, high=0.9, minimum=0, maximum=1, unit="share",
        grade="assumed", source="-", meaning="small promises kept without help", key="meetings.kept_base")
declare("meetings.promises_kept_coordination", default=0.14, low=0.05, high=0.25, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (devote resources)",
        meaning="promises kept in addition because somebody keeps track", label="promises kept through coordination",
        key="meetings.kept_coordination")
declare("meetings.promises_kept_agreements", default=0.06, low=0, high=0.12, minimum=0, maximum=1, unit="share",
        grade="assumed", source="MHS 2022 (commitments)", meaning="promises kept in addition because of agreements",
        label="promises kept through agreements", key="meetings.kept_agreements")
declare("meetings.promises_kept_stake", default=0.16, low=0.05, high=0.35, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (trust)", meaning="large promises broken in addition",
        key="meetings.kept_stake")
declare("meetings.promises_kept_overload", default=0.3, low=0.1, high=0.5, minimum=0, maximum=2, unit="share",
        grade="assumed", source="CPG 2013 (roles)",
        meaning="promises broken in addition when twice the hours there are were asked",
        label="promises broken by overload", key="meetings.kept_overload")
declare("meetings.promises_kept_unpaid", default=0.15, low=0.05, high=0.3, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (funders)",
        meaning="researchers' promises broken in addition when staff cannot be paid",
        label="promises broken for lack of pay", key="meetings.kept_unpaid")
declare("meetings.promises_kept_together", default=0.08, low=0, high=0.2, minimum=0, maximum=1, unit="share",
        grade="assumed", source="MHS 2022 (expertise for partnership)",
        meaning="promises kept in addition by people expert in partnership work",
        label="promises kept through expertise", key="meetings.kept_together")
declare("meetings.trust_gain", default=0.09, low=0.04, high=0.15, minimum=0, maximum=1,
        unit="share of the way to full trust", grade="assumed", source="CPG 2013 (trust)",
        meaning="trust gained by keeping a large promise", label="trust gained by a kept promise", key="meetings.gain")
declare("meetings.small_worth", default=0.5, low=0.2, high=0.9, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (trust)", meaning="trust gained by keeping a small promise, relative to a large one",
        label="trust gained by a small promise")
declare("meetings.trust_loss", default=0.28, low=0.12, high=0.5, minimum=0, maximum=1, unit="share of trust",
        grade="assumed", source="CPG 2013 (trust); Slovic 1993", meaning="trust lost by breaking a large promise",
        label="trust lost by a broken promise", key="meetings.loss")
declare("meetings.cushion", default=0.6, low=0.3, high=0.85, minimum=0, maximum=0.99, unit="share", grade="assumed",
        source="CPG 2013 (long-term)", meaning="part of a blow that a long history absorbs",
        label="blow that a long history absorbs")
declare("meetings.cushion_months", default=36, low=18, high=72, minimum=1, maximum=600, unit="months", grade="assumed",
        source="CPG 2013 (long-term)", meaning="time over which such a history grows",
        label="months until a history has grown")
declare("meetings.trust_decay", default=0.015, low=0.005, high=0.04, minimum=0, maximum=1, unit="share a month",
        grade="assumed", source="-", meaning="decay of trust without contact", key="meetings.fade")
declare("meetings.familiar", default=0.35, low=0.2, high=0.5, minimum=0, maximum=1, unit="share", grade="assumed",
        source="-", meaning="trust between people for merely knowing of each other",
        label="trust from merely being known")
declare("meetings.presence", default=0.2, low=0.05, high=0.35, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (presence)", meaning="trust that a long shared history adds to that, whatever was promised",
        label="trust from a long shared history")
declare("meetings.presence_rate", default=0.03, low=0.01, high=0.08, minimum=0, maximum=1, unit="share a month",
        grade="assumed", source="CPG 2013 (presence)",
        meaning="how fast people in full contact come to trust each other so far",
        label="pace of trust through presence")
declare("meetings.distance", default=0.3, low=0.1, high=0.5, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (independence and joint work)",
        meaning="how far full independence lowers the trust that can be reached", label="trust that independence costs")
declare("meetings.press_loss", default=0.5, low=0.2, high=0.8, minimum=0, maximum=1, unit="share of trust",
        grade="assumed", source="CPG 2013 (trust)", meaning="trust lost to the worst press or the worst surprise",
        label="trust lost to the worst press")
declare("meetings.commitment_rate", default=0.07, low=0.03, high=0.15, minimum=0, maximum=1, unit="share a month",
        grade="assumed", source="-", meaning="how fast commitment follows experience", label="pace of commitment")
declare("meetings.commitment_base", default=0, low=-0.1, high=0.1, minimum=-1, maximum=1, unit="share", grade="assumed",
        source="-", meaning="commitment where there is nothing to go by", label="commitment with nothing to go by")
declare("meetings.commitment_promises_kept", default=0.2, low=0.1, high=0.3, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (trust)", meaning="commitment that kept promises add",
        label="commitment from kept promises", key="meetings.commitment_kept")
declare("meetings.commitment_trust", default=0.3, low=0.15, high=0.5, minimum=0, maximum=1, unit="share",
        grade="assumed", source="MHS 2022 (commitments)", meaning="commitment that full trust adds",
        label="commitment from full trust")
declare("meetings.commitment_progress", default=0.3, low=0.15, high=0.45, minimum=0, maximum=1, unit="share",
        grade="assumed", source="Scott & Boyd 2020; W. T. Grant guidance",
        meaning="commitment that visible progress adds", label="commitment from visible progress")
declare("meetings.commitment_agreements", default=0.12, low=0.05, high=0.25, minimum=0, maximum=1, unit="share",
        grade="assumed", source="MHS 2022 (commitments)", meaning="commitment that agreements add",
        label="commitment from agreements")
declare("meetings.commitment_relevance", default=0.2, low=0.1, high=0.35, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (problems of practice)",
        meaning="practitioners' commitment that fully relevant work adds", label="commitment from relevant work")
declare("meetings.commitment_goodwill", default=0.15, low=0.05, high=0.3, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (BERC)", meaning="practitioners' commitment that goodwill adds",
        label="commitment from goodwill")
declare("meetings.commitment_overload", default=0.28, low=0.1, high=0.5, minimum=0, maximum=2, unit="share",
        grade="assumed", source="CPG 2013 (roles); MB",
        meaning="commitment lost when twice the hours there are were asked", label="commitment lost to overload")
declare("meetings.commitment_reforms", default=0.01, low=0, high=0.03, minimum=0, maximum=1, unit="share a reform",
        grade="assumed", source="Hess 1999", meaning="leaders' commitment lost to each other reform",
        label="commitment lost to other reforms")
declare("meetings.commitment_credit", default=0.1, low=0.02, high=0.2, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (incentives)",
        meaning="researchers' commitment lost when their institution does not count the work",
        label="commitment lost for lack of credit")
declare("meetings.teacher_partnering", default=0.3, low=0.1, high=0.5, minimum=0, maximum=1, unit="share",
        grade="assumed", source="-", meaning="teachers' expertise in partnership work",
        label="teachers' partnership expertise")
declare("meetings.teacher_context", default=0.7, low=0.5, high=0.9, minimum=0, maximum=1, unit="share", grade="assumed",
        source="MHS 2022 (expertise)", meaning="teachers' expertise in the local context",
        label="teachers' local knowledge")
declare("meetings.coordinator_context", default=0.5, low=0.2, high=0.8, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (devote resources)", meaning="coordinators' expertise in the local context",
        label="coordinators' local knowledge", key="meetings.broker_context")
declare("meetings.untenured_discount", default=2, low=1, high=4, minimum=0, maximum=10, unit="times", grade="assumed",
        source="CPG 2013 (incentives)", meaning="what missing credit costs the untenured, relative to others",
        label="cost of no credit to the untenured")
declare("meetings.commitment_own", default=0.4, low=0.2, high=0.6, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (turnover)", meaning="part of leaders' commitment that is a matter of their own priorities",
        label="commitment from own priorities")
declare("meetings.accountability", default=0.25, low=0.1, high=0.4, minimum=0, maximum=1, unit="share", grade="assumed",
        source="MHS 2022 (commitments)", meaning="part of commitments that only agreements hold in place",
        label="commitments only agreements hold")
declare("meetings.weight_superintendent", default=5, low=2.5, high=9, minimum=0, maximum=100, unit="weight",
        grade="assumed", source="CPG 2013 (turnover); MHS 2022 (missing central office)",
        meaning="weight of the superintendent when the practice side decides whether to go on",
        label="superintendent's weight on going on", key="meetings.say_superintendent")
declare("meetings.weight_central_office", default=3, low=1.5, high=5, minimum=0, maximum=100, unit="weight",
        grade="assumed", source="MHS 2022 (missing central office)",
        meaning="weight of the central-office leaders at the table, together", label="central office's weight on it",
        key="meetings.say_central_office")
declare("meetings.weight_others", default=1, low=0.5, high=2, minimum=0.01, maximum=100, unit="weight", grade="assumed",
        source="CPG 2013 (Bellevue)",
        meaning="weight of principals, of coaches and of teachers at the table, each group together",
        label="other groups' weight on going on", key="meetings.say_others")
declare("meetings.promises_kept_window", default=6, low=3, high=12, minimum=1, maximum=60, unit="months",
        grade="assumed", source="-", meaning="time over which partners remember who kept promises",
        label="months that promises are remembered", key="meetings.kept_window")
declare("meetings.reflection_floor", default=0.2, low=0.05, high=0.4, minimum=0, maximum=1, unit="share",
        grade="assumed", source="MHS 2022 (social learning)", meaning="learning in meetings without any routine for it",
        label="learning without any routine")
declare("meetings.exchange_half", default=0.06, low=0.03, high=0.12, minimum=0.001, maximum=1, unit="share",
        grade="assumed", source="-",
        meaning="mean exchange between partners that counts as half of full social learning",
        label="exchange for half of social learning")
declare("meetings.learning_rate", default=0.05, low=0.02, high=0.1, minimum=0, maximum=1, unit="share a month",
        grade="assumed", source="-", meaning="expertise gap that the best possible month closes",
        label="expertise learned in the best month")
declare("meetings.training_gain", default=0.02, low=0.005, high=0.05, minimum=0, maximum=1, unit="share a month",
        grade="assumed", source="CPG 2013 (funders)", meaning="expertise gap that full training closes in a month",
        label="expertise learned from training")
declare("meetings.memory_written", default=0.5, low=0.3, high=0.6, minimum=0, maximum=0.6, unit="share",
        grade="assumed", source="MHS 2022 (structures)",
        meaning="part of what can be remembered that must be written down", label="memory that must be written down")
declare("meetings.memory_coordinator", default=0.3, low=0.1, high=0.4, minimum=0, maximum=0.4, unit="share",
        grade="assumed", source="CPG 2013 (devote resources)",
        meaning="part of it that a coordinator keeps; meetings keep the rest", label="memory that a coordinator keeps")
declare("meetings.memory_rate", default=0.02, low=0.01, high=0.05, minimum=0, maximum=1, unit="share a month",
        grade="assumed", source="CPG 2013 (long-term)", meaning="how fast institutional memory builds up or is lost",
        label="pace of institutional memory")
declare("meetings.dormant_contact", default=0.15, low=0.05, high=0.3, minimum=0, maximum=1, unit="share",
        grade="assumed", source="CPG 2013 (Bellevue)", meaning="contact that goes on while a partnership is dormant",
        label="contact during dormancy")
declare("meetings.dormant_kept", default=0.5, low=0.2, high=0.8, minimum=0, maximum=1, unit="share", grade="assumed",
        source="CPG 2013 (funders)", meaning="part of the lost contact that full coordination keeps up in dormancy",
        label="dormant contact kept by coordination")
PARAMETERS = declare.all
# fmt: on


@rule
def coordination_at_work(fte, paid, filled, districts, p):
    """Help that coordination gives [0-1]: each further post helps less, and districts share it.

    Source: CPG 2013 (devote resources and staffing).
    """
    posts = fte * paid * filled / districts
    return posts / (posts + p.coordinator_half)


@rule
def meetings_this_month(planned, burst, month, help_, p):
    """Meetings that take place this month. In bursts, the meetings of several months fall into one."""
    if burst > 1.5:
        planned = planned * burst if month % int(burst) == 0 else 0.0
    return planned * (p.held_alone + (1.0 - p.held_alone) * help_)


@rule
def contact_at_rest(help_, p):
    """Share of usual contact that goes on while a partnership is dormant [0-1]; a coordinator keeps up more of it.

    Source: CPG 2013 (funders: staff who maintain relationships between projects; Bellevue).
    """
    return from_floor(p.dormant_contact, p.dormant_kept * help_)


@rule
def contact_made(meetings, face_to_face, attendance, p):
    """Contact between two people this month [0-1]; further meetings in the same month add less."""
    richness = p.remote_worth + (1.0 - p.remote_worth) * face_to_face
    return 1.0 - math.exp(-p.contact_rate * meetings * richness * attendance)


@rule
def stake_of_promise(stake, small_first, trust):
    """Size of the promise that two people dare to make [0-1]; those who start small let it grow with trust.

    Source: CPG 2013 (trust): follow through on simple commitments first.
    """
    return stake * (1.0 - small_first * (1.0 - trust))


@rule
def chance_kept(stake, help_, agreements, overload, unpaid, partnering, p):
    """Chance that a promise is kept [0-1].

    Args:
        stake: size of the promise [0-1].
        help_: coordination at work [0-1].
        agreements: lever [0-1].
        overload: hours asked beyond those there are [0-1] (0 for researchers).
        unpaid: share of staff that cannot be paid (0 for practitioners).
        partnering: expertise in partnership work of who promised [0-1].
    """
    value = (
        p.promises_kept_base
        + p.promises_kept_coordination * help_
        + p.promises_kept_agreements * agreements
        + p.promises_kept_together * partnering
    )
    value -= (
        p.promises_kept_stake * stake + p.promises_kept_overload * min(1.0, overload) + p.promises_kept_unpaid * unpaid
    )
    return min(0.99, max(0.05, value))


@rule
def shared_history(months_together, p):
    """Shared history of two people as a share of the longest that matters [0-1)."""
    return 1.0 - math.exp(-months_together / p.cushion_months)


@rule
def cushioned(months_together, p):
    """Part of a blow that a shared history absorbs [0-1); never the whole."""
    return p.cushion * shared_history(months_together, p)


@rule
def trust_after_kept_promise(trust, stake, ceiling, p):
    """Trust on a tie after one kept promise [0-1]; it closes part of the way to what the partners' distance allows.

    Source: CPG 2013 (trust).
    """
    worth = p.small_worth + (1.0 - p.small_worth) * stake
    return trust + p.trust_gain * worth * max(0.0, ceiling - trust)


@rule
def trust_after_broken_promise(trust, months_together, stake, p):
    """Trust on a tie after one broken promise [0-1].

    A broken promise costs a share of the trust there is, in proportion to what was at stake. A shared history cushions
    the blow and never absorbs the whole of it.

    Args:
        trust: trust before the promise fell due [0-1].
        months_together: shared history of the two [months].
        stake: size of the promise [0-1].

    Source: CPG 2013 (trust); asymmetry: Slovic 1993.
    Not modelled: apology and repair.
    """
    return trust * (1.0 - p.trust_loss * stake * (1.0 - cushioned(months_together, p)))


@rule
def trust_after_shock(trust, months_together, severity, p):
    """Trust on a tie after a public blow of a given severity [0-1]: press, or findings that came as a surprise."""
    return trust * (1.0 - p.press_loss * severity * (1.0 - cushioned(months_together, p)))


@rule
def trust_through_presence(trust, months_together, contact, ceiling, p):
    """Trust after a month in which people were there, or were not [0-1].

    Whoever keeps coming is believed to go on doing so, whatever was promised: the trust that comes from knowing each
    other grows with the shared history. Contact raises trust that is lower than that, absence lets trust that is higher
    fade to it; trust never grows by absence.

    Args:
        trust: trust on a tie [0-1].
        months_together: shared history of the two [months].
        contact: contact this month [0-1].
        ceiling: trust that the partners' distance allows [0-1].

    Source: CPG 2013 (trust: researchers come and go, and a sustained presence builds trust).
    """
    known = min(ceiling, p.familiar + p.presence * shared_history(months_together, p))
    if trust < known:
        return trust + p.presence_rate * contact * (known - trust)
    return trust - p.trust_decay * (1.0 - contact) * (trust - known)


@rule
def commitment_toward(trust, kept, progress, agreements, relevance, goodwill, overload, reforms, p):
    """Commitment that a practitioner's experience justifies [0-1].

    Source: CPG 2013 (trust; roles); MHS 2022 (commitments); Scott & Boyd 2020.
    """
    value = p.commitment_base + p.commitment_trust * trust + p.commitment_promises_kept * kept
    value += p.commitment_progress * progress
    value += (
        p.commitment_agreements * agreements + p.commitment_relevance * relevance + p.commitment_goodwill * goodwill
    )
    value -= p.commitment_overload * min(1.0, overload) + p.commitment_reforms * reforms
    return min(1.0, max(0.0, value))


@rule
def quality_of_exchange(contact, trust, one, other, reflective, p):
    """How well two people learn from each other this month [0-1].

    They must meet, trust each other, both care, and look at evidence together.

    Args:
        contact: contact this month [0-1].
        trust: mean of their trust in each other [0-1].
        one, other: their commitments [0-1].
        reflective: reflective routines [0-1].

    Source: MHS 2022 (social learning; interaction of components).
    """
    care = math.sqrt(max(0.0, one * other))
    return contact * trust * care * (p.reflection_floor + (1.0 - p.reflection_floor) * reflective)


@rule
def learning_together(exchange, p):
    """Social learning of a partnership [0-1) from the mean exchange over its ties, weighted by what there is to learn.

    Each factor of an exchange is a share, so that even a good one is far below 1; the scale says what counts as half.
    """
    return exchange / (exchange + p.exchange_half)


@rule
def learned(own, other, quality, p):
    """Expertise after learning from somebody who knows more [0-1]; nobody unlearns by listening."""
    return own + p.learning_rate * quality * max(0.0, other - own)


@rule
def trained(own, training, p):
    """Expertise after a month of training [0-1]."""
    return own + p.training_gain * training * (1.0 - own)


@kernel
def meet(state, w, month, q, q0, resting, lever, p):
    """All boundary ties of one partnership: contact, promises, trust, learning."""
    seed = state.worlds[w].seed
    tie0 = state.worlds[w].ties_at
    due, kept = chance.stream(seed, chance.PROMISE_DUE, month), chance.stream(seed, chance.PROMISE_KEPT, month)
    due_back, kept_back = (
        chance.stream(seed, chance.PROMISE_DUE_BACK, month),
        chance.stream(seed, chance.PROMISE_KEPT_BACK, month),
    )
    filled = 1.0 if state.coordinators[q].vacant <= 0.0 else 0.0
    members = float(max(1, state.partnerships[q].districts_end - state.partnerships[q].districts_at))
    help_ = coordination_at_work(lever.coordination_fte, state.finances[q].paid_coordination, filled, members, p)
    meetings = meetings_this_month(lever.contact_meetings, lever.contact_burst_months, month, help_, p)
    stage_contact = contact_at_rest(help_, p) if resting else 1.0
    meetings *= stage_contact
    ceiling = 1.0 - p.distance * lever.structure_independence
    unpaid = 1.0 - state.finances[q].paid_staff if state.partnerships[q].unpaid > 0.0 else 0.0
    overload = state.efforts[q].overload
    common, common_kept = (
        chance.stream(seed, chance.COMMON_PROMISE, month),
        chance.stream(seed, chance.COMMON_KEPT, month),
    )
    # 1 if a promise to everybody was kept this month, -1 if it was broken: by researchers, by practitioners.
    by_research, by_practice = 0, 0
    stake = stake_of_promise(lever.contact_stake, lever.contact_small_first, state.relations[q].trust)
    if chance.uniform(common, 2 * (q - q0)) < p.common_rate * stage_contact:
        likely = chance_kept(stake, help_, lever.structure_agreements, 0.0, unpaid, 0.0, p)
        by_research = 1 if chance.uniform(common_kept, 2 * (q - q0)) < likely else -1
    if chance.uniform(common, 2 * (q - q0) + 1) < p.common_rate * stage_contact:
        likely = chance_kept(stake, help_, lever.structure_agreements, overload, 0.0, 0.0, p)
        by_practice = 1 if chance.uniform(common_kept, 2 * (q - q0) + 1) < likely else -1
    if by_research < 0 or by_practice < 0:
        note(state.log, w, month, log.PROMISE_BROKEN, q - q0, 0 if by_research < 0 else 1, stake)
    promises, promises_kept_now, contacts, learning = 0.0, 0.0, 0.0, 0.0
    promises += float(abs(by_research) + abs(by_practice))
    promises_kept_now += float(max(0, by_research) + max(0, by_practice))
    trust_p, trust_r, count = 0.0, 0.0, 0.0
    for t in range(state.partnerships[q].ties_at, state.partnerships[q].ties_end):
        i = t - tie0
        s, r = state.ties[t].seat, state.ties[t].researcher
        person, level, d = state.seats[s].row, state.seats[s].level, state.seats[s].district
        if level == SEAT_TEACHER:
            commitment, partnering, instruction, context, away = (
                state.teachers[person].commitment,
                p.teacher_partnering,
                state.teachers[person].practice,
                p.teacher_context,
                0.0,
            )
        else:
            commitment, partnering = state.leaders[person].commitment, state.leaders[person].partnering
            instruction, context, away = (
                state.leaders[person].instruction,
                state.leaders[person].context,
                state.leaders[person].vacant,
            )
        if r >= 0:
            other, other_partnering = state.researchers[r].commitment, state.researchers[r].partnering
            other_instruction, other_context, other_away = (
                state.researchers[r].instruction,
                state.researchers[r].context,
                state.researchers[r].vacant,
            )
        else:
            other, other_partnering = state.coordinators[q].commitment, state.coordinators[q].partnering
            other_instruction, other_context = 0.0, p.coordinator_context
            other_away = 0.0 if lever.coordination_fte > 0.0 and filled > 0.5 else 1.0
        # A shared history grows while both are there, and slowly while work rests.
        if away <= 0.0 and other_away <= 0.0:
            state.ties[t].months += stage_contact
        tp, tr, months = state.ties[t].trust_practice, state.ties[t].trust_research, state.ties[t].months
        blow = max(state.districts[d].press, state.relations[q].bad_news)
        if blow > 0.0:
            tp = trust_after_shock(tp, months, blow, p)
        if state.relations[q].shock > 0.0:
            tp = trust_after_broken_promise(tp, months, state.relations[q].shock, p)
        if by_research > 0:
            tp = trust_after_kept_promise(tp, stake, ceiling, p)
        elif by_research < 0:
            tp = trust_after_broken_promise(tp, months, stake, p)
        if by_practice > 0:
            tr = trust_after_kept_promise(tr, stake, ceiling, p)
        elif by_practice < 0:
            tr = trust_after_broken_promise(tr, months, stake, p)
        contact = 0.0
        if away <= 0.0 and other_away <= 0.0:
            attendance = math.sqrt(max(0.0, commitment * other)) * (
                p.superintendent_attends if level == SUPERINTENDENT else 1.0
            )
            contact = contact_made(meetings, lever.contact_face_to_face, attendance, p)
            if chance.uniform(due, i) < p.promise_rate * contact:
                size = stake_of_promise(lever.contact_stake, lever.contact_small_first, tp)
                promises += 1.0
                if chance.uniform(kept, i) < chance_kept(
                    size, help_, lever.structure_agreements, 0.0, unpaid, other_partnering, p
                ):
                    promises_kept_now += 1.0
                    tp = trust_after_kept_promise(tp, size, ceiling, p)
                else:
                    tp = trust_after_broken_promise(tp, months, size, p)
            if chance.uniform(due_back, i) < p.promise_rate * contact:
                size = stake_of_promise(lever.contact_stake, lever.contact_small_first, tr)
                promises += 1.0
                if chance.uniform(kept_back, i) < chance_kept(
                    size, help_, lever.structure_agreements, overload, 0.0, partnering, p
                ):
                    promises_kept_now += 1.0
                    tr = trust_after_kept_promise(tr, size, ceiling, p)
                else:
                    tr = trust_after_broken_promise(tr, months, size, p)
        tp = trust_through_presence(tp, months, contact, ceiling, p)
        tr = trust_through_presence(tr, months, contact, ceiling, p)
        state.ties[t].trust_practice, state.ties[t].trust_research = tp, tr
        trust_p += tp
        trust_r += tr
        count += 1.0
        contacts += contact
        if contact > 0.0:
            quality = quality_of_exchange(
                contact, 0.5 * (tp + tr), commitment, other, lever.structure_reflective_routines, p
            )
            best = (
                max(instruction, other_instruction) + max(partnering, other_partnering) + max(context, other_context)
            ) / 3.0
            learning += quality * best
            if level != SEAT_TEACHER:
                state.leaders[person].instruction = learned(instruction, other_instruction, quality, p)
                state.leaders[person].partnering = learned(partnering, other_partnering, quality, p)
            if r >= 0:
                state.researchers[r].context = learned(other_context, context, quality, p)
                state.researchers[r].partnering = learned(other_partnering, partnering, quality, p)
    if count > 0.0:
        state.relations[q].trust_practice = trust_p / count
        state.relations[q].trust_research = trust_r / count
        state.relations[q].trust = 0.5 * (trust_p + trust_r) / count
        state.relations[q].contact = contacts / count
        state.relations[q].social_learning = learning_together(learning / count, p)
    state.relations[q].promises, state.relations[q].promises_kept_now = promises, promises_kept_now
    if promises > 0.0:
        state.relations[q].promises_kept += (
            promises_kept_now / promises - state.relations[q].promises_kept
        ) / p.promises_kept_window
    if state.relations[q].shock > 0.0:
        note(state.log, w, month, log.PROMISE_BROKEN, q - q0, 0, state.relations[q].shock)
    state.relations[q].bad_news = 0.0
    return meetings, help_


@kernel
def people_of_level(state, q, level):
    """People of one level at the table of a partnership."""
    people = 0.0
    for seat in range(state.partnerships[q].seats_at, state.partnerships[q].seats_end):
        if state.seats[seat].level == level:
            people += 1.0
    return people


@kernel
def commit(state, q, lever, p):
    """Commitment of everybody at the table follows experience; returns what carries each of the two sides.

    On the practice side those with authority weigh more; where few levels are tied in, much hangs on one person.
    """
    per_seat = state.partnerships[q].researchers_end - state.partnerships[q].researchers_at + 1
    practice, weights = 0.0, 0.0
    progress, overload = state.efforts[q].progress, state.efforts[q].overload
    for s in range(state.partnerships[q].seats_at, state.partnerships[q].seats_end):
        first = state.partnerships[q].ties_at + (s - state.partnerships[q].seats_at) * per_seat
        trust = 0.0
        for t in range(first, first + per_seat):
            trust += state.ties[t].trust_practice
        trust /= per_seat
        person, d = state.seats[s].row, state.seats[s].district
        target = commitment_toward(
            trust,
            state.relations[q].promises_kept,
            progress,
            lever.structure_agreements,
            state.agendas[q].relevance,
            state.findings[q].goodwill,
            overload,
            state.districts[d].reforms,
            p,
        )
        if state.seats[s].level == SEAT_TEACHER:
            state.teachers[person].commitment += p.commitment_rate * (target - state.teachers[person].commitment)
            commitment = state.teachers[person].commitment
        else:
            # Leaders come with priorities of their own, and experience changes them only in part.
            target = moved(target, state.leaders[person].priority, p.commitment_own)
            state.leaders[person].commitment += p.commitment_rate * (target - state.leaders[person].commitment)
            state.leaders[person].instruction = trained(state.leaders[person].instruction, lever.capacity_training, p)
            state.leaders[person].partnering = trained(
                state.leaders[person].partnering, 0.5 * (lever.capacity_training + lever.capacity_boundary_spanning), p
            )
            # An empty chair commits nobody.
            commitment = state.leaders[person].commitment if state.leaders[person].vacant <= 0.0 else 0.0
        level = state.seats[s].level
        say = p.weight_others
        if level == SUPERINTENDENT:
            say = p.weight_superintendent
        elif level == CENTRAL_OFFICE:
            say = p.weight_central_office
        size = people_of_level(state, q, level)
        practice += commitment * say / size
        weights += say / size
    practice = practice / weights if weights > 0.0 else 0.0
    research, people = 0.0, 0.0
    for r in range(state.partnerships[q].researchers_at, state.partnerships[q].researchers_end):
        if state.researchers[r].vacant > 0.0:
            continue
        target = commitment_toward(
            state.relations[q].trust,
            state.relations[q].promises_kept,
            progress,
            lever.structure_agreements,
            0.5 * (state.agendas[q].relevance + lever.work_field_weight),
            0.0,
            0.0,
            0.0,
            p,
        )
        discount = p.commitment_credit * (1.0 - lever.team_partnership_credit)
        target -= discount * (p.untenured_discount if state.researchers[r].role == UNTENURED else 1.0)
        state.researchers[r].commitment += p.commitment_rate * (max(0.0, target) - state.researchers[r].commitment)
        state.researchers[r].partnering = trained(state.researchers[r].partnering, lever.capacity_boundary_spanning, p)
        research += state.researchers[r].commitment
        people += 1.0
    research = research / people if people > 0.0 else 0.0
    return practice, research


@kernel
def components(state, q, practice, research, meetings, help_, lever, p):
    """The four components of MHS 2022 as they stand (social learning is what `meet` found)."""
    side = min(practice, research)
    state.relations[q].commitment_practice, state.relations[q].commitment_research = practice, research
    state.relations[q].commitments = side * (1.0 - p.accountability * (1.0 - lever.structure_agreements))
    met = 1.0 - math.exp(-meetings)
    state.relations[q].structures = (
        met
        + help_
        + lever.structure_agreements
        + lever.structure_knowledge_management
        + lever.structure_facilitation
        + max(lever.structure_board, lever.structure_reflective_routines)
    ) / 6.0
    top_i, top_p, top_c = 0.0, 0.0, 0.0
    sum_i, sum_p, sum_c, n = 0.0, 0.0, 0.0, 0.0
    for s in range(state.partnerships[q].seats_at, state.partnerships[q].seats_end):
        k = state.seats[s].row
        if state.seats[s].level == SEAT_TEACHER:
            i, a, c = state.teachers[k].practice, p.teacher_partnering, p.teacher_context
        else:
            i, a, c = state.leaders[k].instruction, state.leaders[k].partnering, state.leaders[k].context
        top_i, top_p, top_c = max(top_i, i), max(top_p, a), max(top_c, c)
        sum_i += i
        sum_p += a
        sum_c += c
        n += 1.0
    for r in range(state.partnerships[q].researchers_at, state.partnerships[q].researchers_end):
        if state.researchers[r].vacant <= 0.0:
            i, a, c = state.researchers[r].instruction, state.researchers[r].partnering, state.researchers[r].context
            top_i, top_p, top_c = max(top_i, i), max(top_p, a), max(top_c, c)
            sum_i += i
            sum_p += a
            sum_c += c
            n += 1.0
    if n > 0.0:
        # Who is best at each kind, and how common it is: expertise is distributed, and one person can leave.
        kinds_i, kinds_p, kinds_c = 0.5 * (top_i + sum_i / n), 0.5 * (top_p + sum_p / n), 0.5 * (top_c + sum_c / n)
        mean = (kinds_i + kinds_p + kinds_c) / 3.0
        state.relations[q].expertise = 0.5 * (mean + min(kinds_i, min(kinds_p, kinds_c)))
    # Memory builds up with what is written down, and with people who stay; it is lost when nobody keeps it.
    kept = p.memory_written * lever.structure_knowledge_management + p.memory_coordinator * help_
    kept += (1.0 - p.memory_written - p.memory_coordinator) * met
    state.relations[q].memory += p.memory_rate * (kept - state.relations[q].memory)


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
            lever = state.levers[q]
            meetings, help_ = meet(state, w, month, q, q0, stage == DORMANT, lever, p)
            practice, research = commit(state, q, lever, p)
            components(state, q, practice, research, meetings, help_, lever, p)

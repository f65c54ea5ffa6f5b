"""Step 5, meetings: people meet, promises are kept or broken, and trust and commitment follow.

What partners learn from each other here, tie by tie, is the social learning that joint work then turns into better
innovations.

Reads: levers, paid coordination, press, bad news. Writes: ties, commitments, promises, components of MHS 2022.
"""

from __future__ import annotations

import math

import numpy as np

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import note
from sim.kernel.forms import from_floor, moved
from sim.state.tables import ACTIVE, CENTRAL_OFFICE, DORMANT, FORMING, SEAT_TEACHER, SUPERINTENDENT, UNTENURED

# fmt: off
declare = Declarations("meetings", kind="uncertainty", scope="world")
declare("coordinator_half", 0.25, 0.1, 0.5, "full-time posts", "assumed", "CPG 2013 (devote resources)",
        "coordination per member district at which half of the possible help is reached", minimum=0.01, maximum=10,
        label="coordination for half of its help")
declare("held_alone", 0.55, 0.3, 0.8, "share", "assumed", "CPG 2013 (devote resources)",
        "planned meetings that take place with nobody to organise them", minimum=0, maximum=1,
        label="meetings held with no organiser")
declare("contact_rate", 1.2, 0.6, 2, "per meeting", "assumed", "-",
        "how quickly meetings in a month add up to full contact", minimum=0, maximum=10,
        label="contact gained by each meeting")
declare("remote_worth", 0.6, 0.3, 0.9, "share", "assumed", "CPG 2013 (presence)",
        "contact made by a remote meeting relative to one in person", minimum=0, maximum=1,
        label="worth of a remote meeting")
declare("superintendent_attends", 0.5, 0.2, 0.9, "share", "assumed", "-", "meetings that a superintendent attends",
        minimum=0, maximum=1, label="meetings a superintendent attends")
declare("promise_rate", 0.85, 0.5, 1, "promises a month", "assumed", "-", "promises between two people in full contact",
        minimum=0, maximum=1, label="promises between two people")
declare("common_rate", 0.2, 0.05, 0.4, "promises a month", "assumed", "CPG 2013 (trust)",
        "promises that one side makes to everybody: data on time, a report, released teachers", minimum=0, maximum=1,
        label="promises made to everybody")
declare("kept_base", 0.8, 0.65, 0.9, "share", "assumed", "-", "small promises kept without help", minimum=0, maximum=1)
declare("kept_coordination", 0.14, 0.05, 0.25, "share", "assumed", "CPG 2013 (devote resources)",
        "promises kept in addition because somebody keeps track", minimum=0, maximum=1,
        label="promises kept through coordination")
declare("kept_agreements", 0.06, 0, 0.12, "share", "assumed", "MHS 2022 (commitments)",
        "promises kept in addition because of agreements", minimum=0, maximum=1,
        label="promises kept through agreements")
declare("kept_stake", 0.16, 0.05, 0.35, "share", "assumed", "CPG 2013 (trust)", "large promises broken in addition",
        minimum=0, maximum=1)
declare("kept_overload", 0.3, 0.1, 0.5, "share", "assumed", "CPG 2013 (roles)",
        "promises broken in addition when twice the hours there are were asked", minimum=0, maximum=2,
        label="promises broken by overload")
declare("kept_unpaid", 0.15, 0.05, 0.3, "share", "assumed", "CPG 2013 (funders)",
        "researchers' promises broken in addition when staff cannot be paid", minimum=0, maximum=1,
        label="promises broken for lack of pay")
declare("kept_together", 0.08, 0, 0.2, "share", "assumed", "MHS 2022 (expertise for partnership)",
        "promises kept in addition by people expert in partnership work", minimum=0, maximum=1,
        label="promises kept through expertise")
declare("gain", 0.09, 0.04, 0.15, "share of the way to full trust", "assumed", "CPG 2013 (trust)",
        "trust gained by keeping a large promise", minimum=0, maximum=1, label="trust gained by a kept promise")
declare("small_worth", 0.5, 0.2, 0.9, "share", "assumed", "CPG 2013 (trust)",
        "trust gained by keeping a small promise, relative to a large one", minimum=0, maximum=1,
        label="trust gained by a small promise")
declare("loss", 0.28, 0.12, 0.5, "share of trust", "assumed", "CPG 2013 (trust); Slovic 1993",
        "trust lost by breaking a large promise", minimum=0, maximum=1, label="trust lost by a broken promise")
declare("cushion", 0.6, 0.3, 0.85, "share", "assumed", "CPG 2013 (long-term)",
        "part of a blow that a long history absorbs", minimum=0, maximum=0.99, label="blow that a long history absorbs")
declare("cushion_months", 36, 18, 72, "months", "assumed", "CPG 2013 (long-term)",
        "time over which such a history grows", minimum=1, maximum=600, label="months until a history has grown")
declare("fade", 0.015, 0.005, 0.04, "share a month", "assumed", "-", "fading of trust without contact", minimum=0,
        maximum=1)
declare("familiar", 0.35, 0.2, 0.5, "share", "assumed", "-",
        "trust between people for merely knowing of each other", minimum=0, maximum=1,
        label="trust from merely being known")
declare("presence", 0.2, 0.05, 0.35, "share", "assumed", "CPG 2013 (presence)",
        "trust that a long shared history adds to that, whatever was promised", minimum=0, maximum=1,
        label="trust from a long shared history")
declare("presence_rate", 0.03, 0.01, 0.08, "share a month", "assumed", "CPG 2013 (presence)",
        "how fast people in full contact come to trust each other so far", minimum=0, maximum=1,
        label="pace of trust through presence")
declare("distance", 0.3, 0.1, 0.5, "share", "assumed", "CPG 2013 (independence and joint work)",
        "how far full independence lowers the trust that can be reached", minimum=0, maximum=1,
        label="trust that independence costs")
declare("press_loss", 0.5, 0.2, 0.8, "share of trust", "assumed", "CPG 2013 (trust)",
        "trust lost to the worst press or the worst surprise", minimum=0, maximum=1,
        label="trust lost to the worst press")
declare("commitment_rate", 0.07, 0.03, 0.15, "share a month", "assumed", "-", "how fast commitment follows experience",
        minimum=0, maximum=1, label="pace of commitment")
declare("commitment_base", 0, -0.1, 0.1, "share", "assumed", "-", "commitment where there is nothing to go by",
        minimum=-1, maximum=1, label="commitment with nothing to go by")
declare("commitment_kept", 0.2, 0.1, 0.3, "share", "assumed", "CPG 2013 (trust)",
        "commitment that kept promises add", minimum=0, maximum=1, label="commitment from kept promises")
declare("commitment_trust", 0.3, 0.15, 0.5, "share", "assumed", "MHS 2022 (commitments)",
        "commitment that full trust adds", minimum=0, maximum=1, label="commitment from full trust")
declare("commitment_progress", 0.3, 0.15, 0.45, "share", "assumed", "Scott & Boyd 2020; W. T. Grant guidance",
        "commitment that visible progress adds", minimum=0, maximum=1, label="commitment from visible progress")
declare("commitment_agreements", 0.12, 0.05, 0.25, "share", "assumed", "MHS 2022 (commitments)",
        "commitment that agreements add", minimum=0, maximum=1, label="commitment from agreements")
declare("commitment_relevance", 0.2, 0.1, 0.35, "share", "assumed", "CPG 2013 (problems of practice)",
        "practitioners' commitment that fully relevant work adds", minimum=0, maximum=1,
        label="commitment from relevant work")
declare("commitment_goodwill", 0.15, 0.05, 0.3, "share", "assumed", "CPG 2013 (BERC)",
        "practitioners' commitment that goodwill adds", minimum=0, maximum=1, label="commitment from goodwill")
declare("commitment_overload", 0.28, 0.1, 0.5, "share", "assumed", "CPG 2013 (roles); MB",
        "commitment lost when twice the hours there are were asked", minimum=0, maximum=2,
        label="commitment lost to overload")
declare("commitment_reforms", 0.01, 0, 0.03, "share a reform", "assumed", "Hess 1999",
        "leaders' commitment lost to each other reform", minimum=0, maximum=1, label="commitment lost to other reforms")
declare("commitment_credit", 0.1, 0.02, 0.2, "share", "assumed", "CPG 2013 (incentives)",
        "researchers' commitment lost when their institution does not count the work", minimum=0, maximum=1,
        label="commitment lost for lack of credit")
declare("teacher_partnering", 0.3, 0.1, 0.5, "share", "assumed", "-",
        "teachers' expertise in partnership work", minimum=0, maximum=1, label="teachers' partnership expertise")
declare("teacher_context", 0.7, 0.5, 0.9, "share", "assumed", "MHS 2022 (expertise)",
        "teachers' expertise in the local context", minimum=0, maximum=1, label="teachers' local knowledge")
declare("broker_context", 0.5, 0.2, 0.8, "share", "assumed", "CPG 2013 (devote resources)",
        "coordinators' expertise in the local context", minimum=0, maximum=1, label="coordinators' local knowledge")
declare("untenured_discount", 2, 1, 4, "times", "assumed", "CPG 2013 (incentives)",
        "what missing credit costs the untenured, relative to others", minimum=0, maximum=10,
        label="cost of no credit to the untenured")
declare("commitment_own", 0.4, 0.2, 0.6, "share", "assumed", "CPG 2013 (turnover)",
        "part of leaders' commitment that is a matter of their own priorities", minimum=0, maximum=1,
        label="commitment from own priorities")
declare("accountability", 0.25, 0.1, 0.4, "share", "assumed", "MHS 2022 (commitments)",
        "part of commitments that only agreements hold in place", minimum=0, maximum=1,
        label="commitments only agreements hold")
declare("say_superintendent", 5, 2.5, 9, "weight", "assumed", "CPG 2013 (turnover); MHS 2022 (missing central office)",
        "weight of the superintendent when the practice side decides whether to go on", minimum=0, maximum=100,
        label="superintendent's say on going on")
declare("say_central_office", 3, 1.5, 5, "weight", "assumed", "MHS 2022 (missing central office)",
        "weight of the central-office leaders at the table, together", minimum=0, maximum=100,
        label="central office's say on going on")
declare("say_others", 1, 0.5, 2, "weight", "assumed", "CPG 2013 (Bellevue)",
        "weight of principals, of coaches and of teachers at the table, each group together", minimum=0.01, maximum=100,
        label="other groups' say on going on")
declare("kept_window", 6, 3, 12, "months", "assumed", "-", "time over which partners remember who kept promises",
        minimum=1, maximum=60, label="months that promises are remembered")
declare("reflection_floor", 0.2, 0.05, 0.4, "share", "assumed", "MHS 2022 (social learning)",
        "learning in meetings without any routine for it", minimum=0, maximum=1, label="learning without any routine")
declare("exchange_half", 0.06, 0.03, 0.12, "share", "assumed", "-",
        "mean exchange between partners that counts as half of full social learning", minimum=0.001, maximum=1,
        label="exchange for half of social learning")
declare("learning_rate", 0.05, 0.02, 0.1, "share a month", "assumed", "-",
        "expertise gap that the best possible month closes", minimum=0, maximum=1,
        label="expertise learned in the best month")
declare("training_gain", 0.02, 0.005, 0.05, "share a month", "assumed", "CPG 2013 (funders)",
        "expertise gap that full training closes in a month", minimum=0, maximum=1,
        label="expertise learned from training")
declare("memory_written", 0.5, 0.3, 0.6, "share", "assumed", "MHS 2022 (structures)",
        "part of what can be remembered that must be written down", minimum=0, maximum=0.6,
        label="memory that must be written down")
declare("memory_coordinator", 0.3, 0.1, 0.4, "share", "assumed", "CPG 2013 (devote resources)",
        "part of it that a coordinator keeps; meetings keep the rest", minimum=0, maximum=0.4,
        label="memory that a coordinator keeps")
declare("memory_rate", 0.02, 0.01, 0.05, "share a month", "assumed", "CPG 2013 (long-term)",
        "how fast institutional memory builds up or is lost", minimum=0, maximum=1,
        label="pace of institutional memory")
declare("dormant_contact", 0.15, 0.05, 0.3, "share", "assumed", "CPG 2013 (Bellevue)",
        "contact that goes on while a partnership is dormant", minimum=0, maximum=1, label="contact during dormancy")
declare("dormant_kept", 0.5, 0.2, 0.8, "share", "assumed", "CPG 2013 (funders)",
        "part of the lost contact that full coordination keeps up in dormancy", minimum=0, maximum=1,
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
    value = p.kept_base + p.kept_coordination * help_ + p.kept_agreements * agreements + p.kept_together * partnering
    value -= p.kept_stake * stake + p.kept_overload * min(1.0, overload) + p.kept_unpaid * unpaid
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
    return trust + p.gain * worth * max(0.0, ceiling - trust)


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
    return trust * (1.0 - p.loss * stake * (1.0 - cushioned(months_together, p)))


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
    return trust - p.fade * (1.0 - contact) * (trust - known)


@rule
def commitment_toward(trust, kept, progress, agreements, relevance, goodwill, overload, reforms, p):
    """Commitment that a practitioner's experience justifies [0-1].

    Source: CPG 2013 (trust; roles); MHS 2022 (commitments); Scott & Boyd 2020.
    """
    value = p.commitment_base + p.commitment_trust * trust + p.commitment_kept * kept
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
def meet(
    w,
    month,
    q,
    q0,
    resting,
    worlds,
    districts,
    teachers,
    leaders,
    researchers,
    partnerships,
    seats,
    ties,
    lever,
    p,
    entries,
):
    """All boundary ties of one partnership: contact, promises, trust, learning."""
    seed = worlds[w].seed
    tie0 = worlds[w].ties_at
    due, kept = chance.stream(seed, chance.PROMISE_DUE, month), chance.stream(seed, chance.PROMISE_KEPT, month)
    due_back, kept_back = (
        chance.stream(seed, chance.PROMISE_DUE_BACK, month),
        chance.stream(seed, chance.PROMISE_KEPT_BACK, month),
    )
    filled = 1.0 if partnerships[q].broker_vacant <= 0.0 else 0.0
    members = float(max(1, partnerships[q].districts_end - partnerships[q].districts_at))
    help_ = coordination_at_work(lever.coordination_fte, partnerships[q].paid_coordination, filled, members, p)
    meetings = meetings_this_month(lever.contact_meetings, lever.contact_burst_months, month, help_, p)
    stage_contact = contact_at_rest(help_, p) if resting else 1.0
    meetings *= stage_contact
    ceiling = 1.0 - p.distance * lever.structure_independence
    unpaid = 1.0 - partnerships[q].paid_staff if partnerships[q].unpaid > 0.0 else 0.0
    overload = partnerships[q].overload
    common, common_kept = (
        chance.stream(seed, chance.COMMON_PROMISE, month),
        chance.stream(seed, chance.COMMON_KEPT, month),
    )
    # 1 if a promise to everybody was kept this month, -1 if it was broken: by researchers, by practitioners.
    by_research, by_practice = 0, 0
    stake = stake_of_promise(lever.contact_stake, lever.contact_small_first, partnerships[q].trust)
    if chance.uniform(common, 2 * (q - q0)) < p.common_rate * stage_contact:
        likely = chance_kept(stake, help_, lever.structure_agreements, 0.0, unpaid, 0.0, p)
        by_research = 1 if chance.uniform(common_kept, 2 * (q - q0)) < likely else -1
    if chance.uniform(common, 2 * (q - q0) + 1) < p.common_rate * stage_contact:
        likely = chance_kept(stake, help_, lever.structure_agreements, overload, 0.0, 0.0, p)
        by_practice = 1 if chance.uniform(common_kept, 2 * (q - q0) + 1) < likely else -1
    if by_research < 0 or by_practice < 0:
        note(entries, w, month, log.PROMISE_BROKEN, q - q0, 0 if by_research < 0 else 1, stake)
    promises, kept_now, contacts, learning = 0.0, 0.0, 0.0, 0.0
    promises += float(abs(by_research) + abs(by_practice))
    kept_now += float(max(0, by_research) + max(0, by_practice))
    trust_p, trust_r, count = 0.0, 0.0, 0.0
    for t in range(partnerships[q].ties_at, partnerships[q].ties_end):
        i = t - tie0
        s, r = ties[t].seat, ties[t].researcher
        person, level, d = seats[s].row, seats[s].level, seats[s].district
        if level == SEAT_TEACHER:
            commitment, partnering, instruction, context, away = (
                teachers[person].commitment,
                p.teacher_partnering,
                teachers[person].practice,
                p.teacher_context,
                0.0,
            )
        else:
            commitment, partnering = leaders[person].commitment, leaders[person].partnering
            instruction, context, away = leaders[person].instruction, leaders[person].context, leaders[person].vacant
        if r >= 0:
            other, other_partnering = researchers[r].commitment, researchers[r].partnering
            other_instruction, other_context, other_away = (
                researchers[r].instruction,
                researchers[r].context,
                researchers[r].vacant,
            )
        else:
            other, other_partnering = partnerships[q].broker_commitment, partnerships[q].broker_partnering
            other_instruction, other_context = 0.0, p.broker_context
            other_away = 0.0 if lever.coordination_fte > 0.0 and filled > 0.5 else 1.0
        # A shared history grows while both are there, and slowly while work rests.
        if away <= 0.0 and other_away <= 0.0:
            ties[t].months += stage_contact
        tp, tr, months = ties[t].trust_practice, ties[t].trust_research, ties[t].months
        blow = max(districts[d].press, partnerships[q].bad_news)
        if blow > 0.0:
            tp = trust_after_shock(tp, months, blow, p)
        if partnerships[q].shock > 0.0:
            tp = trust_after_broken_promise(tp, months, partnerships[q].shock, p)
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
                    kept_now += 1.0
                    tp = trust_after_kept_promise(tp, size, ceiling, p)
                else:
                    tp = trust_after_broken_promise(tp, months, size, p)
            if chance.uniform(due_back, i) < p.promise_rate * contact:
                size = stake_of_promise(lever.contact_stake, lever.contact_small_first, tr)
                promises += 1.0
                if chance.uniform(kept_back, i) < chance_kept(
                    size, help_, lever.structure_agreements, overload, 0.0, partnering, p
                ):
                    kept_now += 1.0
                    tr = trust_after_kept_promise(tr, size, ceiling, p)
                else:
                    tr = trust_after_broken_promise(tr, months, size, p)
        tp = trust_through_presence(tp, months, contact, ceiling, p)
        tr = trust_through_presence(tr, months, contact, ceiling, p)
        ties[t].trust_practice, ties[t].trust_research = tp, tr
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
                leaders[person].instruction = learned(instruction, other_instruction, quality, p)
                leaders[person].partnering = learned(partnering, other_partnering, quality, p)
            if r >= 0:
                researchers[r].context = learned(other_context, context, quality, p)
                researchers[r].partnering = learned(other_partnering, partnering, quality, p)
    if count > 0.0:
        partnerships[q].trust_practice = trust_p / count
        partnerships[q].trust = 0.5 * (trust_p + trust_r) / count
        partnerships[q].contact = contacts / count
        partnerships[q].social_learning = learning_together(learning / count, p)
    partnerships[q].promises, partnerships[q].kept_now = promises, kept_now
    if promises > 0.0:
        partnerships[q].kept += (kept_now / promises - partnerships[q].kept) / p.kept_window
    if partnerships[q].shock > 0.0:
        note(entries, w, month, log.PROMISE_BROKEN, q - q0, 0, partnerships[q].shock)
    partnerships[q].bad_news = 0.0
    return meetings, help_


@kernel
def commit(q, districts, teachers, leaders, researchers, partnerships, seats, ties, lever, p):
    """Commitment of everybody at the table follows experience; returns what carries each of the two sides.

    On the practice side those with authority weigh more; where few levels are tied in, much hangs on one person.
    """
    per_seat = partnerships[q].researchers_end - partnerships[q].researchers_at + 1
    practice, weights = 0.0, 0.0
    progress, overload = partnerships[q].progress, partnerships[q].overload
    size = np.zeros(SEAT_TEACHER + 1)
    for s in range(partnerships[q].seats_at, partnerships[q].seats_end):
        size[seats[s].level] += 1.0
    for s in range(partnerships[q].seats_at, partnerships[q].seats_end):
        first = partnerships[q].ties_at + (s - partnerships[q].seats_at) * per_seat
        trust = 0.0
        for t in range(first, first + per_seat):
            trust += ties[t].trust_practice
        trust /= per_seat
        person, d = seats[s].row, seats[s].district
        target = commitment_toward(
            trust,
            partnerships[q].kept,
            progress,
            lever.structure_agreements,
            partnerships[q].relevance,
            partnerships[q].goodwill,
            overload,
            districts[d].reforms,
            p,
        )
        if seats[s].level == SEAT_TEACHER:
            teachers[person].commitment += p.commitment_rate * (target - teachers[person].commitment)
            teachers[person].trust = trust
            commitment = teachers[person].commitment
        else:
            # Leaders come with priorities of their own, and experience changes them only in part.
            target = moved(target, leaders[person].priority, p.commitment_own)
            leaders[person].commitment += p.commitment_rate * (target - leaders[person].commitment)
            leaders[person].instruction = trained(leaders[person].instruction, lever.capacity_training, p)
            leaders[person].partnering = trained(
                leaders[person].partnering, 0.5 * (lever.capacity_training + lever.capacity_boundary_spanning), p
            )
            # An empty chair commits nobody.
            commitment = leaders[person].commitment if leaders[person].vacant <= 0.0 else 0.0
        level = seats[s].level
        say = p.say_others
        if level == SUPERINTENDENT:
            say = p.say_superintendent
        elif level == CENTRAL_OFFICE:
            say = p.say_central_office
        practice += commitment * say / size[level]
        weights += say / size[level]
    practice = practice / weights if weights > 0.0 else 0.0
    research, people = 0.0, 0.0
    for r in range(partnerships[q].researchers_at, partnerships[q].researchers_end):
        if researchers[r].vacant > 0.0:
            continue
        target = commitment_toward(
            partnerships[q].trust,
            partnerships[q].kept,
            progress,
            lever.structure_agreements,
            0.5 * (partnerships[q].relevance + lever.work_field_weight),
            0.0,
            0.0,
            0.0,
            p,
        )
        discount = p.commitment_credit * (1.0 - lever.team_partnership_credit)
        target -= discount * (p.untenured_discount if researchers[r].role == UNTENURED else 1.0)
        researchers[r].commitment += p.commitment_rate * (max(0.0, target) - researchers[r].commitment)
        researchers[r].partnering = trained(researchers[r].partnering, lever.capacity_boundary_spanning, p)
        research += researchers[r].commitment
        people += 1.0
    research = research / people if people > 0.0 else 0.0
    return practice, research


@kernel
def components(q, practice, research, meetings, help_, leaders, researchers, teachers, partnerships, seats, lever, p):
    """The four components of MHS 2022 as they stand (social learning is what `meet` found)."""
    side = min(practice, research)
    partnerships[q].commitment_practice, partnerships[q].commitment_research = practice, research
    partnerships[q].commitments = side * (1.0 - p.accountability * (1.0 - lever.structure_agreements))
    met = 1.0 - math.exp(-meetings)
    partnerships[q].structures = (
        met
        + help_
        + lever.structure_agreements
        + lever.structure_knowledge_management
        + lever.structure_facilitation
        + max(lever.structure_board, lever.structure_reflective_routines)
    ) / 6.0
    top_i, top_p, top_c = 0.0, 0.0, 0.0
    sum_i, sum_p, sum_c, n = 0.0, 0.0, 0.0, 0.0
    for s in range(partnerships[q].seats_at, partnerships[q].seats_end):
        k = seats[s].row
        if seats[s].level == SEAT_TEACHER:
            i, a, c = teachers[k].practice, p.teacher_partnering, p.teacher_context
        else:
            i, a, c = leaders[k].instruction, leaders[k].partnering, leaders[k].context
        top_i, top_p, top_c = max(top_i, i), max(top_p, a), max(top_c, c)
        sum_i += i
        sum_p += a
        sum_c += c
        n += 1.0
    for r in range(partnerships[q].researchers_at, partnerships[q].researchers_end):
        if researchers[r].vacant <= 0.0:
            i, a, c = researchers[r].instruction, researchers[r].partnering, researchers[r].context
            top_i, top_p, top_c = max(top_i, i), max(top_p, a), max(top_c, c)
            sum_i += i
            sum_p += a
            sum_c += c
            n += 1.0
    if n > 0.0:
        # Who is best at each kind, and how common it is: expertise is distributed, and one person can leave.
        kinds_i, kinds_p, kinds_c = 0.5 * (top_i + sum_i / n), 0.5 * (top_p + sum_p / n), 0.5 * (top_c + sum_c / n)
        mean = (kinds_i + kinds_p + kinds_c) / 3.0
        partnerships[q].expertise = 0.5 * (mean + min(kinds_i, min(kinds_p, kinds_c)))
    # Memory builds up with what is written down, and with people who stay; it is lost when nobody keeps it.
    kept = p.memory_written * lever.structure_knowledge_management + p.memory_coordinator * help_
    kept += (1.0 - p.memory_written - p.memory_coordinator) * met
    partnerships[q].memory += p.memory_rate * (kept - partnerships[q].memory)


@kernel
def step(
    first,
    last,
    month,
    worlds,
    districts,
    teachers,
    leaders,
    researchers,
    partnerships,
    seats,
    ties,
    levers,
    p_all,
    entries,
):
    """One month of meetings for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = p_all[w]
        q0 = worlds[w].partnerships_at
        for q in range(q0, worlds[w + 1].partnerships_at):
            stage = partnerships[q].stage
            if stage != ACTIVE and stage != FORMING and stage != DORMANT:
                continue
            lever = levers[q]
            meetings, help_ = meet(
                w,
                month,
                q,
                q0,
                stage == DORMANT,
                worlds,
                districts,
                teachers,
                leaders,
                researchers,
                partnerships,
                seats,
                ties,
                lever,
                p,
                entries,
            )
            practice, research = commit(
                q, districts, teachers, leaders, researchers, partnerships, seats, ties, lever, p
            )
            components(
                q, practice, research, meetings, help_, leaders, researchers, teachers, partnerships, seats, lever, p
            )


TABLES = (
    "worlds",
    "districts",
    "teachers",
    "leaders",
    "researchers",
    "partnerships",
    "seats",
    "ties",
    "levers",
    "meetings",
    "log",
)

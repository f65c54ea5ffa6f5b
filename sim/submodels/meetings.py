"""Meetings: people meet, promises are kept or broken, and trust and commitment follow.

What partners learn from each other here, tie by tie, is the social learning that joint work then turns into better
innovations.
"""

import math
from typing import NamedTuple

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.chairs import is_held, sits
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import (
    MONTHS_A_YEAR,
    bounded,
    from_floor,
    mean,
    moved,
    raised,
    saturating,
    shared_history,
    shifted,
)
from sim.kernel.members import is_member, members_of
from sim.kernel.posts import OTHERS
from sim.state.tables import ACTIVE, CENTRAL_OFFICE, DORMANT, FORMING, SEAT_TEACHER, SUPERINTENDENT

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("meetings.coordinator_half", default=0.25, low=0.1, high=0.5, minimum=0.01, maximum=10, unit="full-time posts",
        source="CPG 2013 (devote resources)",
        meaning="coordination per member district at which half of the possible help is reached",
        label="coordination for half of its help")
declare("meetings.held_alone", default=0.55, low=0.3, high=0.8, unit="share", source="CPG 2013 (devote resources)",
        meaning="planned meetings that take place with nobody to organise them",
        label="meetings held with no organiser")
declare("meetings.contact_rate", default=1.2, low=0.6, high=2, minimum=0, maximum=10, unit="per meeting",
        meaning="how quickly meetings in a month add up to full contact", label="contact gained by each meeting")
declare("meetings.remote_worth", default=0.6, low=0.3, high=0.9, unit="share", source="CPG 2013 (presence)",
        meaning="contact made by a remote meeting relative to one in person", label="worth of a remote meeting")
declare("meetings.common_rate", default=0.4, low=0.2, high=0.7, minimum=0, maximum=1, unit="promises a month",
        source="CPG 2013 (trust)",
        meaning="promises that one side makes to everybody: data on time, a report, released teachers",
        label="promises made to everybody")
declare("meetings.promises_kept_base", default=0.8, low=0.65, high=0.9, unit="share",
        meaning="small promises kept without help", key="meetings.kept_base")
declare("meetings.promises_kept_coordination", default=0.14, low=0.05, high=0.25, unit="share",
        source="CPG 2013 (devote resources)", meaning="promises kept in addition because somebody keeps track",
        label="promises kept through coordination", key="meetings.kept_coordination")
declare("meetings.promises_kept_agreements", default=0.06, low=0, high=0.12, unit="share",
        source="MHS 2022 (commitments)", meaning="promises kept in addition because of agreements",
        label="promises kept through agreements", key="meetings.kept_agreements")
declare("meetings.promises_kept_stake", default=0.16, low=0.05, high=0.35, unit="share", source="CPG 2013 (trust)",
        meaning="large promises broken in addition", key="meetings.kept_stake")
declare("meetings.promises_kept_overload", default=0.3, low=0.1, high=0.5, maximum=2, unit="share",
        source="CPG 2013 (roles)", meaning="promises broken in addition when twice the hours there are were asked",
        label="promises broken by overload", key="meetings.kept_overload")
declare("meetings.promises_kept_unpaid", default=0.15, low=0.05, high=0.3, unit="share", source="CPG 2013 (funders)",
        meaning="researchers' promises broken in addition when staff cannot be paid",
        label="promises broken for lack of pay", key="meetings.kept_unpaid")
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
declare("meetings.familiar", default=0.35, low=0.2, high=0.5, unit="share",
        meaning="trust between people for merely knowing of each other", label="trust from merely being known")
declare("meetings.presence", default=0.2, low=0.05, high=0.35, unit="share", source="CPG 2013 (presence)",
        meaning="trust that a long shared history adds to that, whatever was promised",
        label="trust from a long shared history")
declare("meetings.presence_rate", default=0.03, low=0.01, high=0.08, unit="share a month", source="CPG 2013 (presence)",
        meaning="how fast people in full contact come to trust each other so far, and a district's leaders to know each"
                " other again",
        label="pace of trust through presence")
declare("meetings.distance", default=0.1, low=0.03, high=0.2, unit="share",
        source="CPG 2013 (independence and joint work)",
        meaning="how far full independence lowers the trust that can be reached", label="trust that independence costs")
declare("meetings.commitment_rate", default=0.07, low=0.03, high=0.15, unit="share a month",
        meaning="how fast commitment follows experience", label="pace of commitment")
declare("meetings.commitment_base", default=0, low=-0.1, high=0.1, minimum=-1, unit="share",
        meaning="commitment where there is nothing to go by", label="commitment with nothing to go by")
declare("meetings.commitment_promises_kept", default=0.2, low=0.1, high=0.3, unit="share", source="CPG 2013 (trust)",
        meaning="commitment that kept promises add", label="commitment from kept promises",
        key="meetings.commitment_kept")
declare("meetings.commitment_trust", default=0.3, low=0.15, high=0.5, unit="share", source="MHS 2022 (commitments)",
        meaning="commitment that full trust adds", label="commitment from full trust")
declare("meetings.commitment_progress", default=0.3, low=0.15, high=0.45, unit="share",
        source="Scott & Boyd 2020; W. T. Grant guidance", meaning="commitment that visible progress adds",
        label="commitment from visible progress")
declare("meetings.commitment_agreements", default=0.12, low=0.05, high=0.25, unit="share",
        source="MHS 2022 (commitments)", meaning="commitment that agreements add", label="commitment from agreements")
declare("meetings.commitment_relevance", default=0.2, low=0.1, high=0.35, unit="share",
        source="CPG 2013 (problems of practice)", meaning="practitioners' commitment that fully relevant work adds",
        label="commitment from relevant work")
declare("meetings.commitment_goodwill", default=0.15, low=0.05, high=0.3, unit="share", source="CPG 2013 (BERC)",
        meaning="practitioners' commitment that goodwill adds", label="commitment from goodwill")
declare("meetings.commitment_overload", default=0.28, low=0.1, high=0.5, maximum=2, unit="share",
        source="CPG 2013 (roles); MB", meaning="commitment lost when twice the hours there are were asked",
        label="commitment lost to overload")
declare("meetings.commitment_reforms", default=0.01, low=0, high=0.03, unit="share a reform", source="Hess 1999",
        meaning="practitioners' commitment lost to each other reform", label="commitment lost to other reforms")
declare("meetings.commitment_credit", default=0.1, low=0.02, high=0.2, unit="share", source="CPG 2013 (incentives)",
        meaning="researchers' commitment lost when their institution does not count the work",
        label="commitment lost for lack of credit")
declare("meetings.commitment_own", default=0.4, low=0.2, high=0.6, unit="share", source="CPG 2013 (turnover)",
        meaning="part of leaders' commitment that is a matter of their own priorities",
        label="commitment from own priorities")
declare("meetings.weight_superintendent", default=5, low=2.5, high=9, minimum=0, maximum=100, unit="weight",
        source="CPG 2013 (turnover); MHS 2022 (missing central office)",
        meaning="weight of the superintendent when the practice side decides whether to go on, relative to principals,"
                " to coaches and to teachers at the table, each group together",
        label="superintendent's weight on going on", key="meetings.say_superintendent")
declare("meetings.weight_central_office", default=3, low=1.5, high=5, minimum=0, maximum=100, unit="weight",
        source="MHS 2022 (missing central office)",
        meaning="weight of the central-office leaders at the table, together, relative to the same",
        label="central office's weight on it", key="meetings.say_central_office")
declare("meetings.reflection_floor", default=0.2, low=0.05, high=0.4, unit="share", source="MHS 2022 (social learning)",
        meaning="learning in meetings without any routine for it", label="learning without any routine")
declare("meetings.exchange_half", default=0.06, low=0.03, high=0.12, minimum=0.001, unit="share",
        meaning="mean exchange between partners that counts as half of full social learning",
        label="exchange for half of social learning")
declare("meetings.learning_rate", default=0.05, low=0.02, high=0.1, unit="share a month",
        meaning="expertise gap that the best possible month closes", label="expertise learned in the best month")
declare("meetings.training_gain", default=0.02, low=0.005, high=0.05, unit="share a month", source="CPG 2013 (funders)",
        meaning="expertise gap that full training closes in a month", label="expertise learned from training")
declare("meetings.memory_rate", default=0.05, low=0.02, high=0.1, unit="share a month", source="CPG 2013 (long-term)",
        meaning="how fast institutional memory builds up or is lost", label="pace of institutional memory")
declare("meetings.dormant_contact", default=0.15, low=0.05, high=0.3, unit="share", source="CPG 2013 (Bellevue)",
        meaning="contact that goes on while a partnership is dormant with nobody to keep it up",
        label="contact during dormancy")
PARAMETERS = declare.all
# fmt: on

#: Kinds of expertise (in instruction, in partnership work, in the context), of equal weight.
KINDS = 3.0
#: Structures of a partnership (meetings, coordination, agreements, records, facilitation, routines), of equal weight.
STRUCTURES = 6.0
#: What keeps a memory (writing down, coordination, meetings), of equal weight.
KEEPERS = 3.0


@rule
def coordination_at_work(fte, paid, filled, districts, p):
    """Help that coordination gives [0-1]: each further post helps less, and districts share it.

    Source: CPG 2013 (devote resources and staffing).
    """
    posts = fte * paid * filled / districts
    return saturating(posts, p.coordinator_half)


@rule
def meetings_this_month(planned, burst, month, help_, p):
    """Meetings that take place this month. In bursts, the meetings of several months fall into one."""
    if int(burst) > 1:
        planned = planned * burst if month % int(burst) == 0 else 0.0
    return planned * from_floor(p.held_alone, help_)


@rule
def contact_at_rest(help_, p):
    """Share of usual contact that goes on while a partnership is dormant [0-1]; full coordination keeps up all of it.

    Source: CPG 2013 (funders: staff who maintain relationships between projects; Bellevue).
    """
    return from_floor(p.dormant_contact, help_)


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
def chance_kept(stake, help_, agreements, overload, unpaid, partnering, character, p):
    """Chance that a promise is kept [0-1].

    Args:
        stake: size of the promise [0-1].
        help_: coordination at work [0-1].
        agreements: lever [0-1].
        overload: hours asked beyond those there are [0-1] (0 for researchers).
        unpaid: share of staff that cannot be paid (0 for practitioners).
        partnering: expertise in partnership work of who promised [0-1].
        character: what habit, reliability and open conflict add [log odds].
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
        return moved(trust, known, p.presence_rate * contact)
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
    return bounded(value - (p.commitment_overload * min(1.0, overload) + p.commitment_reforms * reforms))


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
    return contact * trust * care * from_floor(p.reflection_floor, reflective)


@rule
def learning_together(exchange, p):
    """Social learning of a partnership [0-1) from the mean exchange over its ties, weighted by what there is to learn.

    Each factor of an exchange is a share, so that even a good one is far below 1; the scale says what counts as half.
    """
    return saturating(exchange, p.exchange_half)


@rule
def learned(own, other, quality, p):
    """Expertise after learning from somebody who knows more [0-1]; nobody unlearns by listening."""
    return raised(own, other, p.learning_rate * quality)


@rule
def trained(own, training, p):
    """Expertise after a month of training [0-1]."""
    return moved(own, 1.0, p.training_gain * training)


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


@rule
def best_of_two(instruction, other_instruction, partnering, other_partnering, context, other_context):
    """What there is to learn between two people [0-1]: mean over the kinds of expertise of whoever knows more."""
    best = max(instruction, other_instruction) + max(partnering, other_partnering) + max(context, other_context)
    return best / KINDS


@kernel
def practitioner(state, seat, begin):
    """Whoever holds a seat: commitment, expertise of the three kinds (instruction, partnering, context), reliability,
    presence. Teachers bring their practice, and know of the rest what practitioners know who begin (``begin``)."""
    person = state.seats[seat].row
    if state.seats[seat].level == SEAT_TEACHER:
        teacher = state.teachers[person]
        return teacher.commitment, teacher.practice, begin.partnering, begin.context, 0.0, True
    leader = state.leaders[person]
    return (
        leader.commitment, leader.instruction, leader.partnering, leader.context, leader.dependability,
        leader.vacant <= 0.0,
    )  # fmt: skip


@kernel
def partner(state, q, researcher, begin):
    """Whoever holds the research side of a tie, the same six; the coordinator where there is no row, who knows the
    place as practitioners do who begin."""
    if researcher >= 0:
        one = state.researchers[researcher]
        return one.commitment, one.instruction, one.partnering, one.context, one.dependability, one.vacant <= 0.0
    coordinator = state.coordinators[q]
    there = state.levers[q].coordination_fte > 0.0 and coordinator.vacant <= 0.0
    return coordinator.commitment, 0.0, coordinator.partnering, begin.context, coordinator.dependability, there


class Together(NamedTuple):
    """What all ties of one partnership share in a month.

    Attributes:
        help_: coordination at work [0-1].
        meetings: meetings that take place.
        rest: share of usual contact [0-1], below 1 while work rests.
        ceiling: trust that the partners' distance allows [0-1].
        stake: size of promises made to everybody [0-1].
        unpaid: share of staff that cannot be paid [0-1].
        habit: of keeping promises, as open conflict leaves it [log odds].
        by_research, by_practice: what became of the promise of a side to everybody, see `promise`.
    """

    help_: float
    meetings: float
    rest: float
    ceiling: float
    stake: float
    unpaid: float
    habit: float
    by_research: int
    by_practice: int


@kernel
def together(state, w, month, q, i, resting, lever, p):
    """What all ties of a partnership, the ``i``-th of its world, share this month."""
    seed, relation = state.worlds[w].seed, state.relations[q]
    filled = 1.0 if state.coordinators[q].vacant <= 0.0 else 0.0
    members = max(1.0, members_of(state, q))
    help_ = coordination_at_work(lever.coordination_fte, state.finances[q].paid_coordination, filled, members, p)
    meetings = meetings_this_month(lever.contact_meetings, lever.contact_burst_months, month, help_, p)
    rest = contact_at_rest(help_, p) if resting else 1.0
    unpaid = 1.0 - state.finances[q].others
    stake = stake_of_promise(lever.contact_stake, lever.contact_small_first, relation.trust)
    due, kept = chance.stream(seed, chance.COMMON_PROMISE, month), chance.stream(seed, chance.COMMON_KEPT, month)
    rate, agreements = p.common_rate * rest, lever.structure_agreements
    habit = relation.habit - state.conflict[w].promises_broken * relation.strain
    likely = chance_kept(stake, help_, agreements, 0.0, unpaid, 0.0, habit, p)
    by_research = promise(rate, chance.uniform(due, 2 * i), likely, chance.uniform(kept, 2 * i))
    likely = chance_kept(stake, help_, agreements, state.efforts[q].overload, 0.0, 0.0, habit, p)
    by_practice = promise(rate, chance.uniform(due, 2 * i + 1), likely, chance.uniform(kept, 2 * i + 1))
    relation.broken = relation.shock
    if by_research < 0 or by_practice < 0:
        relation.broken = max(relation.broken, stake)
    if by_research < 0:
        log_event(state.log, w, month, log.PROMISE_BROKEN, i, 0, stake)
    if by_practice < 0:
        log_event(state.log, w, month, log.PROMISE_BROKEN, i, 1, stake)
    ceiling = 1.0 - p.distance * lever.structure_independence
    relation.coordination = help_
    return Together(help_, meetings * rest, rest, ceiling, stake, unpaid, habit, by_research, by_practice)


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
def learn_on_tie(state, w, q, tie, contact, lever, p):
    """Two people learn from each other; returns what they learned together [0-1]."""
    row, r = state.ties[tie].seat, state.ties[tie].researcher
    begin = state.initial[w]
    commitment, instruction, partnering, context, reliable, here = practitioner(state, row, begin)
    other, other_instruction, other_partnering, other_context, dependable, there = partner(state, q, r, begin)
    trust = mean(state.ties[tie].trust_practice, state.ties[tie].trust_research)
    quality = quality_of_exchange(contact, trust, commitment, other, lever.structure_reflective_routines, p)
    if state.seats[row].level != SEAT_TEACHER:
        leader = state.leaders[state.seats[row].row]
        leader.instruction = learned(instruction, other_instruction, quality, p)
        leader.partnering = learned(partnering, other_partnering, quality, p)
    if r >= 0:
        state.researchers[r].context = learned(other_context, context, quality, p)
        state.researchers[r].partnering = learned(other_partnering, partnering, quality, p)
    return quality * best_of_two(instruction, other_instruction, partnering, other_partnering, context, other_context)


@kernel
def people_of_level(state, q, level):
    """People of one level at the table of a partnership."""
    people = 0.0
    for row in range(state.partnerships[q].seats_at, state.partnerships[q].seats_end):
        if state.seats[row].level == level and is_member(state, state.seats[row].district):
            people += 1.0
    return people


@rule
def weight_of(level, p):
    """Weight of a level of authority in what carries the practice side."""
    if level == SUPERINTENDENT:
        return p.weight_superintendent
    return p.weight_central_office if level == CENTRAL_OFFICE else OTHERS


@kernel
def authority_of(state, q, seat, p):
    """Weight of one seat: people of a level share the weight of it."""
    level = state.seats[seat].level
    return weight_of(level, p) / people_of_level(state, q, level)


@kernel
def weight_of_tie(state, q, tie):
    """How much a tie is there [0-1]: not at all with people of a district that has left, and with a coordinator as far
    as there is a post, so that nought has none."""
    if not is_member(state, state.seats[state.ties[tie].seat].district):
        return 0.0
    if state.ties[tie].researcher >= 0:
        return 1.0
    return min(1.0, state.levers[q].coordination_fte)


@kernel
def meet_on_tie(state, w, month, q, tie, all_, lever, p):
    """Two people meet, keep or break what they promised, trust and learn; returns promises, kept, contact, learning.

    While one chair is empty the tie waits as its next holder will find it.
    """
    if not is_held(state, q, tie):
        return 0.0, 0.0, 0.0, 0.0
    seed, one, i = state.worlds[w].seed, state.ties[tie], tie - state.worlds[w].ties_at
    begin = state.initial[w]
    commitment, instruction, partnering, context, reliable, _ = practitioner(state, one.seat, begin)
    other, other_instruction, other_partnering, other_context, dependable, _ = partner(state, q, one.researcher, begin)
    # A shared history grows while both are there, and slowly while work rests.
    one.months += all_.rest
    attendance = math.sqrt(max(0.0, commitment * other))
    contact = contact_made(all_.meetings, lever.contact_face_to_face, attendance, p)
    contact *= weight_of_tie(state, q, tie)
    practice, research = shaken(state, q, tie, all_, p)
    agreements, became, back = lever.structure_agreements, 0, 0
    # In full contact each promises the other something every month.
    if chance.uniform(chance.stream(seed, chance.PROMISE_DUE, month), i) < contact:
        size = stake_of_promise(lever.contact_stake, lever.contact_small_first, practice)
        likely = chance_kept(
            size, all_.help_, agreements, 0.0, all_.unpaid, other_partnering, all_.habit + dependable, p
        )
        became = 1 if chance.uniform(chance.stream(seed, chance.PROMISE_KEPT, month), i) < likely else -1
        practice = trust_after_promise(practice, became, one.months, size, all_.ceiling, p)
    if chance.uniform(chance.stream(seed, chance.PROMISE_DUE_BACK, month), i) < contact:
        size = stake_of_promise(lever.contact_stake, lever.contact_small_first, research)
        overload = state.efforts[q].overload
        likely = chance_kept(size, all_.help_, agreements, overload, 0.0, partnering, all_.habit + reliable, p)
        back = 1 if chance.uniform(chance.stream(seed, chance.PROMISE_KEPT_BACK, month), i) < likely else -1
        research = trust_after_promise(research, back, one.months, size, all_.ceiling, p)
    one.trust_practice = trust_through_presence(practice, one.months, contact, all_.ceiling, p)
    one.trust_research = trust_through_presence(research, one.months, contact, all_.ceiling, p)
    learning = learn_on_tie(state, w, q, tie, contact, lever, p) if contact > 0.0 else 0.0
    return float(abs(became) + abs(back)), float(max(0, became) + max(0, back)), contact, learning


@kernel
def meet(state, w, month, q, i, resting, lever, p):
    """All boundary ties of one partnership, the ``i``-th of its world: contact, promises, trust, learning.

    Returns meetings of this month and coordination at work.
    """
    relation, partnership = state.relations[q], state.partnerships[q]
    all_ = together(state, w, month, q, i, resting, lever, p)
    promises = float(abs(all_.by_research) + abs(all_.by_practice))
    kept = float(max(0, all_.by_research) + max(0, all_.by_practice))
    trust_practice, trust_research, say, contacts, learning, count = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    per_seat = partnership.researchers_end - partnership.researchers_at + 1
    for seat in range(partnership.seats_at, partnership.seats_end):
        # Organisations trust each other as those with authority do.
        authority = authority_of(state, q, seat, p)
        first = partnership.ties_at + (seat - partnership.seats_at) * per_seat
        for row in range(first, first + per_seat):
            weight = weight_of_tie(state, q, row)
            if weight == 0.0:
                continue
            due, kept_due, contact, exchange = meet_on_tie(state, w, month, q, row, all_, lever, p)
            promises += due
            kept += kept_due
            contacts += contact
            learning += exchange * weight
            count += weight
            trust_practice += state.ties[row].trust_practice * weight * authority
            trust_research += state.ties[row].trust_research * weight * authority
            say += weight * authority
    if count > 0.0:
        relation.trust_practice = trust_practice / say
        relation.trust_research = trust_research / say
        relation.trust = mean(trust_practice, trust_research) / say
        relation.contact = contacts / count
        relation.social_learning = learning_together(learning / count, p)
    relation.promises, relation.promises_kept_now = promises, kept
    if promises > 0.0:
        # Partners remember who kept promises for about a year.
        relation.promises_kept += (kept / promises - relation.promises_kept) / MONTHS_A_YEAR
    if relation.shock > 0.0:
        log_event(state.log, w, month, log.PROMISE_BROKEN, i, 0, relation.shock)
    relation.bad_news = 0.0
    return all_.meetings, all_.help_


@kernel
def commit_seat(state, q, seat, trust, lever, p):
    """Commitment of one practitioner follows experience; returns it. An empty chair commits nobody, and what counts
    until it is filled is what the organisation holds."""
    if not sits(state, seat):
        return state.districts[state.seats[seat].district].stance
    relation, effort, person = state.relations[q], state.efforts[q], state.seats[seat].row
    target = commitment_toward(
        trust,
        relation.promises_kept,
        effort.progress,
        lever.structure_agreements,
        state.agendas[q].relevance,
        state.findings[q].goodwill,
        effort.overload,
        state.districts[state.seats[seat].district].reforms,
        p,
    )
    if state.seats[seat].level == SEAT_TEACHER:
        teacher = state.teachers[person]
        teacher.commitment = moved(teacher.commitment, target, p.commitment_rate)
        return teacher.commitment
    # Leaders come with priorities of their own, and experience changes them only in part.
    leader = state.leaders[person]
    leader.commitment = moved(leader.commitment, moved(target, leader.priority, p.commitment_own), p.commitment_rate)
    leader.instruction = trained(leader.instruction, lever.capacity_training, p)
    training = mean(lever.capacity_training, lever.capacity_boundary_spanning)
    leader.partnering = trained(leader.partnering, training, p)
    return leader.commitment


@kernel
def commit_practice(state, q, lever, p):
    """What carries the practice side: those with authority weigh more; where few levels are tied in, much hangs on one
    person."""
    partnership = state.partnerships[q]
    per_seat = partnership.researchers_end - partnership.researchers_at + 1
    practice, weights = 0.0, 0.0
    for j in range(partnership.seats_at, partnership.seats_end):
        if not is_member(state, state.seats[j].district):
            continue
        first = partnership.ties_at + (j - partnership.seats_at) * per_seat
        trust, ties = 0.0, 0.0
        for row in range(first, first + per_seat):
            weight = weight_of_tie(state, q, row)
            trust += state.ties[row].trust_practice * weight
            ties += weight
        commitment = commit_seat(state, q, j, trust / max(1e-9, ties), lever, p)
        weight = authority_of(state, q, j, p)
        practice += commitment * weight
        weights += weight
    return practice / weights if weights > 0.0 else 0.0


@kernel
def commit_research(state, q, lever, p):
    """Commitment of researchers in post follows experience; returns its mean, as it was while nobody is in post.

    Who is paid by grants is not less committed for being let go: what ends a partnership then is want of money.
    """
    partnership, relation, progress = state.partnerships[q], state.relations[q], state.efforts[q].progress
    agreements = lever.structure_agreements
    research, people = 0.0, 0.0
    for row in range(partnership.researchers_at, partnership.researchers_end):
        researcher = state.researchers[row]
        if researcher.vacant > 0.0:
            continue
        interest = mean(state.agendas[q].relevance, lever.work_field_weight)
        target = commitment_toward(
            relation.trust, relation.promises_kept, progress, agreements, interest, 0.0, 0.0, 0.0, p
        )
        target -= p.commitment_credit * (1.0 - lever.team_partnership_credit)
        researcher.commitment = moved(researcher.commitment, max(0.0, target), p.commitment_rate)
        researcher.partnering = trained(researcher.partnering, lever.capacity_boundary_spanning, p)
        research += researcher.commitment
        people += 1.0
    return research / people if people > 0.0 else relation.commitment_research


@rule
def depth_of_expertise(top, total, people):
    """Expertise of one kind at the table [0-1]: who is best at it, and how common it is; one person can leave."""
    return mean(top, total / people)


@kernel
def expertise_at_the_table(state, w, q):
    """Expertise (MHS 2022) at the table: mean of the three kinds, pulled to the least; as it was if nobody is there."""
    partnership, begin = state.partnerships[q], state.initial[w]
    top_i, top_p, top_c = 0.0, 0.0, 0.0
    sum_i, sum_p, sum_c, people = 0.0, 0.0, 0.0, 0.0
    seats = partnership.seats_end - partnership.seats_at
    for n in range(seats + partnership.researchers_end - partnership.researchers_at):
        if n < seats:
            _, instruction, partnering, context, _, there = practitioner(state, partnership.seats_at + n, begin)
            if not is_member(state, state.seats[partnership.seats_at + n].district):
                continue
        else:
            row = partnership.researchers_at + n - seats
            _, instruction, partnering, context, _, there = partner(state, q, row, begin)
        if not there:
            continue
        top_i, top_p, top_c = max(top_i, instruction), max(top_p, partnering), max(top_c, context)
        sum_i += instruction
        sum_p += partnering
        sum_c += context
        people += 1.0
    if people == 0.0:
        return state.relations[q].expertise
    of_instruction = depth_of_expertise(top_i, sum_i, people)
    of_partnering = depth_of_expertise(top_p, sum_p, people)
    of_context = depth_of_expertise(top_c, sum_c, people)
    average = (of_instruction + of_partnering + of_context) / KINDS
    return mean(average, min(of_instruction, min(of_partnering, of_context)))


@kernel
def components(state, w, q, practice, research, meetings, help_, lever, p):
    """The four components of MHS 2022 as they stand (social learning is what `meet` found)."""
    relation = state.relations[q]
    relation.commitment_practice, relation.commitment_research = practice, research
    relation.commitments = min(practice, research)
    met = 1.0 - math.exp(-meetings)
    relation.structures = (
        met
        + help_
        + lever.structure_agreements
        + lever.structure_knowledge_management
        + lever.structure_facilitation
        + max(lever.structure_board, lever.structure_reflective_routines)
    ) / STRUCTURES
    relation.expertise = expertise_at_the_table(state, w, q)
    # Memory builds up with what is written down and with who meets and coordinates; it is lost when nobody keeps it.
    kept = (lever.structure_knowledge_management + help_ + met) / KEEPERS
    relation.memory = moved(relation.memory, kept, p.memory_rate)


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
            meetings, help_ = meet(state, w, month, q, q - q0, stage == DORMANT, lever, p)
            practice, research = commit_practice(state, q, lever, p), commit_research(state, q, lever, p)
            components(state, w, q, practice, research, meetings, help_, lever, p)

"""Learning: what partners learn from each other, and what it makes of the people at the table.

Social learning is what people exchange when they meet, trust each other and look at evidence, and it counts as far as
the weakest of the other three components (commitments, structures, expertise) lets it. Hours that people give
close part of the gap between what they know and what the best at the table knows; partnership work is learned by doing
it, and training adds to both.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel.chairs import is_held, partner, practitioner, sits, weight_of_tie
from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import from_floor, mean, raised, saturating
from sim.kernel.innovation import with_recruits
from sim.kernel.members import is_member
from sim.state.tables import ACTIVE, DORMANT, FORMING, SEAT_TEACHER

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("learning.reflection_floor", default=0.2, low=0.05, high=0.4, unit="share", source="MHS 2022 (social learning)",
        meaning="learning in meetings without any routine for it", label="learning without any routine",
        key="meetings.reflection_floor")
declare("learning.exchange_half", default=0.02, low=0.01, high=0.04, minimum=0.001, unit="share",
        source="MHS 2022 (interaction of components)",
        meaning="mean exchange between partners, times the weakest of commitments, structures and expertise, that"
                " counts as half of full social learning",
        label="exchange for half of social learning")
declare("learning.hours", default=60, low=25, high=150, minimum=1, maximum=2000, unit="hours",
        source="Yoon et al. 2007; MB (demand continuum)",
        meaning="hours of full learning in which two thirds of a gap in expertise are closed",
        label="hours to learn what the best know")
PARAMETERS = declare.all
# fmt: on

#: Kinds of expertise (in instruction, in partnership work, in the context), of equal weight.
KINDS = 3.0


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
def best_of_two(instruction, other_instruction, partnering, other_partnering, context, other_context):
    """What there is to learn between two people [0-1]: mean over the kinds of expertise of whoever knows more."""
    best = max(instruction, other_instruction) + max(partnering, other_partnering) + max(context, other_context)
    return best / KINDS


@rule
def learning_together(exchange, weakest, p):
    """Social learning of a partnership [0-1).

    Each factor of an exchange is a share, so that even a good one is far below 1; the scale says what counts as half.
    The weakest component limits what comes of it: where nobody is committed, nothing holds meetings together or
    expertise is missing, the strength of the others is of little use.

    Args:
        exchange: mean over ties, weighted by what there is to learn [0-1].
        weakest: least of commitments, structures and expertise [0-1].

    Source: MHS 2022 (interaction of components: commitment and the right expertise are needed for learning together,
    and structures bridge the two).
    """
    return saturating(exchange * weakest, p.exchange_half)


@rule
def learned(own, best, hours, p):
    """Expertise after so many hours of full learning from somebody who knows more [0-1]; nobody unlearns by listening.

    Source: Yoon et al. 2007 (hours of professional learning count).
    """
    return raised(own, best, 1.0 - math.exp(-hours / p.hours))


@kernel
def exchange(state, w, q, p):
    """Mean exchange over the ties of a partnership, weighted by what there is to learn [0-1]."""
    begin, reflective, total, count = state.initial[w], state.levers[q].structure_reflective_routines, 0.0, 0.0
    for row in range(state.partnerships[q].ties_at, state.partnerships[q].ties_end):
        weight = weight_of_tie(state, q, row)
        count += weight
        if weight == 0.0 or not is_held(state, q, row):
            continue
        tie = state.ties[row]
        care, instruction, partnering, context, _, _ = practitioner(state, tie.seat, begin)
        other, other_instruction, other_partnering, other_context, _, _ = partner(state, q, tie.researcher, begin)
        # Whom partners found for want of expertise in instruction works in the team, and is there to learn from.
        other_instruction = raised(other_instruction, 1.0, state.innovations[q].found_instruction)
        trust = mean(tie.trust_practice, tie.trust_research)
        best = best_of_two(instruction, other_instruction, partnering, other_partnering, context, other_context)
        total += weight * best * quality_of_exchange(tie.contact, trust, care, other, reflective, p)
    return total / count if count > 0.0 else 0.0


@rule
def depth_of_expertise(top, total, people):
    """Expertise of one kind at the table [0-1]: who is best at it, and how common it is; one person can leave."""
    return mean(top, total / people)


@kernel
def expertise_at_the_table(state, w, q):
    """Expertise (MHS 2022) at the table: mean of the three kinds, pulled to the least; and who is best in instruction,
    and knows the place best. Whom partners recruit sits among them.

    It is as it was, and nobody the best, if nobody is there.
    """
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
    relation, innovation = state.relations[q], state.innovations[q]
    if people == 0.0:
        return relation.expertise, 0.0, 0.0
    of_instruction = depth_of_expertise(top_i, sum_i, people)
    of_partnering = depth_of_expertise(top_p, sum_p, people)
    of_context = depth_of_expertise(top_c, sum_c, people)
    least = min(of_instruction, min(of_partnering, of_context))
    innovation.found_instruction = innovation.recruited if of_instruction <= least else 0.0
    of_instruction = with_recruits(of_instruction, least, innovation.recruited)
    of_partnering = with_recruits(of_partnering, least, innovation.recruited)
    of_context = with_recruits(of_context, least, innovation.recruited)
    relation.expertise_instruction, relation.expertise_partnering = of_instruction, of_partnering
    relation.expertise_context = of_context
    average = (of_instruction + of_partnering + of_context) / KINDS
    return (
        mean(average, min(of_instruction, min(of_partnering, of_context))),
        max(top_i, innovation.found_instruction),
        top_c,
    )


@kernel
def practitioners_learn(state, w, q, best, p):
    """Practitioners at the table learn from the hours that they gave last month, and from training.

    Of instruction they learn what the ``best`` at the table knows, in training as at work: nobody can teach what none
    of the partners knows. Teachers' expertise in it is their practice. Partnership work is learned by doing it.
    """
    lever, together = state.levers[q], state.relations[q].social_learning
    trained = state.funding[w].training_hours * lever.capacity_training
    across = state.funding[w].training_hours * mean(lever.capacity_training, lever.capacity_boundary_spanning)
    for row in range(state.partnerships[q].seats_at, state.partnerships[q].seats_end):
        seat = state.seats[row]
        if not sits(state, row):
            continue
        hours = seat.hours * together
        if seat.level == SEAT_TEACHER:
            teacher = state.teachers[seat.row]
            teacher.practice = learned(teacher.practice, best, hours, p)
            continue
        leader = state.leaders[seat.row]
        leader.learning += hours
        leader.instruction = learned(leader.instruction, best, hours + trained, p)
        leader.partnering = learned(leader.partnering, 1.0, hours + across, p)


@kernel
def researchers_learn(state, w, q, best, p):
    """Researchers in post learn the place from whoever knows it ``best``, and partnership work by doing it and in
    training."""
    together = state.relations[q].social_learning
    across = state.joint_work[w].person_hours * state.levers[q].capacity_boundary_spanning
    for row in range(state.partnerships[q].researchers_at, state.partnerships[q].researchers_end):
        researcher = state.researchers[row]
        if researcher.vacant > 0.0:
            continue
        hours = researcher.hours * together
        researcher.learning += hours
        researcher.context = learned(researcher.context, best, hours, p)
        researcher.partnering = learned(researcher.partnering, 1.0, hours + across, p)


@kernel
def step(first, last, month, state):
    """One month of learning for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.learning[w]
        for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
            stage, relation = state.partnerships[q].stage, state.relations[q]
            if stage != ACTIVE and stage != FORMING and stage != DORMANT:
                continue
            relation.expertise, of_instruction, of_context = expertise_at_the_table(state, w, q)
            weakest = min(relation.commitments, min(relation.structures, relation.expertise))
            relation.social_learning = learning_together(exchange(state, w, q, p), weakest, p)
            if stage != DORMANT:
                practitioners_learn(state, w, q, of_instruction, p)
                researchers_learn(state, w, q, of_context, p)

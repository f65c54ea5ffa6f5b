"""Commitment: what people have seen of the partnership makes them stand behind it, or not.

Kept promises, trust, progress and relevant work speak for it; more asked than there is time for, and work that counts
for nothing at home, speak against it. Leaders hold to priorities of their own in part.
"""

from sim.declarations.parameters import Declarations
from sim.kernel.chairs import sits, ties_of, weight_of_tie
from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import bounded, mean, moved
from sim.kernel.members import is_member
from sim.kernel.posts import authority_of
from sim.state.tables import ACTIVE, DORMANT, FORMING, SEAT_TEACHER

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("commitment.rate", default=0.07, low=0.03, high=0.15, unit="share a month",
        meaning="how fast commitment follows experience", label="pace of commitment", key="meetings.commitment_rate")
declare("commitment.prior", default=0, low=-0.1, high=0.1, minimum=-1, unit="share",
        meaning="commitment where there is nothing to go by", label="commitment with nothing to go by",
        key="meetings.commitment_base")
declare("commitment.promises_kept", default=0.2, low=0.1, high=0.3, unit="share", source="CPG 2013 (trust)",
        meaning="commitment that kept promises add", label="commitment from kept promises",
        key="meetings.commitment_kept")
declare("commitment.trust", default=0.3, low=0.15, high=0.5, unit="share", source="MHS 2022 (commitments)",
        meaning="commitment that full trust adds", label="commitment from full trust", key="meetings.commitment_trust")
declare("commitment.progress", default=0.3, low=0.15, high=0.45, unit="share",
        source="Scott & Boyd 2020; W. T. Grant guidance", meaning="commitment that visible progress adds",
        label="commitment from visible progress", key="meetings.commitment_progress")
declare("commitment.relevance", default=0.2, low=0.1, high=0.35, unit="share",
        source="CPG 2013 (problems of practice)", meaning="practitioners' commitment that fully relevant work adds",
        label="commitment from relevant work", key="meetings.commitment_relevance")
declare("commitment.answers", default=0.15, low=0.05, high=0.3, unit="share", source="CPG 2013 (BERC)",
        meaning="practitioners' commitment that answers which come in time add, where leaders ask for all",
        label="commitment from timely answers",
        key="meetings.commitment_goodwill")
declare("commitment.overload", default=0.28, low=0.1, high=0.5, maximum=2, unit="share",
        source="CPG 2013 (roles); MB", meaning="commitment lost when twice the hours there are were asked",
        label="commitment lost to overload", key="meetings.commitment_overload")
declare("commitment.credit", default=0.1, low=0.02, high=0.2, unit="share", source="CPG 2013 (incentives)",
        meaning="researchers' commitment lost when their institution does not count the work",
        label="commitment lost for lack of credit", key="meetings.commitment_credit")
declare("commitment.own", default=0.4, low=0.2, high=0.6, unit="share", source="CPG 2013 (turnover)",
        meaning="part of leaders' commitment that is a matter of their own priorities",
        label="commitment from own priorities", key="meetings.commitment_own")
declare("commitment.authority", default=2.2, low=1.5, high=3, minimum=1, maximum=10, unit="times",
        source="CPG 2013 (turnover); MHS 2022 (missing central office)",
        meaning="weight of a level of authority relative to the next below: the superintendent, the central office"
                " together, and principals, coaches and teachers, each group together",
        label="weight of each level of authority")
PARAMETERS = declare.all
# fmt: on


@rule
def commitment_toward(trust, kept, progress, relevance, answers, overload, p):
    """Commitment that a practitioner's experience justifies [0-1].

    Source: CPG 2013 (trust; roles); MHS 2022 (commitments); Scott & Boyd 2020.
    """
    value = p.prior + p.trust * trust + p.promises_kept * kept + p.progress * progress
    return bounded(value + p.relevance * relevance + p.answers * answers - p.overload * min(1.0, overload))


@kernel
def commit_seat(state, q, seat, trust, p):
    """Commitment of one practitioner follows experience; returns it. An empty chair commits nobody, and what counts
    until it is filled is what the organisation holds."""
    if not sits(state, seat):
        return state.districts[state.seats[seat].district].stance
    relation, effort, person = state.relations[q], state.efforts[q], state.seats[seat].row
    target = commitment_toward(
        trust,
        relation.promises_kept,
        effort.progress,
        state.agendas[q].relevance,
        state.districts[state.seats[seat].district].asking,
        effort.overload,
        p,
    )
    if state.seats[seat].level == SEAT_TEACHER:
        teacher = state.teachers[person]
        teacher.commitment = moved(teacher.commitment, target, p.rate)
        return teacher.commitment
    # Leaders come with priorities of their own, and experience changes them only in part.
    leader = state.leaders[person]
    leader.commitment = moved(leader.commitment, moved(target, leader.priority, p.own), p.rate)
    return leader.commitment


@kernel
def commit_practice(state, q, p):
    """What carries the practice side: those with authority weigh more; where few levels are tied in, much hangs on one
    person."""
    partnership = state.partnerships[q]
    practice, weights = 0.0, 0.0
    for j in range(partnership.seats_at, partnership.seats_end):
        if not is_member(state, state.seats[j].district):
            continue
        first, last = ties_of(state, q, j)
        trust, ties = 0.0, 0.0
        for row in range(first, last):
            weight = weight_of_tie(state, q, row)
            trust += state.ties[row].trust_practice * weight
            ties += weight
        commitment = commit_seat(state, q, j, trust / max(1e-9, ties), p)
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
    research, people = 0.0, 0.0
    for row in range(partnership.researchers_at, partnership.researchers_end):
        researcher = state.researchers[row]
        if researcher.vacant > 0.0:
            continue
        interest = mean(state.agendas[q].relevance, lever.work_field_weight)
        target = commitment_toward(relation.trust, relation.promises_kept, progress, interest, 0.0, 0.0, p)
        target -= p.credit * (1.0 - lever.team_partnership_credit)
        researcher.commitment = moved(researcher.commitment, max(0.0, target), p.rate)
        research += researcher.commitment
        people += 1.0
    return research / people if people > 0.0 else relation.commitment_research


@kernel
def step(first, last, month, state):
    """One month of commitment for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.commitment[w]
        for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
            stage = state.partnerships[q].stage
            if stage != ACTIVE and stage != FORMING and stage != DORMANT:
                continue
            relation = state.relations[q]
            relation.commitment_practice = commit_practice(state, q, p)
            relation.commitment_research = commit_research(state, q, state.levers[q], p)
            relation.commitments = min(relation.commitment_practice, relation.commitment_research)

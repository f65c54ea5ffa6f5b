"""Agenda: partners negotiate what to work on, and new work begins.

Who is heard follows from who holds the money, from status, and from what the partners have built against both.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.chairs import sits
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MIDDLE, bounded, moved, saturating
from sim.kernel.members import is_member, is_under_way, members_of
from sim.state.tables import ACTIVE, DESIGN, EMPTY, OPEN, RAPID, SEAT_TEACHER, STUDY, UNIT_SLOTS

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("agenda.money_pull", default=0.33, low=0.15, high=0.6, maximum=2, unit="share",
        source="CPG 2013 (maintaining mutualism); MHS 2022 (decision-making)",
        meaning="how far the side that holds the money gains voice, and that to which the decision rule gives weight",
        label="voice by money or by rule")
declare("agenda.status_pull", default=0.12, low=0.04, high=0.25, unit="share",
        source="CPG 2013 (maintaining mutualism)",
        meaning="voice that practitioners lose to researchers' status, and that the side gains which employs the"
                " coordinator", label="voice lost to researchers' status")
declare("agenda.levelled", default=0.4, low=0.2, high=0.7, unit="share", source="CPG 2013 (boards)",
        meaning="imbalance that each takes away: a full governing board, a neutral coordinator, frequent meetings in"
                " person",
        label="imbalance that a board takes away", key="agenda.board_levels")
declare("agenda.teachers_half", default=3, low=1, high=8, minimum=0.01, maximum=100, unit="people",
        source="MHS 2022 (expertise)", meaning="teachers at the table at which half of what teachers know is there",
        label="teachers for half of their knowledge")
declare("agenda.silence", default=0.7, low=0.3, high=0.9, unit="share", source="CPG 2013 (mutualism)",
        meaning="what teachers leave unsaid in a room without protocols", label="what teachers leave unsaid")
declare("agenda.relevance_base", default=0.15, low=0, high=0.3, unit="share", source="CPG 2013 (types)",
        meaning="relevance of work that researchers choose alone, and do not aim at the field",
        label="relevance of researchers' own choice")
declare("agenda.relevance_voice", default=0.4, low=0.2, high=0.6, unit="share",
        source="CPG 2013 (problems of practice)", meaning="relevance that practitioners' voice adds",
        label="relevance from practitioners' voice")
declare("agenda.relevance_shared", default=0.22, low=0.08, high=0.36, unit="share",
        source="CPG 2013 (types); MHS 2022 (expertise for context)",
        meaning="relevance that planning together adds, and again researchers' knowledge of the context",
        label="relevance from planning together", key="agenda.relevance_context")
declare("agenda.comfort", default=0.35, low=0.15, high=0.6, unit="share", source="March 1991",
        meaning="relevance lost where the same people have long worked together without a word of disagreement",
        label="relevance lost to comfort")
declare("agenda.reopen", default=0.55, low=0.2, high=0.9, unit="share", source="CPG 2013 (turnover)",
        meaning="chance that an uncommitted superintendent who does not champion the work asks for another agenda, if"
                " nothing is kept of why this one was agreed, and part of what running work has done that is then lost",
        label="chance that the agenda is reopened")
PARAMETERS = declare.all
# fmt: on

DISTRICT_EMPLOYER, NEUTRAL_EMPLOYER = 1, 2
#: A rapid response is what is answered within a month (CPG 2013, BERC).
RAPID_MONTHS = 1.0
#: Slots for planned work; the last slot is kept for rapid response.
MAIN_SLOTS = UNIT_SLOTS - 1


@rule
def practitioner_voice(practice_money, protocols, employer, decision_rule, board, presence, p):
    """Practitioner voice [0-1]; the middle is balance.

    Money and status pull toward the research side, a coordinator toward the employer. A board, a neutral coordinator
    and frequent meetings in person take away part of whatever imbalance there is; protocols take status effects
    away; the decision rule shifts the balance itself.

    Args:
        practice_money: share of recent money held by the practice side [0-1].
        protocols: by which all are heard [0-1].
        board: lever [0-1].
        employer: code of the coordinator's employer.
        decision_rule: formal weight of practitioners [0-1].
        presence: meetings in person, as a share of as many as matter [0-1].

    Source: CPG 2013 (maintaining mutualism).
    """
    pull = p.money_pull * (practice_money - MIDDLE) - p.status_pull * (1.0 - protocols)
    if employer == DISTRICT_EMPLOYER:
        pull += p.status_pull
    elif employer != NEUTRAL_EMPLOYER:
        pull -= p.status_pull
    left = (1.0 - p.levelled * board) * (1.0 - p.levelled * presence)
    if employer == NEUTRAL_EMPLOYER:
        left *= 1.0 - p.levelled
    return bounded(MIDDLE + pull * left + p.money_pull * (decision_rule - MIDDLE))


@rule
def teachers_heard(teachers, protocols, p):
    """How far teachers' knowledge enters the work [0-1]: some must be there, and the room must let them speak."""
    return saturating(teachers, p.teachers_half) * (1.0 - p.silence * (1.0 - protocols))


@rule
def relevance_of_new_work(voice, start, context, field, comfort, p):
    """Relevance of work agreed now to the district's problems [0-1].

    Args:
        voice: practitioner voice [0-1]; more than balance adds nothing.
        start: collaboration at the start [0-1].
        context: researchers' knowledge of the context [0-1].
        field: weight on the field [0-1].
        comfort: as in `comfort` [0-1].

    Source: CPG 2013 (problems of practice; mutualism).
    """
    value = p.relevance_base * (1.0 - field) + p.relevance_voice * min(1.0, 2.0 * voice)
    return bounded(value + p.relevance_shared * (start + context)) * (1.0 - p.comfort * comfort)


@rule
def comfort(together, strain):
    """How comfortable, and so how narrow, partners have become [0-1]: people who have long worked together, with no
    newcomers among them, and no disagreement.

    Args:
        together: history that people on both sides share, of the longest that matters [0-1]; newcomers bring none.
        strain: conflict that is open [0-1].

    Source: March 1991 (long-time members add less than newcomers to what a group knows).
    """
    return together * (1.0 - strain)


@kernel
def begin(state, w, month, q, row, kind, length, wait, relevance):
    """Puts new work into a free slot."""
    unit = state.units[row]
    unit.kind = kind
    unit.wait = wait
    unit.left = length
    unit.length = length
    unit.relevance = relevance
    unit.match = 1.0
    unit.quality = 1.0
    unit.result = OPEN
    unit.release_in = -1.0
    if kind != RAPID and length >= log.TOLD_MONTHS:
        log_event(state.log, w, month, log.UNIT_STARTED, q - state.worlds[w].partnerships_at, kind, length)


@kernel
def balance(state, q, lever, p):
    """Practitioner voice, and how far teachers are heard, are what structures and money make of them."""
    agenda, partnership = state.agendas[q], state.partnerships[q]
    target = practitioner_voice(
        state.finances[q].practice_money,
        state.relations[q].protocols,
        int(lever.coordination_employer),
        lever.structure_decision_rule,
        lever.structure_board,
        1.0 - math.exp(-lever.contact_meetings * lever.contact_face_to_face),
        p,
    )
    agenda.voice = target
    teachers = 0.0
    for row in range(partnership.seats_at, partnership.seats_end):
        if state.seats[row].level == SEAT_TEACHER and sits(state, row):
            teachers += 1.0
    teachers /= max(1.0, members_of(state, q))
    agenda.teacher_voice = teachers_heard(teachers, state.relations[q].protocols, p)


@rule
def chance_reopened(commitment, records, p):
    """Chance that a superintendent who looked at the work, and does not champion it, asks for another agenda.

    Args:
        commitment: of the superintendent [0-1].
        records: what was kept of what was agreed and why [0-1].

    Source: CPG 2013 (turnover); MHS 2022 (structures).
    """
    return p.reopen * (1.0 - commitment) * (1.0 - records)


@kernel
def reopen(state, w, month, q, p):
    """Superintendents who have reviewed the work may want something else: part of what was done is lost.

    Records help twice: who knows why something was agreed asks for less, and less has to be agreed anew.
    """
    d0, partnership, i = state.worlds[w].districts_at, state.partnerships[q], q - state.worlds[w].partnerships_at
    address, records = chance.stream(state.worlds[w].seed, chance.AGENDA_REOPEN, month), state.relations[q].memory
    lost = p.reopen * (1.0 - records) / max(1.0, members_of(state, q))
    for d in range(partnership.districts_at, partnership.districts_end):
        if state.districts[d].may_reopen == 0.0:
            continue
        state.districts[d].may_reopen = 0.0
        head = state.leaders[state.districts[d].leaders_at]
        if head.vacant != 0.0 or head.left > 0.0 or not is_member(state, d):
            continue
        commitment = head.commitment
        if chance.uniform(address, d - d0) < chance_reopened(commitment, records, p):
            for row in range(q * UNIT_SLOTS, (q + 1) * UNIT_SLOTS):
                unit = state.units[row]
                if unit.kind == EMPTY or unit.release_in >= 0.0:
                    continue
                unit.relevance *= 1.0 - lost
                unit.match *= 1.0 - lost
                unit.left = moved(unit.left, unit.length, lost)
            log_event(state.log, w, month, log.AGENDA_REOPENED, i, d - d0, commitment)


@kernel
def researchers_context(state, q):
    """Knowledge of the context of researchers in post, their mean, and how many they are."""
    context, people = 0.0, 0.0
    for row in range(state.partnerships[q].researchers_at, state.partnerships[q].researchers_end):
        if state.researchers[row].vacant <= 0.0:
            context += state.researchers[row].context
            people += 1.0
    return (context / people if people > 0.0 else 0.0), people


@kernel
def take_on(state, w, month, q, lever, p):
    """Partners begin as much new work as last month's hours let them, and note how relevant what runs is."""
    context, people = researchers_context(state, q)
    relevance = relevance_of_new_work(
        state.agendas[q].voice, lever.work_collaboration_start, context, lever.work_field_weight,
        comfort(state.relations[q].together, state.relations[q].strain), p,
    )  # fmt: skip
    prepares = state.data[w].preparation * (1.0 - lever.structure_data_archive)
    planned = state.efforts[q].research_hours * (1.0 - lever.work_rapid_response_share)
    room = max(1.0, math.floor(planned / state.joint_work[w].unit_hours))
    i, kinds = q - state.worlds[w].partnerships_at, chance.stream(state.worlds[w].seed, chance.AGENDA_KIND, month)
    running, total = 0.0, 0.0
    for slot in range(MAIN_SLOTS):
        row = q * UNIT_SLOTS + slot
        if state.units[row].kind == EMPTY:
            if people <= 0.0 or float(slot) >= room:
                continue
            kind = DESIGN if chance.uniform(kinds, i * UNIT_SLOTS + slot) < lever.work_design_share else STUDY
            # Tests and cycles collect their own data as they go.
            wait = prepares if kind == STUDY else 0.0
            begin(state, w, month, q, row, kind, lever.work_unit_months, wait, relevance)
        running += 1.0
        total += state.units[row].relevance
    row = q * UNIT_SLOTS + MAIN_SLOTS
    if state.units[row].kind == EMPTY and lever.work_rapid_response_share > 0.0 and people > 0.0:
        begin(state, w, month, q, row, RAPID, RAPID_MONTHS, prepares, min(1.0, relevance + p.relevance_shared))
    if running > 0.0:
        state.agendas[q].relevance = total / running


@kernel
def step(first, last, month, state):
    """One month of agenda for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.agenda[w]
        for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
            if is_under_way(state, q):
                reopen(state, w, month, q, p)
                balance(state, q, state.levers[q], p)
            if state.partnerships[q].stage == ACTIVE:
                take_on(state, w, month, q, state.levers[q], p)

"""Step 4, agenda: partners negotiate what to work on, and new work begins.

Who has a say follows from who holds the money, from status, and from what the partners have built against both.

Reads: levers, money, people. Writes: voice, teacher voice, relevance, work units that start.
"""

from __future__ import annotations

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import note
from sim.state.tables import ACTIVE, DESIGN, EMPTY, OPEN, RAPID, SEAT_TEACHER, STUDY, UNIT_SLOTS

# fmt: off
declare = Declarations("agenda", kind="uncertainty", scope="world")
declare("money_pull", 0.35, 0.15, 0.6, "share", "assumed", "CPG 2013 (maintaining mutualism)",
        "how far the side that holds the money gains voice", minimum=0, maximum=2,
        label="voice gained by holding the money")
declare("status_pull", 0.15, 0.05, 0.3, "share", "assumed", "CPG 2013 (maintaining mutualism)",
        "voice that practitioners lose to researchers' status", minimum=0, maximum=1,
        label="voice lost to researchers' status")
declare("employer_pull", 0.06, 0, 0.15, "share", "assumed", "CPG 2013 (devote resources)",
        "voice gained by the side that employs the coordinator", minimum=0, maximum=1,
        label="voice gained by the employer")
declare("rule_pull", 0.3, 0.1, 0.6, "share", "assumed", "MHS 2022 (decision-making)",
        "weight of the formal decision rule", minimum=0, maximum=1)
declare("board_levels", 0.5, 0.2, 0.8, "share", "assumed", "CPG 2013 (boards)",
        "imbalance that a full governing board takes away", minimum=0, maximum=1,
        label="imbalance a full board takes away")
declare("neutral_levels", 0.4, 0.2, 0.7, "share", "assumed", "CPG 2013 (SERP)",
        "imbalance that a neutral coordinator takes away", minimum=0, maximum=1,
        label="imbalance evened by a neutral person")
declare("presence_levels", 0.25, 0.1, 0.5, "share", "assumed", "CPG 2013 (face-to-face meetings)",
        "imbalance that frequent meetings in person take away", minimum=0, maximum=1,
        label="imbalance that presence takes away")
declare("protocols_level", 0.7, 0.3, 0.9, "share", "assumed", "CPG 2013 (mutualism)",
        "status effects that facilitation takes away", minimum=0, maximum=1,
        label="status effects facilitation removes")
declare("adapts", 0.1, 0.04, 0.25, "share a month", "assumed", "-", "how fast voice follows its causes", minimum=0,
        maximum=1, label="pace at which voice follows")
declare("teachers_half", 3, 1, 8, "people", "assumed", "MHS 2022 (expertise)",
        "teachers at the table at which half of what teachers know is there", minimum=0.01, maximum=100,
        label="teachers for half of their knowledge")
declare("silence", 0.7, 0.3, 0.9, "share", "assumed", "CPG 2013 (mutualism)",
        "what teachers leave unsaid in a room without protocols", minimum=0, maximum=1,
        label="what teachers leave unsaid")
declare("relevance_base", 0.15, 0, 0.3, "share", "assumed", "-", "relevance of work that researchers choose alone",
        minimum=0, maximum=1, label="relevance of researchers' own choice")
declare("relevance_voice", 0.4, 0.2, 0.6, "share", "assumed", "CPG 2013 (problems of practice)",
        "relevance that practitioners' voice adds", minimum=0, maximum=1, label="relevance from practitioners' voice")
declare("relevance_start", 0.2, 0.05, 0.35, "share", "assumed", "CPG 2013 (types)",
        "relevance that planning together adds", minimum=0, maximum=1, label="relevance from planning together")
declare("relevance_context", 0.25, 0.1, 0.4, "share", "assumed", "MHS 2022 (expertise for context)",
        "relevance that researchers' knowledge of the context adds", minimum=0, maximum=1,
        label="relevance from knowing the place")
declare("relevance_field", 0.15, 0, 0.3, "share", "assumed", "CPG 2013 (types)",
        "relevance lost when work is aimed at the field", minimum=0, maximum=1,
        label="relevance lost to aims of the field")
declare("data_delay", 6, 3, 12, "months", "assumed", "CPG 2013 (archives); DQC",
        "wait for data where nothing is agreed", minimum=0, maximum=60, label="wait for data without agreement")
declare("agreement_saves", 0.7, 0.4, 0.9, "share", "assumed", "CPG 2013 (archives)",
        "wait saved by a full data-sharing agreement", minimum=0, maximum=1, label="wait saved by a data agreement")
declare("archive_saves", 0.6, 0.3, 0.9, "share", "assumed", "CPG 2013 (archives)", "wait saved by a full archive",
        minimum=0, maximum=1)
declare("design_delay", 0.25, 0.1, 0.5, "times", "assumed", "-",
        "wait for data of the first of a series of tests, relative to a study", minimum=0, maximum=2,
        label="wait for data of the first test")
declare("unit_hours", 60, 30, 120, "hours a month", "assumed", "-",
        "research hours that partners reckon with before they take on one more study or cycle", minimum=1, maximum=2000,
        label="research hours planned for a study")
declare("rapid_months", 1, 0.5, 2, "months", "measured", "CPG 2013 (BERC)", "length of a rapid-response request",
        minimum=0.1, maximum=12, label="length of a rapid response")
declare("reopen", 0.6, 0.2, 0.9, "share", "assumed", "CPG 2013 (turnover)",
        "chance that an uncommitted new superintendent reopens the agenda", minimum=0, maximum=1,
        label="chance that the agenda is reopened")
declare("reopen_after", 4, 2, 9, "months", "assumed", "-", "months in post after which that happens", prior="integer",
        minimum=0, maximum=60, label="months until the agenda is reopened")
declare("reopen_loss", 0.5, 0.2, 0.8, "share", "assumed", "-", "relevance that running work loses then", minimum=0,
        maximum=1, label="relevance lost when it is reopened")
PARAMETERS = declare.all
# fmt: on

DISTRICT_EMPLOYER, NEUTRAL_EMPLOYER = 1, 2
#: Slots for planned work; the last slot is kept for rapid response.
MAIN_SLOTS = UNIT_SLOTS - 1


@rule
def voice_target(practice_money, facilitation, employer, decision_rule, board, presence, p):
    """Say of practitioners toward which the partnership drifts [0-1]; 0.5 is balance.

    Money and status pull toward the research side, a coordinator toward the employer. A board, a neutral coordinator
    and frequent meetings in person take away part of whatever imbalance there is; the decision rule shifts the balance
    itself.

    Args:
        practice_money: share of recent money held by the practice side [0-1].
        facilitation, board: levers [0-1].
        employer: code of the coordinator's employer.
        decision_rule: formal weight of practitioners [0-1].
        presence: meetings in person, as a share of as many as matter [0-1].

    Source: CPG 2013 (maintaining mutualism).
    """
    pull = p.money_pull * (practice_money - 0.5) - p.status_pull * (1.0 - p.protocols_level * facilitation)
    if employer == DISTRICT_EMPLOYER:
        pull += p.employer_pull
    elif employer != NEUTRAL_EMPLOYER:
        pull -= p.employer_pull
    left = (1.0 - p.board_levels * board) * (1.0 - p.presence_levels * presence)
    if employer == NEUTRAL_EMPLOYER:
        left *= 1.0 - p.neutral_levels
    return min(1.0, max(0.0, 0.5 + pull * left + p.rule_pull * (decision_rule - 0.5)))


@rule
def teachers_heard(teachers, facilitation, p):
    """How far teachers' knowledge enters the work [0-1]: some must be there, and the room must let them speak."""
    there = teachers / (teachers + p.teachers_half)
    return there * (1.0 - p.silence * (1.0 - facilitation))


@rule
def relevance_of_new_work(voice, start, context, field, p):
    """Relevance of work agreed now to the district's problems [0-1].

    Args:
        voice: say of practitioners [0-1]; more than balance adds nothing.
        start: collaboration at the start [0-1].
        context: researchers' knowledge of the context [0-1].
        field: weight on the field [0-1].

    Source: CPG 2013 (problems of practice; mutualism).
    """
    value = p.relevance_base + p.relevance_voice * min(1.0, 2.0 * voice) + p.relevance_start * start
    return min(1.0, max(0.0, value + p.relevance_context * context - p.relevance_field * field))


@rule
def wait_for_data(agreement, archive, p):
    """Months until the data of a study are at hand. Source: CPG 2013 (archives); DQC."""
    return p.data_delay * (1.0 - p.agreement_saves * agreement) * (1.0 - p.archive_saves * archive)


@rule
def wait_for_test(wait, flowing, p):
    """Months until the data of a design cycle or test are at hand: only the first of a series waits, for the others use
    the data that it opened.

    Args:
        wait: what a study would wait [months].
        flowing: 1 if an earlier test has opened the data.

    Source: CPG 2013 (NICs): cycle after cycle on the same measures.
    """
    return 0.0 if flowing > 0.5 else p.design_delay * wait


@kernel
def begin(w, month, q, q0, slot, kind, length, wait, relevance, partnerships, units, entries):
    """Puts new work into a free slot."""
    units[slot].kind = kind
    units[slot].wait = wait
    units[slot].left = length
    units[slot].length = length
    units[slot].relevance = relevance
    units[slot].match = 1.0
    units[slot].quality = 1.0
    units[slot].result = OPEN
    units[slot].release_in = -1.0
    if kind == STUDY:
        partnerships[q].startup_delay = wait
    if kind != RAPID and length >= 3.0:
        note(entries, w, month, log.UNIT_STARTED, q - q0, kind, length)


@kernel
def step(
    first, last, month, worlds, districts, leaders, researchers, partnerships, seats, units, levers, p_all, entries
):
    """One month of agenda for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = p_all[w]
        seed = worlds[w].seed
        kind_draw, reopen_draw = (
            chance.stream(seed, chance.AGENDA_KIND, month),
            chance.stream(seed, chance.AGENDA_REOPEN, month),
        )
        d0, q0 = worlds[w].districts_at, worlds[w].partnerships_at
        for q in range(q0, worlds[w + 1].partnerships_at):
            if partnerships[q].stage != ACTIVE:
                continue
            lever = levers[q]
            presence = 1.0 - math.exp(-lever.contact_meetings * lever.contact_face_to_face)
            target = voice_target(
                partnerships[q].practice_money,
                lever.structure_facilitation,
                int(lever.coordination_employer),
                lever.structure_decision_rule,
                lever.structure_board,
                presence,
                p,
            )
            partnerships[q].voice += p.adapts * (target - partnerships[q].voice)
            teachers = 0.0
            for s in range(partnerships[q].seats_at, partnerships[q].seats_end):
                if seats[s].level == SEAT_TEACHER:
                    teachers += 1.0
            teachers /= float(partnerships[q].districts_end - partnerships[q].districts_at)
            heard = teachers_heard(teachers, lever.structure_facilitation, p)
            partnerships[q].teacher_voice += p.adapts * (heard - partnerships[q].teacher_voice)

            # A new leader who was not won over may want something else.
            for d in range(partnerships[q].districts_at, partnerships[q].districts_end):
                k = districts[d].leaders_at
                if (
                    districts[d].leaders_end > k
                    and districts[d].since_superintendent < 24.0
                    and (int(leaders[k].months) == int(p.reopen_after))
                ):
                    if chance.uniform(reopen_draw, d - d0) < p.reopen * (1.0 - leaders[k].commitment):
                        members = float(partnerships[q].districts_end - partnerships[q].districts_at)
                        for s in range(q * UNIT_SLOTS, (q + 1) * UNIT_SLOTS):
                            units[s].relevance *= 1.0 - p.reopen_loss / members
                            units[s].match *= 1.0 - p.reopen_loss / members
                        note(entries, w, month, log.AGENDA_REOPENED, q - q0, d - d0, leaders[k].commitment)

            context, people = 0.0, 0.0
            for r in range(partnerships[q].researchers_at, partnerships[q].researchers_end):
                if researchers[r].vacant <= 0.0:
                    context += researchers[r].context
                    people += 1.0
            context = context / people if people > 0.0 else 0.0
            relevance = relevance_of_new_work(
                partnerships[q].voice, lever.work_collaboration_start, context, lever.work_field_weight, p
            )
            wait = wait_for_data(lever.structure_data_agreement, lever.structure_data_archive, p)
            # Partners take on as much as last month's hours let them.
            planned = partnerships[q].research_hours * (1.0 - lever.work_rapid_response_share)
            room = max(1.0, math.floor(planned / p.unit_hours))
            running, total = 0.0, 0.0
            for k in range(MAIN_SLOTS):
                slot = q * UNIT_SLOTS + k
                if units[slot].kind == EMPTY:
                    if people <= 0.0 or float(k) >= room:
                        continue
                    kind = (
                        DESIGN
                        if chance.uniform(kind_draw, (q - q0) * UNIT_SLOTS + k) < lever.work_design_share
                        else STUDY
                    )
                    begin(
                        w,
                        month,
                        q,
                        q0,
                        slot,
                        kind,
                        lever.work_unit_months,
                        wait_for_test(wait, partnerships[q].data_flow, p) if kind == DESIGN else wait,
                        relevance,
                        partnerships,
                        units,
                        entries,
                    )
                running += 1.0
                total += units[slot].relevance
            slot = q * UNIT_SLOTS + MAIN_SLOTS
            if units[slot].kind == EMPTY and lever.work_rapid_response_share > 0.0 and people > 0.0:
                begin(
                    w,
                    month,
                    q,
                    q0,
                    slot,
                    RAPID,
                    p.rapid_months,
                    wait,
                    min(1.0, relevance + p.relevance_start),
                    partnerships,
                    units,
                    entries,
                )
            if running > 0.0:
                partnerships[q].relevance = total / running


TABLES = ("worlds", "districts", "leaders", "researchers", "partnerships", "seats", "units", "levers", "agenda", "log")

"""Structures: how partners work together is built over months, wears, and is looked at once a year.

What partners intend becomes a habit as far as there are hours and people for it: a rhythm of meetings, protocols by
which all are heard, rules they hold each other to, records, a welcome for newcomers, hand-over by leavers. Whoever
leaves takes part of it along, unless newcomers are brought in. Partners who reflect raise what is weakest and drop
hours that nobody has.
"""

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import JANUARY, MONTHS_A_YEAR, moved, saturating
from sim.kernel.intentions import HANDOVER, PROTOCOLS, RECORDS, RULES, WELCOME, intend_more, intentions
from sim.kernel.members import is_member, seats_held
from sim.state.tables import ACTIVE, DORMANT, FORMING, FROZEN, SEAT_TEACHER

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("structures.build_rate", default=0.08, low=0.05, high=0.16, unit="share a month",
        source="MHS 2022 (structures)",
        meaning="how fast a way of working becomes a habit, or is forgotten (half of it in 4 to 12 months)",
        label="pace at which habits form")
declare("structures.revised", default=0.25, low=0.1, high=0.4, unit="share",
        source="MHS 2022 (partnering as learning); CPG 2013 (roles)",
        meaning="part of what is missing that one yearly look at the weakest structure adds to what partners intend,"
                " and part of the hours asked beyond those there are that it drops",
        label="change by one yearly look")
PARAMETERS = declare.all
# fmt: on

#: Structures that the component (MHS 2022) is made of, of equal weight.
STRUCTURES = 6.0


@rule
def upkeep(coordinators, organising):
    """How far somebody keeps up the rhythm of a partnership [0-1]: further posts help less, where little is to do.

    Args:
        coordinators: hours of coordinators in post who are paid.
        organising: hours of organising that the work asks for.

    Source: CPG 2013 (devote resources and staffing).
    """
    return saturating(coordinators, organising) if coordinators > 0.0 else 0.0


@rule
def worn(leaving, welcome, records):
    """Share of habits that goes with people who leave in a month [0-1]: all of theirs, unless somebody passes it on.

    Args:
        leaving: share of the people at the table who left [0-1].
        welcome: how far newcomers are brought in [0-1].
        records: what was kept of how partners work [0-1].

    Source: CPG 2013 (turnover); MHS 2022 (structures: knowledge management, onboarding).
    """
    return leaving * (1.0 - welcome) * (1.0 - records)


@rule
def built(value, aim, hours, lost, p):
    """A structure after a month [0-1]: part goes with people, and the rest moves toward what is kept up.

    Args:
        value: of last month [0-1].
        aim: how far partners mean to keep it up [0-1].
        hours: share of the hours for it that were there [0-1].
        lost: share of habits that went with people [0-1].

    Source: MHS 2022 (structures; partnering as learning).
    """
    return moved(value * (1.0 - lost), aim * hours, p.build_rate)


@kernel
def leaving(state, q):
    """Share of the people at the table of a partnership who left this month [0-1]."""
    partnership = state.partnerships[q]
    left, people = 0.0, 0.0
    for row in range(partnership.seats_at, partnership.seats_end):
        seat = state.seats[row]
        if not is_member(state, seat.district):
            continue
        people += 1.0
        if seat.level == SEAT_TEACHER:
            # Of a teacher it shows when a successor comes, who may have been waited for.
            new = state.teachers[seat.row].months == 0.0 and state.teachers[seat.row].vacant <= 0.0
            left += 1.0 if new else 0.0
        else:
            left += state.leaders[seat.row].left
    for row in range(partnership.researchers_at, partnership.researchers_end):
        people += 1.0
        left += state.researchers[row].left
    if state.levers[q].coordination_fte > 0.0:
        people += 1.0
        left += state.coordinators[q].left
    return left / people if people > 0.0 else 0.0


@kernel
def coordinated(state, w, q):
    """How far coordination keeps up the rhythm of a partnership [0-1]."""
    j, lever = state.joint_work[w], state.levers[q]
    filled = 1.0 if state.coordinators[q].vacant <= 0.0 else 0.0
    hours = j.post_hours * lever.coordination_fte * state.finances[q].paid_coordination * filled
    organising = j.upkeep * lever.work_demand_hours * state.efforts[q].asked_share * seats_held(state, q, FROZEN)
    return upkeep(hours, organising)


@kernel
def build(state, w, q, p):
    """Structures are kept up as far as there are hours, and wear as people leave."""
    relation, hours = state.relations[q], state.efforts[q].kept_up
    protocols, rules, records, welcome, handover = intentions(state, q)
    lost = worn(leaving(state, q), relation.welcome, relation.memory)
    relation.rhythm = built(relation.rhythm, coordinated(state, w, q), 1.0, lost, p)
    relation.protocols = built(relation.protocols, protocols, hours, lost, p)
    relation.rules = built(relation.rules, rules, hours, lost, p)
    relation.welcome = built(relation.welcome, welcome, hours, lost, p)
    relation.handover = built(relation.handover, handover, hours, lost, p)
    # What is written down does not leave with people.
    relation.memory = built(relation.memory, records, hours, 0.0, p)
    at_work = relation.rhythm + relation.protocols + relation.rules
    kept = relation.memory + relation.welcome + relation.handover
    relation.structures = (at_work + kept) / STRUCTURES


@kernel
def look_back(state, w, month, q, p):
    """Each January partners who reflect look at how they work together: they mean to do more for what is weakest, and
    ask for fewer hours where people have not got them."""
    relation, effort, i = state.relations[q], state.efforts[q], q - state.worlds[w].partnerships_at
    u = chance.uniform(chance.stream(state.worlds[w].seed, chance.YEARLY_LOOK, month), i)
    if u >= state.levers[q].structure_reflective_routines:
        return
    weakest, which = relation.protocols, PROTOCOLS
    for value, other in (
        (relation.rules, RULES),
        (relation.memory, RECORDS),
        (relation.welcome, WELCOME),
        (relation.handover, HANDOVER),
    ):
        if value < weakest:
            weakest, which = value, other
    intend_more(state, q, which, p.revised)
    log_event(state.log, w, month, log.STRUCTURE_REVISED, i, which, weakest)
    if effort.overload > 0.0:
        effort.asked_share *= 1.0 - p.revised * min(1.0, effort.overload)
        asked = state.levers[q].work_demand_hours * effort.asked_share
        log_event(state.log, w, month, log.RESHAPED, i, -1, asked)


@kernel
def step(first, last, month, state):
    """One month of structures for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.structures[w]
        for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
            stage = state.partnerships[q].stage
            if stage != ACTIVE and stage != FORMING and stage != DORMANT:
                continue
            build(state, w, q, p)
            if stage == ACTIVE and month % MONTHS_A_YEAR == JANUARY:
                look_back(state, w, month, q, p)

"""Work units: studies, design cycles, tests and rapid requests advance as far as there are hours, and finish."""

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MIDDLE, moved, raised, saturating, whole
from sim.kernel.members import may_work
from sim.state.tables import DESIGN, EMPTY, RAPID, STUDY, UNIT_SLOTS

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("joint_work.unit_hours", default=65, low=25, high=130, minimum=1, maximum=2000, unit="hours a month",
        meaning="hours that a study (of researchers) or a design cycle (of both sides) needs",
        label="hours a study or cycle needs", key="joint_work.cycle_hours")
declare("joint_work.rapid_hours", default=30, low=10, high=60, minimum=1, maximum=2000, unit="hours a month",
        source="CPG 2013 (BERC)", meaning="research hours that a request needs")
declare("joint_work.cycle_half", default=4, low=2, high=8, minimum=0.1, maximum=60, unit="months",
        source="CPG 2013 (NICs); CPG 2013 (timelines)",
        meaning="length of work at which half of what length brings is reached (rigour, evidence, progress), and months"
                " over which the quality of work is seen",
        label="length for half of what it brings")
declare("joint_work.drift", default=0.03, low=0.01, high=0.08, unit="share a month", source="CPG 2013 (funders)",
        meaning="how fast a plan falls behind what the work has shown", label="pace at which plans fall behind")
declare("joint_work.progress_decay", default=0.04, low=0.02, high=0.08, unit="share a month",
        meaning="how fast progress is forgotten", label="pace at which progress is forgotten",
        key="joint_work.progress_fade")
declare("joint_work.progress_step", default=0.25, low=0.1, high=0.45, unit="share",
        source="W. T. Grant guidance for funders", meaning="visible progress of a finished work unit that was relevant",
        label="progress seen in a finished study")
declare("joint_work.interim_step", default=0.015, low=0.005, high=0.04, unit="share a month",
        source="CPG 2013 (timelines)", meaning="visible progress of interim products",
        label="progress seen in interim products")
PARAMETERS = declare.all
# fmt: on


@rule
def rigour_of(length, by_practitioners, training, p):
    """Rigour of a result [0-1]: time adds to it, as far as trained people collect and analyse.

    Source: CPG 2013 (timelines; NICs; roles).
    """
    return saturating(length, p.cycle_half) * (1.0 - by_practitioners * (1.0 - training))


@kernel
def has_sites(state, q):
    """Whether there is a school in which a partnership may work."""
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        if may_work(state, d):
            for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
                if state.schools[s].site > 0.0:
                    return True
    return False


@rule
def left_to_practitioners(kind, by_practitioners, together):
    """Part of a study or cycle that waits for practitioners' hours [0-1]: the data that they are to collect, and of a
    design cycle half, as far as it is joint work.

    Source: MB (demand continuum); CPG 2013 (NICs; types).
    """
    return max(by_practitioners, MIDDLE * together) if kind == DESIGN else by_practitioners


@rule
def quality_of_month(each, practice, part, together, p):
    """Work on a study or cycle that is done this month, relative to what it needs [0-1].

    Each side does its part; hours that practitioners have left over help researchers as far as they work together, but
    nobody does the practitioners' part for them.

    Args:
        each: research hours for each unit that runs.
        practice: practitioners' hours for each.
        part: what is left to practitioners [0-1].
        together: joint work while it runs [0-1].
    """
    theirs = min(practice, part * p.unit_hours)
    ours = min(each + together * (practice - theirs), (1.0 - part) * p.unit_hours)
    return (theirs + ours) / p.unit_hours


@rule
def progress_of_unit(relevance, match, quality, length, p):
    """Visible progress of a finished work unit [0-1]: relevant, true to the plan, well done, and not too small."""
    return p.progress_step * relevance * match * quality * saturating(length, p.cycle_half)


@kernel
def running_units(state, q):
    """Studies and design cycles that run, at least 1."""
    running = 0.0
    for row in range(q * UNIT_SLOTS, (q + 1) * UNIT_SLOTS):
        kind = state.units[row].kind
        if (kind == STUDY or kind == DESIGN) and state.units[row].release_in < 0.0:
            running += 1.0
    return max(1.0, running)


@kernel
def revise(state, w, month, q, unit, lever, p):
    """Reflective partners may revise a plan that has fallen behind what the work has shown."""
    one, i = state.units[unit], unit - state.worlds[w].partnerships_at * UNIT_SLOTS
    one.match *= 1.0 - p.drift
    chance_now = lever.structure_reflective_routines * (1.0 - state.finances[q].rigidity) * (1.0 - one.match)
    address = chance.stream(state.worlds[w].seed, chance.REVISION, month)
    if one.kind != RAPID and chance.uniform(address, i) < chance_now:
        one.match = 1.0
        state.efforts[q].revisions += 1.0
        log_event(state.log, w, month, log.UNIT_REVISED, q - state.worlds[w].partnerships_at, one.kind, 0.0)


@kernel
def finish(state, w, month, q, unit, lever, p):
    """A finished work unit: how rigorous it is, and when it is released, after the month of its review.

    What it found, and what partners make of it, follows in the step of ideas.
    """
    one, effort, i = state.units[unit], state.efforts[q], unit - state.worlds[w].partnerships_at * UNIT_SLOTS
    one.rigour = rigour_of(one.length, lever.work_practitioner_data_share, lever.capacity_training, p)
    effort.rigour = moved(effort.rigour, one.rigour, saturating(one.length, p.cycle_half))
    lag = chance.uniform(chance.stream(state.worlds[w].seed, chance.RELEASE_LAG, month), i)
    one.release_in = whole(lever.structure_no_surprises, lag) if one.kind == STUDY else 0.0
    # Cycles shorter than a month are repeated within it.
    times = max(1.0, float(int(1.0 / one.length))) if one.kind == DESIGN else 1.0
    effort.studies += times
    if one.kind == DESIGN:
        effort.cycles += times
    progress = progress_of_unit(one.relevance, one.match, one.quality, one.length, p)
    effort.progress = raised(effort.progress, 1.0, progress)


@kernel
def work(state, w, month, q, hours, practice_hours, lever, p):
    """Work units advance as far as there are hours, and finish."""
    sites, running = has_sites(state, q), running_units(state, q)
    rapid_hours = hours * lever.work_rapid_response_share
    each = (hours - rapid_hours) / running
    practice, together = practice_hours / running, lever.work_collaboration_middle
    match_sum, match_n = 0.0, 0.0
    for row in range(q * UNIT_SLOTS, (q + 1) * UNIT_SLOTS):
        one = state.units[row]
        if one.kind == EMPTY or one.release_in >= 0.0:
            continue
        waited = min(1.0, one.wait)
        one.wait -= waited
        if waited >= 1.0:
            continue
        if one.kind == DESIGN and not sites:
            continue  # there is no school to try anything in; studies need data, not schools
        if one.kind == RAPID:
            quality = min(1.0, rapid_hours / p.rapid_hours)
        else:
            part = left_to_practitioners(one.kind, lever.work_practitioner_data_share, together)
            quality = quality_of_month(each, practice, part, together, p)
        one.quality = moved(one.quality, quality, saturating(1.0, p.cycle_half))
        # Studies and quick answers go as far as districts let partners into their data.
        one.left -= quality * (1.0 - waited) * (1.0 if one.kind == DESIGN else state.agendas[q].data_open)
        revise(state, w, month, q, row, lever, p)
        match_sum += one.match
        match_n += 1.0
        if one.left <= 0.0:
            finish(state, w, month, q, row, lever, p)
    if match_n > 0.0:
        state.efforts[q].plan_match = match_sum / match_n

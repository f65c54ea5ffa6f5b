"""The event log: what a storyteller would mention, written by the submodels while a world runs.

`rpp story` and the event tables read it. A world that is run without a log (capacity 0) writes nothing.
"""

from sim.kernel.compiled import rule

#: Work units of at least so many months are told; shorter ones are too many.
TOLD_MONTHS = 3.0
#: Coordination, or a district budget line, is told of when it falls below, or rises to, a quarter; a plan when it falls
#: below a half.
TOLD_QUARTER, TOLD_HALF = 0.25, 0.5

# code: (name, what ``row`` counts within the world, what ``other`` and ``value`` hold)
(
    STARTED, SUPERINTENDENT_LEFT, OFFICE_LEFT, RESEARCHER_LEFT, COORDINATOR_LEFT, TENURE_DENIED, POLICY_SHIFTED,
    BUDGET_FELL, PRESS_STRUCK, FUNDER_TURNED, OFFICER_CHANGED, PROPOSED, AWARDED, REFUSED, GRANT_ENDED,
    GRANTS_CANCELLED, LAID_OFF, COORDINATION_CUT, AGENDA_REOPENED, UNIT_STARTED, PROMISE_BROKEN, UNIT_REVISED,
    UNIT_FINISHED, WORKED_RELIABLY,
    SITES_GREW, RESULT_RELEASED, RESULT_WITHHELD, ADOPTED, DISCONTINUED, LINE_OPENED, SPREAD_TO, WENT_DORMANT, REVIVED,
    RESHAPED, ENDED_NOW, BECAME_ACTIVE, SHARED_EARLY, CLASHED, RECONCILED,
    REVIEWED, NEXT_PROBLEM, DECIDED, PLAN_CUT, MEMBER_LEFT, MEMBER_JOINED, EVENT_STRUCK,
    STRUCTURE_REVISED, DECISION_INFORMED, DATA_GRANTED, DATA_LAPSED, DATA_REVOKED, DATA_BREACHED,
    SCHOOLS_JOINED, SCHOOLS_PAUSED, SCHOOL_LEFT_WORK, STEPPED_BACK, IDEA_REVISED,
    IDEA_DROPPED, WAY_LEARNED, IDEA_TAKEN_OVER,
) = range(1, 61)  # fmt: skip

#: Name of each code and the table that its ``row`` points into (counted within the world).
CODES: dict[int, tuple[str, str]] = {
    STARTED: ("partnership_started", "partnerships"),
    SUPERINTENDENT_LEFT: ("superintendent_left", "districts"),
    OFFICE_LEFT: ("office_leader_left", "districts"),
    RESEARCHER_LEFT: ("researcher_left", "partnerships"),
    COORDINATOR_LEFT: ("coordinator_left", "partnerships"),
    TENURE_DENIED: ("tenure_denied", "partnerships"),
    POLICY_SHIFTED: ("policy_shifted", "districts"),
    BUDGET_FELL: ("budget_cut", "districts"),
    PRESS_STRUCK: ("negative_press", "districts"),
    FUNDER_TURNED: ("funder_changed_strategy", "funders"),
    OFFICER_CHANGED: ("programme_officer_changed", "funders"),
    PROPOSED: ("proposal_sent", "partnerships"),
    AWARDED: ("grant_awarded", "partnerships"),
    REFUSED: ("proposal_refused", "partnerships"),
    GRANT_ENDED: ("grant_ended", "partnerships"),
    GRANTS_CANCELLED: ("grant_cancelled", "partnerships"),
    LAID_OFF: ("research_staff_laid_off", "partnerships"),
    COORDINATION_CUT: ("coordination_cut", "partnerships"),
    AGENDA_REOPENED: ("agenda_reopened", "partnerships"),
    UNIT_STARTED: ("work_unit_started", "partnerships"),
    PROMISE_BROKEN: ("promise_broken", "partnerships"),
    UNIT_REVISED: ("work_unit_revised", "partnerships"),
    UNIT_FINISHED: ("work_unit_finished", "partnerships"),
    WORKED_RELIABLY: ("change_worked_reliably", "partnerships"),
    SITES_GREW: ("sites_grew", "partnerships"),
    RESULT_RELEASED: ("result_released", "partnerships"),
    RESULT_WITHHELD: ("result_withheld", "partnerships"),
    ADOPTED: ("district_adopted", "districts"),
    DISCONTINUED: ("district_dropped", "districts"),
    LINE_OPENED: ("district_pays_support", "districts"),
    SPREAD_TO: ("spread_to_other_district", "partnerships"),
    WENT_DORMANT: ("went_dormant", "partnerships"),
    REVIVED: ("revived", "partnerships"),
    RESHAPED: ("work_reshaped", "partnerships"),
    ENDED_NOW: ("partnership_ended", "partnerships"),
    BECAME_ACTIVE: ("became_active", "partnerships"),
    SHARED_EARLY: ("bad_news_shared_first", "partnerships"),
    CLASHED: ("conflict_broke_out", "partnerships"),
    RECONCILED: ("conflict_resolved", "partnerships"),
    REVIEWED: ("superintendent_reviewed", "districts"),
    NEXT_PROBLEM: ("next_problem_taken_up", "partnerships"),
    DECIDED: ("decided_at_grants_end", "partnerships"),
    PLAN_CUT: ("plan_cut", "partnerships"),
    MEMBER_LEFT: ("member_left", "districts"),
    # ``other``: 1 if it was a member before
    MEMBER_JOINED: ("member_joined", "districts"),
    SCHOOLS_JOINED: ("schools_joined", "districts"),
    SCHOOLS_PAUSED: ("schools_paused", "districts"),
    # ``other``: why, a code of `SCHOOL_CAUSES`; ``value``: the number of the school in its district
    SCHOOL_LEFT_WORK: ("school_left", "districts"),
    # What the scenario makes happen: ``row`` counts its events, ``other`` is the row that is struck (-1 for all), and
    # ``value`` the sort of that, a code of `SORTS`.
    EVENT_STRUCK: ("scenario_event", "events"),
    # ``other`` says which structure partners mean to do more for (protocols, rules, records, welcome, hand-over)
    STRUCTURE_REVISED: ("structure_revised", "partnerships"),
    # ``other`` is the kind, a code of `DECISION_KINDS`; ``value`` 1 if the better option was taken
    DECISION_INFORMED: ("decision_informed", "districts"),
    DATA_GRANTED: ("data_granted", "districts"),
    DATA_LAPSED: ("data_lapsed", "districts"),
    DATA_REVOKED: ("data_revoked", "districts"),
    DATA_BREACHED: ("data_breached", "districts"),
    # Somebody at the table makes room for a colleague: ``other`` is the level of the seat, ``value`` the commitment.
    STEPPED_BACK: ("stepped_back", "districts"),
    # ``other``: 1 after a positive test, -1 after a negative one
    IDEA_REVISED: ("idea_revised", "partnerships"),
    # ``other``: 1 if partners had thought before that it works; ``value``: months since it was taken up
    IDEA_DROPPED: ("idea_dropped", "partnerships"),
    # ``other`` says which structure, as in ``structure_revised``; ``value`` is the partnership where it was seen
    WAY_LEARNED: ("learned_from_others", "partnerships"),
    # ``other`` is the partnership whose idea it was; ``value``: what partners believe that it is worth
    IDEA_TAKEN_OVER: ("idea_taken_over", "partnerships"),
}


@rule
def log_event(log, world, month, code, row, other, value):
    """Adds one entry to a world's log; a full log drops what comes later.

    Args:
        row: row that the entry is about, counted within the world.
        other: a second row or code.
        value: a number that goes with it.
    """
    n = log.used[world]
    if n < log.month.shape[1]:
        log.month[world, n] = month
        log.code[world, n] = code
        log.row[world, n] = row
        log.other[world, n] = other
        log.value[world, n] = value
        log.used[world] = n + 1

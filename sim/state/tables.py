"""The state of a batch of worlds: tables of columns, each column declared once with its unit and meaning.

Rows of one table belong to many worlds; each world owns a contiguous slice. Rows are posts: the person in a post
changes, the row stays. ``state.teachers.practice`` is a column, ``state.teachers[t].practice`` one value of it. Tables
are records, because Numba compiles a call that passes one array many times faster than one that passes a hundred.
"""

from collections import namedtuple
from typing import NamedTuple

import numpy as np

from sim.state.column import B, Column, F, I, T, U, as_table, columns, row_type
from sim.state.partnerships import LIFE_COLUMNS, PARTNERSHIP_COLUMNS, PARTS

# --- names of codes -----------------------------------------------------------------------------------------------

LEADER_ROLES = ("superintendent", "central_office", "principal", "coach")
SUPERINTENDENT, CENTRAL_OFFICE, PRINCIPAL, COACH = range(4)
RESEARCHER_ROLES = ("untenured_faculty", "tenured_faculty", "research_staff", "graduate_student")
UNTENURED, TENURED, STAFF, GRADUATE = range(4)
TEACHER_STAGES = ("non_user", "user", "codesigner", "provider")
NON_USER, USER, CODESIGNER, PROVIDER = range(4)
LIFE_STAGES = ("not_started", "forming", "active", "dormant", "ended")
NOT_STARTED, FORMING, ACTIVE, DORMANT, ENDED = range(5)
CAUSES = (
    "none", "practice_side_left", "research_side_left", "money_ran_out", "trust_lost", "faded_while_dormant",
    "priorities_changed", "handed_over", "no_longer_needed", "members_left", "merged", "idea_failed",
)  # fmt: skip
NO_CAUSE, PRACTICE_LEFT, RESEARCH_LEFT, MONEY_RAN_OUT, TRUST_LOST, FADED, PRIORITIES_CHANGED = range(7)
HANDED_OVER, NO_LONGER_NEEDED, MEMBERS_LEFT, MERGED, IDEA_FAILED = 7, 8, 9, 10, 11
#: What partners decide when their last grant has run out.
GRANTS_END = ("go_on", "hand_over", "stop")
GO_ON, HAND_OVER, STOP = range(3)
MANDATES = ("left", "frozen", "tolerated", "championed")
LEFT, FROZEN, TOLERATED, CHAMPIONED = range(4)
#: Whether a school takes part, what the partnership offers it, and why schools leave.
PARTICIPATION = ("none", "joined", "paused", "left", "joins_now", "leaves_now")
NOT_JOINED, JOINED, PAUSED, SCHOOL_LEFT, JOINS_NOW, LEAVES_NOW = range(6)
OFFERS = ("none", "new", "standing")
NO_OFFER, NEW_OFFER, STANDING_OFFER = range(3)
SCHOOL_CAUSES = ("principal", "new_principal", "other_reforms", "poor_results", "no_support", "event")
PRINCIPAL_UNWILLING, NEW_PRINCIPAL, OTHER_REFORMS, POOR_RESULTS, NO_SUPPORT, BY_EVENT = range(6)
UNIT_KINDS = ("study", "design_cycle", "rapid_response")
EMPTY, STUDY, DESIGN, RAPID = -1, 0, 1, 2
#: What districts decide about each year.
DECISION_KINDS = ("programmes", "support", "staffing", "policy")
PROGRAMMES, SUPPORT, STAFFING, POLICY = range(4)
POSITIVE, NEGATIVE, OPEN = 1, -1, 0
SEAT_TEACHER = 4  # level of a teacher at the table; lower levels are LEADER_ROLES
COORDINATOR_ROW = -1  # `Ties.researcher` of a tie that the coordinator holds

#: Rows of `Roles` for each world.
ROLES = (*LEADER_ROLES, *RESEARCHER_ROLES, "teacher", "coordinator")

#: Slots of each partnership. A slot is free when its kind or funder is -1.
UNIT_SLOTS, GRANT_SLOTS, PROPOSAL_SLOTS = 4, 8, 8
ADVICE_TIES = 8
NO_ROW = -1
#: Sorts of the rows that scenario events strike, in the order of codes.
SORTS = ("partnership", "district", "funder", "world")
OF_PARTNERSHIP, OF_DISTRICT, OF_FUNDER, OF_WORLD = range(4)


WORLD_COLUMNS = columns(
    ("seed", U, "-", "seed of all draws of this world"),
    *(
        (f"{table}_at", I, "row", f"first row of this world in the table of {table} (one more entry closes the last)")
        for table in (
            "districts", "schools", "teachers", "leaders", "researchers", "partnerships", "seats", "ties", "funders",
            "funder_ties", "events", "history",
        )
    ),
)  # fmt: skip

DISTRICT_COLUMNS = columns(
    ("partnership", I, "row", "partnership that lists the district"),
    ("schools_at", I, "row", "first school"),
    ("schools_end", I, "row", "row after its last school"),
    ("leaders_at", I, "row", "first leader; the first leader is the superintendent"),
    ("leaders_end", I, "row", "row after its last leader"),
    ("alignment", F, "share", "how well policy and purchasing go with the innovation"),
    ("pressure", F, "share", "political pressure"),
    ("budget", F, "share", "discretionary budget relative to normal", 1),
    ("reforms", F, "reforms", "other reforms running at the same time"),
    ("since_superintendent", F, "months", "months since a superintendent left", 1e6),
    ("press", F, "share", "negative press this month, by severity"),
    ("cut", F, "share", "budget lost to a cut this month"),
    ("opposition", F, "share", "local opposition to what the partnership works on"),
    ("poverty", F, "share", "low-income students, mean over teachers"),
    ("stance", F, "share", "what the district as an organisation holds of the partnership"),
    ("integration", F, "share", "work that stands in calendars, budgets, job descriptions and policy"),
    ("cohesion", F, "share", "ties among the district's leaders, of those there could be", 0.5),
    ("bench", F, "share", "committed people below the superintendent"),
    ("benefit", F, "benefit", "what it gets of the partnership less what it gives, as it sees it: -1 to 1"),
    ("cost", F, "share", "hours and money that the work takes of it while it goes on, as it feels them"),
    ("hours_given", F, "hours", "hours that its people at the table gave this month"),
    ("hours_there", F, "hours", "hours that they had for it"),
    ("mandate", B, "mandate", "what its leaders let the partnership do, a code of MANDATES", TOLERATED),
    ("was_member", F, "0/1", "1 if it is or was a member"),
    ("review_in", F, "months", "months until a new superintendent reviews the partnership; 0 if none is due"),
    ("may_reopen", F, "0/1", "1 where a review did not champion the work, until the next month asks for the agenda"),
    ("decided", F, "0/1", "1 in a month in which an event has decided on it, so that there is no other review"),
    ("capacity", F, "share", "capacity of people and routines to use research"),
    ("evidence", F, "share", "relevant findings that leaders can still act on"),
    ("validity", F, "share", "how far these findings tell the better option"),
    ("asking", F, "share", "how far leaders ask for findings, by whether these came in time so far", 0.5),
    ("informed", F, "share", "chance that research informs what the district decides this month"),
    ("decided_now", F, "0/1", "1 in a month with one of the year's decisions"),
    ("informed_now", F, "0/1", "1 if research informed the last of them"),
    ("decisions", F, "decisions", "decisions of the year taken so far"),
    ("decided_well", F, "decisions", "those among them that took the better option"),
    ("programmes", F, "share", "how well what the district runs fits together; 0.5 is usual", 0.5),
    ("lift", F, "share a month", "what its programmes do to the practice of all teachers: part of the way to full"),
    ("data_access", F, "share", "its data that partners may use, of all that they could"),
    ("data_left", F, "months", "months until the agreement on data lapses; 0 without one"),
    ("breach", F, "share", "breach of privacy that an event causes this month, by severity"),
    ("revoked", F, "0/1", "1 in a month in which an event takes its data back"),
    ("adopted", F, "0/1", "1 if the district has adopted the innovation"),
    ("adopted_month", T, "month", "when it adopted; -1 if it has not", -1),
    ("adopted_from", I, "row", "partnership whose innovation it uses; -1 if none", NO_ROW),
    ("fit", T, "share", "how well the innovation fits the district"),
    ("worth", F, "worth", "true worth of the innovation here, unknown to all: -0.2 to 1"),
    ("worth_at_first", F, "worth", "what it was worth here when partners took it up"),
    ("budget_line", F, "share", "support for the innovation that the district pays for itself"),
    ("served", F, "people", "teachers of schools that take part"),
    ("schools_in", F, "schools", "schools that take part"),
    ("schools_left", F, "schools", "schools that left the work this month"),
    ("support_external", F, "hours", "teacher support delivered by the partnership this month"),
    ("support_own", F, "hours", "teacher support delivered by district people this month"),
    ("teachers", F, "people", "teachers in the district"),
    ("practice", F, "share", "mean instructional practice"),
    ("users", F, "share", "teachers who use the innovation"),
    ("depth", F, "share", "mean practice among users"),
    ("deep", F, "share", "teachers who use the innovation and whose practice is above the depth threshold"),
    ("lasting", F, "share", "teachers who used it deeply when grants last paid, and still do in the same post"),
    ("reached", F, "share", "schools in which somebody uses the innovation"),
    ("practice_gap", F, "share", "mean practice, low-poverty minus high-poverty schools"),
    ("ownership", T, "share", "teacher support delivered by district people"),
    ("providers", T, "people", "teachers who lead professional development"),
    ("access_gap", F, "hours a month", "support per teacher, low-poverty minus high-poverty schools"),
    ("gain_low", F, "practice", "practice gained since the start in low-poverty schools"),
    ("gain_high", F, "practice", "practice gained since the start in high-poverty schools"),
    ("left_leaders", F, "people", "leaders who left this month"),
    ("left_office", T, "people", "central-office leaders and coaches who left this month"),
    ("left_teachers", F, "people", "teachers who left their school this month"),
    ("chance_off", I, "bits", "kinds of chance that are switched off for it now, codes of `CHANCES`"),
)

SCHOOL_COLUMNS = columns(
    ("district", I, "row", "its district"),
    ("teachers_at", I, "row", "first teacher"),
    ("teachers_end", I, "row", "row after its last teacher"),
    ("principal", I, "row", "its principal, a leader"),
    ("poverty", F, "share", "low-income students"),
    ("participation", B, "participation", "whether the school takes part, its own decision: a code of PARTICIPATION"),
    ("offer", B, "offer", "whether the partnership offers it to take part, a code of OFFERS"),
    ("site", F, "0/1", "1 if the joint work takes place here: the partnership offers it, and the school takes part"),
    ("site_months", T, "months", "months as a site"),
    ("rank", I, "-", "order in which schools of the district become sites"),
    ("support", F, "share", "support that its teachers get this month, 1 is as much as a teacher can use"),
    ("practice", F, "share", "mean instructional practice"),
    ("practice_then", F, "share", "mean instructional practice at the start of the run"),
    ("hires", F, "share", "mean practice of the teachers it could hire until the run began"),
    ("users", F, "share", "teachers who use the innovation"),
    ("deep", F, "share", "teachers who use it deeply"),
    ("access", F, "weight", "how far support reaches this school, relative to others of the district", 1),
)

TEACHER_COLUMNS = columns(
    ("school", I, "row", "school of the post"),
    ("practice", F, "share", "instructional practice: 0 recitation, 1 ambitious instruction"),
    ("before", F, "share", "practice at the end of last month, what colleagues have seen"),
    ("own", F, "share", "practice that the person brought, from which support goes on"),
    ("habit", F, "share", "level to which practice falls back without support"),
    ("stage", B, "stage", "use of the innovation, a code of TEACHER_STAGES"),
    ("experience", F, "years", "years of teaching"),
    ("commitment", F, "share", "commitment to the innovation"),
    ("months", F, "months", "months in this post"),
    ("vacant", F, "months", "months until the post is filled; substitutes teach until then"),
    ("lasting", B, "0/1", "1 for who used the innovation deeply when grants last paid, and is still in the post"),
    ("standing", F, "share", "how well known the person is among colleagues"),
    ("seat", I, "row", "seat in the partnership; -1 if none", NO_ROW),
)

LEADER_COLUMNS = columns(
    ("district", I, "row", "district of the post"),
    ("school", I, "row", "school of a principal; -1 for others", NO_ROW),
    ("role", B, "role", "a code of LEADER_ROLES"),
    ("commitment", F, "share", "commitment to the partnership"),
    ("priority", F, "share", "commitment that the person brought, which experience does not change"),
    ("capacity", F, "share", "own capacity to use research"),
    ("urgency", F, "share", "how soon answers are needed"),
    ("dependability", F, "log odds", "reliability of the person"),
    ("stays", F, "log rate", "inclination of the person to stay"),
    ("energy", F, "times", "hours that the person gives relative to others", 1),
    ("instruction", F, "share", "expertise in instruction"),
    ("partnering", F, "share", "expertise in partnership work"),
    ("context", F, "share", "expertise in the local context"),
    ("months", F, "months", "months in this post"),
    ("left", F, "0/1", "1 in the month in which somebody left the post"),
    ("vacant", F, "months", "months until the post is filled"),
    ("seat", I, "row", "seat in the partnership; -1 if none", NO_ROW),
    ("learning", F, "hours", "professional learning through the partnership so far"),
    ("chance_off", B, "0/1", "1 while nobody leaves the post by chance, because its course is known"),
)

RESEARCHER_COLUMNS = columns(
    ("partnership", I, "row", "partnership of the post"),
    ("role", B, "role", "a code of RESEARCHER_ROLES"),
    ("track", B, "0/1", "1 if whoever is hired into the post begins before the tenure decision"),
    ("dependability", F, "log odds", "reliability of the person"),
    ("stays", F, "log rate", "inclination of the person to stay"),
    ("energy", F, "times", "hours that the person gives relative to others", 1),
    ("commitment", F, "share", "commitment to the partnership"),
    ("instruction", F, "share", "expertise in instruction"),
    ("partnering", F, "share", "expertise in partnership work"),
    ("context", F, "share", "expertise in the local context"),
    ("months", F, "months", "months in this post"),
    ("left", F, "0/1", "1 in the month in which somebody left the post"),
    ("left_role", B, "role", "role of who left last, a code of RESEARCHER_ROLES; tenure goes with the person"),
    ("vacant", F, "months", "months until the post is filled"),
    ("hours", F, "hours", "hours that the person gave this month"),
    ("learning", F, "hours", "professional learning through the partnership so far"),
    ("chance_off", B, "0/1", "1 while nobody leaves the post by chance, because its course is known"),
)

SEAT_COLUMNS = columns(
    ("partnership", I, "row", "partnership of the seat"),
    ("level", B, "level", "a code of LEADER_ROLES, or 4 for a teacher"),
    ("row", I, "row", "leader or teacher who holds the seat"),
    ("district", I, "row", "district of the seat"),
    ("hours", F, "hours", "hours that its holder gave this month"),
)

TIE_COLUMNS = columns(
    ("seat", I, "row", "practice-side seat"),
    ("researcher", I, "row", "researcher; -1 if the coordinator holds the tie"),
    ("trust_practice", F, "share", "the practitioner's trust in the researcher"),
    ("trust_research", F, "share", "the researcher's trust in the practitioner"),
    ("months", F, "months", "months of shared history; while work rests it hardly grows"),
    ("contact", F, "share", "how far the two were in contact this month"),
)

UNIT_COLUMNS = columns(
    ("kind", B, "kind", "a code of UNIT_KINDS; -1 if the slot is free", EMPTY),
    ("wait", F, "months", "months until data are at hand"),
    ("left", F, "months", "months of work left"),
    ("length", F, "months", "planned length"),
    ("relevance", F, "share", "relevance when it was agreed"),
    ("match", F, "share", "how well the plan still fits what the work has shown"),
    ("quality", F, "share", "research hours given relative to those needed, mean so far"),
    ("rigour", F, "share", "how rigorous a finished one was"),
    ("result", B, "sign", "1 positive, -1 negative, 0 still open"),
    ("release_in", F, "months", "months until a finished result is released; -1 while it runs", -1),
)

GRANT_COLUMNS = columns(
    ("funder", I, "row", "funder; -1 if the slot is free", NO_ROW),
    ("monthly", F, "dollars", "payment a month"),
    ("left", F, "months", "months left"),
    ("operating", F, "share", "operating money"),
    ("practice", F, "share", "money paid to the practice side"),
    ("rigidity", F, "share", "how far it ties the work to promised products"),
)

PROPOSAL_COLUMNS = columns(
    ("funder", I, "row", "funder; -1 if the slot is free", NO_ROW),
    ("decide_in", F, "months", "months until the decision"),
    ("amount", F, "dollars", "money asked for"),
    ("quality", F, "log odds", "margin by which it clears the bar, known once it is decided"),
    ("renewal", F, "0/1", "1 if it asks to renew a grant"),
)

FUNDER_COLUMNS = columns(
    ("budget_left", F, "dollars", "money left for new awards this year"),
    ("focus", F, "share", "interest in partnerships of this kind", 1),
    ("officer_months", F, "months", "months of the programme officer in post"),
    ("awarded", T, "dollars", "awards so far"),
    ("paid", T, "dollars", "paid out so far"),
    ("cancelled", T, "dollars", "awards cancelled so far"),
    ("year_awarded", T, "dollars", "awards this fiscal year"),
    ("chance_off", I, "bits", "kinds of chance that are switched off for it now, codes of `CHANCES`"),
)

FUNDER_TIE_COLUMNS = columns(
    ("relationship", F, "share", "relationship between programme officer and partnership"),
    ("refused", F, "proposals", "refusals since the last award, each a chance to do better"),
)

ROLE_COLUMNS = columns(
    ("posts", T, "posts", "posts there are"),
    ("filled", F, "posts", "posts that are filled"),
    ("left", T, "people", "people who left this month"),
    ("commitment", T, "share", "mean commitment of those in post"),
    ("months", T, "months", "mean months in post"),
    ("learning", T, "hours", "mean professional learning through the partnership of those in post"),
)

EVENT_COLUMNS = columns(
    ("month", I, "month", "month of the event (0-based); with a condition that in which it happens next, -1 before"),
    ("code", I, "code", "what happens, a code of scenario events"),
    ("number", I, "-", "which of the scenario's events it is, counted from 0"),
    ("aim", B, "code", "sort of the row that it strikes, a code of `SORTS`"),
    ("row", I, "row", "row that it strikes, counted within the world; -1 for all of its sort", NO_ROW),
    ("value", F, "-", "size of the event"),
    ("extra", F, "-", "a second number, such as months or a role"),
    ("watches", B, "code", "what its condition looks at, a code of `WATCHED`; 0 where it is dated"),
    ("bound", F, "-", "bound of its condition"),
    ("side", B, "sign", "1 where the condition is to be above the bound, -1 for below"),
    ("after", I, "month", "month (0-based) at whose end the condition is first looked at"),
    ("held", B, "0/1", "whether the condition held a month ago"),
    ("left", I, "times", "how often it may still happen"),
)

HISTORY_COLUMNS = columns(
    ("first", I, "month", "month from which the course is known (0-based)"),
    ("until", I, "month", "month from which it is left to chance again; -1 for never"),
    ("kind", I, "code", "kind of chance that is switched off, a code of `CHANCES`"),
    ("row", I, "row", "row of which it is known, counted within the world; -1 for all of its sort", NO_ROW),
    ("share", F, "share", "share of the posts of which it is known"),
)

Log = namedtuple("Log", ["used", "month", "code", "row", "other", "value"])

#: Columns of every table that grows with the number of worlds, by its name in `State`.
TABLES: dict[str, tuple[Column, ...]] = {
    "districts": DISTRICT_COLUMNS,
    "schools": SCHOOL_COLUMNS,
    "teachers": TEACHER_COLUMNS,
    "leaders": LEADER_COLUMNS,
    "researchers": RESEARCHER_COLUMNS,
    "partnerships": PARTNERSHIP_COLUMNS,
    "seats": SEAT_COLUMNS,
    "ties": TIE_COLUMNS,
    "units": UNIT_COLUMNS,
    "grants": GRANT_COLUMNS,
    "proposals": PROPOSAL_COLUMNS,
    "funders": FUNDER_COLUMNS,
    "funder_ties": FUNDER_TIE_COLUMNS,
    "roles": ROLE_COLUMNS,
    "events": EVENT_COLUMNS,
    "history": HISTORY_COLUMNS,
}

#: The same as kernels see them: what is known of a partnership is split by owner.
OWNED: dict[str, tuple[Column, ...]] = {
    **TABLES, "partnerships": LIFE_COLUMNS, **{name: part for name, (part, _) in PARTS.items()},
}  # fmt: skip


class State(NamedTuple):
    """All tables of a batch of worlds. Parameter tables are records, one row per world, partnership, district or
    funder; ``advice`` holds each teacher's colleagues, ``log`` the events that `rpp story` tells."""

    worlds: np.recarray
    districts: np.recarray
    schools: np.recarray
    teachers: np.recarray
    advice: np.ndarray
    leaders: np.recarray
    researchers: np.recarray
    partnerships: np.recarray
    coordinators: np.recarray
    finances: np.recarray
    agendas: np.recarray
    relations: np.recarray
    efforts: np.recarray
    findings: np.recarray
    innovations: np.recarray
    members: np.recarray
    seats: np.recarray
    ties: np.recarray
    units: np.recarray
    grants: np.recarray
    proposals: np.recarray
    funders: np.recarray
    funder_ties: np.recarray
    roles: np.recarray
    events: np.recarray
    history: np.recarray
    log: Log
    levers: np.recarray
    context: np.recarray
    funder_context: np.recarray
    field: np.recarray
    initial: np.recarray
    calendar: np.recarray
    turnover: np.recarray
    funding: np.recarray
    agenda: np.recarray
    meetings: np.recarray
    commitment: np.recarray
    learning: np.recarray
    structures: np.recarray
    standing: np.recarray
    membership: np.recarray
    conflict: np.recarray
    joint_work: np.recarray
    data: np.recarray
    ideas: np.recarray
    research_use: np.recarray
    decisions: np.recarray
    participation: np.recarray
    instruction: np.recarray
    governance: np.recarray


def _rows_of(columns: tuple[Column, ...], rows: int) -> np.recarray:
    table = as_table(np.zeros(rows, dtype=row_type(columns)))
    for c in columns:
        table[c.name] = c.start
    return table


def empty_table(name: str, rows: int) -> np.recarray:
    """A table of ``rows`` rows at their starting values; the one place that fixes storage types."""
    return _rows_of(TABLES[name], rows)


def parts_of(partnerships: np.recarray) -> dict[str, np.recarray]:
    """The tables of `PARTS` as views on the wide table of partnerships: no values of their own."""
    return {name: _part(partnerships, columns_, prefix) for name, (columns_, prefix) in PARTS.items()}


def _part(wide: np.recarray, columns_: tuple[Column, ...], prefix: str) -> np.recarray:
    offsets = tuple(wide.dtype.fields[prefix + c.name][1] for c in columns_)
    return as_table(wide, row_type(columns_, offsets, wide.dtype.itemsize))


def empty_worlds(worlds: int) -> np.recarray:
    """The table of worlds; offsets have one entry more than there are worlds."""
    return _rows_of(WORLD_COLUMNS, worlds + 1)


def empty_log(worlds: int, capacity: int) -> Log:
    """Event log with room for ``capacity`` entries per world (0 keeps no log)."""
    shape = (worlds, capacity)
    return Log(
        np.zeros(worlds, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.float64),
    )


def bytes_of(state: State) -> int:
    """Memory of all tables [bytes]."""
    total = 0
    for name, table in zip(state._fields, state, strict=True):
        if name not in PARTS:  # views on the table of partnerships
            total += sum(column.nbytes for column in table) if isinstance(table, tuple) else table.nbytes
    return total

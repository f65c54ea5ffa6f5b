"""The state of a batch of worlds: tables of columns, each column declared once with its unit and meaning.

Rows of one table belong to many worlds; each world owns a contiguous slice. Rows are posts: the person in a post
changes, the row stays. ``state.teachers.practice`` is a column, ``state.teachers[t].practice`` one value of it. Tables
are records, because Numba compiles a call that passes one array many times faster than one that passes a hundred.
"""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

# --- names of codes -----------------------------------------------------------------------------------------------

LEADER_ROLES = ("superintendent", "central_office", "principal", "coach")
SUPERINTENDENT, CENTRAL_OFFICE, PRINCIPAL, COACH = range(4)
RESEARCHER_ROLES = ("untenured_faculty", "tenured_faculty", "research_staff", "graduate_student")
UNTENURED, TENURED, STAFF, GRADUATE = range(4)
TEACHER_STAGES = ("non_user", "user", "codesigner", "provider")
NON_USER, USER, CODESIGNER, PROVIDER = range(4)
LIFE_STAGES = ("not_started", "forming", "active", "dormant", "ended")
NOT_STARTED, FORMING, ACTIVE, DORMANT, ENDED = range(5)
CAUSES = ("none", "practice_side_left", "research_side_left", "money_ran_out", "trust_lost", "faded_while_dormant")
NO_CAUSE, PRACTICE_LEFT, RESEARCH_LEFT, MONEY_RAN_OUT, TRUST_LOST, FADED = range(6)
UNIT_KINDS = ("study", "design_cycle", "rapid_response")
EMPTY, STUDY, DESIGN, RAPID = -1, 0, 1, 2
POSITIVE, NEGATIVE, OPEN = 1, -1, 0
SEAT_TEACHER = 4  # level of a teacher at the table; lower levels are LEADER_ROLES
BROKER_ROW = -1  # `Ties.researcher` of a tie that the coordinator holds

#: Rows of `Roles` for each world.
ROLES = (*LEADER_ROLES, *RESEARCHER_ROLES, "teacher", "coordinator")

#: Slots of each partnership. A slot is free when its kind or funder is -1.
UNIT_SLOTS, GRANT_SLOTS, PROPOSAL_SLOTS = 4, 8, 8
ADVICE_TIES = 8
NO_ROW = -1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: field name in the table.
        dtype: storage type.
        unit: unit in plain words.
        meaning: what it stands for.
        start: value that a new row begins with.
    """

    name: str
    dtype: type
    unit: str
    meaning: str
    start: float = 0


F, I, B, U = np.float64, np.int32, np.int8, np.uint64  # noqa: E741


def _columns(*rows: tuple) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


WORLD_COLUMNS = _columns(
    ("seed", U, "-", "seed of all draws of this world"),
    *(
        (f"{table}_at", I, "row", f"first row of this world in the table of {table} (one more entry closes the last)")
        for table in (
            "districts", "schools", "teachers", "leaders", "researchers", "partnerships", "seats", "ties", "funders",
            "funder_ties", "events",
        )
    ),
)  # fmt: skip

DISTRICT_COLUMNS = _columns(
    ("partnership", I, "row", "partnership of which the district is a member"),
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
    ("capacity", F, "share", "capacity of people and routines to use research"),
    ("evidence", F, "share", "relevant findings that leaders can still act on"),
    ("informed", F, "decisions", "decisions of this month that research informed"),
    ("decisions", F, "decisions", "decisions of this month that research could have informed"),
    ("adopted", F, "0/1", "1 if the district has adopted the innovation"),
    ("adopted_month", F, "month", "when it adopted; -1 if it has not", -1),
    ("adopted_from", I, "row", "partnership whose innovation it uses; -1 if none", NO_ROW),
    ("fit", F, "share", "how well the innovation fits the district"),
    ("line", F, "share", "support for the innovation that the district pays for itself"),
    ("support_external", F, "hours", "teacher support delivered by the partnership this month"),
    ("support_own", F, "hours", "teacher support delivered by district people this month"),
    ("teachers", F, "people", "teachers in the district"),
    ("practice", F, "share", "mean instructional practice"),
    ("users", F, "share", "teachers who use the innovation"),
    ("depth", F, "share", "mean practice among users"),
    ("deep", F, "share", "teachers who use the innovation and whose practice is above one half"),
    ("reached", F, "share", "schools in which somebody uses the innovation"),
    ("practice_gap", F, "share", "mean practice, low-poverty minus high-poverty schools"),
    ("ownership", F, "share", "teacher support delivered by district people"),
    ("providers", F, "people", "teachers who lead professional development"),
    ("access_gap", F, "hours a month", "support per teacher, low-poverty minus high-poverty schools"),
    ("left_leaders", F, "people", "leaders who left this month"),
    ("left_office", F, "people", "central-office leaders and coaches who left this month"),
    ("left_teachers", F, "people", "teachers who left their school this month"),
)

SCHOOL_COLUMNS = _columns(
    ("district", I, "row", "its district"),
    ("teachers_at", I, "row", "first teacher"),
    ("teachers_end", I, "row", "row after its last teacher"),
    ("principal", I, "row", "its principal, a leader"),
    ("poverty", F, "share", "low-income students"),
    ("site", F, "0/1", "1 if the joint work takes place here"),
    ("site_months", F, "months", "months as a site"),
    ("rank", I, "-", "order in which schools of the district become sites"),
    ("support", F, "share", "support that its teachers get this month, 1 is as much as a teacher can use"),
    ("practice", F, "share", "mean instructional practice"),
    ("hires", F, "share", "mean practice of the teachers it could hire until the run began"),
    ("users", F, "share", "teachers who use the innovation"),
    ("access", F, "weight", "how far support reaches this school, relative to others of the district", 1),
)

TEACHER_COLUMNS = _columns(
    ("school", I, "row", "school of the post"),
    ("practice", F, "share", "instructional practice: 0 recitation, 1 ambitious instruction"),
    ("before", F, "share", "practice at the end of last month, what colleagues have seen"),
    ("habit", F, "share", "level to which practice falls back without support"),
    ("stage", B, "stage", "use of the innovation, a code of TEACHER_STAGES"),
    ("experience", F, "years", "years of teaching"),
    ("commitment", F, "share", "commitment to the innovation"),
    ("trust", F, "share", "trust in the partnership"),
    ("months", F, "months", "months in this post"),
    ("standing", F, "share", "how well known the person is among colleagues"),
    ("seat", I, "row", "seat in the partnership; -1 if none", NO_ROW),
)

LEADER_COLUMNS = _columns(
    ("district", I, "row", "district of the post"),
    ("school", I, "row", "school of a principal; -1 for others", NO_ROW),
    ("role", B, "role", "a code of LEADER_ROLES"),
    ("commitment", F, "share", "commitment to the partnership"),
    ("priority", F, "share", "commitment that the person brought, which experience does not change"),
    ("capacity", F, "share", "own capacity to use research"),
    ("urgency", F, "share", "how soon answers are needed"),
    ("instruction", F, "share", "expertise in instruction"),
    ("partnering", F, "share", "expertise in partnership work"),
    ("context", F, "share", "expertise in the local context"),
    ("months", F, "months", "months in this post"),
    ("left", F, "0/1", "1 in the month in which somebody left the post"),
    ("inside", F, "0/1", "1 if hired from inside the district"),
    ("vacant", F, "months", "months until the post is filled"),
    ("seat", I, "row", "seat in the partnership; -1 if none", NO_ROW),
    ("learning", F, "hours", "professional learning through the partnership so far"),
)

RESEARCHER_COLUMNS = _columns(
    ("partnership", I, "row", "partnership of the post"),
    ("role", B, "role", "a code of RESEARCHER_ROLES"),
    ("track", B, "0/1", "1 if whoever is hired into the post begins before the tenure decision"),
    ("commitment", F, "share", "commitment to the partnership"),
    ("instruction", F, "share", "expertise in instruction"),
    ("partnering", F, "share", "expertise in partnership work"),
    ("context", F, "share", "expertise in the local context"),
    ("months", F, "months", "months in this post"),
    ("left", F, "0/1", "1 in the month in which somebody left the post"),
    ("left_role", B, "role", "role of who left last, a code of RESEARCHER_ROLES; tenure goes with the person"),
    ("vacant", F, "months", "months until the post is filled"),
    ("learning", F, "hours", "professional learning through the partnership so far"),
)

PARTNERSHIP_COLUMNS = _columns(
    # members and slots
    ("districts_at", I, "row", "first member district"),
    ("districts_end", I, "row", "row after its last member district"),
    ("researchers_at", I, "row", "first researcher"),
    ("researchers_end", I, "row", "row after its last researcher"),
    ("seats_at", I, "row", "first practice-side seat"),
    ("seats_end", I, "row", "row after its last seat"),
    ("ties_at", I, "row", "first boundary tie"),
    ("ties_end", I, "row", "row after its last tie"),
    ("funder_ties_at", I, "row", "its tie with the first funder"),
    ("start", I, "month", "month in which it starts (0-based)"),
    # life
    ("stage", B, "stage", "a code of LIFE_STAGES"),
    ("cause", B, "cause", "why it ended, a code of CAUSES"),
    ("age", F, "months", "months since it started"),
    ("ended_month", F, "month", "month in which it ended; -1 while it goes on", -1),
    ("dormant", F, "months", "months of the present dormancy"),
    ("weak_practice", F, "months", "months without a committed practice side"),
    ("weak_research", F, "months", "months without a committed research side"),
    ("unpaid", F, "months", "months without money for its work"),
    ("distrust", F, "months", "months with trust below what joint work needs"),
    ("no_more_money", F, "0/1", "1 once an event has ended all external support"),
    # coordinator
    ("broker_months", F, "months", "months of the coordinator in post"),
    ("broker_left", F, "0/1", "1 in the month in which the coordinator left"),
    ("broker_partnering", F, "share", "coordinator's expertise in partnership work"),
    ("broker_commitment", F, "share", "coordinator's commitment"),
    ("broker_vacant", F, "months", "months until the coordinator's post is filled"),
    # money, in dollars
    ("cash_project", F, "dollars", "grant money tied to project work"),
    ("cash_operating", F, "dollars", "money that may be spent on the partnership itself"),
    ("cash_practice", F, "dollars", "money held by the practice side"),
    ("income", F, "dollars", "money received this month"),
    ("spent", F, "dollars", "money spent this month"),
    ("returned", F, "dollars", "unspent project money that went back to funders this month"),
    ("total_in", F, "dollars", "money received so far"),
    ("total_out", F, "dollars", "money spent or returned so far"),
    ("external", F, "dollars", "grant money received this month"),
    ("committed", F, "dollars", "grant money promised for the months to come"),
    ("runway", F, "months", "months of planned work that money in hand and promised would pay, at most 1000", 1000),
    ("in_kind", F, "dollars", "value of staff time put in by districts this month"),
    ("paid_coordination", F, "share", "share of the planned coordination that could be paid"),
    ("paid_staff", F, "share", "share of the planned research staff that could be paid"),
    ("paid_support", F, "share", "share of the planned teacher support that could be paid"),
    ("paid_release", F, "share", "share of the planned released time that could be paid"),
    ("practice_money", F, "share", "share of recent money that the practice side held"),
    ("rigidity", F, "share", "how far present grants tie the work to promised products"),
    ("gap", F, "months", "months since grant money last came in"),
    ("longest_gap", F, "months", "longest time without grant money so far"),
    ("gaps", F, "gaps", "gaps in grant money so far"),
    ("months_funded", F, "months", "months with grant money so far"),
    ("proposals_written", F, "proposals", "proposals written so far"),
    ("awards", F, "awards", "grants won so far"),
    # agenda
    ("voice", F, "share", "say of practitioners in the agenda; 0.5 is balance"),
    ("teacher_voice", F, "share", "how far teachers at the table are heard"),
    ("relevance", F, "share", "relevance of the present work to the district's problems"),
    # health
    ("trust", F, "share", "mean trust over boundary ties"),
    ("trust_practice", F, "share", "mean trust of practitioners in researchers"),
    ("contact", F, "share", "how far boundary ties were in contact this month"),
    ("kept", F, "share", "recent share of promises kept"),
    ("promises", F, "promises", "promises that fell due this month"),
    ("kept_now", F, "promises", "promises kept this month"),
    ("commitments", F, "share", "commitments (MHS 2022): the less committed of the two sides, and accountability"),
    ("structures", F, "share", "structures (MHS 2022): what is in place and staffed"),
    ("expertise", F, "share", "expertise (MHS 2022): three kinds, who is at the table"),
    ("social_learning", F, "share", "social learning (MHS 2022): what partners learned together this month"),
    ("overload", F, "share", "asked hours beyond what practitioners have"),
    ("participation", F, "share", "asked practitioner hours that were given"),
    ("progress", F, "share", "visible progress of late"),
    ("goodwill", F, "share", "goodwill from timely answers"),
    ("memory", F, "share", "institutional memory"),
    ("reputation", F, "share", "track record with funders and peers"),
    ("credibility", F, "share", "credibility with outsiders"),
    ("trust_lost", F, "share", "trust lost to turnover this month, mean over ties"),
    ("shock", F, "share", "strength of a bad event this month"),
    ("bad_news", F, "share", "findings that embarrassed partners this month, by strength"),
    # innovation
    ("efficacy", F, "share", "effect of the innovation when enacted well"),
    ("usability", F, "share", "how easily teachers can enact it"),
    ("robustness", F, "share", "how well it works in contexts where it was not developed"),
    ("reliability", F, "share", "share of present sites where it works as meant"),
    ("reach", F, "share", "share of member schools meant as sites"),
    ("local_fit", F, "share", "how well it fits the place of its development"),
    ("contexts", F, "schools", "schools whose testing it has absorbed"),
    # knowledge
    ("knowledge", F, "studies", "knowledge for the field, in rigorous published studies"),
    ("rigour", F, "share", "rigour of recent results"),
    ("studies", F, "units", "work units finished so far"),
    ("cycles", F, "units", "design cycles finished so far"),
    ("revisions", F, "units", "work units revised in response to data"),
    ("withheld", F, "studies", "results withheld so far"),
    ("plan_match", F, "share", "how well the running plan fits what the work has shown"),
    ("reliable_month", F, "month", "first month in which a change worked reliably at one site; -1 before", -1),
    ("data_flow", F, "0/1", "1 once the data of tests are at hand, until work rests"),
    ("startup_delay", F, "months", "waiting for data before studies, last one started"),
    # effort, in hours a month
    ("research_hours_available", F, "hours", "hours that the research side has"),
    ("research_hours", F, "hours", "hours that the research side spent"),
    ("proposal_hours", F, "hours", "hours that proposals of this month take"),
    ("hands", F, "hours", "hours of researchers in post and of paid coordination this month"),
    ("practice_hours_available", F, "hours", "hours that the practice side has"),
    ("practice_hours", F, "hours", "hours that the practice side spent"),
    ("learning_practice", F, "hours", "professional learning of practitioners so far, hours of full learning"),
    ("learning_research", F, "hours", "learning of researchers so far, hours of full learning"),
    ("commitment_practice", F, "share", "mean commitment of practitioners at the table"),
    ("commitment_research", F, "share", "mean commitment of researchers"),
    ("balance", F, "share", "balance of the four components: 1 is even"),
    ("exposure", F, "share", "political exposure: work at many sites that does not work yet, under pressure"),
    # member districts together, written by observation
    ("teachers", F, "people", "teachers in member districts"),
    ("sites", F, "schools", "schools in which the joint work takes place"),
    ("practice", F, "share", "mean instructional practice in member districts"),
    ("users", F, "share", "teachers of member districts who use the innovation"),
    ("depth", F, "share", "mean practice among users"),
    ("deep", F, "share", "teachers who use the innovation and whose practice is above one half"),
    ("reached", F, "share", "member schools in which somebody uses the innovation"),
    ("adopted", F, "share", "member districts that adopted the innovation"),
    ("ownership", F, "share", "teacher support delivered by district people"),
    ("support", F, "hours", "teacher support delivered this month"),
    ("practice_gap", F, "share", "mean practice, low-poverty minus high-poverty schools"),
    ("access_gap", F, "hours a month", "support per teacher, low-poverty minus high-poverty schools"),
    ("informed", F, "share", "decisions of this month that research informed"),
    ("capacity", F, "share", "capacity of member districts to use research"),
    ("leaders_left", F, "people", "leaders of member districts who left this month"),
    ("superintendents_left", F, "people", "superintendents of member districts who left this month"),
    ("effect", F, "SD", "student learning as an effect size: practice gained, times what practice is worth"),
    ("spread_districts", F, "districts", "other districts that use the innovation"),
)

SEAT_COLUMNS = _columns(
    ("partnership", I, "row", "partnership of the seat"),
    ("level", B, "level", "a code of LEADER_ROLES, or 4 for a teacher"),
    ("row", I, "row", "leader or teacher who holds the seat"),
    ("district", I, "row", "district of the seat"),
)

TIE_COLUMNS = _columns(
    ("seat", I, "row", "practice-side seat"),
    ("researcher", I, "row", "researcher; -1 if the coordinator holds the tie"),
    ("trust_practice", F, "share", "the practitioner's trust in the researcher"),
    ("trust_research", F, "share", "the researcher's trust in the practitioner"),
    ("months", F, "months", "months of shared history; while work rests it hardly grows"),
)

UNIT_COLUMNS = _columns(
    ("kind", B, "kind", "a code of UNIT_KINDS; -1 if the slot is free", EMPTY),
    ("wait", F, "months", "months until data are at hand"),
    ("left", F, "months", "months of work left"),
    ("length", F, "months", "planned length"),
    ("relevance", F, "share", "relevance when it was agreed"),
    ("match", F, "share", "how well the plan still fits what the work has shown"),
    ("quality", F, "share", "research hours given relative to those needed, mean so far"),
    ("result", B, "sign", "1 positive, -1 negative, 0 still open"),
    ("release_in", F, "months", "months until a finished result is released; -1 while it runs", -1),
)

GRANT_COLUMNS = _columns(
    ("funder", I, "row", "funder; -1 if the slot is free", NO_ROW),
    ("monthly", F, "dollars", "payment a month"),
    ("left", F, "months", "months left"),
    ("operating", F, "share", "operating money"),
    ("practice", F, "share", "money paid to the practice side"),
    ("rigidity", F, "share", "how far it ties the work to promised products"),
)

PROPOSAL_COLUMNS = _columns(
    ("funder", I, "row", "funder; -1 if the slot is free", NO_ROW),
    ("decide_in", F, "months", "months until the decision"),
    ("amount", F, "dollars", "money asked for"),
    ("quality", F, "log odds", "margin by which it clears the bar, known once it is decided"),
    ("renewal", F, "0/1", "1 if it asks to renew a grant"),
)

FUNDER_COLUMNS = _columns(
    ("budget_left", F, "dollars", "money left for new awards this year"),
    ("focus", F, "share", "interest in partnerships of this kind", 1),
    ("officer_months", F, "months", "months of the programme officer in post"),
    ("awarded", F, "dollars", "awards so far"),
    ("paid", F, "dollars", "paid out so far"),
    ("cancelled", F, "dollars", "awards cancelled so far"),
    ("year_awarded", F, "dollars", "awards this fiscal year"),
)

FUNDER_TIE_COLUMNS = _columns(
    ("relationship", F, "share", "relationship between programme officer and partnership"),
    ("refused", F, "proposals", "refusals since the last award, each a chance to do better"),
)

ROLE_COLUMNS = _columns(
    ("posts", F, "posts", "posts there are"),
    ("filled", F, "posts", "posts that are filled"),
    ("left", F, "people", "people who left this month"),
    ("commitment", F, "share", "mean commitment of those in post"),
    ("months", F, "months", "mean months in post"),
    ("learning", F, "hours", "mean professional learning through the partnership of those in post"),
)

EVENT_COLUMNS = _columns(
    ("month", I, "month", "month of the event (0-based)"),
    ("code", I, "code", "what happens, a code of scenario events"),
    ("row", I, "row", "row that it strikes, counted within the world; -1 for all of its sort", NO_ROW),
    ("value", F, "-", "size of the event, or the new value"),
    ("extra", F, "-", "a second number, such as months or a role"),
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
}


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
    seats: np.recarray
    ties: np.recarray
    units: np.recarray
    grants: np.recarray
    proposals: np.recarray
    funders: np.recarray
    funder_ties: np.recarray
    roles: np.recarray
    events: np.recarray
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
    joint_work: np.recarray
    research_use: np.recarray
    instruction: np.recarray
    governance: np.recarray


def _rows_of(columns: tuple[Column, ...], rows: int) -> np.recarray:
    table = np.zeros(rows, dtype=np.dtype([(c.name, c.dtype) for c in columns], align=True)).view(np.recarray)
    for c in columns:
        table[c.name] = c.start
    return table


def empty_table(name: str, rows: int) -> np.recarray:
    """A table of ``rows`` rows at their starting values; the one place that fixes storage types."""
    return _rows_of(TABLES[name], rows)


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
    for table in state:
        total += sum(column.nbytes for column in table) if isinstance(table, tuple) else table.nbytes
    return total

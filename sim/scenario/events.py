"""What a scenario can make happen, in a given month or on a condition: the kinds of event, and how they are dated."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

#: Calendar months in the order of the model's year: month 1 is July, when fiscal and school year turn over.
MONTH_NAMES = (
    "July", "August", "September", "October", "November", "December",
    "January", "February", "March", "April", "May", "June",
)  # fmt: skip
#: Leaders who can leave by ``leaders_leave``; superintendents have an event of their own.
LEAVING_ROLES = ("central_office", "principal", "coach")
#: What a superintendent's review may come to, in the order of `MANDATES`.
VERDICTS = ("ends", "freezes", "tolerates", "champions")
#: Values that only make the start of a world; an event that changed them later would change nothing.
FIXED_AT_START = frozenset({
    "breadth.superintendent", "breadth.central_office", "breadth.principals", "breadth.coaches",
    "breadth.teachers", "breadth.senior_buy_in", "scale.districts", "scale.members_start", "scale.sites_start",
    "money.start_grant", "money.start_months",
    "team.tenured", "team.untenured", "team.staff", "team.graduates",
    "district.schools", "district.teachers_per_school", "district.central_office_posts", "district.coach_posts",
    "district.poverty", "district.poverty_spread", "field.other_districts",
    "field.comparison_districts",
})  # fmt: skip
#: Length of a granted award when the event names none, and the longest time that an event takes [months].
GRANT_MONTHS, LONGEST = 24, 240
#: The group of uncertainties that describe the population at month 0.
START_GROUP = "initial"
#: The groups of middles and spreads from which each world draws.
VARIETY_GROUPS = ("variety", "place")


@dataclass(frozen=True, slots=True)
class EventKind:
    """Something that a scenario can make happen.

    Attributes:
        name: what a file writes after ``do``.
        code: number by which kernels know it; never reused.
        meaning: one sentence.
        targets: the sorts of row that it can be aimed at; without a target it hits all rows of the first of them.
        low, high, unit, value_meaning: range of its ``value``; the unit is ``""`` where it takes none.
        default: value when none is written; None where one must be written.
        takes: further keys.
        months_meaning: what its ``months`` are.
        months_default: months when none are written; None where that is left to the model.
    """

    name: str
    code: int
    meaning: str
    targets: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    value_meaning: str = ""
    default: float | None = None
    takes: tuple[str, ...] = ()
    months_meaning: str = ""
    months_default: int | None = None

    @property
    def has_value(self) -> bool:
        """Whether it takes a ``value``."""
        return bool(self.unit)


EVENTS: Mapping[str, EventKind] = MappingProxyType({kind.name: kind for kind in (
    EventKind("superintendent_leaves", 1, "The superintendent leaves.", ("district",)),
    EventKind(
        "leaders_leave", 2, "Leaders of one role leave their posts.", ("district",),
        0, 1, "share", "share of them who leave", 1.0, ("role",),
    ),
    EventKind(
        "coordinator_leaves", 3, "The coordinator of a partnership leaves.", ("partnership",), takes=("months",),
        months_meaning="months for which the post then stays empty, as long as a search takes without it",
    ),
    EventKind(
        "researchers_leave", 4, "Researchers of a partnership leave.", ("partnership",),
        0, 1, "share", "share of them who leave", 1.0,
    ),
    EventKind(
        "budget_cut", 5, "A district's budget is cut.", ("district",),
        0, 0.9, "share", "depth of the cut", 0.1,
    ),
    EventKind(
        "negative_press", 6, "The press reports badly on a district's work.", ("district",),
        0, 1, "share", "severity", 0.5,
    ),
    EventKind(
        "broken_promise", 7, "A partner breaks a promise to the other side.", ("partnership",),
        0, 1, "share", "what was at stake", 0.5,
    ),
    EventKind(
        "policy_shift", 8, "Policy turns towards the innovation or away from it.", ("district",),
        0, 1, "share", "policy alignment from then on",
    ),
    EventKind("funder_strategy_shift", 9, "A funder's new strategy takes its interest elsewhere.", ("funder",)),
    EventKind("grants_cancelled", 10, "Running grants are cancelled.", ("funder",), takes=("kind",)),
    EventKind(
        "grant_awarded", 11, "A partnership receives a grant beside the calls.", ("partnership",),
        1, 1e8, "dollars", "size of the grant", None, ("months",), "length of the grant", GRANT_MONTHS,
    ),
    EventKind(
        "external_support_ends", 12, "All grants end, and no proposals are written any more.", ("partnership",)
    ),
    EventKind(
        "set", 13, "Levers, context or uncertainties take new values from this month on.",
        ("partnership", "district", "funder"), takes=("levers", "context", "uncertainties"),
    ),
    EventKind(
        "superintendent_review", 14, "The superintendent looks at what was inherited, and decides.", ("district",),
        takes=("verdict",),
    ),
    EventKind(
        "board_turns", 15, "The school board turns against what partners work on, or towards it.", ("district",),
        -1, 1, "share", "change of local opposition and political pressure, below 0 for a friendly board", 0.3,
    ),
    EventKind("grant_refused", 16, "The next proposal that is due for a decision is refused.", ("partnership",)),
    EventKind(
        "grant_cut", 17, "Running grants are cut.", ("funder",),
        0, 1, "share", "share of what is still to be paid", 0.5, ("kind",),
    ),
    EventKind(
        "conflict", 18, "A conflict breaks out between the partners.", ("partnership",),
        0, 1, "share", "part of the way to full strain", 0.5,
    ),
    EventKind(
        "repair", 19, "The partners resolve what is between them.", ("partnership",),
        0, 1, "share", "share of the strain that is resolved", 1.0,
    ),
    EventKind("member_leaves", 20, "A district leaves the partnership.", ("district",)),
    EventKind("member_joins", 21, "A district joins, or comes back.", ("district",)),
    EventKind("hand_over", 22, "The partners end their work and hand it over to the district.", ("partnership",)),
    EventKind(
        "merger", 23, "The partnership merges into another one outside the model; what people have learned stays.",
        ("partnership",),
    ),
    EventKind(
        "data_breach", 24, "Privacy is breached: data of a district get out, and partners lose access.", ("district",),
        0, 1, "share", "severity", 0.5,
    ),
    EventKind("data_revoked", 25, "A district takes its data back.", ("district",)),
    EventKind(
        "negative_results", 26, "All tests come out negative for a time, whatever partners try.", ("partnership",),
        takes=("months",), months_meaning="months for which tests come out so", months_default=24,
    ),
    EventKind(
        "schools_leave", 27, "Schools that take part leave the work.", ("district",),
        0, 1, "share", "share of them that leave", 1.0,
    ),
    EventKind(
        "schools_join", 28, "Schools that do not take part join the work.", ("district",),
        0, 1, "share", "share of them that join", 1.0,
    ),
)})  # fmt: skip


def is_fixed_at_start(name: str) -> bool:
    """Whether a value only makes the start of a world."""
    return name in FIXED_AT_START or name.partition(".")[0] in (START_GROUP, *VARIETY_GROUPS)

"""What the condition of an event can look at: numbers of the monthly record, with the range for a bound.

A condition is looked at when a month is over, on what is then recorded; what it calls for happens in the month after.
An event that strikes partnerships or districts strikes each of them by its own numbers; a district also goes by those
of its partnership, and a partnership goes by any member district. Funders and the world go by any partnership.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Watched:
    """A number that a condition can look at.

    Attributes:
        name: its column in the monthly table of its sort.
        code: number by which kernels know it; never reused. 0 stands for no condition.
        sort: partnership or district.
        meaning: what it is, for readers.
        high: the largest value that it can take; the smallest is 0.
        unit: of its values.
    """

    name: str
    code: int
    sort: str
    meaning: str
    high: float = 1.0
    unit: str = "share"


WATCHED: Mapping[str, Watched] = MappingProxyType({row.name: row for row in (
    Watched("trust", 1, "partnership", "mean trust over boundary ties, by authority"),
    Watched("promises_kept", 2, "partnership", "recent share of promises kept"),
    Watched("strain", 3, "partnership", "conflict that is open"),
    Watched("commitment_practice", 4, "partnership", "commitment of practitioners at the table"),
    Watched("commitment_research", 5, "partnership", "commitment of researchers"),
    Watched("overload", 6, "partnership", "hours asked beyond what practitioners have", 10),
    Watched("progress", 7, "partnership", "visible progress of late"),
    Watched("relevance", 8, "partnership", "relevance of the work to the district's problems"),
    Watched("need", 9, "partnership", "what is left of the problem"),
    Watched("plan_size", 10, "partnership", "size of the plan that money allows"),
    Watched("runway", 11, "partnership", "months of work that money in hand and promised would pay", 1000, "months"),
    Watched("gap", 12, "partnership", "months since grant money last came in", 1200, "months"),
    Watched("users", 13, "partnership", "teachers who use the innovation"),
    Watched("practice", 14, "partnership", "mean instructional practice in member districts"),
    Watched("deep", 15, "partnership", "teachers who use it deeply"),
    Watched("stance", 16, "district", "what the district as an organisation holds of the partnership"),
    Watched("integration", 17, "district", "work that stands in calendars, budgets, job descriptions and policy"),
    Watched("bench", 18, "district", "committed people below the superintendent"),
    Watched("pressure", 19, "district", "political pressure"),
    Watched("budget_line", 20, "district", "support that the district pays for itself"),
)})  # fmt: skip

"""What a scenario can know instead of leaving it to chance: the kinds of chance that a documented history replaces.

A portrait dates what its sources tell. Where they tell all that happened, draws of the same sort would come on top; a
scenario then says what is known, of whom and when, and no such draw strikes there. Dated events still do.

Not everything can be known. Whether promises are kept, what studies find and who takes the innovation up are what the
model is asked, and stay open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Chance:
    """A kind of chance that can be switched off.

    Attributes:
        name: what a file writes after ``known``.
        code: bit by which kernels know it; never reused. Those of leaders are their codes in ``LEADER_ROLES``.
        sort: sort of row that it strikes, by which it can be narrowed: district, partnership or funder.
        what: what does not happen by chance, for readers.
        posts: whether it strikes posts of which there are several, so that the course of a share of them can be known.
    """

    name: str
    code: int
    sort: str
    what: str
    posts: bool = False


CHANCES: Mapping[str, Chance] = MappingProxyType({chance.name: chance for chance in (
    Chance("superintendent", 0, "district", "departures of the superintendent"),
    Chance("central_office", 1, "district", "departures of central-office leaders", posts=True),
    Chance("principal", 2, "district", "departures of principals", posts=True),
    Chance("coach", 3, "district", "departures of coaches", posts=True),
    Chance("teacher", 4, "district", "departures of teachers"),
    Chance("policy_shift", 5, "district", "shifts of district policy"),
    Chance("budget_cut", 6, "district", "cuts of the district's budget"),
    Chance("negative_press", 7, "district", "negative press and breaches of privacy"),
    Chance("researcher", 8, "partnership", "departures of researchers", posts=True),
    Chance("coordinator", 9, "partnership", "departures of the coordinator"),
    Chance("award", 10, "partnership", "awards of grants"),
    Chance("programme_officer", 11, "funder", "departures of programme officers"),
    Chance("funder_strategy_shift", 12, "funder", "funders' changes of strategy"),
    Chance("review", 13, "district", "reviews by new superintendents"),
    Chance("clash", 14, "partnership", "clashes between the partners"),
    Chance("end", 15, "partnership", "ends that nobody has dated"),
    Chance("renewal", 16, "district", "districts that leave, join or come back at a renewal"),
)})  # fmt: skip

#: Stands for every kind of chance.
ALL = "all"
#: Keys that narrow what is known, each with the kinds of chance that it can narrow.
NARROWED: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "share": tuple(chance.name for chance in CHANCES.values() if chance.posts),
    **{sort: tuple(chance.name for chance in CHANCES.values() if chance.sort == sort)
       for sort in ("partnership", "district", "funder")},
})  # fmt: skip

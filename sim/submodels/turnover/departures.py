"""When people leave: shares of a year, made into chances of a month, with the season and the place."""

import math

from sim.declarations.parameters import Declarations
from sim.kernel.compiled import rule
from sim.kernel.forms import AUGUST, JUNE, MIDDLE, MONTHS_A_YEAR

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("turnover.principal", default=0.175, low=0.12, high=0.25, maximum=0.95, unit="share a year", grade="measured",
        source="NCES PFS 2021-22; Levin & Bradley 2019", meaning="principals who leave their school in a year",
        label="principals who leave in a year")
declare("turnover.faculty", default=0.085, low=0.06, high=0.13, maximum=0.95, unit="share a year", grade="measured",
        source="Kaminski & Geisler 2012", meaning="faculty who leave, those denied tenure apart",
        label="faculty who leave in a year", key="turnover.tenured")
declare("turnover.staff", default=0.22, low=0.14, high=0.35, maximum=0.95, unit="share a year",
        meaning="research staff, graduate students and coordinators who leave",
        label="research staff who leave in a year")
PARAMETERS = declare.all
# fmt: on

#: June, July and August.
SUMMER_MONTHS = 3


@rule
def in_summer(month):
    """Whether a month of the run is June, July or August, when schools hire."""
    m = month % MONTHS_A_YEAR
    return m == JUNE or m <= AUGUST


@rule
def season(month, summer):
    """Share of a year's departures that fall in this month [share].

    Args:
        month: 0-based month of the run; month 0 is July.
        summer: share that falls in June, July and August.

    Source: Redding & Henry 2018.
    """
    return summer / SUMMER_MONTHS if in_summer(month) else (1.0 - summer) / (MONTHS_A_YEAR - SUMMER_MONTHS)


@rule
def departure(annual, share, times):
    """Chance to leave this month, such that a whole year gives the annual share when ``times`` is 1.

    Args:
        annual: share who leave in a year [0-1).
        share: share of the year's departures in this month.
        times: hazard relative to the mean.
    """
    return 1.0 - math.exp(math.log(1.0 - annual) * share * max(0.0, times))


@rule
def poverty_times(poverty, slope):
    """Hazard in a school relative to one with half low-income students."""
    return max(0.0, 1.0 + slope * (poverty - MIDDLE))

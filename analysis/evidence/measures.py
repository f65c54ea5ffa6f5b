"""How each published figure is simulated: one function per measure, each giving a value with its 95 % interval."""

import math
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from scipy import stats

from analysis.evidence.estimates import Estimate, share_of, statistic_of
from analysis.evidence.fates import FATES
from analysis.evidence.simulated import PROGRAMME_ENDS, PROGRAMME_MONTHS, Simulated, leavers, superintendents
from analysis.stats.intervals import Z_95, exact_limits, median_interval, shared_mean
from sim.measures.record import alive, ended, mean, per, practitioners, survival_months, yearly
from sim.state.tables import ACTIVE

#: Months after the start of a programme at which studies of coaching look; hours of such a programme.
A_YEAR_ON, COACHING_HOURS = 18, 40.0
LITTLE, MUCH = 10.0, 49.0
#: Events by which partners have made something that can be used.
PRODUCTS = ("result_released", "bad_news_shared_first", "change_worked_reliably", "decision_informed")
#: A month that never comes, where a median counts those too that wait in vain.
NEVER = 10_000.0
#: How near to its best practice is when implementation counts as full, and months of work after which it can be told.
NEAR, TOLD_AFTER = 0.9, 48


Measure = Callable[[Simulated, str, Mapping[str, float]], Estimate]


def _rate(events: float, years: float) -> Estimate:
    """Events in a year per person, each year a trial."""
    if years <= 0:
        return Estimate(math.nan, math.nan, math.nan)
    return Estimate(events / years, *exact_limits(min(1.0, events / years), years))


def _mean(values: np.ndarray) -> Estimate:
    return Estimate(*shared_mean(values))


def departures(runs: Simulated, who: str, settings: Mapping[str, float]) -> Estimate:
    """Share of a group of people whose post somebody else holds, or nobody, a year later.

    That is what surveys ask; departures are more, since successors leave too.
    """
    rate = _rate(runs.census.left[who], runs.census.years[who])
    return Estimate(*(-math.expm1(-events) for events in rate))


def turnover_ratio(runs: Simulated, who: str, settings: Mapping[str, float]) -> Estimate:
    """Teachers' turnover in high-poverty schools (over 60 %) relative to low-poverty schools (under 40 %)."""
    groups = ("high poverty", "low poverty")
    high, low = (departures(runs, group, settings) for group in groups)
    counts = [runs.census.left[group] for group in groups]
    factor = math.exp(Z_95 * math.sqrt(sum(1 / count for count in counts))) if min(counts) > 0 else math.nan
    ratio = high.value / low.value if low.value > 0 else math.nan
    return Estimate(ratio, ratio / factor, ratio * factor)


def departures_in_five_years(runs: Simulated, times: str, settings: Mapping[str, float]) -> Estimate:
    """Share of districts whose superintendent left so many times in five years."""
    return share_of(runs.census.heads == int(times))


def urban_tenure(runs: Simulated, who: str, settings: Mapping[str, float]) -> Estimate:
    """Years in post of sitting superintendents, where they leave as often as in the largest districts."""
    return _mean(superintendents(runs.urban) / 12)


def tenure(runs: Simulated, who: str, settings: Mapping[str, float]) -> Estimate:
    """Years of principals at their school so far."""
    return _mean(runs.census.principal_months / 12)


def newcomers(runs: Simulated, who: str, settings: Mapping[str, float]) -> Estimate:
    """Share of principals with less than two years at their school."""
    return share_of(runs.census.principal_months < 24)


def replaced_in_four_years(runs: Simulated, who: str, settings: Mapping[str, float]) -> Estimate:
    """Share of posts of superintendents, central-office leaders and principals that changed holder in four years."""
    return _mean(runs.census.replaced)


def reforms(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Large reforms that a district starts in a year: the change in their number, and the ends that go with it."""
    return _mean(runs.census.reforms)


def faculty_median(runs: Simulated, unit: str, settings: Mapping[str, float]) -> Estimate:
    """Median years until somebody hired before tenure leaves: six years at one rate, then at the other."""
    ranks = ("untenured_faculty", "tenured_faculty")
    early, late = (_rate(runs.census.left[rank], runs.census.years[rank]) for rank in ranks)

    def median(before: float, after: float) -> float:
        if not before > 0 or not after > 0:
            return math.nan
        return min(math.log(2) / before, 6 + max(0.0, math.log(2) - 6 * before) / after)

    return Estimate(median(early.value, late.value), median(early.high, late.high), median(early.low, late.low))


def grant_size(runs: Simulated, kind: str, settings: Mapping[str, float]) -> Estimate:
    """Mean size of grants won from a kind of funder."""
    return _mean(_events_of(runs, "grant_awarded", kind)["value"].to_numpy())


def award_odds(runs: Simulated, kind: str, settings: Mapping[str, float]) -> Estimate:
    """Share of decided proposals to a kind of funder that were funded."""
    won, lost = (len(_events_of(runs, event, kind)) for event in ("grant_awarded", "proposal_refused"))
    return share_of(np.repeat([1.0, 0.0], [won, lost]))


def _events_of(runs: Simulated, event: str, kind: str) -> pd.DataFrame:
    """Events about a kind of funder, which the log counts in the order of the scenario."""
    events = runs.mixed_events
    kinds = [[f.context["funder.kind"] for f in run.scenario.funders] for run in runs.mixed.runs]
    found = events[events["event"] == event]
    return found[[kinds[run][int(funder)] == kind for run, funder in zip(found["run"], found["other"], strict=True)]]


def first_products(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Median months until somebody can use what types at their defaults have made; those that end before never do.

    That is a study that is released, a change that works reliably at a site, or a district's decision that findings
    informed.
    """
    batch, events = runs.young
    made = events[events["event"].isin(PRODUCTS)]
    first = made.groupby("run")["month"].min().reindex(range(len(batch.runs)))
    return Estimate(*median_interval(first.fillna(NEVER).to_numpy()))


def with_gaps(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Share of the partnerships alive after ten years that have had a gap in grant money."""
    return share_of(runs.partnerships.gaps[119][alive(runs.partnerships)[119]] >= 1)


def alive_at(runs: Simulated, month: str, settings: Mapping[str, float]) -> Estimate:
    """Share of the mixed population that is alive in a month."""
    return share_of(alive(runs.partnerships)[int(month) - 1])


def yearly_endings(runs: Simulated, months: str, settings: Mapping[str, float]) -> Estimate:
    """Share of partnerships that end in a year, between two months, written as ``36 to 84``."""
    first, last = (int(part) for part in months.split(" to "))
    there = alive(runs.partnerships)
    return Estimate(*(yearly(share, last - first) for share in share_of(~there[last - 1][there[first - 1]])))


def skewness(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Skewness of the lifetimes of partnerships that ended."""
    table = runs.partnerships
    months = survival_months(table)[ended(table, len(table))]

    def skew(rows: np.ndarray) -> float:
        return float(stats.skew(months[rows])) if len(rows) > 2 else math.nan

    return statistic_of(skew, len(months), runs.seed)


def main_cause(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Share of the most frequent cause among endings within ten years."""
    causes = runs.partnerships.cause[119][ended(runs.partnerships, 120)]
    return share_of(causes == np.bincount(causes).argmax()) if len(causes) else share_of(causes)


def lost_leaders(runs: Simulated, months: str, settings: Mapping[str, float]) -> Estimate:
    """Share of partnerships in whose first months a superintendent or central-office leader left."""
    return share_of(leavers(runs.mixed, int(months))[0] > 0)


def turnover_sides(runs: Simulated, months: str, settings: Mapping[str, float]) -> Estimate:
    """Superintendents and central-office leaders who left, for each researcher who left."""
    practice, research = leavers(runs.mixed, int(months))
    return statistic_of(lambda rows: practice[rows].sum() / max(research[rows].sum(), 1.0), len(practice), runs.seed)


def dropped_within(runs: Simulated, months: str, settings: Mapping[str, float]) -> Estimate:
    """Share of districts that adopted and dropped the innovation within some months."""
    adopted = runs.mixed.record.values["districts"].adopted > 0
    follow = int(months)
    first = adopted.argmax(axis=0)
    followed = np.flatnonzero(adopted.any(axis=0) & (first + follow < len(adopted)))
    dropped = [not adopted[first[d] : first[d] + follow + 1, d].all() for d in followed]
    worlds = np.searchsorted(runs.mixed.state.worlds.districts_at[1:], followed, side="right")
    return share_of(np.array(dropped), worlds)


def portrait_reaches(runs: Simulated, name: str, settings: Mapping[str, float]) -> Estimate:
    """Share of runs of a portrait that are alive after some months."""
    months = int(settings["months"])
    return share_of(alive(runs.portrait(name, months))[months - 1])


def portrait_ends(runs: Simulated, name: str, settings: Mapping[str, float]) -> Estimate:
    """Share of runs of a portrait that have ended after some months."""
    months = int(settings["months"])
    return share_of(ended(runs.portrait(name, months), months))


def coaching(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Effect of a year and a half of well-paid support against none, on instruction, achievement, or what is left."""
    with_it, without = runs.programme(COACHING_HOURS), runs.programme(0.0)
    if what == "achievement":
        return _mean(with_it.student_learning_sd[A_YEAR_ON - 1] - without.student_learning_sd[A_YEAR_ON - 1])
    gained = with_it.practice - without.practice
    if what == "instruction":
        return _mean(gained[A_YEAR_ON - 1] / runs.census.practice_spread)
    then, later = gained[PROGRAMME_ENDS - 1], gained[PROGRAMME_MONTHS - 1]
    return statistic_of(lambda rows: float(later[rows].mean() / then[rows].mean()), len(then), runs.seed)


def little_support(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Practice gained with little support, relative to what is gained with much."""
    none, little, much = (runs.programme(hours).practice[A_YEAR_ON - 1] for hours in (0.0, LITTLE, MUCH))
    return statistic_of(
        lambda rows: float((little - none)[rows].mean() / (much - none)[rows].mean()), len(none), runs.seed
    )


def implementation(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Median months from first use until practice among users is near its best, where partners go on for four years.

    It is read while they go on: afterwards superficial users stop, and the mean of those who are left rises by itself.
    """
    table = runs.design_research.record.values["partnerships"]
    months = []
    for depth, counts in zip(table.depth.T, ((table.users > 0) & alive(table)).T, strict=True):
        path = depth[counts]
        if len(path) >= TOLD_AFTER:
            months.append(float(np.argmax(path >= path[0] + NEAR * (path.max() - path[0]))))
    return Estimate(*median_interval(np.array(months)))


def network_dose(runs: Simulated, portrait: str, settings: Mapping[str, float]) -> Estimate:
    """Hours a year that a practitioner at the table of a portrait gives, while its work goes on."""
    table = runs.portrait(portrait, 60)
    return _mean(per(12 * mean(table.practice_hours, table.stage == ACTIVE), practitioners(table)))


MEASURES: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (
        departures, turnover_ratio, departures_in_five_years, urban_tenure, tenure, newcomers, replaced_in_four_years,
        reforms, faculty_median, grant_size, award_odds, first_products, with_gaps, alive_at, yearly_endings, skewness,
        main_cause, lost_leaders, turnover_sides, dropped_within, portrait_reaches, portrait_ends, coaching,
        little_support, implementation, network_dose, *FATES,
    )
}  # fmt: skip

"""How fates differ at the defaults: every type in equal shares and as it is, so that variety alone tells them apart."""

from collections.abc import Mapping

import numpy as np
from scipy import stats

from analysis.evidence.estimates import Estimate, share_of, statistic_of
from analysis.evidence.simulated import LINE_MONTHS, Simulated
from sim.kernel.forms import MONTHS_A_YEAR
from sim.measures.record import alive, ended
from sim.state.tables import HANDED_OVER, NO_LONGER_NEEDED

#: Ends that somebody would call good: the district goes on with the work, or there is nothing left to do.
GOOD_ENDS = (HANDED_OVER, NO_LONGER_NEEDED)


def types_alive_at(runs: Simulated, month: str, settings: Mapping[str, float]) -> Estimate:
    """Share of types at their defaults that are alive in a month."""
    return share_of(alive(runs.types)[int(month) - 1])


def types_main_cause(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Share of the most frequent cause among endings within ten years, types at their defaults."""
    causes = runs.types.cause[-1][ended(runs.types, len(runs.types))]
    return share_of(causes == np.bincount(causes).argmax()) if len(causes) else share_of(causes)


def types_good_ends(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Share of endings within ten years that are hand-overs to the district, or problems solved."""
    causes = runs.types.cause[-1][ended(runs.types, len(runs.types))]
    return share_of(np.isin(causes, GOOD_ENDS))


def types_least_year(runs: Simulated, years: str, settings: Mapping[str, float]) -> Estimate:
    """Share of types at their defaults that end in the one of so many first years in which fewest do."""
    gone = [ended(runs.types, MONTHS_A_YEAR * year) for year in range(1, int(years) + 1)]
    each = [gone[0], *(later & ~before for before, later in zip(gone, gone[1:], strict=False))]
    return share_of(min(each, key=np.mean))


def types_skewness(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """Skewness of the lifetimes of types at their defaults; the few that go on to the horizon count with it."""
    months = runs.types_lives
    return statistic_of(lambda rows: float(stats.skew(months[rows])), len(months), runs.seed)


def types_trust(runs: Simulated, percentile: str, settings: Mapping[str, float]) -> Estimate:
    """A percentile of trust among types at their defaults that are alive in a month."""
    month = int(settings["month"])
    trust = runs.types.trust[month - 1][alive(runs.types)[month - 1]]
    return statistic_of(lambda rows: float(np.percentile(trust[rows], float(percentile))), len(trust), runs.seed)


def steepest_tenth(runs: Simulated, what: str, settings: Mapping[str, float]) -> Estimate:
    """What the worst tenth of the way from the defaults to nine bad levers adds to the share ended by month 48."""
    gone = np.array([ended(table, LINE_MONTHS) for table in runs.towards_bad_levers], dtype=float)

    def steepest(rows: np.ndarray) -> float:
        return float(np.diff(gone[:, rows].mean(axis=1)).max())

    return statistic_of(steepest, gone.shape[1], runs.seed)


FATES = (types_alive_at, types_main_cause, types_good_ends, types_least_year, types_skewness, types_trust,
         steepest_tenth)  # fmt: skip

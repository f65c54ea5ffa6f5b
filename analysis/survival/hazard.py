"""When partnerships are most at risk: the chance to end in each year of life, for those still going when it begins."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.stats.intervals import exact_limits
from analysis.stats.sharing import Sharing
from analysis.survival.kaplan_meier import lives


def hazard_by_year(
    months: ArrayLike, ended: ArrayLike, *, groups: ArrayLike | Sharing | None = None
) -> pd.DataFrame:
    """Chance to end in each year of life, from a life table (Cutler & Ederer 1958) with exact binomial intervals.

    Those who are not followed to the end of a year count as half. Year 1 is the first twelve months.

    Args:
        months: time to the end, or to the last month observed.
        ended: whether that time is an end (otherwise it is censored).
        groups: what rows share; each stands alone if None.

    Returns:
        One row per year that somebody began: ``year``, ``at_risk`` (still going when it began), ``left`` (not followed
        to its end), ``ended``, ``hazard``, ``low``, ``high``.

    Raises:
        ValueError: no times, negative times, or arguments of different lengths.
    """
    time, event, shared = lives(months, ended, groups)
    rows = []
    for year in range(1, max(1, int(np.ceil(time.max() / 12))) + 1):
        begin, end = 12 * (year - 1), 12 * year
        there = (time > begin) | ((time == 0) & (year == 1))
        hits = there & event & (time <= end)
        left = there & ~event & (time < end)
        number = there.sum() - left.sum() / 2
        share = float(hits.sum() / number)
        among = shared.take(there)
        counted = among.counted(hits[there]) * number / there.sum()
        limits = exact_limits(share, counted) if among.are_enough else (np.nan, np.nan)
        rows.append((year, there.sum(), left.sum(), hits.sum(), share, *limits))
    return pd.DataFrame(rows, columns=["year", "at_risk", "left", "ended", "hazard", "low", "high"])

"""Why partnerships end, and when: cumulative incidence of each cause among all the others (Aalen & Johansen 1978).

One minus Kaplan-Meier for one cause, with the others taken as censored, answers what would happen if no other cause
existed, and adds up to more than there are. Here causes share the endings that there are.

The estimator is our own: months have many ties, which lifelines' ``AalenJohansenFitter`` breaks by moving times at
random, and it takes partnerships of one world as independent. Tests hold it against lifelines where nothing is tied,
against a case worked by hand, and against the multinomial where nothing is censored.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.stats.sharing import Sharing
from analysis.survival.kaplan_meier import lives, log_log_band


def cumulative_incidence(
    months: ArrayLike, ended: ArrayLike, cause: ArrayLike, *, groups: ArrayLike | Sharing | None = None
) -> pd.DataFrame:
    """Share of partnerships that each cause has ended by each month.

    Variances come from what each row did to the estimate, bands are log-log on the share not ended by the
    cause, and exact where that is 0 or 1.

    Args:
        months: time to the end, or to the last month observed.
        ended: whether that time is an end (otherwise it is censored).
        cause: what ended each; not looked at where it did not end.
        groups: what rows share; each stands alone if None.

    Returns:
        One row for month 0, each month in which something ended, and the last, times each cause in the order of how
        many it ended: ``month``, ``cause``, ``at_risk``, ``ended`` (by it, in that month), ``incidence``, ``error``,
        ``low``, ``high`` (NaN with too few groups). No rows where nothing ended.

    Raises:
        ValueError: no times, negative times, or arguments of different lengths.
    """
    why = np.asarray(cause, dtype=object)
    time, event, shared = lives(months, ended, groups, why)
    names = pd.Series(why[event]).value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    at = np.unique(np.concatenate([[0.0], time[event], [time.max()]]))
    survival, moved = 1.0, np.zeros(len(time))
    share = {name: 0.0 for name in names.index}
    share_moved = {name: np.zeros(len(time)) for name in names.index}
    rows = []
    for month in at:
        risk = time >= month
        n, ends = risk.sum(), event & (time == month)
        for name in names.index:
            hit = ends & (why == name)
            hazard = hit.sum() / n
            share[name] += survival * hazard
            share_moved[name] += moved * hazard + survival * (hit - risk * hazard) / n
            error = np.sqrt(shared.variance(share_moved[name][:, None])[0])
            rows.append((month, name, n, hit.sum(), share[name], error))
        moved = moved * (1 - ends.sum() / n) - survival * (ends - risk * ends.sum() / n) / n
        survival *= 1 - ends.sum() / n
    found = pd.DataFrame(rows, columns=["month", "cause", "at_risk", "ended", "incidence", "error"])
    found[["low", "high"]] = np.nan
    for name in names.index:
        mine = found["cause"] == name
        left = np.maximum(1 - found.loc[mine, "incidence"].to_numpy(), 0.0)
        of_log = np.square(found.loc[mine, "error"].to_numpy() / np.where(left > 0, left, 1.0))
        low, high = log_log_band(left, of_log, shared)
        found.loc[mine, ["low", "high"]] = np.column_stack([1 - high, 1 - low])
    return found

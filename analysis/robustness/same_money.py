"""Policies across futures at the same money: each beside others that together take exactly as much.

A sweep cannot be run again with other sums. But whoever funds many partnerships can split them: a share of them by a
dearer policy and the rest by a cheaper one take any sum between the two, and do in the mean what these shares say, in
the same futures. So each policy is set beside the best such split, or beside a policy that takes as much by itself.
Outcome by the dollar would not hold money equal (what costs next to nothing would always win), nor would picking the
futures in which costs happened to agree (which picks runs by the chance of their grants). Of the cheapest and the
dearest policy nothing can be said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.money import PUT_IN
from analysis.comparison.same_money import TOLERANCE
from analysis.robustness.numbers import Futures, run_keys
from analysis.sensitivity.points import NotEnough
from analysis.stats.intervals import mean_p, shared_mean
from analysis.stats.sharing import Sharing, sharing
from analysis.stats.testing import holm
from analysis.wording.labels import better_of
from analysis.wording.numbers import percent


@dataclass(frozen=True)
class _Split:
    """What takes as much as a policy: a share of partnerships by the dearer of two policies, the rest by the cheaper;
    or one policy alone, which then is both."""

    dearer: int
    cheaper: int
    share: float


def costs(found: Futures) -> pd.DataFrame:
    """Money that each policy puts in compared with the cheapest, for `analysis.comparison.money.cost_sentences`.

    Policies may have met the same futures or not. No rows where money put in is not known.
    """
    runs = found.runs.dropna(subset=[PUT_IN])
    by_policy = runs.groupby("row")[PUT_IN]
    means, first = by_policy.mean(), by_policy.mean().idxmin() if len(runs) else 0
    beyond = (runs[PUT_IN] - by_policy.transform("mean")) / by_policy.transform("size")
    rows = []
    for n in means.index.drop(first, errors="ignore"):
        part = runs[runs["row"].isin((first, n))]
        shared, way = sharing(part.assign(draw=part["column"])), np.where(part["row"] == n, 1.0, -1.0)
        error = float(np.sqrt(shared.variance((beyond[part.index] * way).to_numpy()[:, None])[0]))
        apart = float(means[n] - means[first])
        low, high = shared.limits(apart, error if error > 0 else np.nan)
        rows.append({"first": found.policies[first], "second": found.policies[n], "mean_first": means[first],
                     "difference": apart, "low": low, "high": high, "same": apart == 0 and error == 0})  # fmt: skip
    return pd.DataFrame(rows)


def same_money(found: Futures, outcomes: Sequence[str]) -> pd.DataFrame:
    """Each policy compared with the best of the others that takes the same money.

    Args:
        found: policies and futures.
        outcomes: which; those of which neither more nor less is better are left out.

    Returns:
        One row per outcome and policy: ``money`` (put in, mean), ``against`` (in words), ``alternatives`` (splits and
        policies of which it is the best), ``difference`` (the policy minus that) with ``low``, ``high``, ``p_holm``
        (for all alternatives and policies of the outcome), ``distinguishable``, and ``runs`` in which all is known. The
        interval also counts how surely the money is the same. NaN where nothing takes as much.

    Raises:
        NotEnough: policies met different futures, money put in is not known, or no policy has one to compare with.
    """
    if not found.paired:
        raise NotEnough("policies met different futures, so that none can be compared at the same money")
    if found.runs[PUT_IN].isna().all():
        raise NotEnough("these results were written before money put in was counted")
    tables = [_of_outcome(found, name) for name in outcomes if better_of(name) and name != PUT_IN]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"difference": []})
    if table["difference"].isna().all():
        raise NotEnough("no policy takes the same money as another, or a sum between two others; `rpp compare` with "
                        "--same-money runs scenarios again with more money")  # fmt: skip
    return table


def _of_outcome(found: Futures, outcome: str) -> pd.DataFrame:
    known, shared = _side_by_side(found, [outcome, PUT_IN])
    value, money = (known[name].mean().to_numpy() for name in (outcome, PUT_IN))
    rows, p = [], []
    for n, policy in enumerate(found.policies):
        splits = _splits(money, n)
        rows.append({"outcome": outcome, "policy": policy, "money": money[n], "against": "",
                     "alternatives": len(splits), "difference": np.nan, "low": np.nan, "high": np.nan,
                     "runs": len(known)})  # fmt: skip
        p.append(np.nan)
        if not splits:
            continue
        reached = [s.share * value[s.dearer] + (1 - s.share) * value[s.cheaper] for s in splits]
        best = splits[int(np.argmax(np.multiply(reached, better_of(outcome))))]
        apart = _apart(known, outcome, n, best)
        rows[-1] |= dict(zip(("difference", "low", "high"), shared_mean(apart, shared), strict=True))
        rows[-1]["against"] = _told(found.policies, best)
        p[-1] = min(1.0, len(splits) * mean_p(apart, shared))
    adjusted = holm(np.array(p))
    return pd.DataFrame(rows).assign(p_holm=adjusted, distinguishable=adjusted < 0.05)


def _side_by_side(found: Futures, names: Sequence[str]) -> tuple[pd.DataFrame, Sharing]:
    """Some columns of all policies (second level) for each future and set of random numbers, where all are known."""
    keys = ["row", "column", *run_keys(found.runs)]
    table = found.runs.groupby(keys)[list(names)].mean().unstack("row").dropna()
    index = table.index.to_frame(index=False)
    return table, sharing(index.assign(draw=index["column"]))


def _splits(money: np.ndarray, policy: int) -> list[_Split]:
    """All that takes as much money as a policy, without it."""
    near = np.abs(money - money[policy]) <= TOLERANCE * money[policy]
    alone = [_Split(int(n), int(n), 1.0) for n in np.flatnonzero(near) if n != policy]
    dearer, cheaper = (np.flatnonzero(~near & far) for far in (money > money[policy], money < money[policy]))
    return alone + [_Split(int(q), int(r), float((money[policy] - money[r]) / (money[q] - money[r])))
                    for q in dearer for r in cheaper]  # fmt: skip


def _apart(known: pd.DataFrame, outcome: str, policy: int, split: _Split) -> np.ndarray:
    """By how much a policy differs from a split, run by run.

    The share of a split is estimated from mean money. So what a run does to the difference is also what it does to that
    share: its surplus of money, times what a dollar more of the dearer policy brings (first order).
    """
    def beyond(name: str) -> pd.Series:
        x = known[name]
        return x[policy] - split.share * x[split.dearer] - (1 - split.share) * x[split.cheaper]

    if split.dearer == split.cheaper:
        return beyond(outcome).to_numpy()
    means = known.mean()
    gain = [means[name, split.dearer] - means[name, split.cheaper] for name in (outcome, PUT_IN)]
    return (beyond(outcome) - gain[0] / gain[1] * beyond(PUT_IN)).to_numpy()


def _told(policies: Sequence[str], split: _Split) -> str:
    if split.dearer == split.cheaper:
        return policies[split.dearer]
    cheaper, dearer = percent(1 - split.share), percent(split.share)
    return f"{cheaper} of partnerships by {policies[split.cheaper]} and {dearer} by {policies[split.dearer]}"

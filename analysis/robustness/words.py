"""How policies do across futures, in plain sentences."""

from __future__ import annotations

import pandas as pd

from analysis.robustness.numbers import Futures
from analysis.wording.labels import listed, number, outcome_name, percent, unit_of

#: Policies that a sentence names.
NAMED = 4


def sentences(found: Futures, measures: pd.DataFrame, met: pd.DataFrame, front: pd.DataFrame) -> list[str]:
    """The results in a few sentences.

    Args:
        found: policies and futures.
        measures: as from `robustness.robustness`.
        met: as from `robustness.satisficing`; may be empty.
        front: as from `robustness.pareto`; may be empty.
    """
    told = [f"{len(found.policies)} policies in {found.number:,} futures.", *found.notes]
    if not found.paired:
        told.append(
            "Policies met different futures, so that regret cannot be worked out; means, spreads and shares can."
        )
    for outcome, part in measures.groupby("outcome", sort=False):
        told += _of_outcome(str(outcome), part)
    for _, part in met.groupby("requirement", sort=False):
        told.append(_of_requirement(part))
    if len(front):
        told.append(_of_front(front))
    return told


def _of_outcome(outcome: str, part: pd.DataFrame) -> list[str]:
    """Who has least regret, beside what chance alone makes, and how often each does best."""
    name = outcome_name(outcome)
    if part["p90_regret"].isna().all():
        if part["mean"].isna().all():
            return [f"{name}: no values."]
        rows = part.sort_values("mean", ascending=False)
        text = [f"{r['policy']} {_amount(outcome, r['mean'])}{_interval(r, 'mean')}" for _, r in rows.iterrows()]
        return [f"Mean of {name}: {listed(text[:NAMED])}."]
    least = part.sort_values("p90_regret").iloc[0]
    text = (
        f"For {name}, {least['policy']} has least to regret: in nine futures of ten it stays within "
        f"{_amount(outcome, least['p90_regret'])}{_interval(least, 'p90_regret')} of the best policy there"
    )
    second = part.sort_values("p90_regret").iloc[1]
    amount = _amount(outcome, second["p90_regret"]) + _interval(second, "p90_regret")
    text += f"; next is {second['policy']} with {amount}."
    often = part.sort_values("best", ascending=False).iloc[0]
    text += f" {often['policy']} does best in most futures ({percent(often['best'])})."
    chance = least["chance_regret"]
    if chance != chance:
        return [text + " With one replicate it cannot be told how much of this is luck."]
    if chance > 0:
        text += f" Luck alone would make a mean regret of {_amount(outcome, chance)} between equal policies"
        text += f"; the mean here is {_amount(outcome, float(part['mean_regret'].mean()))}."
    return [text]


def _of_requirement(part: pd.DataFrame) -> str:
    """In what share of futures a requirement is met."""
    rows = part.sort_values("met", ascending=False)
    text = []
    for _, row in rows[rows["met"].notna()].iterrows():
        known = row["met_low"] == row["met_low"]
        limits = f" (95 % interval {percent(row['met_low'])} to {percent(row['met_high'])})" if known else ""
        text.append(f"{row['policy']} in {percent(row['met'])}{limits}")
    if not text:
        return f"Whether {rows['words'].iloc[0]} is not known in any future."
    more = f" and {len(text) - NAMED} more" if len(text) > NAMED else ""
    return f"Share of futures in which most runs have {rows['words'].iloc[0]}: {listed(text[:NAMED])}{more}."


def _of_front(front: pd.DataFrame) -> str:
    """Which policies are not beaten."""
    objectives = [name for name in front if f"{name}_low" in front]
    on = front[front["on_front"]].sort_values("front_share", ascending=False)
    against = listed([outcome_name(n) for n in objectives])
    if on.empty:
        return f"No policy has values of {against}, so that there is no front."
    sure = []
    for _, row in on.iterrows():
        share = row["front_share"]
        sure.append(row["policy"] + (f" (in {percent(share)} of resamples)" if share == share else ""))
    verb = "is" if len(on) == 1 else "are"
    return f"Weighing {against}, {listed(sure)} {verb} not beaten by any other policy in all of them at once."


def _amount(outcome: str, value: float) -> str:
    """A value with its unit, also where the name tells it: regret is an amount of it."""
    unit = unit_of(outcome)
    if unit == "dollars":
        return f"${number(value)}"
    return number(value) if unit in ("share", "0/1", "") else f"{number(value)} {unit}"


def _interval(row: pd.Series, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return f" (95 % interval {number(low)} to {number(high)})" if low == low else ""

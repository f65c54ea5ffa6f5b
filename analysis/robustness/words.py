"""How policies do across futures, in plain sentences."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from analysis.comparison.money import cost_sentences
from analysis.robustness.numbers import Futures
from analysis.wording.labels import outcome_name
from analysis.wording.numbers import capital, dollars, interval, listed, numbered, percent
from analysis.wording.outcomes import amount, difference
from sim.measures.outcomes import OUTCOME

#: Policies that a sentence names.
NAMED = 4


def sentences(
    found: Futures, measures: pd.DataFrame, met: pd.DataFrame, front: pd.DataFrame,
    costs: pd.DataFrame | None = None, same: pd.DataFrame | None = None,
) -> list[str]:  # fmt: skip
    """The results in a few sentences.

    Args:
        found: policies and futures.
        measures: as from `robustness.robustness`.
        met: as from `robustness.satisficing`; may be empty.
        front: as from `robustness.pareto`; may be empty.
        costs, same: as from `same_money.costs` and `same_money.same_money`, where they are told.
    """
    told = [f"{len(found.policies)} policies in {numbered(found.number, 'future')}. {found.rest}", *found.notes]
    if not found.paired:
        told.append(
            "Policies met different futures, so that regret cannot be worked out; means, spreads and shares can."
        )
    if costs is not None and len(costs):
        told += cost_sentences(costs)
    for outcome, part in measures.groupby("outcome", sort=False):
        told += _of_outcome(str(outcome), part)
    if same is not None:
        told += _at_same_money(same)
    for _, part in met.groupby("requirement", sort=False):
        told.append(_of_requirement(part))
    if len(front):
        told.append(_of_front(front))
    return told


def _of_outcome(outcome: str, part: pd.DataFrame) -> list[str]:
    """Who has least regret, beside what chance alone makes, and how often each does best."""
    name, lost = outcome_name(outcome), partial(difference, OUTCOME[outcome])
    if part["p90_regret"].isna().all():
        if part["mean"].isna().all():
            return [f"{name}: no values."]
        rows, told = part.sort_values("mean", ascending=False), partial(amount, OUTCOME[outcome])
        text = [f"{row['policy']} {_with_interval(row, 'mean', told)}" for _, row in rows.iterrows()]
        return [f"Mean of {name}: {listed(text[:NAMED])}."]
    least, second = (row for _, row in part.sort_values("p90_regret").head(2).iterrows())
    if part["max_regret"].max() == 0:
        return [f"For {name}, all policies do equally well in each of the {least['futures']:,} futures: nothing speaks "
                "for one of them."]  # fmt: skip
    text = (
        f"For {name}, {least['policy']} has least to regret: in nine futures of ten it stays within "
        f"{_with_interval(least, 'p90_regret', lost)} of the best policy there; next is {second['policy']} with "
        f"{_with_interval(second, 'p90_regret', lost)}. "
    )
    text += _in_the_mean(least, part, lost) + " " + _how_often(part)
    chance = least["chance_regret"]
    if chance != chance:
        return [text + " With one replicate the share of chance in this cannot be estimated."]
    if chance > 0:
        text += f" Chance alone would make a mean regret of {lost(chance)} between equal policies"
        text += f"; the mean here is {lost(float(part['mean_regret'].mean()))}."
    return [text]


def _in_the_mean(least: pd.Series, part: pd.DataFrame, lost: Callable[[float], str]) -> str:
    """Whether the others are statistically distinguishable from the policy with least regret, in their means."""
    others = part[part["policy"] != least["policy"]]
    apart, alike = (list(others.loc[others["distinguishable"] == said, "policy"].astype(str)) for said in (True, False))
    told = [f"statistically distinguishable from it in the mean: {_few(apart)}"] if apart else []
    told += [f"not distinguishable: {_few(alike)}"] if alike else []
    return capital("; ".join(told)) + "."


def _few(names: list[str]) -> str:
    """The first of some names, and how many more there are."""
    return listed([*names[:NAMED], *([f"{len(names) - NAMED} more"] if len(names) > NAMED else [])])


def _how_often(part: pd.DataFrame) -> str:
    """Who does best in how many futures, and how often that is a tie."""
    most = part["best"].max()
    first = list(part.loc[part["best"] == most, "policy"].astype(str))
    ties = f"in {percent(part['tied'].max())} of futures the best policies tie" if part["tied"].max() > 0 else ""
    if most == 0:
        return f"No policy alone does best in any future; {ties}."
    if len(first) > 1:
        return f"{listed(first[:NAMED])} do best equally often ({percent(most)} of futures each)" + (
            f"; {ties}." if ties else ".")  # fmt: skip
    what = "most futures" if most > 0.5 else "more futures than any other"
    return f"{first[0]} alone does best in {what} ({percent(most)})" + (f"; {ties}." if ties else ".")


def _at_same_money(same: pd.DataFrame) -> list[str]:
    """How policies do beside others that take the same money, and of which nothing can be said."""
    told = []
    for outcome, part in same[same["against"] != ""].groupby("outcome", sort=False):
        size = partial(difference, OUTCOME[str(outcome)])
        rows = part.sort_values("difference", key=abs, ascending=False)
        text = []
        for _, row in rows.head(NAMED).iterrows():
            sign, way = (1, "higher") if row["difference"] > 0 else (-1, "lower")
            low, high = sorted(sign * row[name] for name in ("low", "high"))
            sure = "" if row["distinguishable"] else ", not statistically distinguishable"
            text.append(f"{row['policy']} ({dollars(row['money'])}) is {size(abs(row['difference']))} {way} than "
                        f"{row['against']}{interval(low, high, size)}{sure}")  # fmt: skip
        told.append(f"{outcome_name(str(outcome))} at the same money: {'; '.join(text)}.")
    alone = same.groupby("policy", sort=False)["against"].agg(lambda against: (against == "").all())
    if alone.any():
        told.append(f"No others take the same money as {_few(list(alone.index[alone]))}, so that nothing is said of "
                    "these at the same money.")  # fmt: skip
    return told


def _of_requirement(part: pd.DataFrame) -> str:
    """In what share of futures a requirement is met."""
    rows = part.sort_values("met", ascending=False)
    text = []
    for _, row in rows[rows["met"].notna()].iterrows():
        text.append(f"{row['policy']} in {_with_interval(row, 'met', percent)}")
    if not text:
        return f"Whether {rows['words'].iloc[0]} is not known in any future."
    return f"Share of futures in which most runs have {rows['words'].iloc[0]}: {_few(text)}."


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


def _with_interval(row: pd.Series, name: str, told: Callable[[float], str]) -> str:
    """A measure with its interval."""
    return told(row[name]) + interval(row[f"{name}_low"], row[f"{name}_high"], told)

"""Rules of funders in words: what each comes to, what differs, who is left out, and what cannot be told."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from analysis.comparison.money import PUT_IN, cost_sentences
from analysis.portfolio.compared import Found
from analysis.portfolio.measures import MEASURE, MEASURES, Measure
from analysis.wording.layout import text_table
from analysis.wording.numbers import MINUS, capital, dollars, interval, listed, numbered, percent
from sim.experiments.plan.random_numbers import FEWEST
from sim.measures.outcomes import COUNT, MONEY, SHARE
from sim.scenario.records import BY_DATE
from sim.scenario.scenario import Scenario

#: Columns of the short table: measures, and what each is called there.
SHORT = {
    "paid": "million $ paid", "dollars_per_kept": "a kept teacher-year", "dollars_per_informed": "an informed decision",
    "founded": "founded", "going_5": "going after 5 years", "going_10": "after 10", "handed_over": "handed over",
    "left_out": "never funded", "practice_gap": "gap by poverty",
}  # fmt: skip
#: Measures of which a sentence tells what differs; sums that stand in a ratio are in the tables only.
SUMS = ("paid", "kept_practice", "deep_practice", "informed_decisions")
TOLD = tuple(m.name for m in MEASURES if m.name not in SUMS)
CANNOT = (
    "a rule never changes who else asks these funders; and dollars are those of funders, not the time that districts "
    "give. What one kind of funder keeps by itself cannot be told, as partnerships put their grants together. Not a "
    "forecast."
)


def cannot(fields: Sequence[Scenario]) -> str:
    """What the comparison of a field under several rules cannot tell."""
    learns = any(float(f.world["field.exchange"]) for f in fields)
    alone = [] if learns else ["partnerships do not learn from each other here"]
    partnerships = fields[0].partnerships
    given = [p for p in partnerships if p.founding == BY_DATE]
    when = "when each is founded is" if len(given) == len(partnerships) else "when most of them are founded is"
    dated = [f"{when} given and no answer to how funders give"] if 2 * len(given) > len(partnerships) else []
    return f"What this cannot tell: {'; '.join([*alone, *dated, CANNOT])}"


def value(measure: Measure, size: float) -> str:
    """A value of a measure as people say it; a dash where it is not known."""
    if not math.isfinite(size):
        return "–"
    if measure.scale == MONEY:
        return dollars(size)
    if measure.scale == SHARE:
        return percent(size, short=True)
    digits = 1 if measure.scale == COUNT else 3 if abs(size) >= 0.005 or size == 0 else 4
    text = f"{size:,.0f}" if abs(size) >= 100 else f"{size:z.{digits}f}"
    return text.replace("-", MINUS)


def signed(measure: Measure, size: float) -> str:
    """A difference with its sign: ``+12``, ``−$3,200``; shares in percentage points."""
    if not math.isfinite(size):
        return "–"
    if measure.scale == SHARE:
        text = f"{100 * abs(size):.1f}"
    elif measure.scale == COUNT and abs(size) < 10:
        text = f"{abs(size):.2f}"
    else:
        text = value(measure, abs(size))
    sign = "" if not any(c in text for c in "123456789") else "+" if size > 0 else MINUS
    return f"{sign}{text}"


def apart(row: pd.Series) -> str:
    """A difference with its interval and unit: ``never funded +4.2 points (+1.0 to +7.5)``."""
    measure = MEASURE[row["measure"]]
    told = f"{measure.label} {' '.join(filter(None, [signed(measure, row['difference']), measure.unit]))}"
    if not math.isfinite(row["low"]):
        return told
    return f"{told} ({signed(measure, row['low'])} to {signed(measure, row['high'])})"


def sentences(found: Found) -> list[str]:
    """What each rule changes; rules of which nothing can be told from chance share a sentence."""
    first, *others = found.rules
    worlds = int(found.levels["worlds"].max())
    told, quiet = [], []
    if worlds < FEWEST:
        told.append(f"No intervals: {numbered(worlds, 'world')} under each rule are too few (at least {FEWEST}).")
    for rule in others:
        rows = found.differences[found.differences["rule"] == rule].set_index("measure", drop=False)
        clear = [apart(rows.loc[name]) for name in TOLD if rows.loc[name, "distinguishable"]]
        if clear:
            told.append(f"{capital(rule)}, against {first}: {'; '.join(clear)}.")
        elif rows["same"].all():
            told.append(f"{capital(rule)}: exactly as {first}, in every world.")
        else:
            quiet.append(rule)
    if quiet and worlds >= FEWEST:
        told.append(f"Nothing can be told from chance, against {first}, under {listed(quiet)}.")
    return told


def money(found: Found) -> list[str]:
    """Whether what was really paid is the same under every rule, although budgets are."""
    rows = found.differences[found.differences["measure"] == "paid"]
    if rows.empty:
        return []
    told = cost_sentences(rows.assign(first=found.rules[0], second=rows["rule"], outcome=PUT_IN))
    return [capital(text) for text in told]


def _shown(found: Found) -> dict[str, str]:
    """Columns of the short table; none for what no partnership of the field asks for."""
    levels = found.levels[found.levels["measure"] == "founded"]
    return {name: head for name, head in SHORT.items() if name != "founded" or (levels["known"] > 0).any()}


def levels_table(found: Found) -> str:
    """What each rule comes to; a star where it differs from the first."""
    of = found.levels.set_index(["rule", "measure"])
    clear = {(r["rule"], r["measure"]) for _, r in found.differences.iterrows() if r["distinguishable"]}
    shown = _shown(found)
    rows = [("rule", *shown.values())]
    for rule in found.rules:
        cells = []
        for name in shown:
            row = of.loc[(rule, name)]
            mark = "*" if (rule, name) in clear else ""
            told = f"{row['mean'] / 1e6:.2f}" if name == "paid" else value(MEASURE[name], row["mean"])
            cells.append("not known" if row["known"] < row["worlds"] else f"{told}{mark}")
        rows.append((rule, *cells))
    return text_table(rows, "  ", right=range(1, len(shown) + 1))


def groups_table(found: Found) -> str:
    """Who is left out and who goes on under the first rule, by size, type and founding funder."""
    rows = [("", "partnerships", "never funded", "going after 5 years", "after 10")]
    there = found.groups[found.groups["rule"] == found.rules[0]]
    for by, part in there.groupby("by", sort=False):
        rows.append((f"by {by}", "", "", "", ""))
        for _, r in part.iterrows():
            shares = [percent(r[c], short=True) if math.isfinite(r[c]) else "–"
                      for c in ("never_funded", "going_5", "going_10")]  # fmt: skip
            rows.append((f" {r['group']}".replace(" ", "\N{NO-BREAK SPACE}", 1), f"{r['partnerships']}", *shares))
    return text_table(rows, "  ", right=range(1, 5)).replace("\N{NO-BREAK SPACE}", " ")


def funders_table(found: Found) -> str:
    """What funders of each kind had, gave and paid under the first rule."""
    rows = [("kind of funder", "budgets of all years", "won by partnerships", "of budgets", "paid, with first grants")]
    for _, r in found.funders[found.funders["rule"] == found.rules[0]].iterrows():
        rows.append((r["kind"], dollars(r["budgets"]), dollars(r["awarded"]), percent(r["share_awarded"], short=True),
                     dollars(r["paid"])))  # fmt: skip
    return text_table(rows, "  ", right=range(1, 5))


def not_known(found: Found) -> list[str]:
    """What is not known, and worlds in which there was nothing to divide by."""
    told = []
    for name in _shown(found):
        rows = found.levels[found.levels["measure"] == name]
        label, unknown = capital(MEASURE[name].label), rows[rows["known"] < rows["worlds"]]
        if len(unknown) and name in ("going_5", "going_10"):
            told.append(f"{label} is not known: the horizon comes first.")
        elif len(unknown):
            told.append(f"{label} is not known under {listed(list(unknown['rule']))}: there is nothing to divide by.")
        if rows["empty"].any():
            most = rows.loc[rows["empty"].idxmax()]
            told.append(f"{label}: under {most['rule']} {numbered(int(most['empty']), 'world')} of {most['worlds']} "
                        "had none of it; their dollars count.")  # fmt: skip
    return told


def how_to_read(found: Found) -> str:
    """What marks and columns mean."""
    first = found.rules[0]
    return (
        f"* differs statistically distinguishably from {first} (pairs of worlds with the same random numbers, "
        f"Holm-adjusted for {len(found.differences)} differences). Kept: deep use by people who used it deeply when "
        "grants last paid and still do in the same post, in months in which none pays. Never funded: won no grant "
        "beside that which it began with. Dollars for each of something are sums over all worlds, divided."
    )


def paid_interval(found: Found) -> str:
    """What funders paid under the first rule, with its interval."""
    row = found.levels.set_index(["rule", "measure"]).loc[(found.rules[0], "paid")]
    return f"{dollars(row['mean'])}{interval(row['low'], row['high'], dollars)}"

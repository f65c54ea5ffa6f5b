"""Cases compared with the reference, pair by pair: tables, drawings and sentences of differences."""

import math
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from analysis.comparison.money import PUT_IN, cost_sentences
from analysis.comparison.pairs import LEVEL, compare_runs
from analysis.comparison.words import figures, sentences, with_interval
from analysis.plotting.strips import differences
from analysis.stats.intervals import mean_p, shared_mean
from analysis.stats.sharing import sharing
from analysis.stats.testing import holm
from analysis.wording.numbers import capital, counted, listed, word
from analysis.wording.outcomes import column_unit, difference_with_unit, meaning
from app.report.blocks import Figure, Table, picture, table_of
from app.report.study import Study
from sim.experiments.plan.random_numbers import FEWEST
from sim.measures.outcomes import OUTCOME, Outcome, names_of

#: Outcomes that are compared, and those by which "In short" compares many cases with the reference.
COMPARED, HEADLINE = names_of("main", "report"), names_of("headline")
#: Replicates below which that nothing is distinguishable may say more of the number of runs than of scenarios.
FEW_REPLICATES = 20
#: Marks a difference that is statistically distinguishable (Holm-adjusted).
APART = "*"


@lru_cache(maxsize=4)
def contrasts(study: Study) -> pd.DataFrame:
    """Every case compared with the reference, as `compare_runs` gives it; no rows for a single case.

    Where other things vary too, a pair is two runs of one sample and one seed, and how sure their mean difference is
    depends on what pairs share, as everywhere (`analysis.stats.sharing`).
    """
    cases = [study.reference, *(case.title for case in study.cases if case.title != study.reference and case.runs)]
    runs = {title: study.runs[study.runs["scenario"] == title] for title in cases}
    if len(cases) < 2 or runs[study.reference].empty:
        return pd.DataFrame(columns=["first", "second", "outcome", "unit", "worlds", "distinguishable"])
    if not study.factors:
        return compare_runs(runs, outcomes=COMPARED)
    found = []
    for other in cases[1:]:
        first, second = _same_runs(runs[study.reference], runs[other])
        made = compare_runs({study.reference: _numbered(first), other: _numbered(second)}, outcomes=COMPARED)
        found.append(made.assign(**_sure(second - first)))
    table = pd.concat(found, ignore_index=True)
    table["p_holm"] = holm(table["p"].to_numpy(dtype=float))
    table["distinguishable"] = table["p_holm"] < 1 - LEVEL
    return table


def _same_runs(first: pd.DataFrame, second: pd.DataFrame) -> list[pd.DataFrame]:
    """Outcomes of the samples and seeds that are in both, each known in both (partnerships of a world averaged)."""
    keys = ["sample", "draw", "seed"]
    a, b = (table.groupby(keys)[list(COMPARED)].mean() for table in (first, second))
    a, b = a.align(b, join="inner")
    known = a.notna() & b.notna()
    return [a.where(known), b.where(known)]


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """The same as a table of runs that are paired by their place."""
    return table.reset_index(drop=True).rename_axis("replicate").reset_index().assign(partnership="")


def _sure(differences: pd.DataFrame) -> dict[str, list[float]]:
    """How sure the mean difference of each outcome is: limits, p, and independent groups of pairs."""
    rows = []
    for name in COMPARED:
        known = differences[name].dropna()
        if known.empty:
            rows.append((math.nan, math.nan, math.nan, 0))
            continue
        shared = sharing(known.index.to_frame())
        rows.append((*shared_mean(known, shared)[1:], mean_p(known, shared), shared.count))
    return dict(zip(("low", "high", "p", "worlds"), map(list, zip(*rows, strict=True)), strict=True))


def differences_table(study: Study, outcomes: Sequence[str]) -> Table | None:
    """Differences from the reference with their intervals, a row for each other case."""
    table = contrasts(study)
    shown = [name for name in outcomes if (table["outcome"] == name).any()]
    if not shown:
        return None
    rows = []
    for second, part in table.groupby("second", sort=False):
        by = part.set_index("outcome", drop=False)
        cells = {}
        for name in shown:
            row, o = by.loc[name], OUTCOME[name]
            cells[f"{o.label} ({column_unit(o)})"] = with_interval(row) + f" {APART}" * bool(row["distinguishable"])
        rows.append({"Scenario": second, **cells})
    note = (
        f"Each scenario minus {study.reference}: mean of the paired differences, and in brackets its 95 % interval. "
        f"{APART}: statistically distinguishable, Holm-adjusted for all {len(table):,} comparisons of this report. "
        "Without it, a difference may be chance."
    )
    return table_of(rows, f"Differences from {study.reference}", note, drawn=True)


def differences_figure(study: Study, name: str, outcomes: Sequence[str]) -> Figure | None:
    """Differences from the reference, a drawing for each outcome."""
    table = contrasts(study)
    if len(study.cases) < 3:
        return None  # a single difference is read in the table
    pictures = []
    for outcome in outcomes:
        part = table[(table["outcome"] == outcome) & (table["worlds"].astype(float) >= FEWEST)]
        for sheet in differences(part) if len(part) else ():
            told = [f"{row['second']}: {with_interval(row)}" for _, row in part.iterrows()]
            pictures.append(picture(sheet, f"{meaning(OUTCOME[outcome])}, minus {study.reference}. {'; '.join(told)}."))
    if not pictures:
        return None
    caption = f"Differences from {study.reference}: mean over pairs of runs (common random numbers), with its 95 % "
    caption += "interval. Filled: statistically distinguishable (Holm-adjusted); hollow: may be chance."
    return Figure(f"{name}-differences", caption, tuple(pictures))


def told(study: Study) -> list[str]:
    """What comparisons say, for the box "In short"."""
    table = contrasts(study)
    if table.empty:
        return []
    replicates, few = study.runs["replicate"].nunique(), []
    if replicates < FEW_REPLICATES and not table.loc[table["outcome"].isin(HEADLINE), "distinguishable"].any():
        size = counted(replicates, "replicate")
        few = [f"With {size} hardly any difference is statistically distinguishable: more are needed"]
    costs = " ".join(cost_sentences(table[table["outcome"] == PUT_IN]))
    if len(study.cases) == 2:
        *found, last = sentences(table[table["outcome"].isin(HEADLINE)])
        return [*few, *found, f"{last} {costs}"]
    by_outcome = {OUTCOME[name]: table[table["outcome"] == name] for name in HEADLINE}
    alike = [o.label for o, part in by_outcome.items() if not part["distinguishable"].any()]
    found = [_counted(study, part, o) for o, part in by_outcome.items() if part["distinguishable"].any()]
    if alike:
        found.append(f"{capital(listed(alike))}: none of the {len(study.cases) - 1} other scenarios is statistically "
                     f"distinguishable from {study.reference}")  # fmt: skip
    *found, last = found
    return [*found, f"{last}. {costs}", *few]


def _counted(study: Study, part: pd.DataFrame, o: Outcome) -> str:
    """In how many cases an outcome differs from the reference, and where most."""
    _, more, less = o.says or ("", "higher", "lower")
    apart = part[part["distinguishable"].astype(bool)]
    up, down = int((apart["difference"] > 0).sum()), int((apart["difference"] < 0).sum())
    text = f"{capital(o.label)}: {more} than in {study.reference} in {_how_many(up)} of {len(part)} other scenarios, "
    text += f"{less} in {_how_many(down)}, not distinguishable in {_how_many(len(part) - len(apart))}"
    largest = apart.loc[apart["difference"].astype(float).abs().idxmax()].copy()
    way = more if largest["difference"] > 0 else less
    if way == less:
        largest[["difference", "low", "high"]] = -largest["difference"], -largest["high"], -largest["low"]
    middle, low, high = figures(largest)
    size = f"{difference_with_unit(o, middle)} {way}"
    return f"{text}. Furthest from it is {largest['second']}: {size} (95 % interval {low} to {high})"


def _how_many(count: int) -> str:
    return word(count) if count else "none"

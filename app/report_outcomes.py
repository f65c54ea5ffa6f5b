"""Findings on sustainability, scale and health: figures, tables and sentences about outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import pandas as pd

from .report_blocks import Block, Figure, Picture, Section, Table, Text, kept, picture, table_of
from .report_study import Study
from .report_words import meaning, outcome, range_of, shown_unit
from .summary import CAUSE_WORDS, YEARS
from .wording import percent

#: Scenarios that share one drawing of curves.
TOGETHER = 4

#: The five dimensions of a partnership's health (Henrick et al. 2017) with the outcomes that speak to each.
DIMENSIONS = {
    "Trust and relationships": ("trust", "kept", "voice"),
    "Rigorous research that informs action": ("rigour", "relevance", "informed"),
    "Support of the district's goals": ("reliability", "practice", "effect"),
    "Knowledge for improvement elsewhere": ("knowledge", "credibility"),
    "Capacity of both sides": ("capacity", "learning_practice", "learning_research"),
}
_DIMENSION_TEXT = {
    "Trust and relationships": "Do people on both sides trust each other, keep promises, and have a say?",
    "Rigorous research that informs action": "Is the research sound and about what the district needs, and do leaders "
    "use it when they decide?",
    "Support of the district's goals": "Does the innovation work as meant at its sites, and does teaching change?",
    "Knowledge for improvement elsewhere": "What do others learn from it, and do they believe it?",
    "Capacity of both sides": "Can the district use research by itself at the end, and what have both sides learned?",
}


def sustainability(study: Study) -> Section:
    """How long partnerships last, why they end, and what of the practice is kept."""
    from analysis import figures

    lasting = (
        curves(study, "lasting", study.runs, {"": figures.survival}, "Share of partnerships still going, by year since "
               "their start (Kaplan-Meier estimate; band: 95 %). Below the axis: how many are still going, and why the "
               "others ended."),
        survival_table(study),
    )  # fmt: skip
    kept_up = ("retained_12", "retained_24", "retained_36")
    gaps = ("months_funded", "longest_gap", "superintendent_survival")
    return Section("Sustainability: does it last?", (), (
        Section("How long partnerships last", kept(lasting)),
        Section("Why they end", kept((causes_table(study),))),
        Section("Money and changes of leaders", about(study, "money", gaps)),
        Section("Practice that is kept", (
            Text("Outside support has ended when the last grant has paid out. What is kept is use times depth some "
                 "months later, compared with that last month. It is not known for runs in which grants never ended, "
                 "in which the horizon came first, or in which hardly anybody used the innovation."),
            *about(study, "retained", kept_up),
        )),
    ))  # fmt: skip


def scale(study: Study) -> Section:
    """Coburn's four dimensions of scale, equity, and costs."""
    from analysis import figures

    over_time = {"users": partial(figures.reach, only="users"), "deep": partial(figures.reach, only="deep")}
    if len(study.cases) == 1:
        over_time = {"": figures.reach}
    return Section("Scale: does it reach many classrooms?", (
        Text("Scale is more than numbers (Coburn 2003): an improvement spreads to more teachers, changes their "
             "practice in depth, is sustained, and comes to be owned by the district. Sustained practice stands in "
             "the section above."),
    ), (
        Section("Spread and depth", (
            *kept((curves(study, "reach", study.series, over_time, "Share of all teachers who use the innovation, and "
                          "who use it with deep practice (above one half), by year."),)),
            *about(study, "spread", ("spread", "deep_use", "depth")),
        )),
        Section("Ownership", about(study, "ownership", ("ownership", "districts_adopted"))),
        Section("Equity", (
            Text("Above 0, schools with little poverty are better off than schools with much poverty."),
            *about(study, "equity", ("practice_gap", "access_gap")),
        )),
        Section("Costs", about(study, "costs", ("dollars", "dollars_per_user", "practice_hours"))),
    ))  # fmt: skip


def health(study: Study) -> Section:
    """The five dimensions of health, and the four components."""
    from analysis import figures

    names = ("commitments", "structures", "expertise", "social_learning")
    components: dict[str, Callable] = {name: partial(figures.components, only=name) for name in names}
    if len(study.cases) == 1:
        components = {"": figures.components}
    parts = []
    for title, outcomes in DIMENSIONS.items():
        first = [Text(_DIMENSION_TEXT[title])]
        if title == "Trust and relationships":
            first += kept((curves(study, "trust", study.series, {"": figures.trust}, "Trust between the partners by "
                                  "year, in partnerships that were still going."),))  # fmt: skip
        parts.append(Section(title, (*first, *about(study, outcomes[0], outcomes))))
    parts.append(Section("Four components", (
        Text("Commitments, structures, expertise and social learning (McMahon, Henrick & Sullivan 2022) are what a "
             "partnership works with. A partnership is as strong as the weakest of them lets it be."),
        *kept((curves(study, "components", study.series, components, "Strength of the four components by year, in "
                      "partnerships that were still going."), levels(study, (*names, "balance")))),
    )))  # fmt: skip
    return Section("Health: is it a good partnership?", (
        Text("The five dimensions of effectiveness of Henrick et al. (2017). Indices run from 0 (none) to 1 (as much "
             "as there can be); they have no unit outside the model and serve to compare."),
    ), tuple(parts))  # fmt: skip


def about(study: Study, name: str, outcomes: Sequence[str]) -> tuple[Block, ...]:
    """What there is to say on some outcomes: a drawing of each, and a table."""
    return kept((spreads(study, name, outcomes), levels(study, outcomes)))


def spreads(study: Study, name: str, outcomes: Sequence[str]) -> Figure | None:
    """Every run of each case, outcome by outcome."""
    from analysis.strips import strips

    pictures = []
    for out in outcomes:
        for sheet in strips(study.runs, out):
            told = [f"{row.scenario}: median {row.p50:.3g}, nine in ten from {row.p5:.3g} to {row.p95:.3g}"
                    for row in sheet.data.itertuples()]  # fmt: skip
            pictures.append(picture(sheet, f"{meaning(out)}, {outcome(out).unit}. {'; '.join(told)}."))
    if not pictures:
        return None
    caption = f"{_and([meaning(out) for out in outcomes])}. Dots: runs; bar: middle half; line: nine in ten; "
    return Figure(f"{name}-runs", f"{caption}upright stroke: median.{_over_draws(study)}", tuple(pictures))


def curves(
    study: Study, name: str, table: pd.DataFrame | None, panels: dict[str, Callable], caption: str
) -> Figure | None:
    """Curves over years, four cases to a drawing."""
    if table is None or table.empty:
        return None
    pictures: list[Picture] = []
    for part in _groups(table):
        cases = _and(list(part["scenario"].unique()))
        for draw in panels.values():
            axes = draw(part)
            sheet = axes.figure
            sheet.about = dict(study.opened.about) if study.opened else {}
            pictures.append(
                picture(sheet, f"Curves over years for {cases}: {axes.get_title(loc='left')}. {_ends(sheet.data)}")
            )
    several = " Lines: medians; bands: the middle half of runs." if name != "lasting" else ""
    return Figure(f"{name}-years", caption + several + _over_draws(study), tuple(pictures))


def _groups(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Parts of a table with up to four cases each."""
    names = list(table["scenario"].unique())
    rounds = -(-len(names) // TOGETHER)
    for chosen in np.array_split(np.array(names, dtype=object), rounds):
        yield table[table["scenario"].isin(list(chosen))]


def _ends(data: pd.DataFrame) -> str:
    """Where the drawn lines end, in words."""
    column = "survival" if "survival" in data else "p50" if "p50" in data else None
    if column is None:
        return ""
    known = data[data[column].notna()]
    keys = [key for key in ("scenario", "variable") if key in known and known[key].notna().all()]
    last = known.groupby(keys, sort=False)[["year", column]].last()
    told = [f"{', '.join(map(str, at if isinstance(at, tuple) else (at,)))} {row[column]:.2f} at year {row['year']:.3g}"
            for at, row in last.iterrows()]  # fmt: skip
    return f"Last values: {'; '.join(told)}."


def levels(study: Study, outcomes: Sequence[str]) -> Table | None:
    """Median and nine in ten of some outcomes, a row for each case."""
    shown = [out for out in outcomes if study.runs[out].notna().any()]
    if not shown:
        return None
    if len(study.cases) == 1:
        rows = [{"Outcome": meaning(out), "Unit": shown_unit(out), "Median (nine in ten runs)":
                 range_of(study.runs[out], out), "Known in": f"{study.runs[out].count():,} of {len(study.runs):,}"}
                for out in shown]  # fmt: skip
        return table_of(pd.DataFrame(rows), f"{_and([meaning(out) for out in shown])}")
    rows = [{"Scenario": title} | {_headed(out): range_of(part[out], out) for out in shown}
            for title, part in study.runs.groupby("scenario", sort=False)]  # fmt: skip
    known = [f"{meaning(out)}: known in {study.runs[out].notna().sum():,} of {len(study.runs):,}" for out in shown
             if study.runs[out].isna().any()]  # fmt: skip
    note = "Median, and in brackets the range of nine in ten runs." + (f" {'. '.join(known)}." if known else "")
    return table_of(pd.DataFrame(rows), f"{_and([meaning(out) for out in shown])}, by scenario", note)


def _headed(name: str) -> str:
    unit = shown_unit(name)
    words = name.replace("_", " ")
    return words if unit in words.split() or unit == "0/1" else f"{words} ({unit})"


def survival_table(study: Study) -> Table | None:
    """Share still going after some years with its band, and how many ended."""
    from analysis.survival import kaplan_meier

    rows = []
    for title, part in study.runs.groupby("scenario", sort=False):
        found = kaplan_meier(part["survival_months"], part["ended"] > 0, groups=part["run"])
        row = {"Scenario": title, "runs": f"{part['run'].nunique():,}", "partnerships": f"{len(part):,}"}
        for years in (y for y in YEARS if 12 * y <= study.months):
            at = found[found["month"] <= 12 * years].iloc[-1]
            band = f" ({100 * at['low']:.0f} to {100 * at['high']:.0f})" if np.isfinite(at["low"]) else ""
            row[f"going after {years} years (%)"] = f"{100 * at['survival']:.0f}{band}"
        row["ended"] = percent(float((part["ended"] > 0).mean()))
        rows.append(row)
    note = "In brackets the 95 % band of the estimate: how far it may be off because the runs are so few."
    return table_of(pd.DataFrame(rows), "Partnerships that last", note)


def causes_table(study: Study) -> Table:
    """Why partnerships ended, a row for each case."""
    causes = [cause for cause in CAUSE_WORDS if cause != "none" and (study.runs["cause"] == cause).any()]
    rows = []
    for title, part in study.runs.groupby("scenario", sort=False):
        counts = part["cause"].value_counts()
        shares = {CAUSE_WORDS[c]: percent(counts.get(c, 0) / len(part)) for c in causes}
        rows.append(
            {"Scenario": title, **shares, "still going at the horizon": percent(counts.get("none", 0) / len(part))}
        )
    return table_of(pd.DataFrame(rows), "Why partnerships ended: share of all partnerships")


def _over_draws(study: Study) -> str:
    """A remark for sweeps whose runs differ in more than luck."""
    if not study.factors:
        return ""
    return " Runs differ in their luck and in everything that the experiment varied."


def _and(words: Sequence[str]) -> str:
    from .wording import listed

    return listed(
        [w if n == 0 else w[:1].lower() + w[1:] if w[:2].lower() != w[:2].upper() else w for n, w in enumerate(words)]
    )

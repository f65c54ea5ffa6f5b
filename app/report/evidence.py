"""The pieces that findings rest on: drawings of runs and of curves, and tables of levels."""

from collections.abc import Callable, Sequence

import pandas as pd

from analysis.plotting.strips import strips
from analysis.wording.numbers import listed, small
from analysis.wording.outcomes import headed, meaning, range_of, told_unit
from app.report.blocks import Block, Figure, Picture, Table, kept, picture, table_of
from app.report.contrasts import differences_figure, differences_table
from app.report.study import Study
from app.results.groups import IN_FIGURE, together
from sim.measures.outcomes import MONEY, OUTCOME

#: How to read curves of medians.
MEDIANS = "Lines: medians; bands: the interquartile range of runs."


def about(study: Study, name: str, outcomes: Sequence[str], *, compared: Sequence[str] = ()) -> tuple[Block, ...]:
    """What there is to say on some outcomes: a drawing and a table of runs, and of differences between scenarios.

    Args:
        study: what was run.
        name: of the files of figures.
        outcomes: what is shown.
        compared: those of them of which differences are shown.
    """
    return kept((
        spreads(study, name, outcomes), levels(study, outcomes),
        differences_figure(study, name, compared), differences_table(study, compared),
    ))  # fmt: skip


def spreads(study: Study, name: str, outcomes: Sequence[str]) -> Figure | None:
    """Every run of each case, outcome by outcome."""
    pictures = []
    for out in outcomes:
        for sheet in strips(study.runs, out):
            told = [f"{row.scenario}: median {row.p50:.3g}, 90 % range {row.p5:.3g} to {row.p95:.3g}"
                    for row in sheet.data.itertuples()]  # fmt: skip
            alt = f"{meaning(OUTCOME[out])}, {OUTCOME[out].unit}. {'; '.join(told)}."
            pictures.append(picture(sheet, alt))
    if not pictures:
        return None
    caption = f"{_all_of(outcomes)}. Dots: runs; bar: interquartile range; line: 90 % range (P5 to P95); "
    return Figure(f"{name}-runs", f"{caption}upright stroke: median.{_over_draws(study)}", tuple(pictures))


def curves(
    study: Study, name: str, table: pd.DataFrame | None, panels: Sequence[Callable], caption: str
) -> Figure | None:
    """Curves over years, four cases to a drawing."""
    if table is None or table.empty:
        return None
    pictures: list[Picture] = []
    for names in together(list(table["scenario"].unique())):
        part, cases = table[table["scenario"].isin(names)], listed(names)
        for draw in panels:
            axes = draw(part)
            sheet = axes.figure
            sheet.about = study.results.about if len(study.runs) else {}
            unit = axes.get_title(loc="left")
            pictures.append(picture(sheet, f"{caption.partition('.')[0]} ({unit}), for {cases}. {_ends(sheet.data)}"))
    several = " Letters and scales hold within one drawing." if len(study.cases) > IN_FIGURE else ""
    return Figure(f"{name}-years", caption + several + _over_draws(study), tuple(pictures))


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
    """Median and 90 % range of some outcomes, a row for each case."""
    runs, shown = study.runs, [OUTCOME[name] for name in outcomes if study.runs[name].notna().any()]
    if not shown:
        return None
    known = {o: f"{runs[o.name].count():,} of {len(runs):,}" for o in shown}
    title = _all_of([o.name for o in shown])
    if len(study.cases) == 1:
        rows = [{"Outcome": meaning(o), "Unit": told_unit(o) or ("dollars" if o.scale == MONEY else "index"),
                 "Median (90 % range)": range_of(runs[o.name], o), "Known in": known[o]} for o in shown]  # fmt: skip
        return table_of(rows, title)
    rows = [{"Scenario": name} | {headed(o): range_of(part[o.name], o) for o in shown}
            for name, part in runs.groupby("scenario", sort=False)]  # fmt: skip
    few = [f"{meaning(o)}: known in {known[o]}" for o in shown if runs[o.name].isna().any()]
    note = "Median, and in brackets the 90 % range (P5 to P95) of runs." + (f" {'. '.join(few)}." if few else "")
    return table_of(rows, f"{title}, by scenario", note, drawn=True)


def _over_draws(study: Study) -> str:
    """A remark for sweeps whose runs differ in more than chance."""
    return " Runs differ by chance and in everything that the experiment varied." if study.factors else ""


def _all_of(outcomes: Sequence[str]) -> str:
    """Meanings of outcomes as one phrase."""
    first, *others = (meaning(OUTCOME[name]) for name in outcomes)
    return listed([first, *map(small, others)])

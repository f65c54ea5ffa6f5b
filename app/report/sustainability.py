"""Findings on sustainability: how long partnerships last, why they end, and what of the practice is kept."""

from functools import partial
from math import isfinite

import pandas as pd

from analysis.survival import figures as sustainability_figures
from analysis.survival.departure_figures import around_departure
from analysis.survival.tables import KEPT, causes_of_ending, lasting, retention
from analysis.survival.words import of_departures
from analysis.wording.labels import CAUSE_WORDS
from analysis.wording.numbers import duration, number, percent
from app.report.blocks import Block, Bullets, Section, Table, Text, kept, table_of
from app.report.contrasts import differences_figure, differences_table
from app.report.evidence import about, curves, spreads
from app.report.study import Study


def sustainability(study: Study) -> Section:
    """Survival, causes of ending, money, and retained practice."""
    caption = "Share of partnerships still going, by year since their start (Kaplan-Meier estimate; band: 95 %). "
    caption += "Below the axis: how many are still going, and why the others ended."
    lives = ("survival_months",)
    return Section("Sustainability: does it last?", (), (
        Section("How long partnerships last", kept((
            curves(study, "lasting", study.runs, [sustainability_figures.survival], caption), _lives(study),
            differences_figure(study, "lasting", lives), differences_table(study, lives),
        ))),
        Section("When and why they end", kept((
            curves(study, "causes", study.runs, [sustainability_figures.causes], "Share of partnerships that each "
                   "cause has ended (Aalen & Johansen 1978)."),
            curves(study, "hazard", study.runs, [sustainability_figures.hazard], "Chance to end in each year of "
                   "life, for those still going when it begins, with 95 % intervals."),
            *_causes(study),
        ))),
        Section("Money and changes of leaders", about(
            study, "money", ("months_funded", "longest_gap", "superintendent_survival"),
            compared=("months_funded", "longest_gap"),
        )),
        *_departures(study),
        Section("Practice that is kept", kept((
            Text("Outside support has ended when the last grant has paid out. What is kept is the share of those "
                 "teachers who used the innovation deeply in that last month and still do some months later; whoever "
                 "left the school counts as lost. It is not known for runs in which grants never ended, in which the "
                 "horizon came first, or in which hardly anybody used the innovation deeply, so that what is known "
                 "comes from the less fortunate runs."),
            spreads(study, "retained", ("retained_12", "retained_24", "retained_36")), _retention(study),
            differences_table(study, ("retained_24",)),
        ))),
    ))  # fmt: skip


def _departures(study: Study) -> tuple[Section, ...]:
    """What follows when a superintendent leaves."""
    found = study.departures
    if found is None:
        return ()
    caption = "Partnerships around the month in which a superintendent leaves, compared with those like them in which "
    caption += "nobody left that month. "
    alone = len(study.cases) == 1
    caption += "Lines: means; band: IQR." if alone else "Lines: how much more they changed; bands: 95 %."
    panels = [partial(around_departure, variable=name) for name in found["variable"].unique()]
    return (Section("When a superintendent leaves", kept((
        Bullets(tuple(of_departures(found))), curves(study, "departures", found, panels, caption),
    ))),)  # fmt: skip


def _lives(study: Study) -> Table:
    """Share still going, and months within the horizon."""
    found = lasting(study.runs)
    rows = [
        {"Scenario": row["scenario"], "Partnerships": f"{row['partnerships']:,}", "Ended": f"{row['ended']:,}",
         "Still going (%)": _percents(row, "going", "going_low", "going_high"),
         "Half had ended after":
         duration(row["median_life"]) if isfinite(row["median_life"]) else "fewer than half ended",
         "Mean life (months)": _with_limits(row["mean_life"], row["mean_low"], row["mean_high"])}
        for _, row in found.iterrows()
    ]  # fmt: skip
    horizon = number(found["horizon"].iloc[0])
    note = f"Still going, and mean life (months lived up to there), at month {horizon}. In brackets the 95 % interval."
    return table_of(rows, "How long partnerships last", note, drawn=True)


def _causes(study: Study) -> tuple[Block, ...]:
    """Share that each cause has ended by the horizon."""
    if not (study.runs["ended"] > 0).any():
        return (Text("None ended before the horizon."),)
    found = causes_of_ending(study.runs)
    last = found.groupby(["scenario", "cause"], sort=False, as_index=False).last()
    causes = [cause for cause in CAUSE_WORDS if (last["cause"] == cause).any()]
    rows = []
    for case in study.cases:
        mine = last[last["scenario"] == case.title].set_index("cause")
        cells = {CAUSE_WORDS[cause]: f"{_percents(mine.loc[cause], 'incidence', 'low', 'high')} %"
                 if cause in mine.index else percent(0) for cause in causes}  # fmt: skip
        rows.append({"Scenario": case.title, **cells})
    note = "Share of all partnerships that each cause had ended by the horizon (Aalen & Johansen 1978), in brackets "
    note += "the 95 % interval. The rest were still going."
    return (table_of(rows, "Why partnerships ended", note, drawn=True),)


def _retention(study: Study) -> Table | None:
    """Share of partnerships that keep at least half."""
    found = retention(study.runs)
    found = found[found["known"] > 0]
    if found.empty:
        return None
    rows = [
        {"Scenario": row["scenario"], "Months after grants ended": str(row["after"]),
         "Known in": f"{row['known']:,} of {row['partnerships']:,}",
         "Median kept (%)": _percents(row, "median", "low", "high"),
         f"Kept at least {percent(KEPT)} of it (%)": _percents(row, "kept_half", "kept_low", "kept_high")}
        for _, row in found.iterrows()
    ]  # fmt: skip
    note = "Teachers who left their school count as lost. In brackets the 95 % interval."
    return table_of(rows, "Deep users kept after grants ended", note, drawn=True)


def _percents(row: pd.Series, *columns: str) -> str:
    """A share with its interval in percent."""
    return _with_limits(*(100 * row[name] for name in columns))


def _with_limits(value: float, low: float, high: float) -> str:
    """A number with its interval, if there is one."""
    middle = f"{value:.0f}"
    return f"{middle} ({low:.0f} to {high:.0f})" if isfinite(low) and isfinite(high) else middle

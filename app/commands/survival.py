"""``rpp survival``: how long the partnerships of a results folder last, why they end, and which levers matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.results.answer import Answer, Asked, answer_of
from app.terminal.options import By, Incomplete, Json, OutBeside, Results

if TYPE_CHECKING:
    import pandas as pd

    from analysis.plotting.style import Sheet
    from app.results.groups import Groups
    from sim.experiments import Sweep

NOT_MONTHLY = "What follows when a superintendent leaves shows by month: ask for `series: monthly` in the experiment."
NOT_KEPT = "The series does not keep stage and superintendents_left, so that departures are not known."
NONE_LEFT = "No superintendent left in a month in which a partnership was going."


def command(
    folder: Results, by: By = None, incomplete: Incomplete = False, out: OutBeside = None, as_json: Json = False
) -> None:
    """Analyse durations: survival curves, hazard and time ratios.

    How long partnerships last (Kaplan-Meier), causes of ending, and what follows when a superintendent leaves. Of a
    sweep also which levers matter (hazard ratios, time ratios).

    Example: rpp survival study --by type
    """
    from app.results.run_folder import results_in

    survival_of(results_in(folder, incomplete), by).give(folder, out, as_json)


def survival_of(found: Sweep, by: str | None) -> Answer:
    """Everything that is known about how long partnerships last.

    Args:
        found: the results.
        by: column by which runs are grouped; scenarios and policies if None.

    Raises:
        Mistake: unknown column to group by, or too many groups.
    """
    from analysis.survival import pages, words
    from analysis.survival import tables as sustainability
    from analysis.survival.departures import VARIABLES
    from analysis.survival.regression import hazard_ratios, time_ratios
    from analysis.wording.labels import with_labels
    from app.results.groups import grouped, introduced

    needed = (*VARIABLES, "superintendents_left")
    groups = grouped(found, by, series=needed if found.plan.settings.series == "monthly" else ())
    asked, runs = Asked("survival", found, {"by": groups.by}), groups.runs
    tables = {
        "lasting": sustainability.lasting(runs), "causes": sustainability.causes_of_ending(runs),
        "hazard": sustainability.hazards(runs), "retention": sustainability.retention(runs),
    }  # fmt: skip
    told = words.of_lasting(tables["lasting"], tables["causes"], tables["hazard"])
    told += words.of_retention(tables["retention"])
    figures: dict[str, Callable[..., Sheet]] = {
        f"figure-lasting{part}": asked.drawn(pages.sustainability_page, "how long partnerships last", these)
        for part, these, _ in groups.figures()
    }
    around = _departures(found, groups)
    if isinstance(around, str):
        told.append(around)
    else:
        tables["departures"] = around
        told += words.of_departures(around)
        for part, these, _ in groups.figures():
            here = around[around["scenario"].isin(these["scenario"].unique())]
            if len(here):
                page = asked.drawn(pages.departures_page, "when a superintendent leaves", here)
                figures[f"figure-departures{part}"] = page
    if found.plan.points > 1:
        whole = found.finished
        hazards, times = (model(whole, found.plan.factors) for model in (hazard_ratios, time_ratios))
        tables |= {"hazard_ratios": with_labels(hazards.table, "lever"),
                   "time_ratios": with_labels(times.table, "lever")}  # fmt: skip
        told += words.of_levers(hazards, times)
        if len(hazards.table):
            figures["figure-levers"] = asked.drawn(
                pages.levers_page, "what makes partnerships last", hazards, times
            )
    return answer_of(asked, introduced(asked, groups, told), tables, figures)


def _departures(found: Sweep, groups: Groups) -> pd.DataFrame | str:
    """Partnerships around departures, or why there is nothing to show."""
    from analysis.survival.departures import ALIVE, VARIABLES, around_departures

    if found.plan.settings.series != "monthly" or groups.series is None:
        return NOT_MONTHLY
    if not {"superintendents_left", "stage"} <= set(groups.series):
        return NOT_KEPT
    table = around_departures(groups.series, [v for v in VARIABLES if v == ALIVE or v in groups.series])
    return table if len(table) else NONE_LEFT

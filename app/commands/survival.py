"""``rpp survival``: how long the partnerships of a results folder last, why they end, and which levers matter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from app.results.answer import Answer, Asked, answer_of
from app.terminal.mistakes import Mistake, one_of
from app.terminal.options import By, Incomplete, Json, OutBeside, Results, option

if TYPE_CHECKING:
    import pandas as pd

    from analysis.plotting.style import Sheet
    from analysis.survival.observed import Observed
    from app.results.groups import Groups
    from sim.experiments import Sweep

NOT_MONTHLY = "What follows when a superintendent leaves shows by month: ask for `series: monthly` in the experiment."
NOT_KEPT = "The series does not keep stage and superintendents_left, so that departures are not known."
#: Simulated groups beside the observed lifetimes in a figure.
BESIDE = 3
NONE_LEFT = "No superintendent left in a month in which a partnership was going."


def command(
    folder: Results,
    by: By = None,
    observed: Annotated[Path | None, option("FILE", "CSV of observed lifetimes, to be set beside these.")] = None,
    unit: Annotated[str | None, option("UNIT", "Of its column `duration`: months or years.")] = None,
    incomplete: Incomplete = False,
    out: OutBeside = None,
    as_json: Json = False,
) -> None:
    """Analyse durations: survival curves, hazard and time ratios.

    How long partnerships last (Kaplan-Meier), causes of ending, and what follows when a superintendent leaves. Of a
    sweep also which levers matter (hazard ratios, time ratios).

    Example: rpp survival study --by type
    """
    from app.results.run_folder import results_in

    lives = _observed(observed, unit)
    survival_of(results_in(folder, incomplete), by, lives).give(folder, out, as_json)


def _observed(file: Path | None, unit: str | None) -> Observed | None:
    """Observed lifetimes, if a file of them is named."""
    from analysis.survival.observed import MONTHS_IN, read_observed

    if unit is not None:
        one_of("unit", unit, MONTHS_IN)
    if file is None and unit is not None:
        raise Mistake("--unit: goes with --observed FILE")
    return None if file is None else read_observed(file, unit)


def survival_of(found: Sweep, by: str | None, observed: Observed | None = None) -> Answer:
    """Everything that is known about how long partnerships last.

    Args:
        found: the results.
        by: column by which runs are grouped; scenarios and policies if None.
        observed: lifetimes that are set beside them, if there are any.

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
    beside = {"observed": observed.digest} if observed else {}
    asked, runs = Asked("survival", found, {"by": groups.by} | beside), groups.runs
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
    if observed is not None:
        _set_beside(observed, groups, asked, tables, told, figures)
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


def _set_beside(
    observed: Observed, groups: Groups, asked: Asked, tables: dict[str, pd.DataFrame], told: list[str],
    figures: dict[str, Callable[..., Sheet]],
) -> None:  # fmt: skip
    """Adds what observed lifetimes tell of simulated ones: tables, sentences and figures."""
    import pandas as pd

    from analysis.survival import pages
    from analysis.survival.beside_observed import compared_means, differences_by_year
    from analysis.survival.observed_words import of_observed

    runs, names = groups.runs, groups.names
    years, means = differences_by_year(runs, observed), compared_means(runs, observed)
    tables |= {"observed": years, "observed_test": means}
    told += of_observed(observed, means, years)
    lives = observed.as_runs(int(runs["months"].max()))
    for n in range(0, len(names), BESIDE):
        these = names[n : n + BESIDE]
        both = pd.concat([runs[runs["scenario"].isin(these)], lives], ignore_index=True)
        ending = f"-{n // BESIDE + 1}" if len(names) > BESIDE else ""
        figures[f"figure-observed{ending}"] = asked.drawn(
            pages.observed_page, "simulated beside observed", both, years[years["scenario"].isin(these)], means
        )

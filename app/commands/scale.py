"""``rpp scale``: spread, depth, sustainability and shift of ownership (Coburn 2003), with equity, cost and health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.results.answer import Answer, Asked, answer_of
from app.terminal.options import By, Incomplete, Json, OutBeside, Results

if TYPE_CHECKING:
    from sim.experiments import Sweep

NO_SERIES = (
    "No series was kept, so that only the end is shown; ask for `series: yearly` in the experiment, "
    "or `monthly` for less than a year."
)


def command(
    folder: Results, by: By = None, incomplete: Incomplete = False, out: OutBeside = None, as_json: Json = False
) -> None:
    """Measure spread, depth, sustainability and ownership.

    The dimensions of scale after Coburn (2003), with equity, cost and health of the partnership.

    Example: rpp scale study --by money.start_grant
    """
    from app.results.run_folder import results_in

    scale_of(results_in(folder, incomplete), by).give(folder, out, as_json)


def scale_of(found: Sweep, by: str | None) -> Answer:
    """Everything that is known about scale.

    Args:
        found: the results.
        by: column by which runs are grouped; scenarios and policies if None.

    Raises:
        Mistake: unknown column to group by, or too many groups.
    """
    from analysis.plotting.series import BY_COLUMN
    from analysis.scale import figures as pages
    from analysis.scale import words
    from analysis.scale.numbers import definitions, scale_table
    from app.results.groups import grouped, introduced

    groups = grouped(found, by, series=BY_COLUMN)
    asked = Asked("scale", found, {"by": groups.by})
    table = scale_table(groups.runs)
    figures = {}
    for part, runs, series in groups.figures():
        figures[f"figure-scale{part}"] = asked.drawn(pages.scale_page, "scale", runs, series)
        if series is not None and any(name in series for name in pages.HEALTH):
            page = asked.drawn(pages.health_page, "health of the partnership", runs, series)
            figures[f"figure-health{part}"] = page
    told = [words.sentence(name, table[table["scenario"] == name]) for name in groups.names]
    told += [NO_SERIES] if groups.series is None else []
    tables = {"scale": table, "definitions": definitions()}
    return answer_of(asked, introduced(asked, groups, told), tables, figures, [words.as_table(table)])

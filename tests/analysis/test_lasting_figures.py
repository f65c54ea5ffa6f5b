"""Pages on sustainability, departures, levers and scale show every kind of result without text on text."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from shared import assert_texts_are_apart, shown_texts

import sim
from analysis.plotting.lettering import width_of
from analysis.plotting.series import over_time
from analysis.plotting.style import Sheet
from analysis.scale import figures as scale_figures
from analysis.survival import departure_figures, lever_figures, pages
from analysis.survival import figures as sustainability_figures
from analysis.survival.departures import around_departures
from analysis.survival.regression import LeverEffects
from analysis.wording.tables import titled
from sim.declarations.parameters import registry
from sim.engine.result import Result

KEPT = ("partnerships",)
ALL_END = {"governance.steepness": 0, "governance.end_rate": 0.04}
CASES: dict[str, Callable[[], Result]] = {
    "one scenario": lambda: sim.run("types/design_research", replicates=24, tables=KEPT),
    "four scenarios": lambda: sim.run(
        ["baseline", "types/nic", "types/study_council", "types/community_of_practice"], replicates=8, tables=KEPT
    ),
    "27 partnerships": lambda: sim.run("portraits/stem_ecosystems", replicates=2, months=60, tables=KEPT),
    "one run": lambda: sim.run("baseline", replicates=1, tables=KEPT),
    "one year": lambda: sim.run("baseline", replicates=8, months=12, tables=KEPT),
    "all end early": lambda: sim.run("baseline", replicates=12, set=ALL_END, tables=KEPT),
}
DONE: dict[str, Result] = {}
STYLES = [("projector", 14), ("print", 7)]
ABOUT = {"Description": "made by a test", "Source": "model"}
MADE = "24 runs, 120 months, seed 1, model version 0"


def tables_of(case: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Runs and partnerships of a case, run once."""
    if case not in DONE:
        DONE[case] = CASES[case]()
    return titled(DONE[case], "runs"), titled(DONE[case], "partnerships")


def words_of(sheet: Sheet) -> str:
    return " ".join(text.get_text() for text in sheet.texts)


#: One of them is tried each time, all in both styles by the slow tests.
QUICK = (("one run", "print"),)
TRIED = [
    pytest.param(case, *style, marks=() if (case, style[0]) in QUICK else pytest.mark.slow)
    for case in CASES
    for style in STYLES
]


@pytest.mark.parametrize("case, style, smallest", TRIED)
def test_pages_show_every_kind_of_result(case: str, style: str, smallest: float) -> None:
    runs, series = tables_of(case)
    yearly = series[series["month"] % 12 == 0]
    found = around_departures(series)
    drawn = [
        pages.sustainability_page(runs, "How long", MADE, ABOUT, style=style),
        scale_figures.scale_page(runs, series, "Scale", MADE, ABOUT, style=style),
        scale_figures.scale_page(runs, None, "Scale", MADE, ABOUT, style=style),
        scale_figures.health_page(runs, yearly, "Health", MADE, ABOUT, style=style),
    ]
    drawn += [pages.departures_page(found, "Departures", MADE, ABOUT, style=style)] if len(found) else []
    for sheet in drawn:
        assert_texts_are_apart(sheet, smallest)
        assert len(sheet.data) and "seed 1" in words_of(sheet)
        assert sheet.about["Description"] == "made by a test"


def test_panels_stand_alone() -> None:
    runs, series = tables_of("four scenarios")
    found = around_departures(series)
    sheets = [panel(runs).figure for panel in (sustainability_figures.causes, sustainability_figures.hazard,
                                              sustainability_figures.retained, scale_figures.cost)]  # fmt: skip
    sheets += [departure_figures.around_departure(found, "trust").figure]
    sheets += [over_time(series, name).figure for name in ("users", "practice_gap", "informed")]
    for sheet in sheets:
        assert_texts_are_apart(sheet, 14)
        assert len(sheet.data)


def effects(ratios: dict[str, tuple], model: str = "Cox, all together") -> LeverEffects:
    """Effects with given ratio, interval and steadiness."""
    rows = [(name, "0 to 1", *row[:3], 0.01, 0.5, row[3], row[4]) for name, row in ratios.items()]
    columns = ["lever", "step", "ratio", "low", "high", "p", "p_steady", "steady", "note"]
    return LeverEffects(pd.DataFrame(rows, columns=columns), model, ("a lever did not vary",), 100, 40, 50)


MIXED = {
    "money.start_grant": (0.2, 0.1, 0.4, True, ""), "contact.meetings": (1.1, 0.8, 1.5, True, ""),
    "structure.board": (0.0, np.nan, np.nan, True, "none ended"), "scale.tailoring": (2.5, 1.2, 5.0, False, "changes"),
    "team.staff": (np.nan, np.nan, np.nan, True, "could not be estimated"),
}  # fmt: skip


@pytest.mark.parametrize("style, smallest", STYLES)
@pytest.mark.parametrize("number", [1, 5, 60])
def test_levers_are_shown_few_or_many(number: int, style: str, smallest: float) -> None:
    many = {f"{name}_{n}": row for n in range(number // 5 + 1) for name, row in MIXED.items()}
    chosen = effects(dict(list(many.items())[:number]))
    for lives in (chosen, effects({}, "")):
        sheet = pages.levers_page(chosen, lives, "What makes them last", MADE, ABOUT, style=style)
        assert_texts_are_apart(sheet, smallest)
        assert "did not vary" in words_of(sheet)
    assert_texts_are_apart(lever_figures.forest(chosen).figure, 14)


@pytest.mark.parametrize("style, smallest", STYLES)
@pytest.mark.parametrize("number", [3, 24])
def test_the_longest_labels_have_room(number: int, style: str, smallest: float) -> None:
    widest = sorted(registry(), key=lambda name: -width_of(registry()[name].label, 14))[: number - 1]
    chosen = effects({name: (1.5, 1.1, 2.0, True, "") for name in (*widest, "money.start_grant")})
    table = chosen.table.assign(step=["0.25 to 0.75"] * (number - 1) + ["50,000 to 1,500,000"])
    chosen = dataclasses.replace(chosen, table=table)
    page = pages.levers_page(chosen, chosen, "Long", MADE, ABOUT, style=style)
    for sheet in (page, lever_figures.forest(chosen).figure):
        assert_texts_are_apart(sheet, smallest)
        told = " ".join(t.get_text() for t in shown_texts(sheet))
        assert all(registry()[name].label in told for name in widest)
    assert all(name in told for name in widest)


def test_unknown_quantities_are_named() -> None:
    _, series = tables_of("one scenario")
    with pytest.raises(ValueError, match="there is no quantity 'joy'; there are trust"):
        over_time(series, "joy")
    with pytest.raises(ValueError, match="no departures with 'joy'"):
        departure_figures.around_departure(around_departures(series), "joy")

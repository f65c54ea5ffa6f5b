"""Figures build for every kind of result, say what they show, hide nothing, and carry the numbers that they plot."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from PIL import Image
from scipy.optimize import isotonic_regression
from shared import assert_texts_are_apart, later, shown_texts

import sim
from analysis.overview import aliveness, figures
from analysis.plotting.lettering import never_falling, spread_apart, width_of, wrapped
from analysis.plotting.style import LOOKS, PRINT, STYLES, Sheet, save, style_named
from analysis.stats import bands
from analysis.survival.kaplan_meier import kaplan_meier
from analysis.wording.tables import comparison_table, titled, titles_of, why_ended
from sim.engine.result import Result
from sim.experiments.design.population import type_scenarios
from sim.scenario.files import load_scenario
from sim.state.tables import CAUSES

KEPT = ("partnerships",)
#: Partnerships end early, whatever carries them.
ALL_END = {"governance.steepness": 0, "governance.end_rate": 0.04}
CASES: dict[str, Callable[[], Result]] = {
    "one scenario": lambda: sim.run("baseline", replicates=24, tables=KEPT),
    "two districts": lambda: sim.run("types/nic", replicates=8, tables=KEPT),
    "three scenarios": lambda: sim.run(
        ["baseline", "types/design_research", "types/research_alliance_cross_sector"], replicates=8, tables=KEPT
    ),
    "four scenarios": lambda: sim.run(
        ["baseline", "types/nic", "types/study_council", "types/community_of_practice"], replicates=6, tables=KEPT
    ),
    "27 partnerships": lambda: sim.run("portraits/stem_ecosystems", replicates=3, months=60, tables=KEPT),
    "one run": lambda: sim.run("baseline", replicates=1, tables=KEPT),
    "one year": lambda: sim.run("baseline", replicates=8, months=12, tables=KEPT),
    "five months": lambda: sim.run("baseline", replicates=3, months=5, tables=KEPT),
    "all end early": lambda: sim.run("baseline", replicates=12, set=ALL_END, tables=KEPT),
    "all end, compared": lambda: sim.run(
        [load_scenario("baseline").with_values(ALL_END), "baseline"], replicates=8, tables=KEPT
    ),
}
DONE: dict[str, Result] = {}


def result_of(case: str) -> Result:
    """The result of a case, run once."""
    if case not in DONE:
        DONE[case] = CASES[case]()
    return DONE[case]


@pytest.fixture(scope="module")
def ordinary() -> Result:
    return result_of("one scenario")


@pytest.fixture(scope="module")
def compared() -> Result:
    return result_of("three scenarios")


@pytest.mark.parametrize("style, smallest", [("projector", 14), *later(("print", 7))])
@pytest.mark.parametrize("case", CASES)
def test_the_overview_shows_every_kind_of_result_without_text_on_text(case: str, style: str, smallest: float):
    sheet = figures.overview(result_of(case), style=style)
    assert_texts_are_apart(sheet, smallest)
    panels = [ax for ax in sheet.axes if ax.axison]
    assert len(panels) == (12 if len(result_of(case).scenarios) > 1 else 7)
    for ax in panels:  # what is plotted, and in which unit
        assert re.search(r"0 to 1|0 recitation to 1|share|thousand dollars a year|grant", ax.get_title(loc="left"))
        assert ax.get_xlabel().startswith("years since start") or not any(t.get_text() for t in ax.get_xticklabels())


def test_title_and_subtitle_say_what_was_run(ordinary: Result):
    words = " ".join(t.get_text() for t in figures.overview(ordinary).texts)
    scenario = ordinary.scenarios[0]
    said = (scenario.title, scenario.question, "24 runs", "seed 1", "120 months", sim.__version__, scenario.digest)
    assert all(part in words for part in said)


def test_what_was_set_stands_in_the_title():
    base = load_scenario("baseline")
    pair = sim.run([base, base.with_values({"contact.meetings": 5})], replicates=2, months=3, tables=KEPT)
    assert titles_of(pair.scenarios) == ["Baseline", "Baseline with contact.meetings=5"]
    runs = titled(pair, "runs")
    assert runs.groupby("scenario").size().tolist() == [2, 2]
    assert "2 runs of each" in " ".join(t.get_text() for t in figures.overview(pair).texts)
    ended = titles_of(result_of("all end early").scenarios)[0]
    assert ended == "Baseline with governance.steepness=0, governance.end_rate=0.04"


def test_the_plotted_numbers_are_those_of_the_runs(ordinary: Result):
    data = figures.overview(ordinary).data
    table = ordinary.partnerships
    plotted = data[data.panel == "trust"].set_index((data[data.panel == "trust"].year * 12).round().astype(int))
    for month in (1, 40, 120):
        there = table[(table.month == month) & table.stage.isin(bands.GOING)]
        assert plotted.p50[month] == pytest.approx(there.trust.median())
        assert plotted["count"][month] == len(there)
        everyone = table[table.month == month]
        spread = data[(data.panel == "spread and depth") & (data.variable == "users")]
        assert spread.p95.iloc[month - 1] == pytest.approx(np.percentile(everyone.users, 95))
    income = data[data.panel == "grant money"]
    first = table[table.month <= 12].groupby("run").external.mean() * 12 / 1000
    assert income.p50.iloc[0] == pytest.approx(first.median())
    alive = kaplan_meier(ordinary.runs.survival_months, ordinary.runs.ended > 0)
    np.testing.assert_allclose(data[data.panel == "survival"].survival, alive.survival)


def test_the_line_on_the_page_is_the_median_in_the_data(ordinary: Result):
    ax = figures.trust(ordinary.partnerships)
    widest = max(ax.lines, key=lambda line: line.get_linewidth())
    np.testing.assert_array_equal(widest.get_ydata(), ax.figure.data[ax.figure.data.panel == "trust"].p50)


def test_health_stops_with_the_partnership_and_teaching_goes_on():
    data = figures.overview(result_of("all end early")).data
    last = {name: part.loc[part.p50.notna(), "year"].max() for name, part in data.groupby("panel") if part.p50.any()}
    assert last["trust"] < 3 and last["four components"] < 3
    assert last["teaching"] == last["spread and depth"] == 10
    assert data.loc[data.panel == "trust, single runs", "year"].max() < 5


def test_depth_of_use_needs_somebody_who_uses_it(ordinary: Result):
    none = ordinary.partnerships.assign(users=0.0, depth=0.0)
    data = figures.practice(none).figure.data
    assert data.loc[data.variable == "depth", "p50"].isna().all()
    assert data.loc[data.variable == "practice", "p50"].notna().all()


def test_few_runs_get_no_bands_and_few_survivors_no_quantiles():
    few = bands.quantiles(np.arange(8.0).reshape(4, 2))
    assert few.p50.tolist() == [3, 4] and few.p5.isna().all()
    values = np.array([[1.0, np.nan]] * 3 + [[2.0, 2.0]] * 4)
    assert bands.quantiles(values).p50.tolist()[0] == 2 and np.isnan(bands.quantiles(values).p50[1])


def test_the_order_of_rows_does_not_matter(ordinary: Result):
    table = ordinary.partnerships
    shuffled = table.sample(frac=1, random_state=1)
    for make in (lambda t: bands.over_months(t, ["trust"], only_going=True), lambda t: bands.over_years(t, "external")):
        pd.testing.assert_frame_equal(make(table), make(shuffled))


def test_a_year_cut_short_counts_at_its_yearly_rate():
    table = pd.DataFrame({"scenario": "a", "run": 0, "partnership": "p", "month": range(1, 19), "stage": "active"})
    table["external"] = 100.0
    found = bands.over_years(table, "external")
    assert found.p50.tolist() == [1200, 1200] and found.year.tolist() == [1, 1.5]


@pytest.mark.parametrize("panel", ["trust", "grant_money", "grant_gaps", "survival"])
@pytest.mark.parametrize("case", ["one scenario", "three scenarios"])
def test_each_panel_stands_alone(case: str, panel: str):
    result = result_of(case)
    table = result.runs if panel == "survival" else result.partnerships
    sheet = getattr(figures, panel)(table, style=PRINT).figure
    assert_texts_are_apart(sheet, 7)
    assert len(sheet.data)
    if len(result.scenarios) > 1:  # letters are explained where there is no key
        assert {s.name for s in result.scenarios} <= {t.get_text() for t in shown_texts(sheet)}


def test_many_causes_of_ending_keep_to_their_place(ordinary: Result):
    causes = [cause for cause in CAUSES if cause != "none"]
    runs = pd.concat([ordinary.runs] * len(causes)).assign(ended=1.0, cause=np.repeat(causes, 24))
    sheet = figures.survival(runs, style=PRINT).figure
    assert_texts_are_apart(sheet, 7)
    told = [t.get_text() for t in shown_texts(sheet)]
    assert sum("\N{NO-BREAK SPACE}" in text for text in told) <= 2
    assert any(f"{len(runs)} ended" in text for text in told)


def test_panels_of_several_quantities_ask_for_one_when_scenarios_are_compared(compared: Result):
    assert_texts_are_apart(figures.components(compared.partnerships, only="expertise", style=PRINT).figure, 7)
    with pytest.raises(ValueError, match="choose one quantity with only=: practice, depth"):
        figures.practice(compared.partnerships)
    with pytest.raises(ValueError, match="unknown quantity 'use'; there are users, deep"):
        figures.reach(compared.partnerships, only="use")


def test_impossible_wishes_are_refused(ordinary: Result):
    with pytest.raises(ValueError, match="unknown style 'wall'; there are projector, print"):
        figures.overview(ordinary, style="wall")
    five = [load_scenario("baseline").with_values({"contact.meetings": n}) for n in range(1, 6)]
    with pytest.raises(ValueError, match="up to 4 scenarios, not 5"):
        figures.overview(sim.run(five, replicates=1, months=1, tables=KEPT))


def test_result_plot_is_the_overview(ordinary: Result):
    assert isinstance(ordinary.plot(style="print"), Sheet)


def test_saving_writes_what_it_is_about_and_the_numbers(ordinary: Result, tmp_path):
    sheet = figures.overview(ordinary)
    png, svg, csv = save(sheet, tmp_path / "new" / "figure.v2.png")
    assert [p.name for p in (png, svg, csv)] == ["figure.v2.png", "figure.v2.svg", "figure.v2.csv"]
    about = Image.open(png).text["Description"]
    for part in (f"baseline@{ordinary.scenarios[0].digest}", "seed 1", "24 runs of 120 months", sim.__version__):
        assert part in about and part in svg.read_text(encoding="utf-8")
    back = pd.read_csv(csv)
    assert list(back.columns) == list(sheet.data.columns) and len(back) == len(sheet.data)
    np.testing.assert_allclose(back.p50, sheet.data.p50, rtol=1e-5)


def test_the_same_runs_give_the_same_files(ordinary: Result, tmp_path):
    first, second = (save(figures.trust(ordinary.partnerships).figure, tmp_path / name) for name in ("a", "b"))
    assert first[0].read_bytes() == second[0].read_bytes() and first[2].read_bytes() == second[2].read_bytes()
    sheet = figures.trust(ordinary.partnerships).figure
    assert save(sheet, tmp_path / "own", sheet.data.head(3))[2].read_text(encoding="utf-8").count("\n") == 4


def test_series_differ_in_grey_too():
    grey = [np.dot(to_rgb(look.line), (0.2126, 0.7152, 0.0722)) for look in LOOKS]
    assert (np.diff(grey) > 0.1).all()
    assert len({str(look.dashes) for look in LOOKS}) == len(LOOKS)


def test_figures_leave_pyplot_alone():
    code = "import sys; from analysis.overview import aliveness, figures; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.floats(0.01, 0.2))
def test_labels_move_apart_and_keep_their_order(wanted: list[float], gap: float):
    placed = spread_apart(wanted, gap, 0, 1)
    assert (placed >= -1e-9).all() and (placed <= 1 + 1e-9).all()
    assert (np.diff(np.sort(placed)) >= gap - 1e-9).all()
    for a, b in itertools.combinations(range(len(wanted)), 2):
        if wanted[a] != wanted[b]:
            assert (placed[a] < placed[b]) == (wanted[a] < wanted[b])


@given(st.lists(st.floats(-5, 5), max_size=9))
def test_numbers_that_never_fall_are_those_of_scipy(wanted: list[float]):
    found = never_falling(np.array(wanted))
    assert len(found) == len(wanted)
    if wanted:
        np.testing.assert_allclose(found, isotonic_regression(wanted).x, atol=1e-12)


def test_text_breaks_where_it_must():
    lines = wrapped("one two three four five six", 14, 1.0)
    assert " ".join(lines) == "one two three four five six"
    assert all(width_of(line, 14) <= 1.0 for line in lines)


def test_the_short_table_tells_shares_and_ranges(compared: Result):
    table = comparison_table(compared)
    assert list(table.columns) == [s.title for s in compared.scenarios]
    assert 10 <= len(table) <= 20
    ended = compared.runs[compared.runs.scenario == "baseline"].ended.mean()
    assert table["Baseline"].xs("whether the partnership ended", level="outcome").iloc[0] == f"{100 * ended:.0f} % of 8"
    trust = table["Baseline"].xs("trust over boundary ties, mean while alive", level="outcome").iloc[0]
    assert re.fullmatch(r"0\.\d+ \(0\.\d+ to 0\.\d+\)", trust)


def test_causes_are_told_the_commonest_first():
    runs = pd.DataFrame({"ended": [1, 1, 1, 0], "cause": ["trust_lost", "money_ran_out", "money_ran_out", "none"]})
    assert why_ended(runs).replace("\xa0", " ") == "3 ended: no money 2, trust lost 1"
    assert why_ended(runs, most=1).replace("\xa0", " ") == "3 ended: no money 2, other 1"
    assert why_ended(runs[runs.ended == 0]) == "none ended"


# --- is the model alive? ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn() -> pd.DataFrame:
    return aliveness.aliveness(6, months=24, seed=3)


def test_draws_fill_the_plausible_ranges_and_keep_worlds_small():
    values = aliveness.draws(40, seed=1)
    for p in aliveness.drawn_parameters():
        numbers = [p.number(v) for v in values[p.name]]
        assert min(numbers) >= p.low and max(numbers) <= p.high
        if p.prior == "uniform" and p.high > p.low:  # one draw in each fortieth of the range
            places = (np.array(numbers) - p.low) / (p.high - p.low) * 40
            assert sorted(np.minimum(places, 39.999).astype(int)) == list(range(40))
    assert values["district.schools"].max() <= 20 and values["scale.districts"].max() <= 2
    pd.testing.assert_frame_equal(values, aliveness.draws(40, seed=1))


def test_each_draw_gives_a_row_of_outcomes(drawn: pd.DataFrame):
    assert drawn.draw.tolist() == list(range(6))
    assert set(aliveness.SHOWN) <= set(drawn.columns)
    twice = aliveness.aliveness(2, replicates=3, months=6, seed=3)
    assert twice.draw.tolist() == [0, 0, 0, 1, 1, 1] and twice.replicate.tolist() == [0, 1, 2] * 2


def test_an_outcome_that_never_moves_is_called_lifeless():
    moving, at_zero = np.linspace(0.2, 0.8, 50), [0.0] * 30 + [0.9] * 20
    table = pd.DataFrame({"months": 120, "trust": moving, "voice": 0.5, "spread": at_zero})
    found = aliveness.spans(table, ["trust", "voice", "spread"]).set_index("outcome")
    assert found.lifeless.tolist() == [False, True, True]
    assert found.used["trust"] == pytest.approx(0.54) and found.at_low["spread"] == 0.6


@pytest.fixture(scope="module")
def types() -> Result:
    return sim.run(type_scenarios(), replicates=2, months=24, tables=KEPT)


@pytest.mark.parametrize("style", STYLES)
def test_figures_of_aliveness_are_legible(drawn: pd.DataFrame, types: Result, style: str):
    sheet = aliveness.figure_aliveness(drawn, seed=3, style=style)
    assert_texts_are_apart(sheet, 7 if style == "print" else 14)
    assert set(sheet.data.panel) == {"spans", "draws"} and style_named(style).width == sheet.get_figwidth()
    assert_texts_are_apart(aliveness.figure_types(types, style=style), 7 if style == "print" else 14)

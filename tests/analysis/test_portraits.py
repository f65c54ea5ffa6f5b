"""Whoever sees runs of a scenario with a real name is told that its history is invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

import sim
from analysis.comparison.figure import figure_comparison
from analysis.networks.figure import figure_networks
from analysis.overview.figures import overview
from analysis.plotting.style import Sheet, save
from app.report.pages import as_html, as_markdown
from app.report.study import study
from app.report.write import report_of
from sim.experiments.store.resolved import scenario_from
from sim.scenario.files import load_scenario
from sim.scenario.folders import find_scenarios
from sim.scenario.portraits import notice

SMALL = {"district.schools": 2, "district.teachers_per_school": 4}
#: Portraits of a kind of partnership and of nobody.
OF_NOBODY = {"portraits/rel_alliance", "portraits/state_agency", "portraits/other_sectors"}


def test_every_portrait_but_that_of_a_kind_says_whose_it_is():
    for name, _ in find_scenarios():
        is_portrait = name.startswith("portraits/") and name not in OF_NOBODY
        assert bool(load_scenario(name).portrait_of) == is_portrait, name


def test_a_scenario_that_builds_on_a_portrait_is_one(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text("title: Mine\nextends: portraits/bellevue\nlevers: {coordination.fte: 2}\n", encoding="utf-8")
    mine = load_scenario(path)
    assert "Bellevue" in mine.portrait_of and mine.with_values(SMALL).portrait_of == mine.portrait_of
    assert scenario_from(json.loads(json.dumps(mine.to_dict()))).portrait_of == mine.portrait_of


def test_one_notice_names_whom_it_is_about():
    names = ("bellevue", "baseline", "bten", "mist")
    bellevue, baseline, bten, mist = map(load_scenario, names)
    assert notice([baseline]) == ""
    assert notice([bellevue, baseline]).startswith("Invented history") and "Bellevue" in notice([bellevue])
    assert "3 real partnerships" in notice([bellevue, bten, mist])


def texts(sheet: Sheet) -> str:
    return " ".join(text.get_text() for text in sheet.texts)


@pytest.fixture(scope="module")
def runs() -> sim.Result:
    return sim.run("bellevue", replicates=2, months=24, set=SMALL)


def test_stories_and_figures_of_a_portrait_say_so(runs: sim.Result, tmp_path: Path):
    said = notice(runs.scenarios)
    other = sim.run("baseline", replicates=2, months=24, set=SMALL)
    for full in (True, False):
        assert said in runs.story().as_text(full=full).replace("\n", " ")
        assert "Invented" not in other.story().as_text(full=full)
    for sheet in (overview(runs), overview(runs, style="print"), figure_comparison(other, runs),
                  figure_networks([runs.network(12)])):  # fmt: skip
        assert said in texts(sheet) and sheet.about["Disclaimer"] == said
    assert "Invented" not in texts(overview(other))
    png, _, _ = save(overview(runs), tmp_path / "page")
    assert Image.open(png).text["Disclaimer"] == said


@pytest.mark.slow
def test_reports_of_a_portrait_say_so_above_and_below(runs: sim.Result, tmp_path: Path):
    said = notice(runs.scenarios)
    report = report_of(study(runs.save(tmp_path / "kept")))
    html, markdown = as_html(report), as_markdown(report, "figures")
    assert html.count(said) == 2 and markdown.count(said) == 2
    assert "Invented history.</figcaption>" in html
    other = sim.run("baseline", replicates=2, months=24, set=SMALL).save(tmp_path / "other")
    assert "Invented" not in as_html(report_of(study(other)))

"""The atlas in a browser: one file, no server, no network; between points as computed there, and nothing beyond."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from app_page import Screen
from axe_playwright_python.sync_playwright import Axe
from browser import browser_path
from playwright.sync_api import Browser

from app.atlas.between import interpolated, weights
from app.atlas.design import read_design
from app.atlas.make import made
from app.atlas.numbers import NONE
from app.atlas.page import page as written_page

pytestmark = pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on this machine")
DESIGN = """
scenario: presets/small_rural
worlds: 20
levers:
  district.schools: [3, 5]
  work.demand_hours: [2, 6, 14]
  money.start_grant: [50000, 750000]
events: [{label: grant refused, month: 6, do: grant_refused}]
charts: [going, users]
"""


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict, np.ndarray, object]:
    folder = tmp_path_factory.mktemp("atlas")
    design = folder / "tiny.yaml"
    design.write_text(DESIGN, encoding="utf-8")
    read = read_design(str(design))
    meta, values = made(read, lambda done: None, 3)
    path = folder / "atlas.html"
    path.write_text(written_page(meta, values), encoding="utf-8")
    return path, meta, values, read


@pytest.fixture
def screen(browser: Browser, atlas: tuple) -> Iterator[Screen]:
    opened = Screen(browser, atlas[0].as_uri())
    opened.page.goto(atlas[0].as_uri())
    opened.page.locator(".lever").first.wait_for()
    yield opened.settled()
    opened.close()


def test_between_points_the_page_tells_what_the_project_computes(screen: Screen, atlas: tuple):
    _, meta, values, design = atlas
    fields = {(f["of"], f["name"], f["field"]): f for f in meta["fields"]}
    field = fields["series", "users", "p50"]
    place = {"district.schools": 5.0, "work.demand_hours": 9.0, "money.start_grant": 200_000.0}
    at = weights(design, [place[axis.name] for axis in design.axes], [True])
    rows = values.astype(float)
    rows[values == NONE] = np.nan
    found = field["low"] + interpolated(rows, at) / 65534 * (field["high"] - field["low"])
    expected = found[field["at"] : field["at"] + field["length"]]
    keys = meta["events"][0]["keys"]
    screen.page.evaluate(f"() => (rpp.arm.value = {{ ...rpp.arm.value, values: {json.dumps(place)}, events: [{json.dumps(keys)}] }})")
    shown = json.loads(screen.settled().middle("users", "A"))
    assert [shown[month - 1] for month in meta["quarters"]] == pytest.approx(list(expected), abs=1e-4)


def test_a_slider_answers_within_the_file_and_events_in_their_month(screen: Screen):
    page = screen.page
    before = screen.middle("users", "A")
    screen.move(1, "End").settled()
    assert screen.middle("users", "A") != before
    page.locator("[data-event=grant_refused]").click()
    assert page.evaluate("() => rpp.arm.value.events.map((e) => e.month)") == [6]
    page.locator("[data-event=grant_refused]").click()
    assert page.evaluate("() => rpp.arm.value.events.length") == 1, "it is there already"
    assert page.evaluate("() => rpp.answers.took.value.first") < 1000


def test_beyond_what_was_computed_it_refuses_and_says_so(screen: Screen):
    screen.page.evaluate("() => (rpp.arm.value = { ...rpp.arm.value, values: { 'work.demand_hours': 30 } })")
    screen.page.get_by_role("alert").wait_for()
    assert "does not guess beyond" in screen.page.get_by_role("alert").text_content()


def test_it_says_that_it_interpolates_with_its_error_and_has_no_fault_of_access(screen: Screen, atlas: tuple):
    frame = screen.page.locator(".frame").text_content()
    assert atlas[1]["error"]["text"] in frame and "Not a forecast" in frame
    assert not Axe().run(screen.page).response["violations"]
    for word in ("Save or open", "five questions", "Predict"):
        screen.page.get_by_role("button", name="More ▾").click()
        assert screen.page.locator(".menu-list button", has_text=word).count() == (word == "Predict")
        screen.page.get_by_role("button", name="More ▾").click()


def test_what_needs_an_engine_is_not_offered(screen: Screen):
    screen.page.get_by_role("button", name="More ▾").click()
    labels = screen.page.locator(".menu-list button").all_text_contents()
    assert "Keys" in labels and "Assess your own partnership" not in labels

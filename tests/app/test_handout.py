"""Paper for a session: plans that load, promises that are measured, pages that stand alone, large letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import good, rpp

from app.atlas.design import read_design
from app.handout import contrasts
from app.handout.contrasts import OTHER_SEEDS, WORLDS, contrasts_of, measured
from app.handout.pages import PAGES
from app.handout.pictures import TEXT, WIDE, _apart
from app.handout.words import value_in_words
from app.live.arms import arm_of
from app.live.plans import contrasts_in, plans_of
from app.live.presentation import _read, check_file, presentation_of
from app.live.stage import default_headlines, stage
from app.terminal import browsers
from sim.scenario.folders import find_scenarios
from sim.scenario.mistakes import ScenarioError

TEMPLATES = Path(contrasts.__file__).parents[1] / "templates" / "session"
WITH_PLANS = [name for name, _ in find_scenarios() if presentation_of(name).get("plans")]
#: Smallest letters on a wall of 1280 by 720 [pixels], and the width of a picture there.
BACK_ROW, PICTURE = 28, 71 * 16


def test_there_are_plans_of_half_an_hour_an_hour_and_an_hour_and_a_half():
    assert "baseline" in WITH_PLANS
    names = [plan["name"] for plan in plans_of(presentation_of("baseline"))]
    assert names == ["30 minutes", "60 minutes", "90 minutes"]


@pytest.mark.parametrize("name", WITH_PLANS)
def test_every_step_of_every_plan_can_be_taken_in_its_time(name: str):
    told = presentation_of(name)
    used = set()
    for plan in plans_of(told):
        minutes = [step["minute"] for step in plan["sequence"]]
        assert minutes[0] == 0 and max(minutes) < int(plan["name"].split()[0])
        for step in plan["sequence"]:
            used.add(step["key"])
            arm = arm_of({"scenario": name, **step.get("do", {})})
            assert step["title"] and step["note"] and 1 <= step.get("month", 1) <= arm.months
            assert step.get("predict", default_headlines(told)[0]) in default_headlines(told), "only these are asked"
            assert len(step["say"]) <= 130, "it stands in one line over the charts"
    assert used == set(told["steps"]), "no step is forgotten"
    assert stage(arm_of({"scenario": name}))["plans"] == plans_of(told)


def test_plan_b_has_computed_whatever_a_plan_moves():
    atlas = read_design("baseline")
    values = {axis.name: axis.values for axis in atlas.axes}
    pressed = [dict(event.keys) for event in atlas.events]
    for step in presentation_of("baseline")["steps"].values():
        moved = step.get("do", {})
        assert all(value in values[name] for name, value in moved.get("values", {}).items()), step["title"]
        assert all(event in pressed for event in moved.get("events", [])), step["title"]
        assert set(step.get("charts", [])) <= set(atlas.charts), step["title"]


@pytest.mark.parametrize(("text", "message"), [
    ("steps: {a: {say: x, sya: y}}", "there is no key 'sya'; did you mean say"),
    ("steps: {a: {title: x}}", "nothing to say"),
    ("steps: {a: {say: x, predict: survival}}", "no number 'survival' to predict"),
    ("steps: {a: {say: x, sketch: spread}}", "no chart 'spread' to draw"),
    ("steps: {a: {say: x, expect: {outcome: going, way: up, least: 3}}}", "more or fewer, not 'up'"),
    ("steps: {a: {say: x, expect: {outcome: going, way: more, least: 0}}}", "above 0"),
    ("steps: {welcome: {say: x}}\nplans: {hour: {0: welcom}}", "there is no step 'welcom'; did you mean welcome"),
    ("steps: {a: {say: x}}\nplans: {hour: {noon: a}}", "'noon' must be a whole number"),
])  # fmt: skip
def test_a_mistake_in_a_plan_is_told(text: str, message: str, tmp_path: Path):
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=re.escape(message)):
        check_file(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What half an hour needs."""
    out = tmp_path_factory.mktemp("session") / "handout"
    told = good("handout", "--plan", "30", "--out", str(out))
    assert all(f"{page}.html" in told for page in PAGES) and "promised" in told
    return out


def test_pages_stand_alone(folder: Path):
    assert {path.name for path in folder.iterdir()} == {*(f"{page}.html" for page in PAGES), "manifest.json"}
    for page in PAGES:
        text = (folder / f"{page}.html").read_text(encoding="utf-8")
        loaded = re.findall(r"""(?:src|href|url\()\s*=?\s*["']?([^"'\s>)]+)""", text)
        assert all(address.startswith(("data:", "#")) for address in loaded), page
        assert "http" not in re.sub(r"data:[^\"']+", "", text) and "@import" not in text, page
        assert re.search("not a forecast", text, re.IGNORECASE), page


def test_the_room_is_asked_before_it_is_told(folder: Path):
    slides = (folder / "slides.html").read_text(encoding="utf-8")
    handout, sheet = ((folder / f"{page}.html").read_text(encoding="utf-8") for page in ("handout", "plan"))
    plan = next(p for p in plans_of(presentation_of("baseline")) if p["name"] == "30 minutes")
    asked = [step for step in plan["sequence"] if "predict" in step]
    assert len(asked) >= 2
    for step in asked:
        assert slides.index(f'id="{step["key"]}-ask"') < slides.index(f'id="{step["key"]}"')
        assert step["title"] in handout and step["because"].split()[0] in sheet
    assert "still going in month 48; as it stands" not in handout, "answers are not given out"
    assert all(step["title"] in sheet and str(step["minute"]) in sheet for step in plan["sequence"])


def test_nothing_on_a_slide_is_smaller_than_28_pixels():
    sizes = re.findall(r"font-size:\s*([\d.]+)rem", (TEMPLATES / "slides.css").read_text(encoding="utf-8"))
    assert len(sizes) > 5 and min(map(float, sizes)) * 16 >= BACK_ROW
    assert TEXT * PICTURE / (72 * WIDE) >= BACK_ROW


def test_labels_of_curves_that_end_alike_are_moved_apart():
    assert _apart([30, 70], 100) == [30, 70]
    for places in ([0, 0], [100, 99], [50, 51], [51, 50]):
        a, b = _apart(places, 100)
        assert abs(a - b) >= 19 and min(a, b) >= 0 and max(a, b) <= 100
        assert (a - b) * (places[0] - places[1]) >= 0, "in their order"


def test_values_are_said_as_a_room_says_them():
    levels = [{"value": 12.0, "label": "two days"}]
    values = ((12, "hours"), (0.25, "share of schools"), (750000, "dollars"))
    said = [value_in_words(value, unit, levels) for value, unit in values]
    assert said == ["two days", "25 % of schools", "$750,000"]


def test_a_promise_that_the_model_does_not_keep_stops_the_press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files = tmp_path / "scenarios" / "workshop"
    files.mkdir(parents=True)
    (files / "baseline.yaml").write_text(
        "steps: {a: {title: A, say: x, charts: [going], do: {values: {contact.stake: 1}}, "
        "expect: {outcome: going, way: more, least: 1}}}\nplans: {1 minute: {0: a}}", encoding="utf-8")  # fmt: skip
    monkeypatch.chdir(tmp_path)
    _read.cache_clear()
    try:
        code, _, err = rpp("handout", "--plan", "1", "--out", "paper")
        plans = [plan["name"] for plan in plans_of(presentation_of("baseline"))]
    finally:
        monkeypatch.undo()
        _read.cache_clear()
    assert plans == ["30 minutes", "60 minutes", "90 minutes", "1 minute"], "they stand beside those that are there"
    assert code == 2 and "a: at least 1 more of 100 partnerships promised" in err and "nothing was written" in err
    assert not (tmp_path / "paper").exists()


@pytest.mark.parametrize(("words", "message"), [
    (("--plan", "45"), "there are 30 minutes, 60 minutes, 90 minutes"), (("bten",), "no plan of a session"),
    (("basline",), "baseline"),
])  # fmt: skip
def test_what_there_is_no_plan_of_is_told(words: tuple[str, ...], message: str, tmp_path: Path):
    code, _, err = rpp("handout", *words, "--out", str(tmp_path / "paper"))
    assert code == 2 and message in err and not (tmp_path / "paper").exists()


def test_without_a_browser_nothing_is_printed_and_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(browsers.shutil, "which", lambda name: None)
    monkeypatch.setattr(browsers, "PLACES", ())
    code, _, err = rpp("handout", "--pdf", "--out", str(tmp_path / "paper"))
    assert code == 2 and "Leave --pdf out" in err and not (tmp_path / "paper").exists()


@pytest.mark.slow
@pytest.mark.parametrize("seed", OTHER_SEEDS)
@pytest.mark.parametrize("name", WITH_PLANS)
def test_what_is_promised_holds_on_runs_that_the_choice_never_saw(name: str, seed: int):
    found = contrasts_of(name, seed=seed)
    assert sum(bool(c.way) for c in found) >= 3
    assert all(c.worlds == WORLDS for c in found)
    assert not [c.told for c in found if not c.is_kept]


@pytest.mark.slow
def test_a_change_that_does_nothing_keeps_no_promise():
    step = next(iter(contrasts_in(presentation_of("baseline")).values()))
    nothing = measured("baseline", "nothing", step | {"do": {"values": {"work.demand_hours": 6}}})
    assert nothing.difference == 0 and not nothing.is_kept

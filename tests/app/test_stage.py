"""What stands on stage: declared names only, a gate that tells why, invented names, and five questions that fit."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from rooms import changed, client
from shared import SCENARIOS

from app.live import gate
from app.live.aliases import renamed
from app.live.arms import arm_of, bounded, named
from app.live.causes import picture
from app.live.district import district, questions
from app.live.gallery import gallery
from app.live.headlines import HEADLINES
from app.live.presentation import _read, check_file, files, presentation_of
from app.live.refused import Refused
from app.live.stage import MOST, chosen, stage
from app.live.turns import Token
from sim.declarations.parameters import registry
from sim.scenario.events import EVENTS
from sim.scenario.files import load_scenario
from sim.scenario.mistakes import ScenarioError

#: Too large for a room that waits; `rpp portfolio` runs it.
TOO_LARGE = "fields/national"
STAGED = [name for name in SCENARIOS if name != TOO_LARGE]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_files_of_presentation_name_only_what_is_declared(path):
    check_file(path)
    told = presentation_of(path.stem)
    for step in told.get("sequence", []):
        assert step["say"]
        arm = arm_of({"scenario": "bellevue" if path.stem == "stage" else path.stem, **step["do"]})
        assert 1 <= step.get("month", 1) <= arm.months
    for name, levels in told["levels"].items():
        for value in levels:
            assert registry()[name].problem(float(value)) is None, f"{name} takes no {value}"


@pytest.mark.parametrize("text", [
    "levers: [no.such]", "levels: {no.such: {0: none}}", "charts: [no_such]", "headlines: [no_such]",
    "events: [{label: x, do: no_such}]", "roles: [{role: x, label: X, levers: [no.such]}]", "words: {x: {no_such: y}}",
    "sequence: [{say: x, charts: [no_such]}]",
])  # fmt: skip
def test_a_name_that_nothing_has_is_told_wherever_it_stands(text: str, tmp_path: Path):
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="there is no .*no.such"):
        check_file(path)


def test_a_key_that_means_nothing_is_told_to_the_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "scenarios" / "workshop"
    folder.mkdir(parents=True)
    (folder / "study_council.yaml").write_text("notse: [x]", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    _read.cache_clear()
    with client() as browser:
        answer = browser.get("/api/stage?scenario=types/study_council")
    assert answer.status_code == 400 and "notse" in answer.json()["error"] and "notes" in answer.json()["error"]


def test_what_is_too_large_for_a_room_is_refused_with_what_runs_it():
    with pytest.raises(Refused, match="`rpp run` takes"):
        bounded(load_scenario(TOO_LARGE))


@pytest.mark.parametrize("name", STAGED)
def test_every_scenario_has_a_stage(name: str):
    found = stage(arm_of({"scenario": name}))
    least = 3 if name.startswith("fields/") else 6  # levers in which partnerships differ are not offered
    assert least <= len(found["sliders"]) <= MOST and len(found["default_charts"]) == 2
    assert len(found["default_headlines"]) == 3
    names = [s["name"] for s in (*found["sliders"], *found["more"])]
    assert len(names) == len(set(names)) and set(names) <= set(registry())
    for slider in (*found["sliders"], *found["more"], *found["assumptions"]):
        p = registry()[slider["name"]]
        assert p.choices or slider["low"] <= slider["value"] <= slider["high"]
        assert slider["source"] and slider["grade_words"] and slider["unit"] and slider["step"] > 0
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("name", STAGED)
def test_every_event_that_can_be_pressed_is_accepted(name: str):
    found = stage(arm_of({"scenario": name}))
    for button in found["events"]:
        arm_of({"scenario": name, "events": [{"month": 9, **button["keys"]}]})


def test_a_lever_with_nothing_to_act_on_is_not_offered_and_the_reason_is_told():
    scenario = arm_of(changed({"money.start_grant": 0})).scenario
    (found,) = gate.checked(scenario, ["money.start_months"], Token())
    assert not found["moves"] and "no first grant" in found["reason"]
    on, more = chosen(scenario, presentation_of("baseline"), {found["name"]: found})
    assert "money.start_months" not in on and dict(more)["money.start_months"] == found["reason"]


def test_a_lever_that_moves_much_is_offered_with_what_it_moves():
    scenario = arm_of({"scenario": "baseline", "values": {"district.schools": 3}}).scenario
    (found,) = gate.checked(scenario, ["money.start_grant"], Token())
    assert found["moves"] and found["to"] and found["strength"] >= 1 and not found["reason"]
    assert gate.known(scenario)["money.start_grant"] == found
    on, _ = chosen(scenario, {"levers": []}, {found["name"]: found})
    assert on == ["money.start_grant"]


def test_portraits_bear_invented_names_and_the_same_results():
    for name in (n for n in SCENARIOS if n.startswith("portraits/")):
        real, invented = named(name, "real"), named(name)
        assert real.digest == invented.digest and not invented.portrait_of
        shown = stage(arm_of({"scenario": name}))
        for slider in (*shown["sliders"], *shown["more"], *shown["assumptions"]):
            del slider["source"]  # a source may be about the same case; it tells no course
        text = json.dumps(shown, ensure_ascii=False).replace(name, "")
        names = [real.title, *(p.name for p in real.partnerships)]
        names += [d.name for p in real.partnerships for d in p.districts if not d.name[-1].isdigit()]
        assert not [n for n in names if n in text and n not in ("Community", "City schools")], name


def test_invented_names_are_all_different_and_can_be_switched_off():
    shown = {card["name"]: card["title"] for g in gallery("fictional")["groups"] for card in g["scenarios"]}
    assert len(set(shown.values())) == len(shown)
    real = {card["name"]: card["title"] for g in gallery("real")["groups"] for card in g["scenarios"]}
    assert [n for n in shown if shown[n] != real[n]] == [n for n in shown if n.startswith("portraits/")]
    assert all("Invented history" in card["notice"] for g in gallery("real")["groups"] for card in g["scenarios"])
    assert renamed(named("baseline")) is named("baseline")


def test_your_district_fits_whatever_is_answered():
    asked = questions()["questions"]
    assert len(asked) == 5
    seen = set()
    for answers in itertools.product(*([a["value"] for a in q["answers"]] for q in asked)):
        found = district({"answers": dict(zip((q["key"] for q in asked), answers)), "scenario": "types/nic"})
        seen.add(arm_of(found["arm"]).id)
    assert len(seen) == 3**5
    with pytest.raises(Refused, match="districts of its own"):
        district({"answers": {q["key"]: q["answers"][0]["value"] for q in asked}, "scenario": "portraits/bellevue"})


def test_a_small_district_is_small_and_a_poor_one_poor():
    answers = {"size": "small", "poverty": "most", "turnover": "often", "table": "teachers", "money": "large"}
    scenario = arm_of(district({"answers": answers})["arm"]).scenario
    context, levers = scenario.partnerships[0].districts[0].context, scenario.partnerships[0].levers
    teachers = context["district.schools"] * context["district.teachers_per_school"]
    assert teachers < 100 and context["district.poverty"] == 0.8 and levers["breadth.superintendent"] == 0
    assert levers["money.start_grant"] == pytest.approx(5000 * teachers)


def test_the_causal_picture_names_only_what_is_declared_and_every_lever_begins_somewhere():
    found, groups = picture(), set(registry().groups())
    nodes = set(found["nodes"])
    for arrow in found["arrows"]:
        assert {arrow["from"], arrow["to"]} <= nodes and arrow["sign"] in (1, -1) and arrow["words"]
        assert arrow["off"].keys() == arrow.get("without", {}).keys(), arrow["words"]
        for name, value in arrow["off"].items():
            assert registry()[name].problem(value) is None and registry()[name].kind == "uncertainty", name
    assert set(found["levers"]) <= set(registry()) | groups
    assert set(found["events"]) == set(EVENTS) - {"set"} and set().union(*found["events"].values()) <= nodes
    assert set(found["outcomes"]) == set(HEADLINES) and set(found["outcomes"].values()) <= nodes
    for p in registry().select(kind="lever"):
        begin = found["levers"].get(p.name) or found["levers"].get(p.group)
        assert begin and set(begin) <= nodes, p.name

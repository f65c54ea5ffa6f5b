"""What the app tells beside curves: stories, pairs, money, files, steps of causes and doubt."""

from __future__ import annotations

import numpy as np
import pytest
from rooms import ARM, changed, client, lines

import sim
from analysis.networks.playback import playback
from app.live.arms import arm_of
from app.live.compare import _sentence, compared
from app.live.district import district
from app.live.doubt import Doubted
from app.live.ensembles import ENSEMBLES, FULL
from app.live.money import meter
from app.live.playing import played
from app.live.refused import Refused
from app.live.saved import opened, saved
from app.live.telling import told
from app.live.turns import Token
from app.story.tell import tell
from sim.declarations.parameters import registry

PRESSED = changed(events=[{"month": 9, "do": "superintendent_leaves"}])


def test_the_typical_run_is_the_one_that_the_command_line_tells():
    arm = arm_of(PRESSED)
    found = told(arm, "typical", None, None, 0)
    result = sim.run(arm.scenario, replicates=FULL, months=36)
    assert f"replicate {found['replicate']} " in repr(result.story("typical"))
    story = tell(arm.scenario, replicate=found["replicate"], months=36)
    assert tuple(found["short"]) == story.short and "Invented history" in found["notice"]


def test_an_event_that_was_pressed_is_in_the_story_and_near_a_click_on_it():
    found = told(arm_of(PRESSED), 3, 9, "trust", 0)
    assert any(t["month"] == 9 and "superintendent_left" in t["events"] for t in found["near"])
    assert [m["month"] for m in found["marks"]] == sorted(m["month"] for m in found["marks"])
    assert any(m["month"] == 9 for m in found["marks"]) and len(found["marks"]) <= 12


def test_a_click_on_a_dip_takes_the_run_that_falls_most_there():
    arm = arm_of(PRESSED)
    found = told(arm, None, 20, "trust", 0)
    trust = ENSEMBLES.full(arm, FULL, Token()).columns["trust"]
    fall = np.maximum.accumulate(trust[13:23], axis=0) - trust[13:23]
    alive = ENSEMBLES.full(arm, FULL, Token()).columns["stage"][22] != 4
    best = fall.max(axis=0)[found["replicate"]]
    assert best >= fall[:, alive].max() > 0
    course = [v for v in found["course"]["trust"] if v is not None]
    assert course == pytest.approx(trust[: len(course), found["replicate"]], rel=1e-3)


def test_a_room_that_asks_for_an_ending_where_none_ended_is_told_so():
    arm = arm_of({**ARM, "months": 12})
    if (ENSEMBLES.full(arm, FULL, Token()).columns["stage"][-1] == 4).any():
        assert told(arm, "ended", None, None, 0)["ended"]
    else:
        with pytest.raises(Refused, match="ended"):
            told(arm, "ended", None, None, 0)


def test_the_network_is_that_of_the_playback():
    arm = arm_of(PRESSED)
    found, expected = played(arm, 2, 0), playback(arm.scenario, months=36, replicate=2)
    assert [p["id"] for p in found["posts"]] == expected.post.tolist()
    assert found["ties"] == expected.ties.tolist()
    trust = np.array([[np.nan if value is None else value for value in month] for month in found["trust"]])
    assert np.allclose(trust, 100 * expected.trust.mean(axis=2), atol=0.51, equal_nan=True)
    for n, runs in enumerate(found["in_post"]):
        months = np.zeros(36, int)
        for month, value in runs:
            months[month - 1 :] = value
        assert (months == expected.in_post[:, n]).all()
        assert found["departures"][n] == np.flatnonzero(expected.departures[:, n]).tolist()
    assert all(p["xy"] and 0 <= p["xy"][0] <= 1 and 0 <= p["xy"][1] <= 1 for p in found["posts"] if p["at_table"])


def test_a_large_network_shows_those_with_ties_also_where_nobody_coordinates():
    values = {"district.schools": 20, "district.teachers_per_school": 40, "coordination.fte": 0}
    found = played(arm_of({**ARM, "values": values, "months": 12}), 0, 0)
    ends = {n for tie in found["ties"] for n in tie}
    assert len(found["posts"]) < 100 and ends <= set(range(len(found["posts"])))
    assert len(found["school_users"][0]) == len(found["schools"]) == 20


def test_pairs_are_those_of_the_comparison():
    a, b = arm_of(ARM), arm_of(changed({"money.start_grant": 50_000}))
    *_, last = compared([a, b], ["A", "B"], ["going", "users"], ["going", "spread"], FULL, Token())
    results = [sim.run(x.scenario, replicates=FULL, months=36) for x in (a, b)]
    table = results[0].compare(results[1], outcomes=["spread", "survival_months"]).table.set_index("outcome")
    pair = last["pairs"][0]
    spread = next(d for d in pair["headlines"] if d["name"] == "spread")
    assert spread["difference"] == pytest.approx(100 * table.loc["spread", "difference"], rel=1e-3, abs=1e-6)
    assert spread["low"] == pytest.approx(100 * table.loc["spread", "low"], rel=1e-3, abs=1e-6)
    lives = [r.runs["survival_months"].to_numpy() for r in results]
    assert pair["longer"] == pytest.approx((lives[1] > lives[0]).mean(), abs=1e-3)
    assert pair["longer"] + pair["same"] + pair["shorter"] == pytest.approx(1, abs=2e-3)
    gone = [ENSEMBLES.full(x, FULL, Token()).columns["stage"][-1] != 4 for x in (a, b)]
    assert pair["series"]["going"]["mean"][-1] == pytest.approx(gone[1].mean() - gone[0].mean(), abs=1e-3)


def test_what_differs_most_is_told_of_the_months_that_were_run():
    scenario = {**ARM, "events": []}
    rich = {**scenario, "values": {**ARM["values"], "money.start_grant": 1_500_000, "money.start_months": 60}}
    poor = {**scenario, "values": {**ARM["values"], "money.start_grant": 0}}
    *_, last = compared([arm_of(poor), arm_of(rich)], ["A", "B"], ["going"], ["going"], FULL, Token())
    assert "still going in month 36" in last["pairs"][0]["sentence"]


def test_the_sentence_tells_what_differs_most_and_not_what_is_surest():
    small = {"name": "informed", "difference": -1.0, "low": -1.1, "high": -0.9, "clear": True, "size": 0.2,
             "text": "1 fewer of 100 decisions (1 to 1)"}  # fmt: skip
    large = {"name": "spread", "difference": -9.0, "low": -15.0, "high": -3.0, "clear": True, "size": 1.8,
             "text": "9 fewer of 100 teachers (15 to 3)"}  # fmt: skip
    assert "9 fewer of 100 teachers" in _sentence(0.1, 0.3, [small, large], "A", "B", 60)
    assert "less than a room would see" in _sentence(0.1, 0.3, [small], "A", "B", 60)
    assert "chance" in _sentence(0.1, 0.3, [{**large, "clear": False}], "A", "B", 60)


def test_an_arm_compared_with_itself_does_not_differ():
    *_, last = compared([arm_of(ARM)] * 2, ["A", "B"], ["going"], ["going"], FULL, Token())
    pair = last["pairs"][0]
    assert pair["same"] == 1 and "chance" in pair["sentence"] and "same money" in pair["money"]


def test_what_moves_cost_adds_up_in_whatever_order_they_come():
    values = {"coordination.fte": 1.5, "contact.meetings": 4, "contact.face_to_face": 1, "work.released_time": 1,
              "work.demand_hours": 12}  # fmt: skip
    there, back = meter({"arm": changed(values)}), meter({"arm": ARM, "base": changed(values)})
    assert there["difference"] == pytest.approx(-back["difference"]) and there["over"] and not there["same"]
    assert sum(line["difference"] for line in there["lines"]) == pytest.approx(there["difference"])
    assert meter({"arm": changed()})["same"] and not meter({"arm": changed()})["lines"]


def test_two_arms_get_the_same_money():
    with client() as browser:
        body = {"base": ARM, "arm": changed({"capacity.support_hours": 100, "money.start_grant": 400_000})}
        found = lines(browser.post("/api/same_money", json=body))
    last = found[-2]
    assert last["kind"] == "found" and found[0]["kind"] == "tried"
    assert last["given"] is None or last["takes"] == pytest.approx(last["target"], rel=0.011)


@pytest.mark.parametrize("arm", [
    PRESSED, changed({"coordination.fte": 1.5, "district.poverty": 0.8, "meetings.trust_gain": 0.1}),
    {"scenario": "portraits/bellevue", "values": {"work.released_time": 1},
     "events": [{"month": 20, "do": "budget_cut", "value": 0.3, "district": "Brightwater"}]},
    {"yaml": "title: Ours\nextends: types/nic\nlevers: {coordination.fte: 1}\n", "values": {"work.demand_hours": 3}},
    changed(events=[{"when": {"outcome": "trust", "below": 0.4}, "do": "repair"}]),
], ids=["event", "values", "portrait", "opened", "when"])  # fmt: skip
def test_a_saved_file_opens_to_the_same_runs(arm: dict):
    there = arm_of(arm)
    text = saved({"arm": arm, "title": "Our district"})["yaml"]
    assert "title: Our district" in text
    again = arm_of(opened({"yaml": text})["arm"])
    assert again.scenario.digest == there.scenario.digest


def test_your_district_can_be_saved_too():
    answers = {"size": "large", "poverty": "few", "turnover": "seldom", "table": "top", "money": "seed"}
    arm = district({"answers": answers, "scenario": "types/study_council"})["arm"]
    assert arm_of(opened({"yaml": saved({"arm": arm})["yaml"]})["arm"]).scenario.digest == arm_of(arm).scenario.digest


def test_a_step_that_is_all_there_is_carries_all_and_one_that_leads_nowhere_nothing():
    arm = changed(events=[{"month": month, "do": "broken_promise", "value": 1} for month in range(14, 34, 3)])
    with client() as browser:
        found = lines(browser.post("/api/path", json={"arm": arm, "outcome": "trust"}))
    assert found[0]["kind"] == "path" and "promises" in found[0]["start"] and found[1]["kind"] == "effect"
    assert found[1]["clear"] and found[1]["difference"] < 0
    steps = {line["words"]: line for line in found if line["kind"] == "step"}
    direct = next(line for words, line in steps.items() if words.startswith("kept promises build trust"))
    assert direct["carries"] and direct["share"] > 0.5
    lit = next(line for line in found if line["kind"] == "lit")
    assert lit["edges"] in found[0]["ways"]


def test_doubt_moves_every_uncertainty_and_no_choice():
    scenario = arm_of(PRESSED).scenario
    drawn = [run.scenario for run in Doubted(arm_of(PRESSED)).runs(range(3))]
    for p in registry().select(kind="uncertainty"):
        assert len({s.world[p.name] for s in drawn}) > 1 or p.choices or p.low == p.high or p.is_integer, p.name
    assert all(s.partnerships[0].levers == scenario.partnerships[0].levers for s in drawn)
    with client() as browser:
        found = lines(browser.post("/api/doubt", json={"arm": PRESSED, "charts": ["trust"]}))
    assert found[-2]["over"] == "uncertainties" and found[-2]["worlds"] == FULL


def test_numbers_leave_the_room_as_they_are_drawn():
    with client() as browser:
        drawn = lines(browser.post("/api/ensemble", json={"arm": ARM, "charts": ["users"]}))[-2]
        text = browser.post("/api/table", json={"arm": ARM, "charts": ["users"]}).text
        paper = browser.post("/api/handout", json={"arms": [ARM, PRESSED], "charts": ["users"]}).json()
    head, *rows = [line for line in text.splitlines() if not line.startswith("#")]
    at = head.split(",").index("users_p50")
    assert [float(r.split(",")[at]) for r in rows] == drawn["series"]["users"]["p50"]
    assert "Invented history" in text and "Not a forecast" in text
    assert paper["arms"][1]["events"] == ["Month 9: The superintendent leaves."] and paper["pairs"]

"""Events and history in scenario files: when and whom they strike, conditions, and what contradicts itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shelf import in_shelf, load, mistakes, shelf, small_registry, write  # noqa: F401 (fixtures)

from sim.declarations import parameters
from sim.experiments.store.resolved import scenario_from
from sim.scenario.events import EVENTS, FIXED_AT_START
from sim.scenario.files import load_scenario
from sim.scenario.history import CHANCES
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Event


def test_events_are_dated_by_month_or_by_name_and_sorted():
    scenario = load("""\
events:
  - {year: 2, month_name: March, do: budget_cut, value: 0.15}
  - {month: 1, do: leaders_leave, role: coach}
  - {month: 1, do: grant_awarded, value: 250_000}
  - {month: 30, do: set, levers: {coordination.fte: 0}, uncertainties: {meetings.trust_gain: 1e-1}}
""")
    assert scenario.events[0] == Event(1, "leaders_leave", value=1.0, role="coach")
    assert scenario.events[1] == Event(1, "grant_awarded", value=250_000.0, months=24)
    assert scenario.events[2] == Event(21, "budget_cut", value=0.15)
    assert dict(scenario.events[3].changes) == {"coordination.fte": 0.0, "meetings.trust_gain": 0.1}


def test_events_hit_rows_by_their_own_name_or_by_that_of_their_group():
    scenario = load("""\
partnerships:
  - {name: net, count: 2, districts: [{name: Town}, {name: City, count: 2}]}
  - {name: solo}
events:
  - {month: 2, do: broken_promise, partnership: net}
  - {month: 3, do: broken_promise, partnership: net-2}
  - {month: 4, do: budget_cut, district: City}
  - {month: 5, do: set, context: {district.slack_hours: 2}, partnership: solo}
  - {month: 6, do: funder_strategy_shift, funder: Agency}
  - {month: 7, do: negative_press}
""")
    hit = [(e.month, e.partnership or e.district or e.funder) for e in scenario.events]
    assert hit == [(2, "net-1"), (2, "net-2"), (3, "net-2"), (4, "City-1"), (4, "City-2"), (5, "solo"),
                   (6, "Agency-1"), (6, "Agency-2"), (7, None)]  # fmt: skip
    sorts = ("partnership", "district")
    rows = {(e.month, sort): scenario.rows_hit(e, sort) for e in scenario.events for sort in sorts}
    assert rows[3, "partnership"] == (1,)
    assert rows[4, "district"] == (2, 5)
    assert rows[5, "district"] == (6,)
    assert rows[7, "district"] is None


def test_inherited_events_add_up_know_the_new_name_and_can_be_dropped():
    scenario = load("extends: bellevue\nevents: [{month: 3, do: negative_press}]")
    assert [(e.month, e.partnership) for e in scenario.events] == [(3, None), (14, None), (20, "x")]
    assert load("extends: bellevue\nevents: []").events == ()


def test_history_adds_up_knows_rows_by_name_and_can_be_dropped():
    write("scenarios/portraits/replay.yaml", """\
partnerships: [{name: twin, count: 2, districts: [{name: A}]}]
history: [{known: [superintendent, coach], to: 8, district: A}, {known: award, from: 3, partnership: twin-2}]
""")
    scenario = load("extends: replay\nhistory: [{known: coordinator, partnership: twin}]")
    assert [(k.chance, k.first, k.last, k.district or k.partnership) for k in scenario.history] == [
        ("superintendent", 1, 8, "A"), ("coach", 1, 8, "A"), ("award", 3, None, "twin-2"),
        ("coordinator", 1, None, "twin-1"), ("coordinator", 1, None, "twin-2"),
    ]  # fmt: skip
    assert scenario.rows_hit(scenario.history[0], "district") == (0, 1)
    assert scenario.rows_hit(scenario.history[2], "partnership") == (1,)
    assert load("extends: replay\nhistory: []").history == ()
    assert {known.chance for known in load("history: [{known: all, to: 12}]").history} == set(CHANCES)
    with pytest.raises(ScenarioError, match="known in some of these months by the entry in line 2 of .*replay"):
        load("extends: replay\nhistory: [{known: coach, from: 8}]")
    Path("scenarios/portraits/replay.yaml").unlink()


def test_event_codes_are_unique_and_values_in_range():
    assert sorted(kind.code for kind in EVENTS.values()) == list(range(1, len(EVENTS) + 1))
    for kind in EVENTS.values():
        assert kind.default is None or kind.low <= kind.default <= kind.high
    assert set(parameters.registry()) >= FIXED_AT_START


EVENTS_TWICE = "events:\n  - {{month: 3, do: set, levers: {{coordination.fte: 1}}}}\n  - {{month: {}, do: set, {}}}\n"


def test_two_values_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(EVENTS_TWICE.format(3, "levers: {coordination.fte: 2}"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"x.yaml:3: .*sets coordination.fte to 2.* in month 3, and line 2 to 1"):
        load_scenario(tmp_path / "x.yaml")


@pytest.mark.parametrize("other", [(4, "levers: {coordination.fte: 2}"), (3, "levers: {coordination.fte: 1}"),
                                   (3, "levers: {contact.meetings: 2}")])  # fmt: skip
def test_values_that_do_not_contradict_each_other_are_taken(other: tuple, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(EVENTS_TWICE.format(*other), encoding="utf-8")
    assert len(load_scenario(tmp_path / "x.yaml").events) == 2


def test_a_later_file_may_set_another_value_at_the_same_time(tmp_path: Path) -> None:
    event = "events: [{{month: 3, do: set, levers: {{coordination.fte: {}}}}}]\n"
    (tmp_path / "a.yaml").write_text(event.format(1), encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n" + event.format(2), encoding="utf-8")
    assert [dict(e.changes) for e in load_scenario(tmp_path / "b.yaml").events] == [
        {"coordination.fte": 1.0}, {"coordination.fte": 2.0},
    ]  # fmt: skip


def test_a_set_event_without_values_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("events: [{month: 3, do: set, levers: {}}]\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="changes nothing"):
        load_scenario(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("{outcome: trusst, below: 0.35}", r"outcome = trusst: must be one of .*did you mean trust\?"),
        ("{outcome: trust, bellow: 0.35}", r"bellow: unknown key; a condition takes .*did you mean below\?"),
        ("{outcome: trust, below: 35 %}", r"below = 35 %: must be a number from 0 to 1 \(share: .*write 0.35"),
        ("{outcome: trust, below: 1.5}", r"below = 1.5: must be a number from 0 to 1"),
        ("{outcome: trust}", r"when: needs `below` or `above`; give it one bound"),
        ("{outcome: trust, below: 0.2, above: 0.1}", r"when: needs `below` or `above`, not both"),
        ("trust < 0.35", r"when: must be a condition such as \{outcome: trust, below: 0.35\}"),
    ],
)
def test_a_mistake_in_a_condition_is_told_with_its_line_and_what_is_right(when: str, message: str, tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_text(f"title: x\nevents:\n  - do: superintendent_leaves\n    when: {when}\n", "utf-8")
    with pytest.raises(ScenarioError, match=rf"x.yaml:4: events → 1 → when.*{message.split(': ', 1)[-1]}") as told:
        load_scenario(path)
    assert len(told.value.problems) == 1


def test_a_condition_that_comes_too_late_is_told(tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_text(
        "title: x\nmonths: 24\nevents:\n  - {do: merger, when: {outcome: trust, below: 0.3, after: 24}}\n", "utf-8"
    )
    with pytest.raises(ScenarioError, match=r"x.yaml:4: .*can happen in month 25 at the earliest, after the end"):
        load_scenario(path)


def test_an_event_with_a_condition_reads_the_same_from_python_and_from_a_file(tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_text(
        "title: x\nevents:\n  - {do: conflict, value: 0.4, when: {outcome: runway, below: 6, after: 9, times: 2}}\n",
        "utf-8",
    )
    (event,) = load_scenario(path).events
    assert str(event.when) == "when runway is below 6 after month 9, at most 2 times" and event.month == 10
    again = load_scenario("baseline").with_event(event).events[-1]
    keys = load_scenario("baseline").with_event(
        "conflict", value=0.4, when={"outcome": "runway", "below": 6, "after": 9, "times": 2}
    ).events[-1]  # fmt: skip
    assert event == again == keys


def test_an_event_with_a_condition_is_stored_and_read_again():
    scenario = load_scenario("baseline").with_event("merger", when={"outcome": "trust", "below": 0.3})
    again = scenario_from(json.loads(json.dumps(scenario.to_dict())))
    assert again.events == scenario.events and again.digest == scenario.digest


def test_conditions_count_in_the_digest(tmp_path: Path):
    base = load_scenario("baseline")
    made = [base.with_event("merger", when={"outcome": "trust", "below": bound}) for bound in (0.2, 0.3)]
    assert len({base.digest, *(scenario.digest for scenario in made)}) == 3
    reviews = [base.with_event("superintendent_review", month=9, verdict=verdict) for verdict in ("ends", "freezes")]
    assert reviews[0].digest != reviews[1].digest

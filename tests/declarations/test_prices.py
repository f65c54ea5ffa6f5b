"""Prices of levers are what the rules charge: every lever is moved a little, and the first month is planned again."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from analysis.levers.prices import FREE, numbers, prices
from sim.declarations.parameters import registry
from sim.declarations.prices import COUNTS, DOLLARS, JOINT, PRACTICE, PRICES, RESEARCH, SIDES
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

LEVERS = registry().select(kind="lever")
#: People give all hours that are asked, so that hours given are hours asked; nothing is taken by reflection yet.
ASKED = {
    "district.schools": 10, "district.teachers_per_school": 4, "district.slack_hours": 60, "joint_work.dutiful": 1,
    "structure.reflective_routines": 0, "contact.face_to_face": 0.5, "breadth.superintendent": 0,
}  # fmt: skip
#: Once a coordinator does all of the organising, once nearly all of it is left to partners.
SETTINGS = {"organised": ASKED, "left to partners": ASKED | {"coordination.fte": 0.02}}
#: Plans the first month of each scenario and gives out its hours, by the rules that do so in a run.
CHARGED = """
import json, sys
from sim.engine.batch import Batch, Run
from sim.scenario.files import load_scenario
from sim.submodels.funding.planning import plan
from sim.submodels.joint_work.hours import give_hours
base = load_scenario("baseline")
batch = Batch([Run(base.with_values(values), 0, 1) for values in json.load(sys.stdin)], 1)
state, found = batch.state, []
for q in range(len(batch.runs)):
    lever, p = state.levers[q], state.joint_work[q]
    _, *parts = plan(state, q, lever, state.funding[q])
    research, practice = give_hours(state, q, lever, p)
    effort, row = state.efforts[q], state.partnerships[q]
    people, given = row.seats_end - row.seats_at, effort.practice_hours
    joint = 1 - practice / (lever.work_demand_hours * people)
    charged = [12 * sum(parts), effort.research_hours - research / (1 - joint), given, joint]
    found.append({"charged": [float(v) for v in charged], "work": [float(research), float(practice)]})
print(json.dumps(found))
"""


def a_little_more(scenario: Scenario, name: str) -> tuple[float | str, float]:
    """Another value of a lever, and how many units more it is; fewer where it has all that there is."""
    p, own = registry()[name], scenario.partnerships[0].levers[name]
    if p.choices:
        return next(c for c in p.choices if c != own), 1.0
    step = 1.0 if p.is_integer else 0.1
    if p.maximum is not None and own + step > p.maximum:
        step = -step
    return own + step, step


def planned(asked: list[dict]) -> list[dict]:
    """What the first month of baseline with each of these values is charged, and the hours of joint work it leaves."""
    done = subprocess.run(
        [sys.executable, "-c", CHARGED], input=json.dumps(asked), capture_output=True, text=True, check=True,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def charged() -> dict[tuple[str, str], dict[str, float]]:
    """What rules charge for a unit of each lever, in each setting, by side."""
    asked, steps = [], []
    for setting, values in SETTINGS.items():
        base = load_scenario("baseline").with_values(values)
        asked.append(values)
        for p in LEVERS:
            value, step = a_little_more(base, p.name)
            asked.append(values | {p.name: value})
            steps.append((setting, p.name, step))
    found = [row["charged"] for row in planned(asked)]
    size = len(LEVERS) + 1
    before = {setting: found[n * size] for n, setting in enumerate(SETTINGS)}
    after = [row for n, row in enumerate(found) if n % size]
    return {
        (setting, name): {side: (a - b) / step for side, a, b in zip(SIDES, row, before[setting], strict=True)}
        for (setting, name, step), row in zip(steps, after, strict=True)
    }


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_lever_costs_what_is_declared_and_the_others_nothing(setting: str, charged):
    scenario = load_scenario("baseline").with_values(SETTINGS[setting])
    known = numbers(scenario)[0]
    for p in LEVERS:
        declared = PRICES[p.name].amounts(known) if p.name in PRICES else dict.fromkeys(SIDES, 0.0)
        assert charged[setting, p.name] == pytest.approx(declared, rel=1e-9, abs=1e-7), p.name


#: What partners build and keep beside the work.
STRUCTURES = (
    "structure.board", "structure.agreements", "structure.data_agreement", "structure.data_archive",
    "structure.knowledge_management", "structure.facilitation", "structure.reflective_routines",
    "continuity.onboarding", "continuity.handover", "capacity.boundary_spanning", "scale.codesign_providers",
    "scale.intermediary",
)  # fmt: skip


def test_no_structure_is_free():
    known = numbers(load_scenario("baseline"))[0]
    for name in STRUCTURES:
        assert sum(PRICES[name].amounts(known).values()) > 0.01, name


def test_all_structures_in_full_leave_less_time_for_joint_work_and_take_more_money():
    ordinary = {"district.schools": 4, "district.teachers_per_school": 10}
    usual, full = planned([ordinary, ordinary | dict.fromkeys(STRUCTURES, 1)])
    assert full["charged"][0] > usual["charged"][0]
    for before, after in zip(usual["work"], full["work"], strict=True):
        assert 0 < after < 0.85 * before


def test_the_settings_reach_every_side(charged):
    for side in (DOLLARS, RESEARCH, PRACTICE, JOINT):
        assert any(abs(sizes[side]) > 0.01 for sizes in charged.values()), side
    assert charged["left to partners", "coordination.fte"][PRACTICE] < 0
    assert charged["organised", "coordination.fte"][PRACTICE] == 0


def test_prices_name_levers_and_numbers_that_are_there():
    assert set(PRICES) <= {p.name for p in LEVERS}
    for name, price in PRICES.items():
        assert price.charges or price.note, name
        assert all(by in COUNTS or by in registry() for c in price.charges for by in c.by), name


def test_prices_are_told_in_dollars_and_hours_of_each_side():
    told = prices(load_scenario("baseline")).set_index("lever")["price"]
    assert len(told) == len(LEVERS)
    assert told["coordination.fte"] == "$90,000 a year for each full-time post"
    assert told["contact.meetings"] == "$1,500 a year and 8.6 hours a month of researchers for each meeting a month"
    both = "2.5 hours a month of researchers and 2.5 hours a month of practitioners in full"
    assert told["structure.agreements"] == both
    assert told["work.field_weight"] == FREE
    none = prices(load_scenario("baseline").with_values({"work.demand_hours": 0})).set_index("lever")["price"]
    assert none["work.released_time"] == "costs nothing here"
    alone = prices(load_scenario("baseline").with_values({"coordination.fte": 0})).set_index("lever")["price"]
    saved = "saves 67.5 hours a month of researchers and saves 67.5 hours a month of practitioners"
    assert alone["coordination.fte"] == f"$90,000 a year, {saved} for each full-time post"

"""A field: what partnerships learn from each other, partnerships that have to be founded, districts beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import NATION, bytes_of_record, run_batch

from analysis.lives.life import lived
from analysis.portfolio.measures import as_world, founded
from app.story.tell import tell
from sim.engine.batch import Batch, Run
from sim.engine.result import Result
from sim.kernel import event_log as log
from sim.kernel.innovation import believed, weight_of_hearsay
from sim.scenario.files import load_scenario
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Scenario, Value
from sim.state.tables import NOT_STARTED

share = st.floats(0, 1)
PLACE = "context: {district.schools: 3, district.teachers_per_school: 8}"
#: Nothing ends, money pays for all, and everybody comes to every meeting.
GOES_ON: dict[str, Value] = {"governance.end_rate": 0, "governance.starved": 0, "money.endowment": 5e6,
                             "membership.leave": 0, "ideas.stops": 0}  # fmt: skip
MEETS: dict[str, Value] = {"field.exchange": 1, "field.akin": 1}
TWO = f"""
title: Two partnerships
{PLACE}
partnerships:
  - name: strong
    levers: {{structure.knowledge_management: 1, structure.facilitation: 1, structure.agreements: 1}}
    variety: {{variety.worth: 0.8, variety.worth_spread: 0}}
  - name: weak
    levers: {{structure.knowledge_management: 0, structure.facilitation: 0, structure.agreements: 0,
             structure.reflective_routines: 0, continuity.onboarding: 0, continuity.handover: 0}}
    variety: {{variety.worth: 0.05, variety.worth_spread: 0}}
"""
FOUNDERS = f"""
title: Founders
{PLACE}
partnerships:
  - name: there
  - name: sought
    start: 7
    founding: grant
"""


def written(folder: Path, text: str, **values: Value) -> Scenario:
    path = folder / "field.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path).with_values({name.replace("__", "."): v for name, v in values.items()})


@pytest.fixture
def two(tmp_path: Path) -> Scenario:
    return written(tmp_path, TWO).with_values(GOES_ON)


def of_each(batch: Batch, column: str) -> np.ndarray:
    """A column of partnerships: months, worlds, partnerships of a world."""
    return batch.record.values["partnerships"][column].reshape(batch.months, len(batch.runs), -1)


def entries(batch: Batch, code: int) -> int:
    return int((batch.state.log.code == code).sum())


# --- what travels ---------------------------------------------------------------------------------------------------


@given(share, st.floats(0, 50), share)
def test_hearsay_weighs_less_than_own_tests_and_nothing_where_an_idea_works_nowhere_else(robust, precision, belief):
    weight = weight_of_hearsay(precision, robust)
    assert 0 <= weight <= precision / 2 and weight_of_hearsay(precision, 0.0) == 0
    after = believed(0.45, 0.25, belief, weight)
    assert min(0.45, belief) - 1e-12 <= after <= max(0.45, belief) + 1e-12


def test_whoever_meets_others_takes_over_what_they_do_better(two: Scenario):
    alone, together = (run_batch(two.with_values({**MEETS, "field.exchange": x}), 12, 60, log=True) for x in (0, 1))
    assert entries(alone, log.WAY_LEARNED) == 0 < entries(together, log.WAY_LEARNED)
    here, there = (of_each(b, "structures")[-1].mean(axis=0) for b in (alone, together))
    assert there[1] > here[1] + 0.02, "the weak learn from the strong"
    added = of_each(together, "added_records")[-1]
    assert (added[:, 0] <= added[:, 1]).all(), "the strong see nothing in the weak to do more for"


def test_ideas_that_others_have_kept_come_with_what_is_known_of_them(two: Scenario):
    alone, together = (run_batch(two.with_values({**MEETS, "field.exchange": x}), 24, 120, log=True) for x in (0, 1))
    assert entries(alone, log.IDEA_TAKEN_OVER) == 0 < entries(together, log.IDEA_TAKEN_OVER)
    here, there = (of_each(b, "worth")[-1, :, 1].mean() for b in (alone, together))
    assert there > here + 0.03, "who has poor ideas of their own gains from better ones"
    here, there = (of_each(b, "worth")[-1, :, 0].mean() for b in (alone, together))
    assert abs(there - here) < 0.03, "who has good ones takes over no poor ones"


def test_no_idea_travels_between_problems_that_have_nothing_in_common(two: Scenario):
    apart = run_batch(two.with_values({**MEETS, "field.akin": 0}), 12, 120, log=True)
    assert entries(apart, log.IDEA_TAKEN_OVER) == 0 < entries(apart, log.WAY_LEARNED)


def test_one_partnership_has_nobody_to_meet():
    scenario = load_scenario("baseline").with_values({"district.schools": 2, "district.teachers_per_school": 6})
    one, other = (run_batch(scenario.with_values({**MEETS, "field.exchange": x}), 4, 48) for x in (0, 1))
    assert bytes_of_record(one) == bytes_of_record(other)


def test_a_partnership_without_money_for_its_plan_stays_at_home(two: Scenario):
    poor = two.with_values({**MEETS, "money.endowment": 0, "money.start_grant": 0, "funder.odds": 0.001})
    came, rich = (entries(run_batch(s, 8, 60, log=True), log.WAY_LEARNED) for s in (poor, two.with_values(MEETS)))
    assert came < 0.5 * rich


# --- founding -------------------------------------------------------------------------------------------------------


def test_a_partnership_starts_in_the_month_after_its_first_grant(tmp_path: Path):
    batch = run_batch(written(tmp_path, FOUNDERS), 30, 120, log=True)
    stage, income = of_each(batch, "stage")[:, :, 1], of_each(batch, "total_in")[:, :, 1]
    started = (stage != NOT_STARTED).any(axis=0)
    assert started.any(), "some are founded"
    events = Result(batch).events
    events = events[(events["entity"] == "partnerships") & (events["row"] == 1)]
    for world in range(30):
        mine = events[events["run"] == world]
        months = {e: mine.loc[mine["event"] == e, "month"].tolist()
                  for e in ("proposal_sent", "grant_awarded", "partnership_started")}  # fmt: skip
        assert not months["proposal_sent"] or min(months["proposal_sent"]) >= 7
        if started[world]:
            begun = months["partnership_started"][0]
            assert begun == months["grant_awarded"][0] + 1
            assert (income[: begun - 1, world] == 0).all() and income[begun - 1, world] > 0
        else:
            assert not months["grant_awarded"] and (income[:, world] == 0).all()
    won, first = of_each(batch, "awards")[-1, :, 1], events[events["event"] == "grant_awarded"].groupby("run").size()
    assert (won[started] == first[np.flatnonzero(started)].to_numpy() - 1).all(), "the first grant is none won beside"


@pytest.mark.parametrize(("name", "poor", "rich"), [
    ("funder.odds", 0.02, 0.5), ("initial.leader_commitment", 0.2, 0.9),
])  # fmt: skip
def test_what_makes_founding_likelier(tmp_path: Path, name: str, poor: float, rich: float):
    found = []
    for value in (poor, rich):
        batch = run_batch(written(tmp_path, FOUNDERS).with_values({name: value}), 60, 60)
        found.append((of_each(batch, "stage")[-1, :, 1] != NOT_STARTED).mean())
    assert found[1] > found[0] + 0.05, found


def test_nobody_founds_anything_where_nobody_pays(tmp_path: Path):
    scenario = written(tmp_path, FOUNDERS).with_values({"funder.odds": 0.001})
    batch = Batch([Run(scenario, 0, 1)], 60, tables=("partnerships", "funders"), log=True)
    batch.run()
    assert founded(as_world(batch.record.partnerships, batch.record.funders, scenario)) == 0
    runs = Result(batch).runs.set_index("partnership")
    assert runs.loc["sought", "survival_months"] == 0 and runs.loc["sought", "ended"] == 0
    told = tell(scenario, months=60, partnership="sought")
    assert "was to bring together" in told.opening
    assert told.closing.startswith("It was never founded: its founders asked") and "were refused" in told.closing
    assert "without a grant" not in told.as_text(full=True) and not told.years and not told.chain
    assert not lived(scenario, months=60, partnership="sought").is_alive(60)


def test_stories_tell_who_paid_the_founders(tmp_path: Path):
    scenario = written(tmp_path, FOUNDERS, funder__odds=0.6)
    told = tell(scenario, partnership="sought")
    assert "gives its founders" in told.opening and "without a grant" not in told.opening


def test_one_partnership_at_least_is_there_without_being_founded(tmp_path: Path):
    with pytest.raises(ScenarioError, match="there might never be any"):
        written(tmp_path, "title: T\npartnerships:\n  - {name: a, founding: grant}\n")
    with pytest.raises(ScenarioError, match="founding = grnt: .*did you mean grant"):
        written(tmp_path, "title: T\npartnerships:\n  - {name: b}\n  - {name: a, founding: grnt}\n")


# --- beside ---------------------------------------------------------------------------------------------------------


def test_districts_beside_have_a_life_of_their_own_and_no_partnership(tmp_path: Path):
    listed = "  - {name: Large, count: 2, context: {district.schools: 5}}\n  - {name: Small}\n"
    scenario = written(tmp_path, f"title: T\n{PLACE}\nbeside:\n{listed}")
    assert [d.name for d in scenario.districts][1:] == ["Large-1", "Large-2", "Small"]
    assert [int(d.context["district.schools"]) for d in scenario.beside] == [5, 5, 3]
    batch = Batch([Run(scenario, 0, 1)], 60, tables=("partnerships", "districts"), log=True)
    batch.run()
    table = Result(batch).districts
    assert set(table["district"].iloc[::60]) >= {"Large-1", "Large-2", "Small"}
    beside = table[table["district"].isin(["Large-1", "Large-2", "Small"])]
    assert (beside["was_member"] == 0).all() and beside.groupby("district")["practice"].std().gt(0).all()
    same = run_batch(written(tmp_path, f"title: T\n{PLACE}\n"), 1, 60)
    assert (batch.record.partnerships.trust == same.record.partnerships.trust).all(), "they change nothing for others"


def test_what_is_beside_counts_in_digest_and_differences(tmp_path: Path):
    plain = written(tmp_path, f"title: T\n{PLACE}\n")
    beside = written(tmp_path, f"title: T\n{PLACE}\nbeside: [{{name: A}}]\n")
    assert plain.digest != beside.digest
    assert [(name, where) for name, where, *_ in plain.differences(beside)] == [("district beside", "A")]


def test_a_nation_has_its_districts_and_teachers():
    nation = load_scenario(NATION)
    assert 12_900 < len(nation.districts) < 13_300
    sizes = [d.context["district.schools"] * d.context["district.teachers_per_school"] for d in nation.districts]
    assert 3.1e6 < sum(sizes) < 3.3e6


@pytest.mark.slow
def test_a_nation_runs():
    batch = Batch([Run(load_scenario(NATION), 0, 1)], 13, tables=("partnerships",))
    batch.run()
    assert np.isfinite(batch.record.partnerships.trust[-1]).all()

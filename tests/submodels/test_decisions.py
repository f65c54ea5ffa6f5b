"""Decisions: what research informs is decided better, and what a district runs then moves all its teachers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import SMALL, run_batch

from sim.declarations.parameters import record_array, registry
from sim.engine.batch import Batch
from sim.kernel import event_log as log
from sim.measures.outcomes import summarised
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Value
from sim.state.tables import DECISION_KINDS
from sim.submodels import decisions, research_use

share = st.floats(0, 1)
D = record_array(registry().select(scope="world", group="decisions"), 1)[0]
R = record_array(registry().select(scope="world", group="research_use"), 1)[0]
#: Findings in usable forms, in time, for leaders who learn to interpret them; and as little of each as there can be.
INFORMED: dict[str, Value] = {
    "work.translation": 1, "work.interim_products": 0.8, "work.rapid_response_share": 0.3, "capacity.training": 0.6,
    "district.absorptive_capacity": 0.8,
}  # fmt: skip
UNINFORMED: dict[str, Value] = {
    "work.translation": 0, "work.interim_products": 0.1, "work.rapid_response_share": 0, "capacity.training": 0,
    "district.absorptive_capacity": 0.4,
}  # fmt: skip


def alliance(values: dict[str, Value], replicates: int = 60, months: int = 84, **known: bool) -> Batch:
    scenario = load_scenario("types/research_alliance_district").with_values({**SMALL, **values})
    return run_batch(scenario, replicates, months, **known)


def at_end(batch: Batch, column: str) -> np.ndarray:
    return batch.record.values["partnerships"][column][-1]


# --- rules ---------------------------------------------------------------------------------------------------------


@given(share, share)
def test_a_decision_is_a_toss_without_research_and_never_worse_with_it(validity, informed):
    assert decisions.quality(validity, 0.0) == decisions.quality(0.0, informed) == 0.5
    assert 0.5 <= decisions.quality(validity, informed) <= 1.0
    assert decisions.quality(1.0, 1.0) == 1.0


@given(share, share, share, share, share)
def test_programmes_stay_a_share_and_churn_brings_back_what_is_usual(programmes, validity, informed, ties, left):
    after = decisions.after_month(programmes, validity, informed, ties, left, D)
    assert 0 <= after <= 1
    more = decisions.after_month(programmes, validity, informed, ties, 1.0, D)
    assert abs(more - 0.5) <= abs(decisions.after_month(programmes, validity, informed, ties, 0.0, D) - 0.5) + 1e-12
    assert decisions.after_decision(programmes, 0.0, D) <= programmes <= decisions.after_decision(programmes, 1.0, D)


@given(share)
def test_usual_programmes_move_nothing_and_others_move_practice_either_way(programmes):
    assert decisions.lift(0.5, D) == 0.0
    assert decisions.lift(programmes, D) == pytest.approx(-decisions.lift(1 - programmes, D))
    assert abs(decisions.lift(programmes, D)) <= D.practice


@given(share, share, share, share)
def test_capacity_grows_with_training_and_with_interpreting_only_where_there_is_some(capacity, usual, close, training):
    after = research_use.capacity_next(capacity, usual, close, training, R)
    assert 0 <= after <= 1
    assert research_use.capacity_next(capacity, usual, close, 1.0, R) >= after
    assert research_use.capacity_next(0.0, 0.0, close, 0.0, R) == 0.0


@given(share, share, share, share)
def test_findings_tell_as_much_as_those_at_hand_and_those_that_come_in(evidence, validity, comes, its):
    after = research_use.sound(evidence, validity, comes, its)
    assert min(validity, its) - 1e-12 <= after <= max(validity, its) + 1e-12 or evidence + comes == 0.0


# --- a district that decides ---------------------------------------------------------------------------------------


def test_each_year_every_district_decides_once_about_each_kind():
    batch = alliance(INFORMED, replicates=4, months=36, log=True)
    decided = batch.record.values["districts"].decided_now
    assert (decided.sum(axis=0) == 3 * len(DECISION_KINDS)).all()
    entries = batch.state.log
    kinds = {int(k) for k in entries.other[entries.code == log.DECISION_INFORMED]}
    assert kinds <= set(range(len(DECISION_KINDS))) and len(kinds) >= 3


def test_informed_decisions_are_better_and_lift_practice_across_the_district_modestly_and_clearly():
    few, many = alliance(UNINFORMED), alliance(INFORMED)
    for column, least in (("programmes", 0.02), ("practice", 0.005)):
        gained = at_end(many, column) - at_end(few, column)
        assert gained.mean() - 1.96 * gained.std() / np.sqrt(len(gained)) > 0, column
        assert least < gained.mean() < 0.1, column


def test_where_nobody_can_interpret_findings_they_inform_no_decision():
    nobody: dict[str, Value] = {"district.absorptive_capacity": 0, "capacity.training": 0}
    batch = alliance(INFORMED | nobody, replicates=6)
    districts = batch.record.values["districts"]
    assert (districts.informed == 0).all() and (districts.evidence > 0.3).any()
    other = alliance(UNINFORMED | nobody, replicates=6)
    assert np.array_equal(districts.programmes, other.record.values["districts"].programmes)


def test_leaders_who_get_findings_in_time_ask_for_more_and_those_who_do_not_stop_asking():
    few, many = (alliance(values, replicates=20).record.values["districts"].asking for values in (UNINFORMED, INFORMED))
    assert many[-1].mean() > 0.3 > few[-1].mean()


def test_leaders_who_interpret_findings_with_researchers_need_nobody_else_to_translate_them():
    def informed(translation: float, jointly: float) -> float:
        values: dict[str, Value] = {
            "work.translation": translation, "work.collaboration_end": jointly, "structure.independence": 0,
        }  # fmt: skip
        return float(alliance(values, replicates=20, months=48).record.values["districts"].informed.mean())

    gained, translated = informed(0, 1) - informed(0, 0), informed(1, 1) - informed(1, 0)
    assert gained > 2 * translated > 0


# --- districts for comparison --------------------------------------------------------------------------------------


def test_districts_for_comparison_live_in_the_same_world_and_change_nothing_there():
    alone = alliance({}, replicates=5, months=48)
    beside = alliance({"field.comparison_districts": 2}, replicates=5, months=48)
    mine, theirs = (batch.record.values["partnerships"] for batch in (alone, beside))
    for column in theirs.dtype.names:
        if not column.endswith(("_at", "_end", "_without")):
            assert np.array_equal(mine[column], theirs[column], equal_nan=True), column
    districts = beside.record.values["districts"].reshape(48, 5, 3)
    assert (districts.mandate[:, :, 1:] == 0).all() and (districts.informed[:, :, 1:] == 0).all()
    assert (districts.decided_now[:, :, 1:].sum(axis=0) == 16).all()
    assert (districts.practice[0, :, 1] != districts.practice[0, :, 2]).all()


def test_the_district_with_a_partnership_is_read_against_those_without():
    values: dict[str, Value] = {**INFORMED, "field.comparison_districts": 1}
    found = summarised(alliance(values, replicates=60).record.values["partnerships"])
    for name in ("programmes_beyond", "practice_beyond"):
        assert found[name].mean() - 1.96 * found[name].std() / np.sqrt(60) > 0, name
    without = summarised(alliance(INFORMED, replicates=2, months=12).record.values["partnerships"])
    assert np.isnan(without["practice_beyond"]).all()


# --- existing research ---------------------------------------------------------------------------------------------


def test_a_council_that_reads_what_others_found_informs_decisions_and_has_less_time_for_the_rest():
    council = load_scenario("types/study_council").with_values({**SMALL, "scale.districts": 2})
    neither, reads = (
        run_batch(council.with_values({"work.existing_research": part}), 20, 48).record.values["partnerships"]
        for part in (0, 0.5)
    )
    assert reads.informed[12:].mean() > neither.informed[12:].mean() + 0.03
    assert reads.learning_practice[-1].mean() < neither.learning_practice[-1].mean()

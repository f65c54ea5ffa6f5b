"""What reporters and collectors tell of a Mesa model."""

from __future__ import annotations

import math
from pathlib import Path

import mesa
import numpy as np
import pytest
from mesa_models import SMALL, run, small

from sim.mesa.agents import Coordinator, Funder, Teacher
from sim.mesa.collector import PartnershipCollector, mean_of
from sim.mesa.model import PartnershipModel
from sim.state.tables import TEACHER_STAGES


def test_default_reporters_read_the_record():
    model = run(small())
    frame, recorded = model.datacollector.get_model_vars_dataframe(), model.result().partnerships
    assert frame.month.tolist() == list(range(1, 25))
    for name in ("trust", "practice", "users", "voice", "income"):
        assert frame[name].tolist() == recorded[name].tolist()
    assert frame.stage.tolist() == recorded.stage.tolist()
    assert frame.cash.tolist() == pytest.approx(
        (recorded.cash_project + recorded.cash_operating + recorded.cash_practice).tolist()
    )
    assert set(frame.active) <= {0, 1}
    assert model._posts == {}


def test_several_partnerships_are_collected_as_their_mean(tmp_path: Path):
    file = tmp_path / "two.yaml"
    file.write_text("partnerships:\n  - name: a\n  - name: b\n    start: 4\n")
    model = run(PartnershipModel(file, months=6, set=SMALL))
    assert mean_of("trust")(model) == model.observed("partnerships").trust.mean()
    assert [p.name for p in model.partnerships] == ["a", "b"]
    assert model.partnerships[1].districts[0].partnership is model.partnerships[1]
    assert model.funders[2].relationship(model.partnerships[1]) == model.state.funder_ties.relationship[4 + 2]
    assert {tie.research_side.partnership for tie in model.partnerships[1].ties} == {model.partnerships[1]}
    with pytest.raises(ValueError, match="no quantity 'trusst'"):
        mean_of("trusst")


def test_a_collector_may_be_asked_before_the_first_month():
    model = small()
    model.datacollector.collect(model)
    row = model.datacollector.get_model_vars_dataframe().iloc[0]
    assert (row.month, row.stage, row.active) == (0, "not_started", 0)
    assert math.isnan(row.trust)


def test_reporters_of_ones_own():
    model = small(
        months=4,
        collector=lambda: PartnershipCollector(
            {"spread": lambda m: np.ptp([s.practice for s in m.schools]), "stage": "month"},
            agenttype_reporters={Teacher: {"practice": "practice"}},
            columns={Teacher: ["practice", "stage"], Coordinator: ["commitment"]},
        ),
    )
    run(model)
    frame = model.datacollector.get_model_vars_dataframe()
    assert (frame["spread"] > 0).all()
    assert frame.stage.tolist() == [1, 2, 3, 4]
    assert "trust" in frame
    teachers = model.datacollector.get_columns_dataframe(Teacher)
    by_mesa = model.datacollector.get_agenttype_vars_dataframe(Teacher)
    assert teachers.practice.tolist() == by_mesa.practice.tolist()
    assert teachers.loc[4].practice.tolist() == model.state.teachers.practice.tolist()
    assert set(teachers.stage) <= set(TEACHER_STAGES)
    assert model.datacollector.get_columns_dataframe(Coordinator).shape == (4, 1)
    with pytest.raises(ValueError, match="no columns of Funder"):
        model.datacollector.get_columns_dataframe(Funder)
    with pytest.raises(ValueError, match="Teacher has no column 'practise'"):
        PartnershipCollector(columns={Teacher: ["practise"]})


def test_mesas_own_collector_will_do():
    model = small(months=3)
    model.datacollector = mesa.DataCollector({"trust": lambda m: m.partnerships[0].trust}, {"row": "row"})
    run(model)
    assert model.datacollector.get_model_vars_dataframe().trust.tolist() == model.result().partnerships.trust.tolist()
    assert len(model.datacollector.get_agent_vars_dataframe()) == 3 * len(model.agents)

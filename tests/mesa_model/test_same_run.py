"""A Mesa model that is stepped is the engine's run, byte by byte, and looking at it changes nothing."""

from __future__ import annotations

import pytest
from mesa_models import SMALL, contents, run, small

import sim
from sim.mesa.agents import Teacher
from sim.mesa.model import PartnershipModel
from sim.state.record import RECORDED


@pytest.mark.parametrize("scenario", ["baseline", "types/nic", "portraits/bellevue"])
def test_stepping_gives_the_bytes_of_the_engine(scenario: str):
    model = run(PartnershipModel(scenario, seed=7, months=30, log=True))
    result = sim.run(scenario, seed=7, replicates=1, months=30, log=True)
    assert contents(model.batch.record.values) == contents(result._observed.values)
    assert model.result().runs.equals(result.runs)
    assert len(model.events) > 0
    assert model.events.equals(result.events)


@pytest.mark.parametrize("table", RECORDED)
def test_a_replicate_is_that_of_many(table: str):
    model = run(small(seed=2**63 - 1, replicate=2))
    many = getattr(sim.run("baseline", seed=2**63 - 1, replicates=3, months=24, set=SMALL), table)
    third = many[many.run == 2].drop(columns="run").reset_index(drop=True)
    assert getattr(model.result(), table).drop(columns="run").equals(third)


def test_looking_at_people_changes_nothing():
    watched = small(seed=3)
    for _ in range(watched.months):
        watched.step()
        watched.agents.shuffle_do(lambda agent: agent.ties if hasattr(agent, "ties") else None)
        watched.agents_by_type[Teacher].get("practice")
        watched.random.random()
        watched.rng.random()
    assert contents(watched.batch.record.values) == contents(run(small(seed=3)).batch.record.values)


def test_the_horizon_stops_the_model_and_more_steps_do_nothing():
    model = small(months=5)
    model.run_model()
    assert (model.month, model.running) == (5, False)
    before = contents(model.batch.record.values)
    model.step()
    assert (model.month, model.running) == (5, False)
    assert contents(model.batch.record.values) == before
    assert len(model.datacollector.get_model_vars_dataframe()) == 5


def test_results_are_of_the_months_so_far():
    model = small()
    for call in (model.result, lambda: model.observed("partnerships")):
        with pytest.raises(ValueError, match=r"step\(\) first"):
            call()
    assert model.events.empty
    run(model, 7)
    assert model.result().months == 7
    assert model.result().partnerships.month.tolist() == list(range(1, 8))
    assert model.observed("districts").shape == (1,)
    with pytest.raises(ValueError, match="unknown table 'people'"):
        model.observed("people")

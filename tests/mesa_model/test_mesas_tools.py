"""Mesa's batch runner and page work on the model as on any."""

from __future__ import annotations

import functools
import gc
import inspect
import re
import subprocess
import sys
import weakref
from pathlib import Path

import mesa
import pytest
from mesa_models import SMALL, run, small

import sim
from sim.mesa.model import PartnershipModel

GUIDE = Path(sim.__file__).parents[1] / "docs" / "guide" / "mesa.md"


#: How each version of Mesa's batch runner is given seeds.
TAKES_RNG = "rng" in inspect.signature(mesa.batch_run).parameters


def batch_run(parameters: dict, seeds: list[int] | None = None, **options: object) -> list[dict]:
    if seeds is not None:
        options |= {"rng": seeds} if TAKES_RNG else {}
        parameters = parameters if TAKES_RNG else {**parameters, "seed": seeds}
    return mesa.batch_run(PartnershipModel, {"set": [SMALL], **parameters}, display_progress=False, **options)


@pytest.mark.parametrize("period", [-1, 1])
def test_mesas_batch_runner(period: int):
    parameters = {
        "scenario": ["baseline", "types/nic"], "coordination.fte": [0.0, 1.0], "replicate": range(2), "months": 6,
    }  # fmt: skip
    rows = batch_run(parameters, seeds=[1], data_collection_period=period)
    assert len(rows) == 8 * (6 if period == 1 else 1)
    for row in rows:
        if row["month"] == 6:
            values = {**SMALL, "coordination.fte": row["coordination.fte"]}
            result = sim.run(row["scenario"], months=6, seed=1, replicates=2, set=values)
            last = result.partnerships[result.partnerships.month == 6].iloc[row["replicate"]]
            assert (row["seed"], row["trust"], row["practice"]) == (1, last.trust, last.practice)
    assert sum(row["month"] == 6 for row in rows) == 8


@pytest.mark.parametrize(
    "repeated", [{"iterations": 3}, *[{"rng": [None] * 3}] * TAKES_RNG], ids=lambda options: next(iter(options))
)
@pytest.mark.parametrize("period", [-1, 1])
def test_repetitions_differ_and_each_tells_the_seed_that_makes_it_again(repeated: dict, period: int):
    rows = batch_run({"months": 4}, data_collection_period=period, **repeated)
    by_seed = {row["seed"]: row for row in rows}
    assert len(by_seed) == len({row["trust"] for row in by_seed.values()}) == 3
    assert {sum(row["seed"] == seed for row in rows) for seed in by_seed} == {1 if period == -1 else 4}
    for seed, row in by_seed.items():
        assert run(small(months=4, seed=seed)).partnerships[0].trust == row["trust"]
        assert float(seed) == seed < 10**15


def test_a_model_without_a_seed_is_a_new_one_each_time():
    one, other = run(small(months=3, seed=None)), run(small(months=3, seed=None))
    assert one.seed != other.seed
    assert one.partnerships[0].trust != other.partnerships[0].trust
    assert run(small(months=3, seed=one.seed)).partnerships[0].trust == one.partnerships[0].trust
    assert (one.datacollector.get_model_vars_dataframe().seed == one.seed).all()


def test_several_values_at_once_in_mesas_batch_runner():
    values = [{**SMALL, "contact.meetings": n} for n in (1, 4)]
    rows = mesa.batch_run(PartnershipModel, {"set": values, "months": 3}, display_progress=False)
    assert [row["set"]["contact.meetings"] for row in rows] == [1, 4]
    with pytest.raises(ValueError, match="put the mapping into a list"):
        mesa.batch_run(PartnershipModel, {"set": values[0], "months": 3}, display_progress=False)


def test_seeds_reach_the_model_from_mesas_batch_runner():
    rows = batch_run({"months": 6}, seeds=[1, 2])
    expected = [run(small(months=6, seed=seed)).partnerships[0].trust for seed in (1, 2)]
    assert [row["trust"] for row in rows] == expected


def test_models_that_made_agents_can_be_forgotten():
    def used() -> weakref.ref:
        model = small(months=2)
        model.run_model()
        assert len(model.agents) > 0
        assert model.schools[0].teachers[0].ties is not None
        return weakref.ref(model)

    forgotten = [used() for _ in range(3)]
    gc.collect()
    assert [model() for model in forgotten] == [None] * 3


@pytest.mark.slow
def test_a_large_world_makes_an_agent_of_everybody():
    values = {"district.schools": 1000, "district.teachers_per_school": 100}
    model = PartnershipModel("baseline", months=1, set=values)
    assert len(model.agents) > 100_000
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents)


def test_import_stays_light():
    code = "import sys, sim; sys.exit('mesa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=GUIDE.parents[1], check=False).returncode == 0


def examples() -> list[str]:
    return re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.slow
def test_the_guides_page_is_shown_stepped_and_reset(monkeypatch: pytest.MonkeyPatch):
    solara = pytest.importorskip("solara")
    vuetify = pytest.importorskip("ipyvuetify")
    for needed in ("altair", "networkx"):
        pytest.importorskip(needed)
    if mesa.__version__.startswith("3.3") and not vuetify.__version__.startswith("1."):
        pytest.skip("the page of Mesa 3.3 needs ipyvuetify below 3")
    models: list[PartnershipModel] = []

    class Noted(PartnershipModel):
        """Lets the test see which models Mesa makes."""

        @functools.wraps(PartnershipModel.__init__)
        def __init__(self, *positional: object, **named: object) -> None:
            super().__init__(*positional, **named)
            models.append(self)

    monkeypatch.setattr(sim, "PartnershipModel", Noted)
    names: dict[str, object] = {"__name__": "guide"}
    exec(compile(next(e for e in examples() if "SolaraViz" in e), str(GUIDE), "exec"), names)
    _, page = solara.render(solara.AppLayout(children=[names["page"]]), handle_error=False)
    buttons = {b.children[0]: b for b in page.find(vuetify.Btn).widgets if b.children}
    buttons["Step"].click()
    assert [model.month for model in models] == [1]
    buttons["Reset"].click()
    assert [model.month for model in models] == [1, 0]
    assert models[1].resolved_scenario.digest == models[0].resolved_scenario.digest
    page.find(vuetify.Select).widget.v_model = "types/nic"
    buttons["Reset"].click()
    assert models[2].resolved_scenario.name == "types/nic"
    assert models[2].resolved_scenario.partnerships[0].levers["coordination.fte"] == 0.5  # the slider wins
    page.close()

"""What an installation lacks is told kindly, with the extra that brings it; what needs no extra works without any."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest
from command_line import good, rpp

from app.report.discovery import EARLY, FEWEST_POINTS
from app.report.drivers import sensitivities
from app.report.study import study
from sim.experiments import latin_hypercube, make_plan, sweep, vary
from sim.extras import EXTRAS
from sim.scenario.scenario import Scenario

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without any extra."""
    optional = {name for extra in EXTRAS.values() for name in extra}
    for name in [*optional, *(m for m in sys.modules if m.partition(".")[0] in optional)]:
        monkeypatch.setitem(sys.modules, name, None)


@pytest.fixture(scope="module")
def swept(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two factors at as many points as a report needs to look for regions, in a small world."""
    factors = [vary("money.start_grant", low=1e4, high=1e6), vary("contact.meetings")]
    design = latin_hypercube(factors, samples=FEWEST_POINTS, seed=1)
    folder = tmp_path_factory.mktemp("swept") / "study"
    sweep(make_plan(small, design=design, replicates=1, months=EARLY + 12), out=folder, jobs=1)
    return folder


LACKING = {
    "app": ("app", "--check"),
    "an atlas": ("atlas", "bellevue"),
    "calibration": ("calibrate", "survival", "--out", "{new}"),
    "a cluster": ("sweep", "early_endings", "--dask", "local", "--out", "{new}"),
    "sensitivity": ("sensitivity", "{swept}", "--outcome", "practice_hours"),
    "CART": ("discover", "{swept}", "--where", "contact.meetings > 2", "--method", "cart"),
    "claims": ("claims", "trust-time"),
}
BROUGHT_BY = {"an atlas": "app", "a cluster": "cluster", "CART": "sensitivity", "claims": "sensitivity"}


@pytest.mark.parametrize("what", LACKING)
def test_what_is_missing_is_told_with_the_extra_that_brings_it(what: str, bare, swept: Path, tmp_path: Path):
    new = tmp_path / "new"
    code, _, told = rpp(*(part.format(new=new, swept=swept) for part in LACKING[what]))
    assert code == 2
    extra = BROUGHT_BY.get(what, what)
    assert f"pip install 'rpp-sim[{extra}]'" in told and all(title in told for title in EXTRAS[extra].values())
    assert "Traceback" not in told and not new.exists()


def test_search_for_regions_goes_on_without_trees(bare, swept: Path, tmp_path: Path):
    told = good("discover", str(swept), "--where", "contact.meetings > 2", "--out", str(tmp_path / "found"))
    assert "CART needs" in told and "rpp-sim[sensitivity]" in told


def test_a_report_says_once_what_it_leaves_out(bare, swept: Path):
    found, left_out = sensitivities(study(swept))
    assert not found and [text for text in left_out if "rpp-sim[sensitivity]" in text] == [left_out[0]]


#: In what notebooks are opened and run, where nothing else is at hand; no code here imports these.
OPENED_IN = {"ipykernel", "jupyterlab"}


def test_declared_extras_are_those_that_messages_name():
    declared = PROJECT["optional-dependencies"]
    assert set(EXTRAS) <= set(declared)
    everything = declared["all"][0].partition("[")[2].rstrip("]").split(",")
    assert set(everything) == set(declared) - {"all", "bench", "check", "docs", "test"}
    brought = {"sklearn": "scikit-learn", "dask": "dask[distributed]", "distributed": "dask[distributed]"}
    for extra, libraries in EXTRAS.items():
        required = [line.partition(">")[0] for line in declared[extra]]
        assert {brought.get(name, name) for name in libraries} == set(required) - OPENED_IN
        assert not set(required) & {line.partition(">")[0] for line in PROJECT["dependencies"]}

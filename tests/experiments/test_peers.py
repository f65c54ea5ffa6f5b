"""Benchmarks against peers: all run the same small model, and what is said of their speed is worked out right."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from benchmarks import compare, limits, peers, peers_numbers, peers_told
from benchmarks.mini import numpy_columns, workload
from benchmarks.mini.engines import ENGINES, MINI
from benchmarks.mini.workload import OBSERVED
from sim.kernel.compiled import is_compiled
from sim.schedule import SCHEDULE

TEACHERS, MONTHS = 50, 24
#: Months that are looked at, counted from 0.
LOOKED_AT = (0, 5, 23)
#: Worlds that the distributions of each engine are known from; those of NumPy are the yardstick.
WORLDS = {"mesa": 150, "agentpy": 150, "frames": 100, "numpy": 1000, "jax": 1000, "own": 1000}
SLOW = {"agentpy", "frames"}
#: Standard errors beyond which a difference is none of chance: once in 100,000 comparisons.
FAR = 4.5


def run(name: str, worlds: int, seed: int) -> np.ndarray:
    """What an engine observes in the months that are looked at: worlds, months, numbers."""
    engine = ENGINES[name]
    if not engine.is_there():
        pytest.skip(f"{engine.label} is not installed")
    found = engine.load().lay_out(TEACHERS, worlds, seed, MONTHS, 1)()
    assert found.shape == (worlds, MONTHS, len(OBSERVED))
    return found[:, LOOKED_AT].astype(float)


@pytest.fixture(scope="module")
def yardstick() -> np.ndarray:
    return run("numpy", 4 * WORLDS["numpy"], 77)


def far_apart(some: np.ndarray, yardstick: np.ndarray) -> list[str]:
    """Numbers and months whose means or variances over worlds differ by more than chance explains.

    Errors are those of the yardstick's distribution. What is rare or skewed is compared only from so many worlds that
    its mean is about normal: five times its kurtosis.
    """
    found, center = [], yardstick.mean(0)
    for what, of in (("mean", lambda x: x), ("variance", lambda x: (x - center) ** 2)):
        here, there = of(some), of(yardstick)
        apart, usual = here.mean(0) - there.mean(0), there.std(0)
        spread = np.where(usual > 0, usual, 1.0)
        kurtosis = (((there - there.mean(0)) / spread) ** 4).mean(0)
        far = np.abs(apart) > FAR * usual * np.sqrt(1 / len(some) + 1 / len(yardstick)) + 1e-6
        for m, k in zip(*np.nonzero(far & (5 * kurtosis < len(some)))):
            found.append(f"{what} of {OBSERVED[k]} in month {LOOKED_AT[m]}: {here.mean(0)[m, k]:.4g} and "
                         f"{there.mean(0)[m, k]:.4g}")  # fmt: skip
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.slow] if n in SLOW else []) for n in MINI])
def test_all_engines_run_the_same_model(name: str, yardstick: np.ndarray):
    worlds = WORLDS[name] if is_compiled() or name != "own" else 20
    assert far_apart(run(name, worlds, 5), yardstick) == []


@pytest.mark.parametrize("number, value", [("meet", 0.45), ("adopt_influence", 5.0), ("leave_later", 0.014),
                                           ("decay", 0.012), ("same_school", 0.1)])  # fmt: skip
def test_a_slightly_different_model_would_be_noticed(number, value, yardstick, monkeypatch):
    other = SimpleNamespace(**workload.PARAMETERS | {number: value})
    monkeypatch.setattr(numpy_columns, "P", other)
    monkeypatch.setattr(workload, "P", other)
    assert far_apart(run("numpy", WORLDS["numpy"], 5), yardstick)


def test_nobody_asks_oneself_and_most_ask_in_their_school():
    asked = workload.colleagues(500, np.random.default_rng(1))
    row = np.arange(500)[:, None]
    assert (asked != row).all() and asked.min() >= 0 and asked.max() < 500
    here = (asked // workload.SCHOOL == row // workload.SCHOOL).mean()
    assert here == pytest.approx(0.8 + 0.2 * 24 / 499, abs=0.03)
    counts = np.bincount(asked.ravel(), minlength=500)
    assert counts.min() > 0 and abs(counts.mean() - workload.TIES) < 1e-9


def test_threads_and_neighbours_change_nothing_in_the_own_engine():
    own = ENGINES["own"].load()
    together = own.lay_out(TEACHERS, 5, 3, 4, 2)()
    assert (own.lay_out(TEACHERS, 2, 3, 4, 1)() == together[:2]).all()


def test_schools_that_are_not_full_are_refused():
    for teachers in (25, 60):
        with pytest.raises(ValueError, match="multiple of 25"):
            workload.whole_schools(teachers)


# --- what is said of speed --------------------------------------------------------------------------------------------


def timed(engine: str, ns: list[float], teachers: int = 100, worlds: int = 1, threads: int = 1) -> dict:
    """A leg whose runs took so many nanoseconds per teacher and month."""
    wall = [x * teachers * worlds * 10 / 1e9 for x in ns]
    return {
        "engine": engine, "teachers": teachers, "worlds": worlds, "threads": threads, "months": 10, "import": 1.0,
        "compile": 2.0, "lay_out": [0.1], "wall": wall, "processor": wall, "before": 50.0, "peak": 51.0,
    }  # fmt: skip


def run_of(*legs: dict) -> dict:
    """A whole run, as it is stored."""
    return {"made": {"cores": 2, "python": "3", "libraries": {}}, "legs": list(legs)}


def test_a_table_says_what_legs_cost_and_what_was_left_out():
    legs = [
        timed("mesa", [9000, 10_000, 11_000]), timed("own", [90, 100, 110]),
        {"engine": "agentpy", "teachers": 100, "worlds": 1, "threads": 1, "left_out": "not installed"},
        {"engine": "jax", "teachers": 100, "worlds": 1, "threads": 1, "failed": "no memory"},
    ]  # fmt: skip
    mesa, own, agentpy, jax = peers_numbers.rows_of(legs)
    assert mesa["ns"] == pytest.approx(10_000) and mesa["times_own"] == pytest.approx(100)
    assert mesa["ns_low"] == pytest.approx(9000) and mesa["ns_high"] == pytest.approx(11_000)
    assert mesa["times_own_low"] < 100 < mesa["times_own_high"] and own["times_own"] == 1
    assert mesa["worlds_a_second"] == pytest.approx(1 / (10_000e-9 * 100 * 120))
    assert mesa["bytes_per_teacher"] == pytest.approx(10_000)
    assert (agentpy["note"], jax["note"]) == ("not installed", "failed: no memory")
    assert peers_told.as_csv([mesa, agentpy]).splitlines()[2] == "agentpy,100,1,1" + "," * 15 + "not installed"
    page = peers_told.as_markdown(run_of(*legs))
    assert "| AgentPy | 100 | not installed |" in page and "| Mesa objects to own, one world of 100 | 100 (" in page


def test_the_power_of_scaling_is_that_of_the_times():
    legs = [timed("numpy", [ns], teachers) for teachers, ns in ((100, 1.0), (1000, 10**0.5), (10_000, 10.0))]
    assert peers_numbers.exponents(legs) == {"numpy": (pytest.approx(1.5), 100, 10_000)}


def test_the_fastest_of_several_threads_is_compared():
    legs = [timed("own", [100], worlds=2), timed("own", [50], worlds=2, threads=2), timed("numpy", [1000], worlds=2)]
    assert peers_numbers.ratio(legs, ("numpy", 100, 2), ("own", 100, 2))[0] == pytest.approx(20)
    assert peers_numbers.ratio(legs, ("mesa", 100, 1), ("own", 100, 2)) is None
    assert peers_numbers.speedups(legs) == ["this project's engine, 2 worlds: 2 threads are 2.00 times as fast as one"]


def test_objects_stop_where_a_run_would_take_over_a_minute(monkeypatch, capsys):
    monkeypatch.setattr(peers, "measured", lambda leg: timed("mesa", [1e6], leg.teachers))
    legs = [peers.Leg("mesa", 100, months=10), peers.Leg("mesa", 10_000, months=10), peers.Leg("numpy", 10_000)]
    first, second, third = peers.all_measured(legs)
    assert "wall" in first and second["left_out"] == "one run of 10 months would take about 100 s" and "wall" in third
    assert "about 100 s" in capsys.readouterr().err


def test_who_is_not_installed_is_told_and_not_failed(monkeypatch):
    monkeypatch.setitem(peers.ENGINES, "mesa", replace(ENGINES["mesa"], library="no_such_library"))
    assert peers.all_measured([peers.Leg("mesa", 50)])[0]["left_out"] == "not installed"


def test_every_engine_has_legs_of_every_size():
    legs = peers.legs_of(ENGINES, 2)
    assert {leg.teachers for leg in legs if leg.engine == "mesa"} == {300, 5_000, 100_000, 1_000_000}
    assert {leg.worlds for leg in legs if leg.engine == "jax"} == {1, 32, 200, 1_000}
    assert {leg.threads for leg in legs if leg.engine == "own" and leg.worlds == 200} == {1, 2}
    assert all(leg.teachers % workload.SCHOOL == 0 for leg in legs + peers.legs_of(ENGINES, 2, small=True))


@pytest.mark.slow
def test_a_small_benchmark_runs_to_its_end_and_is_compared_with_itself(tmp_path, capsys):
    out = tmp_path / "bench"
    assert peers.main(["--small", "--only", "numpy", "mesa", "--without-limits", "--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == {f"peers.{e}" for e in ("json", "csv", "md", "png", "svg")}
    rows = pd.read_csv(out / "peers.csv")
    assert list(rows["engine"]) == ["mesa", "mesa", "numpy", "numpy", "numpy"] and (rows["ns"] > 0).all()
    assert (rows["peak_mb"] > 1).all() and rows["note"].isna().all()
    stored = json.loads((out / "peers.json").read_text("utf-8"))
    assert [leg["months"] for leg in stored["legs"]] == [3] * 5
    capsys.readouterr()
    both = run_of(timed("own", [100, 101, 102]), timed("numpy", [1000, 1001, 1002]))
    (tmp_path / "now.json").write_text(json.dumps(both))
    assert compare.main(["--baseline", str(tmp_path / "now.json"), "--now", str(tmp_path / "now.json")]) == 0
    assert "no change seen" in capsys.readouterr().out


def test_a_slower_engine_is_found_and_a_slower_machine_is_none(tmp_path, capsys):
    then = run_of(timed("own", [100, 101, 102]), timed("model", [30, 31, 32]), timed("numpy", [1000, 1001, 1002]))
    now = run_of(timed("own", [400, 401, 402]), timed("model", [60, 61, 62]), timed("numpy", [2000, 2001, 2002]))
    own, model = compare.changes(then, now)
    assert own["change"] == pytest.approx(2, abs=0.05) and compare.verdict(own) == "slower"
    assert model["change"] == pytest.approx(1, abs=0.05) and compare.verdict(model) == "no change seen"
    assert [compare.verdict(one) for one in compare.changes(now, then)] == ["faster", "no change seen"]
    for name, run_ in (("then", then), ("now", now)):
        (tmp_path / name).write_text(json.dumps(run_))
    assert compare.main(["--baseline", str(tmp_path / "then"), "--now", str(tmp_path / "now")]) == 1
    assert "slower" in capsys.readouterr().out


@pytest.mark.parametrize("command, asked, told", [
    (compare.main, ["--baseline", "nowhere.json"], "nowhere.json is not there"),
    (peers.main, ["--only", "netlogo"], "there is no netlogo; there are mesa"),
    (peers.main, ["--page", "--small"], "--page goes with all engines"),
])  # fmt: skip
def test_mistakes_are_told_before_anything_is_measured(command, asked, told, capsys):
    with pytest.raises(SystemExit) as ended:
        command(asked)
    assert ended.value.code == 2 and told in capsys.readouterr().err


# --- where time goes --------------------------------------------------------------------------------------------------


def test_the_timed_month_calls_what_a_month_calls():
    called = [module for module, function, _ in limits.steps_of_a_month() if function == "step"]
    assert called == [module.__name__.rpartition(".")[2] for module in SCHEDULE]
    assert limits.steps_of_a_month()[-1] == ("observation", "keep", True)


@pytest.mark.slow
def test_operations_are_counted_where_teachers_are_looked_at():
    counted = limits.counted_elsewhere(1)
    assert counted["instruction"]["reads"] > 10 and counted["turnover"]["operations"] > 5
    assert counted["governance"] == {"operations": 0.0, "reads": 0.0, "writes": 0.0}


def test_the_machine_is_measured():
    assert 1e8 < limits.bandwidth(4, 2) < 1e13
    if is_compiled():
        assert 1e7 < limits.arithmetic(100_000, 2) < 1e12


def test_where_time_goes_is_told_in_words():
    found = {
        "operations": 150.0, "reads": 70.0, "writes": 15.0, "passes": 3, "row": 88, "bytes": 560, "bandwidth": 1e10,
        "arithmetic": 4e9, "bytes_ns": 56.0, "operations_ns": 37.5, "limit_ns": 56.0,
        "times": [{"teachers": 300, "worlds": 200, "months": 120, "ns": {"instruction": 84.0, "data": 28.0}}],
    }  # fmt: skip
    told = limits.told(found)
    assert "| instruction | 84.00 | 75.0 % |" in told and "take 112 ns, 2.0 times the longer" in told
    assert "not measured" in limits.told(found | {"times": []})


@pytest.mark.slow  # compiles the model once more
@pytest.mark.skipif(not limits.is_compiled() or limits.platform.machine() not in limits.HAS_CLOCK, reason="no clock")
def test_time_is_divided_among_submodels():
    each = limits.by_submodel(50, 2, 3, repeats=1)
    assert set(each) == {module for module, _, _ in limits.steps_of_a_month()}
    assert all(ns >= 0 for ns in each.values()) and each["instruction"] > 0

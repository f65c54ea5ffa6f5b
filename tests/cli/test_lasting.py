"""``rpp survival`` and ``rpp scale``: from a results folder to sentences, tables and figures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command_line import good, rpp

from analysis.survival import words as sustaining_words
from app.commands.run import plan_of, run
from app.commands.scale import scale_of
from app.commands.survival import NOT_MONTHLY, survival_of
from app.results.groups import grouped
from app.results.place import MANIFEST
from app.terminal.mistakes import Mistake
from sim.experiments import Sweep, latin_hypercube, make_plan, open_results, sweep, vary
from sim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def run_folder(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 60 months in which some partnerships end."""
    folder = tmp_path_factory.mktemp("lasting") / "one"
    hard = small.with_values({"money.start_grant": 60_000, "district.superintendent_turnover": 0.35})
    run(plan_of(hard, 12, 60, 3), folder, threads=1, quiet=True)
    return folder


@pytest.fixture(scope="module")
def sweep_folder(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of 36 points over a range and over names."""
    folder = tmp_path_factory.mktemp("lasting") / "many"
    hard = small.with_values({"money.start_grant": 60_000})
    design = latin_hypercube([vary("structure.agreements"), vary("coordination.employer")], samples=36, seed=1)
    plan = make_plan(hard, policies={"": {}, "with board": {"structure.board": 1.0}}, design=design, replicates=2,
                     months=60, seed=2)  # fmt: skip
    sweep(plan, out=folder, jobs=1)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST}


def test_a_run_is_told_and_written(run_folder: Path, tmp_path: Path) -> None:
    said = good("survival", str(run_folder), "--out", str(tmp_path / "a"))
    assert "seed 3" in said and "After five years" in said and "grants" in said
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert {"lasting.csv", "causes.csv", "hazard.csv", "retention.csv", "figure-lasting.png", "figure-lasting.svg",
            "figure-lasting-print.png", "sentences.txt", MANIFEST} <= names  # fmt: skip
    assert "hazard_ratios.csv" not in names
    row = pd.read_csv(tmp_path / "a" / "lasting.csv").iloc[0]
    runs = pd.read_csv(run_folder / "csv" / "runs.csv")
    assert row["mean_life"] == pytest.approx(runs["survival_months"].mean())
    assert row["ended"] == runs["ended"].sum()


@pytest.mark.slow
def test_the_same_results_give_the_same_bytes(sweep_folder: Path, tmp_path: Path) -> None:
    for what in ("survival", "scale"):
        good(what, str(sweep_folder), "--out", str(tmp_path / what))
        before = contents(tmp_path / what)
        good(what, str(sweep_folder), "--out", str(tmp_path / what))
        assert contents(tmp_path / what) == before


def test_a_sweep_also_tells_which_levers_matter(sweep_folder: Path) -> None:
    answer = survival_of(open_results(sweep_folder), None)
    varied = {"policy", "structure.agreements", "coordination.employer"}
    assert set(answer.tables["hazard_ratios"]["lever"]) <= varied
    assert NOT_MONTHLY in answer.data["sentences"] and "72 design points" in answer.data["sentences"][0]
    assert len(answer.tables["lasting"]) == 2 and answer.tables["lasting"]["scenario"][1].endswith("with board")
    json.dumps(answer.data, allow_nan=False)


def test_scale_is_told_with_definitions(sweep_folder: Path, tmp_path: Path) -> None:
    answer = scale_of(open_results(sweep_folder), "structure.agreements")
    table, definitions = answer.tables["scale"], answer.tables["definitions"]
    names = [name.split(" (")[0] for name in table["scenario"].unique()]
    assert names == [f"written agreements and norms, {third}" for third in ("low", "middle", "high")]
    assert table.loc[table["measure"] == "spread", "partnerships"].sum() == 144
    assert set(definitions["dimension"]) == {"spread", "depth", "sustainability", "ownership", "equity", "cost"}
    assert definitions[["unit", "direction", "definition"]].ne("").all(axis=None)
    told = json.loads(good("scale", str(sweep_folder), "--json"))
    assert told["folder"] == f"{sweep_folder}-scale" and len(told["sentences"]) == 4
    names = {path.name for path in Path(told["folder"]).iterdir()}
    assert {"figure-scale.png", "figure-health-print.svg", "scale.csv", "definitions.csv"} <= names


def test_thirds_are_of_design_points_and_in_order(sweep_folder: Path) -> None:
    found = grouped(open_results(sweep_folder), "structure.agreements")
    ranges = found.runs.groupby("scenario", sort=False)["structure.agreements"].agg(["min", "max"])
    assert (ranges["max"].to_numpy()[:-1] < ranges["min"].to_numpy()[1:]).all()
    assert found.runs.groupby("scenario", sort=False)["point"].nunique().tolist() == [24, 24, 24]
    assert found.runs["draw"].nunique() == 36, "both policies met the same draws"
    names = grouped(open_results(sweep_folder), "coordination.employer").names
    assert names[0].startswith("employer of the coordinator, ")


def test_what_cannot_be_grouped_says_so(sweep_folder: Path, run_folder: Path) -> None:
    code, _, said = rpp("survival", str(sweep_folder), "--by", "structure.agreement")
    assert code == 2 and "structure.agreements" in said
    assert not Path(f"{sweep_folder}-survival").exists()
    assert rpp("scale", str(sweep_folder / "nowhere"))[0] == 2
    assert rpp("survival", str(run_folder), "--by", "contact.meetings")[0] == 2
    with pytest.raises(Mistake, match="has 36 different values"):
        found = open_results(sweep_folder)
        many = found.finished.assign(partnership=found.finished["point"].astype(str)).query("point < 36")
        grouped(with_runs(found, many), "partnership")


def with_runs(found: Sweep, runs: pd.DataFrame) -> Sweep:
    """Results with other runs."""
    other = Sweep(found.folder)
    other.finished = runs
    return other


def test_figures_show_up_to_four_groups_each(sweep_folder: Path) -> None:
    found = open_results(sweep_folder)
    six = with_runs(found, found.finished.assign(partnership=(found.finished["point"] % 6).map("p{}".format)))
    parts = list(grouped(six, "partnership").figures())
    assert [ending for ending, _, _ in parts] == ["-1", "-2"]
    assert sum(len(runs) for _, runs, _ in parts) == len(found.finished)


# --- words -------------------------------------------------------------------------------------------------------


def lasting(**values: float) -> pd.DataFrame:
    """Two rows of the table `lasting`."""
    row = {"scenario": "A", "partnerships": 50, "ended": 0, "horizon": 120.0, "going": 1.0, "going_low": 0.93,
           "going_high": 1.0, "mean_life": 120.0, "mean_low": 120.0, "mean_high": 120.0, "longer_than_first": np.nan,
           "longer_low": np.nan, "longer_high": np.nan}  # fmt: skip
    return pd.DataFrame([row, row | {"scenario": "B"} | values])


@pytest.mark.parametrize("difference, said", [
    ((14.2, 9.1, 19.3), "B lasts 14 months longer than A (95 % interval 9.1 to 19), within ten years."),
    ((-14.2, -19.3, -9.1), "B lasts 14 months less than A (95 % interval 9.1 to 19), within ten years."),
    ((2.0, -3.0, 7.0), "Whether B lasts longer than A is not clear: 2 months (95 % interval \N{MINUS SIGN}3 to 7)."),
    ((2.0, np.nan, np.nan), "B lasts 2 months longer than A in these runs, which are too few, or too much alike, to "
                            "say how sure that is."),
    ((0.0, np.nan, np.nan), "B and A lasted equally long in every pair of runs within ten years, which does not tell "
                            "whether one lasts longer."),
])  # fmt: skip
def test_differences_in_words(difference: tuple, said: str) -> None:
    values = dict(zip(("longer_than_first", "longer_low", "longer_high"), difference, strict=True))
    empty = pd.DataFrame(columns=["scenario", "cause", "ended"])
    assert sustaining_words.of_lasting(lasting(**values), empty, empty)[-1] == said


def test_retention_that_is_not_known_says_so() -> None:
    row = {"scenario": "A", "after": 24, "partnerships": 9, "known": 0}
    assert "is not known" in sustaining_words.of_retention(pd.DataFrame([row]))[0]


def test_observed_lifetimes_stand_beside_simulated_ones(run_folder: Path, tmp_path: Path) -> None:
    rows = "".join(f"p{n};{n / 4 + 0.5:.2f};{int(n % 3 > 0)}\n".replace(".", ",") for n in range(18))
    (tmp_path / "o.csv").write_text(f"id;duration_years;ended\n{rows}p19;2,5;NA\n", encoding="utf-8")
    asked = ("survival", str(run_folder), "--observed", str(tmp_path / "o.csv"), "--out")
    said = " ".join(good(*asked, str(tmp_path / "a")).split())
    assert "18 lifetimes, of which 12 ended" in said and "1 of 19 rows left out (1 without a mark)" in said
    assert "decimal commas" in said and "p = " in said and "logrank" in said
    assert {"observed.csv", "observed_test.csv", "figure-observed.png"} <= {p.name for p in (tmp_path / "a").iterdir()}
    code, _, err = rpp("survival", str(run_folder), "--out", str(tmp_path / "a"))
    assert code == 2 and "observed" in err  # without them it is another question


def test_a_unit_goes_with_observed_lifetimes(run_folder: Path, tmp_path: Path) -> None:
    assert rpp("survival", str(run_folder), "--unit", "years")[0] == 2
    (tmp_path / "o.csv").write_text("duration,ended\n1,1\n", encoding="utf-8")
    code, _, err = rpp("survival", str(run_folder), "--observed", str(tmp_path / "o.csv"), "--unit", "weeks")
    assert code == 2 and "months, years" in err

"""Points of a design from CSV files of other programs, with names that results keep."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from command_line import good, rpp

from sim.experiments import Design, from_csv, make_plan, open_results, sweep
from sim.experiments.design.csv_points import RESERVED
from sim.experiments.store.inputs import DESIGN_KEYS
from sim.experiments.store.tables import RUNS
from sim.scenario.files import load_scenario
from sim.scenario.mistakes import ScenarioError

MEETINGS, BOARD, EMPLOYER = "contact.meetings", "structure.board", "coordination.employer"
SMALL = {"district.schools": 1, "district.teachers_per_school": 2}


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files lie in the current folder."""
    monkeypatch.chdir(tmp_path)


def points(text: str) -> Design:
    Path("points.csv").write_text(text, encoding="utf-8")
    return from_csv(Path("points.csv"))


def told(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        points(text)
    return str(error.value).splitlines()


def test_the_same_points_in_every_usual_form_are_the_same_design() -> None:
    frame = pd.DataFrame({MEETINGS: [1.5, 2.0], BOARD: [0.25, None], EMPLOYER: ["district", "neutral"]})
    plain = points(frame.to_csv(index=False))
    forms = [
        frame.to_csv(), frame.to_csv(index=False, sep=";", decimal=","), frame.to_csv(index=False, sep="\t"),
        frame.to_csv(index=False, na_rep="NA"), frame.to_csv(index=False).replace("0.25", "25 %"),
    ]  # fmt: skip
    for text in forms:
        design = points(text)
        assert design.digest == plain.digest and design.settings["read"]
        assert [design.values(row) for row in (0, 1)] == [
            {MEETINGS: 1.5, BOARD: 0.25, EMPLOYER: "district"}, {MEETINGS: 2.0, EMPLOYER: "neutral"},
        ]  # fmt: skip
    assert not plain.settings["read"]


def test_percent_of_what_is_no_share_is_refused_without_a_guess() -> None:
    (line,) = told(f"{MEETINGS}\n35%\n")
    assert line == "points.csv:2: contact.meetings = 35%: must be a number from 0 to 20 (meetings a month), not '35%'"


def test_a_table_of_something_else_is_told_in_one_line() -> None:
    (line,) = told("height,income,city,region\n1,2,3,4\n")
    assert line == ("points.csv:1: no column is the name of a parameter (they are height, income, city, region); "
                    "the first line names parameters, which `rpp parameters` lists")  # fmt: skip


def test_names_of_points_are_whole_and_unique_and_call_no_column_of_results() -> None:
    assert told(f"id,{MEETINGS}\nwest,1\nwest,2\n,3\n") == [
        "points.csv:3: id = west: names line 2 already", "points.csv:4: id: must be a name of at most 80 characters",
    ]  # fmt: skip
    assert told(f"run,{MEETINGS}\n1,1\n") == ["points.csv:1: run: is also a column of results; call it id"]
    assert {*DESIGN_KEYS, *RUNS.names} <= RESERVED


def test_names_come_through_to_every_table_and_back_from_the_folder(tmp_path: Path) -> None:
    design = points(f"id;{MEETINGS}\nwest;1,5\neast;3\n")
    scenario, policies = load_scenario("baseline").with_values(SMALL), {"as is": {}, "board": {BOARD: 1}}
    small = make_plan(scenario, design=design, policies=policies, replicates=2, months=12)
    results = sweep(small, out=tmp_path / "r", jobs=1)
    again = open_results(tmp_path / "r")
    assert again.plan.designs[0].names == {"id": ("west", "east")} and again.plan.digest == small.digest
    assert again.design["id"].tolist() == ["west", "east"] * 2
    assert set(zip(again.finished["id"], again.finished[MEETINGS], strict=True)) == {("west", 1.5), ("east", 3.0)}
    assert {"id"} <= set(pd.read_csv(results.folder / "dictionary.csv")["column"])
    good("survival", "r", "--by", "id", "--out", "s")
    assert set(pd.read_csv("s/lasting.csv")["scenario"]) == {"west", "east"}


def test_a_sweep_says_how_it_read_its_points_and_its_csv_tables_name_them(tmp_path: Path) -> None:
    Path("points.csv").write_text(f"id;{MEETINGS}\nwest;1,5\neast;3\n", encoding="utf-8")
    values = ", ".join(f"{name}: {value}" for name, value in SMALL.items())
    Path("small.yaml").write_text(f"title: Small\ncontext: {{{values}}}\n", encoding="utf-8")
    design = "{method: csv, file: points.csv}"
    Path("e.yaml").write_text(f"scenarios: ./small.yaml\ndesign: {design}\nreplicates: 1\nmonths: 12\n")
    code, _, err = rpp("sweep", "e.yaml", "--out", "r", "--jobs", "1", "--csv", "--quiet")
    assert code == 0
    assert "points.csv: semicolons between cells; decimal commas; column 'id' kept as the name of points" in err
    for table in ("runs", "series", "design"):
        assert set(pd.read_csv(f"r/csv/{table}.csv")["id"]) == {"west", "east"}

"""The command line: what users type, what they get wrong, and how they are told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import TINY, good, rpp
from processes import ended, rpp_started, wait_until
from shared import later

import sim
from sim.declarations.parameters import registry
from sim.experiments import Sweep
from sim.scenario.files import load_scenario
from sim.scenario.schema import schema_text

ROOT = Path(sim.__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commands look into the current folder, and write into it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A scenario file that runs in a moment."""
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return "tiny.yaml"


# --- what users get wrong ---------------------------------------------------------------------------------------------

BAD = [
    # command, and what the message must name
    ("run baselin", "'baselin' did you mean baseline"),
    ("run zzzzzz", "'zzzzzz' rpp list"),
    ("run types", "'types' is a folder types/nic"),
    ("run nowhere.yaml", "no file 'nowhere.yaml'"),
    ("run bellevu", "did you mean portraits/bellevue"),
    ("run tiny.yaml --replicates 0", "--replicates whole number from 1 to '0'"),
    ("run tiny.yaml --replicates many", "--replicates whole number from 1 'many'"),
    ("run tiny.yaml --replicates 1.5", "--replicates whole number '1.5'"),
    ("run tiny.yaml --months -1", "--months from 1 to 12000 '-1'"),
    ("run tiny.yaml --months 0", "--months from 1 to 12000 '0'"),
    ("run tiny.yaml --seed text", "--seed from 0 to 9223372036854775807 'text'"),
    ("run tiny.yaml --seed -1", "--seed from 0 '-1'"),
    ("run tiny.yaml --seed 99999999999999999999999", "--seed from 0 to 9223372036854775807"),
    ("run tiny.yaml --threads 0", "--threads from 1 '0'"),
    ("run tiny.yaml --set foo", "foo name=value"),
    ("run tiny.yaml --set coordination.fte=abc", "coordination.fte abc from 0 to 6 full-time posts"),
    ("run tiny.yaml --set coordination.fte=99", "coordination.fte 99 from 0 to 6"),
    ("run tiny.yaml --set coordination.ftee=1", "coordination.ftee did you mean coordination.fte"),
    ("run tiny.yaml --set fte=1", "fte did you mean coordination.fte"),
    ("run tiny.yaml --set team.staff=1.5", "team.staff 1.5 whole number from 0 to 80"),
    ("run tiny.yaml --set coordination.employer=neutrl", "one of research, district, neutral did you mean neutral"),
    ("run tiny.yaml --set team.staff=1 --set team.staff=2", "team.staff given twice"),
    ("run tiny.yaml --set coordination.fte=nan", "coordination.fte nan from 0 to 6"),
    ("run tiny.yaml --set structure.board=40%", "structure.board write 0.4"),
    ("run tiny.yaml --out tiny.yaml", "--out tiny.yaml is a file"),
    ("run tiny.yaml --out tiny.yaml/deeper", "--out tiny.yaml is a file"),
    ("run tiny.yaml --out .", "--out the folder that you are in"),
    ("run tiny.yaml --out occupied", "occupied no results of this version of `rpp` occupied-2"),
    ("run tiny.yaml --replicate 3", "--replicate --replicates"),
    ("run", "Missing argument SCENARIO"),
    ("story tiny.yaml --replicate -1", "--replicate from 0 '-1'"),
    ("story tiny.yaml --replicate best", "--replicate typical, lucky, unlucky, ended 'best'"),
    ("story tiny.yaml --replicate ended --of 2 --months 1", "--replicate ended none of 2 runs ended"),
    ("story tiny.yaml --partnership tiyn", "'tiyn' did you mean tiny"),
    ("story tiny.yaml --seed 1e3", "--seed whole number '1e3'"),
    ("show broken.yaml", "broken.yaml:2 coordination.ftee coordination.fte broken.yaml:3 monthss months"),
    ("show tiny.yaml --set x=1", "x unknown name"),
    ("diff baseline bellevu", "did you mean portraits/bellevue"),
    ("diff baseline", "Missing argument B"),
    ("validate broken.yaml other.yaml", "broken.yaml:2 broken.yaml:3 other.yaml"),
    ("parameters coordinaton", "'coordinaton' did you mean coordination"),
    ("parameters --kind levers", "'levers' did you mean lever"),
    ("parameters --search zzzz", "'zzzz'"),
    ("schema --out occupied", "--out occupied is a folder"),
    ("runn baseline", "runn"),
]


@pytest.mark.parametrize(("command", "named"), BAD, ids=[command for command, _ in BAD])
def test_mistakes_are_told_and_nothing_is_written(command: str, named: str, tiny: str, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("levers:\n  coordination.ftee: 1\nmonthss: 12\n", encoding="utf-8")
    (tmp_path / "occupied").mkdir()
    (tmp_path / "occupied" / "thesis.txt").write_text("mine", encoding="utf-8")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    code, out, err = rpp(*command.split())
    assert code == 2
    for word in named.split():
        assert word in err, f"{word!r} is missing in: {err}"
    assert "Traceback" not in err
    assert not out.strip() or command.startswith("validate")
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}


def test_all_mistakes_of_file_and_values_at_once(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("levers:\n  coordination.ftee: 1\n", encoding="utf-8")
    _, _, err = rpp("show", "broken.yaml", "--set", "foo", "--set", "team.staff=-1")
    assert all(word in err for word in ("coordination.ftee", "foo", "team.staff"))
    assert len(err.strip().splitlines()) == 4 and err.endswith("rpp docs guide/scenarios\n")


@pytest.mark.skipif(os.name == "nt", reason="nobody can write into /proc elsewhere")
@pytest.mark.parametrize("command", ["run", "compare --set team.staff=2", "network"])
def test_folder_that_cannot_be_written(tiny: str, command: str) -> None:
    name, *options = command.split()
    code, out, err = rpp(name, tiny, *options, "--out", "/proc/made/here")
    assert code == 2 and "/proc/made/here" in err and "cannot be" in err and not out


def test_folder_that_cannot_be_made(tiny: str) -> None:
    code, _, err = rpp("run", tiny, "--out", "x" * 300)
    assert code == 2 and "too long" in err and "Traceback" not in err


# --- what users see ---------------------------------------------------------------------------------------------------


def test_version() -> None:
    assert good("--version").strip() == f"rpp {sim.__version__}"


def test_list_groups_all_scenarios() -> None:
    text, data = good("list"), json.loads(good("list", "--json"))
    names = [s["name"] for s in data]
    assert "baseline" in names and all(name in text for name in names)
    assert {s["group"] for s in data} >= {"baseline", "types", "portraits"}
    for s in data:
        scenario = load_scenario(s["name"])
        assert (s["title"], s["question"]) == (scenario.title, scenario.question)


def test_list_tells_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "odd.yaml").write_text("a: [", encoding="utf-8")
    assert "odd" in good("list") and "rpp validate" in good("list")


def test_show_tells_what_differs_and_where_from(tiny: str) -> None:
    text = good("show", tiny, "--set", "team.staff=2")
    assert "Does it run?" in text and "three schools of five teachers" in text
    assert "coordination.fte = 1 full-time posts, not 0.5  [tiny]" in text
    assert "team.staff = 2 people, not 1  [set]" in text
    assert "March of year 1 (month 9): The superintendent leaves." in text
    assert "contact.meetings" not in text
    assert "contact.meetings" in good("show", tiny, "--all")


def test_show_names_the_type_file_that_states_a_value() -> None:
    text = good("show", "bellevue")
    assert "work.unit_months = 4 months, not 9  [types/design_research]" in text
    assert "money.driver = federal, not philanthropic  [portraits/bellevue]" in text
    assert "CPG 2013" in text


def test_show_of_the_baseline_differs_from_nothing() -> None:
    assert "All values are those of the baseline" in good("show", "baseline")


def test_show_json_holds_every_value(tiny: str) -> None:
    data = json.loads(good("show", tiny, "--json"))
    assert len(data["partnerships"][0]["levers"]) == len(registry().select(scope="partnership"))
    assert data["digest"] == load_scenario(tiny).digest
    assert {d["name"] for d in data["differs_from_baseline"]} >= {"coordination.fte", "district.schools", "months"}


def test_validate(tiny: str, tmp_path: Path) -> None:
    assert good("validate", tiny, "baseline").splitlines() == ["OK  tiny.yaml: a scenario", "OK  baseline: a scenario"]
    (tmp_path / "many").mkdir()
    (tmp_path / "many" / "one.yaml").write_text("title: One\n", encoding="utf-8")
    (tmp_path / "many" / "two.yaml").write_text("extends: ./one.yaml\nmonths: no\n", encoding="utf-8")
    code, out, err = rpp("validate", "many")
    assert code == 2 and "OK" in out and "two.yaml:2" in err


def test_validate_accepts_all_scenarios_of_the_project() -> None:
    assert "OK" in good("validate", str(ROOT / "scenarios"))


def test_diff_in_words(tiny: str) -> None:
    text = " ".join(good("diff", "baseline", tiny).split())
    assert "coordination.fte: 0.5 → 1 full-time posts — staff time for keeping the partnership going" in text
    assert "March of year 1 (month 9): superintendent_leaves (only in the second) — The superintendent leaves" in text
    data = json.loads(good("diff", "baseline", tiny, "--json"))
    found = {d["name"]: (d["first"], d["second"]) for d in data}
    assert found["coordination.fte"] == (0.5, 1.0) and found["months"] == (120.0, 30.0)


def test_diff_of_a_scenario_with_itself() -> None:
    assert "same content" in good("diff", "baseline", "baseline")
    assert json.loads(good("diff", "nic", "nic", "--json")) == []


def test_parameters_by_group_kind_and_word() -> None:
    names = [p["name"] for p in json.loads(good("parameters", "coordination", "--json"))]
    assert names == ["coordination.fte", "coordination.employer"]
    kinds = {p["kind"] for p in json.loads(good("parameters", "--kind", "context", "--json"))}
    assert kinds == {"context"}
    found = json.loads(good("parameters", "--search", "superintendent turnover", "--json"))
    assert "district.superintendent_turnover" in [p["name"] for p in found]
    text = good("parameters", "coordination.fte")
    assert "0.5 full-time posts" in text and "staff time" in text and "choice" in text


def test_every_parameter_is_listed() -> None:
    assert [p["name"] for p in json.loads(good("parameters", "--json"))] == list(registry())


def test_schema_is_printed_or_written(tmp_path: Path) -> None:
    assert good("schema") == schema_text()
    good("schema", "--out", "made/for/it/schema.json")
    assert (tmp_path / "made/for/it/schema.json").read_text(encoding="utf-8") == schema_text()


def test_run_prints_a_summary_and_says_where_files_are(tiny: str, tmp_path: Path) -> None:
    text = good("run", tiny, "--seed", "7")
    assert "3 runs of 30 months, seed 7" in text and "median" in text and "runs/tiny-seed7" in text
    assert (tmp_path / "runs" / "tiny-seed7" / "csv" / "runs.csv").exists()
    assert good("run", tiny, "--quiet", "--out", "q") == ""


def test_run_json_is_only_json(tiny: str) -> None:
    data = json.loads(good("run", tiny, "--json", "--replicates", "4", "--months", "40", "--set", "team.staff=2"))
    assert (data["replicates"], data["months"], data["runs"]) == (4, 40, 4)
    assert data["set"] == {"team.staff": 2.0}
    assert set(data["survival"]) == {"3 years", "5 years", "10 years"} and data["survival"]["5 years"] is None
    assert sum(data["causes"].values()) == 4
    for outcome in data["outcomes"].values():
        assert outcome["median"] is None or outcome["low"] <= outcome["median"] <= outcome["high"]


def test_progress_goes_to_standard_error(tiny: str) -> None:
    _, out, err = rpp("run", tiny, "--json")
    assert json.loads(out) and "3 of 3 runs" in err
    assert rpp("run", tiny, "--json", "--quiet", "--out", "quiet")[2] == ""


# --- processes of their own -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["--help"], ["list"], ["--version"], ["run", "--help"]])
def test_heavy_libraries_are_not_loaded_for_light_commands(command: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom app.cli import app\n"
        f"done = CliRunner().invoke(app, {command!r})\nassert done.exit_code == 0, done.output\n"
        "heavy = {'numba', 'pandas', 'matplotlib', 'mesa', 'scipy', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_run_loads_nothing_that_neither_it_nor_its_figure_needs(tiny: str, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom app.cli import main\n"
        f"sys.argv = ['rpp', 'run', {tiny!r}, '--quiet', '--out', 'made']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'scipy.stats', 'scipy.optimize', 'scipy.special', 'sklearn', 'SALib', 'networkx', 'mesa',"
        " 'matplotlib.pyplot', 'jinja2'} & set(sys.modules)\n"
        "others = {m for m in sys.modules if m.startswith('app.commands.')} - {'app.commands.run'}\n"
        "assert not heavy | others, heavy | others"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "made" / "overview.png").exists() and (tmp_path / "made" / "overview.svg").exists()


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL, *later(signal.SIGTERM)])
def test_however_a_run_ends_what_was_finished_is_kept(tiny: str, tmp_path: Path, end: signal.Signals) -> None:
    ask = ("run", tiny, "--replicates", "1500", "--threads", "1", "--out", "made/here")
    with rpp_started(*ask, folder=tmp_path) as child:
        wait_until(lambda: list(tmp_path.glob("made/here/journal/*.jsonl")), child)
        child.send_signal(end)
        code, out, err = ended(child)
    assert not out and "Traceback" not in err
    if end != signal.SIGKILL:
        assert code == 130 and "What was finished is kept; go on by: rpp run tiny.yaml" in err
    done = Sweep(tmp_path / "made" / "here").status().done
    assert 0 < done < 1500 and "go on by" in good("status", "made/here")
    before = (tmp_path / "made/here/runs/part-000000000.parquet").stat().st_mtime_ns
    assert good(*ask).startswith("Tiny (tiny): 1,500 runs of 30 months")
    assert (tmp_path / "made/here/runs/part-000000000.parquet").stat().st_mtime_ns == before


def test_a_pipe_that_closes_early_is_no_accident(tmp_path: Path) -> None:
    with rpp_started("parameters", folder=tmp_path) as child:
        child.stdout.readline()
        child.stdout.close()
        assert "Traceback" not in child.stderr.read()
        child.wait()

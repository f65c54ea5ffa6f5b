"""The commands that learn from sweeps: what they write, what they say, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.terminal.help_page import COMMANDS
from sim.experiments import latin_hypercube, make_plan, nothing, sweep, vary


@pytest.fixture(scope="module")
def folder(small, tmp_path_factory) -> Path:
    """Two policies at 40 points of two factors, two replicates, two years."""
    from sim.engine.batch import warm_up

    warm_up()
    factors = [vary("contact.meetings"), vary("coordination.fte")]
    policies = {"as is": {}, "board": {"structure.board": 1.0}}
    plan = make_plan(small, policies=policies, design=latin_hypercube(factors, samples=40, seed=1), replicates=2,
                     months=24)  # fmt: skip
    out = tmp_path_factory.mktemp("sweeps") / "sweep"
    sweep(plan, out=out, jobs=1)
    return out


def rpp(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(a) for a in arguments], prog_name="rpp")
    return done.exit_code, done.stdout, done.stderr


def test_sensitivity_writes_tables_figures_and_where_they_come_from(folder, tmp_path):
    out = tmp_path / "found"
    code, said, _ = rpp("sensitivity", folder, "--outcome", "practice_hours", "--method", "regional", "--out", out)
    assert code == 0
    assert "What matters most for hours of practitioners" in said
    names = {path.name for path in out.iterdir()}
    assert {"influences.csv", "differences.csv", "sentences.txt", "manifest.json", "differences.png"} <= names
    assert len([name for name in names if name.startswith("influences-practice_hours-") and name.endswith(".png")]) == 4
    told = json.loads((out / "manifest.json").read_text())
    assert told["analysis"] == "sensitivity"
    assert (told["seed"], told["resampling_seed"]) == (1, 1)
    assert told["scenarios"][0]["digest"]


#: Every analysis of a results folder, with two questions that it takes.
ANALYSES = {
    "survival": ((), ("--by", "contact.meetings")),
    "scale": ((), ("--by", "policy")),
    "sensitivity": (("--method", "regional"), ("--outcome", "practice_hours", "--method", "regional")),
    "discover": (("--where", "contact.meetings > 2"), ("--where", "contact.meetings > 3")),
    "robustness": ((), ("--outcome", "practice_hours")),
}


def test_all_analyses_are_here():
    assert {*ANALYSES, "report", "compare", "levers", "assess", "portfolio"} == set(COMMANDS["Analyse"])


@pytest.mark.parametrize("command", ANALYSES)
def test_analyses_write_beside_the_results_and_say_where(folder, command, monkeypatch):
    drawn = []
    monkeypatch.setattr("app.results.outputs.draw", lambda *asked: drawn.append(asked))  # which is what takes time
    one, other = ANALYSES[command]
    first, second = (folder.with_name(f"sweep-{command}{number}") for number in ("", "-2"))
    code, said, told = rpp(command, folder, *one)
    assert code == 0, told
    assert f"Written to {first}\n" in said and drawn
    before = {path: path.read_bytes() for path in first.iterdir()}
    # The same question writes there again; another one leaves it as it is, and programs are told of its place, too.
    assert f"Written to {first}\n" in rpp(command, folder, *one)[1]
    code, said, _ = rpp(command, folder, *other, "--json")
    assert code == 0 and json.loads(said)["folder"] == str(second)
    assert (second / "manifest.json").exists()
    assert before.keys() == {path for path in first.iterdir()}
    assert all(path.read_bytes() == content for path, content in before.items() if path.name != "manifest.json")


@pytest.mark.parametrize("command", ANALYSES)
def test_a_folder_with_another_answer_says_which_one_it_holds(folder, tmp_path, command, monkeypatch):
    monkeypatch.setattr("app.results.outputs.draw", lambda *asked: None)
    one, other = ANALYSES[command]
    out = tmp_path / "mine"
    assert rpp(command, folder, *one, "--out", out)[0] == 0
    before = {path: path.read_bytes() for path in out.iterdir()}
    code, said, told = rpp(command, folder, *other, "--out", out)
    assert (code, said) == (2, "")
    asked = json.loads(rpp(command, folder, *other, "--json")[1])
    kept = json.loads(before[out / "manifest.json"])
    key = next(key for key in ("by", "where", "outcomes") if asked.get(key) != kept.get(key))
    values = [", ".join(v) if isinstance(v := told_by[key], list) else v for told_by in (kept, asked)]
    assert f"answers another question ({key} {values[0][:80]}" in told and f", not {values[1]}" in told
    assert f"--out {out}-2" in told
    rival = next(name for name in ANALYSES if name != command)
    assert f"holds the answer of `rpp {command}`" in rpp(rival, folder, *ANALYSES[rival][0], "--out", out)[2]
    assert "holds results, not an answer" in rpp(command, folder, *one, "--out", folder)[2]
    assert before == {path: path.read_bytes() for path in out.iterdir()}


def test_an_answer_of_another_version_is_told_from_another_question(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("app.results.outputs.draw", lambda *asked: None)
    assert rpp("scale", folder, "--out", tmp_path / "mine")[0] == 0
    monkeypatch.setattr("sim.experiments.store.provenance.code_digest", lambda: "another")
    code, _, told = rpp("scale", folder, "--out", tmp_path / "mine")
    assert code == 2 and "was made by another version of the model" in told


def test_robustness_answers_programs(folder):
    asked = ("--require", "practice_hours > 0", "--outcome", "practice_hours")
    code, said, _ = rpp("robustness", folder, *asked, "--json")
    assert code == 0
    told = json.loads(said)
    assert {row["policy"] for row in told["measures"]} == {"as is", "board"}
    assert [row["met"] for row in told["requirements"]] == [1, 1]
    assert len(told["front"]) == 2
    assert told["measures"][0]["futures"] == 40


def test_discover_tells_that_there_is_nothing_to_tell(folder):
    code, _, said = rpp("discover", folder, "--where", "survival_months < 0")
    assert code == 2
    assert "none of the 160 runs are cases of interest" in said


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["sensitivity", "--outcome", "trusst", "--outcome", "sprad"], ["did you mean trust", "did you mean spread"]),
        (["sensitivity", "--method", "sobl"], ["did you mean sobol"]),
        (["sensitivity", "--method", "sobol"], ["saltelli", "--method given-data"]),
        (["sensitivity", "--where", "trust < 1"], ["--where", "regional"]),
        (["discover", "--where", "survival_month < 3"], ["did you mean survival_months"]),
        (["discover", "--where", "trust < 1", "--method", "tree"], ["prim", "cart"]),
        (["robustness", "--policy", "contact.meeting"], ["did you mean contact.meetings"]),
        (["robustness", "--objective", "voice"], ["neither more nor less"]),
        (["robustness", "--require", "trust >"], ["cannot be read"]),
    ],
)
def test_mistakes_are_told_plainly_and_nothing_is_written(folder, tmp_path, arguments, words):
    command, *options = arguments
    code, _, said = rpp(command, folder, *options, "--out", tmp_path / "x")
    assert code == 2
    for word in words:
        assert word in said
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("command", ["sensitivity", "robustness", "discover"])
def test_a_folder_that_holds_no_sweep_is_refused(tmp_path, command):
    more = ["--where", "trust < 1"] if command == "discover" else []
    code, _, said = rpp(command, tmp_path, *more)
    assert code == 2
    assert "Traceback" not in said
    code, _, said = rpp(command, tmp_path / "none", *more)
    assert code == 2
    assert "there is no such folder" in said


def test_a_sweep_without_factors_has_nothing_to_explain(small, tmp_path):
    sweep(make_plan(small, design=nothing(), replicates=2, months=12), out=tmp_path / "one", jobs=1)
    for command, words in (("sensitivity", "the same in every point"), ("robustness", "only one policy")):
        code, _, said = rpp(command, tmp_path / "one")
        assert code == 2
        assert words in said

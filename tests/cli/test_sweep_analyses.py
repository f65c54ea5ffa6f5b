"""The commands that learn from sweeps: what they write, what they say, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
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

"""What a shell is offered, asked as shells ask: through the variables that the installed script sets."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from sim.declarations.parameters import registry
from sim.measures.outcomes import OUTCOME
from sim.scenario.folders import files_beside, find_scenarios

ROOT = Path(__file__).resolve().parents[2]


def offered(line: str) -> list[str]:
    """What bash would get for a line with the cursor at its end."""
    words = [*shlex.split(line), *([""] if line.endswith(" ") else [])]
    asked = {"_RPP_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = CliRunner().invoke(app, [], prog_name="rpp", env=asked)
    assert not done.stderr and done.exit_code == 0, done.stderr
    return done.stdout.split()


def test_commands_and_options() -> None:
    assert offered("rpp rob") == ["robustness"]
    assert "--set" in offered("rpp run bellevue --")


@pytest.mark.parametrize("command", ["show", "run", "story", "network", "levers", "compare", "diff", "app"])
def test_scenarios_by_name_and_by_its_end(command: str) -> None:
    assert offered(f"rpp {command} bte") == ["bten"]
    assert offered(f"rpp {command} types/n") == ["types/nic"]
    assert {name for name, _ in find_scenarios() if name.startswith("types/")} == set(offered(f"rpp {command} types/"))
    assert len(offered(f"rpp {command} ")) >= len(find_scenarios())


def test_pages_and_plans() -> None:
    assert {"guide/scenarios", "guide/analysis"} <= set(offered("rpp docs gui"))
    assert offered("rpp handout --plan ") == ["30", "60", "90"]


def test_a_scenario_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "zebra.yaml").write_text("title: Mine\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert offered("rpp run zeb") == ["zebra"]


@pytest.mark.parametrize("command", ["run bellevue", "show bellevue", "compare bellevue"])
def test_parameters_to_set_and_their_values_once_one_is_left(command: str) -> None:
    begun = offered(f"rpp {command} --set coordination.")
    assert {f"{name}=" for name in registry() if name.startswith("coordination.")} == set(begun)
    assert {name.partition("=")[0] for name in offered(f"rpp {command} --set ")} == set(registry())
    assert offered(f"rpp {command} --set coordination.emp") == [
        f"coordination.employer={who}" for who in ("research", "district", "neutral")
    ]
    fte = registry()["coordination.fte"]
    values = [text.partition("=")[2] for text in offered(f"rpp {command} --set coordination.fte=")]
    assert float(values[1]) == fte.default and float(values[0]) < fte.default < float(values[2])


def test_arms_of_a_comparison() -> None:
    assert "B:coordination.employer=neutral" in offered("rpp compare bellevue --set B:coordination.emp")
    assert offered("rpp compare bellevue --lever A:money.end") == ["A:money.endowment"]


def test_outcomes_groups_and_files() -> None:
    assert set(offered("rpp sensitivity study --outcome ")) == set(OUTCOME)
    assert offered("rpp compare bellevue --outcome survival_m") == ["survival_months"]
    assert offered("rpp parameters coord") == ["coordination"]
    assert "coordination.fte" in offered("rpp parameters coordination.")
    assert set(offered("rpp sweep ")) == set(files_beside("experiments"))
    assert set(offered("rpp claims ")) == set(files_beside("claims"))
    assert set(offered("rpp calibrate ")) == set(files_beside("targets"))
    assert set(offered("rpp atlas ")) == set(files_beside("atlas"))


def test_nothing_of_the_model_is_loaded_for_it(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom app.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numba', 'numpy', 'pandas', 'matplotlib', 'scipy', 'mesa'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    lines = "rpp run bel", "rpp run bten --set team.", "rpp sensitivity x --outcome surv"
    for words in map(str.split, lines):
        asked = {"_RPP_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
        env = {**os.environ, "PYTHONPATH": str(ROOT), **asked}
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == 0 and done.stdout.strip(), done.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_once_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")  # which shell it is, is said
    done = CliRunner().invoke(app, ["--install-completion", "bash"], prog_name="rpp")
    assert done.exit_code == 0 and "bash completion installed" in done.stdout
    (script,) = (tmp_path / ".bash_completions").iterdir()
    assert script.name in (tmp_path / ".bashrc").read_text(encoding="utf-8")
    here = tmp_path / "bin"
    here.mkdir()
    rpp = here / "rpp"
    rpp.write_text(f"#!/bin/sh\nexec {sys.executable} -m app \"$@\"\n", encoding="utf-8")
    rpp.chmod(0o755)
    ask = (
        f". {script}\nCOMP_WORDS=(rpp run bte)\nCOMP_CWORD=2\n"
        "$(complete -p rpp | sed 's/.*-F \\([^ ]*\\) .*/\\1/') rpp\necho ${COMPREPLY[@]}"
    )
    env = {**os.environ, "PATH": f"{here}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "--norc", "-c", ask], env=env, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == ["bten"], done.stderr

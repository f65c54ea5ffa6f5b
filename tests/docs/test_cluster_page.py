"""The batch files of the page on clusters work as they stand, with stand-ins for what Slurm brings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from snippets import ROOT, snippets

from sim.experiments import load_plan, open_results, sweep

PAGE = ROOT / "docs" / "howto" / "cluster.md"
FILES = {snippet.name: snippet.text for snippet in snippets(PAGE) if snippet.language == "file"}
EXPERIMENT = (
    "title: Small\nscenarios: [baseline, types/nic]\ndesign: {method: grid}\nvary:\n  coordination.fte: [0, 1]\n"
    "replicates: 3\nmonths: 12\nseries: none\n"
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the files of the page, an experiment, and commands that stand in for those of a cluster."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "small.yaml").write_text(EXPERIMENT, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    stand_ins = {
        "srun": '"$@"', "rpp": f'"{sys.executable}" -m app "$@"', "python": f'"{sys.executable}" "$@"',
        "dask": f'"{sys.executable}" -m dask "$@"',
    }  # fmt: skip
    for name, does in stand_ins.items():
        path = tmp_path / "bin" / name
        path.write_text(f"#!/bin/sh\nexec {does}\n", encoding="utf-8")
        path.chmod(0o755)
    return tmp_path


def submitted(place: Path, file: str, **slurm: str) -> None:
    """Runs a batch file as a task of a job."""
    env = {
        **os.environ, "PATH": f"{place / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
        "EXPERIMENT": "small.yaml", **slurm,
    }  # fmt: skip
    done = subprocess.run(["bash", file], cwd=place, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def test_batch_files_are_read_by_bash_and_name_only_commands_that_there_are():
    for name, text in FILES.items():
        if name.endswith(".sbatch"):
            assert text.startswith("#!/bin/bash\n") and "\n#SBATCH --time=" in text
            assert subprocess.run(["bash", "-n"], input=text, text=True, timeout=20).returncode == 0


@pytest.mark.slow
def test_tasks_of_an_array_make_one_whole_sweep(place: Path):
    for task in (1, 2, 3):
        submitted(place, "sweep.sbatch", OUT="results/cluster", SLURM_ARRAY_TASK_ID=str(task),
                  SLURM_ARRAY_TASK_COUNT="3", SLURM_CPUS_PER_TASK="1")  # fmt: skip
    found = open_results(place / "results" / "cluster")
    assert found.status().done == 12 and not found.failed


@pytest.mark.slow
def test_a_job_with_dask_makes_the_same_runs(place: Path):
    submitted(place, "dask.sbatch", OUT="results/dask", SLURM_JOB_ID="7", SLURM_NTASKS="1")
    found = open_results(place / "results" / "dask")
    assert found.status().done == 12 and not list(place.glob("scheduler-*.json"))
    expected = sweep(load_plan(place / "small.yaml"), out=place / "own", jobs=1)
    columns = ["run", "seed", "trust", "survival_months"]
    assert found.table()[columns].equals(expected.table()[columns])

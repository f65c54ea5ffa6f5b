"""The zip for the CoMSES model library: complete, with links that lead somewhere, and a model that runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)#\s]+)")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("comses")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools"))
        made = import_module("make_comses").make(folder)
    with zipfile.ZipFile(made) as zipped:
        zipped.extractall(folder)
    return folder / made.stem


@pytest.mark.slow
def test_it_has_what_a_review_asks_for(unpacked: Path):
    names = ("README.md", "LICENSE", "CITATION.cff", "codemeta.json", "docs/model/odd.md", "docs/model/parameters.md",
             "data/README.md", "code/pyproject.toml", "code/sim/schedule.py", "code/scenarios/baseline.yaml",
             "code/tests/conftest.py", "code/hatch_build.py")  # fmt: skip
    assert not [name for name in names if not (unpacked / name).is_file()]


@pytest.mark.slow
def test_links_of_its_documentation_lead_somewhere(unpacked: Path):
    pages = [unpacked / "README.md", *(unpacked / "data").glob("*.md"), *(unpacked / "docs").rglob("*.md")]
    dead = [
        f"{page.relative_to(unpacked)}: {link}"
        for page in pages
        for link in LINK.findall(re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert not dead


@pytest.mark.slow
def test_its_code_runs(unpacked: Path, tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "app", "run", "baseline", "--replicates", "3", "--months", "12", "--out", "found"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(unpacked / "code")}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "found" / "manifest.json").is_file()

"""Every line of the page on Python runs, in order."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import sim

ROOT = Path(sim.__file__).parents[1]


@pytest.mark.slow
def test_the_page_runs_from_top_to_bottom(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "tests" / "data" / "answers.yaml", tmp_path)  # what partners have answered
    page = (ROOT / "docs" / "guide" / "python.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| `(.+?)` \|", page, re.MULTILINE)
    assert len(lines) > 25
    names: dict = {"sim": sim}
    for line in lines:
        exec(line.replace("\\|", "|"), names)
    assert names["r"].runs["replicate"].nunique() == 30 and isinstance(names["c"].table, pd.DataFrame)

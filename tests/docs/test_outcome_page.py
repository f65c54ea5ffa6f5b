"""The page on outcomes, its change of the project followed in a copy: one row is all that an outcome takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from copied import Copy
from snippets import ROOT
from test_tutorial import BLOCK, applied, typed

PAGE = (ROOT / "docs" / "howto" / "outcome.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_row_is_all_that_an_outcome_takes(tmp_path: Path):
    copy = Copy(tmp_path)
    (changed,) = [text for language, text in BLOCK.findall(PAGE) if language == "diff"]
    assert applied(copy, changed) == "sim/measures/outcomes.py"
    (lines,) = re.findall(r"^```bash\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    compare, tests, made = lines.splitlines()
    assert Path(ROOT, tests.split()[-1]).is_dir()
    assert "open conflict" in typed(copy, f"{compare} --replicates 2 --months 6").lower()  # plain Python takes its time
    assert made == "make docs"
    copy.python("tools/make_odd.py")
    assert "`strain`" in (copy.folder / "docs/model/odd.md").read_text(encoding="utf-8")

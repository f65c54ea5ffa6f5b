"""Words that people read are spelled as they should be: pages, help, comments and what the code says."""

from __future__ import annotations

import subprocess
import sys

import pytest
from snippets import ROOT

#: Where words stand; tests misspell on purpose.
PLACES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "scenarios", "app", "sim", "analysis", "tools")
#: Libraries of others, pages as built, pictures and data.
SKIPPED = "*/vendor/*,*/app/site/*,*.png,*.svg,*.csv,*.json,*.ipynb,*/keys.txt"
#: What looks like a slip: a journal, a name in the code.
NAMES = "AER,befores"


def spelled(*paths: str) -> str:
    """What codespell has to say of some files."""
    command = [sys.executable, "-m", "codespell_lib", "--skip", SKIPPED, "--ignore-words-list", NAMES, *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_words_are_spelled_right(tmp_path):
    pytest.importorskip("codespell_lib")
    wrong = tmp_path / "wrong.md"
    wrong.write_text("Teh partnership\n")
    assert "Teh ==> The" in spelled(str(wrong)), "it reads"
    assert not spelled(*(place for place in PLACES if (ROOT / place).exists()))

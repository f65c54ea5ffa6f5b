"""Notebooks for students: they run, open as they should, ask before they show, and are made from their scripts."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("nbclient")
pytest.importorskip("jupytext")

from running import FOLDER, NAMES, ROOT, run

from app.lessons.copies import lessons
from app.lessons.hints import HINTS

#: Those that the quick tests run: they compute least.
SHORTEST = ("01_one_partnership", "02_one_rule", "03_fair_comparison")
_spec = importlib.util.spec_from_file_location("make_notebooks", ROOT / "tools" / "make_notebooks.py")
make_notebooks = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make_notebooks)


def cells(name: str, kind: str) -> list[str]:
    book = nbformat.read(FOLDER / f"{name}.ipynb", 4)
    return [cell.source for cell in book.cells if cell.cell_type == kind]


def test_every_notebook_is_made_from_its_script():
    assert sorted(path.stem for path in FOLDER.glob("*.py")) == NAMES
    for name in NAMES:
        kept = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
        assert kept == make_notebooks.made(FOLDER / f"{name}.py"), f"{name}: run `make notebooks`"


def test_the_page_that_lists_them_is_current():
    assert make_notebooks.PAGE.read_text(encoding="utf-8") == make_notebooks.page(lessons()), "run `make notebooks`"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_opens_asks_and_checks(name: str):
    text, code = "\n".join(cells(name, "markdown")), cells(name, "code")
    for part in ("**What you learn**", "**Time**", "**You need**", "## Predict", "**Notice**", "## To try"):
        assert part in text, part
    asked = next(n for n, cell in enumerate(code) if re.search(r"^prediction = \.\.\.", cell, re.MULTILINE))
    shown = next(n for n, cell in enumerate(code) if re.search(r"reveal\(\s*prediction", cell))
    assert asked < shown, "the prediction has a cell of its own, before the one that shows"
    exercises = re.findall(r'^check\("([^"]+)"', "\n".join(code), re.MULTILINE)
    assert exercises and set(exercises) <= set(HINTS)
    assert not any(re.search(r"^answer = (?!\.\.\.)", cell, re.MULTILINE) for cell in code), "an answer is given away"


def test_every_exercise_is_asked_somewhere():
    every = "\n".join(cell for name in NAMES for cell in cells(name, "code"))
    assert set(re.findall(r'check\("([^"]+)"', every)) == set(HINTS)


def assert_it_ran(book: nbformat.NotebookNode) -> None:
    outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    printed = "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stdout")
    warned = [o.text for o in outputs if o.output_type == "stream" and o.name == "stderr" and "Compiling" not in o.text]
    assert not warned
    assert len(pictures) >= 2 and "not written a prediction yet" in printed and "Not answered yet" in printed


def test_the_shortest_run(tmp_path: Path):
    assert_it_ran(run(SHORTEST, tmp_path, small=True))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs(name: str, tmp_path: Path):
    assert_it_ran(run([name], tmp_path))

"""Mistakes name the page that explains them, and every page that is named is there with its heading."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from command_line import TINY, good, rpp

from app.commands.validate import EXPLAINED, file_types
from app.terminal.explained import OF_SCENARIOS, PAGES

DOCS = Path(__file__).resolve().parents[2] / "docs"
NAMED = sorted({page for page in [*PAGES.values(), *EXPLAINED.values(), OF_SCENARIOS] if page})


def headings(text: str) -> set[str]:
    """Headings of a page as places in it, as GitHub and Sphinx (MyST) make them."""
    found = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", NAMED)
def test_a_page_that_is_named_is_there_with_its_heading(page: str) -> None:
    name, _, place = page.partition("#")
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    assert not place or place in headings(text)


def test_every_room_in_the_table_exists() -> None:
    assert not [room for room in PAGES if find_spec(room) is None]


def test_every_type_of_file_is_explained_somewhere() -> None:
    assert {kind.name for kind in file_types()} <= EXPLAINED.keys()


@pytest.mark.parametrize(
    ("command", "page"),
    [
        ("run bellvue", "guide/scenarios"),
        ("run baseline --set coordination.ftee=1", "guide/scenarios"),
        ("sweep type_and_mony", "guide/experiments#the-file"),
        ("sweep wrong.yaml --plan", "guide/experiments#the-file"),
        ("claims bord", "guide/claims#a-claim-file"),
        ("calibrate survivl", "guide/calibration#the-file"),
        ("status nowhere", "guide/experiments#the-results-folder"),
        ("resume nowhere", "guide/experiments#the-results-folder"),
        ("survival nowhere", "guide/"),
        ("compare baseline --series nonsense", "guide/analysis#comparison"),
        ("validate wrong.yaml", "guide/experiments#the-file"),
    ],
)
def test_a_mistake_names_its_page_below_the_message(
    command: str, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wrong.yaml").write_text("scenarios: baseline\ndesgn: {method: sobol}\nvary: {x.y: 1}\n", encoding="utf-8")
    code, out, err = rpp(*command.split())
    *message, last = err.splitlines()
    assert code in (1, 2) and not out and message
    assert last.startswith(f"Explained by: rpp docs {page}")


def test_a_folder_in_the_way_needs_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY, encoding="utf-8")
    Path("taken").write_text("mine", encoding="utf-8")
    code, _, err = rpp("run", "tiny.yaml", "--out", "taken")
    assert code == 2 and "rpp docs" not in err


def test_docs_opens_a_page_at_its_heading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "docs" / "guide" / "analysis.html"
    page.parent.mkdir(parents=True)
    page.write_text("", encoding="utf-8")
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    monkeypatch.setattr("app.terminal.pages.PLACES", (tmp_path,))
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    good("docs", "guide/analysis#intervals")
    assert opened == [f"{page.as_uri()}#intervals"]

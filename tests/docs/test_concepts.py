"""Pages of concepts: each says what it is to, names exist, and its curves are those of the rules."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image
from snippets import ROOT, snippets

from sim.declarations.parameters import registry
from sim.measures.outcomes import OUTCOME
from sim.state.tables import OWNED

FOLDER = ROOT / "docs" / "concepts"
PAGES = sorted(FOLDER.glob("*.md"))
PARTS = [
    "What the field means by it", "What it is in the model", "Where to read it", "What the model leaves out", "To try",
]  # fmt: skip


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool that draws the curves."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_concepts

    return make_concepts


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Names of parameters, columns, tables, outcomes and functions of the model."""
    columns = {f"{name}.{c.name}" for name, table in OWNED.items() for c in table} | {"cause", *OWNED}
    words = {c.name for table in OWNED.values() for c in table}
    files = (path.read_text(encoding="utf-8") for path in (ROOT / "sim").rglob("*.py"))
    functions = {name for text in files for name in re.findall(r"^def (\w+)", text, re.MULTILINE)}
    return columns | words | functions | set(registry()) | set(OUTCOME)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_concept_is_told_in_five_parts_by_names_that_exist(page: Path, known: set[str]):
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    named = re.findall(r"`([a-z_0-9.]+)`", text)
    unknown = [name for name in named if name not in known and not name.endswith("_")]
    assert not unknown
    assert set(named) & OUTCOME.keys() and len(snippets(page)) >= 2
    assert "Before you look: " in text, "a prediction comes first"


def test_curves_are_those_of_the_rules_as_they_are(tool: ModuleType):
    drawn = {path.stem: Image.open(path).info[tool.DIGEST] for path in tool.FOLDER.glob("*.png")}
    assert drawn == {name: made().digest for name, made in tool.PICTURES.items()}, "run `make docs`"


def test_labels_are_kept_apart_and_no_label_moves_without_need(tool: ModuleType):
    assert tool.spread([1.0, 3.0, 2.0], 0.5) == [1.0, 3.0, 2.0]
    moved = sorted(tool.spread([1.0, 1.1, 1.2], 0.5))
    assert moved == pytest.approx([1.0, 1.5, 2.0])

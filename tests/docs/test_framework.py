"""The page on the Framework Tool names outcomes, levers, columns and commands that there are."""

from __future__ import annotations

import re
from pathlib import Path

from app.terminal.help_page import COMMANDS
from sim.declarations.parameters import registry
from sim.engine.result import quantities
from sim.measures.outcomes import OUTCOME

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "why" / "framework.md").read_text(encoding="utf-8")
#: Guiding questions of the tool, after Figure 1 by component and then reflection.
QUESTIONS = {"Commitments": 7, "Structures": 5, "Expertise": 4, "Social learning": 6, "Reflection": 1}


def test_every_name_on_the_page_exists():
    named = re.findall(r"`([^`]+)`", PAGE)
    known = {*OUTCOME, *registry(), *(column.name for column in quantities("partnerships")), "code"}
    commands = {f"rpp {name}" for names in COMMANDS.values() for name in names}
    unknown = [name for name in named if name not in known | commands]
    assert not unknown, unknown
    assert len({name for name in named if name in OUTCOME}) > 30


def test_every_question_has_a_row_with_what_can_and_cannot_be_said():
    for part in PAGE.split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        rows = [row for row in text.splitlines() if row.startswith("|")][2:]
        assert len(rows) == QUESTIONS[title], title
        assert all(row.count("|") == 4 and all(cell.strip() for cell in row.split("|")[1:-1]) for row in rows)


def test_the_index_leads_to_the_page():
    assert "why/framework.md" in (DOCS / "index.md").read_text(encoding="utf-8")

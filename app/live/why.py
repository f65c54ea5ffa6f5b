"""Why believe it: what was tested, what holds, what fails, and what each number rests on, in plain words."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from analysis.wording.numbers import counted
from app.live.gallery import NOT_A_FORECAST
from app.live.presentation import file_of
from sim.claims import claim_files
from sim.declarations.parameters import GRADES, registry

#: The verdicts of `make validation`, in the order of a card, each with its heading.
VERDICTS = {
    "holds": "What holds", "conditional": "What holds only in a part of all settings",
    "too small": "What goes the right way, and is too small to matter", "fails": "What fails",
}  # fmt: skip
FILE = "believed.csv"
#: Names of sources that a room cannot read, as docs/references.md spells them out.
SHORT = {
    "CPG 2013": "Coburn, C. E., Penuel, W. R., & Geil, K. E. (2013). Research-practice partnerships: A strategy for "
                "leveraging research for educational improvement in school districts.",
    "MHS 2022": "McMahon, K., Henrick, E., & Sullivan, F. (2022). Partnering to scale instructional improvement: "
                "A framework for organizing research-practice partnerships.",
    "MB": "Meister, G. R., & Blitz, C. L. On research-practice partnerships as professional learning.",
    "DQC": "Data Quality Campaign. Research partnerships are key to improving practice.",
    "NCES TFS 2021-22": "National Center for Education Statistics. Teacher Follow-up Survey 2021–22.",
}  # fmt: skip


@cache
def verdicts() -> tuple[Mapping[str, str], ...]:
    """Each claim with its verdict."""
    path = file_of(FILE)
    if path is None:
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def unjudged() -> list[str]:
    """One sentence where there are claims of which no verdict is told, because the model grew after the last ones."""
    newer = len(claim_files().keys() - {row["claim"] for row in verdicts()})
    if not newer:
        return []
    return [f"{newer} newer statements are not judged yet, and the model has changed since these were; it is due."]


def card() -> dict[str, Any]:
    """The card, which is the same for every scenario: it tells of the model."""
    found = Counter(row["verdict"] for row in verdicts())
    total = sum(found.values())
    tested = (f"{total} statements from the literature were put to the model: {found['holds']} hold, "
              f"{found['conditional']} hold in a part of all settings, {found['too small']} are too small to matter "
              f"and {found['fails']} fail.")  # fmt: skip
    cards = [{"head": "What was tested", "lines": [
        tested,
        "Each was judged by its sign and its size, at the best guesses and over draws of all that is not known.",
        "Where one failed, that stands below; nothing was taken out.",
        *unjudged()]}]  # fmt: skip
    for verdict, head in VERDICTS.items():
        rows = [row for row in verdicts() if row["verdict"] == verdict]
        if rows:
            cards.append({"head": head, "lines": [f"{row['title']} ({row['source']})." for row in rows]})
    grades = Counter(p.grade for p in registry().select(kind="uncertainty"))
    cards.append({"head": "What the numbers rest on", "lines": [
        *(f"{counted(n, 'number')}: {GRADES[grade]}." for grade, n in grades.most_common()),
        "All of them can be moved here: open the assumptions, and see whether the answer stays."]})  # fmt: skip
    cards.append({"head": "What it is not", "lines": [
        NOT_A_FORECAST, "It has never been fitted to one partnership, and no partnership was followed to test it.",
        "Nobody in it has a face: people differ by role, commitment and trust, and by nothing else."]})  # fmt: skip
    return {"cards": cards, "sources": spelt_out(), "claims": [dict(row) for row in verdicts()]}


def spelt_out() -> list[str]:
    """What the short names of sources on the card stand for; the words in brackets after them name the passage."""
    named_there = {part.partition(" (")[0] for row in verdicts() for part in row["source"].split("; ")}
    return [f"{name}: {work}" for name, work in SHORT.items() if name in named_there]

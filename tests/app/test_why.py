"""The card *Why believe it*: what it tells of claims is what the page of validation tells."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from app.live.why import SHORT, VERDICTS, card, verdicts
from sim.claims import load_claims

PAGE = Path(__file__).parents[2] / "docs" / "why" / "validation.md"
ROW = re.compile(r"^\| \[([\w-]+)\]\([^)]*\) \| (.*?) \| (.*?) \| \*\*(.*?)\*\* \|", re.MULTILINE)


def test_the_card_tells_of_every_claim_what_the_page_tells():
    told = {row["claim"]: (row["title"], row["source"], row["verdict"]) for row in verdicts()}
    assert told == {name: tuple(rest) for name, *rest in ROW.findall(PAGE.read_text("utf-8"))}
    newer = {claim.id for claim in load_claims()} - set(told)
    assert set(told) <= {claim.id for claim in load_claims()}
    tested = " ".join(card()["cards"][0]["lines"])
    assert (f"{len(newer)} newer statements are not judged yet" in tested) == bool(newer)


def test_what_fails_is_told_as_plainly_as_what_holds():
    found = card()
    heads = [c["head"] for c in found["cards"]]
    counts = Counter(row["verdict"] for row in verdicts())
    for verdict, head in VERDICTS.items():
        assert (head in heads) == (counts[verdict] > 0)
        if head in heads:
            assert len(found["cards"][heads.index(head)]["lines"]) == counts[verdict]
    text = " ".join(line for c in found["cards"] for line in c["lines"])
    assert f"{counts['holds']} hold" in text and f"{counts['fails']} fail" in text and "Not a forecast" in text


def test_short_names_of_sources_are_spelt_out_as_the_references_have_them():
    table = (PAGE.parents[1] / "references.md").read_text("utf-8").replace("*", "")
    for name, work in SHORT.items():
        assert f"| {name} | {work.removesuffix('.')}" in table
    named = {part.partition(" (")[0] for row in verdicts() for part in row["source"].split("; ")}
    cryptic = {name for name in named if not re.search(r"[a-z]{3}", name)}
    assert cryptic, "else nothing has to be spelt out"
    assert cryptic <= {line.partition(":")[0] for line in card()["sources"]}

"""Pages and pictures that depend on results say with which model they were made, and are made anew when it changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from sim.experiments.store.provenance import code_digest

DOCS = Path(__file__).parents[2] / "docs"
#: Drawn from the code, a table or a clock, not from results, as all curves of concepts are (test_concepts.py).
NOT_OF_RESULTS = {"architecture.png", "loops.png", "speed.png"}
#: Text pages that are made from runs.
PORTRAITS = sorted(f"portraits/{page.name}" for page in (DOCS / "portraits").glob("*.md") if page.stem != "index")
PAGES = ("why/validation.md", "levers.md", "influence.md", "guide/workshop.md", "guide/facilitator.md", *PORTRAITS)
#: Models whose results are those of a later one to the last bit, by digest: tests/golden shows it of all scenarios but
#: fields (no page of results ran one before db10e81e73cb9f9f), and draws of other parameters never move with
#: one that comes or goes (tests/experiments/test_addressed_draws.py).
SAME_RESULTS = dict.fromkeys((
    "77e8dd6033f2cf7f",  # before partnerships of a field came to learn from each other
    "4732fdbb8885eb88",  # before scenarios counted districts beside partnerships among theirs
    "db10e81e73cb9f9f",  # before teachers who use nothing were looked up no more, and five numbers were fixed
    "e2ee129e5c7d58d4",  # before functions were compiled as parts of what calls them
    "55193ceb7cdb3820",  # before the code that does so was written more simply
    "6b2f91957ae67165",  # before the compiler left out what rules do not need
    "d1546a3e07d1aac9",  # before three numbers more were fixed
    "d89cda47dd020755",  # before a table of funders was kept where there are none
), "40dc9d96e305060f")  # fmt: skip
#: What README and index say as long as they are of an earlier one.
TOLD = "were made with an earlier model"
HOW = "run `make images`, `validation`, `levers`, `influence`, `workshop`, `facilitator` or `portraits`"
PICTURES = sorted(
    p for p in (DOCS / "images").rglob("*.png") if p.name not in NOT_OF_RESULTS and p.parent.name != "concepts"
)


def digests() -> dict[str, str]:
    """The digest that each picture and page carries, or an empty text."""
    found = {path.name: Image.open(path).info.get("Made with model", "") for path in PICTURES}
    for page in PAGES:
        text = (DOCS / page).read_text(encoding="utf-8")
        found[page] = "".join(re.findall(r"Made with model ([0-9a-f]{16})[.,]", text))
    return found


def test_every_picture_and_page_of_results_carries_the_digest_of_its_model():
    without = [name for name, digest in digests().items() if not re.fullmatch(r"[0-9a-f]{16}", digest)]
    assert not without, HOW


def is_of_the_model_as_it_is(digest: str) -> bool:
    return code_digest() in (digest, SAME_RESULTS.get(digest))


@pytest.mark.slow
def test_they_were_made_with_the_model_as_it_is():
    stale = [name for name, digest in digests().items() if not is_of_the_model_as_it_is(digest)]
    assert not stale, HOW


@pytest.mark.slow
def test_readers_are_told_as_long_as_they_are_of_an_earlier_model_and_no_longer():
    stale = not all(map(is_of_the_model_as_it_is, digests().values()))
    pages = (DOCS.parent / "README.md", DOCS / "index.md")
    told = [TOLD in " ".join(page.read_text(encoding="utf-8").split()) for page in pages]
    assert told == [stale, stale], HOW

"""Paper and plans of a session in a browser: letters for the back row, one page a participant, an hour walked through."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from app_page import Screen
from axe_playwright_python.sync_playwright import Axe
from browser import browser_path
from command_line import good
from playwright.sync_api import Browser
from rehearsal import walked

from app.handout.pages import PAGES
from app.live.plans import plans_of
from app.live.presentation import presentation_of

pytestmark = [
    pytest.mark.xdist_group("app"),
    pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on this machine"),
]
PLANS = plans_of(presentation_of("baseline"))
#: Pages that have to fit on so many sheets, of A4 and of Letter.
SHEETS = {"handout": 1, "roles": 2}
#: The smallest letters of a page, and its widest overflow [pixels].
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".slide *")].filter((e) => e.textContent.trim() && !e.children.length)
  .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""
OVERFLOW = """() => Math.max(...[...document.querySelectorAll(".slide, .middle")].map((e) => Math.max(e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth)))"""


def test_a_vote_that_a_plan_prepares_hides_the_answer_until_it_is_counted(browser: Browser, address: str):
    screen = Screen(browser, address).open("baseline").told()
    steps = PLANS[0]["sequence"][:3]
    assert "sketch" in steps[1] and "predict" in steps[2]
    assert [step["key"] for step, _, _ in walked(screen, 0, steps)] == [step["key"] for step in steps]
    assert "right: 9 of 21 votes" in screen.page.locator(".predict").text_content()
    screen.close()


@pytest.mark.slow
@pytest.mark.parametrize("plan", range(len(PLANS)), ids=[plan["name"] for plan in PLANS])
def test_every_plan_is_walked_from_question_to_picture(browser: Browser, address: str, plan: int):
    screen = Screen(browser, address).open("baseline").told()
    taken = list(walked(screen, plan, PLANS[plan]["sequence"]))
    screen.close()
    assert [step["key"] for step, _, _ in taken] == [step["key"] for step in PLANS[plan]["sequence"]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the longest plan needs, printed."""
    out = tmp_path_factory.mktemp("session") / "handout"
    good("handout", "--plan", "90", "--out", str(out), "--pdf")
    return out


@pytest.mark.slow
def test_every_page_is_printed(folder: Path):
    for page in PAGES:
        sheets = pages_in((folder / f"{page}.pdf").read_bytes())
        assert sheets == SHEETS.get(page, sheets) and sheets >= 1
    slides = (folder / "slides.html").read_text(encoding="utf-8").count('class="slide"')
    assert pages_in((folder / "slides.pdf").read_bytes()) == slides, "a sheet for each slide"


@pytest.mark.slow
def test_what_is_filled_in_fits_on_the_paper_of_either_continent(browser: Browser, folder: Path):
    page = browser.new_page()
    for name, sheets in SHEETS.items():
        page.goto((folder / f"{name}.html").as_uri())
        for paper in ("A4", "Letter"):
            assert pages_in(page.pdf(format=paper, prefer_css_page_size=True)) == sheets, (name, paper)
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_nobody_and_can_be_read_by_everybody(browser: Browser, folder: Path, name: str):
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / f"{name}.html").as_uri())
    assert all(url.startswith(("file:", "data:")) for url in asked) and sum(url.startswith("file:") for url in asked) == 1
    found = Axe().run(page).response["violations"]
    assert not found, [(v["id"], [n["html"][:80] for n in v["nodes"]]) for v in found]
    if name == "slides":
        assert page.evaluate(SMALLEST) >= 28
        assert page.evaluate(OVERFLOW) <= 0
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => Math.abs(scrollY - 720) < 2")
    page.close()


def pages_in(pdf: bytes) -> int:
    """Sheets of a PDF."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))

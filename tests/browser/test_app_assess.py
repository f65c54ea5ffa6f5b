"""Partners assess themselves in the workshop app: they answer, save and open forms, and see what follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from app_page import Screen
from axe_playwright_python.sync_playwright import Axe
from browser import browser_path
from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.xdist_group("app"),
    pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on this machine"),
]
HEAD = "Assess your own partnership"
#: What the command reads, on the small scenario of the folder.
FORM = {"title": "Maths <together>", "scenario": "room", "members": [
    {"role": "teacher", "answers": {"shared_goals": 2, "trust": 3, "time": 1, "money_secured": "don't know"}},
    {"role": "researcher", "answers": {"shared_goals": 5, "trust": 4, "time": 4}},
]}  # fmt: skip
LONG = 240_000


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Screen]:
    """The page on a telephone."""
    opened = Screen(browser, address, "phone").open()
    yield opened
    opened.close()


def choose(screen: Screen, question: str, label: str) -> None:
    """Answers one question with the mouse."""
    screen.page.locator(f"fieldset:has(input[name$='-{question}'])").get_by_label(label, exact=True).check()


def form_of(screen: Screen) -> dict:
    return screen.page.evaluate("() => rpp.assessment.form.value")


def opened(screen: Screen, folder: Path, *forms: dict) -> Screen:
    """Opens forms as files."""
    paths = [folder / f"form{n}.yaml" for n in range(len(forms))]
    for path, form in zip(paths, forms, strict=True):
        path.write_text(yaml.safe_dump(form), encoding="utf-8")
    screen.page.get_by_label("open forms").set_input_files(paths)
    return screen


def faults(screen: Screen) -> list:
    return [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in Axe().run(screen.page).response["violations"]]


def fits(screen: Screen) -> bool:
    """Whether nothing stands out of the window at the side."""
    return screen.page.evaluate(
        "() => { const d = document.querySelector('dialog'); return d.scrollWidth <= d.clientWidth + 1 && "
        "[...d.querySelectorAll('*')].every((e) => e.getBoundingClientRect().right <= innerWidth + 1) }"
    )


@pytest.mark.slow
def test_members_answer_by_role_and_save_what_the_command_reads(screen: Screen, tmp_path: Path):
    page = screen.page
    screen.panel(HEAD)
    page.locator(".question").first.wait_for()
    assert page.locator(".question").count() == 36
    assert "name is asked" in page.locator("dialog").text_content()
    assert page.get_by_label("otherwise like").input_value() == "room", "as on screen"
    assert page.locator("dialog input[type=text]").count() == 1, "nobody's name is asked"
    page.get_by_label("what you call it").fill("Maths <together>")
    choose(screen, "trust", "3")
    choose(screen, "time", "1")
    choose(screen, "time", "no answer")
    choose(screen, "money_secured", "don't know")
    page.get_by_role("button", name="Add a member").click()
    page.get_by_label("member 2 answers as").select_option("researcher")
    choose(screen, "trust", "5")
    page.get_by_role("button", name="Add a member").click()
    page.get_by_role("button", name="Take this member away").click()
    assert form_of(screen)["members"] == [
        {"role": "teacher", "answers": {"trust": 3, "money_secured": "don't know"}},
        {"role": "researcher", "answers": {"trust": 5}},
    ]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the form").click()
    path = tmp_path / "saved.yaml"
    waiting.value.save_as(path)
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept = [{**m, "answers": {n: a for n, a in m["answers"].items() if a is not None}} for m in read["members"]]
    assert read["title"] == "Maths <together>" and kept == form_of(screen)["members"]
    before = form_of(screen)
    page.get_by_role("button", name="Take this member away").click()
    page.get_by_label("open forms").set_input_files(path)
    page.wait_for_function("() => rpp.assessment.form.value.members.length === 2")
    assert form_of(screen) == before
    assert not faults(screen)
    page.keyboard.press("Escape")
    screen.panel(HEAD)
    assert form_of(screen) == before, "it stays while the page is open"


def test_what_follows_is_told_as_it_is_computed_and_its_scenario_opens(screen: Screen, tmp_path: Path):
    page = screen.page
    screen.panel(HEAD)
    page.locator(".question").first.wait_for()
    teacher, researcher = ({**FORM, "members": [member]} for member in FORM["members"])
    opened(screen, tmp_path, teacher, researcher)
    page.wait_for_function("() => rpp.assessment.form.value.members.length === 2")
    page.get_by_role("button", name="Show what follows").click()
    page.locator("dialog", has_text="Teachers and researchers are 3.0 points apart").wait_for(timeout=LONG)
    page.wait_for_function("() => rpp.assessment.found.value?.helps", timeout=LONG)
    page.get_by_text("Look again with 100 draws").wait_for(timeout=LONG)  # the last of it, once all is computed
    text = page.locator("dialog").text_content()
    for words in ("Not a forecast", "no grade", "In short", "Of 100 partnerships that answer so", "after 6 years",
                  "Each change gets the same money", "What the answers cannot tell", "Look again with 100 draws"):  # fmt: skip
        assert words in text, words
    assert "Maths <together>" not in page.evaluate("() => rpp.log.text()")
    page.get_by_text("Every question, those with").click()
    assert page.locator(".strips li:not(.scale)").count() >= 36 + 5
    assert fits(screen) and not faults(screen)
    page.get_by_role("button", name="Open it on the main screen").click()
    page.wait_for_function("() => rpp.arm.value.yaml && rpp.stage.value.title.includes('as we see it')")
    screen.settled()
    screen.panel(HEAD)
    page.get_by_text("In short").wait_for()  # what was found is there again
    page.get_by_role("button", name="Back to the answers").click()
    page.locator(".question").first.wait_for()
    assert page.locator(".question").count() == 36


def test_mistakes_are_told_in_the_panel_and_an_earlier_question_is_given_up(screen: Screen, tmp_path: Path):
    page = screen.refused().page
    screen.panel(HEAD)
    page.get_by_role("button", name="Show what follows").click()
    page.get_by_role("alert").filter(has_text="nobody has answered anything yet").wait_for()
    opened(screen, tmp_path, {"members": [{"role": "techer", "name": "Ann", "answers": {"trust": 6}}]})
    page.get_by_role("alert").filter(has_text="did you mean teacher?").wait_for()
    told = page.get_by_role("alert").text_content()
    assert "answers stand by role only" in told and "from 1 to 5" in told and "line " in told
    opened(screen, tmp_path, FORM, {**FORM, "title": "Another"})
    page.get_by_role("alert").filter(has_text="differ in their title").wait_for()
    opened(screen, tmp_path, FORM)
    page.wait_for_function("() => rpp.assessment.form.value.members.length === 2")
    page.get_by_role("button", name="Show what follows").click()
    page.get_by_role("button", name="Back to the answers").click(timeout=LONG)
    page.locator(".question").first.wait_for()
    assert page.locator(".question").count() == 36 and page.evaluate("() => rpp.assessment.share.value") == 100
    page.wait_for_timeout(1500)
    assert page.evaluate("() => rpp.assessment.found.value") is None, "nothing comes after it was given up"


def test_it_can_be_done_with_the_keyboard_alone(screen: Screen):
    page = screen.page
    page.get_by_role("button", name="More ▾").focus()
    page.keyboard.press("Enter")
    page.locator(".menu-list").get_by_role("button", name=HEAD).focus()
    page.keyboard.press("Enter")
    page.locator(".question").first.wait_for()
    reached = "() => document.activeElement.type === 'radio'"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(reached):
            break
    assert page.evaluate(reached)
    page.keyboard.press("ArrowRight")  # from "no answer" round to 1
    page.keyboard.press("ArrowRight")
    assert list(form_of(screen)["members"][0]["answers"].values()) == [2]
    page.keyboard.press("Escape")
    assert page.evaluate("() => rpp.panel.value") == ""


@pytest.mark.slow
def test_it_fits_a_telephone(phone: Screen, tmp_path: Path):
    page = phone.page
    phone.panel(HEAD)
    page.locator(".question").first.wait_for()
    assert fits(phone) and not faults(phone)
    sizes = page.locator(".choice").evaluate_all("(all) => all.map((e) => e.getBoundingClientRect().height)")
    assert min(sizes) >= 24
    opened(phone, tmp_path, FORM)
    page.wait_for_function("() => rpp.assessment.form.value.members.length === 2")
    page.get_by_role("button", name="Show what follows").click()
    page.wait_for_function("() => rpp.assessment.found.value?.helps", timeout=LONG)
    assert fits(phone) and not faults(phone)

"""What opens over the workshop app's screen: every view does what it offers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from app_page import Screen
from axe_playwright_python.sync_playwright import Axe
from browser import browser_path

pytestmark = [
    pytest.mark.xdist_group("app"),
    pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on this machine"),
]


def test_the_gallery_asks_questions_and_hides_real_names_until_asked(screen: Screen):
    page = screen.page
    page.keyboard.press("g")
    assert page.locator(".card").count() > 10
    assert all(text.strip().endswith("?") for text in page.locator(".card b").all_text_contents())
    assert "Bellevue" not in page.locator("dialog").text_content()
    page.get_by_role("switch", name="real names").check()
    page.locator("dialog", has_text="Bellevue").wait_for()
    page.get_by_role("switch", name="real names").uncheck()
    page.locator("dialog:not(:has-text('Bellevue'))").wait_for()
    page.get_by_role("searchbox", name="find").fill("rural")
    page.locator("[data-scenario='presets/small_rural']").click()
    page.wait_for_function("() => rpp.stage.value.scenario === 'presets/small_rural'")
    screen.settled()
    assert page.locator(".charts svg.chart path.middle").count() >= 2


def test_a_lever_that_hardly_matters_stands_under_more_with_its_reason(screen: Screen):
    page = screen.page
    page.wait_for_function("() => rpp.stage.value.sliders.every((s) => s.moves)", timeout=90_000)
    page.get_by_role("button", name=re.compile("More levers")).click()
    idle = page.evaluate("() => rpp.stage.value.more.filter((s) => s.moves === false).map((s) => [s.label, s.reason])")
    assert idle and all(reason for _, reason in idle)
    page.get_by_role("searchbox", name="find").fill(idle[0][0])
    page.locator("dialog .reason", has_text=idle[0][1][:40]).first.wait_for()


def test_a_number_that_somebody_disagrees_with_can_be_moved(screen: Screen):
    page = screen.page
    before = screen.middle("users", "A")
    page.get_by_role("button", name="I disagree …").click()
    page.get_by_role("searchbox", name="find").fill("trust between partners who begin")
    slider = page.locator("dialog .lever input[type=range]").first
    slider.focus()
    slider.press("Home")
    page.keyboard.press("Escape")
    screen.settled()
    assert screen.middle("users", "A") != before


def test_doubt_about_numbers_is_drawn_beside_chance(screen: Screen):
    page = screen.page
    page.keyboard.press("w")
    page.locator(".charts svg[data-series=users] .doubt path").first.wait_for(timeout=60_000)
    assert "over our numbers too" in page.locator(".key").text_content()
    page.keyboard.press("w")
    assert page.locator(".doubt path").count() == 0


def test_money_is_metered_and_both_can_be_given_the_same(screen: Screen):
    page = screen.page
    assert "the same" in page.locator(".money").text_content()
    screen.page.locator("[data-lever='money.start_grant'] input[type=range]").press("Home")
    screen.settled()
    page.get_by_role("switch", name="with the same money").check()
    page.wait_for_function("() => rpp.log.lines.value.some((line) => line.words.startsWith('with the same money'))", timeout=90_000)
    assert page.locator(".money [role=status]").text_content().strip()


def test_the_way_from_a_moved_lever_is_lit_and_its_steps_are_measured(screen: Screen):
    page = screen.page
    screen.move(1, "End").settled()
    page.get_by_role("button", name="Why it moves").click()
    page.locator(".map-box svg").wait_for()
    assert page.locator(".map-box path[stroke='#b04500']").count() == 0
    page.get_by_role("button", name="Light the way and measure each step").click()
    page.locator(".map-box path[stroke='#b04500']").first.wait_for(timeout=60_000)
    page.locator(".map [role=status]", has_text="of 100").wait_for(timeout=60_000)


def test_a_district_from_five_questions_opens(screen: Screen):
    page = screen.page
    screen.panel("Your district in five questions")
    page.locator("fieldset").first.wait_for()
    assert page.locator("fieldset").count() == 5
    for number in range(5):
        page.locator("fieldset").nth(number).locator("input").first.check()
    assert page.get_by_label("with this kind of partnership").input_value() == "types/design_research", "as on screen"
    page.locator("form [role=status]", has_text="teachers").wait_for()
    page.get_by_role("button", name="Show my district").click()
    page.wait_for_function("() => rpp.arm.value.yaml && rpp.stage.value.teachers < 200")
    screen.settled()
    assert "Invented history" in page.locator(".frame").text_content()


def test_what_is_on_the_sliders_is_saved_as_a_scenario_and_opened_again(screen: Screen, tmp_path: Path):
    page = screen.page
    screen.move(0, "Home").settled()
    page.locator("[data-event=budget_cut]").click()
    curve = screen.settled().middle("users", "A")
    screen.panel("Save or open as a file")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as YAML").click()
    path = tmp_path / "ours.yaml"
    waiting.value.save_as(path)
    saved = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert "levers" in saved and len(saved["events"]) >= 1
    page.get_by_label("a scenario file").set_input_files(path)
    page.wait_for_function("() => rpp.arm.value.yaml")
    assert screen.settled().middle("users", "A") == curve
    path.write_text("levers: {coordination.fte: 99}\n", encoding="utf-8")
    screen.panel("Save or open as a file")
    screen.refused().page.get_by_label("a scenario file").set_input_files(path)
    page.get_by_role("alert").wait_for()
    assert "coordination.fte" in page.get_by_role("alert").text_content()


def test_the_card_says_what_holds_and_what_fails(screen: Screen):
    page = screen.page
    page.get_by_role("button", name="Why believe it").click()
    page.locator(".why-cards section").first.wait_for()
    text = page.locator("dialog").text_content()
    assert "Not a forecast" in text and "What fails" in text and "What holds" in text
    assert "CPG 2013: Coburn" in text
    assert all(line.strip() for line in page.locator(".why-cards li").all_text_contents())


def test_groups_own_levers_and_propose(screen: Screen):
    page = screen.page
    role = page.evaluate("() => rpp.stage.value.roles.find((r) => r.levers.includes('money.start_grant'))")
    page.get_by_label("Whose levers").select_option(role["role"])
    shown = page.locator(".levers .lever").evaluate_all("(all) => all.map((e) => e.dataset.lever)")
    assert shown and set(shown) <= set(role["levers"])
    page.locator("[data-lever='money.start_grant'] input[type=range]").press("Home")
    page.get_by_role("button", name="Propose this move").click()
    assert page.evaluate("() => Object.keys(rpp.arm.value.values).length") == 0, "it goes back until it is taken on"
    page.get_by_role("button", name="Proposals (1)").click()
    page.get_by_role("button", name="Take on", exact=True).click()
    assert page.evaluate("() => Object.keys(rpp.arm.value.values)") == ["money.start_grant"]


def test_the_handout_is_two_pages_with_room_for_notes(screen: Screen):
    page = screen.page
    screen.move(0, "Home").settled()
    screen.panel("Handout to print")
    page.locator(".sheet img").nth(1).wait_for()
    assert page.locator(".own-notes hr").count() >= 8
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(pages) == 2


def test_everything_can_be_done_with_the_keyboard_alone(screen: Screen):
    page = screen.page
    page.keyboard.press("Tab")
    for _ in range(60):
        if page.evaluate("() => document.activeElement.closest('.lever') && document.activeElement.type === 'range'"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert page.evaluate("() => Object.keys(rpp.arm.value.values).length") == 1
    outline = "() => getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid", "where the keyboard is can be seen"
    page.keyboard.press("a")
    page.keyboard.press(".")
    page.keyboard.press("?")
    page.locator("dialog kbd").first.wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("() => [rpp.pinned.value.length, rpp.month.value, rpp.panel.value]") == [1, 2, ""]
    page.keyboard.press("b")
    assert page.locator(".charts path.middle").count() == 0, "hidden"
    page.keyboard.press("b")


def test_what_was_done_is_kept_for_the_debrief(screen: Screen):
    page = screen.page
    screen.move(0, "Home").settled()
    screen.panel("What was done so far")
    assert page.locator(".log li").count() >= 2
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save", exact=True).click()
    assert waiting.value.suggested_filename == "session.txt"


def test_prepared_steps_are_walked_with_one_key(screen: Screen):
    page = screen.page
    steps = page.evaluate("() => rpp.stage.value.sequence")
    assert len(steps) >= 4
    for step in steps[:2]:
        page.keyboard.press("n")
        assert step["say"] in page.locator(".stepbar").text_content()
        screen.settled()
    assert page.evaluate("() => [rpp.month.value, rpp.arm.value.events.length]") == [steps[1]["month"], len(steps[1]["do"]["events"])]


def test_notes_stand_in_a_window_of_their_own_and_lead_the_page(screen: Screen):
    page = screen.page
    screen.panel("Notes and steps")
    with screen.context.expect_page() as waiting:
        page.get_by_role("button", name="In a window of their own").click()
    notes = waiting.value
    page.keyboard.press("Escape")
    notes.locator("ol.steps li").first.wait_for()
    notes.get_by_role("button", name="Next step").click()
    page.wait_for_function("() => rpp.step.value === 0")
    notes.get_by_role("button", name="Hide the answer").click()
    page.wait_for_function("() => rpp.blank.value")
    assert "of 100" in notes.locator("main").text_content()
    assert not Axe().run(notes).response["violations"]


def test_words_are_those_of_the_audience(screen: Screen):
    page = screen.page
    before = page.get_by_label("Chart 2").evaluate("(e) => e.selectedOptions[0].text")
    told = page.locator(".headline .under").first.text_content()
    assert page.evaluate("() => Object.keys(rpp.stage.value.words)") == ["district leaders", "funders", "researchers"]
    seen = {before}
    for audience in ("funders", "researchers"):
        page.evaluate(f"() => (rpp.audience.value = '{audience}')")
        page.wait_for_function(f"() => !{sorted(seen)}.includes(document.querySelectorAll('select.chart-title')[1].selectedOptions[0].text)")
        seen.add(page.get_by_label("Chart 2").evaluate("(e) => e.selectedOptions[0].text"))
        words = page.evaluate(f"() => rpp.stage.value.words['{audience}']")
        labels = page.evaluate("() => [...document.querySelectorAll('.lever-label')].map((e) => [e.id.slice(2), e.textContent])")
        spoken = {name: label for name, label in labels if name in words}
        assert spoken and spoken == {name: words[name] for name in spoken}, "levers have their words too"
    assert page.locator(".headline .under").first.text_content() == told, "a sentence stays one"

"""The workshop app on screen: a lever is moved and everything answers, beside the scenario as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from app_page import Screen
from axe_playwright_python.sync_playwright import Axe
from browser import browser_path
from playwright.sync_api import Browser
from shared import later

pytestmark = [
    pytest.mark.xdist_group("app"),
    pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on this machine"),
]


def test_a_moved_lever_changes_curves_and_numbers_and_the_scenario_as_it_stands_stays(screen: Screen):
    page = screen.page
    before = screen.middle("users", "A")
    screen.move(0, "Home").settled()
    assert screen.middle("users", "base") == before, "the scenario as it stands is drawn as it was"
    assert screen.middle("users", "A") != before
    assert page.locator(".headline").count() == 4
    assert "of 100" in page.locator(".headline .versus").first.text_content()
    page.locator(".sentence b").wait_for()
    assert "of 100 matched runs" in page.locator(".sentence").text_content()


def test_a_first_answer_of_few_partnerships_is_refined(screen: Screen):
    seen = "() => { window.seen = []; rpp.answers.shown.subscribe((all) => all.A && window.seen.push(all.A.worlds)); }"
    screen.page.evaluate(seen)
    screen.move(1, "Home").settled()
    counts = screen.page.evaluate("() => window.seen")
    assert counts[-1] == 200 and any(n < 200 for n in counts)
    assert "200 partnerships" in screen.page.locator(".worlds").text_content()


def test_what_is_asked_while_an_answer_is_on_its_way_is_not_sent_but_the_last(screen: Screen):
    asked: list[str] = []
    screen.page.on("request", lambda r: asked.append(r.post_data) if r.url.endswith("/api/ensemble") else None)
    screen.page.evaluate("""() => { const lever = rpp.stage.value.sliders[0];
      for (let i = 0; i < 40; i += 1) rpp.arm.value = { ...rpp.arm.value, values: { [lever.name]: lever.low + i * (lever.high - lever.low) / 60 } }; }""")
    screen.settled()
    values = [json.loads(text)["arm"]["values"] for text in asked if text]
    assert len([v for v in values if v]) <= 3, "one in flight, one pending"
    last = screen.page.evaluate("() => rpp.arm.value.values")
    assert last in values, "the last one is answered"


def test_an_event_is_pressed_moved_and_taken_away(screen: Screen):
    page = screen.page
    before = screen.middle("going", "A")
    page.get_by_role("slider", name="Month", exact=True).fill("9")
    page.locator("[data-event=superintendent_leaves]").click()
    page.locator("[data-event=budget_cut]").click()
    assert page.locator(".presses .pressed li").count() == 2
    assert page.locator(".marks .room").count() == 2
    screen.settled()
    assert screen.middle("going", "A") != before
    page.get_by_label("Month of superintendent leaves").fill("30")
    page.get_by_label("Month of superintendent leaves").press("Tab")
    assert page.evaluate("() => rpp.arm.value.events.map((e) => e.month)") == [9, 30]
    for _ in range(2):
        page.locator(".presses .pressed button").first.click()
    screen.settled()
    assert screen.middle("going", "A") == before


def test_the_curve_is_asked_and_a_run_is_told_with_its_people(screen: Screen):
    page = screen.told().page
    assert "invented history" in page.locator(".story h2").text_content()
    typical = page.evaluate("() => rpp.story.value.replicate")
    page.get_by_role("button", name="unlucky", exact=True).click()
    page.wait_for_function(f"() => rpp.story.value.replicate !== {typical}")
    box = page.locator(".charts svg[data-series=going]").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 60)
    page.wait_for_function("() => rpp.asked.value.series === 'going'")
    month = page.evaluate("() => rpp.month.value")
    assert 20 < month < 60, "the month on screen is the one that was clicked"
    page.wait_for_function(f"() => rpp.story.value.near.length && rpp.story.value.ended !== null && Math.abs(rpp.story.value.ended - {month}) < 24")
    page.get_by_role("button", name="in full").click()
    assert page.locator(".told h3").count() > 2
    page.get_by_label("Look at one person").select_option(index=2)
    assert "here" in page.locator(".person-told").text_content()


def test_months_play_by_and_the_picture_of_people_follows_at_once(screen: Screen):
    page = screen.told().page
    page.keyboard.press("Space")
    page.wait_for_function("() => rpp.month.value >= 4")
    page.keyboard.press("Space")
    page.wait_for_timeout(100)
    milliseconds = page.locator(".network canvas[role=img]").get_attribute("data-milliseconds")
    assert float(milliseconds) < 100, "far more than it takes"
    assert f"in month {page.evaluate('() => rpp.month.value')}" in page.locator(".network canvas[role=img]").get_attribute("aria-label")


def test_up_to_four_are_compared_together_or_as_differences(screen: Screen):
    page = screen.page
    for number in range(3):
        screen.move(number, "Home").settled()
        page.keyboard.press("a")
    assert page.locator(".chip").count() == 5, "three pinned, the fourth that is changed, and the scenario as it stands"
    assert page.get_by_role("button", name="Pin D").is_disabled()
    screen.move(3, "Home").settled()
    page.wait_for_function("() => rpp.answers.comparison.value?.ids.join() === 'A,B,C,D'")
    page.keyboard.press("d")
    assert page.locator(".charts svg[data-series=users] text", has_text="D − A").count() == 1
    assert "D lasts longer than A in" in page.locator(".sentence").text_content()
    page.get_by_role("button", name="Take away B").click()
    assert page.locator(".chip").count() == 4


def test_undo_redo_reset_and_a_link_that_restores(screen: Screen, browser: Browser, address: str):
    page = screen.page
    screen.move(0, "Home").settled()
    page.locator("[data-event=budget_cut]").click()
    state = page.evaluate("() => JSON.stringify(rpp.arm.value)")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert page.evaluate("() => [rpp.arm.value.events.length, Object.keys(rpp.arm.value.values).length]") == [0, 0]
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    assert page.evaluate("() => JSON.stringify(rpp.arm.value)") == state
    page.keyboard.press("a")
    screen.panel("Copy a link to this state")
    assert page.locator(".hint").is_visible(), "that it was copied is said on screen"
    link = page.evaluate("() => location.href")
    other = Screen(browser, address)
    other.page.goto(link)
    other.settled()
    assert other.page.evaluate("() => JSON.stringify(rpp.arm.value)") == state
    assert other.page.evaluate("() => rpp.pinned.value.length") == 1
    other.close()
    page.evaluate("() => rpp.reset()")
    assert page.evaluate("() => rpp.tracks.value.length") == 1


def test_the_room_predicts_and_the_answer_stays_hidden_until_it_is_revealed(screen: Screen):
    page = screen.page
    screen.move(0, "Home").told()
    screen.panel("Predict, then reveal")
    page.locator("dialog select").select_option("users")
    page.get_by_role("button", name="Start sketching").click()
    assert page.locator(".charts svg[data-series=users] path.middle").count() == 1, "only the scenario as it stands"
    assert page.locator(".headline .big").first.text_content().startswith("?")
    assert page.locator(".charts svg[data-series=users] .course").count() == 0, "nor a run of the answer"
    box = page.locator(".sketch").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] - 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] - 30, steps=20)
    page.mouse.up()
    page.get_by_role("button", name="Reveal").click()
    assert page.locator(".charts svg[data-series=users] path.middle").count() == 2
    assert "of 72 months" in page.locator(".stepbar").text_content()
    page.get_by_role("button", name="close", exact=True).click()
    screen.panel("Predict, then reveal")
    assert page.locator("dialog ol li").count() == 1, "kept for the debrief"


def test_moves_of_one_lever_in_quick_succession_are_one_step(screen: Screen):
    for _ in range(5):
        screen.move(0, "ArrowLeft")
    assert screen.page.evaluate("() => rpp.history.length.value") == 2
    screen.page.keyboard.press("Control+z")
    assert screen.page.evaluate("() => Object.keys(rpp.arm.value.values).length") == 0


def test_votes_are_counted_and_compared_with_the_answer(screen: Screen):
    page = screen.page
    screen.move(1, "End").settled()
    page.wait_for_function("() => rpp.answers.comparison.value?.pairs[0].headlines.length")
    screen.panel("Predict, then reveal")
    page.get_by_role("button", name="Ask the room").first.click()
    page.get_by_label("fewer").fill("14")
    page.get_by_label("more", exact=True).fill("6")
    page.get_by_role("button", name="Reveal").click()
    pair = page.evaluate("() => rpp.answers.comparison.value.pairs[0].headlines[0]")
    right = 0 if not pair["clear"] else 14 if pair["difference"] < 0 else 6
    assert f"{right} of 20 votes" in page.locator(".stepbar").text_content()


def test_groups_predict_for_themselves_and_the_debrief_says_who_was_right(screen: Screen):
    page = screen.page
    screen.move(1, "End").settled()
    page.wait_for_function("() => rpp.answers.comparison.value?.pairs[0].headlines.length")
    screen.panel("Predict, then reveal")
    page.get_by_role("button", name="Ask the room").first.click()
    votes = {"Funder": {"fewer": 3, "about the same": 1, "more": 4}, "Teachers": {"fewer": 5, "about the same": 0, "more": 1}}
    for group, counts in votes.items():
        page.get_by_label("guess of").select_option(group)
        for answer, number in counts.items():
            page.get_by_label(answer, exact=True).fill(str(number))
    page.get_by_role("button", name="Reveal").click()
    screen.panel("Scores by group")
    pair = page.evaluate("() => rpp.answers.comparison.value.pairs[0].headlines[0]")
    right = "about the same" if not pair["clear"] else "fewer" if pair["difference"] < 0 else "more"
    share = {group: counts[right] / sum(counts.values()) for group, counts in votes.items()}
    expected = [[g, f"{votes[g][right]} of {sum(votes[g].values())}", f"{int(100 * share[g] + 0.5)} %"]
                for g in sorted(votes, key=lambda g: -share[g])]  # fmt: skip
    rows = page.locator(".scores tbody tr")
    assert [rows.nth(n).locator("th, td").all_text_contents() for n in range(rows.count())] == expected
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as CSV").click()
    assert waiting.value.suggested_filename == "scores.csv"
    assert not Axe().run(page).response["violations"]
    page.evaluate("() => (rpp.panel.value = 'handout')")
    page.locator(".sheet .scores").wait_for()


def test_every_chart_is_a_file_that_says_what_it_is(screen: Screen, tmp_path: Path):
    for kind in ("svg", "png", "csv"):
        with screen.page.expect_download() as waiting:
            screen.page.get_by_label("Save Still going").select_option(kind)
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.name == f"room-going.{kind}"
        if kind == "png":
            assert path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 10_000
            continue
        text = path.read_text(encoding="utf-8")
        assert "Invented history" in text and "Not a forecast" in text
        assert len(text.splitlines()) > (72 if kind == "csv" else 3)


@pytest.mark.parametrize("size", ["projector", *later("screen", "phone")])
def test_no_view_has_a_fault_of_access_or_leaves_the_window(browser: Browser, address: str, size: str):
    """Every view fits at every size; rules of access that size does not touch are put to all views at one of them."""
    screen = Screen(browser, address, size, reduced_motion="reduce").open()
    page = screen.page
    whole = size == "projector"
    screen.move(0, "Home")
    page.keyboard.press("a")
    screen.told()
    _is_fine(screen, "screen")
    page.evaluate("() => document.querySelectorAll('.sentence, .told').forEach((e) => e.classList.add('stale'))")
    _is_fine(screen, "screen while an answer is on its way")
    for name in ("gallery", "more", "assumptions", "predict", "scores", "notes", "district", "why", "map", "file", "log", "keys", "handout"):
        page.evaluate(f"() => (rpp.panel.value = '{name}')")
        page.wait_for_function("() => document.querySelector('dialog .panel-inner').textContent.length > 60")
        _is_fine(screen, name, rules=whole)
        if name == "map":
            page.get_by_role("button", name="Light the way and measure each step").click()
            page.locator(".map [role=status]", has_text="of 100").wait_for(timeout=60_000)
            _is_fine(screen, "map that is lit", rules=whole)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="More ▾").click()
    _is_fine(screen, "menu", rules=whole)
    page.get_by_role("button", name="More ▾").click()
    page.keyboard.press("p")
    _is_fine(screen, "back row")
    assert "not a forecast" in page.locator(".rpp").text_content().lower()
    screen.close()


def _is_fine(screen: Screen, view: str, rules: bool = True) -> None:
    found = Axe().run(screen.page).response["violations"] if rules else []
    assert not found, (view, [(v["id"], v["nodes"][0]["html"][:200]) for v in found])
    outside = """() => [...document.querySelectorAll('.rpp *')].filter((e) => { const at = e.getBoundingClientRect();
      return at.width > 0 && at.right > innerWidth + 1 && !e.closest('svg') && !e.closest('.hidden'); }).map((e) => e.className)"""
    assert not screen.page.evaluate(outside), view


def test_letters_for_the_back_row_have_at_least_28_pixels(screen: Screen):
    page = screen.page
    for number in range(3):
        screen.move(number, "Home").settled()
        page.keyboard.press("a")
    page.keyboard.press("p")
    page.locator(".present svg.chart").wait_for()
    page.locator(".present .info").click()
    page.locator(".present .about").wait_for()
    small = """() => [...document.querySelectorAll('.present *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
      && e.getClientRects().length && parseFloat(getComputedStyle(e).fontSize) < 28).map((e) => e.outerHTML.slice(0, 80))"""
    assert not page.evaluate(small)


def test_for_those_who_want_less_motion_nothing_glides_and_months_play_in_few_pictures(browser: Browser, address: str):
    screen = Screen(browser, address, reduced_motion="reduce").open().told()
    page = screen.page
    gliding = """() => [document.body, ...document.querySelectorAll('.rpp, .rpp *')].filter((e) => { const look = getComputedStyle(e);
      return look.transitionDuration.split(',').some((t) => parseFloat(t)) || look.animationName !== 'none' || look.scrollBehavior !== 'auto'; }).length"""
    page.evaluate("() => { window.months = []; rpp.month.subscribe((month) => window.months.push(month)); }")
    page.get_by_label("Speed").select_option(label="fast")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => window.months.length > 3")
    months = page.evaluate("() => [...window.months]")
    assert {later - earlier for earlier, later in zip(months, months[1:])} == {8}, "as fast, in steps of a second"
    assert page.evaluate(gliding) == 0 and page.evaluate("() => document.getAnimations().length") == 0
    screen.close()


def test_an_axis_of_differences_tells_their_size(screen: Screen):
    screen.move(0, "Home").settled()
    screen.page.wait_for_function("() => rpp.answers.comparison.value?.pairs.length")
    screen.page.keyboard.press("d")
    for series in ("going", "users"):
        texts = screen.page.locator(f".charts svg[data-series={series}] g:first-of-type text").all_text_contents()
        assert len([text for text in texts if text.endswith("%")]) > 1, texts


def test_no_name_of_a_turning_point_is_cut_at_the_end_of_the_rail(screen: Screen):
    """However late a run ends, its name keeps its beginning on screen."""
    screen.told().page.evaluate("() => (rpp.story.value = { ...rpp.story.value, marks: [1, 40, rpp.stage.value.months].map((month) => ({ month, text: 'The partnership ends after six years' })) })")
    names = screen.page.locator(".marks .told span")
    assert names.count() == 3
    rail = screen.page.locator(".marks").bounding_box()
    for n in range(3):
        name = names.nth(n).bounding_box()
        assert name["width"] > 80 and name["x"] >= rail["x"] - 4
        assert name["x"] + name["width"] <= rail["x"] + rail["width"] + 4


@pytest.mark.parametrize("charts", (2, 3, 4))
def test_what_can_be_pressed_above_a_chart_is_whole_however_many_there_are(screen: Screen, charts: int):
    page = screen.page
    while page.locator(".chart-panel").count() < charts:
        page.get_by_role("button", name="Add a chart").click()
    heads = page.locator(".chart-head")
    for n in range(charts):
        head = heads.nth(n).bounding_box()
        close = heads.nth(n).get_by_role("button", name=re.compile("^Close")).bounding_box()
        assert close["x"] + close["width"] <= head["x"] + head["width"] + 1


def test_a_value_that_the_model_does_not_accept_is_told_and_the_page_goes_on(screen: Screen):
    screen.refused().page.evaluate("() => (rpp.arm.value = { ...rpp.arm.value, values: { 'coordination.fte': 99 } })")
    alert = screen.page.get_by_role("alert")
    alert.wait_for()
    assert "coordination" in alert.text_content()
    assert screen.page.get_by_role("button", name="Undo").is_visible()
    screen.page.evaluate("() => rpp.reset()")
    screen.settled()


def test_a_refusal_stays_until_the_same_goes_well(screen: Screen):
    """What is answered beside it must not take it away."""
    refuse = "() => rpp.guard(() => Promise.reject({ message: 'too much', problems: [] }), 'A')"
    alert = screen.page.get_by_role("alert")
    screen.page.evaluate(refuse)
    assert "too much" in alert.text_content()
    screen.page.evaluate("() => rpp.guard(async () => {}, 'base')")
    assert alert.count() == 1
    screen.page.evaluate("() => rpp.guard(async () => {}, 'A')")
    alert.wait_for(state="detached")

"""A plan of a session walked through in a browser as its facilitator's guide says, step by step."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app_page import Screen


def walked(
    screen: Screen, plan: int, steps: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Mapping[str, Any], int, float]]:
    """Takes each step of a plan; gives it with the actions of a hand and the seconds from question to picture.

    Args:
        screen: with the scenario open.
        plan: its number on the menu.
        steps: what the plan holds.
    """
    screen.panel("Notes and steps")
    screen.page.get_by_label("plan of").select_option(str(plan))
    screen.page.keyboard.press("Escape")
    for step in steps:
        started = time.perf_counter()
        screen.page.keyboard.press("n")
        assert step["say"] in screen.page.locator(".stepbar", has_text=" of ").last.text_content()
        screen.told()
        actions = 1 + DONE.get(step["key"], _reveal if _is_asked(step) else _nothing)(screen)
        yield step, actions, time.perf_counter() - started


def _is_asked(step: Mapping[str, Any]) -> bool:
    return "predict" in step or "sketch" in step


def _nothing(screen: Screen) -> int:
    return 0


def _reveal(screen: Screen) -> int:
    """The answer is hidden until then, wherever one looks."""
    page = screen.page
    assert page.locator(".headline .big").first.text_content().startswith("?")
    assert page.locator(".charts svg[data-series=going] path.middle[stroke='#0067a5']").count() == 0
    if page.locator(".sketch").count():  # somebody draws what the room expects
        place = page.locator(".sketch").bounding_box()
        page.mouse.move(place["x"] + 2, place["y"] + 2)
        page.mouse.down()
        page.mouse.move(place["x"] + place["width"] - 2, place["y"] + 0.6 * place["height"], steps=8)
        page.mouse.up()
    else:
        page.get_by_label("fewer", exact=True).fill("9")
        page.get_by_label("more", exact=True).fill("12")
    page.get_by_role("button", name="Reveal").click()
    screen.told()
    assert re.search(r"right: .* (votes|months)", page.locator(".predict").text_content())
    assert not page.locator(".headline .big").first.text_content().startswith("?")
    return 2


def _story(screen: Screen) -> int:
    page = screen.page
    page.get_by_role("button", name="ended early").click()
    page.wait_for_function("() => rpp.story.value?.key.includes('ended')")
    screen.told()
    return 1


def _groups(screen: Screen) -> int:
    """Two groups propose one move each; both are taken on."""
    page = screen.page
    for role, lever, key in (("funder", "money.start_grant", "End"), ("teachers", "contact.stake", "Home")):
        page.get_by_label("Whose levers").select_option(role)
        page.locator(f"[data-lever='{lever}'] input[type=range]").press(key)
        page.get_by_role("button", name="Propose this move").click()
    page.get_by_label("Whose levers").select_option("")
    page.get_by_role("button", name="Proposals (2)").click()
    page.get_by_role("button", name="Take on all").click()
    page.keyboard.press("Escape")
    screen.told()
    return 0  # a group's minutes are its own


def _doubt(screen: Screen) -> int:
    page = screen.page
    page.keyboard.press("w")
    page.wait_for_function(
        "() => rpp.answers.doubt.value && rpp.answers.doubt.value.worlds === rpp.answers.doubt.value.of", timeout=120_000
    )
    return 1


def _district(screen: Screen) -> int:
    page = screen.page
    screen.panel("Your district in five questions")
    for number in range(5):
        page.locator("fieldset").nth(number).locator("input").first.check()
    page.get_by_role("button", name="Show my district").click()
    page.wait_for_function("() => Boolean(rpp.arm.value.yaml)")
    screen.told()
    return 8


#: What is done beside the next step and Reveal, by the key of the step.
DONE: dict[str, Callable[[Screen], int]] = {
    "one_story": _story, "groups": _groups, "how_sure": _doubt, "our_district": _district,
}  # fmt: skip

"""Writes ``docs/guide/workshop.md``: the questions of a room, each asked in a browser, with its picture and time.

It needs Chromium and Playwright (``pip install '.[app,test]'``) and takes some minutes.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from page_writing import DOCS
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sim.experiments.store.provenance import code_digest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
from app_page import Screen, chromium, served

IMAGES = DOCS / "images"
TEMPLATE, PAGE = DOCS / "templates" / "workshop.md", DOCS / "guide" / "workshop.md"
#: Where the questions are asked.
PLACE = "portraits/bellevue"
#: Seconds that a practised hand takes for one action (pointing, pressing): Card, Moran & Newell 1980, rounded up.
A_HAND = 1.5
COLOURS = 256


@dataclass(frozen=True)
class Question:
    """What somebody in the room asks.

    Attributes:
        name: of its picture.
        asked: in the room's words.
        do: what the facilitator does; returns the number of actions of a hand.
        done: what that was, in words.
    """

    name: str
    asked: str
    do: Callable[[Screen], int]
    done: str


def superintendent(screen: Screen) -> int:
    screen.page.get_by_role("slider", name="Month", exact=True).fill("9")
    screen.page.locator("[data-event=superintendent_leaves]").click()
    screen.told()
    return 2


def same_money(screen: Screen) -> int:
    screen.page.locator("[data-lever='contact.meetings'] input[type=range]").press("End")
    screen.page.get_by_role("switch", name="with the same money").check()
    told = "() => document.querySelector('.money p[role=status]')?.textContent.includes('take')"
    screen.page.wait_for_function(told, timeout=120_000)
    screen.settled()
    return 2


def why_ended(screen: Screen) -> int:
    screen.told().page.get_by_role("button", name="ended early").click()
    screen.page.wait_for_function("() => rpp.story.value?.key.includes('ended')")
    screen.told()
    return 1


def rural(screen: Screen) -> int:
    screen.page.keyboard.press("g")
    screen.page.get_by_role("searchbox", name="find").fill("rural")
    screen.page.locator("[data-scenario='presets/small_rural']").click()
    screen.page.wait_for_function("() => rpp.stage.value.scenario.endsWith('small_rural')")
    screen.told()
    return 3


def forecast(screen: Screen) -> int:
    screen.page.get_by_role("button", name="Why believe it").click()
    screen.page.locator(".why-cards section").first.wait_for()
    return 1


def how_sure(screen: Screen) -> int:
    screen.page.keyboard.press("w")
    screen.page.locator(".charts svg[data-series=users] .doubt path").first.wait_for(timeout=120_000)
    whole = "() => rpp.answers.doubt.value.worlds === rpp.answers.doubt.value.of"
    screen.page.wait_for_function(whole, timeout=120_000)
    return 1


def district(screen: Screen) -> int:
    screen.panel("Your district in five questions")
    for number in range(5):
        screen.page.locator("fieldset").nth(number).locator("input").first.check()
    screen.page.get_by_role("button", name="Show my district").click()
    screen.page.wait_for_function("() => Boolean(rpp.arm.value.yaml)")
    screen.told()
    return 8


QUESTIONS = (
    Question("superintendent", "What if *our* superintendent leaves in month 9?", superintendent,
             "move the month, press *superintendent leaves*"),
    Question("same-money", "And with the same money?", same_money, "move a lever, press *with the same money*"),
    Question("why-ended", "Why did this one end?", why_ended, "press *ended early*"),
    Question("rural", "And in a small rural district?", rural, "open the gallery, type *rural*, choose"),
    Question("forecast", "Is this a forecast?", forecast, "point at *Not a forecast*, press *Why believe it*"),
    Question("how-sure", "How sure is that?", how_sure, "press *what if our numbers are wrong*"),
    Question("district", "Show me my district.", district, "open it from the menu, five answers, *Show my district*"),
)  # fmt: skip


def main() -> None:
    """Asks everything, and writes page and pictures."""
    rows, pictures = [], []
    with served() as address, chromium() as browser:
        for question in QUESTIONS:
            screen = Screen(browser, address).open(PLACE).told()
            started = time.perf_counter()
            actions = question.do(screen)
            seconds = time.perf_counter() - started + A_HAND * actions
            screen.page.wait_for_timeout(300)
            keep(screen.page.screenshot(), f"workshop/{question.name}")
            screen.context.close()
            rows.append(f"| {question.asked} | {question.done} | {seconds:.0f} s |")
            pictures.append(f"**{question.asked}**\n\n![{question.asked}](../images/workshop/{question.name}.png)\n")
            print(rows[-1], flush=True)
    head = "| question | what the facilitator does | to its picture |\n|---|---|--:|"
    text = TEMPLATE.read_text(encoding="utf-8")
    parts = {"rehearsal": "\n".join([head, *rows]), "pictures": "\n".join(pictures).rstrip(), "digest": code_digest()}
    for name, part in parts.items():
        text = text.replace("{{ " + name + " }}", part)
    PAGE.write_text(text, encoding="utf-8")
    print(PAGE)


def keep(png: bytes, name: str) -> None:
    """Writes a picture, small enough for a repository, with the digest of the model's code.

    Args:
        png: as a browser gives it.
        name: with its folder below that of images.
    """
    made_with = PngInfo()
    made_with.add_text("Made with model", code_digest())
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS)
    path = IMAGES / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, optimize=True, pnginfo=made_with)


if __name__ == "__main__":
    main()

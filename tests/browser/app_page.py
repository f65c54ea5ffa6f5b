"""The workshop app in a headless Chromium: a server of its own, and a page that may ask nobody else."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from browser import FLAGS, browser_path
from playwright.sync_api import Browser, Page, Request, sync_playwright

ROOT = Path(__file__).parents[2]
#: What a page must not need: flags that only matter to a browser that is spoken to over a pipe are left out.
OWN = [flag for flag in FLAGS if "remote-debugging" not in flag]
#: Whatever is not of this machine is sent to a place where nobody listens, and so refused.
NOWHERE = "--proxy-server=127.0.0.1:9"
#: Where tests start the app: a folder with a scenario of its own that answers quickly.
ROOM, SCENARIO = Path(__file__).parent / "room", "room"
SIZES = {"projector": (1280, 720), "screen": (1920, 1080), "phone": (390, 844)}


@contextmanager
def served(folder: Path = ROOM) -> Iterator[str]:
    """The app as it is started in a folder, on a free port of this machine; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "app", "app", "--no-browser", "--port", str(port)]
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    running = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": path})
    address = f"http://127.0.0.1:{port}/"
    try:
        while not _answers(address):
            assert running.poll() is None, "the app ended before it answered"
            time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait(timeout=30)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}api/alive", timeout=60):
            return True
    except OSError:
        return False


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of this machine.

    Raises:
        FileNotFoundError: there is none.
    """
    path = browser_path()
    if path is None:
        raise FileNotFoundError("no Chromium or Chrome on this machine")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*OWN, NOWHERE])
        try:
            yield running
        finally:
            running.close()


class Screen:
    """The page as somebody in front of a room uses it.

    Attributes:
        page: of Playwright.
        elsewhere: addresses outside this machine that it asked for; all are refused.
        complaints: errors, and warnings on the console.
        foreseen: what complaints may say that are no fault, for the browser writes a line of its own on each
            refusal of the server, at a time of its choosing.
    """

    def __init__(self, browser: Browser, address: str, size: str = "projector", **more: object) -> None:
        width, height = SIZES[size]
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **more)
        self.page: Page = self.context.new_page()
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.foreseen: list[str] = []
        self.context.on("request", self._asked)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def _heard(self, message: object) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def refused(self) -> Screen:
        """Says that the server will refuse something from here on."""
        self.foreseen.append("status of 400")
        return self

    def open(self, scenario: str = SCENARIO) -> Screen:
        """Opens a scenario and waits for its whole answer."""
        self.page.goto(f"{self.address}#scenario={scenario}")
        self.page.locator(".lever").first.wait_for()
        return self.settled()

    def settled(self) -> Screen:
        """Waits until the whole answer to what is on the sliders is drawn."""
        self.page.wait_for_function(
            "() => rpp.stage.value && rpp.tracks.value.every((t) => rpp.answers.settled(t))", timeout=60_000
        )
        return self

    def told(self) -> Screen:
        """Waits for the story and the people of the run on screen."""
        self.settled().page.wait_for_function("() => document.querySelector('.network canvas[role=img]') && rpp.story.value")
        return self

    def move(self, number: int, key: str) -> Screen:
        """Moves a lever on stage with a key."""
        slider = self.page.locator(".levers .lever input[type=range]").nth(number)
        slider.focus()
        slider.press(key)
        return self

    def panel(self, name: str) -> Screen:
        """Opens what the menu offers."""
        self.page.get_by_role("button", name="More ▾").click()
        self.page.locator(".menu-list").get_by_role("button", name=name).click()
        return self

    def middle(self, series: str, track: str) -> str:
        """The middle line of a chart that is drawn, by month."""
        colour = {"base": "#4b5563", "A": "#0067a5", "B": "#b04500"}[track]
        self.page.locator(f".charts svg[data-series={series}] path.middle[stroke='{colour}']").wait_for(state="attached")
        return self.page.evaluate(f"() => JSON.stringify(rpp.answers.shown.value.{track}.series.{series}.p50)")

    def close(self) -> None:
        """Ends it, and looks back at what it asked for and complained of."""
        self.context.close()
        assert not self.elsewhere, f"nobody else is asked: {self.elsewhere[:3]}"
        faults = [line for line in self.complaints if not any(words in line for words in self.foreseen)]
        assert not faults, faults[:5]

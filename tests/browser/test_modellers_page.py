"""The `SolaraViz` page: it starts, draws, and steps the model in a browser, with the parts that the project pins."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import browser_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
NEEDED = ("solara", "altair", "playwright")
pytestmark = [
    pytest.mark.skipif(any(find_spec(name) is None for name in NEEDED), reason="the extra mesa-page is not installed"),
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]


@pytest.mark.slow
def test_the_page_starts_draws_and_steps(browser: Browser, tmp_path: Path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "solara", "run", "app/modellers/page.py", "--port", str(port), "--host", "127.0.0.1",
               "--production", "--no-open"]  # fmt: skip
    log = (tmp_path / "log.txt").open("w+")
    running = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        for _ in range(600):
            assert running.poll() is None, (tmp_path / "log.txt").read_text()
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"http://127.0.0.1:{port}/")
        step = page.get_by_role("button", name="Step", exact=True)
        step.wait_for(timeout=90_000)
        page.get_by_text("Not a forecast").wait_for(timeout=60_000)
        page.get_by_text(re.compile(r"^(Step|Time): 0")).wait_for(timeout=60_000)
        page.wait_for_function("() => document.querySelectorAll('img, svg').length >= 3", timeout=60_000)
        for _ in range(3):
            step.click()
            page.wait_for_timeout(700)
        page.get_by_text(re.compile(r"^(Step|Time): 3")).wait_for(timeout=60_000)
        page.screenshot(path=tmp_path / "page.png")
        page.close()
    finally:
        running.terminate()
        running.wait(timeout=30)
        log.close()

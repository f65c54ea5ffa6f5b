"""Speed of the workshop app: how long a room waits, alone and with thirty browsers at once.

Run with ``python -m benchmarks.app``. It starts a server of its own and asks it over loopback, as browsers do; with
``--browser`` it also measures in a headless Chromium, from a moved slider to the first redrawn chart and to all worlds.
Seconds are those of this machine, and of what else it is doing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import numpy as np

#: Browsers at once, seconds between the moves of each, and how long they go on [s].
SESSIONS, EVERY, LASTS = 30, 10.0, 60.0
LEVERS = ("work.demand_hours", "coordination.fte", "scale.sites_start", "continuity.onboarding")
PLACES = ("portraits/bellevue", "types/nic", "presets/large_urban")


@contextmanager
def served() -> Iterator[str]:
    """The app on a free port; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "app", "app", "--no-browser", "--port", str(port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(3000):
            try:
                httpx.get(f"{address}/api/alive").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait(timeout=30)


def moved(scenario: str, draw: random.Random) -> dict[str, Any]:
    """An arm that nobody has asked for before."""
    return {"scenario": scenario, "values": {LEVERS[0]: round(draw.uniform(1, 15), 4),
                                             LEVERS[2]: round(draw.uniform(0.1, 0.9), 4)}}  # fmt: skip


async def answered(client: httpx.AsyncClient, arm: dict[str, Any], lane: str) -> list[tuple[int, float]]:
    """Worlds and seconds of each answer to one move."""
    begun, found = time.perf_counter(), []
    body = {"arm": arm, "charts": ["going", "users"], "lane": lane}
    async with client.stream("POST", "/api/ensemble", json=body) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            told = json.loads(line)
            if told["kind"] == "answer":
                found.append((told["worlds"], time.perf_counter() - begun))
    return found


async def alone(address: str, moves: int) -> dict[str, np.ndarray]:
    """First and last answers to single moves, by place [s]."""
    draw, found = random.Random(1), {}
    async with httpx.AsyncClient(base_url=address, timeout=120) as client:
        for place in PLACES:
            answers = [await answered(client, moved(place, draw), "alone") for _ in range(moves + 1)][1:]
            found[place] = np.array([(a[0][1], a[-1][1], a[-1][0]) for a in answers])
    return found


async def together(address: str, sessions: int, lasts: float, every: float) -> np.ndarray:
    """Seconds to first answers with so many browsers, each of which moves a lever now and then."""
    draw, waits = random.Random(2), []
    limits = httpx.Limits(max_connections=sessions * 2)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
        end = time.perf_counter() + lasts

        async def session(n: int) -> None:
            await asyncio.sleep(draw.uniform(0, every))
            while time.perf_counter() < end:
                begun = time.perf_counter()
                found = await answered(client, moved(PLACES[0], draw), f"session {n}")
                waits.append(found[0][1])
                await asyncio.sleep(max(0.0, every - (time.perf_counter() - begun)))

        await asyncio.gather(*(session(n) for n in range(sessions)))
    return np.array(waits)


def in_browser(address: str, moves: int) -> np.ndarray:
    """Milliseconds from a key on a slider to the first redrawn chart, and to all worlds."""
    from playwright.sync_api import sync_playwright

    watch = """async () => {
      const slider = document.querySelectorAll('.levers input[type=range]')[1];
      const line = () => document.querySelector(".charts svg path.middle[stroke='#0067a5']")?.getAttribute('d');
      const before = line(), begun = performance.now();
      let first = 0;
      slider.focus();
      slider.value = String(Number(slider.min) + Math.random() * (Number(slider.max) - Number(slider.min)));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      const settled = () => rpp.tracks.value.every((t) => rpp.answers.settled(t));
      for (;;) {
        await new Promise(requestAnimationFrame);
        if (!first && line() !== before) first = performance.now() - begun;
        if (first && settled()) return [first, performance.now() - begun];
        if (performance.now() - begun > 30000) return [first, -1];
      }
    }"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        begun = time.perf_counter()
        page.goto(f"{address}/#scenario={PLACES[0]}")
        page.locator(".charts svg path.middle").first.wait_for(state="attached")
        print(f"first page with a chart: {time.perf_counter() - begun:.2f} s")
        page.wait_for_timeout(15_000)  # until stories, the network and the gate are through
        found = []
        for _ in range(moves):
            found.append(page.evaluate(watch))
            page.wait_for_timeout(1500)
        browser.close()
    return np.array(found)


def told(what: str, seconds: np.ndarray) -> None:
    """Median, 95th percentile and longest."""
    median, late, longest = np.median(seconds), np.percentile(seconds, 95), seconds.max()
    print(f"{what:58} median {median:6.3f}  p95 {late:6.3f}  longest {longest:6.3f}")


def main(arguments: list[str] | None = None) -> None:
    """Prints what was measured."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--moves", type=int, default=12)
    asked.add_argument("--sessions", type=int, default=SESSIONS)
    asked.add_argument("--seconds", type=float, default=LASTS)
    asked.add_argument("--every", type=float, default=EVERY)
    asked.add_argument("--browser", action="store_true")
    chosen = asked.parse_args(arguments)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with served() as address:
        for place, times in asyncio.run(alone(address, chosen.moves)).items():
            told(f"{place}: first answer [s]", times[:, 0])
            told(f"{place}: {int(times[0, 2])} worlds [s]", times[:, 1])
        if chosen.browser:
            times = in_browser(address, chosen.moves) / 1000
            told("browser: key to first redrawn chart [s]", times[:, 0])
            told("browser: key to all worlds [s]", times[:, 1])
        waits = asyncio.run(together(address, chosen.sessions, chosen.seconds, chosen.every))
        told(f"{chosen.sessions} browsers, {len(waits)} moves: first answer [s]", waits)


if __name__ == "__main__":
    main()

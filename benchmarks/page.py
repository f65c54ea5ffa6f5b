"""How fast the workshop app answers, in headless Chromium with the real engine: ``python -m benchmarks.page``.

Times are milliseconds from the press of a key on a slider, on this machine as it is; on a busy one they say little.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
from app_page import Screen, chromium, served

MOVES = 24
#: Notes when a chart is drawn anew after a key, and when the whole answer is.
WATCH = """async (key) => {
  const slider = document.querySelectorAll('.levers .lever input[type=range]')[key.lever];
  const middle = ".charts svg[data-series=users] path.middle[stroke='#0067a5']";
  const path = () => document.querySelector(middle)?.getAttribute('d');
  const before = path(), started = performance.now();
  slider.value = String(Number(slider.max) * key.share);
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  let first = null;
  for (;;) {
    await frame();
    if (first === null && path() !== before) first = performance.now() - started;
    if (first !== null && rpp.answers.settled(rpp.active.value)) return [first, performance.now() - started];
    if (performance.now() - started > 20000) return [first, null];
  }
}"""


def moves(screen: Screen, number: int = MOVES) -> tuple[list[float], list[float]]:
    """First and whole answers of so many moves, each to a value that was not asked before."""
    firsts, wholes = [], []
    for n in range(number):
        first, whole = screen.page.evaluate(WATCH, {"lever": n % 3, "share": (0.11 + 0.37 * n) % 1})
        if first is not None and whole is not None:
            firsts.append(first)
            wholes.append(whole)
        screen.page.wait_for_timeout(150)
    return firsts, wholes


def told(name: str, times: list[float]) -> str:
    """Median and 95th percentile."""
    ordered = sorted(times)
    high = ordered[int(0.95 * (len(ordered) - 1))]
    return f"{name}: median {statistics.median(ordered):.0f} ms, 95th percentile {high:.0f} ms"


def main() -> None:
    """Measures and prints."""
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with served() as address, chromium() as browser:
        for scenario in ("portraits/bellevue", "portraits/chicago_consortium"):
            screen = Screen(browser, address).open(scenario).told()
            screen.page.wait_for_timeout(8000)  # the lever gate is done
            firsts, wholes = moves(screen, MOVES if scenario.endswith("bellevue") else 6)
            worlds = screen.page.evaluate("() => rpp.answers.shown.value.A.of")
            print(f"{scenario}, {worlds} partnerships")
            print(told("  slider to first chart", firsts))
            print(told("  slider to whole answer", wholes))
            screen.told()
            months = []
            for month in range(2, 40):
                screen.page.evaluate(f"() => (rpp.month.value = {month})")
                screen.page.wait_for_timeout(40)
                canvas = screen.page.locator(".network canvas[role=img]")
                months.append(float(canvas.get_attribute("data-milliseconds")))
            print(told("  network month", months))
            screen.context.close()
        again = Screen(browser, address)
        ready = "() => document.querySelectorAll('.charts path.middle').length >= 2 && performance.now()"
        again.page.goto(f"{address}#scenario=portraits/bellevue")
        print(f"first page with its charts, warm: {again.page.wait_for_function(ready).json_value():.0f} ms")


if __name__ == "__main__":
    main()

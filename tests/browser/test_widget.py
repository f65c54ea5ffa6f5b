"""The view in a notebook's cell: drawn in a browser by the widget's own module, over messages, asking nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import browser_path

import sim

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.importorskip("anywidget")
pytest.importorskip("playwright")
pytestmark = pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine")

#: What a notebook gives a widget: a model with values, messages both ways, and an element.
CELL = """
<!doctype html><html lang="en"><meta charset="utf-8"><title>Cell</title><body><div id="cell" style="width:1200px"></div>
<script type="module">
const listeners = [];
const values = SENT;
const model = {
  get: (name) => values[name],
  on: (event, heard) => listeners.push(heard),
  send: async (message) => { for (const told of await answered(message)) for (const heard of listeners) heard(told); },
};
const address = URL.createObjectURL(new Blob([document.getElementById("module").textContent], { type: "text/javascript" }));
const face = await import(address);
face.default.render({ model, el: document.getElementById("cell") });
</script></body></html>
"""


def test_the_widget_draws_itself_and_answers_a_slider(browser: Browser, tmp_path: Path):
    widget = sim.explore("presets/small_rural")
    sent: list[dict[str, Any]] = []
    widget.send = lambda message, buffers=None: sent.append(message)

    def answered(message: dict[str, Any]) -> list[dict[str, Any]]:
        if message.get("cancel") or message["ask"] == "gate":  # the lever gate answers elsewhere, and takes a while
            return [{"id": message.get("id"), "done": True}]
        sent.clear()
        widget._answer(message["id"], message["ask"], message["body"])
        return list(sent)

    values = json.dumps({"scenario": widget.scenario, "arm": widget.arm})
    module = widget._esm.replace("</", "<\\/")
    text = CELL.replace("SENT", values).replace("<body>", f'<body><script type="text/plain" id="module">{module}</script>')
    path = tmp_path / "cell.html"
    path.write_text(text, encoding="utf-8")
    elsewhere, errors = [], []
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("request", lambda r: elsewhere.append(r.url) if r.url.startswith("http") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.expose_function("answered", answered)
    page.goto(path.as_uri())
    line = page.locator("#cell .charts svg path.middle").first
    line.wait_for(state="attached", timeout=60_000)
    page.wait_for_timeout(500)
    boxes = page.locator("#cell .chart-box")
    assert all(boxes.nth(n).bounding_box()["height"] > 120 for n in range(boxes.count())), "a cell gives no height"
    before = line.get_attribute("d")
    slider = page.locator("#cell .levers input[type=range]").nth(2)
    assert slider.get_attribute("data-lm-suppress-shortcuts") is not None
    slider.focus()
    for _ in range(2):
        slider.press("ArrowRight")
    page.wait_for_function("(d) => document.querySelector('#cell .charts svg path.middle[stroke=\"#0067a5\"]')"
                           "?.getAttribute('d') !== d", arg=before, timeout=60_000)  # fmt: skip
    assert "Invented history" in page.locator("#cell").inner_text()
    page.screenshot(path=tmp_path / "cell.png")
    page.close()
    assert not elsewhere and not errors, (elsewhere[:3], errors[:3])

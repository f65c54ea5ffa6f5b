"""Writes ``docs/guide/facilitator.md``: the plans minute by minute, and an hour walked through in a browser.

Each step of the 60-minute plan is taken as the guide says; the page tells how long it took from question to picture.
What the guide promises is measured first, and nothing is written where the model no longer shows it. It needs Chromium
and Playwright (``pip install '.[app,test]'``) and takes some minutes.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from make_workshop import A_HAND, keep
from page_writing import DOCS, table, write
from PIL import Image, ImageOps
from playwright.sync_api import Browser

from app.handout.contrasts import OTHER_SEEDS, SEED, Contrast, contrasts_of
from app.handout.pages import as_html
from app.handout.session import session_of
from app.live.plans import plans_of
from app.live.presentation import presentation_of
from sim.experiments.store.provenance import code_digest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
from app_page import Screen, chromium, served
from rehearsal import walked

TEMPLATE, PAGE = DOCS / "templates" / "facilitator.md", "guide/facilitator.md"
SCENARIO, WALKED = "baseline", "60 minutes"
#: Folder of pictures, below that of images.
PICTURES = "facilitator"
#: Pixels of a slide on the sheet of all slides, and how many stand side by side.
SLIDE, ACROSS = (440, 248), 4


def main() -> None:
    """Measures, walks, and writes page and pictures."""
    told = presentation_of(SCENARIO)
    by_seed = {seed: contrasts_of(SCENARIO, seed=seed) for seed in (SEED, *OTHER_SEEDS)}
    broken = [f"seed {seed}: {c.told}" for seed, found in by_seed.items() for c in found if not c.is_kept]
    if broken:
        raise SystemExit("The model does not show what the guide promises:\n" + "\n".join(broken))
    plans = {plan["name"]: plan["sequence"] for plan in plans_of(told)}
    keys = [c.key for c in by_seed[SEED]]
    with served() as address, chromium() as browser:
        times = rehearsed(Screen(browser, address), list(plans).index(WALKED), plans[WALKED], keys)
        keep(contact_sheet(browser, as_html("slides", session_of(SCENARIO, WALKED))), f"{PICTURES}/slides")
    parts = {f"plan {name}": plan_table(steps) for name, steps in plans.items()} | {
        "contrasts": contrasts_table(by_seed), "pictures": pictures(by_seed[SEED]), "rehearsal": times,
        "seeds": ", ".join(map(str, OTHER_SEEDS)), "digest": code_digest(),
    }  # fmt: skip
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace("{{ " + name + " }}", part)
    write(PAGE, text)


def rehearsed(screen: Screen, plan: int, steps: Sequence[Mapping[str, Any]], pictured: Sequence[str]) -> str:
    """The walk through a plan, as a table; keeps a picture of some of its steps."""
    rows = []
    for step, actions, seconds in walked(screen.open(SCENARIO).told(), plan, steps):
        screen.page.wait_for_timeout(300)
        if step["key"] in pictured:
            keep(screen.page.screenshot(), f"{PICTURES}/{step['key']}")
        rows.append((str(step["minute"]), step["title"], f"{seconds + A_HAND * actions:.0f} s"))
        print(*rows[-1], flush=True)
    screen.close()
    return table(("minute", "step", "question to picture"), rows, right=(0, 2))


def contact_sheet(browser: Browser, slides: str) -> bytes:
    """All slides on one picture."""
    wide, high = SLIDE
    page = browser.new_page(viewport={"width": 2 * wide, "height": 2 * high})
    page.set_content(slides)
    shots = [Image.open(io.BytesIO(one.screenshot())) for one in page.locator(".slide").all()]
    page.close()
    sheet = Image.new("RGB", (ACROSS * wide, -(-len(shots) // ACROSS) * high), "white")
    for n, shot in enumerate(shots):
        small = ImageOps.expand(shot.convert("RGB").resize((wide - 8, high - 8)), 1, "#85898f")
        sheet.paste(small, (n % ACROSS * wide + 3, n // ACROSS * high + 3))
    out = io.BytesIO()
    sheet.save(out, format="png")
    return out.getvalue()


def plan_table(steps: Sequence[Mapping[str, Any]]) -> str:
    """A plan minute by minute."""
    return table(("minute", "what", "say", "do"), _rows(steps), right=(0,))


def _rows(steps: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for step in steps:
        yield str(step["minute"]), step["title"], step["say"], step.get("note", "")


def contrasts_table(by_seed: Mapping[int, Sequence[Contrast]]) -> str:
    """What is promised, and that it held at every seed, in words that outlive a small change of the model."""
    rows = [(c.title, c.moved, f"at least {c.least:g} {c.way} {c.noun}" if c.way else "nothing: it may be chance",
             ", ".join(f"{found[n].difference:+.0f}".replace("-", "−") for found in by_seed.values()))
            for n, c in enumerate(by_seed[SEED])]  # fmt: skip
    seeds = ", ".join(map(str, by_seed))
    return table(("contrast", "what is moved", "promised", f"found with seed {seeds}"), rows)


def pictures(contrasts: Sequence[Contrast]) -> str:
    """Pictures of the contrasts of the hour, each with what it says and why."""
    told = []
    for c in contrasts:
        if (DOCS / "images" / PICTURES / f"{c.key}.png").is_file():
            alt = f"The app after the step {c.title}: {c.found}"
            told.append(f"**{c.title}.** {c.found} {c.because}\n\n![{alt}](../images/{PICTURES}/{c.key}.png)")
    return "\n\n".join(told)


if __name__ == "__main__":
    main()

"""Before a session: is everything compiled, computed, offline and printable?"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.live import gate
from app.live.answers import answer
from app.live.arms import arm_of
from app.live.ensembles import ENSEMBLES, FULL
from app.live.gallery import FIRST, gallery
from app.live.stage import stage, to_check
from app.live.turns import Token
from app.terminal.browsers import printing_browser
from sim.engine.batch import compile_first
from sim.kernel.code_on_disk import cache_folder
from sim.kernel.compiled import is_warm

#: The page and its files.
WEB = Path(__file__).parents[1] / "web"
_ELSEWHERE = re.compile(r"""(src|href)=["']?(https?:)?//""")
#: Answers that take longer make a room wait [s].
FIRST_IN, FULL_IN = 0.5, 3.0


def checked(scenario: str = "") -> Iterator[dict[str, Any]]:
    """Each thing that a session needs, made ready where it can be."""
    name = scenario or FIRST
    yield _compiled()
    yield _page()
    yield _told("scenarios", *_scenarios())
    yield _told(f"answers to {name}", *_speed(name))
    yield _told(f"levers of {name}", *_levers(name))
    yield _told("network", True, "nothing is loaded from it; a test refuses every other address")
    yield _told("paper", *_paper())


def _told(name: str, ok: bool, text: str) -> dict[str, Any]:
    return {"name": name, "ok": ok, "text": text}


def _compiled() -> dict[str, Any]:
    warm = is_warm()
    begun = time.perf_counter()
    compile_first(told=False)
    text = "was compiled already" if warm else f"compiled now, in {time.perf_counter() - begun:.0f} s"
    return _told("model", True, f"{text}; kept in {cache_folder().name}")


def _page() -> dict[str, Any]:
    page = WEB / "index.html"
    if not page.is_file():
        return _told("page", False, "the page is missing; install the package again")
    outside = [path.name for path in WEB.rglob("*.html") if _ELSEWHERE.search(path.read_text("utf-8"))]
    return _told("page", not outside, f"loads from elsewhere: {', '.join(outside)}" if outside else "complete, offline")


def _scenarios() -> tuple[bool, str]:
    shown = gallery("fictional")
    count = sum(len(group["scenarios"]) for group in shown["groups"])
    return count > 0, f"{count} in the gallery; portraits under invented names"


def _speed(name: str) -> tuple[bool, str]:
    arm = arm_of({"scenario": name, "seed": int(time.time())})  # a new seed, so that nothing is there already
    begun, told = time.perf_counter(), []
    for ensemble, of in ENSEMBLES.answers(arm, FULL, Token()):
        answer(ensemble, of, ["going", "users"], ["going"])
        told.append((ensemble.worlds, time.perf_counter() - begun))
    (few, first), (many, full) = told[0], told[-1]
    ok = first <= FIRST_IN and full <= FULL_IN
    slow = "" if ok else "; close other programs, or choose a smaller scenario"
    return ok, f"{few} worlds after {first:.2f} s, {many} after {full:.2f} s{slow}"


def _levers(name: str) -> tuple[bool, str]:
    arm = arm_of({"scenario": name})
    names = to_check(arm.base)
    moving = sum(found["moves"] for found in gate.checked(arm.base, names, Token()))
    on = len(stage(arm)["sliders"])
    return on >= 6, f"{moving} of {len(names)} levers and events move something here; {on} stand on stage"


def _paper() -> tuple[bool, str]:
    found = printing_browser()
    as_pdf = f"{Path(found).name} does it as PDF" if found else "none here does it as PDF by itself"
    return True, f"any browser prints the handout; {as_pdf}"

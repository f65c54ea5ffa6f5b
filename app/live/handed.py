"""What leaves the room: the numbers of a chart as CSV, and the texts of a two-page handout."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from analysis.wording.events import event_text
from app.live.aliases import notice_of
from app.live.answers import answer, changes, charts_of, curve
from app.live.arms import Arm, arm_of, arms_of, mapping
from app.live.compare import compared, labels_of
from app.live.ensembles import ENSEMBLES, FULL
from app.live.gallery import NOT_A_FORECAST
from app.live.presentation import presentation_of
from app.live.series import CHARTS
from app.live.stage import default_headlines
from app.live.turns import Token
from app.live.why import verdicts
from sim.version import __version__

BANDS = ("p5", "p25", "p50", "p75", "p95", "low", "high", "count")


def table(sent: Mapping[str, Any]) -> Response:
    """Charts as they are drawn, as CSV: one row for each month."""
    mapping(sent, "this question", ("arm", "charts"))
    arm, charts = arm_of(sent.get("arm")), charts_of(sent.get("charts"))
    ensemble = ENSEMBLES.full(arm, FULL, Token())
    curves = {name: curve(CHARTS[name], ensemble) for name in charts}
    columns = [(f"{name}_{band}", values[band]) for name, values in curves.items() for band in BANDS if band in values]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["month", *(name for name, _ in columns)])
    for month in range(arm.months):
        writer.writerow([month + 1, *("" if v[month] is None else v[month] for _, v in columns)])
    about = f"# {notice_of(arm.scenario)} {NOT_A_FORECAST}\n# {arm.scenario.name}, {ensemble.worlds} worlds, seed "
    about += f"{arm.seed}, model {__version__}, runs {arm.id}\n"
    headers = {"Content-Disposition": 'attachment; filename="charts.csv"'}
    return Response(about + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def handout(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The texts of a handout: question, what was changed, what it came to, why to believe it, and room for notes."""
    mapping(sent, "this question", ("arms", "labels", "charts"))
    arms = arms_of(sent.get("arms"))
    labels, charts = labels_of(sent.get("labels"), arms), charts_of(sent.get("charts"))
    told = default_headlines(presentation_of(arms[0].base.name))
    token = Token()
    if len(arms) > 1:
        *_, line = compared(arms, labels, charts, told, FULL, token)
        answers, pairs = line["arms"], line["pairs"]
    else:
        ensemble = ENSEMBLES.full(arms[0], FULL, token)
        answers, pairs = [answer(ensemble, ensemble.worlds, charts, told)], []
    holds = sum(row["verdict"] == "holds" for row in verdicts())
    return {
        "title": arms[0].base.title, "question": arms[0].base.question, "note": arms[0].base.note,
        "date": date.today().isoformat(), "notice": notice_of(arms[0].scenario), "not_a_forecast": NOT_A_FORECAST,
        "version": __version__, "labels": labels,
        "arms": [_told(arm, label, found) for arm, label, found in zip(arms, labels, answers, strict=True)],
        "pairs": [{"sentence": p["sentence"], "money": p["money"]} for p in pairs],
        "why": f"{len(verdicts())} statements from the literature were put to the model; {holds} hold in sign and in "
               "size, others only in part or not at all. Every number can be moved; many are guesses.",
        "ask": ["What did you expect, and what surprised you?", "What would you change first, with the money you have?",
                "What is different in your district that no slider shows?"],
    }  # fmt: skip


def _told(arm: Arm, label: str, found: Mapping[str, Any]) -> dict[str, Any]:
    pressed = [e for e in arm.scenario.events if e not in arm.base.events]
    return {
        "label": label, "title": arm.base.title, "worlds": found["worlds"],
        "changes": [c["text"] for c in changes(arm)], "events": _events(pressed),
        "headlines": [{"text": h["text"], "under": h["under"], "range": h["range"]} for h in found["headlines"]],
        "ended": found["ended"]["causes"][:3],
    }  # fmt: skip


def _events(events: Sequence[Any]) -> list[str]:
    return [f"{e.dated[:1].upper()}{e.dated[1:]}: {event_text(e, names=False)}" for e in events]



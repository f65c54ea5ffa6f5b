"""Makes an atlas: computes every point, measures how far interpolation is off, and tells typical stories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from app.atlas.between import OF_100, interpolated, left_out, weights
from app.atlas.design import Design
from app.atlas.numbers import Field, described, packed, quarters, raw, unpacked
from app.atlas.smooth import Numbers, can_be_smoothed, smoothed
from app.live.aliases import notice_of
from app.live.arms import Arm, arm_of
from app.live.ensembles import Ensemble
from app.live.gallery import NOT_A_FORECAST, gallery
from app.live.headlines import HEADLINES, under
from app.live.playing import played
from app.live.refused import Refused
from app.live.stage import stage
from app.live.telling import told
from app.live.turns import CLICKED, Token
from app.live.why import card
from sim.engine.batch import Run
from sim.version import __version__

#: Points left out on which the error is measured, the seed that draws them, and how near is near enough.
LEFT_OUT, SEED, NEAR = 30, 7, 3.0
#: How many times as many runs a point left out has, so that what is measured is the atlas and not chance in the check.
TIMES = 5
_WAYS = ("typical", "lucky", "unlucky", "ended")


class _Later(Ensemble):
    """Runs of one arm from some replicate on."""

    def __init__(self, arm: Arm, first: int) -> None:
        super().__init__(arm)
        self._first = first

    def runs(self, replicates: range) -> list[Run]:
        """What is run of some replicates, counted from the first."""
        return super().runs(range(self._first + replicates.start, self._first + replicates.stop))


def computed_points(design: Design, progress: Callable[[int], None]) -> list[Numbers]:
    """All numbers of every point.

    Points that are smoothed have replicates of their own: with common random numbers chance would err the same way at
    all of them, and nothing could take it out. Few points are not smoothed, and share replicates, so that a slider
    shows what the lever does.
    """
    apart = design.worlds if can_be_smoothed(design) else 0
    return [_numbers(design, arm, progress, n * apart) for n, arm in enumerate(design.arms())]


def _numbers(
    design: Design, sent: dict[str, Any], progress: Callable[[int], None], first: int, times: int = 1
) -> Numbers:
    ensemble = _Later(arm_of(sent), first)
    ensemble.grow(times * design.worlds, Token(), CLICKED)
    progress(times)
    return raw(ensemble, design.charts, design.headlines)


def measured(
    design: Design, fields: list[Field], values: np.ndarray, progress: Callable[[int], None], number: int = LEFT_OUT
) -> dict[str, Any]:
    """How far off interpolation is, on places that were not computed before, at the end and on the way."""
    apart: dict[str, list[float]] = {}
    for n, (levers, on) in enumerate(left_out(design, number, SEED)):
        first = design.worlds * (design.points + n * TIMES)  # replicates that no point has
        true = _numbers(design, design.arm(levers, on), progress, first, TIMES)
        weight = weights(design, levers, on)
        for field in fields:
            if not _is_told(field):
                continue
            found = interpolated(unpacked(field, values), weight)
            off = np.abs(found - true[field.of, field.name, field.field])
            scale = _scale(field)
            apart.setdefault(f"{field.of} {field.name}", []).extend((scale * off[np.isfinite(off)]).tolist())
    by_name = {name: _error(np.array(off)) for name, off in apart.items() if off}
    whole = _error(np.concatenate([np.array(off) for off in apart.values()]))
    return {"points": number, "of": by_name, **whole}


def _is_told(field: Field) -> bool:
    """Shares and indices, whose errors can be said of 100."""
    if field.of == "series":
        return field.field == "p50" and field.scale in ("share", "index")
    return field.of == "headline" and field.field == "value" and HEADLINES[field.name].noun.startswith("of 1")


def _scale(field: Field) -> float:
    return 1.0 if field.of == "headline" and HEADLINES[field.name].noun.startswith("of 100") else OF_100


def _error(off: np.ndarray) -> dict[str, Any]:
    return {"p90": round(float(np.percentile(off, 90)), 2), "within": round(float((off <= NEAR).mean()), 3),
            "most": round(float(off.max()), 2)}  # fmt: skip


def _said(design: Design, number: int, whole: dict[str, Any], is_smooth: bool) -> str:
    chance = ", and smoothed over all points" if is_smooth else ""
    return (
        f"{design.points:,} points were computed, each with {design.worlds} runs{chance}; between them is "
        f"interpolated. On {number} places left out, {100 * whole['within']:.0f} of 100 values lie within {NEAR:.0f} "
        f"of 100 of what was computed there, and 90 of 100 within {whole['p90']:.1f}."
    )


def meta(design: Design, fields: list[Field], stride: int, error: dict[str, Any]) -> dict[str, Any]:
    """All but the numbers."""
    arm = arm_of({"scenario": design.scenario, "names": design.names})
    shown = _stage(design)
    stories = _stories(design)
    shown_gallery = gallery(design.names)
    groups = [{**g, "scenarios": [c for c in g["scenarios"] if c["name"] == design.scenario]}
              for g in shown_gallery["groups"]]  # fmt: skip
    typical = stories.get("typical")
    return {
        "title": design.title, "scenario": design.scenario, "notice": notice_of(arm.scenario),
        "not_a_forecast": NOT_A_FORECAST, "version": __version__, "made": date.today().isoformat(),
        "worlds": design.worlds, "gallery": {**shown_gallery, "groups": [g for g in groups if g["scenarios"]],
                                             "first": design.scenario},
        "stage": shown, "why": card(),
        "axes": [{"name": a.name, "values": list(a.values), "log": a.log} for a in design.axes],
        "events": [{**e.keys, "label": e.label, "keys": dict(e.keys)} for e in design.events],
        "shape": list(design.shape), "months": arm.months, "quarters": quarters(arm.months),
        "fields": described(fields), "stride": stride,
        "headlines": {name: {"noun": HEADLINES[name].noun, "under": under(HEADLINES[name], arm.months)}
                      for name in design.headlines},
        "error": error, "stories": stories,
        "network": played(arm, typical["replicate"], 0) if typical else None,
    }  # fmt: skip


def _stage(design: Design) -> dict[str, Any]:
    """The stage with what the atlas can move."""
    arm = arm_of({"scenario": design.scenario, "names": design.names})
    found = stage(arm)
    every = {s["name"]: s for s in (*found["sliders"], *found["more"], *found["assumptions"])}
    sliders = []
    for axis in design.axes:
        sliders.append({**every[axis.name], "low": axis.values[0], "high": axis.values[-1], "minimum": axis.values[0],
                        "maximum": axis.values[-1], "reason": ""})  # fmt: skip
    buttons = [{"do": e.keys["do"], "label": e.label, "hint": f"in month {e.keys['month']}", "keys": dict(e.keys),
                "month": e.keys["month"], "sized": None, "on_stage": True, "targets": [], "moves": None, "reason": "",
                "effect": ""} for e in design.events]  # fmt: skip
    return {
        **found, "sliders": sliders, "more": [], "assumptions": [], "events": buttons,
        "charts": [c for c in found["charts"] if c["series"] in design.charts],
        "default_charts": list(design.charts[:2]), "default_headlines": list(design.headlines[:3]),
        "headlines": [h for h in found["headlines"] if h["name"] in design.headlines],
        "components": [c for c in found["components"] if c in design.charts], "facts": found["facts"],
        "worlds": {"first": design.worlds, "full": design.worlds, "few": design.worlds},
    }  # fmt: skip


def _stories(design: Design) -> dict[str, Any]:
    """Four runs of the scenario as it is."""
    arm = arm_of({"scenario": design.scenario, "names": design.names})
    found = {}
    for way in _WAYS:
        try:
            found[way] = told(arm, way, None, None, 0)
        except Refused:  # no run ended
            continue
    return found


def made(
    design: Design, progress: Callable[[int], None], number: int = LEFT_OUT
) -> tuple[dict[str, Any], np.ndarray]:
    """An atlas: all but the numbers, and the numbers."""
    points, is_smooth = smoothed(design, computed_points(design, progress))
    fields, values = packed(points)
    error = measured(design, fields, values, progress, number)
    error["text"] = _said(design, number, error, is_smooth)
    return meta(design, fields, values.shape[1], error), values



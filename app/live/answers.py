"""What an ensemble answers: curves with their spread, a few real runs, three numbers, and who is still there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.wording.labels import CAUSE_WORDS
from analysis.wording.numbers import value_text
from app.live.aliases import notice_of
from app.live.arms import Arm
from app.live.ensembles import Ensemble
from app.live.headlines import HEADLINES, headlines_of
from app.live.numbers import interval_of_share, listed, number
from app.live.refused import Refused
from app.live.series import CHARTS, FAN, QUANTILES, SHARE, Chart, going, quantiles, values_of
from sim.declarations.parameters import registry
from sim.state.tables import CAUSES, ENDED, LIFE_STAGES

#: Real runs that are drawn behind a fan, and most charts that are asked for at once.
RUNS, MOST_CHARTS = 10, 12


def charts_of(names: object, default: Sequence[str] = ("going", "users")) -> list[str]:
    """Charts that are asked for.

    Raises:
        Refused: no list, too many, or one that is not on the menu.
    """
    if names is None:
        return [name for name in default if name in CHARTS]
    if not isinstance(names, list) or not 0 < len(names) <= MOST_CHARTS:
        raise Refused(f"charts must be a list of up to {MOST_CHARTS} names of the menu")
    for name in names:
        if not isinstance(name, str) or name not in CHARTS:
            raise Refused(f"there is no chart {str(name)[:60]!r}; there are {', '.join(CHARTS)}", 404)
    return list(dict.fromkeys(names))


def answer(ensemble: Ensemble, of: int, charts: Sequence[str], headlines: Sequence[str]) -> dict[str, Any]:
    """An ensemble as a browser draws it.

    Args:
        ensemble: as far as it has come.
        of: how many worlds there will be.
        charts: names of the menu.
        headlines: names of `HEADLINES`.
    """
    arm = ensemble.arm
    return {
        "kind": "answer", "id": arm.id, "worlds": ensemble.worlds, "of": of, "months": arm.months,
        "partnerships": ensemble.worlds * ensemble.partnerships,
        "notice": notice_of(arm.scenario), "changes": changes(arm),
        "series": {name: curve(CHARTS[name], ensemble) for name in charts},
        "headlines": headlines_of(ensemble, [name for name in headlines if name in HEADLINES]),
        "stages": stages(ensemble), "ended": {"causes": causes(ensemble)}, "lives": lives(ensemble),
    }  # fmt: skip


def curve(chart: Chart, ensemble: Ensemble) -> dict[str, Any]:
    """One quantity by month."""
    values = values_of(chart, ensemble.columns)
    if chart.kind == SHARE:
        count = values.sum(axis=1)
        low, high = interval_of_share(count, values.shape[1])
        return {"kind": SHARE, "scale": chart.scale, "p50": listed(count / values.shape[1]), "low": listed(low),
                "high": listed(high), "runs": []}  # fmt: skip
    count, fan = quantiles(values)
    return {
        "kind": FAN, "scale": chart.scale, "count": count.tolist(),
        **{f"p{q}": listed(row) for q, row in zip(QUANTILES, fan, strict=True)}, "runs": runs(ensemble, values),
    }  # fmt: skip


def shown_rows(ensemble: Ensemble) -> list[int]:
    """Rows of the real runs that are drawn: the first ones, the same in every arm and at every number of worlds."""
    step = ensemble.partnerships if ensemble.worlds >= RUNS else 1
    return [n * step for n in range(min(RUNS, ensemble.worlds * ensemble.partnerships // step))]


def runs(ensemble: Ensemble, values: np.ndarray) -> list[dict[str, Any]]:
    """A few runs as they went, each up to its end."""
    there = going(ensemble.columns["stage"])
    found = []
    for row in shown_rows(ensemble):
        months = np.flatnonzero(there[:, row])
        last = int(months[-1]) + 1 if len(months) else 0
        found.append({"replicate": row // ensemble.partnerships, "partnership": row % ensemble.partnerships,
                      "values": listed(values[:last, row])})  # fmt: skip
    return found


def stages(ensemble: Ensemble) -> list[list[int]]:
    """Partnerships in each life stage, by month."""
    stage = ensemble.columns["stage"]
    return [(stage == code).sum(axis=1).tolist() for code in range(len(LIFE_STAGES))]


def ends(ensemble: Ensemble) -> np.ndarray:
    """Month in which each partnership ended; 0 while it goes on."""
    ended = ensemble.columns["stage"] == ENDED
    return np.where(ended.any(axis=0), ended.argmax(axis=0) + 1, 0)


def causes(ensemble: Ensemble) -> list[dict[str, Any]]:
    """Why partnerships ended, the most frequent first."""
    code = ensemble.columns["cause"][-1]
    counts = [(int((code == n).sum()), name) for n, name in enumerate(CAUSES) if n]
    return [{"cause": name, "words": CAUSE_WORDS.get(name, name.replace("_", " ")), "count": count}
            for count, name in sorted(counts, reverse=True) if count]  # fmt: skip


def lives(ensemble: Ensemble) -> dict[str, Any]:
    """Every run: when and why it ended."""
    month, code = ends(ensemble), ensemble.columns["cause"][-1]
    return {
        "replicate": ensemble.replicate.tolist(), "ended": [int(m) or None for m in month],
        "cause": [CAUSES[int(n)] if n else "" for n in code],
        "users": listed(ensemble.columns["users"][-1]) if "users" in ensemble.columns else [],
    }  # fmt: skip


def changes(arm: Arm) -> list[dict[str, Any]]:
    """What the room has moved, in words."""
    found = []
    for name, _, before, after in arm.base.differences(arm.scenario):
        p = registry().get(name)
        if p is None or any(change["name"] == name for change in found):
            continue
        text = f"{p.label}: {value_text(after, p.unit)} instead of {value_text(before, p.unit)}"
        known = [v if isinstance(v, str) else number(float(v)) for v in (before, after)]
        found.append({"name": name, "label": p.label, "from": known[0], "to": known[1], "text": text})
    return found

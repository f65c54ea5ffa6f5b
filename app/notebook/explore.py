"""``sim.explore``: the view of the workshop app in a cell, with a static figure where widgets are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.live.aliases import FICTIONAL
from app.live.arms import Arm, arm_of
from app.live.refused import Refused
from sim.engine.run import run
from sim.extras import missing
from sim.scenario.scenario import Value

if TYPE_CHECKING:
    from analysis.plotting.style import Sheet

#: Runs of the static figure.
RUNS = 60


def explore(
    scenario: str | Path = "baseline", *, set: Mapping[str, Value] | None = None,
    events: Iterable[Mapping[str, object]] = (), names: str = FICTIONAL,
) -> Any:  # fmt: skip
    """The app's view of a scenario as a widget.

    Args:
        scenario: name, or a file.
        set: values by dotted name that are moved from the start.
        events: what is pressed from the start.
        names: ``fictional`` or ``real`` names of portraits.

    Returns:
        A widget where the extras ``app`` and ``notebook`` are installed, else a figure.

    Raises:
        ValueError: something is wrong with the scenario, the values or the events.
    """
    sent: dict[str, Any] = {"names": names, "values": dict(set or {}), "events": [dict(event) for event in events]}
    path = Path(scenario)
    if path.suffix in (".yaml", ".yml") and path.is_file():
        sent["yaml"] = path.read_text(encoding="utf-8")
    else:
        sent["scenario"] = str(scenario)
    try:
        arm = arm_of(sent)
    except Refused as error:
        raise ValueError(str(error)) from None
    if "scenario" in sent:
        sent["scenario"] = arm.base.name
    if missing("app", "notebook"):
        return figure(arm)
    from app.notebook.widget import Explorer

    return Explorer(arm=sent, scenario=sent.get("scenario") or "", picture=lambda: figure(arm))


def figure(arm: Arm) -> Sheet:
    """The static figure of an arm."""
    return run(arm.scenario, replicates=RUNS, months=arm.months, seed=arm.seed, tables=("partnerships",)).plot()

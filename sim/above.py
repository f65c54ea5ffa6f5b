"""The one door upwards: what the public face borrows from the analysis and the programs that build on the model.

``sim`` stands below ``analysis`` and ``app`` and imports neither. For people who hold a result,
``result.plot()`` and ``sim.story(...)`` are methods of what they have, so that this table names the functions behind
them. It is the only place in ``sim`` that knows them, and they are loaded when somebody asks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what these functions give, for the annotations of the face
    from analysis.assessment.answered import Answered
    from analysis.comparison.compared import Comparison
    from analysis.lives.links import Links
    from analysis.networks.playback import Playback
    from analysis.networks.ties import Snapshot
    from analysis.plotting.style import Sheet
    from app.story.tell import Story

#: What is borrowed: module and name.
ABOVE = {
    "assess": ("analysis.assessment.answered", "assessed"),
    "chain": ("analysis.lives.chain", "chain_of"),
    "chosen": ("analysis.lives.choosing", "chosen"),
    "compare": ("analysis.comparison.compared", "compared"),
    "at_a_glance": ("analysis.overview.glance", "as_html"),
    "explore": ("app.notebook.explore", "explore"),
    "levers": ("analysis.levers.found", "levers_of"),
    "network": ("analysis.networks.ties", "snapshots"),
    "network_arrays": ("analysis.networks.playback", "playback"),
    "same_money": ("analysis.comparison.same_money", "at_same_money"),
    "overview": ("analysis.overview.figures", "overview"),
    "story": ("app.story.tell", "tell"),
    "summary": ("analysis.overview.summary", "outcomes_at_a_glance"),
    "survival": ("analysis.survival.tables", "survival_by_month"),
}


def above(name: str) -> Any:
    """A function from the layers above, by its name in `ABOVE`."""
    module, function = ABOVE[name]
    return getattr(import_module(module), function)

"""A `SolaraViz` page of `PartnershipModel`: step one world month by month and look at its people.

Start it with ``solara run app/modellers/page.py`` after ``pip install 'rpp-sim[mesa-page]'``. Unlike the workshop
app it shows one world and not an ensemble, at a desk and not in a room. Solara's parts have to be of one generation,
and their styles are installed with them; with other versions the page asks the network for styles and icons, and
stays empty without.
"""

from __future__ import annotations

from typing import Any

import solara
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from analysis.networks.figure import figure_networks
from analysis.networks.ties import Watch
from app.live.presentation import present_levers, presentation_of
from app.live.stage import step_of
from sim.declarations.parameters import registry
from sim.engine.batch import compile_first
from sim.mesa.model import PartnershipModel

SCENARIO, SLIDERS = "baseline", 6
#: What the collector keeps, in two charts.
TRUST, CLASSROOMS = {"trust": "#0f4d92", "voice": "#b3541e"}, {"users": "#0f4d92", "practice": "#b3541e"}
ABOUT = "Not a forecast, and an invented history: one run of a model, from one seed."


def sliders(scenario: str = SCENARIO) -> dict[str, Any]:
    """Model parameters: the scenario, a seed, and the first levers of the workshop's stage."""
    found: dict[str, Any] = {"scenario": scenario, "seed": {"type": "InputText", "value": 1, "label": "seed"}}
    names = [n for n in present_levers(presentation_of(scenario)["levers"]) if not registry()[n].choices]
    for name in names[:SLIDERS]:
        p = registry()[name]
        found[name.replace(".", "_")] = Slider(
            p.label, float(p.default), float(p.low), float(p.high), step_of(p)
        )
    return found


class Model(PartnershipModel):
    """The model as a page makes it: what is typed arrives as text."""

    def __init__(self, scenario: str = SCENARIO, seed: int | str | None = 1, **kwargs: Any) -> None:
        super().__init__(scenario, seed=None if seed in (None, "") else int(seed), **kwargs)


@solara.component
def network(model: PartnershipModel) -> None:
    """Who knows and trusts whom now."""
    update_counter.get()
    watch = Watch(model.state, model.resolved_scenario, None)
    month = max(1, model.month)
    sheet = figure_networks([watch.snapshot(model.seed, model.replicate, month)], style="projector")
    solara.Text(ABOUT)
    solara.FigureMatplotlib(sheet, format="png", bbox_inches=None)


compile_first()
page = SolaraViz(
    Model(),
    components=[network, make_plot_component(TRUST), make_plot_component(CLASSROOMS)],
    model_params=sliders(),
    name="Research-practice partnership",
)

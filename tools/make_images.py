"""Makes the images of README and documentation from the model as it is (``make images``)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

import sim
from analysis.comparison.figure import figure_comparison
from analysis.networks.figure import figure_networks
from analysis.networks.ties import snapshots
from analysis.overview.aliveness import aliveness, figure_aliveness, figure_types
from analysis.overview.figures import overview
from analysis.plotting.page import about
from analysis.plotting.style import Sheet, save
from analysis.survival.pages import sustainability_page
from analysis.wording.tables import titled
from app.commands.discover import discovery_of
from app.demo import REPLICATES, SCENARIOS, SEED
from app.results.answer import Asked
from sim.engine.result import Result
from sim.experiments import Sweep, load_plan, sweep
from sim.experiments.design.population import type_scenarios
from sim.experiments.store.provenance import code_digest

HERE = Path(__file__).parents[1] / "docs" / "images"
#: Under what a picture carries the digest of the model that it was made with.
DIGEST = "Made with model"
#: Pixels across and numbers of colours; the first that keep a file below so many bytes are taken.
SIZES, MOST_BYTES = ((1440, 256), (1440, 128), (1200, 128), (1080, 128)), 200_000
DRAWS, RUNS_OF_TYPES = 600, 200
#: Types whose lives are shown: as many as one figure holds.
LASTING = ("types/community_of_practice", "types/research_alliance_district", "types/design_research", "types/nic")
MONTHS = (6, 36, 72)
EXPERIMENT, WHERE = "early_endings", "survival_months < 60"


def main() -> None:
    """Draws each image."""
    demo = [sim.run(name, replicates=REPLICATES, seed=SEED) for name in (SCENARIOS[0], SCENARIOS[-1])]
    figures = {
        "demo-overview": overview(sim.run(SCENARIOS, replicates=REPLICATES, seed=SEED)),
        "bellevue": overview(demo[0]),
        "alive": figure_aliveness(aliveness(DRAWS, seed=SEED), seed=SEED),
        "types": figure_types(sim.run(type_scenarios(), replicates=RUNS_OF_TYPES, seed=SEED)),
        "lasting": lasting(sim.run(LASTING, replicates=RUNS_OF_TYPES, seed=SEED)),
        "compare": figure_comparison(*demo),
        "network": figure_networks(
            snapshots(sim.load_scenario(SCENARIOS[0]), MONTHS, seed=SEED, replicate=going(demo[0]))
        ),
        "discovery": discovery(),
    }
    for name, figure in figures.items():
        keep(figure, name)


def going(result: Result) -> int:
    """The first run in which there still are ties to be drawn in the last of the months."""
    runs = result.runs
    return int(runs.loc[runs["survival_months"] > max(MONTHS), "replicate"].iloc[0])


def lasting(result: Result) -> Sheet:
    """How long types last, and why they end."""
    made = f"{RUNS_OF_TYPES} runs of each, {result.months} months, seed {SEED}, model version {sim.__version__}"
    title = "How long four types of partnership last, and why they end"
    return sustainability_page(titled(result, "runs"), title, made, about(result))


def discovery() -> Sheet:
    """Where partnerships end early, in an experiment of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / EXPERIMENT
        sweep(load_plan(EXPERIMENT), out=out, progress=False)
        found = discovery_of(Asked("discover", Sweep(out), {"where": WHERE}, SEED), WHERE, "prim")
        return found.figures["prim"]()


def keep(figure: Sheet, name: str) -> None:
    """Writes a figure into the folder of images, small enough for a repository, with the digest of the model's code."""
    HERE.mkdir(exist_ok=True)
    made_with = PngInfo()
    made_with.add_text(DIGEST, code_digest())
    with tempfile.TemporaryDirectory() as folder:
        save(figure, Path(folder) / name)
        image = Image.open(Path(folder) / f"{name}.png").convert("RGB")
        path = HERE / f"{name}.png"
        for width, colours in SIZES:
            smaller = image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS)
            smaller.quantize(colours).save(path, optimize=True, pnginfo=made_with)
            if path.stat().st_size < MOST_BYTES:
                break
    print(path)


if __name__ == "__main__":
    main()

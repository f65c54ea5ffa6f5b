"""Makes the images of README and documentation from the model as it is (``make images``)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

import sim
from analysis.aliveness import aliveness, figure_aliveness, figure_types, type_scenarios
from analysis.figures import overview
from analysis.style import Sheet, save
from app.demo import REPLICATES, SCENARIOS, SEED

HERE = Path(__file__).parent / "images"
WIDTH, COLOURS = 1440, 128
DRAWS, RUNS_OF_TYPES = 600, 200


def main() -> None:
    """Draws each image."""
    figures = {
        "demo-overview": overview(sim.run(SCENARIOS, replicates=REPLICATES, seed=SEED)),
        "bellevue": overview(sim.run(SCENARIOS[0], replicates=REPLICATES, seed=SEED)),
        "alive": figure_aliveness(aliveness(DRAWS, seed=SEED), seed=SEED),
        "types": figure_types(sim.run(type_scenarios(), replicates=RUNS_OF_TYPES, seed=SEED)),
    }
    for name, figure in figures.items():
        keep(figure, name)


def keep(figure: Sheet, name: str) -> None:
    """Writes a figure into the folder of images, small enough for a repository."""
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        save(figure, Path(folder) / name)
        image = Image.open(Path(folder) / f"{name}.png").convert("RGB")
        size = (WIDTH, image.height * WIDTH // image.width)
        image.resize(size, Image.Resampling.LANCZOS).quantize(COLOURS).save(HERE / f"{name}.png", optimize=True)
    print(HERE / f"{name}.png")


if __name__ == "__main__":
    main()

"""Draws the plan of the house from the code's own imports: ``docs/images/architecture.png`` (``make docs``).

A box is a folder; its area of text says what it is, from the docstring of the folder. A line is an import, always
downwards: from the faces to the questions, from the questions to the model, and in the model from the last chapter of
its description to the first.
"""

from __future__ import annotations

import ast
from pathlib import Path

import grimp
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from page_writing import DOCS

ROOT = DOCS.parent
PICTURE = DOCS / "images" / "architecture.png"
#: Floors from the top, each with what stands on it.
FLOORS = (
    ("app", ("app.commands", "app.live", "app.atlas", "app.notebook", "app.lessons", "app.report",
             "app.story", "app.results", "app.terminal")),
    ("analysis: questions", ("analysis.survival", "analysis.scale", "analysis.comparison", "analysis.levers",
                             "analysis.influence",
                             "analysis.networks", "analysis.overview")),
    ("", ("analysis.sensitivity", "analysis.discovery", "analysis.robustness", "analysis.claims", "analysis.evidence",
          "analysis.calibration", "analysis.assessment", "analysis.portfolio")),
    ("shared by all", ("analysis.plotting", "analysis.stats", "analysis.wording")),
    ("sim: studies", ("sim.claims", "sim.calibration", "sim.mesa", "sim.experiments")),
    ("runs", ("sim.engine", "sim.measures")),
    ("the model", ("sim.schedule", "sim.submodels", "sim.initialization")),
    ("what it stands on", ("sim.kernel", "sim.state", "sim.scenario", "sim.declarations")),
)  # fmt: skip
SHADES = {"app": "#ffffff", "analysis": "#ececec", "sim": "#d9e4f1"}
WIDTH, HEIGHT, GAP = 12.8, 9.0, 0.14


def says(room: str) -> str:
    """First clause of the docstring of a folder or file."""
    path = ROOT / Path(*room.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()[0].replace("`", "")


def wrapped(text: str, width: float) -> str:
    """A text broken to lines of a box, three at most."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > width * 11:
            lines.append(line)
            line = ""
        line += f"{word} "
    lines.append(line)
    return "\n".join(lines[:3]) + (" …" if len(lines) > 3 else "")


def draw() -> Figure:
    """The picture."""
    graph = grimp.build_graph("app", "analysis", "sim", exclude_type_checking_imports=True)
    figure = Figure((WIDTH, HEIGHT), dpi=110)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    ax.axis("off")
    places: dict[str, tuple[float, float, float]] = {}
    floor = HEIGHT / len(FLOORS)
    for level, (title, rooms) in enumerate(FLOORS):
        y = HEIGHT - (level + 1) * floor
        ax.text(0.1, y + floor / 2, title, fontsize=10, va="center", weight="bold", wrap=True)
        left, wide = 1.9, (WIDTH - 2.0) / len(rooms)
        for n, room in enumerate(rooms):
            x = left + n * wide
            places[room] = (x + wide / 2, y, floor)
            ax.add_patch(FancyBboxPatch(
                (x + GAP / 2, y + 0.22), wide - GAP, floor - 0.34, boxstyle="round,pad=0,rounding_size=0.06",
                facecolor=SHADES[room.partition(".")[0]], edgecolor="#333333", linewidth=0.9, zorder=2,
            ))  # fmt: skip
            ax.text(x + wide / 2, y + floor - 0.24, room.partition(".")[2], fontsize=11, weight="bold", ha="center",
                    va="top", zorder=3)
            ax.text(x + wide / 2, y + floor - 0.47, wrapped(says(room), wide), fontsize=7.5, ha="center", va="top",
                    zorder=3)
    for one, (x, y, _) in places.items():
        for other, (x2, y2, high) in places.items():
            if y2 < y and graph.direct_import_exists(importer=one, imported=other, as_packages=True):
                ax.plot((x, x2), (y + 0.22, y2 + high - 0.12), color="#777777", linewidth=0.6, alpha=0.35, zorder=1)
    return figure


if __name__ == "__main__":
    draw().savefig(PICTURE, metadata={"Software": "tools/make_architecture.py"})
    print(PICTURE)

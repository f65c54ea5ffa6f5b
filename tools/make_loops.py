"""Draws the causal loops of the model: ``docs/images/loops.png`` (``make docs``).

An arrow says that more of one thing makes, in time, more (solid, +) or less (dashed, −) of another.
"""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch
from page_writing import DOCS

PICTURE = DOCS / "images" / "loops.png"
#: Where each thing stands, from the lower left corner, in a picture of 16 by 12.6.
PLACES = {
    "trust": (3.0, 7.4), "promises kept": (6.2, 8.2), "strain": (3.0, 5.2), "repair": (0.9, 6.3), "load": (5.6, 5.9),
    "joint work": (9.0, 7.0), "benefit to members": (12.0, 8.2), "members": (15.0, 7.2),
    "stance of organisations": (12.4, 5.9), "integration": (14.8, 4.6), "mandate from leaders": (10.2, 4.5),
    "churn of leaders": (13.2, 2.9), "need": (7.0, 3.6), "results": (4.2, 2.6), "money secured": (6.6, 1.0),
    "size of plan": (10.0, 2.2), "people who stay": (2.4, 0.9), "draws of variety": (0.9, 3.7),
    "informed decisions": (1.6, 9.9), "asking for findings": (1.9, 12.0), "findings in time": (5.2, 9.8),
    "sunk effort": (5.4, 12.1), "belief beyond worth": (8.6, 12.1), "bad news from tests": (8.6, 9.7),
    "revisions": (11.5, 10.4), "sites": (12.0, 12.1), "support for each": (14.9, 11.8), "deep use": (14.6, 9.9),
}  # fmt: skip
#: From, to, sign, and how far the arrow bends.
ARROWS = (
    ("promises kept", "trust", "+", 0.2), ("trust", "joint work", "+", -0.1),
    ("benefit to members", "promises kept", "+", 0.2),
    ("joint work", "benefit to members", "+", -0.1), ("strain", "promises kept", "−", 0.25),
    ("strain", "trust", "−", 0.0),
    ("strain", "repair", "+", 0.2), ("repair", "strain", "−", 0.2), ("repair", "trust", "+", -0.2),
    ("load", "strain", "+", 0.1), ("joint work", "load", "+", 0.1), ("draws of variety", "strain", "±", -0.2),
    ("benefit to members", "stance of organisations", "+", 0.0), ("benefit to members", "members", "+", -0.2),
    ("members", "joint work", "+", 0.15), ("stance of organisations", "integration", "+", -0.2),
    ("integration", "mandate from leaders", "+", 0.1), ("stance of organisations", "mandate from leaders", "+", 0.15),
    ("mandate from leaders", "joint work", "+", 0.0), ("churn of leaders", "stance of organisations", "−", 0.0),
    ("churn of leaders", "mandate from leaders", "−", 0.2), ("joint work", "results", "+", 0.1),
    ("results", "need", "−", 0.2), ("need", "joint work", "+", -0.1), ("results", "money secured", "+", 0.2),
    ("money secured", "size of plan", "+", 0.15), ("size of plan", "money secured", "−", 0.25),
    ("size of plan", "joint work", "+", -0.15), ("money secured", "people who stay", "+", 0.2),
    ("people who stay", "results", "+", 0.2), ("results", "mandate from leaders", "+", -0.1),
    ("joint work", "findings in time", "+", 0.1), ("findings in time", "informed decisions", "+", 0.0),
    ("informed decisions", "asking for findings", "+", -0.3), ("asking for findings", "informed decisions", "+", -0.3),
    ("joint work", "bad news from tests", "+", 0.0), ("belief beyond worth", "bad news from tests", "+", 0.25),
    ("bad news from tests", "belief beyond worth", "−", 0.25), ("belief beyond worth", "sunk effort", "+", 0.2),
    ("sunk effort", "bad news from tests", "−", 0.1), ("bad news from tests", "revisions", "+", 0.15),
    ("revisions", "belief beyond worth", "−", 0.1), ("revisions", "deep use", "+", 0.1),
    ("belief beyond worth", "sites", "+", 0.0), ("sites", "support for each", "−", -0.1),
    ("support for each", "deep use", "+", -0.2), ("deep use", "sites", "+", -0.2),
    ("deep use", "benefit to members", "+", -0.15),
)  # fmt: skip
#: Where each loop is named: R reinforces, B balances.
LOOPS = {
    "R trust": (6.9, 7.75), "B repair": (1.78, 5.68), "R institution": (13.35, 4.98), "R benefit": (13.0, 7.65),
    "B review": (11.55, 3.35), "B need met": (6.55, 4.35), "R people": (4.5, 1.6), "B resizing": (8.25, 1.62),
    "R research use": (3.3, 11.0), "R escalation": (7.15, 11.45), "B learning": (9.85, 10.7),
    "B overreach": (13.85, 11.2),
}  # fmt: skip


def draw() -> Figure:
    """The picture."""
    figure = Figure((16, 12.6), dpi=90)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-0.3, 16.3), ylim=(0.2, 12.8))
    ax.axis("off")
    boxes = {
        name: ax.text(
            *at, name, ha="center", va="center", fontsize=15, zorder=3,
            bbox={"boxstyle": "round,pad=0.3", "facecolor": "#d9e4f1", "edgecolor": "#333333"},
        )
        for name, at in PLACES.items()
    }  # fmt: skip
    figure.draw_without_rendering()
    for one, other, sign, bend in ARROWS:
        less = sign == "−"
        arrow = FancyArrowPatch(
            PLACES[one], PLACES[other], connectionstyle=f"arc3,rad={bend}", arrowstyle="-|>", mutation_scale=18,
            linestyle="--" if less else "-", color="#b3541e" if less else "#28527a", linewidth=1.8, shrinkA=0,
            shrinkB=0, patchA=boxes[one].get_bbox_patch(), patchB=boxes[other].get_bbox_patch(),
        )  # fmt: skip
        ax.add_patch(arrow)
        (x, y), (x2, y2) = PLACES[one], PLACES[other]
        ax.text(
            0.3 * x + 0.7 * x2 + 0.42 * bend * (y2 - y), 0.3 * y + 0.7 * y2 - 0.42 * bend * (x2 - x), sign, fontsize=15,
            weight="bold", color=arrow.get_edgecolor(), ha="center", va="center", zorder=2,
            bbox={"boxstyle": "circle,pad=0.05", "facecolor": "white", "edgecolor": "none"},
        )  # fmt: skip
    for name, at in LOOPS.items():
        ax.text(*at, name, fontsize=13, style="italic", ha="center", va="center", color="#555555", zorder=4)
    return figure


if __name__ == "__main__":
    draw().savefig(PICTURE, metadata={"Software": "tools/make_loops.py"})
    print(PICTURE)

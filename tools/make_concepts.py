"""Draws ``docs/images/concepts/``: a rule as a curve, for each concept that one rule explains (``make docs``).

Curves come from the rules themselves, called with their default parameters: no runs. Each picture carries a digest of
its curves, so that a test finds one that is older than its rule.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator
from page_writing import DOCS

from analysis.plotting.style import INK, LOOKS, PROJECTOR, Sheet, dress, own_settings
from sim.declarations.parameters import record_array, registry
from sim.submodels import ideas, learning, meetings, standing
from sim.submodels.instruction import support
from sim.submodels.turnover import researchers

FOLDER = DOCS / "images" / "concepts"
DIGEST = "Curves"


class Picture(NamedTuple):
    """A rule as curves.

    Attributes:
        x, y: what stands on the axes.
        across: values on the first axis.
        curves: name and values of each, at most four.
        most: upper end of the second axis.
    """

    x: str
    y: str
    across: np.ndarray
    curves: Sequence[tuple[str, list[float]]]
    most: float

    @property
    def digest(self) -> str:
        """Sixteen digits that change with the curves."""
        values = [f"{value:.6g}" for _, curve in self.curves for value in (*self.across, *curve)]
        told = (self.x, self.y, *(name for name, _ in self.curves), *values)
        return hashlib.sha256("|".join(told).encode()).hexdigest()[:16]


def defaults(group: str) -> np.record:
    """The parameters of a submodel, at their defaults."""
    return record_array(registry().select(group=group), 1)[0]


def trust() -> Picture:
    """What a broken promise leaves of a trust of one half."""
    p, stake = defaults("meetings"), np.linspace(0, 1, 41)
    known = (("ten years together", 120), ("three years together", 36), ("one month together", 1))
    curves = [(name, [meetings.trust_after_broken_promise(0.5, months, s, p) for s in stake]) for name, months in known]
    return Picture("What was at stake [0 to 1]", "Trust after a broken promise, of 0.5", stake, curves, 0.55)


def social_learning() -> Picture:
    """What an exchange is worth between two people who care and meet as much as they can."""
    p, looked = defaults("learning"), np.linspace(0, 1, 41)
    levels = (("much trust (0.8)", 0.8), ("some trust (0.5)", 0.5), ("little trust (0.2)", 0.2))
    curves = [(name, [learning.quality_of_exchange(1.0, t, 1.0, 1.0, r, p) for r in looked]) for name, t in levels]
    return Picture("Share of joint time that looks at evidence", "Worth of an exchange [0 to 1]", looked, curves, 1.0)


def scale() -> Picture:
    """What an hour of support is worth as sites grow, with skilled hours for two schools."""
    p, schools = defaults("instruction"), np.linspace(1, 20, 39)
    hours = ((f"skilled hours for {enough} schools", enough) for enough in (8, 4, 2))
    curves = [(name, [support.quality_of_support(enough, s, p) for s in schools]) for name, enough in hours]
    return Picture("Schools that are to be supported", "Worth of an hour of support [0 to 1]", schools, curves, 1.05)


def worth_and_belief() -> Picture:
    """How belief in a worthless idea falls, test by test, if tests find what is true."""
    p, tests = defaults("ideas"), np.arange(25)
    levels = (("hardly learn together", 0.05), ("learn a little", 0.2), ("learn well (0.6 of 1)", 0.6))

    def belief(learned: float) -> list[float]:
        news, precision, held = ideas.news_of(0.5, 1.0, 0.8, learned, 0.5, p), p.hope_weight, [p.hope]
        for _ in tests[1:]:
            held.append(ideas.believed(held[-1], precision, 0.0, news))
            precision += news
        return held

    curves = [(f"partners {name}", belief(learned)) for name, learned in levels]
    return Picture("Tests of an idea that is worth nothing", "What partners believe it is worth", tests, curves, 0.65)


def stance() -> Picture:
    """Verdicts of a new superintendent who cares a little, as shares of what else he or she may see."""
    p, bench = defaults("standing"), np.linspace(0, 1, 41)
    speaks = [standing.in_review(0.4, b, 0.3, 0.3, 0.3, 0.3, 0.4, p) for b in bench]

    def beyond(bar: float) -> list[float]:
        return [1.0 / (1.0 + math.exp(bar - s)) for s in speaks]

    lines = (
        ("goes on in some way", p.end_below), ("goes on unfrozen", p.freeze_below), ("is championed", p.champion_above),
    )  # fmt: skip
    curves = [(name, beyond(bar)) for name, bar in lines]
    x = "Committed people below the superintendent (bench) [0 to 1]"
    return Picture(x, "Share of reviews after which it", bench, curves, 1.02)


def money() -> Picture:
    """How much more often staff on grant money leave."""
    p, months = defaults("turnover"), np.linspace(0, 24, 49)
    times = [researchers.unsettled(m, p) for m in months]
    x, curves = "Secured horizon [months of planned work that is paid for]", [("staff on grant money", times)]
    return Picture(x, "Rate of leaving, in times of usual", months, curves, max(times) * 1.1)


PICTURES: dict[str, Callable[[], Picture]] = {
    made.__name__: made for made in (trust, social_learning, scale, worth_and_belief, stance, money)
}


def draw(picture: Picture) -> Sheet:
    """The curves, each named at its right end: large enough for a wall, and distinguished in grey."""
    style, sheet = PROJECTOR, Sheet(11, 5.5, dpi=100)
    ax = sheet.panel(0.95, 0.85, 6.6, 4.35)
    for (_, values), look in zip(picture.curves, LOOKS, strict=False):
        ax.plot(picture.across, values, color=look.line, linestyle=look.dashes, linewidth=style.line)
    ax.set_xlim(picture.across[0], picture.across[-1])
    ax.set_ylim(min(0.0, *(min(values) for _, values in picture.curves)), picture.most)
    dress(ax, style, x=picture.x, y=picture.y)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=picture.across[-1] > 1))
    low, high = ax.get_ylim()
    heights = spread([0.85 + 4.35 * (values[-1] - low) / (high - low) for _, values in picture.curves], 0.34)
    for (name, _), look, height in zip(picture.curves, LOOKS, heights, strict=False):
        sheet.write(7.7, height, name, style.text, colour=look.text or INK, va="center")
    return sheet


def spread(heights: Sequence[float], least: float) -> list[float]:
    """Heights of labels, moved as little as keeps them apart by some inches."""
    order, moved = sorted(range(len(heights)), key=lambda n: heights[n]), list(heights)
    for below, above in zip(order, order[1:], strict=False):
        moved[above] = max(moved[above], moved[below] + least)
    return moved


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    with own_settings():
        for name, made in PICTURES.items():
            picture = made()
            about, path = {"Software": "tools/make_concepts.py", DIGEST: picture.digest}, FOLDER / f"{name}.png"
            draw(picture).savefig(path, metadata=about)
            print(path)

"""Published figures beside simulated ones, for readers."""

import math
from collections.abc import Sequence

from analysis.evidence.comparison import INSIDE, NEAR, NOT_COMPARABLE, OUTSIDE, Compared
from analysis.wording.layout import text_table, wrapped
from analysis.wording.numbers import capital, listed

USED = {"set": "used to set parameters", "fitted": "fitted to", "independent": "used for neither: an independent check"}


def as_text(found: Sequence[Compared], made: str) -> str:
    """The comparison, by how the figures were used; independent checks first.

    Args:
        found: compared figures.
        made: what was run, in a line.
    """
    number = {v: sum(c.verdict == v for c in found) for v in (INSIDE, NEAR, OUTSIDE, NOT_COMPARABLE)}
    said = listed([f"{count} {verdict}" for verdict, count in number.items() if count])
    blocks = [f"{len(found)} published figures: {said}. {capital(made)}."]
    for used in ("independent", "fitted", "set"):
        members = [c for c in found if c.published.used == used and c.simulated is not None]
        if members:
            rows = [("", "published", "simulated (95 % interval)", ""), *(_cells(c) for c in members)]
            blocks.append(f"{USED[used].capitalize()}\n{text_table(rows, '  ', right=(1, 2))}")
    rest = [c for c in found if c.simulated is None]
    if rest:
        lines = [wrapped(f"{c.published.title}: {c.meaning}", "  ", "    ") for c in rest]
        blocks.append("\n".join(["Not comparable", *lines]))
    return "\n\n".join(blocks)


def _cells(c: Compared) -> tuple[str, str, str, str]:
    p = c.published
    assert c.simulated is not None
    return p.title, f"{figure(p.low)} to {figure(p.high)}", simulated_text(c), c.verdict


def simulated_text(c: Compared) -> str:
    """The simulated figure with its interval."""
    if c.simulated is None or not math.isfinite(c.simulated.value):
        return "–"
    s = c.simulated
    interval = f" ({figure(s.low)} to {figure(s.high)})" if math.isfinite(s.low) else ""
    return f"{figure(s.value)}{interval}"


def figure(value: float | None) -> str:
    """A number in as few digits as a figure of the literature has."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) >= 0.01 else f"{value:.2g}"

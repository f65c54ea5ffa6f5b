"""What tests of all parts import: a small world, short runs of it, and a look at the words of a figure.

It is no conftest: folders of tests have conftests of their own, and which of them ``import conftest`` finds is chance.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.text import Text

from analysis.plotting.style import Sheet
from sim.declarations.parameters import registry
from sim.engine.batch import Batch, Run
from sim.scenario.folders import find_scenarios
from sim.scenario.scenario import Scenario

#: A world that takes a minute; tests/submodels/test_field.py looks at it.
NATION = "fields/nation"
SCENARIOS = [name for name, _ in find_scenarios() if name != NATION]
#: A small district, so that plain Python and long loops stay quick.
SMALL = {"district.schools": 3, "district.teachers_per_school": 10, "scale.sites_start": 0.4}


def later(*cases: object) -> list:
    """Cases of a test that `make test-all` runs; `make test` runs those beside them."""
    return [pytest.param(*(c if isinstance(c, tuple) else (c,)), marks=pytest.mark.slow) for c in cases]


def run_batch(scenario: Scenario, replicates: int = 1, months: int = 24, *, seed: int = 1, log: bool = False) -> Batch:
    """A finished batch of replicates of one scenario."""
    batch = Batch([Run(scenario, r, seed) for r in range(replicates)], months, log=log)
    batch.run()
    return batch


def bytes_of_record(batch: Batch) -> dict[str, bytes]:
    """Everything that was observed, as bytes."""
    return {name: np.ascontiguousarray(values).tobytes() for name, values in batch.record.values.items()}


def shown_texts(sheet: Sheet) -> list[Text]:
    sheet.canvas.draw()
    return [t for t in sheet.findobj(Text) if t.get_visible() and t.get_text().strip()]


def assert_texts_are_apart(sheet: Sheet, smallest: float) -> None:
    """No text lies on another, leaves the page, or is too small; dotted names of parameters may be smaller."""
    texts = shown_texts(sheet)
    boxes = [t.get_window_extent(sheet.canvas.get_renderer()) for t in texts]
    for text, box in zip(texts, boxes):
        least = 0.8 * smallest if text.get_text() in registry() else smallest
        assert text.get_fontsize() >= least - 1e-9, text.get_text()
        assert box.x0 >= -1 and box.y0 >= -1, text.get_text()
        assert box.x1 <= sheet.bbox.width + 1 and box.y1 <= sheet.bbox.height + 1, text.get_text()
    for (a, x), (b, y) in itertools.combinations(zip(texts, boxes), 2):
        over = min(x.x1, y.x1) - max(x.x0, y.x0), min(x.y1, y.y1) - max(x.y0, y.y0)
        assert min(over) <= 1, f"{a.get_text()!r} lies on {b.get_text()!r}"

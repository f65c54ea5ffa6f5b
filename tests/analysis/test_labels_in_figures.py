"""Figures on sweeps show parameters by their labels, dotted names beneath, and the longest of both have room."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from SALib.sample import sobol as sobol_sample
from shared import assert_texts_are_apart, shown_texts

from analysis.calibration import figures as calibration_figures
from analysis.calibration.posterior import Posterior, profile, trade_offs
from analysis.discovery.figures import box_figure
from analysis.discovery.search import discover
from analysis.discovery.words import sentences
from analysis.plotting import strips
from analysis.plotting.lettering import width_of
from analysis.plotting.style import STYLES, Sheet
from analysis.sensitivity import figures as sensitivity_figures
from analysis.sensitivity.indices import sensitivity
from analysis.sensitivity.points import Cell
from analysis.sensitivity.result import Sensitivity
from sim.declarations.parameters import registry
from sim.experiments.design.factors import Factor
from sim.experiments.design.samples import Design

#: Six parameters with the widest labels, among them the widest dotted names.
WIDEST = sorted(registry(), key=lambda name: -width_of(registry()[name].label, 14))[:5]
NAMES = [*WIDEST, max(registry(), key=lambda name: width_of(name, 14))]
FACTORS = tuple(Factor(name, 0, 1) for name in NAMES)
ABOUT = {"Description": "made by a test", "Source": "model"}
SMALLEST = {"projector": 14, "print": 7}
SLOW = pytest.mark.slow


def labels() -> list[str]:
    return [registry()[name].label for name in NAMES]


def said(sheet: Sheet) -> str:
    return " ".join(" ".join(text.get_text().split()) for text in shown_texts(sheet))


@pytest.fixture(scope="module")
def found() -> dict[str, Sensitivity]:
    """Indices of a function that needs all six, by method."""
    unit = sobol_sample.sample(Design("", FACTORS, {}).problem, 64, seed=1)
    values = unit @ np.arange(6, 0, -1) + 4 * unit[:, 0] * unit[:, 1]
    columns = {name: unit[:, n] for n, name in enumerate(NAMES)}
    design = Design("saltelli", FACTORS, columns, unit, {"second_order": True})
    rng = 0.1 * np.random.default_rng(1).normal(size=(len(unit), 2))
    cell = Cell("a scenario", "", "survival_months", design, values[:, None] + rng, 2 * len(unit), 0)
    return {method: sensitivity(cell, method=method) for method in ("sobol", "regional")}


@pytest.mark.parametrize("method, style", [
    ("sobol", "projector"), pytest.param("regional", "print", marks=SLOW), pytest.param("sobol", "print", marks=SLOW),
    pytest.param("regional", "projector", marks=SLOW),
])  # fmt: skip
def test_what_matters(found: dict[str, Sensitivity], method: str, style: str) -> None:
    sheet = sensitivity_figures.influences(found[method], ABOUT, style=style)
    assert_texts_are_apart(sheet, SMALLEST[style])
    assert all(text in said(sheet) for text in (*labels(), *NAMES))
    assert set(labels()) <= set(sheet.data["label"]) and set(NAMES) <= set(sheet.data["factor"])


@pytest.mark.parametrize("style", ["projector", pytest.param("print", marks=SLOW)])
def test_strips_and_shares(found: dict[str, Sensitivity], style: str) -> None:
    strip = strips.influences(found["sobol"], style=STYLES[style])
    shares = sensitivity_figures.differences([found["sobol"]], ABOUT, style=style)
    for sheet in (strip, shares):
        assert_texts_are_apart(sheet, SMALLEST[style])
    assert all(text in said(strip) for text in (*labels(), *NAMES))
    assert found["sobol"].table["factor"].iloc[0] in set(shares.data["factor"])


@pytest.mark.parametrize("style", ["print", pytest.param("projector", marks=SLOW)])
def test_what_is_restricted(style: str) -> None:
    rng = np.random.default_rng(3)
    x = pd.DataFrame(rng.random((400, 3)), columns=NAMES[-3:])
    case = ((x < 0.75).all(axis=1)).to_numpy(dtype=float)
    boxes = discover(x, case, np.arange(400), halves=2)
    assert set(boxes.boxes[0].limits) == set(x)
    sheet = box_figure(boxes, "trust at least 0.5", ABOUT, style=style)
    assert_texts_are_apart(sheet, SMALLEST[style])
    assert all(text in said(sheet) for name in x for text in (name, registry()[name].label))
    assert f"“{registry()[NAMES[-1]].label}”" in " ".join(sentences(boxes, "trust at least 0.5"))


@pytest.mark.parametrize("number, style", [
    (2, "print"), (2, "projector"), pytest.param(6, "projector", marks=SLOW), pytest.param(6, "print", marks=SLOW),
])  # fmt: skip
def test_what_targets_tell(number: int, style: str) -> None:
    names = NAMES[-number:]
    unit = pd.DataFrame(np.random.default_rng(4).random((60, number)), columns=names)
    points = unit.assign(trial=range(60), stage="sample", distance=unit[names[0]] + 0.1)
    sample = Posterior(points, unit, np.full(60, 1 / 60), 1.0, points.iloc[0])
    about = pd.DataFrame({
        "parameter": names, "prior": "uniform", "prior_low": 0.0, "prior_high": 1.0, "before": 0.5, "best": 0.4,
        "left": 0.9, "unit": [registry()[name].unit for name in names],
    })  # fmt: skip
    told = profile(points, unit, names)
    ranges = calibration_figures.figure_ranges(sample, about, told, "Title", "made", style=style)
    pairs = calibration_figures.figure_pairs(sample, about, trade_offs(sample, names), "Title", "made", style=style)
    for sheet in (ranges, pairs):
        assert_texts_are_apart(sheet, SMALLEST[style])
        assert all(registry()[name].label in said(sheet) for name in names)
    assert all(name in said(ranges) for name in names)

"""Each standard for professional learning says something of each role, or says that it cannot."""

from __future__ import annotations

import itertools

import pytest

import sim
from sim.measures.learning_profile import CELLS, ROLES, SILENT, STANDARDS
from sim.measures.outcomes import OUTCOME, names_of


def test_every_standard_and_role_is_measured_or_said_to_be_silent():
    measured = [(cell.standard, cell.role) for cell in CELLS]
    assert len(set(measured)) == len(measured)
    assert set(measured) | set(SILENT) == set(itertools.product(STANDARDS, ROLES))
    assert not set(measured) & set(SILENT)
    assert names_of("profile") == tuple(cell.name for cell in CELLS)


@pytest.fixture(scope="module")
def runs():
    small = {"district.schools": 2, "district.teachers_per_school": 4}
    arms = {"as it is": {}, "nobody reflects": {"structure.reflective_routines": 0},
            "all are heard": {"structure.facilitation": 1}}  # fmt: skip
    return {
        name: sim.run("baseline", replicates=20, months=60, set=small | values).runs for name, values in arms.items()
    }


def test_cells_are_shares(runs):
    for cell in CELLS:
        values = runs["as it is"][cell.name]
        assert values.between(0, 1).all(), cell
        assert OUTCOME[cell.name].limits(60) == (0, 1)


def test_cells_move_with_what_they_speak_of(runs):
    usual, idle, heard = (one.mean(numeric_only=True) for one in runs.values())
    assert idle.learning_designs_leaders < usual.learning_designs_leaders - 0.05
    assert heard.learning_leadership_teachers > usual.learning_leadership_teachers + 0.05
    assert usual.learning_leadership_leaders == pytest.approx(1 - usual.learning_leadership_researchers)

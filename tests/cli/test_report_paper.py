"""A report ends with paragraphs to copy into a paper, filled with what was run."""

from __future__ import annotations

from pathlib import Path

import sim
from app.report.blocks import Text
from app.report.paper import to_copy
from app.report.study import study


def paragraphs(folder: Path) -> dict[str, str]:
    """Text by heading."""
    parts = to_copy(study(folder)).parts
    return {part.title: block.words for part in parts for block in part.blocks if isinstance(block, Text)}


def test_methods_tell_what_was_run_and_leave_to_the_author_what_only_the_author_knows(tmp_path: Path):
    sim.run(["bellevue", "baseline"], replicates=3, seed=5, months=12).save(tmp_path / "both")
    told = paragraphs(tmp_path / "both")
    for name in ("bellevue", "baseline"):
        scenario = sim.load_scenario(name)
        assert f"{scenario.title} (digest {scenario.digest})" in told["Methods, to copy"]
    assert "2 scenarios" in told["Methods, to copy"] and "3 replicates of 12 months" in told["Methods, to copy"]
    assert "(6 runs; seed 5;" in told["Methods, to copy"] and "common random numbers" in told["Methods, to copy"]
    assert sim.__version__ in told["Methods, to copy"] and sim.__version__ in told["Citation"]
    assert "[Why these scenarios" in told["Methods, to copy"] and "CPG 2013" in told["Citation"]
    assert "does not forecast" in told["Limits"]


def test_a_single_run_compares_nothing_so_that_pairs_are_not_spoken_of(tmp_path: Path):
    sim.run("baseline", replicates=2, seed=1, months=12).save(tmp_path / "one")
    told = paragraphs(tmp_path / "one")
    assert "1 scenario:" in told["Methods, to copy"] and "paired" not in told["Methods, to copy"]
    assert "rest on" not in told["Citation"], "baseline has no facts"

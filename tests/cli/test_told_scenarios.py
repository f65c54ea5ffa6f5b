"""Every scenario of the gallery can be shown and told from the baseline."""

from __future__ import annotations

import pytest
from command_line import good
from shared import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_is_shown_and_told_from_the_baseline(name: str) -> None:
    assert f"({name})" in " ".join(good("show", name).split())
    told = good("diff", "baseline", name)
    assert told.startswith(f"From baseline to {name}" if name != "baseline" else "baseline and baseline have the same")

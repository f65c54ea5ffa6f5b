"""The generator of the page of levers: every lever stands where it belongs, with its price or its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.declarations.parameters import registry
from sim.scenario.events import EVENTS

ROOT = Path(__file__).parents[2]
SCENARIOS = ("baseline", "types/research_alliance_district")


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_levers

    file = tmp_path / "levers.md"
    make_levers.main([*SCENARIOS, "--replicates", "5", "--out", str(file)])
    return file.read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_lever_and_event_stands_in_each_scenario(page: str):
    intro, *scenarios = page.split("\n## ")[2:]
    assert [part.splitlines()[2].split("`")[1] for part in scenarios] == list(SCENARIOS)
    for name in (*(p.name for p in registry().select(kind="lever")), *(set(EVENTS) - {"set"})):
        assert f"(`{name}`)" in intro, name
        assert all(f"(`{name}`)" in part for part in scenarios), name
    for part in scenarios:
        seen, little = part.split("### Little happens")
        listed = [{row.split("`")[1] for row in rows.splitlines() if row.startswith("|") and "`" in row}
                  for rows in (seen, little)]  # fmt: skip
        assert not listed[0] & listed[1]

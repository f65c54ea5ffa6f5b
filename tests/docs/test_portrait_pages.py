"""Pages of portraits are those of the scenario files: one each, and none says that its history happened."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest
from snippets import ROOT

from sim.measures.outcomes import OUTCOME
from sim.scenario.files import load_scenario, load_values
from sim.scenario.folders import find_scenarios

FOLDER = ROOT / "docs" / "portraits"
NAMES = [name for name, _ in find_scenarios() if name.startswith("portraits/")]


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The generator of these pages."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_portraits

    return make_portraits


def test_each_portrait_has_its_page_as_the_tool_makes_it_and_there_is_no_other(tool: ModuleType):
    made = tool.pages()
    assert {f"portraits/{path.name}" for path in FOLDER.glob("*.md")} == set(made)
    assert {f"portraits/{name.rpartition('/')[2]}.md" for name in NAMES} == set(made) - {"portraits/index.md"}
    stale = [name for name, text in made.items() if (ROOT / "docs" / name).read_text(encoding="utf-8") != text]
    assert not stale, "run `make docs`"


def test_each_page_says_above_all_else_that_its_history_is_invented():
    for path in FOLDER.glob("*.md"):
        head = path.read_text(encoding="utf-8")[:700]
        assert re.search(r"invented", head, re.IGNORECASE), path.name


@pytest.mark.parametrize("name", NAMES)
def test_what_a_portrait_teaches_can_be_done_and_looked_at(name: str):
    scenario = load_scenario(name)
    assert scenario.teaching.predict.endswith("?") and len(scenario.teaching.to_try) >= 3
    for attempt in scenario.teaching.to_try:
        words = shlex.split(attempt.command)
        assert scenario.name.rpartition("/")[2] in words
        values = [after.split(":")[-1] for word, after in zip(words, words[1:], strict=False) if word == "--set"]
        changed = scenario.with_values(load_values(values))
        assert not values or changed.digest != scenario.digest, f"{attempt.command} changes nothing"
    named = [n for look in scenario.teaching.look_at for n in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", look)]
    brackets = [group for look in scenario.teaching.look_at for group in re.findall(r"\((.*?)\)", look)]
    named += [name for group in brackets for name in group.split(", ")]
    assert named and not set(named) - OUTCOME.keys()


def test_assumptions_are_the_lines_of_a_file_that_say_so(tool: ModuleType):
    text = (
        "levers:\n  team.staff: 2  # told\n  team.tenured:   3  # size assumed\n"
        "  team.graduates: 4  # same\n  work.unit_months: 9\n"
    )
    found = list(tool.stated(text))
    assert [(row.name, row.value) for row in found] == [
        ("team.staff", "2"), ("team.tenured", "3"), ("team.graduates", "4"),
    ]  # fmt: skip
    assert [bool(tool.ASSUMED.search(row.why)) for row in found] == [False, True, True]


def test_runs_are_kept_with_the_model_that_made_them(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tool, "portraits", lambda: [load_scenario("rel_alliance")])
    tool.run(tmp_path / "profile.json", replicates=3)
    kept = json.loads((tmp_path / "profile.json").read_text(encoding="utf-8"))
    there = json.loads(tool.PROFILE.read_text(encoding="utf-8"))
    assert kept.keys() == there.keys() and kept["portraits"].keys() == {"rel_alliance"}
    assert kept["portraits"]["rel_alliance"].keys() == there["portraits"]["rel_alliance"].keys()

"""The page of influence: where each parameter matters most, and which matter nowhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from shared import SMALL

from analysis.influence.found import in_doubt, influence_of, moves_nothing, seen_somewhere, where_most
from analysis.levers.outcomes import EVERY
from sim.declarations.parameters import KINDS, registry
from sim.measures.outcomes import OUTCOMES
from sim.scenario.files import load_scenario

ROOT = Path(__file__).parents[2]


def test_what_cannot_act_moves_nothing_and_the_rest_something():
    scenario = load_scenario("baseline", set={**SMALL, "contact.meetings": 0})
    found = influence_of(scenario, only=["contact.face_to_face", "meetings.trust_gain", "coordination.fte"], pairs=4)
    assert moves_nothing(found) == ["contact.face_to_face"]
    assert set(found["outcome"]) == {told.name for told in EVERY} >= {o.name for o in OUTCOMES} - {"ended"}


def test_the_sure_and_the_workshop_come_before_the_large():
    rows = [
        ("a", "trust", 0.06, 0.01, 0.11, 0.05), ("a", "practice", 0.5, 0.4, 0.6, 0.05), ("a", "spread", 20, -1, 41, 5),
        ("b", "capacity", 0.1, 0.05, 0.15, 0.05), ("b", "trust", 0.2, -0.1, 0.5, 0.05), ("c", "trust", 0, 0, 0, 0.05),
        ("d", "money_put_in", 900, 800, 1000, 10), ("d", "trust", 0.06, 0.01, 0.11, 0.05),
        ("e", "trust", 0.004, 0.002, 0.006, 0.05), ("e", "capacity", 0.1, 0.05, 0.15, 0.05),
        ("e", "practice_hours", 9, 8, 10, 0.1),
    ]  # fmt: skip
    columns = ["lever", "outcome", "difference", "low", "high", "seen"]
    found = pd.DataFrame(rows, columns=columns).assign(pairs=20)
    most = where_most(found)
    told = list(zip(most["lever"], most["outcome"], strict=True))
    first = [("a", "trust"), ("d", "trust")]  # money is what d costs
    assert told == [*first, ("b", "capacity"), ("e", "capacity"), ("c", "trust")]  # e moves trust by less than 0.01
    assert in_doubt(found) == ["c"]
    few = where_most(found.assign(pairs=9))
    assert not few["sure"].any() and in_doubt(found.assign(pairs=9)) == list(few["lever"])
    assert list(most["size"].round(6)) == [1.2, 1.2, 2.0, 2.0, 0.0]
    assert list(most["sure"]) == [True, True, True, True, False]
    assert seen_somewhere(found) == ["a", "d"]  # b is sure of something that no workshop looks at


def test_unknown_names_are_told_at_once():
    with pytest.raises(ValueError, match=r"'meetings.trust_gian'; did you mean meetings.trust_gain\?\n.*'nonsense'"):
        influence_of("baseline", only=["meetings.trust_gian", "nonsense"])


def test_the_page_holds_a_parameter_of_each_kind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_influence

    names = [next(p.name for p in registry().select(kind=kind) if p.name not in ("scale.districts",)) for kind in KINDS]
    file = tmp_path / "influence.md"
    make_influence.main(["baseline", "--only", *names, "--pairs", "3", "--out", str(file)])
    text = file.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in names)

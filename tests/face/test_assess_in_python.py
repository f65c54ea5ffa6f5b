"""`sim.assess`: the same as the command from the same form; its arguments are checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from command_line import TINY, good

import sim

SAID = {"trust": 2, "time": 4, "shared_goals": "don't know"}
FORM = {"title": "Ours", "scenario": "tiny.yaml", "members": [
    {"role": "teacher", "answers": SAID}, {"role": "researcher", "answers": {**SAID, "trust": 5}},
]}  # fmt: skip


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (tmp_path / "form.yaml").write_text(yaml.safe_dump(FORM), encoding="utf-8")
    return tmp_path


def test_it_gives_what_the_command_gives_from_a_file_or_a_mapping(room: Path):
    found = sim.assess("form.yaml", replicates=6, months=30)
    again = sim.assess(FORM, replicates=6, months=30, threads=1)
    data = json.loads(good("assess", "form.yaml", "--replicates", "6", "--months", "30", "--json"))
    assert found.sentences == again.sentences == data["sentences"] and str(found) == str(again)
    assert found.changes.money == data["money"] and found.lasting._asdict() == data["lasting"]
    assert found.worlds.survival.shape == (6, 2) and len(found.going) == len(data["going"])
    assert "This is no forecast and no grade" in str(found).replace("\n    ", " ")
    assert found.plot()._repr_png_()[:4] == b"\x89PNG"


def test_mistakes_are_told_at_once(room: Path):
    wrong = {"members": [{"role": "techer", "answers": {"trust": 6}}]}
    with pytest.raises(sim.ScenarioError) as told:
        sim.assess(wrong, "no.yaml")
    assert all(words in str(told.value) for words in ("form 1", "did you mean teacher?", "from 1 to 5", "no.yaml"))
    for options, words in (
        ({"replicates": 4}, "replicates"), ({"months": 0}, "months"), ({"seed": -1}, "seed"), ({"money": -1}, "money"),
        ({"scenario": "fields/regional"}, "13 partnerships"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            sim.assess(FORM, **options)
    with pytest.raises(ValueError, match="needs a form"):
        sim.assess()
    with pytest.raises(sim.ScenarioError, match="trust.nothing"):
        sim.assess(FORM, set={"trust.nothing": 1})

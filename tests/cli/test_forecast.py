"""Many runs are forecast before they begin, and refused where there is no room for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import TINY, rpp

from app.results import forecast


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A scenario file, and a forecast for four runs and more."""
    monkeypatch.setattr(forecast, "MANY", 4)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return str(tmp_path / "tiny.yaml")


def test_what_many_runs_take_is_told_and_few_pass_without_a_word(tiny: str, tmp_path: Path) -> None:
    code, _, err = rpp("run", tiny, "--replicates", "4", "--out", str(tmp_path / "many"))
    assert code == 0 and "4 runs take about" in err and "on disk and 550 MB of memory" in err
    code, _, err = rpp("run", tiny, "--replicates", "3", "--out", str(tmp_path / "few"))
    assert code == 0 and "take about" not in err


@pytest.mark.parametrize(("name", "words"), [("room", "are free there"), ("memory_of_machine", "this machine has")])
def test_what_has_no_room_is_refused_before_anything_is_made(
    tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.setattr(forecast, name, lambda *about: 0.001)
    code, out, err = rpp("run", tiny, "--replicates", "4", "--out", str(tmp_path / "many"))
    assert (code, out) == (2, "") and words in err and "lower --replicates" in err
    assert not (tmp_path / "many").exists()

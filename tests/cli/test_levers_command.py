"""``rpp levers``: text, JSON, files, and mistakes told at once."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from command_line import TINY, good, rpp

from analysis.levers.design import FEWEST_PAIRS, MOST_PAIRS
from analysis.levers.outcomes import TOLD


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY, encoding="utf-8")
    return str(file)


def test_text_and_files_tell_the_same(tiny: str, tmp_path: Path):
    out = tmp_path / "out"
    only = ("--only", "coordination.fte", "--only", "broken_promise")
    asked = ("levers", tiny, *only, "--replicates", "6", "--out", str(out))
    text = good(*asked)
    assert "[coordination.fte]" in text and "[broken_promise]" in text
    assert "at month 30" in text  # the horizon comes before month 48
    assert {p.name for p in out.iterdir()} == {
        "effects.csv", "why_little.csv", "prices.csv", "levers.txt", "manifest.json"
    }  # fmt: skip
    effects = pd.read_csv(out / "effects.csv")
    assert len(effects) == (2 + 2) * len(TOLD)
    kept = (out / "effects.csv").read_bytes()
    good(*asked)  # the same question may write there again
    assert (out / "effects.csv").read_bytes() == kept
    code, _, err = rpp(*asked, "--seed", "2")
    assert code == 2 and str(out) in err


def test_json_has_effects_reasons_and_prices(tiny: str):
    data = json.loads(good("levers", tiny, "baseline", "--only", "structure.board", "--replicates", "5", "--json"))
    assert data["analysis"] == "levers"
    assert {row["scenario"] for row in data["effects"]} == {s["name"] for s in data["scenarios"]}
    first = data["effects"][0]
    assert (first["lever"], first["from"], first["to"], first["pairs"]) == ("structure.board", 0, 0, 5)
    assert first["difference"] == first["low"] == first["high"] == 0
    for row in data["why_little"]:
        rows = [r for r in data["effects"] if r["scenario"] == row["scenario"] and r["lever"] == row["lever"]]
        assert not any(r["visible"] for r in rows)
    assert {row["lever"]: row["price"] for row in data["prices"]} == {
        "structure.board": "2.5 hours a month of researchers and 2.5 hours a month of practitioners in full"
    }


def test_the_help_tells_what_this_command_does():
    told = " ".join(good("levers", "--help").split())
    assert "Pairs of runs for each comparison" in told and "tables and the text" in told
    assert f"there are {FEWEST_PAIRS} to {MOST_PAIRS} pairs for each comparison" in told


def test_values_on_top_of_the_file_are_where_levers_start(tiny: str):
    asked = ("levers", tiny, "--set", "structure.board=0.5", "--only", "structure.board", "--replicates", "5", "--json")
    assert {row["from"] for row in json.loads(good(*asked))["effects"]} == {0.5}


def test_mistakes_are_told_at_once_and_nothing_is_written(tiny: str, tmp_path: Path):
    code, out, err = rpp("levers", "baselin", tiny, "--only", "contact.meeting", "--out", str(tmp_path / "out"))
    assert code == 2 and out == ""
    assert "baselin" in err and "baseline" in err
    assert "contact.meetings" in err
    assert not (tmp_path / "out").exists()

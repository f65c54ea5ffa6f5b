"""Whoever reads what a scenario gave is told where it replayed a documented course instead of drawing it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import TINY, good

HISTORY = "history: [{known: [superintendent, coach], to: 12}, {known: award, from: 20}]"
TOLD = (
    "Chance is switched off for departures of the superintendent and departures of coaches in months 1 to 12: a "
    "documented course is replayed.",
    "Chance is switched off for awards of grants in month 20 and after: a documented course is replayed.",
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with a scenario that has a history, and one that has none."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain.yaml").write_text(TINY, encoding="utf-8")
    (tmp_path / "known.yaml").write_text(f"{TINY}\n{HISTORY}\n", encoding="utf-8")
    return tmp_path


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("command", ["validate", "show", "story", "run"])
def test_commands_tell_where_chance_is_switched_off(command: str, here: Path) -> None:
    told, plain = (one_line(good(command, name)) for name in ("known.yaml", "plain.yaml"))
    assert all(text in told for text in TOLD)
    assert "Chance is switched off" not in plain


def test_diff_tells_what_is_known_in_only_one_of_two(here: Path) -> None:
    text = one_line(good("diff", "plain.yaml", "known.yaml"))
    assert "History months 1 to 12: coach (only in the second)" in text
    assert text.index("months 1 to 12: superintendent") < text.index("month 20 and after")
    assert "month 20 and after: award (only in the second) — chance is switched off for awards of grants" in text


def test_list_tells_which_scenarios_replay_a_course(here: Path) -> None:
    scenarios = here / "scenarios"
    scenarios.mkdir()
    for name in ("known", "plain"):
        (here / f"{name}.yaml").rename(scenarios / f"{name}.yaml")
    (scenarios / "dropped.yaml").write_text("title: x\nhistory: []\n", encoding="utf-8")
    found = {s["name"]: s["history"] for s in json.loads(good("list", "--json"))}
    assert (found["known"], found["plain"], found["dropped"]) == (True, False, False)
    assert found["portraits/bellevue"] is True
    assert "Does it run? (Replays a documented course in part" in one_line(good("list"))


@pytest.mark.slow
def test_reports_and_manifests_tell_it_too(here: Path) -> None:
    good("run", "known.yaml", "--out", "runs", "--quiet")
    kept = json.loads((here / "runs" / "inputs" / "scenarios" / "0.json").read_text(encoding="utf-8"))
    assert [(k["chance"], k["first"], k["last"]) for k in kept["history"]] == [
        ("superintendent", 1, 12), ("coach", 1, 12), ("award", 20, None)
    ]  # fmt: skip
    assert json.loads(good("run", "known.yaml", "--out", "runs", "--json"))["history"] == list(TOLD)
    good("report", "runs", "--out", "page.html")
    assert all(text in one_line((here / "page.md").read_text(encoding="utf-8")) for text in TOLD)
    good("survival", "runs", "--out", "lives")
    manifest = json.loads((here / "lives" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenarios"][0]["history"] == list(TOLD)

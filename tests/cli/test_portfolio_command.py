"""``rpp portfolio``: mistakes told at once, the answer in words that fit a terminal, JSON, and the same files again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import TINY, good, rpp

FEW = ("--replicates", "5", "--months", "24")
TWO = ("--rule", "few large grants", "--rule", "newcomers first")


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_answer_fits_eighty_columns_and_says_what_was_paid_and_what_it_cannot_tell(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    text = good("portfolio", *FEW)
    assert max(map(len, text.splitlines())) <= 80
    said = " ".join(text.split())
    for words in ("10 rules, each in 5 worlds of 24 months", "Budgets are $3.55 million a year under every rule",
                  "95 % interval", "Who is left out under usual rules", "by founding funder", "Where money came from",
                  "Going after 10 years is not known: the horizon comes first",
                  "when most of them are founded is given", "Nothing is written without --out"):  # fmt: skip
        assert words in said, words


def test_only_rules_that_are_asked_for_are_run_beside_the_first():
    data = json.loads(good("portfolio", *FEW, *TWO, "--json"))
    assert [rule["name"] for rule in data["rules"]] == ["usual rules", "few large grants", "newcomers first"]
    assert len(data["worlds"]) == 15 and data["analysis"] == "portfolio" and data["seed"] == 1
    unknown = [row for row in data["levels"] if row["measure"] == "going_10"]
    assert unknown and all(row["mean"] is None for row in unknown)


@pytest.mark.slow
def test_the_same_question_gives_the_same_files_and_another_needs_another_folder(room: Path):
    good("portfolio", *FEW, *TWO, "--out", "found", "--quiet")
    kept = {p.name: p.read_bytes() for p in (room / "found").iterdir() if p.name != "manifest.json"}
    assert {"portfolio.png", "portfolio-print.svg", "portfolio.csv", "worlds.csv", "levels.csv", "differences.csv",
            "groups.csv", "funders.csv", "sentences.txt"} <= set(kept)  # fmt: skip
    good("portfolio", *FEW, *TWO, "--out", "found", "--quiet", "--threads", "1")
    assert kept == {p.name: p.read_bytes() for p in (room / "found").iterdir() if p.name != "manifest.json"}
    code, _, err = rpp("portfolio", *FEW, "--out", "found")
    assert code == 2 and "found" in err
    manifest = json.loads((room / "found" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["analysis"] == "portfolio"
    assert manifest["rules"][1]["times"] == {"funder.grant": 2, "funder.odds": 0.5}


def test_all_mistakes_are_told_at_once(room: Path):
    (room / "mine.yaml").write_text("title: Mine\nrules: {a: {question: What?}}\n", encoding="utf-8")
    wrong = ("fields/regionall", "--set", "funder.oddss=1", "--rules", "mine.yaml", "--out", "x")
    code, out, err = rpp("portfolio", *wrong)
    told = " ".join(err.split())
    assert code == 2 and out == "" and not (room / "x").exists()
    for words in ("did you mean fields/regional", "did you mean funder.odds", "mine.yaml:2", "needs `source`",
                  "nothing to compare"):  # fmt: skip
        assert words in told, words
    code, _, err = rpp("portfolio", *FEW, "--rule", "few larg grants", "--rule", "operatng money")
    assert code == 2 and "few large grants" in err and "operating money" in err


def test_the_first_rule_alone_and_a_field_without_funders_are_refused(room: Path):
    code, _, err = rpp("portfolio", "--rule", "usual rules")
    assert code == 2 and "what all others are compared with" in err
    (room / "none.yaml").write_text(f"{TINY}funders: []\n", encoding="utf-8")
    code, _, err = rpp("portfolio", "none.yaml")
    assert code == 2 and "has no funders" in err


def test_fields_are_listed_by_themselves():
    found = {s["name"]: s for s in json.loads(good("list", "--json"))}
    assert found["fields/national"]["group"] == found["fields/regional"]["group"] == "fields"
    assert "Fields of many partnerships" in good("list")

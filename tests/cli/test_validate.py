"""``rpp validate`` knows what a file is by what it says, and checks it as that."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml
from command_line import good, rpp

from analysis.assessment.schema import form_schema
from analysis.portfolio.schema import rules_schema
from app.commands.validate import EXPLAINED, file_types

ROOT = Path(__file__).resolve().parents[2] / "scenarios"
ONE_OF_EACH = {
    "a scenario": "types/nic.yaml", "an experiment": "experiments/screening.yaml", "a claim": "claims/board.yaml",
    "a targets file": "targets/survival.yaml", "an atlas": "atlas/bellevue.yaml",
    "words of a workshop": "workshop/stage.yaml", "published figures": "evidence/leaders.yaml",
    "answers of partners": "../tests/data/answers.yaml",
    "a questionnaire": "../analysis/assessment/questionnaire.yaml",
    "rules of a portfolio": "../analysis/portfolio/rules.yaml",
}  # fmt: skip


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files lie where no folder tells their type."""
    monkeypatch.chdir(tmp_path)


def test_every_type_of_file_is_tried_here() -> None:
    assert [kind.name for kind in file_types()] == list(ONE_OF_EACH)


@pytest.mark.parametrize(("kind", "file"), ONE_OF_EACH.items())
def test_content_tells_the_type_wherever_a_file_lies(kind: str, file: str, tmp_path: Path) -> None:
    for folder in ("", "claims"):
        (tmp_path / folder).mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / folder / "mine.yaml")
        assert good("validate", f"{folder}/mine.yaml".lstrip("/")).endswith(f"mine.yaml: {kind}\n")


@pytest.mark.parametrize(("kind", "file"), ONE_OF_EACH.items())
def test_one_mistake_is_one_mistake_of_that_type(kind: str, file: str, tmp_path: Path) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    wrong, meant = ("notse", "notes") if kind == "words of a workshop" else ("titel", "title")
    spoiled = f"{text}\n{wrong}: Mine\n"
    if kind == "published figures":
        spoiled = text.replace("  source:", "  titel: Mine\n  source:", 1)
    (tmp_path / "mine.yaml").write_text(spoiled, encoding="utf-8")
    code, out, err = rpp("validate", "mine.yaml")
    first, *mistakes, explained = err.splitlines()
    assert explained == f"Explained by: rpp docs {EXPLAINED[kind]}"
    assert code == 2 and not out and first == f"mine.yaml: read as {kind}"
    assert len(mistakes) == 1 and wrong in mistakes[0] and f"did you mean {meant}?" in mistakes[0]


def test_a_file_of_no_known_type_is_told_in_one_line_with_the_types(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("site_name: Mine\nnav:\n  - index.md\n", encoding="utf-8")
    code, out, err = rpp("validate", "mine.yaml")
    assert code == 2 and not out and len(err.splitlines()) == 1
    assert err.startswith("mine.yaml:1: is of no known type; there are ")
    assert all(kind.name in err for kind in file_types())


def test_a_key_that_is_nearly_known_tells_the_type_too(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("levrs: {coordination.fte: 1}\n", encoding="utf-8")
    code, _, err = rpp("validate", "mine.yaml")
    assert code == 2 and "read as a scenario" in err and "did you mean levers" in err


@pytest.mark.slow
def test_names_of_every_type_and_folders_of_all_types() -> None:
    told = good("validate", "bten", "screening", "board", "survival", "leaders").splitlines()
    assert [line.rpartition(": ")[2] for line in told] == [
        "a scenario", "an experiment", "a claim", "a targets file", "published figures",
    ]  # fmt: skip
    told = [line for line in good("validate", str(ROOT)).splitlines() if not line.startswith("    ")]  # no history
    assert len(told) == len(list(ROOT.rglob("*.yaml")))
    for line in told:
        folder, kind = Path(line.partition("OK  ")[2].rpartition(": ")[0]).parent.name, line.rpartition(": ")[2]
        expected = {kind.folder: kind.name for kind in file_types()}
        assert kind == expected.get(folder, "a scenario")


def test_all_mistakes_of_answers_and_of_rules_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text(
        "scenario: fields/regional\nmembers:\n- role: techer\n  name: Ann\n  answers: {trust: 6, rythm: 3}\n", "utf-8"
    )
    (tmp_path / "rules.yaml").write_text(
        "title: Ours\nrules:\n  a: {question: Why?, values: {funder.budget: 3, funder.patince: 0.4}}\n", "utf-8"
    )
    code, out, err = rpp("validate", "form.yaml", "rules.yaml")
    assert code == 2 and not out
    for words in (
        "form.yaml:1: scenario = fields/regional: has 13 partnerships", "form.yaml:3", "did you mean teacher?",
        "form.yaml:4", "answers stand by role only", "trust = 6: must be a whole number from 1 to 5",
        "did you mean rhythm?", "rules.yaml:2: rules: has nothing to compare", "a rule needs `source`",
        "funder.budget: is an amount of money", "did you mean funder.patience?",
        "rpp docs guide/assess#ask", "rpp docs guide/portfolio#rules",
    ):  # fmt: skip
        assert words in err, words


def test_a_form_may_be_half_empty(tmp_path: Path) -> None:
    good("assess", "new", "new.yaml", "--role", "teacher")
    assert good("validate", "new.yaml") == "OK  new.yaml: answers of partners\n"


@pytest.mark.parametrize(("option", "name", "schema", "file"), [
    ("--forms", "form", form_schema, "../tests/data/answers.yaml"),
    ("--rules", "rules", rules_schema, "../analysis/portfolio/rules.yaml"),
])  # fmt: skip
def test_the_schema_on_disk_is_current_and_takes_the_file(
    option: str, name: str, schema: Callable[[], dict], file: str
) -> None:
    on_disk = (ROOT / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert good("schema", option) == on_disk and json.loads(on_disk) == schema(), "run `make schema`"
    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(schema())
    content = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
    validator.validate(content)
    assert not validator.is_valid(content | {"more": 1})


def test_schemas_of_forms_and_rules_refuse_what_the_readers_refuse() -> None:
    form = jsonschema.Draft202012Validator(form_schema())
    for wrong in ({"role": "techer"}, {"answers": {"trust": 6}}, {"answers": {"rythm": 3}}, {"name": "Ann"}):
        assert not form.is_valid({"members": [{"role": "teacher", "answers": {}, **wrong}]}), wrong
    rules = jsonschema.Draft202012Validator(rules_schema())
    rule = {"question": "Why?", "source": "assumed"}
    for wrong in ({"values": {"funder.budget": 3}}, {"values": {"funder.kind": "state"}}, {"times": {"trust": 2}},
                  {"times": {"funder.grant": -1}}):  # fmt: skip
        assert not rules.is_valid({"title": "T", "rules": {"a": rule, "b": {**rule, **wrong}}}), wrong
    assert rules.is_valid({"title": "T", "rules": {"a": rule, "b": {**rule, "times": {"funder.grant": 2}}}})

"""Files of claims: each is well formed, and every mistake in one is told with its line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from app.cli import app
from sim.claims import claim_files, load_claim
from sim.claims.claim import DOWN, OPEN
from sim.claims.schema import claim_schema
from sim.experiments.design.prior import draws
from sim.scenario.folders import find_scenarios
from sim.scenario.mistakes import ScenarioError

IDS = [
    "trust-time", "trust-asymmetry", "simple-first", "no-surprises", "presence", "relevance", "money-voice",
    "board", "status", "independence", "timeliness", "cycle-length", "tailoring", "small-versus-big",
    "codesign-providers", "intermediary", "turnover-superintendent", "multi-level", "coordination",
    "operating-support", "process-funding", "capacity-funding", "overload", "social-learning", "missing-teachers",
    "missing-central-office", "structures-bridge", "demand-learning", "practical-measures", "serial-projects",
    "driver-risk", "data-access", "policy-conflict", "teacher-turnover", "champion-turnover", "agreements-departure",
    "gap-length", "long-grants", "strain-facilitation", "opposition-pressure", "hand-over", "in-kind-gap",
    "small-rural", "records-turnover", "fee-paid-endings", "endowed-endings", "bellevue-ties",
    "early-blows", "refused-grant", "data-lost", "decisions-capacity", "existing-research",
    "comfort", "depth-spread", "escalation", "missing-instruction", "own-support", "research-benefit",
    "support-quality", "worthless-reflection", "reflection-revises", "structures-wear", "weakest-component",
]  # fmt: skip
ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
REFERENCES = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")


def test_every_row_has_a_file_and_every_file_a_row():
    assert sorted(claim_files()) == sorted(IDS) and len(IDS) == 63


def test_claims_are_no_scenarios():
    assert not [name for name, _ in find_scenarios() if name.startswith(("claims", "evidence"))]


@pytest.mark.parametrize("name", IDS)
def test_a_claim_is_well_formed(claims, name):
    claim = claims[name]
    short = [row.strip() for row in re.findall(r"^\| ([^|]+) \|", REFERENCES, re.M)]
    for part in re.sub(r"\([^)]*\)", "", claim.source).split(";"):
        assert any(part.strip() == known for known in short), f"{part!r} is not in docs/references.md"
    assert any(check.expect != OPEN for check in claim.checks)
    for check in claim.checks:
        assert check.weights.keys() <= claim.arms.keys()
        # a comparison weighs its arms to nothing, so that what they share drops out ("times" and "above zero" apart)
        assert abs(sum(check.weights.values())) < 1e-9 or check.words.endswith("against nothing")
    digests = [(arm.scenario.digest, arm.mark) for arm in claim.arms.values()]
    assert len(set(digests)) == len(digests), "two arms are the same"


@pytest.mark.parametrize("name", IDS)
def test_every_expectation_states_the_smallest_size_that_matters(name):
    for check in yaml.safe_load(claim_files()[name].read_text(encoding="utf-8"))["expect"]:
        assert ("smallest" in check) != ("open" in check), check


def test_the_schema_on_disk_is_current_and_takes_every_claim():
    schema = json.loads((SCENARIOS / "schema" / "claim.schema.json").read_text(encoding="utf-8"))
    assert schema == claim_schema(), "run `make schema`"
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for path in claim_files().values():
        validator.validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert not validator.is_valid({"title": "T", "source": "S", "arms": {"a": {}}, "expect": [{"read": {"at": "x"}}]})


def test_draws_leave_alone_what_a_claim_is_about(claims):
    drawn = draws(1, seed=3).loc[0].to_dict()
    claim = claims["coordination"]
    arms = claim.laid_over(drawn)
    assert [s.partnerships[0].levers["coordination.fte"] for s in arms.values()] == [1.0, 0.0]
    assert {s.partnerships[0].levers["contact.meetings"] for s in arms.values()} == {drawn["contact.meetings"]}
    assert "structure.board" in claims["demand-learning"].fixed  # types differ in it


MISTAKES = {
    "outcome: trusst": "did you mean trust",
    "outcome: trust, month: 3": "unknown key",
    "at: trust": "needs `month`, or `after`",
    "at: trust, after: 6": "counts from a mark",
    "mean: trust, from: 30, to: 12": "must come before",
    "ended_within: 500": "must be a whole number from 1 to 120",
    "fall: trust": "needs `when`",
    "median: trust": "needs one form",
}


@pytest.mark.parametrize(("reading", "message"), MISTAKES.items())
def test_a_mistaken_reading_is_told_with_its_line(tmp_path, reading, message):
    text = "title: T\nsource: CPG 2013\narms:\n  a: {}\n  b: {values: {coordination.fte: 1}}\nexpect:\n"
    (tmp_path / "c.yaml").write_text(f"{text}  - read: {{{reading}}}\n    higher: [b, a]\n")
    with pytest.raises(ScenarioError) as error:
        load_claim(tmp_path / "c.yaml")
    assert message in str(error.value) and re.search(r"c\.yaml:[67]", str(error.value))


def test_all_mistakes_are_told_at_once(tmp_path):
    (tmp_path / "c.yaml").write_text(
        "titel: T\nsource: CPG 2013\nbase: basline\narms:\n  a: {values: {coordination.ftee: 1}}\n  b: {mark: 300}\n"
        "expect:\n  - read: {outcome: trust}\n    hihger: [a, b]\n"
    )
    with pytest.raises(ScenarioError) as error:
        load_claim(tmp_path / "c.yaml")
    text = str(error.value)
    assert "did you mean title" in text and "needs `title`" in text and "did you mean baseline" in text


def test_a_comparison_names_arms_that_are_there(tmp_path):
    text = "title: T\nsource: S\narms: {a: {}, b: {mark: 2}}\nexpect:\n  - read: {outcome: trust}\n"
    for comparison, message in {
        "higher: [a, c]": "must be one of a, b", "higher: [a]": "takes two arms", "larger_gap: [a, b]": "two pairs",
        "rising: [a, b]\n    times: 2": "goes only with", "lower: []": "names no arm; there are a, b",
        "open: [a, b]\n    smallest: 1": "expects something", "higher: [a, b]\n    smallest: -1": "from 0 to",
        "higher: [a, []]": "names no arm", "higher: [a, a]": "arms with themselves",
    }.items():  # fmt: skip
        (tmp_path / "c.yaml").write_text(f"{text}    {comparison}\n")
        with pytest.raises(ScenarioError, match=message):
            load_claim(tmp_path / "c.yaml")


def test_a_gap_is_compared_with_so_many_times_another(tmp_path):
    text = "title: T\nsource: S\narms: {a: {}, b: {mark: 2}, c: {mark: 3}, d: {mark: 4}}\nexpect:\n"
    text += "  - read: {outcome: trust}\n    smaller_gap: [[a, b], [c, d]]\n    times: 0.5\n    smallest: 0.1\n"
    (tmp_path / "c.yaml").write_text(text)
    (check,) = load_claim(tmp_path / "c.yaml").checks
    assert check.weights == {"a": 1, "b": -1, "c": -0.5, "d": 0.5} and check.expect == DOWN
    assert check.smallest == 0.1 and "0.5 times what c adds to d" in str(check) and "at least 0.1" in str(check)


def test_a_region_needs_values_that_confine_to_it(tmp_path):
    text = "title: T\nsource: S\nwhere: where money lasts\narms: {a: {}}\nexpect:\n"
    text += "  - read: {outcome: trust}\n    positive: [a]\n"
    (tmp_path / "c.yaml").write_text(text)
    with pytest.raises(ScenarioError, match=r"c\.yaml:3: where: names a region that nothing confines"):
        load_claim(tmp_path / "c.yaml")
    (tmp_path / "c.yaml").write_text(f"{text}with: {{money.endowment: 2000000}}\n")
    assert load_claim(tmp_path / "c.yaml").where == "where money lasts"


def test_validate_knows_claims():
    done = CliRunner().invoke(app, ["validate", str(SCENARIOS / "claims" / "board.yaml")])
    assert done.exit_code == 0 and done.output.startswith("OK")


def test_an_unknown_claim_is_told_with_its_namesake():
    done = CliRunner().invoke(app, ["claims", "coordnation"])
    assert done.exit_code == 2 and "did you mean coordination" in done.output

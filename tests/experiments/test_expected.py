"""What an experiment expects: read with every mistake at once, kept, sized by the rule, and judged by the interval."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
import yaml
from scipy.stats import chi2, t
from typer.testing import CliRunner

from analysis.comparison.expected import AGAINST, AS_EXPECTED, TIE, TOO_SMALL, UNDECIDED, found_of, in_short
from app.cli import app
from sim.experiments import find_experiments, latin_hypercube, load_plan, make_plan, open_results, sweep, vary
from sim.experiments.plan.expected import Expected, arms_of
from sim.experiments.plan.schema import experiment_schema
from sim.experiments.plan.sizing import PILOT, pairs, pilot, sizes, told
from sim.scenario.mistakes import ScenarioError

ROOT = Path(__file__).parents[2]
POLICIES = {"more": {"money.start_grant": 900_000.0}, "less": {"money.start_grant": 100_000.0}}
#: Experiments whose files say what they expect.
POLICY = sorted(name for name in find_experiments() if load_plan(name).expect)


def expected(comparison: str = "higher", smallest: float = 1.0, **other: object) -> Expected:
    return Expected(**{"outcome": "survival_months", "comparison": comparison, "arms": ("more", "less"),
                       "smallest": smallest} | other)  # fmt: skip


def plan_of(small, *expect: Expected, replicates: int = 6):
    return make_plan(small, policies=POLICIES, replicates=replicates, months=12, series="none", expect=expect)


def runs_of(plan, *differences: float, outcome: str = "survival_months") -> pd.DataFrame:
    """Runs of two arms that differ so in each pair, of which every second pair is far above the others."""
    rows = [{"point": point, "seed": seed, outcome: 50.0 * (seed % 2) + difference * (point == 0)}
            for seed, difference in enumerate(differences) for point in range(plan.points)]  # fmt: skip
    return pd.DataFrame(rows)


# --- files --------------------------------------------------------------------------------------------------------

FILE = """\
title: T
question: Q?
policies: {more: {money.start_grant: 900000}, less: {money.start_grant: 100000}}
replicates: 5
months: 12
expect:
"""


def read(folder: Path, *entries: str):
    path = folder / "e.yaml"
    path.write_text(FILE + "".join(f"  - {entry}\n" for entry in entries), encoding="utf-8")
    return load_plan(path)


def test_a_file_says_what_it_expects(tmp_path: Path):
    plan = read(tmp_path, "{outcome: trust, lower: [more, less], smallest: 0.02, source: S, against: A}",
                "{outcome: ended, open: [less, baseline], smallest: 0.1}")  # fmt: skip
    assert plan.expect == (
        Expected("trust", "lower", ("more", "less"), 0.02, "S", "A"),
        Expected("ended", "open", ("less", "baseline"), 0.1),
    )


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path):
    with pytest.raises(ScenarioError) as found:
        read(tmp_path,
             "{outcome: trus, higher: [more, less], smallest: 0.02}",
             "{outcome: trust, higher: [more, les], smallest: 0.02}",
             "{outcome: trust, higher: [more, more], smallest: 0.02}",
             "{outcome: trust, higher: [more, less], lower: [more, less], smallest: 0.02}",
             "{outcome: trust, higher: [more, less]}",
             "{outcome: trust, higher: [more, less], smallest: 0}",
             "{outcome: trust, open: [more, less], smallest: 1, against: A}",
             "{outcome: trust, larger_gap: [[more, less]], smallest: 1}",
             "{outcome: trust, higher: [more, less], smallest: 1, sorce: S}",
             "{outcome: trust, higher: more, smallest: 1}")  # fmt: skip
    problems = found.value.problems
    assert [p.line for p in problems] == list(range(7, 17))
    wanted = ["trust", "less", "themselves", "one comparison", "needs `smallest`", "from 1e-09", "expects something",
              "two pairs", "source", "must be a list"]  # fmt: skip
    for problem, words in zip(problems, wanted, strict=True):
        assert words in f"{problem.message} {problem.hint}", (words, problem)


def test_a_scenario_with_mistakes_does_not_make_its_name_one_as_well(tmp_path: Path):
    path = tmp_path / "e.yaml"
    path.write_text("title: T\nscenarios: [baseline, there_is_none]\nexpect:\n  - {outcome: trust, "
                    "higher: [baseline, there_is_none], smallest: 0.1}\n", encoding="utf-8")  # fmt: skip
    with pytest.raises(ScenarioError) as found:
        load_plan(path)
    assert len(found.value.problems) == 1


def test_from_python_the_same_mistakes_are_refused(small):
    with pytest.raises(ScenarioError) as found:
        plan_of(small, expected(arms=("more", "lesser")), expected(outcome="trus"), expected("highest"),
                expected("larger_gap"), expected(smallest=0.0))  # fmt: skip
    assert len(found.value.problems) == 5


def test_it_is_kept_with_the_results_and_changes_none_of_them(small, tmp_path: Path):
    plain, said = plan_of(small), plan_of(small, expected(source="S", against="A"), expected("open"))
    assert plain.digest == said.digest
    first, second = sweep(plain, out=tmp_path / "plain", jobs=1), sweep(said, out=tmp_path / "said", jobs=1)
    pd.testing.assert_frame_equal(first.runs, second.runs, check_exact=True)
    assert open_results(tmp_path / "said").plan.expect == said.expect
    assert open_results(tmp_path / "plain").plan.expect == ()


# --- differences --------------------------------------------------------------------------------------------------


def test_an_arm_is_a_policy_a_scenario_or_both():
    arms = arms_of(["a", "b"], ["x", "y"])
    assert arms == {"x": [0, 2], "y": [1, 3], "a": [0, 1], "b": [2, 3],
                    "a, x": [0], "a, y": [1], "b, x": [2], "b, y": [3]}  # fmt: skip
    assert arms_of(["a", "b"], [""]) == {"a": [0], "b": [1]}


def test_differences_are_those_of_pairs(baseline, small):
    plan = make_plan([baseline, replace(small, name="small")], policies=POLICIES, replicates=2, months=12)
    value = {(point, seed): 10.0 ** point * (1 + seed) for point in range(4) for seed in range(2)}
    rows = [{"point": point, "seed": seed, "trust": v} for (point, seed), v in value.items()]
    runs = pd.DataFrame([*rows, {"point": 0, "seed": 0, "trust": 3.0}])  # a second partnership in the same world

    def differences(comparison: str, *arms: str) -> list[float]:
        return expected(comparison, outcome="trust", arms=arms).differences(runs, plan).tolist()

    first = 2.0  # the mean of 1 and 3
    assert differences("higher", "more", "less") == [(first + 100) / 2 - 505, 101 - 1010]
    assert differences("lower", "small", "baseline") == [550 - (first + 10) / 2, 1100 - 11]
    assert differences("larger_gap", "small, less", "small, more", "baseline, less", "baseline, more") == [
        900 - (10 - first), 1800 - 18,
    ]  # fmt: skip
    runs.loc[(runs["point"] == 3) & (runs["seed"] == 1), "trust"] = np.nan
    assert np.isnan(differences("higher", "more", "less")[1]), "a mean over scenarios of which one is not known"


# --- how many pairs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("spread", "smallest"), [(20.0, 6.0), (1.0, 3.0), (0.05, 0.03)])
def test_pairs_are_the_least_that_the_rule_asks_for(spread: float, smallest: float):
    n = pairs(spread, PILOT, smallest)
    upper = spread * math.sqrt((PILOT - 1) / chi2.ppf(0.2, PILOT - 1))
    assert t.ppf(0.975, n - 1) * upper / math.sqrt(n) <= smallest / 2
    assert n == 2 or t.ppf(0.975, n - 2) * upper / math.sqrt(n - 1) > smallest / 2


def test_experiments_of_that_size_have_intervals_as_narrow_as_promised():
    chance, wide = np.random.default_rng(1), []
    for _ in range(400):
        spread = chance.normal(0, 20, PILOT).std(ddof=1)
        n = pairs(spread, PILOT, 8.0)
        values = chance.normal(3, 20, n)
        wide.append(t.ppf(0.975, n - 1) * values.std(ddof=1) / math.sqrt(n) > 4.0)
    assert 0.1 < np.mean(wide) < 0.3, "one in five, as it is to be sure to four fifths"


def test_a_pilot_has_other_random_numbers_and_its_pairs_share_theirs(small):
    plan = plan_of(small, expected(outcome="money_put_in", smallest=10_000.0), replicates=3)
    runs = pilot(plan)
    assert len(runs) == 2 * PILOT and runs.groupby("seed")["point"].nunique().eq(2).all()
    own = {plan.seed_of(replicate) for replicate in range(PILOT)}
    assert not own & set(runs["seed"])
    (size,) = sizes(plan)
    differences = plan.expect[0].differences(runs, plan)
    assert size.spread == pytest.approx(differences.std(ddof=1)) and size.known == 1.0
    told_of = "\n".join(told(plan, [size]))
    enough = "enough" if size.needed <= 3 else "too few"
    assert f"{size.needed:,} pairs; 3 planned, {enough}" in told_of


def test_what_a_pilot_cannot_tell_is_said(small):
    never = plan_of(small, expected(outcome="trust_regained_months"))
    assert "known in too few pairs" in told(never, sizes(never))[-1]
    alike = plan_of(small, expected(outcome="member_districts"))
    assert "alike in all pairs" in told(alike, sizes(alike))[-1]
    design = latin_hypercube([vary("meetings.trust_gain")], samples=6)
    drawn = make_plan(small, policies=POLICIES, design=design, months=12, replicates=1, expect=[expected()])
    assert sizes(drawn) == [] and "not worked out" in told(drawn, [])[0]


# --- what was found -----------------------------------------------------------------------------------------------

CASES = {
    "clear and large": ((9, 10, 11, 10, 9, 11), "higher", 5, AS_EXPECTED),
    "clear, large, and the other way": ((9, 10, 11, 10, 9, 11), "lower", 5, AGAINST),
    "clear and small": ((1.9, 2, 2.1, 2, 1.9, 2.1), "higher", 5, TOO_SMALL),
    "clear, small, and the other way": ((1.9, 2, 2.1, 2, 1.9, 2.1), "lower", 5, AGAINST),
    "around nothing and narrow": ((-1, 1, -1, 1, -1, 1), "higher", 5, TIE),
    "around nothing and wide": ((-9, 9, -9, 9, -9, 9), "higher", 5, UNDECIDED),
    "nothing at all": ((0, 0, 0, 0, 0, 0), "lower", 5, TIE),
    "all alike": ((7, 7, 7, 7, 7, 7), "higher", 5, AS_EXPECTED),
    "too few pairs": ((9, 10, 11), "higher", 5, UNDECIDED),
    "an open question": ((9, 10, 11, 10, 9, 11), "open", 5, "more in the first"),
    "an open question, the other way": ((-9, -10, -11, -10, -9, -11), "open", 5, "more in the second"),
    "an open question, a tie": ((-1, 1, -1, 1, -1, 1), "open", 5, TIE),
}


@pytest.mark.parametrize("case", CASES)
def test_verdicts_follow_from_intervals(small, case: str):
    differences, comparison, smallest, verdict = CASES[case]
    plan = plan_of(small, expected(comparison, smallest))
    (found,) = found_of(runs_of(plan, *differences), plan)
    assert found.verdict == verdict, found
    assert found.difference == pytest.approx(np.mean(differences)) and found.pairs == len(differences)


def test_no_reading_is_undecided_at_the_size_that_the_rule_asks_for(small):
    """Whatever the difference, an interval that reaches at most half of what matters decides."""
    plan, smallest = plan_of(small, expected("higher", 6.0)), 6.0
    around = np.resize([-1.0, 1.0], PILOT)
    around *= 0.49 * smallest / (t.ppf(0.975, PILOT - 1) * around.std(ddof=1) / math.sqrt(PILOT))
    verdicts = [found_of(runs_of(plan, *(mean + around)), plan)[0].verdict for mean in np.linspace(-10, 10, 41)]
    assert list(dict.fromkeys(verdicts)) == [AGAINST, TIE, TOO_SMALL, AS_EXPECTED]
    (wider,) = found_of(runs_of(plan, *(3.0 + 2.5 * around)), plan)
    assert wider.verdict == UNDECIDED


def test_the_box_in_short_counts_what_was_expected_and_no_open_questions(small):
    plan = plan_of(small, expected("higher", 5), expected("lower", 5), expected("open", 5))
    found = found_of(runs_of(plan, 9, 10, 11, 10, 9, 11), plan)
    (said,) = in_short(found)
    assert said == "Of the two readings that were expected before the runs, one is as expected and one is against"
    assert in_short(found[2:]) == []


# --- commands -----------------------------------------------------------------------------------------------------


def rpp(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(word) for word in words], prog_name="rpp")
    return done.exit_code, " ".join(done.output.split())


def test_from_the_plan_to_the_report(tmp_path: Path):
    path = tmp_path / "e.yaml"
    path.write_text(
        FILE.replace("replicates: 5", "replicates: 8").replace("900000}", "900000, district.schools: 2}")
        .replace("100000}", "100000, district.schools: 2}")
        + "  - {outcome: money_put_in, higher: [more, less], smallest: 10000, source: The sums, against: a tie}\n"
        "  - {outcome: money_put_in, lower: [more, less], smallest: 10000, source: Nobody}\n",
        encoding="utf-8",
    )
    code, said = rpp("sweep", path, "--plan")
    assert code == 0 and "Q?" in said and "8 planned" in said and "half of the smallest" in said
    assert rpp("sweep", path, "--out", tmp_path / "out", "--jobs", "1", "--quiet")[0] == 0
    assert rpp("report", tmp_path / "out")[0] == 0
    text = (tmp_path / "out-report" / "report.md").read_text(encoding="utf-8")
    assert "Of the two readings that were expected before the runs, one is as expected and one is against." in text
    rows = re.findall(r"^\| Money put in, more against less \| (.+) \|$", text, re.MULTILINE)
    assert [row.split(" | ")[0] for row in rows] == ["more", "less"]
    assert [row.split(" | ")[-1] for row in rows] == [AS_EXPECTED, AGAINST]
    assert "expected by The sums" in text and "a clear difference the other way: a tie" in text
    html = (tmp_path / "out-report" / "report.html").read_text(encoding="utf-8")
    assert html.index("What was expected, and what was found") < html.index("What was run")


def test_a_report_without_expectations_does_not_speak_of_any(small, tmp_path: Path):
    sweep(plan_of(small), out=tmp_path / "out", jobs=1)
    assert rpp("report", tmp_path / "out")[0] == 0
    assert "expected before" not in (tmp_path / "out-report" / "report.md").read_text(encoding="utf-8")


def test_experiments_are_listed():
    code, said = rpp("list", "--experiments", "--json")
    found = {e["name"]: e["question"] for e in json.loads(said)}
    assert code == 0 and set(found) == set(find_experiments())
    assert found["federal_shock"] == load_plan("federal_shock").question


# --- the experiments of the house ---------------------------------------------------------------------------------


def test_the_schema_on_disk_is_current_and_takes_every_experiment():
    schema = json.loads((ROOT / "scenarios/schema/experiment.schema.json").read_text(encoding="utf-8"))
    assert schema == experiment_schema(), "run `make schema`"
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for path in find_experiments().values():
        validator.validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert not validator.is_valid({"expect": [{"outcome": "trust", "smallest": 1, "higher": ["a"]}]})


@pytest.mark.parametrize("name", POLICY)
def test_policy_experiments_say_who_expects_what_and_what_would_count_against_it(name: str):
    for reading in load_plan(name).expect:
        assert reading.way == 0 or (reading.source and reading.against), reading


def test_the_page_lists_each_with_its_question_and_pairs():
    page = (ROOT / "docs/guide/policy.md").read_text(encoding="utf-8")
    rows = [row.strip("|").split("|") for row in page.splitlines() if row.startswith("| `")]
    told_of = {cells[0].strip(" `"): (cells[1].strip(), cells[3].strip()) for cells in rows}
    plans = {name: load_plan(name) for name in POLICY}
    assert told_of == {name: (plan.question, f"{plan.replicates:,}") for name, plan in plans.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", POLICY)
def test_they_are_as_large_as_the_rule_asks(name: str):
    plan = load_plan(name)
    needed = {size.needed for size in sizes(plan)}
    assert None not in needed and max(needed) <= plan.replicates

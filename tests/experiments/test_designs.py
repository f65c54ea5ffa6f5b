"""Designs and experiment files: what is visited, in which order, and what is refused at which line."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.declarations.parameters import registry
from sim.experiments import (
    METHODS,
    Precision,
    bundles,
    find_experiments,
    from_csv,
    grid,
    latin_hypercube,
    listed,
    load_plan,
    make_plan,
    morris,
    one_at_a_time,
    random_points,
    saltelli,
    sobol,
    values_of_files,
    vary,
)
from sim.experiments.design.prior import draws
from sim.experiments.plan.estimate import distinct_points
from sim.kernel.chance import world_seed
from sim.scenario.files import load_scenario
from sim.scenario.mistakes import ScenarioError

MEETINGS, EMPLOYER, BOARD = "contact.meetings", "coordination.employer", "structure.board"


def problems_of(call, *args, **kwargs) -> list:
    with pytest.raises(ScenarioError) as caught:
        call(*args, **kwargs)
    return caught.value.problems


# --- factors ------------------------------------------------------------------------------------------------------


def test_factor_takes_the_declared_range_and_prior():
    factor = vary("money.start_grant")
    declared = registry()["money.start_grant"]
    assert (factor.low, factor.high, factor.prior) == (declared.low, declared.high, "loguniform")
    assert factor.draws([0.0, 1.0]) == pytest.approx([declared.low, declared.high])


@given(name=st.sampled_from(sorted(registry())), u=st.floats(0, 1))
@settings(deadline=None, max_examples=300)
def test_every_draw_of_every_parameter_is_acceptable(name, u):
    parameter = registry()[name]
    if parameter.is_drawn:
        assert parameter.problem(vary(name).draws([u])[0]) is None


def test_what_has_no_range_of_its_own_is_varied_only_by_a_file_that_gives_it_one():
    watched = "field.comparison_districts"
    assert not registry()[watched].is_drawn and watched not in draws(2)
    assert vary(watched, high=2, low=0).draws([0.0, 0.99]) == [0, 2] == vary(watched, levels=[0, 2]).draws([0.0, 0.99])
    with pytest.raises(ScenarioError, match="write low and high, or list values"):
        vary(watched)


def test_listed_levels_are_equally_likely():
    factor = vary(EMPLOYER, levels=["district", "neutral"])
    assert factor.draws([0.0, 0.49, 0.5, 0.99, 1.0]) == ["district", "district", "neutral", "neutral", "neutral"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"name": "contact.meeting"}, "contact.meetings"),
        ({"name": MEETINGS, "low": 3.0, "high": 2.0}, "low must be below high"),
        ({"name": MEETINGS, "high": 99.0}, "from 0 to 20"),
        ({"name": MEETINGS, "levels": [1.0, 1.0]}, "twice"),
        ({"name": MEETINGS, "levels": []}, "at least one"),
        ({"name": MEETINGS, "levels": [1.0], "low": 0.5}, "not both"),
        ({"name": EMPLOYER, "low": 0.0}, "has no range"),
        ({"name": EMPLOYER, "levels": ["distrikt"]}, "did you mean district"),
        ({"name": "structure.board", "prior": "loguniform"}, "above zero"),
    ],
)
def test_wrong_factors_are_refused_with_a_hint(arguments, part):
    (problem,) = problems_of(vary, **arguments)
    assert part in str(problem)


def test_bundle_tells_all_its_mistakes_with_their_place():
    found = problems_of(bundles, "strategy", {"a": {"nope.x": 1.0}, "b": {MEETINGS: 99.0}})
    assert [p.key for p in found] == ["strategy → a → nope.x", "strategy → b → contact.meetings"]


def test_type_file_becomes_a_bundle_of_its_levers():
    values = values_of_files(load_scenario("types/nic"))
    assert values["work.unit_months"] == load_scenario("types/nic").partnerships[0].levers["work.unit_months"]
    assert all(registry()[name].kind == "lever" for name in values)


# --- methods ------------------------------------------------------------------------------------------------------


def test_grid_visits_every_combination_once():
    design = grid([vary(MEETINGS, levels=[1.0, 2.0]), vary(EMPLOYER), vary(BOARD)], levels=4)
    rows = {tuple(design.sample(i).values()) for i in range(len(design))}
    assert len(design) == len(rows) == 2 * 3 * 4


def test_one_at_a_time_starts_at_the_scenario_and_moves_one_factor():
    design = one_at_a_time([vary(MEETINGS), vary(EMPLOYER)], levels=3)
    assert design.sample(0) == {}
    assert all(len(design.sample(i)) == 1 for i in range(1, len(design)))
    assert design.is_for_teaching
    assert not grid([vary(MEETINGS)]).is_for_teaching


@given(samples=st.integers(1, 60), seed=st.integers(0, 2**63 - 1))
@settings(deadline=None, max_examples=30)
def test_latin_hypercube_has_one_sample_in_each_slice(samples, seed):
    unit = latin_hypercube([vary(MEETINGS), vary(BOARD)], samples=samples, seed=seed).unit
    slices = np.sort((unit * samples).astype(int), axis=0)
    assert (slices == np.arange(samples)[:, None]).all()


def test_sobol_sequence_grows_without_changing():
    factors = [vary(MEETINGS), vary(BOARD)]
    small, large = sobol(factors, samples=16), sobol(factors, samples=50)
    assert np.array_equal(small.unit, large.unit[:16])
    halves = (small.unit < 0.5).sum(axis=0)
    assert halves.tolist() == [8, 8]


def test_morris_changes_one_factor_at_each_step():
    pytest.importorskip("SALib")
    design = morris([vary(MEETINGS), vary(BOARD), vary(EMPLOYER)], trajectories=5)
    steps = np.diff(design.unit.reshape(5, 4, 3), axis=1)
    assert ((steps != 0).sum(axis=2) == 1).all()


def test_morris_compares_each_pair_of_listed_values_and_of_whole_numbers_equally_often():
    posts, number = "team.staff", 5
    design = morris([vary(EMPLOYER), vary(posts, 1, number), vary(BOARD)], trajectories=4000, seed=2)
    names = np.array(design.columns[EMPLOYER]).reshape(4000, 4)
    pairs = Counter(zip(names[:, 0], names[:, -1], strict=True))
    assert len(pairs) == 6 and all(abs(count - 4000 / 6) < 100 for count in pairs.values())
    staff = design.columns[posts].reshape(4000, 4)
    pairs = Counter(zip(staff[:, 0], staff[:, -1], strict=True))
    assert len(pairs) == number * (number - 1), "every value with every other, 3 among them"
    assert all(abs(count - 4000 / 20) < 70 for count in pairs.values())


def test_saltelli_has_the_samples_that_salib_analyses():
    pytest.importorskip("SALib")
    factors = [vary(MEETINGS), vary(BOARD)]
    assert len(saltelli(factors, base=8)) == 8 * (2 * 2 + 3)
    assert len(saltelli(factors, base=8, second_order=False)) == 8 * (2 + 3)
    assert len(saltelli(factors, base=8, second_order=False, chance=False)) == 8 * (2 + 2)
    (problem,) = problems_of(saltelli, factors, base=10)
    assert "power of two" in str(problem)


@pytest.mark.parametrize("make", [
    lambda f: random_points(f, samples=7), lambda f: latin_hypercube(f, samples=7), lambda f: sobol(f, samples=7),
    lambda f: morris(f, trajectories=2), lambda f: saltelli(f, base=4), lambda f: grid(f),
])  # fmt: skip
def test_same_settings_give_the_same_design(make):
    factors = [vary(MEETINGS), vary(EMPLOYER), vary("team.staff")]
    assert make(factors).digest == make(factors).digest


def test_designs_refuse_twins_and_impossible_sizes_at_once():
    found = problems_of(random_points, [vary(MEETINGS), vary(MEETINGS)], samples=0, seed=-1)
    assert [p.key for p in found] == [MEETINGS, "samples", "seed"]
    assert "samples" in str(problems_of(grid, [vary(n) for n in list(registry())[:40]], levels=9)[0])


def test_listed_points_may_leave_values_alone():
    design = listed([{MEETINGS: 1.0}, {BOARD: 0.5, EMPLOYER: "neutral"}])
    assert design.values(0) == {MEETINGS: 1.0}
    assert design.values(1) == {BOARD: 0.5, EMPLOYER: "neutral"}


def test_factor_of_its_own_wins_over_a_bundle():
    design = grid([vary(MEETINGS, levels=[3.0]), bundles("strategy", {"many": {MEETINGS: 6.0, BOARD: 1.0}})])
    assert design.values(0) == {MEETINGS: 3.0, BOARD: 1.0}
    assert design.sample(0) == {MEETINGS: 3.0, "strategy": "many"}


def test_csv_gives_every_mistake_with_its_line(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text(f"{MEETINGS},{EMPLOYER},nope.x\n1,district,\n\n99,distrikt,\n2,neutral\n", encoding="utf-8")
    told = [str(p) for p in problems_of(from_csv, path, shown="points.csv")]
    assert told[0].startswith("points.csv:1: nope.x") and len(told) == 4
    assert any(text.startswith(f"points.csv:4: {MEETINGS} = 99") for text in told)
    assert any("did you mean district" in text for text in told)
    assert any(text.startswith("points.csv:5: has 2 cells") for text in told)


def test_csv_is_read_as_written(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text(f"﻿{MEETINGS},{EMPLOYER}\n1.5,district\n,neutral\n", encoding="utf-8")
    design = from_csv(path)
    assert [design.values(i) for i in range(2)] == [{MEETINGS: 1.5, EMPLOYER: "district"}, {EMPLOYER: "neutral"}]
    assert "cannot be read" in str(problems_of(from_csv, tmp_path / "none.csv")[0])


# --- plans --------------------------------------------------------------------------------------------------------


def a_plan(**changes):
    base = {
        "policies": {"as is": {}, "board": {BOARD: 1.0}}, "design": grid([vary(MEETINGS)], levels=3), "replicates": 4,
        "months": 12,
    }  # fmt: skip
    return make_plan(["baseline", "types/nic"], **{**base, **changes})


def test_plan_multiplies_scenarios_policies_samples_and_replicates():
    plan = a_plan()
    assert (plan.points, plan.runs, plan.replicates) == (12, 48, 4)
    seen = {plan.run(n) for n in range(plan.runs)}
    assert seen == {(p, r) for p in range(12) for r in range(4)}
    levers = plan.scenario(11).partnerships[0].levers
    assert (levers[BOARD], levers[MEETINGS]) == (1.0, registry()[MEETINGS].high)


def test_runs_are_replicate_major_so_that_any_beginning_is_balanced():
    plan = a_plan()
    for stop in range(1, plan.runs + 1):
        counts = np.bincount([plan.run(n)[0] for n in range(stop)], minlength=plan.points)
        assert counts.max() - counts.min() <= 1


def test_replicates_have_common_random_numbers_in_every_point():
    plan = a_plan(seed=9)
    assert [plan.seed_of(r) for r in range(3)] == [world_seed(9, r) for r in range(3)]


def test_extensions_never_renumber():
    plan = a_plan()
    longer = plan.with_replicates(2).with_points(grid([vary(BOARD)], levels=2)).with_replicates(1)
    assert [longer.run(n) for n in range(plan.runs)] == [plan.run(n) for n in range(plan.runs)]
    seen = [longer.run(n) for n in range(longer.runs)]
    assert len(set(seen)) == len(seen)
    assert set(seen) == {(p, r) for p in range(longer.points) for r in range(longer.replicates)}
    assert longer.points == 12 + 8
    assert longer.digest == plan.digest
    assert a_plan(replicates=6).run(60) == plan.with_replicates(2).run(60)


def test_runs_and_points_beyond_the_end_are_refused():
    plan = a_plan()
    for call, number in ((plan.run, 48), (plan.run, -1), (plan.point, 12)):
        with pytest.raises(IndexError):
            call(number)


def test_digest_follows_what_results_depend_on():
    plan = a_plan()
    assert a_plan().digest == plan.digest
    assert a_plan(title="other").digest == plan.digest
    others = [{"seed": 2}, {"months": 13}, {"series": "none"}, {"replicates": 5}, {"policies": None}, {"events": True}]
    assert all(a_plan(**change).digest != plan.digest for change in others)


def test_plan_tells_all_mistakes_at_once():
    found = problems_of(
        make_plan, ["baseline", "no/such"], policies={"x": {"nope.y": 1.0}}, series="weekly", columns=["trus"], seed=-1,
        replicates=0,
    )  # fmt: skip
    told = "\n".join(map(str, found))
    for part in ("no/such", "policies → x → nope.y", "one of none, yearly", "did you mean trust", "seed", "replicates"):
        assert part in told


def test_points_that_ask_the_same_are_counted_once():
    design = listed([{"team.staff": 1.0}, {"team.staff": 1.0, BOARD: 0.0}, {"team.staff": 1.0}])
    assert distinct_points(make_plan("baseline", design=design, replicates=1)) == 2


def test_precision_names_outcomes_and_positive_widths():
    found = problems_of(Precision, {"survival_month": 1.0, "trust": -1.0}, most=3)
    assert "survival_months" in str(found[0])
    assert "above 0" in str(found[1])
    assert "from 10" in str(found[2])


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(find_experiments()))
def test_every_experiment_of_the_house_is_valid(name):
    plan = load_plan(name)
    assert plan.title
    assert plan.question.endswith("?")
    for number in range(0, plan.points, max(1, plan.points // 20)):
        plan.scenario(number)


def experiment(folder: Path, text: str) -> Path:
    path = folder / "experiment.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_file_with_everything(tmp_path):
    (tmp_path / "points.csv").write_text(f"{MEETINGS}\n1\n2\n", encoding="utf-8")
    plan = load_plan(experiment(tmp_path, """
title: T
question: Q?
note: N
scenarios: [baseline, types/nic]
policies: {as is: , nic: types/nic, board: {structure.board: 0.5}}
design: {method: csv, file: points.csv}
replicates: 3
months: 24
seed: 9223372036854775807
series: monthly
columns: [trust, users]
events: yes
precision: {trust: 0.05, most: 50}
"""))
    assert (plan.points, plan.runs) == (2 * 3 * 2, 36)
    assert plan.settings.seed == 2**63 - 1
    assert plan.settings.columns == ("trust", "users")
    assert plan.settings.events
    assert plan.precision == Precision({"trust": 0.05}, 50)


def test_groups_and_everything_of_a_kind(tmp_path):
    plan = load_plan(experiment(tmp_path, """
title: T
design: {method: random, samples: 3}
vary_all: levers
except: [money.*, scale.districts]
vary: {meetings.*: }
replicates: 1
"""))
    names = {f.name for f in plan.factors}
    levers = {p.name for p in registry().select(kind="lever") if p.group != "money" and p.name != "scale.districts"}
    assert names == levers | {p.name for p in registry().select(group="meetings")}


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("title: T\nreplicate: 3\n", 2, "did you mean replicates"),
        ("title: T\nscenarios: [baseline, types/nik]\n", 2, "types/nic"),
        ("title: T\nscenarios: [baseline, baseline]\n", 2, "listed twice"),
        ("title: T\ndesign: {method: latin hypercube, samples: 3}\n", 2, "did you mean latin_hypercube"),
        ("title: T\ndesign: {samples: 3}\n", 2, "needs a method"),
        ("title: T\ndesign: {method: sobol}\nvary: {contact.meetings: }\n", 2, "needs `samples`"),
        ("title: T\ndesign: {method: sobol, samples: 0}\nvary: {contact.meetings: }\n", 2, "from 1 to"),
        ("title: T\ndesign: {method: sobol, samples: 3, levels: 2}\nvary: {contact.meetings: }\n", 2, "unknown key"),
        ("title: T\ndesign: {method: sobol, samples: 3}\n", 2, "needs something to vary"),
        ("title: T\nvary: {contact.meetings: }\n", 2, "needs a design"),
        ("title: T\ndesign: {method: grid}\nvary:\n  contact.meeting:\n", 4, "did you mean contact.meetings"),
        ("title: T\ndesign: {method: grid}\nvary:\n  contact.meetings: [1, 99]\n", 4, "from 0 to 20"),
        ("title: T\ndesign: {method: grid}\nvary:\n  contact.meetings: {low: 4, high: 2}\n", 4, "low must be below"),
        ("title: T\ndesign: {method: grid}\nvary:\n  contact.meetings: 3\n", 4, "must be a list of values, a range"),
        ("title: T\ndesign: {method: grid}\nvary:\n  coordination.employer: [distrikt]\n", 4, "did you mean district"),
        ("title: T\ndesign: {method: grid}\nvary:\n  type: {bundles: [types/nik]}\n", 4, "types/nic"),
        ("title: T\ndesign: {method: grid}\nvary:\n  a.b: {bundles: [types/nic]}\n", 4, "without a dot"),
        ("title: T\ndesign: {method: grid}\nvary:\n  mony.*:\n", 4, "did you mean money.*"),
        ("title: T\ndesign: {method: random, samples: 1}\nvary_all: lever\n", 3, "did you mean levers"),
        ("title: T\nexcept: [money.*]\n", 2, "needs `vary_all`"),
        ("title: T\ndesign: {method: list}\n", 2, "needs `points`"),
        ("title: T\ndesign: {method: list}\npoints:\n  - structure.board: 1\n  - structure.board: x\n", 5, "a number"),
        ("title: T\ndesign: {method: csv}\n", 2, "needs `file`"),
        ("title: T\ndesign: {method: csv, file: none.csv}\n", 0, "cannot be read"),
        ("title: T\npolicies: {}\n", 2, "is empty"),
        ("title: T\npolicies:\n  a: {contact.meetings: 99}\n", 3, "from 0 to 20"),
        ("title: T\ndesign: {method: sobol, samples: 3}\nvary: {contact.meetings: }\n"
         "policies:\n  a: {contact.meetings: 3}\n", 5, "is varied too"),
        ("title: T\nseries: weekly\n", 2, "yearly"),
        ("title: T\ncolumns: [trus]\n", 2, "did you mean trust"),
        ("title: T\nevents: maybe\n", 2, "yes, no"),
        ("title: T\nprecision: {survival_month: 1}\n", 2, "survival_months"),
        ("title: T\nprecision: {trust: 0}\n", 2, "half-width"),
        ("title: T\nseed: 1.5\n", 2, "whole number"),
        ("title: T\nreplicates: no\n", 2, "whole number"),
        ("title: T\ntitle: U\n", 2, "written twice"),
    ],
)
def test_mistakes_in_files_are_told_at_their_line(tmp_path, text, line, part):
    found = problems_of(load_plan, experiment(tmp_path, text))
    assert any(p.line == line and part in str(p) for p in found), [str(p) for p in found]


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path):
    text = "title: T\nreplicates: 0\nseries: weekly\npolicies: {a: {no.x: 1}}\ndesign: {method: grid}\nvary: {b.c: }\n"
    assert [p.line for p in problems_of(load_plan, experiment(tmp_path, text))] == [2, 3, 4, 6]


def test_unknown_experiment_names_those_there_are():
    assert "did you mean screening" in str(problems_of(load_plan, "screenin")[0])
    assert "there is no file" in str(problems_of(load_plan, "nowhere/none.yaml")[0])


def test_methods_are_documented():
    text = (Path(__file__).parents[2] / "docs" / "guide" / "experiments.md").read_text(encoding="utf-8")
    assert all(f"`{method}`" in text for method in METHODS)


def test_half_width_of_nothing_is_not_reached():
    from sim.experiments.execute.precision import judge

    found = judge(Precision({"trust": 0.1}), {"trust": (np.zeros(2), np.zeros(2))}, 10)
    assert math.isnan(found.widths["trust"])
    assert (found.reached, found.more) == (False, 10)


def test_precision_adds_what_the_spread_asks_for_and_stops_at_the_limit():
    from sim.experiments.execute.precision import judge

    wanted = Precision({"trust": 1.0}, most=50)
    wide = {"trust": (np.array([20.0, 20.0]), np.array([1.0, 3.0]))}
    narrow = {"trust": (np.array([20.0]), np.array([1.0]))}
    assert judge(wanted, wide, 20).more == 20  # 1.4 wide; doubling is the most in one round
    assert judge(wanted, narrow, 20) == judge(wanted, narrow, 20)
    assert judge(wanted, narrow, 20).reached
    assert judge(wanted, {"trust": (np.array([50.0]), np.array([30.0]))}, 50).more == 0
    assert judge(wanted, {"trust": (np.array([5.0]), np.array([0.0]))}, 5).more == 5  # too few to look at


GROUPED = """
design: {method: morris, trajectories: 3}
vary: {money.start_grant: , money.pipeline: , contact.meetings: , contact.face_to_face: }
"""


@pytest.mark.parametrize("groups, line, message", [
    ("{money: [money.start_grant, money.pipelin]}", 4, "did you mean money.pipeline"),
    ("{money: [money.start_grant], grant: [money.start_grant]}", 4, "stands in money already"),
    ("{contact.meetings: [money.start_grant]}", 4, "needs a plain label without a dot"),
    ("{money: [coordination.fte]}", 4, "does not vary"),
])
def test_mistakes_in_groups_stand_at_their_line(groups: str, line: int, message: str, tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(f"{GROUPED}groups: {groups}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=message) as caught:
        load_plan(file)
    assert [problem.line for problem in caught.value.problems] == [line]


def test_groups_of_a_file_count_as_one_factor_each(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(f"{GROUPED}groups: {{money: [money.*]}}\n", encoding="utf-8")
    plan = load_plan(file)
    assert plan.points == 3 * (3 + 1)
    assert list(plan.designs[0].groups) == ["money", "contact.meetings", "contact.face_to_face"]
    file.write_text(file.read_text().replace("{method: morris, trajectories: 3}", "{method: random, samples: 3}"))
    with pytest.raises(ScenarioError, match="has no part in a design of the method random"):
        load_plan(file)

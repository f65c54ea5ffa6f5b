"""What answers are taken to mean: the mapping, what widens it, who agrees, and what follows for how long it lasts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from analysis.assessment import outlook
from analysis.assessment.agreement import AGREE, ALONE, DISAGREE, agreement, scores
from analysis.assessment.changes import GRANT, best_changes, changes, usual_money, with_money
from analysis.assessment.draws import Draws, draw
from analysis.assessment.forms import Answers, Member
from analysis.assessment.questionnaire import Questionnaire, load_questionnaire
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

SMALL = {"district.schools": 3, "district.teachers_per_school": 6}


@pytest.fixture(scope="module")
def ours() -> Questionnaire:
    return load_questionnaire()


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline", set=SMALL)


def said(ours: Questionnaire, *members: tuple[str, int | None]) -> Answers:
    """Members who give one answer to everything."""
    return Answers("", "", tuple(Member(role, dict.fromkeys(ours.questions, score)) for role, score in members))


def width(sample: Draws, name: str) -> float:
    return float(np.quantile(sample.values[name], 0.95) - np.quantile(sample.values[name], 0.05))


def test_every_part_dimension_and_standard_is_asked_about(ours: Questionnaire):
    for of in ("part", "dimension", "standard"):
        assert {getattr(q, of) for q in ours.questions.values()} - {""} == set(getattr(ours, f"{of}s"))
    assert len({m.parameter.name for q in ours.questions.values() for m in q.moves}) == sum(
        len(q.moves) for q in ours.questions.values()
    )


def test_values_at_both_ends_are_plausible_and_differ(ours: Questionnaire):
    for q in ours.questions.values():
        for move in q.moves:
            p = move.parameter
            ends = (move.at_1, move.at_5)
            assert move.at_1 != move.at_5 and move.unsure < abs(move.at_5 - move.at_1) / 2, p.name
            assert move.times or all(p.low <= end <= p.high for end in ends), p.name


def test_answers_move_parameters_along_the_line_that_is_declared(ours: Questionnaire, base: Scenario):
    low, middle, high = (draw(said(ours, ("teacher", score)), ours, base, 400, 1) for score in (1, 3, 5))
    for q in ours.questions.values():
        for move in q.moves:
            name = move.parameter.name
            means = [float(sample.values[name].mean()) for sample in (low, middle, high)]
            own = float(dict(base.rows(move.parameter.scope)[0][1])[name]) if move.times else 1.0
            towards = np.sign(move.at_5 - move.at_1)
            assert towards * means[0] < towards * means[1] < towards * means[2], name
            assert means[1] == pytest.approx(own * move.at(3), abs=own * (0.1 * abs(move.at_5 - move.at_1))), name


def test_not_knowing_and_disagreement_make_it_wider(ours: Questionnaire, base: Scenario):
    sure = draw(said(ours, ("teacher", 3), ("researcher", 3)), ours, base, 400, 1)
    apart = draw(said(ours, ("teacher", 1), ("researcher", 5)), ours, base, 400, 1)
    unknown = draw(said(ours, ("teacher", None), ("researcher", 3)), ours, base, 400, 1)
    for q in ours.questions.values():
        for move in q.moves:
            narrow = width(sure, move.parameter.name)
            assert width(apart, move.parameter.name) > narrow < width(unknown, move.parameter.name)


def test_each_role_counts_the_same_however_many_members_it_has(ours: Questionnaire, base: Scenario):
    answers = said(ours, *[("teacher", 5)] * 9, ("researcher", 1))
    sample = draw(answers, ours, base, 100, 1)
    assert (sample.roles == "researcher").sum() == 50
    assert scores(answers, ours)["mean"].tolist() == pytest.approx([3.0] * len(scores(answers, ours)))


def test_more_draws_begin_with_the_same_and_a_seed_fixes_them(ours: Questionnaire, base: Scenario):
    answers = said(ours, ("teacher", 2), ("teacher", 4), ("researcher", 5))
    few, many, other = (draw(answers, ours, base, n, seed) for n, seed in ((20, 1), (50, 1), (20, 2)))
    for name, values in few.values.items():
        assert (values == many.values[name][:20]).all(), name
    assert any((values != other.values[name]).any() for name, values in few.values.items())


def test_where_roles_agree_and_where_they_do_not(ours: Questionnaire):
    first, second, third, *_ = ours.questions
    answers = Answers("", "", (
        Member("teacher", {first: 1, second: 4, third: None}), Member("researcher", {first: 5, second: 4, third: 3}),
    ))  # fmt: skip
    found = agreement(answers, ours).set_index("question")
    assert found.loc[[first, second, third], "verdict"].tolist() == [DISAGREE, AGREE, ALONE]
    assert found.loc[first, ["apart", "lowest_role", "highest_role"]].tolist() == [4.0, "teacher", "researcher"]
    assert found.loc[third, "known"] == 0.5 and found["known"].iloc[-1] == 0


def test_whoever_answers_five_everywhere_lasts_longer_than_whoever_answers_one(ours: Questionnaire, base: Scenario):
    worlds = [
        outlook.run(draw(said(ours, ("teacher", score)), ours, base, 12, 1).scenarios, 84, 1) for score in (1, 5)
    ]
    low, high = (outlook.duration(w, w.survival) for w in worlds)
    assert high.mean_low > low.mean_high
    assert worlds[1].unbroken.mean() > worlds[0].unbroken.mean()
    shares = outlook.going_at(worlds[0])
    assert (shares["going"] + shares["done"] + shares["failed"]).tolist() == pytest.approx([1.0] * len(shares))


def test_partnerships_of_different_health_come_in_the_order_that_was_fixed_before(ours: Questionnaire, base: Scenario):
    """Six that were made up, among them one whose members contradict each other and one with half of its answers."""
    names = list(ours.questions)

    def member(role: str, *turns: int | None, of: int = 1) -> Member:
        return Member(role, {name: turns[n % len(turns)] for n, name in enumerate(names) if n % of == 0})

    thriving = (member("teacher", 5, 5, 4), member("principal", 5), member("researcher", 5, 4))
    sound = (member("teacher", 4), member("principal", 4, 4, 3), member("researcher", 4, 5))
    half_empty = (member("teacher", 4, of=2), member("researcher", 3, 4, of=2))
    divided = (member("teacher", 2), member("principal", 2, 1), member("researcher", 5, 4), member("coordinator", 4, 5))
    struggling = (member("teacher", 2, None, 2), member("principal", 2, 1), member("researcher", 2, 3))
    failing = (member("teacher", 1), member("principal", 1, None), member("researcher", 1, 2))
    order = (thriving, sound, half_empty, divided, struggling, failing)
    lasting = [
        outlook.run(draw(Answers("", "", members), ours, base, 36, 1).scenarios, 120, 1).unbroken.mean()
        for members in order
    ]  # fmt: skip
    assert spearmanr(lasting, range(len(order), 0, -1)).statistic >= 0.8, lasting


def test_an_end_that_is_a_success_breaks_nothing():
    going = np.zeros((10, 1, 2), dtype=bool)
    worlds = outlook.Worlds({outlook.SURVIVAL: np.array([[4.0, 4.0]])}, going, np.array([[7, 3]]))
    assert worlds.done.tolist() == [[True, False]] and worlds.unbroken.tolist() == [[10.0, 4.0]]


def test_fate_is_all_where_draws_are_alike_and_nothing_where_runs_are():
    def worlds(months: np.ndarray) -> outlook.Worlds:
        failed = np.full(months.shape, 3)
        return outlook.Worlds({outlook.SURVIVAL: months}, np.zeros((99, *months.shape), dtype=bool), failed)

    alike = np.tile([10.0, 50.0], (40, 1))
    assert outlook.fate(worlds(alike), 1)[0] == 1.0
    same_runs = np.repeat(np.arange(1.0, 41.0)[:, None], 2, axis=1)
    assert outlook.fate(worlds(same_runs), 1) == (0.0, 0.0, 0.0)


def test_changes_move_only_levers_and_cost_no_more_than_there_is(ours: Questionnaire, base: Scenario):
    sample = draw(said(ours, ("teacher", 2), ("researcher", 3)), ours, base, 30, 1)
    rich, poor = ({c.question.name: c for c in changes(sample, ours, money)} for money in (1e6, 2_000.0))
    assert {m.parameter.kind for c in rich.values() for m in c.question.levers} == {"lever"}
    assert rich["coordination"].reach == 1.0 and poor["coordination"].reach < 0.1
    assert rich["coordination"].dollars > 30_000 and poor["coordination"].dollars == pytest.approx(2_000, rel=0.01)
    assert (rich["coordination"].values["coordination.fte"] >= sample.values["coordination.fte"]).all()
    assert not {"trust", "leaders_last", "money_secured"} & set(rich)
    best = {c.question.name for c in changes(draw(said(ours, ("teacher", 5)), ours, base, 30, 1), ours, 1e6)}
    assert not best, "nothing is left to change"
    money = usual_money(sample)
    assert money == pytest.approx(sample.values[GRANT].mean() / 3 / 10, rel=0.05)
    assert with_money(sample, money) == pytest.approx(sample.values[GRANT] + 3 * money)


def test_changes_are_told_with_their_ties(ours: Questionnaire, base: Scenario):
    sample = draw(said(ours, ("teacher", 1)), ours, base, 16, 1)
    first, second = sample.part(0, 8), sample.part(8, 16)
    worlds = outlook.run(first.scenarios, 36, 1)
    found = best_changes(first, second, ours, 20_000, worlds, 36, 1)
    assert found.tried["difference"].is_monotonic_decreasing and len(found.best) <= 3
    assert set(found.best["question"]) <= set(found.tried["question"][:3])
    assert found.best["difference"].is_monotonic_decreasing
    assert len(found.between) == len(found.best) * (len(found.best) - 1) // 2
    assert (found.best["better"] + found.best["same"] <= 1).all()

"""Live ensembles: a few worlds first, then more, to the same bits as all at once; cancelled at once, and kept."""

from __future__ import annotations

from threading import Event, Thread

import numpy as np
import pytest
from rooms import ARM, changed

from analysis.levers.outcomes import TOLD
from analysis.stats.bands import quantiles as by_month
from app.live import ensembles
from app.live.arms import arm_of
from app.live.ensembles import FULL, Ensembles, computed, sizes
from app.live.refused import Refused
from app.live.series import CHARTS, QUANTILES, quantiles, values_of
from app.live.turns import BEHIND, FIRST, PROCESSORS, Cancelled, Token, Turns
from sim.engine.batch import Batch
from sim.engine.run import run


def test_a_first_answer_and_then_all_is_to_the_bit_what_all_at_once_is():
    arm, kept = arm_of(ARM), Ensembles()
    answers = [(e.worlds, of) for e, of in kept.answers(arm, FULL, Token())]
    assert answers[0][0] < answers[-1][0] == FULL and {of for _, of in answers} == {FULL}
    whole = kept.of(arm)
    columns, outcomes = computed(whole.runs(range(FULL)), arm.months, Token(), FIRST)
    for name, values in columns.items():
        assert values.tobytes() == np.ascontiguousarray(whole.columns[name]).tobytes(), name
    for name, values in outcomes.items():
        assert np.array_equal(values, whole.outcomes[name], equal_nan=True), name


def test_what_a_room_is_told_is_what_a_run_gives():
    arm, kept = arm_of(ARM), Ensembles()
    found, table = kept.full(arm, 40, Token()), run(arm.scenario, replicates=40, months=36).runs
    for told in TOLD:
        if told.name in table:
            assert np.allclose(found.outcomes[told.name], told.factor * table[told.name], equal_nan=True), told.name


def test_fans_are_those_of_all_other_figures():
    kept = Ensembles()
    found = kept.full(arm_of(ARM), 60, Token())
    for name in ("trust", "users", "practice_gap"):
        values = values_of(CHARTS[name], found.columns)
        count, fan = quantiles(values)
        expected = by_month(values.T)
        assert np.array_equal(count, expected["count"])
        for row, q in zip(fan, QUANTILES, strict=True):
            assert np.allclose(row, expected[f"p{q}"], equal_nan=True)


def test_a_curve_that_stops_for_some_is_told_as_long_as_five_are_left():
    values = np.full((2, 6), 0.5)
    values[1, :2] = np.nan
    count, fan = quantiles(values)
    assert count.tolist() == [6, 4] and np.isfinite(fan[:, 0]).all() and np.isnan(fan[:, 1]).all()


def test_a_yearly_quantity_is_the_mean_of_twelve_months():
    stage = np.full((30, 1), 2)
    columns = {"stage": stage, "informed": np.arange(30.0)[:, None]}
    found = values_of(CHARTS["informed"], columns)[:, 0]
    assert found[0] == 0 and found[11] == np.mean(range(12)) and found[29] == np.mean(range(18, 30))


def test_a_cancelled_request_stops_and_what_it_had_stays():
    arm, kept, token = arm_of(ARM), Ensembles(), Token()
    answers = kept.answers(arm, FULL, token)
    first, _ = next(answers)
    token.cancel()
    with pytest.raises(Cancelled):
        next(answers)
    assert kept.of(arm).worlds == first.worlds
    assert kept.full(arm, FULL, Token()).worlds == FULL


def test_work_in_the_engine_ends_when_it_is_cancelled_in_the_middle(monkeypatch: pytest.MonkeyPatch):
    arm, token, months = arm_of({**ARM, "months": 240}), Token(), []
    check = token.check

    def seen() -> None:
        months.append(1)
        if len(months) == 5:
            token.cancel()
        check()

    monkeypatch.setattr(token, "check", seen)
    with pytest.raises(Cancelled):
        Ensembles().full(arm, FULL, token)
    assert len(months) < 240


def test_little_room_keeps_the_last_one():
    kept, one, other = Ensembles(room=1), arm_of(ARM), arm_of(changed({"coordination.fte": 1}))
    kept.full(one, 10, Token())
    kept.full(other, 10, Token())
    assert kept.of(other).worlds == 10 and kept.of(one).worlds == 0


def test_large_portraits_get_fewer_worlds_and_small_ones_all():
    assert sizes(arm_of(ARM), FULL)[-1] == FULL
    large = sizes(arm_of({"scenario": "presets/large_urban", "values": {"district.schools": 400}}), FULL)
    assert 10 <= large[0] < 30 and large[-1] < FULL and large == sorted(set(large))


def test_a_world_of_many_partnerships_is_recorded_in_small_steps():
    arm = arm_of({"scenario": "portraits/stem_ecosystems"})
    steps = sizes(arm, FULL)
    recorded = arm.months * len(arm.scenario.partnerships) * 8 * 100
    assert steps[-1] == FULL and max(np.diff(steps)) * recorded < 3e8
    many = "title: Many\npartnerships:\n" + "".join(f"  - name: p{n}\n" for n in range(61))
    with pytest.raises(Refused, match="60 partnerships"):
        arm_of({"yaml": many})


def test_a_first_answer_goes_before_what_is_left_of_a_finer_one(monkeypatch: pytest.MonkeyPatch):
    slow, quick, kept = arm_of(ARM), arm_of(changed({"coordination.fte": 1})), Ensembles()
    comes, run_whole = Thread(target=kept.of(quick).grow, args=(11, Token(), FIRST)), Batch.run
    begun: list[int] = []

    def seen(batch: Batch, **options: object) -> None:
        begun.append(len(batch.runs))
        if len(begun) == 1:
            comes.start()
            while not PROCESSORS._waiting:
                Event().wait(0.01)
        run_whole(batch, **options)

    monkeypatch.setattr(ensembles, "TURN", 1.0)  # so that a turn is ten worlds
    monkeypatch.setattr(Batch, "run", seen)
    kept.full(slow, 40, Token())
    comes.join(60)
    assert begun == [10, 11, 10, 10, 10]


def test_the_most_urgent_goes_first_and_a_cancelled_one_never():
    turns, order, begun = Turns(), [], Event()

    def wait(name: str, urgency: int, token: Token) -> None:
        try:
            with turns.turn(urgency, token):
                order.append(name)
        except Cancelled:
            order.append(f"{name} cancelled")

    gone = Token()
    with turns.turn(FIRST, Token()):
        waiting = [Thread(target=wait, args=(name, urgency, token)) for name, urgency, token in
                   (("behind", BEHIND, Token()), ("gone", FIRST, gone), ("first", FIRST, Token()))]  # fmt: skip
        for thread in waiting:
            thread.start()
            while len(turns._waiting) < waiting.index(thread) + 1:
                begun.wait(0.01)
        assert turns.is_wanted(BEHIND) and not turns.is_wanted(FIRST)
        gone.cancel()
        waiting[1].join(10)
    for thread in waiting:
        thread.join(10)
    assert order == ["gone cancelled", "first", "behind"]

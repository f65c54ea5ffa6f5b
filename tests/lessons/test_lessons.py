"""Parts of notebooks: predictions without marks, hints that give nothing away, sliders with a picture behind them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import networkx
import numpy as np
import pandas as pd
import pytest

import sim
from app.lessons import check, curves, differences, over_time, pairs, reveal, sliders, still_going
from app.lessons.hints import HINTS
from sim.declarations.parameters import record_array, registry
from sim.scenario.scenario import Scenario
from sim.submodels.meetings import trust_after_broken_promise as rule


@pytest.fixture(scope="module")
def result(small: Scenario) -> sim.Result:
    return sim.run([small, small.with_values(coordination_fte=0)], replicates=12, months=60, seed=3)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


# --- predictions ----------------------------------------------------------------------------------------------------


def test_a_prediction_stands_beside_what_came(capsys: pytest.CaptureFixture[str]):
    reveal(..., 27, unit="of 100", between=(19, 36))
    assert "not written a prediction yet" in said(capsys)
    reveal(60, 27, unit="of 100", between=(19, 36))
    told = said(capsys)
    assert "You predicted: 60 of 100" in told and "27 of 100 (95 % interval 19 to 36)" in told and "much less" in told
    for near in (25, 34):
        reveal(near, 27, between=(19, 36))
        assert "about what came" in said(capsys)
    reveal("many", 27)
    assert "write a number" in said(capsys)


def test_a_prediction_in_words(capsys: pytest.CaptureFixture[str]):
    for guess, words in (("more", "As you thought"), ("less", "Why not?"), ("maybe", "write one of: more, less")):
        reveal(guess, "more", choices=("more", "less"))
        assert words in said(capsys)


# --- exercises ------------------------------------------------------------------------------------------------------

P = record_array(registry().select(group="meetings"), 1)[0]


PLAN = {"question": "Does it?", "setting": {}, "first": {"a": 1}, "second": {"a": 2}, "outcome": "trust",
        "expected": "more", "runs": 100}  # fmt: skip
FINDING = "In this model trust is higher by 0.02 (95 % interval 0.01 to 0.03; n = 100 pairs, seed 1). No forecast."
LEVERS = "levers: {coordination.fte: 1, contact.meetings: 3}"
#: Files that a student may have written.
FILES = {
    "good.yaml": f"title: A\nquestion: Does it?\n{LEVERS}\n",
    "bad.yaml": "title: A\nquestion: Does it?\nlevers: {coordination.ftee: 1}\n",
    "quiet.yaml": f"title: A\nquestion: It does.\n{LEVERS}\n",
    "little.yaml": "title: A\nquestion: Does it?\nlevers: {coordination.fte: 1}\n",
}


def mine(trust: float, months: float, stake: float) -> float:
    history = 1 - np.exp(-months / P.cushion_months)
    return trust * (1 - P.trust_loss * stake * (1 - P.cushion * history))


def cases(result: sim.Result) -> dict[str, tuple[object, list[object], tuple]]:
    """By exercise: a right answer, wrong ones, and what is given."""
    runs = result.runs
    going, cause = float((runs["ended"] == 0).mean()), str(runs.loc[runs["ended"] == 1, "cause"].mode()[0])
    few = pd.Series([0.1, 0.3, 0.2])
    return {
        "still going at the end": (going, [1 - going, 100 * going, going / 2, "all", True], (result,)),
        "most frequent cause": (cause, ["none", "rain"], (result,)),
        "trust afterwards": (rule(0.6, 0.0, 0.5, P), [0.6 - rule(0.6, 0.0, 0.5, P), 0.6], (rule, P)),
        "your own rule": (mine, [lambda t, m, s: None, lambda t, m, s: t, lambda t, m, s: rule(t, 0.0, s, P), 3],
                          (rule, P)),
        "what clearly differs": (
            ["trust"], [["trust", "spread"], [], "trust", ["rain"]],
            (pd.DataFrame({"outcome": ["trust", "spread"], "distinguishable": [True, False]}),),
        ),
        "hours for each": (25.0, [50, 100], (100, 0.1, 0.4)),
        "ended only there": (
            1, [2, 0], (pd.DataFrame({"replicate": [0, 1, 2], "ended": [0, 1, 0]}),
                        pd.DataFrame({"replicate": [0, 1, 2], "ended": [1, 1, 0]})),
        ),
        "above the noise": (2, [1, 3], (pd.DataFrame({"difference": [0.2, -0.3, 0.01]}), 0.05)),
        "ideas given up": (0.5, [50, 1.5, 0.1], (SimpleNamespace(runs=pd.DataFrame({"ideas_dropped": [0, 3]})),)),
        "your own scenario": ("good.yaml", ["none.yaml", "bad.yaml", "quiet.yaml", "little.yaml"], ()),
        "most connected": (0, [1, 9], (SimpleNamespace(network=networkx.star_graph(3)),)),
        "trust of those present": (
            0.375, [0.6, 0.5],
            (SimpleNamespace(ties=pd.DataFrame({"present": [True, True, False], "trust": [0.25, 0.5, 0.9]})),),
        ),
        "a plan": (PLAN, [{**PLAN, "question": ...}, {**PLAN, "outcome": "rain"}, {**PLAN, "runs": 3}, "a plan",
                          {**PLAN, "expected": "much"}, {**PLAN, "second": PLAN["first"]},
                          {**PLAN, "question": "Hm"}], ()),
        "a finding": (FINDING, ["It works.", FINDING.replace("seed", "number")], ()),
        "runs saved": ((0.5 / few.std()) ** 2, [0.5 / few.std(), 1], (few, 0.5)),
    }  # fmt: skip


def test_every_exercise_is_tried(result: sim.Result):
    assert set(cases(result)) == set(HINTS)


@pytest.mark.parametrize("name", HINTS)
def test_a_right_answer_is_right_and_a_wrong_one_gets_a_hint(
    name: str, result: sim.Result, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    for file, text in FILES.items():
        Path(file).write_text(text)
    right, wrong, given = cases(result)[name]
    check(name, right, *given)
    assert said(capsys) == "Yes, that is right."
    for answer in wrong:
        check(name, answer, *given)
        told = said(capsys)
        assert told.startswith("Not yet. ") and len(told) > 20, answer
        if isinstance(right, float):
            assert f"{right:.2f}" not in told and f"{right:.3g}" not in told, "the answer is given away"
    check(name, ..., *given)
    assert "Not answered yet" in said(capsys)


def test_anything_may_be_an_answer(result: sim.Result, capsys: pytest.CaptureFixture[str]):
    check("your own rule", lambda: 1, rule, P)
    assert "could not be read" in said(capsys)
    with pytest.raises(ValueError, match="no exercise 'no such'"):
        check("no such", 1)


# --- sliders --------------------------------------------------------------------------------------------------------


def picture(height: float, shift: float = 0.0):
    x = np.arange(5)
    return curves({"line": (x, height * x + shift)}, "A line", "across", "up", "computed: no n, no seed")


def test_sliders_draw_anew_and_carry_a_picture():
    found = sliders(picture, height=(0, 2, 1), shift={"low": -1, "high": 1, "start": 0, "step": 0.5, "words": "moved"})
    data = found._repr_mimebundle_()
    assert data["image/png"] and "application/vnd.jupyter.widget-view+json" in data
    *knobs, image = found.widget().children
    assert [knob.description for knob in knobs] == ["height", "moved"]
    before = image.value
    knobs[0].value = 2
    assert image.value != before and image.value[:4] == b"\x89PNG"


def test_without_widgets_there_is_the_first_picture(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    found = sliders(picture, height=(0, 2, 1))
    assert set(found._repr_mimebundle_()) == {"image/png", "text/plain"} and "rpp-sim[notebook]" in repr(found)


def test_a_slider_starts_within_its_range():
    with pytest.raises(ValueError, match="height: 3 is not between 0 and 2"):
        sliders(picture, height=(0, 2, 3))


# --- pictures -------------------------------------------------------------------------------------------------------


def words(sheet) -> str:
    from shared import shown_texts

    return " ".join(text.get_text() for text in shown_texts(sheet))


def test_pictures_tell_axes_runs_and_seed(result: sim.Result):
    both = {"names": ["with", "without"]}
    for sheet in (over_time(result, "trust", **both), still_going(result, **both)):
        told = words(sheet)
        assert "n = 12 runs each, paired, seed 3" in told and "years since the start" in told and "haded" in told
        assert "without" in told
    one = words(over_time(sim.run("baseline", replicates=6, months=12)))
    assert "n = 6 runs, seed 1" in one


def test_pictures_keep_their_words_apart(result: sim.Result):
    from shared import assert_texts_are_apart

    rows = {"trust between the partners": (0.1, 0.0, 0.2), "teachers who use it": (-0.1, -0.2, 0.1)}
    for sheet in (
        over_time(result, "users", names=["with", "without"]), picture(1),
        differences(rows, "What differs", "difference", "n = 12 pairs\nand a second line", noise=0.05),
        pairs(pd.Series([1, 2, 3]), pd.Series([2, 2, 4]), "Pairs", "one", "other", "n = 3 pairs"),
    ):  # fmt: skip
        assert_texts_are_apart(sheet, 0.85 * 12)


def test_what_cannot_be_drawn_is_told(result: sim.Result):
    with pytest.raises(ValueError, match="no quantity 'trusty'"):
        over_time(result, "trusty")
    with pytest.raises(ValueError, match="there are two versions, and 1 names"):
        over_time(result, names=["one"])
    assert "at $5 and $7" in words(curves({"a": ([0, 1], [0, 1])}, "at $5 and $7", "", "", "")).replace("\\", "")
    with pytest.raises(ValueError, match="up to 4 lines"):
        curves({str(n): ([0], [0]) for n in range(5)}, "", "", "", "")

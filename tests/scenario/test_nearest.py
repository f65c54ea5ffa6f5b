"""Hints tell the name that was meant, by its spelling or by the label that figures print, and else nothing."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from command_line import rpp

import sim
from analysis.comparison.over_time import SERIES
from analysis.comparison.pairs import chosen_outcomes
from analysis.discovery.cases import read_case
from sim.arguments import one_of
from sim.declarations.parameters import registry
from sim.experiments import Precision, vary
from sim.measures.outcomes import OUTCOME
from sim.scenario.files import load_scenario, load_values
from sim.scenario.mistakes import ScenarioError, nearest

KNOWN = {"parameter": registry(), "outcome": OUTCOME, "series": SERIES}


@pytest.mark.parametrize("word", ["Pricing", "price", "students", "cost", "happiness", "x", "", "ab"])
def test_what_is_like_nothing_is_told_for_nothing(word: str):
    assert nearest(word, [*registry(), *OUTCOME]) == ""


def test_names_of_random_letters_are_told_for_nothing():
    letters = random.Random(1)
    words = ["".join(letters.choices("abcdefghijklmnoprstu", k=letters.randint(5, 12))) for _ in range(300)]
    assert [word for word in words if nearest(word, registry())] == []


@pytest.mark.parametrize("kind", KNOWN)
def test_a_slip_of_one_letter_is_understood(kind: str):
    for name in KNOWN[kind]:
        word = name.rpartition(".")[2]
        if len(word) > 3:
            middle = len(word) // 2
            for slip in (word[:middle] + word[middle + 1 :], word[:middle] + "x" + word[middle:], word.upper()):
                assert nearest(slip, KNOWN[kind]), slip


@pytest.mark.parametrize("kind", KNOWN)
def test_every_label_of_a_figure_names_what_it_labels(kind: str):
    for name, declared in KNOWN[kind].items():
        for written in (declared.label, declared.label.upper(), f" {declared.label}"):
            hint = nearest(written, KNOWN[kind])
            assert name in hint.removeprefix("did you mean ").removesuffix("?").split(" or "), (written, hint)


SAID = "trust gained by a kept promise"


@pytest.mark.parametrize(
    "name, meant, door",
    [
        (SAID, "meetings.trust_gain", lambda name: load_values([f"{name}=0.1"])),
        (SAID, "meetings.trust_gain", lambda name: sim.run("baseline", set={name: 0.1})),
        (SAID, "meetings.trust_gain", lambda name: vary(name)),
        ("practice of users", "depth", lambda name: one_of("outcome", name, OUTCOME)),
        ("practice of users", "depth", lambda name: chosen_outcomes([name])),
        ("practice of users", "depth", lambda name: Precision({name: 0.1})),
        ("practice of users", "depth", lambda name: one_of("series", name, SERIES)),
        ("practice of users", "depth", lambda name: read_case(f"{name} > 0.4", pd.DataFrame({"depth": [0.5]}))),
    ],
)  # fmt: skip
def test_labels_are_told_at_every_door(name: str, meant: str, door: object):
    with pytest.raises((ScenarioError, ValueError), match=rf"did you mean .*{meant}"):
        door(name)


def test_labels_are_told_in_files_and_options(tmp_path):
    file = tmp_path / "labelled.yaml"
    file.write_text(f"uncertainties:\n  {SAID}: 0.1\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="labelled.yaml:2: .*did you mean meetings.trust_gain"):
        load_scenario(file)
    for options in (("--set", f"{SAID}=0.1"), ("--outcome", "practice of users"), ("--series", "practice of users")):
        code, _, told = rpp("compare", "baseline", "baseline", *options)
        assert code == 2
        assert "did you mean " in told

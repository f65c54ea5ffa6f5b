"""Every cause of an end has its words, and a fill of its own in figures."""

from __future__ import annotations

from analysis.survival.figures import _FILLS
from analysis.wording.labels import CAUSE_WORDS
from analysis.wording.labels import CAUSES as SHORT
from sim.state.tables import CAUSES

ENDS = [cause for cause in CAUSES if cause != "none"]


def test_every_cause_has_words():
    assert set(SHORT) == set(ENDS) and set(CAUSE_WORDS) == set(CAUSES)
    assert len(set(SHORT.values())) == len(set(CAUSE_WORDS.values()) - {CAUSE_WORDS["none"]}) == len(ENDS)


def test_no_two_causes_look_alike():
    assert set(_FILLS) == set(ENDS) and len(set(_FILLS.values())) == len(ENDS)

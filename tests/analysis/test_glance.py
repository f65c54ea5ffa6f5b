"""What a notebook shows of a result: a sentence, outcomes with their ranges, n and seed, and what it is not."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest

import sim
from analysis.overview.glance import TOLD
from analysis.wording.numbers import percent
from sim.scenario.scenario import Scenario


def text(html: str) -> str:
    """What a reader reads; it is checked on the way that every tag is closed."""
    open_tags: list[str] = []

    class Reader(HTMLParser):
        read = ""

        def handle_starttag(self, tag, attrs):
            open_tags.append(tag)

        def handle_endtag(self, tag):
            assert open_tags.pop() == tag

        def handle_data(self, data):
            self.read += f" {data}"

    reader = Reader()
    reader.feed(html)
    assert not open_tags
    return " ".join(reader.read.split())


@pytest.fixture(scope="module")
def result(small: Scenario) -> sim.Result:
    return sim.run(small, replicates=30, months=60, seed=4)


def test_one_version_is_told_in_a_sentence_and_a_row_for_each_outcome(result: sim.Result):
    html = result._repr_html_()
    read = text(html)
    assert "30 runs of 60 months, seed 4" in read and "Baseline" in read
    assert "not a forecast" in read and "invented history" in read
    still = percent(float((result.runs["ended"] == 0).mean()))
    assert f"Of 30 partnerships {still} are still going when five years have passed (95 % interval" in read
    assert html.count("<tr>") == 1 + len(TOLD)
    for o in TOLD:
        assert (o.room or o.label.capitalize()) in read
    low, high = (100 * result.runs["survival_months"].quantile(q) / 60 for q in (0.05, 0.95))
    left, wide = map(float, re.search(r"left:([\d.]+)%;width:([\d.]+)%", html).groups())
    assert left == pytest.approx(low, abs=0.1) and wide == pytest.approx(high - low, abs=0.2)


def test_it_needs_no_script_and_nothing_from_elsewhere(result: sim.Result):
    assert not re.search(r"<script|http|url\(|#[0-9a-f]{3}", result._repr_html_())


def test_a_single_run_has_values_and_no_interval(small: Scenario):
    read = text(sim.run(small, replicates=1, months=12)._repr_html_())
    assert "this run" in read and "interval" not in read and "1 run of 12 months, seed 1" in read


def test_several_versions_stand_below_each_other(small: Scenario):
    plain = sim.load_scenario("baseline")
    found = sim.run([plain, plain.with_values(coordination_fte=2)], replicates=8, months=24)
    read = text(found._repr_html_())
    assert "coordination.fte=2" in read
    assert ".compare()" in read and "95 % interval" in read and "90 % range" in read
    assert "as its file has it" in read
    assert found._repr_html_().count("<tr>") == 3
    many = sim.run([small.with_values(coordination_fte=n / 10) for n in range(12)], replicates=1, months=1)
    assert "and 4 more" in text(many._repr_html_())


def test_what_no_run_knows_is_said(result: sim.Result):
    nobody = sim.run(result.scenarios[0], replicates=3, months=1)
    nobody.runs["dollars_per_user"] = np.nan
    assert "known in no run" in text(nobody._repr_html_())

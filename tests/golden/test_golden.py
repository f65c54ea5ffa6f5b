"""What every shipped scenario observes is what it observed before, to the last bit."""

from __future__ import annotations

import json

import pytest
from digests import FILE, digest, scenarios

GOLDEN = json.loads(FILE.read_text(encoding="utf-8"))


def test_every_shipped_scenario_has_a_digest():
    assert list(GOLDEN) == scenarios()


@pytest.mark.parametrize("name", GOLDEN)
def test_results_are_the_same_to_the_last_bit(name):
    assert digest(name) == GOLDEN[name]

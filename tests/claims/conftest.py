"""All claims, read once."""

from __future__ import annotations

import pytest

from sim.claims import load_claims


@pytest.fixture(scope="session")
def claims():
    return {claim.id: claim for claim in load_claims()}

"""Tables of all batches have rows of the very same types, so that compiled code is found at once for each."""

from __future__ import annotations

import numpy as np
from shared import SMALL

from sim.engine.batch import Batch, Run
from sim.scenario.files import load_scenario


def test_batches_of_any_size_share_the_types_of_their_rows():
    one, other = load_scenario("baseline", set=SMALL), load_scenario("types/nic", set=SMALL)
    small, large = Batch([Run(one, 0, 1)], 3), Batch([Run(one, 0, 1), Run(other, 1, 1), Run(other, 2, 1)], 5)
    pairs = zip((*small.state, *small.record), (*large.state, *large.record), strict=True)
    tables = [(a, b) for a, b in pairs if isinstance(a, np.recarray)]
    assert len(tables) > 40
    assert all(a.dtype is b.dtype for a, b in tables)


def test_parts_of_a_wide_table_are_no_copies():
    batch = Batch([Run(load_scenario("baseline", set=SMALL), 0, 1)], 1)
    batch.state.finances.income[:] = 12.5
    wide = batch.state.partnerships
    assert np.shares_memory(batch.state.finances, wide)
    assert any((wide[name] == 12.5).all() for name in wide.dtype.names if name.endswith("income"))

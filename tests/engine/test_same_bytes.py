"""Same seed, same bytes: whatever the batch, the threads, the steps, compiled or not."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
from shared import SMALL, bytes_of_record, run_batch

import sim
from sim.engine.batch import Batch, Run

SUM_OF_SMALL_WORLD = f"""
import hashlib, json
import numpy as np
from sim.engine.batch import Batch, Run
from sim.scenario.files import load_scenario
scenario = load_scenario("types/nic").with_values({SMALL!r})
scenario = scenario.with_event("set", when={{"outcome": "trust", "above": 0.3}}, levers={{"money.fees": 9000}})
scenario = scenario.with_event("conflict", when={{"outcome": "strain", "below": 0.2, "times": 4}})
digest = hashlib.sha256()
for worlds, months in ((1, 18), (16, 2)):  # one world for long, and so many that row numbers leave a byte
    batch = Batch([Run(scenario, r, 7) for r in range(worlds)], months, log=True)
    batch.run()
    for name, values in batch.record.values.items():
        digest.update(np.ascontiguousarray(values).tobytes())
print(json.dumps(digest.hexdigest()))
"""


def test_the_same_seed_gives_the_same_bytes(small):
    assert bytes_of_record(run_batch(small, 3)) == bytes_of_record(run_batch(small, 3))


def test_another_seed_gives_other_bytes(small):
    one, other = (bytes_of_record(run_batch(small, 1, seed=seed)) for seed in (1, 2))
    assert one["partnerships"] != other["partnerships"]


def test_a_world_does_not_depend_on_its_batch(small, baseline):
    nic = sim.load_scenario("types/nic", set=SMALL)
    mixed = Batch([Run(baseline, 5, 1), Run(small, 2, 1), Run(nic, 2, 1), Run(small, 3, 1)], 30)
    mixed.run()
    alone = Batch([Run(nic, 2, 1)], 30)
    alone.run()
    at = mixed.state.worlds.partnerships_at
    there = mixed.record.values["partnerships"][:, at[2] : at[3]]
    here = alone.record.values["partnerships"]
    for name in here.dtype.names:
        if not name.endswith(("_at", "_end")):  # rows are numbered through the batch
            assert np.array_equal(there[name], here[name], equal_nan=True), name


def test_threads_do_not_matter(small):
    one, four = (Batch([Run(small, r, 1) for r in range(60)], 24) for _ in range(2))
    one.run(threads=1)
    four.run(threads=4)
    assert bytes_of_record(one) == bytes_of_record(four)


def test_stepping_month_by_month_is_running_in_one_go(small):
    stepped = Batch([Run(small, r, 1) for r in range(3)], 24)
    for _ in range(24):
        stepped.step()
    assert bytes_of_record(stepped) == bytes_of_record(run_batch(small, 3))


def test_a_longer_run_begins_like_a_shorter_one(small):
    long, short = run_batch(small, 2, 36), run_batch(small, 2, 24)
    assert long.record.values["partnerships"][:24].tobytes() == short.record.values["partnerships"].tobytes()


def test_keeping_a_log_or_fewer_tables_changes_nothing(small):
    logged = run_batch(small, 2, log=True)
    few = Batch([Run(small, r, 1) for r in range(2)], 24, tables=("partnerships",))
    few.run()
    expected = run_batch(small, 2).record.values["partnerships"].tobytes()
    assert logged.record.values["partnerships"].tobytes() == expected == few.record.values["partnerships"].tobytes()


def test_a_change_that_changes_nothing_gives_exactly_zero(small):
    same = small.with_values({"coordination.fte": small.partnerships[0].levers["coordination.fte"]})
    assert bytes_of_record(run_batch(small, 5)) == bytes_of_record(run_batch(same, 5))


def test_scenarios_have_common_random_numbers(small):
    # Superintendents' random numbers do not depend on how often partners meet, as long as pressure is the same.
    calm = small.with_values({"calendar.press": 0})
    more = calm.with_values({"contact.meetings": 4})
    a, b = (run_batch(s, 40, 60).record.values["partnerships"].superintendents_left for s in (calm, more))
    assert np.array_equal(a, b)


def test_plain_python_gives_the_same_bytes():
    def digest(**environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", SUM_OF_SMALL_WORLD], env=os.environ | environment, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    assert digest() == digest(NUMBA_DISABLE_JIT="1")

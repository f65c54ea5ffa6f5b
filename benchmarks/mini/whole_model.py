"""The whole model of partnerships, run as the mini-workload is, so that the cost of a teacher's month can be compared.

Districts whose schools have 25 teachers, at the baseline: one, or as many as so many schools need, each with a
partnership of its own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import sim
from benchmarks.mini.workload import SCHOOL, Run, whole_schools
from sim.declarations.parameters import registry
from sim.engine.batch import Batch, warm_up
from sim.engine.batch import Run as ModelRun


def batch_of(teachers: int, worlds: int, seed: int, months: int) -> Batch:
    """Worlds of the model with so many teachers each, or a few less where districts share schools unevenly."""
    schools = whole_schools(teachers)
    districts = -(-schools // int(registry()["district.schools"].maximum))
    size = {"district.schools": schools // districts, "district.teachers_per_school": SCHOOL}
    scenario = sim.load_scenario("baseline", set=size)
    one = scenario.partnerships[0]
    many = tuple(replace(one, name=f"{one.name} {n + 1}") for n in range(districts))
    scenario = scenario if districts == 1 else replace(scenario, partnerships=many)
    return Batch([ModelRun(scenario, w, seed) for w in range(worlds)], months, tables=("partnerships",))


def compile_first(teachers: int, worlds: int, months: int) -> None:
    """Loads compiled code, or compiles where there is none."""
    warm_up()


def lay_out(teachers: int, worlds: int, seed: int, months: int, threads: int) -> Run:
    """Worlds that are ready to run; what is observed is not that of the mini-workload."""
    batch = batch_of(teachers, worlds, seed, months)

    def run() -> np.ndarray:
        batch.run(threads=threads)
        return batch.record.partnerships["trust"]

    return run

"""Experiments: design points × replicates, computed anywhere, kept in a results folder.

    >>> from sim.experiments import latin_hypercube, make_plan, sweep, vary
    >>> design = latin_hypercube([vary("contact.meetings"), vary("meetings.trust_gain")], samples=50)
    >>> plan = make_plan(["types/nic", "types/study_council"], design=design, replicates=20)
    >>> results = sweep(plan, out="results/first", progress=True)
    >>> results.table()
"""

from sim.experiments.design.csv_points import from_csv
from sim.experiments.design.districts import from_districts
from sim.experiments.design.factors import Factor, bundles, values_of_files, vary
from sim.experiments.design.samples import (
    METHODS,
    Design,
    grid,
    latin_hypercube,
    listed,
    morris,
    nothing,
    one_at_a_time,
    random_points,
    saltelli,
    sobol,
)
from sim.experiments.execute.precision import Precision
from sim.experiments.execute.sweep import CodeChanged, describe, extend, repeat, resume, sweep
from sim.experiments.plan.estimate import estimate
from sim.experiments.plan.expected import Expected
from sim.experiments.plan.files import find_experiments, load_design, load_plan
from sim.experiments.plan.make import make_plan
from sim.experiments.plan.plan import SERIES, Plan
from sim.experiments.store.archive import archive
from sim.experiments.store.csv_copy import write_csv
from sim.experiments.store.files import DiskFull, StoreError
from sim.experiments.store.finished import Finished
from sim.experiments.store.folder import holds
from sim.experiments.store.opened import Status, Sweep, holds_results, open_results

__all__ = [
    "METHODS", "SERIES", "CodeChanged", "Design", "DiskFull", "Expected", "Factor", "Finished", "Plan", "Precision",
    "Status", "StoreError", "Sweep", "archive", "bundles", "describe", "estimate", "extend", "find_experiments",
    "from_csv", "from_districts", "grid", "holds", "holds_results", "latin_hypercube", "listed", "load_design",
    "load_plan", "make_plan", "morris", "nothing", "one_at_a_time", "open_results", "random_points", "repeat",
    "resume", "saltelli", "sobol", "sweep", "values_of_files", "vary", "write_csv",
]  # fmt: skip

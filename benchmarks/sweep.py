"""Throughput of sweeps, side by side with what else people use, as ratios within one run.

Three runners, each over the same number of worker processes: this project's sweep of the model with 300 teachers over
120 months, which stores outcomes and yearly series; EMA Workbench around the same model; and ``mesa.batch_run`` over a
plain Mesa model of comparable size, written with one object for each teacher and much simpler than this one.

Run with ``python -m benchmarks.sweep``. Compare ratios, not seconds: machines differ. On a machine that is also doing
other things, compare milliseconds of core, which include the start of the workers.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import mesa

import sim
from sim.engine.batch import warm_up
from sim.experiments import latin_hypercube, make_plan, sweep, vary

MONTHS, SCHOOLS, TEACHERS = 120, 10, 300
LEVERS = ("contact.meetings", "coordination.fte", "continuity.onboarding", "meetings.trust_gain")


# --- a plain Mesa model -------------------------------------------------------------------------------------------


class PlainTeacher(mesa.Agent):
    """A teacher who takes advice from eight others, learns, and may leave."""

    def __init__(self, model: PlainModel, school: int) -> None:
        super().__init__(model)
        self.school = school
        self.practice = 0.25
        self.trust: dict[int, float] = {}

    def step(self) -> None:
        """One month: turnover, advice, trust, practice."""
        random = self.model.random
        if random.random() < 0.014:
            self.practice = 0.25
            self.trust = dict.fromkeys(self.trust, 0.3)
        for other, trust in self.trust.items():
            kept = random.random() < 0.8
            self.trust[other] = trust + 0.06 * (1.0 - trust) if kept else 0.8 * trust
        advice = sum(t * self.model.teachers[o].practice for o, t in self.trust.items()) / 8.0
        self.practice += 0.02 * self.model.meetings * (1.0 - self.practice) * advice - 0.002 * self.practice


class PlainModel(mesa.Model):
    """Teachers in schools, as tutorials write it: one object each, stepped one by one."""

    def __init__(self, meetings: float = 2.0, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        self.meetings = meetings
        self.teachers = [PlainTeacher(self, i % SCHOOLS) for i in range(TEACHERS)]
        for teacher in self.teachers:
            others = self.random.sample(range(TEACHERS), 8)
            teacher.trust = dict.fromkeys(others, 0.3)
        self.datacollector = mesa.DataCollector({
            "practice": lambda m: sum(t.practice for t in m.teachers) / TEACHERS,
            "trust": lambda m: sum(sum(t.trust.values()) for t in m.teachers) / (8 * TEACHERS),
        })

    def step(self) -> None:
        """One month."""
        self.agents.shuffle_do("step")
        self.datacollector.collect(self)


def rate_of_mesa(runs: int, jobs: int) -> float:
    """Runs per second of ``mesa.batch_run`` over the plain model."""
    begin = time.perf_counter()
    values = [1.0 + 0.01 * i for i in range(runs)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mesa.batch_run(
            PlainModel, {"meetings": values}, number_processes=jobs, max_steps=MONTHS, data_collection_period=12,
            display_progress=False,
        )  # fmt: skip
    return runs / (time.perf_counter() - begin)


# --- EMA Workbench ------------------------------------------------------------------------------------------------

_BASELINE: list[sim.Scenario] = []


def partnership(meetings: float = 2.0, fte: float = 0.5, onboarding: float = 0.3, gain: float = 0.06) -> dict:
    """One run of the model, as EMA Workbench calls it: outcomes, and one yearly series."""
    if not _BASELINE:
        _BASELINE.append(sim.load_scenario("baseline"))
    values = dict(zip(LEVERS, (meetings, fte, onboarding, gain)))
    result = sim.run(_BASELINE[0].with_values(values), replicates=1, months=MONTHS, threads=1, tables=("partnerships",))
    row, yearly = result.runs.iloc[0], result.partnerships["trust"].to_numpy()[11::12]
    return {"survival": row["survival_months"], "spread": row["spread"], "yearly": yearly}


def rate_of_ema(runs: int, jobs: int) -> float:
    """Runs per second of EMA Workbench around the model."""
    import ema_workbench as em

    model = em.Model("partnership", function=partnership)
    model.uncertainties = [
        em.RealParameter("meetings", 0.25, 6.0), em.RealParameter("fte", 0.0, 2.0),
        em.RealParameter("onboarding", 0.0, 1.0), em.RealParameter("gain", 0.02, 0.12),
    ]  # fmt: skip
    model.outcomes = [em.ScalarOutcome("survival"), em.ScalarOutcome("spread"), em.ArrayOutcome("yearly")]
    evaluator = em.SequentialEvaluator(model) if jobs == 1 else em.MultiprocessingEvaluator(model, n_processes=jobs)
    with evaluator:
        evaluator.perform_experiments(scenarios=2 * jobs)  # starts the workers
        begin = time.perf_counter()
        evaluator.perform_experiments(scenarios=runs)
        return runs / (time.perf_counter() - begin)


# --- this project -------------------------------------------------------------------------------------------------


def rate_of_sweep(points: int, replicates: int, jobs: int, series: str = "yearly") -> float:
    """Runs per second of a sweep once its workers are at work."""
    design = latin_hypercube([vary(name) for name in LEVERS], samples=points)
    plan = make_plan("baseline", design=design, replicates=replicates, months=MONTHS, series=series)
    seen: list[tuple[float, int]] = []
    with tempfile.TemporaryDirectory() as folder:
        sweep(
            plan, out=Path(folder) / "x", jobs=jobs,
            watch=lambda done, total, failed: seen.append((time.perf_counter(), done)),
        )  # fmt: skip
    (first, had), (last, has) = seen[0], seen[-1]
    return (has - had) / (last - first)


def processor_seconds() -> float:
    """Seconds of processor that this process and its finished workers have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def measured(rate: Callable[[], float], runs: int) -> tuple[float, float]:
    """A rate, and the milliseconds of one core that a run took, start of workers included."""
    before = processor_seconds()
    found = rate()
    return found, 1000 * (processor_seconds() - before) / runs


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a table: runs per second on one process and on all, how they compare, and what a run costs."""
    parser = argparse.ArgumentParser(description="Throughput of sweeps, side by side with what else people use.")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--runs", type=int, default=2000, help="runs of the sweep; the others do fewer")
    options = parser.parse_args(arguments)
    jobs, runs = options.jobs, max(200, options.runs // 40 * 40)
    others, plain = runs // 10, max(2, runs // 100)
    warm_up()
    cases: list[tuple[str, Callable[[int], float], int]] = [
        ("sweep, 40 replicates a point", lambda n: rate_of_sweep(runs // 40, 40, n), runs),
        ("sweep, a point a run", lambda n: rate_of_sweep(runs, 1, n), runs),
        ("EMA Workbench around the model", lambda n: rate_of_ema(others, n), others),
        ("mesa.batch_run, plain Mesa model", lambda n: rate_of_mesa(plain, n), plain),
    ]
    print(f"{'':34} {'runs a second':>20} {'':>8} {'ms of core a run':>20}")
    heads = ("1 process", f"{jobs} procs", "of ideal", "1 process", f"{jobs} procs", "sweep is")
    print("{:34} {:>10} {:>10} {:>8} {:>10} {:>10} {:>9}".format("runner", *heads))
    best = 0.0
    for label, rate, count in cases:
        one, cost_of_one = measured(lambda rate=rate: rate(1), count)
        many, cost_of_many = measured(lambda rate=rate: rate(jobs), count)
        best = best or many
        costs = f"{cost_of_one:10.1f} {cost_of_many:10.1f}"
        print(f"{label:34} {one:10.1f} {many:10.1f} {many / (jobs * one):8.0%} {costs} {best / many:8.1f}x", flush=True)


if __name__ == "__main__":
    main()

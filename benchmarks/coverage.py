"""How often 95 % intervals hold the truth, and how often something without effect is called clear.

Sweeps with known answers are analysed again and again, each by the functions that the commands use: from made-up
lifetimes, whose truth is what a sweep without end comes to, and from the model, where small sweeps are drawn from one
large reference, whose averages are the truth. Each kind comes in three designs: many futures with random numbers of
their own, futures that share those of twenty replicates (`common`), and replicates of a single future.

Run with ``python -m benchmarks.coverage --sweeps 1000``; ``--write`` keeps what was measured in ``coverage.csv`` beside
this file and makes ``docs/why/coverage.md`` of it. ``--only`` measures a part anew and leaves the other rows.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.robustness.numbers import futures, robustness
from analysis.sensitivity.indices import sensitivity
from analysis.sensitivity.points import Cell
from analysis.stats.intervals import median_interval, shared_mean
from analysis.stats.sharing import sharing
from analysis.survival.kaplan_meier import survival_of
from analysis.survival.regression import hazard_ratios
from analysis.survival.restricted_mean import restricted_difference, restricted_mean
from analysis.wording.numbers import percent
from benchmarks import false_positives
from sim.experiments.design.factors import Factor
from sim.experiments.design.samples import Design
from sim.experiments.design.unit_cube import saltelli_points

PAGE, ROWS = Path(__file__).parents[1] / "docs" / "why" / "coverage.md", Path(__file__).with_suffix(".csv")
#: Parts that can be measured by themselves.
PARTS = ("made-up lives", "Sobol indices", "the model", "nothing")
MONTHS, YEARS_5 = 120, 60
#: Levers of made-up sweeps: one with an effect on the hazard, one without.
WORKS, NOTHING = Factor("contact.meetings", 0.0, 1.0), Factor("structure.board", 0.0, 1.0)
#: Designs: futures, replicates, and whether these have random numbers in common.
DESIGNS = {
    "60 futures × 4, independent": (60, 4, False),
    "200 futures × 2, independent": (200, 2, False),
    "60 futures × 20, common": (60, 20, True),
    "1 future × 60": (1, 60, False),
}
#: What varies in the reference sweep of the model.
VARIED = ("meetings.trust_gain", "meetings.trust_loss", "district.superintendent_turnover", "funding.skill")
Found = tuple[float, float, float]


def made_up(points: int, replicates: int, common: bool, rng: np.random.Generator) -> pd.DataFrame:
    """Two policies under made-up futures: what a future brings and chance both lengthen or shorten all lives in it.

    A lever halves the time over its range, the policy "b" lengthens it by a quarter, another lever does nothing.
    """
    draw, replicate = (index.ravel() for index in np.indices((points, replicates)))
    seeds = replicate if common else np.arange(points * replicates)
    future = rng.normal(0, 0.5, points)[draw] if points > 1 else 0.0
    chance = rng.normal(0, 0.4, seeds.max() + 1)[seeds]
    place = {f.name: (rng.random(points) if points > 1 else np.full(1, 0.5))[draw] for f in (WORKS, NOTHING)}
    tables = []
    for policy, longer in (("a", 0.0), ("b", 0.25)):
        log = 4.3 + longer - 0.7 * place[WORKS.name] + future + chance + rng.normal(0, 0.6, len(draw))
        life = np.ceil(np.exp(log))
        tables.append(pd.DataFrame({
            "scenario": policy, "policy": policy, "draw": draw, "point": draw, "replicate": replicate, "seed": seeds,
            **place,
            "run": np.arange(len(draw)), "survival_months": np.minimum(life, MONTHS), "ended": (life <= MONTHS) * 1.0,
            "value": log + rng.normal(0, 0.5, len(draw)), "months": MONTHS,
        }))  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def quantities(runs: pd.DataFrame, *, levers: bool) -> dict[str, Found]:
    """Estimates with their intervals, by name, as commands work them out from a table of runs."""
    a, b = (part for _, part in runs.groupby("policy", sort=True))
    curve = survival_of(a)
    five = curve[curve["month"] <= YEARS_5].iloc[-1]
    mean = restricted_mean(a["survival_months"], a["ended"] > 0, MONTHS, groups=sharing(a))
    longer = restricted_difference(a, b, MONTHS)
    found = {
        "survival at 5 years": (five["survival"], five["low"], five["high"]),
        "restricted mean": (mean.mean, mean.low, mean.high),
        "difference of restricted means": (longer.mean, longer.low, longer.high),
        "mean": shared_mean(a["value"], sharing(a)),
        "median": median_interval(a["value"], sharing(a)),
    }
    if levers:
        table = hazard_ratios(a, [WORKS, NOTHING]).table.set_index("lever")
        for name, lever in (("hazard ratio", WORKS), ("hazard ratio of nothing", NOTHING)):
            if lever.name in table.index:
                found[name] = tuple(table.loc[lever.name, ["ratio", "low", "high"]])
    if runs["draw"].nunique() > 1:
        told = robustness(futures(runs, ["policy"], ["draw"], ["survival_months"]), ["survival_months"])
        first = told.iloc[0]
        for name in ("mean_regret", "p90_regret"):
            found[name.replace("_", " ")] = (first[name], first[f"{name}_low"], first[f"{name}_high"])
    return found


def shares(sweeps: Iterator[pd.DataFrame], truth: dict[str, float], *, levers: bool) -> pd.DataFrame:
    """For each quantity the share of intervals that hold the truth, and of sweeps that have an interval."""
    held, there, above = (defaultdict(list) for _ in range(3))
    for runs in sweeps:
        for name, (_, low, high) in quantities(runs, levers=levers).items():
            there[name].append(np.isfinite(low))
            if np.isfinite(low):
                held[name].append(low <= truth[name] <= high)
                above[name].append(low > truth[name])
    return pd.DataFrame([
        (name, np.mean(held[name]) if held[name] else np.nan, np.mean(above[name]) if held[name] else np.nan,
         np.mean(there[name]), len(there[name]))
        for name in there
    ], columns=["quantity", "covered", "too_high", "given", "sweeps"])  # fmt: skip


def truth_of(points: int, replicates: int, *, levers: bool) -> dict[str, float]:
    """What made-up sweeps without end come to.

    Regret depends on how many replicates a future has, so that these are as many as in the sweeps.
    """
    rng = np.random.default_rng(0)
    if points == 1:
        return {name: found[0] for name, found in quantities(made_up(1, 400_000, False, rng), levers=False).items()}
    return {name: found[0] for name, found in quantities(
        made_up(24_000 // replicates, replicates, False, rng), levers=levers).items()}  # fmt: skip


def from_made_up(sweeps: int, designs: dict[str, tuple[int, int, bool]] = DESIGNS) -> pd.DataFrame:
    """Coverage over sweeps of made-up lives, by design."""
    found = []
    for name, (points, replicates, common) in designs.items():
        levers = points > 1
        truth = truth_of(points, replicates, levers=levers)
        made = (made_up(points, replicates, common, np.random.default_rng([1, n])) for n in range(sweeps))
        found.append(shares(made, truth, levers=levers).assign(source="made-up lives", design=name))
    return pd.concat(found, ignore_index=True)


def reference(points: int, replicates: int, folder: Path) -> pd.DataFrame:
    """A large sweep of the model: two policies under futures with random numbers of their own."""
    from sim.experiments import make_plan, open_results, sweep
    from sim.experiments.design.factors import vary
    from sim.experiments.design.samples import latin_hypercube

    policies = {"a": {}, "b": {"coordination.fte": 2.0}}
    design = latin_hypercube([vary(name) for name in VARIED], samples=points, seed=7)
    plan = make_plan("types/design_research", policies=policies, design=design, replicates=replicates, months=MONTHS,
                     series="none")  # fmt: skip
    sweep(plan, out=folder)
    return open_results(folder).finished.assign(value=lambda t: t["practice"])


def from_the_model(sweeps: int, runs: pd.DataFrame, points: int) -> pd.DataFrame:
    """Coverage over small sweeps that are drawn from a large one, whose averages are the truth."""
    truth = {name: found[0] for name, found in quantities(runs, levers=False).items()}
    futures_ = runs["draw"].unique()
    groups = {draw: part for draw, part in runs.groupby("draw")}

    def drawn() -> Iterator[pd.DataFrame]:
        for n in range(sweeps):
            chosen = np.random.default_rng([2, n]).choice(futures_, points, replace=False)
            yield pd.concat([groups[draw] for draw in chosen], ignore_index=True)

    replicates = runs["replicate"].nunique()
    told = shares(drawn(), truth, levers=False)
    return told.assign(source="the model", design=f"{points} futures × {replicates}, independent")


def from_sobol(sweeps: int, base: int = 256) -> pd.DataFrame:
    """Coverage of Sobol indices of 2 a + b + a b + chance, and of chance."""
    factors = (WORKS, NOTHING)
    held: dict[str, list[bool]] = defaultdict(list)
    truth = _sobol_truth()
    for n in range(sweeps):
        points = saltelli_points("ab", base, n, second_order=False, chance=True).reshape(base, 5, 2)
        rng = np.random.default_rng([3, n])
        chance = rng.normal(0, 0.3, (base, 2, 2))[:, [0, 0, 0, 1, 1]]
        values = (2 * points[..., 0] + points[..., 1] + points.prod(axis=2))[:, :, None] + chance
        unit = points.reshape(-1, 2)
        design = Design("saltelli", factors, {f.name: unit[:, k] for k, f in enumerate(factors)}, unit,
                        {"base": base, "second_order": False, "chance": True, "parts": 16})  # fmt: skip
        cell = Cell("s", "", "value", design, values.reshape(-1, 2), values.size, 0, "blocks")
        table = sensitivity(cell, seed=n).table.set_index("factor")
        for k, f in enumerate(factors):
            for index, error, name in (("first", "first_error", "first-order"), ("influence", "error", "total")):
                value = table.loc[f.name, index]
                held[f"{name} index"].append(abs(value - truth[name][k]) <= table.loc[f.name, error])
    rows = [(name, np.mean(said), np.nan, 1.0, sweeps) for name, said in held.items()]
    table = pd.DataFrame(rows, columns=["quantity", "covered", "too_high", "given", "sweeps"])
    return table.assign(source="2a + b + ab + chance", design=f"Saltelli, base {base}, 2 replicates")


def _sobol_truth() -> dict[str, tuple[float, float]]:
    """By hand: 2a + b + ab has first-order variances 2.5²/12 and 1.5²/12, and 1/144 in common; chance has 0.09."""
    a, b, both, chance = 2.5**2 / 12, 1.5**2 / 12, 1 / 144, 0.09
    whole = a + b + both + chance
    return {"first-order": (a / whole, b / whole), "total": ((a + both) / whole, (b + both) / whole)}


def from_nothing(sweeps: int, futures_: int, folder: Path) -> pd.DataFrame:
    """False positives over sweeps that are drawn from one reference of the model, with months."""
    from sim.experiments import make_plan, open_results, sweep
    from sim.experiments.design.factors import vary
    from sim.experiments.design.samples import latin_hypercube

    columns = [*false_positives.VARIABLES[:-1], "superintendents_left"]
    design = latin_hypercube([vary(name) for name in VARIED], samples=futures_, seed=8)
    plan = make_plan("types/design_research", design=design, replicates=3, months=MONTHS, series="monthly",
                     columns=columns)  # fmt: skip
    sweep(plan, out=folder)
    found = open_results(folder)
    runs = found.finished.assign(value=lambda t: t["practice"])
    return false_positives.measured(sweeps, runs, found.read_series(columns)).assign(source="nothing")


def as_page(table: pd.DataFrame) -> str:
    """The table as a page of the documentation."""
    nothing = table["source"] == "nothing"
    lines = [
        "# How often intervals hold the truth", "",
        "Made by `python -m benchmarks.coverage --write` from `benchmarks/coverage.csv`. A 95 % interval should hold "
        "the truth in about 95 of 100 sweeps; *given* says how often there is an interval at all, because with too few "
        "independent groups none is printed.", "",
        "| source | design | quantity | covered | given | sweeps |", "|---|---|---|--:|--:|--:|",
    ]  # fmt: skip
    for row in table[~nothing].itertuples():
        covered = f"{100 * row.covered:.1f} %" if row.covered == row.covered else "–"
        told = (row.source, row.design, row.quantity, covered, percent(row.given), f"{int(row.sweeps):,}")
        lines.append(f"| {' | '.join(told)} |")
    lines += [
        "", "## How often something without effect is called clear", "",
        "Sweeps are drawn again from one stored reference of the model, in which nothing depends on what is tested. A "
        "sweep counts if anything in it is called clear, adjusted for the number of tests as the commands do; at most "
        "5 of 100 should.", "", "| what is tested | design | called clear | sweeps |", "|---|---|--:|--:|",
    ]  # fmt: skip
    lines += [f"| {row.quantity} | {row.design} | {100 * row.clear:.1f} % | {int(row.sweeps):,} |"
              for row in table[nothing].itertuples()]  # fmt: skip
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> pd.DataFrame:
    """Measures, prints, and writes the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sweeps", type=int, default=1000)
    parser.add_argument("--futures", type=int, default=2000, help="of the reference sweeps of the model")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part to measure; all without it")
    parser.add_argument("--write", action="store_true", help="keep what was measured, and write docs/why/coverage.md")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        at = Path(temporary)
        measure: dict[str, Callable[[], pd.DataFrame]] = {
            "made-up lives": lambda: from_made_up(asked.sweeps),
            "Sobol indices": lambda: from_sobol(asked.sweeps),
            "the model": lambda: from_the_model(asked.sweeps, reference(asked.futures, 3, at / "reference"), 80),
            "nothing": lambda: from_nothing(asked.sweeps, asked.futures // 2, at / "nothing"),
        }
        found = pd.concat([measure[part]().assign(part=part) for part in asked.only or PARTS], ignore_index=True)
    if asked.write:
        before = pd.read_csv(ROWS) if ROWS.exists() else found.iloc[:0]
        found = pd.concat([before[~before["part"].isin(found["part"])], found], ignore_index=True)
        found = found.sort_values("part", key=lambda parts: parts.map(PARTS.index), kind="stable")
        found.to_csv(ROWS, index=False, float_format="%.6g", lineterminator="\n")
        PAGE.write_text(as_page(found), encoding="utf-8", newline="\n")
    print(as_page(found))
    return found


if __name__ == "__main__":
    main()

"""Making a plan from names and values, with every mistake told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sim.declarations.renamed import present_name
from sim.engine.result import quantities
from sim.engine.run import LARGEST_SEED
from sim.experiments.design.samples import Design, nothing
from sim.experiments.execute.precision import Precision
from sim.experiments.plan.expected import Expected, arms_of, problems_of
from sim.experiments.plan.plan import FURTHER, SERIES, Block, Plan, Settings, check_size
from sim.experiments.plan.random_numbers import RANDOM_NUMBERS, problem_with, usual
from sim.experiments.store import provenance
from sim.scenario.files import load_scenario
from sim.scenario.mistakes import Problem, ScenarioError, nearest, refuse, whole_numbers
from sim.scenario.scenario import Scenario, Value, check_values


def make_plan(
    scenarios: str | Path | Scenario | Sequence[str | Path | Scenario] = "baseline",
    *,
    policies: Mapping[str, Mapping[str, Value]] | None = None,
    design: Design | None = None,
    replicates: int | None = None,
    months: int | None = None,
    seed: int = 1,
    series: str = "yearly",
    columns: Sequence[str] = (),
    events: bool = False,
    tables: Sequence[str] = (),
    random_numbers: str | None = None,
    precision: Precision | None = None,
    title: str = "",
    question: str = "",
    expect: Sequence[Expected] = (),
) -> Plan:
    """Makes a plan: every scenario under every policy at every sample of the design, so many times.

    Args:
        scenarios: names, files, or resolved scenarios.
        policies: named values (usually levers) that are laid over each scenario; none changes nothing.
        design: what varies; nothing by default.
        replicates: of each point; by default what the first scenario suggests.
        months: horizon; by default the longest that the scenarios ask for.
        seed: from 0 to 2**63 - 1.
        series: how much of the monthly observations is kept, a key of `SERIES`.
        columns: quantities of partnerships kept in the series; all of them by default.
        events: whether the event log is kept.
        tables: further tables kept as often as the series: ``districts``, ``schools``, ``funders``, ``roles``.
        random_numbers: which points share random numbers, a key of `RANDOM_NUMBERS`; by default ``blocks`` for Morris
            and Saltelli designs, ``independent`` where a design draws uncertainties or context, else ``common``.
        precision: adds replicates until an outcome is known well enough.
        title, question: for the audience.
        expect: what it is expected to find.

    Raises:
        ScenarioError: every mistake in scenarios, policies and settings.
    """
    problems: list[Problem] = []
    listed = [scenarios] if isinstance(scenarios, (str, Path, Scenario)) else list(scenarios)
    if not listed:
        problems.append(Problem("", 0, "scenarios", "", "needs at least one scenario"))
    loaded: list[Scenario] = []
    for item in listed:
        try:
            loaded.append(item if isinstance(item, Scenario) else load_scenario(item))
        except ScenarioError as error:
            problems += error.problems
    names = [s.name for s in loaded]
    twins = dict.fromkeys(n for n in names if names.count(n) > 1)
    problems += [Problem("", 0, "scenarios", name, "is listed twice", "keep one of them") for name in twins]
    if policies is not None and not policies:
        problems.append(Problem("", 0, "policies", "", "is empty", "leave it out for none"))
    laid: dict[str, dict[str, Value]] = {}
    for name, values in (policies or {"": {}}).items():
        laid[name], wrong = check_values(values)
        problems += [replace(p, key=f"policies → {name} → {p.key}") for p in wrong]
        if not name.isprintable():
            problems.append(Problem("", 0, "policies", name[:60], "is no name: it holds a character that is no text"))
    known = [c.name for c in quantities("partnerships")]
    columns = [present_name("column", name) for name in columns]
    for key, asked, there, what in (
        ("columns", columns, known, "a quantity of partnerships"),
        ("tables", tables, FURTHER, "a table that can be kept"),
    ):
        unknown = [name for name in asked if name not in there]
        problems += [Problem("", 0, key, name, f"is not {what}", nearest(name, there)) for name in unknown]
    if tables and series == "none":
        problems.append(Problem("", 0, "tables", ", ".join(tables), "needs a series", "say how often, such as yearly"))
    if series not in SERIES:
        problems.append(Problem("", 0, "series", str(series), f"must be one of {', '.join(SERIES)}"))
    design = nothing() if design is None else design
    random_numbers = usual(design) if random_numbers is None else random_numbers
    if random_numbers not in RANDOM_NUMBERS:
        message = f"must be one of {', '.join(RANDOM_NUMBERS)}"
        problems.append(Problem("", 0, "random_numbers", str(random_numbers)[:60], message))
    elif wrong := problem_with(random_numbers, design):
        problems.append(Problem("", 0, "random_numbers", random_numbers, wrong))
    arms = arms_of(names, list(laid))
    problems += [p for n, e in enumerate(expect, start=1) for p in problems_of(e, arms, f"expect → {n}")]
    if loaded:
        months = max(s.months for s in loaded) if months is None else months
        replicates = loaded[0].replicates if replicates is None else replicates
        (replicates, months, seed), wrong = whole_numbers([
            ("replicates", replicates, 1, 10_000_000), ("months", months, 1, 12_000), ("seed", seed, 0, LARGEST_SEED),
        ])  # fmt: skip
        problems += wrong
    if problems:
        raise ScenarioError(problems)
    points = len(design) * len(loaded) * len(laid)
    kept = tuple(name for name in FURTHER if name in tables)
    settings = Settings(months, seed, series, tuple(columns), bool(events), kept, random_numbers)
    blocks = (Block(0, 0, points, 0, replicates),)
    plan = Plan(
        title, question, tuple(loaded), laid, (design,), blocks, settings, precision, provenance.code_digest(),
        tuple(expect),
    )  # fmt: skip
    check_size(plan.runs)
    _check_corners(plan)
    return plan


def _check_corners(plan: Plan) -> None:
    """Resolves the first sample of every scenario and policy, which finds what only shows when values meet."""
    problems: list[Problem] = []
    for cell in range(plan.cells):
        try:
            plan.scenario(cell * len(plan.designs[0]))
        except ScenarioError as error:
            problems += error.problems
    refuse(problems)

"""``rpp robustness``: how policies do across futures."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer

from app.results.answer import Answer, Asked, answer_of, known_outcomes
from app.terminal.mistakes import Mistake, mistakes_of, one_of
from app.terminal.options import Incomplete, Json, OutBeside, Outcomes, Seed, SweepResults, option
from sim.declarations.renamed import present_name


def command(
    folder: SweepResults,
    policy: Annotated[
        list[str] | None, option("COLUMN", "A factor that is a choice; scenario and policy by default. Repeatable.")
    ] = None,
    require: Annotated[
        list[str] | None, option("CONDITION", 'What should hold, such as "survival_months >= 60". Repeatable.')
    ] = None,
    outcome: Outcomes = None,
    objective: Annotated[
        list[str] | None, option("NAME", "What is weighed; cost, spread, depth, equity and survival by default.")
    ] = None,
    same_money: Annotated[
        bool,
        typer.Option("--same-money", help="Also compare each policy with others that together take the same money."),
    ] = False,
    incomplete: Incomplete = False,
    seed: Seed = 1,
    out: OutBeside = None,
    as_json: Json = False,
) -> None:
    """Compare policies across uncertain futures, by their regret.

    Mean, worst case, regret and satisficing of each policy over all that a sweep left uncertain, and the Pareto front.

    Example: rpp robustness study --policy type --require "survival_months >= 60"
    """
    from analysis.robustness.numbers import OBJECTIVES
    from app.results.run_folder import results_in
    from sim.measures.outcomes import names_of

    outcomes, objectives = known_outcomes(outcome or names_of("lead")), known_outcomes(objective or OBJECTIVES)
    options = {"outcomes": list(outcomes), "objectives": list(objectives), "policy": list(policy or ()),
               "require": list(require or ()), **({"same_money": True} if same_money else {})}  # fmt: skip
    asked = Asked("robustness", results_in(folder, incomplete), options, seed)
    robustness_of(asked, policy or (), require or (), outcomes, objectives).give(folder, out, as_json)


def robustness_of(
    asked: Asked, policy: Sequence[str], require: Sequence[str], outcomes: Sequence[str], objectives: Sequence[str]
) -> Answer:
    """Sets policies side by side across futures.

    Policies are the columns named, or scenario and policy; futures are all other factors of the design.

    Raises:
        Mistake: unknown names, no policies, no futures; with every mistake.
        ScenarioError: a requirement cannot be read.
    """
    import numpy as np
    import pandas as pd

    from analysis.discovery.cases import read_case
    from analysis.robustness import figures
    from analysis.robustness import numbers as robust
    from analysis.robustness import same_money as money
    from analysis.robustness.words import sentences
    from analysis.sensitivity.points import NotEnough
    from analysis.wording.labels import better_of

    runs, factors = asked.runs, [f.name for f in asked.results.plan.factors]
    policy, columns = [present_name("parameter", name) for name in policy], ["scenario", "policy", *factors]
    unknown = mistakes_of(*(partial(one_of, "column of policies", name, columns) for name in policy))
    read = [partial(read_case, text, runs, option="--require") for text in require]
    neutral = [name for name in objectives if not better_of(name)]
    mistakes = [*(f"--policy: {text}" for text in unknown), *mistakes_of(*read),
                *(f"--objective {name}: neither more nor less of it is better" for name in neutral)]  # fmt: skip
    if mistakes:
        raise Mistake("\n".join(mistakes))
    cases = [case() for case in read]
    columns = list(policy) or ["scenario", "policy"]
    others = [name for name in ("scenario", "policy", *factors) if name not in columns and runs[name].nunique() > 1]
    try:
        found = robust.futures(asked.titled, columns, others, list(dict.fromkeys([*outcomes, *objectives])))
    except NotEnough as error:
        hint = f"; name the columns that tell policies apart by --policy, such as {factors[0]}" if factors else ""
        raise Mistake(f"{error}{hint}") from None
    try:
        same = money.same_money(found, outcomes) if asked.options.get("same_money") else None
    except NotEnough as error:
        raise Mistake(f"--same-money: {error}") from None
    measures = robust.robustness(found, outcomes, seed=asked.seed)
    met = robust.satisficing(found, cases) if cases else pd.DataFrame(columns=["requirement"])
    front = robust.pareto(found, objectives, seed=asked.seed)
    drawn = {"policies": partial(figures.across_futures, found, measures, met, asked.about)}
    if np.isfinite(front[list(objectives)]).all(axis=1).sum() > 1:
        drawn["front"] = partial(figures.front_figure, front, found, asked.about)
    tables = {"measures": measures, "requirements": met, "front": front, "same_money": [] if same is None else same}
    told = sentences(found, measures, met, front, money.costs(found), same)
    return answer_of(asked, told, {name: table for name, table in tables.items() if len(table)}, drawn)

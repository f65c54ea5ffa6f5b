"""``rpp robustness``: how policies do across futures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from app.results.answer import Answer, Asked
from app.terminal.mistakes import Mistake, one_of
from sim.scenario.mistakes import ScenarioError

OUTCOMES = ("survival_months", "spread", "depth")


def robustness_of(
    asked: Asked, policy: Sequence[str], require: Sequence[str], outcomes: Sequence[str], objectives: Sequence[str]
) -> Answer:
    """Sets policies side by side across futures.

    Policies are the columns named, or scenario and policy; futures are all other factors of the design.

    Raises:
        Mistake: unknown names, no policies, no futures; with every mistake.
        ScenarioError: a requirement cannot be read.
    """
    from analysis.discovery.cases import read_case
    from analysis.robustness import figures
    from analysis.robustness import numbers as robust
    from analysis.robustness.words import sentences
    from analysis.sensitivity.points import NotEnough
    from analysis.wording.labels import better_of

    runs = asked.runs[asked.runs["status"] == "done"]
    factors = [f.name for f in asked.sweep.plan.factors]
    mistakes = []
    for name in policy:
        try:
            one_of("column of policies", name, ["scenario", "policy", *factors])
        except Mistake as error:
            mistakes.append(f"--policy: {error}")
    cases = []
    for text in require:
        try:
            cases.append(read_case(text, runs, option="--require"))
        except ScenarioError as error:
            mistakes.append(str(error))
    neutral = [name for name in objectives if not better_of(name)]
    mistakes += [f"--objective {name}: neither more nor less of it is better" for name in neutral]
    if mistakes:
        raise Mistake("\n".join(mistakes))
    columns = list(policy) or ["scenario", "policy"]
    others = [name for name in ("scenario", "policy", *factors) if name not in columns and runs[name].nunique() > 1]
    try:
        found = robust.futures(asked.titled(runs), columns, others, list(dict.fromkeys([*outcomes, *objectives])))
    except NotEnough as error:
        hint = f"; name the columns that tell policies apart by --policy, such as {factors[0]}" if factors else ""
        raise Mistake(f"{error}{hint}") from None
    measures = robust.robustness(found, outcomes, seed=asked.seed)
    met = robust.satisficing(found, cases, seed=asked.seed) if cases else pd.DataFrame(columns=["requirement"])
    front = robust.pareto(found, objectives, seed=asked.seed)
    drawn = {"policies": partial(figures.across_futures, found, measures, met, asked.about)}
    if np.isfinite(front[list(objectives)]).all(axis=1).sum() > 1:
        drawn["front"] = partial(figures.front_figure, front, found, asked.about)
    tables = {"measures": measures, "requirements": met, "front": front}
    told = sentences(found, measures, met, front)
    return Answer(asked, told, {name: table for name, table in tables.items() if len(table)}, drawn)

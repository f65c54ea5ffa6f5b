"""``rpp sensitivity``: what outcomes of a sweep depend on, beside what chance alone would show."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer

from app.results.answer import Answer, Asked, answer_of, file_name, known_outcomes
from app.terminal.mistakes import Mistake, one_of
from app.terminal.options import Incomplete, Json, OutBeside, Outcomes, Seed, SweepResults, option

_CASE = "case of interest"


def command(
    folder: SweepResults,
    outcome: Outcomes = None,
    method: Annotated[str, typer.Option(metavar="NAME", help="auto, morris, sobol, regional or given-data.")] = "auto",
    where: Annotated[
        str | None, option("CONDITION", 'Cases of interest for --method regional, such as "spread < 0.1".')
    ] = None,
    incomplete: Incomplete = False,
    seed: Seed = 1,
    out: OutBeside = None,
    as_json: Json = False,
) -> None:
    """Rank parameters by influence, against a noise floor.

    Example: rpp sensitivity study --outcome survival_months
    """
    from analysis.sensitivity.indices import METHODS
    from app.results.run_folder import results_in
    from sim.measures.outcomes import names_of

    one_of("method", method, METHODS)
    if where and method != "regional":
        raise Mistake("--where: is for --method regional")
    outcomes = known_outcomes(outcome or names_of("lead"))
    options = {"outcomes": list(outcomes), "method": method, "where": where}
    asked = Asked("sensitivity", results_in(folder, incomplete), options, seed)
    sensitivity_of(asked, outcomes, method, where).give(folder, out, as_json)


def sensitivity_of(asked: Asked, outcomes: Sequence[str], method: str, where: str | None) -> Answer:
    """Works out the influences of all parameters on some outcomes, in every scenario under every policy.

    Raises:
        Mistake: nothing can be worked out; with the reasons.
        ScenarioError: the condition cannot be read.
    """
    import numpy as np

    from analysis.discovery.cases import read_case
    from analysis.sensitivity import figures, words
    from analysis.sensitivity.indices import sensitivity
    from analysis.sensitivity.points import NotEnough, cells
    from sim.engine.progress_bar import tqdm

    plan, runs = asked.results.plan, asked.runs
    case = read_case(where, runs) if where else None
    inside = None if case is None else cells(plan, runs.assign(**{_CASE: case.of(runs)}), _CASE)
    found, refused = [], []
    asked_of = [(number, cell) for outcome in outcomes for number, cell in enumerate(cells(plan, runs, outcome))]
    for number, cell in tqdm(asked_of, "influences", disable=None, leave=False):  # on a terminal only
        share = None if inside is None else inside[number].means
        told = None if share is None else np.where(np.isnan(share), np.nan, share > 0.5)
        try:
            found.append(sensitivity(cell, method=method, case=told, seed=asked.seed))
        except NotEnough as error:
            refused.append(f"{cell.outcome}: {error}" if cell.outcome not in str(error) else str(error))
    if not found:
        raise Mistake("\n".join(dict.fromkeys(refused)))
    several = len({s.cell.label for s in found}) > 1
    sentences = []
    for one in found:
        told = words.sentences(one)
        sentences += [f"{one.cell.label}: {told[0]}" if several else told[0], *told[1:]]
    if case is not None:
        sentences.insert(0, f"Cases of interest: points where in most runs {case.words}.")
    sentences += [f"Left out: {text}." for text in dict.fromkeys(refused)]
    tables = {"influences": words.as_table(found), "pairs": words.pairs_as_table(found),
              "differences": words.variation_as_table(found)}  # fmt: skip
    draw = {
        file_name("influences", one.cell.outcome, *((one.cell.scenario, one.cell.policy) if several else ())):
        partial(figures.influences, one, asked.about)
        for one in found
    }  # fmt: skip
    if any(np.isfinite(one.variation.shares).all() for one in found):
        draw["differences"] = partial(figures.differences, found, asked.about)
    tables = {name: table for name, table in tables.items() if len(table)}
    return answer_of(asked, sentences, tables, draw, [words.printed(found, several=several)])

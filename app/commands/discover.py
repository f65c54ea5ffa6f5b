"""``rpp discover``: the region of the parameters that produces the cases of interest."""

from functools import partial
from typing import Annotated

import typer

from app.results.answer import Answer, Asked, answer_of
from app.terminal.mistakes import Mistake, one_of
from app.terminal.options import Incomplete, Json, OutBeside, Seed, SweepResults

METHODS = ("prim", "cart", "both")


def command(
    folder: SweepResults,
    where: Annotated[str, typer.Option(metavar="CONDITION", help='Cases of interest, such as "survival_months < 36".')],
    method: Annotated[str, typer.Option(metavar="NAME", help="prim, cart or both.")] = "both",
    incomplete: Incomplete = False,
    seed: Seed = 1,
    out: OutBeside = None,
    as_json: Json = False,
) -> None:
    """Find which parameter region produces an outcome (PRIM, CART).

    Example: rpp discover study --where "survival_months < 60"
    """
    from app.results.run_folder import results_in

    one_of("method", method, METHODS)
    asked = Asked("discover", results_in(folder, incomplete), {"where": where, "method": method}, seed)
    discovery_of(asked, where, method).give(folder, out, as_json)


def discovery_of(asked: Asked, where: str, method: str) -> Answer:
    """Looks for the parts of the space in which cases are frequent.

    Scenario and policy count as parameters where there are several.

    Raises:
        Mistake: there is nothing to be found; with the reasons.
        ScenarioError: the condition cannot be read.
    """
    from analysis.discovery import words
    from analysis.discovery.cases import read_case
    from analysis.discovery.figures import box_figure
    from analysis.discovery.search import discover
    from analysis.sensitivity.points import NotEnough
    from sim.extras import Missing

    plan, runs = asked.results.plan, asked.runs
    case = read_case(where, runs)
    keys = ["scenario"] * (len(plan.scenarios) > 1) + ["policy"] * (len(plan.policies) > 1)
    x = asked.titled[[*keys, *(f.name for f in plan.factors)]]
    found, left_out = [], []
    try:
        for name in ("prim", "cart") if method == "both" else (method,):
            found.append(discover(x, case.of(runs), runs["point"].to_numpy(), method=name, seed=asked.seed))
    except NotEnough as error:
        raise Mistake(f"--where {where}: {error}") from None
    except Missing as error:
        if not found:
            raise
        left_out = [f"{error}."]
    sentences = list(dict.fromkeys(text for one in found for text in words.sentences(one, case.words))) + left_out
    if any(design.is_for_teaching for design in plan.designs):
        sentences.append("This sweep moves one factor at a time: nothing can be told of factors working together.")
    tables = {"limits": words.limits_as_table(found), "boxes": words.boxes_as_table(found)}
    figures = {one.method: partial(box_figure, one, case.words, asked.about) for one in found if one.boxes}
    return answer_of(asked, sentences, {n: t for n, t in tables.items() if len(t)}, figures)

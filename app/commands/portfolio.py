"""``rpp portfolio``: rules by which funders of a field may give, compared at the same yearly budgets."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from tqdm import tqdm

import sim
from app.results.answer import Answer, answered
from app.results.outputs import described, digest_of, plain_rows
from app.terminal import completion
from app.terminal.mistakes import Mistake, mistakes_of, one_of, scenario_with
from app.terminal.options import Json, Months, Out, Quiet, Replicates, Seed, Threads, Values, option
from sim.scenario.mistakes import ScenarioError

if TYPE_CHECKING:
    from analysis.portfolio.compared import Found
    from analysis.portfolio.rules import Rule
    from sim.scenario.scenario import Scenario

#: The field that is looked at where none is named: small enough for an answer at once.
USUAL = "fields/regional"


def command(
    field: Annotated[
        str, typer.Argument(metavar="[FIELD]", help=f"Name or .yaml file of a field; {USUAL} by default.",
                            autocompletion=completion.scenarios),
    ] = USUAL,
    rule: Annotated[
        list[str] | None, option("NAME", "A rule to compare with the first; all by default. Repeatable.")
    ] = None,
    rules: Annotated[Path | None, option("FILE", "Other rules, such as a changed copy of ours.")] = None,
    values: Values = None,
    replicates: Replicates = None,
    months: Months = None,
    seed: Seed = 1,
    out: Out = None,
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Compare rules by which funders may give, at the same budgets.

    Few large grants or many small ones, operating or project money, half to the practice side, renewals or newcomers,
    capacity building: what each keeps of practice for a dollar, who goes on, who hands over, how fair it is and who is
    left out, in pairs of worlds. What was really paid under each is told first.

    Example: rpp portfolio fields/regional --replicates 20
    """
    from analysis.portfolio.rules import OURS, load_rules

    mistakes, found, known = [], None, {}
    try:
        found, _ = scenario_with(field, values or ())
        mistakes += [] if found.funders else [f"{field} has no funders, whose rules could differ"]
    except (ScenarioError, Mistake) as error:
        mistakes.append(str(error))
    try:
        known = load_rules(rules or OURS, found)
        mistakes += mistakes_of(*(partial(one_of, "rule", name, known) for name in rule or ()))
    except ScenarioError as error:
        mistakes.append(str(error))
    if mistakes or found is None:
        raise Mistake("\n".join(mistakes))
    first = next(iter(known))
    wanted = {name: r for name, r in known.items() if not rule or name == first or name in rule}
    if len(wanted) < 2:
        raise Mistake(f"{first} is what all others are compared with; name another rule, or none for all")
    asked = Asked(found, wanted, found.replicates if replicates is None else replicates, months or found.months, seed)
    answered(
        asked.as_data(), lambda: answer(asked, compared(asked, threads=threads, quiet=quiet or as_json)), out, as_json,
        quiet=quiet,
    )  # fmt: skip


class Asked(NamedTuple):
    """What is asked.

    Attributes:
        field: whose funders give.
        rules: by name, the reference first.
        replicates: worlds under each rule.
        months, seed: as run.
    """

    field: Scenario
    rules: Mapping[str, Rule]
    replicates: int
    months: int
    seed: int

    def as_data(self) -> dict:
        """All this for programs and for the manifest."""
        rules = [rule.as_data() for rule in self.rules.values()]
        digest = digest_of(["portfolio", self.field.digest, rules, self.replicates, self.months, self.seed])
        return {
            "plan": digest, "analysis": "portfolio", "scenarios": [described(self.field)], "rules": rules,
            "replicates": self.replicates, "months": self.months, "seed": self.seed,
        }  # fmt: skip


def compared(asked: Asked, *, threads: int | None, quiet: bool) -> Found:
    """The field under every rule, with a progress bar on a terminal."""
    from analysis.portfolio.compared import found
    from sim.engine.batch import compile_first

    compile_first(told=not quiet)
    fields = {name: rule.on(asked.field) for name, rule in asked.rules.items()}
    total = len(fields) * asked.replicates * asked.months
    with tqdm(total=total, desc=asked.field.name, unit="month", unit_scale=True,
              disable=quiet or not sys.stderr.isatty()) as bar:  # fmt: skip
        return found(fields, asked.replicates, asked.months, asked.seed, threads=threads, progress=bar.update)


def answer(asked: Asked, found: Found) -> Answer:
    """What was found in words, for programs, and as the files of a folder."""
    from analysis.portfolio import words
    from analysis.portfolio.figure import portfolio_figure
    from analysis.wording.numbers import dollars, numbered

    field, first = asked.field, found.rules[0]
    budget = sum(float(f.context["funder.budget"]) for f in field.funders)
    worlds = f"{numbered(asked.replicates, 'world')} of {asked.months} months"
    ran = f"{numbered(len(found.rules), 'rule')}, each in {worlds}"
    made = f"{ran}, seed {asked.seed}, {field.name}@{field.digest}, model version {sim.__version__}"
    sizes = f"{numbered(len(field.partnerships), 'partnership')}, {numbered(len(field.funders), 'funder')}"
    head = [
        f"{field.title}: {sizes}. {ran}, seed {asked.seed}.",
        f"Budgets are {dollars(budget)} a year under every rule. Under {first} funders paid "
        f"{words.paid_interval(found)} in {asked.months} months.",
        *words.money(found),
    ]
    told = words.sentences(found)
    under = [rule.on(field) for rule in asked.rules.values()]
    last = [*words.not_known(found), words.how_to_read(found), words.cannot(under)]
    paragraphs = [
        _lines(head), words.levels_table(found), _lines(told),
        f"Who is left out under {first}\n{words.groups_table(found)}",
        f"Where money came from under {first}\n{words.funders_table(found)}",
        _lines(last),
    ]  # fmt: skip
    tables = {"worlds": found.worlds, "levels": found.levels, "differences": found.differences, "groups": found.groups,
              "funders": found.funders}  # fmt: skip
    rows = {name: plain_rows(table, digits=12) for name, table in tables.items()}
    sentences = [*head, *told, *last]
    data = {"rpp": sim.__version__, **asked.as_data(), "sentences": sentences, **rows}
    return Answer(
        asked.as_data(), paragraphs, data, tables,
        {"portfolio": partial(portfolio_figure, found, field, made)}, {"sentences.txt": "\n".join(sentences) + "\n"},
    )  # fmt: skip


def _lines(texts: list[str]) -> str:
    from analysis.wording.layout import wrapped

    return "\n".join(wrapped(text, "", "  ") for text in texts)

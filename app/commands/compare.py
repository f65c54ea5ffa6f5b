"""``rpp compare``: scenarios compared in pairs of runs by common random numbers: sentences, a table, a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

import sim
from analysis.wording.layout import wrapped
from analysis.wording.numbers import capital, counted
from app.results.answer import Answer, answered
from app.results.outputs import described, digest_of, plain_rows
from app.terminal import completion
from app.terminal.mistakes import Mistake, mistakes_of, one_of, scenario_with
from app.terminal.options import Incomplete, Json, Months, Out, Quiet, Replicates, Seed, option
from sim.declarations.renamed import present_name
from sim.scenario.mistakes import Problem, ScenarioError

if TYPE_CHECKING:
    from sim.engine.findings import Findings
    from sim.experiments import Sweep
    from sim.scenario.scenario import Scenario, Value

_ADDRESSED = re.compile(r"([A-Za-z]):(.*)", re.DOTALL)


def command(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="A [B [C [D]]]", help="Names, .yaml files, or results folders of `rpp run`; with one, "
                                                     "B is A with --set.", autocompletion=completion.scenarios),
    ],
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="[LETTER:]NAME=VALUE",
                     help="A value for one scenario (B:coordination.fte=1), or without a letter for all; where only A "
                          "is named, for what is compared with it. Repeatable.", autocompletion=completion.parameters),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        option("NAME", "An outcome to compare, or all; the main ones by default. Repeatable.", completion.outcomes),
    ] = None,
    replicates: Replicates = None,
    months: Months = None,
    seed: Seed = 1,
    series: Annotated[
        str, option("NAME", "What the figure shows over time, such as trust, spread or going.")
    ] = "trust",
    same_money: Annotated[
        bool, typer.Option("--same-money", help="Give scenarios that take less money more, until all take the same.")
    ] = False,
    lever: Annotated[
        list[str] | None,
        option("[LETTER:]NAME", "What gives more money; money.start_grant by default. Repeatable.", completion.levers),
    ] = None,
    interval: Annotated[str, option("NAME", "How 95 % intervals are made: t, or bca for the bootstrap.")] = "t",
    incomplete: Incomplete = False,
    out: Out = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Compare up to four scenarios, paired by common random numbers.

    Example: rpp compare bellevue --set coordination.fte=0 --replicates 100
    """
    from analysis.comparison.over_time import SERIES
    from analysis.comparison.pairs import INTERVALS, MAIN, chosen_outcomes

    wanted, series = tuple(present_name("outcome", n) for n in outcome or MAIN), present_name("column", series)
    mistakes = ["--lever gives more money where --same-money asks for it"] if lever and not same_money else []
    mistakes += mistakes_of(
        partial(chosen_outcomes, wanted), partial(one_of, "series", series, SERIES),
        partial(one_of, "interval", interval, INTERVALS),
    )  # fmt: skip
    stored, found = (), []
    try:
        stored = _stored(scenarios, {"--set": values, "--replicates": replicates, "--months": months}, incomplete)
        found = [(there.scenarios[0], {}) for there in stored] or chosen(scenarios, values or ())
    except (ScenarioError, Mistake) as error:
        mistakes.insert(0, str(error))
    levers: dict[str, str] = {}
    try:
        levers = _levers(lever or (), len(found) or None)
        if same_money and stored:
            raise Mistake("--same-money runs scenarios again with more money; name scenarios, not results folders")
    except Mistake as error:
        mistakes.append(str(error))
    if mistakes:
        raise Mistake("\n".join(mistakes))
    told, given = zip(*found, strict=True)
    if stored:
        replicates = len(set.intersection(*(set(there.finished["replicate"]) for there in stored)))
        seed, months = stored[0].seed, stored[0].months
    asked = Comparison(
        told, given, seed, told[0].replicates if replicates is None else replicates,
        months or max(s.months for s in told), wanted, series, interval, stored,
        levers if same_money else None,
    )  # fmt: skip
    answered(asked.as_data(), lambda: compared(asked, quiet=quiet), out, as_json, quiet=quiet)


class Comparison(NamedTuple):
    """What is compared.

    Attributes:
        scenarios: two to four, in order; the others are compared with the first.
        values: what ``--set`` gave each of them.
        seed, replicates, months: as run.
        outcomes: names, or ``all``.
        series: what is shown over time.
        interval: how intervals are made.
        stored: results that are there already; empty where the scenarios are run.
        levers: what gives each of them more money, so that all take the same; None where they are as they are.
    """

    scenarios: tuple[Scenario, ...]
    values: tuple[dict[str, Value], ...]
    seed: int
    replicates: int
    months: int
    outcomes: tuple[str, ...]
    series: str
    interval: str
    stored: tuple[Sweep, ...] = ()
    levers: dict[str, str] | None = None

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of all this and of the model's sources."""
        return digest_of(["compare", [(s.name, s.digest) for s in self.scenarios], self.seed, self.replicates,
                          self.months, self.outcomes, self.series, self.interval,
                          *([self.levers] if self.levers else []),
                          *(found.plan.digest for found in self.stored)])  # fmt: skip

    def as_data(self) -> dict:
        """All this for programs and for the manifest."""
        from analysis.plotting.drawing import LETTERS

        named = zip(LETTERS, self.scenarios, self.values, strict=False)
        return {
            "plan": self.digest, "analysis": "compare",
            "scenarios": [{"letter": n, **described(s), "set": dict(v)} for n, s, v in named],
            "seed": self.seed, "replicates": self.replicates, "months": self.months, "interval": self.interval,
            "series": self.series, **({"same_money": self.levers} if self.levers else {}),
            **({"results": [found.plan.digest for found in self.stored]} if self.stored else {}),
        }  # fmt: skip


def _stored(names: Sequence[str], options: dict[str, object], incomplete: bool) -> tuple[Sweep, ...]:
    """The results folders that names stand for, or nothing where they name scenarios.

    Raises:
        Mistake: runs are missing, some are folders and some are scenarios, there is one only, or the folders cannot be
            paired.
    """
    from app.results.run_folder import run_at

    found = [run_at(name, options, incomplete) for name in names]
    there = tuple(results for results in found if results is not None)
    if there and len(there) < max(2, len(found)):
        other = next((name for name, results in zip(names, found, strict=True) if results is None), "")
        raise Mistake(f"{other}: is no results folder, and one is compared with others only" if other else
                      f"there is nothing to compare {names[0]} with; name a second results folder")  # fmt: skip
    if len({(results.seed, results.months) for results in there}) > 1:
        told = "; ".join(f"{results.folder}: seed {results.seed}, {results.months} months" for results in there)
        raise Mistake(f"only runs with the same seed and as many months are paired by replicate ({told})")
    return there


def _levers(texts: Sequence[str], number: int | None) -> dict[str, str]:
    """The lever that gives each of so many scenarios (as many as there may be if None) more money, by letter.

    Raises:
        Mistake: unknown letters and levers, all at once.
    """
    from analysis.comparison.same_money import LEVER, money_levers
    from analysis.plotting.drawing import LETTERS

    levers, mistakes = dict.fromkeys(LETTERS[:number], LEVER), []
    for text in texts:
        letter, name = (m[1].upper(), m[2]) if (m := _ADDRESSED.match(text)) else ("", text)
        name = present_name("parameter", name)
        mistakes += [f"--lever {text}: there is no scenario {letter}"] if letter and letter not in levers else []
        check = partial(one_of, "lever of money", name, money_levers())
        mistakes += [f"--lever {text}: {told}" for told in mistakes_of(check)]
        levers |= {letter: name} if letter else dict.fromkeys(levers, name)
    if mistakes:
        raise Mistake("\n".join(mistakes))
    return levers


def chosen(names: Sequence[str], assignments: Sequence[str]) -> list[tuple[Scenario, dict[str, Value]]]:
    """The scenarios to compare, each with the values that ``--set`` gives it.

    ``B:name=value`` is for the second scenario; without a letter a value is for all of them. Where only one scenario is
    named, further letters stand for variants of it (``A:`` is for all of them), and a value without a letter is for
    every variant and not for the scenario as it is.

    Raises:
        Mistake: too many scenarios, or nothing to compare with.
        ScenarioError: with every mistake in the files and values of all of them.
    """
    from analysis.plotting.drawing import LETTERS

    if len(names) > len(LETTERS):
        raise Mistake(f"up to {len(LETTERS)} scenarios can be compared, not {len(names)}")
    alone = len(names) == 1
    if alone and not assignments:
        raise Mistake(
            f"there is nothing to compare {names[0]} with; name a second scenario, or change a value, such as "
            f"rpp compare {names[0]} --set coordination.fte=1"
        )
    parts = [(m[1].upper(), m[2]) if (m := _ADDRESSED.match(text)) else ("", text) for text in assignments]
    there = LETTERS[: max([2, *(LETTERS.find(letter) + 1 for letter, _ in parts)])] if alone else LETTERS[: len(names)]
    problems = [
        Problem("", 0, "--set", f"{letter}:{text}", f"there is no scenario {letter}",
                f"the letters are {' '.join(LETTERS if alone else there)}")
        for letter, text in parts if letter and letter not in there
    ]  # fmt: skip
    found = []
    for n, letter in enumerate(there):
        own = [text for to, text in parts if to == letter or (to == "" and not (alone and n == 0))]
        base = [text for to, text in parts if to == "A" and alone and n]
        try:
            found.append(scenario_with(names[0] if alone else names[n], [*base, *own]))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return found


def compared(asked: Comparison, *, quiet: bool) -> Answer:
    """Runs all scenarios and compares them."""
    import pandas as pd

    from analysis.comparison.figure import figure_comparison
    from analysis.comparison.money import PUT_IN
    from analysis.comparison.over_time import difference_over_time
    from analysis.comparison.pairs import compare, sides
    from analysis.comparison.same_money import NoSameMoney, at_same_money
    from analysis.comparison.words import as_table, how_to_read, sentences
    from analysis.plotting.drawing import LETTERS
    from analysis.wording.tables import titles_of
    from app.terminal.compute import computed
    from sim.engine.batch import compile_first
    from sim.experiments import Finished

    if not asked.stored:
        compile_first(told=not quiet)

    def run(scenario: Scenario) -> Findings:
        months, tables = asked.months, ("partnerships",)
        return computed(scenario, range(asked.replicates), months, asked.seed, quiet=quiet, tables=tables)[0]

    given, ready = None, list(asked.scenarios)
    if asked.levers:
        try:
            results, given = at_same_money(dict(zip(LETTERS, ready, strict=False)), run, asked.levers)
        except NoSameMoney as error:
            raise Mistake(str(error)) from None
        ready = [result.scenarios[0] for result in results]
    else:
        results = [*map(Finished, asked.stored)] or [run(s) for s in ready]
    table, costs = (compare(*results, outcomes=names, interval=asked.interval, seed=asked.seed)
                    for names in (asked.outcomes, [PUT_IN]))  # fmt: skip
    first, *others = each = sides(*results)
    survival = {f"{other.name} minus {first.name}": difference_over_time(first, other) for other in others}
    told, named = sentences(table, costs, given), list(zip(LETTERS, ready, strict=False))
    head = f"{capital(counted(asked.replicates, 'pair'))} of runs (common random numbers), {asked.months} months"
    names = [f"  {n}  {title} ({s.name})" for (n, s), title in zip(named, titles_of(ready), strict=True)]
    texts = [as_table(part) for _, part in table.groupby("second", sort=False)]
    texts += [wrapped(how_to_read(len(table)))] if len(table) > 1 else []
    return Answer(
        asked.as_data(),
        ["\n".join([f"{head}, seed {asked.seed}", *names]), "\n".join(wrapped(t, "", "  ") for t in told), *texts],
        {"rpp": sim.__version__, **asked.as_data(), "sentences": told, "outcomes": plain_rows(table),
         "money_put_in": plain_rows(costs), **({} if given is None else {"given": [vars(g) for g in given]}),
         "survival_difference": {name: plain_rows(part) for name, part in survival.items()}},
        tables={
            "comparison": table,
            "runs": pd.concat([s.runs.assign(scenario=s.name) for s in each], ignore_index=True).drop(columns="run"),
            "survival_difference": pd.concat([t.assign(contrast=n) for n, t in survival.items()], ignore_index=True),
        },
        figures={"figure": partial(figure_comparison, *results, table=table, series=asked.series)},
        texts={"sentences.txt": "\n".join(told) + "\n"},
        files={f"scenario-{letter}.json": {**s.to_dict(), "digest": s.digest} for letter, s in named},
    )  # fmt: skip

"""``rpp assess``: a questionnaire for partners about themselves, and what their answers may mean."""

from __future__ import annotations

import sys
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
from app.terminal.options import Json, Months, Out, Quiet, Seed, Threads, Values, option, whole_number
from app.terminal.printing import printed
from sim.scenario.folders import BASELINE, shown
from sim.scenario.mistakes import ScenarioError

if TYPE_CHECKING:
    from analysis.assessment.forms import Answers
    from analysis.assessment.questionnaire import Questionnaire
    from analysis.assessment.words import Assessment
    from sim.scenario.scenario import Scenario

NEW = "new"
#: Fewest draws from which intervals are made, and the most that anybody has time for.
FEWEST, MOST = 5, 10_000
#: Draws of what the answers may mean, where nobody asks for others.
USUAL = 100

Draws = Annotated[
    int, whole_number(FEWEST, MOST, "Partnerships drawn that the answers may mean; each is run twice, and once with "
                                    "every change.")
]  # fmt: skip


def command(
    files: Annotated[
        list[str], typer.Argument(metavar="[new] FILE...", help="Filled forms; or new and the form to write.")
    ],
    role: Annotated[
        list[str] | None, option("ROLE", "For new: a member's role, such as teacher. Repeatable, also for one role.")
    ] = None,
    page: Annotated[
        bool, typer.Option("--page", help="For new: also write a page to print, beside the form.")
    ] = False,
    title: Annotated[str, option("TEXT", "For new: what you call your partnership.")] = "",
    scenario: Annotated[
        str, option("SCENARIO", "What the partnership is like otherwise, in place of what forms say.",
                    completion.scenarios)
    ] = "",
    values: Values = None,
    questionnaire: Annotated[
        Path | None, option("FILE", "Another questionnaire, such as a changed copy of ours.")
    ] = None,
    money: Annotated[
        int | None,
        whole_number(0, 10_000_000, "Dollars a year that every change gets; by default a tenth of the first grant."),
    ] = None,
    replicates: Draws = USUAL,
    months: Months = None,
    seed: Seed = 1,
    out: Out = None,
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Ask partners about their partnership, and show what follows.

    With new it writes a form with comments (and with --page one to print). Members answer by role from 1 to 5 or with
    don't know; nobody's name is asked, and files stay where they are. With filled forms it shows where roles agree and
    what is out of balance, how long such partnerships last, which changes help most at the same money, and what answers
    cannot tell.

    Example: rpp assess new ours.yaml --role teacher --page
    """
    from analysis.assessment.questionnaire import OURS, load_questionnaire

    asked = load_questionnaire(questionnaire or OURS)
    if files[0] == NEW:
        printed(_begun(asked, files[1:], role or (), title, scenario, page))
        return
    wrong = [name for name, given in (("--role", role), ("--page", page), ("--title", title)) if given]
    mistakes = [f"{name} goes with new" for name in wrong]
    question = None
    try:
        question = _asked(asked, files, scenario, values or (), replicates, months, seed, money)
    except (ScenarioError, Mistake) as error:
        mistakes.append(str(error))
    if mistakes or question is None:
        raise Mistake("\n".join(mistakes))
    answered(
        question.as_data(), lambda: answer(question, found(question, threads=threads, quiet=quiet or as_json)), out,
        as_json, quiet=quiet,
    )  # fmt: skip


def _begun(
    asked: Questionnaire, names: list[str], roles: list[str] | tuple[()], title: str, scenario: str, page: bool
) -> str:
    """Writes an empty form, and tells what to do with it.

    Raises:
        Mistake: with every mistake in what was asked for; nothing is overwritten.
    """
    from app.assessment.form import as_page, as_yaml

    mistakes = [] if len(names) == 1 else [f"new takes one file, not {len(names)}: rpp assess new ours.yaml"]
    mistakes += mistakes_of(*(partial(one_of, "role", name, asked.roles) for name in roles))
    mistakes += mistakes_of(partial(scenario_with, scenario, ())) if scenario else []
    path = Path(names[0]).expanduser() if names else Path("ours.yaml")
    mistakes += [] if path.suffix == ".yaml" else [f"{path}: write a name that ends in .yaml"]
    printable = path.with_suffix(".html")
    mistakes += [f"{shown(there)} is there already; nothing was written; choose another name"
                 for there in (path, *([printable] if page else [])) if there.exists()]  # fmt: skip
    if mistakes:
        raise Mistake("\n".join(mistakes))
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = {path: as_yaml(asked, title, scenario or BASELINE, roles or [""])}
    texts |= {printable: as_page(asked, title)} if page else {}
    for place, text in texts.items():
        with place.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    wrote = " and ".join(shown(place) for place in texts)
    return f"Wrote {wrote}. When members have answered:\n  rpp assess {shown(path)} --out assessment"


class Asked(NamedTuple):
    """What is asked.

    Attributes:
        questionnaire, answers: what was asked, and what members said.
        scenario: what the partnership is like otherwise.
        replicates: draws.
        months, seed: as run.
        money: what every change may cost [dollars a year]; None for a tenth of the first grant.
    """

    questionnaire: Questionnaire
    answers: Answers
    scenario: Scenario
    replicates: int
    months: int
    seed: int
    money: int | None

    def as_data(self) -> dict:
        """All this for programs and for the manifest; answers only by role."""
        members = [[m.role, m.answers] for m in self.answers.members]
        settings = [self.replicates, self.months, self.seed, self.money]
        digest = digest_of(["assess", self.questionnaire.as_data(), members, self.scenario.digest, *settings])
        return {
            "plan": digest, "analysis": "assess", "title": self.answers.title,
            "questionnaire": digest_of(self.questionnaire.as_data()), "members": len(members),
            "scenarios": [described(self.scenario)], "replicates": self.replicates, "months": self.months,
            "seed": self.seed, "money": self.money,
        }  # fmt: skip


def _asked(
    questionnaire: Questionnaire, files: list[str], name: str, values: list[str] | tuple[()], replicates: int,
    months: int | None, seed: int, money: int | None,
) -> Asked:  # fmt: skip
    """The question, from forms and options.

    Raises:
        ScenarioError: every mistake in forms, or in the scenario.
        Mistake: the scenario has not one partnership.
    """
    from analysis.assessment.forms import load_answers

    problems, answers = [], None
    try:
        answers = load_answers(files, questionnaire)
    except ScenarioError as error:
        problems += error.problems
    scenario = None
    if name or answers is not None:
        try:
            scenario, _ = scenario_with(name or answers.scenario or BASELINE, values)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    if len(scenario.partnerships) != 1:
        raise Mistake(f"{scenario.name} has {len(scenario.partnerships)} partnerships; answers are about one: name "
                      "another by --scenario")  # fmt: skip
    return Asked(questionnaire, answers, scenario, replicates, months or scenario.months, seed, money)


def found(asked: Asked, *, threads: int | None, quiet: bool) -> Assessment:
    """Everything that is found, with a progress bar on a terminal."""
    from analysis.assessment import outlook
    from analysis.assessment.agreement import agreement, scores
    from analysis.assessment.changes import best_changes, runs_needed, usual_money
    from analysis.assessment.draws import draw
    from analysis.assessment.words import Assessment
    from sim.engine.batch import compile_first

    compile_first()
    number, months, seed, questionnaire = asked.replicates, asked.months, asked.seed, asked.questionnaire
    sample = draw(asked.answers, questionnaire, asked.scenario, 2 * number, seed)
    first, second = sample.part(0, number), sample.part(number, 2 * number)
    total = (2 * outlook.TWICE * number + runs_needed(number, questionnaire)) * months
    bar = tqdm(total=total, desc="assess", unit="month", unit_scale=True, disable=quiet or not sys.stderr.isatty())
    with bar:
        run = partial(outlook.run, months=months, seed=seed, threads=threads, progress=bar.update)
        worlds, usual = run(first.scenarios), run([asked.scenario] * number)
        money = float(asked.money) if asked.money is not None else usual_money(first)
        changes = best_changes(first, second, questionnaire, money, worlds, months, seed, threads=threads,
                               progress=bar.update)  # fmt: skip
    return Assessment(
        answers=asked.answers, questionnaire=questionnaire, draws=first,
        agreement=agreement(asked.answers, questionnaire), scores=scores(asked.answers, questionnaire), worlds=worlds,
        usual=usual, going=outlook.going_at(worlds), eyes=outlook.by_eyes(worlds, first.roles),
        causes=outlook.causes_of(worlds), outcomes=outlook.outcomes_of(worlds, usual),
        lasting=outlook.duration(worlds, worlds.survival), unbroken=outlook.duration(worlds, worlds.unbroken),
        fate=outlook.fate(worlds, seed), changes=changes,
    )  # fmt: skip


def answer(asked: Asked, a: Assessment) -> Answer:
    """What was found in words, for programs, and as the files of a folder."""
    from analysis.assessment.agreement import by_role
    from analysis.assessment.figure import assessment_figure
    from analysis.assessment.words import sections
    from analysis.wording.layout import wrapped
    from app.assessment.report import report_of
    from app.report.pages import as_html, as_markdown

    told = sections(a)
    texts = [f"{title}\n" + "\n".join(wrapped(text, "  ", "    ") for text in said) for title, said in told]
    tables = {
        "answers": by_role(asked.answers, asked.questionnaire), "agreement": a.agreement, "scores": a.scores,
        "values": a.draws.table(), "going": a.going, "eyes": a.eyes, "causes": a.causes, "outcomes": a.outcomes,
        "changes_tried": a.changes.tried, "changes": a.changes.best, "changes_between": a.changes.between,
    }  # fmt: skip
    data = {
        "rpp": sim.__version__, **asked.as_data(), "money": a.changes.money,
        "lasting": a.lasting._asdict(), "unbroken": a.unbroken._asdict(),
        "fate": dict(zip(("share", "low", "high"), map(_known, a.fate), strict=True)),
        "money_alone": dict(zip(("months", "low", "high"), map(_known, a.changes.alone), strict=True)),
        "sentences": dict(told), **{name: plain_rows(table, digits=12) for name, table in tables.items()},
    }  # fmt: skip
    made = f"{len(a.answers.members)} members, {asked.replicates} draws of {asked.months} months on "
    made += f"{asked.scenario.name}@{asked.scenario.digest}, seed {asked.seed}, model version {sim.__version__}"
    report = report_of(a, made)
    return Answer(
        asked.as_data(), texts, data, tables, {"assessment": partial(assessment_figure, a, made)},
        {"report.html": as_html(report), "report.md": as_markdown(report, ".")},
    )  # fmt: skip


def _known(value: float) -> float | None:
    """A number for JSON, which knows no NaN."""
    return float(value) if value == value else None

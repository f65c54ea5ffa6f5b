"""``rpp assess``: a questionnaire for partners about themselves, and what their answers may mean."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from tqdm import tqdm

import sim
from analysis.assessment.bounds import FEWEST, MOST, MOST_MONEY, USUAL
from app.results.answer import Answer, answered
from app.results.outputs import described, digest_of, plain_rows
from app.terminal import completion
from app.terminal.mistakes import Mistake, mistakes_of, one_of, scenario_with
from app.terminal.options import Json, Months, Out, Quiet, Seed, Threads, Values, option, whole_number
from app.terminal.printing import printed
from sim.scenario.folders import BASELINE, shown
from sim.scenario.mistakes import ScenarioError

if TYPE_CHECKING:
    from analysis.assessment.found import Asked, Assessment
    from analysis.assessment.questionnaire import Questionnaire

NEW = "new"

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
        whole_number(0, MOST_MONEY, "Dollars a year that every change gets; by default a tenth of the first grant."),
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
        as_data(question), lambda: answer(question, found(question, threads=threads, quiet=quiet or as_json)), out,
        as_json, quiet=quiet,
    )  # fmt: skip


def _begun(
    asked: Questionnaire, names: list[str], roles: list[str] | tuple[()], title: str, scenario: str, page: bool
) -> str:
    """Writes an empty form, and tells what to do with it.

    Raises:
        Mistake: with every mistake in what was asked for; nothing is overwritten.
    """
    from analysis.assessment.forms import Member
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
    texts = {path: as_yaml(asked, title, scenario or BASELINE, [Member(role, {}) for role in roles or [""]])}
    texts |= {printable: as_page(asked, title)} if page else {}
    for place, text in texts.items():
        with place.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    wrote = " and ".join(shown(place) for place in texts)
    return f"Wrote {wrote}. When members have answered:\n  rpp assess {shown(path)} --out assessment"


def as_data(asked: Asked) -> dict:
    """All that is asked, for programs and for the manifest; answers only by role."""
    members = [[m.role, m.answers] for m in asked.answers.members]
    settings = [asked.replicates, asked.months, asked.seed, asked.money]
    digest = digest_of(["assess", asked.questionnaire.as_data(), members, asked.scenario.digest, *settings])
    return {
        "plan": digest, "analysis": "assess", "title": asked.answers.title,
        "questionnaire": digest_of(asked.questionnaire.as_data()), "members": len(members),
        "scenarios": [described(asked.scenario)], "replicates": asked.replicates, "months": asked.months,
        "seed": asked.seed, "money": asked.money,
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
    from analysis.assessment.forms import SEVERAL, load_answers
    from analysis.assessment.found import Asked

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
        several = SEVERAL.format(number=len(scenario.partnerships))
        raise Mistake(f"{scenario.name} {several}: name another by --scenario")
    return Asked(questionnaire, answers, scenario, replicates, months or scenario.months, seed, money)


def found(asked: Asked, *, threads: int | None, quiet: bool) -> Assessment:
    """Everything that is found, with a progress bar on a terminal."""
    from analysis.assessment.found import found, months_needed
    from analysis.assessment.outlook import Way
    from sim.engine.batch import compile_first

    compile_first()
    hidden = quiet or not sys.stderr.isatty()
    with tqdm(total=months_needed(asked), desc="assess", unit="month", unit_scale=True, disable=hidden) as bar:
        return found(asked, Way(threads, bar.update))


def answer(asked: Asked, a: Assessment) -> Answer:
    """What was found in words, for programs, and as the files of a folder."""
    from analysis.assessment.agreement import by_role
    from analysis.assessment.figure import assessment_figure
    from analysis.assessment.words import as_text, sections
    from app.assessment.report import report_of
    from app.report.pages import as_html, as_markdown

    tables = {
        "answers": by_role(asked.answers, asked.questionnaire), "agreement": a.agreement, "scores": a.scores,
        "values": a.draws.table(), "going": a.going, "eyes": a.eyes, "causes": a.causes, "outcomes": a.outcomes,
        "changes_tried": a.changes.tried, "changes": a.changes.best, "changes_between": a.changes.between,
    }  # fmt: skip
    data = {
        "rpp": sim.__version__, **as_data(asked), "money": a.changes.money,
        "lasting": a.lasting._asdict(), "unbroken": a.unbroken._asdict(),
        "fate": dict(zip(("share", "low", "high"), map(_known, a.fate), strict=True)),
        "money_alone": dict(zip(("months", "low", "high"), map(_known, a.changes.alone), strict=True)),
        "sentences": dict(sections(a)), **{name: plain_rows(table, digits=12) for name, table in tables.items()},
    }  # fmt: skip
    report = report_of(a, asked.made)
    return Answer(
        as_data(asked), [as_text(a)], data, tables, {"assessment": partial(assessment_figure, a, asked.made)},
        {"report.html": as_html(report), "report.md": as_markdown(report, ".")},
    )  # fmt: skip


def _known(value: float) -> float | None:
    """A number for JSON, which knows no NaN."""
    return float(value) if value == value else None

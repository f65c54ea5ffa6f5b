"""``rpp validate``: every mistake of every file, each told once. What type a file is of, its content says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from analysis.wording.layout import wrapped
from app.terminal.explained import EXPLAINED_BY, PAGES
from app.terminal.mistakes import WRONG
from app.terminal.printing import for_copying, told_beside
from sim.scenario.folders import files_beside, find_file, shown
from sim.scenario.mistakes import Problem, ScenarioError, nearest

if TYPE_CHECKING:
    from sim.scenario.strict_yaml import Entry


class FileType(NamedTuple):
    """One type of file.

    Attributes:
        name: with its article, for messages.
        folder: beside the scenarios, in which files of this type have names; ``""`` where they have none of their own.
        known: keys of such a file, and names that people write there by mistake.
        typical: the keys by which it is best known.
        check: reads a file, or raises `ScenarioError`.
    """

    name: str
    folder: str
    known: Collection[str]
    typical: str
    check: Callable[[Path], object]

    def likeness(self, root: Entry) -> int:
        """How much of a file this type knows: two for each key, one for a key that is like one."""
        keys = root.entries() or {}
        if self.folder == EVIDENCE:  # its keys are names of its own choice; those below each are known
            return sum(2 for entry in keys.values() if {*(entry.entries() or {})} & {*self.known})
        return sum(2 if key in self.known else bool(nearest(key, self.known)) for key in keys)


EVIDENCE = "evidence"
#: Where each type of file is explained.
EXPLAINED = {
    "a scenario": PAGES["sim.scenario"], "an experiment": PAGES["sim.experiments.plan"],
    "a claim": PAGES["sim.claims"], "published figures": "guide/claims#published-figures",
    "a targets file": PAGES["sim.calibration"], "a table of districts": PAGES["sim.experiments.design.districts"],
    "words of a workshop": "guide/workshop#a-session-of-your-own", "an atlas": PAGES["app.commands.atlas"],
    "observed lifetimes": "howto/data#how-long-partnerships-lasted",
    "points of a design": PAGES["sim.experiments.design"], "answers of partners": PAGES["analysis.assessment"],
    "a questionnaire": "guide/assess#how-answers-become-a-model",
    "rules of a portfolio": PAGES["analysis.portfolio"],
}  # fmt: skip


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, folders of them, or names.")],
) -> None:
    """Check scenarios, experiments, claims, forms and other files.

    Every mistake is told. The content of a file says what it is: a scenario, an experiment, a claim, targets,
    evidence, answers of partners, or rules of funders.

    Example: rpp validate scenarios my_district.yaml
    """
    pages: dict[str, None] = {}
    good = True
    for name, kind, mistakes, history in check(files):
        good = good and not mistakes
        if mistakes and EXPLAINED.get(kind):
            pages[EXPLAINED[kind]] = None
        if kind and mistakes:
            told_beside(f"{name}: read as {kind}")
        lines = map(str, mistakes) if mistakes else [f"OK  {name}: {kind}", *(wrapped(t, "    ") for t in history)]
        (told_beside if mistakes else for_copying)("\n".join(lines))
    for page in pages:
        told_beside(EXPLAINED_BY.format(page=page))
    if not good:
        raise typer.Exit(WRONG)


def check(names: Iterable[str]) -> Iterator[tuple[str, str, list[Problem], list[str]]]:
    """Each file with its type and its mistakes, and where chance is switched off in a scenario.

    Mistakes that two files inherit from a third are told once.

    Args:
        names: files, names of files, or folders, which stand for the YAML files in them.
    """
    from analysis.wording.history import history_texts
    from sim.scenario.scenario import Scenario

    types, told = file_types(), set()
    for name in dict.fromkeys(file for written in names for file in _files(written)):
        kind = ""
        try:
            path = _path(name, types)
            found = _type_of(path, types)
            kind = found.name
            read = found.check(path)
        except ScenarioError as error:
            new = [problem for problem in error.problems if problem not in told]
            told.update(new)
            yield name, kind, new or [Problem(name, 0, "", "", "builds on a file with mistakes, told above")], []
        else:
            yield name, kind, [], history_texts(read) if isinstance(read, Scenario) else []


def file_types() -> list[FileType]:
    """Every type of file that the project reads, the most usual first."""
    from analysis.assessment.forms import checked_form, form_keys
    from analysis.assessment.questionnaire import QUESTIONNAIRE, load_questionnaire
    from analysis.portfolio.rules import FILE, load_rules
    from app.atlas.design import KEYS, read_design
    from app.commands.calibrate import populations
    from app.live.presentation import ALL_KEYS, check_file
    from sim.calibration import load_calibration
    from sim.calibration.target_files import CALIBRATION
    from sim.claims.evidence import FIGURE, load_evidence
    from sim.claims.files import load_claim
    from sim.claims.keys import CLAIM
    from sim.declarations.parameters import registry
    from sim.experiments.plan.files import EXPERIMENT, load_plan
    from sim.scenario.files import load_scenario
    from sim.scenario.layers import SCENARIO

    ours = load_questionnaire()

    def keys(of: object) -> list[str]:
        return [row.name for row in of.rows]

    return [
        FileType("a scenario", "", [*keys(SCENARIO), *registry()], "levers, context, extends", load_scenario),
        FileType("an experiment", "experiments", keys(EXPERIMENT), "design, vary, policies", load_plan),
        FileType("a claim", "claims", keys(CLAIM), "arms, expect", load_claim),
        FileType("a targets file", "targets", keys(CALIBRATION), "parameters, targets",
                 lambda path: load_calibration(path, populations=populations())),
        FileType("an atlas", "atlas", KEYS, "scenario, levers with their values", read_design),
        FileType("words of a workshop", "workshop", ALL_KEYS, "levels, roles, notes", check_file),
        FileType("published figures", EVIDENCE, keys(FIGURE), "published, source, used below each name",
                 lambda path: load_evidence([path])),
        FileType("answers of partners", "", keys(form_keys(ours)), "members with role and answers",
                 lambda path: checked_form(path, ours)),
        FileType("a questionnaire", "", keys(QUESTIONNAIRE), "parts, roles, questions", load_questionnaire),
        FileType("rules of a portfolio", "", keys(FILE), "rules by name, each with values or times", load_rules),
    ]  # fmt: skip


def _type_of(path: Path, types: list[FileType]) -> FileType:
    """The type that knows most of a file; of several the one in whose folder it lies.

    Raises:
        ScenarioError: it cannot be read, or no type knows anything of it.
    """
    from sim.scenario.strict_yaml import read_yaml

    problems: list[Problem] = []
    if path.suffix == ".csv":
        return _type_of_table(path)
    root = read_yaml(path, shown(path), problems)
    if root is None or problems:
        raise ScenarioError(problems)
    here = sorted(types, key=lambda kind: kind.folder != path.parent.name)
    found = max(here, key=lambda kind: kind.likeness(root))
    if not found.likeness(root):
        known = "; ".join(f"{kind.name} ({kind.typical})" for kind in types)
        raise ScenarioError([Problem(shown(path), 1, "", "", "is of no known type", f"there are {known}")])
    return found


def _type_of_table(path: Path) -> FileType:
    """The type that knows most columns of a table.

    Raises:
        ScenarioError: it cannot be read, or no type knows any.
    """
    from analysis.survival.observed import DURATIONS, read_observed
    from sim.declarations.parameters import registry
    from sim.experiments.design.csv_points import from_csv
    from sim.experiments.design.district_columns import COLUMNS, column_of
    from sim.experiments.design.districts import from_districts
    from sim.scenario.csv_table import read_table

    names = read_table(path, shown(path), []).names
    told = [
        (len({*names} & {*registry()}), FileType("points of a design", "", (), "names of parameters", from_csv)),
        (sum(column_of(n) is not None for n in names),
         FileType("a table of districts", "", (), f"{COLUMNS[0].heading.upper()}, poverty", from_districts)),
        (2 * len({*names} & {*DURATIONS, "ended"}),
         FileType("observed lifetimes", "", (), "duration_months, ended", read_observed)),
    ]  # fmt: skip
    most, found = max(told, key=lambda pair: pair[0])
    if not most:
        known = "; ".join(f"{kind.name} ({kind.typical})" for _, kind in told)
        raise ScenarioError([Problem(shown(path), 1, "", "", "is a table of no known type", f"there are {known}")])
    return found


def _path(name: str, types: list[FileType]) -> Path:
    """The file that a path or a name of any type stands for."""
    if name.endswith(".csv"):
        return Path(name)
    path, message, hint = find_file(name, Path.cwd())
    named = {stem: file for kind in types if kind.folder for stem, file in files_beside(kind.folder).items()}
    path = path or named.get(name)
    if path is None:
        raise ScenarioError([Problem("", 0, "", "", message, hint or nearest(name.removesuffix(".yaml"), named))])
    return path.resolve()


def _files(written: str) -> list[str]:
    folder = Path(written)
    if not folder.is_dir():
        return [written]
    found = [
        path for path in sorted(folder.rglob("*.yaml"))
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]  # fmt: skip
    return [str(path) for path in found] or [written]

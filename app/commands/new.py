"""``rpp new``: begins a scenario, a type, an experiment or a claim as a file with comments that runs as it is."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from app.terminal import completion
from app.terminal.mistakes import Mistake, one_of
from app.terminal.options import option
from app.terminal.printing import printed, told_beside
from sim.scenario.folders import files_beside, find_scenarios, shown

if TYPE_CHECKING:
    from sim.declarations.parameters import Parameter

TEMPLATES = Path(__file__).parents[1] / "templates" / "new"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")


class Kind(NamedTuple):
    """One kind of file.

    Attributes:
        folder: below ``scenarios``, where it is found by its name; ``""`` for scenarios.
        asks: what is asked for it beside the title, each with what is written where nobody answers.
        next: commands to try; ``{name}`` is its name, ``{base}`` what it builds on.
    """

    folder: str
    asks: dict[str, str]
    next: tuple[str, str]


KINDS = {
    "scenario": Kind("", {"question": "What does it change?", "base": "baseline"},
                     ("rpp run {name} --replicates 20", "rpp compare {base} {name}")),
    "type": Kind("types", {"question": "What do partnerships of this type achieve?"},
                 ("rpp run {name} --replicates 20", "rpp compare types/nic {name}")),
    "experiment": Kind("experiments", {"question": "What matters most?", "base": "baseline"},
                       ("rpp sweep {name} --plan", "rpp sweep {name} --out my_results")),
    "claim": Kind("claims", {"source": "an assumption of my own", "base": "baseline"},
                  ("rpp claims {name} --replicates 40 --draws 0", "rpp claims {name} --out my_answer")),
}  # fmt: skip
#: What is asked, in words.
ASKED = {
    "kind": f"What to begin ({', '.join(KINDS)})", "name": "Its name (letters, digits, _ and -)",
    "title": "Title, for the audience", "question": "The one question that it asks",
    "base": "Scenario that it builds on (see rpp list)", "source": "Who says so",
}  # fmt: skip


def command(
    kind: Annotated[
        str | None,
        typer.Argument(metavar="KIND", help="scenario, type, experiment or claim.",
                       autocompletion=lambda incomplete: completion.beginning(KINDS, incomplete)),
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Its name: letters, digits, _ and -.")] = None,
    out: Annotated[Path | None, option("FILE", "Another file than the one in ./scenarios.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; questions are asked on a terminal only.")] = False,
) -> None:
    """Begin a scenario, type, experiment or claim as a file that runs.

    Its comments say what else there is. It goes into the folder scenarios where you are, so that other commands find it
    by its name. Nothing is overwritten.

    Example: rpp new scenario my_district --yes
    """
    asked = sits_somebody() and not yes
    kind = _given("kind", kind, asked=asked)
    one_of("kind of file", kind, KINDS)
    name = _given("name", name, asked=asked)
    path = _place(kind, name, out)
    told = answers(kind, name, asked=asked)
    text = written(kind, name, told)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:  # somebody else may have made it meanwhile
        file.write(text)
    called = _called(kind, name) if out is None else str(out)
    next_lines = (line.format(name=called, base=told.get("base", "")) for line in KINDS[kind].next)
    tries = [f"  {line}" for line in (f"rpp validate {shown(path)}", *next_lines)]
    printed("\n".join([f"Wrote {shown(path)}, which runs as it is. Try next", *tries]))


def sits_somebody() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _given(what: str, said: str | None, *, asked: bool) -> str:
    """A kind or a name as it was typed, or as it is answered on a terminal.

    Raises:
        Mistake: it was not typed, and nobody can be asked.
    """
    if said is None and not asked:
        raise Mistake(f"{what.upper()} is missing; write for example: rpp new scenario my_district")
    return said if said is not None else typer.prompt(ASKED[what])


def answers(kind: str, name: str, *, asked: bool) -> dict[str, str]:
    """What the file says in words: as answered, or as it is where nobody is asked."""
    found = {}
    for key, usual in {"title": name.replace("_", " ").replace("-", " ").capitalize(), **KINDS[kind].asks}.items():
        found[key] = typer.prompt(ASKED[key], default=usual) if asked else usual
        while key == "base" and (mistake := _unknown(found[key])):
            told_beside(mistake)
            found[key] = typer.prompt(ASKED[key], default=usual)
    return found


def written(kind: str, name: str, told: dict[str, str]) -> str:
    """The text of the file."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from sim.declarations.parameters import registry

    here = _values(told["base"]) if "base" in told else {}
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    quoted = {key: json.dumps(" ".join(text.split()), ensure_ascii=False) for key, text in told.items()}
    return environment.get_template(f"{kind}.yaml.j2").render(
        name=_called(kind, name), about=lambda key: _about(registry()[key], here, told.get("base", "")),
        low=lambda key: registry()[key].low, here=here, **quoted,
    )


def _values(base: str) -> Mapping[str, object]:
    """The values of a scenario's first partnership and its first district.

    Raises:
        ScenarioError: it has mistakes.
    """
    from sim.scenario.files import load_scenario

    partnership = load_scenario(base).partnerships[0]
    return {**partnership.levers, **partnership.districts[0].context}


def _about(p: Parameter, here: Mapping[str, object], base: str) -> str:
    """What a parameter is, in a few words, and its value in the scenario that the file builds on."""
    from analysis.wording.numbers import number

    value = here.get(p.name, p.default)
    if p.choices:
        text, usual, there = f"{p.label}: {', '.join(p.choices)};", p.default, value
    else:
        text = f"{p.label} [{p.unit}]: {number(p.low)} to {number(p.high)},"
        usual, there = number(p.default), number(value)
    return f"{text} {usual} by default{'' if there == usual else f', {there} in {base}'}"


def _place(kind: str, name: str, out: Path | None) -> Path:
    """The file to write.

    Raises:
        Mistake: a name that is none, a file that is there, or a name that another scenario has.
    """
    if not NAME.fullmatch(name):
        raise Mistake(f"{name[:80]!r} is no name: write letters, digits, _ and -, beginning with a letter")
    folder = KINDS[kind].folder
    path = out if out is not None else Path.cwd() / "scenarios" / folder / f"{name}.yaml"
    if path.suffix != ".yaml":
        raise Mistake(f"--out {out}: write a name that ends in .yaml")
    if path.exists():
        raise Mistake(f"{shown(path)} is there already; nothing was written; choose another name")
    known = dict(find_scenarios()) if folder in ("", "types") else files_beside(folder)
    taken = next((full for full in known if full.rpartition("/")[2] == name), None)
    if out is None and taken is not None:
        raise Mistake(f"{taken} is the name of {shown(known[taken])}, which it would hide; choose another name")
    return path


def _called(kind: str, name: str) -> str:
    """What other commands call it."""
    return f"types/{name}" if kind == "type" else name


def _unknown(base: str) -> str:
    """What is wrong with the name of a scenario; ``""`` if nothing is."""
    from sim.scenario.folders import find_file

    path, message, hint = find_file(base, Path.cwd())
    return "" if path is not None else f"{message}; {hint or 'rpp list shows all'}"

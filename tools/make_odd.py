"""Writes ``docs/model/odd.md``, the description of the model after ODD (``make docs``).

The words stand in ``docs/templates/odd.md``. Whatever the code declares is put into them from the code: state
variables, schedule, rules with their formulas, parameters, outcomes, events. A placeholder is a line such as
``{{ rules meetings }}``.

The words on a step describe its kernels. ``{{ checked meetings 0123456789 }}`` says for which version of the code they
were last read and found right; when the code is another one, the page says so. After rereading them,
``python tools/make_odd.py --checked meetings`` (or ``--checked all``) notes the present version.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

from page_writing import DOCS, table, write
from rules_in_words import rules_of, touched_in, version_of

import sim
from analysis.wording.numbers import number, sentence
from sim.declarations.parameters import Parameter, registry
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.measures.outcomes import OUTCOMES
from sim.scenario.conditions import WATCHED
from sim.scenario.events import EVENTS
from sim.scenario.history import CHANCES, NARROWED
from sim.schedule import SCHEDULE
from sim.state import tables as state

PAGE, TEMPLATE = "model/odd.md", DOCS / "templates" / "odd.md"
SIM = Path(sim.__file__).parent
PLACEHOLDER = re.compile(r"^\{\{ (\w+)((?: [\w./]+)*) \}\}$", re.MULTILINE)
STALE = (
    "> The words below were last checked against an earlier version of `{file}`. Its rules and parameters, which are\n"
    "> taken from the code, are current; where words and rules disagree, the rules are right.\n"
)


def source_of(word: str) -> Path:
    """File of a submodel (of a folder its ``__init__.py``), or of another chapter whose rules the page shows."""
    chapters = ("submodels", "kernel", "initialization")
    places = [SIM / chapter / name for chapter in chapters for name in (f"{word}.py", f"{word}/__init__.py")]
    return next((path for path in places if path.exists()), SIM / f"{word}.py")


# --- what placeholders stand for ------------------------------------------------------------------------------------


def step_name(module: ModuleType) -> str:
    """Name of a step, which is that of its file."""
    return module.__name__.rpartition(".")[2].replace("_", " ")


def schedule() -> str:
    """The steps of a month, from the schedule and the docstrings of their files."""
    rows = []
    for n, module in enumerate(SCHEDULE, 1):
        file = Path(module.__file__)
        path = (file.parent if file.name == "__init__.py" else file).relative_to(SIM.parent).as_posix()
        says = re.sub(r"^[A-Z][a-z ]*: ", "", module.__doc__.splitlines()[0])
        name = f"[{step_name(module)}](#7{n}-{step_name(module).replace(' ', '-')})"
        _, written = touched_in(file)
        tables = ", ".join(f"`{table}`" for table in sorted({table for table, _ in written}))
        rows.append((str(n), name, sentence(says), tables, f"[`{path}`](../../{path})"))
    return table(("step", "name", "what happens", "tables it changes", "file"), rows)


def touches(word: str) -> str:
    """What the kernels of a step read and write, table by table."""
    read, written = touched_in(source_of(word))
    lines = []
    for verb, columns_ in (("Reads", read), ("Writes", written)):
        by_table: dict[str, list[str]] = {}
        for table_, column in sorted(columns_):
            if table_ in state.OWNED and not any(c.name == column and c.unit == "row" for c in state.OWNED[table_]):
                by_table.setdefault(table_, []).append(column)
        lines.append(f"**{verb}** " + "; ".join(f"`{t}`: {', '.join(cs)}" for t, cs in by_table.items()) + ".")
    return "\n\n".join(lines)


@cache
def steps_that_write() -> dict[tuple[str, str], str]:
    """Numbers of the steps that change each state variable, 0 for the start, by (table, column)."""
    found: dict[tuple[str, str], list[str]] = {}
    start = SIM / "initialization" / "people.py"
    files = [start, *(Path(module.__file__) for module in SCHEDULE)]
    for n, file in enumerate(files):
        for variable in touched_in(file)[1]:
            found.setdefault(variable, []).append(str(n))
    return {variable: ", ".join(steps) for variable, steps in found.items()}


def columns(name: str) -> str:
    """The state variables of one table."""
    rows = (
        (f"`{c.name}`", c.unit, sentence(c.meaning), f"{c.start:g}", steps_that_write().get((name, c.name), "–"))
        for c in state.OWNED[name]
    )
    return table(("variable", "unit", "meaning", "before the start", "changed in step"), rows)


def codes() -> str:
    """The named codes of the state."""
    named = {
        "role of a leader": state.LEADER_ROLES, "role of a researcher": state.RESEARCHER_ROLES,
        "stage of a teacher": state.TEACHER_STAGES, "stage of a partnership": state.LIFE_STAGES,
        "cause of ending": state.CAUSES, "kind of work unit": state.UNIT_KINDS,
    }  # fmt: skip
    return table(
        ("code", "values, from 0"), ((what, ", ".join(f"`{v}`" for v in names)) for what, names in named.items())
    )


def rules(word: str) -> str:
    """Words, sources and formulas of the rules of one file."""
    found = rules_of(source_of(word))
    rows = ((f"`{r.name}`", r.says, r.source or "–", r.not_modelled or "–") for r in found)
    formulas = "\n\n".join(r.body for r in found)
    return f"{table(('rule', 'what it says', 'source', 'not modelled'), rows)}\n\n```python\n{formulas}\n```"


def parameters(*groups: str) -> str:
    """Names, defaults and meanings of the parameters of some groups."""
    rows = [
        (f"`{p.name}`", default_of(p), p.unit, sentence(p.meaning)) for g in groups for p in registry().select(group=g)
    ]
    return table(("parameter", "default", "unit", "meaning"), rows)


def default_of(p: Parameter) -> str:
    """Default value as it stands in tables."""
    return str(p.default) if p.choices else number(p.default)


def outcomes() -> str:
    """The outcomes of a run."""
    rows = ((f"`{o.name}`", o.unit, sentence(o.meaning), o.framework) for o in OUTCOMES)
    return table(("outcome", "unit", "meaning", "reports against"), rows)


def events() -> str:
    """What a scenario can make happen."""
    rows = []
    for kind in EVENTS.values():
        span = f"{kind.value_meaning} [{kind.unit}], {number(kind.low)} to {number(kind.high)}"
        keys = ", ".join(kind.takes) or "–"
        rows.append((f"`{kind.name}`", kind.meaning, ", ".join(kind.targets), span if kind.has_value else "–", keys))
    return table(("event", "what happens", "aimed at", "value", "further keys"), rows)


def watched() -> str:
    """What conditions can look at."""
    rows = ((f"`{w.name}`", w.sort, w.unit, f"0 to {number(w.high)}", sentence(w.meaning)) for w in WATCHED.values())
    return table(("outcome", "of each", "unit", "bounds", "meaning"), rows)


def known() -> str:
    """Kinds of chance that a history can switch off."""
    rows = (
        (f"`{c.name}`", str(c.code), c.what, ", ".join(key for key, names in NARROWED.items() if c.name in names))
        for c in CHANCES.values()
    )
    return table(("kind", "bit", "what does not happen by chance", "narrowed by"), rows)


def logged() -> str:
    """Names of what the event log tells."""
    return ", ".join(f"`{name}`" for name, _ in log.CODES.values()) + "."


def draws() -> str:
    """The named decisions of chance, with their addresses."""
    found = {name: value for name, value in vars(chance).items() if name.isupper() and type(value) is int}
    return ", ".join(f"{name.lower()} {value}" for name, value in sorted(found.items(), key=lambda item: item[1])) + "."


def sizes() -> str:
    """Fixed numbers of slots."""
    return table(
        ("what", "number"),
        (
            (
                "work units that a partnership can run at a time (the last slot is for rapid response)",
                str(state.UNIT_SLOTS),
            ),
            ("grants that a partnership can hold", str(state.GRANT_SLOTS)),
            ("proposals of a partnership that can be under review", str(state.PROPOSAL_SLOTS)),
            ("colleagues whom a teacher asks for advice", str(state.ADVICE_TIES)),
        ),
        right=(1,),
    )


def checked(word: str, version: str) -> str:
    """A remark where the words were written for another version of the code; otherwise nothing."""
    return (
        ""
        if version == version_of(source_of(word))
        else STALE.format(file=source_of(word).relative_to(SIM.parent).as_posix())
    )


PARTS: dict[str, Callable[..., str]] = {
    part.__name__: part
    for part in (
        schedule, touches, columns, codes, rules, parameters, outcomes, events, watched, known, logged, draws, sizes,
        checked,
    )  # fmt: skip
}


def page() -> str:
    """The whole page.

    Raises:
        KeyError: the template has a placeholder that nothing stands for.
    """
    text = TEMPLATE.read_text(encoding="utf-8")
    filled = PLACEHOLDER.sub(lambda found: PARTS[found[1]](*found[2].split()), text)
    return re.sub(r"\n{3,}", "\n\n", filled)


def note_checked(words: list[str]) -> None:
    """Notes in the template that the words on some steps fit the present code."""

    def renewed(found: re.Match) -> str:
        word = found[1]
        return (
            f"{{{{ checked {word} {version_of(source_of(word))} }}}}" if "all" in words or word in words else found[0]
        )

    text = re.sub(r"\{\{ checked (\w+) \w+ \}\}", renewed, TEMPLATE.read_text(encoding="utf-8"))
    TEMPLATE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--checked"]:
        note_checked(sys.argv[2:])
    write(PAGE, page())

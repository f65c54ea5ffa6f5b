"""Writes ``docs/portraits/``: a page for each portrait, from its scenario file (``make docs``).

What runs show of them comes from ``docs/portraits/profile.json``, which ``make portraits`` writes anew, 100 runs each.
"""

from __future__ import annotations

import argparse
import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from page_writing import DOCS, table, write

import sim
from analysis.wording.events import event_text
from analysis.wording.history import history_texts
from analysis.wording.numbers import capital, date, listed, numbered, value_text
from analysis.wording.outcomes import headed, range_of
from sim.declarations.parameters import registry
from sim.experiments.store.provenance import code_digest
from sim.measures.learning_profile import CELLS, ROLES, SILENT, STANDARDS
from sim.measures.outcomes import OUTCOME
from sim.scenario.files import load_scenario
from sim.scenario.folders import find_scenarios
from sim.scenario.portraits import notice
from sim.scenario.scenario import Scenario, accepted_value
from sim.scenario.strict_yaml import text_value

FOLDER, PROFILE, REPLICATES, SEED = "portraits", DOCS / "portraits" / "profile.json", 100, 1
#: What is told of the runs of every portrait beside its learning profile.
TOLD = ("ended", "survival_months", "trust", "promises_kept", "informed", "worth", "spread", "depth", "ownership")
#: A value in a scenario file, and what its line remarks.
STATED = re.compile(r"^\s*([a-z_]+\.[a-z_]+):\s+(\S+)\s+# (.+)$", re.MULTILINE)
#: Words by which such a remark says that no source gives the value.
ASSUMED = re.compile(r"\bassumed\b|\bstand-in\b|\btaken to be\b")
#: Remarks above the events of a file.
ABOVE_EVENTS = re.compile(r"((?:^# .+\n)+)events:", re.MULTILINE)
MADE = "<!-- Made by tools/make_portraits.py from {file}; edit that, then run `make docs`. -->"
OF_A_KIND = "Invented history: what a model makes of facts about partnerships of this kind. It is none of them."
PROMPT = " Write your answer down before you run anything."
RUNS = """\
Medians of {replicates} runs, and in brackets the range from the 5th to the 95th percentile. They tell what the model
makes of the facts and assumptions above, not what happened. Made with model {model}, seed {seed}."""
LEARNING = """\
Seven standards for professional learning (those of Learning Forward, which MB holds partnerships against). Each cell is
a measure of its own from 0 to 1, the nearest that the model has to what the standard asks. Along a row they compare
only where they measure the same."""
HEAD = f"""\
# Portraits

{MADE.format(file="scenarios/portraits/")}

Each stands for a partnership that the sources describe, and shows what the model makes of what is told of it. **The
names are real, the histories are invented**: no run is what happened there. A page has the question, the facts with
their sources, what had to be assumed, a prediction to ask for, what to try and to look at, and what runs show of
professional learning.

How to use one in a room or a class: read the question and the facts aloud, let everybody write down an answer to the
prediction, run what is to try, and then ask which of the assumptions the answer rests on.
"""


def wrapped(text: str) -> str:
    """A paragraph in lines that can be read on a code host too."""
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


class Stated(NamedTuple):
    """A value that a file states, and its remark on why."""

    name: str
    value: str
    why: str


def portraits() -> list[Scenario]:
    """All portraits, by the type that they build on and then by name."""
    found = [load_scenario(name) for name, _ in find_scenarios() if name.startswith("portraits/")]
    return sorted(found, key=lambda s: (kind_of(s).name, s.name))


def kind_of(scenario: Scenario) -> Scenario:
    """The type that a portrait builds on."""
    return load_scenario([name for name in scenario.lineage if name.startswith("types/")][-1])


def word_of(scenario: Scenario) -> str:
    """The last part of its name, which is that of its page."""
    return scenario.name.rpartition("/")[2]


def stated(text: str) -> Iterator[Stated]:
    """The values that a file states, each with its remark; where that says ``same`` it is the one above."""
    before = ""
    for name, value, why in STATED.findall(text):
        before = before if why == "same" else why
        yield Stated(name, value, before)


def page(scenario: Scenario, profile: Mapping) -> str:
    """The page of one portrait."""
    file = f"scenarios/{scenario.name}.yaml"
    text = (DOCS.parent / file).read_text(encoding="utf-8")
    kind = kind_of(scenario)
    said = notice([scenario]) or OF_A_KIND
    parts = [
        f"# {scenario.title}\n\n{MADE.format(file=file)}",
        f"> **{said}**",
        f"**{scenario.question}**",
        wrapped(scenario.note),
        f"It builds on the type *{kind.title}* ([file](../../{file}), [type](../../scenarios/{kind.name}.yaml)).",
        f"## What the sources tell\n\n{_facts(scenario)}",
        f"## What is assumed\n\n{_assumed(kind, text)}",
        _happens(scenario, text),
        f"## Predict first\n\n{wrapped(scenario.teaching.predict + PROMPT)}",
        f"## What to try\n\n{_tries(scenario)}",
        f"## What to look at\n\n{_looks(scenario)}",
        f"## What runs show\n\n{_profile(word_of(scenario), profile)}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(scenario: Scenario) -> str:
    rows = [(f.fact, f.source, listed([f"`{name}`" for name in f.used_for]) or "–") for f in scenario.facts]
    return table(("fact", "source", "what rests on it"), rows)


def _assumed(kind: Scenario, text: str) -> str:
    """Values for which no source gives a number, beside those of the type."""
    before = {**kind.partnerships[0].levers, **kind.partnerships[0].districts[0].context, **kind.world}
    rows = []
    for name, value, why in dict.fromkeys(stated(text)):
        if ASSUMED.search(why):
            known = registry()[name]
            here, there = text_value(known, value), before[name]
            same = "same" if here == accepted_value(known, there) else value_text(there, known.unit)
            rows.append((f"{known.label} (`{name}`)", value_text(here, known.unit), same, why))
    intro = (
        "The sources tell the character, seldom a number. Judgements of whoever wrote the file: "
        f"{numbered(len(rows), 'value')}. All that is not listed on this page is as in the type, or at the baseline, "
        "and so are the funders."
    )
    return f"{wrapped(intro)}\n\n{table(('what', 'here', 'in the type', 'remark'), rows)}"


def _happens(scenario: Scenario, text: str) -> str:
    """What the file makes happen, and where chance is off."""
    if not scenario.events:
        return ""
    above = [" ".join(line.removeprefix("# ") for line in found.splitlines()) for found in ABOVE_EVENTS.findall(text)]
    lines = [f"- {capital(date(e.month))} (month {e.month}): {event_text(e)}" for e in scenario.events]
    lines += [f"- {said}" for said in history_texts(scenario)]
    return "\n\n".join(["## What happens in it", *above, "\n".join(lines)])


def _tries(scenario: Scenario) -> str:
    """The scenario as it is, and what its file says to try."""
    word = word_of(scenario)
    rows = [("See what makes this case", f"`rpp show {word}`"), ("Run it as it is", f"`rpp run {word}`")]
    rows += [(attempt.do, f"`{attempt.command}`") for attempt in scenario.teaching.to_try]
    return table(("do", "command"), rows)


def _looks(scenario: Scenario) -> str:
    """What to look at; names of outcomes in code font."""
    def coded(found: re.Match[str]) -> str:
        return f"({', '.join(f'`{name}`' for name in found[1].split(', '))})"

    lines = [f"- {re.sub(r'[(]([a-z_0-9, ]+)[)]', coded, look)}" for look in scenario.teaching.look_at]
    return "\n".join(lines)


def _profile(word: str, profile: Mapping) -> str:
    """What runs show: some outcomes, and the learning profile by standard and role."""
    found = profile["portraits"][word]
    outcomes = [(capital(headed(OUTCOME[name])), found[name], OUTCOME[name].meaning) for name in TOLD]
    cells = {(cell.standard, cell.role): cell for cell in CELLS}
    said = {key: f"{cell.says}: {found[cell.name]}" for key, cell in cells.items()}
    rows = [[capital(asks), *(said.get((name, role), "–") for role in ROLES)] for name, asks in STANDARDS.items()]
    return "\n\n".join([
        RUNS.format(**profile), table(("outcome", "runs", "meaning"), outcomes),
        "### Professional learning", LEARNING, table(("standard", *ROLES), rows),
        wrapped(f"The model cannot say: {'; '.join(SILENT.values())}."),
    ])  # fmt: skip


def sources(scenario: Scenario) -> list[str]:
    """Short names of the sources of its facts, each once."""
    return list(dict.fromkeys(name.strip() for fact in scenario.facts for name in fact.source.split(";")))


def index(scenarios: Sequence[Scenario]) -> str:
    """The page that leads to the others, a section a type."""
    parts, kinds = [HEAD], list(dict.fromkeys(kind_of(s).name for s in scenarios))
    for name in kinds:
        kind = load_scenario(name)
        rows = [
            (f"[{s.title}]({word_of(s)}.md)", s.question, "; ".join(sources(s)))
            for s in scenarios if kind_of(s).name == name
        ]  # fmt: skip
        listing = table(("portrait", "question", "sources"), rows)
        parts.append(f"## {kind.title}\n\n{wrapped(f'{kind.question} {kind.note}')}\n\n{listing}\n")
    return "\n".join(parts)


def pages() -> dict[str, str]:
    """All pages by name."""
    profile, found = json.loads(PROFILE.read_text(encoding="utf-8")), portraits()
    made = {f"{FOLDER}/{word_of(s)}.md": page(s, profile) for s in found}
    return {f"{FOLDER}/index.md": index(found), **made}


def run(path: Path, replicates: int = REPLICATES) -> None:
    """Runs every portrait, and keeps what its page tells of it."""
    told: dict[str, dict[str, str]] = {}
    for scenario in portraits():
        print(scenario.name, flush=True)
        runs = sim.run(scenario, replicates=replicates, seed=SEED).runs
        names = (*TOLD, *(cell.name for cell in CELLS))
        told[word_of(scenario)] = {name: range_of(runs[name], OUTCOME[name]) for name in names}
    kept = {"model": code_digest(), "replicates": replicates, "seed": SEED, "portraits": told}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", action="store_true", help="run the portraits first (some minutes)")
    if parser.parse_args().run:
        PROFILE.parent.mkdir(exist_ok=True)
        run(PROFILE)
    for name, text in pages().items():
        write(name, text)

"""Which assumptions drive the results, and how well the model's numbers are known."""

from __future__ import annotations

import pandas as pd

from sim.parameters import GRADES, KINDS, Parameter, registry

from .report_blocks import Block, Bullets, Section, Table, Text, table_of
from .report_study import Study
from .wording import listed, number, percent

_KIND_WORDS = {
    "lever": "levers: what partners and funders choose",
    "context": "context: the setting in which they choose",
    "uncertainty": "uncertainties: how people and organisations behave",
}


def drivers(study: Study) -> Section:
    """What the results rest on."""
    return Section("Which assumptions drive the results", (), (
        Section("How well the numbers are known", (*_grades(), _what_a_change_means(study))),
        Section("Assumed numbers", (_assumed(study),)),
    ))  # fmt: skip


def _grades() -> tuple[Block, ...]:
    """Shares of evidence grades."""
    known = list(registry().values())
    facts = [p for p in known if p.grade != "choice"]
    assumed = sum(p.grade == "assumed" for p in facts)
    text = f"{assumed} of the {len(facts)} numbers that describe people, organisations and their setting "
    text += f"({percent(assumed / len(facts))}) are judgements with a plausible range; nobody has measured them. "
    text += "Results that hold over those ranges say more than results at one set of values."
    rows = []
    for kind in KINDS:
        of_kind = [p for p in known if p.kind == kind]
        counts = {grade: sum(p.grade == grade for p in of_kind) for grade in GRADES}
        rows.append({"Kind": _KIND_WORDS[kind], **{grade: str(n) for grade, n in counts.items()}})
    note = "; ".join(f"{grade}: {meaning}" for grade, meaning in GRADES.items())
    return Text(text), table_of(pd.DataFrame(rows), "Numbers of the model by evidence grade", f"{note}.")


def _what_a_change_means(study: Study) -> Block:
    """How to find out what an assumption does."""
    name = study.cases[0].scenario.name
    items = [
        f"To see what one number does, run the scenario again with another value: rpp run {name} --set NAME=VALUE. The "
        "same seed gives the same luck, so that the difference is due to the number.",
        "To see which of them matter, vary all at once: an experiment file with vary_all: uncertainties "
        "(docs/experiments.md).",
        "How the model compares with published rates and with what the literature claims stands in the documentation "
        "of validation that comes with the program.",
    ]
    if study.factors:
        groups = listed(sorted({f.name.partition(".")[0] for f in study.factors}))
        items.insert(0, f"This experiment varied {groups}; all other numbers stood still, and the results hold for "
                        "their values only.")  # fmt: skip
    else:
        items.insert(0, "Nothing but luck varies between runs of a scenario here, so that the ranges in this report "
                        "are too narrow: they leave out what is not known about people's behaviour.")  # fmt: skip
    return Bullets(tuple(items))


def _assumed(study: Study) -> Table:
    """All assumed numbers with the values that were used."""
    varied = {f.name for f in study.factors}
    rows = [
        {"Number": p.name, "Used": "varied" if p.name in varied else _used(study, p),
         "Plausible range": "" if p.choices else f"{number(p.low)} to {number(p.high)}", "Unit": p.unit,
         "Meaning": p.meaning}
        for p in registry().values() if p.grade == "assumed"
    ]  # fmt: skip
    note = "Used: the value of all scenarios, or the range where they differ."
    return table_of(pd.DataFrame(rows), f"The {len(rows)} assumed numbers", note, long=True)


def _used(study: Study, p: Parameter) -> str:
    """The value of a parameter over all rows of all cases."""
    found = set()
    for case in study.cases:
        s = case.scenario
        rows = {"world": [s.world], "partnership": [x.levers for x in s.partnerships],
                "district": [d.context for x in s.partnerships for d in x.districts],
                "funder": [f.context for f in s.funders]}[p.scope]  # fmt: skip
        found |= {row[p.name] for row in rows}
    if not found:
        return "–"
    if p.choices:
        return listed(sorted(map(str, found)))
    low, high = min(found), max(found)
    return number(low) if low == high else f"{number(low)} to {number(high)}"

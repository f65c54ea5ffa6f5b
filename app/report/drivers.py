"""Which assumptions drive the results, and how well the model's numbers are known."""

import math
import warnings
from collections import Counter
from functools import lru_cache

from analysis.plotting.strips import influences
from analysis.sensitivity.indices import sensitivity
from analysis.sensitivity.points import NotEnough, cells
from analysis.sensitivity.result import Sensitivity
from analysis.sensitivity.words import sentences
from analysis.survival.columns import label_of, step_name
from analysis.survival.lever_figures import forest
from analysis.survival.regression import hazard_ratios
from analysis.wording.labels import parameter_name
from analysis.wording.numbers import capital, listed, number, percent, small
from analysis.wording.outcomes import meaning
from app.report.blocks import Block, Bullets, Figure, Section, Table, Text, picture, table_of
from app.report.discovery import early_endings
from app.report.study import Study, case_titles
from sim.declarations.parameters import GRADES, KINDS, Parameter, registry
from sim.extras import Missing
from sim.measures.outcomes import OUTCOME, names_of

_KIND_WORDS = {
    "lever": "levers: what partners and funders choose",
    "context": "context: the setting in which they choose",
    "variety": "variety: how partnerships, places and people differ",
    "uncertainty": "uncertainties: how people and organisations behave",
}


#: Parameters in a table of influences, rows from which a table is folded, and the least rank correlation that is told.
MOST_FACTORS, LONG_TABLE, CLEAR_DIRECTION = 20, 30, 0.1
#: Factors for which hazard ratios are worked out: each takes a fit of its own.
MOST_LEVERS = 40
#: Sentences that are told of each outcome: what matters most, what cannot be told, and how much is noise.
SENTENCES = 3
#: Outcomes of which is told what they depend on.
MAIN = names_of("drivers")


def drivers(study: Study) -> Section:
    """What the results rest on."""
    varied: tuple[Section, ...] = ()
    if study.factors and len(study.runs):
        varied = (Section("What outcomes depend on", _influences(study)), *early_endings(study))
    return Section("Which assumptions drive the results", (), (
        *varied,
        Section("How well the numbers are known", (*_grades(), _what_a_change_means(study))),
        Section("Assumed numbers", (_assumed(study),)),
    ))  # fmt: skip


@lru_cache(maxsize=4)
def sensitivities(study: Study) -> tuple[dict[str, Sensitivity], tuple[str, ...]]:
    """What main outcomes of the reference depend on; and why some of them could not be worked out."""
    found, refused = {}, []
    place = case_titles(study.results.plan).index(study.reference)
    for outcome in MAIN:
        try:
            with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # of SALib, for constant outcomes
                found[outcome] = sensitivity(cells(study.results.plan, study.runs, outcome)[place])
        except NotEnough as error:
            refused.append(f"{meaning(OUTCOME[outcome])}: {error}.")
        except Missing as error:
            refused.append(f"{error}.")
    return found, tuple(dict.fromkeys(refused))


def strongest(study: Study) -> list[str]:
    """What matters most for how long partnerships of the reference last, for the box "In short"."""
    if not study.factors or study.runs.empty:
        return []
    found = sensitivities(study)[0].get(MAIN[0])
    return [f"{study.reference}: {small(sentences(found)[0])}"] if found else []


def _influences(study: Study) -> tuple[Block, ...]:
    """Drawings, sentences and a table of influences, and what makes endings more or less likely."""
    found, refused = sensitivities(study)
    told = [*refused, *(" ".join(sentences(one)[:SENTENCES]) for one in found.values())]
    if len(study.cases) > 1:
        told.append(f"All this is about {study.reference}; rpp sensitivity tells the same of the other scenarios.")
    blocks: list[Block] = [Bullets(tuple(told))]
    pictures, rows = [], []
    for outcome, one in found.items():
        names = listed([parameter_name(name) for name in one.table["factor"].head(3)])
        alt = f"Parameters by their influence on this outcome: {meaning(OUTCOME[outcome])}. The strongest are {names}."
        pictures.append(picture(influences(one), alt))
        rows += [
            {"Parameter": parameter_name(row.factor), "Outcome": meaning(OUTCOME[outcome]),
             "Influence": _rounded(row.influence, row.error), "By chance": _rounded(row.chance),
             "Told from chance": "yes" if row.clear else "no", "More of it": _way(row.direction), "Name": row.factor}
            for row in one.table.head(MOST_FACTORS).itertuples()
        ]  # fmt: skip
    if pictures:
        measure = next(iter(found.values())).measure
        caption = f"What main outcomes of {study.reference} depend on. Influence: {measure}; line: 95 % interval; "
        caption += "grey: what chance alone would show. Filled: told from chance; hollow: may be chance."
        note = "More of it: whether outcomes go up or down as the parameter goes up."
        blocks += [
            Figure("influences", caption, tuple(pictures)),
            table_of(rows, "Influence of what was varied", note, long=len(rows) > LONG_TABLE),
        ]
    return (*blocks, *_lives(study))


def _lives(study: Study) -> tuple[Block, ...]:
    """How likely an end is at the high end of each range, compared with its low end."""
    if len(study.factors) > MOST_LEVERS:
        return (Text(f"Hazard ratios are worked out for up to {MOST_LEVERS} factors; here are {len(study.factors)}."),)
    # The titles of cases name scenario and policy together.
    effects = hazard_ratios(study.runs.assign(policy=""), study.factors)
    if effects.table.empty:
        return tuple(Text(f"Hazards: {note}.") for note in effects.notes)
    sheet = forest(effects).figure
    first = effects.table.iloc[0]
    alt = f"Hazard ratios of {len(effects.table)} steps; the strongest is {label_of(first['lever'], first['step'])}: "
    alt += f"{first['ratio']:.2f} times as likely to end."
    caption = "How many times as likely a partnership is to end in any month, from the low to the high end of each "
    caption += f"range (hazard ratio; {effects.model}; line: 95 % interval). Full dots: the interval leaves out 1. "
    caption += f"{effects.endings:,} endings of {effects.runs:,} partnerships."
    caption += "".join(f" {capital(note)}." for note in effects.notes)
    rows = [
        {"Parameter": parameter_name(row.lever), "Step": step_name(row.lever, row.step),
         "Hazard ratio": f"{row.ratio:.2f} ({row.low:.2f} to {row.high:.2f})",
         "Same early and late": "yes" if row.steady else "no: an average over time", "Note": row.note,
         "Name": row.lever}
        for row in effects.table.head(MOST_FACTORS).itertuples()
    ]  # fmt: skip
    return (
        Figure("hazard-ratios", caption, (picture(sheet, alt),)),
        table_of(rows, "What makes endings more or less likely", long=len(rows) > LONG_TABLE),
    )


def _rounded(value: float, error: float = math.nan) -> str:
    if not math.isfinite(value):
        return "not known"
    return f"{value:.3g}" + (f" \N{PLUS-MINUS SIGN} {error:.2g}" if math.isfinite(error) else "")


def _way(direction: float) -> str:
    """Up or down, where the direction is clear enough to be told."""
    if not math.isfinite(direction) or abs(direction) < CLEAR_DIRECTION:
        return "–"
    return "up" if direction > 0 else "down"


def _grades() -> tuple[Block, ...]:
    """Shares of evidence grades."""
    known = list(registry().values())
    facts = [p for p in known if p.grade != "choice"]
    assumed = sum(p.grade == "assumed" for p in facts)
    text = f"{assumed} of the {len(facts)} numbers that describe people, organisations and their setting "
    text += f"({percent(assumed / len(facts))}) are judgements with a plausible range; nobody has measured them. "
    text += "Results that hold over those ranges say more than results at one set of values."
    counts = Counter((p.kind, p.grade) for p in known)
    rows = [{"Kind": _KIND_WORDS[kind], **{grade: counts[kind, grade] for grade in GRADES}} for kind in KINDS]
    note = "; ".join(f"{grade}: {meaning}" for grade, meaning in GRADES.items())
    return Text(text), table_of(rows, "Numbers of the model by evidence grade", f"{note}.")


def _what_a_change_means(study: Study) -> Block:
    """How to find out what an assumption does."""
    name = study.cases[0].scenario.name
    items = [
        f"To see what one number does, run the scenario again with another value: rpp run {name} --set NAME=VALUE. The "
        "same seed gives the same random numbers, so that the difference is due to the number.",
        "To see which of them matter, vary all at once: an experiment file with vary_all: uncertainties "
        "(docs/guide/experiments.md).",
        "Which way each lever and each influential assumption moves outcomes stands in docs/model/directions.md.",
        "How the model compares with published rates, and what becomes of the claims of the literature over the ranges "
        "of its numbers, is worked out by rpp evidence and rpp claims, and told in docs/why/trace.md.",
    ]
    if study.factors:
        groups = listed(sorted({f.name.partition(".")[0] for f in study.factors}))
        items.insert(0, f"This experiment varied {groups}; all other numbers stood still, and the results hold for "
                        "their values only.")  # fmt: skip
    else:
        items.insert(0, "Nothing but chance varies between runs of a scenario here, so that the ranges in this report "
                        "are too narrow: they leave out what is not known about people's behaviour.")  # fmt: skip
    return Bullets(tuple(items))


def _assumed(study: Study) -> Table:
    """All assumed numbers with the values that were used."""
    varied = {f.name for f in study.factors}
    rows = [
        {"Number": p.label, "Used": "varied" if p.name in varied else _used(study, p),
         "Plausible range": "" if p.choices else f"{number(p.low)} to {number(p.high)}", "Unit": p.unit,
         "Meaning": p.meaning, "Name": p.name}
        for p in registry().values() if p.grade == "assumed"
    ]  # fmt: skip
    note = "Used: the value of all scenarios, or the range where they differ."
    return table_of(rows, f"The {len(rows)} assumed numbers", note, long=True)


def _used(study: Study, p: Parameter) -> str:
    """The value of a parameter over all rows of all cases."""
    rows = [row for case in study.cases for _, row in case.scenario.rows(p.scope)]
    found = {row[p.name] for row in rows if p.name in row}  # results may be of an earlier version
    if not found:
        return "–"
    if p.choices:
        return listed(sorted(map(str, found)))
    low, high = min(found), max(found)
    return number(low) if low == high else f"{number(low)} to {number(high)}"

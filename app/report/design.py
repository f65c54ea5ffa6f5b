"""What was run: scenarios, how they differ, and what a sweep varied."""

from analysis.wording import differences
from analysis.wording.history import history_texts
from analysis.wording.labels import parameter_name
from analysis.wording.numbers import counted, listed, number, sentence, value_text
from app.report.blocks import Block, Bullets, Section, Text, kept, table_of
from app.report.study import Study
from app.results.baseline import baseline
from sim.declarations.parameters import registry

#: Differences that are told of each case; the rest are counted.
MOST_DIFFERENCES = 25
#: Notes on scenarios that are listed; more are a table.
FEW_NOTES = 3
_METHODS = {
    "none": "nothing else varies",
    "grid": "every combination of their levels",
    "list": "points written out one by one",
    "csv": "points from a file",
    "one_at_a_time": "one factor moved at a time, which shows directions and hides how factors work together",
    "random": "independent random points",
    "latin_hypercube": "a Latin hypercube: random points spread evenly over each range",
    "sobol": "a Sobol sequence: points spread evenly over all ranges together",
    "morris": "Morris trajectories: one factor after the other is moved, from many starting points",
    "saltelli": "Saltelli's sample, made for Sobol indices",
}


def what_was_run(study: Study) -> Section:
    """Cases, their differences, and the design."""
    parts = [Section("Scenarios", _cases(study)), Section("How they differ", _differences(study))]
    if study.factors:
        parts.append(Section("What the experiment varies", _design(study)))
    return Section("What was run", _sizes(study), tuple(parts))


def _sizes(study: Study) -> tuple[Block, ...]:
    """Runs, months and seed, and what is missing."""
    years = number(study.results.months / 12)
    differ = "by chance and in what the experiment varies." if study.factors else "by chance only."
    text = f"{study.finished:,} runs of {study.results.months} months ({years} years), from seed {study.results.seed}. "
    text += f"Each run follows one world month by month; runs of one scenario differ {differ}"
    if len(study.cases) > 1:
        text += " Runs of different scenarios with the same number are paired by seed (common random numbers), except "
        text += "where their decisions differ, so that they can be compared pair by pair."
    missing = []
    if study.done < study.planned:
        share = study.done / study.planned
        missing.append(f"This experiment is not finished: {study.done:,} of {study.planned:,} runs ({share:.0%}) are "
                       "done. Everything below is about these.")  # fmt: skip
    if study.results.failed:
        missing.append(f"{counted(study.results.failed, 'run')} of {study.done:,} failed and are left out; the reasons "
                       "stand under Provenance.")  # fmt: skip
    return tuple(Text(words) for words in [text, *missing])


def _cases(study: Study) -> tuple[Block, ...]:
    rows = [
        {"Scenario": case.title, "Question": case.scenario.question or "–", "Runs": f"{case.runs:,}",
         "Partnerships in each": len(case.scenario.partnerships),
         "Districts": sum(len(p.districts) for p in case.scenario.partnerships)}
        for case in study.cases
    ]  # fmt: skip
    notes = {case.scenario.note: case.scenario.title for case in study.cases if case.scenario.note}
    told = Bullets(tuple(f"{title}: {sentence(note)}" for note, title in notes.items())) if notes else None
    if len(notes) > FEW_NOTES:
        rows_of_notes = [{"Scenario": title, "What it stands for": note} for note, title in notes.items()]
        told = table_of(rows_of_notes, "What scenarios stand for", long=True)
    known = [f"{case.title}: {text}" for case in study.cases for text in history_texts(case.scenario)]
    return kept((table_of(rows, "Scenarios"), told, Bullets(tuple(known)) if known else None))


def _differences(study: Study) -> tuple[Block, ...]:
    """Each case compared with the reference, or the only one with the baseline."""
    reference = next(case for case in study.cases if case.title == study.reference)
    against, name = reference.scenario, reference.title
    if len(study.cases) == 1:
        found = baseline()
        if found is None:
            return (Text("There is nothing to compare this scenario with."),)
        if found.digest == reference.scenario.digest:
            return (Text("This is the baseline, with which all other scenarios are compared."),)
        against, name = found, f"the scenario {found.title}"
    blocks: list[Block] = []
    if set(against.world) != set(study.cases[0].scenario.world):
        blocks.append(Text("The results come from another version of the model, which has some other numbers."))
    others = [case for case in study.cases if len(study.cases) == 1 or case is not reference]
    for case in others:
        rows = differences.between(against, case.scenario)
        title = f"{case.title}, compared with {name}"
        if not rows:
            blocks.append(Text(f"{title}: the same content."))
            continue
        shown = [{"What": d.meaning or d.name, "Where": d.where, f"{name} → this": d.values(), "Name": d.name}
                 for d in rows[:MOST_DIFFERENCES]]  # fmt: skip
        left = len(rows) - len(shown)
        note = f"{left} more are left out; rpp diff lists all of them." if left > 0 else ""
        blocks.append(table_of(shown, f"{title}: {len(rows)} differences", note, long=len(others) > 2))
    return tuple(blocks)


def _design(study: Study) -> tuple[Block, ...]:
    """Factors and their ranges."""
    plan = study.results.plan
    methods = listed([_METHODS.get(d.method, d.method) for d in plan.designs])
    text = f"{plan.points:,} design points with {counted(plan.replicates, 'run')} each; {methods}. Every range below "
    text += "is a statement about what is thought possible, not about how likely it is."
    known = registry()
    rows = []
    for factor in study.factors:
        p = known.get(factor.name)
        unit = p.unit if p else ""
        values = listed([v if isinstance(v, str) else number(v) for v in factor.levels])
        if not factor.levels:
            values = f"{value_text(factor.low, unit)} to {value_text(factor.high, unit)}"
        kind, told = (p.kind, p.meaning) if p else ("bundle of values", "its levels set several values")
        rows.append({"Factor": parameter_name(factor.name), "Range": values, "Kind": kind, "Meaning": told,
                     "Name": factor.name})  # fmt: skip
    return (Text(text), table_of(rows, "What varies, and how far", long=len(rows) > MOST_DIFFERENCES))

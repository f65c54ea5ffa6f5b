"""The end of a report: how sure we are, limits, methods, where the results come from, and the glossary."""

import shlex

import sim
from analysis.wording.numbers import counted, listed, sentence
from app.report.blocks import Block, Bullets, Code, Section, Text, table_of
from app.report.study import Study
from sim.measures.outcomes import OUTCOMES
from sim.schedule import SCHEDULE

#: Runs of a case below which its shares say little.
FEW_RUNS = 30
#: Kinds of failures that are told one by one.
MOST_FAILURES = 10


def limits(study: Study) -> Section:
    """How sure we are, and what the results must not be used for."""
    few = [case.title for case in study.cases if case.runs < FEW_RUNS]
    sure = [
        "Two sorts of ranges stand in this report. The 90 % range (P5 to P95) of runs tells how different the same "
        "partnership can turn out by chance; more runs do not make it narrower. The 95 % interval of a mean or of a "
        "difference tells how well the runs pin it down; more runs do make it narrower.",
        "Neither of them holds what is not known about the world: whether the rules of the model, and its assumed "
        "numbers, are right.",
    ]
    if few:
        sure.append(f"{counted(len(few), 'scenario')} of {len(study.cases)} {'has' if len(few) == 1 else 'have'} fewer "
                    f"than {FEW_RUNS} runs. Their shares may be off by ten percentage points and more.")  # fmt: skip
    never = (
        "to foretell what becomes of one real partnership: two runs that differ only by chance can end differently;",
        "to judge people, districts, universities or programmes, or to rank real partnerships;",
        "to decide by itself about starting, paying for or ending a partnership;",
        "to quote a level (a share of teachers, a number of months, dollars) as an estimate for the real world: "
        "directions and comparisons carry further than levels;",
        "for settings far from the ones that it was made for: school districts in the United States.",
    )
    return Section("How sure we are, and limits", (Bullets(tuple(sure)),), (
        Section("What these results must not be used for", (Bullets(never),)),
        Section("What they are good for", (
            Text("To think through how designs, money and people's comings and goings work together over years; to see "
                 "which choices matter in the model and why; to find out what is worth measuring; and to prepare a "
                 "conversation in which those who know the place have the last word."),
        )),
    ))  # fmt: skip


def methods(study: Study) -> Section:
    """Methods, short."""
    steps = [step.__name__.rpartition(".")[2].replace("_", " ") for step in SCHEDULE]
    texts = [
        "An agent-based model: researchers, district leaders, teachers, coordinators and funders act month by month. "
        f"A month has {len(SCHEDULE)} steps: {listed(steps)}. Outcomes follow from what people do; "
        "no rule asks for the type of a partnership or for an outcome.",
        "Survival is the Kaplan-Meier estimate (Kaplan & Meier 1958) with a 95 % log-log band; partnerships that were "
        "still going at the horizon count as followed that far. Ranges are percentiles over runs.",
    ]
    if len(study.cases) > 1:
        texts.append(
            "Scenarios are compared pair by pair: common random numbers pair their replicates. Differences are means "
            "over pairs, with the 95 % interval of Student's t; partnerships that share a world are averaged first. A "
            "difference counts as statistically distinguishable after Holm's (1979) correction for the number of "
            "comparisons in its table."
        )
    if study.factors:
        texts.append(
            "Intervals count whatever runs share, draws of what varies and sets of random numbers, as clusters "
            "(Cameron, Gelbach & Miller 2011); where there are too few of these, none is given."
        )
        texts.append(
            "What outcomes depend on is worked out by the method that the design was made for (Morris, Sobol), or from "
            "the points as they are (PAWN), with SALib, and set against a noise floor. Hazard ratios are "
            "Cox's (1972), ties by Efron's method (1977)."
        )
    return Section("Methods", tuple(Text(text) for text in texts))


def provenance(study: Study) -> Section:
    """Where every number comes from, and how to make it again."""
    made = study.results.manifest
    program, command = made.get("program", {}), shlex.join(["rpp", *made.get("command", [])[1:]])
    facts = {
        "Program": f"RPP Sim (rpp-sim) {study.results.version}",
        "Digest of the model's code": program.get("code", ""),
        "Commit": program.get("commit", ""),
        "Digest of the plan": study.results.plan.digest,
        "Seed": str(study.results.seed),
        "Months": str(study.results.months),
        "Runs": f"{study.planned:,} planned, {study.done:,} done, {study.results.failed:,} failed",
        "Date of the results": made.get("written", "not known: not finished"),
        "Libraries": ", ".join(f"{name} {version}" for name, version in made.get("versions", {}).items()),
        "Page made by": f"rpp report, version {sim.__version__}",
    }
    rows = [{"What": what, "Value": value} for what, value in facts.items() if value != ""]
    blocks: list[Block] = [table_of(rows, "Where the results come from")]
    if made:
        blocks += [Text("The results were made by:"), Code(command)]
    own = [
        {"Scenario": case.title, "File": case.scenario.name, "Built from": " + ".join(case.scenario.lineage),
         "Digest": case.scenario.digest}
        for case in study.cases
    ]  # fmt: skip
    note = "The same digest, seed and version give the same numbers."
    parts = [Section("Scenarios and their digests", (table_of(own, "Scenarios and their digests", note),))]
    known = [{"Scenario": case.title, "Fact": sentence(f.fact), "Source": f.source}
             for case in study.cases for f in case.scenario.facts]  # fmt: skip
    if known:
        parts.append(Section("Facts that scenarios rest on", (table_of(known, "Facts and their sources", long=True),)))
    if study.results.failed:
        parts.append(Section("Failed runs", _failures(study)))
    return Section("Provenance", tuple(blocks), tuple(parts))


def _failures(study: Study) -> tuple[Block, ...]:
    """Reasons of failed runs, the commonest first."""
    failures = study.results.failures
    failed = failures.assign(message=[(str(m).splitlines() or [""])[0] for m in failures["message"]])
    grouped = failed.groupby(["error", "message"], sort=False)
    found = grouped.agg(runs=("run", "size"), first=("run", "min")).reset_index()
    found = found.sort_values(["runs", "first"], ascending=[False, True], kind="stable")
    rows = [
        {"Error": row.error, "What it says": row.message[:200], "Runs": f"{row.runs:,}", "Repeat the first by":
         f"rpp repeat DIR {row.first}"}
        for row in found.head(MOST_FAILURES).itertuples()
    ]  # fmt: skip
    left = len(found) - len(rows)
    note = f"{counted(left, 'more reason')} not shown." if left > 0 else ""
    text = f"{counted(study.results.failed, 'run')} of {study.done:,} failed. They are left out of everything above; "
    text += "if they failed for a reason that has to do with their outcome, the results lean to one side."
    return Text(text), table_of(rows, "Why runs failed", note)


def glossary() -> Section:
    """Every outcome with unit, definition and framework."""
    rows = [{"Outcome": o.name, "Unit": {"share": "0 to 1", "0/1": "yes or no"}.get(o.unit, o.unit),
             "Meaning": sentence(o.meaning), "Framework": o.framework} for o in OUTCOMES]  # fmt: skip
    terms = (
        "Run: one simulated world. Replicate: runs with the same number are paired by seed.",
        "Scenario: one set of choices and circumstances. Lever: a choice of the partners or their funders. "
        "Uncertainty: a number about behaviour that is not known well.",
        "Innovation: the improvement of teaching that the partnership works on. Depth: how far a teacher's practice is "
        "on the way from recitation (0) to ambitious instruction (1).",
        "Dormant: a partnership that rests, and may start again.",
    )
    return Section("Glossary", (Bullets(terms), table_of(rows, "Outcomes")))

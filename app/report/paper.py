"""Paragraphs of a report to copy into a paper: what was run and with what, what it cannot say, how to cite it.

Square brackets are for the author to fill.
"""

from collections import Counter

from analysis.wording.numbers import listed, numbered
from app.report.blocks import Section, Text
from app.report.study import Study
from sim.declarations.parameters import registry
from sim.experiments.plan.random_numbers import BLOCKS, COMMON, INDEPENDENT

#: Scenarios up to which a paragraph names each of them.
MOST_NAMED = 6
#: Who had which random numbers, as a paper says it.
SHARED = {
    COMMON: "Runs of the same replicate had common random numbers, so that comparisons are paired.",
    INDEPENDENT: "Each point of the design had random numbers of its own, which scenarios and policies compared at "
                 "that point had in common.",
    BLOCKS: "Neighbouring points of the design had common random numbers, as its analysis wants them.",
}  # fmt: skip


def to_copy(study: Study) -> Section:
    """Methods, limits and citation of a study, as text to copy."""
    return Section("To copy into a paper", (
        Text("Square brackets are yours to fill. Read each sentence before you sign it."),
    ), (
        Section("Methods, to copy", (Text(_methods(study)),)), Section("Limits", (Text(_limits()),)),
        Section("Citation", (Text(_citation(study)),)),
    ))  # fmt: skip


def _methods(study: Study) -> str:
    plan, program = study.results.plan, study.results.manifest.get("program", {})
    named = [f"{case.title} (digest {case.scenario.digest})" for case in study.cases]
    cases = numbered(len(named), "scenario") + (f": {listed(named)}" if len(named) <= MOST_NAMED else "")
    points = f" at {plan.points:,} design points" if plan.points > len(named) else ""
    failed = f" {numbered(study.results.failed, 'run')} failed and {'was' if study.results.failed == 1 else 'were'} "
    shared = f" {SHARED[plan.settings.random_numbers]}" if plan.points > 1 else ""
    return (
        f"We used RPP Sim {study.results.version} (code {program.get('code', '[digest]')}), an agent-based model of "
        "research-practice partnerships in which researchers, district leaders, teachers, coordinators and funders act "
        "month by month; it is described after ODD and ODD+D in [appendix or address]. "
        f"We ran {cases}{points}, with {numbered(plan.replicates, 'replicate')} of {study.results.months} months each "
        f"({study.planned:,} runs; seed {study.results.seed}; plan {plan.digest})."
        f"{failed + 'left out.' if study.results.failed else ''}{shared} "
        "[Why these scenarios; which of their values rest on sources, and which are our judgement.] "
        "[Which outcomes were chosen before the runs, which differences matter, and how they were compared.]"
    )


def _limits() -> str:
    graded = Counter(p.grade for p in registry().values() if p.kind == "uncertainty")
    return (
        "The model explains and illustrates; it does not forecast any one partnership, and its histories of named "
        f"places are invented. Of its {sum(graded.values())} parameters of how people and organisations behave, "
        f"{graded['assumed']} are judgements with a stated range. [Which of them were varied, and which our findings "
        "depend on.] Directions and comparisons carry further than levels, which are no estimates for the real world. "
        "Students, parents, unions and boards of education do not act in it. [Which claims of the literature that bear "
        "on our question the model meets, and which it fails.]"
    )


def _citation(study: Study) -> str:
    sources = sorted({s.strip() for c in study.cases for f in c.scenario.facts for s in f.source.split(";")})
    rest = f" The scenarios rest on {listed(sources)} [references in full]." if sources else ""
    return (
        "The RPP Sim developers. RPP Sim: an agent-based simulation of research-practice partnerships in education, "
        f"version {study.results.version} [address]. Inputs, runs and provenance: [address of the archive that "
        f"rpp archive makes].{rest}"
    )

"""Findings on scale (Coburn 2003) and on health (Henrick et al. 2017)."""

from functools import partial

from analysis.overview import figures
from analysis.wording.outcomes import range_of
from app.report.blocks import Section, Table, Text, kept, table_of
from app.report.contrasts import COMPARED
from app.report.evidence import MEDIANS, about, curves, levels
from app.report.study import Study
from sim.measures.learning_profile import CELLS, ROLES, SILENT, STANDARDS
from sim.measures.outcomes import OUTCOME, names_of

#: The five dimensions of a partnership's health (Henrick et al. 2017), each with the group of outcomes that speak to it
#: and what it asks.
DIMENSIONS = {
    "Trust and relationships": ("trust", "Do people on both sides trust each other, keep promises, and have a say?"),
    "Rigorous research that informs action": ("research", "Is the research sound, and about what the district needs?"),
    "Support of the district's goals": (
        "support", "Do leaders use the research when they decide, and is the innovation enacted with fidelity?",
    ),
    "Knowledge for improvement elsewhere": ("knowledge", "What do others learn from it, and do they believe it?"),
    "Capacity of both sides": (
        "capacity", "Can the district use research by itself at the end, and what have both sides learned?",
    ),
}  # fmt: skip


def scale(study: Study) -> Section:
    """Coburn's four dimensions of scale, equity, and costs."""
    over_time = (
        [figures.reach] if len(study.cases) == 1 else [partial(figures.reach, only=n) for n in ("users", "deep")]
    )
    return Section("Scale: does it reach many classrooms?", (
        Text("Scale is more than numbers (Coburn 2003): an improvement spreads to more teachers, changes their "
             "practice in depth, is sustained, and comes to be owned by the district. Sustained practice stands in "
             "the section above."),
    ), (
        Section("Spread and depth", (
            *kept((curves(study, "reach", study.series("users", "deep"), over_time, "Share of all teachers who use the "
                          "innovation, and who use it with deep practice (a threshold), by year. " + MEDIANS),)),
            *about(study, "spread", ("spread", "deep_use", "depth"), compared=("spread", "deep_use", "depth")),
        )),
        Section("Ownership", about(study, "ownership", ("ownership", "districts_adopted"), compared=("ownership",))),
        Section("Equity", (
            Text("Above 0, schools with little poverty are better off than schools with much poverty."),
            *about(study, "equity", ("practice_gap", "access_gap"), compared=("practice_gap",)),
        )),
        Section("Costs", about(
            study, "costs", ("money_put_in", "dollars", "dollars_per_user", "practice_hours"),
            compared=("money_put_in", "dollars_per_user"),
        )),
    ))  # fmt: skip


def health(study: Study) -> Section:
    """The five dimensions of health, and the four components."""
    names = ("commitments", "structures", "expertise", "social_learning")
    components = [partial(figures.components, only=name) for name in names]
    if len(study.cases) == 1:
        components = [figures.components]
    parts = []
    for title, (group, question) in DIMENSIONS.items():
        first, outcomes = [Text(question)], names_of(group)
        if group == "trust":
            first += kept((curves(study, "trust", study.series("trust"), [figures.trust], "Trust between the partners "
                                  "by year, in partnerships that were still going. " + MEDIANS),))  # fmt: skip
        compared = [name for name in outcomes if name in COMPARED]
        parts.append(Section(title, (*first, *about(study, outcomes[0], outcomes, compared=compared))))
    parts.append(Section("Four components", (
        Text("Commitments, structures, expertise and social learning (McMahon, Henrick & Sullivan 2022) are what a "
             "partnership works with. Balance tells how even they are."),
        *kept((curves(study, "components", study.series(*names), components, "Strength of the four components by year, "
                      "in partnerships that were still going. " + MEDIANS), levels(study, (*names, "balance")))),
    )))  # fmt: skip
    parts.append(Section("Professional learning", (
        Text("Seven standards for professional learning (Learning Forward 2011, which Meister & Blitz hold partnerships"
             " against), as far as the model can speak of them. Each cell is a measure of its own from 0 to 1, so that "
             "columns compare along a row only where they measure the same."),
        profile(study),
    )))  # fmt: skip
    return Section("Health: is it a good partnership?", (
        Text("The five dimensions of effectiveness of Henrick et al. (2017). Indices run from 0 (none) to 1 (as much "
             "as there can be); they have no unit outside the model and serve to compare."),
    ), tuple(parts))  # fmt: skip


def profile(study: Study) -> Table:
    """The learning profile: a row for each standard, and case where there are several; a column for each role."""
    cells, rows = {(cell.standard, cell.role): cell for cell in CELLS}, []
    for name, part in study.runs.groupby("scenario", sort=False):
        for standard, asks in STANDARDS.items():
            row = {"Scenario": name} if len(study.cases) > 1 else {}
            row["Standard"] = f"{asks[0].upper()}{asks[1:]}"
            for role in ROLES:
                cell = cells.get((standard, role))
                told = "–" if cell is None else f"{cell.says}: {range_of(part[cell.name], OUTCOME[cell.name])}"
                row[role.capitalize()] = told
            rows.append(row)
    note = "Median, and in brackets the 90 % range of runs. The model cannot say: " + "; ".join(SILENT.values()) + "."
    return table_of(rows, "Professional learning by standard and role", note)

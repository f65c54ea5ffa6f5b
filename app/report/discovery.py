"""Scenario discovery in a report: under which values of what was varied partnerships end early."""

from analysis.discovery.cases import read_case
from analysis.discovery.figures import box_figure
from analysis.discovery.search import discover
from analysis.discovery.words import sentences
from analysis.sensitivity.points import NotEnough
from app.report.blocks import Block, Bullets, Figure, Section, Text, picture
from app.report.study import Study

#: Fewest design points of a case that are searched, and the age before which an end is early [months].
FEWEST_POINTS, EARLY = 200, 60


def early_endings(study: Study) -> tuple[Section, ...]:
    """Where partnerships end early; no section where nothing could be found out."""
    runs = study.runs
    if not study.factors or study.results.months <= EARLY or runs["point"].nunique() < FEWEST_POINTS:
        return ()
    case = read_case(f"survival_months < {EARLY}", runs)
    keys = ["scenario"] if len(study.cases) > 1 else []
    x = runs[[*keys, *(factor.name for factor in study.factors)]]
    title = "Where they end within five years"
    try:
        found = discover(x, case.of(runs), runs["point"].to_numpy(), seed=study.results.seed)
    except NotEnough as error:
        return (Section(title, (Text(f"This was not looked for: {error}."),)),)
    told = sentences(found, case.words)
    blocks: list[Block] = [Bullets(tuple(told))]
    if found.boxes:
        caption = "The part of the space in which ends within five years are frequent, as PRIM finds it (Friedman & "
        caption += "Fisher 1999). Left: its limits on the whole range of each parameter. Right: every step of the "
        caption += "search. rpp discover looks for other cases."
        sheet = box_figure(found, case.words, study.results.about)
        blocks.append(Figure("discovery", caption, (picture(sheet, " ".join(told)),)))
    return (Section(title, tuple(blocks)),)

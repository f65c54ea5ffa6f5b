"""The report of an assessment, as a page that loads nothing and as Markdown."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from analysis.assessment.figure import assessment_figure
from analysis.assessment.found import Assessment
from analysis.assessment.words import in_short, sections
from analysis.levers.outcomes import COUNTED_AT, TOLD_BY_NAME
from analysis.plotting.style import own_settings
from analysis.wording.labels import CAUSE_WORDS, parameter_name
from analysis.wording.numbers import dollars, percent, rounded
from app.report.blocks import Block, Bullets, Figure, Report, Section, Table, picture, table_of
from sim.scenario.portraits import notice

_ALT = "Left: mean answers by part and role. Middle: share of partnerships that go on, have done their work or have " \
       "failed, by year. Right: months that the best changes bring at the same money, with intervals."  # fmt: skip


@own_settings()
def report_of(a: Assessment, made: str) -> Report:
    """The content of the report, whatever it is written as."""
    caption = "What roles answer by part (marks; stroke: mean of roles), what becomes of partnerships that answer so "
    caption += "(strokes: 95 % intervals), and what changes bring (lines: 95 % intervals; open: may be chance)."
    drawn = Figure("assessment", caption, (picture(assessment_figure(a, made), _ALT),))
    more: dict[str, tuple[Block, ...]] = {
        "Agreement": (_questions(a),),
        "Balance": (_scores(a),),
        "How long it is likely to last": (_going(a), *_causes(a), _outcomes(a)),
        "What would help most at the same money": _changes(a),
        "What the answers cannot tell": (_values(a),),
    }
    told = [Section(title, (Bullets(tuple(said)), *more.get(title, ()))) for title, said in sections(a)]
    return Report(
        a.answers.title or a.questionnaire.title, "How do we work together, and what may become of it?", made,
        tuple(in_short(a)), (Section("At a glance", (drawn,)), *told), notice([a.draws.scenario]),
    )  # fmt: skip


def _questions(a: Assessment) -> Table:
    rows = [
        {"question": a.asks(row["question"]), "mean": _score(row["mean"]), "apart": _score(row["apart"]),
         "know": percent(row["known"]), "roles": row["verdict"]} for _, row in a.agreement.iterrows()
    ]  # fmt: skip
    return table_of(rows, "Every question: mean of roles, how far they are apart, and how many know", long=True)


def _scores(a: Assessment) -> Table:
    rows = [
        {"part, dimension or standard": f"{row['label']} ({row['of']})", "mean": _score(row["mean"]),
         "lowest role": _of_role(a, row, "lowest"), "highest role": _of_role(a, row, "highest"),
         "questions": str(row["questions"])} for _, row in a.scores.iterrows()
    ]  # fmt: skip
    note = "Parts after MHS 2022, dimensions after Henrick et al. 2017, standards of professional learning after MB."
    return table_of(rows, "Mean answers by part, dimension and standard", note)


def _of_role(a: Assessment, row: pd.Series, end: str) -> str:
    role = row[f"{end}_role"]
    return f"{a.label(role)} {_score(row[end])}" if role else "–"


def _going(a: Assessment) -> Table:
    rows = [
        {"month": str(int(row["month"])), **{
            name: f"{100 * row[name]:.0f} ({100 * row[f'{name}_low']:.0f} to {100 * row[f'{name}_high']:.0f})"
            for name in ("going", "done", "failed")
        }} for _, row in a.going.iterrows()
    ]  # fmt: skip
    return table_of(rows, "Of 100 partnerships that answer so: going on, work done or handed over, failed "
                          "(95 % intervals)")  # fmt: skip


def _causes(a: Assessment) -> tuple[Table, ...]:
    rows = [{"why they ended": CAUSE_WORDS[row["cause"]], "of those that ended": percent(row["share"])}
            for _, row in a.causes.iterrows()]  # fmt: skip
    return (table_of(rows, "Why they ended", drawn=True),) if rows else ()


def _outcomes(a: Assessment) -> Table:
    rows = []
    for _, row in a.outcomes.iterrows():
        told = TOLD_BY_NAME.get(row["outcome"])
        label = "months before it fails" if told is None else told.label.format(month=min(COUNTED_AT, a.worlds.months))
        size = dollars if row["unit"] == "dollars" else rounded
        rows.append({
            "outcome": f"{label} [{row['unit']}]", "mean": size(row["mean"]),
            "90 % range": f"{size(row['p5'])} to {size(row['p95'])}", "scenario as it is": size(row["usual"]),
            "difference (95 %)": _with_interval(size, row),
        })  # fmt: skip
    beside = f"What becomes of them beside {a.draws.scenario.name} as it is, paired by common random numbers"
    return table_of(rows, beside)


def _changes(a: Assessment) -> tuple[Block, ...]:
    if a.changes.tried.empty:
        return ()
    rows = [
        {"change": row["change"], "months (95 %)": _with_interval(rounded, row),
         "dollars a year": dollars(row["dollars"]), "money reaches": percent(row["reach"])}
        for _, row in a.changes.tried.iterrows()
    ]  # fmt: skip
    note = "These are the runs by which the best were chosen: the first rows look better here than they are. What a "
    note += "change costs is what the rules charge; that they charge nothing does not say that it is free in life. "
    note += "Hours are charged besides money."
    return (table_of(rows, "All changes that were tried, at the same money", note, long=True),)


def _values(a: Assessment) -> Table:
    rows = [
        {"parameter": parameter_name(row["parameter"]), "scenario": rounded(row["scenario"]),
         "mean": rounded(row["mean"]), "90 % range": f"{rounded(row['p5'])} to {rounded(row['p95'])}"}
        for _, row in a.draws.table().iterrows()
    ]  # fmt: skip
    note = "As the questionnaire declares; all of it is judged, nothing measured."
    return table_of(rows, "What the answers were taken to mean", note, long=True)


def _with_interval(size: Callable[[float], str], row: pd.Series) -> str:
    """A difference with its interval; where runs do not differ at all there is none."""
    if not (math.isfinite(row["low"]) and math.isfinite(row["high"])):
        return size(row["difference"]) if row["difference"] else "none in any run"
    return f"{size(row['difference'])} ({size(row['low'])} to {size(row['high'])})"


def _score(value: float) -> str:
    return f"{value:.1f}" if value == value else "–"

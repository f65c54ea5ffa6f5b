"""``rpp report``: one page about a results folder that can be sent to somebody, and the same as Markdown."""

import shutil
from pathlib import Path

from analysis.plotting.style import own_settings
from app.report import design, drivers, expected, outcomes, paper, sources, sustainability
from app.report.blocks import Figure, Report
from app.report.findings import findings
from app.report.pages import GENERATOR, as_html, as_markdown, named
from app.report.study import Study, study
from app.results.outputs import unfinished
from app.results.place import check_no_file
from app.terminal.mistakes import Mistake
from sim.csv_cells import frame_as_text
from sim.scenario.portraits import notice


def write_report(folder: Path, out: Path | None, title: str | None, incomplete: bool = False) -> list[Path]:
    """Writes the page, the Markdown, and the folder of figures with their numbers.

    Args:
        folder: results of ``rpp run`` or ``rpp sweep``.
        out: the page; ``report.html`` in a folder beside the results if None.
        title: instead of the experiment's.
        incomplete: whether to go on although runs are missing.

    Returns:
        The page, the Markdown file and the folder of figures.

    Raises:
        Mistake: no results, or something else stands where the report would.
    """
    page = out or folder.with_name(f"{folder.name}-report") / "report.html"
    if page.suffix.lower() not in (".html", ".htm"):
        raise Mistake(f"--out {page}: must end in .html")
    markdown, figures = page.with_suffix(".md"), page.with_name(f"{page.stem}-figures")
    _check(page, markdown, figures)
    with unfinished(figures, page) as partial:
        report = report_of(study(folder, incomplete), title)
        html, text = as_html(report), as_markdown(report, figures.name)
        for block in report.blocks():
            for name, picture in named(block) if isinstance(block, Figure) else ():
                (partial / f"{name}.png").write_bytes(picture.content)
                table = frame_as_text(picture.data)
                table.to_csv(partial / f"{name}.csv", index=False, float_format="%.6g", lineterminator="\n")
        shutil.rmtree(figures, ignore_errors=True)
        partial.rename(figures)
        for path, content in ((markdown, text), (page, html)):
            path.write_text(content, encoding="utf-8", newline="\n")
    return [page, markdown, figures]


@own_settings()
def report_of(found: Study, title: str | None = None) -> Report:
    """The content of a report, whatever it is written as."""
    of_runs = (sustainability.sustainability, outcomes.scale, outcomes.health) if len(found.runs) else ()
    ends = (sources.limits, sources.methods, paper.to_copy, sources.provenance)
    parts = (design.what_was_run, *of_runs, drivers.drivers, *ends)
    sections = (*expected.expected(found), *(part(found) for part in parts), sources.glossary())
    made = f"{found.finished:,} runs of {len(found.cases)} scenario{'s' * (len(found.cases) > 1)}, "
    made += f"{found.results.months} months, seed {found.results.seed}. From a model to think with, not a forecast."
    heading, question = title or found.results.title, found.results.plan.question
    return Report(heading, question, made, findings(found), sections, notice(found.results.scenarios))


def _check(page: Path, markdown: Path, figures: Path) -> None:
    """Refuses to write over what is not an earlier report."""
    for path in (page, markdown):
        if path.is_dir() or (path.exists() and GENERATOR not in path.read_text("utf-8", errors="replace")[:1000]):
            raise Mistake(f"--out {page}: {path} is there and is no report; nothing was written; choose another name")
    if figures.exists() and not page.exists():
        raise Mistake(f"--out {page}: {figures} is there already; nothing was written; choose another name")
    check_no_file(page, page.parents)

"""``rpp handout``: slides, a page to fill in, role cards and a plan; what they hold is in ``app/handout``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.terminal import completion
from app.terminal.mistakes import Mistake, resolved_path
from app.terminal.options import option
from app.terminal.printing import printed

Out = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for the pages.")]


def command(
    scenario: Annotated[str, typer.Argument(metavar="[SCENARIO]", help="With plans of a session.")] = "baseline",
    plan: Annotated[str, option("NAME", "A plan, such as 30; of 60 minutes by default.", completion.plans)] = "",
    out: Out = Path("handout"),
    pdf: Annotated[bool, typer.Option("--pdf", help="Print them as PDF too, by Chromium, Chrome or Edge.")] = False,
) -> None:
    """Write slides, a page to fill in, role cards and a plan.

    The pages stand alone and load nothing. Their pictures are computed when they are written, with the seed of the app,
    and nothing is written where the model no longer shows what the session promises.

    Example: rpp handout --plan 60 --out handout --pdf
    """
    from app.handout.pages import PAGES, as_html
    from app.handout.printing import browser, print_pages
    from app.handout.session import session_of
    from app.live.arms import named
    from app.live.refused import Refused
    from app.results.outputs import new_folder, write_json
    from app.results.place import MANIFEST, check_target
    from sim.engine.batch import compile_first

    try:
        name = named(scenario).name
    except Refused as error:
        raise Mistake(str(error)) from None
    target = resolved_path(out)
    asked = {"analysis": "handout", "scenario": name, "session": plan, "plan": f"handout of {name}, {plan}"}
    check_target(target, asked)
    path = browser() if pdf else ""
    compile_first()
    session = session_of(name, plan)
    with new_folder(target, asked) as folder:
        pages = []
        for page in PAGES:
            pages.append(folder / f"{page}.html")
            pages[-1].write_text(as_html(page, session), encoding="utf-8", newline="\n")
        on_paper = print_pages(pages, path) if pdf else []
        write_json(folder / MANIFEST, asked | {"files": sorted(file.name for file in (*pages, *on_paper))})
    for page, what in PAGES.items():
        printed(f"{out / page}.html{' and .pdf' if pdf else ''}: {what}")
    for contrast in session.contrasts:
        printed(f"shown  {contrast.told}")

"""Sub-commands on why to believe the model: claims of the literature, and published figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.terminal.mistakes import resolved_path, told_plainly, whole
from app.terminal.options import Json, Seed

#: Exit code of ``--strict`` where something fails.
FAILED = 1
#: Pairs at the defaults, draws, and pairs in each, when nothing else is asked for.
PAIRS, DRAWS, DRAW_PAIRS = 300, 40, 20
#: How many times as many pairs doubtful claims get: those that fail or hold barely.
CLOSER = 3


def register(app: typer.Typer) -> None:
    """Adds the sub-commands to the command line."""
    app.command()(claims)
    app.command()(evidence)


def claims(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Claims to judge; all by default.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Only list the claims; runs nothing.")] = False,
    draws: Annotated[
        int, typer.Option(metavar="N", parser=whole(0, 10_000), help="Draws of uncertainties and context; 0 for none.")
    ] = DRAWS,
    replicates: Annotated[
        int, typer.Option(metavar="N", parser=whole(2, 1_000_000), help="Pairs of runs at the defaults.")
    ] = PAIRS,
    draw_replicates: Annotated[
        int, typer.Option(metavar="N", parser=whole(2, 100_000), help="Pairs of runs in each draw.")
    ] = DRAW_PAIRS,
    closer: Annotated[
        int, typer.Option(metavar="N", parser=whole(1, 1000), help="Times as many pairs where in doubt.")
    ] = CLOSER,
    levers: Annotated[bool, typer.Option("--draw-levers", help="Draws vary levers too.")] = False,
    seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="New folder for tables, figures and a page.")] = None,
    threads: Annotated[
        int | None, typer.Option(metavar="N", parser=whole(1, 4096), help="Threads; all cores by default.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a claim fails.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
    as_json: Json = False,
) -> None:
    """Judges whether claims of the literature hold in the model."""
    from app.terminal.printing import command_line, printed
    from sim.claims import load_claims

    with told_plainly():
        chosen = load_claims(ids or ())
        if listed:
            printed([{"id": c.id, "title": c.title, "source": c.source} for c in chosen] if as_json
                    else "\n".join(f"{c.id}  –  {c.title} ({c.source})" for c in chosen))  # fmt: skip
            return
        from app.commands import claims as bench
        from app.results.outputs import check_target, new_folder

        asked = bench.Asked(chosen, replicates, draws, draw_replicates, closer, levers, seed)
        folder = None if out is None else resolved_path(out)
        if folder is not None:
            check_target(folder, asked)
        verdicts = bench.judged(asked, threads=threads, quiet=quiet)
        if folder is not None:
            with new_folder(folder, asked) as partial:
                bench.write(partial, asked, verdicts, command_line())
        printed(bench.as_data(asked, verdicts) if as_json else bench.as_text(asked, verdicts))
        if folder is not None and not as_json:
            printed(f"\nWritten to {out}: start with claims.html.")
        failed = any(verdict.status == "fails" for verdict in verdicts)
    if strict and failed:
        raise typer.Exit(FAILED)


def evidence(
    scale: Annotated[float, typer.Option(metavar="X", min=0.02, max=100, help="Factor on all numbers of runs.")] = 1.0,
    seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="New folder for table and figure.")] = None,
    threads: Annotated[
        int | None, typer.Option(metavar="N", parser=whole(1, 4096), help="Threads; all cores by default.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a figure lies outside.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
    as_json: Json = False,
) -> None:
    """Holds published figures against simulated ones."""
    from app.terminal.printing import command_line, printed

    with told_plainly():
        from app.commands import evidence as published
        from app.results.outputs import check_target, new_folder
        from sim.claims.evidence import load_evidence

        asked = published.Asked(load_evidence(), scale, seed)
        folder = None if out is None else resolved_path(out)
        if folder is not None:
            check_target(folder, asked)
        found = published.compared(asked, threads=threads, quiet=quiet)
        if folder is not None:
            with new_folder(folder, asked) as partial:
                published.write(partial, asked, found, command_line())
        printed(published.as_data(asked, found) if as_json else published.as_text(asked, found))
        if folder is not None and not as_json:
            printed(f"\nWritten to {out}.")
        outside = any(c.verdict == "outside" for c in found)
    if strict and outside:
        raise typer.Exit(FAILED)

"""``rpp atlas``: a scenario over a few levers and events as one file for a stick or an e-mail."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from tqdm import tqdm

from app.terminal import completion
from app.terminal.mistakes import Mistake
from app.terminal.options import NoProgress, option, whole_number
from app.terminal.printing import printed, told_beside
from sim.extras import need

#: Largest file that travels by e-mail [bytes].
LARGEST = 5_000_000

Out = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write.")]


def command(
    design: Annotated[
        str,
        typer.Argument(metavar="DESIGN", help="A name in scenarios/atlas, or a .yaml file.",
                       autocompletion=completion.designs),
    ],
    out: Out = Path("atlas.html"),
    worlds: Annotated[int | None, whole_number(20, 2000, "Runs of each point; as the design says by default.")] = None,
    left_out: Annotated[int, whole_number(1, 500, "Places left out, on which the error is measured.")] = 40,
    names: Annotated[str | None, option("WHICH", "fictional or real names of portraits.")] = None,
    quiet: NoProgress = False,
) -> None:
    """Write the app as one file, computed over a few levers.

    The page needs no server and no network. It interpolates between computed points, says so, and tells the error that
    it measured on points left out. A design of a few hundred points takes up to a quarter of an hour.

    Example: rpp atlas bellevue -o bellevue.html
    """
    from dataclasses import replace

    need("app", "An atlas")
    from app.atlas.design import read_design
    from app.atlas.make import TIMES, made
    from app.atlas.page import page
    from sim.engine.batch import compile_first

    if out.suffix.lower() not in (".html", ".htm"):
        raise Mistake(f"--out: {out} must be a file that ends in .html")
    if names not in (None, "fictional", "real"):
        raise Mistake(f"--names: must be fictional or real, not {names!r}")
    found = read_design(design)
    changes = {name: value for name, value in (("worlds", worlds), ("names", names)) if value is not None}
    found = replace(found, **changes)
    compile_first()
    total = found.points + TIMES * left_out
    with tqdm(total=total, unit="point", desc=found.title, disable=quiet or not sys.stderr.isatty()) as bar:
        meta, values = made(found, lambda n: bar.update(n) and None, left_out)
    text = page(meta, values)
    out.write_text(text, encoding="utf-8")
    size = len(text.encode())
    printed(f"{out}: {size / 1e6:.1f} MB. {meta['error']['text']}")
    if size > LARGEST:
        told_beside("It is larger than most mail boxes take; leave out charts or values.")

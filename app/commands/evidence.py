"""``rpp evidence``: published figures beside simulated ones."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

import sim
from analysis.wording.layout import width
from app.results.answer import Answer, answered
from app.results.outputs import digest_of, plain_rows
from app.terminal.options import Json, NoProgress, OutNew, Seed, Threads

if TYPE_CHECKING:
    from analysis.evidence.comparison import Compared
    from sim.claims.evidence import Published

#: Exit code of ``--strict`` where a figure lies outside.
FAILED = 1


def command(
    scale: Annotated[float, typer.Option(metavar="X", min=0.02, max=100, help="Factor on all numbers of runs.")] = 1.0,
    seed: Seed = 1,
    out: OutNew = None,
    threads: Threads = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a figure lies outside.")] = False,
    quiet: NoProgress = False,
    as_json: Json = False,
) -> None:
    """Compare published figures with simulated ones.

    Example: rpp evidence --scale 0.1 --out evidence
    """
    from sim.claims.evidence import load_evidence

    asked = Asked(load_evidence(), scale, seed)
    found = answered(
        asked.as_data(), lambda: answer(asked, compared(asked, threads=threads, quiet=quiet), out), out, as_json
    )
    if strict and any(row["verdict"] == "outside" for row in found.data["evidence"]):
        raise typer.Exit(FAILED)


class Asked(NamedTuple):
    """What the user asked for.

    Attributes:
        rows: published figures.
        scale: factor on all numbers of runs.
        seed: the user's seed.
    """

    rows: Sequence[Published]
    scale: float
    seed: int

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of the rows, the seed and of the model's sources."""
        return digest_of([self.scale, self.seed, [astuple(row) for row in self.rows]])

    @property
    def words(self) -> str:
        """What was run, in one line."""
        return f"seed {self.seed}, model version {sim.__version__}"

    def as_data(self) -> dict:
        """All this for the manifest."""
        return {"plan": self.digest, "analysis": "evidence", "seed": self.seed, "scale": self.scale}


def compared(asked: Asked, *, threads: int | None, quiet: bool) -> list[Compared]:
    """Simulates and compares; says what it is at on a terminal."""
    from tqdm import tqdm

    from analysis.evidence.comparison import compare
    from analysis.evidence.simulated import Simulated
    from sim.engine.batch import compile_first

    compile_first()
    runs = Simulated(asked.seed, scale=asked.scale, threads=threads)
    hidden, room = quiet or not sys.stderr.isatty(), width() - len(" ... ")
    with tqdm(disable=hidden, bar_format="{desc}", leave=False) as line:
        return compare(asked.rows, runs, progress=lambda title: line.set_description_str(f"{title[:room]} ..."))


def answer(asked: Asked, found: Sequence[Compared], out: Path | None) -> Answer:
    """The comparison in words, for programs, and as the files of a folder."""
    from analysis.evidence.comparison import table_of_evidence
    from analysis.evidence.figure import figure_evidence
    from analysis.evidence.words import as_text

    table = table_of_evidence(found)
    data = {"version": sim.__version__, "digest": asked.digest, "seed": asked.seed, "scale": asked.scale,
            "evidence": plain_rows(table, digits=12)}  # fmt: skip
    return Answer(
        asked.as_data(), [as_text(found, asked.words)], data, {"evidence": table},
        {"evidence-figure": partial(figure_evidence, found, made=asked.words, digest=asked.digest)},
        files={"evidence.json": data}, last=lambda folder: f"Written to {out}.", names_folder=False,
    )  # fmt: skip

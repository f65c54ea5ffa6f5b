"""``rpp evidence``: published figures beside simulated ones."""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import sim
from analysis.evidence.comparison import INSIDE, NEAR, NOT_COMPARABLE, OUTSIDE, Compared, compare, table_of_evidence
from analysis.evidence.simulated import Simulated
from analysis.wording.numbers import columns, listed, wrapped
from app.terminal.compute import compile_first
from sim.claims.evidence import Published

USED = {"set": "used to set parameters", "fitted": "fitted to", "independent": "used for neither: an independent check"}


@dataclass(frozen=True)
class Asked:
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
        """Sixteen hexadecimal digits of the rows, the seed and the version of the model."""
        content = [sim.__version__, self.scale, self.seed, [astuple(row) for row in self.rows]]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def compared(asked: Asked, *, threads: int | None, quiet: bool) -> list[Compared]:
    """Simulates and compares; says what it is at on a terminal."""
    compile_first(quiet)
    shown = not quiet and sys.stderr.isatty()
    runs = Simulated(asked.seed, scale=asked.scale, threads=threads)
    return compare(asked.rows, runs, progress=_say if shown else None)


def _say(title: str) -> None:
    print(f"\r\033[K{title[:100]} ...", end="", file=sys.stderr, flush=True)


def as_text(asked: Asked, found: Sequence[Compared]) -> str:
    """The comparison for readers, by how the figures were used; independent checks first."""
    number = {v: sum(c.verdict == v for c in found) for v in (INSIDE, NEAR, OUTSIDE, NOT_COMPARABLE)}
    said = listed([f"{count} {verdict}" for verdict, count in number.items() if count])
    blocks = [f"{len(found)} published figures: {said}. Seed {asked.seed}, model version {sim.__version__}."]
    for used in ("independent", "fitted", "set"):
        members = [c for c in found if c.published.used == used and c.simulated is not None]
        if members:
            rows = [("", "published", "simulated (95 % interval)", ""), *(_cells(c) for c in members)]
            blocks.append(f"{USED[used].capitalize()}\n{columns(rows, '  ')}")
    rest = [c for c in found if c.simulated is None]
    if rest:
        lines = [wrapped(f"{c.published.title}: {c.meaning}", "  ", "    ") for c in rest]
        blocks.append("\n".join(["Not comparable", *lines]))
    return "\n\n".join(blocks)


def _cells(c: Compared) -> tuple[str, str, str, str]:
    p = c.published
    assert c.simulated is not None
    return p.title, f"{figure(p.low)} to {figure(p.high)}", simulated_text(c), c.verdict


def simulated_text(c: Compared) -> str:
    """The simulated figure with its interval."""
    if c.simulated is None or not math.isfinite(c.simulated.value):
        return "–"
    s = c.simulated
    interval = f" ({figure(s.low)} to {figure(s.high)})" if math.isfinite(s.low) else ""
    return f"{figure(s.value)}{interval}"


def figure(value: float | None) -> str:
    """A number in as few digits as a figure of the literature has."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) >= 0.01 else f"{value:.2g}"


def as_data(asked: Asked, found: Sequence[Compared]) -> dict:
    """The comparison for programs."""
    return {
        "version": sim.__version__, "digest": asked.digest, "seed": asked.seed, "scale": asked.scale,
        "evidence": json.loads(table_of_evidence(found).to_json(orient="records", double_precision=12)),
    }  # fmt: skip


def write(folder: Path, asked: Asked, found: Sequence[Compared], command: str) -> None:
    """Writes table, JSON, figure and manifest into an empty folder."""
    from analysis.evidence.figure import figure_evidence
    from analysis.plotting.style import save
    from app.commands.claims import write_manifest
    from app.results.outputs import write_csv, write_json

    write_csv(table_of_evidence(found), folder / "evidence.csv")
    write_json(folder / "evidence.json", as_data(asked, found))
    for style, name in (("projector", "evidence"), ("print", "evidence-print")):
        made = f"seed {asked.seed}, model version {sim.__version__}"
        save(figure_evidence(found, made=made, digest=asked.digest, style=style), folder / f"{name}-figure")
    write_manifest(folder, asked.digest, asked.seed, command)

"""``rpp claims``: runs the claims of the literature, judges them, and writes what was found."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

import sim
from app.results.answer import Answer, answered
from app.results.outputs import digest_of, plain_rows
from app.terminal import completion
from app.terminal.options import Json, NoProgress, OutNew, Seed, Threads, whole_number
from app.terminal.printing import printed

if TYPE_CHECKING:
    from analysis.claims.verdicts import Verdict
    from sim.claims import Claim

#: Exit code of ``--strict`` where a claim fails.
FAILED = 1
#: Pairs at the defaults, draws, and pairs in each, when nothing else is asked for.
PAIRS, DRAWS, DRAW_PAIRS = 300, 40, 20
#: How many times as many pairs doubtful claims get, those that fail or hold barely.
CLOSER = 3


def command(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Claims to judge; all by default.", autocompletion=completion.claims),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Only list the claims; runs nothing.")] = False,
    draws: Annotated[int, whole_number(0, 10_000, "Draws of uncertainties and context; 0 for none.")] = DRAWS,
    replicates: Annotated[int, whole_number(2, 1_000_000, "Pairs of runs at the defaults.")] = PAIRS,
    draw_replicates: Annotated[int, whole_number(2, 100_000, "Pairs of runs in each draw.")] = DRAW_PAIRS,
    closer: Annotated[int, whole_number(1, 1000, "Times as many pairs where in doubt.")] = CLOSER,
    levers: Annotated[bool, typer.Option("--draw-levers", help="Draws vary levers too.")] = False,
    seed: Seed = 1,
    out: OutNew = None,
    threads: Threads = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a claim fails.")] = False,
    quiet: NoProgress = False,
    as_json: Json = False,
) -> None:
    """Test whether claims of the literature hold in the model.

    Example: rpp claims trust-time --replicates 100 --draws 10
    """
    from sim.claims import load_claims

    chosen = load_claims(ids or ())
    if listed:
        printed([{"id": c.id, "title": c.title, "source": c.source} for c in chosen] if as_json
                else "\n".join(f"{c.id}  –  {c.title} ({c.source})" for c in chosen))  # fmt: skip
        return

    asked = Asked(chosen, replicates, draws, draw_replicates, closer, levers, seed)
    found = answered(
        asked.as_data(), lambda: answer(asked, judged(asked, threads=threads, quiet=quiet), out), out, as_json
    )
    if strict and any(claim["status"] == "fails" for claim in found.data["claims"]):
        raise typer.Exit(FAILED)


class Asked(NamedTuple):
    """What the user asked for.

    Attributes:
        claims: to judge.
        replicates: pairs at the defaults.
        draws, draw_replicates: draws, and pairs in each.
        closer: how many times as many pairs doubtful claims get.
        levers: whether draws vary levers too.
        seed: the user's seed.
    """

    claims: Sequence[Claim]
    replicates: int
    draws: int
    draw_replicates: int
    closer: int
    levers: bool
    seed: int

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of all that the result depends on, and of the model's sources."""
        claims = [[c.id, c.digest, c.where, [str(check) for check in c.checks], sorted(c.fixed)] for c in self.claims]
        return digest_of([self[1:], claims])

    @property
    def words(self) -> str:
        """What was run, in one line."""
        drawn = f", {self.draws} draws of {self.draw_replicates} pairs" if self.draws else ", no draws"
        if self.draws and self.closer > 1:
            drawn += f" ({self.closer * self.draw_replicates} where in doubt)"
        drawn += ", levers drawn too" if self.draws and self.levers else ""
        return f"{self.replicates} pairs at the defaults{drawn}, seed {self.seed}, model version {sim.__version__}"

    def as_data(self) -> dict:
        """All this for the manifest."""
        return {
            "plan": self.digest, "analysis": "claims", "claims": [c.id for c in self.claims], "seed": self.seed,
            "pairs": self.replicates, "draws": self.draws, "pairs_in_draws": self.draw_replicates,
            "closer": self.closer, "draw_levers": self.levers,
        }  # fmt: skip


def judged(asked: Asked, *, threads: int | None, quiet: bool) -> list[Verdict]:
    """Runs and judges, with a progress bar on a terminal."""
    from tqdm import tqdm

    from analysis.claims.judging import judge_claims
    from sim.engine.batch import compile_first
    from sim.experiments.execute.interrupts import stopped_by_ctrl_c

    compile_first()
    hidden = quiet or not sys.stderr.isatty()
    with stopped_by_ctrl_c() as stop, tqdm(unit="month", unit_scale=True, disable=hidden) as bar:

        def show(step: str, done: int, total: int) -> None:
            if stop.is_set():  # raised in a worker: it leaves its chunk, and so do all others
                raise KeyboardInterrupt
            if bar.total != total:
                bar.reset(total)
                bar.set_description(step)
            bar.update(done - bar.n)

        return judge_claims(
            asked.claims, replicates=asked.replicates, number=asked.draws, draw_replicates=asked.draw_replicates,
            closer=asked.closer, levers=asked.levers, seed=asked.seed, threads=threads, progress=show,
        )  # fmt: skip


def answer(asked: Asked, verdicts: Sequence[Verdict], out: Path | None) -> Answer:
    """The verdicts in words, for programs, and as the files of a folder."""
    from analysis.claims.figures import overview
    from analysis.claims.words import as_text, counts, table_of_checks, table_of_draws
    from app.report.claims_page import page

    checks = table_of_checks(verdicts)
    rows = plain_rows(checks, digits=12)
    data = {
        "version": sim.__version__, "digest": asked.digest, "seed": asked.seed, "replicates": asked.replicates,
        "draws": asked.draws, "draw_replicates": asked.draw_replicates, "closer": asked.closer, "levers": asked.levers,
        "counts": counts(verdicts),
        "claims": [
            {
                "id": v.claim.id, "title": v.claim.title, "source": v.claim.source, "note": v.claim.note,
                "where": v.claim.where, "base": v.claim.base, "months": v.claim.months, "status": v.status,
                "arms": {name: arm.scenario.digest for name, arm in v.claim.arms.items()},
                "checks": [row for row in rows if row["claim"] == v.claim.id],
            }
            for v in verdicts
        ],
    }  # fmt: skip
    return Answer(
        asked.as_data(), [as_text(verdicts, asked.words)], data,
        tables={"claims": checks, **({"claims_draws": table_of_draws(verdicts)} if asked.draws else {})},
        figures={"overview": partial(overview, verdicts, made=asked.words, digest=asked.digest)},
        texts={"claims.html": page(verdicts, asked.words, asked.digest)} if out else {}, files={"claims.json": data},
        last=lambda folder: f"Written to {out}: start with claims.html.", names_folder=False,
    )  # fmt: skip

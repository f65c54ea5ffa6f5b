"""``rpp claims``: runs the claims of the literature, judges them, and writes what was found."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tqdm import tqdm

import sim
from analysis.claims.judging import judge_claims
from analysis.claims.tables import counted_in_words, counts, sentence, table_of_checks, table_of_draws
from analysis.claims.verdicts import CONDITIONAL, FAILS, HOLDS, Verdict
from analysis.wording.numbers import counted, wrapped
from app.terminal.compute import compile_first, stopped_by_ctrl_c
from sim.claims import Claim

_HEADINGS = {HOLDS: "Holds", CONDITIONAL: "Conditional", FAILS: "Fails", "open": "Left open by the literature"}


@dataclass(frozen=True)
class Asked:
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
        """Sixteen hexadecimal digits of all that the result depends on, and the version of the model."""
        what = [sim.__version__, self.replicates, self.draws, self.draw_replicates, self.closer, self.levers, self.seed]
        claims = [[c.id, c.digest, c.where, [str(check) for check in c.checks], sorted(c.fixed)] for c in self.claims]
        return hashlib.sha256(json.dumps([what, claims]).encode()).hexdigest()[:16]

    @property
    def _looks_closer(self) -> bool:
        return self.draws > 0 and self.closer > 1

    @property
    def words(self) -> str:
        """What was run, in one line."""
        drawn = f", {self.draws} draws of {self.draw_replicates} pairs" if self.draws else ", no draws"
        drawn += f" ({self.closer * self.draw_replicates} where in doubt)" if self._looks_closer else ""
        drawn += ", levers drawn too" if self.draws and self.levers else ""
        return f"{self.replicates} pairs at the defaults{drawn}, seed {self.seed}, model version {sim.__version__}"


def judged(asked: Asked, *, threads: int | None, quiet: bool) -> list[Verdict]:
    """Runs and judges, with a progress bar on a terminal."""
    compile_first(quiet)
    hidden = quiet or not sys.stderr.isatty()
    with stopped_by_ctrl_c() as stop, tqdm(unit="month", unit_scale=True, disable=hidden) as bar:
        return judge_claims(
            asked.claims, replicates=asked.replicates, number=asked.draws, draw_replicates=asked.draw_replicates,
            closer=asked.closer, levers=asked.levers, seed=asked.seed, threads=threads, progress=_shown(bar, stop),
        )  # fmt: skip


def _shown(bar: tqdm, stop: Event) -> Callable[[str, int, int], None]:
    def show(step: str, done: int, total: int) -> None:
        if stop.is_set():  # raised in a worker: it leaves its chunk, and so do all others
            raise KeyboardInterrupt
        if bar.total != total:
            bar.reset(total)
            bar.set_description(step)
        bar.update(done - bar.n)

    return show


def as_text(asked: Asked, verdicts: Sequence[Verdict]) -> str:
    """The verdicts for readers: what fails first, since it teaches most."""
    blocks = [f"Of {counted(len(verdicts), 'claim')}, {counted_in_words(verdicts)}.\n{asked.words}"]
    for status in (FAILS, CONDITIONAL, HOLDS, "open"):
        members = [v for v in verdicts if v.status == status]
        if members:
            blocks.append("\n".join([_HEADINGS[status], *(_block(v) for v in members)]))
    blocks.append(
        "A claim holds when every outcome that it names differs as stated at the defaults (95 % interval) and in\n"
        "four of five draws of uncertainties and context. A claim that fails is a finding about the model or the claim."
    )
    return "\n\n".join(blocks)


def _block(verdict: Verdict) -> str:
    good = sum(j.status == HOLDS for j in verdict.counted)
    of = f"{good} of {len(verdict.counted)} checks hold"
    lines = [f"  {verdict.claim.id}  –  {verdict.claim.title} ({of})"]
    shown = verdict.checks if verdict.status != HOLDS else [j for j in verdict.checks if j.check.expect == 0]
    lines += [wrapped(f"{j.status}: {sentence(j)}", "    ", "      ") for j in shown]
    return "\n".join(lines)


def as_data(asked: Asked, verdicts: Sequence[Verdict]) -> dict:
    """The verdicts for programs."""
    checks = json.loads(table_of_checks(verdicts).to_json(orient="records", double_precision=12))
    return {
        "version": sim.__version__, "digest": asked.digest, "seed": asked.seed, "replicates": asked.replicates,
        "draws": asked.draws, "draw_replicates": asked.draw_replicates, "closer": asked.closer, "levers": asked.levers,
        "counts": counts(verdicts),
        "claims": [
            {
                "id": v.claim.id, "title": v.claim.title, "source": v.claim.source, "note": v.claim.note,
                "where": v.claim.where, "base": v.claim.base, "months": v.claim.months, "status": v.status,
                "arms": {name: arm.scenario.digest for name, arm in v.claim.arms.items()},
                "checks": [check for check in checks if check["claim"] == v.claim.id],
            }
            for v in verdicts
        ],
    }  # fmt: skip


def write(folder: Path, asked: Asked, verdicts: Sequence[Verdict], command: str) -> None:
    """Writes tables, JSON, the overview figure, the page and the manifest into an empty folder."""
    from analysis.claims.figures import overview
    from analysis.plotting.style import save
    from app.report.claims_page import page
    from app.results.outputs import write_csv, write_json

    write_csv(table_of_checks(verdicts), folder / "claims.csv")
    if asked.draws:
        write_csv(table_of_draws(verdicts), folder / "claims_draws.csv")
    write_json(folder / "claims.json", as_data(asked, verdicts))
    for style, name in (("projector", "overview"), ("print", "overview-print")):
        save(overview(verdicts, made=asked.words, digest=asked.digest, style=style), folder / name)
    (folder / "claims.html").write_text(page(asked, verdicts), encoding="utf-8", newline="\n")
    write_manifest(folder, asked.digest, asked.seed, command)


def write_manifest(folder: Path, digest: str, seed: int, command: str) -> None:
    """Writes what a folder was made from, with a checksum of each of its files."""
    from app.results.manifest import FILE, git_commit, sha256
    from app.results.outputs import write_json

    files = [{"name": path.name, "sha256": sha256(path)} for path in sorted(folder.iterdir())]
    write_json(folder / FILE, {
        "rpp": sim.__version__, "git_commit": git_commit(), "plan": digest, "seed": seed, "command": command,
        "files": files,
    })  # fmt: skip

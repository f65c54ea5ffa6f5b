"""Verdicts on claims for readers."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.claims.tables import counted_in_words, sentence
from analysis.claims.verdicts import CONDITIONAL, FAILS, HOLDS, Verdict
from analysis.wording.layout import wrapped
from analysis.wording.numbers import counted

_HEADINGS = {HOLDS: "Holds", CONDITIONAL: "Conditional", FAILS: "Fails", "open": "Left open by the literature"}


def as_text(verdicts: Sequence[Verdict], made: str) -> str:
    """The verdicts, what fails first, since it teaches most.

    Args:
        verdicts: on claims.
        made: what was run, in a line.
    """
    blocks = [f"Of {counted(len(verdicts), 'claim')}, {counted_in_words(verdicts)}.\n{made}"]
    for status in (FAILS, CONDITIONAL, HOLDS, "open"):
        members = [v for v in verdicts if v.status == status]
        if members:
            blocks.append("\n".join([_HEADINGS[status], *(_block(v) for v in members)]))
    blocks.append(wrapped(
        "A claim holds when every outcome that it names differs as stated at the defaults (95 % interval) and in four "
        "of five draws of uncertainties and context. A claim that fails is a finding about the model or the claim."
    ))  # fmt: skip
    return "\n\n".join(blocks)


def _block(verdict: Verdict) -> str:
    good = sum(j.status == HOLDS for j in verdict.counted)
    of = f"{good} of {len(verdict.counted)} checks hold"
    lines = [f"  {verdict.claim.id}  –  {verdict.claim.title} ({of})"]
    shown = verdict.checks if verdict.status != HOLDS else [j for j in verdict.checks if j.check.expect == 0]
    lines += [wrapped(f"{j.status}: {sentence(j)}", "    ", "      ") for j in shown]
    return "\n".join(lines)

"""Verdicts on claims as tables, sentences, and a text for readers."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.claims.verdicts import CONDITIONAL, FAILS, HOLDS, LEFT_OPEN, TOO_SMALL, Judged, Verdict
from analysis.wording.layout import wrapped
from analysis.wording.numbers import counted, listed, percent, rounded
from sim.claims.claim import DOWN, OPEN, UP

WAYS = {UP: "higher", DOWN: "lower", OPEN: "open"}
#: Headings of what was found, what teaches most first.
HEADINGS = {
    FAILS: "Fails", TOO_SMALL: "Too small to matter", CONDITIONAL: "Conditional", HOLDS: "Holds",
    LEFT_OPEN: "Left open by the literature",
}  # fmt: skip


def table_of_checks(verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """One row per check: what was expected, the difference at the defaults, and shares of draws."""
    return pd.DataFrame([_row(verdict, judged) for verdict in verdicts for judged in verdict.checks])


def _row(verdict: Verdict, judged: Judged) -> dict[str, object]:
    check, default, full = judged.check, judged.default, judged.full
    return {
        "claim": verdict.claim.id, "claim_status": verdict.status, "reading": check.label, "compared": check.words,
        "expected": WAYS[check.expect], "any_of": check.any_of,
        "given_by": check.given_by, "unit": check.reading.unit, "smallest": check.smallest,
        "difference": default.mean, "low": default.low, "high": default.high, "pairs": default.pairs,
        "clear_at_defaults": default.way == check.expect if check.expect != OPEN else None,
        "draws": 0 if full is None else len(full.mean), "draw_pairs": 0 if full is None else full.pairs,
        "draws_compared": 0 if full is None else int(full.known.sum()),
        "share_along": np.nan if full is None else full.share(full.along(check.expect or UP)),
        "share_along_by_enough": np.nan if full is None else full.share(
            full.along(check.expect or UP, check.smallest)),
        "share_along_without_chance": np.nan if full is None else full.along_without_chance(check.expect or UP),
        "share_against": np.nan if full is None else full.share(full.along(-(check.expect or UP))),
        "share_clearly_against": np.nan if full is None else full.share(full.way == -(check.expect or UP)),
        "share_no_difference": np.nan if full is None else full.share(full.nothing),
        "share_along_narrower": np.nan if judged.half is None else judged.half.share(judged.half.along(check.expect)),
        "status": judged.status, "region": judged.region,
    }  # fmt: skip


def table_of_draws(verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """One row per check and draw: the mean difference, and whether it is clear."""
    rows = [
        pd.DataFrame({
            "claim": v.claim.id, "reading": j.check.label, "compared": j.check.words, "draw": range(len(j.full.mean)),
            "difference": j.full.mean, "clearly": j.full.way, "no_difference": j.full.nothing,
        })
        for v in verdicts for j in v.checks if j.full is not None
    ]  # fmt: skip
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def counts(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """How many claims hold, hold in a region only, are too small to matter, fail, or are left open."""
    found = [verdict.status for verdict in verdicts]
    return {status: found.count(status) for status in (HOLDS, CONDITIONAL, TOO_SMALL, FAILS, LEFT_OPEN)}


def counted_in_words(verdicts: Sequence[Verdict]) -> str:
    """The same as a part of a sentence: ``30 hold, 3 are conditional and 1 fails``."""
    words = {HOLDS: ("holds", "hold"), CONDITIONAL: ("is conditional", "are conditional"), FAILS: ("fails", "fail"),
             TOO_SMALL: ("is too small to matter", "are too small to matter"),
             LEFT_OPEN: ("is left open", "are left open")}  # fmt: skip
    found = [f"{n} {words[status][n != 1]}" for status, n in counts(verdicts).items() if n]
    return listed(found)


def sentence(judged: Judged) -> str:
    """What was found for a check, in one sentence with its interval and what draws say."""
    check, default = judged.check, judged.default
    if not np.isfinite(default.mean):
        return f"{check.label}: nothing to compare at the defaults ({check.words})"
    unit = "" if check.reading.unit == "share" else f" {check.reading.unit}"
    text = f"{check.label} is {rounded(abs(default.mean))}{unit} {'higher' if default.mean > 0 else 'lower'}"
    text = f"{text if default.mean else f'{check.label} does not differ'} ({check.words}"
    if np.isfinite(default.low):
        text += f"; 95 % interval {rounded(default.low)} to {rounded(default.high)}"
    where = f"; conditional: {judged.region}" if judged.region else ""
    if judged.status == TOO_SMALL:
        where += f"; too small to matter, which begins at {rounded(check.smallest)}{unit}"
    return f"{text}){_of_draws(judged)}{where}"


def _of_draws(judged: Judged) -> str:
    full, expect = judged.full, judged.check.expect
    if full is None:
        return ""
    if not full.known.any():
        return ", nothing to compare in any draw"
    if expect == OPEN:
        up, down = full.share(full.way == UP), full.share(full.way == DOWN)
        return f", clearly higher in {percent(up)} of draws and clearly lower in {percent(down)}"
    shares = {
        "as expected": full.share(full.along(expect)), "against it": full.share(full.along(-expect)),
        "as many each way": full.share((full.mean == 0) & ~full.nothing), "no difference": full.share(full.nothing),
    }  # fmt: skip
    told = ", ".join(f"{words} {percent(share)}" for words, share in shares.items() if share > 0)
    text = f"; draws of {full.pairs} pairs: {told}"
    if judged.status == FAILS and judged.default.way == expect:
        text += f" (about {percent(full.along_without_chance(expect))} as expected without the chance within draws)"
    return text


def as_text(verdicts: Sequence[Verdict], made: str) -> str:
    """The verdicts, what fails first, since it teaches most.

    Args:
        verdicts: on claims.
        made: what was run, in a line.
    """
    blocks = [f"Of {counted(len(verdicts), 'claim')}, {counted_in_words(verdicts)}.\n{made}"]
    for status, heading in HEADINGS.items():
        members = [v for v in verdicts if v.status == status]
        if members:
            blocks.append("\n".join([heading, *(_block(v) for v in members)]))
    blocks.append(wrapped(
        "A claim holds when every outcome that it names differs as stated at the defaults (95 % interval) and in four "
        "of five draws of uncertainties and context, and by the smallest size that matters, which its file states. A "
        "claim that fails is a finding about the model or the claim."
    ))  # fmt: skip
    return "\n\n".join(blocks)


def _block(verdict: Verdict) -> str:
    good = sum(j.status == HOLDS for j in verdict.counted)
    of = f"{good} of {len(verdict.counted)} checks hold"
    lines = [f"  {verdict.claim.id}  –  {verdict.claim.title} ({of})"]
    shown = verdict.checks if verdict.status != HOLDS else [j for j in verdict.checks if j.check.expect == 0]
    lines += [wrapped(f"{j.status}: {sentence(j)}", "    ", "      ") for j in shown]
    return "\n".join(lines)

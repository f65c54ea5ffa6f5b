"""Writes ``docs/why/validation.md``, its images and the card of claims of the app (``make validation``), run anew.

The words stand in ``docs/templates/validation.md``; a placeholder is ``{{ name }}``. Everything is run anew, in
half an hour on two cores. For a quick look: ``python tools/make_validation.py --quick --out FILE``.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from fates import parts as fates_parts
from make_images import keep
from page_writing import DOCS, table

import sim
from analysis.claims.figures import overview
from analysis.claims.verdicts import CONDITIONAL, FAILS, HOLDS, LEFT_OPEN, TOO_SMALL, Judged, Verdict
from analysis.claims.words import counted_in_words, sentence
from analysis.evidence.comparison import NOT_COMPARABLE, OUTSIDE, Compared
from analysis.evidence.figure import figure_evidence
from analysis.evidence.words import figure, simulated_text
from analysis.wording.numbers import counted, listed
from analysis.wording.numbers import sentence as as_sentence
from app.commands import claims as bench
from app.commands import evidence as published
from sim.claims import load_claims
from sim.claims.evidence import load_evidence
from sim.experiments.store.provenance import code_digest

PAGE, TEMPLATE = "why/validation.md", DOCS / "templates" / "validation.md"
#: What the workshop app tells of claims.
BELIEVED = DOCS.parent / "scenarios" / "workshop" / "believed.csv"
PLACEHOLDER = re.compile(r"\{\{ (\w+) \}\}")
SEED = 1
#: Pairs, draws, pairs in a draw, how many times as many where a claim fails at first, and the factor on runs of the
#: evidence: enough to find small differences, and for all but pairs as `rpp claims` and `rpp evidence` have it.
FULL = (600, 40, 20, 3, 1.0)
#: The same for a quick look.
QUICK = (12, 4, 4, 1, 0.05)
ORDER = (HOLDS, CONDITIONAL, TOO_SMALL, FAILS, LEFT_OPEN)


def page(asked: bench.Asked, verdicts: Sequence[Verdict], found: Sequence[Compared], fates: dict[str, str]) -> str:
    """The text of the page."""
    values = {**claims_parts(asked, verdicts), **fates, **evidence_parts(found), "wrong": wrong(verdicts, found)}
    text = TEMPLATE.read_text(encoding="utf-8")
    unknown = set(PLACEHOLDER.findall(text)) ^ values.keys()
    if unknown:
        raise ValueError(f"placeholders of {TEMPLATE.name} and what is there differ in {', '.join(sorted(unknown))}")
    return PLACEHOLDER.sub(lambda match: values[match[1]], text)


def believed(verdicts: Sequence[Verdict]) -> str:
    """Each claim with its verdict, as the card *Why believe it* of the workshop app reads them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["claim", "title", "source", "verdict"])
    for verdict in sorted(verdicts, key=lambda v: ORDER.index(v.status)):
        writer.writerow([verdict.claim.id, verdict.claim.title, verdict.claim.source, verdict.status])
    return text.getvalue()


def claims_parts(asked: bench.Asked, verdicts: Sequence[Verdict]) -> dict[str, str]:
    """What placeholders about claims stand for."""
    return {
        "made": f"Claims: {asked.words}. Made with model {code_digest()}.",
        "counts": f"Of {counted(len(verdicts), 'claim')}, {counted_in_words(verdicts)}.",
        "claims": table(
            ("claim", "what it says", "source", "verdict", "checks that hold", "draws as expected"),
            [_claim_row(v) for v in sorted(verdicts, key=lambda v: ORDER.index(v.status))],
        ),
        "given": _given(verdicts),
        "failing": _bullets(verdicts, FAILS, "None."),
        "too_small": _bullets(verdicts, TOO_SMALL, "None."),
        "conditional": _bullets(verdicts, CONDITIONAL, "Nothing depends on a region that could be named."),
        "open": _bullets(verdicts, LEFT_OPEN, "Nothing."),
    }


def _claim_row(verdict: Verdict) -> tuple[str, ...]:
    good = sum(j.status == HOLDS for j in verdict.counted)
    shares = [j.full.share(j.full.along(j.check.expect)) for j in verdict.counted if j.full is not None]
    low, high = (100 * min(shares), 100 * max(shares)) if shares else (float("nan"), float("nan"))
    drawn = "–" if not shares else f"{low:.0f} %" if round(low) == round(high) else f"{low:.0f} to {high:.0f} %"
    claim = verdict.claim
    return (f"[{claim.id}](../../scenarios/claims/{claim.id}.yaml)", claim.title, claim.source, f"**{verdict.status}**",
            f"{good} of {len(verdict.counted)}", drawn)  # fmt: skip


def _given(verdicts: Sequence[Verdict]) -> str:
    judged = [j for v in verdicts for j in v.checks if j.status != LEFT_OPEN]
    given, free = ([j for j in judged if bool(j.check.given_by) is yes] for yes in (True, False))

    def good(checks: Sequence[Judged]) -> str:
        return f"{sum(j.status == HOLDS for j in checks)} of {len(checks)} hold"

    return f"Of the checks of that sort, {good(given)}; of those many steps away, {good(free)}."


def _bullets(verdicts: Sequence[Verdict], status: str, none: str) -> str:
    """The checks of one status, by claim."""
    lines = []
    for verdict in verdicts:
        checks = verdict.checks if status == LEFT_OPEN else verdict.counted
        chosen = [j for j in checks if j.status == status]
        lines += [f"- **{verdict.claim.id}**: {as_sentence(sentence(j))}" for j in chosen]
    return "\n".join(lines) or none


def evidence_parts(found: Sequence[Compared]) -> dict[str, str]:
    """What placeholders about evidence stand for."""
    verdicts = [c.verdict for c in found]
    parts = listed([f"{verdicts.count(v)} {v}" for v in dict.fromkeys(sorted(verdicts))])
    return {
        "evidence_counts": f"Of {len(found)} figures, {parts}.",
        **{f"evidence_{used}": _evidence_table(found, used) for used in ("independent", "fitted", "set")},
        "not_comparable": "\n".join(
            f"- {c.published.title} ({c.published.source}): {as_sentence(c.meaning)}"
            for c in found if c.verdict == NOT_COMPARABLE
        ),
    }  # fmt: skip


def _evidence_table(found: Sequence[Compared], used: str) -> str:
    rows = []
    for c in found:
        p = c.published
        if p.used == used and c.verdict != NOT_COMPARABLE:
            given = f"{figure(p.low)} to {figure(p.high)} {p.unit}"
            verdict = f"**{c.verdict}**" if c.verdict == OUTSIDE else c.verdict
            rows.append((p.title, given, simulated_text(c), verdict, p.source))
    return table(("figure", "published", "simulated (95 % interval)", "verdict", "source"), rows)


def wrong(verdicts: Sequence[Verdict], found: Sequence[Compared]) -> str:
    """What claims and evidence show to be wrong, each in one line."""
    lines = [
        f"- It does not show that {v.claim.title[0].lower()}{v.claim.title[1:]} "
        f"({listed(list(dict.fromkeys(j.check.label for j in v.counted if j.status == FAILS)))})."
        for v in verdicts if v.status == FAILS
    ]  # fmt: skip
    lines += [
        f"- That {v.claim.title[0].lower()}{v.claim.title[1:]}, it shows only by less than matters "
        f"({listed(list(dict.fromkeys(j.check.label for j in v.counted if j.status == TOO_SMALL)))})."
        for v in verdicts if v.status == TOO_SMALL
    ]  # fmt: skip
    for c in found:
        if c.verdict == OUTSIDE:
            p = c.published
            given = f"{figure(p.low)} to {figure(p.high)} {p.unit}".strip()
            lines.append(f"- {p.title}: {simulated_text(c)}, published {given}.")
    return "\n".join(dict.fromkeys(lines)) or "- Nothing was found; look harder."


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs claims and evidence, and writes page and images."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs, for a look at the page")
    parser.add_argument("--out", type=Path, help="write the page there, and no images")
    options = parser.parse_args(arguments)
    replicates, draws, draw_replicates, closer, scale = QUICK if options.quick else FULL
    asked = bench.Asked(load_claims(), replicates, draws, draw_replicates, closer, False, SEED)
    verdicts = bench.judged(asked, threads=None, quiet=False)
    figures = published.Asked(load_evidence(), scale, SEED)
    found = published.compared(figures, threads=None, quiet=False)
    path = options.out or DOCS / PAGE
    path.write_text(page(asked, verdicts, found, fates_parts(scale)), encoding="utf-8", newline="\n")
    print(path)
    if options.out is None:
        BELIEVED.write_text(believed(verdicts), encoding="utf-8", newline="\n")
        keep(overview(verdicts, made=asked.words, digest=asked.digest), "claims")
        made = f"seed {SEED}, model version {sim.__version__}"
        keep(figure_evidence(found, made=made, digest=figures.digest), "evidence")


if __name__ == "__main__":
    main()

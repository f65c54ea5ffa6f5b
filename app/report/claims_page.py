"""One self-contained page with every claim: its words, its source, its figure, and what was found."""

import base64
import html
import io
from collections.abc import Sequence

from analysis.claims.figures import detail, overview
from analysis.claims.verdicts import Verdict
from analysis.claims.words import HEADINGS, counted_in_words, sentence
from analysis.plotting.style import Sheet, own_settings
from analysis.wording.numbers import counted

_LOOK = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1d1d1f; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
h3 { font-size: 1.05rem; margin: 2rem 0 .2rem; }
img { width: 100%; height: auto; } .about { color: #56595e; font-size: .9rem; margin: .2rem 0; }
.status { font-weight: bold; } nav a { margin-right: 1rem; } li { margin: .2rem 0; }
"""


@own_settings()
def page(verdicts: Sequence[Verdict], made: str, digest: str) -> str:
    """The page as one HTML text; figures are inside it.

    Args:
        verdicts: on claims.
        made: how they were judged, in a line.
        digest: of what was run.
    """
    total = f"Of {counted(len(verdicts), 'claim')}, {counted_in_words(verdicts)}"
    parts = [
        "<!doctype html>", '<html lang="en"><head><meta charset="utf-8">', "<title>Claims and evidence</title>",
        f"<style>{_LOOK}</style></head><body>", "<h1>Do the claims of the literature hold in the model?</h1>",
        f"<p>{html.escape(total)}.</p>", f'<p class="about">{html.escape(made)}; {digest}.</p>',
        "<p>A claim holds when every outcome that it names differs as stated at the default parameters (95 % interval "
        "of the paired difference) and in at least four of five draws of uncertainties and context from their "
        "plausible ranges, and by at least the smallest size that matters, which is stated in its file. Reliable but "
        "smaller is too small to matter. It is conditional when draws go that way by enough only in a region, which "
        "is named. A claim that fails is a finding about the model or about the claim.</p>",
        "<p>In the figures of single claims, dots are draws, the bar is the 95 % interval at the defaults, and the "
        "shaded side is what the literature says.</p>",
        _image(overview(verdicts, made=made, digest=digest), "All claims at a glance"),
    ]  # fmt: skip
    for status, heading in HEADINGS.items():
        members = [v for v in verdicts if v.status == status]
        if members:
            parts.append(f'<h2 id="{status}">{heading} ({len(members)})</h2>')
            parts += [_claim(v, made) for v in members]
    return "\n".join([*parts, "</body></html>", ""])


def _claim(verdict: Verdict, made: str) -> str:
    claim = verdict.claim
    found = "".join(
        f'<li><span class="status">{j.status}</span>: {html.escape(sentence(j))}</li>' for j in verdict.checks
    )
    return "\n".join([
        f'<h3 id="{claim.id}">{html.escape(claim.title)}</h3>',
        f'<p class="about">{claim.id}; {html.escape(claim.source)}; base {claim.base}; {claim.months} months. '
        f"{html.escape(claim.note)}</p>",
        _image(detail(verdict, made=made), f"Differences for {claim.id}"), f"<ul>{found}</ul>",
    ])  # fmt: skip


def _image(sheet: Sheet, words: str) -> str:
    """A figure as an image inside the page."""
    out = io.BytesIO()
    sheet.savefig(out, format="svg", metadata={"Date": None})
    data = base64.b64encode(out.getvalue()).decode("ascii")
    return f'<img alt="{html.escape(words)}" src="data:image/svg+xml;base64,{data}">'

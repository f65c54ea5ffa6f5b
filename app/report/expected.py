"""What an experiment expected before it ran, beside what was found."""

from functools import lru_cache

from analysis.comparison.expected import Found, found_of, in_short
from analysis.wording.numbers import capital, sentence, small
from analysis.wording.outcomes import difference, difference_unit
from app.report.blocks import Bullets, Section, Text, kept, table_of
from app.report.study import Study
from sim.measures.outcomes import OUTCOME

_WAYS = {"higher": "more", "lower": "less", "larger_gap": "a larger gap", "open": "left open"}


@lru_cache(maxsize=4)
def readings(study: Study) -> tuple[Found, ...]:
    """Every expected reading with what was found."""
    return tuple(found_of(study.results.finished, study.results.plan)) if len(study.runs) else ()


def told(study: Study) -> list[str]:
    """What became of expectations, for the box "In short"."""
    return in_short(readings(study))


def expected(study: Study) -> tuple[Section, ...]:
    """The section; none where nothing was expected."""
    found = readings(study)
    if not found:
        return ()
    rows = [_row(f) for f in found]
    note = (
        "Mean over pairs of runs with common random numbers, and in brackets its 95 % interval, each by itself. As "
        "expected: clear, and as large as matters. Too small: clear, and smaller. Against: clear the other way. A tie: "
        "the whole interval stays below what matters. Undecided: too few pairs to tell."
    )
    intro = Text("This was written down before the runs, the main reading first. It tells of the model, and of the "
                 "world only as far as the model is like it.")  # fmt: skip
    sources = Bullets(tuple(_source(f) for f in found if f.expected.source or f.expected.against))
    parts = kept((intro, table_of(rows, "Expected and found", note), sources if sources.items else None))
    return (Section("What was expected, and what was found", parts),)


def _row(f: Found) -> dict[str, str]:
    o = OUTCOME[f.expected.outcome]
    pairs = f"{f.pairs:,}" + (f" of {f.pairs + f.unknown:,}" if f.unknown else "")
    return {
        "Reading": f"{capital(o.label)}, {f.words}", "Expected": _WAYS[f.expected.comparison],
        "Matters from": difference(o, f.expected.smallest) or "–",
        "Found": f"{f.with_interval} {difference_unit(o)}".rstrip(), "Pairs": pairs, "So": f.verdict,
    }  # fmt: skip


def _source(f: Found) -> str:
    o, e = OUTCOME[f.expected.outcome], f.expected
    parts = [f"{capital(o.label)}, {f.words}"]
    parts += [f"expected by {e.source}"] if e.source and e.way else [f"left open by {e.source}"] if e.source else []
    text = sentence("; ".join(parts))
    against = f" Against it would count, beside a clear difference the other way: {small(sentence(e.against))}"
    return text + (against if e.against else "")

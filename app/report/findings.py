"""The box "In short": a few sentences built from numbers, with how sure they are."""

import numpy as np
import pandas as pd

from analysis.survival.kaplan_meier import survival_of
from analysis.wording.labels import CAUSE_WORDS
from analysis.wording.numbers import capital, counted, duration, percent, sentence, small, word
from analysis.wording.outcomes import amount, value, with_unit
from app.report.contrasts import told
from app.report.drivers import strongest
from app.report.expected import told as told_of_expected
from app.report.study import Study
from sim.measures.outcomes import OUTCOME

#: Partnerships of which an outcome must be known before it is told.
FEWEST_KNOWN = 5
#: Sentences on other scenarios that leave room for a single one on the reference.
MOST_TOLD = 4


def findings(study: Study) -> tuple[str, ...]:
    """Three to six findings in plain words; fewer only where hardly a run arrived."""
    found: list[str] = []
    if study.done < study.planned:
        found.append(f"Not finished: {percent(study.done / study.planned)} of {study.planned:,} runs are done; "
                    "findings may still change.")  # fmt: skip
    if study.runs.empty:
        return (*found, f"All {counted(study.results.failed, 'run')} failed, so that nothing can be said. The reasons "
                "stand under Provenance.")  # fmt: skip
    if study.results.failed:
        found.append(f"{counted(study.results.failed, 'run')} of {study.done:,} failed and are left out.".capitalize())
    found += told_of_expected(study)
    found += of_one(study.runs, study.results.months) if len(study.cases) == 1 else of_several(study)
    found += strongest(study)
    return tuple(sentence(text) for text in found)


def of_one(runs: pd.DataFrame, months: int) -> list[str]:
    """What becomes of the partnerships of one scenario, or of all together."""
    return [lasting(runs, months), *why(runs), reach(runs), *retained(runs), trust(runs)]


def of_several(study: Study) -> list[str]:
    """What becomes of the reference, and how the others differ from it."""
    first = study.runs[study.runs["scenario"] == study.reference]
    own = [lasting(first, study.results.months), reach(first)] if len(first) else []
    others = told(study)
    own = own if len(others) < MOST_TOLD else own[:1]
    return [*(f"{study.reference}: {small(text)}" for text in own), *others]


def lasting(runs: pd.DataFrame, months: int) -> str:
    """Share still going at the horizon."""
    found = survival_of(runs)
    at = found[found["month"] <= months].iloc[-1]
    band = f" (95 % interval {100 * at['low']:.0f} to {100 * at['high']:.0f} %)" if np.isfinite(at["low"]) else ""
    return f"After {duration(months)} {percent(at['survival'])} of partnerships are still going{band}"


def why(runs: pd.DataFrame) -> list[str]:
    """The commonest cause of endings."""
    ended = runs.loc[runs["ended"] > 0, "cause"]
    if ended.empty:
        return []
    causes = ended.value_counts()
    cause, count = str(causes.index[0]), int(causes.iloc[0])
    if len(ended) == 1:
        return [f"One partnership ended, because {CAUSE_WORDS[cause]}"]
    many = "of all" if count == len(ended) else f"of {word(count)}"
    return [f"{capital(word(len(ended)))} partnerships ended; the commonest reason, {many}: {CAUSE_WORDS[cause]}"]


def reach(runs: pd.DataFrame) -> str:
    """Spread and depth at the end."""
    return (f"At the end {middle_of(runs, 'spread')} of teachers use the innovation{_in_the_median(runs)}, and "
            f"{middle_of(runs, 'deep_use')} use it deeply")  # fmt: skip


def retained(runs: pd.DataFrame) -> list[str]:
    """Deep users who were kept two years after outside money."""
    known = int(runs["retained_24"].notna().sum())
    if known < FEWEST_KNOWN:
        return []
    kept = middle_of(runs, "retained_24")
    return [f"Of the teachers who used it deeply when outside money ended, {kept} still did so in the same school two "
            f"years later; this is known for {known:,} of {len(runs):,} partnerships"]  # fmt: skip


def trust(runs: pd.DataFrame) -> str:
    """Trust and practitioner voice."""
    return (f"Trust between the partners was {middle_of(runs, 'trust')} on a scale from 0 to 1{_in_the_median(runs)}, "
            f"and practitioner voice {middle_of(runs, 'voice')}, where 0.5 is balance")  # fmt: skip


def _in_the_median(runs: pd.DataFrame) -> str:
    return " in the median run" if len(runs) > 1 else ""


def middle_of(runs: pd.DataFrame, name: str) -> str:
    """The median of an outcome and, of several runs, its 90 % range (P5 to P95)."""
    o, known = OUTCOME[name], runs[name].dropna()
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95])
    if len(known) == 1:
        return amount(o, middle)
    return f"{amount(o, middle)} (90 % range {with_unit(o, f'{value(o, low)} to {value(o, high)}')})"

"""Short tables of runs for people: scenarios by title, outcomes with their ranges, causes in plain words."""

from collections.abc import Sequence

import pandas as pd

from analysis.stats.bands import apart
from analysis.wording.labels import CAUSES
from analysis.wording.outcomes import range_of, told_unit
from sim.engine.findings import Findings
from sim.measures.outcomes import OUTCOME, names_of
from sim.scenario.scenario import Scenario
from sim.scenario.variants import variant_of


def titles_of(scenarios: Sequence[Scenario]) -> list[str]:
    """A title for each scenario, no two alike, that names what was set on top of the file."""
    titles: list[str] = []
    for scenario in scenarios:
        variant = variant_of(scenario)
        title = f"{scenario.title} with {variant}" if variant else scenario.title
        titles.append(title if title not in titles else f"{title} ({len(titles) + 1})")
    return titles


def why_ended(runs: pd.DataFrame, *, most: int = len(CAUSES)) -> str:
    """Number of partnerships that ended, and causes, the commonest first.

    Args:
        runs: one row per run and partnership.
        most: causes that are named; the rest are summed up.
    """
    causes = runs.loc[runs["ended"] > 0, "cause"].value_counts()
    told = [f"{CAUSES.get(str(cause), str(cause))} {count}" for cause, count in causes.iloc[:most].items()]
    told += [f"other {causes.iloc[most:].sum()}"] if len(causes) > most else []
    told = [text.replace(" ", "\N{NO-BREAK SPACE}") for text in told]  # lines break between causes only
    return f"{causes.sum()} ended: {', '.join(told)}" if told else "none ended"


def parts(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Parts of a table, one for each scenario and variant, in the order in which they come."""
    return [(str(name), part) for name, part in apart(table).groupby("scenario", sort=False, observed=True)]


def titled(result: Findings, table: str) -> pd.DataFrame:
    """A table of a result with scenarios by title, so that variants of one file stay apart.

    Args:
        result: what was run.
        table: ``runs`` or a monthly table.
    """
    titles = {
        (scenario.name, variant): title
        for scenario, variant, title in zip(result.scenarios, result.variants, titles_of(result.scenarios), strict=True)
    }
    runs = result.runs.drop_duplicates("run")
    arms = zip(runs["scenario"], runs["variant"], strict=True)
    by_run = dict(zip(runs["run"], map(titles.get, arms), strict=True))
    frame = getattr(result, table)
    return frame.assign(scenario=frame["run"].map(by_run))


def comparison_table(result: Findings) -> pd.DataFrame:
    """Outcomes at a glance: for each scenario the median over runs and, in brackets, the 5th to 95th percentile.

    Returns:
        Rows by ``outcome`` and ``unit``, one column of text per scenario; a share where the outcome is yes or no.
    """
    shown = [OUTCOME[name] for name in names_of("main", "ends")]
    columns = {
        title: [range_of(part[o.name], o) for o in shown]
        for title, part in titled(result, "runs").groupby("scenario", sort=False)
    }
    index = pd.MultiIndex.from_tuples([(o.meaning, told_unit(o)) for o in shown], names=["outcome", "unit"])
    return pd.DataFrame(columns, index=index)

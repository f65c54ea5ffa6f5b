"""How fates differ at the defaults, against what was expected of the model before it was built: part of the page that
``make validation`` writes. What is expected stands here, beside what was found; nothing is judged that is not printed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from page_writing import table

from analysis.wording.numbers import interval, listed, percent
from sim.engine.batch import Batch, Run
from sim.experiments.design.population import type_scenarios
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value
from sim.state.tables import CAUSES, ENDED, HANDED_OVER, MERGED, NO_CAUSE, NO_LONGER_NEEDED

Numbers = NDArray[np.float64]
#: Worlds of each type and of each arm, in full; a quick look takes a share of them.
WORLDS, ARM_WORLDS = 100, 600
#: Years after which nearly all have ended, so that the shape of lifetimes can be seen; months up to which shocks tell.
LIFETIMES, SHOCKS, SLOPE = 300, 49, 49
#: What partners would not do to themselves all at once, with money secured: the far end of a line from the defaults.
BAD: dict[str, Value] = {
    "coordination.fte": 0, "contact.meetings": 0.25, "structure.facilitation": 0, "structure.reflective_routines": 0,
    "structure.agreements": 0, "continuity.handover": 0, "work.released_time": 0, "work.demand_hours": 20,
    "contact.stake": 1,
}  # fmt: skip
SECURED: dict[str, Value] = {"money.endowment": 5_000_000}
#: The blows of a first school year, each as hard as a scenario can have it, a budget cut by half.
BLOWS = {
    "the superintendent leaves": ("superintendent_leaves", {}),
    "the budget is cut by half": ("budget_cut", {"value": 0.5}),
    "the worst press": ("negative_press", {"value": 1.0}),
    "the greatest promise is broken": ("broken_promise", {"value": 1.0}),
    "the next grant is refused": ("grant_refused", {}),
}
BLOW_MONTH = 9
#: What blows are looked at in: table, column, month.
FELT = {
    "trust of practitioners, month 12": ("partnerships", "trust_practice", 12),
    "commitment of practitioners, month 12": ("partnerships", "commitment_practice", 12),
    "released time that is paid, month 24": ("partnerships", "paid_release", 24),
    "data open to partners, month 24": ("districts", "data_access", 24),
    "bench behind it, month 48": ("districts", "bench", 48),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What was expected, what was found, and whether that is so."""

    what: str
    expected: str
    found: str
    met: bool


def mean_text(values: Numbers, digits: int = 3) -> str:
    """A mean of differences with its 95 % interval."""
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values))
    return f"{values.mean():+.{digits}f} ± {half:.{digits}f}"


def run(
    scenario: Scenario, worlds: int, months: int, tables: tuple[str, ...] = ("partnerships",), *, first: int = 0
) -> dict[str, np.ndarray]:
    """The record of that many worlds, on random numbers from those of replicate ``first`` on."""
    batch = Batch([Run(scenario, first + r, 1) for r in range(worlds)], months, tables=tables)
    batch.run()
    return batch.record.values


def share_text(going: NDArray[np.bool_]) -> str:
    """A share with its 95 % interval."""
    half = 1.96 * going.std() / np.sqrt(len(going))
    return f"{going.mean():.2f} {interval(going.mean() - half, going.mean() + half)}"


def rows_of_fates(worlds: int) -> list[Row]:
    """How long types in equal shares last at the defaults, and why they end."""
    # Each type has random numbers of its own, so that all worlds count as independent in the intervals.
    records = [
        run(scenario, worlds, LIFETIMES, first=n * worlds)["partnerships"]
        for n, scenario in enumerate(type_scenarios())
    ]
    stage = np.concatenate([r.stage for r in records], axis=1)
    ended = np.concatenate([r.ended_month[-1] for r in records])
    causes = np.concatenate([r.cause[-1] for r in records]).astype(int)
    causes = causes[causes != NO_CAUSE]
    at36, at84 = stage[35] != ENDED, stage[83] != ENDED
    trust = np.concatenate([r.trust[35] for r in records])[at36]
    early = np.histogram(ended[ended >= 0], np.arange(0, 49, 12))[0]
    most = np.bincount(causes, minlength=len(CAUSES))
    life = ended[ended >= 0].astype(float)
    skewness = float((((life - life.mean()) / life.std()) ** 3).mean())
    good = np.isin(causes, (HANDED_OVER, NO_LONGER_NEEDED, MERGED))
    low, high = np.percentile(trust, [5, 95])
    largest = CAUSES[int(most.argmax())].replace("_", " ")
    return [
        Row("alive at 36 months", "0.76 to 0.95", share_text(at36), 0.76 <= at36.mean() <= 0.95),
        Row("alive at 84 months", "0.50 to 0.80", share_text(at84), 0.50 <= at84.mean() <= 0.80),
        Row("ended in each of the first four years", "some in each", listed([str(n) for n in early]),
            bool(early.all())),
        Row("largest share of one cause", "at most 70 %", f"{percent(most.max() / most.sum())}, {largest}",
            most.max() <= 0.7 * most.sum()),
        Row("skewness of lifetimes within 25 years", "above 0", f"{skewness:.2f}", skewness > 0),
        Row("endings by handing over, solving or merging", "at least 10 %", share_text(good), good.mean() >= 0.1),
        Row("trust in month 36, 5th percentile", "at most 0.35", f"{low:.2f}", low <= 0.35),
        Row("trust in month 36, 95th percentile", "at least 0.75", f"{high:.2f}", high >= 0.75),
    ]  # fmt: skip


def row_of_slope(worlds: int) -> Row:
    """Ended by month 48 along a straight line from the defaults to nine bad levers, with money secured."""
    base = load_scenario("baseline").with_values(SECURED)
    start = {name: float(base.partnerships[0].levers[name]) for name in BAD}
    shares = []
    for step in np.linspace(0, 1, 11):
        values: dict[str, Value] = {name: start[name] + step * (float(end) - start[name]) for name, end in BAD.items()}
        shares.append(float((run(base.with_values(values), worlds, SLOPE)["partnerships"].stage[-1] == ENDED).mean()))
    steepest = float(np.abs(np.diff(shares)).max())
    told = ", ".join(f"{100 * share:.0f}" for share in shares)
    return Row(f"ended by month 48, of 100, along a line to {len(BAD)} bad levers with money secured",
               "no tenth of the way adds more than 20", told, steepest <= 0.2)  # fmt: skip


def blows(worlds: int) -> str:
    """What a blow in month 9 of baseline changes, paired by seed; a table."""
    base = load_scenario("baseline")
    tables = ("partnerships", "districts")
    before = run(base, worlds, SHOCKS, tables)
    rows = []
    for told, (kind, takes) in BLOWS.items():
        after = run(base.with_event(kind, month=BLOW_MONTH, **takes), worlds, SHOCKS, tables)
        ended = [(r["partnerships"].stage[48] == ENDED).astype(float) for r in (before, after)]
        cells = [mean_text(100 * (ended[1] - ended[0]), 1)]
        cells += [mean_text(after[t][column][m].astype(float) - before[t][column][m]) for t, column, m in FELT.values()]
        rows.append((told, *cells))
    return table(("in month 9", "ended by month 48, of 100", *FELT), rows)


def parts(scale: float) -> dict[str, str]:
    """What placeholders about fates stand for.

    Args:
        scale: factor on the number of worlds.
    """
    worlds, arms = max(10, round(scale * WORLDS)), max(20, round(scale * ARM_WORLDS))
    rows = [*rows_of_fates(worlds), row_of_slope(max(20, round(scale * ARM_WORLDS / 3)))]
    cells = [(r.what, r.expected, r.found, "as expected" if r.met else "**not as expected**") for r in rows]
    return {
        "fates": table(("at the defaults, types in equal shares", "expected", "found", "verdict"), cells),
        "fates_runs": f"{worlds} worlds of each of {len(list(type_scenarios()))} types; {arms} pairs for each blow",
        "blows": blows(arms),
    }

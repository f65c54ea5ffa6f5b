"""Is the model alive? Outcomes over draws of all its parameters, each shown on the whole range that it could take.

An outcome that hardly moves, or sits at an end of its range, whatever the parameters say, is a sign that a mechanism is
cut off, saturated or too weak. Every uncertainty, lever and district context is drawn over its plausible range by a
Latin hypercube; each draw is one world.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting.drawing import strip
from analysis.plotting.lettering import width_of, write
from analysis.plotting.page import about, begin_page, made_with
from analysis.plotting.style import FONT, INK, LOOKS, Sheet, Style, dress, style_named
from sim.engine.batch import Batch, Run
from sim.engine.result import Result
from sim.experiments.design.prior import drawn_parameters, draws
from sim.measures.outcomes import OUTCOME, names_of
from sim.scenario.files import load_scenario
from sim.version import __version__

#: Worlds computed together.
CHUNK = 50
#: The outcomes that are shown on their whole range, and those by which partnership types are set side by side.
SHOWN, OF_TYPES = names_of("range"), names_of("types")
#: Share of its range within which a value counts as being at an end, and signs of lifelessness.
AT_END, NARROW, STUCK = 0.001, 0.1, 0.5
HOW_TO_READ = "Dots: runs; bar: interquartile range; line: 90 % range (P5 to P95); stroke: median."
#: Where columns of numbers end, right of the strips [heights of a line].
COLUMNS = (3.2, 6.4, 9.8)


def aliveness(number: int = 300, *, replicates: int = 1, months: int = 120, seed: int = 1) -> pd.DataFrame:
    """Outcomes of the baseline under draws of all parameters.

    Args:
        number: draws.
        replicates: worlds for each draw; every draw has random numbers of its own.
        months: horizon.
        seed: of the draws and of the worlds.

    Returns:
        One row per world: ``draw``, ``replicate``, ``months``, and every outcome.
    """
    base = load_scenario("baseline")
    values = draws(number, seed=seed)
    found = []
    for first in range(0, number, CHUNK):
        rows = range(first, min(first + CHUNK, number))
        drawn = [(n * replicates, base.with_values(values.loc[n].to_dict())) for n in rows]
        runs = [Run(scenario, at + r, seed) for at, scenario in drawn for r in range(replicates)]
        batch = Batch(runs, months, tables=("partnerships",))
        batch.run()
        table = Result(batch).runs.drop(columns=["scenario", "variant", "partnership"])
        table.insert(0, "draw", first + table.pop("run") // replicates)
        found.append(table.assign(replicate=table["replicate"] % replicates))
    return pd.concat(found, ignore_index=True)


def spans(table: pd.DataFrame, outcomes: Sequence[str] = SHOWN) -> pd.DataFrame:
    """How much of its range each outcome uses.

    Args:
        table: outcomes of many runs, as from `aliveness` or ``Result.runs``.
        outcomes: names of outcomes that have a whole range.

    Returns:
        One row per outcome: ``low`` and ``high`` (its range), ``p5`` to ``p95``, ``used`` (share of the range between
        p5 and p95), ``at_low`` and ``at_high`` (share of runs at the ends), ``lifeless``.
    """
    rows = []
    for name in outcomes:
        low, high = OUTCOME[name].limits(table["months"].max())
        values = table[name].dropna().to_numpy()
        at = np.percentile(values, (5, 25, 50, 75, 95))
        place = (values - low) / (high - low)
        used, at_low, at_high = (at[4] - at[0]) / (high - low), np.mean(place <= AT_END), np.mean(place >= 1 - AT_END)
        lifeless = not (used >= NARROW and max(at_low, at_high) <= STUCK)
        rows.append((name, low, high, *at, used, at_low, at_high, lifeless))
    columns = ["outcome", "low", "high", "p5", "p25", "p50", "p75", "p95", "used", "at_low", "at_high", "lifeless"]
    return pd.DataFrame(rows, columns=columns)


def figure_aliveness(table: pd.DataFrame, *, seed: int, style: str = "projector") -> Sheet:
    """Each outcome over all draws on its own whole range, with how much of it is used.

    Args:
        table: outcomes, as `aliveness` gives them.
        seed: the seed that it was made with.
        style: ``projector`` or ``print``.
    """
    look, found = style_named(style), spans(table)
    title = "Is the model alive? What outcomes do when every parameter varies"
    under = f"{table['draw'].nunique()} draws of {len(drawn_parameters())} parameters, {table['months'].max()} months, "
    under += f"seed {seed}, model version {__version__}."
    bold = f"Bold: under {100 * NARROW:.0f} % of the range used, or over {100 * STUCK:.0f} % of draws at one end."
    base = load_scenario("baseline")
    made = made_with(f"around {base.name}@{base.digest}: {under}")
    sheet, top = begin_page(look, title, f"{under} {HOW_TO_READ} {bold}", made)
    labels = [_label(row.outcome, row.low, row.high) for row in found.itertuples()]
    left, numbers, low = max(width_of(t, look.text) for t in labels) + look.lines(1.5), look.lines(11), look.lines(2.8)
    ax = sheet.panel(left, low, look.width - left - numbers, top - look.lines(2.7) - low)
    dress(ax, look, x="place on the whole range of each outcome: 0 lowest, 1 highest", grid="x")
    ax.set(xlim=(-0.01, 1.01), ylim=(len(found) - 0.5, -0.5), yticks=range(len(found)), xticks=np.linspace(0, 1, 6))
    ax.set_yticklabels(labels)
    for n, row in enumerate(found.itertuples()):
        strip(ax, n, (table[row.outcome].dropna().to_numpy() - row.low) / (row.high - row.low), look)
        texts = (f"{100 * row.used:.0f} %", f"{100 * row.at_low:.0f} %", f"{100 * row.at_high:.0f} %")
        for place, text in zip(COLUMNS, texts, strict=True):
            _beside(ax, n, place, text, look, bold=row.lifeless)
    for place, text in zip(COLUMNS, ("range\nused", "at its\nlowest", "at its\nhighest"), strict=True):
        # Heads stand on the axes, however low its rows are.
        write(ax, look, text, (1, 1), offset=(look.text * 1.32 * place, look.text / 3), of="axes fraction", ha="right",
              va="bottom")  # fmt: skip
    sheet.keep("spans", found)
    sheet.keep("draws", table[["draw", "replicate", *SHOWN]])
    return sheet


def figure_types(result: Result, *, style: str = "projector") -> Sheet:
    """Main outcomes of several scenarios, such as `type_scenarios`, each outcome on its own whole range.

    Args:
        result: runs of all of them.
        style: ``projector`` or ``print``.
    """
    look, table = style_named(style), result.runs
    parts = list(table.groupby("scenario", sort=False))
    names = [str(name).rpartition("/")[2].replace("_", " ") for name, _ in parts]
    title = "What partnership types lead to, each outcome on its whole range"
    most = int(table.groupby("scenario").size().max())
    under = f"{most} runs of each, {result.months} months, seed {result.seed}, model version {__version__}."
    sheet, top = begin_page(look, title, f"{under} {HOW_TO_READ}", about(result))
    across = 4 if look.columns == 3 else 3
    left = max(width_of(name, look.text) for name in names) + look.lines(1.2)
    wide, high = (look.width - left - look.lines(0.8)) / across, (top - look.lines(1)) / -(-len(OF_TYPES) // across)
    for k, outcome in enumerate(OF_TYPES):
        low, up = OUTCOME[outcome].limits(table["months"].max())
        row, column = divmod(k, across)
        ax = sheet.panel(left + column * wide, top - (row + 1) * high + look.lines(2), wide - look.lines(1.2),
                         high - look.lines(4))  # fmt: skip
        dress(ax, look, grid="x")
        ticks = np.linspace(low, up, 4 if (up - low) % 3 == 0 or up - low == 1.5 else 3)
        ax.set(xlim=(low - 0.02 * (up - low), up + 0.02 * (up - low)), ylim=(len(parts) - 0.5, -0.5), xticks=ticks)
        ax.set_xticklabels([f"{tick:g}" for tick in ticks])
        ax.set_yticks(range(len(parts)), names if column == 0 else [""] * len(parts))
        ax.set_title(_label(outcome, low, up), loc="left", fontsize=look.text, color=INK, family=FONT,
                     fontweight="bold", pad=look.text / 2.6)  # fmt: skip
        for n, (_, part) in enumerate(parts):
            strip(ax, n, part[outcome].dropna().to_numpy(), look)
    sheet.keep("runs", table[["scenario", "run", "replicate", *OF_TYPES]])
    return sheet


def _label(outcome: str, low: float, high: float) -> str:
    """Label of an outcome with its unit, or where it has none its range."""
    o = OUTCOME[outcome]
    between = " to " if low < 0 else "–"
    return f"{o.label}, {f'{low:g}{between}{high:g}' if o.unit == 'share' else o.unit}"


def _beside(ax: Axes, row: float, lines: float, text: str, style: Style, *, bold: bool = False) -> None:
    """Text right of the axes, ending some heights of a line from them."""
    write(ax, style, text, (1, row), offset=(style.text * 1.32 * lines, 0), of=("axes fraction", "data"),
          colour=LOOKS[1].text if bold else INK, bold=bold, ha="right")  # fmt: skip

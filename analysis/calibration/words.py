"""A calibration in plain words: how near the model comes, what the targets tell, and what they cannot tell."""

from pathlib import Path

import pandas as pd

from analysis.calibration.fitted import Fitted
from analysis.calibration.posterior import FEWEST_POINTS
from analysis.wording.labels import named
from analysis.wording.layout import text_table, wrapped
from analysis.wording.numbers import capital, counted, number, percent
from sim.experiments.plan.random_numbers import FEWEST

_HELD_OUT = " (held out)"


def as_text(result: Fitted, folder: Path, files: list[str]) -> str:
    """The summary for readers."""
    c = result.calibration
    head = f"{c.title}: {counted(len(result.trials), 'trial')} of {counted(c.runs, 'run')} over {c.months} months, "
    head += f"seed {c.seed}"
    blocks = [head, f"Targets, before and after (95 % intervals, fresh runs)\n{_targets(result.targets)}",
              *(wrapped(text) for text in fit_sentences(result)),
              f"Parameters\n{_parameters(result.parameters)}",
              "What the targets tell\n" + "\n".join(wrapped(f"- {t}", "  ", "    ") for t in told_sentences(result)),
              f"Written to {folder}\n{wrapped(', '.join(files), '  ')}"]  # fmt: skip
    return "\n\n".join(blocks)


def fit_sentences(result: Fitted) -> list[str]:
    """How near the model comes to the targets."""
    found = [
        f"The fitted targets are missed by {_errors(result.after)} on average at the best values, and by "
        f"{_errors(result.before)} before."
    ]
    if result.after >= result.before:
        found.append("On fresh random numbers the best values are no nearer to the targets than the values before.")
    if result.posterior.widening > 1 and result.posterior.effective >= FEWEST:
        found.append(
            "No trial meets all the targets within their errors and the noise of the runs. The ranges below take the "
            f"errors {result.posterior.widening:.1f} times wider, and tell which values are the least bad."
        )
    failed = int(result.trials["distance"].isna().sum())
    if failed:
        found.append(f"{counted(failed, 'trial')} could not be read; `trials.csv` says why.")
    for row in result.targets[result.targets["held_out"]].itertuples():
        if row.after != row.after:
            found.append(f"Held out: {row.target} could not be read at the best values.")
            continue
        text = f"Held out: {row.target} is {_interval(row.after, row.after_low, row.after_high)} at the best values; "
        text += f"its target is {_interval(row.value, row.low, row.high)}."
        if row.after_low == row.after_low:
            agrees = row.after_low <= row.high and row.after_high >= row.low
            text += f" The two intervals {'overlap' if agrees else 'do not overlap'}."
        found.append(text)
    return found


def told_sentences(result: Fitted) -> list[str]:
    """What the targets tell about each parameter and each pair, and what they cannot."""
    points = result.posterior.effective
    rest = f"about {counted(max(1, round(points)), 'independent point')}"
    if points < FEWEST:
        return [f"No ranges: the targets leave {rest}, which is too few (at least {FEWEST}); more trials would give "
                "them."]  # fmt: skip
    few = f"These ranges rest on only {rest}: more trials would make them surer."
    found = [few] if points < FEWEST_POINTS else []
    for row in result.parameters.itertuples():
        prior = f"{number(row.prior_low)} to {number(row.prior_high)}"
        name = capital(named(row.parameter))
        if row.told == "anywhere" and row.leans:
            found.append(f"{name} could be anywhere in its range ({prior}), but {row.leans} values agree "
                         "better with the targets.")  # fmt: skip
        elif row.told == "anywhere":
            found.append(f"{name} could be anywhere in its range ({prior}): on it alone the targets say next "
                         "to nothing.")  # fmt: skip
        else:
            how = "narrow it" if row.told == "narrowed" else "narrow it a little"
            found.append(f"{name} lies between {number(row.low)} and {number(row.high)} (95 % interval): the "
                         f"targets {how}, to {percent(row.left)} of its range ({prior}).")  # fmt: skip
    for row in result.pairs[result.pairs["ridge"]].itertuples():
        how = "one higher goes with the other lower" if row.correlation < 0 else "they are higher or lower together"
        both = capital(f"{named(row.first)} and {named(row.second)}")
        found.append(f"{both} trade off: {how} (correlation {row.correlation:.2f}), and the targets look the same. "
                     "Only evidence on one of them can tell the other.")  # fmt: skip
    return found


def _targets(table: pd.DataFrame) -> str:
    rows = [["target", "value", "before", "after"]]
    for row in table.itertuples():
        rows.append([
            row.target + (_HELD_OUT if row.held_out else ""), _interval(row.value, row.low, row.high),
            _interval(row.before, row.before_low, row.before_high), _interval(row.after, row.after_low, row.after_high),
        ])  # fmt: skip
    meanings = [f"  {row.target}: {row.meaning}{f' [{row.unit}]' if row.unit else ''}" for row in table.itertuples()]
    return text_table(rows, "  ", right=(1, 2, 3)) + "\n" + "\n".join(meanings)


def _parameters(table: pd.DataFrame) -> str:
    rows = [["parameter", "before", "best", "95 % interval", "of range", "left"]]
    for row in table.itertuples():
        rows.append([
            row.parameter, number(row.before), number(row.best),
            f"{number(row.low)} to {number(row.high)}" if row.low == row.low else "–",
            f"{number(row.prior_low)} to {number(row.prior_high)}", percent(row.left) if row.left == row.left else "–",
        ])  # fmt: skip
    return text_table(rows, "  ", right=(1, 2, 3, 4, 5))


def _interval(value: float, low: float, high: float) -> str:
    limits = f" ({low:.3g} to {high:.3g})" if low == low else ""
    return f"{value:.3g}{limits}" if value == value else "–"


def _errors(distance: float) -> str:
    return f"{distance:.1f} standard errors" if distance == distance else "an unknown amount"

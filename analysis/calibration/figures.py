"""Figures of a calibration: targets before and after, what is known of each parameter, and which trade off."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.calibration.posterior import SLICES, Posterior
from analysis.plotting.drawing import KeyItem, head, sample
from analysis.plotting.lettering import inches_wide, width_of, wrapped, write
from analysis.plotting.page import Cell, begin_page, make_page
from analysis.plotting.style import FONT, INK, LOOKS, MUTED, SINGLE, Sheet, Style, dress, style_named
from analysis.wording.labels import parameter_key, parameter_name, with_labels
from sim.calibration.problem import unit_of
from sim.experiments.design.factors import Factor

#: Looks of the target, and of the model before and after.
TARGET, BEFORE, AFTER = LOOKS[3], LOOKS[1], LOOKS[0]
#: Bars over a range; a range of few whole numbers has one for each of them.
_BARS = 12


def figure_before_after(targets: pd.DataFrame, title: str, made: str, *, style: str = "projector") -> Sheet:
    """Each target with its 95 % interval, and what runs show before and after fitting.

    Args:
        targets: ``target``, ``meaning``, ``unit``, ``held_out``; ``value``, ``low``, ``high``; ``before`` and
            ``after``, each with ``_low`` and ``_high``.
        title: of the calibration.
        made: targets, trials, seed and version, for the subtitle.
        style: ``projector`` or ``print``.
    """
    look = style_named(style)
    cells = [Cell(_heading(row.target, row.held_out), [[partial(_strips, row, look)]]) for row in targets.itertuples()]
    across = 1 if len(cells) == 1 or look.columns < 3 else 2
    per_column = -(-len(cells) // across)
    columns = [cells[n : n + per_column] for n in range(0, len(cells), per_column)]
    key = [KeyItem("dots: values; bars: 95 % intervals, of the model on random numbers of no trial"),
           KeyItem("interval of the target", sample("wide", TARGET))]  # fmt: skip
    heading = f"{title}: the model before and after fitting"
    sheet = make_page(look, heading, f"{made}.", columns, key, right=1, about=_about(made))
    sheet.keep("targets", targets)
    return sheet


def figure_ranges(
    found: Posterior, parameters: pd.DataFrame, profile: pd.DataFrame, title: str, made: str, *,
    style: str = "projector",
) -> Sheet:  # fmt: skip
    """For each parameter how likely values are after the targets were seen, over how likely before; and its profile.

    Args:
        found: weighted sample.
        parameters: ``parameter``, ``prior``, ``prior_low``, ``prior_high``, ``before``, ``best``, ``left``, ``unit``.
        profile: as `analysis.calibration.posterior.profile` gives it.
        title, made, style: as for `figure_before_after`.
    """
    look = style_named(style)
    top = max(float(profile["distance"].max()), 1.0)
    cells = [
        Cell(parameter_name(row.parameter), [[partial(_marginal, found, row, look)],
                                             [partial(_profile, profile, row, top, look)]],
             shares=(3, 2), key=parameter_key(row.parameter))
        for row in parameters.itertuples()
    ]  # fmt: skip
    across = min(look.columns, len(cells))
    columns = [cells[n::across] for n in range(across)]
    key = [KeyItem("after seeing the targets", sample("narrow", AFTER)), KeyItem("before: all alike", sample("run")),
           KeyItem("value before", sample("line", BEFORE)), KeyItem("best trial", sample("line", AFTER))]  # fmt: skip
    under = f"{made}. Ranges rest on about {max(1, round(found.effective))} independent points."
    heading = f"{title}: what the targets tell of each parameter"
    sheet = make_page(look, heading, under, columns, key, right=0.6, about=_about(made))
    sheet.keep("parameters", with_labels(parameters, "parameter"))
    sheet.keep("profile", profile)
    return sheet


def figure_pairs(
    found: Posterior, parameters: pd.DataFrame, pairs: pd.DataFrame, title: str, made: str, *, style: str = "projector"
) -> Sheet:
    """Each pair of parameters: where the sample lies, and which of it the targets allow. A slanting cloud is a ridge.

    Args:
        found: weighted sample.
        parameters, title, made, style: as for `figure_ranges`.
        pairs: ``first``, ``second``, ``correlation``, ``ridge``.
    """
    look = style_named(style)
    names = list(parameters["parameter"])
    under = f"{made}. Grey: points of the sample; blue: the larger, the better a point agrees with the targets; cross: "
    under += "best trial. Numbers: correlation, bold where the two trade off."
    sheet, top = begin_page(look, f"{title}: which parameters trade off", under, _about(made))
    known = {(row.first, row.second): row for row in pairs.itertuples()}
    number = len(names) - 1
    left, gap = look.lines(9), look.lines(0.5)
    wide = (look.width - left - look.lines(1)) / number
    below = [_fitting(name, look, wide - gap) for name in names]
    low = look.lines(2.4 + 1.1 * max(text.count("\n") for text in below))
    high = (top - low - look.lines(0.4)) / number
    for i in range(1, len(names)):
        for j in range(i):
            ax = sheet.panel(left + j * wide, low + (number - i) * high, wide - gap, high - gap - look.lines(1))
            _pair(ax, found, parameters.iloc[j], parameters.iloc[i], known[names[j], names[i]], look)
            beside = _fitting(names[i], look, left - look.lines(1.5))
            _outer(ax, below[j] if i == number else "", beside if j == 0 else "", look)
    sheet.keep("pairs", pairs)
    return sheet


def _about(made: str) -> dict[str, str]:
    return {"Description": made, "Source": made.rpartition("; ")[2]}


def _heading(name: str, held_out: bool) -> str:
    return name.replace("_", " ") + (" (held out: not fitted)" if held_out else "")


def _strips(row: object, style: Style, ax: Axes) -> Axes:
    """Target and readings before and after, one below the other, on one axis."""
    dress(ax, style, x=row.unit, grid="x")
    lines = [("target", row.value, row.low, row.high, TARGET),
             ("before fitting", row.before, row.before_low, row.before_high, BEFORE),
             ("after fitting", row.after, row.after_low, row.after_high, AFTER)]  # fmt: skip
    for n, (name, value, low, high, look) in enumerate(lines):
        told = name if value == value else f"{name}: could not be read"
        write(ax, style, told, (0.01, n - 0.18), of=("axes fraction", "data"), colour=look.text, va="bottom",
              zorder=5)  # fmt: skip
        if value != value:
            continue
        ax.plot([low, high], [n, n], color=look.line, linewidth=2 * style.line, solid_capstyle="butt", zorder=3)
        ax.plot([value], [n], "o", color="white", markersize=1.3 * style.mark, markeredgecolor=look.line,
                markeredgewidth=style.line, zorder=4)  # fmt: skip
    ax.axvspan(row.low, row.high, color=TARGET.wide, zorder=0, linewidth=0)
    ax.set(ylim=(2.5, -0.75), yticks=[])
    ax.margins(x=0.06)
    _few_ticks(ax, style)
    lines = wrapped(row.meaning, style.text, inches_wide(ax) - style.lines())
    head(ax, style, lines[0] + (" \N{HORIZONTAL ELLIPSIS}" if len(lines) > 1 else ""))
    return ax


def _marginal(found: Posterior, row: object, style: Style, ax: Axes) -> Axes:
    """Density after the targets relative to before, over the range on the prior's own scale."""
    whole_numbers = round(row.prior_high - row.prior_low + 1)
    bars = whole_numbers if row.prior == "integer" and whole_numbers <= 2 * _BARS else _BARS
    edges = np.linspace(0, 1, bars + 1)
    heights, _ = np.histogram(found.unit[row.parameter], edges, weights=found.weights)
    before, _ = np.histogram(found.unit[row.parameter], edges)
    # Slices of whole numbers hold unlike shares of the prior; what is told is how they changed.
    change = np.where(before > 0, heights / np.maximum(before / before.sum(), 1e-12), 0.0)
    dress(ax, style)
    ax.bar(edges[:-1], change, 1 / bars, align="edge", color=AFTER.narrow, linewidth=0, zorder=2)
    ax.plot([0, 1], [1, 1], color=SINGLE, linewidth=style.thin * 2, zorder=3)
    _marks(ax, row, style)
    ax.set(xlim=(0, 1), ylim=(0, max(2.0, 1.1 * change.max())), yticks=[0, 1, 2] if change.max() < 3 else [0, 1])
    _scale(ax, row, numbers=False)
    head(ax, style, f"likelihood, 1 as before; {100 * row.left:.0f} % of the range left")
    return ax


def _profile(profile: pd.DataFrame, row: object, top: float, style: Style, ax: Axes) -> Axes:
    """The nearest that any trial came, slice by slice of the range."""
    mine = profile[profile["parameter"] == row.parameter]
    dress(ax, style, x=row.unit)
    ax.bar(mine["from"], mine["distance"], 1 / SLICES, align="edge", color=LOOKS[2].narrow,
           edgecolor=LOOKS[2].line, linewidth=style.thin, zorder=2)  # fmt: skip
    ax.set(xlim=(0, 1), ylim=(0, 1.05 * top))
    ax.set_yticks([0, 1] if top < 4 else [0, round(top / 2)])
    _scale(ax, row, numbers=True)
    head(ax, style, "least distance [errors]")
    return ax


def _marks(ax: Axes, row: object, style: Style) -> None:
    """The value before and the best one."""
    for value, look in ((row.before, BEFORE), (row.best, AFTER)):
        place = _place(row, value)
        if 0 <= place <= 1:
            ax.axvline(place, color=look.line, linestyle=look.dashes, linewidth=style.line, zorder=4)


def _place(row: object, value: float) -> float:
    """Where a value lies on the prior's scale, 0 to 1."""
    return unit_of(Factor(row.parameter, row.prior_low, row.prior_high, row.prior), value)


def _scale(ax: Axes, row: object, *, numbers: bool) -> None:
    """Ticks at both ends and in the middle of a range, in the parameter's own unit."""
    low, high = float(row.prior_low), float(row.prior_high)
    middle = np.sqrt(low * high) if row.prior == "loguniform" else (low + high) / 2
    values = [low, high] if row.prior == "integer" and middle != round(middle) else [low, middle, high]
    ax.set_xticks([_place(row, v) for v in values], [f"{v:.3g}" if numbers else "" for v in values])
    for label, side in zip(ax.get_xticklabels(), ("left", *("center",) * (len(values) - 2), "right"), strict=True):
        label.set_ha(side)


def _few_ticks(ax: Axes, style: Style) -> None:
    """As many ticks as have room."""
    from matplotlib.ticker import MaxNLocator

    room = max(2, int(inches_wide(ax) / (2.5 * width_of("0.000", style.text))))
    ax.xaxis.set_major_locator(MaxNLocator(min(room, 6)))


def _pair(ax: Axes, found: Posterior, x: pd.Series, y: pd.Series, told: object, style: Style) -> None:
    dress(ax, style, grid="")
    across, up = found.unit[x["parameter"]], found.unit[y["parameter"]]
    ax.plot(across, up, "o", color=SINGLE, markersize=style.mark / 3.2, markeredgewidth=0, alpha=0.6, zorder=2)
    sizes = (1.6 * style.mark) ** 2 * found.weights / found.weights.max()
    ax.scatter(across, up, s=sizes, color=AFTER.line, alpha=0.55, linewidths=0, zorder=3)
    ax.plot([_place(x, found.best[x["parameter"]])], [_place(y, found.best[y["parameter"]])], marker="x",
            color=BEFORE.line, markersize=1.5 * style.mark, markeredgewidth=style.line, zorder=4)  # fmt: skip
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    ax.set_title(f"{told.correlation:+.2f}".replace("-", "\N{MINUS SIGN}"), loc="right", fontsize=style.text,
                 color=AFTER.text if told.ridge else MUTED, fontweight="bold" if told.ridge else "normal",
                 family=FONT, pad=style.text / 4)  # fmt: skip


def _outer(ax: Axes, below: str, beside: str, style: Style) -> None:
    """Names along the outer edges only; places in the range as low and high."""
    ax.set_xticks([0, 1], ["low", "high"] if below else ["", ""])
    ax.set_yticks([0, 1], ["", ""])
    for label, side in zip(ax.get_xticklabels(), ("left", "right"), strict=True):
        label.set_ha(side)
    font = {"fontsize": style.text, "color": INK, "family": FONT}
    if below:
        ax.set_xlabel(below, **font)
    if beside:
        ax.set_ylabel(beside, rotation=0, ha="right", va="center", labelpad=style.text / 2, **font)


def _fitting(name: str, style: Style, inches: float) -> str:
    """The label of a parameter, on as many lines as it needs."""
    return "\n".join(wrapped(parameter_name(name), style.text, inches))

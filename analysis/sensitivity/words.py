"""What a sensitivity analysis found, in plain sentences and as one table."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from analysis.sensitivity.result import Sensitivity
from analysis.wording.labels import named, outcome_name, parameter_meaning, parameter_name, unit_of
from analysis.wording.layout import text_table, wrapped
from analysis.wording.numbers import interval, listed, numbered, percent, rounded, times
from analysis.wording.outcomes import difference
from sim.experiments.plan.random_numbers import COMMON
from sim.measures.outcomes import OUTCOME

#: Parameters that a sentence names.
NAMED = 3
#: What measures are usually called, by method.
STANDARD = {
    "sobol": {"ST": "influence", "ST_conf": "error", "S1": "first", "S1_conf": "first_error"},
    "morris": {"mu_star": "influence", "mu_star_conf": "error"},
    "given-data": {"PAWN": "influence", "PAWN_conf": "error", "S1": "first", "S1_conf": "first_error"},
    "regional": {"KS": "influence"},
}
#: Columns of the printed table, by method: heading and column; the first is what it is ranked by.
PRINTED = {
    "sobol": (("ST", "influence"), ("S1", "first")), "morris": (("µ*", "influence"), ("σ", "sigma")),
    "given-data": (("PAWN", "influence"), ("S1", "first")), "regional": (("KS", "influence"),),
}
#: Parameters that are printed of each outcome.
ROWS = 15


def sentences(found: Sensitivity) -> list[str]:
    """The result in a few sentences: what is most influential, how much is noise, pairs, what to mind."""
    told = [_strongest(found)]
    told += [_unclear(found)] if not found.table["clear"].all() else []
    told += [_noise(found)]
    told += [_pairs(found)] if len(found.pairs) else []
    told += [_bends(found)] if found.method == "morris" and found.table["clear"].any() else []
    return [*told, *found.notes]


def _strongest(found: Sensitivity) -> str:
    what = outcome_name(found.cell.outcome)
    clear = found.table[found.table["clear"]]
    if clear.empty:
        return f"No single parameter has an influence on {what} that can be told from chance with {_size(found)}."
    first = clear.iloc[0]
    text = f"What matters most for {what} is {_named(first, found)}"
    ratio = first["influence"] / first["chance"] if first["chance"] > 0 else float("nan")
    if ratio == ratio:
        text += f"; its influence is {times(ratio)} that of chance"
    text += _in_numbers(found, first) + "."
    others = [_named(row, found) for _, row in clear.iloc[1 : 1 + NAMED].iterrows()]
    if others:
        text += f" Then come{'s' if len(others) == 1 else ''} {listed(others)}."
    larger = found.table[~found.table["clear"] & (found.table["influence"] > first["influence"])]
    if len(larger):
        names = listed([named(name) for name in larger["factor"].iloc[:NAMED]])
        text += f" Larger, and too uncertain to be told from chance: {names}."
    return text


def _in_numbers(found: Sensitivity, row: pd.Series) -> str:
    """The influence of one parameter with its interval, in the units of the method."""
    low, high = _limits(row)
    if found.method == "morris":
        told = partial(difference, OUTCOME[found.cell.outcome])
        return f"; across its whole range it makes {told(row['influence'])} on average{interval(low, high, told)}"
    if found.method == "sobol":
        share = f"{percent(row['influence'])} of the variance between {_units(found)}"
        return f"; it has a part in {share}{interval(low, high, percent)}"
    return ""


def _limits(row: pd.Series) -> tuple[float, float]:
    """The 95 % interval of an influence, none of which lies below 0; NaN where there is none."""
    low, high = row["influence"] - row["error"], row["influence"] + row["error"]
    return max(low, 0.0), high  # NaN stays


def _unclear(found: Sensitivity) -> str:
    clear, every = int(found.table["clear"].sum()), len(found.table)
    if not clear:
        return "A larger sample or more replicates may show what these runs cannot."
    which = f"{every - clear} of {numbered(every, 'parameter')}"
    return f"The influence of {which} cannot be told from chance with {_size(found)}."


def _noise(found: Sensitivity) -> str:
    points, shared, own = found.variation.shares
    if own != own:
        return "How much is noise cannot be estimated: that takes at least two replicates of each point."
    text = (
        f"Of the differences between single runs, {percent(points)} of the variance come from the parameters, "
        + (f"{percent(shared)} from noise common to all points, " if found.cell.random_numbers == COMMON else "")
        + f"and {percent(own)} from noise that differs from point to point."
    )
    if found.variation.blur > 0.2:
        text += (
            f" Noise still makes up {percent(found.variation.blur)} of the variance between the means of points: more "
            "replicates would sharpen all of this."
        )
    return text


def _pairs(found: Sensitivity) -> str:
    clear = found.pairs[found.pairs["clear"]]
    if clear.empty:
        return "No pair of parameters works together so much that it can be told from chance."
    first = clear.iloc[0]
    names = f"{parameter_name(first['first'])}, and {parameter_name(first['second'])}"
    share = f"{percent(first['strength'])} of the variance between {_units(found)}"
    return f"The pair that works together most: {names}; beyond what each does alone they make {share}."


def _bends(found: Sensitivity) -> str:
    clear = found.table[found.table["clear"]]
    without_noise = clear["sigma_without_noise"].fillna(clear["sigma"])
    bent = clear[without_noise > clear["influence"]]
    if bent.empty:
        return "Influences differ little from place to place: parameters act much alike whatever the others are."
    names = [parameter_name(name) for name in bent["factor"].iloc[:NAMED]]
    return f"How much it matters depends much on the other values, or bends, for {listed(names)}."


def _units(found: Sensitivity) -> str:
    """Whose variance shares are of: of single runs, where chance is a factor too."""
    return "runs" if "between runs" in found.measure else "points"


def _size(found: Sensitivity) -> str:
    cell = found.cell
    return f"{numbered(found.used, 'point')} of {numbered(cell.values.shape[1], 'replicate')}"


def _named(row: pd.Series, found: Sensitivity) -> str:
    """A parameter by its label, with its dotted name and its direction, where it has one."""
    direction, cases = row["direction"], found.method == "regional"
    less, more = ("fewer such cases", "more such cases") if cases else ("less", "more")
    way = f" (more of it, {less})" if direction < -0.1 else f" (more of it, {more})" if direction > 0.1 else ""
    return f"{named(row['factor'])}{way}"


def printed(every: Sequence[Sensitivity], *, several: bool) -> str:
    """All influences as one table of text, by outcome and size, beside what chance shows; marked where they are more.

    Args:
        every: results of one or several methods; each method has a table.
        several: whether scenarios and policies are told, too.
    """
    tables = []
    for method in dict.fromkeys(s.method for s in every):
        (first, _), *others = PRINTED[method]
        rows = [("outcome", "parameter", "", first, "95 %", *(name for name, _ in others), "chance")]
        for found in (s for s in every if s.method == method):
            told = outcome_name(found.cell.outcome) + (f" ({found.cell.label})" if several else "")
            for _, row in found.table.head(ROWS).iterrows():
                low, high = _limits(row)
                known = f"{rounded(low)} to {rounded(high)}" if low == low else "–"
                mark, more = "*" * bool(row["clear"]), [rounded(row[column]) for _, column in others]
                rows.append((told, parameter_name(row["factor"]), mark, rounded(row["influence"]), known, *more,
                             rounded(row["chance"])))  # fmt: skip
                told = ""
            if len(found.table) > ROWS:
                rows.append(("", f"and {len(found.table) - ROWS} more", *[""] * (len(rows[0]) - 2)))
        tables.append(text_table(rows, right=range(3, len(rows[0]))))
    said = "* more than chance (Holm-adjusted for the number of parameters). Chance: what nothing would show."
    return "\n\n".join([*tables, wrapped(said)])


def as_table(every: Sequence[Sensitivity]) -> pd.DataFrame:
    """All influences in one table: scenario, policy, outcome, method, all columns of the results, label, meaning, unit.

    Measures also go by their usual names (``STANDARD``). ``share_of_runs`` is the share of the variance of single runs
    that is due to a factor alone, where that is known.
    """
    return _stacked([
        (s, s.table.assign(share_of_runs=shares_of_runs(s), **{
            usual: s.table[ours] for usual, ours in STANDARD[s.method].items() if ours in s.table}))
        for s in every
    ])  # fmt: skip


def shares_of_runs(found: Sensitivity) -> pd.Series:
    """Share of the variance of single runs that each factor makes alone; NaN where the method does not tell."""
    parts = found.variation
    total = parts.points + parts.shared + parts.own
    if "first" not in found.table or not total > 0:
        return pd.Series(float("nan"), index=found.table.index)
    return found.table["first"].clip(lower=0) * (parts.points + parts.own / parts.replicates) / total


def pairs_as_table(every: Sequence[Sensitivity]) -> pd.DataFrame:
    """All pairs in one table; second-order Sobol indices also go by their usual name."""
    return _stacked([
        (s, s.pairs.assign(S2=s.pairs["strength"], S2_conf=s.pairs["error"]) if s.method == "sobol" else s.pairs)
        for s in every if len(s.pairs)
    ])  # fmt: skip


def variation_as_table(every: Sequence[Sensitivity]) -> pd.DataFrame:
    """Where differences between runs come from, one row per scenario, policy and outcome [shares of variance].

    ``blur`` is the share of noise in the variance between the means of points.
    """
    rows = []
    for s in every:
        points, shared, own = s.variation.shares
        rows.append((
            s.cell.scenario, s.cell.policy, s.cell.outcome, points, shared, own, s.variation.blur,
            s.variation.points + s.variation.shared + s.variation.own, s.used, s.cell.values.shape[1],
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "scenario", "policy", "outcome", "parameters", "shared_noise", "own_noise", "blur", "variance", "points",
        "replicates",
    ])  # fmt: skip


def _stacked(parts: Sequence[tuple[Sensitivity, pd.DataFrame]]) -> pd.DataFrame:
    tables = []
    for found, table in parts:
        keys = {"scenario": found.cell.scenario, "policy": found.cell.policy, "outcome": found.cell.outcome,
                "method": found.method}  # fmt: skip
        named = table.assign(**keys)
        if "factor" in table:
            named["label"] = [parameter_name(name) for name in table["factor"]]
            named["meaning"] = [parameter_meaning(name) for name in table["factor"]]
            named["unit"] = [unit_of(name) for name in table["factor"]]
        tables.append(named[[*keys, *(c for c in named if c not in keys)]])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()

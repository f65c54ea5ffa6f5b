"""What a calibration leaves behind: tables, figures, a scenario with the fitted values, and where it all comes from."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import sim
from analysis.calibration import posterior as analysis
from analysis.wording.numbers import number
from app.results.outputs import write_json
from sim.calibration import Calibration, Observed, Simulator, Study, distance
from sim.calibration.problem import unit_of
from sim.calibration.study import SAMPLE
from sim.declarations.parameters import registry

if TYPE_CHECKING:
    from analysis.calibration.posterior import Posterior

#: Runs with fresh luck, relative to those of a trial, by which the fit is judged.
FRESH = 4
Z_95 = 1.959964
#: Most parameters, or targets, in one figure.
ON_A_PAGE = 6


class NothingRead(Exception):
    """No trial of the sample could be read, so there is nothing to tell."""


@dataclass(frozen=True)
class Fitted:
    """A calibration that was carried out.

    Attributes:
        calibration: what was asked for.
        trials: one row for each trial.
        unit: where each trial lies in the prior.
        posterior: the space-filling sample with its weights.
        targets: each target with what was read before and after, with 95 % intervals, under fresh luck.
        parameters: each parameter with its prior, its value before and after, and how far the targets narrow it.
        pairs: trade-offs between parameters.
        profile: least distance along each parameter.
        before, after: distance from the fitted targets at the values before, and at the best, under fresh luck.
    """

    calibration: Calibration
    trials: pd.DataFrame
    unit: pd.DataFrame
    posterior: Posterior
    targets: pd.DataFrame
    parameters: pd.DataFrame
    pairs: pd.DataFrame
    profile: pd.DataFrame
    before: float
    after: float

    @property
    def best(self) -> dict[str, float]:
        """The values of the nearest trial."""
        return {f.name: float(self.posterior.best[f.name]) for f in self.calibration.factors}


def fitted(study: Study, threads: int | None) -> Fitted:
    """Works out what the trials of a study say; judges the best of them by runs with luck that no trial had.

    Raises:
        NothingRead: no trial of the sample could be read.
    """
    c, trials = study.calibration, study.table()
    names = [f.name for f in c.factors]
    unit = pd.DataFrame({f.name: [unit_of(f, v) for v in trials[f.name]] for f in c.factors})
    aims = pd.DataFrame({
        "target": [t.name for t in c.targets], "meaning": [t.meaning for t in c.targets],
        "unit": [t.unit for t in c.targets], "value": [t.value for t in c.targets],
        "error": [t.error for t in c.targets], "held_out": [t.held_out for t in c.targets],
        "source": [t.source for t in c.targets],
    })  # fmt: skip
    if not np.isfinite(trials.loc[trials["stage"] == SAMPLE, "distance"]).any():
        first = next((text for text in trials["failure"] if text), "")
        raise NothingRead(f"No trial of the sample could be read, so nothing can be fitted; the first said: {first}")
    best = trials.loc[trials["distance"].idxmin(), names].to_dict()
    kept = np.flatnonzero(~aims["held_out"].to_numpy())
    noise = np.nan_to_num(Simulator(c, threads=threads)(best).noise)[np.ix_(kept, kept)]
    found = analysis.posterior(trials, unit, aims, noise)
    fresh = Simulator(c, threads=threads, replicates=FRESH * c.replicates, seed=(c.seed + 1) % 2**63)
    before, after = fresh({}), fresh(best)
    aims = _with_readings(aims, before, after).merge(
        analysis.predictive(found, list(aims["target"])).add_prefix("allowed_").rename(
            columns={"allowed_target": "target"}), on="target")  # fmt: skip
    told = analysis.identifiability(found, names)
    declared = pd.DataFrame([
        {"parameter": f.name, "meaning": registry()[f.name].meaning, "unit": registry()[f.name].unit,
         "grade": registry()[f.name].grade, "prior": f.prior, "prior_low": f.low, "prior_high": f.high,
         "before": c.defaults[f.name]} for f in c.factors
    ])  # fmt: skip
    return Fitted(
        c, trials, unit, found, aims, declared.merge(told, on="parameter"), analysis.trade_offs(found, names),
        analysis.profile(trials, unit, names), distance(c.targets, before.readings),
        distance(c.targets, after.readings),
    )  # fmt: skip


def _with_readings(aims: pd.DataFrame, before: Observed, after: Observed) -> pd.DataFrame:
    """Targets with readings and their 95 % intervals."""
    aims = aims.assign(low=aims["value"] - Z_95 * aims["error"], high=aims["value"] + Z_95 * aims["error"])
    for name, seen in (("before", before), ("after", after)):
        width = Z_95 * np.sqrt(seen.noise.diagonal())
        low, high = seen.readings - width, seen.readings + width
        bounded = aims["unit"].str.startswith("share")
        aims[name] = seen.readings
        aims[f"{name}_low"] = np.where(bounded, np.clip(low, 0, 1), low)
        aims[f"{name}_high"] = np.where(bounded, np.clip(high, 0, 1), high)
    return aims


def write(result: Fitted, folder: Path) -> list[str]:
    """Writes everything beside the trials, and gives the names of the files."""
    weights = pd.Series(result.posterior.weights, index=result.posterior.points["trial"])
    trials = result.trials.assign(weight=result.trials["trial"].map(weights).fillna(0.0))
    trials.to_parquet(folder / "trials.parquet", engine="pyarrow", index=False)
    tables = {"trials": trials, "targets": result.targets, "parameters": result.parameters, "pairs": result.pairs,
              "profile": result.profile}  # fmt: skip
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    (folder / "fitted.yaml").write_text(scenario_text(result, folder), encoding="utf-8", newline="\n")
    write_json(folder / "calibration.json", provenance(result))
    _draw(result, folder)
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def scenario_text(result: Fitted, folder: Path) -> str:
    """A scenario file that lays the fitted values over what was fitted."""
    c = result.calibration
    base = os.path.relpath(c.base, folder) if c.base.endswith(".yaml") else c.base
    note = (
        f"Values of the nearest of {len(result.trials):,} trials to the targets of {c.name} (digest {c.digest}, seed "
        f"{c.seed}, model version {sim.__version__}). Not evidence: `parameters.csv` tells how much of each range the "
        f"targets leave open.{'' if base else ' To lay them over another scenario, name both in its `extends`.'}"
    )
    lines = [
        f"title: {_quoted(f'{c.title} (fitted)')}",
        f"question: {_quoted(c.question or 'What do the fitted values do?')}",
        f"note: {_quoted(note)}",
        *([f"extends: {_quoted(base)}"] if base else []),
    ]
    table = result.parameters.set_index("parameter")
    for section, kind in (("context", "context"), ("uncertainties", "uncertainty")):
        names = [name for name in table.index if registry()[name].kind == kind]
        lines += [f"{section}:"] if names else []
        for name in names:
            row = table.loc[name]
            told = f"{number(row['low'])} to {number(row['high'])} (95 %); before {number(row['before'])}"
            lines.append(f"  {name}: {_exact(result.best[name])}  # {told}")
    return "\n".join(lines) + "\n"


def provenance(result: Fitted) -> dict:
    """Where the fit comes from, and what it says, for programs."""
    from importlib import metadata

    from sim.experiments.store import provenance as origins

    c = result.calibration
    about = origins.about()
    about["versions"]["optuna"] = metadata.version("optuna")
    return {
        "targets_file": c.name, "title": c.title, "digest": c.digest, "seed": c.seed, "trials": len(result.trials),
        "failed_trials": int(result.trials["distance"].isna().sum()), "replicates": c.replicates, "months": c.months,
        "members": [{"scenario": member.name, "digest": member.digest} for member in c.members],
        "targets": [t.to_dict() for t in c.targets], "parameters": [f.to_dict() for f in c.factors],
        "measured_fitted": [f.name for f in c.factors if registry()[f.name].grade in ("measured", "derived")],
        "best": result.best, "distance_before": _known(result.before), "distance_after": _known(result.after),
        "widening": result.posterior.widening, "effective_points": result.posterior.effective, **about,
    }  # fmt: skip


def _draw(result: Fitted, folder: Path) -> None:
    import matplotlib

    from analysis.calibration.figures import figure_before_after, figure_pairs, figure_ranges
    from analysis.plotting.style import save

    c = result.calibration
    made = f"targets {c.name}@{c.digest}; {len(result.trials)} trials of {c.runs} runs of {c.months} months; seed "
    made += f"{c.seed}; model version {sim.__version__}"
    p = result.parameters
    with matplotlib.rc_context({"svg.hashsalt": "rpp"}):
        for style, ending in (("projector", ""), ("print", "-print")):
            for number, part in _pages(result.targets):
                save(figure_before_after(part, c.title, made, style=style), folder / f"before-after{number}{ending}")
            for number, part in _pages(p):
                save(figure_ranges(result.posterior, part, result.profile, c.title, made, style=style),
                     folder / f"ranges{number}{ending}")  # fmt: skip
            if len(p) > 1:
                shown = p[p["parameter"].isin(_most_related(result.pairs))]
                save(figure_pairs(result.posterior, shown, result.pairs, c.title, made, style=style),
                     folder / f"pairs{ending}")  # fmt: skip


def _pages(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Rows of a table in parts that a page has room for, each with the ending of its file's name."""
    starts = range(0, len(table), ON_A_PAGE)
    return [(f"-{n}" if n > 1 else "", table.iloc[start : start + ON_A_PAGE]) for n, start in enumerate(starts, 1)]


def _most_related(pairs: pd.DataFrame) -> list[str]:
    """As many parameters as a page has room for, those in the strongest pairs first."""
    strongest = pairs.iloc[(-pairs["correlation"].abs()).argsort(kind="stable")]
    return list(dict.fromkeys(strongest[["first", "second"]].to_numpy().ravel()))[:ON_A_PAGE]


def _known(value: float) -> float | None:
    """A number, or nothing where there is none."""
    return value if math.isfinite(value) else None


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _exact(value: float) -> str:
    return str(int(value)) if value == math.floor(value) and abs(value) < 1e15 else repr(value)

"""What a calibration leaves behind: tables, figures, a scenario with the fitted values, and where it all comes from."""

import json
import math
import os
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path

import pandas as pd

import sim
from analysis.calibration.figures import figure_before_after, figure_pairs, figure_ranges
from analysis.calibration.fitted import Fitted
from analysis.calibration.words import fit_sentences, told_sentences
from analysis.plotting.style import Sheet
from analysis.wording.numbers import number
from app.results.outputs import draw, plain_rows, write_csv, write_json
from sim.declarations.parameters import registry
from sim.experiments.store import provenance as origins

#: Most parameters, or targets, in one figure.
ON_A_PAGE = 6


def write(result: Fitted, folder: Path) -> list[str]:
    """Writes everything beside the trials, and gives the names of the files."""
    weights = pd.Series(result.posterior.weights, index=result.posterior.points["trial"])
    trials = result.trials.assign(weight=result.trials["trial"].map(weights).fillna(0.0))
    trials.to_parquet(folder / "trials.parquet", engine="pyarrow", index=False)
    tables = {"trials": trials, "targets": result.targets, "parameters": result.parameters, "pairs": result.pairs,
              "profile": result.profile}  # fmt: skip
    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv")
    (folder / "fitted.yaml").write_text(scenario_text(result, folder), encoding="utf-8", newline="\n")
    write_json(folder / "calibration.json", provenance(result))
    draw(folder, _figures(result))
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


def as_data(result: Fitted, folder: Path, files: list[str]) -> dict:
    """The summary for programs; NaN becomes null."""
    tables = {"targets": result.targets, "parameters": result.parameters, "pairs": result.pairs}
    found = {name: plain_rows(table) for name, table in tables.items()}
    about = {key: value for key, value in provenance(result).items() if key not in found}
    return {**about, **found, "sentences": [*fit_sentences(result), *told_sentences(result)],
            "folder": str(folder), "files": files}  # fmt: skip


def _figures(result: Fitted) -> dict[str, Callable[..., Sheet]]:
    """Functions that draw, by name of the file."""
    c, p = result.calibration, result.parameters
    made = f"targets {c.name}@{c.digest}; {len(result.trials)} trials of {c.runs} runs of {c.months} months; seed "
    made += f"{c.seed}; model version {sim.__version__}"
    drawn = {f"before-after{n}": partial(figure_before_after, t, c.title, made) for n, t in _pages(result.targets)}
    for n, part in _pages(p):
        drawn[f"ranges{n}"] = partial(figure_ranges, result.posterior, part, result.profile, c.title, made)
    if len(p) > 1:
        shown = p[p["parameter"].isin(_most_related(result.pairs))]
        drawn["pairs"] = partial(figure_pairs, result.posterior, shown, result.pairs, c.title, made)
    return drawn


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

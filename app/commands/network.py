"""``rpp network``: the networks of one world at a few months, in a table, in words and as a picture."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import pandas as pd

import sim
from analysis.networks.figure import MOST, figure_networks
from analysis.networks.measures import measures
from analysis.networks.ties import Snapshot, snapshots
from analysis.plotting.style import save
from analysis.wording.numbers import columns, listed, number, wrapped
from app.results.manifest import FILE, described, manifest_of
from app.results.outputs import new_folder, plain_rows, write_csv, write_json, written
from app.terminal.mistakes import Mistake, one_of, scenario_with
from app.terminal.options import MOST_MONTHS
from sim.kernel.compiled import is_warm
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Scenario, Value

#: Months at which networks are shown, unless others are asked for or the horizon is nearer.
MONTHS = (6, 36, 72)
#: Rows of the table for readers: column, and what it is.
_ROWS = {
    "stage": "stage", "in_post": "people of both sides in post", "vacant": "empty posts", "pairs": "possible ties",
    "ties": "ties", "strong": "strong ties (trust of ½ or more)", "density": "strong ties of those possible",
    "trust": "mean trust", "months_known": "months that two people know each other",
    "components": "groups without a strong tie between them", "alone": "people without a strong tie",
    "broker_role": "most between others", "betweenness": "ways that lead through that person",
    "advice": "pairs of teachers, advice", "advice_across": "of these between schools",
    "crossing": "strong ties across the boundary, of all ties", "near_use": "non-users with a user near",
    "left": "left since the column before", "ties_left": "ties that they held",
    "trust_lost": "trust that turnover took, mean over ties", "teachers_left": "teachers who left their school",
}  # fmt: skip


@dataclass(frozen=True)
class Networks:
    """What is shown.

    Attributes:
        scenario: resolved, with the values of ``--set``.
        values: what ``--set`` gave.
        months: 1-based months.
        seed, replicate: of the one run.
        partnership: its name.
    """

    scenario: Scenario
    values: dict[str, Value]
    months: tuple[int, ...]
    seed: int
    replicate: int
    partnership: str

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of all this and the version of the model."""
        content = [sim.__version__, "network", self.scenario.name, self.scenario.digest, self.months, self.seed,
                   self.replicate, self.partnership]  # fmt: skip
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]

    def as_data(self) -> dict:
        """All this for programs and for the manifest."""
        return {
            "plan": self.digest, "scenario": described(self.scenario), "set": dict(self.values), "seed": self.seed,
            "replicate": self.replicate, "partnership": self.partnership, "at_months": list(self.months),
        }  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """Networks with their numbers."""

    asked: Networks
    taken: tuple[Snapshot, ...]
    table: pd.DataFrame
    folder: Path | None = None

    def as_text(self) -> str:
        """The networks for readers."""
        asked = self.asked
        head = f"{asked.scenario.title}: {asked.partnership}, run {asked.replicate} of seed {asked.seed}"
        rows = [("month", *(str(month) for month in asked.months))]
        rows += [(words, *(_value(value) for value in self.table[name])) for name, words in _ROWS.items()]
        parts = [head, columns(rows, "  ", right=tuple(range(1, len(asked.months) + 1)))]
        since = ["the start", *(f"month {month}" for month in asked.months)]
        parts.append("\n".join(wrapped(_who_left(s.left, before), "", "  ")
                               for s, before in zip(self.taken, since, strict=False)))  # fmt: skip
        if self.folder is not None:
            parts.append(written(self.folder))
        return "\n\n".join(parts)

    def as_data(self) -> dict:
        """The networks for programs."""
        return {
            "rpp": sim.__version__, **self.asked.as_data(), "months": plain_rows(self.table),
            "left": {s.month: plain_rows(s.left) for s in self.taken},
            **({"folder": str(self.folder)} if self.folder else {}),
        }  # fmt: skip


def asked_for(
    name: str, assignments: Sequence[str], *, months: str | None = None, seed: int = 1, replicate: int = 0,
    partnership: str | None = None,
) -> Networks:  # fmt: skip
    """What is to be shown, checked against what there is.

    Args:
        name: of the scenario, or a file.
        assignments: texts of ``--set``.
        months: numbers with commas or spaces between them; by default `MONTHS` and what the scenario has of them.
        seed: the user's seed.
        replicate: 0-based number, the same as in ``rpp run``.
        partnership: name of the partnership; the first one if None.

    Raises:
        Mistake: with every mistake in all of it.
    """
    mistakes, chosen = [], ()
    try:
        chosen = _months(months) if months is not None else ()
    except Mistake as error:
        mistakes.append(str(error))
    try:
        scenario, values = scenario_with(name, assignments)
    except ScenarioError as error:
        raise Mistake("\n".join([str(error), *mistakes])) from None
    names = [p.name for p in scenario.partnerships]
    try:
        partnership = one_of("partnership", partnership, names) if partnership is not None else names[0]
    except Mistake as error:
        mistakes.append(str(error))
    if mistakes:
        raise Mistake("\n".join(mistakes))
    chosen = chosen or tuple(m for m in MONTHS if m <= scenario.months) or (scenario.months,)
    return Networks(scenario, values, chosen, seed, replicate, str(partnership))


def _months(text: str) -> tuple[int, ...]:

    parts = text.replace(",", " ").split()
    wrong = [part for part in parts if not (part.isascii() and part.isdigit() and 1 <= int(part[:9]) <= MOST_MONTHS)]
    if wrong or not parts:
        told = ", ".join(repr(part[:40]) for part in wrong) or "nothing"
        raise Mistake(f"--months must be whole numbers from 1 to {MOST_MONTHS}, such as 6,36,72, not {told}")
    found = tuple(sorted({int(part) for part in parts}))
    if len(found) > MOST:
        raise Mistake(f"--months takes up to {MOST} months, not {len(found)}")
    return found


def shown(asked: Networks, folder: Path | None, *, command: str) -> Shown:
    """Runs the world and describes its networks; writes a folder if one is given.

    Raises:
        Mistake: the folder cannot be written, or holds something else.
    """
    if folder is None:
        return _computed(asked)
    with new_folder(folder, asked) as partial:
        found = _computed(asked)
        _write(found, partial, command)
    return Shown(asked, found.taken, found.table, folder)


def _computed(asked: Networks) -> Shown:

    if not is_warm():
        print("Compiling the model for this machine (once, about half a minute) ...", file=sys.stderr, flush=True)
    taken = snapshots(asked.scenario, asked.months, seed=asked.seed, replicate=asked.replicate,
                      partnership=asked.partnership)  # fmt: skip
    return Shown(asked, tuple(taken), measures(taken))


def _write(found: Shown, folder: Path, command: str) -> None:
    """Writes tables, pictures and manifest."""

    def every(name: str) -> pd.DataFrame:
        parts = [getattr(s, name).assign(at_month=s.month) for s in found.taken]
        return pd.concat([p.reset_index() if name == "people" else p for p in parts], ignore_index=True)

    tables = {"measures.csv": found.table} | {f"{name}.csv": every(name) for name in ("people", "ties", "left")}
    tables["advice.csv"] = found.taken[0].advice  # posts ask the same posts in every month
    for name, table in tables.items():
        write_csv(table, folder / name)
    write_json(folder / "scenario.json", {**found.asked.scenario.to_dict(), "digest": found.asked.scenario.digest})
    with matplotlib.rc_context({"svg.hashsalt": "rpp"}):
        for style, name in (("projector", "network"), ("print", "network-print")):
            save(figure_networks(found.taken, style=style), folder / name)
    files = {path.name: path for path in folder.iterdir()}
    rows = {name: len(table) for name, table in tables.items()}
    write_json(folder / FILE, manifest_of(found.asked.as_data(), files, rows, command))


def _who_left(left: pd.DataFrame, since: str) -> str:
    """Who left the research side or the table, by role."""
    told = [f"{str(role).replace('_', ' ')} {count}"
            for role, count in left["role"].value_counts(sort=False).items()]  # fmt: skip
    return f"Left since {since}: {listed(told)}." if told else f"Nobody left since {since}."


def _value(value: object) -> str:
    if isinstance(value, str):
        return value.replace("_", " ") or "–"
    return "–" if value != value else number(float(f"{value:.3g}")) if isinstance(value, float) else f"{value:,}"

"""What the analyses of sweeps share: the folder that is read, what was asked, and the folder that is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import sim
from analysis.wording.layout import wrapped
from app.results.manifest import digest_of
from app.results.outputs import fill, new_folder
from app.terminal.mistakes import Mistake, one_of, resolved_path
from app.terminal.printing import command_line, printed

if TYPE_CHECKING:
    import pandas as pd

    from analysis.plotting.style import Sheet
    from sim.experiments import Sweep


class Question(Protocol):
    """What an answer knows of its question."""

    @property
    def digest(self) -> str: ...

    def as_data(self) -> dict: ...


@dataclass(frozen=True)
class Asked:
    """What is asked of which sweep.

    Attributes:
        what: the command.
        sweep: the results folder.
        options: of the command, as plain data.
        seed: of resampling.
    """

    what: str
    sweep: Sweep
    options: Mapping[str, object]
    seed: int

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of the question and of the sweep; the same when more of its runs are there."""
        return digest_of([self.what, self.sweep.plan.digest, dict(self.options), self.seed])

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Runs with the values of their design point."""
        return self.sweep.table()

    def titled(self, runs: pd.DataFrame) -> pd.DataFrame:
        """Runs in which scenarios go by their titles, if these tell them apart."""
        titles = {scenario.name: scenario.title for scenario in self.sweep.plan.scenarios}
        return runs.replace({"scenario": titles}) if len(set(titles.values())) == len(titles) else runs

    @property
    def about(self) -> dict[str, str]:
        """What is saved inside figures: where the numbers come from."""
        plan = self.sweep.plan
        made = (
            f"Sweep {plan.digest} of {', '.join(f'{s.name}@{s.digest}' for s in plan.scenarios)}; "
            f"{int((self.runs['status'] == 'done').sum()):,} rows of runs of {plan.settings.months} months; seed "
            f"{plan.settings.seed}, seed of resampling {self.seed}; model version {sim.__version__}"
        )
        return {"Description": made, "Source": f"model version {sim.__version__}"}

    def as_data(self) -> dict:
        """All this for programs and for the manifest."""
        plan = self.sweep.plan
        return {
            "plan": self.digest, "analysis": self.what, "sweep": plan.digest,
            "scenarios": [{"name": s.name, "digest": s.digest} for s in plan.scenarios],
            "seed": plan.settings.seed, "resampling_seed": self.seed, "replicates": plan.replicates,
            "months": plan.settings.months, **self.options,
        }  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What came out.

    Attributes:
        asked: the question.
        sentences: in plain words.
        tables: by name of the file.
        figures: functions that draw in a ``style``, by name of the file.
        more: tables of text that are printed below the sentences.
    """

    asked: Question
    sentences: Sequence[str]
    tables: Mapping[str, pd.DataFrame]
    figures: Mapping[str, Callable[..., Sheet]]
    more: Sequence[str] = ()

    def as_text(self, folder: Path | None) -> str:
        """The answer for readers."""
        parts = ["\n".join(wrapped(text, "", "  ") for text in self.sentences), *self.more]
        if folder is not None:
            files = ", ".join(sorted(path.name for path in folder.iterdir() if path.suffix in (".png", ".csv", ".txt")))
            parts.append(f"Written to {folder}\n{wrapped(files, '  ')}")
        return "\n\n".join(part for part in parts if part)

    def as_data(self, folder: Path | None) -> dict:
        """The answer for programs."""
        tables = {name: json.loads(t.to_json(orient="records", double_precision=12)) for name, t in self.tables.items()}
        return {
            "rpp": sim.__version__, **self.asked.as_data(), "sentences": list(self.sentences), **tables,
            **({"folder": str(folder)} if folder else {}),
        }  # fmt: skip

    def give(self, out: Path | None, as_json: bool) -> None:
        """Writes the answer where it is wanted, and prints it.

        Raises:
            Mistake: the folder cannot be written, or holds something else.
        """
        folder = resolved_path(out) if out else None
        if folder is not None:
            self.write(folder, command_line())
        printed(self.as_data(folder) if as_json else self.as_text(folder))

    def write(self, folder: Path, command: str) -> None:
        """Writes sentences, tables, figures in both styles, and a manifest into a folder, or nothing at all.

        Raises:
            Mistake: the folder cannot be written, or holds something else.
        """
        with new_folder(folder, self.asked) as partial:
            texts = {"sentences.txt": "\n".join(self.sentences) + "\n"}
            fill(partial, self.asked.as_data(), command, tables=self.tables, figures=self.figures, texts=texts)


def opened_sweep(folder: Path) -> Sweep:
    """The results folder of a sweep.

    Raises:
        Mistake: it is none, cannot be read, or no run has finished.
    """
    from sim.experiments import StoreError, Sweep

    if not folder.is_dir():
        raise Mistake(f"{folder}: there is no such folder; name one that `rpp sweep` wrote")
    if (folder / "scenario.json").exists() and not (folder / "inputs").exists():
        raise Mistake(f"{folder}: holds runs in which nothing varies but luck; name a folder that `rpp sweep` wrote")
    try:
        sweep = Sweep(folder)
        runs = sweep.runs
    except StoreError as error:
        raise Mistake(str(error)) from None
    if not (runs["status"] == "done").any():
        failed = f"; {sweep.failed:,} failed" if sweep.failed else ""
        raise Mistake(f"{folder}: no run has finished{failed}; `rpp status {folder}` tells more")
    return sweep


def known_outcomes(names: Sequence[str]) -> tuple[str, ...]:
    """Present names of outcomes, if all are known.

    Raises:
        Mistake: with every unknown name and the nearest known ones.
    """
    from sim.declarations.renamed import present_name
    from sim.measures.outcomes import OUTCOMES

    mistakes = []
    names = [present_name("outcome", name) for name in names]
    for name in names:
        try:
            one_of("outcome", name, [o.name for o in OUTCOMES])
        except Mistake as error:
            mistakes.append(str(error))
    if mistakes:
        raise Mistake("\n".join(mistakes))
    return tuple(dict.fromkeys(names))


def file_name(*parts: str) -> str:
    """Parts of a name as the name of a file."""
    return "-".join(re.sub(r"[^A-Za-z0-9_]+", "_", part).strip("_") for part in parts if part)

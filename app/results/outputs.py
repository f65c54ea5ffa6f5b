"""Writes the folder of an analysis: all of it or nothing, and never over something that it did not write itself."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.wording.layout import wrapped
from app.results.place import check_target
from app.terminal.mistakes import Mistake
from app.terminal.printing import told_beside

if TYPE_CHECKING:
    import pandas as pd

    from analysis.plotting.style import Sheet
    from sim.experiments import Finished
    from sim.scenario.scenario import Scenario

#: Styles of figures, and what they add to the name of a file.
STYLES = (("projector", ""), ("print", "-print"))


def digest_of(content: Sequence[object]) -> str:
    """Sixteen hexadecimal digits of plain data and of the model's sources: who has the same writes the same."""
    from sim.experiments.store.provenance import code_digest

    return hashlib.sha256(json.dumps([code_digest(), *content]).encode()).hexdigest()[:16]


@contextmanager
def new_folder(target: Path | None, asked: Mapping[str, object]) -> Iterator[Path | None]:
    """A temporary folder beside the target, which takes the target's place when all went well; without one, nothing.

    Whatever goes wrong (Ctrl-C too), nothing is left behind and the target is as it was.

    Args:
        target: the folder.
        asked: the question as plain data, for `place.check_target`.

    Raises:
        Mistake: the target cannot be written, or holds something else than an earlier answer to the same question.
    """
    if target is None:
        yield None
        return
    check_target(target, asked)
    old = target.with_name(f".{target.name}.old-{os.getpid()}")
    with unfinished(target) as partial:
        try:
            yield partial
            check_target(target, asked)  # it may have changed while the analysis took its time
            if target.exists():
                target.rename(old)
            partial.rename(target)
        finally:
            if old.exists() and not target.exists():
                old.rename(target)
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def unfinished(target: Path, out: Path | None = None) -> Iterator[Path]:
    """A temporary folder beside a target, and the folders above it; nothing of it is left in the end.

    Args:
        target: the folder that it may become.
        out: what the user named, if that is another place.

    Raises:
        Mistake: it cannot be made.
    """
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    made: list[Path] = []
    try:
        try:
            for parent in reversed([p for p in target.parents if not p.exists()]):
                parent.mkdir()
                made.append(parent)
            partial.mkdir()
        except OSError as error:
            told = f"--out {out or target}: cannot be written ({error.strerror}); choose another folder"
            raise Mistake(told) from None
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        for parent in reversed(made):
            if not any(parent.iterdir()):
                parent.rmdir()


def described(scenario: Scenario) -> dict[str, object]:
    """Which scenario it was, and where it replayed a documented course."""
    from analysis.wording.history import history_texts

    told = {"name": scenario.name, "title": scenario.title, "digest": scenario.digest}
    return told | {"history": history_texts(scenario)} if scenario.history else told


def draw(
    folder: Path, figures: Mapping[str, Callable[..., Sheet]], styles: Sequence[tuple[str, str]] = STYLES
) -> None:
    """Draws figures in some styles, as PNG and SVG with their numbers as CSV; the same numbers give the same bytes."""
    from analysis.plotting.style import own_settings, save

    with own_settings():
        for name, figure in figures.items():
            for style, ending in styles:
                save(figure(style=style), folder / f"{name}{ending}")


def draw_overview(results: Finished, folder: Path) -> None:
    """Draws the overview figure; the tables are worth keeping without it, so that trouble is only told."""
    try:
        from analysis.overview.figures import overview

        draw(folder, {"overview": partial(overview, results)}, STYLES[:1])
    except Exception as error:  # whatever a drawing library raises must not cost the user the tables
        for name in ("overview.png", "overview.svg", "overview.csv"):
            (folder / name).unlink(missing_ok=True)
        told_beside(f"The overview figure could not be drawn ({error}); the tables are complete.")


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Writes a table as CSV, the same bytes on every system."""
    from sim.csv_cells import frame_as_text

    frame_as_text(table).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_json(path: Path, content: object) -> None:
    """Writes plain data as readable JSON."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def plain_rows(table: pd.DataFrame, *, digits: int = 15) -> list[dict]:
    """Rows of a table for JSON: plain numbers, and None for what is not known."""
    return json.loads(table.to_json(orient="records", double_precision=digits))


def written(folder: Path, endings: tuple[str, ...] = ("",)) -> str:
    """Where a folder lies, and its files (or those of some endings), for readers."""
    files = [name for name in names_in(folder) if name.endswith(endings)]
    return f"Written to {folder}\n{wrapped(', '.join(files), '  ')}"


def names_in(folder: Path) -> list[str]:
    """What lies in a folder; a folder in it with a stroke."""
    return sorted(f"{path.name}{'/' * path.is_dir()}" for path in folder.iterdir() if not path.name.startswith("."))

"""Writes the folder of a run: all of it or nothing, and never over something that it did not write itself."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from analysis.wording.layout import wrapped
from app.results import dictionary, manifest
from app.terminal.mistakes import Mistake

if TYPE_CHECKING:
    from analysis.plotting.style import Sheet
    from app.results.manifest import Plan
    from sim.engine.result import Result


#: Styles of figures, and what they add to the name of a file.
STYLES = (("projector", ""), ("print", "-print"))


class Planned(Protocol):
    """Whatever a folder can hold; two plans of the same digest write the same tables."""

    @property
    def digest(self) -> str: ...


@contextmanager
def new_folder(target: Path | None, plan: Planned) -> Iterator[Path | None]:
    """A temporary folder beside the target, which takes the target's place when all went well; without one, nothing.

    Whatever goes wrong (Ctrl-C too), nothing is left behind and the target is as it was.

    Raises:
        Mistake: the target cannot be written, or holds something else than an earlier run of the same plan.
    """
    if target is None:
        yield None
        return
    check_target(target, plan)
    made: list[Path] = []
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    old = target.with_name(f".{target.name}.old-{os.getpid()}")
    try:
        try:
            for parent in reversed([p for p in target.parents if not p.exists()]):
                parent.mkdir()
                made.append(parent)
            partial.mkdir()
        except OSError as error:
            raise Mistake(f"--out {target}: cannot be written ({error.strerror}); choose another folder") from None
        yield partial
        check_target(target, plan)  # it may have changed while the run took its time
        if target.exists():
            target.rename(old)
        partial.rename(target)
        made.clear()
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        for leftover in (partial, old):
            shutil.rmtree(leftover, ignore_errors=True)
        for parent in reversed(made):
            if not any(parent.iterdir()):
                parent.rmdir()


def check_target(target: Path, plan: Planned) -> None:
    """Refuses a target that holds anything but an earlier run of the same plan."""
    if Path.cwd().resolve().is_relative_to(target):
        raise Mistake(
            f"--out {target}: is the folder that you are in; name a new folder below it, such as --out results"
        )
    for place in (target, *target.parents):
        if place.exists() and not place.is_dir():
            raise Mistake(f"--out {target}: {place} is a file, not a folder; choose another name")
    if not target.exists() or not any(target.iterdir()):
        return
    hint = f"choose another folder, such as --out {_free_name(target)}"
    found = manifest.read(target)
    if found is None:
        raise Mistake(f"--out {target}: holds files that are not from `rpp`; nothing was written; {hint}")
    if found.get("plan") != plan.digest:
        raise Mistake(f"--out {target}: holds another run ({_told(found)}); nothing was written; {hint}")
    ours = {str(file.get("name")) for file in found["files"] if isinstance(file, dict)} | {manifest.FILE}
    strange = sorted(p.name for p in target.iterdir() if p.name not in ours)
    if strange:
        raise Mistake(f"--out {target}: holds {strange[0]}, which is not from `rpp`; nothing was written; {hint}")


def _told(found: dict) -> str:
    scenarios = found.get("scenarios") or [found.get("scenario")]
    name = " and ".join(str(s.get("name")) if isinstance(s, dict) else "?" for s in scenarios)
    return f"{name}, seed {found.get('seed')}, {found.get('replicates')} replicates, {found.get('months')} months"


def _free_name(target: Path) -> Path:
    return next(p for p in (target.with_name(f"{target.name}-{i}") for i in range(2, 10_000)) if not p.exists())


def write_run(folder: Path, result: Result, plan: Plan, tables: Sequence[str], command: str) -> None:
    """Writes tables, scenario, dictionary, figure and manifest of a run into a folder."""
    rows = {"runs.csv": len(result.runs)}
    write_csv(result.runs, folder / "runs.csv")
    for table in tables:
        values = getattr(result, table)
        name = f"{table}.csv" if plan.csv else f"{table}.parquet"
        rows[name] = len(values)
        if plan.csv:
            write_csv(values, folder / name)
        else:
            values.to_parquet(folder / name, engine="pyarrow", index=False)
        if table != "partnerships":
            result.__dict__.pop(table, None)  # made when asked for, and large: let it go once it is written
    described = dictionary.as_data(dictionary.dictionary(tables))
    rows["dictionary.csv"] = len(described)
    write_csv(pd.DataFrame(described), folder / "dictionary.csv")
    write_json(folder / "scenario.json", {**plan.scenario.to_dict(), "digest": plan.scenario.digest})
    draw_overview(result, folder)
    files = {path.name: path for path in folder.iterdir()}
    write_json(folder / manifest.FILE, manifest.manifest(plan, files, rows, command))


def draw_overview(result: Result, folder: Path) -> bool:
    """Draws the overview figure as PNG and SVG, with its numbers as CSV; the same run gives the same bytes.

    Returns:
        Whether it could be drawn. The tables are worth keeping without it, so trouble is only told.
    """
    try:
        import matplotlib

        from analysis.overview.figures import overview
        from analysis.plotting.style import save

        with matplotlib.rc_context({"svg.hashsalt": "rpp"}):
            save(overview(result), folder / "overview")
    except Exception as error:  # whatever a drawing library raises must not cost the user the tables
        for name in ("overview.png", "overview.svg", "overview.csv"):
            (folder / name).unlink(missing_ok=True)
        print(f"The overview figure could not be drawn ({error}); the tables are complete.", file=sys.stderr)
        return False
    return True


def fill(
    folder: Path, what: Mapping[str, object], command: str, *, tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, Callable[..., Sheet]], texts: Mapping[str, str] | None = None,
    data: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Writes what an analysis found into a folder; the same findings give the same bytes but for the manifest.

    Args:
        folder: an empty folder.
        what: the question, for the manifest; ``plan`` is the digest by which a later run knows its own folder.
        command: command line.
        tables: by name of the file without its ending.
        figures: functions that draw in a ``style``, by name of the file without its ending.
        texts: by name of the file.
        data: plain data for JSON, by name of the file.
    """
    import matplotlib

    from analysis.plotting.style import save

    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv")
    for name, text in (texts or {}).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for name, content in (data or {}).items():
        write_json(folder / name, content)
    with matplotlib.rc_context({"svg.hashsalt": "rpp"}):
        for name, draw in figures.items():
            for style, ending in STYLES:
                save(draw(style=style), folder / f"{name}{ending}")
    rows = {f"{name}.csv": len(table) for name, table in tables.items()}
    files = {path.name: path for path in folder.iterdir()}
    write_json(folder / manifest.FILE, manifest.manifest_of(what, files, rows, command))


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Writes a table as CSV, the same bytes on every system."""
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_json(path: Path, content: object) -> None:
    """Writes plain data as readable JSON."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def plain_rows(table: pd.DataFrame) -> list[dict]:
    """Rows of a table for JSON: plain numbers, and None for what is not known."""
    return json.loads(table.to_json(orient="records", double_precision=15))


def written(folder: Path) -> str:
    """Where a folder lies, and its files, for readers."""
    return f"Written to {folder}\n{wrapped(', '.join(sorted(path.name for path in folder.iterdir())), '  ')}"

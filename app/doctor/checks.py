"""What ``rpp doctor`` looks at, one function each: what was found, and what to do."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import sim
from analysis.wording.numbers import counted
from app.terminal.browsers import printing_browser
from sim.extras import EXTRAS, missing
from sim.scenario.mistakes import ScenarioError

#: Least Python, free disk [MB] and memory [MB] for the main job.
PYTHON, DISK, MEMORY = (3, 11), 200, 1000
DISTRIBUTION = "rpp-sim"


class Found(NamedTuple):
    """One thing that was looked at.

    Attributes:
        name: what it is.
        state: ``ok``, ``note`` (the main job runs without) or ``fault`` (it does not).
        text: what was found.
        do: what to do about it; ``""`` where there is nothing to do.
    """

    name: str
    state: str
    text: str
    do: str = ""


def checked(places: Iterable[Path], texts: Iterable[Path], *, compile_now: bool = False) -> Iterator[Found]:
    """Everything that is looked at, in the order in which it is told.

    Args:
        places, texts: where the documentation may be, as pages and as text.
        compile_now: whether the model is compiled where it is not.
    """
    yield python()
    yield from libraries()
    yield from (extra(name) for name in EXTRAS)
    yield scenarios()
    yield compiled(now=compile_now)
    yield writable("working folder", Path.cwd(), "cd to a folder of your own, or name one with --out")
    yield machine()
    yield fonts()
    yield browser()
    yield pages(places, texts)


def python() -> Found:
    """Python, the program and the system."""
    old = sys.version_info < PYTHON
    text = f"Python {platform.python_version()}, rpp {sim.__version__}, {platform.system()} {platform.machine()}"
    least = ".".join(map(str, PYTHON))
    return Found("version", "fault" if old else "ok", text, f"install Python {least} or later" if old else "")


def libraries() -> list[Found]:
    """What every command needs, by what the installation says that it needs; what is wrong with it, or one line."""
    try:
        needed = [line for line in metadata.requires(DISTRIBUTION) or [] if "extra ==" not in line]
    except metadata.PackageNotFoundError:
        text = f"{DISTRIBUTION} is not installed; it runs from its folder, and needs nothing more if all else is here"
        return [Found("libraries", "note", text, "pip install -e . (in the folder of the project)")]
    wrong = [found for line in needed if (found := _library(line))]
    return wrong or [Found("libraries", "ok", f"all {len(needed)} that every command needs, in versions that fit")]


def _library(requirement: str) -> Found | None:
    """What is wrong with a library that is needed; None if nothing is."""
    from packaging.requirements import Requirement

    wanted = Requirement(requirement)
    try:
        there = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        there = ""
    if there and wanted.specifier.contains(there, prereleases=True):
        return None
    text = f"version {there} does not fit {wanted.specifier}" if there else "not installed"
    return Found(wanted.name, "fault", text, f"pip install '{wanted.name}{wanted.specifier}'")


def extra(name: str) -> Found:
    """An extra, which some commands need."""
    lacking = missing(name)
    if lacking:
        return Found(f"extra {name}", "note", f"without {', '.join(lacking)}", f"pip install 'rpp-sim[{name}]'")
    return Found(f"extra {name}", "ok", ", ".join(EXTRAS[name].values()))


def scenarios() -> Found:
    """Whether the baseline, on which every scenario builds, can be read."""
    from sim.scenario.files import load_scenario
    from sim.scenario.folders import baseline_file, find_scenarios, shown

    path = baseline_file()
    if path is None:
        return Found("scenarios", "fault", "there is no baseline", "install the package again")
    try:
        load_scenario("baseline")
    except ScenarioError as error:
        text = f"{shown(path)} has {counted(len(error.problems), 'mistake')}"
        return Found("scenarios", "fault", text, f"rpp validate {shown(path)}")
    return Found("scenarios", "ok", f"{len(find_scenarios())} can be named; the baseline is {shown(path)}")


def compiled(*, now: bool) -> Found:
    """Whether the model is compiled for these sources and this kind of processor, and can be kept."""
    from sim.engine.batch import compile_first
    from sim.kernel.code_on_disk import cache_folder
    from sim.kernel.compiled import is_compiled, is_warm

    if not is_compiled():
        text = "NUMBA_DISABLE_JIT is set: rules run as plain Python, some hundred times slower"
        return Found("compiled", "note", text, "unset NUMBA_DISABLE_JIT")
    folder = cache_folder()
    begun = time.perf_counter()
    if now and not is_warm():
        compile_first()
        return Found("compiled", "ok", f"compiled now, in {time.perf_counter() - begun:.0f} s; kept in {folder}")
    if not is_warm():
        text = f"not yet: the first run compiles, for a minute or two; it will be kept in {folder}"
        return Found("compiled", "note", text, "rpp doctor --compile")
    if folder.is_relative_to(Path(tempfile.gettempdir())) and "RPP_CACHE_DIR" not in os.environ:
        text = f"kept in {folder}, which the system clears: your own cache folder cannot be written"
        return Found("compiled", "note", text, "set RPP_CACHE_DIR to a folder that stays")
    return Found("compiled", "ok", f"for these sources and this kind of processor, in {folder}")


def writable(name: str, folder: Path, do: str) -> Found:
    """Whether a folder can be written, and has room."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free / 1e6
    except OSError as error:
        return Found(name, "fault", f"{folder} cannot be written ({error.strerror})", do)
    if free < DISK:
        return Found(name, "fault", f"{folder} has {free:,.0f} MB left", "make room, or name another folder with --out")
    return Found(name, "ok", f"{folder} can be written; {free / 1000:,.0f} GB free")


def machine() -> Found:
    """Processors and memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = _memory()
    text = f"{cores} cores, {f'{memory / 1000:,.0f} GB' if memory else 'an unknown amount'} of memory"
    if memory and memory < MEMORY:
        return Found("machine", "note", text, "run fewer replicates at a time (--replicates)")
    return Found("machine", "ok", text)


def _memory() -> float | None:
    """Memory of the machine [MB], or None where the system does not tell (Windows)."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6
    except (AttributeError, ValueError, OSError):
        return None


def fonts() -> Found:
    """Whether the font of figures is there, and the list of fonts can be kept."""
    from matplotlib import font_manager

    from analysis.plotting.style import FONT

    try:
        path = font_manager.findfont(FONT, fallback_to_default=False)
    except ValueError:
        return Found("fonts", "fault", f"{FONT} is missing", "pip install --force-reinstall matplotlib")
    return Found("fonts", "ok", f"{FONT}, from {Path(path).parent}")


def browser() -> Found:
    """Whether a browser can be opened, for the app, reports and documentation, and one that prints handouts."""
    prints = printing_browser()
    printing = f"{Path(prints).name} prints handouts" if prints else "none prints handouts to PDF"
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        text = f"none opens by itself (is there a screen?); {printing}"
        return Found("browser", "note", text, "open what commands name in any browser")
    name = getattr(found, "name", "") or type(found).__name__
    return Found("browser", "ok", f"{name}; {printing}")


def pages(places: Iterable[Path], texts: Iterable[Path]) -> Found:
    """Whether the documentation is there as pages, in one of some places, or as text in one of others."""
    place = next((place for place in places if (place / "index.html").is_file()), None)
    if place is not None:
        return Found("documentation", "ok", f"rpp docs opens {place}")
    if any((place / "index.md").is_file() for place in texts):
        return Found("documentation", "ok", "rpp docs shows it as text; pages for a browser come with make site")
    return Found("documentation", "note", "none here", "install the wheel again")


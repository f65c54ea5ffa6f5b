"""Every compiler setting in one place.

A *rule* is a pure function of numbers, a *kernel* loops over worlds and rows and calls rules. Both are compiled by
Numba to the same bits as plain Python gives: no fast-math, no reordering. ``NUMBA_DISABLE_JIT=1`` runs everything as
plain Python, for the debugger and for coverage.

Compiled code is kept in a folder named by a digest of all sources, so that an edited rule never runs in its old form
(a caller's cache does not notice an edit in another file), and a read-only installation works too.
"""

import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

import numba
from numba.core.registry import CPUDispatcher

import sim.kernel.reference  # noqa: F401  (how a state is passed)

F = TypeVar("F", bound=Callable)

#: Files with rules or kernels import the marks for them from here.
HAS_KERNELS = re.compile(r"^from sim\.kernel\.compiled import .*\b(rule|kernel|entry)\b", re.MULTILINE)
#: Files that are frozen into kernels when they are compiled: their constants, and how a state is passed.
FROZEN_INTO_KERNELS = (
    "kernel/compiled.py", "kernel/reference.py", "scenario/conditions.py", "scenario/events.py", "scenario/history.py",
)  # fmt: skip
#: Folders of earlier versions that are kept beside the current one.
KEPT_VERSIONS = 3
#: What Python calls, in the order of definition.
_ENTRIES: list[CPUDispatcher] = []


def _digest_of_sources() -> str:
    here = Path(__file__).parents[1]
    # What kernels are made of: files with rules or kernels, and those with the codes that they freeze.
    sources = {path.relative_to(here).as_posix(): path for path in here.rglob("*.py")}
    parts = [
        name
        for name, p in sources.items()
        if name in FROZEN_INTO_KERNELS or name.startswith("state/") or HAS_KERNELS.search(p.read_text("utf-8"))
    ]
    digest = hashlib.sha256(f"{numba.__version__} {sys.version_info[:2]}".encode())
    for name in sorted(parts):
        digest.update(name.encode())
        digest.update(sources[name].read_bytes())
    return digest.hexdigest()[:16]


def _roots() -> list[Path]:
    named = os.environ.get("RPP_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return [Path(named)] if named else [Path(home) / "rpp-sim", Path(tempfile.gettempdir()) / "rpp-sim"]


@cache
def cache_folder() -> Path:
    """Folder of compiled code for exactly these sources; the first writable one of several places."""
    for root in _roots():
        folder = root / _digest_of_sources()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                os.utime(folder)  # used last now: what is in daily use is not the one that goes
        except OSError:
            continue
        _forget_old_versions(root, folder)
        return folder
    return Path(tempfile.mkdtemp(prefix="rpp-sim-"))


def _forget_old_versions(root: Path, current: Path) -> None:
    def used(folder: Path) -> float:
        try:
            return folder.stat().st_mtime
        except OSError:  # another process removed it meanwhile
            return 0.0

    others = sorted((d for d in root.iterdir() if d.is_dir() and d != current), key=used, reverse=True)
    for folder in others[KEPT_VERSIONS:]:
        shutil.rmtree(folder, ignore_errors=True)


def is_compiled() -> bool:
    """Whether rules run as machine code (``NUMBA_DISABLE_JIT`` is not set)."""
    return not numba.config.DISABLE_JIT


def is_warm() -> bool:
    """Whether the compiled code of every entry is on disk, for these files, this Python and this processor."""
    return not is_compiled() or all(map(_is_on_disk, _ENTRIES))


def _is_on_disk(found: CPUDispatcher) -> bool:
    """Whether Numba would load an entry: it goes by the folder of the source file, the bytecode and the processor.

    A second installation, a moved one or another machine at the same home folder has a place of its own there. Numba
    has no public question for it.
    """
    kept, code = found._cache, found.targetctx.codegen()
    files = kept._cache_file._load_index()
    return any(
        key == kept._index_key(key[0], code) and Path(kept.cache_path, name).exists() for key, name in files.items()
    )


def _compile(function: F, **options: bool) -> F:
    # Nothing compiled makes an array, so that nothing needs Numba's counting of references (a quarter of the code).
    return numba.njit(nogil=True, error_model="numpy", _nrt=False, no_cfunc_wrapper=True, **options)(function)


class _Inner(CPUDispatcher):
    """A compiled function without a door for Python: a call from there is a mistake, and would end the process."""

    def __call__(self, *args, **kwargs):
        raise TypeError(f"{self.__name__} is called by other kernels; from Python call `one_month` or `populate`")


def rule(function: F) -> F:
    """Marks a pure function of numbers: state in, draw in, parameters in; new state out."""
    return _compile(function)


def kernel(function: F) -> F:
    """Marks a loop over worlds and rows that reads and writes the state, and is called by kernels alone.

    It becomes part of the entry that calls it, and has no door of its own for Python, which would take long to compile.
    """
    found = _compile(function, no_cpython_wrapper=True)
    if is_compiled():
        found.__class__ = _Inner
    return found


def entry(function: F) -> F:
    """Marks a kernel that Python calls. It alone is kept on disk, with all that it calls inside."""
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(cache_folder())
    try:
        found = _compile(function, cache=True)
    finally:
        numba.config.CACHE_DIR = before
    _ENTRIES.append(found)
    return found

"""Where compiled code is kept: in a folder named by a digest of all that it is made of.

So an edited rule never runs in its old form (Numba goes by the file of the entry, and does not notice an edit in
another one), a copy of the same files at another place finds the same code, and a read-only installation works too. A
wheel may bring the code along (`hatch_build.py`): what is there for these very sources and libraries is copied once,
and nothing is compiled.
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

import numba
import numpy as np
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator
from numba.core.registry import CPUDispatcher

from sim.kernel import any_processor

#: Files with rules or kernels import the marks for them from here.
HAS_KERNELS = re.compile(r"^from sim\.kernel\.compiled import .*\b(rule|kernel|entry)\b", re.MULTILINE)
#: Files that are frozen into kernels when they are compiled: their constants, and how a state is passed.
FROZEN_INTO_KERNELS = (
    "kernel/any_processor.py", "kernel/compiled.py", "kernel/quick_compile.py", "kernel/reference.py",
    "scenario/conditions.py", "scenario/events.py", "scenario/history.py",
)  # fmt: skip
#: Compiled code that a wheel brings along, in a folder named by its digest.
BROUGHT = Path(__file__).with_name("brought")
#: Folders of earlier versions that are kept beside the current one.
KEPT_VERSIONS = 3


@cache
def digest_of_sources() -> str:
    """Sixteen hexadecimal digits of all that compiled code is made of: sources, libraries, Python and settings."""
    here = Path(__file__).parents[1]
    # What kernels are made of: files with rules or kernels, and those with the codes that they freeze.
    sources = {path.relative_to(here).as_posix(): path for path in here.rglob("*.py")}
    parts = [
        name
        for name, p in sources.items()
        if name in FROZEN_INTO_KERNELS or name.startswith("state/") or HAS_KERNELS.search(p.read_text("utf-8"))
    ]
    libraries = f"{numba.__version__} {np.__version__} {sys.implementation.cache_tag}"
    settings = f"{numba.config.BOUNDSCHECK} {numba.config.OPT}"
    digest = hashlib.sha256(f"{libraries} {settings}".encode())
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
        folder = root / digest_of_sources()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                os.utime(folder)  # used last now: what is in daily use is not the one that goes
        except OSError:
            continue
        _forget_old_versions(root, folder)
        break
    else:
        folder = Path(tempfile.mkdtemp(prefix="rpp-sim-"))
    _take_what_was_brought(folder)
    return folder


def _forget_old_versions(root: Path, current: Path) -> None:
    def used(folder: Path) -> float:
        try:
            return folder.stat().st_mtime
        except OSError:  # another process removed it meanwhile
            return 0.0

    others = sorted((d for d in root.iterdir() if d.is_dir() and d != current), key=used, reverse=True)
    for folder in others[KEPT_VERSIONS:]:
        shutil.rmtree(folder, ignore_errors=True)


def _take_what_was_brought(folder: Path) -> None:
    """Copies the code that came with the installation, unless there is some already; whole files, an index last."""
    brought = BROUGHT / digest_of_sources()
    if not brought.is_dir() or any(folder.glob("*.nbi")):
        return
    for path in sorted(brought.iterdir(), key=lambda path: path.suffix):  # .nbc, then .nbi, which names it
        unfinished = folder / f".{path.name}.{os.getpid()}"
        try:
            shutil.copyfile(path, unfinished)
            os.replace(unfinished, folder / path.name)
        except OSError:  # a full disk: it is compiled, which needs none
            unfinished.unlink(missing_ok=True)
            return


class _BySources(_CacheLocator):
    """Tells Numba where code is kept, and what it is made of."""

    def get_cache_path(self) -> str:
        return str(cache_folder())

    def get_source_stamp(self) -> str:
        return digest_of_sources()

    def get_disambiguator(self) -> str:
        return "entry"

    @classmethod
    def from_function(cls, py_func: Callable, py_file: str) -> "_BySources":
        return cls()


class _Impl(CompileResultCacheImpl):
    _locator_classes = [_BySources]


class CodeOnDisk(FunctionCache):
    """The compiled forms of one function on disk, by the types of its arguments and the kind of processor."""

    _impl_class = _Impl

    def is_there(self) -> bool:
        """Whether there is code that Numba would load, for the bytecode and the kind of processor at hand."""
        files, code = self._cache_file._load_index(), any_processor.codegen()
        return any(
            key == self._index_key(key[0], code) and Path(self.cache_path, name).exists() for key, name in files.items()
        )


def keep(found: CPUDispatcher) -> None:
    """Keeps the compiled forms of a function on disk."""
    found._cache = CodeOnDisk(found.py_func)

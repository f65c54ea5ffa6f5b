"""Where results come from: code, libraries and machine."""

import ast
import hashlib
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path

from sim.kernel.code_on_disk import cache_folder
from sim.version import __version__

#: Libraries whose version can change a number, or how it is written.
LIBRARIES = ("numpy", "numba", "llvmlite", "pyarrow", "pandas", "scipy", "SALib", "mesa", "PyYAML")


#: What lies beside the model in its package and changes no number of a run.
BESIDE = ("__init__.py", "above.py", "face.py", "version.py", "experiments", "claims", "mesa")


@cache
def code_digest() -> str:
    """Sixteen hexadecimal digits of the model's sources, without comments and docstrings.

    To read all sources as Python takes as long as a short run, so that the digest is kept beside the compiled code,
    under a digest of their bytes.
    """
    sources = _sources(Path(__file__).resolve().parents[2])
    kept = cache_folder() / f"code-{_digest(sources)}"
    try:
        found = kept.read_text(encoding="ascii")
    except (OSError, ValueError):
        found = ""
    if not re.fullmatch("[0-9a-f]{16}", found):
        found = digest_of_code(sources)
        with suppress(OSError):  # it is found again next time
            beside = kept.with_name(f"{kept.name}.{os.getpid()}")
            beside.write_text(found, encoding="ascii")
            beside.replace(kept)
    return found


def digest_of(package: Path) -> str:
    """The digest of the sources in a folder, without what lies `BESIDE` them."""
    return digest_of_code(_sources(package))


def digest_of_code(sources: Mapping[str, bytes]) -> str:
    """The digest of sources by their place, without comments and docstrings."""
    return _digest({name: _what_it_does(source).encode() for name, source in sources.items()})[:16]


def _sources(package: Path) -> dict[str, bytes]:
    """The sources in a folder by their place, without what lies `BESIDE` them."""
    inside = {path.relative_to(package): path for path in sorted(package.rglob("*.py"))}
    return {name.as_posix(): path.read_bytes() for name, path in inside.items() if name.parts[0] not in BESIDE}


def _digest(content: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, text in content.items():
        digest.update(name.encode())
        digest.update(text)
    return digest.hexdigest()


def _what_it_does(source: bytes) -> str:
    """The lines of a file that are code: neither blank, nor a docstring, nor a comment on a line of its own."""
    lines = source.decode().splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            text = node.body[0]
            lines[text.lineno - 1 : text.end_lineno] = [""] * (text.end_lineno - text.lineno + 1)
    return "\n".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))


@cache
def versions() -> dict[str, str]:
    """Versions of the libraries that matter, of Python and of the operating system."""
    found = {"python": platform.python_version(), "system": platform.platform()}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


@cache
def commit() -> str:
    """The commit that the sources stood at when first asked, ``""`` if that is not known.

    A ``+`` behind it says that they differed from it.
    """
    here = Path(__file__).resolve().parents[1]

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=here, capture_output=True, text=True, timeout=10, check=True).stdout

    try:
        head, changes = git("rev-parse", "HEAD"), git("status", "--porcelain", "--", str(here.parent))
    except (OSError, subprocess.SubprocessError):
        return ""
    return head.strip() + ("+" if changes.strip() else "")


def about() -> dict:
    """What a manifest says of the program and the machine."""
    return {
        "program": {"name": "rpp-sim", "version": __version__, "code": code_digest(), "commit": commit()},
        "versions": versions(),
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def environment() -> str:
    """Every installed distribution with its version, one a line, as pip takes it."""
    pairs = {(d.metadata["Name"], d.version) for d in metadata.distributions() if d.metadata["Name"]}
    return "".join(f"{name}=={version}\n" for name, version in sorted(pairs, key=lambda p: p[0].lower()))

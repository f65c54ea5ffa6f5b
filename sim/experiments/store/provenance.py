"""Where results come from: code, libraries and machine."""

import ast
import hashlib
import platform
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path

from sim.version import __version__

#: Libraries whose version can change a number, or how it is written.
LIBRARIES = ("numpy", "numba", "llvmlite", "pyarrow", "pandas", "scipy", "SALib", "mesa", "PyYAML")


#: What lies beside the model in its package and changes no number of a run.
BESIDE = ("__init__.py", "above.py", "face.py", "version.py", "experiments", "claims", "mesa")


@cache
def code_digest() -> str:
    """Sixteen hexadecimal digits of the model's sources, without comments and docstrings."""
    return digest_of(Path(__file__).resolve().parents[2])


def digest_of(package: Path) -> str:
    """The digest of the sources in a folder, without what lies `BESIDE` them."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package)
        if inside.parts[0] not in BESIDE:
            digest.update(inside.as_posix().encode())
            digest.update(_what_it_does(path.read_bytes()).encode())
    return digest.hexdigest()[:16]


def _what_it_does(source: bytes) -> str:
    """The lines of a file that are code: neither blank, nor a docstring, nor a comment on a line of its own."""
    lines = source.decode().splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            text = node.body[0]
            lines[text.lineno - 1 : text.end_lineno] = [""] * (text.end_lineno - text.lineno + 1)
    return "\n".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))


def versions() -> dict[str, str]:
    """Versions of the libraries that matter, of Python and of the operating system."""
    found = {"python": platform.python_version(), "system": platform.platform()}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def commit() -> str:
    """The commit that the sources stand at, with ``+`` where they differ from it; ``""`` if that is not known."""
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

"""Writing files so that a reader sees all of one or nothing, whatever happens in between."""

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.scenario.mistakes import Mistake

#: Ending of files that are not finished. Their names start with a dot, so that readers of a folder skip them.
UNFINISHED = ".unfinished"


class StoreError(Mistake):
    """A results folder that cannot be used as asked; the text says why and what to do."""


class DiskFull(StoreError):
    """There was no room for a file. What was written before is safe."""


def write(path: Path, content: bytes) -> None:
    """Writes a file under a temporary name, makes sure that it is on the disk, and renames it.

    Raises:
        DiskFull: there is no room; nothing is left of the file.
    """
    temporary = path.with_name(f".{path.name}{UNFINISHED}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _told(error) from error


def append(path: Path, line: str) -> None:
    """Adds one line to a file, on the disk when this returns. A torn last line of an earlier try is left behind.

    Raises:
        DiskFull: there is no room; the line counts as not written.
    """
    try:
        with path.open("ab+") as file:
            end = file.seek(0, os.SEEK_END)
            if end:
                file.seek(end - 1)
                line = line if file.read(1) == b"\n" else f"\n{line}"
            file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _told(error) from error


def _told(error: OSError) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"the disk is full ({error.strerror})")
    return error


def free_name(path: Path) -> Path:
    """A path beside another that is not taken yet."""
    return next(p for p in (path.with_name(f"{path.name}-{n}") for n in range(2, 10_000)) if not p.exists())


def parquet(table: pa.Table, **options: Any) -> bytes:
    """A table as the bytes of a Parquet file; options as for `pyarrow.parquet.write_table`."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **options)
    return sink.getvalue().to_pybytes()


def checksum(content: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def checksum_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits, without reading it into memory at once."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

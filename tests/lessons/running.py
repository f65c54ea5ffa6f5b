"""Notebooks as tests run them: in a kernel, as they come from the wheel, in an empty folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))


def run(names: Iterable[str], folder: Path, *, small: bool = False) -> nbformat.NotebookNode:
    """Runs notebooks one after the other in one kernel, which forgets all names between them.

    Args:
        names: of notebooks.
        folder: where the kernel starts.
        small: with few runs.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell broke.
    """
    books = [nbformat.read(FOLDER / f"{name}.ipynb", 4) for name in names]
    whole = nbformat.v4.new_notebook(metadata=books[0].metadata)
    for book in books:
        whole.cells += [*book.cells, nbformat.v4.new_code_cell("%reset -f")]
    for number, cell in enumerate(whole.cells):
        cell["id"] = f"cell-{number}"
        if small:
            cell.source = re.sub(r"replicates=\d{2,}", "replicates=12", cell.source)
    before = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), before)))  # the kernel starts in the folder
    try:
        NotebookClient(whole, timeout=500, resources={"metadata": {"path": str(folder)}}).execute()
    finally:
        os.environ["PYTHONPATH"] = before
    return whole

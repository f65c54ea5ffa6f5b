"""Shared by tests of documentation: its generators, which are scripts beside each other in `tools`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType

import pytest
from snippets import ROOT

TOOLS = ROOT / "tools"


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Imports a generator of documentation by its name, as these scripts import each other."""
    monkeypatch.syspath_prepend(str(TOOLS))
    yield import_module
    for path in TOOLS.glob("*.py"):
        sys.modules.pop(path.stem, None)

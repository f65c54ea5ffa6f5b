"""What catalogues and readers of citations are told of the project is valid and current."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest
import yaml

import sim

ROOT = Path(__file__).parents[2]
#: The schema of the Citation File Format and the terms of CodeMeta, as their authors publish them.
SCHEMAS = ROOT / "tests" / "data" / "schemas"


def test_the_citation_file_is_valid_and_names_this_version():
    """A version that is not released has no date; results of the last release would be other ones."""
    citation = yaml.load((ROOT / "CITATION.cff").read_text("utf-8"), yaml.BaseLoader)  # dates as they are written
    jsonschema.validate(citation, json.loads((SCHEMAS / "citation-file-format-1.2.0.json").read_text("utf-8")))
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    dates = dict(re.findall(r"^## ([0-9.]+) \(([0-9-]+)\)", changelog, re.MULTILINE))
    assert (citation["version"], citation.get("date-released")) == (sim.__version__, dates.get(sim.__version__))


@pytest.fixture
def codemeta(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return import_module("make_codemeta")


def test_codemeta_is_current(codemeta):
    assert codemeta.FILE.read_text("utf-8") == codemeta.text(), "run `make docs`"


def test_codemeta_says_all_in_terms_of_its_vocabulary(codemeta):
    terms = json.loads((SCHEMAS / "codemeta-3.jsonld").read_text("utf-8"))["@context"]

    def used(told: object) -> set[str]:
        if isinstance(told, list):
            return set().union(*map(used, told))
        if not isinstance(told, dict):
            return set()
        here = {name for name in told if not name.startswith("@")} | {told[key] for key in told if key == "@type"}
        return here.union(*map(used, told.values()))

    assert used(codemeta.codemeta()) <= set(terms)
    assert {"name", "version", "license", "author", "softwareRequirements"} <= set(codemeta.codemeta())

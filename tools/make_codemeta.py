"""Writes ``codemeta.json``, which catalogues of research software read, from ``pyproject.toml`` and ``CITATION.cff``.

CodeMeta 3.0 is a vocabulary of schema.org in JSON-LD. ``make docs`` writes it; a test fails while it is out of date.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import yaml

import sim

ROOT = Path(__file__).parents[1]
FILE = ROOT / "codemeta.json"
#: How far the project is, in the words of repostatus.org, by its classifier.
STATUS = {"3 - Alpha": "wip", "4 - Beta": "active", "5 - Production/Stable": "active"}
#: A requirement such as ``mesa>=3.3,<4``: name, extras, versions.
REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*([^;]*)")


def codemeta() -> dict:
    """The description as JSON-LD."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    told = [text.split(" :: ") for text in project["classifiers"]]
    status = next(words[1] for words in told if words[0] == "Development Status")
    optional = project["optional-dependencies"]
    suggested = [line for extra in sorted(optional) if extra not in ("all", "bench", "check", "docs", "test")
                 for line in optional[extra]]  # fmt: skip
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": citation["title"],
        "identifier": project["name"],
        "description": project["description"],
        "version": sim.__version__,
        "license": f"https://spdx.org/licenses/{project['license']}",
        "author": [{"@type": "Organization", "name": author["name"]} for author in citation["authors"]],
        "keywords": citation["keywords"],
        "developmentStatus": STATUS[status],
        "applicationCategory": "Agent-based simulation",
        "programmingLanguage": "Python",
        "runtimePlatform": f"Python {project['requires-python']}",
        "operatingSystem": "Linux",
        "softwareRequirements": [library(line) for line in project["dependencies"]],
        "softwareSuggestions": [library(line) for line in suggested],
        "readme": "README.md",
        "softwareHelp": "docs/index.md",
        "isAccessibleForFree": True,
    }


def library(requirement: str) -> dict:
    """A library by its name and the versions that are taken."""
    name, versions = REQUIREMENT.match(requirement).groups()
    told = {"@type": "SoftwareApplication", "identifier": name, "name": name, "runtimePlatform": "Python 3"}
    return told | ({"version": versions.strip()} if versions.strip() else {})


def text() -> str:
    """The file."""
    return json.dumps(codemeta(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8", newline="\n")
    print(FILE)

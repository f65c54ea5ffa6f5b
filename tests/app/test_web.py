"""The page's own files: no network, each library with its licence, and nothing that a notebook would take."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.atlas.page import modules

WEB = Path(__file__).parents[2] / "app" / "web"
OURS = sorted(p for p in WEB.rglob("*") if p.suffix in (".js", ".css", ".html") and "vendor" not in p.parts)
#: A name space of SVG is no address that is asked.
NAMESPACE = "http://www.w3.org/2000/svg"


def test_nothing_of_the_page_names_an_address_of_the_network():
    for path in [*OURS, *(WEB / "vendor").glob("*.js")]:
        found = set(re.findall(r"https?://[^\s\"'`)]+", path.read_text(encoding="utf-8")))
        named = {address for address in found if not address.startswith("http://www.w3.org/")}
        assert not named, f"{path.name}: {named}"
    assert NAMESPACE in (WEB / "charts" / "export.js").read_text(encoding="utf-8")


def test_every_library_has_its_licence():
    needed = json.loads((WEB / "vendor" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    licences = (WEB / "vendor" / "LICENSES.txt").read_text(encoding="utf-8")
    for name, version in needed.items():
        assert f"==== {name} {version} ====" in licences


@pytest.mark.parametrize("entry", ["main.js", "atlas.js", "widget.js"])
def test_every_face_is_made_of_the_same_parts_without_a_circle(entry: str):
    names = {name for name, _, _ in modules(entry)}
    assert {"parts/screen.js", "state/store.js", "charts/chart.js", "vendor/preact.js"} <= names


def test_a_notebook_leaves_the_arrow_keys_to_the_sliders():
    for path in OURS:
        for start in re.findall(r"<(?:input|select)\b.{0,40}", path.read_text(encoding="utf-8")):
            assert "data-lm-suppress-shortcuts" in start, f"{path.name}: {start}"


def test_one_idea_a_file():
    long = {path.name: n for path in OURS if (n := len(path.read_text(encoding="utf-8").splitlines())) > 300}
    assert not long

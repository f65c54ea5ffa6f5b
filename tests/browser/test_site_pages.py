"""The documentation as pages, built and read in a browser from files: nothing is missing, nothing asks the network."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from app_page import ROOT, SIZES, chromium
from axe_playwright_python.sync_playwright import Axe
from browser import browser_path
from playwright.sync_api import Browser

pytest.importorskip("pydata_sphinx_theme")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on this machine"),
]
#: One page of each kind, which is looked at in both colours and in all sizes.
KINDS = (
    "docs/index", "README", "docs/start/student", "docs/concepts/trust", "docs/portraits/bellevue", "docs/guide/analysis",
    "docs/gallery", "docs/model/odd", "docs/reference/python", "docs/reference/files", "docs/why/validation",
)  # fmt: skip
#: Pages above this size are of a kind with smaller ones, and take axe-core a minute [bytes].
LARGE = 150_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make site` leaves it; a warning is an error."""
    sys.path.insert(0, str(ROOT / "tools"))
    from make_site import make

    sys.path.pop(0)
    into = tmp_path_factory.mktemp("built") / "site"
    assert make(into) == 0
    return into


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


class Read(HTMLParser):
    """What a page names: its anchors, where its links lead, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors, self.links, self.loads = set(), set(), set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.anchors |= {said[name] for name in ("id", "name") if said.get(name)}
        if tag == "a" and said.get("href"):
            self.links.add(said["href"])
        if tag == "link" and said.get("href"):
            self.loads.add(said["href"])
        if said.get("src"):
            self.loads.add(said["src"])


@cache
def read(path: Path) -> Read:
    return Read(path.read_text(encoding="utf-8"))


def pages(site: Path) -> list[Path]:
    """Every page but the first, which only leads on to that of the documentation."""
    found = sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)
    return [path for path in found if path != site / "index.html"]


def test_every_link_leads_to_a_page_and_a_place_on_it(site: Path):
    broken, followed = [], 0
    for page in pages(site):
        for link in read(page).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            followed += 1
            lost = parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in read(target).anchors
            if not target.is_file() or lost:
                broken.append(f"{page.relative_to(site)}: {link}")
    assert followed > 5000 and not broken


def test_nothing_is_loaded_from_elsewhere(site: Path):
    loaded = {address for page in pages(site) for address in read(page).loads}
    styles = " ".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    loaded |= {address.strip("\"'") for address in re.findall(r"(?:url|@import)\(([^)]+)\)", styles)}
    assert len(loaded) > 50
    assert not [address for address in loaded if re.match(r"(?!data:)([a-z]+:|//)", address)]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", ["projector", "phone"])
def test_pages_can_be_read_by_everybody_and_ask_nobody(site: Path, browser: Browser, colours: str, size: str):
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours)
    page, asked, found = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    every = colours == "light" and size == "projector"
    names = [path for path in pages(site) if path.stat().st_size < LARGE] if every else [site / f"{n}.html" for n in KINDS]
    for path in names:
        page.goto(path.as_uri(), wait_until="load")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        wrong = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        found += [f"{path.relative_to(site)}: {v['id']} ({v['nodes'][0]['html'][:200]})" for v in wrong]
    context.close()
    assert not found
    assert asked and not [address for address in asked if not address.startswith(("file:", "data:"))]


def test_a_word_is_found_without_a_server(site: Path, browser: Browser):
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((site / "search.html").as_uri() + "?q=superintendent")
    page.locator("ul.search li a").nth(5).wait_for(timeout=30_000)  # what is found is listed one by one
    page.locator("ul.search li a").first.click()
    page.wait_for_load_state()
    assert "search.html" not in page.url and "superintendent" in page.content().lower()
    assert not complaints

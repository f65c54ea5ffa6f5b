"""The documentation as pages for a browser: which pages there are, and what opens them."""

from __future__ import annotations

import re
import webbrowser
from collections import Counter
from pathlib import Path

import pytest
from command_line import good, rpp
from snippets import ROOT

from app.commands import docs
from app.terminal import explained, pages

#: Pages of a site that is there for a test.
PAGES = ("index", "docs/index", "docs/guide/scenarios", "scenarios/README", "README", "docs/glossary")


@pytest.fixture
def navigation(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "site"))
    import navigation

    return navigation


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small site where an installation carries one."""
    for name in PAGES:
        path = tmp_path / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<title>A page</title>")
    monkeypatch.setattr(pages, "PLACES", (tmp_path / "nowhere", tmp_path))
    return tmp_path


def test_every_page_is_in_the_navigation_once_and_every_entry_is_there(navigation):
    shown = Counter(page for pages in navigation.sections().values() for page in pages)
    assert not [page for page, times in shown.items() if times > 1]
    assert not [page for page in shown if not (ROOT / page).is_file()]
    written = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    pages = {page for page in written if not page.startswith("docs/templates/")} - {navigation.FIRST}
    assert not pages - set(shown), "name it in docs/site/navigation.yaml"


def test_the_documentation_opens_in_a_browser(site: Path, monkeypatch: pytest.MonkeyPatch):
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    assert good("docs") == ""
    assert good("docs", "guide/scenarios.md") == ""
    assert opened == [(site / "index.html").as_uri(), (site / "docs/guide/scenarios.html").as_uri()]
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    assert str(site / "index.html") in good("docs")


def test_a_page_is_found_by_its_name_or_the_nearest_is_told(site: Path):
    assert good("docs", "--print").strip() == str(site / "index.html")
    assert good("docs", "Glossary", "--print").strip() == str(site / "docs/glossary.html")
    assert good("docs", "readme", "--print").strip() == str(site / "README.html"), "whole names come first"
    code, out, err = rpp("docs", "glosary")
    assert (code, out) == (2, "") and "glossary" in err
    (site / "docs/howto").mkdir()
    (site / "docs/howto/scenarios.html").write_text("<title>Another</title>")
    code, _, err = rpp("docs", "scenarios")
    assert code == 2 and "guide/scenarios" in err and "howto/scenarios" in err


def test_an_installation_without_pages_shows_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Such as one by `pip install .`; a message that points to a page must not point to nothing."""
    monkeypatch.setattr(pages, "PLACES", (tmp_path,))
    assert good("docs") == (ROOT / "docs/index.md").read_text(encoding="utf-8").rstrip() + "\n"
    assert good("docs", "glossary", "--print").strip() == str(ROOT / "docs/glossary.md")
    part = good("docs", "guide/experiments#the-file")
    assert part.startswith("## The file\n") and "\n## " not in part
    assert docs.section_of("# A\n```sh\n# B\n```\nmore\n# B\nend\n", "a") == "# A\n```sh\n# B\n```\nmore\n"
    code, out, err = rpp("docs", "glosary")
    assert (code, out) == (2, "") and "glossary" in err
    monkeypatch.setattr(pages, "TEXTS", (tmp_path,))
    code, out, err = rpp("docs")
    assert (code, out) == (2, "") and "no documentation" in err


def test_every_page_that_explains_a_mistake_is_there_as_text():
    for page in filter(None, explained.PAGES.values()):
        name, _, place = page.partition("#")
        text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        assert not place or docs.section_of(text, place) != text, page


IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


def test_every_picture_says_what_it_shows():
    wordless = []
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        assert "<img" not in text, f"{page}: write it as Markdown"
        wordless += [f"{page.name}: {target}" for alt, target in IMAGE.findall(text) if len(alt.split()) < 3]
    assert not wordless


def test_every_picture_of_the_documentation_is_in_the_gallery():
    shown = {target for _, target in IMAGE.findall((ROOT / "docs" / "gallery.md").read_text(encoding="utf-8"))}
    assert not {f"images/{path.name}" for path in (ROOT / "docs" / "images").glob("*.png")} - shown

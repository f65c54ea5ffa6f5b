"""How the site is made of the pages in ``docs/`` (``make site``): settings of Sphinx, read with ``-c docs/site``.

The source folder is that of the project, so that links between pages are those that a code host follows too.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from navigation import FIRST, sections  # noqa: E402

import sim  # noqa: E402

project, version, author = "RPP Sim", sim.__version__, "The RPP Sim developers"
copyright = author
extensions = ["myst_parser"]
root_doc = FIRST.removesuffix(".md")
include_patterns = [FIRST, *(page for pages in sections().values() for page in pages)]
# Folders without pages, which are not worth a walk.
exclude_patterns = ["analysis", "app", "benchmarks", "build", "dist", "sim", "site", "tests", "tools", "runs", ".*"]

myst_heading_anchors = 6
#: Files outside `docs` that readers want as files.
TAKEN_ALONG = (".ipynb", ".yaml")

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path, templates_path = ["static"], ["components"]
html_css_files = ["site.css"]
html_extra_path = ["first"]
html_sidebars = {"**": ["all-pages.html"]}
html_copy_source = html_show_sourcelink = html_use_index = False
html_show_search_summary = False  # it would read pages in the background, which a browser refuses for files
html_theme_options = {
    "navbar_center": [],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "search_bar_text": "Search these pages ...",
    "show_toc_level": 2,
}


def add_navigation(app: Sphinx, page: str, source: list[str]) -> None:
    """Hangs all pages under the first, heading by heading; on a code host it is a page like others."""
    if page != root_doc:
        return
    for heading, pages in sections().items():
        entries = "\n".join(f"/{one.removesuffix('.md')}" for one in pages)
        source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n{entries}\n```\n"


def leave_code_alone(app: Sphinx, doctree: nodes.document) -> None:
    """A link to a folder or to code is only its name here; scenarios and notebooks are there to be taken along."""
    folder = Path(app.env.doc2path(app.env.docname)).parent
    for link in list(doctree.findall(lambda n: isinstance(n, (addnodes.download_reference, addnodes.pending_xref)))):
        there = (folder / link["reftarget"]).resolve()
        taken = there.is_relative_to(HERE.parent) or there.suffix in TAKEN_ALONG
        file_of_code = isinstance(link, addnodes.download_reference) and not taken
        if there.is_dir() or file_of_code:
            link.replace_self(link.children)


def setup(app: Sphinx) -> None:
    """Connects what is done to pages on their way."""
    app.connect("source-read", add_navigation)
    app.connect("doctree-read", leave_code_alone, priority=100)  # before files to download are collected

"""Pages of a session as HTML that stands alone: style and pictures are inside, and nothing is loaded."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.handout.session import Session

#: Pages, and what each is for.
PAGES = {
    "slides": "slides for the wall",
    "handout": "one page for each participant",
    "roles": "a card for each group",
    "plan": "the facilitator's sheet, with the answers",
}


def as_html(name: str, session: Session) -> str:
    """One of `PAGES`."""
    environment = Environment(
        loader=PackageLoader("app", "templates/session"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    style = files("app").joinpath(f"templates/session/{'slides' if name == 'slides' else 'paper'}.css")
    return environment.get_template(f"{name}.html.j2").render(
        s=session, style=Markup(style.read_text(encoding="utf-8").strip()),
    )  # fmt: skip

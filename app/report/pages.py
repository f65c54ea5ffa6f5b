"""A report written as one HTML page that loads nothing, and as Markdown with its figures beside it."""

import base64
import re
from collections.abc import Iterator
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.report.blocks import Block, Bullets, Code, Figure, Picture, Report, Section, Table, Text

#: Says in a page that it was written here, and so may be written over.
GENERATOR = "rpp report"


def as_html(report: Report) -> str:
    """The page."""
    environment = Environment(
        loader=PackageLoader("app"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    numbers = report.numbers()
    style = Markup(files("app").joinpath("templates/report.css").read_text(encoding="utf-8").strip())  # not escaped
    return environment.get_template("report.html.j2").render(
        report=report, generator=GENERATOR, style=style, kind_of=lambda block: type(block).__name__,
        number_of=lambda block: numbers[id(block)], address=_address,
    )  # fmt: skip


def _address(picture: Picture) -> str:
    """A picture as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(picture.content).decode('ascii')}"


def as_markdown(report: Report, pictures: str) -> str:
    """The same as Markdown (with the tables of GitHub's dialect).

    Args:
        report: what to write.
        pictures: address of the folder of figures, relative to the Markdown file.
    """
    lines = [f"<!-- {GENERATOR} -->", f"# {_safe(report.title)}", ""]
    lines += [f"*{_safe(report.question)}*", ""] if report.question else []
    lines += [f"**{_safe(report.notice)}**", ""] if report.notice else []
    lines += [_safe(report.made), "", "## In short", ""]
    lines += [f"- {_safe(finding)}" for finding in report.findings]
    numbers = report.numbers()
    for section in report.sections:
        lines += _markdown_of(section, "##", numbers, pictures)
    lines += ["", f"**{_safe(report.notice)}**"] if report.notice else []
    return "\n".join(lines) + "\n"


def _markdown_of(section: Section, level: str, numbers: dict[int, int], pictures: str) -> Iterator[str]:
    yield from ("", f"{level} {_safe(section.title)}")
    for block in section.blocks:
        yield ""
        yield from _lines(block, numbers.get(id(block), 0), pictures)
    for part in section.parts:
        yield from _markdown_of(part, level + "#", numbers, pictures)


def _lines(block: Block, number: int, pictures: str) -> Iterator[str]:
    """One block in lines of Markdown."""
    match block:
        case Text(words):
            yield _safe(words)
        case Bullets(items):
            yield from (f"- {_safe(item)}" for item in items)
        case Code(text):
            fence = max(["```", *(f"{ticks}`" for ticks in re.findall("```+", text))], key=len)
            yield from (fence, text, fence)
        case Figure():
            for name, p in named(block):
                yield f"![{_safe(p.alt.replace('[', '(').replace(']', ')'))}]({pictures}/{name}.png)"
            yield from ("", f"**Figure {number}.** {_safe(block.caption)}")
        case Table():
            yield from (f"**Table {number}.** {_safe(block.caption)}", "")
            yield from map(_row, (block.head, ["---"] * len(block.head), *block.rows))
            if block.note:
                yield from ("", _safe(block.note))


def named(figure: Figure) -> list[tuple[str, Picture]]:
    """Pictures of a figure with the names of their files, without ending."""
    return [(f"{figure.name}-{n}", p) for n, p in enumerate(figure.pictures, start=1)]


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(_safe(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _safe(text: str) -> str:
    """Text whose signs Markdown does not take for its own."""
    for sign in "\\`*<[]":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())

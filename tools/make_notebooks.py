"""Writes each notebook from its script (``notebooks/*.py`` to ``*.ipynb``), and the page that lists them.

A notebook has no outputs: they would show every answer before the prediction, and would be those of an older model.
Cells are numbered, so that the same script gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat

from app.lessons.copies import Lesson, lessons

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "tutorial" / "notebooks.md"
INTRODUCTION = """# Notebooks for students

{number} notebooks, {minutes} minutes in all. Each opens with what it teaches and how long it takes, asks for a
prediction before it shows anything, says what to notice and what to try, and has exercises that check themselves and
give a hint, never the answer. Little Python is needed: most cells are run as they stand.

```console
$ rpp notebooks lessons
```

copies them to a folder `lessons`, and `jupyter lab lessons` opens them. `pip install 'rpp-sim[notebook]'` brings
Jupyter, and sliders; where there are no sliders there are pictures. Each notebook runs in less than two minutes on two
cores, once the model has been compiled. Nothing in a notebook is kept from an earlier run: every number in it is
computed by whoever runs it, so that it is of the model as it is installed.

| notebook | you learn | minutes |
|---|---|--:|
"""
END = """
They are written as scripts, `notebooks/*.py`, which editors such as VS Code open as notebooks too; `make notebooks`
makes the `.ipynb` files and this page from them. What exercises answer is in [`app/lessons/`](../../app/lessons).
"""


def made(script: Path) -> str:
    """A notebook as text, from its script."""
    book = jupytext.read(script)
    book.metadata.pop("jupytext", None)
    for number, cell in enumerate(book.cells, 1):
        cell["id"] = f"cell-{number:02d}"
    nbformat.validate(book)
    return nbformat.writes(book, version=4) + "\n"


def page(listed: list[Lesson]) -> str:
    """The page that lists them."""
    minutes = sum(lesson.minutes for lesson in listed)
    rows = "".join(
        f"| [{lesson.path.stem[:2].lstrip('0')} · {lesson.title}](../../notebooks/{lesson.path.name}) | {lesson.learn} "
        f"| {lesson.minutes} |\n"
        for lesson in listed
    )
    return INTRODUCTION.format(number=len(listed), minutes=minutes) + rows + END


def main() -> None:
    """Writes them."""
    for script in sorted((ROOT / "notebooks").glob("*.py")):
        script.with_suffix(".ipynb").write_text(made(script), encoding="utf-8")
    PAGE.write_text(page(lessons()), encoding="utf-8")


if __name__ == "__main__":
    main()

"""The tutorial on changing a rule, followed line by line in a copy of the project.

It is the row "a behaviour" of CONTRIBUTING's table.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from copied import Copy
from snippets import ROOT

PAGE = ROOT / "docs" / "tutorial" / "one-rule.md"
BLOCK = re.compile(r"^```(python|diff|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
#: What takes minutes in plain Python, and what is run instead.
SHORTER = {
    "tests/golden": "tests/kernel/test_chance.py",
    "--replicates 200": "--replicates 2 --months 12",
}
#: What `make docs schema` runs.
MADE = (
    "python tools/make_parameters.py",
    "python tools/make_odd.py",
    "rpp schema --out scenarios/schema/scenario.schema.json",
)


def applied(copy: Copy, diff: str) -> str:
    """Changes a file as a block of the page says; returns its name."""
    head, _, body = diff.partition("\n")
    sides = [
        "".join(line[1:] or "\n" for line in body.splitlines(keepends=True) if line[0] in (mark, " ", "\n"))
        for mark in "-+"
    ]
    name = head.removeprefix("--- ")
    copy.edit(name, *sides)
    return name


def typed(copy: Copy, line: str) -> str:
    """What a line that is to be typed prints."""
    for long, short in SHORTER.items():
        line = line.replace(long, short)
    command, *words = shlex.split(line)
    return copy.python(*words) if command == "python" else copy.rpp(*words)


@pytest.mark.slow
def test_the_page_works_as_it_stands(tmp_path: Path):
    copy, names, printed, blocks = Copy(tmp_path), set(), [], ""
    for language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if language == "diff":
            names.add(applied(copy, text))
        elif language == "python":
            blocks += text
            printed.append(copy.python("-c", blocks))
        else:
            lines = [line.removeprefix("$ ") for line in text.splitlines()]
            lines = [part for line in lines for part in (MADE if line == "make docs schema" else (line,))]
            printed += [typed(copy, line) for line in lines]
    assert names == {"sim/submodels/meetings.py", "tests/submodels/test_rules.py"}, "one file and its test"
    assert (copy.folder / "rule.png").stat().st_size > 5000
    assert printed[0].split()[1::2] == ["0.25", "0.293", "0.345", "0.395"], "as the page says"
    assert re.match(r"\.{3,} +\[100%\]", printed[2]), "its property holds, and those of other rules on promises"
    assert "apology" in typed(copy, "rpp parameters meetings")
    odd = (copy.folder / "docs/model/odd.md").read_text(encoding="utf-8")
    assert "that an apology has to be believed" in odd and "p.apology" in odd
    with pytest.raises(AssertionError):
        typed(copy, "rpp run baseline --set meetings.apology=7")

"""Files are read quickly where libyaml is there, and in Python else: both must find the same in them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sim.scenario import strict_yaml
from sim.scenario.mistakes import Problem

ROOT = Path(__file__).parents[2] / "scenarios"
READERS = (strict_yaml._InC, strict_yaml._InPython)
WRONG = {
    "tab": "title: a\nlevers:\n\tteam.staff: 1\n",
    "colon": "title: a: b\n",
    "bracket": "events: [{month: 3, do: x}\n",
    "quote": 'title: "a\n',
    "two documents": "title: a\n---\ntitle: b\n",
    "tag": "title: !!python/name:os.system\n",
    "alias in itself": "a: &a [*a]\n",
    "deep": "a: " + "[" * 40 + "]" * 40 + "\n",
    "character": "title: a\x01b\n",
}


def found(node: yaml.Node | None) -> object:
    """Tags, places, quotes and texts of a node and of all below it."""
    if not isinstance(node, yaml.Node):
        return node
    below = node.value
    if not isinstance(node, yaml.ScalarNode):
        below = [found(part) for pair in below for part in (pair if isinstance(pair, tuple) else (pair,))]
    quoted = isinstance(node, yaml.ScalarNode) and bool(node.style)
    return node.tag, node.start_mark.line, node.start_mark.column, quoted, below


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="there is one reader only without libyaml")
def test_both_find_the_same_in_every_file_of_the_project():
    files = sorted(ROOT.rglob("*.yaml"))
    assert len(files) > 100
    for file in files:
        text = file.read_text(encoding="utf-8")
        quick, slow = (found(strict_yaml._only_node(reader(text))) for reader in READERS)
        assert quick == slow, file


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_in_the_words_of_the_one_that_tells_it_best(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "a.yaml"
    file.write_text(WRONG[wrong], encoding="utf-8")

    def told() -> list[Problem]:
        problems: list[Problem] = []
        assert strict_yaml.read_yaml(file, "a.yaml", problems) is None
        return problems

    usual = told()
    monkeypatch.setattr(strict_yaml, "_InC", strict_yaml._InPython)
    assert usual == told() and len(usual) == 1

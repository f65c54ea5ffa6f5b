"""The field's words everywhere: none of the terms that they replaced is left in code, help, output or documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import good

from app.terminal.help_page import COMMANDS

ROOT = Path(__file__).parents[2]
FOLDERS = ("sim", "analysis", "app", "docs", "tools", "scenarios", "benchmarks", "tests")
SUFFIXES = (".py", ".md", ".yaml", ".csv", ".json", ".toml")
#: What was written before, as a pattern, and the term that is written now.
REPLACED = {
    r"(?<![a-z])luck(?!y)": "common random numbers; paired by seed; chance; noise",
    r"\bhe?ld (it |\w+ )?against\b": "compared with",
    r"\b(told|tells?)[ _]apart\b": "statistically distinguishable; distinguished",
    r"\bnine in ten\b": "90 % range (P5 to P95)",
    r"\bmiddle half\b": "interquartile range; central 50 %",
    r"\blook, run, analyse\b|\banalyse and believe\b": "Inspect, Run, Analyse, Validate",
    r"\bcomes? about\b": "is produced",
    r"\bmatter, beside chance\b|\bwhatever the future\b": "influence, against a noise floor; across uncertain futures",
    r"\blife[ _]ratios?\b|\bratios of lives\b": "time ratio (AFT)",
    r"\blength of life\b|\bages? of life\b": "duration; survival time",
    r"\bhands\b(?! (on|over))": "available staff hours",
    r"\bwriting_half\b": "half-saturation of proposal writing",
    r"\bline_(rate|hours|protects)\b": "district budget line",
    r"(?<!promises_)\bkept_now\b": "promises_kept_now",
    r"\bmeetings\.(gain|loss|fade)\b": "meetings.trust_gain, trust_loss, trust_decay",
    r"broker": "coordinator",
    r"\bmonths of rest\b": "dormancy",
    r"\bas meant\b": "implementation fidelity",
    r"\bsay of practitioners\b|\bsay on going on\b": "practitioner voice; weight",
    r"\b(give_up|take_up|look_round|works_as_meant)\b": "discontinuance; adoption; update_school_means; fidelity",
    r"(?<![\w.`])(strike|note)\(state": "apply_events; log_event",
    r"\bdistricts?\.line\b|\bdistricts\[d\]\.line\b": "district budget line",
}
#: Where replaced terms may stand, and why: all of them (``""``), or those that contain a word.
ALLOWED = {
    ("CHANGELOG.md", ""): "tells what was called how",
    ("sim/declarations/renamed.py", ""): "old names that still work for one version",
    ("tests/docs/test_words.py", ""): "this list",
    ("tests/data/", ""): "results of an earlier version",
    ("analysis/networks/", "broker"): "a position in a network (Burt 2004)",
    ("tests/analysis/test_networks.py", "broker"): "the same",
    ("docs/guide/analysis.md", "broker"): "the same",
}
NOT_OURS = re.compile(r"^(\.|.*/\.|node_modules|runs|results|demo-output|bench-output|dist|build)")


def texts() -> dict[str, str]:
    """Text files of the project, and what commands say of themselves."""
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")] + list(ROOT.glob("*.*"))
    names = {path.relative_to(ROOT).as_posix(): path for path in sorted(paths) if path.suffix in SUFFIXES}
    found = {name: path.read_text(encoding="utf-8") for name, path in names.items() if not NOT_OURS.match(name)}
    helps = {f"rpp {name} --help": good(name, "--help") for names in COMMANDS.values() for name in names}
    return found | helps | {"rpp --help": good("--help")}


@pytest.fixture(scope="module")
def lines() -> list[tuple[str, int, str]]:
    """Every line with its place; permanent keys of parameters (`key=`) are no words of ours."""
    return [
        (name, number, re.sub(r'key="[^"]*"', "", line))
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
    ]


@pytest.mark.parametrize("old", REPLACED)
def test_none_of_the_old_terms_is_left(old: str, lines: list[tuple[str, int, str]]):
    allowed = tuple(place for place, word in ALLOWED if word in old)
    pattern = re.compile(old, re.IGNORECASE)
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, number, line in lines
        if pattern.search(line) and not name.startswith(allowed)
    ]
    assert not found, f"write {REPLACED[old]!r}:\n" + "\n".join(found[:40]) + f"\n({len(found)} lines)"


def test_every_allowance_is_needed(lines: list[tuple[str, int, str]]):
    for place, word in ALLOWED:
        patterns = [re.compile(old, re.IGNORECASE) for old in REPLACED if word in old]
        there = [line for name, _, line in lines if name.startswith(place)]
        assert any(pattern.search(line) for pattern in patterns for line in there), f"{place}: needs no allowance"

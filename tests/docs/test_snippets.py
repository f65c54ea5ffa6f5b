"""Every command and snippet of README, CONTRIBUTING and documentation runs: page by page, in order, in an empty folder.

The slow tests run them as they stand, what takes many minutes on one page only (``ONCE``). The quick tests read every
command, and run pages that take a moment with fewer runs: by options that are added (``SMALLER``) and numbers that are
replaced (``FEWER``).
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import click
import matplotlib
import pytest
import typer
from command_line import good
from snippets import ROOT, Snippet, named_commands, pages, snippets

from app.cli import app

#: What a page says that there is already, as the commands that make it.
GIVEN = {
    "README.md": ("rpp sweep early_endings --out early",),
    "docs/guide/analysis.md": (
        "rpp sweep type_and_money --out results/money",
        "rpp sweep early_endings --out results/early",
        "rpp sweep types_under_uncertainty --out results/types",
        "rpp sweep early_endings --out study",
        "rpp run bellevue",
        "rpp run bten",
    ),
    "docs/howto/cluster.md": ("rpp sweep one_lever_at_a_time --replicates 2 --out results/cluster",),
}
#: What is not run here: what a snippet has in it, and why.
NOT_RUN = {
    "rpp docs": "opens a browser; test_site.py asks it",
    "python -m benchmarks": "takes minutes of an idle machine; tests/experiments/test_peers.py measures a small one",
    "make ": "runs the tests, or makes a virtual environment",
    "pip install": "changes the environment",
    "--install-completion": "changes the shell's settings; test_completion.py installs it in a home of its own",
    "-m venv": "makes a virtual environment",
    "env/bin/activate": "an environment that is made by a line beside it",
    "rpp app": "serves until it is ended; tests/app and tests/browser ask it",
    "--pdf": "needs a browser; tests/browser/test_session_paper.py prints",
    "rpp atlas": "takes minutes; tests/app/test_atlas.py makes a small one",
    "solara run": "serves until it is ended; tests/browser/test_modellers_page.py opens it",
    "my_district.yaml": "a file that the reader has written",
    "SLURMCluster": "needs a cluster; test_sweep.py runs the same with one on this machine",
    "SolaraViz": "needs a browser's packages; test_mesas_tools.py shows the page where they are",
}
#: Pages, and commands by what they have in them, that only the slow tests run: they take many seconds at any size.
LONG_PAGES = (
    "docs/guide/analysis.md", "docs/guide/calibration.md", "docs/reference/commands.md", "docs/gallery.md",
    "docs/howto/cluster.md", "docs/start/researcher.md", "docs/guide/experiments.md", "docs/guide/policy.md",
    "docs/howto/publish.md", "docs/guide/assess.md", "docs/guide/portfolio.md", "docs/howto/data.md",
    "docs/start/facilitator.md",
)  # fmt: skip
#: Folders of such pages, whose commands are alike.
LONG_FOLDERS = ("docs/portraits/", "docs/concepts/")
LONG = ("calibrate", " early", "rpp claims", "rpp handout", "rpp sensitivity", "rpp scale", "rpp levers")
#: Commands that take many minutes, and the page on which they run as they stand; on others they run with fewer runs.
ONCE = {"claims": "docs/guide/claims.md", "evidence": "docs/guide/claims.md"}
#: Options that are added to a command in the quick tests; of an option that is given twice, the last counts.
SMALLER = {
    "run": "--replicates 6",
    "compare": "--replicates 6",
    "assess": "--replicates 5 --months 24",
    "levers": "--replicates 5",
    "portfolio": "--replicates 5 --months 36",
    "sweep": "--replicates 4 --jobs 1",
    "resume": "--jobs 1",
    "extend": "--replicates +1 --jobs 1",
    "claims": "--replicates 6 --draws 2 --draw-replicates 2 --closer 1",
    "evidence": "--scale 0.02",
}
#: Numbers that are replaced in the quick tests.
FEWER = (
    (r"replicates=\d{2,}", "replicates=6"),
    (r"samples=100", "samples=8"),
    (r"sample\(problem, 64\)", "sample(problem, 4)"),
    (r"(sweep\(plan, out=\S+)\)", r"\1, jobs=1)"),
)
#: The tutorial changes the project: test_tutorial.py follows it in a copy.
PAGES = [page for page in pages() if snippets(page) and "tutorial" not in page.parts]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
QUICK = [name for name in NAMES if name not in LONG_PAGES and not name.startswith(LONG_FOLDERS)]
COMMANDS = typer.main.get_command(app).commands


def smaller(text: str) -> str:
    """A snippet with fewer runs."""
    for pattern, instead in FEWER:
        text = re.sub(pattern, instead, text)
    words = text.split()
    return f"{text} {SMALLER.get(words[1], '')}" if words[0] == "rpp" and "--list" not in words else text


def run_page(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, *, small: bool) -> None:
    """Runs what a page has to type, each Python block with the names of those before it."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SLURM_ARRAY_TASK_ID", "3")
    names: dict[str, object] = {"__name__": "page"}
    skipped = (*NOT_RUN, *LONG) if small else NOT_RUN
    name = page.relative_to(ROOT).as_posix()
    given = [Snippet("given", "sh", text) for text in GIVEN.get(name, ())]
    with matplotlib.rc_context({"backend": "agg"}):
        for snippet in [*given, *snippets(page)]:
            if any(word in snippet.text for word in skipped):
                continue
            if snippet.language == "file":
                Path(snippet.name).parent.mkdir(parents=True, exist_ok=True)
                Path(snippet.name).write_text(snippet.text, encoding="utf-8")
                continue
            word = snippet.text.split()[1] if snippet.language == "sh" else ""
            text = smaller(snippet.text) if small or ONCE.get(word, name) != name else snippet.text
            if snippet.language == "python":
                exec(compile(text, snippet.place, "exec"), names)
            else:
                rpp, *words = shlex.split(os.path.expandvars(text))
                assert rpp == "rpp", f"{snippet.place}: what is {rpp}?"
                good(*words)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", QUICK)
def test_a_page_runs_with_fewer_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    run_page(ROOT / name, tmp_path, monkeypatch, small=True)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_a_page_runs_as_it_stands(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    run_page(ROOT / name, tmp_path, monkeypatch, small=False)


def test_what_runs_once_stands_on_its_page():
    for word, name in ONCE.items():
        assert any(snippet.text.startswith(f"rpp {word} --out") for snippet in snippets(ROOT / name)), word


def test_every_command_has_arguments_and_options_that_are_known():
    for page in PAGES:
        for snippet in snippets(page):
            if snippet.text.startswith("rpp "):
                _, name, *words = shlex.split(snippet.text)
                if name.startswith("--"):
                    continue
                try:
                    COMMANDS[name].make_context(name, words)
                except click.ClickException as problem:
                    pytest.fail(f"{snippet.place}: {snippet.text}: {problem.format_message()}")


def test_commands_named_in_running_text_exist_with_their_options():
    unknown = []
    for page in pages():
        for named in named_commands(page):
            command, *words = named.split()
            options = {o for p in COMMANDS[command].params for o in p.opts} if command in COMMANDS else set()
            unknown += [named] if command not in {*COMMANDS, "--help", "--version"} else []
            unknown += [f"{named}: {w}" for w in words if w.startswith("--") and w not in options]
    assert not unknown


def test_every_reason_not_to_run_is_needed():
    every = "\n".join(snippet.text for page in PAGES for snippet in snippets(page))
    assert not [word for word in NOT_RUN if word not in every]


def test_a_page_is_read_line_by_line(tmp_path: Path):
    page = tmp_path / "a.md"
    console = "```console\n$ rpp list   # why\n\n$ rpp show x\n```\n"
    kept = "```yaml\n# file: b.yaml\ntitle: b\n```\n"
    page.write_text(f"# A\n{console}| q | `rpp run a`, `rpp run b` |\n```python\nx = 1\n```\n{kept}")
    assert [(s.place, s.language, s.text) for s in snippets(page)] == [
        ("a.md:3", "sh", "rpp list"), ("a.md:5", "sh", "rpp show x"), ("a.md:7", "sh", "rpp run a"),
        ("a.md:7", "sh", "rpp run b"), ("a.md:9", "python", "x = 1\n"),
        ("a.md:12", "file", "# file: b.yaml\ntitle: b\n"),
    ]  # fmt: skip


#: What is written in blocks of other languages, and who looks at them.
OTHER_BLOCKS = {
    "text": "what is printed, or how something is called",
    "yaml": "a file: saved where its first line names it, else only to read",
    "diff": "a change of the code; tests of the page that has it make it",
    "bash": "steps and batch files that have tests of their own: test_outcome_page.py, test_cluster_page.py",
    "py": "a file that such a batch file starts",
}


def test_every_block_is_run_or_is_nothing_to_run():
    """No snippet hides under another name of its language."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL):
            language = block[3 : block.index("\n")]
            assert language in {"sh", "console", "python", *OTHER_BLOCKS}, f"{page}: a block of {language or 'nothing'}"


def test_pages_to_start_from_ask_to_copy_two_lines_at_most():
    for page in (ROOT / "docs" / "start").glob("*.md"):
        blocks = re.findall(r"^```\w+\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        assert blocks and all(len(re.findall(r"^[^#\n]", block, re.MULTILINE)) <= 2 for block in blocks), page.name

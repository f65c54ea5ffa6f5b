"""`rpp report`: pages that load nothing, read well by machines, and are the same for the same folder."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from browser import Page, browser_path, new_page
from shared import later
from typer.testing import CliRunner

from app.cli import app
from sim.engine.batch import Batch
from sim.experiments import latin_hypercube, listed, make_plan, sweep, vary
from sim.scenario.scenario import Event, Scenario

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Outline(HTMLParser):
    """What tests need to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.alts: list[str | None] = []
        self.addresses: list[str] = []
        self.tables = self.captions = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        about = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [about["id"]] if "id" in about else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.alts += [about.get("alt")] if tag == "img" else []
        self.addresses += [about[key] for key in ("src", "href", "action", "data", "srcset") if key in about]
        self.tables += tag == "table"
        self.captions += tag == "caption"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def check(self) -> None:
        """What holds for every page."""
        assert not self.open, "every element is closed"
        assert len(set(self.ids)) == len(self.ids), "ids are unique"
        assert self.headings[0] == 1 and self.headings.count(1) == 1
        assert all(b - a <= 1 for a, b in zip(self.headings, self.headings[1:], strict=False)), "no level is skipped"
        assert all(alt and len(alt) > 20 for alt in self.alts), "every picture says what it shows"
        assert self.captions == self.tables > 0
        inside = [address for address in self.addresses if address.startswith("#")]
        assert inside and {address[1:] for address in inside} <= set(self.ids), "links lead somewhere"
        assert all(address.startswith(("#", "data:")) for address in self.addresses), "nothing is loaded"


def rpp(*arguments: object) -> tuple[int, str]:
    """Exit code, and all that a command says."""
    done = CliRunner().invoke(app, [str(a) for a in arguments], prog_name="rpp")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def page_of(folder: Path, out: Path, *options: str) -> str:
    """The page about a folder, checked."""
    code, said = rpp("report", folder, "--out", out, *options)
    assert code == 0, said
    text = out.read_text(encoding="utf-8")
    Outline(text).check()
    return text


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One scenario as `rpp run` leaves it."""
    folder = tmp_path_factory.mktemp("report") / "run"
    code, said = rpp("run", "baseline", "--set", "district.schools=3", "--set", "district.teachers_per_school=8",
                     "--replicates", 8, "--months", 48, "--out", folder, "--quiet")  # fmt: skip
    assert code == 0, said
    return folder


@pytest.fixture(scope="module")
def several_folder(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six scenarios side by side."""
    policies = {"as is": {}} | {f"{n} meetings": {"contact.meetings": float(n)} for n in range(1, 6)}
    plan = make_plan(small, policies=policies, replicates=6, months=36, title="Six", question="Does <it> & work?")
    return sweep(plan, out=tmp_path_factory.mktemp("report") / "six", jobs=1).folder


@pytest.fixture(scope="module")
def varied_folder(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two policies under draws of two factors."""
    design = latin_hypercube([vary("contact.meetings"), vary("coordination.employer")], samples=12, seed=1)
    policies = {"as is": {}, "onboarding": {"continuity.onboarding": 0.9}}
    plan = make_plan(small, policies=policies, design=design, replicates=2, months=36, title="Varied")
    return sweep(plan, out=tmp_path_factory.mktemp("report") / "varied", jobs=1).folder


@pytest.fixture(scope="module")
def run_page(run_folder: Path) -> Path:
    """The report about one scenario, where it lies by default, with a title of its own."""
    before = sorted(p.name for p in run_folder.iterdir())
    code, said = rpp("report", run_folder, "--title", "For the <board>")
    assert code == 0, said
    assert sorted(p.name for p in run_folder.iterdir()) == before, "results stay as they are"
    made = run_folder.with_name("run-report")
    assert sorted(p.name for p in made.iterdir()) == ["report-figures", "report.html", "report.md"]
    return made / "report.html"


@pytest.fixture(scope="module")
def several_page(several_folder: Path) -> Path:
    """The report about six scenarios."""
    page_of(several_folder, several_folder.with_name("six.html"))
    return several_folder.with_name("six.html")


@pytest.fixture(scope="module")
def varied_page(varied_folder: Path) -> Path:
    """The report about two policies under draws."""
    page_of(varied_folder, varied_folder.with_name("varied.html"))
    return varied_folder.with_name("varied.html")


@pytest.mark.parametrize("kind", ["run_page", *later("varied_page", "several_page")])
def test_page_and_markdown_tell_the_same(kind: str, request: pytest.FixtureRequest) -> None:
    page: Path = request.getfixturevalue(kind)
    text, markdown = page.read_text(encoding="utf-8"), page.with_suffix(".md").read_text(encoding="utf-8")
    outline = Outline(text)
    outline.check()
    assert len(text) < 5_000_000
    for title in ("In short", "Sustainability", "Scale", "Health", "must not be used for", "Provenance", "Glossary"):
        assert title in text and title in markdown
    links = re.findall(r"\]\(([^)]+\.png)\)", markdown)
    assert len(links) == len(outline.alts) and all((page.parent / link).exists() for link in links)
    written = sorted(p.suffix for p in page.with_name(f"{page.stem}-figures").iterdir())
    assert written == [".csv"] * len(links) + [".png"] * len(links), "every picture with its numbers"
    assert markdown.count("**Table ") == outline.tables
    assert markdown.count("**Figure ") == text.count("<figcaption>")
    assert 3 <= markdown.partition("## In short")[2].partition("\n## ")[0].count("\n- ") <= 6


def test_same_folder_same_bytes(varied_folder: Path, varied_page: Path, tmp_path: Path) -> None:
    again = tmp_path / "varied.html"
    page_of(varied_folder, again)
    files = [p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()]
    assert len(files) > 20
    for name in files:
        assert (tmp_path / name).read_bytes() == (varied_page.parent / name).read_bytes(), name


def test_text_of_files_cannot_become_markup(several_page: Path, run_page: Path) -> None:
    text = several_page.read_text(encoding="utf-8")
    assert "Does &lt;it&gt; &amp; work?" in text and "<it>" not in text
    assert "<h1>For the &lt;board&gt;</h1>" in run_page.read_text(encoding="utf-8")


def test_many_scenarios_share_drawings_of_at_most_four(several_page: Path) -> None:
    drawn = several_page.with_name("six-figures").glob("lasting-years-*.csv")
    shown = [pd.read_csv(path)["scenario"].nunique() for path in drawn]
    assert sum(shown) == 6 and max(shown) <= 4


@pytest.mark.slow
def test_early_endings_and_departures_are_told_where_they_are_known(small: Scenario, tmp_path: Path) -> None:
    design = latin_hypercube([vary("contact.meetings"), vary("money.start_grant")], samples=200, seed=1)
    plan = make_plan(small, design=design, replicates=6, months=72, series="monthly")
    folder = sweep(plan, out=tmp_path / "s", jobs=1).folder
    text = page_of(folder, tmp_path / "a.html")
    assert "Where they end within five years" in text
    assert "When a superintendent leaves" in text


def test_long_tables_beside_figures_are_folded_on_screens_only(several_page: Path) -> None:
    text = several_page.read_text(encoding="utf-8")
    assert text.count('<details class="drawn">') > 5
    assert "details.drawn::details-content" in text


# --- what goes wrong ----------------------------------------------------------------------------------------------


def test_failed_and_missing_runs_are_told(small: Scenario, tmp_path: Path) -> None:
    two = small.with_values({"scale.districts": 2})
    event = Event(3, "budget_cut", district=two.partnerships[0].districts[1].name, value=0.1)
    design = listed([{}, {"contact.meetings": 1.0}, {"scale.districts": 1.0}])
    plan = make_plan(replace(two, events=(event,)), design=design, replicates=4, months=24)
    sweep(plan, out=tmp_path / "s", jobs=1, batch=3, shard=(1, 2))
    text = page_of(tmp_path / "s", tmp_path / "a.html", "--incomplete")
    assert "Not finished: 50 % of 12 runs are done" in text
    assert "Two runs of 6 failed" in text
    assert "would not be there" in text


def test_all_failed_says_so(small: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Batch, **options: object) -> None:
        raise FloatingPointError("a number went wrong")

    monkeypatch.setattr(Batch, "run", fails)
    folder = sweep(make_plan(small, replicates=2, months=12), out=tmp_path / "s", jobs=1).folder
    text = page_of(folder, tmp_path / "a.html")
    assert "All two runs failed" in text
    assert "a number went wrong" in text
    assert "Scale" not in text


def test_nothing_done_yet_is_a_mistake(small: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(self: Batch, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Batch, "run", stopped)
    with pytest.raises(KeyboardInterrupt):
        sweep(make_plan(small, replicates=2, months=12), out=tmp_path / "s", jobs=1)
    code, said = rpp("report", tmp_path / "s", "--out", tmp_path / "a.html")
    assert code == 2 and "none of its 2 runs is done yet" in said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["s"]


@pytest.mark.parametrize(
    ("make", "arguments", "expected"),
    [
        ("", ("nowhere",), "there is no such folder"),
        ("empty/", ("empty",), "holds no results"),
        ("report.html", ("RUN", "--out", "report.html"), "is no report"),
        ("", ("RUN", "--out", "page.txt"), "must end in .html"),
        ("a-figures/", ("RUN", "--out", "a.html"), "is there already"),
        ("", ("RUN", "--out", "/proc/made/page.html"), "--out /proc/made/page.html: cannot be written"),
    ],
)
def test_mistakes(
    make: str, arguments: tuple, expected: str, run_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if make.endswith("/"):
        (tmp_path / make).mkdir()
    elif make:
        (tmp_path / make).write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    code, said = rpp("report", *(str(run_folder) if a == "RUN" else a for a in arguments))
    assert code == 2 and expected in said
    assert sorted(tmp_path.rglob("*")) == before


# --- in a browser -------------------------------------------------------------------------------------------------


@pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on this machine")
def test_page_in_a_browser(several_page: Path) -> None:
    with new_page() as page:
        for width in (375, 1280):
            page.open(several_page, width)
            assert page.value("document.documentElement.scrollWidth") <= width
            assert page.value("[...document.images].every(image => image.naturalWidth > 0)")
    _loads_nothing(page, several_page)


@pytest.mark.slow
@pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on this machine")
def test_page_on_paper_takes_two_columns_and_few_sheets(several_page: Path, tmp_path: Path) -> None:
    paper = {}
    text = several_page.read_text(encoding="utf-8")
    (tmp_path / "screen.html").write_text(text.replace("@media print", "@media speech"), encoding="utf-8")
    for name, shown in (("paper", several_page), ("screen", tmp_path / "screen.html")):
        with new_page() as page:
            page.open(shown, 1280)
            page.pdf(tmp_path / f"{name}.pdf")
        _loads_nothing(page, shown)
        paper[name] = len(re.findall(rb"/Type\s*/Page\b(?!s)", (tmp_path / f"{name}.pdf").read_bytes()))
    assert 5 <= paper["paper"] <= 0.5 * paper["screen"], paper


def _loads_nothing(page: Page, shown: Path) -> None:
    assert {address.partition(":")[0] for address in page.requests} <= {"file", "data"}
    assert {address for address in page.requests if address.startswith("file")} == {shown.as_uri()}
    assert page.complaints == []

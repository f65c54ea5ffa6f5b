"""Documentation tells what the code says: generated pages are current, names exist, links lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

from sim.claims import load_claims
from sim.declarations.parameters import DECLARING_MODULES, registry
from sim.measures.outcomes import OUTCOMES
from sim.mesa import agents
from sim.scenario.events import EVENTS
from sim.scenario.files import load_scenario
from sim.scenario.folders import find_scenarios
from sim.schedule import SCHEDULE
from sim.state.tables import OWNED

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEMPLATE = DOCS / "templates" / "odd.md"
#: Folders that hold no documentation of the project: environments, caches, results.
ELSEWHERE = re.compile(r"^(\.|node_modules$|dist$|build$|runs$|demo-output$|bench-output$|results$)")
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(ELSEWHERE.match(part) for part in path.relative_to(ROOT).parts) and path.parent != TEMPLATE.parent
)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
IN_CODE_FONT = re.compile(r"`([^`\n]+)`")


# --- generated pages ------------------------------------------------------------------------------------------------


def test_what_a_rule_says_is_distinguished_from_its_arguments_and_source(generator):
    docstring = (
        "Trust after a promise [0-1].\n\nIt falls.\n\n"
        "Args:\n    trust: before [0-1].\n    a, b: two\n        shares.\n\n"
        "Source: Slovic 1993;\nCPG 2013.\nNot modelled: repair.\n"
    )
    told = generator("rules_in_words").told(docstring)
    assert told == (
        "Trust after a promise [0-1]. It falls. *trust*: before [0-1]. *a, b*: two shares.",
        "Slovic 1993; CPG 2013",
        "repair",
    )
    assert generator("rules_in_words").told("Hazard. Source: NCES.") == ("Hazard.", "NCES", "")


def test_a_page_says_where_its_words_are_older_than_the_code(
    generator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    odd = generator("make_odd")
    file = tmp_path / "sim" / "x.py"
    file.parent.mkdir()
    monkeypatch.setattr(odd, "SIM", file.parent)
    code = 'from a import kernel\n\n\n@kernel\ndef step(x):\n    """Words."""\n    return x + {}  # why\n'
    file.write_text(code.format(1))
    now = odd.version_of(file)
    assert odd.checked("x", now) == ""
    file.write_text(code.format(1).replace("Words", "Other words").replace("# why", "# because"))
    assert odd.checked("x", now) == "", "comments and docstrings are no reason to read the words again"
    file.write_text(code.format(2))
    assert "earlier version of `sim/x.py`" in odd.checked("x", now)


def test_every_parameter_of_a_submodel_is_in_its_rules_or_in_words(generator):
    rules_of, words = generator("rules_in_words").rules_of, TEMPLATE.read_text(encoding="utf-8")
    missing = []
    for module in DECLARING_MODULES:
        formulas = "\n".join(rule.body for rule in rules_of(Path(import_module(module).__file__)))
        for p in import_module(module).PARAMETERS:
            if f"`{p.name}`" not in words and not re.search(rf"\bp\.{p.word}\b", formulas):
                missing.append(p.name)
    assert not missing, f"docs/templates/odd.md does not say what these do: {missing}"


def test_names_in_the_words_exist(generator):
    rules_of, words = generator("rules_in_words").rules_of, TEMPLATE.read_text(encoding="utf-8")
    columns = {f"{name}.{c.name}" for name, table in OWNED.items() for c in table}
    rules = {rule.name for path in (ROOT / "sim").rglob("*.py") for rule in rules_of(path)}
    known = rules | {o.name for o in OUTCOMES} | set(EVENTS) | {c.name for table in OWNED.values() for c in table}
    unknown = []
    for name in IN_CODE_FONT.findall(words):
        if re.fullmatch(r"[a-z_]+\.[a-z_]+", name) and not name.endswith((".py", ".md")):
            unknown += [name] if name not in registry() and name not in columns and name != "p.trust_gain" else []
        elif re.fullmatch(r"[a-z]+(_[a-z]+)+", name):
            unknown += [name] if name not in known else []
    assert not unknown


def test_rules_that_all_but_give_a_reading_exist():
    files = [path.read_text(encoding="utf-8") for path in (ROOT / "sim").rglob("*.py")]
    functions = {name for text in files for name in re.findall(r"^def (\w+)", text, re.MULTILINE)}
    checks = [check for claim in load_claims() for check in claim.checks]
    named = {check.given_by for check in checks if check.given_by.isidentifier()}
    trace = (DOCS / "why" / "trace.md").read_text(encoding="utf-8")
    for row in re.findall(r"^\|.*\.\./scenarios/claims/.*|^\| `.*\| – \|$", trace, re.MULTILINE):
        named |= {name for name in IN_CODE_FONT.findall(row.split("|")[2]) if "." not in name}
    unknown = named - functions
    assert len(named) > 20 and not unknown, unknown


def test_attributes_on_the_page_about_mesa_exist():
    page = (DOCS / "guide" / "mesa.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z]\w+)` \| (.+) \|$", page, re.MULTILINE)
    named = [(kind, name) for kind, cell in rows for name in re.findall(r"`(\w+)", cell)]
    unknown = [(k, n) for k, n in named if n not in getattr(agents, k).columns and not hasattr(getattr(agents, k), n)]
    assert len(named) > 25 and not unknown, unknown


def test_counts_and_steps_that_pages_tell_are_those_of_the_model():
    kinds, claims = Counter(p.kind for p in registry().values()), len(load_claims())
    steps = [step.__name__.rpartition(".")[2].replace("_", " ") for step in SCHEDULE]
    told = [
        ("docs/model/second.md", f"There are {kinds['uncertainty']} uncertainties, {kinds['lever']} levers and "
                                 f"{kinds['context']} values of context, and {kinds['variety']} of variety"),
        ("README.md", f"Which of {claims} claims"),
        ("docs/guide/claims.md", f"# {claims} claims of the literature"),
        ("README.md", " · ".join(steps)),
        ("docs/glossary.md", ", ".join(steps)),
    ]  # fmt: skip
    read = {page: " ".join((ROOT / page).read_text(encoding="utf-8").split()) for page, _ in told}
    assert not [words for page, words in told if words not in read[page]]


def test_states_of_the_second_model_are_in_the_glossary():
    page = (DOCS / "model" / "second.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| [^|]+ \| ([^|]*) \|", page.partition("## 2. States")[2].partition("## 3.")[0], re.MULTILINE)
    names = [name for cell in told for name in re.findall(r"`([a-z_]+)`", cell)]
    other = {"handover": "hand-over", "stays": "inclination to stay"}  # as readers say it
    words = [other.get(name, name).replace("_", " ") for name in names]
    words += ["bench", "records", "size of the plan", "secured horizon", "quality of support"]
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8").lower()
    assert len(names) > 20 and not [word for word in words if word not in glossary]


# --- links ----------------------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """Anchors of a page's headings, as they are made on GitHub."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", FENCED.sub("", path.read_text(encoding="utf-8")), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).strip().replace(" ", "-")
        number = 0
        while (name := f"{slug}-{number}" if number else slug) in found:
            number += 1
        found.add(name)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files_and_headings_that_exist(page: Path):
    broken = []
    for target in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_column_of_a_table_has_a_name(page: Path):
    """A reader who hears a page is told the name of the column with each cell."""
    lines = FENCED.sub("", page.read_text(encoding="utf-8")).splitlines()
    heads = [head for head, rule in pairwise(lines) if re.fullmatch(r"\|[-:|\s]+\|", rule) and head.startswith("|")]
    assert not [head for head in heads if any(not name.strip() for name in head.strip("|").split("|"))]


def test_anchors_are_those_of_headings(tmp_path: Path):
    page = tmp_path / "a.md"
    page.write_text(
        "# The model, after ODD\n## 7.1 Calendar & shocks\n## 7.1 Calendar & shocks\n```\n# no\n```\n## `x_y` [z](q)\n"
    )
    assert anchors(page) == {"the-model-after-odd", "71-calendar--shocks", "71-calendar--shocks-1", "x_y-z"}


# --- references -----------------------------------------------------------------------------------------------------

REFERENCES = (DOCS / "references.md").read_text(encoding="utf-8")
SHORT_NAMES = [row.strip() for row in re.findall(r"^\| ([^|]+) \|", REFERENCES, re.MULTILINE)]
#: A work in running text: "Coburn (2003)", "Grimm et al. 2020", "Levin & Bradley 2019", "Coburn 2003".
NAME = r"[A-ZÀ-Ý][\w’'-]+"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
CITED = re.compile(
    rf"\b((?!(?:{MONTHS})\b){NAME}(?:(?:, {NAME})*,? & {NAME}| et al\.)?),? \(?((?:19|20)\d\d)\b(?!–|\.\d)"
)


def sources(text: str) -> list[str]:
    """Single works of a source: split at semicolons that stand outside brackets, and at years after a comma."""
    parts = re.split(r";(?![^(]*\))", text)
    return [part.strip() for part in parts if part.strip() not in ("", "-")]


def is_known(source: str) -> bool:
    """Whether a source begins with a short name of the references, alone or before more words."""
    return any(re.match(rf"(\w+: )?{re.escape(name)}(\b|(?=\W)|$)", source) for name in SHORT_NAMES)


def test_sources_of_parameters_are_in_the_references():
    assert not [f"{p.name}: {s}" for p in registry().values() for s in sources(p.source) if not is_known(s)]


def test_sources_of_rules_are_in_the_references(generator):
    rules_of = generator("rules_in_words").rules_of
    unknown = [
        f"{path.name}, {rule.name}: {source}"
        for path in sorted((ROOT / "sim").rglob("*.py"))
        for rule in rules_of(path)
        for source in sources(rule.source)
        if source[0].isupper() and not is_known(source)  # other words explain a form, and name no work
    ]
    assert not unknown


@cache
def titles() -> list[str]:
    """Titles of all scenarios."""
    return [load_scenario(name).title for name, _ in find_scenarios()]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_works_cited_in_text_are_in_the_references(page: Path):
    rows = [line for line in REFERENCES.splitlines() if line.startswith("| ")]
    unknown, text = [], " ".join(page.read_text(encoding="utf-8").split())
    for title in titles():
        text = text.replace(title, "")  # some places have a year in their name
    for work, year in CITED.findall(text):
        names = re.findall(NAME, work)
        if not any(year in row and all(name in row for name in names) for row in rows):
            unknown.append(f"{work} {year}")
    assert not unknown


def test_tallies_are_the_columns_that_no_rule_reads(generator):
    """What can be written into a run must change it, so views let nobody write a column that is only a tally."""
    touched_in = generator("rules_in_words").touched_in
    files = [p for part in ("submodels", "kernel") for p in (ROOT / "sim" / part).rglob("*.py")]
    read = set().union(*(touched_in(p)[0] for p in [*files, ROOT / "sim" / "initialization" / "people.py"]))
    columns = {(name, c.name): c for name, table in OWNED.items() for c in table if c.unit not in ("row", "code")}
    inputs = {("partnerships", "cause")}  # a code that is told, and written by governance alone
    wrong = {name for name, column in columns.items() if column.tally == (name in read)} - inputs
    assert not wrong, f"mark as tally (T) what no rule reads, and nothing else: {sorted(wrong)}"

"""The command line ``rpp``: thin commands; what they do lives in the other files of this package.

Heavy libraries are imported inside the commands that need them, so that ``rpp --help`` and ``rpp list`` answer at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import sim
from app import exploring, inspecting, lasting
from app.commands.calibrate import register as register_calibration
from app.sweeps import register as register_sweeps
from app.terminal.help_page import GroupedCommands
from app.terminal.mistakes import WRONG, Mistake, resolved_path, scenario_with, told_plainly, whole
from app.terminal.options import Json, Months, Replicate, Replicates, Seed
from app.terminal.printing import command_line
from app.terminal.printing import printed as _print
from app.why import register as register_why

MOST_THREADS = 4096

app = typer.Typer(
    name="rpp", cls=GroupedCommands, add_completion=False, no_args_is_help=True, rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Research-practice partnerships in education, simulated month by month.\n\n"
    "Start with `rpp list`, then `rpp run baseline`, then `rpp story baseline`.",
)  # fmt: skip

ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name (see `rpp list`) or .yaml file.")]
Values = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A value that overrides the files; repeatable.")
]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"rpp {sim.__version__}")
        raise typer.Exit


@app.callback()
def _rpp(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    pass


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Lists the scenarios: name, title, question."""
    from app.commands import list as listing

    with told_plainly():
        found = listing.scenarios()
        _print(listing.as_data(found) if as_json else listing.as_text(found))


@app.command()
def show(
    scenario: ScenarioName,
    values: Values = None,
    every: Annotated[
        bool, typer.Option("--all", help="List every value, not only what differs from baseline.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Shows a scenario and where its values come from."""
    with told_plainly():
        shown, _ = scenario_with(scenario, values or ())
        from app.commands import show as showing
        from app.results.baseline import baseline

        _print(showing.as_data(shown, baseline()) if as_json else showing.as_text(shown, baseline(), every_value=every))


@app.command()
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario files, folders of them, or names.")],
) -> None:
    """Checks scenario files and tells every mistake."""
    from app.commands.validate import check

    with told_plainly():
        good = True
        for name, mistakes in check(files):
            good = good and not mistakes
            typer.echo(f"OK  {name}" if not mistakes else "\n".join(map(str, mistakes)), err=bool(mistakes))
    if not good:
        raise typer.Exit(WRONG)


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="Scenario name or .yaml file.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Scenario name or .yaml file.")],
    as_json: Json = False,
) -> None:
    """Tells in words what differs between two scenarios."""
    with told_plainly():
        a, b = scenario_with(first, ())[0], scenario_with(second, ())[0]
        from analysis.wording import differences

        found = differences.between(a, b)
        _print(differences.as_data(found) if as_json else differences.as_text(found, a.name, b.name))


@app.command()
def parameters(
    groups: Annotated[list[str] | None, typer.Argument(metavar="[GROUP]...", help="Groups or single names.")] = None,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="lever, context or uncertainty.")] = None,
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="Words to look for anywhere.")] = None,
    as_json: Json = False,
) -> None:
    """Lists the numbers of the model with their meaning."""
    from app.commands import parameters as reference

    with told_plainly():
        found = reference.chosen(groups or (), kind, search)
        _print(reference.as_data(found) if as_json else reference.as_text(found))


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="File to write; printed without it.")] = None,
    claims: Annotated[bool, typer.Option("--claims", help="Of claim files instead of scenario files.")] = False,
) -> None:
    """Writes the JSON schema, with which an editor helps."""
    if claims:
        from sim.claims.schema import schema_text
    else:
        from sim.scenario.schema import schema_text
    from sim.scenario.schema import write_schema

    with told_plainly():
        if out is None:
            typer.echo(schema_text(), nl=False)
            return
        path = resolved_path(out)
        if path.is_dir():
            raise Mistake(f"--out {out}: is a folder; name a file in it, such as {out / 'scenario.schema.json'}")
        write_schema(path, schema_text())
        typer.echo(f"Wrote {out}")


@app.command()
def run(
    scenario: ScenarioName,
    values: Values = None,
    replicates: Replicates = None,
    months: Months = None,
    seed: Seed = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder to write; by default runs/SCENARIO-seedN.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write monthly tables as CSV instead of Parquet.")] = False,
    threads: Annotated[
        int | None, typer.Option(metavar="N", parser=whole(1, MOST_THREADS), help="Threads; all cores by default.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but mistakes.")] = False,
    as_json: Json = False,
) -> None:
    """Runs a scenario many times and writes tables."""
    with told_plainly():
        chosen, given = scenario_with(scenario, values or ())
        from app.commands import run as running
        from app.results.manifest import Plan

        plan = Plan(chosen, seed, replicates or chosen.replicates, months or chosen.months, csv, given)
        folder = resolved_path(out or Path("runs") / f"{chosen.name.rpartition('/')[2]}-seed{seed}")
        finished = running.run(plan, folder, threads=threads, quiet=quiet, command=command_line())
        if as_json:
            _print(finished.as_data())
        elif not quiet:
            _print(finished.as_text())


@app.command()
def story(
    scenario: ScenarioName,
    values: Values = None,
    seed: Seed = 1,
    replicate: Replicate = 0,
    months: Months = None,
    partnership: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which partnership, where there are several; the first by default."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Tells one run in plain sentences, year by year."""
    with told_plainly():
        chosen, _ = scenario_with(scenario, values or ())
        from app.story import tell as telling

        told = telling.tell(chosen, seed=seed, replicate=replicate, months=months, partnership=partnership)
        _print(told.as_data() if as_json else told.as_text())


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Results folder of `rpp run` or `rpp sweep`.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Page to write; by default DIR-report/report.html.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Title of the page.")] = None,
) -> None:
    """Writes one page about results, to send to others."""
    with told_plainly():
        from app.report.write import write_report

        written = write_report(resolved_path(folder), resolved_path(out) if out else None, title)
        typer.echo("\n".join(f"Wrote {path}" for path in written))


inspecting.register(app)
lasting.register(app)
exploring.register(app)
register_sweeps(app)
register_why(app)
register_calibration(app)


def main() -> None:
    """Runs the command line."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal that lacks a sign shows another instead of failing
            reconfigure(errors="replace")
    app(prog_name="rpp")

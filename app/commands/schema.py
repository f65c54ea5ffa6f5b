"""``rpp schema``: the JSON schema of files of one kind, with which an editor completes and checks them."""

from pathlib import Path
from typing import Annotated

import typer

from app.terminal.mistakes import Mistake, resolved_path
from app.terminal.printing import for_copying


def command(
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="File to write; printed without it.")] = None,
    claims: Annotated[bool, typer.Option("--claims", help="Of claim files instead of scenario files.")] = False,
    experiments: Annotated[bool, typer.Option("--experiments", help="Of experiment files.")] = False,
) -> None:
    """Write the JSON schema of scenario files, for editors.

    Example: rpp schema --out scenario.schema.json
    """
    from sim.claims import schema as of_claims
    from sim.experiments.plan import schema as of_experiments
    from sim.scenario import schema as of_scenarios

    if claims and experiments:
        raise Mistake("--claims and --experiments: a schema is of one kind of file; name one of them")
    text = (of_claims if claims else of_experiments if experiments else of_scenarios).schema_text()
    if out is None:
        for_copying(text, end=False)
        return
    path = resolved_path(out)
    if path.is_dir():
        raise Mistake(f"--out {out}: is a folder; name a file in it, such as {out / 'scenario.schema.json'}")
    of_scenarios.write_schema(path, text)
    for_copying(f"Wrote {out}")

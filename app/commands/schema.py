"""``rpp schema``: the JSON schema of files of one kind, with which an editor completes and checks them."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from app.terminal.mistakes import Mistake, resolved_path
from app.terminal.printing import for_copying

#: Where the schema of each kind is made, which is loaded when it is asked for.
MODULES = {
    "": "sim.scenario.schema", "--claims": "sim.claims.schema", "--experiments": "sim.experiments.plan.schema",
    "--forms": "analysis.assessment.schema", "--rules": "analysis.portfolio.schema",
}  # fmt: skip


def command(
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="File to write; printed without it.")] = None,
    claims: Annotated[bool, typer.Option("--claims", help="Of claim files instead of scenario files.")] = False,
    experiments: Annotated[bool, typer.Option("--experiments", help="Of experiment files.")] = False,
    forms: Annotated[bool, typer.Option("--forms", help="Of answers of partners, as rpp assess reads them.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="Of rules, as rpp portfolio reads them.")] = False,
) -> None:
    """Write the JSON schema of scenario files, for editors.

    Example: rpp schema --out scenario.schema.json
    """
    from sim.scenario.schema import write_schema

    kinds = {"--claims": claims, "--experiments": experiments, "--forms": forms, "--rules": rules}
    named = [name for name, wanted in kinds.items() if wanted]
    if len(named) > 1:
        raise Mistake(f"{' and '.join(named)}: a schema is of one kind of file; name one of them")
    text = import_module(MODULES[named[0] if named else ""]).schema_text()
    if out is None:
        for_copying(text, end=False)
        return
    path = resolved_path(out)
    if path.is_dir():
        raise Mistake(f"--out {out}: is a folder; name a file in it, such as {out / 'scenario.schema.json'}")
    write_schema(path, text)
    for_copying(f"Wrote {out}")

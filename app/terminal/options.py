"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from app.terminal.mistakes import whole

LARGEST_SEED = 2**63 - 1
MOST_REPLICATES, MOST_MONTHS = 1_000_000, 12_000

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Months = Annotated[
    int | None,
    typer.Option(metavar="N", parser=whole(1, MOST_MONTHS), help="Months to run; by default what the scenario says."),
]
Replicates = Annotated[
    int | None,
    typer.Option(metavar="N", parser=whole(1, MOST_REPLICATES), help="Runs; by default what the scenario suggests."),
]
Replicate = Annotated[
    int, typer.Option(metavar="N", parser=whole(0, MOST_REPLICATES - 1), help="Which run of the ensemble, from 0.")
]
Seed = Annotated[
    int, typer.Option(metavar="N", parser=whole(0, LARGEST_SEED), help="Seed: the same seed gives the same result.")
]

"""``rpp diff``: what differs between two scenarios, in words."""

from typing import Annotated

import typer

from app.terminal import completion
from app.terminal.mistakes import scenario_with
from app.terminal.options import Json
from app.terminal.printing import printed

NAMED = "Scenario name or .yaml file."


def command(
    first: Annotated[str, typer.Argument(metavar="A", help=NAMED, autocompletion=completion.scenarios)],
    second: Annotated[str, typer.Argument(metavar="B", help=NAMED, autocompletion=completion.scenarios)],
    as_json: Json = False,
) -> None:
    """List what differs between two scenarios, in words.

    Example: rpp diff baseline bellevue
    """
    a, b = scenario_with(first, ())[0], scenario_with(second, ())[0]
    from analysis.wording import differences

    found = differences.between(a, b)
    printed(differences.as_data(found) if as_json else differences.as_text(found, a.name, b.name))

"""``rpp doctor``: whether everything is there that the program needs here, and what to do where it is not."""

from __future__ import annotations

from typing import Annotated

import typer

from analysis.wording.layout import wrapped
from app.terminal.options import Json
from app.terminal.pages import PLACES, TEXTS
from app.terminal.printing import printed

#: Exit code where the main job cannot run.
FAULT = 1
WORKS = "Runs and figures work here."
#: Characters of the columns with states and names.
STATE, NAME = 7, 20


def command(
    compile_now: Annotated[bool, typer.Option("--compile", help="Compile the model now if it is not.")] = False,
    as_json: Json = False,
) -> None:
    """Check this installation: what is there, and what to do.

    Libraries, extras, compiled code, places to write, machine, fonts and browser. Exit codes: 0 runs and figures work
    here (notes tell what else there could be), 1 they do not.

    Example: rpp doctor
    """
    from app.doctor.checks import checked

    found = []
    for one in checked(PLACES, TEXTS, compile_now=compile_now):
        found.append(one)
        if not as_json:
            printed(f"{one.state.ljust(STATE)}{_line(one.name, one.text, one.do)}")
    faults = [one for one in found if one.state == "fault"]
    if as_json:
        printed({"ready": not faults, "checks": [one._asdict() for one in found]})
    else:
        printed(f"\n{f'{len(faults)} in the way: do what the arrows say.' if faults else WORKS}")
    raise typer.Exit(FAULT if faults else 0)


def _line(name: str, text: str, do: str) -> str:
    """A check in lines of the terminal, without its state."""
    hanging = " " * (STATE + NAME)
    lines = wrapped(f"{name.ljust(NAME - 1)} {text}", " " * STATE, hanging)[STATE:]
    return f"{lines}\n{wrapped(f'→ {do}', hanging)}" if do else lines

"""``rpp app``: the workshop app in the browser; what it answers is in ``app/live``, the page in ``app/web``."""

from __future__ import annotations

from typing import Annotated

import typer

from app.terminal import completion
from app.terminal.mistakes import Mistake
from app.terminal.options import option, whole_number
from app.terminal.printing import for_copying, printed
from sim.extras import need

#: Addresses under which no browser asks, so that it could not be checked who does.
EVERYWHERE = ("0.0.0.0", "::", "*")

Port = Annotated[int, whole_number(1, 65535, "Port on which the page is served.")]
Address = Annotated[str, option("ADDRESS", "Address to serve on; 127.0.0.1 is this machine alone.")]


def command(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="[SCENARIO]", help="What is opened first.", autocompletion=completion.scenarios),
    ] = None,
    port: Port = 8321,
    address: Address = "127.0.0.1",
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether all is ready for a session; makes ready what is not.")
    ] = False,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Open the workshop app: move levers, see partnerships answer.

    It serves one page to this machine and loads nothing from the network. Before a session `rpp app --check` says
    whether everything is compiled, computed and printable.

    Example: rpp app bellevue
    """
    need("app", "The app")
    if address in EVERYWHERE:
        raise Mistake(f"--address: {address} is every address of this machine; name the one that browsers will ask")
    from app.live.check import checked
    from app.live.guards import hosts_of
    from app.live.server import serve
    from sim.engine.batch import compile_first

    name = _known(scenario)
    if check:
        ready = True
        for found in checked(name):
            ready = ready and found["ok"]
            printed(f"{'ready ' if found['ok'] else 'NOT YET'}  {found['name']}: {found['text']}")
        raise typer.Exit(0 if ready else 1)
    _free(address, port)
    compile_first()
    url = f"http://{address}:{port}/"
    url += f"#scenario={name}" if name else ""

    def ready_to_serve() -> None:
        for_copying(f"The app is at {url}\nCtrl-C ends it.")
        if browser:
            import webbrowser

            webbrowser.open(url)

    serve(address, port, hosts_of(address, port), ready=ready_to_serve)


def _free(address: str, port: int) -> None:
    """Refuses an address or a port that cannot be served on."""
    import socket

    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except OSError as error:
            why = error.strerror or error
            raise Mistake(f"{address}:{port} cannot be served on ({why}); try another --port") from None


def _known(scenario: str | None) -> str:
    """The full name of a scenario; nothing where none is named."""
    if scenario is None:
        return ""
    from app.live.arms import named
    from app.live.refused import Refused

    try:
        return named(scenario).name
    except Refused as error:
        raise Mistake(str(error)) from None

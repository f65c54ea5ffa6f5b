"""The server: one page, and questions to the model as JSON; which question is answered where stands in one table."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from app.live.check import WEB
from app.live.guards import LARGEST, Guard
from app.live.lanes import Lanes
from app.live.questions import ASKED, STREAMED
from app.live.refused import Refused, refused
from app.live.streams import BROKEN, LOG, Workers
from app.live.turns import Cancelled, Token
from sim.scenario.mistakes import ScenarioError


class _Files(StaticFiles):
    """The page's own files; a browser asks again each time, so that an edited one is seen."""

    async def get_response(self, path: str, scope: Any) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def application(hosts: Iterable[str]) -> Starlette:
    """The app.

    Args:
        hosts: values of the header Host that it serves.
    """
    workers, lanes = Workers(), Lanes()
    routes = [
        Route("/", _page, methods=["GET"]),
        Mount("/web", _Files(directory=WEB, check_dir=False)),
        *(Route(f"/api/{name}", partial(_answer, workers, work, method), methods=[method])
          for (method, name), work in ASKED.items()),
        *(Route(f"/api/{name}", partial(_stream, workers, lanes, work), methods=["POST"])
          for name, work in STREAMED.items()),
    ]  # fmt: skip
    app = Starlette(
        routes=routes, middleware=[Middleware(Guard, hosts=list(hosts))],
        exception_handlers={Refused: _refused, ScenarioError: _refused, HTTPException: _http, Exception: _broken},
    )  # fmt: skip
    app.state.workers = workers
    return app


async def _page(request: Request) -> Response:
    return FileResponse(WEB / "index.html", headers={"Cache-Control": "no-cache"})


async def _answer(
    workers: Workers, work: Callable[[Mapping[str, Any]], Any], method: str, request: Request
) -> Response:
    sent = dict(request.query_params) if method == "GET" else await _body(request)
    found = await workers.done(partial(work, sent))
    return found if isinstance(found, Response) else JSONResponse(found)


async def _stream(
    workers: Workers, lanes: Lanes, work: Callable[[Mapping[str, Any], Token], Any], request: Request
) -> Response:
    sent = await _body(request)
    token = lanes.enter(sent.pop("lane", None))
    return await workers.stream(request, token, partial(work, sent, token))


async def _body(request: Request) -> dict[str, Any]:
    """The object that was sent."""
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > LARGEST:
            raise Refused(f"a request of more than {LARGEST:,} bytes is not read", 413)
    try:
        data = json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused("this is no JSON") from None
    if not isinstance(data, dict):
        raise Refused("send an object")
    return data


def _no_number(text: str) -> float:
    raise ValueError(text)


async def _refused(request: Request, error: Exception) -> Response:
    error = refused(error) if isinstance(error, ScenarioError) else error
    assert isinstance(error, Refused)
    return JSONResponse(error.as_data(), error.status)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {404: "there is nothing at this address", 405: "this address is asked in another way"}
    return JSONResponse({"error": words.get(error.status_code, error.detail)}, error.status_code)


async def _broken(request: Request, error: Exception) -> Response:
    if isinstance(error, (Cancelled, ClientDisconnect)):
        return JSONResponse({"error": "cancelled"}, 499)
    LOG.error("a request broke", exc_info=error)
    return JSONResponse({"error": BROKEN}, 500)


def serve(address: str, port: int, hosts: Iterable[str], *, ready: Callable[[], None] | None = None) -> None:
    """Serves until Ctrl-C.

    Args:
        address, port: to serve on.
        hosts: values of the header Host that it serves.
        ready: called once a browser is answered.
    """
    import uvicorn

    app = application(hosts)

    class Server(uvicorn.Server):
        """Says when it can be asked; ends what is worked on before it waits for open answers."""

        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if ready is not None and self.started:
                await asyncio.to_thread(ready)

        async def shutdown(self, sockets: Any = None) -> None:
            app.state.workers.stop()
            await super().shutdown(sockets)

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    config = uvicorn.Config(
        app, host=address, port=port, log_level="warning", server_header=False, date_header=False,
        limit_concurrency=400, timeout_keep_alive=60, h11_max_incomplete_event_size=64_000,
    )  # fmt: skip
    Server(config).run()

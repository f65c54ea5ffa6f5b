"""Answers that come line by line: a thread works, the browser reads, and closing the page ends the work."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.live.refused import Refused
from app.live.turns import Cancelled, Token

#: Requests that are worked on or wait at a time; more are turned away.
MOST = 96
TYPE = "application/x-ndjson"
#: How often it is looked whether a browser still waits [s].
LOOKS = 0.1
LOG = logging.getLogger("rpp.app")
#: What is said when something breaks; what broke is written down where the server runs.
BROKEN = "The app made a mistake; what was asked for is not computed. The window where `rpp app` runs says more."

Lines = Iterable[dict[str, Any]]


class Workers:
    """Threads that work for requests, so that one that breaks or waits leaves the others alone."""

    def __init__(self, most: int = MOST) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="request")
        self._most, self._busy = most, 0
        self._tokens: set[Token] = set()

    def stop(self) -> None:
        """Ends all work for streams; what is asked and answered at once ends by itself."""
        for token in list(self._tokens):
            token.cancel()

    def _enter(self) -> None:
        if self._busy >= self._most:
            raise Refused("too many questions at once; try again in a moment", 429)
        self._busy += 1

    async def done(self, work: Callable[[], Any]) -> Any:
        """What some work gives."""
        self._enter()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._busy -= 1

    async def stream(self, request: Request, token: Token, work: Callable[[], Lines]) -> Response:
        """A response of lines that some work gives, beginning when the first is there.

        What is refused before the first line is refused as a whole.
        """
        self._enter()
        self._tokens.add(token)
        loop, queue = asyncio.get_running_loop(), asyncio.Queue[dict[str, Any] | None | Exception]()

        def tell(line: dict[str, Any] | None | Exception) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(queue.put_nowait, line)

        def run() -> None:
            try:
                for line in work():
                    token.check()
                    tell(line)
                tell({"kind": "done"})
            except Cancelled:
                tell({"kind": "cancelled"})
            except Exception as error:  # told to this browser alone
                tell(error)
            finally:
                tell(None)

        running = loop.run_in_executor(self._pool, run)

        def left(_: object) -> None:
            self._busy -= 1
            self._tokens.discard(token)

        running.add_done_callback(left)
        try:
            first = await _first(queue, request, token)
        except BaseException:
            token.cancel()
            raise
        if isinstance(first, Exception):
            raise first
        return StreamingResponse(_lines(first, queue, token), media_type=TYPE, headers={"Cache-Control": "no-store"})


async def _first(
    queue: asyncio.Queue[dict[str, Any] | None | Exception], request: Request, token: Token
) -> dict[str, Any] | None | Exception:
    """The first line; work ends where the browser has gone before there was one."""
    getting = asyncio.ensure_future(queue.get())
    while not (await asyncio.wait({getting}, timeout=LOOKS))[0]:
        if await request.is_disconnected():
            token.cancel()
    return getting.result()


async def _lines(
    first: dict[str, Any] | None, queue: asyncio.Queue[dict[str, Any] | None | Exception], token: Token
) -> AsyncIterator[bytes]:
    try:
        line: dict[str, Any] | None | Exception = first
        while line is not None:
            if isinstance(line, Exception):
                if not isinstance(line, Refused):
                    LOG.error("a request broke", exc_info=line)
                line = {"kind": "error", "error": str(line) if isinstance(line, Refused) else BROKEN}
            yield to_line(line)
            line = await queue.get()
    finally:  # also where the browser has gone
        token.cancel()


def to_line(line: dict[str, Any]) -> bytes:
    """One line of a stream."""
    return json.dumps(line, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"

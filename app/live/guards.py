"""Who may ask: this machine's own pages only, unless the facilitator has told another address."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

#: Largest request [bytes].
LARGEST = 300_000
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
#: What a page may load, and who may frame it: itself only.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()), (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"), (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)  # fmt: skip


class Guard:
    """Turns away requests that another site makes through somebody's browser, and those that are too large."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        request = Request(scope)
        refusal = self._refusal(request)
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send))
            return
        await self._app(scope, receive, _with_headers(send))

    def _refusal(self, request: Request) -> JSONResponse | None:
        host = request.headers.get("host", "").lower()
        if host not in self._hosts:
            return _refuse(421, "this address is not one that the app serves")
        origin = request.headers.get("origin")
        if origin is not None:
            parts = urlsplit(origin)
            if parts.scheme not in ("http", "https") or parts.netloc.lower() != host:
                return _refuse(403, "another site may not ask the app")
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            if request.url.path.startswith("/api/"):
                return _refuse(403, "another site may not ask the app")
        if request.method == "POST":
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                return _refuse(415, "send JSON, with Content-Type application/json")
            length = request.headers.get("content-length", "")
            if not length.isdecimal():
                return _refuse(411, "say how long the request is")
            if int(length) > LARGEST:
                return _refuse(413, f"a request of more than {LARGEST:,} bytes is not read")
        return None


def hosts_of(address: str, port: int) -> list[str]:
    """Values of the header Host that are ours."""
    names = dict.fromkeys((*LOOPBACK, address.lower()))
    return [f"{name}:{port}" for name in names] + list(names if port == 80 else ())


def _refuse(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": message}, status)


def _with_headers(send: Send) -> Send:
    async def told(message: dict) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
        await send(message)

    return told

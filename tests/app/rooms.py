"""A small world for tests of the app, and a browser's requests without a browser."""

from __future__ import annotations

import json
from typing import Any

from starlette.testclient import TestClient

from app.live.server import application

HOST = "127.0.0.1:8321"
#: A small district for three years, so that an answer takes no time.
SMALL = {"district.schools": 3, "district.teachers_per_school": 8}
ARM = {"scenario": "baseline", "values": SMALL, "months": 36}


def changed(values: dict[str, Any] | None = None, events: list[dict[str, Any]] | None = None, **keys: Any) -> dict:
    """The small arm with other values and events."""
    return {**ARM, "values": {**SMALL, **(values or {})}, "events": events or [], **keys}


def client() -> TestClient:
    """A browser on this machine."""
    return TestClient(application([HOST]), base_url=f"http://{HOST}", raise_server_exceptions=False)


def lines(response: Any) -> list[dict[str, Any]]:
    """The lines of a stream."""
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]

"""A headless Firefox for tests, spoken to by WebDriver BiDi, which every Firefox understands without a helper."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from websockets.sync.client import ClientConnection, connect

NAMES = ("firefox-esr", "firefox")
#: Firefox asks its makers for nothing while it is tested.
SETTINGS = """
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("toolkit.telemetry.enabled", false);
user_pref("services.settings.server", "");
"""
SLOW = 90.0


def firefox_path() -> str | None:
    """A Firefox on this machine, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Tab:
    """One tab of a running Firefox.

    Attributes:
        complaints: errors that its pages told.
    """

    def __init__(self, line: ClientConnection) -> None:
        self._line, self._numbers = line, itertools.count(1)
        self.complaints: list[str] = []
        self._call("session.new", capabilities={})
        self._call("session.subscribe", events=["log.entryAdded"])
        self._context = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def open(self, url: str, width: int = 1280, height: int = 720) -> None:
        """Opens an address in a window of some size and waits until it is loaded."""
        self._call("browsingContext.setViewport", context=self._context, viewport={"width": width, "height": height})
        self._call("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def value(self, expression: str) -> object:
        """What an expression is worth in the page, of JSON."""
        told = self._call(
            "script.evaluate", expression=f"JSON.stringify({expression})", target={"context": self._context},
            awaitPromise=True,
        )  # fmt: skip
        if told["type"] != "success":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return json.loads(told["result"].get("value", "null"))

    def until(self, expression: str) -> None:
        """Waits until an expression is true in the page."""
        end = time.monotonic() + SLOW
        while not self.value(f"Boolean({expression})"):
            if time.monotonic() > end:
                raise TimeoutError(expression)
            time.sleep(0.1)

    def _call(self, method: str, **parameters: object) -> dict:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._line.recv(timeout=SLOW))
            if told.get("method") == "log.entryAdded" and told["params"]["level"] == "error":
                self.complaints.append(told["params"]["text"])
            if told.get("id") == number:
                if told["type"] == "error":
                    raise RuntimeError(f"{method}: {told['message']}")
                return told["result"]


@contextmanager
def new_tab() -> Iterator[Tab]:
    """A tab of a Firefox of its own, which ends with it.

    Raises:
        FileNotFoundError: there is no Firefox.
    """
    path = firefox_path()
    if path is None:
        raise FileNotFoundError("no Firefox on this machine")
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        with open(f"{profile}/user.js", "w", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        running = subprocess.Popen(
            [path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            found = next(m for said in running.stderr if (m := re.search(r"BiDi listening on (ws://\S+)", said)))
            with connect(f"{found[1]}/session", max_size=None, compression=None) as line:
                yield Tab(line)
        finally:
            running.terminate()
            running.wait(timeout=30)

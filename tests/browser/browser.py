"""A headless Chromium for tests, spoken to over a pipe, so that no further library is needed."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
#: Everything that a browser does of its own accord on the network is off.
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)  # fmt: skip


def browser_path() -> str | None:
    """A browser on this machine, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """One page of a running browser, with all that it asked for and complained about.

    Attributes:
        requests: addresses that were asked for.
        complaints: messages on the console and errors.
    """

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read, self._rest, self._last, self._session = write, read, b"", 0, ""
        self.requests: list[str] = []
        self.complaints: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def open(self, path: Path, width: int, height: int = 900) -> None:
        """Opens a file in a window of some size and waits until it is loaded."""
        self._call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )  # fmt: skip
        self._call("Page.navigate", url=path.resolve().as_uri())
        while self.value("document.readyState") != "complete":
            time.sleep(0.05)

    def value(self, expression: str) -> object:
        """What an expression is worth in the page."""
        return self._call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def screenshot(self, path: Path) -> None:
        """Writes the whole page as PNG."""
        taken = self._call("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        path.write_bytes(base64.b64decode(taken["data"]))

    def pdf(self, path: Path, width: float = 8.27, height: float = 11.69) -> None:
        """Prints the page on paper of some size [inches]."""
        printed = self._call("Page.printToPDF", paperWidth=width, paperHeight=height, preferCSSPageSize=True)
        path.write_bytes(base64.b64decode(printed["data"]))

    def _call(self, method: str, **parameters: object) -> dict:
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self._note(answer)

    def _next(self) -> dict:
        while b"\0" not in self._rest:
            if not select.select([self._read], [], [], 60)[0]:
                raise TimeoutError("the browser does not answer")
            got = os.read(self._read, 1 << 20)
            if not got:
                raise EOFError("the browser has gone")
            self._rest += got
        first, _, self._rest = self._rest.partition(b"\0")
        return json.loads(first)

    def _note(self, event: dict) -> None:
        about = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(about["request"]["url"])
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(about)[:500])
            case "Log.entryAdded":
                self.complaints.append(about["entry"]["text"])


@contextmanager
def new_page() -> Iterator[Page]:
    """A page of a browser of its own, which ends with it.

    Raises:
        FileNotFoundError: there is no browser.
    """
    path = browser_path()
    if path is None:
        raise FileNotFoundError("no Chromium or Chrome on this machine")
    (their_read, our_write), (our_read, their_write) = os.pipe(), os.pipe()

    def hand_over() -> None:  # the browser reads from descriptor 3 and writes to 4; both may be in use for another pipe
        read, write = os.dup(their_read), os.dup(their_write)
        os.dup2(read, 3)
        os.dup2(write, 4)

    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        running = subprocess.Popen(
            [path, *FLAGS, f"--user-data-dir={profile}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            close_fds=False, preexec_fn=hand_over,
        )  # fmt: skip
        os.close(their_read)
        os.close(their_write)
        try:
            yield Page(our_write, our_read)
        finally:
            running.terminate()
            running.wait(timeout=30)
            os.close(our_write)
            os.close(our_read)

"""The widget: questions of the page come as messages, and are answered as the server answers them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import anywidget
import traitlets
from starlette.responses import Response

from analysis.plotting import notebook
from app.live.lanes import Lanes
from app.live.questions import ASKED, STREAMED
from app.live.refused import Refused
from app.live.streams import BROKEN, LOG
from app.live.turns import Cancelled
from app.notebook.module import module

#: Questions of one widget that are worked on at a time.
MOST = 12


class Explorer(anywidget.AnyWidget):
    """The app's view in a cell.

    Attributes:
        scenario: name of what is opened.
        arm: the scenario with what was moved from the start.
    """

    _esm = module()
    scenario = traitlets.Unicode().tag(sync=True)
    arm = traitlets.Dict().tag(sync=True)

    def __init__(self, *, picture: Callable[[], Any], **traits: Any) -> None:
        super().__init__(**traits)
        self._picture = picture
        self._lanes, self._tokens = Lanes(), {}
        self._workers = ThreadPoolExecutor(MOST, thread_name_prefix="widget")
        self.on_msg(self._asked)

    def _asked(self, _: Any, message: object, buffers: object) -> None:
        """A message of the page: a question, or that nobody waits for one any more."""
        if not isinstance(message, Mapping):
            return
        number = message.get("id")
        if message.get("cancel"):
            token = self._tokens.pop(number, None)
            if token is not None:
                token.cancel()
            return
        self._workers.submit(self._answer, number, message.get("ask"), message.get("body"))

    def _answer(self, number: object, name: object, body: object) -> None:
        """Answers a question line by line."""
        try:
            sent = dict(body) if isinstance(body, Mapping) else {}
            if name in STREAMED:
                token = self._tokens[number] = self._lanes.enter(sent.pop("lane", None))
                for line in STREAMED[str(name)](sent, token):
                    token.check()
                    self.send({"id": number, "line": line})
            else:
                work = ASKED.get(("POST", str(name))) if "arm" in sent else None
                work = work or ASKED.get(("GET", str(name))) or ASKED.get(("POST", str(name)))
                if work is None:
                    raise Refused(f"there is no question {str(name)[:40]!r}", 404)
                found = work(sent)
                line = bytes(found.body).decode() if isinstance(found, Response) else found
                self.send({"id": number, "line": line})
            self.send({"id": number, "done": True})
        except Cancelled:
            self.send({"id": number, "done": True})
        except Refused as error:
            self.send({"id": number, "error": str(error), "problems": error.problems})
        except Exception as error:  # told in the cell; the notebook goes on
            LOG.error("a question of the widget broke", exc_info=error)
            self.send({"id": number, "error": BROKEN})
        finally:
            self._tokens.pop(number, None)

    @cached_property
    def _static(self) -> bytes:
        sheet = self._picture()
        notebook.forget(sheet)  # the cell shows the widget, and not its picture below it
        return sheet._repr_png_()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The widget, and beside it a picture for whatever shows no widgets."""
        found = super()._repr_mimebundle_(**options)
        data, *rest = found if isinstance(found, tuple) else (found,)
        data = {**(data or {}), "image/png": base64.b64encode(self._static).decode(), "text/plain": repr(self)}
        return (data, *rest) if rest else data

    def __repr__(self) -> str:
        return f"<Explorer of {self.scenario or 'an opened scenario'}>"

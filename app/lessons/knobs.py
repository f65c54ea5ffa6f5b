"""Sliders beside a picture that follows them; where there are no widgets, the picture as it is at first."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from analysis.plotting import notebook
from sim.extras import missing

if TYPE_CHECKING:
    from analysis.plotting.style import Sheet

#: Width of a slider's words and of the slider [CSS].
WORDS, WIDE = "16em", "34em"


class Sliders:
    """Sliders that draw a picture anew: the value of a cell that ends with it.

    Args:
        draw: takes a number for each slider by name, and gives a picture.
        ranges: for each name the lowest and the highest value and the one at first; or, in place of these, a
            dictionary with ``low``, ``high``, ``start``, ``step`` and ``words``.
    """

    def __init__(self, draw: Callable[..., Sheet], **ranges: tuple[float, float, float] | dict[str, Any]) -> None:
        self.draw = draw
        self.ranges = {name: _range(name, given) for name, given in ranges.items()}
        self._first = self.picture(**{name: r["start"] for name, r in self.ranges.items()})

    def picture(self, **values: float) -> bytes:
        """The picture for some values, as a PNG; the cell does not show it a second time."""
        sheet = self.draw(**values)
        notebook.forget(sheet)
        return sheet._repr_png_()

    def widget(self) -> Any:
        """The sliders over the picture, as one widget of ipywidgets."""
        import ipywidgets

        style, layout = {"description_width": WORDS}, ipywidgets.Layout(width=WIDE)
        parts = {
            name: ipywidgets.FloatSlider(
                r["start"], min=r["low"], max=r["high"], step=r["step"], description=r["words"], style=style,
                layout=layout, continuous_update=False,
            )
            for name, r in self.ranges.items()
        }  # fmt: skip
        image = ipywidgets.Image(value=self._first, format="png", layout=ipywidgets.Layout(max_width="100%"))

        def moved(_: object) -> None:
            image.value = self.picture(**{name: part.value for name, part in parts.items()})

        for part in parts.values():
            part.observe(moved, "value")
        return ipywidgets.VBox([*parts.values(), image])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The widget where there are widgets, and the first picture for whatever shows none."""
        data = {"text/plain": repr(self), "image/png": base64.b64encode(self._first).decode()}
        if missing("notebook"):
            return data
        found = self.widget()._repr_mimebundle_()
        return {**(found[0] if isinstance(found, tuple) else found), **data}

    def __repr__(self) -> str:
        now = ", ".join(f"{r['words']} {r['start']:g}" for r in self.ranges.values())
        return f"<Sliders at {now}; to move them, install what `pip install 'rpp-sim[notebook]'` brings>"


def _range(name: str, given: tuple[float, float, float] | dict[str, Any]) -> dict[str, Any]:
    found = dict(given) if isinstance(given, dict) else dict(zip(("low", "high", "start"), given, strict=True))
    if not found["low"] <= found["start"] <= found["high"]:
        raise ValueError(f"{name}: {found['start']} is not between {found['low']} and {found['high']}")
    return {"step": (found["high"] - found["low"]) / 20, "words": name.replace("_", " ")} | found

"""A figure in a notebook is shown once, however it was called."""

from __future__ import annotations

import ast
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest
from shared import later

from analysis.overview.figures import trust
from analysis.plotting import notebook
from analysis.plotting.style import PROJECTOR, Sheet, new_axes, save


class Notebook:
    """Stands in for Jupyter: shows the value of a cell's last expression, and runs what waits for a cell's end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, kernel: object = object()) -> None:
        self.shown: list[str] = []
        self.events = SimpleNamespace(callbacks={"post_execute": []})
        self.events.register = lambda name, call: self.events.callbacks[name].append(call)
        self.kernel = kernel
        ipython, display = ModuleType("IPython"), ModuleType("IPython.display")
        ipython.get_ipython, ipython.version_info = lambda: self, (9, 0)  # Matplotlib looks at the latter
        display.display = lambda data, raw: self.shown.append(data["text/plain"])
        monkeypatch.setitem(sys.modules, "IPython", ipython)
        monkeypatch.setitem(sys.modules, "IPython.display", display)
        monkeypatch.setattr(notebook, "_waiting", [])

    def cell(self, code: str, **names: object) -> int:
        """Number of figures that a cell shows; without a semicolon its last expression is displayed."""
        before = len(self.shown)
        tree = ast.parse(code)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) and not code.endswith(";") else None
        exec(compile(tree, "cell", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
        if isinstance(value, Sheet):
            value._ipython_display_()
        for call in self.events.callbacks["post_execute"]:
            call()
        return len(self.shown) - before


def draw() -> Sheet:
    return new_axes(None, PROJECTOR).figure


@pytest.mark.parametrize(
    "code, times",
    [
        ("draw()", 1), ("draw();", 1), ("figure = draw()", 1), ("for _ in range(3):\n    draw()", 3),
        ("def f():\n    return draw()\nf();", 1), ("figure = draw()\nfigure", 1), ("1 + 1", 0),
    ],
)  # fmt: skip
def test_a_figure_is_shown_once(monkeypatch: pytest.MonkeyPatch, code: str, times: int):
    assert Notebook(monkeypatch).cell(code, draw=draw) == times


def test_a_figure_may_be_shown_again_in_a_later_cell(monkeypatch: pytest.MonkeyPatch):
    page, figure = Notebook(monkeypatch), draw()
    assert page.cell("figure", figure=figure) == 1
    assert page.cell("figure", figure=figure) == 1
    assert page.cell("1 + 1") == 0


def test_panels_of_their_own_are_shown_too(monkeypatch: pytest.MonkeyPatch, small):
    import sim

    table = sim.run(small, replicates=2, months=6).partnerships
    assert Notebook(monkeypatch).cell("trust(table);", trust=trust, table=table) == 1


def test_what_is_saved_is_not_shown_unasked(monkeypatch: pytest.MonkeyPatch, tmp_path):
    assert Notebook(monkeypatch).cell("save(draw(), path);", draw=draw, save=save, path=tmp_path / "x") == 0


def test_outside_a_notebook_nothing_waits(monkeypatch: pytest.MonkeyPatch):
    page = Notebook(monkeypatch, kernel=None)
    assert page.cell("draw();", draw=draw) == 0 and notebook._waiting == []


@pytest.mark.parametrize(
    "first", [
        "sim.PartnershipModel('baseline')", "sim.run('baseline', replicates=1, months=1)",
        *later(
            "sim.Teacher", "sim.sweep", "import_module('sim.mesa.collector')",
            "import_module('sim.calibration.study')._optuna()", "import_module('analysis.sensitivity.designed')",
            "import_module('analysis.discovery.prim')",
        ),
    ],
)  # fmt: skip
def test_the_first_cell_of_a_notebook_without_ipywidgets_warns_of_nothing(first: str):
    notebook_without_widgets = (
        "import sys, warnings\n"
        "from importlib import import_module\n"
        "from types import ModuleType, SimpleNamespace\n"
        "ipython, kernel = ModuleType('IPython'), ModuleType('ipykernel.zmqshell')\n"
        "ipython.get_ipython, ipython.version_info = lambda: SimpleNamespace(config={'IPKernelApp': {}}), (9, 0)\n"
        "sys.modules |= {'IPython': ipython, 'ipykernel.zmqshell': kernel, 'ipywidgets': None}\n"
        "warnings.simplefilter('always')\n"
    )
    cell = subprocess.run(
        [sys.executable, "-c", f"{notebook_without_widgets}import sim\n{first}"], capture_output=True, text=True
    )
    assert cell.returncode == 0, cell.stderr
    assert "IProgress" not in cell.stderr
    # The stand-in is one: tqdm itself does warn there.
    if first == "sim.Teacher":
        plain = [sys.executable, "-c", f"{notebook_without_widgets}import tqdm.auto"]
        assert "IProgress not found" in subprocess.run(plain, capture_output=True, text=True, check=True).stderr

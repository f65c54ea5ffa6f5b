"""Two steps of building a wheel: texts of the documentation travel along, and the compiled model where it is asked for.

The texts are for `rpp docs` in an installation from a wheel that carries no pages, such as that of `pip install .`.

With the model's compiled code a first run compiles nothing. It is asked for by ``RPP_COMPILE=1`` (as `make dist` does):
compiling takes half a minute to two, and needs the libraries that the model runs on. Such a wheel is for the Python and
the platform that built it, and for any processor of its kind; where Numba or NumPy are of other versions than here, the
model is compiled on its first run, as from a wheel without.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Set to anything but 0 to have the compiled code in the wheel.
ASKED = "RPP_COMPILE"
#: Where the model looks for it (`sim/kernel/code_on_disk.py`).
BROUGHT = "sim/kernel/brought"
#: The pages that `make dist` makes before it builds.
SITE = "app/site/index.html"
#: Where `rpp docs` looks for texts (`app/terminal/pages.py`).
TEXTS = "app/texts"
COMPILE = """
from sim.engine.batch import warm_up
from sim.kernel.code_on_disk import cache_folder
from sim.kernel.compiled import is_warm
warm_up()
assert is_warm()
print(cache_folder())
"""


class Travelling(BuildHookInterface):
    """Puts into the wheel what is no source of the program and travels with it."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What must be installed to build: what the model runs on, if it is to be compiled."""
        return self.metadata.core.dependencies if self._asked() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the texts where there are no pages, and compiles, with this Python, where it is asked for."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        if not (root / SITE).is_file():
            for path in (root / "docs").rglob("*.md"):
                place = path.relative_to(root / "docs").as_posix()
                if not place.startswith("templates/"):  # pages are made from them
                    build_data["force_include"][str(path)] = f"{TEXTS}/{place}"
        if self._asked():
            self._compile(build_data)

    def _compile(self, build_data: dict[str, Any]) -> None:
        """Compiles into a folder of its own, from where the code goes into the wheel."""
        self._folder = tempfile.mkdtemp(prefix="rpp-sim-build-")
        self.app.display_info("Compiling the model into the wheel (half a minute to two minutes) ...")
        # pip tells the Python of an isolated build by this variable where the libraries are
        path = os.pathsep.join(filter(None, (self.root, os.environ.get("PYTHONPATH"))))
        environment = os.environ | {"RPP_CACHE_DIR": self._folder, "PYTHONPATH": path, "NUMBA_DISABLE_JIT": "0"}
        done = subprocess.run([sys.executable, "-c", COMPILE], cwd=self.root, env=environment, text=True,
                              stdout=subprocess.PIPE, check=True)  # fmt: skip
        made = Path(done.stdout.split()[-1])
        for path in made.glob("*.nb?"):
            build_data["force_include"][str(path)] = f"{BROUGHT}/{made.name}/{path.name}"
        build_data["pure_python"], build_data["infer_tag"] = False, True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Removes that folder."""
        shutil.rmtree(getattr(self, "_folder", ""), ignore_errors=True)

    def _asked(self) -> bool:
        return os.environ.get(ASKED, "0") not in ("", "0")

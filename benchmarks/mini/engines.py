"""The implementations of the mini-workload, what each needs, and what it can do."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from types import ModuleType


@dataclass(frozen=True)
class Engine:
    """One implementation.

    Attributes:
        label: how it is called in tables and figures.
        module: where it is, in this package.
        library: what it needs, by the name that it is imported by.
        package: the same as packages are called.
        batches: whether it computes several worlds together.
        threads: whether it can be told how many threads to take; otherwise it takes what its library takes.
        objects: whether a teacher is an object, which makes large worlds take minutes.
    """

    label: str
    module: str
    library: str
    package: str
    batches: bool = False
    threads: bool = False
    objects: bool = False

    def is_there(self) -> bool:
        """Whether its library is installed."""
        return find_spec(self.library) is not None

    def version(self) -> str:
        """Version of its library; empty where it is not installed as a package."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return ""

    def load(self) -> ModuleType:
        """Its module."""
        return import_module(f"benchmarks.mini.{self.module}")


#: By the name that commands take. The model of partnerships itself stands beside the small one.
ENGINES = {
    "mesa": Engine("Mesa objects", "mesa_objects", "mesa", "mesa", objects=True),
    "agentpy": Engine("AgentPy", "agentpy_objects", "agentpy", "agentpy", objects=True),
    "frames": Engine("mesa-frames", "frames_columns", "mesa_frames", "mesa_frames"),
    "numpy": Engine("NumPy columns", "numpy_columns", "numpy", "numpy", batches=True),
    "jax": Engine("JAX on the processor", "jax_arrays", "jax", "jax", batches=True),
    "own": Engine("this project's engine", "own", "numba", "numba", batches=True, threads=True),
    "model": Engine("the whole model of partnerships", "whole_model", "numba", "numba", batches=True, threads=True),
}
#: Those that run the mini-workload.
MINI = tuple(name for name in ENGINES if name != "model")

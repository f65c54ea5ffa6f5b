"""Every compiler setting in one place.

A *rule* is a pure function of numbers, a *kernel* loops over worlds and rows and calls rules. Both are compiled by
Numba to the same bits as plain Python gives: no fast-math, no reordering. ``NUMBA_DISABLE_JIT=1`` runs everything as
plain Python, for the debugger and for coverage.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

import numba
from numba.core.registry import CPUDispatcher

import sim.kernel.reference  # noqa: F401  (how a state is passed)
from sim.kernel.any_processor import Compiled
from sim.kernel.code_on_disk import keep
from sim.kernel.quick_compile import Steps

F = TypeVar("F", bound=Callable)

#: What Python calls, in the order of definition.
_ENTRIES: list[CPUDispatcher] = []


def is_compiled() -> bool:
    """Whether rules run as machine code (``NUMBA_DISABLE_JIT`` is not set)."""
    return not numba.config.DISABLE_JIT


def is_warm() -> bool:
    """Whether the compiled code of every entry is on disk, for these files, this Python and this kind of processor."""
    return not is_compiled() or all(found._cache.is_there() for found in _ENTRIES)


def _compile(function: F, kind: type[CPUDispatcher] = Compiled, **options: bool) -> F:
    # Nothing compiled makes an array, so that nothing needs Numba's counting of references (a quarter of the code).
    found = numba.njit(
        nogil=True, error_model="numpy", _nrt=False, no_cfunc_wrapper=True, pipeline_class=Steps, **options
    )(function)
    if is_compiled():
        found.__class__ = kind
    return found


class _Kernel(Compiled):
    """A compiled function without a door for Python: a call from there is a mistake, and would end the process."""

    is_part = True

    def __call__(self, *args, **kwargs):
        raise TypeError(f"{self.__name__} is called by other kernels; from Python call `one_month` or `populate`")


class _Rule(Compiled):
    """A compiled function that is part of others, and gets a door for Python when somebody first knocks."""

    is_part = True

    def __call__(self, *args, **kwargs):
        return self._door(*args, **kwargs)

    @cached_property
    def _door(self) -> Compiled:
        return _compile(self.py_func)


def rule(function: F) -> F:
    """Marks a pure function of numbers: state in, draw in, parameters in; new state out."""
    return _compile(function, _Rule, no_cpython_wrapper=True)


def kernel(function: F) -> F:
    """Marks a loop over worlds and rows that reads and writes the state, and is called by kernels alone.

    It becomes part of the entry that calls it, and has no door of its own for Python, which would take long to compile.
    """
    return _compile(function, _Kernel, no_cpython_wrapper=True)


def entry(function: F) -> F:
    """Marks a kernel that Python calls. It alone is kept on disk, with all that it calls inside."""
    found = _compile(function)
    if is_compiled():
        keep(found)
        _ENTRIES.append(found)
    return found

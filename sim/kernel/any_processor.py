"""Machine code for any processor of a kind, not only for the one that compiles.

Numba compiles for the very processor that it finds, and looks compiled code up by its name: on a cluster of several
models each compiles anew, and what one has compiled can be handed to nobody. Rules are chains of conditions on single
numbers, which newer instructions hardly make faster, so the model takes those that every processor of a kind has. What
else is compiled in the same process, by a user's own Numba functions, is none of its business and stays as it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from numba.core.base import BaseContext
from numba.core.codegen import JITCPUCodegen
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher


class _AnyProcessor(JITCPUCodegen):
    """Writes machine code without the extras of the processor at hand."""

    def _get_host_cpu_name(self) -> str:
        return "generic"

    def _get_host_cpu_features(self) -> str:
        return ""


@cache
def codegen() -> JITCPUCodegen:
    """What writes the model's machine code; one for all of it, as functions are linked to each other."""
    return _AnyProcessor("sim.kernel")


class Compiled(CPUDispatcher):
    """A function that is compiled for any processor of the kind."""

    def compile(self, sig: object) -> object:
        """Compiles for one combination of types, or loads what is on disk for it."""
        with global_compiler_lock, _written_by(codegen(), self.targetctx):
            return super().compile(sig)


@contextmanager
def _written_by(codegen: JITCPUCodegen, context: BaseContext) -> Iterator[None]:
    """Lets Numba's only context for processors write by another code generator, while the compiler's lock is held."""
    before, context._internal_codegen = context._internal_codegen, codegen
    try:
        yield
    finally:
        context._internal_codegen = before

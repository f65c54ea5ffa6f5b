"""Machine code for any processor of a kind, not only for the one that compiles.

Numba compiles for the very processor that it finds, and looks compiled code up by its name: on a cluster of several
models each compiles anew, and what one has compiled can be handed to nobody. Rules are chains of conditions on single
numbers, which newer instructions hardly make faster, so the model takes those that every processor of a kind has. What
else is compiled in the same process, by a user's own Numba functions, is none of its business and stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from numba.core.base import BaseContext
from numba.core.codegen import JITCodeLibrary, JITCPUCodegen
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher


class _Library(JITCodeLibrary):
    """The code of one function: of a part of another only what that one takes in, and no machine code of its own."""

    def __init__(self, codegen: _AnyProcessor, name: str) -> None:
        super().__init__(codegen, name)
        self.is_part = codegen.writes_part

    def _optimize_final_module(self) -> None:
        if not self.is_part:
            super()._optimize_final_module()

    def _finalize_final_module(self) -> None:
        if self.is_part:
            self._finalized = True
        else:
            super()._finalize_final_module()

    def get_pointer_to_function(self, name: str) -> int:
        return 0 if self.is_part else super().get_pointer_to_function(name)


class _AnyProcessor(JITCPUCodegen):
    """Writes machine code without the extras of the processor at hand."""

    _library_class = _Library
    #: Whether what is compiled now is part of another function, and is optimized there, once, with all around it.
    writes_part = False

    def set_env(self, env_name: str, env: object) -> None:
        if not self.writes_part:
            super().set_env(env_name, env)

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

    #: Whether it is only ever part of other compiled functions.
    is_part = False

    def compile(self, sig: object) -> object:
        """Compiles for one combination of types, or loads what is on disk for it."""
        with global_compiler_lock, _written_by(codegen(), self.targetctx), _as_part(codegen(), self.is_part):
            return super().compile(sig)


@contextmanager
def _as_part(codegen: _AnyProcessor, is_part: bool) -> Iterator[None]:
    """Lets a code generator write a part of another function, or a whole one; what it calls is compiled meanwhile."""
    before, codegen.writes_part = codegen.writes_part, is_part
    try:
        yield
    finally:
        codegen.writes_part = before


@contextmanager
def _written_by(codegen: JITCPUCodegen, context: BaseContext) -> Iterator[None]:
    """Lets Numba's only context for processors write by another code generator, while the compiler's lock is held."""
    before, context._internal_codegen = context._internal_codegen, codegen
    try:
        yield
    finally:
        context._internal_codegen = before

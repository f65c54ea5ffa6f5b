"""Machine code for any processor of a kind, not only for the one that compiles.

Numba compiles for the very processor that it finds, and looks compiled code up by its name: on a cluster of several
models each compiles anew, and what one has compiled can be handed to nobody. Rules are chains of conditions on single
numbers, which newer instructions hardly make faster, so the model takes those that every processor of a kind has. What
else is compiled in the same process, by a user's own Numba functions, is none of its business and stays as it is.
"""

from __future__ import annotations

from functools import cache

from llvmlite.binding import ModuleRef
from numba.core.codegen import JITCodeLibrary, JITCPUCodegen
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher

from sim.kernel.quick_compile import meanwhile, nothing_twice


class _Library(JITCodeLibrary):
    """The code of one function; a part of others has none that a processor could run, only what they take in.

    Numba would optimize each part, and all that it calls, again at each level, and write machine code nobody runs.
    """

    def __init__(self, codegen: _AnyProcessor, name: str) -> None:
        super().__init__(codegen, name)
        self.is_part = codegen.writes_part

    def _optimize_functions(self, module: ModuleRef) -> None:
        if self.is_part:
            module.data_layout = self._codegen._data_layout
        else:
            super()._optimize_functions(module)

    def _optimize_final_module(self) -> None:
        if not self.is_part:
            super()._optimize_functions(self._final_module)  # those of its parts too, so that they are small enough
            super()._optimize_final_module()

    def _finalize_final_module(self) -> None:
        if self.is_part:
            self._finalized = True
        else:
            super()._finalize_final_module()

    def get_pointer_to_function(self, name: str) -> int:
        """Where it is in memory; 0 is Numba's word for nowhere."""
        return 0 if self.is_part else super().get_pointer_to_function(name)


class _AnyProcessor(JITCPUCodegen):
    """Writes machine code without the extras of the processor at hand."""

    _library_class = _Library
    #: Whether what is compiled now is part of another function, and is optimized there, once, with all around it.
    writes_part = False

    def set_env(self, env_name: str, env: object) -> None:
        """Tells machine code its Python surroundings; a part has no machine code to tell."""
        if not self.writes_part:
            super().set_env(env_name, env)

    def _get_host_cpu_name(self) -> str:
        return "generic"

    def _get_host_cpu_features(self) -> str:
        return ""


@cache
def codegen() -> _AnyProcessor:
    """What writes the model's machine code; one for all of it, as functions are linked to each other."""
    return _AnyProcessor("sim.kernel")


class Compiled(CPUDispatcher):
    """A function that is compiled for any processor of the kind."""

    #: Whether it is only ever part of other compiled functions.
    is_part = False

    def compile(self, sig: object) -> object:
        """Compiles for one combination of types, or loads what is on disk for it."""
        writer = codegen()
        with (
            global_compiler_lock,
            meanwhile(self.targetctx, "_internal_codegen", writer),  # Numba's only context for processors
            meanwhile(writer, "writes_part", self.is_part),
            nothing_twice(),
        ):
            return super().compile(sig)

"""What Numba does that the model does not need, left out, and what it does again and again, done once.

That is a third of the time that it takes to compile the model.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager
from numba.core.typed_passes import (
    IRLegalization,
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
    PreLowerStripPhis,
)
from numba.core.types import Type
from numba.core.types.functions import BaseFunction
from numba.core.typing import BaseContext, Signature
from numba.core.untyped_passes import FixupArgs, IRProcessing, ReconstructSSA, TranslateByteCode

_ask_candidates = BaseFunction.get_call_type
#: What operators mean, by operator and types of operands.
_MEANINGS: dict[tuple[BaseFunction, tuple[Type, ...]], Signature] = {}


class Steps(CompilerBase):
    """The steps from Python to machine code.

    Numba has sixteen more, for what neither rules nor kernels have: functions inside of functions, comprehensions,
    whole arrays in an expression, texts, objects.
    """

    def define_pipelines(self) -> list[PassManager]:
        """One way, without a second to fall back on."""
        steps = PassManager("rules and kernels")
        for step in (
            TranslateByteCode, FixupArgs, IRProcessing, ReconstructSSA, NopythonTypeInference, PreLowerStripPhis,
            IRLegalization, NativeLowering, NoPythonBackend,
        ):  # fmt: skip
            steps.add_pass(step, step.__name__)
        steps.finalize()
        return [steps]


@contextmanager
def nothing_twice() -> Iterator[None]:
    """While something is compiled: what an operator means is remembered, and nothing is looked through for garbage.

    Nearly all that a compiler makes lasts until it ends, and Python's collector would look through it time and again.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        with meanwhile(BaseFunction, "get_call_type", _meaning):
            yield
    finally:
        if collects:
            gc.enable()


def _meaning(operator: BaseFunction, context: BaseContext, operands: tuple[Type, ...], named: dict) -> Signature:
    """What an operator means for operands of given types.

    At every ``a + b`` Numba asks each of some forty candidates, among them those for sets, texts and dates, whether
    they add two numbers.
    """
    found = None if named else _MEANINGS.get((operator, operands))
    if found is None:
        found = _ask_candidates(operator, context, operands, named)
        if not named:
            _MEANINGS[operator, operands] = found
    return found


@contextmanager
def meanwhile(owner: object, name: str, value: object) -> Iterator[None]:
    """Gives an attribute another value for a while; whatever is compiled inside may do the same."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)

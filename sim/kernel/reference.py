"""A state is passed by reference: compiled functions hand on one pointer, not the fifty arrays that it consists of.

Numba would pass a named tuple by value, all its parts at each call, and name every function after all its columns,
which takes twice as long to compile. In plain Python a state is the named tuple that it is.
"""

from llvmlite import ir
from numba import typeof, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)

from sim.state.tables import State


class StateType(types.Type):
    """Numba's type of a state; there is one, as tables have the same columns in every batch."""

    def __init__(self, tables: dict[str, types.Type]) -> None:
        self.tables = tables
        super().__init__("State")


@typeof_impl.register(State)
def _type_of_state(state: State, context) -> StateType:
    return StateType({name: typeof(table) for name, table in zip(state._fields, state, strict=True)})


@register_model(StateType)
class _Pointer(models.OpaqueModel):
    """A state is a pointer to its tables, which `_read` finds."""


@infer_getattr
class _Tables(AttributeTemplate):
    key = StateType

    def generic_resolve(self, state: StateType, name: str) -> types.Type | None:
        return state.tables.get(name)


def _place(context, builder, state: StateType, pointer, name: str):
    """Where a table of a state is kept."""
    layout = ir.LiteralStructType([context.get_value_type(table) for table in state.tables.values()])
    tables = builder.bitcast(pointer, layout.as_pointer())
    return cgutils.gep_inbounds(builder, tables, 0, list(state.tables).index(name))


@lower_getattr_generic(StateType)
def _read(context, builder, state: StateType, pointer, name: str):
    table = builder.load(_place(context, builder, state, pointer, name))
    # Rows change, and where tables are does not: it need not be looked up again after a row is written.
    table.set_metadata("invariant.load", builder.module.add_metadata([]))
    return table


@unbox(StateType)
def _from_python(state: StateType, value, c) -> NativeValue:
    layout = ir.LiteralStructType([c.context.get_value_type(table) for table in state.tables.values()])
    pointer = c.builder.bitcast(cgutils.alloca_once(c.builder, layout), cgutils.voidptr_t)
    failed = cgutils.false_bit
    for number, (name, table) in enumerate(state.tables.items()):
        native = c.unbox(table, c.pyapi.tuple_getitem(value, number))
        c.builder.store(native.value, _place(c.context, c.builder, state, pointer, name))
        failed = c.builder.or_(failed, native.is_error)
    return NativeValue(pointer, is_error=failed)

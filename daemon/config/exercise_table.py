"""The tables of an exercise's file, made of the dataclasses of ``core.spec``: its keys are declared there alone."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from math import isinf
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Meta, Struct, convert, defstruct, field

from daemon.config.table import Table
from daemon.core import spec
from daemon.core.features.signals import DEGREES, SIGNALS, TOLERANCES
from daemon.core.form.form_signals import FORM_SIGNALS

_ANGLES = tuple(each.name for each in SIGNALS.values() if each.unit == DEGREES)
VOCABULARIES = {
    spec.Vocabulary.SIGNAL: tuple(SIGNALS),
    spec.Vocabulary.ANGLE: _ANGLES,
    spec.Vocabulary.FORM: tuple(FORM_SIGNALS),
}
"""The names that a key can have."""
PAIR = Annotated[tuple[float, float], Meta(description="two numbers: at the start, and at the turning point")]


@cache
def exercise_table() -> type[Struct]:
    """Returns the type of a whole file. A hold has no movement, and ``appearance`` is a table by signal."""
    looks = [(signal, PAIR | None, None) for signal in TOLERANCES]
    appearance = defstruct(
        "AppearanceTable", looks, bases=(Table,), namespace={"declared": spec.Appearance}, frozen=True, kw_only=True
    )
    movement = _type(get_type_hints(spec.Exercise, include_extras=True)["movement"])
    own = {
        "name": None,
        "kind": None,
        "movement": (movement, ()),
        "appearance": (appearance, field(default_factory=appearance)),
    }
    return table_of(spec.Exercise, own)


def exercise_of(data: Mapping[str, Any], name: str) -> spec.Exercise:
    """Returns the exercise that a file's tables describe.

    Args:
        data: The tables, in which there is no mistake.
        name: The file's name.
    """
    looks = [{"signal": signal, "start": at[0], "turn": at[1]} for signal, at in data.get("appearance", {}).items()]
    return convert({"movement": (), **data, "name": name, "appearance": looks}, spec.Exercise)


def table_of(declared: Any, own: Mapping[str, Any] | None = None) -> type[Struct]:  # noqa: ANN401 - any dataclass
    """Returns the table that a dataclass of the core describes.

    Args:
        declared: The dataclass.
        own: Type and default of the fields that a file writes in another way; None: a file does not have it.
    """
    hints = get_type_hints(declared, include_extras=True)
    known = {
        each.name: (_type(hints[each.name]), _default(each.default, hints[each.name])) for each in fields(declared)
    }
    made = [(name, *given) for name, given in (known | dict(own or {})).items() if given is not None]
    namespace = {"declared": declared}
    return defstruct(f"{declared.__name__}Table", made, bases=(Table,), namespace=namespace, frozen=True, kw_only=True)


def _default(value: object, hint: Any) -> Any:  # noqa: ANN401 - a value and a type form
    if is_dataclass(hint) and value is not MISSING:
        return field(default_factory=_type(hint))
    return NODEFAULT if value is MISSING else value


def _type(hint: Any) -> Any:  # noqa: ANN401 - type forms
    """Returns the type, with what msgspec can check in place of the core's own marks."""
    if is_dataclass(hint):
        return table_of(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _marked(*inner)
    if origin is tuple:
        return origin[tuple(each if each is Ellipsis else _type(each) for each in inner)]
    if origin in (Union, UnionType):
        return Union.__getitem__(tuple(map(_type, inner)))  # the only form for types that are known at run time
    return hint


def _marked(type_: Any, mark: spec.Bounds | spec.Vocabulary) -> Any:  # noqa: ANN401 - type forms
    if isinstance(mark, spec.Vocabulary):
        return Annotated[Literal.__getitem__(VOCABULARIES[mark]), Meta(title=mark.value)]
    if type_ in (int, float):
        return Annotated[type_, Meta(ge=mark.low, le=mark.high)]
    return Annotated[_type(type_), Meta(min_length=int(mark.low) or None, max_length=_length(mark.high))]


def _length(high: float) -> int | None:
    return None if isinf(high) else int(high)

"""A TOML table's type, and every mistake in a table: each is one line with the key, what is wrong and what to do."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import inspect

from daemon.core.nearest import nearest, suggestion

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Line ends and control characters, which no value of a setting has."""

_PATH = re.compile(r" - at `\$\.?(.*)`$")
_KIND = re.compile(r"`([a-z]+)(?: \| null)?`")
_KINDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "a text in quotes",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
    "date": "a day",
    "time": "a time of day",
    "datetime": "a day and a time",
}
"""What a reader of TOML calls the library's types."""
_LENGTHS = (
    (re.compile(r"(a list) of length >= 1$"), r"\1 that is not empty"),
    (re.compile(r"(a text in quotes) of length >= 1$"), r"\1 that is not empty"),
    (re.compile(r"(a list) of length <= (\d+)$"), r"\1 of \2 at most"),
    (re.compile(r"(a text in quotes) of length <= (\d+)$"), r"\1 of \2 characters at most"),
)
"""How the library tells that something is too long or too short, and how a reader does."""
_STEP = re.compile(r"\[(\d+|\.\.\.)\]")


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A TOML table: a key that the type lacks is an error. Every type that a file is read as is made of these."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the messages about a file's mistakes need.

    Attributes:
        folder: The file's own: a relative path in the file is relative to it.
        renamed: Keys of older files, and what they are called now.
    """

    folder: Path
    renamed: Mapping[str, str]

    def hook(self, kind: type, value: Any) -> Any:  # noqa: ANN401 - msgspec's own signature
        """Makes a path of a text."""
        if kind is not Path:
            raise NotImplementedError(f"a settings struct cannot hold {kind}")
        if not isinstance(value, str) or not value or CONTROL.search(value):
            raise ValueError("expected a path, on one line and without control characters")
        return self.folder / (Path.home() / value[2:] if value.startswith("~/") else value)


def mistakes(value: object, type_: Any, context: Context, key: str = "") -> Iterator[str]:  # noqa: ANN401 - a type form
    """Yields every mistake of a value, in the order of the file.

    A table is judged as a whole once each of its keys is right by itself.

    Args:
        value: What the file says.
        type_: What it should be.
        context: What the messages need.
        key: Where in the file it stands; empty for all of it.
    """
    try:
        msgspec.convert(value, type_, dec_hook=context.hook)
    except msgspec.ValidationError as error:
        found = list(_inner_mistakes(value, _plain(type_), context, key))
        yield from found or [_explain(str(error), value, inspect.type_info(type_), key)]


def renamed(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever TOML can hold
    """Returns what a file says, with old keys called by their new names."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(inner, names) for key, inner in value.items()}
    return [renamed(inner, names) for inner in value] if isinstance(value, list) else value


def join(key: str, name: str) -> str:
    """Returns the key of a name in the table at ``key``."""
    return f"{key}.{name}" if key else name


def _plain(type_: Any) -> Any:  # noqa: ANN401 - a type form
    """Returns the type itself, without its bounds and without None."""
    if get_origin(type_) is Annotated:
        return _plain(get_args(type_)[0])
    if get_origin(type_) in (Union, UnionType):
        some = [each for each in get_args(type_) if each is not type(None)]
        return _plain(some[0]) if len(some) == 1 else type_
    return type_


def _inner_mistakes(value: object, type_: Any, context: Context, key: str) -> Iterator[str]:  # noqa: ANN401 - a type form
    """Yields the mistakes inside a table or a list."""
    if isinstance(value, dict):
        if isinstance(type_, type) and issubclass(type_, Table):
            yield from _table_mistakes(value, type_, context, key)
        elif get_origin(type_) is dict:
            for name, inner in value.items():
                yield from mistakes(inner, get_args(type_)[1], context, join(key, name))
    elif isinstance(value, list) and _is_list(type_):
        for i, inner in enumerate(value):
            yield from mistakes(inner, get_args(type_)[0], context, f"{key}[{i}]")


def _is_list(type_: Any) -> bool:  # noqa: ANN401 - a type form
    """Returns whether all items are of one type."""
    return get_origin(type_) is list or (get_origin(type_) is tuple and get_args(type_)[1:] == (Ellipsis,))


def _table_mistakes(table: Mapping[str, object], type_: type[Table], context: Context, key: str) -> Iterator[str]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(type_)}
    for name, value in table.items():
        if name in fields:
            yield from mistakes(value, fields[name].type, context, join(key, name))
        else:
            yield _unknown(name, context, fields, key)
    meant = {context.renamed.get(name) or nearest(name, fields) for name in table}
    missing = [name for name, field in fields.items() if field.required and name not in meant]
    yield from (f"{join(key, name)} is missing: add it{_wanted(fields[name].type)}" for name in missing)


def _wanted(type_: Any) -> str:  # noqa: ANN401 - a type form
    """Returns what a missing key is to say; empty where its type says nothing in words."""
    types = _alternatives(inspect.type_info(type_))
    words = _description(types) or _range(types)
    return words.replace("expected", ":", 1)


def _unknown(name: str, context: Context, fields: Collection[str], key: str) -> str:
    if name in context.renamed:
        return f"{join(key, name)} is now {context.renamed[name]}"
    close = nearest(name, fields)
    if close:
        return f"unknown key {join(key, name)}: did you mean {close}?"
    table = _STEP.sub("", key)
    where = f"not allowed in [{table}]; " if table else ""
    return f"unknown key {join(key, name)}: {where}use one of {', '.join(fields)}"


def _explain(message: str, value: object, type_: inspect.Type, key: str) -> str:
    """Returns the library's message with the key first, the whole range for one end of it, and the nearest name."""
    found = _PATH.search(message)
    what = _in_words(_PATH.sub("", message))
    types = _alternatives(type_)
    for index in _STEP.findall(found[1] if found else ""):  # an item of a list whose items differ in type
        value = value[int(index)] if isinstance(value, list) and index.isdigit() else None
        types = [inner for outer in types for inner in _items(outer, index)]
        key = f"{key}[{index}]"
    if not key:
        return what
    if isinstance(value, bool | int | float):
        text = any(isinstance(each, inspect.StrType) for each in types)
        return f"{key} = {str(value).lower()}: {_range(types) or (not text and _description(types)) or what}"
    return f"{key}: {_description(types) or _choices(value, types) or what}"


def _in_words(message: str) -> str:
    what = _KIND.sub(lambda kind: _KINDS.get(kind[1], kind[0]), message.replace("Expected", "expected"))
    for pattern, words in _LENGTHS:
        what = pattern.sub(words, what)
    return what


def _items(type_: inspect.Type, index: str) -> list[inspect.Type]:
    if isinstance(type_, inspect.TupleType) and index.isdigit():
        return _alternatives(type_.item_types[int(index)])
    return []


def _alternatives(type_: inspect.Type) -> list[inspect.Type]:
    if isinstance(type_, inspect.UnionType):
        return [inner for outer in type_.types for inner in _alternatives(outer)]
    if isinstance(type_, inspect.Metadata):
        return [type_, *_alternatives(type_.type)]
    return [type_]


def _said(types: list[inspect.Type], word: str) -> str | None:
    """Returns what ``msgspec.Meta(title=…)`` or ``description=…`` says of the value."""
    schemas = [type_.extra_json_schema for type_ in types if isinstance(type_, inspect.Metadata)]
    return next((str(schema[word]) for schema in schemas if schema and word in schema), None)


def _description(types: list[inspect.Type]) -> str:
    """Returns the value in words, as a pattern is no help to a reader."""
    said = _said(types, "description")
    return f"expected {said}" if said else ""


def _range(types: list[inspect.Type]) -> str:
    for type_ in types:
        if isinstance(type_, inspect.IntType | inspect.FloatType) and (type_.ge is not None or type_.le is not None):
            kind = "a whole number" if isinstance(type_, inspect.IntType) else "a number"
            low = f" from {type_.ge:g}" if type_.ge is not None else ""
            high = f" to {type_.le:g}" if type_.le is not None else ""
            return f"expected {kind}{low}{high}"
    return ""


def _choices(value: object, types: list[inspect.Type]) -> str:
    known = [str(choice) for type_ in types for choice in _values(type_)]
    if not known or not isinstance(value, str):
        return ""
    title = _said(types, "title")
    unknown = f"no {title} '{value}'" if title else f"unknown value '{value}'"
    return f"{unknown}: {suggestion(value, known)}"


def _values(type_: inspect.Type) -> list[Any]:
    if isinstance(type_, inspect.LiteralType):
        return list(type_.values)
    if isinstance(type_, inspect.EnumType):
        return [member.value for member in type_.cls]
    return []

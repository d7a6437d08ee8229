"""Reads one TOML file into one frozen struct, or says in one line what is wrong, where, and what was meant."""

import difflib
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from daemon.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

T = TypeVar("T")

SIZE_LIMIT = 1 << 20
"""Bytes. A settings or exercise file has a few kilobytes; more is another file by mistake."""

_WHERE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_PATH = re.compile(r" - at `\$\.?(.*)`$")
_UNKNOWN = re.compile(r"unknown field `(.*)`")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_KIND = re.compile(r"`([a-z]+)(?: \| null)?`")
_KINDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "a text in quotes",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
}
"""What a reader of TOML calls the library's types."""
_HINTS = (
    (re.compile("^Invalid value"), ': a value is missing, or a text lacks its "quotes"'),
    (re.compile("^Cannot declare .* twice"), ": give each table once, or as [[name]] where there may be several"),
    (re.compile("^Expected '=' after"), ": write a line as key = value"),
)
"""What is usually meant by an error of the TOML reader's."""
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+|\.\.\.)\]")


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A TOML table: a key that the type lacks is an error. Every type that ``read`` gives is made of these."""


def read(path: Path, type_: type[T], renamed: Mapping[str, str] | None = None) -> T:
    """Read a TOML file as ``type_``; a relative ``Path`` in it is relative to the file's own folder.

    Args:
        path: The file.
        type_: What is in it.
        renamed: Keys of older files, and what they are called now.

    Raises:
        ConfigError: One line: the file, the line or the key, what is wrong, the nearest valid name.
    """
    data = _parse(path, _text(path))

    def hook(kind: type, value: Any) -> Any:  # noqa: ANN401 - msgspec's own signature
        return _path(kind, value, path.parent)

    try:
        return msgspec.convert(data, type_, dec_hook=hook)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_explain(str(error), data, inspect.type_info(type_), renamed or {})}") from error


def nearest(name: str, known: list[str]) -> str:
    """What to say after an unknown name: the nearest known one, or all of them."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]}?"
    return f"known: {', '.join(sorted(known))}" if known else "none is known here"


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}): name a TOML file that you may read") from error
    if len(raw) > SIZE_LIMIT:
        raise ConfigError(f"{path}: larger than {SIZE_LIMIT >> 20} MiB; is this the right file?")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: not UTF-8 text: save it as UTF-8") from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.search(str(error))
        line = (where and where[1]) or str(text.rstrip().count("\n") + 1)
        what = _WHERE.sub("", str(error)).replace("\n", "\\n")
        hint = next((mend for sign, mend in _HINTS if sign.search(what)), "")
        raise ConfigError(f"{path}:{line}: not TOML: {what}{hint}") from error
    except (RecursionError, ValueError) as error:  # nested too deep, or a number of thousands of digits
        raise ConfigError(f"{path}: not TOML that can be read: nested too deep, or a number too long") from error
    return data


def _path(kind: type, value: object, folder: Path) -> Path:
    if kind is not Path:
        raise NotImplementedError(f"a settings struct cannot hold {kind}")
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError("expected a path")
    return folder / (Path.home() / value[2:] if value.startswith("~/") else value)


def _explain(message: str, data: object, type_: inspect.Type, renamed: Mapping[str, str]) -> str:
    """The library's message with the key first, the whole range for one end of it, and the nearest name."""
    found = _PATH.search(message)
    key = found[1] if found else ""
    value, types = _walk(key, data, type_)
    what = _PATH.sub("", message).replace("Expected", "expected")
    unknown = _UNKNOWN.search(what)
    if unknown and unknown[1] in renamed:
        return f"{_join(key, unknown[1])} is now {renamed[unknown[1]]}"
    if unknown:
        known = [
            field.encode_name for struct in types if isinstance(struct, inspect.StructType) for field in struct.fields
        ]
        return f"unknown key {_join(key, unknown[1])}: {nearest(unknown[1], known)}"
    missing = _MISSING.search(what)
    if missing:
        return f"{_join(key, missing[1])} is missing: add it"
    what = _KIND.sub(lambda kind: _KINDS.get(kind[1], kind[0]), what)
    if isinstance(value, bool | int | float):
        return f"{key} = {str(value).lower()}: {_range(types) or what}"
    return f"{key}: {_choices(value, types) or _description(types) or what}" if key else what


def _walk(key: str, data: object, type_: inspect.Type) -> tuple[Any, list[inspect.Type]]:
    """The value at a key path, and every type that is allowed there."""
    types = _alternatives(type_)
    for name, index in _STEP.findall(key):
        if isinstance(data, dict):
            data = data.get(name)
        elif isinstance(data, list) and index.isdigit():
            data = data[int(index)]
        else:
            data = None
        types = [inner for outer in types for inner in _inside(outer, name)]
    return data, types


def _inside(type_: inspect.Type, name: str) -> list[inspect.Type]:
    if isinstance(type_, inspect.StructType):
        return [inner for field in type_.fields if field.encode_name == name for inner in _alternatives(field.type)]
    if isinstance(type_, inspect.DictType):
        return _alternatives(type_.value_type)
    if isinstance(type_, inspect.CollectionType):
        return _alternatives(type_.item_type)
    return []


def _alternatives(type_: inspect.Type) -> list[inspect.Type]:
    if isinstance(type_, inspect.UnionType):
        return [inner for outer in type_.types for inner in _alternatives(outer)]
    if isinstance(type_, inspect.Metadata):
        return [type_, *_alternatives(type_.type)]
    return [type_]


def _description(types: list[inspect.Type]) -> str:
    """What ``msgspec.Meta(description=…)`` says of the value, as a pattern is no help to a reader."""
    said = [type_.extra_json_schema for type_ in types if isinstance(type_, inspect.Metadata)]
    return next((f"expected {schema['description']}" for schema in said if schema and "description" in schema), "")


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
    return f"unknown value '{value}': {nearest(value, known)}" if known and isinstance(value, str) else ""


def _values(type_: inspect.Type) -> list[Any]:
    if isinstance(type_, inspect.LiteralType):
        return list(type_.values)
    if isinstance(type_, inspect.EnumType):
        return [member.value for member in type_.cls]
    return []


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name

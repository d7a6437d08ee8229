"""JSON Schemas of the settings and of an exercise's file, by which editors complete and check them.

Made of the types that files are read as; ``make schema`` writes them. They are draft 7 without references, which taplo
understands, and VS Code with Even Better TOML.
"""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import msgspec

from daemon.config.exercise_table import exercise_table
from daemon.config.settings import Settings
from daemon.core.features.signals import SIGNALS
from daemon.core.spec import Appearance

DRAFT = "http://json-schema.org/draft-07/schema#"


def main(folder: Path) -> None:
    """Write both schemas.

    Args:
        folder: Where to.
    """
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")


def texts() -> dict[str, str]:
    """Returns each schema as it is written, by its file's name."""
    types: dict[str, type[msgspec.Struct]] = {"spotter.schema.json": Settings, "exercise.schema.json": exercise_table()}
    return {name: _text({"$schema": DRAFT} | schema_of(type_)) for name, type_ in types.items()}


def schema_of(table: type[msgspec.Struct]) -> dict[str, Any]:
    """Returns the schema of a file, with each key's meaning as its type has it."""
    made = msgspec.json.schema(table, schema_hook=lambda _: {"type": "string"})  # a path
    parts: dict[str, Any] = made.pop("$defs")
    for each in _structs(msgspec.inspect.type_info(table)):
        _describe(parts[each.__name__], each)
    inlined: dict[str, Any] = _inlined(made, parts)
    return inlined


def _text(schema: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def _structs(type_: msgspec.inspect.Type) -> Iterator[type[msgspec.Struct]]:
    """Yields a table, and those in it."""
    if isinstance(type_, msgspec.inspect.StructType):
        yield type_.cls
        for field in type_.fields:
            yield from _structs(field.type)
    elif isinstance(type_, msgspec.inspect.CollectionType):
        yield from _structs(type_.item_type)
    elif isinstance(type_, msgspec.inspect.UnionType):
        for each in type_.types:
            yield from _structs(each)
    elif isinstance(type_, msgspec.inspect.Metadata):
        yield from _structs(type_.type)


def _describe(part: dict[str, Any], table: type[msgspec.Struct]) -> None:
    """Write into a table's schema what the table and its keys are."""
    declared = getattr(table, "declared", table)
    if declared.__doc__:
        part["description"] = _markdown(declared.__doc__.partition("\n\n")[0])
    signals = {name: f"At the start, and at the turning point: {each.text}." for name, each in SIGNALS.items()}
    for name, meaning in (signals if declared is Appearance else meanings(declared)).items():
        if name in part["properties"]:
            part["properties"][name]["description"] = _markdown(meaning)


def meanings(declared: type) -> dict[str, str]:
    """Returns what each field is: the text under it in the source."""
    found: dict[str, str] = {}
    for field, text in pairwise(_body(declared)):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(meaning))):
                found[name] = meaning
    return found


def _body(declared: type) -> list[ast.stmt]:
    [made] = ast.parse(dedent(inspect.getsource(declared))).body
    return made.body if isinstance(made, ast.ClassDef) else []


def _markdown(text: str) -> str:
    return " ".join(text.split()).replace("``", "`")


def _inlined(node: Any, parts: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Returns a schema without references, without null, which TOML does not have, and in the words of draft 7."""
    if isinstance(node, list | tuple):
        return [_inlined(each, parts) for each in node]
    if not isinstance(node, dict):
        return node
    found = dict(node)
    if "anyOf" in found:
        some = [each for each in found["anyOf"] if each != {"type": "null"}]
        if len(some) < len(found["anyOf"]):
            del found["default"]  # None
        if len(some) == 1:
            del found["anyOf"]
            found = {**some[0], **found}
    if "$ref" in found:
        name = found.pop("$ref").rpartition("/")[2]
        found = {key: value for key, value in parts[name].items() if key != "title"} | found
    if "prefixItems" in found:
        found["items"] = found.pop("prefixItems")[0]  # our tuples are of one type each, and their length is said
    if "pattern" in found:
        found["pattern"] = found["pattern"].replace(r"\Z", "$")
    return {key: _inlined(value, parts) for key, value in found.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""JSON Schema (draft 7) of what commands print with ``--json``: ``#/definitions/NAME`` is one command's."""

from collections.abc import Mapping
from typing import Any

from daemon.athletes.board import Board
from daemon.athletes.profile import Athletes
from daemon.cli.schemas.payloads import DRAFT, Json, parts_of, ref
from daemon.config.plan_list import Plans
from daemon.programmes.schedule import Schedule
from daemon.set_summary import SetSummary
from daemon.trends.report import Progress

FILE_NAME = "commands.schema.json"
OUTPUTS: dict[str, type] = {
    "athlete_list": Athletes,
    "board": Board,
    "history": SetSummary,
    "plan_list": Plans,
    "programme": Schedule,
    "progress": Progress,
}
"""What a command prints: one object; ``history`` one a line."""
_LEFT_OUT = {"Schedule": ("more",), "Dated": ("led",)}
"""Of the socket's answers alone."""


def document() -> Json:
    """Returns the file of definitions: each command's by its name here, each part's by that of its type."""
    parts = {name: _printed(name, part) for name, part in parts_of(OUTPUTS.values()).items()}
    commands = {name: ref(kind.__name__) for name, kind in OUTPUTS.items()}
    used = _used({**parts, **commands}, commands)
    return {
        "$schema": DRAFT,
        "title": "Spotter's commands with --json",
        "description": "What a command prints: take its definition. A later version may add fields.",
        "definitions": {name: used[name] for name in sorted(used)},
    }


def _printed(name: str, part: Json) -> Json:
    """Returns a part as it is printed: every field is always there, whatever its default."""
    if "properties" not in part:
        return part
    left_out = _LEFT_OUT.get(name, ())
    fields = {key: dict(each) for key, each in part["properties"].items() if key not in left_out}
    for each in fields.values():
        each.pop("default", None)
    return {**part, "properties": fields, "required": list(fields)}


def _used(definitions: Mapping[str, Json], roots: Mapping[str, Json]) -> dict[str, Json]:
    """Returns the definitions that are referred to, and the roots."""
    found: dict[str, Json] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = definitions[name]
            waiting += _referred(definitions[name])
    return found


def _referred(node: Any) -> list[str]:  # noqa: ANN401 - JSON
    if isinstance(node, Mapping):
        own = [node["$ref"].rpartition("/")[2]] if isinstance(node.get("$ref"), str) else []
        return [*own, *(name for each in node.values() for name in _referred(each))]
    return [name for each in node for name in _referred(each)] if isinstance(node, list | tuple) else []

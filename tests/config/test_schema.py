"""The JSON Schemas are those of the code, explain every key, and hold for every file that ships."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from daemon.config import schema, toml_file

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "schema"
SHIPPED = {ROOT / "configs" / "spotter.toml": "spotter"} | dict.fromkeys(
    (ROOT / "configs" / "exercises").glob("*.toml"), "exercise"
)
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}
NO_CHECK = {"$schema", "title", "description", "default", "required", "properties"}


def known(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def errors(given: object, by: dict[str, Any], key: str = "") -> Iterator[str]:
    """What is wrong with a value: as much of draft 7 as our schemas use, and no keyword beside it."""
    value: Any = given
    if not _is(value, by.get("type")):
        yield f"{key}: type"
        return
    checks: dict[str, Callable[[Any], bool]] = {
        "type": lambda _: True,
        "enum": lambda some: value in some,
        "minimum": lambda least: value >= least,
        "maximum": lambda most: value <= most,
        "minLength": lambda least: len(value) >= least,
        "maxLength": lambda most: len(value) <= most,
        "minItems": lambda least: len(value) >= least,
        "maxItems": lambda most: len(value) <= most,
        "pattern": lambda pattern: re.search(pattern, value) is not None,
        "additionalProperties": lambda may: may or value.keys() <= by["properties"].keys(),
        "items": lambda _: True,
        "anyOf": lambda some: any(not list(errors(value, each)) for each in some),
    }
    assert by.keys() <= checks.keys() | NO_CHECK, f"{key}: {by.keys()}"
    wrong = [name for name, wanted in by.items() if name in checks and not checks[name](wanted)]
    yield from (f"{key}: {name}" for name in wrong)
    yield from (f"{key}.{name}: missing" for name in by.get("required", ()) if name not in value)
    if isinstance(value, dict):
        for name in value.keys() & by["properties"].keys():
            yield from errors(value[name], by["properties"][name], f"{key}.{name}")
    for inner in value if isinstance(value, list) else ():
        yield from errors(inner, by["items"], f"{key}[]")


def _is(value: object, type_: str | None) -> bool:
    """Whether a value is of a JSON type; true is no number."""
    return type_ is None or (isinstance(value, TYPES[type_]) and isinstance(value, bool) <= (type_ == "boolean"))


def properties(node: object) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield from node.get("properties", {}).items()
        for inner in node.values():
            yield from properties(inner)


@pytest.mark.parametrize("name", schema.texts())
def test_what_is_committed_is_what_the_code_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == schema.texts()[name], "run `make schema`"


@pytest.mark.parametrize("name", ["spotter", "exercise"])
def test_every_key_says_what_it_is(name: str) -> None:
    found = list(properties(known(name)))
    assert len(found) > 30
    assert all(len(each["description"]) > 5 for _, each in found)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_file_that_ships_is_right_by_its_schema_and_names_it_first(path: Path) -> None:
    assert list(errors(toml_file.parse(path), known(SHIPPED[path]))) == []
    directive, _, target = path.read_text(encoding="utf-8").splitlines()[0].partition(" ")
    assert directive == "#:schema"
    assert (path.parent / target).resolve() == FOLDER / f"{SHIPPED[path]}.schema.json"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("min_depht = 0.5", [": additionalProperties"]),
        ("min_streak = 9", [".min_streak: maximum"]),
        ("min_depth = 0.4", [": additionalProperties"]),
        ('views = ["behind"]', [".views[]: enum"]),
        ("min_streak = 1.5", [".min_streak: type"]),
        ('[[movement]]\nsignal = "elbw"\nstart = 1', [".movement[].turn: missing", ".movement[].signal: enum"]),
        ("[appearance]\nfacing = [1, 1]", [".appearance: additionalProperties"]),
        ("[target]\ntempo = [1, 2]", [".target.tempo: minItems"]),
    ],
)
def test_a_wrong_exercise_is_wrong_by_its_schema(tmp_path: Path, text: str, wrong: list[str]) -> None:
    path = tmp_path / "curl.toml"
    path.write_text(f'title = "Curl"\nangle = "elbow"\n{text}\n', encoding="utf-8")
    assert list(errors(toml_file.parse(path), known("exercise"))) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[box]\nid = 'My Box'", [".box.id: pattern"]),
        ("[mqtt]\nbase = 'gym/'", [".mqtt.base: pattern"]),
        ("[mqtt]\nport = '1883'", [".mqtt.port: type"]),
        ("[gpio]\nboard = 'thr'", [".gpio.board: enum"]),
        ("[camra]", [": additionalProperties"]),
    ],
)
def test_wrong_settings_are_wrong_by_their_schema(tmp_path: Path, text: str, wrong: list[str]) -> None:
    path = tmp_path / "spotter.toml"
    path.write_text(text, encoding="utf-8")
    assert list(errors(toml_file.parse(path), known("spotter"))) == wrong

"""Changes keys of a settings file: its comments and order stay, and only a file that can be read replaces it."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Item, Table, Whitespace

from daemon.config import toml_file, whole_file
from daemon.config.settings import NO_LONGER_USED, Settings
from daemon.errors import ConfigError, NotAllowedError
from daemon.read_only import is_read_only, read_only, why

_MODE = 0o644
_HEADER = "# This box's settings. Every key that is missing here has its default.\n"
Value = str | int | float | bool | tuple[str, ...] | None
"""What a key is set to; None: it is taken away, so that the default holds."""


def given_keys(path: Path) -> frozenset[str]:
    """Returns the keys that a file sets, as ``camera.source``; none where there is no file.

    Raises:
        ConfigError: It cannot be read, or is not TOML.
    """
    if not path.exists():
        return frozenset()
    tables = {name: table for name, table in toml_file.parse(path).items() if isinstance(table, dict)}
    return frozenset(f"{name}.{key}" for name, table in tables.items() for key in table)


def check_writable(path: Path) -> None:
    """Checks that this user may change a file, or make it.

    Raises:
        NotAllowedError: They may not; says what to do.
    """
    folder = next(each for each in path.resolve().parents if each.exists())
    if is_read_only(folder):
        raise NotAllowedError(read_only(folder))
    if not os.access(folder, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise NotAllowedError(f"{path}: you may not change it: use sudo, or name a file of your own with --config")


def change(path: Path, changes: Mapping[str, Value]) -> Settings:
    """Sets keys of a file and returns what it says then. It is written beside, checked, and put in the old one's place.

    Args:
        path: The file; made where there is none.
        changes: ``{"camera.source": "csi://0"}``.

    Raises:
        ConfigError: It is no settings file, before or after the change: nothing is changed.
        NotAllowedError: It cannot be written.
    """
    path = path.resolve()  # whoever links it to another place keeps the link
    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        with whole_file.locked(path.parent):
            expected = _expected(path, changes)
            whole_file.replace(
                path,
                _changed(path, changes).encode(),
                own=lambda descriptor: _like(path, descriptor),
                check=lambda made: _check(made, path, expected),
            )
    except OSError as error:
        raise NotAllowedError(f"{path}: {why(error, path.parent, 'use sudo, or make room')}") from error
    return toml_file.read(path, Settings, NO_LONGER_USED)


def _changed(path: Path, changes: Mapping[str, Value]) -> str:
    text = path.read_bytes().decode("utf-8-sig") if path.exists() else _HEADER
    try:
        document = tomlkit.parse(text)
        for key, value in changes.items():
            _set(document, key, value)
    except (TOMLKitError, ValueError) as error:
        raise ConfigError(f"{path}: {error}: correct it, then run this again") from error
    changed = tomlkit.dumps(document)
    return changed if changed.endswith("\n") else f"{changed}\n"


def _set(document: tomlkit.TOMLDocument, key: str, value: Value) -> None:
    name, _, inner = key.partition(".")
    if name not in document:
        if value is None:
            return
        document[name] = tomlkit.table()
    table = document[name]
    if not isinstance(table, Table):
        raise ConfigError(f"[{name}] is written in a way that cannot be changed here: write it as a table of its own")
    if value is None:
        table.pop(inner, None)
    elif inner in table:
        _replace_value(table, inner, value)
    else:
        _append(table, inner, _item(value))


def _replace_value(table: Table, key: str, value: Value) -> None:
    """Leaves a value that is the same already as it is written."""
    if table[key] != _plain(value):
        table[key] = _item(value)


def _append(table: Table, key: str, item: Item) -> None:
    """Adds a key after the table's last one: tomlkit would put it behind the comments of the next table."""
    body = table.value.body
    behind = _behind(table.value)
    kept = [body.pop() for _ in range(behind)]
    table.append(key, item)
    body.extend(reversed(kept))


def _behind(container: Container) -> int:
    """Returns how many of the last blank lines and comments are not the table's own."""
    body = container.body
    trailing = 0
    while trailing < len(body) and body[-1 - trailing][0] is None:
        trailing += 1
    for at in range(len(body) - trailing, len(body)):
        if isinstance(body[at][1], Whitespace):
            return len(body) - at
    return trailing


def _item(value: Value) -> Item:
    item: Item = tomlkit.item(_plain(value))
    return item


def _plain(value: Value) -> Any:  # noqa: ANN401 - what TOML can hold
    return list(value) if isinstance(value, tuple) else value


def _expected(path: Path, changes: Mapping[str, Value]) -> dict[str, Any]:
    """Returns what the changed file must say, so that nothing but the changes can have come of it."""
    data = toml_file.parse(path) if path.exists() else {}
    for key, value in changes.items():
        name, _, inner = key.partition(".")
        if value is not None:
            data.setdefault(name, {})[inner] = _plain(value)
        elif name in data:
            data[name].pop(inner, None)
    return data


def _check(made: Path, path: Path, expected: dict[str, Any]) -> None:
    """Checks the new file by the rules of the old one."""
    try:
        toml_file.read(made, Settings, NO_LONGER_USED)
    except ConfigError as error:
        raise ConfigError(*(line.replace(str(made), str(path)) for line in error.lines)) from error
    if toml_file.parse(made) != expected:
        raise ConfigError(f"{path}: is written in a way that cannot be changed here: set the keys in it by hand")


def _like(path: Path, descriptor: int) -> None:
    """Gives the new file the old one's mode and owner."""
    if not path.exists():
        os.fchmod(descriptor, _MODE)
        return
    old = path.stat()
    os.fchmod(descriptor, old.st_mode & 0o7777)
    with contextlib.suppress(PermissionError):  # who may write it but does not own it becomes its owner
        os.fchown(descriptor, old.st_uid, old.st_gid)

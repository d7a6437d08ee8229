"""The settings as they may leave the house: numbers and words of our own; of all else, that it is set."""

import re
from pathlib import Path
from typing import Any

from msgspec.structs import fields

from daemon.config.settings import Box, Settings
from daemon.config.table import Table
from daemon.support.scrubber import HIDDEN, OPEN_HOSTS, Scrubber

_CAMERA = re.compile(r"(v4l2:///dev/video\d{1,2}|csi://\d|test://)(\?.*)?")
_PLAIN = frozenset(
    {
        "/etc/spotter/spotter.toml", "/etc/spotter/mqtt-password", "/etc/spotter/page.crt", "/etc/spotter/page.key",
        "/etc/spotter/page-authority.crt", "/etc/spotter/broker-ca.pem", "/var/lib/spotter/journal.db",
        "/var/lib/spotter/models", "/run/spotter/spotter.sock",
    }
)  # fmt: skip
"""Paths that are the same on every box."""


def of(config: Settings, scrubber: Scrubber) -> dict[str, Any]:
    """Returns the settings, table by table, and under ``changed`` the keys that are not as they come."""
    shown = {each.name: _table(getattr(config, each.name), scrubber) for each in fields(config)}
    shown["camera"]["source"] = _source(config.camera.source)
    shown["box"] = {"id": HIDDEN}
    usual = Settings(box=Box(id=config.box.id))
    changed = [
        f"{table.name}.{each.name}"
        for table in fields(config)
        for each in fields(getattr(config, table.name))
        if getattr(getattr(config, table.name), each.name) != getattr(getattr(usual, table.name), each.name)
    ]
    return {"settings": shown, "changed": changed}


def path(found: Path) -> str:
    """Returns a path as it may be told: only one that is the same on every box."""
    return str(found) if str(found) in _PLAIN else HIDDEN


def _table(table: Table, scrubber: Scrubber) -> dict[str, Any]:
    return {each.name: _value(getattr(table, each.name), scrubber) for each in fields(table)}


def _value(found: Any, scrubber: Scrubber) -> Any:  # noqa: ANN401 - a setting of any type
    if found is None or isinstance(found, bool | int | float):
        return found
    if isinstance(found, Table):
        return _table(found, scrubber)
    if isinstance(found, Path):
        return path(found)
    if isinstance(found, dict):
        return {f"{n}": _value(each, scrubber) for n, each in enumerate(found.values(), 1)}
    if isinstance(found, list | tuple):
        return [_value(each, scrubber) for each in found]
    return found if found in OPEN_HOSTS else scrubber.value(str(found))


def _source(source: str) -> str:
    """Returns a camera's address: of a stream or a file, only which kind it is."""
    found = _CAMERA.fullmatch(source)
    if found is None:
        kind = re.match(r"(rtsps?|https?|rtp|udp|file)://", source)
        return f"{kind[1]}://{HIDDEN}" if kind else HIDDEN
    turn = re.search(r"[?&](turn=\d{1,3})", found[2] or "")
    return found[1] + (f"?{turn[1]}" if turn else "")

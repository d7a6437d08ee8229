"""Keys of older files that mean nothing any more: left out, and warned of once, so that an update breaks no file."""

import logging
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from daemon.config.table import join
from daemon.printable import printable

_log = logging.getLogger(__name__)


def without(data: Mapping[str, Any], keys: Collection[str], key: str = "") -> tuple[dict[str, Any], list[str]]:
    """Returns what a file says without some keys, and which of them it has, in the order of the file.

    Args:
        data: The file's tables.
        keys: The keys, each with the tables that it is in: ``set.dwell_s``.
        key: Where in the file ``data`` stands; empty for all of it.
    """
    kept, left_out = dict[str, Any](), list[str]()
    for name, value in data.items():
        at = join(key, name)
        if at in keys:
            left_out.append(at)
        elif isinstance(value, dict) and any(each.startswith(f"{at}.") for each in keys):
            kept[name], inner = without(value, keys, at)
            left_out += inner
        else:
            kept[name] = value
    return kept, left_out


def warn(path: Path, keys: Collection[str]) -> None:
    """Say in the log which keys of a file are no longer used: a line each, once in the life of the process."""
    for key in keys:
        _warn_once(printable(f"{path}: {key} is no longer used: remove it"))


@cache
def _warn_once(line: str) -> None:
    _log.warning("%s", line)

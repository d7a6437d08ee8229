"""Reads one TOML file into one frozen struct, or says all that is wrong with it: where, what, and what was meant."""

import re
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from daemon.config import plain_file, retired
from daemon.config.table import Context, Table, mistakes
from daemon.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

T = TypeVar("T", bound=Table)

SIZE_LIMIT = 1 << 20
"""Bytes. A settings or exercise file has a few kilobytes; more is another file by mistake."""

_SHELL_PIPES = (Path("/dev/fd"), Path("/proc/self/fd"))
"""Where a shell puts the pipe of ``<(command)``, which ends by itself; another may be waited for without end."""

_WHERE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_HINTS = (
    (re.compile("^Invalid value"), ': a value is missing, or a text lacks its "quotes"'),
    (re.compile("^Cannot declare .* twice"), ": give each table once, or as [[name]] where there may be several"),
    (re.compile("^Expected '=' after|^Invalid statement"), ": write a line as key = value"),
    (re.compile("^Cannot overwrite"), ": give each key once"),
    (re.compile("^Expected newline or end of document"), ': write one key a line, and a time or a text in "quotes"'),
    (re.compile("^Unterminated string"), ": a text lacks its second quote"),
    (re.compile("^Found invalid character"), ": remove it"),
)
"""What is usually meant by an error of the TOML reader's."""


def read(path: Path, type_: type[T], no_longer_used: Collection[str] = ()) -> T:
    """Read a TOML file as ``type_``; a relative ``Path`` in it is relative to the file's own folder.

    Args:
        path: The file.
        type_: What is in it.
        no_longer_used: Keys of older files, which are ignored with a warning.

    Raises:
        ConfigError: All that is wrong, a line each: the file, the line or the key, what is wrong, the nearest name.
    """
    data, left_out = retired.without(parse(path), no_longer_used)
    context = Context(path.parent, {})
    refuse(path, list(mistakes(data, type_, context)))
    retired.warn(path, left_out)
    return msgspec.convert(data, type_, dec_hook=context.hook)


def refuse(path: Path, found: list[str]) -> None:
    """Says what is wrong with a file, if anything is.

    Raises:
        ConfigError: Something is.
    """
    if found:
        raise ConfigError(*(f"{path}: {_in_one_line(each)}" for each in found))


def parse(path: Path) -> dict[str, Any]:
    """Read a file's tables, whatever is in them.

    Raises:
        ConfigError: It cannot be read, or is not TOML.
    """
    text = _text(path)
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


def _in_one_line(text: str) -> str:
    """Returns the text with line breaks and the like, which a quoted key or value can have, as escapes."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def _text(path: Path) -> str:
    try:
        kind = plain_file.kind_of(path.stat().st_mode)
        if kind is not None and path.parent not in _SHELL_PIPES:
            raise ConfigError(f"{path}: {kind}, and no file: name a TOML file")
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

"""The file of those who may open the page: written by ``spotter pair``, read by ``spotter web``."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from daemon.clock import rfc3339
from daemon.config import paths, whole_file
from daemon.errors import SpotterError, UsageError
from daemon.pairing.secrets import cookie_of, new_token, proof_of

FILE_NAME = "paired.json"
_MODE = 0o640
_MOST_BYTES = 256 * 1024

Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,40}\Z")]


class Paired(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may open the page.

    Attributes:
        name: As given to ``spotter pair``.
        added: When, UTC, RFC 3339.
        proof: See ``pairing.secrets``.
    """

    name: Name
    added: str
    proof: str


class Roll(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who may, in the order in which they came.

    Attributes:
        version: Raised when the file changes its meaning.
    """

    paired: tuple[Paired, ...] = ()
    version: Literal[1] = 1

    def holder(self, cookie: str) -> str | None:
        """Returns the name of who holds this cookie, or None."""
        proof = proof_of(cookie)
        return next((each.name for each in self.paired if each.proof == proof), None)


NOBODY = Roll()


def path(environ: dict[str, str] | None = None) -> Path:
    """Returns where the file lies."""
    return paths.pairing_folder(environ) / FILE_NAME


def read(file: Path) -> Roll:
    """Returns who may open the page; nobody where there is no file.

    Raises:
        SpotterError: It cannot be read, or is damaged; says what to do.
    """
    try:
        with file.open("rb") as opened:
            return msgspec.json.decode(opened.read(_MOST_BYTES), type=Roll)
    except FileNotFoundError:
        return NOBODY
    except OSError as error:
        raise SpotterError(f"{file}: {error.strerror}: let the user that runs `spotter web` read it") from error
    except msgspec.MsgspecError as error:
        raise SpotterError(f"{file}: {error}: delete it, and pair again with `spotter pair`") from error


def add(file: Path, name: str, now: datetime) -> str:
    """Lets somebody in; returns the token, which is kept nowhere.

    Raises:
        UsageError: The name is taken, or no name.
        SpotterError: The file cannot be read or written.
    """
    token = new_token()
    try:
        made = msgspec.convert(
            {"name": name, "added": rfc3339(now), "proof": proof_of(cookie_of(token))}, Paired, strict=True
        )
    except msgspec.ValidationError as error:
        raise UsageError(f"{name[:60]!r}: a name has 1 to 40 of the characters a-z, A-Z, 0-9, _ and -") from error

    def with_it(roll: Roll) -> Roll:
        if any(each.name == name for each in roll.paired):
            raise UsageError(f"{name} is paired already: choose another name, or `spotter pair --revoke {name}` first")
        return Roll(paired=(*roll.paired, made))

    _change(file, with_it)
    return token


def revoke(file: Path, name: str) -> bool:
    """Lets somebody in no more; returns whether they were.

    Raises:
        SpotterError: The file cannot be read or written.
    """
    found = False

    def without_it(roll: Roll) -> Roll:
        nonlocal found
        found = any(each.name == name for each in roll.paired)
        return Roll(paired=tuple(each for each in roll.paired if each.name != name))

    _change(file, without_it)
    return found


def _change(file: Path, change: Callable[[Roll], Roll]) -> None:
    """Replaces the file whole, one writer at a time; it lasts when this returns."""
    paths.make(file.parent)
    try:
        with whole_file.locked(file.parent):
            content = msgspec.json.encode(change(read(file)))
            whole_file.replace(file, content, own=lambda descriptor: _give_to_page(file, descriptor))
    except OSError as error:
        if isinstance(error, SpotterError):
            raise
        raise SpotterError(f"{file}: {error.strerror}: run this as root (sudo), or make room on the disk") from error


def _give_to_page(file: Path, descriptor: int) -> None:
    os.fchown(descriptor, -1, file.parent.stat().st_gid)  # the folder's group is that of `spotter web`
    os.fchmod(descriptor, _MODE)

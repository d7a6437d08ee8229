"""The one file of a bundle: the same parts at the same moment make the same bytes, and never more than it may have."""

import gzip
import io
import os
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from daemon.errors import SpotterError

LIMIT = 5_000_000
"""Bytes."""
FOLDER = "spotter-support"
_CUT = b"(older lines are left out: the bundle holds 5 MB)\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the bundle.

    Attributes:
        name: Its name.
        about: What it is, in some words.
        data: UTF-8 text.
    """

    name: str
    about: str
    data: bytes


def fitted(parts: Sequence[Part], now: datetime, limit: int = LIMIT) -> tuple[list[Part], bytes]:
    """Returns the parts as they fit, and the file of them: the longest loses its older half until all fit."""
    kept = list(parts)
    while len(file := packed(kept, now)) > limit:
        longest = max(range(len(kept)), key=lambda at: len(kept[at].data))
        kept[longest] = replace(kept[longest], data=newest(kept[longest].data, len(kept[longest].data) // 2))
    return kept, file


def newest(data: bytes, most: int) -> bytes:
    """Returns the newest whole lines of a text that lists the oldest first, at most so many bytes of them."""
    if len(data) <= most:
        return data
    start = data.find(b"\n", len(data) - most) + 1
    return _CUT + (data[start:] if start else b"")


def packed(parts: Sequence[Part], now: datetime) -> bytes:
    """Returns a gzipped tar file of the parts."""
    out = io.BytesIO()
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=9, mtime=0) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for part in sorted(parts, key=lambda part: part.name):
            entry = tarfile.TarInfo(f"{FOLDER}/{part.name}")
            entry.size, entry.mode, entry.mtime = len(part.data), 0o600, int(now.timestamp())
            tar.addfile(entry, io.BytesIO(part.data))
    return out.getvalue()


def check(path: Path) -> None:
    """Find out beforehand whether the file can be written.

    Raises:
        SpotterError: It is there already, or its folder may not be written to.
    """
    if path.exists():
        raise SpotterError(f"{path} is there already: name another file")
    try:
        with tempfile.NamedTemporaryFile(prefix=".spotter-support.", dir=path.parent):
            pass
    except OSError as error:
        raise _cannot(path, error) from error


def write(path: Path, data: bytes) -> None:
    """Write the file, whole or not at all, for its owner's eyes: with ``sudo``, of who called it.

    Raises:
        SpotterError: It cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=".spotter-support.", dir=path.parent)
    except OSError as error:
        raise _cannot(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            _give_to_caller(file.fileno())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise _cannot(path, error) from error


def _give_to_caller(descriptor: int) -> None:
    caller = os.environ.get("SUDO_UID", "")
    if os.geteuid() == 0 and caller.isdigit():
        os.fchown(descriptor, int(caller), -1)


def _cannot(path: Path, error: OSError) -> SpotterError:
    return SpotterError(f"{path} cannot be written ({error.strerror}): name a file in another folder, such as /tmp")

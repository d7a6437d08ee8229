"""Whose packages this box takes: the publisher's public keys, in one file that root writes."""

import os
import stat
from pathlib import Path

from daemon.config import whole_file
from daemon.errors import NotAllowedError, PackageError, SourceError, SpotterError, UsageError
from daemon.printable import printable
from daemon.read_only import why
from daemon.upgrade import openpgp
from daemon.upgrade.openpgp import Key

KEYS = Path("/etc/spotter/update-keys.gpg")
"""The file, as gpgv reads it."""
_LARGEST = 1024 * 1024


def trust(file: Path, *, replace: bool, kept: Path = KEYS) -> tuple[Key, ...]:
    """Let the box take what these keys sign; returns them.

    Args:
        file: The publisher's keys.
        replace: Other keys that are trusted now are not any more.
        kept: Where this box keeps them.

    Raises:
        SourceError: The file cannot be read.
        PackageError: It holds no public keys; says what it holds.
        UsageError: Other keys are trusted already.
        NotAllowedError: The caller is not root.
        SpotterError: They cannot be kept.
    """
    packets, found = _read(file)
    before = _before(kept)
    if before and not replace and _fingerprints(before) != _fingerprints(found):
        raise UsageError(
            f"this box trusts {named(before)}; to trust {named(found)} in its place, add --replace, "
            "once you know that the publisher has changed the key"
        )
    try:
        whole_file.replace(kept, packets, own=lambda descriptor: os.fchmod(descriptor, 0o644))
    except PermissionError as error:
        raise NotAllowedError(f"{kept} cannot be written: use sudo") from error
    except OSError as error:
        mend = "make room on its disk, or install Spotter first"
        raise SpotterError(f"{kept} cannot be written: {why(error, kept.parent, mend)}") from error
    return found


def trusted(kept: Path = KEYS) -> tuple[Key, ...]:
    """Returns the keys that this box trusts.

    Raises:
        PackageError: There are none, or they cannot be trusted; says what to do.
    """
    if not kept.exists():
        raise PackageError(
            f"{kept} is missing, so no update can be trusted: sudo spotter update --trust KEYFILE (docs/update.md)"
        )
    try:
        if kept.stat().st_mode & stat.S_IWOTH:
            raise PackageError(f"anybody may write {kept}: get it again from where you trust it, and chmod 644 it")
        return openpgp.keys_of(_content(kept))
    except ValueError as error:
        if isinstance(error, PackageError):
            raise
        raise PackageError(f"{kept} {error}: sudo spotter update --trust KEYFILE (docs/update.md)") from error
    except OSError as error:
        raise PackageError(f"{kept} cannot be read ({error.strerror}), so no update can be trusted") from error


def named(keys: tuple[Key, ...]) -> str:
    """Returns keys as a person compares them."""
    return ", ".join(f"{key.fingerprint} ({printable(key.owner)})" if key.owner else key.fingerprint for key in keys)


def _read(file: Path) -> tuple[bytes, tuple[Key, ...]]:
    """Returns packets and keys of a file."""
    try:
        packets = openpgp.packets_of(_content(file))
        return packets, openpgp.keys_of(packets)
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise PackageError(
            f"{file} {error}: get the publisher's public key (gpg --armor --export writes one)"
        ) from error


def _content(file: Path) -> bytes:
    """Returns the bytes of a regular file: a pipe would be waited for without end."""
    with open(file, "rb", opener=lambda path, flags: os.open(path, flags | os.O_NONBLOCK)) as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError("it is no file")
        content = opened.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError("is larger than a file of public keys")
    return content


def _before(kept: Path) -> tuple[Key, ...]:
    """Returns the keys that are trusted now; a file that gpgv takes for an empty one trusts nobody."""
    try:
        return _read(kept)[1]
    except (SourceError, PackageError):
        return ()


def _fingerprints(keys: tuple[Key, ...]) -> set[str]:
    return {key.fingerprint for key in keys}

"""A package of Spotter: copied to where root alone can write, its signature checked there, and installed from there."""

import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from daemon.errors import PackageError, SourceError, SpotterError
from daemon.printable import printable
from daemon.read_only import why
from daemon.upgrade import trust

NAME = "spotter"
ENDINGS = (".sig", ".gpg", ".asc")
"""What a detached signature's name ends with, beside the package's own."""
_STAGE = Path("/var/tmp")  # noqa: S108 - a folder of a name that nobody knows, made there for root alone
_LARGEST = 2**30
_LARGEST_SIGNATURE = 64 * 1024
_LIMIT_S = 120.0
_HASH, _PRIMARY = 8, 10
"""Places of hash and primary key's fingerprint in gpgv's VALIDSIG."""
_WEAK_HASHES = ("1", "2", "3")
"""MD5, SHA-1 and RIPEMD-160 (RFC 4880, 9.4): a second package could be made with the same signature."""
_BAD = {
    "BADSIG": "its signature is another package's, or a byte of it was changed",
    "ERRSIG": "its signature is of a key that is not trusted here",
    "EXPKEYSIG": "its signature's key has expired",
    "REVKEYSIG": "its signature's key was revoked",
    "EXPSIG": "its signature has expired",
    "NODATA": "what lies beside it is no signature",
    "UNEXPECTED": "what lies beside it is no signature",
}
"""gpgv's words on its status descriptor (GnuPG, doc/DETAILS)."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says of itself.

    Attributes:
        file: The copy that was checked, in root's own folder.
        version: Debian's.
        architecture: ``amd64`` or ``arm64``.
    """

    file: Path
    version: str
    architecture: str


@contextmanager
def staged(package: Path, signature: Path | None) -> Iterator[tuple[Path, Path]]:
    """Copy a package and its signature to a folder of our own, so that what is checked is what is installed.

    Args:
        package: The file.
        signature: Its detached signature; None: the file beside it, with ``.sig``, ``.gpg`` or ``.asc`` at the end.

    Raises:
        SourceError: One of them cannot be read.
        PackageError: There is no signature.
    """
    there = signature or _beside(package)
    with _own_folder() as folder:
        copies = folder / "spotter.deb", folder / "spotter.deb.sig"
        _copy(package, copies[0], _LARGEST)
        _copy(there, copies[1], _LARGEST_SIGNATURE)
        yield copies


def verify(package: Path, signature: Path, keys: Path = trust.KEYS) -> str:
    """Check that one of the keys has signed the package; returns the key's fingerprint.

    Raises:
        PackageError: None has, or there are no keys; says which.
    """
    trust.trusted(keys)
    words = ["gpgv", "--homedir", str(package.parent), "--status-fd", "1", "--keyring", str(keys.absolute())]
    done = _run([*words, str(signature), str(package)])
    told = [
        line.split()[1:] for line in done.stdout.splitlines() if line.startswith("[GNUPG:] ") and len(line.split()) > 1
    ]
    wrong = next((_BAD[word[0]] for word in told if word[0] in _BAD), None)
    valid = [word for word in told if word[0] == "VALIDSIG" and len(word) > _PRIMARY]
    if wrong is None and any(word[_HASH] in _WEAK_HASHES for word in valid):
        wrong = "its signature is made with a hash that is not safe any more: sign it with SHA-512"
    good = any(word[0] == "GOODSIG" for word in told)
    if wrong is not None or not valid or not good or done.returncode != 0:
        raise PackageError(f"the package is refused: {wrong or _said(done)}; get it again from where you trust it")
    return valid[0][_PRIMARY]


def describe(package: Path) -> Package:
    """Returns what the package says of itself.

    Raises:
        PackageError: It is no package, or not one of Spotter.
    """
    done = _run(["dpkg-deb", "--field", str(package), "Package", "Version", "Architecture"])
    if done.returncode != 0:
        raise PackageError(f"the package is refused: it is no Debian package ({_said(done)})")
    fields = dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)
    name = fields.get("Package", "")
    if name != NAME:
        raise PackageError(f"the package is refused: it is of {printable(name) or 'nobody'}, and not of {NAME}")
    return Package(package, printable(fields.get("Version", "")), printable(fields.get("Architecture", "")))


def check_fits(package: Package, *, allow_downgrade: bool) -> None:
    """Check that the package is for this machine, and no older than what is installed.

    Raises:
        PackageError: It is not.
    """
    here = _run(["dpkg", "--print-architecture"]).stdout.strip()
    if package.architecture != here:
        raise PackageError(f"the package is refused: it is for {package.architecture}, and this machine is {here}")
    there = installed()
    older = there is not None and _older(package.version, there)
    if older and not allow_downgrade:
        raise PackageError(
            f"the package is refused: {package.version} is older than {there}, which is installed; "
            "--allow-downgrade takes it"
        )


def installed() -> str | None:
    """Returns the version of the package that is installed, or None."""
    done = _run(["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Version}", NAME])
    status, _, version = done.stdout.strip().partition(" ")
    return version if done.returncode == 0 and status not in ("not-installed", "config-files") and version else None


def install(package: Package) -> None:
    """Let apt install it, with what it newly needs; settings that somebody has changed stay.

    Raises:
        SpotterError: It could not.
    """
    words = ["apt-get", "install", "--yes", "--no-install-recommends", "--allow-downgrades", "--reinstall"]
    words += ["-o", "Dpkg::Options::=--force-confold", str(package.file)]
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(words, env=environ, check=False)
    except OSError as error:
        raise SpotterError(f"apt-get does not start: {error.strerror}") from error
    if done.returncode != 0:
        raise SpotterError(f"{package.version} could not be installed: see apt's message above")


@contextmanager
def _own_folder() -> Iterator[Path]:
    """Makes a folder that nobody else may look into, for as long as it is needed."""
    try:
        made = tempfile.TemporaryDirectory(prefix="spotter-update-", dir=_STAGE)
    except OSError as error:
        raise SourceError(
            f"{_STAGE} takes no copy of the package: {why(error, _STAGE, 'make room on its disk')}"
        ) from error
    with made as name:
        yield Path(name)


def _beside(package: Path) -> Path:
    found = [path for path in (Path(f"{package}{ending}") for ending in ENDINGS) if path.is_file()]
    if not found and not package.is_file():
        address = re.match(r"\w+:/", str(package)) is not None
        missing = "is no file of this machine: fetch it and its signature first" if address else "is not there"
        raise SourceError(f"{package} {'is no file' if package.exists() else missing}")
    if not found:
        raise PackageError(
            f"{package} has no signature beside it ({package.name}.sig): get it too, or name it with --signature"
        )
    return found[0]


def _copy(source: Path, target: Path, largest: int) -> None:
    """Copy a regular file: a pipe would be waited for without end, and a device might never end."""
    try:
        with open(source, "rb", opener=_open_at_once) as file, target.open("xb") as copy:
            _check_regular(file)
            shutil.copyfileobj(_Bounded(file, largest), copy, 1024 * 1024)
    except OSError as error:
        why = error.strerror or str(error)
        raise SourceError(f"{source} cannot be read, or copied to {target.parent}: {why}") from error


def _check_regular(file: BinaryIO) -> None:
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        raise OSError("it is no file")


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


class _Bounded:
    """A file of which no more is read than there may be."""

    def __init__(self, file: BinaryIO, largest: int) -> None:
        self._file = file
        self._left = largest

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise OSError("it is larger than it may be")
        return data


def _older(version: str, other: str) -> bool:
    return _run(["dpkg", "--compare-versions", version, "lt", other]).returncode == 0


def _said(done: "subprocess.CompletedProcess[str]") -> str:
    return printable(done.stderr.strip().rpartition("\n")[2]) or f"{done.args[0]} ended with {done.returncode}"


def _run(words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.run(
            words, capture_output=True, text=True, timeout=_LIMIT_S, check=False, env=environ, errors="replace"
        )
    except OSError as error:
        raise SpotterError(f"{words[0]} does not start ({error.strerror}): apt install {words[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise SpotterError(f"{words[0]} has not answered for {_LIMIT_S:.0f} s") from error

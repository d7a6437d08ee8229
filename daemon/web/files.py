"""The page's own files. They are read once: what is asked for is looked up among them, and never on the disk."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from daemon.config import plain_file
from daemon.errors import ConfigError

AUTHORITY = "/authority.crt"
_CERTIFICATE = r"\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*"
_CERTIFICATE_LIMIT = 16 * 1024
_CERTIFICATE_TYPE = "application/x-x509-ca-cert"
FOLDER = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file.

    Attributes:
        body: Its bytes.
        type: Its media type.
        tag: Changes with its bytes, in quotes, as HTTP has it.
    """

    body: bytes
    type: str
    tag: str


def load(folder: Path = FOLDER, authority: Path | None = None) -> dict[str, PageFile]:
    """Returns the page's files by their path in an address; ``/`` is ``index.html``.

    Args:
        folder: Where they lie.
        authority: Goes to phones as ``AUTHORITY``; None: there is none.

    Raises:
        ConfigError: It cannot be read, or is no certificate.
    """
    found = {
        f"/{path.relative_to(folder)}": _file(path.read_bytes(), _TYPES[path.suffix])
        for path in folder.rglob("*")
        if path.suffix in _TYPES
    }
    found["/"] = found.pop("/index.html")
    return found if authority is None else found | {AUTHORITY: _file(_certificate(authority), _CERTIFICATE_TYPE)}


def _certificate(path: Path) -> bytes:
    """Returns a certificate, and nothing else: whatever lies in this file, anybody in the home's network may read."""
    text = plain_file.read(path, _CERTIFICATE_LIMIT, "web.authority")[0].decode("ascii", "replace")
    if re.fullmatch(_CERTIFICATE, text) is None:
        raise ConfigError(f"{path}: web.authority: not one PEM certificate and nothing else")
    return text.encode()


def _file(body: bytes, type_: str) -> PageFile:
    return PageFile(body, type_, f'"{hashlib.sha256(body).hexdigest()[:16]}"')

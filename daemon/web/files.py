"""The page's own files. They are read once: what is asked for is looked up among them, and never on the disk."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

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


def load(folder: Path = FOLDER) -> dict[str, PageFile]:
    """Returns the page's files by their path in an address; ``/`` is ``index.html``."""
    found = {f"/{path.relative_to(folder)}": _file(path) for path in folder.rglob("*") if path.suffix in _TYPES}
    return {("/" if name == "/index.html" else name): file for name, file in found.items()}


def _file(path: Path) -> PageFile:
    body = path.read_bytes()
    return PageFile(body, _TYPES[path.suffix], f'"{hashlib.sha256(body).hexdigest()[:16]}"')

"""Where the versions of Spotter lie, and what belongs to a change from one to another."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from daemon.config import whole_file
from daemon.errors import SpotterError
from daemon.journal.database import sync_folder

_VERSION = re.compile(r'^version = "(.+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of a machine.

    Attributes:
        root: ``/``; another folder is a machine of a test.
    """

    root: Path = Path("/")

    @property
    def home(self) -> Path:
        """The folder of the versions, which root alone writes."""
        return self.root / "opt/spotter"

    @property
    def current(self) -> Path:
        """The link to the version that runs."""
        return self.home / "current"

    @property
    def mark(self) -> Path:
        """The file that is there while a change is under way, for the boot after a power cut."""
        return self.home / "activation.json"

    @property
    def state(self) -> Path:
        """The daemon's own folder."""
        return self.root / "var/lib/spotter"

    def program(self, version: str) -> Path:
        """Returns a version's command."""
        return self.home / version / ".venv/bin/spotter"

    def python(self, version: str) -> Path:
        """Returns a version's Python."""
        return self.program(version).with_name("python")

    def running(self) -> str | None:
        """Returns the version that ``current`` names; None: it names none that lies there, so nothing runs."""
        try:
            version = self.current.readlink().name
        except OSError:
            return None
        return version if self.program(version).exists() else None

    def carried(self) -> str | None:
        """Returns the version that the installed package carries; None: there is no package."""
        try:
            text = (self.home / "payload/pyproject.toml").read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        found = _VERSION.search(text)
        return None if found is None else found[1]

    def tables(self, version: str) -> int | None:
        """Returns the newest version of the journal's tables that a version of Spotter knows; None: it does not say."""
        steps = self.home.joinpath(version, "daemon/journal").glob("*.sql")
        return max((int(step.stem) for step in steps if step.stem.isdecimal()), default=None)

    def check(self, version: str) -> None:
        """Make sure that a version lies there.

        Raises:
            SpotterError: It does not, or its name leads elsewhere.
        """
        if version in ("", ".", "..", "current", "activating") or "/" in version:
            raise SpotterError(f"{version!r} is no version: name one of {self.home}")
        if not os.access(self.program(version), os.X_OK):
            raise SpotterError(f"{self.program(version)} is not there: install {version} again")

    def switch(self, version: str) -> None:
        """Let ``current`` name a version, in one step that a power cut does not tear."""
        self._link("current", version)

    def name_activating(self, version: str) -> None:
        """Let ``activating`` name the version whose ``deploy/activate`` carries a change on."""
        self._link("activating", version)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the versions, so that no two processes carry a change on."""
        handle = os.open(self.home / "activation.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _link(self, name: str, version: str) -> None:
        new = self.home / f"{name}.new"
        with suppress(FileNotFoundError):
            new.unlink()
        new.symlink_to(version)
        new.replace(self.home / name)
        sync_folder(self.home)


def write(path: Path, text: str) -> None:
    """Replace a file, which its owner alone can read, in one step that a power cut does not tear."""
    whole_file.replace(path, text.encode(), own=lambda _: None)
    sync_folder(path.parent)

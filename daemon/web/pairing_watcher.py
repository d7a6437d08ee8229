"""Who is paired, as the file of pairings says now: it is watched, so a revocation holds within half a second."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from daemon.errors import SpotterError
from daemon.pairing import store
from daemon.pairing.secrets import cookie_of
from daemon.pairing.store import NOBODY, Roll

LOOK_S = 0.25
"""How often (s) the file is looked at."""
_LOG = logging.getLogger("spotter.web")
_Stamp = tuple[int, int, int] | None


class PairingWatcher:
    """The pairings; read again whenever their file changes. A file that cannot be read lets nobody in."""

    def __init__(self, file: Path, on_change: Callable[[], None]) -> None:
        self._file = file
        self._on_change = on_change
        self._stamp: _Stamp = (0, 0, 0)
        self._roll: Roll = NOBODY
        self._changed = asyncio.Event()
        self.look()

    @property
    def closed(self) -> bool:
        """Whether nobody at all may come in."""
        return not self._roll.paired

    def holder(self, cookie: str) -> str | None:
        """Returns the name of who holds this cookie, or None."""
        return self._roll.holder(cookie)

    def redeem(self, token: str) -> tuple[str, str] | None:
        """Returns the name of whom a token belongs to and the cookie to give them, or None."""
        cookie = cookie_of(token)
        name = self._roll.holder(cookie)
        return None if name is None else (name, cookie)

    async def until(self, *, closed: bool) -> None:
        """Waits until nobody may come in, or somebody."""
        while self.closed is not closed:
            self._changed.clear()
            await self._changed.wait()

    async def run(self) -> None:
        """Looks at the file until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            if self.look():
                self._changed.set()
                self._on_change()

    def look(self) -> bool:
        """Reads the file if it changed; returns whether it did."""
        stamp = _stamp(self._file)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self._roll = store.read(self._file)
        except SpotterError as error:
            self._roll = NOBODY
            _LOG.warning("%s; nobody may open the page meanwhile", error)
        return True


def _stamp(file: Path) -> _Stamp:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns

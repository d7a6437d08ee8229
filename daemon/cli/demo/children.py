"""Processes that are started again when they die, as the service manager does it on a box."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Sequence

from daemon.errors import SpotterError
from daemon.ipc.timeout import timeout

AGAIN_S = 0.2
"""Seconds before a dead process is started again."""
MOST_DEATHS = 20
"""Deaths after which a process is given up."""
STOP_S = 5.0
"""Seconds a process is given to stop before it is killed."""
_log = logging.getLogger(__name__)


class Child:
    """One process, kept alive until it ends by itself with status 0, or is stopped.

    Args:
        name: As the user sees it.
        argv: Gives the command line afresh for each start.
        output: Descriptor of a file for all it says; None: where this process's own words go.
    """

    def __init__(self, name: str, argv: Callable[[], Sequence[str]], output: int | None = None) -> None:
        self.name = name
        self._argv = argv
        self._output = output
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    async def run(self) -> None:
        """Keep it running; returns when it has ended well.

        Raises:
            SpotterError: It ended with an error of its own, which it has printed, or it died too often.
        """
        for _ in range(MOST_DEATHS):
            self._process = await asyncio.create_subprocess_exec(
                *self._argv(), stdin=asyncio.subprocess.DEVNULL, stdout=self._output, stderr=self._output
            )
            status = await self._process.wait()
            if status == 0 or self._stopping:
                return
            if status > 0:
                raise SpotterError(f"{self.name} ended with status {status}")
            _log.warning("%s was killed by %s: it is started again", self.name, signal.Signals(-status).name)
            await asyncio.sleep(AGAIN_S)
        raise SpotterError(f"{self.name} died {MOST_DEATHS} times: see its messages above")

    async def stop(self) -> None:
        """Ask it to stop, and kill it if it does not. Safe before the start and after the end."""
        self._stopping = True
        await end(self._process)


async def end(process: asyncio.subprocess.Process | None) -> None:
    """Ask a process to stop, and kill it if it does not; one that never began or has ended is left alone."""
    if process is None or process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await timeout(STOP_S, process.wait())
    except asyncio.TimeoutError:
        process.kill()
        await process.wait()

"""The demonstration's dashboard: it has the terminal; what is said otherwise goes to a file named at the end."""

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from daemon.cli.demo.children import end


def has_terminal(environ: Mapping[str, str]) -> bool:
    """Returns whether there is a terminal to show a dashboard on."""
    return not environ.get("CI") and all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


class Dashboard:
    """``spotter tui`` as a process of its own, and the file.

    Attributes:
        log: Takes what would stand in the terminal; ends with the context.
    """

    def __init__(self) -> None:
        descriptor, name = tempfile.mkstemp(prefix="spotter-demo-", suffix=".log")
        self._path = Path(name)
        self.log = os.fdopen(descriptor, "w", encoding="utf-8", buffering=1)
        self._process: asyncio.subprocess.Process | None = None

    def __enter__(self) -> "Dashboard":  # noqa: PYI034 - Self needs Python 3.11
        """Hold the file."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """Tell on the terminal, which is itself again, what happened."""
        self.log.close()
        with contextlib.suppress(OSError):  # the terminal itself may be what was lost
            sys.stdout.write(f"{self._path.read_text(encoding='utf-8')}\nall of this is in {self._path}\n")
            sys.stdout.flush()

    async def watch(self, argv: Sequence[str]) -> None:
        """Show it until it is left."""
        self._process = await asyncio.create_subprocess_exec(*argv, "--no-guide")
        await self._process.wait()

    async def close(self) -> None:
        """Have it give the terminal back."""
        await end(self._process)

"""The folder of ``--stages``: it appears whole or not at all."""

import re
import shutil
from pathlib import Path
from types import TracebackType

from daemon.errors import SpotterError, UsageError

REPORT = "report.html"
_OURS = re.compile(r"report\.html|signals-\d+-\d+\.svg|\d+-[\w-]+\.png")


class StagesFolder:
    """Files are written beside the folder and get its name in ``finish``; use it in a ``with`` block.

    Args:
        path: The folder. One that an earlier count made, or that is empty, is replaced.

    Raises:
        UsageError: It is a file, or holds something else.
        SpotterError: It cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._real = path.resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise self._cannot(error) from None
        self._part, self._old = (self._real.with_name(f".{self._real.name}.{end}") for end in ("part", "old"))
        self._refuse_others()
        try:
            shutil.rmtree(self._part, ignore_errors=True)
            self._part.mkdir(parents=True)
        except (OSError, ValueError) as error:
            raise self._cannot(error) from None

    def write(self, name: str, data: bytes) -> None:
        """Write a file.

        Raises:
            SpotterError: It cannot be written.
        """
        try:
            (self._part / name).write_bytes(data)
        except OSError as error:
            raise self._cannot(error) from None

    def finish(self) -> None:
        """Give the folder its name.

        Raises:
            SpotterError: It cannot be named so.
        """
        try:
            shutil.rmtree(self._old, ignore_errors=True)
            if self._real.exists():
                self._real.rename(self._old)
            self._part.rename(self._real)
        except OSError as error:
            raise self._cannot(error) from None
        shutil.rmtree(self._old, ignore_errors=True)

    def __enter__(self) -> "StagesFolder":  # noqa: PYI034 - Self needs Python 3.11
        """Write in a ``with`` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """Throw away what was not finished."""
        shutil.rmtree(self._part, ignore_errors=True)

    def _refuse_others(self) -> None:
        try:
            if self._real.exists() and not self._real.is_dir():
                raise UsageError(f"{self.path} is a file: name another folder")
            there = self._real.iterdir() if self._real.exists() else ()
            foreign = next((each.name for each in there if not _OURS.fullmatch(each.name)), None)
        except OSError as error:
            raise self._cannot(error) from None
        if foreign is not None:
            raise UsageError(f"{self.path} holds {foreign}, which --stages did not make: name another folder")

    def _cannot(self, error: OSError | ValueError | RuntimeError) -> SpotterError:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return SpotterError(f"{self.path} cannot be written ({why}): choose another folder or free some space")

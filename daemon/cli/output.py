"""What the commands write: any terminal can show it, and none is steered by it."""

import codecs
import contextlib
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO, cast

from daemon.errors import OutputError
from daemon.masking import MaskedFormatter
from daemon.printable import escape, printable_lines

_UNKNOWN = "spotter-escape"
"""How a character is written that the stream's encoding lacks: escaped, as JSON reads it."""


class SafeStream:
    """A text stream that escapes control characters but line ends and tabs, and what its encoding lacks."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._encoding = stream.encoding or "utf-8"

    def write(self, text: str) -> int:
        """Write a text; returns its length."""
        shown = printable_lines(text)
        with self._reporting():
            self._stream.write(shown.encode(self._encoding, _UNKNOWN).decode(self._encoding))
        return len(text)

    def draw(self, text: str) -> None:
        """Write what this program drew itself, with its colours; nothing that others chose may be in it."""
        with self._reporting():
            self._stream.write(text.encode(self._encoding, _UNKNOWN).decode(self._encoding))

    def flush(self) -> None:
        """Write what is still held back."""
        with self._reporting():
            self._stream.flush()

    def writelines(self, lines: Iterable[str]) -> None:
        """Write some texts."""
        for line in lines:
            self.write(line)

    @contextlib.contextmanager
    def _reporting(self) -> Iterator[None]:
        """Turns what a full disk says into a line; that the reader has left is no fault."""
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())  # what is held back fails no more at exit
            why = error.strerror or error
            raise OutputError(
                f"the output cannot be written ({why}): free some space, or write it elsewhere"
            ) from error

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else is the stream's own
        """Returns what the stream itself has."""
        return getattr(self._stream, name)


def draw(out: TextIO, text: str) -> None:
    """Write colours and blocks that this program made, to a stream that escapes what others did."""
    if isinstance(out, SafeStream):
        out.draw(text)
    else:
        out.write(text)


@contextlib.contextmanager
def safe_output() -> Iterator[None]:
    """Make standard output and error safe for the length of a ``with`` block."""
    codecs.register_error(_UNKNOWN, _escaped)
    out, err = (cast("TextIO", SafeStream(stream)) for stream in (sys.stdout, sys.stderr))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _warnings_to(err):
        yield
        out.flush()  # here, where it can still be told


@contextlib.contextmanager
def _warnings_to(stream: TextIO) -> Iterator[None]:
    """Write what is warned of in the command line's own voice, where the verb sets up no log."""
    usual, handler = logging.lastResort, logging.StreamHandler(stream)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(MaskedFormatter("spotter: %(message)s"))
    logging.lastResort = handler
    try:
        yield
    finally:
        logging.lastResort = usual


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return escape(error.object[error.start : error.end]), error.end

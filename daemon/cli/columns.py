"""Lines of a list that fit a terminal: columns as wide as what is in them, and what is long on lines of its own."""

import shutil
import sys
from collections.abc import Iterable, Iterator
from textwrap import wrap

_INDENT = "    "


def terminal() -> int:
    """Returns the cells of a terminal's line; where the output goes elsewhere, a line may be as long as it is."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize


def row(head: str, rest: str, width: int) -> Iterator[str]:
    """Yields ``head`` and ``rest`` as one line; where that is longer than ``width``, ``rest`` below it, indented."""
    if len(head) + 1 + len(rest) <= width:
        yield f"{head} {rest}"
        return
    yield head.rstrip()
    yield from wrap(rest, width, initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False)


def widest(texts: Iterable[str], least: int) -> int:
    """Returns the length of the longest text, at least ``least``."""
    return max([least, *map(len, texts)])

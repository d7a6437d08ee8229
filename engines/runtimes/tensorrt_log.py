"""What TensorRT says: kept, so that its errors become ours and nothing is printed into the middle of anything."""

import logging
from collections import deque
from typing import Any

_KEPT = 50
"""Messages; the oldest go first."""
_LONGEST = 300
"""Characters of a message that a user is shown."""
_log = logging.getLogger(__name__)
_MENDS = (
    ("out of memory", "the GPU's memory is full: stop other programs, or set up swap"),
    ("outofmemory", "the GPU's memory is full: stop other programs, or set up swap"),
    ("incompatible device", "it was built for another GPU; run: spotter engine build"),
    ("not compatible with this version", "it was built for another TensorRT; run: spotter engine build"),
    ("version tag", "it was built for another TensorRT; run: spotter engine build"),
    ("magic tag", "it is no engine, or damaged; run: spotter engine build"),
    ("invalid engine", "it is no engine, or damaged; run: spotter engine build"),
    ("cuda initialization", "no GPU answers; run: spotter doctor"),
)
"""A word in TensorRT's own message, and what the user can do."""


class Log:
    """TensorRT's log.

    Attributes:
        logger: What TensorRT wants to be given.
    """

    def __init__(self, trt: Any) -> None:  # noqa: ANN401 - tensorrt has no types that we can import everywhere
        kept: deque[tuple[bool, str]] = deque(maxlen=_KEPT)
        grave = (trt.ILogger.Severity.INTERNAL_ERROR, trt.ILogger.Severity.ERROR)
        worth = (*grave, trt.ILogger.Severity.WARNING)

        class Logger(trt.ILogger):  # type: ignore[misc]
            """Called on any of TensorRT's threads: it only appends, as a lock held there could stop everything."""

            def __init__(self) -> None:
                trt.ILogger.__init__(self)

            def log(self, severity: Any, msg: str) -> None:  # noqa: ANN401 - trt.ILogger.Severity
                if severity in worth:
                    kept.append((severity in grave, " ".join(msg.split())))

        self._kept = kept
        self.logger = Logger()

    def why(self, otherwise: str) -> str:
        """The first error since the last question, with its mend, or ``otherwise``; the rest goes to our own log."""
        first = None
        while self._kept:
            grave, text = self._kept.popleft()
            if grave and first is None:
                first = text
            else:
                _log.info("TensorRT: %s", text)
        return otherwise if first is None else f"{first[:_LONGEST]}: {mend(first)}"


def mend(text: str) -> str:
    """What to do about one of TensorRT's errors."""
    lower = text.lower()
    return next((advice for word, advice in _MENDS if word in lower), "run: spotter doctor")

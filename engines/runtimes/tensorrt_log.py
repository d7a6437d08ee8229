"""TensorRT's log: keeps its messages, so that its errors become ours and none is printed into a command's output."""

import logging
from collections import deque
from typing import Any

_MAX_MESSAGES = 50
"""Messages that are kept; the oldest is dropped first."""
_MAX_SHOWN = 300
"""Characters of a message that are shown to the user."""
_log = logging.getLogger(__name__)
_REMEDIES = (
    ("out of memory", "the GPU's memory is full: stop other programs, or set up swap"),
    ("outofmemory", "the GPU's memory is full: stop other programs, or set up swap"),
    ("incompatible device", "it was built for another GPU; run: spotter engine build"),
    ("not compatible with this version", "it was built for another TensorRT; run: spotter engine build"),
    ("version tag", "it was built for another TensorRT; run: spotter engine build"),
    ("magic tag", "it is not an engine, or damaged; run: spotter engine build"),
    ("invalid engine", "it is not an engine, or damaged; run: spotter engine build"),
    ("cuda initialization", "no GPU found; run: spotter doctor"),
)
"""A text in TensorRT's message, and what the user can do."""


class TensorRtLog:
    """Keeps TensorRT's messages.

    Attributes:
        logger: The ``ILogger`` to pass to TensorRT.
    """

    def __init__(self, trt: Any) -> None:  # noqa: ANN401 - tensorrt has no types that we can import everywhere
        messages: deque[tuple[bool, str]] = deque(maxlen=_MAX_MESSAGES)
        error_levels = (trt.ILogger.Severity.INTERNAL_ERROR, trt.ILogger.Severity.ERROR)
        kept_levels = (*error_levels, trt.ILogger.Severity.WARNING)

        class Logger(trt.ILogger):  # type: ignore[misc]  # tensorrt has no types
            """Called on any of TensorRT's threads. Only appends: taking a lock there could block TensorRT."""

            def __init__(self) -> None:
                trt.ILogger.__init__(self)

            def log(self, severity: Any, msg: str) -> None:  # noqa: ANN401 - trt.ILogger.Severity
                if severity in kept_levels:
                    messages.append((severity in error_levels, " ".join(msg.split())))

        self._messages = messages
        self.logger = Logger()

    def error_or(self, default: str) -> str:
        """Returns the first error since the last call with its remedy, or ``default``; log the other messages."""
        first = None
        while self._messages:
            is_error, text = self._messages.popleft()
            if is_error and first is None:
                first = text
            else:
                _log.info("TensorRT: %s", text)
        return default if first is None else f"{first[:_MAX_SHOWN]}: {remedy(first)}"


def remedy(text: str) -> str:
    """Returns what the user can do about one of TensorRT's errors."""
    lower = text.lower()
    return next((advice for pattern, advice in _REMEDIES if pattern in lower), "run: spotter doctor")

"""A frame source in memory: the port without GStreamer."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from daemon.errors import SourceError
from daemon.ports import Frame, FrameSource, Layout, ReadStatus


class MemorySource(FrameSource):
    """Gives grey pictures (H, W) at a fixed rate, then ends.

    Attributes:
        held: Frames that were read and not yet released: 0 where the reader is tidy.
    """

    live = False

    def __init__(self, pictures: Sequence[NDArray[np.uint8]], fps: float = 30.0) -> None:
        self._pictures, self._fps = pictures, fps
        self._next = 0
        self._closed = False
        self.held = 0

    @classmethod
    def of_noise(cls, count: int, *, size: tuple[int, int] = (64, 48)) -> "MemorySource":
        """Random pictures, the same on each run."""
        rng = np.random.default_rng(0)
        return cls([rng.integers(0, 256, size[::-1], np.uint8) for _ in range(count)])

    def read(self, timeout_s: float) -> Frame | ReadStatus:
        if self._closed:
            raise SourceError("the pictures in memory are closed: open them again")
        if self._next == len(self._pictures):
            return ReadStatus.END
        luma = self._pictures[self._next].view()
        height, width = luma.shape
        half = np.full(((height + 1) // 2, (width + 1) // 2), 128, np.uint8)
        for plane in (luma, half):
            plane.flags.writeable = False
        self._next += 1
        self.held += 1
        t = (self._next - 1) / self._fps
        return Frame(t, width, height, Layout.I420, (luma, half, half), np.eye(2, 3), False, self._release_once())

    def close(self) -> None:
        self._closed = True

    def _release_once(self) -> "_Release":
        return _Release(self)


class _Release:
    def __init__(self, source: MemorySource) -> None:
        self._source: MemorySource | None = source

    def __call__(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            source.held -= 1

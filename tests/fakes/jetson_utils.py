"""dusty-nv's jetson-utils without a Jetson: it misbehaves where the real one is known to.

Names, arguments and habits are the real module's: None on a time-out, bare exceptions, wrong shapes, a ring of buffers
that is freed with its source, dicts that leak, a camera that dies without a word while ``IsStreaming`` stays True.
"""

import sys
import threading
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from itertools import count
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

_BITS = {"nv12": 12, "i420": 12, "yuyv": 16, "uyvy": 16, "rgb8": 24, "rgba8": 32}
_FAILED = "jetson.utils -- videoSource failed to capture image"
_NO_DEVICE = "jetson.utils -- failed to create videoSource device"

SILENCE = "silence"
REPEAT = "repeat"
RESTART = "restart"
FAIL = "fail"
HANG = "hang"
NO_CAMERA = "no camera"
STEP_NS = 16_666_667


@dataclass
class FakeJetsonUtils:
    """The module.

    Attributes:
        scripts: One for each source that is opened: what each Capture does, a frame wherever nothing is said ("frame").
            After its end frames go on, or silence where the script ends with it.
        format: Of the camera itself.
        size: Width and height of its pictures.
        mapped: Whether the processor can read its memory.
        opened: Each source's address and command line.
        abuses: What would have crashed, leaked or copied.
        freed: Sources whose memory is gone.
        closed: Sources that were closed.
        stuck: What a hanging Capture waits for.
        synchronised: How often the GPU was waited for.
    """

    scripts: Iterable[Iterable[str]] = ()
    format: str = "nv12"
    size: tuple[int, int] = (160, 120)
    mapped: bool = True
    opened: list[tuple[str, list[str]]] = field(default_factory=list)
    abuses: list[str] = field(default_factory=list)
    freed: int = 0
    closed: int = 0
    stuck: threading.Event = field(default_factory=threading.Event)
    synchronised: int = 0

    def __post_init__(self) -> None:
        self._scripts = iter(self.scripts)

    def videoSource(self, uri: str, argv: list[str]) -> "FakeVideoSource":  # noqa: N802 - its name
        self.opened.append((uri, argv))
        return FakeVideoSource(self, next(self._scripts, ()))

    def cudaDeviceSynchronize(self) -> None:  # noqa: N802 - its name
        self.synchronised += 1

    def cudaToNumpy(self, image: "FakeImage") -> NDArray[np.uint8]:  # noqa: N802 - its name
        self.abuses.append("cudaToNumpy gives the wrong shape")
        raise AssertionError(self.abuses[-1])

    def cudaMemcpy(self, *_images: Any) -> None:  # noqa: N802, ANN401 - its name and arguments
        self.abuses.append("a copy of a frame")


class FakeVideoSource:
    """A camera of its own thread: the newest frame, in a ring of buffers."""

    def __init__(self, module: FakeJetsonUtils, script: Iterable[str]) -> None:
        self._module = module
        self._script: Iterator[str] = iter(script)
        self._closed = self._failed = False
        self._images = 0
        self._stamps = count(67_000_000, STEP_NS)
        self._last = ""
        self._image: FakeImage | None = None
        width, height = module.size
        buffers = next(int(word.split("=")[1]) for word in module.opened[-1][1] if word.startswith("--num-buffers="))
        self._rings = {
            name: np.random.default_rng(4).integers(0, 256, (buffers, width * height * bits // 8), np.uint8)
            for name, bits in _BITS.items()
        }

    def Open(self) -> None:  # noqa: N802 - its name
        self._abuse("Open: SIGSEGV where it fails")

    def IsStreaming(self) -> bool:  # noqa: N802 - its name
        return True  # whatever has happened

    def Close(self) -> None:  # noqa: N802 - its name
        self._module.closed += 1
        self._closed = True

    def Capture(self, format: str = "rgb8", timeout: int = 1000, stream: int = 0) -> "FakeImage | None":  # noqa: A002, N802 - its names
        if self._closed:
            self._abuse("Capture after Close opens the pipeline again")
        if timeout < 0:
            self._abuse("a negative time-out waits for ever")
        return self._do(next(self._script, SILENCE if self._last == SILENCE else "frame"), format)

    def _do(self, step: str, format_: str) -> "FakeImage | None":
        self._last = step
        if step in (FAIL, NO_CAMERA) or self._failed:
            self._failed = True
            raise Exception(_FAILED if step == FAIL else _NO_DEVICE)  # noqa: TRY002 - as bare as the real one's
        if step == HANG:
            self._module.stuck.wait(30)
            return None
        if step == SILENCE:
            threading.Event().wait(0.005)  # instead of the whole time-out
            return None
        if step == REPEAT and self._image is not None:
            return self._image
        if step == RESTART:
            self._stamps = count(33_000_000, STEP_NS)
        self._image = self._next(format_)
        return self._image

    def _next(self, format_: str) -> "FakeImage":
        name = format_ if format_ in _BITS else self._module.format
        ring = self._rings[name]
        buffer = ring[self._images % len(ring)]
        self._images += 1
        buffer[:16] = self._images % 256  # the picture before is overwritten, as the ring's is
        return FakeImage(self._module, buffer, name, next(self._stamps))

    def _abuse(self, what: str) -> None:
        self._module.abuses.append(what)
        raise AssertionError(what)

    def __del__(self) -> None:
        for ring in self._rings.values():
            ring[:] = 0xDD
        self._module.freed += 1


class FakeImage:
    """A cudaImage over the ring's memory; does not keep it alive."""

    __slots__ = ("_module", "format", "height", "mapped", "ptr", "size", "timestamp", "width")

    def __init__(self, module: FakeJetsonUtils, buffer: NDArray[np.uint8], format_: str, timestamp: int) -> None:
        self._module = module
        self.ptr: int = buffer.__array_interface__["data"][0]
        self.size = buffer.size
        self.width, self.height = module.size
        self.format, self.timestamp, self.mapped = format_, timestamp, module.mapped

    @property
    def shape(self) -> tuple[int, int, int]:
        return (self.height, self.width, 3)  # also where it is not

    @property
    def __cuda_array_interface__(self) -> dict[str, object]:
        self._module.abuses.append("__cuda_array_interface__ leaks a dict")
        raise AssertionError(self._module.abuses[-1])

    @property
    def __array_interface__(self) -> dict[str, object]:
        self._module.abuses.append("__array_interface__ leaks a dict")
        raise AssertionError(self._module.abuses[-1])


def install(monkeypatch: pytest.MonkeyPatch, fake: "FakeJetsonUtils") -> "FakeJetsonUtils":
    """Make it the installed module, as ``make install`` of the real one does; gives it back."""
    install_as("jetson_utils_python", monkeypatch, fake)
    return fake


def install_as(name: str, monkeypatch: pytest.MonkeyPatch, fake: object) -> None:
    """Make it the installed module of that name."""
    package = types.ModuleType(name)
    package.__spec__ = ModuleSpec(name, None)
    for attribute in ("videoSource", "cudaDeviceSynchronize", "cudaToNumpy", "cudaMemcpy"):
        if hasattr(fake, attribute):
            setattr(package, attribute, getattr(fake, attribute))
    monkeypatch.setitem(sys.modules, name, package)

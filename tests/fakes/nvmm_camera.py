"""A Jetson's CSI camera on any machine: NVIDIA's two libraries and two GStreamer elements, over ordinary memory.

The pipeline is the product's own, to the letter; ``push`` puts one picture of a real ``videotestsrc`` into a surface of
the camera's pool and sends it down. A mapped buffer is a surface's description, as with NVMM.
"""

import ctypes
import shutil
import subprocess
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.camera import cuda_egl, nvbufsurface
from daemon.camera.gst import load
from daemon.camera.nvbufsurface import SurfaceParams
from daemon.ports import FrameSource

FOLDER = Path(__file__).parent / "nvmm"
WIDTH, HEIGHT = 64, 48
PITCHES = 256, 320
"""Of luma and chroma: CUDA tells only the first."""
POOL = 4


class LayoutLine(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("at", ctypes.c_size_t))


def compile_nvmm(folder: Path, l4t: int = 36) -> ctypes.CDLL:
    """Both libraries in one, as L4T of that version has them."""
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc, to build the fake libraries: apt-get install gcc")
    path = folder / f"libnvmm{l4t}.so"
    flags = ["-std=c11", "-O1", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror", f"-DL4T={l4t}"]
    subprocess.run(["gcc", *flags, "-o", path, FOLDER / "nvmm.c"], check=True, timeout=120)
    library = ctypes.CDLL(str(path))
    library.fake_memory.restype = ctypes.c_void_p
    library.fake_memory.argtypes = library.fake_free.argtypes = [ctypes.c_void_p]
    library.fake_make.argtypes = [ctypes.c_void_p, *([ctypes.c_uint32] * 3), ctypes.c_uint64]
    library.fake_calls.argtypes = library.fake_fail.argtypes = [ctypes.c_char_p]
    for name in ("fake_calls", "fake_abuses", "fake_contexts", "fake_alive"):
        getattr(library, name).restype = ctypes.c_long
    library.fake_surface_bytes.restype = ctypes.c_size_t
    return library


class NvmmCamera:
    """The camera's side.

    Attributes:
        library: The fake libraries' switches and counters.
        surfaces: The pool, each with its address.
        source, converter: The running pipeline's, as GStreamer has them.
        opened: Sources that a test which failed may leave open.
        mapped_at_stop: What was mapped when the pipeline stopped, after which a real camera's surfaces are gone.
    """

    running: ClassVar["NvmmCamera | None"] = None

    def __init__(self, library: ctypes.CDLL, pool: int = POOL) -> None:
        self.library = library
        self.library.fake_reset()
        self.opened: weakref.WeakSet[FrameSource] = weakref.WeakSet()
        self.gst = load()
        core = self.gst.core
        self.source: Any = None
        self.converter: Any = None
        self.mapped_at_stop: int | None = None
        self.surfaces = [_Pooled(core, library, number) for number in range(pool)]
        self._pictures = core.parse_launch(
            f"videotestsrc pattern=smpte75 horizontal-speed=1 ! video/x-raw,format=NV12,width={WIDTH},height={HEIGHT} "
            "! appsink name=sink sync=false max-buffers=2"
        )
        self._pictures.set_state(core.State.PLAYING)
        self._sink = self._pictures.get_by_name("sink")

    def push(self) -> "_Pooled":
        """Write the next picture into a surface that nobody holds, and send it."""
        free = next(surface for surface in self.surfaces if surface.buffer.is_all_memory_writable())
        sample = self._sink.try_pull_sample(60 * self.gst.core.SECOND)
        info = self.gst.video.VideoInfo.new_from_caps(sample.get_caps())
        with sample.get_buffer().map(self.gst.core.MapFlags.READ) as mapped:
            flat = np.frombuffer(mapped.data, np.uint8)
            for plane, rows in enumerate((HEIGHT, HEIGHT // 2)):
                at, stride = info.offset[plane], info.stride[plane]
                picture = flat[at : at + rows * stride].reshape(rows, stride)[:, :WIDTH]
                free.planes[plane][:, :WIDTH] = picture
        # A copy shares the memory, so that it lies where it lay; the pool's own stays behind.
        self.source.emit("push-buffer", free.buffer.copy())
        self.surfaces.remove(free)
        self.surfaces.append(free)
        return free

    @contextmanager
    def filming(self, rate: float = 60.0) -> Iterator[None]:
        """Push by itself, as a camera does, where a surface is free."""
        enough = threading.Event()

        def film() -> None:
            while not enough.wait(1 / rate):
                if any(surface.buffer.is_all_memory_writable() for surface in self.surfaces):
                    self.push()

        thread = threading.Thread(target=film, name="fake-camera")
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join()

    def calls(self, name: str) -> int:
        return int(self.library.fake_calls(name.encode()))

    def fail(self, name: str) -> None:
        self.library.fake_fail(name.encode())

    def close(self) -> None:
        for source in self.opened:
            source.close()
        self._pictures.set_state(self.gst.core.State.NULL)
        for surface in self.surfaces:
            surface.free()


class _Pooled:
    """A surface of the pool.

    Attributes:
        buffer: Holds its description.
        address: Of the description: what a mapped buffer shows.
        planes: Rows of luma and of chroma, as the GPU has them.
    """

    def __init__(self, core: Any, library: ctypes.CDLL, number: int) -> None:  # noqa: ANN401 - gi has no types
        self._library = library
        self.buffer = core.Buffer.new_allocate(None, library.fake_surface_bytes(), None)
        with self.buffer.map(core.MapFlags.WRITE) as mapped:
            self.address = ctypes.addressof(ctypes.c_char.from_buffer(mapped.data))
            library.fake_make(self.address, WIDTH, HEIGHT, PITCHES[0], 40 + number)
        self.memory: int = library.fake_memory(self.address)
        luma, chroma = PITCHES
        self.planes = (
            _rows(self.memory, luma, HEIGHT),
            _rows(self.memory + luma * HEIGHT, chroma, HEIGHT // 2),
        )

    @property
    def params(self) -> SurfaceParams:
        return nvbufsurface.params(self.address)

    def free(self) -> None:
        self._library.fake_free(self.address)


def _rows(address: int, pitch: int, rows: int) -> NDArray[np.uint8]:
    memory = memoryview((ctypes.c_uint8 * (pitch * rows)).from_address(address))
    return np.frombuffer(memory, np.uint8).reshape(rows, pitch)


@contextmanager
def nvmm_camera(monkeypatch: pytest.MonkeyPatch, library: ctypes.CDLL, *, leaves: int = 0) -> Iterator[NvmmCamera]:
    """A machine with such a camera, for the length of a ``with`` block.

    What would crash or leak there fails the test, but for ``leaves`` things that may stay mapped.
    """
    monkeypatch.setattr(nvbufsurface, "_NAMES", (library._name,))
    monkeypatch.setattr(cuda_egl, "_NAMES", (library._name,))
    camera = NvmmCamera.running = NvmmCamera(library)
    core = camera.gst.core
    argus, converter = _elements()
    core.Element.register(None, "nvarguscamerasrc", 0, argus)
    core.Element.register(None, "nvvidconv", 0, converter)
    try:
        yield camera
    finally:
        for name in ("nvarguscamerasrc", "nvvidconv"):
            core.Registry.get().remove_feature(core.ElementFactory.find(name))
        NvmmCamera.running = None
        camera.close()
    assert library.fake_alive() == leaves, "all is unmapped"
    assert library.fake_contexts() == 0
    assert leaves or library.fake_abuses() == 0


_made: list[tuple[Any, Any]] = []
"""GObject knows a class once and for all."""


def _elements() -> tuple[Any, Any]:
    if not _made:
        _made.append(_classes())
    return _made[0]


def _classes() -> tuple[Any, Any]:
    from gi.repository import GObject  # noqa: PLC0415 - as in the product: only where it is used

    core = load().core

    class Argus(core.Bin):  # type: ignore[name-defined, misc]
        __gtype_name__ = "FakeArgus"
        __gstmetadata__ = ("fake", "Source/Video", "a camera in NVMM", "Spotter")
        sensor_id = GObject.Property(type=int, default=0)

        def __init__(self) -> None:
            super().__init__()
            source = core.ElementFactory.make("appsrc", None)
            caps = f"video/x-raw(memory:NVMM),format=NV12,width={WIDTH},height={HEIGHT},framerate=30/1"
            source.set_property("caps", core.Caps.from_string(caps))
            for name, value in (("format", core.Format.TIME), ("is-live", True), ("do-timestamp", True)):
                source.set_property(name, value)
            self.add(source)
            self.add_pad(core.GhostPad.new("src", source.get_static_pad("src")))
            assert NvmmCamera.running is not None
            NvmmCamera.running.source = source

        def do_change_state(self, change: Any) -> Any:  # noqa: ANN401 - gi has no types
            if change == core.StateChange.PAUSED_TO_READY and NvmmCamera.running is not None:
                NvmmCamera.running.mapped_at_stop = NvmmCamera.running.library.fake_alive()
            return core.Bin.do_change_state(self, change)

    class Converter(core.Bin):  # type: ignore[name-defined, misc]
        __gtype_name__ = "FakeConverter"
        __gstmetadata__ = ("fake", "Filter/Video", "tiles to rows", "Spotter")
        bl_output = GObject.Property(type=bool, default=True)
        output_buffers = GObject.Property(type=int, default=4)

        def __init__(self) -> None:
            super().__init__()
            plain = core.ElementFactory.make("identity", None)
            self.add(plain)
            for name in ("sink", "src"):
                self.add_pad(core.GhostPad.new(name, plain.get_static_pad(name)))
            assert NvmmCamera.running is not None
            NvmmCamera.running.converter = self

    return Argus, Converter

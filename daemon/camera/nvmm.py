"""A Jetson's CSI camera through a GStreamer pipeline of our own: frames stay in NVMM, where the GPU reads them.

Nothing is copied by processor or GPU: the camera writes tiles (block-linear), the Jetson's video converter makes rows
of them, and CUDA reads these where they lie. The processor is shown a frame only where it looks at one (the placement
picture, an engine without a GPU). Not yet seen on hardware: ``[camera] nvmm`` switches it on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, SupportsIndex, overload

import numpy as np
from numpy.typing import NDArray

from daemon.camera.ctypes_util import NativeError
from daemon.camera.cuda_egl import Cuda
from daemon.camera.frame import Lease, Picture
from daemon.camera.gst import GStreamer, load
from daemon.camera.gst_errors import name_of
from daemon.camera.live import LiveSource
from daemon.camera.nvbufsurface import NvBufSurface
from daemon.camera.surfaces import Mapping, Surfaces
from daemon.camera.uri import CsiAddress
from daemon.errors import DriverError, SourceError
from daemon.ports import Clock, Frame

Bytes = NDArray[np.uint8]

_WITHOUT = "set camera.nvmm = false in spotter.toml to read it in another way"


def open_nvmm(address: CsiAddress, clock: Clock) -> "NvmmSource":
    """Open a CSI camera whose frames stay in NVMM.

    Raises:
        DriverError: NVIDIA's libraries are missing.
        SourceError: The camera cannot be opened.
    """
    name = name_of(address)
    with _said_of(name, DriverError):
        library, cuda = NvBufSurface(), Cuda()
    with _said_of(name):
        surfaces = Surfaces(library, cuda)
    try:
        return NvmmSource(load(), address, clock, surfaces)
    except SourceError:
        surfaces.close()
        raise


@contextmanager
def _said_of(name: str, kind: type[SourceError] = SourceError) -> Iterator[None]:
    try:
        yield
    except NativeError as error:
        raise kind(f"{name} cannot be read in NVMM: {error}; {_WITHOUT}") from None


class NvmmSource(LiveSource):
    """The newest frame only, stamped with the time it was captured; ``Frame.device`` says where the GPU finds it.

    Args:
        gst: GStreamer.
        address: The camera.
        clock: Places the camera's own stamps.
        surfaces: Maps what it gives; closed with the source.

    Raises:
        SourceError: It cannot be opened.
    """

    in_nvmm = True

    def __init__(self, gst: GStreamer, address: CsiAddress, clock: Clock, surfaces: Surfaces) -> None:
        self._surfaces = surfaces
        super().__init__(gst, address, clock)

    def _view(self, buffer: Any, picture: Picture, t: float) -> Frame:  # noqa: ANN401 - gi has no types
        lease = Lease(buffer, self._gst.core.MapFlags.READ)
        try:
            with _said_of(self.name):
                mapping = self._surfaces.lend(lease.address, (picture.info.width, picture.info.height))
        except SourceError as error:
            lease.release()
            self._error, self._over = error, True
            self._stop()
            raise
        loan = _Loan(self._surfaces, mapping, lease, self.name)
        return Frame(
            t=t,
            width=picture.geometry.width,
            height=picture.geometry.height,
            layout=picture.layout,
            planes=_Planes.of(mapping.planes, loan.sync),
            to_stored=picture.geometry.to_stored,
            full_range=picture.full_range or mapping.full_range,
            release=loan.release,
            device=mapping.device,
        )

    def _stop(self) -> None:
        """Unmap first: with the pipeline go the surfaces."""
        self._surfaces.close()
        super()._stop()


class _Loan:
    """A surface that a frame is looked at in; given back to the camera once."""

    def __init__(self, surfaces: Surfaces, mapping: Mapping, lease: Lease, name: str) -> None:
        self._surfaces = surfaces
        self._mapping = mapping
        self._lease: Lease | None = lease
        self._name = name
        self._is_synced = False

    def sync(self) -> None:
        """Bring the processor's view up to date, once; the GPU needs none of it."""
        if self._is_synced or self._lease is None:
            return
        self._is_synced = True
        try:
            self._surfaces.sync(self._mapping)
        except NativeError as error:
            raise SourceError(f"{self._name} cannot be read by the processor: {error}; {_WITHOUT}") from None

    def release(self) -> None:
        """Unmap before the buffer goes: the surface is part of it. Safe to call twice."""
        lease, self._lease = self._lease, None
        if lease is not None:
            self._surfaces.take_back(self._mapping)
            lease.release()

    def __del__(self) -> None:
        """A frame that was forgotten would keep its surface mapped for ever."""
        self.release()


class _Planes(tuple[Bytes, ...]):  # noqa: SLOT001 - a tuple can have no slots of its own
    """Views that are brought up to date when the first of them is looked at."""

    _sync: Callable[[], None]

    @classmethod
    def of(cls, planes: tuple[Bytes, ...], sync: Callable[[], None]) -> "_Planes":
        made = cls(planes)
        made._sync = sync
        return made

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Bytes: ...
    @overload
    def __getitem__(self, index: slice, /) -> tuple[Bytes, ...]: ...
    def __getitem__(self, index: SupportsIndex | slice, /) -> Bytes | tuple[Bytes, ...]:
        self._sync()
        return super().__getitem__(index)

    def __iter__(self) -> Iterator[Bytes]:
        self._sync()
        return super().__iter__()

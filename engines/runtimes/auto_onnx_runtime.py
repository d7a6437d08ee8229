"""ONNX Runtime on threads that spin while every core is free, and on threads that sleep while one is not."""

from collections.abc import Mapping
from pathlib import Path

from daemon.ports import Clock
from engines.arrays import Array
from engines.crop_format import CropFormat
from engines.cropping.cpu_crop import CpuCrop
from engines.runtimes.fastest_way import FastestWay
from engines.runtimes.onnx_runtime import OnnxRuntime


class AutoOnnxRuntime:
    """One network in two sessions of ONNX Runtime on the same memory; each run takes the one that is faster now.

    A thread that spins is at once ready for the network's next operator, but where another process has its core, the
    other threads of the run wait for it: two spinning threads are then slower than one. Two sleeping threads are as
    fast as one there, and faster where the cores are free. Both sessions divide the work in the same way, by the number
    of threads; so the outputs are the same to the bit whichever runs.

    Args:
        model: As ``OnnxRuntime`` takes it.
        threads: Cores for one run, two or more.
        clock: Measures the runs.

    Raises:
        EngineError: The file cannot be loaded.
    """

    name = "onnx"

    def __init__(self, model: Path, threads: int, clock: Clock) -> None:
        spinning = OnnxRuntime(model, threads)
        self._ways = (spinning, OnnxRuntime(model, threads, spin=False, shares=spinning))
        self._fastest = FastestWay(len(self._ways))
        self._clock = clock

    @property
    def threads(self) -> str:
        """How many threads run it, and whether they spin, as was the fastest when they were compared last."""
        return self._ways[self._fastest.best].threads

    @property
    def image(self) -> Array:
        """The input: write the next picture here (see ``Runtime``)."""
        return self._ways[0].image

    @property
    def outputs(self) -> Mapping[str, Array]:
        """The outputs by name (see ``Runtime``)."""
        return self._ways[0].outputs

    def cropper(self, crop: CropFormat) -> CpuCrop:
        """Returns a cropper that fills ``image`` from frames (see ``Runtime``)."""
        return self._ways[0].cropper(crop)

    def run(self) -> None:
        """Compute the outputs from ``image``.

        Raises:
            EngineError: ONNX Runtime failed.
        """
        began = self._clock.monotonic()
        self._ways[self._fastest.next].run()
        now = self._clock.monotonic()
        self._fastest.took(now - began, now)

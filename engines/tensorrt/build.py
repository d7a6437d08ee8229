"""Prepares a model for this machine: ONNX files everywhere, and TensorRT engines where there is TensorRT."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from daemon.errors import EngineError
from daemon.ports import Frame
from engines.conversion.onnx_files import converted
from engines.factory import Fast, available, expected, place
from engines.kernels import cubin
from engines.registry import Model
from engines.runtimes import tensorrt_build
from engines.runtimes.onnx import OnnxRuntime
from engines.runtimes.tensorrt import TensorRtRuntime
from engines.runtimes.tensorrt_build import Options
from engines.tensorrt import accuracy_gate, plans
from engines.tensorrt.plans import UnfitError

_TIMINGS = "tensorrt.timings"
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Site:
    """Where and with what to build.

    Attributes:
        folder: The models' folder.
        clip: Opens the clip that a new engine is tried on; asked only where one was built.
        say: Given a line for each step.
        again: Build also what is there already, or was refused before.
    """

    folder: Path
    clip: Callable[[], Iterable[Frame]]
    say: Callable[[str], None]
    again: bool = False


def build(model: Model, site: Site) -> None:
    """Make what is missing.

    Raises:
        EngineError: A model file is missing, TensorRT cannot build, or what it built is not accurate enough; that
            engine is kept aside and never used.
    """
    networks = [converted(network, site.folder) for network in model.networks]
    for path in networks:
        site.say(f"ready: {path}")
    if not expected():
        site.say("this machine has no TensorRT: ONNX Runtime runs the model")
        return
    _Workshop(available(), networks, site).work()


class _Workshop:
    def __init__(self, fast: Fast, networks: list[Path], site: Site) -> None:
        self._fast = fast
        self._networks = networks
        self._site = site
        self._places = [place(path, site.folder) for path in networks]
        self._keys = [fast.key(path) for path in networks]

    def work(self) -> None:
        self._compile()
        found = [None if self._site.again else self._found(index) for index in range(len(self._networks))]
        if None in found:
            self._refuse_again()
            self._judge([self._built(index) if plan is None else plan for index, plan in enumerate(found)])
        for source in self._places:
            self._site.say(f"ready: {source}")

    def _compile(self) -> None:
        """The crop's kernel; without a compiler the one that Spotter brings along will do, or the processor crops."""
        try:
            self._site.say(f"ready: {cubin.build(self._fast.gpu.arch, self._site.folder)}")
        except EngineError as error:
            self._site.say(f"no crop kernel was compiled: {error}")

    def _found(self, index: int) -> bytes | None:
        try:
            return plans.load(self._places[index], self._keys[index])
        except UnfitError:
            return None

    def _refuse_again(self) -> None:
        """Building takes minutes: what was refused is not built at every boot."""
        for source, key in zip(self._places, self._keys, strict=True):
            why = None if self._site.again else plans.refused(source, key)
            if why is not None:
                raise EngineError(f"{source.name} was refused: {why}; to try once more: spotter engine build --again")

    def _built(self, index: int) -> bytes:
        from engines.tensorrt import half  # noqa: PLC0415 - onnx: half a second and 60 MB, once in a machine's life

        network, fast = self._networks[index], self._fast
        name = self._places[index].stem
        self._site.say(f"{name}: building for TensorRT {fast.trt.__version__} on {fast.gpu.name}; this takes minutes")
        with fast.gpu.current():
            return tensorrt_build.build(
                fast.trt,
                half.to_half(network.read_bytes()),
                Options(),
                self._site.folder / _TIMINGS,
                lambda line: self._site.say(f"{name}: {line}"),
            )

    def _judge(self, built: list[bytes]) -> None:
        """Write what passes the gate to where it is used, and what does not beside it."""
        self._site.say("comparing keypoints with float32's on the bundled clip")
        reference = OnnxRuntime(self._networks[0], _THREADS), OnnxRuntime(self._networks[1], _THREADS)
        candidate = TensorRtRuntime(self._fast.gpu, built[0]), TensorRtRuntime(self._fast.gpu, built[1])
        found = accuracy_gate.compare(reference, candidate, self._site.clip())
        for source, key, plan in zip(self._places, self._keys, built, strict=True):
            plans.write(source, key, plan, found.off, found.refused)
        if found.refused is not None:
            raise EngineError(f"the TensorRT engine is refused: {found.refused}; counting goes on without it")
        self._site.say(f"keypoints are within {100 * found.off:.2f} % of the torso's length in {found.frames} frames")

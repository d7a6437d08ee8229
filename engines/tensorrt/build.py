"""Prepares a model for this machine: ONNX files on every machine, and TensorRT plans where there is TensorRT."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from daemon.errors import EngineError
from daemon.ports import Frame
from engines import families
from engines.conversion.onnx_files import ensure_onnx
from engines.kernels import cubin
from engines.ports import Parts, Runtime
from engines.registry import Model
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.runtimes.tensorrt_runtime import TensorRtRuntime
from engines.tensorrt import accuracy_gate, device, engine_file, plan_file
from engines.tensorrt.accuracy_gate import NoStages
from engines.tensorrt.device import TensorRtDevice
from engines.tensorrt.plan_builder import BuilderOptions, build_plan
from engines.tensorrt.plan_file import PlanHeader, PlanUnavailableError

_TIMING_CACHE = "tensorrt.timings"
_THREADS = 2


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build, and what the build needs.

    Attributes:
        folder: The models' folder.
        open_clip: Opens the clip that a new engine is checked on; called only where one was built.
        report: Called with one line for each step.
        rebuild: Also build what is ready, or was refused before.
    """

    folder: Path
    open_clip: Callable[[], Iterable[Frame]]
    report: Callable[[str], None]
    rebuild: bool = False


def build(model: Model, request: BuildRequest) -> None:
    """Build what is missing.

    Raises:
        EngineError: A model file is missing, TensorRT cannot build, or what it built is not accurate enough; such a
            plan is set aside and never used.
    """
    families.check(model)
    networks = [ensure_onnx(network, request.folder) for network in model.networks]
    for path in networks:
        request.report(f"ready: {path}")
    if not device.is_expected():
        request.report("this machine has no TensorRT: ONNX Runtime runs the model")
        return
    _Builder(model, device.open_device(), networks, request).run()


class _Builder:
    """Builds the plans of one model's networks."""

    def __init__(self, model: Model, gpu: TensorRtDevice, networks: list[Path], request: BuildRequest) -> None:
        self._model = model
        self._device = gpu
        self._networks = networks
        self._request = request
        self._targets = [
            path if engine_file.is_given(path) else plan_file.path_for(path, request.folder) for path in networks
        ]
        self._keys = [gpu.plan_key(path) for path in networks]

    def run(self) -> None:
        self._compile_kernel()
        ready = [self._load(index) for index in range(len(self._networks))]
        if None in ready:
            self._check_refusals()
            self._check_accuracy([self._build(index) if plan is None else plan for index, plan in enumerate(ready)])
        for target in self._targets:
            if not engine_file.is_given(target):
                self._request.report(f"ready: {target}")

    def _compile_kernel(self) -> None:
        """Compile the crop kernel. Without a compiler the shipped one is used, or the processor crops."""
        try:
            self._request.report(f"ready: {cubin.build(self._device.gpu.arch, self._request.folder)}")
        except EngineError as error:
            self._request.report(f"no crop kernel was compiled: {error}")

    def _load(self, index: int) -> bytes | None:
        if engine_file.is_given(self._networks[index]):
            return engine_file.plan_of(self._networks[index])
        if self._request.rebuild:
            return None
        try:
            return plan_file.load(self._targets[index], self._keys[index])
        except PlanUnavailableError:
            return None

    def _check_refusals(self) -> None:
        """Raise where the same plan was refused before: building takes minutes, and this runs at every boot."""
        for target, key in zip(self._targets, self._keys, strict=True):
            if engine_file.is_given(target):
                continue
            refusal = None if self._request.rebuild else plan_file.refusal(target, key)
            if refusal is not None:
                hint = "to try once more: spotter engine build --again"
                raise EngineError(f"{target.name} was refused: {refusal}; {hint}")

    def _build(self, index: int) -> bytes:
        from engines.tensorrt import half  # noqa: PLC0415 - onnx: half a second and 60 MB, once in a machine's life

        name = self._targets[index].stem
        self._request.report(f"{name}: building for {self._device}; this takes minutes")
        with self._device.gpu.current():
            return build_plan(
                self._device.trt,
                half.to_half(self._networks[index].read_bytes()),
                BuilderOptions(),
                self._request.folder / _TIMING_CACHE,
                lambda line: self._request.report(f"{name}: {line}"),
            )

    def _check_accuracy(self, built: list[bytes]) -> None:
        """Write the plans that pass the accuracy gate where they are used, and the others aside."""
        self._request.report("comparing keypoints with float32's on the bundled clip")
        reference = self._parts([self._reference(path) for path in self._networks])
        candidate = self._parts([TensorRtRuntime(self._device.gpu, plan) for plan in built])
        found = accuracy_gate.compare(reference, candidate, self._request.open_clip())
        for target, key, plan in zip(self._targets, self._keys, built, strict=True):
            if engine_file.is_given(target):
                continue
            plan_file.write(target, plan, PlanHeader(key=key, deviation=found.largest, refusal=found.refusal))
        if found.refusal is not None:
            raise EngineError(f"the TensorRT engine was refused: {found.refusal}; counting goes on without it")
        percent = 100 * found.largest
        self._request.report(f"keypoints are within {percent:.2f} % of the torso's length in {found.frames} frames")

    def _reference(self, network: Path) -> Runtime:
        """Returns what a network is held against: float32, or itself where it was brought as an engine."""
        if engine_file.is_given(network):
            return TensorRtRuntime(self._device.gpu, engine_file.plan_of(network))
        return OnnxRuntime(network, _THREADS)

    def _parts(self, runtimes: Sequence[Runtime]) -> Parts:
        detector = runtimes[0] if len(runtimes) > 1 else None
        return families.parts(self._model, detector, runtimes[-1], NoStages())

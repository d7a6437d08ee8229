"""Builds a plan with TensorRT: takes minutes, as it times the kernels of each layer on the GPU that will run them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daemon.errors import EngineError
from engines import files
from engines.runtimes.tensorrt_log import TensorRtLog

_MEBI = 2**20
_REPORT_EVERY_PERCENT = 20
_MAX_DEPTH = 1
"""Phases nested deeper than this are not reported: there are hundreds of them."""


@dataclass(frozen=True, slots=True)
class BuilderOptions:
    """Settings of TensorRT's builder.

    Attributes:
        workspace_mib: The most memory that a layer may use while it runs; an Orin Nano has 8 GiB for everything.
        level: The optimisation level, 0 to 5; 3 is TensorRT's default, higher ones take hours on a Jetson.
    """

    workspace_mib: int = 1024
    level: int = 3

    def __str__(self) -> str:
        """Returns the settings that change the resulting plan, for its key."""
        return f"fp16 workspace {self.workspace_mib} level {self.level}"


def build_plan(
    trt: Any,  # noqa: ANN401 - tensorrt has no types that we can import everywhere
    model: bytes,
    options: BuilderOptions,
    timing_cache: Path,
    report: Callable[[str], None],
) -> bytes:
    """Build a plan. Call it with the GPU's context current.

    Args:
        trt: The module ``tensorrt``.
        model: A serialised ONNX model; its types decide the precision.
        options: The builder's settings.
        timing_cache: Keeps what TensorRT measures, which makes the next build quicker. Created if needed.
        report: Called with one line for each step.

    Returns:
        The serialised engine.

    Raises:
        EngineError: TensorRT cannot build it; the message says why.
    """
    log = TensorRtLog(trt)
    builder = trt.Builder(log.logger)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    parser = trt.OnnxParser(network, log.logger)
    if not parser.parse(model):
        errors = [parser.get_error(index).desc() for index in range(parser.num_errors)]
        raise EngineError(
            f"TensorRT cannot read the network: {'; '.join(errors)[:300] or log.error_or('no reason given')}"
        )
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, options.workspace_mib * _MEBI)
    config.builder_optimization_level = options.level
    monitor = _progress_monitor(trt, report)
    config.progress_monitor = monitor
    _load_timing_cache(config, timing_cache)
    plan = builder.build_serialized_network(network, config)
    if monitor.stopped:
        raise KeyboardInterrupt
    if plan is None:
        raise EngineError(
            f"TensorRT could not build the engine: {log.error_or('no reason given; run: spotter doctor')}"
        )
    files.write(timing_cache, bytes(config.get_timing_cache().serialize()))
    return bytes(plan)


def _load_timing_cache(config: Any, path: Path) -> None:  # noqa: ANN401 - tensorrt has no types
    """Load the timing cache where it comes from this GPU and this version of TensorRT; else start an empty one."""
    content = path.read_bytes() if path.is_file() else b""
    if not config.set_timing_cache(config.create_timing_cache(content), False):  # False: not those of another GPU
        config.set_timing_cache(config.create_timing_cache(b""), False)


def _progress_monitor(trt: Any, report: Callable[[str], None]) -> Any:  # noqa: ANN401 - tensorrt has no types
    class Monitor(trt.IProgressMonitor):  # type: ignore[misc]  # tensorrt has no types
        """Reports the outer phases of a build. The names of phases that run at the same time differ."""

        def __init__(self) -> None:
            trt.IProgressMonitor.__init__(self)
            self.stopped = False
            self._phases: dict[str, tuple[int, int]] = {}

        def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
            depth = self._phases[parent_phase][0] + 1 if parent_phase in self._phases else 0
            self._phases[phase_name] = depth, num_steps
            if depth <= _MAX_DEPTH:
                report(phase_name)

        def step_complete(self, phase_name: str, step: int) -> bool:
            try:
                depth, steps = self._phases.get(phase_name, (_MAX_DEPTH + 1, 1))
                before, after = 100 * step // steps, 100 * (step + 1) // steps
                if depth <= _MAX_DEPTH and before // _REPORT_EVERY_PERCENT < after // _REPORT_EVERY_PERCENT:
                    report(f"{phase_name}: {after} %")
            except KeyboardInterrupt:  # raised through TensorRT's own code it would end the process
                self.stopped = True
            return not self.stopped

        def phase_finish(self, phase_name: str) -> None:
            self._phases.pop(phase_name, None)

    return Monitor()

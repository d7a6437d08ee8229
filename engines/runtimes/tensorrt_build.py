"""Has TensorRT build an engine: minutes of trying each layer's kernels on the very GPU that will run them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daemon.errors import EngineError
from engines import files
from engines.runtimes.tensorrt_log import Log

_MEBI = 2**20
_STEP_PERCENT = 20
"""How often a phase's progress is told."""
_OUTER = 1
"""Phases within phases are told down to this depth; below they are hundreds."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to build.

    Attributes:
        workspace_mib: The most memory a layer may take while it runs; an Orin Nano has 8 GiB for everything.
        level: How hard to search, 0 to 5; 3 is TensorRT's own choice, more takes hours on a Jetson.
    """

    workspace_mib: int = 1024
    level: int = 3

    def __str__(self) -> str:
        """For an engine's key: what changes the engine that comes out."""
        return f"fp16 workspace {self.workspace_mib} level {self.level}"


def build(trt: Any, model: bytes, options: Options, timings: Path, say: Callable[[str], None]) -> bytes:  # noqa: ANN401
    """Build an engine. Only with the GPU's context current.

    Args:
        trt: The module ``tensorrt``, which has no types that we can import everywhere.
        model: An ONNX model; its types are the engine's precision.
        options: How.
        timings: What earlier builds measured: makes the next one quicker. Made where it is missing.
        say: Given a line for each bit of progress.

    Returns:
        The engine, serialised.

    Raises:
        EngineError: TensorRT cannot build it; says why.
    """
    log = Log(trt)
    builder = trt.Builder(log.logger)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    parser = trt.OnnxParser(network, log.logger)
    if not parser.parse(model):
        told = [parser.get_error(index).desc() for index in range(parser.num_errors)]
        raise EngineError(f"TensorRT cannot read the network: {'; '.join(told)[:300] or log.why('no reason given')}")
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, options.workspace_mib * _MEBI)
    config.builder_optimization_level = options.level
    monitor = _monitor(trt, say)
    config.progress_monitor = monitor
    _take_timings(config, timings)
    plan = builder.build_serialized_network(network, config)
    if monitor.stopped:
        raise KeyboardInterrupt
    if plan is None:
        raise EngineError(f"TensorRT could not build the engine: {log.why('no reason given; run: spotter doctor')}")
    files.write(timings, bytes(config.get_timing_cache().serialize()))
    return bytes(plan)


def _take_timings(config: Any, timings: Path) -> None:  # noqa: ANN401 - tensorrt's
    """Give TensorRT what it measured before, where that was on this GPU with this version; else begin anew."""
    known = timings.read_bytes() if timings.is_file() else b""
    if not config.set_timing_cache(config.create_timing_cache(known), False):  # False: not those of another GPU
        config.set_timing_cache(config.create_timing_cache(b""), False)


def _monitor(trt: Any, say: Callable[[str], None]) -> Any:  # noqa: ANN401 - tensorrt's
    class Monitor(trt.IProgressMonitor):  # type: ignore[misc]
        """Tells the outer phases of a build. Phase names are unique while they last."""

        def __init__(self) -> None:
            trt.IProgressMonitor.__init__(self)
            self.stopped = False
            self._phases: dict[str, tuple[int, int]] = {}

        def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
            depth = self._phases[parent_phase][0] + 1 if parent_phase in self._phases else 0
            self._phases[phase_name] = depth, num_steps
            if depth <= _OUTER:
                say(phase_name)

        def step_complete(self, phase_name: str, step: int) -> bool:
            try:
                depth, steps = self._phases.get(phase_name, (_OUTER + 1, 1))
                before, after = 100 * step // steps, 100 * (step + 1) // steps
                if depth <= _OUTER and before // _STEP_PERCENT < after // _STEP_PERCENT:
                    say(f"{phase_name}: {after} %")
            except KeyboardInterrupt:  # must not fly through TensorRT's own code, which would end the process
                self.stopped = True
            return not self.stopped

        def phase_finish(self, phase_name: str) -> None:
            self._phases.pop(phase_name, None)

    return Monitor()

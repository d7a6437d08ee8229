"""``spotter bench``: unpaced, decoding included, from the first byte of a clip to its reps in a journal."""

import argparse
import contextlib
import resource
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from daemon.camera.gstreamer import open_source
from daemon.cli import thread_comparison
from daemon.cli.offline import Replay
from daemon.cli.options import positive
from daemon.cli.thread_comparison import Comparison, ThreadSpeed
from daemon.config import exercises, paths, settings
from daemon.config.rules import rules
from daemon.config.settings import Settings
from daemon.core import workout
from daemon.events import AnyEvent
from daemon.journal.jobs import Outcome
from daemon.journal.writer import JournalWriter
from daemon.masking import masked
from daemon.ports import PoseEngine
from daemon.printable import printable
from daemon.system.clock import SystemClock
from daemon.system.stages import Spent, StageTimes
from daemon.vision.pose_source import CameraPoseSource
from engines.factory import Threads, open_engine

CLIP = "clip/demo.mp4"
_COMMIT_S = 5.0


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The last line of ``--json``.

    Attributes:
        source, engine: What was measured.
        threads: Processor threads that the pose model ran on at the end; None on a GPU.
        frames, reps: How much it was.
        fps: Frames a second, decoding included.
        video_speed: How many times faster than the video's own pace.
        stages: Milliseconds of each stage at p50, p95, p99; ``journal`` is from the fact to its commit on the disk.
        frame_copies: Copies of a whole frame made between decoder and crop, in all.
        cpu_share: Processor seconds for each second that passed, 1 being one core.
        rss_mb: The most memory the process held, in MiB.
        first_count_s: From the process's start to where a first rep could be counted.
    """

    source: str
    engine: str
    threads: str | None
    frames: int
    reps: int
    fps: float
    video_speed: float
    stages: dict[str, Spent]
    frame_copies: int
    cpu_share: float
    rss_mb: float
    first_count_s: float


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("bench")
    parser.add_argument("source", metavar="SOURCE", nargs="?", help="a video; by default the bundled clip")
    parser.add_argument("--exercise", metavar="NAME", default="squat", help="by default squat")
    parser.add_argument("--engine", metavar="NAME", help="see `spotter engine list`; by default the settings'")
    parser.add_argument(
        "--threads",
        metavar="N,…",
        type=_threads,
        help="threads of the pose model, or auto; compares several, as 1,2,auto",
    )
    parser.add_argument(
        "--beside-busy-core", action="store_true", help="compare also while another process keeps a core busy"
    )
    parser.add_argument("--rounds", metavar="N", type=positive, default=3, help="rounds of a comparison; default: 3")
    parser.add_argument("--json", action="store_true", help="the figures as JSON in the last line")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure, and print a table; with ``--json`` its figures in the last line."""
    config = settings.load(args.config)
    wanted = args.threads or [config.engine.threads]
    if len(wanted) > 1 or args.beside_busy_core:
        speeds = Comparison(lambda some: _speed(args, config, some), wanted, args.rounds, args.beside_busy_core).run()
        return _show(thread_comparison.table(speeds), speeds, args)
    result = _measure(args, config, wanted[0])
    return _show(_table(result), result, args)


def _threads(text: str) -> list[Threads]:
    try:
        return ["auto" if part == "auto" else positive(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not made of whole numbers and auto, as 1,2,auto is") from None


def _show(table: str, figures: Result | list[ThreadSpeed], args: argparse.Namespace) -> int:
    sys.stdout.write(table)
    if args.json:
        sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")
    return 0


def _speed(args: argparse.Namespace, config: Settings, threads: Threads) -> tuple[float, str | None]:
    result = _measure(args, config, threads)
    return result.fps, result.threads


def _measure(args: argparse.Namespace, config: Settings, threads: Threads) -> Result:
    exercise = exercises.load(args.exercise, args.config)
    source = args.source or str(paths.find(CLIP))
    clock = SystemClock()
    stages = StageTimes(clock)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="spotter-bench-")))
        journal = JournalWriter(folder / "journal.db", clock)
        journal.start()
        stack.callback(journal.close)
        replay = Replay(
            workout.begin(exercise, rules(config, args.config)), config.box.id, _journaling(journal, stages), stages
        )
        models = config.engine.models or paths.models_folder()
        engine = open_engine(args.engine or config.engine.name, models, threads, stages, clock, config=args.config)
        frames = stack.enter_context(contextlib.closing(open_source(source, clock)))
        first_count_s = clock.monotonic() - _process_start()
        began, cpu = clock.monotonic(), _cpu_s()
        stages.restart()
        replay.run(CameraPoseSource(frames, engine, stages), armed=False)
        took, cpu = clock.monotonic() - began, _cpu_s() - cpu
        return _result(_Run(source, engine, took, cpu, first_count_s), replay, stages, frames.merged)


def _journaling(journal: JournalWriter, stages: StageTimes) -> Any:  # noqa: ANN401 - (AnyEvent) -> None
    """Journal each event and wait for its commit, so that the stage is what a subscriber waits for."""

    def tell(event: AnyEvent) -> None:
        began = stages.clock.monotonic()
        committed = threading.Event()

        def done(_: Outcome) -> None:
            committed.set()

        journal.append([event], done)
        committed.wait(_COMMIT_S)
        stages.spend("journal", stages.clock.monotonic() - began)
        stages.restart()

    return tell


class _Run(NamedTuple):
    """One run: what, and its seconds."""

    source: str
    engine: PoseEngine
    took_s: float
    cpu_s: float
    first_count_s: float


def _result(run: _Run, replay: Replay, stages: StageTimes, frame_copies: int) -> Result:
    return Result(
        source=printable(masked(run.source)),
        engine=run.engine.name,
        threads=run.engine.threads,
        frames=replay.frames,
        reps=replay.reps,
        fps=round(replay.frames / run.took_s, 1),
        video_speed=round(replay.last_t / run.took_s, 2),
        stages=stages.table(),
        frame_copies=frame_copies,
        cpu_share=round(run.cpu_s / run.took_s, 2),
        rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        first_count_s=round(run.first_count_s, 2),
    )


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _process_start() -> float:
    """Returns when this process began, on the monotonic clock (s): field 22 of proc(5)'s stat, in clock ticks."""
    fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[19]) / 100


def _table(result: Result) -> str:
    rows = [f"{'stage':<12}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'laps':>8}"]
    rows += [
        f"{name:<12}{spent.p50_ms:>9.3f}{spent.p95_ms:>9.3f}{spent.p99_ms:>9.3f}{spent.laps:>8}"
        for name, spent in result.stages.items()
    ]
    rows.append(
        f"{result.fps:.1f} frames a second ({result.frames} frames, {result.reps} reps), {result.frame_copies} frame "
        f"copies, {result.cpu_share:.2f} cores, {result.rss_mb:.0f} MiB, first count possible after "
        f"{result.first_count_s:.1f} s, {result.engine} on {result.threads or 'the GPU'}"
    )
    return "\n".join(rows) + "\n"

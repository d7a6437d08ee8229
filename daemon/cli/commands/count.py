"""``spotter count``: counts the reps in a video or a pose trace, every frame."""

import argparse
import contextlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from daemon import count_text, events
from daemon.camera.trace import write_trace
from daemon.cli import event_text
from daemon.cli.decision_trace import DecisionTrace
from daemon.cli.offline import FrameWatcher, Replay, SetLine
from daemon.cli.opening import Asked, found_by, open_poses
from daemon.cli.options import add_turn
from daemon.config import exercises, settings
from daemon.config.rules import rules
from daemon.config.settings import Settings
from daemon.core import workout
from daemon.core.pose.orientation import advice
from daemon.core.spec import AUTO
from daemon.core.state import Workout
from daemon.errors import SpotterError
from daemon.events import AnyEvent
from daemon.masking import masked
from daemon.ports import PoseFrame, PoseSource, ReadStatus
from daemon.printable import printable
from daemon.system.clock import SystemClock
from daemon.system.stages import StageTimes
from daemon.vision.camera import Footage

if TYPE_CHECKING:
    from daemon.cli.rendering import Rendering
    from daemon.cli.stages.recorder import StageRecorder


_RENDER = "write the video, without sound, with skeleton, angles, phase, count, score, no-reps and faults drawn in"


class Summary(msgspec.Struct, frozen=True, kw_only=True, tag_field="event_type", tag="summary", omit_defaults=True):
    """The last line of ``--json``; the count's range, left and right are the sums of the sets' own."""

    source: str
    exercise: str
    reps: int
    rejected: int
    held_s: float | None
    frames: int
    video_s: float
    wall_s: float
    engine: str
    sets: list[SetLine]
    at_least: int
    at_most: int
    left: int
    right: int
    trouble: str | None = None


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("count")
    parser.add_argument("source", metavar="SOURCE", help="a video file, a pose trace (.npz), a camera or a stream")
    add_turn(parser)
    parser.add_argument(
        "--exercise", metavar="NAME", help="see `spotter exercise list`, or auto; by default the settings'"
    )
    parser.add_argument("--armed", action="store_true", help="begin when the athlete is seen, as after the button")
    parser.add_argument("--engine", metavar="NAME", help="see `spotter engine list`; by default the settings'")
    parser.add_argument("--json", action="store_true", help="one event a line, then a summary")
    parser.add_argument("--render", metavar="OUT.mp4", type=Path, help=_RENDER)
    parser.add_argument("--poses", metavar="OUT.npz", type=Path, help="write the poses as a trace")
    parser.add_argument(
        "--trace", metavar="OUT.npz", type=Path, help="write each frame's signals and decisions, see decision_trace.py"
    )
    parser.add_argument("--stages", metavar="OUT", type=Path, help="write what each stage saw into a folder, as a page")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Count, tell each event as it happens, and sum up; footage that breaks off is summed up too."""
    config = settings.load(args.config)
    exercise = exercises.load(args.exercise or config.set.exercise, args.config)
    clock = SystemClock()
    stages = StageTimes(clock)
    began = clock.monotonic()
    trace = DecisionTrace() if args.trace else None
    state = workout.begin(exercise, rules(config, args.config))
    trouble: SpotterError | None = None
    with contextlib.ExitStack() as stack:
        rendering = stack.enter_context(_rendering(args, state, clock)) if args.render else None
        recorder = stack.enter_context(_recorder(args, state, stages)) if args.stages else None
        hearers = [each.hear for each in (rendering, recorder) if each is not None]
        watchers: list[FrameWatcher] = [] if trace is None else [trace]
        if recorder is not None:
            watchers.append(recorder.signals)
        replay = Replay(state, config.box.id, _teller(hearers, as_json=args.json), stages, watchers)
        if rendering is not None:
            rendering.follow(replay)
        poses, engine = _open(args, config, (rendering, recorder), stages, stack)
        try:
            replay.run(poses, armed=args.armed)
        except SpotterError as error:
            trouble = error
        summary = _summary(args, replay, engine, clock.monotonic() - began)
        _sum_up(args, summary)
        if recorder is not None:
            _write_stages(recorder, args, summary, trouble)
    if trace is not None:
        trace.write(args.trace)
    if rendering is not None:
        _finish(rendering, args)
    if trouble is not None:
        raise trouble
    return 0


def _recorder(args: argparse.Namespace, state: Workout, stages: StageTimes) -> "StageRecorder":
    # Here, so that counting without them needs no drawing.
    from daemon.cli.stages.recorder import StageRecorder  # noqa: PLC0415 - as the comment says

    return StageRecorder(args.stages, state, stages, is_trace=args.source.endswith(".npz"))


def _write_stages(
    recorder: "StageRecorder", args: argparse.Namespace, summary: Summary, trouble: SpotterError | None
) -> None:
    """Write what each stage saw; say so where a person reads along."""
    name = printable(Path(masked(args.source)).name)
    notes = [] if trouble is None else [f"the footage could not be read to its end: {trouble}"]
    lines = [found_by(summary.engine), _did(summary)]
    pictures = recorder.finish(name, lines, [*notes, *filter(None, [summary.trouble])], summary.sets)
    if not args.json:
        sys.stdout.write(f"wrote {args.stages / 'report.html'}, and {pictures} pictures beside it\n")


def _rendering(args: argparse.Namespace, state: Workout, clock: SystemClock) -> "Rendering":
    # Here, so that counting without a picture needs no drawing.
    from daemon.cli.rendering import Job, Rendering  # noqa: PLC0415 - as the comment says

    known = (state.selection.exercise, *state.rules.repertoire)
    job = Job(args.source, args.turn, args.render, clock, {each.name: each for each in known})
    job.check()
    return Rendering(job)


def _finish(rendering: "Rendering", args: argparse.Namespace) -> None:
    """Write the video; say so where a person reads along."""
    rendering.finish()
    if rendering.frames and not args.json:
        sys.stdout.write(f"wrote {args.render}: {rendering.frames} pictures, without sound\n")


def _teller(hearers: Sequence[Callable[[AnyEvent], None]], *, as_json: bool) -> Callable[[AnyEvent], None]:
    def tell(event: AnyEvent) -> None:
        for hear in hearers:
            hear(event)
        sys.stdout.write((events.encode(event).decode() if as_json else event_text.line(event)) + "\n")
        sys.stdout.flush()

    return tell


def _summary(args: argparse.Namespace, replay: Replay, engine: str, wall_s: float) -> Summary:
    last = replay.state.last
    done = last.exercise if last is not None else replay.state.selection.exercise
    return Summary(
        source=printable(masked(args.source)),
        exercise=done.name,
        reps=replay.reps,
        rejected=replay.rejected,
        held_s=_held_s(replay),
        frames=replay.frames,
        video_s=round(replay.last_t, 3),
        wall_s=round(wall_s, 3),
        engine=engine,
        sets=replay.sets,
        at_least=sum(each.at_least for each in replay.sets),
        at_most=sum(each.at_most for each in replay.sets),
        left=sum(each.left for each in replay.sets),
        right=sum(each.right for each in replay.sets),
        trouble=_turned(args, replay),
    )


def _sum_up(args: argparse.Namespace, summary: Summary) -> None:
    if args.json:
        sys.stdout.write(msgspec.json.encode(summary).decode() + "\n")
    else:
        if len(summary.sets) > 1:
            sys.stdout.writelines(_set_line(i, each) for i, each in enumerate(summary.sets, start=1))
        sys.stdout.write(f"{_did(summary)}; took {summary.wall_s:.1f} s\n")
        if summary.trouble is not None:
            sys.stdout.write(summary.trouble + "\n")
    sys.stdout.flush()


def _did(summary: Summary) -> str:
    """Returns the count in words."""
    named = "" if summary.exercise == AUTO.name else summary.exercise
    did = (
        event_text.reps(summary.reps, named) + count_text.beside(summary)
        if summary.held_s is None
        else f"{summary.exercise} for {summary.held_s:.1f} s"
    )
    return f"{did}, {summary.rejected} not counted, in {summary.video_s:.1f} s of video"


def _held_s(replay: Replay) -> float | None:
    """Returns the seconds of all holds, None where reps are counted."""
    last = replay.state.last
    if last is None or last.held_s is None:
        return None
    return round(sum(each.held_s or 0.0 for each in replay.sets), 3)


def _set_line(number: int, each: SetLine) -> str:
    done = event_text.done(each)
    return f"set {number}: {each.exercise}, {done}, {each.rejected} not counted, {each.start:.1f} to {each.end:.1f} s\n"


def _turned(args: argparse.Namespace, replay: Replay) -> str | None:
    """Returns one line where the picture lies on its side or upside down: the reps may be another exercise's."""
    turn = args.turn or 0 if args.source.endswith(".npz") else Footage(args.source, turn=args.turn).degrees
    said = advice(replay.orientation.turn, turn)
    return None if said is None else f"{said} with --turn; the reps may be another exercise's"


def _open(
    args: argparse.Namespace,
    config: Settings,
    companions: "tuple[Rendering | None, StageRecorder | None]",
    stages: StageTimes,
    stack: contextlib.ExitStack,
) -> tuple[PoseSource, str]:
    """The source of poses, and what finds them."""
    asked = Asked(args.source, args.turn, args.engine, args.config)
    watchers = [each for each in companions if each is not None]
    poses, engine = open_poses(asked, config, stages, watchers, companions[1])
    if args.poses and not asked.is_trace:
        poses = _Recording(poses, args.poses)
    return stack.enter_context(contextlib.closing(poses)), engine


class _Recording:
    """Keeps what a source of poses gives, and writes it as a trace when it is closed."""

    def __init__(self, source: PoseSource, path: Path) -> None:
        self._source = source
        self._path = path
        self._sights: list[PoseFrame] = []

    @property
    def live(self) -> bool:
        return self._source.live

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        sight = self._source.read(timeout_s)
        if isinstance(sight, PoseFrame):
            self._sights.append(sight)
        return sight

    def close(self) -> None:
        self._source.close()
        write_trace(self._path, self._sights, _rate(self._sights))


def _rate(sights: list[PoseFrame]) -> float:
    """Frames a second; a single frame has no rate and is called 30."""
    span = sights[-1].t - sights[0].t if len(sights) > 1 else 0.0
    return round((len(sights) - 1) / span, 3) if span > 0 else 30.0

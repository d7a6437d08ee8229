"""``count --render``: remembers where the joints were while a video is counted, and draws it afterwards.

A rep's score and faults are known only at its end. A video is therefore read twice, so that each thing is shown when it
happened; what cannot be read again, a camera or a stream, is drawn at once with what is known by then.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from daemon.camera.gstreamer import open_source
from daemon.camera.uri import FileAddress, parse
from daemon.cli.offline import Replay
from daemon.core.pose.pose import Pose
from daemon.core.rep_progress import rep_progress
from daemon.core.spec import Exercise
from daemon.errors import SourceError, UsageError
from daemon.events import AnyEvent
from daemon.ports import Clock, Frame, PoseFrame, PoseSource, ReadStatus
from daemon.render.overlay import Overlay, sized
from daemon.render.picture import Picture, upright_bgr
from daemon.render.story import Story
from daemon.render.track import Track
from daemon.render.video import VideoWriter, check_encoder, check_writable, fitted

_USUAL_STEP_S = 1 / 30
_PLAIN = (46, 40, 36)
"""The ground that a trace is drawn on, which has no pictures."""
_PATIENCE_S = 10.0
Drawn = Callable[[Picture, int], None]
"""Is called with each picture that was drawn and the frame of the track that it is; it must not change it."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be drawn.

    Attributes:
        source: The video, trace, camera or stream.
        turn: How far it is turned.
        out: The file to write.
        clock: The time.
        exercises: Those that may be done.
    """

    source: str
    turn: int | None
    out: Path
    clock: Clock
    exercises: dict[str, Exercise]

    @property
    def is_trace(self) -> bool:
        """There are poses and no pictures."""
        return self.source.endswith(".npz")

    @property
    def live(self) -> bool:
        """It cannot be read a second time."""
        return not self.is_trace and not isinstance(parse(self.source), FileAddress)

    def check(self) -> None:
        """Find what is wrong before anything is counted.

        Raises:
            UsageError: The video would be written over what it is made of.
            SpotterError: It cannot be encoded or written.
        """
        address = None if self.is_trace else parse(self.source)
        read = Path(self.source) if address is None else getattr(address, "path", None)
        if read is not None and _same(read, self.out):
            raise UsageError(f"{self.out} would overwrite the video that is counted: name another file")
        check_encoder()
        check_writable(self.out)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


class Rendering:
    """One video: call ``see`` with each frame while it is counted, ``hear`` with each event, and ``finish``.

    Attributes:
        frames: Pictures written.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._replay: Replay | None = None
        self._track, self._story = Track(), Story(job.exercises, hindsight=not job.live)
        self._canvas: _Canvas | None = None
        self.frames = 0

    @property
    def track(self) -> Track:
        """Where the joints were, in every frame so far."""
        return self._track

    def follow(self, replay: Replay) -> None:
        """Takes each frame's phase and depth from what counts it."""
        self._replay = replay

    def hear(self, event: AnyEvent) -> None:
        """Takes an event in."""
        self._story.hear(event)

    def see(self, frame: Frame, pose: Pose | None) -> None:
        """Takes a frame in, while its planes are valid."""
        self._add(frame.t, pose, (frame.width, frame.height))
        if self._job.live:
            self._live_canvas().draw(frame, len(self._track) - 1)

    def watched(self, poses: PoseSource) -> PoseSource:
        """Returns a source of poses without pictures whose frames are taken in."""
        return _Watched(poses, self._add)

    def __enter__(self) -> "Rendering":  # noqa: PYI034 - Self needs Python 3.11
        """Count in a ``with`` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """Keep what was drawn at once where counting was broken off, as by Ctrl-C."""
        if kind is not None and self._canvas is not None:
            self._canvas.close()

    def finish(self, drawn: Drawn | None = None, *, keep_part: bool = True) -> None:
        """Writes the video, or ends it where it was drawn at once. Without a frame there is none.

        Args:
            drawn: Is shown each picture of a file, once it is drawn, and which frame of the track it is.
            keep_part: Where drawing is broken off, keep what is there by then.

        Raises:
            SpotterError: It cannot be written.
            KeyboardInterrupt: Drawing was broken off.
        """
        self._note()
        if self._canvas is None and len(self._track) and not self._job.live:
            self._canvas = self._new_canvas(drawn)
            with contextlib.closing(self._canvas) if keep_part else self._canvas:
                self._draw_all(self._canvas)
        elif self._canvas is not None:
            self._canvas.close()
        self.frames = 0 if self._canvas is None else self._canvas.frames

    def _add(self, t: float, pose: Pose | None, size: tuple[int, int]) -> None:
        self._note()
        self._track.add(t, pose, size)
        if self._job.live:
            self._note()  # what is drawn at once is drawn before it is counted

    def _note(self) -> None:
        """Adds to the frame before what was counted with it: the core has seen it by now."""
        if self._replay is None:
            return
        state = self._replay.state
        self._track.note(rep_progress(state), None if state.set is None else state.set.held_s)

    def _live_canvas(self) -> "_Canvas":
        if self._canvas is None:
            self._canvas = self._new_canvas()
        return self._canvas

    def _new_canvas(self, drawn: Drawn | None = None) -> "_Canvas":
        return _Canvas(self._job, self._track, self._story, drawn)

    def _draw_all(self, canvas: "_Canvas") -> None:
        if self._job.is_trace:
            for i in range(len(self._track)):
                canvas.draw(None, i)
            return
        frames = open_source(self._job.source, self._job.clock, turn=self._job.turn)
        with contextlib.closing(frames), contextlib.suppress(SourceError):  # it was said when the video was counted
            while isinstance(frame := frames.read(_PATIENCE_S), Frame):
                with frame:
                    canvas.draw(frame, self._track.index(frame.t))


class _Canvas:
    """The video that is drawn into."""

    def __init__(self, job: Job, track: Track, story: Story, drawn: Drawn | None) -> None:
        self._drawn = drawn
        width, height = track.size or (0, 0)
        self._size = fitted(width, height)
        self._track = track
        scale = 1.0 if height - self._size[1] <= 1 else self._size[1] / height  # an odd edge is cut off
        self._overlay = Overlay(track, story, scale=scale, live=job.live)
        self._writer = VideoWriter(job.out, *self._size, track.step_s or _USUAL_STEP_S)
        self._ground: Picture | None = None
        self.frames = 0

    def draw(self, frame: Frame | None, i: int) -> None:
        """Adds the picture of the track's i-th frame."""
        picture = self._plain() if frame is None else sized(upright_bgr(frame), self._size)
        self._overlay.draw(picture, i)
        if self._drawn is not None:
            self._drawn(picture, i)
        self._writer.write(picture, float(self._track.rows[i]["t"]))
        self.frames += 1

    def close(self) -> None:
        """Ends the video."""
        self._writer.close()

    def __enter__(self) -> "_Canvas":  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """Keep the video, or throw it away where drawing failed."""
        self._writer.__exit__(kind, value, tb)

    def _plain(self) -> Picture:
        if self._ground is None:
            self._ground = np.empty((self._size[1], self._size[0], 3), np.uint8)
        self._ground[:] = _PLAIN
        return self._ground


class _Watched:
    """A source of poses that tells each of them on."""

    def __init__(self, source: PoseSource, tell: Callable[[float, Pose | None, tuple[int, int]], None]) -> None:
        self._source, self._tell = source, tell

    @property
    def live(self) -> bool:
        return self._source.live

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        found = self._source.read(timeout_s)
        if isinstance(found, PoseFrame):
            self._tell(found.t, found.pose, (found.width, found.height))
        return found

    def close(self) -> None:
        self._source.close()

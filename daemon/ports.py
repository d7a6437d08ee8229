"""What the application asks of its adapters. Each port has one contract suite in ``tests/contract``."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from types import TracebackType
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from daemon.athletes.profile import Profile
from daemon.clock import Clock as Clock  # noqa: PLC0414 - it is one of the ports: passed on from here
from daemon.core.pose.pose import Pose
from daemon.events import AnyEvent
from daemon.set_record import SetRecord
from daemon.set_summary import SetSummary


class ReadStatus(Enum):
    """Why a read gave nothing although nothing is broken (what is broken raises ``SourceError``)."""

    STALL = "stall"
    """Nothing came within the time-out; more may come."""
    END = "end"
    """The source has ended; nothing more will come."""


class Layout(Enum):
    """How a frame's planes lie in memory. All but the last two are BT.601 luma and chroma."""

    NV12 = "NV12"
    """Two planes: luma (H, W), and chroma pairs (ceil(H/2), ceil(W/2), 2) in the order U, V."""
    I420 = "I420"
    """Three planes: luma (H, W), U and V, each (ceil(H/2), ceil(W/2))."""
    YUYV = "YUYV"
    """One plane (H, W, 2), W even: each pixel's luma, then U under the even pixels and V under the odd."""
    RGB8 = "RGB8"
    """One plane (H, W, 3), red first, 0..255 whatever ``full_range`` says."""
    RGBA = "RGBA"
    """One plane (H, W, 4), red first, the fourth ignored, 0..255 whatever ``full_range`` says."""


@dataclass(frozen=True, slots=True)
class DevicePlanes:
    """Where a CUDA device finds a frame's planes, in the order of ``Frame.planes``.

    Attributes:
        addresses: Of each plane's first byte, in the device's primary context.
        pitches: Bytes from one row to the next.
        sizes: Rows and columns of each, as the planes' shapes begin: who reads on the GPU need not look at the planes,
            which the processor may have to be shown first.
    """

    addresses: tuple[int, ...]
    pitches: tuple[int, ...]
    sizes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture, read where it lies: the planes are views of the source's own buffer.

    The planes are valid until ``release``; use the frame as a context manager.

    Attributes:
        t: Capture time in seconds: monotonic for a live or paced source, stream time from 0 for a file.
        width, height: Pixels of the upright picture, after rotation tag and pixel aspect are applied.
        layout: How the planes lie.
        planes: uint8 views, rows may be padded (strides), never copied.
        to_stored: float64 (2, 3), takes an upright pixel (x, y, 1) to a pixel of the stored luma plane.
        full_range: Luma 0..255 (as phones and JPEG give) and not 16..235.
        release: Gives the buffer back to the source.
        device: The same planes for a GPU, where it can read them; None for ordinary memory. Valid as long as they are.
    """

    t: float
    width: int
    height: int
    layout: Layout
    planes: tuple[NDArray[np.uint8], ...]
    to_stored: NDArray[np.float64]
    full_range: bool
    release: Callable[[], None]
    device: DevicePlanes | None = None

    def __enter__(self) -> "Frame":  # noqa: PYI034 - Self needs Python 3.11
        """Hold the frame for the length of a ``with`` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """Give the buffer back."""
        self.release()


class FrameSource(Protocol):
    """Where frames come from."""

    @property
    def live(self) -> bool:
        """True where only the newest frame counts; False where every frame is read."""

    @property
    def merged(self) -> int:
        """Frames that had to be copied into one piece of memory; 0 where all were read where they lay."""

    def read(self, timeout_s: float) -> Frame | ReadStatus:
        """Wait for the next frame.

        Raises:
            SourceError: The source broke; the message says what to do.
        """

    def close(self) -> None:
        """Give the device back; safe to call twice."""


@dataclass(frozen=True, slots=True)
class EngineSight:
    """What a pose engine last saw, in numbers; None: nobody is followed.

    Attributes:
        presence: How sure it is that there is a person where it follows the athlete, 0..1.
        crop_px: Side of the square that it reads the athlete in (pixels of the picture).
        searches: How often it looked for people since it was opened: each is a run of its detector, where it has one.
    """

    presence: float | None = None
    crop_px: float | None = None
    searches: int = 0


class PoseEngine(Protocol):
    """Finds the athlete's joints in a frame and stays with the same athlete."""

    @property
    def name(self) -> str:
        """The engine as the user calls it, for example ``blazepose-full/onnx``."""

    @property
    def threads(self) -> str | None:
        """The processor threads that its network runs on now, for example ``2 spinning threads``; None on a GPU."""

    @property
    def notice(self) -> str | None:
        """Why it is slower than this machine could have it, and what to do; None where all is well."""

    @property
    def others(self) -> int:
        """How many people are in view beside the athlete, as last looked for; 0 while the athlete is not seen."""

    @property
    def sight(self) -> EngineSight:
        """What it last saw, in numbers."""

    def estimate(self, frame: Frame) -> Pose | None:
        """Returns the athlete's pose, or None where nobody was seen.

        Raises:
            EngineError: The runtime failed.
        """

    def forget(self) -> None:
        """Lose the athlete: the next frame looks for a person afresh."""


@dataclass(frozen=True, slots=True, eq=False)
class PoseFrame:
    """What was seen at one moment: the athlete, or nobody, in a picture of a known size (pixels).

    Attributes:
        t: Capture time (s).
        pose: The athlete's, or None where the athlete is not seen.
        width, height: Of the picture.
        others: People in view beside the athlete.
    """

    t: float
    pose: Pose | None
    width: int
    height: int
    others: int = 0

    @property
    def people(self) -> int:
        """People in view, the athlete among them."""
        return self.others + (self.pose is not None)


class PoseSource(Protocol):
    """Where poses come from: a camera and an engine, or a recorded trace."""

    @property
    def live(self) -> bool:
        """True where only the newest frame counts."""

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        """Wait for the next frame and its pose.

        Raises:
            SourceError: The source broke.
            EngineError: The engine broke.
        """

    def close(self) -> None:
        """Give everything back; safe to call twice."""


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What was erased from the journal.

    Attributes:
        forgotten: Events.
        sets: Sets, each of them whole.
        remembered: Values beside the events: choices, loads, an athlete's profile.
    """

    forgotten: int = 0
    sets: int = 0
    remembered: int = 0


class Journal(Protocol):
    """A view of every committed event; belongs to one thread. Every method may raise ``JournalError``."""

    def last_seq(self) -> int:
        """Returns the highest ``seq`` that was ever given; 0 before the first."""

    def after(self, seq: int, limit: int) -> list[AnyEvent]:
        """Returns the next ``limit`` events after ``seq``, in order; fewer only where there are no more."""

    def cursor(self, consumer: str) -> int:
        """Returns the last ``seq`` that the consumer is done with; 0 for one that never said so."""

    def history(self, limit: int, since: datetime | None = None, athlete: str | None = None) -> Sequence[SetSummary]:
        """Summaries of the last ``limit`` sets that began at or after ``since``, oldest first.

        ``athlete``: whose; an empty name: of whoever was not named; None: everybody's.
        """

    def sets_of(self, athlete: str | None, since: datetime) -> Sequence[SetRecord]:
        """Returns an athlete's sets that began at or after ``since``, oldest first; None: of nobody named."""

    def weeks(self, since: datetime, athlete: str | None = None) -> Sequence[object]:
        """Returns what each exercise comes to in each week of the box's own calendar, oldest first."""

    def training_weeks(self, athletes: Sequence[str]) -> Mapping[str, AbstractSet[date]]:
        """Returns the Mondays of the weeks in which each of them did something, in the box's own calendar."""

    def athletes(self) -> list[str]:
        """Returns everybody whom a set names, in the order of the alphabet."""

    def profiles(self) -> tuple[Profile, ...]:
        """Returns the athletes whom the box knows."""

    def recall(self, key: str) -> str | None:
        """Returns the value that is remembered under ``key``, or None."""

    def open_workout_id(self) -> str | None:
        """Returns the workout that goes on, or None."""

    def set(self, set_id: str) -> list[AnyEvent]:
        """Returns the events of a set; ``UsageError`` where there is none."""

    def find(self, begins: str) -> list[AnyEvent]:
        """Returns the events whose id begins so, at most twenty, in order."""

    def close(self) -> None:
        """Give it back; safe to call twice."""


class Stages(Protocol):
    """Records where a frame's time goes."""

    def lap(self, stage: str) -> None:
        """Books the time since the last lap as spent in ``stage``. Costs one clock read."""


class Button(Protocol):
    """One push button's wire, as it is: debouncing is its reader's."""

    @property
    def down(self) -> bool:
        """True while it is pressed."""

    def watch(self, changed: Callable[[bool, float], None]) -> None:
        """Calls ``changed`` with each new level and for how many seconds it is so; in any thread, it must not wait."""

    def close(self) -> None:
        """Give the pin back; safe to call twice."""


class Lamp(Protocol):
    """One lamp."""

    def light(self, *, on: bool) -> None:
        """Switch it; ``PinError`` where it cannot be."""

    def close(self) -> None:
        """Put it out and give the pin back; safe to call twice."""


class Beeper(Protocol):
    """A beeper of one pitch."""

    def sound(self, *, on: bool) -> None:
        """Switch it; ``PinError`` where it cannot be."""

    def close(self) -> None:
        """Silence it and give the pin back; safe to call twice."""


class Loudspeaker(Protocol):
    """Plays sound in the background: no method but ``close`` waits."""

    @property
    def ahead_s(self) -> float:
        """Seconds until everything that was given has been played; 0 where it is silent."""

    def play(self, samples: NDArray[np.float32]) -> None:
        """Take mono sound of 22 050 samples a second, -1 to 1, to be heard after what was given before."""

    def check(self) -> None:
        """Look whether it still plays.

        Raises:
            SoundError: It was unplugged, broke, or does not take what it was given.
        """

    def close(self) -> None:
        """Fall silent at once and give the device back; safe to call twice."""

"""``spotter report VIDEO``: counts a video, draws its overlay, and says all of it on one page."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from daemon.cli.offline import Replay
from daemon.cli.opening import Asked, found_by, open_poses
from daemon.cli.rendering import Job, Rendering
from daemon.cli.stills import Stills
from daemon.config import exercises, rules
from daemon.config.settings import Settings
from daemon.core import workout
from daemon.core.spec import Exercise
from daemon.errors import SpotterError, UsageError
from daemon.events import AnyEvent
from daemon.printable import printable
from daemon.render.video import check_encoder
from daemon.report.workout_page import Sheet, title
from daemon.set_record import SetRecord, records
from daemon.system.clock import SystemClock
from daemon.system.stages import StageTimes


@dataclass(frozen=True, slots=True)
class Made:
    """A report that is ready to be written.

    Attributes:
        sheet: Its contents.
        reps, rejected: What was counted.
        trouble: Why the video could not be read to its end, or None.
    """

    sheet: Sheet
    reps: int
    rejected: int
    trouble: SpotterError | None


def overlay_path(out: Path) -> Path:
    """Returns the overlay's path for a report's: beside it."""
    return out.with_name(f"{out.stem}.overlay.mp4")


class VideoReport:
    """One video's report.

    Args:
        asked: The video.
        exercise: Name of the exercise, ``auto`` or ``any``.
        config: The settings.
        folder: The settings file or its folder, or None.
        out: The report's file.

    Raises:
        UsageError: It is no video that can be read twice, or the overlay would be written over it.
        SpotterError: The overlay cannot be written.
    """

    def __init__(self, asked: Asked, exercise: str, config: Settings, folder: Path | None, out: Path) -> None:
        self._asked, self._config = asked, config
        self._clock = SystemClock()
        self._events: list[AnyEvent] = []
        state = workout.begin(exercises.load(exercise, folder), rules.rules(config, folder))
        known = (state.selection.exercise, *state.rules.repertoire)
        self._exercises = {each.name: each for each in known}
        self._out = overlay_path(out)
        self._no_video = self._look()
        stages = StageTimes(self._clock)
        self._stages = stages
        self._replay = Replay(state, config.box.id, self._events.append, stages)

    def make(self) -> Made:
        """Count the video and draw its overlay.

        Raises:
            SpotterError: The video cannot be opened, or the overlay cannot be written.
        """
        trouble: SpotterError | None = None
        rendering = Rendering(self._job)
        rendering.follow(self._replay)
        poses, engine = open_poses(self._asked, self._config, self._stages, (rendering,))
        with contextlib.closing(poses):
            try:
                self._replay.run(poses, armed=False)
            except SpotterError as error:
                trouble = error
        pictures = self._draw(rendering)
        return Made(
            self._sheet(engine, rendering.frames, pictures, trouble), self._replay.reps, self._replay.rejected, trouble
        )

    @property
    def _job(self) -> Job:
        return Job(self._asked.source, self._asked.turn, self._out, self._clock, self._exercises)

    def _look(self) -> str | None:
        """Returns why there will be no overlay; None where there will be."""
        if self._job.live:
            raise UsageError("a report is of a video, a pose trace or a set: a camera has no end; record it first")
        try:
            check_encoder()
        except SpotterError as error:
            return str(error)
        self._job.check()
        return None

    def _draw(self, rendering: Rendering) -> dict[str, bytes]:
        if self._no_video is not None:
            return {}
        for event in self._events:
            rendering.hear(event)
        stills = Stills(rendering.track, self._events)
        rendering.finish(stills.see, keep_part=False)
        return stills.pictures

    def _sheet(self, engine: str, frames: int, pictures: dict[str, bytes], trouble: SpotterError | None) -> Sheet:
        sets = tuple(each for each in records(self._events).values() if each.entries)
        name = printable(Path(self._asked.source).name)
        return Sheet(
            title=_headline(sets, self._exercises),
            about=(f"{name}, {self._replay.last_t:.1f} s", found_by(engine)),
            sets=sets,
            exercises=self._exercises,
            video=self._out.name if frames else None,
            pictures=pictures,
            notes=tuple(_notes(self._no_video, trouble)),
            timed=True,
        )


def _headline(sets: tuple[SetRecord, ...], exercises: dict[str, Exercise]) -> str:
    names = list(dict.fromkeys(title(each.exercise, exercises) for each in sets))
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "Nothing was counted"


def _notes(no_video: str | None, trouble: SpotterError | None) -> list[str]:
    notes = [] if no_video is None else [f"There is no overlay video: {no_video}."]
    return notes if trouble is None else [*notes, f"The video could not be read to its end: {trouble}"]

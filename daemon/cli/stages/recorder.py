"""``count --stages OUT/``: watches a count from the picture to the verdict, and writes what each stage saw."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.cli.offline import SetLine
from daemon.cli.stages import capture
from daemon.cli.stages.capture import Capture, Captures, CropSeen
from daemon.cli.stages.folder import REPORT, StagesFolder
from daemon.cli.stages.moments import Moment, Moments
from daemon.cli.stages.signals import SignalTrace, limits
from daemon.core.pose.pose import Pose
from daemon.core.spec import Exercise
from daemon.core.state import Workout
from daemon.events import AnyEvent, Held, Rep, RepRejected
from daemon.ports import Frame, PoseFrame, PoseSource, ReadStatus
from daemon.render.stage_pictures import Square
from daemon.report.html import Html
from daemon.report.plot import svg
from daemon.report.stages_page import Chapter, Sight, StagePicture, StagesSheet, render
from daemon.system.stages import StageTimes
from engines.observation import Detection, Finding
from engines.roi import Roi

_QUALITY = 80
_WIDE = 360
"""Pixels of a picture in the page; the files are larger."""
_SVG_STYLE = (
    "svg{background:#fff;font:12px sans-serif}.end{text-anchor:end}.middle{text-anchor:middle}.grid{stroke:#c3ccd3}"
    ".line{fill:none;stroke:#0b5a8a;stroke-width:1.8}.level,.limit{stroke:#a85a00;stroke-dasharray:5 4;fill:none}"
    "text{stroke:none;fill:#12181d}.shade rect{fill:#dfe5e9;opacity:.5}.shade.counted rect,.shade.accepted rect"
    "{fill:#b5dcc6}.shade.rejected rect{fill:#a82a14;opacity:.2}.phase rect{fill:#dfe5e9}.phase.eccentric rect"
    "{fill:#b9d4e8}.phase.bottom rect{fill:#e3c98f}.phase.concentric rect{fill:#b5dcc6}"
)


class StageRecorder:
    """Watches an engine, its frames, the core and the events; ``finish`` writes the folder. Use it in a ``with`` block.

    Args:
        out: The folder.
        state: The workout before the first frame.
        times: Where a frame's time goes.
        is_trace: There are poses and no pictures.

    Attributes:
        signals: Follows the core; give it to ``Replay``.

    Raises:
        UsageError: The folder is a file, or holds something else.
        SpotterError: It cannot be written.
    """

    def __init__(self, out: Path, state: Workout, times: StageTimes, *, is_trace: bool) -> None:
        self.signals = SignalTrace()
        self._state, self._times, self._is_trace = state, times, is_trace
        self._captures, self._moments = Captures(), Moments()
        self._detections: list[Detection] = []
        self._findings: list[Finding] = []
        self._folder = StagesFolder(out)

    def __enter__(self) -> "StageRecorder":  # noqa: PYI034 - Self needs Python 3.11
        """Count in a ``with`` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """Leave no half folder."""
        self._folder.__exit__(kind, value, tb)

    def detected(self, detection: Detection) -> None:
        """Takes in who the detector found; one frame may be searched in several parts."""
        self._detections = [each for each in self._detections if each.t == detection.t] + [detection]

    def found(self, finding: Finding) -> None:
        """Takes in what the keypoint network read and found."""
        self._findings.append(finding)

    def see(self, frame: Frame, pose: Pose | None) -> None:
        """Takes a frame in, once the engine has seen it."""
        findings, self._findings = self._findings, []
        first = pose is not None and not self._moments.has_first
        if first or self._captures.is_due(frame.t):
            size = frame.width, frame.height
            self._keep(self._capture(frame.t, size, capture.packed(frame), pose, findings), first=first)

    def watched(self, poses: PoseSource) -> PoseSource:
        """Returns a source of poses without pictures whose frames are taken in."""
        return _Watched(poses, self)

    def see_pose(self, frame: PoseFrame) -> None:
        """Takes a frame in that has no picture."""
        first = frame.pose is not None and not self._moments.has_first
        if first or self._captures.is_due(frame.t):
            size = frame.width, frame.height
            self._keep(Capture(frame.t, size, None, frame.pose), first=first)

    def hear(self, event: AnyEvent) -> None:
        """Takes an event in: keeps what was seen of a rep."""
        self.signals.hear(event)
        if isinstance(event, RepRejected):
            self._moments.refused(self._at(("not counted", self.signals.turn(event))))
        elif isinstance(event, Rep | Held):
            name = f"rep {event.n}" if isinstance(event, Rep) else "hold"
            turn = self.signals.turn(event)
            moments = ((f"{name}, start", event.start), (f"{name}, turn", turn), (f"{name}, end", event.end))
            self._moments.rep(self._at(*moments))

    def finish(self, name: str, lines: Sequence[str], notes: Sequence[str], sets: Sequence[SetLine]) -> int:
        """Writes the folder; returns how many pictures are in it.

        Args:
            name: The footage's.
            lines: What is said of it at the top.
            notes: What went wrong.
            sets: The sets in which something was done.

        Raises:
            SpotterError: It cannot be written.
        """
        exercises, chosen = _exercises_of(self._state), self._state.selection.exercise
        params = self._state.rules.params.segmenter
        chapters = tuple(self.signals.chapters(sets, exercises, chosen, params))
        sights, pictures = self._sights()
        self._write_plots(chapters)
        done = [exercises[each] for each in dict.fromkeys(line.exercise for line in sets) if each in exercises]
        all_notes = [*notes, *self._absent(), *filter(None, [self._moments.left_out])]
        sheet = StagesSheet(
            title=f"Stages of {name}",
            about=tuple(lines),
            notes=tuple(f"{note[0].upper()}{note[1:]}." for note in all_notes),
            sights=sights,
            chapters=chapters,
            verdicts=tuple(self.signals.verdicts()),
            limits=tuple(limits(done, params)),
            times=tuple((stage, each.p50_ms, each.p95_ms, each.laps) for stage, each in self._times.table().items()),
        )
        self._folder.write(REPORT, render(sheet).encode())
        self._folder.finish()
        return pictures

    def _capture(
        self, t: float, size: tuple[int, int], picture: bytes, pose: Pose | None, findings: list[Finding]
    ) -> Capture:
        people = tuple(_square(each.roi, f"{each.score:.2f}") for part in self._detections for each in part.people)
        parts = [part.region for part in self._detections]
        region = _square(parts[0], "searched") if len(parts) == 1 and parts[0] is not None else None
        searched_t = self._detections[0].t if self._detections else None
        seen = next((each for each in reversed(findings) if pose is not None and each.has(pose)), None)
        seen = seen or (findings[-1] if findings else None)
        crop = None if seen is None else _crop_seen(seen, pose)
        return Capture(t, size, picture, pose, people, searched_t, region, crop)

    def _keep(self, taken: Capture, *, first: bool) -> None:
        self._captures.add(taken)
        if first:
            self._moments.first(taken)

    def _at(self, *moments: tuple[str, float]) -> list[Moment]:
        near = ((name, self._captures.near(t)) for name, t in moments)
        return [Moment(name, taken) for name, taken in near if taken is not None]

    def _sights(self) -> tuple[tuple[Sight, ...], int]:
        sights, count = [], 0
        for number, moment in enumerate(self._moments.all, start=1):
            pictures = []
            for each in capture.drawn(moment.capture):
                name = f"{number:02d}-{moment.name.replace(', ', '-').replace(' ', '-')}-{each.name}.png"
                self._folder.write(name, each.exact or cv2.imencode(".png", each.picture)[1].tobytes())
                pictures.append(StagePicture(each.title, each.says, _small(each.picture), each.broad))
                count += 1
            sights.append(Sight(moment.name, moment.capture.t, tuple(pictures)))
        return tuple(sights), count

    def _absent(self) -> Iterator[str]:
        """Yields which stages this source or this engine does not have."""
        seen = [moment.capture for moment in self._moments.all]
        crops = [each.crop for each in seen if each.crop is not None]
        if self._is_trace:
            yield "a pose trace has no picture: detector, crop and likelihood are absent"
        elif seen and not any(each.searched_t is not None for each in seen):
            yield "this engine has no detector of its own: its boxes are absent"
        if crops and not any(each.heat is not None for each in crops):
            yield "this engine tells joints without heatmaps or SimCC: the likelihood is absent"
        if any(each.pose is not None for each in seen) and not any(each.has_depth for each in seen):
            yield "these joints have no depth: the view in space is absent"

    def _write_plots(self, chapters: tuple[Chapter, ...]) -> None:
        for i, chapter in enumerate(chapters, start=1):
            for j, plot in enumerate(chapter.plots, start=1):
                self._folder.write(f"signals-{i:02d}-{j:02d}.svg", svg(plot, alone=Html(_SVG_STYLE)).encode())


class _Watched:
    """A source of poses that shows each frame."""

    def __init__(self, source: PoseSource, recorder: StageRecorder) -> None:
        self._source, self._recorder = source, recorder

    @property
    def live(self) -> bool:
        return self._source.live

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        frame = self._source.read(timeout_s)
        if isinstance(frame, PoseFrame):
            self._recorder.see_pose(frame)
        return frame

    def close(self) -> None:
        self._source.close()


def _exercises_of(state: Workout) -> dict[str, Exercise]:
    """Returns the exercises that may be done, by name."""
    return {each.name: each for each in (state.selection.exercise, *state.rules.repertoire)}


def _crop_seen(finding: Finding, pose: Pose | None) -> CropSeen:
    height, width = finding.rgb.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    square = corners @ finding.to_upright[:, :2].T + finding.to_upright[:, 2]
    heat = None if finding.heat is None else (np.clip(finding.heat, 0, 1) * 255).astype(np.uint8)
    presence = finding.presence(pose)
    return CropSeen(capture.png_of(finding.rgb), Square(square), finding.says, presence, heat, finding.heat_name)


def _square(roi: Roi, label: str) -> Square:
    to_upright = roi.to_upright(1)
    corners: NDArray[np.float64] = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float64)
    return Square(corners @ to_upright[:, :2].T + to_upright[:, 2], label)


def _small(picture: NDArray[np.uint8]) -> bytes:
    by = min(_WIDE / picture.shape[1], 1.0)
    size = round(picture.shape[1] * by), max(round(picture.shape[0] * by), 1)
    smaller = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if by < 1 else picture
    return cv2.imencode(".jpg", smaller, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()

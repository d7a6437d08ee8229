"""The pipeline that drives every family: finds the athlete once, then tracks the athlete from frame to frame."""

from daemon.core.pose.pose import Pose
from daemon.ports import EngineSight, Frame, Stages
from engines.ports import Found, Parts
from engines.roi import Roi, relative_distance
from engines.tracking.athlete_tracker import AthleteTracker
from engines.tracking.look import Look, best
from engines.tracking.people import MIN_PRESENCE, people_of
from engines.tracking.rivals import Rivals, regions
from engines.tracking.roi_smoothing import RoiSmoother

_MAX_LOOKS = 3
"""The most people that are looked at in one frame, to find the athlete among them."""
_SAME_PERSON = 0.35
"""A person who is found this near to the one tracked, in sides of that one's own square, is the same one."""


class Pipeline:
    """The pose engine.

    Args:
        name: The engine's name for the user.
        parts: What finds people, joints and depth.
        stages: Receives the time that ``lift`` took; the parts book their own.
        notice: What the user should know about the engine, or None.
    """

    def __init__(self, name: str, parts: Parts, stages: Stages, notice: str | None = None) -> None:
        self._name = name
        self._notice = notice
        self._stages = stages
        self._runtime = parts.keypoints.runtime
        self._lifter = parts.lifter
        self._people = people_of(parts)
        self._tracker = AthleteTracker()
        self._smoother = RoiSmoother()
        self._rivals = Rivals()
        self._presence: float | None = None
        self._searches = 0

    @property
    def name(self) -> str:
        """The engine's name for the user, for example ``blazepose-full/onnx``."""
        return self._name

    @property
    def threads(self) -> str | None:
        """The processor threads that the keypoint network runs on now; None on a GPU."""
        return self._runtime.threads

    @property
    def notice(self) -> str | None:
        """Why a slower runtime runs than this machine could have, and what to do; None where nothing is wrong."""
        return self._notice

    @property
    def others(self) -> int:
        """How many people were seen beside the athlete at the last looks around; 0 while the athlete is not seen."""
        return 0 if self._tracker.roi is None else self._rivals.others

    @property
    def sight(self) -> EngineSight:
        """What was last seen, in numbers."""
        roi = self._tracker.roi
        return EngineSight(self._presence, None if roi is None else roi.size, self._searches)

    def estimate(self, frame: Frame) -> Pose | None:
        """Returns the athlete's pose, or None where the athlete is not seen.

        Raises:
            EngineError: The runtime failed.
        """
        self._people.begin()
        pose = self._track(frame) or self._search(frame)
        if pose is None or self._lifter is None:
            return pose
        lifted = self._lifter.lift(pose)
        self._stages.lap("lift")
        return lifted

    def forget(self) -> None:
        """Lose the athlete, and where the athlete was."""
        self._tracker = AthleteTracker()
        self._rivals = Rivals()
        self._begin_anew()

    def _track(self, frame: Frame) -> Pose | None:
        """Look for the athlete in the square that the last frame predicts."""
        roi = self._tracker.roi
        if roi is None:
            return None
        if self._tracker.should_recheck(frame.t):
            roi = self._return_home(frame) or roi
        found = self._people.person(frame, roi)
        rival = None if found is None else self._rival(frame, found)
        if rival is None:
            return self._accept(found, frame.t)
        self.forget()  # where the other stayed and how the other moved says nothing of the athlete
        return self._accept(rival, frame.t)

    def _return_home(self, frame: Frame) -> Roi | None:
        """Returns the square of the person at the athlete's place, where another person is being tracked."""
        roi = self._tracker.find_at_home(self._squares(frame), frame.t)
        if roi is not None:
            self._lose()
        return roi

    def _rival(self, frame: Frame, tracked: Found) -> Found | None:
        """Returns somebody else in the picture who has turned out to be the athlete, or None."""
        if tracked.presence < MIN_PRESENCE or not self._rivals.is_due(frame.t):
            return None
        look = _look(tracked, frame)
        people = self._squares(frame, self._rivals.region(frame.width, frame.height))
        others = [roi for roi in people if not _is_same(look.roi, roi)]
        found = [person for person in self._present(frame, others) if not _is_same(look.roi, person.roi)]
        winner = self._rivals.update(look, [_look(person, frame) for person in found])
        return None if winner is None else found[winner]

    def _search(self, frame: Frame) -> Pose | None:
        """Look for the athlete among everybody in the picture."""
        if not self._tracker.should_search(frame.t):
            return None
        people = self._squares(frame)
        # An empty picture is searched often, and so as a whole only.
        if people and not self._tracker.is_remembered(frame.t):
            people += self._smaller_people(frame, people)
        found = self._present(frame, self._tracker.rank(people, frame.t, frame.width, frame.height))
        if not found:
            return None
        return self._accept(found[best([_look(person, frame) for person in found])], frame.t)

    def _smaller_people(self, frame: Frame, people: list[Roi]) -> list[Roi]:
        """Returns who is found only in parts of the picture, beside those found in all of it."""
        smaller: list[Roi] = []
        for region in regions(frame.width, frame.height):
            found = self._squares(frame, region)
            smaller += [roi for roi in found if not any(_is_same(other, roi) for other in people + smaller)]
        return smaller

    def _squares(self, frame: Frame, region: Roi | None = None) -> list[Roi]:
        self._searches += 1
        return self._people.squares(frame, region)

    def _present(self, frame: Frame, people: list[Roi]) -> list[Found]:
        """Looks at each of the likeliest people; leaves out who turns out not to be there."""
        found = (self._people.person(frame, roi) for roi in people[:_MAX_LOOKS])
        return [person for person in found if person is not None and person.presence >= MIN_PRESENCE]

    def _accept(self, found: Found | None, t: float) -> Pose | None:
        """Returns the pose and track on from it; lose the athlete where it shows nobody or somebody else."""
        if found is None or found.presence < MIN_PRESENCE or not self._tracker.is_plausible(found.roi, t):
            self._lose()
            return None
        smoothed = Roi.from_alignment(*self._smoother.smooth(found.alignment, t))
        self._tracker.update(found.roi, smoothed, t)
        self._presence = found.presence
        return found.pose

    def _lose(self) -> None:
        self._tracker.lose()
        self._begin_anew()

    def _begin_anew(self) -> None:
        """Forget what was carried from one frame to the next."""
        self._presence = None
        self._smoother.reset()
        if self._lifter is not None:
            self._lifter.forget()


def _look(found: Found, frame: Frame) -> Look:
    return Look.at(found.pose, found.roi, frame.width, frame.height)


def _is_same(tracked: Roi, other: Roi) -> bool:
    return relative_distance(other, tracked) < _SAME_PERSON

"""The state of the frame loop after a turn, for everything that shows it."""

import msgspec

from daemon.athletes.profile import Colour, Profile
from daemon.core.pace import pace
from daemon.core.plan.outlook import Outlook
from daemon.core.spec import Exercise
from daemon.core.state import Workout
from daemon.events import Rep
from daemon.ports import EngineSight, PoseFrame
from daemon.progression.proposal import Proposal
from daemon.set_record import SetRecord
from daemon.system.health import Vitals
from daemon.vision.camera_supervisor import CameraState


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One turn of the frame loop. Everything in it is immutable, so any thread may read it.

    Attributes:
        t: This moment on the frames' clock (s); it goes on evenly between two frames.
        workout: The core's state.
        frame: The newest frame's pose, or None before the first.
        first_t: Time of the first frame (s), or None before it.
        frames: Frames looked at since the start.
        pending: Reps that are not on the disk yet.
        unsaved: Events that are not on the disk yet.
        athlete: Whose set runs, else who trains next; None: nobody was named.
        chosen: Who was chosen last: trains as soon as no set runs.
        athletes: Everybody whom the box knows, in the order of the alphabet.
        set: Id of the running set, or None outside a set.
        load_kg: What the running set is done with, or the next one will be (kg); None: nothing was said, or no load.
        last_kg: What the athlete lifted last in this exercise (kg), or None.
        record: The events of the running or the last set, those that are not on the disk yet among them.
        camera: How the camera is.
        camera_trouble, picture_trouble, journal_trouble, other_trouble: One line each on what is wrong and what to do,
            or None.
        engine: Name of the pose engine.
        threads: Processor threads that its network runs on now; None on a GPU.
        sight: What the engine last saw, in numbers.
        vitals: How the machine is.
        plan: How the plan stands that is under way, or None.
        proposal: The load that is proposed for the exercise and was not taken yet, or None.
    """

    t: float
    workout: Workout
    frame: PoseFrame | None
    first_t: float | None
    frames: int
    pending: int
    unsaved: int
    athlete: str | None
    set: str | None
    load_kg: float | None = None
    last_kg: float | None = None
    record: SetRecord | None = None
    camera: CameraState
    camera_trouble: str | None
    journal_trouble: str | None
    other_trouble: str | None
    picture_trouble: str | None = None
    engine: str
    threads: str | None = None
    sight: EngineSight = EngineSight()
    vitals: Vitals
    plan: Outlook | None = None
    chosen: str | None = None
    athletes: tuple[Profile, ...] = ()
    proposal: Proposal | None = None

    @property
    def exercise(self) -> Exercise:
        """The chosen exercise, which the next set starts with."""
        return self.workout.selection.exercise

    @property
    def colour(self) -> Colour | None:
        """How the athlete is marked, or None: the box does not know the name."""
        return next((each.colour for each in self.athletes if each.name == self.athlete), None)

    @property
    def last_rep(self) -> Rep | None:
        """The newest rep of the set that is on the disk, or None: there is none, or it was added by hand."""
        reps = () if self.record is None else self.record.reps
        saved = reps[: len(reps) - self.pending]
        return saved[-1] if saved and isinstance(saved[-1], Rep) else None

    @property
    def pace(self) -> float | None:
        """Reps a minute of the running set's last reps, or None: there are too few, or no set runs."""
        if self.set is None or self.record is None:
            return None
        return pace([rep.t_mono for rep in self.record.reps], self.t)

    @property
    def trouble(self) -> str | None:
        """The gravest trouble, or None: first what is not saved, then what is not seen, then anything else."""
        return self.journal_trouble or self.camera_trouble or self.picture_trouble or self.other_trouble

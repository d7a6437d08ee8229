"""What the daemon answers to each command; queries are answered as ``ipc.queries`` and the asked part say."""

from dataclasses import dataclass
from typing import TypedDict

from daemon.athletes.profile import Profile
from daemon.core.plan.outlook import Outlook
from daemon.core.spec import Target


class Standing(TypedDict):
    """How it stands after the command.

    Attributes:
        state: ``idle``, ``armed``, ``active``, ``paused`` or ``ended``.
        exercise: The chosen one.
        reps: Of the running set, or of the one that ended last.
    """

    state: str
    exercise: str
    reps: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a corrected set comes to.

    Attributes:
        set: Its id.
        exercise, reps: After the correction.
        load_kg: What it was done with (kg), after the correction.
    """

    set: str
    exercise: str
    reps: int
    load_kg: float | None = None


class Loaded(TypedDict):
    """Which load was taken down.

    Attributes:
        load_kg: In kg; null: nothing beside the body.
        exercise: Of what.
        set: The id of the set that was done with it; null: the next one will be.
    """

    load_kg: float | None
    exercise: str
    set: str | None


class TakenLoads(TypedDict):
    """Which loads were taken: what the next set of each exercise will be done with (kg)."""

    loads: dict[str, float]


class Programmed(TypedDict):
    """Which programme was chosen.

    Attributes:
        athlete: Whose it is, or null.
        programme: Its name; null: none.
        start: Its first day, or null.
    """

    athlete: str | None
    programme: str | None
    start: str | None


class CameraSwitched(TypedDict):
    """How the camera is now: ``ok``, ``stalled``, ``lost``, ``off`` or ``ended``."""

    camera: str


class Named(TypedDict):
    """Who was chosen.

    Attributes:
        athlete: As the box knows the name; null: nobody.
        from_next_set: A set of somebody else runs: it goes on as theirs.
    """

    athlete: str | None
    from_next_set: bool


class Known(TypedDict):
    """What the box knows, or knew, of the athlete."""

    profile: Profile


class Aimed(TypedDict):
    """What a set aims at now, the exercise's own target included."""

    target: Target


class Led(TypedDict):
    """How the plan stands; null: none is under way."""

    plan: Outlook | None


Result = Standing | Corrected | Loaded | TakenLoads | Programmed | CameraSwitched | Named | Known | Aimed | Led

RESULTS: dict[str, type] = {
    "start": Standing,
    "stop": Standing,
    "undo": Standing,
    "add": Standing,
    "confirm": Standing,
    "exercise": Standing,
    "correct": Corrected,
    "take": TakenLoads,
    "programme": Programmed,
    "load": Loaded,
    "athlete": Named,
    "athlete_set": Known,
    "athlete_remove": Known,
    "target": Aimed,
    "counting": Standing,
    "camera": CameraSwitched,
    "plan": Led,
    "skip": Led,
    "hold": Led,
}
"""By the command's name, which is one of ``verbs.table.COMMANDS``."""

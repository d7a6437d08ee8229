"""What the daemon answers to the dashboard's questions, as types.

A field that this version does not know is ignored, and one that the daemon does not send is None, so that an older and
a newer peer understand each other.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, tzinfo
from typing import Any, TypeVar

import msgspec

from daemon.clock import local
from daemon.core.spec import Target
from daemon.errors import SpotterError
from daemon.events import AnyEvent
from daemon.set_summary import SetSummary

AUTO = "auto"
"""The name under which the box recognises the exercise itself: it can be chosen, but is no set's exercise."""
A = TypeVar("A", bound=msgspec.Struct)


class Sets(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``history``: oldest first."""

    sets: list[SetSummary]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``set``: events in order; ``next`` is what to ask for as ``after_seq`` while there is ``more``."""

    events: list[AnyEvent]
    next: int = 0
    more: bool = False


class AthleteLine(msgspec.Struct, frozen=True, kw_only=True):
    """An athlete who can be chosen; one whom the box does not know has no colour."""

    name: str
    colour: str | None = None
    targets: dict[str, int] = {}
    board: bool = False

    @property
    def title(self) -> str:
        """As it is shown."""
        return self.name

    @property
    def error(self) -> str | None:
        """There is no file to mend."""
        return None

    @property
    def known(self) -> bool:
        """Whether the box knows more than the name."""
        return self.colour is not None


class Athletes(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``athletes``: everybody who can be chosen, those whom the box knows, and who trains next."""

    athletes: list[str]
    profiles: list[AthleteLine] = []
    chosen: str | None = None


class BoardLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one athlete did this week."""

    athlete: str
    colour: str | None = None
    reps: int = 0
    minutes: float = 0.0
    streak_weeks: int = 0


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``board``."""

    lines: list[BoardLine] = []


class SetupStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the first boot: done, open, left_out or unknown; see ``daemon.setup.checklist.Line``."""

    name: str
    title: str = ""
    how: str = ""
    state: str = "unknown"
    says: str = ""
    anywhere: bool = False
    command: str = ""
    error: str | None = None


class FirstBoot(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``setup``; ``name`` is the box's, ``round`` the button's exercises: none: all."""

    name: str | None = None
    round: tuple[str, ...] = ()
    steps: tuple[SetupStep, ...] = ()
    first_run: bool = False


class ExerciseLine(msgspec.Struct, frozen=True, kw_only=True):
    """An exercise that can be chosen; where its file is broken, ``error`` says in one line what to mend.

    ``measures`` are the measures of its form with the views that show them.
    """

    name: str
    title: str = ""
    unit: str = "reps"
    views: tuple[str, ...] = ()
    camera: str = ""
    measures: dict[str, tuple[str, ...]] = {}
    joints: tuple[int, ...] = ()
    target: Target = Target()
    error: str | None = None


class Exercises(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``exercises``; ``chosen`` is a name."""

    exercises: list[ExerciseLine]
    chosen: str | None = None


class PlanLine(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that can be begun; where its file is broken, ``error`` says in one line what to mend."""

    name: str
    title: str = ""
    blocks: tuple[str, ...] = ()
    about_s: float | None = None
    proposals: tuple[str, ...] = ()
    error: str | None = None


class Plans(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``plans``; ``left_out`` is how many more there are, for which it has no room."""

    plans: list[PlanLine]
    left_out: int = 0


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the camera's checklist; ``ok`` is None where it is not known, ``says`` is what to move and where."""

    check: str
    ok: bool | None = None
    says: str = ""


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``picture``: ``rgb`` has ``width * height * 3`` bytes, row by row; None where only checks are asked."""

    width: int | None = None
    height: int | None = None
    rgb: bytes | None = None
    checks: tuple[Check, ...] = ()


def read(kind: type[A], answer: Any) -> A:  # noqa: ANN401 - what came over the wire
    """Returns the answer as its type.

    Raises:
        SpotterError: The daemon's answer has another form: one of the two is older.
    """
    try:
        return msgspec.convert(answer, kind, strict=False)
    except msgspec.ValidationError as error:
        raise SpotterError(f"daemon and dashboard are of different versions, install both anew: {error}") from error


def moment(t: str, zone: tzinfo | None = None) -> datetime:
    """Returns an event's local time: in ``zone``, or where the dashboard runs."""
    return local(datetime.fromisoformat(t.replace("Z", "+00:00")), zone)


def day(t: str) -> date:
    """Returns the local day of an event."""
    return moment(t).date()


async def set_events(ask: Callable[..., Awaitable[Any]], set_id: str) -> list[AnyEvent]:
    """Returns all events of a set; asks for them page by page.

    Raises:
        SpotterError: ``ask`` or ``read`` raises it.
    """
    found: list[AnyEvent] = []
    page = Page(events=[], more=True)
    while page.more:
        page = read(Page, await ask("set", set=set_id, after_seq=page.next))
        found += page.events
    return found

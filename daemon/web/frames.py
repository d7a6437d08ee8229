"""What a page is sent: server-sent events, as pure functions of what the daemon says.

An event of the journal carries its ``seq`` as ``id``, so that a browser that was away asks for what follows it by
itself. State and pose carry none: only the newest matters.
"""

import msgspec

from daemon import events
from daemon.events import AnyEvent
from daemon.ipc.codec import Outline, Telemetry
from daemon.ipc.plan_state import plan_state

RESET = b"event: reset\nid: 0\ndata: {}\n\n"
"""The journal is another one: what the page knows is void."""
RETRY = b"retry: 500\n\n"
"""How soon (ms) a browser tries again that was cut off."""

_SEEN = 0.5
_GRID = 1000
_encoder = msgspec.json.Encoder()


class PagePlan(msgspec.Struct, frozen=True, kw_only=True):
    """A running plan in whole seconds; see ``daemon.core.plan.outlook.Outlook``."""

    name: str
    title: str
    kind: str
    phase: str
    block: int
    blocks: int
    round: int
    rounds: int | None
    step: int
    steps: int
    exercise: str
    target: int | None
    left_s: int | None
    phase_s: int
    block_left_s: int | None
    next: str | None
    held: bool
    round_reps: tuple[int, ...]
    stopped: str | None


class PageState(msgspec.Struct, frozen=True, kw_only=True):
    """The state as the page shows it, rounded so that it changes only when something happens; see ``codec.Telemetry``.

    Attributes:
        daemon: ``ok``, or ``away``: nothing is counted until it is back, and all else is null.
    """

    daemon: str = "ok"
    state: str | None = None
    exercise: str | None = None
    athlete: str | None = None
    athlete_colour: str | None = None
    set: str | None = None
    reps_pending: int | None = None
    held_s: int | None = None
    phase: str | None = None
    load_kg: float | None = None
    last_load_kg: float | None = None
    proposal: str | None = None
    proposed_kg: float | None = None
    target_reps: int | None = None
    target_rest_s: int | None = None
    person: bool | None = None
    people: int | None = None
    view_ok: bool | None = None
    camera: str | None = None
    rest_s: int | None = None
    unsaved: int | None = None
    trouble: str | None = None
    throttled: str | None = None
    pace: int | None = None
    plan: PagePlan | None = None


class PagePose(msgspec.Struct, frozen=True, kw_only=True):
    """The athlete of this moment.

    Attributes:
        joints: Thousandths of the picture's width and height, x before y, joint after joint; null where it is not seen.
        aspect: Width of the picture divided by its height.
        signal: How far the rep has come, 0..1, or null.
    """

    joints: list[int | None]
    aspect: float
    signal: float | None


AWAY = PageState(daemon="away")


def clock_frame(boot: str, mono: float) -> bytes:
    """Returns this moment, by which a page knows how old an event is: its own clock and the box's may be wrong.

    Args:
        boot: The kernel's id of this boot.
        mono: Monotonic seconds within it.
    """
    return b"event: clock\ndata: %b\n\n" % _encoder.encode({"boot": boot, "mono": round(mono, 3)})


def event_frame(event: AnyEvent) -> bytes:
    """Returns an event of the journal."""
    return b"event: journal\nid: %d\ndata: %b\n\n" % (event.seq, events.encode(event))


def state_frame(state: PageState) -> bytes:
    """Returns the state."""
    return b"event: state\ndata: %b\n\n" % _encoder.encode(state)


def pose_frame(pose: PagePose | None) -> bytes:
    """Returns the pose; None: nobody is seen."""
    return b"event: pose\ndata: %b\n\n" % _encoder.encode(pose)


def state_of(telemetry: Telemetry) -> PageState:
    """Returns what the page shows of the state."""
    return PageState(
        state=telemetry.state,
        exercise=telemetry.exercise,
        athlete=telemetry.athlete,
        athlete_colour=telemetry.athlete_colour,
        set=telemetry.set,
        reps_pending=telemetry.reps_pending,
        held_s=_whole(telemetry.held_s),
        phase=telemetry.phase,
        load_kg=telemetry.load_kg,
        last_load_kg=telemetry.last_load_kg,
        proposal=telemetry.proposal,
        proposed_kg=telemetry.proposed_kg,
        target_reps=telemetry.target_reps,
        target_rest_s=_whole(telemetry.target_rest_s),
        person=telemetry.person,
        people=telemetry.people,
        view_ok=telemetry.view_ok,
        camera=telemetry.camera,
        rest_s=_whole(telemetry.rest_s),
        unsaved=telemetry.unsaved,
        trouble=telemetry.trouble,
        throttled=telemetry.throttled,
        pace=None if telemetry.pace is None else round(telemetry.pace),
        plan=plan_state(PagePlan, telemetry.plan),
    )


def pose_of(telemetry: Telemetry) -> PagePose | None:
    """Returns what the page draws of the athlete; None: nobody is seen."""
    outline = telemetry.outline
    if outline is None:
        return None
    signal = telemetry.signal
    return PagePose(
        joints=_joints(outline), aspect=round(outline.aspect, 3), signal=None if signal is None else round(signal, 3)
    )


def _joints(outline: Outline) -> list[int | None]:
    found: list[int | None] = []
    for at, score in enumerate(outline.score):
        x, y = outline.xy[2 * at : 2 * at + 2]
        found += [round(x * _GRID), round(y * _GRID)] if score >= _SEEN else [None, None]
    return found


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)

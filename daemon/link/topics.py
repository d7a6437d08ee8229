"""Builds the messages for the broker, as pure functions: an event, the state, health, summaries."""

from dataclasses import dataclass

import msgspec

from daemon import events
from daemon.events import AnyEvent, Event
from daemon.ipc.codec import Hello, Telemetry
from daemon.ipc.plan_state import plan_state

LATE_S = 10.0
"""An event older than this at delivery (s) goes to ``late``, so that a hub does not fire on it as if it were live."""

ONLINE = b"online"
OFFLINE = b"offline"

BRANCHES: dict[type[Event], str] = {
    events.Rep: "rep",
    events.Held: "rep",
    events.RepRejected: "rep",
    events.RepCorrected: "rep",
    events.SetStarted: "set",
    events.SetEnded: "set",
    events.SetImported: "late",
    events.WorkoutStarted: "workout",
    events.WorkoutEnded: "workout",
    events.PlanStarted: "plan",
    events.StepStarted: "plan",
    events.RoundDone: "plan",
    events.StopWithheld: "plan",
    events.PlanChanged: "plan",
    events.PlanEnded: "plan",
    events.LoadProposed: "plan",
    events.Record: "record",
    events.RecordWithdrawn: "record",
    events.ClockSet: "clock",
}
"""Below the box's topic, where each kind of event goes while it is new."""

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message for the broker.

    Attributes:
        topic: Where to.
        payload: UTF-8.
        qos: 1: the broker acknowledges it; 0: it may be lost.
        retain: The broker keeps it for those who come later.
        correlation: The correlation data of the command that is answered.
    """

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False
    correlation: bytes | None = None


class PlanState(msgspec.Struct, frozen=True, kw_only=True):
    """``state``'s ``plan``: how the plan stands that is under way.

    Attributes:
        name, title: The plan's.
        kind: The block's.
        phase: ``ready``, ``work`` or ``rest``.
        block, round, step: Where it is, each from 1.
        rounds: Of the block; null: as many as its time allows.
        exercise: Of the work; in rest, of the next one.
        reps, target: Reps of the work so far, and those that it asks for, or null.
        left_s: Whole seconds until the phase ends by the clock, or null: it does not.
        next: The exercise after this work, or null: the plan ends with it.
        held: The clock stands.
    """

    name: str
    title: str
    kind: str
    phase: str
    block: int
    round: int
    rounds: int | None
    step: int
    exercise: str
    reps: int
    target: int | None
    left_s: int | None
    next: str | None
    held: bool


class State(msgspec.Struct, frozen=True, kw_only=True):
    """``state``: a subset of ``Telemetry``; without a daemon every field but ``daemon`` is null.

    Attributes:
        daemon: ``ok``, or ``away``: nothing is counted, and commands are refused, until it is back.
        held_s: Whole seconds that a posture was held in the set; null where reps are counted.
        people: In view, the athlete among them.
        rest_s: Whole seconds since the last set ended.
        score: Of the last rep, 0 to 100; null where it has none.
        cue: What the athlete was told about the last rep, or null.
        rom_deg: Its range of motion, in whole degrees; null where it was not measured.
        rep_s: How long it took, in seconds.
        slowing: How much slower the set has become, in percent; null before its fourth rep.
        pace: Whole reps a minute of the running set's last reps; null before the second, or outside a set.
        target: Reps (or seconds of a hold) that the set aims at, or null.
        plan: How the plan stands that is under way, or null.
        load_kg: What the running set is done with, or the next one will be; null: nothing was said, or no load.
        proposal: The load that a plan's last run proposes for this exercise, and why; null: none, or it was taken.
        proposed_kg: That load.
    """

    daemon: str = "ok"
    state: str | None = None
    exercise: str | None = None
    athlete: str | None = None
    set: str | None = None
    reps: int | None = None
    reps_pending: int | None = None
    held_s: int | None = None
    phase: str | None = None
    score: int | None = None
    cue: str | None = None
    rom_deg: int | None = None
    rep_s: float | None = None
    slowing: int | None = None
    pace: int | None = None
    target: int | None = None
    plan: PlanState | None = None
    load_kg: float | None = None
    proposal: str | None = None
    proposed_kg: float | None = None
    person: bool | None = None
    people: int | None = None
    view_ok: bool | None = None
    camera: str | None = None
    rest_s: int | None = None
    unsaved: int | None = None
    trouble: str | None = None


AWAY = State(daemon="away")


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one box.

    Attributes:
        root: ``<base>/<box>``.
    """

    root: str

    @property
    def commands(self) -> str:
        """The topic filter that matches every command."""
        return f"{self.root}/command/+"

    def command(self, topic: str) -> str:
        """Returns the name of the command that came on ``topic``."""
        return topic.removeprefix(f"{self.root}/command/")

    def is_ours(self, topic: str) -> bool:
        """Whether a topic lies under the base: an answer there would be a command, or a false event, of some box."""
        base = self.root.rpartition("/")[0] or self.root
        return topic == base or topic.startswith(f"{base}/")

    def available(self, payload: bytes) -> Outgoing:
        """Returns the message ``ONLINE`` or ``OFFLINE``; the latter is the last will too."""
        return Outgoing(f"{self.root}/available", payload, retain=True)

    def event(self, event: AnyEvent, hello: Hello, now_s: float) -> Outgoing:
        """Returns an event's message, on its topic or on ``late``.

        Args:
            event: From the journal.
            hello: The daemon's, for its boot.
            now_s: The monotonic clock of this boot.
        """
        branch = "late" if is_late(event, hello.boot, now_s) else BRANCHES[type(event)]
        return Outgoing(f"{self.root}/{branch}", events.encode(event))

    def state(self, state: State) -> Outgoing:
        """Returns the state's message: retained, and sent with QoS 0, as a newer one follows soon."""
        return Outgoing(f"{self.root}/state", _encoder.encode(state), qos=0, retain=True)

    def health(self, health: object) -> Outgoing:
        """Returns the message with the daemon's health."""
        return Outgoing(f"{self.root}/health", _encoder.encode(health), retain=True)

    def today(self, day: object) -> Outgoing:
        """Returns the message with what was done today."""
        return Outgoing(f"{self.root}/today", _encoder.encode(day), retain=True)

    def last_workout(self, summary: object) -> Outgoing:
        """Returns the message with the summary of the last workout, ended or not; None: removes what is kept."""
        payload = b"" if summary is None else _encoder.encode(summary)
        return Outgoing(f"{self.root}/workout/last", payload, retain=True)


def is_late(event: Event, boot: str, now_s: float) -> bool:
    """Whether an event is over ``LATE_S`` old, or of another boot, whose clock does not compare with ours."""
    return event.boot != boot or now_s - event.t_mono > LATE_S


def state_of(telemetry: Telemetry) -> State:
    """Returns the state of this moment, rounded so that it changes only when something happens."""
    return State(
        state=telemetry.state,
        exercise=telemetry.exercise,
        athlete=telemetry.athlete,
        set=telemetry.set,
        reps=telemetry.reps,
        reps_pending=telemetry.reps_pending,
        held_s=None if telemetry.held_s is None else int(telemetry.held_s),
        phase=telemetry.phase,
        score=None if telemetry.score is None else round(telemetry.score),
        cue=telemetry.cue,
        rom_deg=None if telemetry.rom_deg is None else round(telemetry.rom_deg),
        rep_s=telemetry.rep_s,
        slowing=None if telemetry.slowing is None else round(telemetry.slowing * 100),
        pace=None if telemetry.pace is None else round(telemetry.pace),
        target=telemetry.target_reps,
        plan=plan_state(PlanState, telemetry.plan),
        load_kg=telemetry.load_kg,
        proposal=telemetry.proposal,
        proposed_kg=telemetry.proposed_kg,
        person=telemetry.person,
        people=telemetry.people,
        view_ok=telemetry.view_ok,
        camera=telemetry.camera,
        rest_s=None if telemetry.rest_s is None else int(telemetry.rest_s),
        unsaved=telemetry.unsaved,
        trouble=telemetry.trouble,
    )

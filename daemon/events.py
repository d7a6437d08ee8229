"""Events: the core's facts with their envelope. One shape for journal row, MQTT payload and dashboard.

``app`` stamps id, time and box; the journal stamps ``seq``. An event is written once and never changed.
"""

from enum import Enum
from typing import Annotated

import msgspec

from daemon.core.facts import (
    UNSURE_BELOW,
    Correction,
    Ending,
    Fault,
    Reason,
    ScorePart,
    Side,
    Stability,
    Standard,
    Tempo,
    Velocity,
)
from daemon.core.plan.plan import Kind, Plan
from daemon.core.plan.plan_facts import Phase, PlanChange, PlanEnding
from daemon.core.plan.steadiness import Steadiness

SCHEMA = 1
"""Raised when a field changes its meaning; a new field does not raise it."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event_type"):
    """The envelope.

    Attributes:
        id: UUIDv7, the same for ever: drop a repeat by it.
        seq: Place in the journal, from 1; 0 until it is committed.
        schema: ``SCHEMA`` when it was written.
        t: UTC, RFC 3339 with microseconds.
        boot: Kernel boot id: ``t_mono`` compares only within one.
        t_mono: Monotonic seconds of the moment itself (capture time, not delivery).
        box: Stable id of the box.
        athlete: Who, or None where nobody was named.
        workout, set: UUIDv7 of the workout and set it belongs to, or None.
    """

    id: str
    seq: int = 0
    schema: int = SCHEMA
    t: str
    boot: str
    t_mono: float
    box: str
    athlete: str | None = None
    workout: str | None = None
    set: str | None = None


class Rep(Event, frozen=True, kw_only=True, tag="rep"):
    """A complete rep; see ``core.facts.RepCounted``. ``start`` and ``end`` are seconds of ``t_mono``'s clock."""

    exercise: str
    n: int
    start: float
    end: float
    tempo: Tempo
    depth: float
    rom_deg: float | None
    rom_share: float | None
    view: str
    confidence: float
    withheld: dict[str, str]
    side: Side | None = None
    rom_pm: float | None = None
    tempo_pm: float | None = None
    velocity: Velocity | None = None
    slowing: float | None = None
    stability: Stability | None = None
    symmetry: float | None = None
    symmetry_pm: float | None = None
    left_more_deg: float | None = None
    standard: Standard | None = None
    score: float | None = None
    score_pm: float | None = None
    parts: dict[str, ScorePart] = {}
    faults: tuple[Fault, ...] = ()
    cue: str | None = None
    angles: tuple[float, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether it is marked as unsure, and can be confirmed."""
        return self.confidence < UNSURE_BELOW


class Held(Event, frozen=True, kw_only=True, tag="hold"):
    """A posture that was held for ``held_s`` seconds; ``start`` and ``end`` are seconds of ``t_mono``'s clock."""

    exercise: str
    start: float
    end: float
    held_s: float
    faults: tuple[Fault, ...] = ()
    cue: str | None = None


class RepRejected(Event, frozen=True, kw_only=True, tag="rep_rejected"):
    """What looked like a rep and was not counted."""

    exercise: str
    start: float
    end: float
    reason: Reason
    value: float
    limit: float
    unit: str


class RepCorrected(Event, frozen=True, kw_only=True, tag="rep_corrected"):
    """The athlete's own word.

    Attributes:
        refers: The rep's id, or the set's for ``added``, ``exercise`` and ``load``.
        load_kg: With ``load`` alone: what the set was done with (kg); None: with none, or it is not known.
    """

    refers: str
    kind: Correction
    exercise: str
    n: int
    why: str | None = None
    load_kg: float | None = None


class SetStarted(Event, frozen=True, kw_only=True, tag="set_started"):
    """A set began; ``load_kg`` is what it is done with (kg), where that was known then."""

    exercise: str
    load_kg: float | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the reps of an old set came to, corrections applied, where the reps themselves are kept no longer.

    Attributes:
        until: ``seq`` of the set's newest event that is in these numbers.
        reps: Those that counted.
        rejected: What looked like a rep and was not counted.
        score: Mean of the reps' scores, or None where none had one.
        slowing: How much slower the last reps were than the fastest, 0..1; None: not measured.
        faults: How many of the reps showed each fault of form, by its rule.
        at_least, at_most: The range in which the true number of reps is with 90 % probability, or None.
        left, right: How many reps were done with which side.
    """

    until: int
    reps: int
    rejected: int
    score: float | None = None
    slowing: float | None = None
    faults: dict[str, int] = {}
    at_least: int | None = None
    at_most: int | None = None
    left: int = 0
    right: int = 0


class SetEnded(Event, frozen=True, kw_only=True, tag="set_ended"):
    """A set ended; see ``core.facts.SetEnded``.

    Attributes:
        kept: Of a set whose reps are kept no longer, what they came to.
    """

    exercise: str
    why: Ending
    reps: int
    rejected: int
    duration_s: float
    held_s: float | None = None
    at_least: int | None = None
    at_most: int | None = None
    left: int = 0
    right: int = 0
    kept: Kept | None = None


IMPORTED_BOOT = "imported"
"""``boot`` of what another application recorded: it compares with no clock of ours."""


MOST_REPS, MOST_S = 10_000, 86_400.0
"""Of one set: more is no set, but a slip of whoever wrote it down."""


class SetImported(Event, frozen=True, kw_only=True, tag="set_imported"):
    """A set of another application's file, which no camera of ours saw. ``t`` is when its workout began.

    Attributes:
        exercise: One of ours, or its name there as we spell it.
        name: Its name there.
        source: The file's format: ``hevy``, ``strong``, ``fitnotes``.
        reps: As the file says.
        held_s: Seconds that a posture was held; None where reps are counted.
        load_kg: What it was done with (kg), or None.
        kept: What else the file says of it, by its column.
    """

    exercise: str
    name: str
    source: str
    reps: Annotated[int, msgspec.Meta(ge=0, le=MOST_REPS)]
    held_s: Annotated[float, msgspec.Meta(gt=0, le=MOST_S)] | None = None
    load_kg: float | None = None
    kept: dict[str, str] = {}


class WorkoutStarted(Event, frozen=True, kw_only=True, tag="workout_started"):
    """A workout began."""


class WorkoutEnded(Event, frozen=True, kw_only=True, tag="workout_ended"):
    """A workout closed."""

    sets: int
    reps: int


class PlanStarted(Event, frozen=True, kw_only=True, tag="plan_started"):
    """A plan began; see ``core.plan.plan_facts.PlanStarted``."""

    plan: Plan
    steadiness: tuple[Steadiness, ...] = ()


class StepStarted(Event, frozen=True, kw_only=True, tag="step_started"):
    """A phase of a plan began; see ``core.plan.plan_facts.StepStarted``."""

    phase: Phase
    exercise: str
    reps: int | None
    seconds: float | None
    block: int
    round: int
    step: int
    rounds: int | None
    kind: Kind


class RoundDone(Event, frozen=True, kw_only=True, tag="round_done"):
    """A round of a plan's block was gone through."""

    block: int
    round: int
    reps: int
    time_s: float


class StopWithheld(Event, frozen=True, kw_only=True, tag="stop_withheld"):
    """A set is not stopped for slowing down; see ``core.plan.plan_facts.StopWithheld``."""

    exercise: str
    view: str
    cv: float | None
    reps: int
    says: str


class PlanChanged(Event, frozen=True, kw_only=True, tag="plan_changed"):
    """The athlete skipped something of a plan, or held its clock."""

    change: PlanChange


class PlanEnded(Event, frozen=True, kw_only=True, tag="plan_ended"):
    """A plan ended; see ``core.plan.plan_facts.PlanEnded``."""

    name: str
    why: PlanEnding
    rounds: int
    extra_reps: int
    time_s: float
    says: str = ""


class RecordKind(str, Enum):
    """What of a set is more than ever before."""

    REPS = "reps"
    """Reps in one set, with as much load or more."""
    LIFTED_KG = "lifted_kg"
    """Load times reps in one set (kg)."""
    HELD_S = "held_s"
    """Whole seconds for which a posture was held in one go, with as much load or more."""


class Beaten(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that a set beats.

    Attributes:
        kind: Which.
        value: The set's, in the unit of the kind.
        before: The best until then.
        before_t: When the set of that figure began: UTC, RFC 3339.
        before_set: That set's id.
    """

    kind: RecordKind
    value: float
    before: float
    before_t: str
    before_set: str


class Record(Event, frozen=True, kw_only=True, tag="record"):
    """A set is the athlete's best of this exercise. Told once of a set; ``t`` is when it became so.

    Attributes:
        exercise: The set's, after corrections.
        reps: The set's, after corrections.
        load_kg: What it was done with (kg), or None.
        held_s: The longest time for which a posture was held in it (s), or None.
        beats: What it beats, the most telling first.
        says: The first of them in words.
    """

    exercise: str
    reps: int
    load_kg: float | None = None
    held_s: float | None = None
    beats: tuple[Beaten, ...]
    says: str


class RecordWithdrawn(Event, frozen=True, kw_only=True, tag="record_withdrawn"):
    """A set that was told as a record is none any more: it was corrected, or one before it that it had beaten.

    Attributes:
        refers: The id of the record that was told.
        exercise: That record's.
    """

    refers: str
    exercise: str


class ClockSet(Event, frozen=True, kw_only=True, tag="clock_set"):
    """The box's clock was set, or moved: ``t`` is what it shows now.

    What was written before in this ``boot`` (a smaller ``seq``) happened ``moved_s`` later than its ``t`` says. Those
    events stay as they are; whoever reads the journal through this Spotter is told the mended time.

    Attributes:
        moved_s: By how much (s); negative: back.
    """

    moved_s: float


class LoadProposed(Event, frozen=True, kw_only=True, tag="load_proposed"):
    """A plan that has ended proposes more load for the next time. Nothing is applied unasked.

    Attributes:
        refers: The id of the plan's beginning.
        name: The plan's.
        block: Which block, from 1.
        exercise: Of the block.
        load_kg: What all of its sets were done with (kg); None: nobody said it.
        next_kg: What is proposed (kg), or None: the load is not known, but by how much it shall rise.
        says: The same in words.
    """

    refers: str
    name: str
    block: int
    exercise: str
    load_kg: float | None
    next_kg: float | None
    says: str


PlanEvent = PlanStarted | StepStarted | RoundDone | StopWithheld | PlanChanged | PlanEnded | LoadProposed
"""What a running plan tells."""
AnyEvent = (
    Rep
    | Held
    | RepRejected
    | RepCorrected
    | SetStarted
    | SetEnded
    | SetImported
    | WorkoutStarted
    | WorkoutEnded
    | PlanStarted
    | StepStarted
    | RoundDone
    | StopWithheld
    | PlanChanged
    | PlanEnded
    | LoadProposed
    | Record
    | RecordWithdrawn
    | ClockSet
)

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(AnyEvent)


def name(event: Event) -> str:
    """Returns the event's name, as in ``event_type``."""
    return str(type(event).__struct_config__.tag)


def encode(event: Event) -> bytes:
    """JSON, UTF-8."""
    return _encoder.encode(event)


def decode(payload: bytes | str) -> AnyEvent:
    """Read an event from JSON.

    Raises:
        msgspec.ValidationError: It is JSON, but no event.
        msgspec.DecodeError: It is not JSON.
    """
    event: AnyEvent = _decoder.decode(payload)
    return event

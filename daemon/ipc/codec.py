"""The socket's messages, and the frames that carry them.

A frame is a 4-byte big-endian length and that many bytes of msgpack, at most ``LIMIT``, in both directions. A message
is a tagged struct; a reader skips the fields that it does not know, so an older and a newer peer understand each other.
"""

import asyncio
import struct
from typing import Annotated, Any

import msgspec

from daemon.core.plan.outlook import Outlook
from daemon.errors import SpotterError
from daemon.events import AnyEvent

LIMIT = 64 * 1024
"""The longest message, in bytes, without its length."""

PROTOCOL = 1
"""Raised when a message changes its meaning."""

_LENGTH = struct.Struct(">I")


class FrameError(SpotterError, ValueError):
    """The peer sent something that is not a message, or a message is too long to send."""


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Anything that goes over the socket."""


class Subscribe(Message, frozen=True, kw_only=True, tag="subscribe"):
    """Client: send everything after ``after``, in order, then ``Live``, then each event as it is committed.

    Attributes:
        after: The last ``seq`` the client has; None: from the consumer's own cursor, or only what is new.
        consumer: A name that keeps a cursor in the journal; a second holder of a name is refused.
        one_by_one: Send the next event only when the last is acknowledged. A consumer that is killed then leaves at
            most one event that it had handled and not acknowledged; without it, the acknowledgements that
            the daemon has not read yet are lost when sending to the dead consumer fails.
    """

    after: int | None = None
    consumer: str | None = None
    one_by_one: bool = False


class Ack(Message, frozen=True, kw_only=True, tag="ack"):
    """Client: the named consumer acknowledges everything up to ``seq``."""

    seq: int


class Watch(Message, frozen=True, kw_only=True, tag="watch"):
    """Client: start or stop telemetry.

    Attributes:
        telemetry: Send it.
        pose: The joints too.
        hz: Messages a second at most; None: one for every frame.
    """

    telemetry: bool = True
    pose: bool = False
    hz: Annotated[float, msgspec.Meta(gt=0, le=1000)] | None = None


class Request(Message, frozen=True, kw_only=True, tag="request"):
    """Client: a command or a query; answered by the ``Reply`` with the same ``id``.

    Attributes:
        id: The client's, within this connection.
        verb, args: What is asked for.
        key: The same for a command that is sent again because its answer did not come, also on another connection: it
            is carried out once. None: each one is carried out.
    """

    id: int
    verb: str
    args: dict[str, Any] = msgspec.field(default_factory=dict)
    key: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class Hello(Message, frozen=True, kw_only=True, tag="hello"):
    """Server: the first message on every connection.

    Attributes:
        box: The box's stable id.
        boot: Kernel boot id: ``t_mono`` of two events compares only within one boot.
        version: The daemon's version.
        schema: ``daemon.events.SCHEMA`` of the daemon.
        last_seq: The newest event in the journal; 0 in an empty one.
        protocol: ``PROTOCOL`` of the daemon.
    """

    box: str
    boot: str
    version: str
    schema: int
    last_seq: int
    protocol: int = PROTOCOL


class Recorded(Message, frozen=True, kw_only=True, tag="recorded"):
    """Server: an event that is in the journal."""

    event: AnyEvent


class Live(Message, frozen=True, kw_only=True, tag="live"):
    """Server: the backlog up to ``seq`` is sent; what follows is new."""

    seq: int


class Reply(Message, frozen=True, kw_only=True, tag="reply"):
    """Server: the answer to a request.

    Attributes:
        id: The request's; 0 answers a message that has none (``Subscribe``, ``Ack``).
        result: What was asked for; None where there is no result or the request failed.
        error: One line for the user; None: the request succeeded.
        code: ``usage``, ``busy``, ``journal``, ``away``, ``config``, … (``ipc.failures``); None: the request succeeded.
    """

    id: int
    result: Any = None
    error: str | None = None
    code: str | None = None


class Closing(Message, frozen=True, kw_only=True, tag="closing"):
    """Server: the last message on a connection, and why it ends; ``code`` as in ``Reply``."""

    code: str
    error: str


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """The athlete's joints, for drawing.

    Attributes:
        xy: 66 shares of the picture's width and height, x before y, joint after joint (``core.skeleton.Joint``).
        score: 33 visibilities, 0..1.
        aspect: Width of the picture divided by its height.
    """

    xy: list[float]
    score: list[float]
    aspect: float


class Telemetry(Message, frozen=True, kw_only=True, tag="telemetry"):
    """Server: the state now. Only the newest is sent and none is journaled: a slow reader misses some.

    Attributes:
        t: Monotonic seconds of the frame.
        fps: Frames looked at in a second.
        state: State of the set: ``idle``, ``armed``, ``active``, ``paused``, ``ended``.
        exercise: The chosen one.
        athlete: Whose set runs, or who trains next; None: nobody was named.
        athlete_colour: How the name is marked (``athletes.profile.Colour``); None: the box does not know the name.
        set: The set's id, or None outside a set.
        reps: Confirmed: committed to the journal.
        reps_pending: Complete, and not committed yet.
        phase: Phase of the rep: ``start``, ``eccentric``, ``bottom``, ``concentric``; None outside a set.
        person: An athlete is seen.
        people: People in view, the athlete among them.
        view_ok: The whole body is in the picture.
        camera: ``ok``, ``stalled``, ``lost``, ``off``.
        rest_s: Seconds since the last set ended; None in a set or before the first.
        signal: The counting signal as a share of this athlete's range, 0..1; None where there is none.
        unsaved: Events that wait for the disk; it stays above 0 only when the disk is full or broken.
        trouble: One line on what is wrong and what to do, or None.
        held_s: Seconds that a posture was held in the set; None where reps are counted.
        load_kg: What the running set is done with (kg), or the next one will be; None: nothing was said, or no load.
        last_load_kg: What the athlete lifted last in this exercise (kg), to be proposed; None: not known.
        target_reps: Target reps (or seconds) of the set: the user's, else the exercise's own; under a plan the plan's
            alone.
        target_rest_s: Target seconds of rest, likewise.
        target_tempo: Target seconds (eccentric, bottom, concentric, top), likewise.
        score, score_pm: Of the set's last committed rep, 0..100, and half the width of its 95 % interval; None: it has
            none.
        cue: What that rep's athlete was told, or None.
        rom_deg, rep_s: That rep's range of motion (degrees) and its time (s); None: there is none.
        slowing: How much slower the set has become, 0..1, or None.
        usual_deg: The range of motion that the athlete usually reaches in this exercise (degrees), or None.
        pace: Reps a minute of the running set's last reps; None before the second, or outside a set.
        plan: How the plan stands that is under way, or None.
        proposal: The load that a plan's last run proposes for this exercise, and why; None: none, or it was taken.
        proposed_kg: That load (kg), or None: by how much it shall rise is known alone.
        throttled: Why the box runs slower than it could (``heat``, ``current``, …), or None.
        outline: The joints, for a client that watches with ``pose``.
    """

    t: float
    fps: float
    state: str
    exercise: str
    athlete: str | None = None
    athlete_colour: str | None = None
    set: str | None = None
    reps: int = 0
    reps_pending: int = 0
    phase: str | None = None
    person: bool = False
    people: int = 0
    view_ok: bool = False
    camera: str = "ok"
    rest_s: float | None = None
    signal: float | None = None
    unsaved: int = 0
    trouble: str | None = None
    held_s: float | None = None
    load_kg: float | None = None
    last_load_kg: float | None = None
    target_reps: int | None = None
    target_rest_s: float | None = None
    target_tempo: list[float] | None = None
    score: float | None = None
    score_pm: float | None = None
    cue: str | None = None
    rom_deg: float | None = None
    rep_s: float | None = None
    slowing: float | None = None
    usual_deg: float | None = None
    pace: float | None = None
    plan: Outlook | None = None
    proposal: str | None = None
    proposed_kg: float | None = None
    throttled: str | None = None
    outline: Outline | None = None


FromClient = Subscribe | Ack | Watch | Request
FromServer = Hello | Recorded | Live | Reply | Closing | Telemetry

_encoder = msgspec.msgpack.Encoder()
_from_client = msgspec.msgpack.Decoder(FromClient)
_from_server = msgspec.msgpack.Decoder(FromServer)


def pack(message: Message) -> bytes:
    """Returns the message in its frame.

    Raises:
        FrameError: It is longer than ``LIMIT``.
    """
    body = _encoder.encode(message)
    if len(body) > LIMIT:
        raise FrameError(
            f"a {type(message).__name__.lower()} message of {len(body)} bytes exceeds {LIMIT}: ask for less"
        )
    return _LENGTH.pack(len(body)) + body


def from_client(body: bytes) -> FromClient:
    """Decode a client's message.

    Raises:
        FrameError: It is not a message.
    """
    message: FromClient = _decode(_from_client, body)
    return message


def from_server(body: bytes) -> FromServer:
    """Decode a message of the server.

    Raises:
        FrameError: It is not a message.
    """
    message: FromServer = _decode(_from_server, body)
    return message


def _decode(decoder: msgspec.msgpack.Decoder[Any], body: bytes) -> Any:  # noqa: ANN401 - the decoder's own type
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError) as error:
        # msgspec reports most damage as its own errors; dates, nesting and keys of untyped args as Python's.
        said = " ".join(str(error).split())  # it may quote the peer, line breaks included
        raise FrameError(f"not a message of Spotter's socket: {said}") from error


async def read_frame(reader: asyncio.StreamReader) -> bytes | None:
    """Wait for one frame; None at a clean end between frames.

    Raises:
        FrameError: The length is 0 or over ``LIMIT``, or the stream ends inside a frame.
    """
    try:
        head = await reader.readexactly(_LENGTH.size)
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            return None
        raise FrameError("the stream ended inside a frame's length") from error
    (length,) = _LENGTH.unpack(head)
    if not 0 < length <= LIMIT:
        raise FrameError(f"a frame of {length} bytes: the length must be 1 to {LIMIT}")
    try:
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise FrameError(f"the stream ended inside a frame, {len(error.partial)} of {length} bytes") from error

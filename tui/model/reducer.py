"""Folds the messages of the socket into the dashboard's state. Pure: the time is an argument."""

import msgspec

from daemon import events
from daemon.ipc import codec
from daemon.set_record import newest, of_set
from tui.model import words
from tui.model.messages import Connected, Fetched, Known, Lost, Message, SetUp, Tick
from tui.model.set_view import view
from tui.model.state import Connection, Ghost, RejectionBanner, State, Totals

REJECTION_S = 2.0
"""How long the reason of a no-rep is shown."""
HIGHLIGHT_S = 0.35
"""How long the count lights up after a rep."""
STALE_S = 1.0
"""Telemetry older than this counts as stale; the daemon's loop wakes 20 times a second."""
_GHOST = 0.6
"""An outline this deep, as a share of the range, can become the ghost."""


def reduce(state: State, message: Message, now: float) -> State:  # noqa: PLR0911 - one a message
    """Returns the state after a message that came at ``now`` (seconds of the dashboard's clock)."""
    if isinstance(message, codec.Telemetry):
        return _saw(state, message, now)
    if isinstance(message, codec.Recorded):
        return _happened(state, message.event, now)
    if isinstance(message, Tick):
        return _passed(state, now)
    if isinstance(message, Connected):
        return _connected(state, message.hello, now)
    if isinstance(message, Lost):
        away = Connection(kind="away", since=_since(state, now), error=message.error)
        return _with(state, connection=away, caught_up=False, stale=state.telemetry is not None)
    if isinstance(message, Fetched):
        return _fetched(state, message)
    if isinstance(message, SetUp):
        return _with(state, boot=message.boot)
    if isinstance(message, Known):
        return _with(state, exercises=message.exercises)
    return _with(state, caught_up=True, last_seq=max(state.last_seq, message.seq))


def _with(state: State, **changes: object) -> State:
    return msgspec.structs.replace(state, **changes)


def _since(state: State, now: float) -> float:
    return state.connection.since if state.connection.kind == "away" else now


def _connected(state: State, hello: codec.Hello, now: float) -> State:
    """Forgets the past where the journal is another one, or was set aside."""
    connection = Connection(kind="live", since=now)
    same = state.hello is not None and state.hello.box == hello.box and hello.last_seq >= state.last_seq
    if same:
        return _with(state, connection=connection, hello=hello, caught_up=False)
    return State(connection=connection, hello=hello, exercises=state.exercises, boot=state.boot)


def _fetched(state: State, message: Fetched) -> State:
    """Takes over today's totals, and the newest set."""
    done = [each for each in message.today if each.why is not None]
    totals = Totals(sets=len(done), reps=sum(each.reps for each in done))
    state = _with(state, totals=totals, any_set=message.any_set)
    newest = of_set(message.last)
    if newest is None or (state.record is not None and state.record.id != newest.id and state.record.end is None):
        return state
    last_seq = max(state.last_seq, *(event.seq for event in message.last))
    best = None
    for event in message.last:
        best = _best(best, event)
    return _with(state, record=newest, set=view(newest), best=best, last_seq=last_seq)


def _saw(state: State, telemetry: codec.Telemetry, now: float) -> State:
    """Takes over the newest telemetry, and remembers the deepest outline of this rep."""
    before = state.telemetry
    changed = before is None or before.phase != telemetry.phase
    deepest = state.deepest
    if telemetry.outline is not None and telemetry.signal is not None:
        signal = telemetry.signal
        if signal >= _GHOST and (deepest is None or signal > deepest[0]):
            deepest = (signal, telemetry.outline)
    exercise_changed = state.ghost is not None and state.ghost.exercise != telemetry.exercise
    state = _passed(state, now)
    return _with(
        state,
        telemetry=telemetry,
        telemetry_at=now,
        phase_since=telemetry.t if changed else state.phase_since,
        deepest=None if exercise_changed else deepest,
        ghost=None if exercise_changed else state.ghost,
        stale=False,
    )


def _passed(state: State, now: float) -> State:
    """Removes what is over, and marks as stale what is old."""
    if state.rejection is not None and now >= state.rejection.until:
        state = _with(state, rejection=None)
    if state.highlight_until and now >= state.highlight_until:
        state = _with(state, highlight_until=0.0)
    stale = state.telemetry is not None and (now - state.telemetry_at > STALE_S or state.connection.kind != "live")
    return state if stale == state.stale else _with(state, stale=stale)


def _happened(state: State, event: events.AnyEvent, now: float) -> State:
    """Takes over a journaled event; one that is known already changes nothing."""
    if event.seq and event.seq <= state.last_seq:
        return state
    record = newest(state.record, event)
    if record is not state.record:
        state = _with(state, record=record, set=view(record))
    state = _with(state, last_seq=max(event.seq, state.last_seq), best=_best(state.best, event))
    if isinstance(event, events.SetStarted):
        state = _with(state, any_set=True, rejection=None, deepest=None, withheld=None, result=None)
    if isinstance(event, events.StopWithheld):
        state = _with(state, withheld=event.says)
    if isinstance(event, events.PlanStarted | events.PlanEnded):
        state = _with(state, result=event.says if isinstance(event, events.PlanEnded) else None)
    if isinstance(event, events.Rep):
        state = _counted(state, event, now)
    if isinstance(event, events.RepRejected):
        state = _with(state, deepest=None)
        if state.caught_up:
            rejection = RejectionBanner(cue=words.cue(event), why=words.because(event), until=now + REJECTION_S)
            state = _with(state, rejection=rejection, highlight_until=0.0)
    return state


def _best(best: events.Record | None, event: events.AnyEvent) -> events.Record | None:
    """Returns the record that was told last and holds."""
    if isinstance(event, events.RecordWithdrawn):
        return None if best is not None and best.id == event.refers else best
    return event if isinstance(event, events.Record) else best


def _counted(state: State, event: events.Rep, now: float) -> State:
    if state.deepest is not None:
        state = _with(state, ghost=Ghost(exercise=event.exercise, outline=state.deepest[1]), deepest=None)
    return _with(state, highlight_until=now + HIGHLIGHT_S, rejection=None) if state.caught_up else state

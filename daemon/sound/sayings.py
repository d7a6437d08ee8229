"""What is said of an event: the number of a rep, the last three counted down, the reason of a no-rep, the cue."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from daemon.core.facts import Correction, Ending
from daemon.core.plan.cues import Cue
from daemon.events import (
    AnyEvent,
    Held,
    LoadProposed,
    PlanEnded,
    Record,
    Rep,
    RepCorrected,
    RepRejected,
    SetEnded,
    SetStarted,
    StopWithheld,
)
from daemon.reason_text import why
from daemon.sound.lineup import Kind, Utterance
from daemon.sound.tones import Tone

_LAST = {2: "two more", 1: "one more", 0: "done"}
"""What is said in place of the number, by how many reps are left."""
_SECONDS = frozenset({Cue.THREE, Cue.TWO, Cue.ONE})
_CLOCK = {Cue.HALF: "half way", Cue.LAST_ROUND: "last round"}


class Say(str, Enum):
    """How much is said; each says what those before it say, in words where it can."""

    OFF = "off"
    BEEPS = "beeps"
    COUNT = "count"
    CUES = "cues"


@dataclass(frozen=True, slots=True)
class Sayings:
    """Turns events into utterances.

    Attributes:
        say: How much is said.
    """

    say: Say

    def of(self, event: AnyEvent, target: int | None) -> Iterator[Utterance]:
        """Yields what is said of an event, in order.

        Args:
            event: It is on the disk.
            target: The reps at which the set ends, or None.
        """
        if self.say is Say.OFF:
            return
        for utterance in _said(event, target):
            if utterance.kind is not Kind.CUE or self.say is Say.CUES:
                yield utterance

    def of_athlete(self, name: str | None, t: float) -> Iterator[Utterance]:
        """Yields what is said of whoever was chosen; None: nobody."""
        if self.say not in (Say.OFF, Say.BEEPS):
            yield Utterance(Kind.CUE, t, name or "nobody")

    def of_plan(self, cue: Cue, title: str, t: float) -> Iterator[Utterance]:
        """Yields what is said of a plan's clock.

        Args:
            cue: What is to be told.
            title: The exercise that is done or that comes next, as it is shown; of ``Cue.STOPPED``, why the set ended.
            t: Now (s).
        """
        if self.say is Say.OFF:
            return
        if cue in _SECONDS:
            yield Utterance(Kind.NUMBER, t, cue.value, instead=Tone.TICK)
        elif cue is Cue.DONE:
            yield Utterance(Kind.SIGNAL, t, tone=Tone.TARGET)
        elif cue is Cue.STOPPED:
            yield Utterance(Kind.RECORD, t, title)
        elif self.say is not Say.BEEPS:
            yield Utterance(Kind.CUE, t, f"next: {title}" if cue is Cue.NEXT else _CLOCK[cue])


def _said(event: AnyEvent, target: int | None) -> Iterator[Utterance]:
    t = event.t_mono
    if isinstance(event, Rep) or (isinstance(event, RepCorrected) and event.kind is Correction.ADDED):
        yield Utterance(Kind.NUMBER, t, _number(event.n, target), instead=Tone.REP)
    if isinstance(event, Rep) and event.cue is not None:
        yield Utterance(Kind.CUE, t, event.cue)
    elif isinstance(event, RepRejected):
        yield Utterance(Kind.NO_REP, t, f"no rep: {why(event.reason, event.unit)}", Tone.NO_REP)
    elif isinstance(event, Held):
        yield Utterance(Kind.NUMBER, t, f"{event.held_s:.0f} seconds", instead=Tone.REP)
        if event.cue is not None:
            yield Utterance(Kind.CUE, t, event.cue)
    elif isinstance(event, Record | LoadProposed | StopWithheld | PlanEnded):
        yield Utterance(Kind.RECORD, t, event.says)
    elif isinstance(event, SetStarted):
        yield Utterance(Kind.SIGNAL, t, tone=Tone.SET_STARTED)
    elif isinstance(event, SetEnded):
        yield Utterance(Kind.SIGNAL, t, tone=Tone.TARGET if event.why is Ending.TARGET else Tone.SET_ENDED)


def _number(n: int, target: int | None) -> str:
    left = None if target is None else target - n
    return str(n) if left is None else _LAST.get(left, str(n))

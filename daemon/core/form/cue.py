"""Chooses the one thing to tell the athlete after a rep, or nothing. Pure: what was told before is an argument."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from daemon.core.facts import ScorePart
from daemon.core.form.faults import Judged
from daemon.core.spec import Exercise

AGAIN = 4
"""Reps after which the same thing may be told again: a coach lets the athlete try first."""
RECENT = 3
"""Reps within which a fault that comes again is a habit, and no slip."""
MENDED = 2
"""Good reps in a row after which a fault that was told is mended."""
LOST = 10.0
"""Points of the whole score from which on its largest loss is worth a word."""
PRAISE = "Better. Keep it like that."
_PARTS = {
    "rom": "Go all the way.",
    "stability": "Stay steady.",
    "tempo": "Keep your pace even.",
}
"""What is told of the part of the score that lost most, where there is no fault."""


class Memory(NamedTuple):
    """What is known in a set of one thing that was seen.

    Attributes:
        seen: Number of the last rep that had it.
        cued: Number of the rep after which it was last the cue; None: not yet.
        excess: By how much it was beyond the limit then.
        good: Good reps in a row since.
        praised: Its mending was told.
    """

    seen: int
    cued: int | None = None
    excess: float = 0.0
    good: int = 0
    praised: bool = False


Cues = Mapping[str, Memory]
"""What was seen and told in the set so far, by rule or part of the score."""


class _Topic(NamedTuple):
    """Something that can be told of a rep."""

    name: str
    says: str
    excess: float
    pm: float


def choose(
    cues: Cues, n: int, judged: Sequence[Judged], parts: Mapping[str, ScorePart], exercise: Exercise
) -> tuple[Cues, str | None]:
    """Returns what is known after a rep, and what to tell the athlete.

    What may hurt comes first, then what came before within ``RECENT`` reps, then the order of the exercise's rules, and
    last what cost most of the score. The first of them is told, but not again before ``AGAIN`` reps have passed, unless
    it became clearly worse; then nothing is told, so that the athlete has one thing to think of. A fault that was told
    and is gone is praised once.

    Args:
        cues: What is known from the set's reps before; empty at its start.
        n: The rep's number in the set.
        judged: The exercise's rules that could be looked at in this rep.
        parts: Of the rep's score.
        exercise: What is done.
    """
    faults = sorted(
        (each for each in judged if each.is_fault), key=lambda each: _rank(each, cues.get(each.rule.rule), n)
    )
    cues, mended = _followed(cues, n, judged)
    topic = _of_fault(faults[0]) if faults else _of_score(parts, exercise)
    if topic is None:
        return (_praised(cues, mended), PRAISE) if mended else (cues, None)
    if not _is_new(topic, cues.get(topic.name), n):
        return cues, None
    praised = topic.name in cues and cues[topic.name].praised
    return {**cues, topic.name: Memory(n, n, topic.excess, praised=praised)}, topic.says


def _rank(fault: Judged, memory: Memory | None, n: int) -> tuple[bool, bool]:
    """Returns the place of a fault among those of a rep; what is equal keeps the rules' order."""
    again = memory is not None and n - memory.seen <= RECENT
    return not fault.rule.risk, not again


def _followed(cues: Cues, n: int, judged: Sequence[Judged]) -> tuple[Cues, tuple[str, ...]]:
    """Returns what is known of each rule after the rep, and those that were told before and are mended with it."""
    after, mended = dict(cues), []
    for each in judged:
        name = each.rule.rule
        memory = after.get(name)
        if each.is_fault:
            after[name] = Memory(n) if memory is None else memory._replace(seen=n, good=0)
        elif memory is not None and memory.cued is not None and each.excess <= 0:
            after[name] = memory._replace(good=memory.good + 1)
            mended += [name] if after[name].good == MENDED and not memory.praised else []
    return after, tuple(mended)


def _praised(cues: Cues, mended: Sequence[str]) -> Cues:
    return {**cues, **{name: cues[name]._replace(praised=True) for name in mended}}


def _of_fault(fault: Judged) -> _Topic:
    return _Topic(fault.rule.rule, fault.rule.says, fault.excess, fault.pm)


def _of_score(parts: Mapping[str, ScorePart], exercise: Exercise) -> _Topic | None:
    """Returns the largest loss of the score that is worth a word."""
    name = max((name for name in parts if name in _PARTS), key=lambda name: parts[name].lost, default=None)
    if name is None or parts[name].lost < LOST:
        return None
    says = exercise.standard.says if name == "rom" and exercise.standard is not None else _PARTS[name]
    part = parts[name]
    return _Topic(name, says, part.lost, part.weight * part.pm)


def _is_new(topic: _Topic, memory: Memory | None, n: int) -> bool:
    if memory is None or memory.cued is None or n - memory.cued >= AGAIN:
        return True
    return topic.excess > memory.excess + topic.pm

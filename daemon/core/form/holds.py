"""Says what was wrong with the form of a hold: its rules look at the posture as it was kept."""

import math
from dataclasses import replace

from daemon.core.facts import Held, RepCounted, Tempo
from daemon.core.form import faults, window
from daemon.core.form.recording import KEEP_S, Recording
from daemon.core.form.rep_body import RepBody, own_axes
from daemon.core.params import MeasureParams
from daemon.core.spec import Exercise

LAST_S = KEEP_S - 5.0
"""Seconds of a long hold that are looked at, up to its end: what is recorded, less the time until its end is known."""


def appraise(recording: Recording, held: Held, exercise: Exercise) -> Held:
    """Returns a hold with its faults, and with what to do about the most important; as it is where it was not seen."""
    seen = window.cut(recording, max(held.start, held.end - LAST_S), held.end)
    if seen is None:
        return held
    found = faults.find(
        exercise.fault, RepBody.of(seen, _as_rep(seen, held), (held.start + held.end) / 2, exercise.first)
    )
    return replace(held, faults=found, cue=found[0].says if found else None)


def _as_rep(seen: window.Window, held: Held) -> RepCounted:
    """Returns the hold as a rep that has no tempo, from where it was seen."""
    still = Tempo(0.0, held.held_s, 0.0, 0.0)
    return RepCounted(held.t, held.exercise, 1, held.start, held.end, still, 0.0, None, None, _view(seen), 1.0)


def _view(seen: window.Window) -> str:
    """Returns from where the athlete was seen, by the same bounds as a rep's."""
    by, facing = MeasureParams(), math.cos(math.radians(own_axes(seen.world, "oblique")[1]))
    return "side" if facing < by.side else "front" if facing > by.front else "oblique"

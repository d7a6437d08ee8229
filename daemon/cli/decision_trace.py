"""What the count saw and decided, frame by frame, as an ``.npz`` for plots and for the search for better rules.

Arrays of N frames and S signals, of which ``signals`` has the names:

* ``t`` float64 (N,): seconds, as in the source.
* ``values``, ``confidence`` float32 (N, S): every signal of the smoothed pose in its own unit, and how sure it is
  (0..1); NaN and 0 where nobody was seen or no set was running.
* ``depth`` float32 (N,): of the exercise's movement, 0 the start and 1 the usual turning point; NaN while unknown.
* ``exercise`` text (N,): its name; ``auto`` until it is known.
* ``set`` text (N,): the set's phase: ``idle``, ``armed``, ``active``, ``paused``, ``ended``.
* ``phase`` text (N,): the rep's: ``start``, ``eccentric``, ``bottom``, ``concentric``; empty while nothing is counted.
* ``verdict`` text (N,): the set's own last decision in the frame: ``accepted`` (a rep that others may have to
  confirm), ``counted``, ``rejected``, ``ignored``; empty where nothing was decided.
* ``rule`` text (N,): the part of the evidence, the parameter or the exercise's key that decided.

Arrays of all M decisions, of which one frame can have several:

* ``decision_frame`` int64 (M,): the frame, from 0.
* ``decision_exercise`` text (M,): its subject. ``decision_own`` bool (M,): it is the set's own; until ``auto`` knows
  the exercise, and to find the next one, all of them count along.
* ``decision_start``, ``decision_end`` float64 (M,): when the movement began and ended (s).
* ``decision_verdict``, ``decision_rule``, ``decision_reason``, ``decision_unit`` text (M,); ``decision_value``,
  ``decision_limit`` float64 (M,): what was measured, against which limit, in which unit; 0 where nothing was.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from daemon.camera.trace import write_arrays
from daemon.core.explain import Judged, explain
from daemon.core.features.signals import SIGNALS
from daemon.core.rep_progress import rep_progress
from daemon.core.state import Workout
from daemon.ports import PoseFrame

_NAN = float("nan")
_UNSEEN = ((_NAN, 0.0),) * len(SIGNALS)


class _Frame(NamedTuple):
    t: float
    signals: tuple[tuple[float, float], ...]
    depth: float
    exercise: str
    set: str
    phase: str


class DecisionTrace:
    """Collects a count's frames and decisions. The core's state is a value, so that nothing of the count changes."""

    def __init__(self) -> None:
        self._frames: list[_Frame] = []
        self._decisions: list[tuple[int, Judged]] = []

    def see(self, before: Workout, after: Workout, frame: PoseFrame) -> None:
        """Takes one frame.

        Args:
            before: The workout before it.
            after: The workout after it.
            frame: The frame.
        """
        made = explain(before, after, frame.t)
        self._frames.append(
            _Frame(
                frame.t,
                tuple(made.signals.values()) or _UNSEEN,
                _NAN if made.sample is None else made.sample.depth,
                made.exercise or after.exercise.name,
                after.phase.value,
                rep_progress(after).phase or "",
            )
        )
        self._keep(made.judged)

    def decide(self, before: Workout, after: Workout, t: float) -> None:
        """Takes what was decided between two states, at a time (s); it belongs to the last frame."""
        self._keep(explain(before, after, t).judged)

    def _keep(self, judged: Iterable[Judged]) -> None:
        self._decisions += [(len(self._frames) - 1, each) for each in judged]

    def write(self, path: Path) -> None:
        """Writes all of it; the file appears whole or not at all.

        Raises:
            SpotterError: It cannot be written.
        """
        frames, judgements = self._frames, [each.judgement for _, each in self._decisions]
        verdicts = [each.verdict for each in judgements]
        signals = np.array([frame.signals for frame in frames], np.float32).reshape(len(frames), len(SIGNALS), 2)
        last = {at: each.judgement.verdict for at, each in self._decisions if each.own}
        deciding = [last.get(i) for i in range(len(frames))]
        write_arrays(
            path,
            t=np.array([frame.t for frame in frames], np.float64),
            signals=np.array(list(SIGNALS)),
            values=signals[:, :, 0],
            confidence=signals[:, :, 1],
            depth=np.array([frame.depth for frame in frames], np.float32),
            exercise=_texts([frame.exercise for frame in frames]),
            set=_texts([frame.set for frame in frames]),
            phase=_texts([frame.phase for frame in frames]),
            verdict=_texts([each.decision.value if each else "" for each in deciding]),
            rule=_texts([each.rule if each else "" for each in deciding]),
            decision_frame=np.array([frame for frame, _ in self._decisions], np.int64),
            decision_exercise=_texts([each.exercise for _, each in self._decisions]),
            decision_own=np.array([each.own for _, each in self._decisions], np.bool_),
            decision_start=np.array([each.start for each in judgements], np.float64),
            decision_end=np.array([each.end for each in judgements], np.float64),
            decision_verdict=_texts([each.decision.value for each in verdicts]),
            decision_rule=_texts([each.rule for each in verdicts]),
            decision_reason=_texts([each.reason.value if each.reason else "" for each in verdicts]),
            decision_unit=_texts([each.unit for each in verdicts]),
            decision_value=np.array([each.value for each in verdicts], np.float64),
            decision_limit=np.array([each.limit for each in verdicts], np.float64),
        )


def _texts(words: list[str]) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.array(words, np.str_)

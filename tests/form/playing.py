"""Plays rendered sets through the core and lays what it said of each rep beside what was true."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from daemon.config import exercises, settings
from daemon.config.rules import rules
from daemon.core import workout
from daemon.core.facts import Fact, RepCounted, RepRejected
from daemon.core.form import faults, judging, rom
from daemon.core.form.faults import Judged
from daemon.core.form.form_signals import FORM_SIGNALS
from daemon.core.form.rep_body import RepBody
from daemon.core.form.rom import Curves, Range
from daemon.core.form.tempo import Moments
from daemon.core.spec import Exercise, FaultRule
from tests.form import traces
from tests.gym.set_truth import SERIES

RENDERED = Path(__file__).with_name("rendered")
FRONT_DEG, SIDE_DEG = 25.0, 65.0
"""Azimuths under which a set is seen from the front, and over which from the side."""
PHASES = ("eccentric", "bottom", "concentric", "top")
"""Parts of a tempo, in its order."""
_SHARE = 0.5
"""Of a rep's time that one found must cover to be that rep."""
_AROUND_S = 0.04


@dataclass(frozen=True, slots=True)
class Seen:
    """One look of the core at a rep, also where it withheld what it saw."""

    body: RepBody
    range: Range
    judged: tuple[Judged, ...] = ()


@dataclass(frozen=True, slots=True)
class TrueRep:
    """A rep as it was done, see ``tests.gym.set_truth``; ``rom_deg`` is of the exercise's own angle."""

    n: int
    start: float
    turn: float
    leave: float
    end: float
    tempo: tuple[float, float, float, float]
    depth: float
    faults: dict[str, float]
    unsure: tuple[str, ...]
    rom_deg: float

    @property
    def clean(self) -> bool:
        """Nothing was planted in it, in part neither."""
        return not self.faults and not self.unsure


@dataclass(frozen=True, slots=True)
class Pair:
    """A true rep, and what the core made of it: None where it did not count it."""

    set: str
    exercise: Exercise
    azimuth: float
    equal: bool
    true: TrueRep
    rep: RepCounted | None
    seen: Seen | None
    refused: str | None = None

    @property
    def view(self) -> str:
        """From where the camera truly looks."""
        return view_of(self.azimuth)


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured range of motion, for a fit of the error model; in degrees, seconds, torso lengths and 0..1.

    Attributes:
        view: As the core saw it.
        azimuth: As it was.
        seen: How surely the signal's joints were seen.
        noise: Their worst jitter.
        yaw: How far the core takes the athlete to be turned.
        seconds: How long the way out took.
    """

    set: str
    n: int
    signal: str
    view: str
    azimuth: float
    raw: float
    true: float
    pm: float
    withheld: bool
    seen: float
    noise: float
    yaw: float
    seconds: float


@dataclass(slots=True)
class _Looks:
    """Keeps what the core's own functions return."""

    ranges: list[tuple[RepBody, Range]] = field(default_factory=list)
    judged: list[tuple[RepBody, tuple[Judged, ...]]] = field(default_factory=list)


def view_of(azimuth: float) -> str:
    """The name of a view by the camera's azimuth (degrees): 0 and 180 front, 90 side."""
    turned = abs(azimuth) % 180
    turned = min(turned, 180 - turned)
    return "front" if turned < FRONT_DEG else "side" if turned > SIDE_DEG else "oblique"


def lots() -> list[str]:
    """The lots that are there."""
    return [path.stem for path in sorted(RENDERED.glob("*.json"))]


def pairs(lot: str) -> list[Pair]:
    """Plays every set of a lot."""
    index = json.loads((RENDERED / f"{lot}.json").read_text(encoding="utf-8"))
    return [pair for truth in index for pair in play(truth, traces.read(RENDERED / lot / f"{truth['name']}.npz"))]


def is_rest(pair: Pair, phase: str) -> bool:
    """Whether a phase is the rest before the rep, which the first rep has not."""
    return phase == ("top" if pair.exercise.first.value == "eccentric" else "bottom")


def readings(lot: str) -> Iterator[Reading]:
    """Each rep's range as the core saw it, also where it withheld it, beside the true one."""
    for pair in pairs(lot):
        if pair.seen is not None and pair.rep is not None:
            yield _reading(pair, pair.rep, pair.seen)


def _reading(pair: Pair, rep: RepCounted, seen: Seen) -> Reading:
    signal = FORM_SIGNALS[pair.exercise.angle]
    noise = max((seen.body.noise[joint] for side in signal.joints for joint in side), default=0.0)
    return Reading(
        pair.set, pair.true.n, signal.name, rep.view, pair.azimuth, seen.range.deg, pair.true.rom_deg, seen.range.pm,
        seen.range.withheld is not None, judging.seen(signal, seen.body), noise, seen.body.yaw,
        pair.true.turn - pair.true.start,
    )  # fmt: skip


def play(truth: dict[str, Any], trace: traces.Trace) -> list[Pair]:
    """Plays one set, its exercise given and the athlete in place."""
    exercise = _exercise(truth["exercise"])
    facts, looks = _facts(exercise, trace)
    counted = [fact for fact in facts if isinstance(fact, RepCounted)]
    rejected = [fact for fact in facts if isinstance(fact, RepRejected)]
    out = []
    for row in truth["reps"]:
        true = true_rep(row, exercise, trace)
        rep, refused = _best(true, counted), _best(true, rejected)
        seen = None if rep is None else _look(rep, looks)
        why = str(refused.reason) if rep is None and refused is not None else None
        azimuth = truth["camera"]["azimuth_deg"]
        out.append(Pair(truth["name"], exercise, azimuth, truth["equal"], true, rep, seen, why))
    return out


@cache
def _exercise(name: str) -> Exercise:
    return exercises.load(name, None)


def _facts(exercise: Exercise, trace: traces.Trace) -> tuple[list[Fact], _Looks]:
    state = workout.begin(exercise, rules(settings.load(None)))
    with _watched() as looks:
        state, facts = workout.start(state, trace.frames[0].t, armed=False)
        for frame in trace.frames:
            state, more = workout.step(state, frame.pose, frame.t, (frame.width, frame.height))
            facts += more
        if state.set is not None:
            facts += workout.stop(state, trace.frames[-1].t)[1]
    return facts, looks


@contextmanager
def _watched() -> Iterator[_Looks]:
    """Looks over the core's shoulder: what it measured and then withheld is in no fact."""
    looks = _Looks()
    measure, judge = rom.measure, faults.judge

    def measured(exercise: Exercise, body: RepBody, found: Moments, curves: Curves) -> Range:
        span = measure(exercise, body, found, curves)
        looks.ranges.append((body, span))
        return span

    def judged(fault_rules: Iterable[FaultRule], body: RepBody) -> tuple[Judged, ...]:
        found = judge(fault_rules, body)
        looks.judged.append((body, found))
        return found

    with mock.patch.object(rom, "measure", measured), mock.patch.object(faults, "judge", judged):
        yield looks


def _look(rep: RepCounted, looks: _Looks) -> Seen | None:
    """The look at that rep: the one whose body lies best over it."""
    near = [(_overlap(rep.start, rep.end, body.start, body.end), body, span) for body, span in looks.ranges]
    if not near:
        return None
    _, body, span = max(near, key=lambda each: each[0])
    judged = next((found for of, found in looks.judged if of is body), ())
    return Seen(body, span, judged)


def _overlap(a: float, b: float, c: float, d: float) -> float:
    return max(min(b, d) - max(a, c), 0.0) / max(min(b - a, d - c), 1e-6)


def _best(true: TrueRep, found: Any) -> Any:  # noqa: ANN401 - facts that have a start and an end
    near = [(_overlap(true.start, true.end, each.start, each.end), each) for each in found]
    share, best = max(near, key=lambda each: each[0], default=(0.0, None))
    return best if share >= _SHARE else None


def true_rep(row: dict[str, Any], exercise: Exercise, trace: traces.Trace) -> TrueRep:
    """A row of the truth with the range of the exercise's angle."""
    t = np.array([frame.t for frame in trace.frames])
    middle = (row["turn"] + row["leave"]) / 2
    at = {name: _around(trace.true, t, moment) for name, moment in (("start", row["start"]), ("turn", middle))}
    side = _side(exercise.angle, at["turn"])
    values = {name: _angle(exercise.angle, angles, side) for name, angles in at.items()}
    return TrueRep(
        row["n"], row["start"], row["turn"], row["leave"], row["end"], tuple(row["tempo"]), row["depth"],
        {name: fault["amount"] for name, fault in row["faults"].items()}, tuple(row["unsure"]),
        abs(values["turn"] - values["start"]),
    )  # fmt: skip


def _around(true: NDArray[np.float64], t: NDArray[np.float64], moment: float) -> dict[str, float]:
    rows = np.abs(t - moment) <= _AROUND_S
    return dict(zip(SERIES, true[rows].mean(axis=0).tolist(), strict=True))


def _side(signal: str, turn: dict[str, float]) -> str | None:
    """Which side leads, by the same rule as the core: the leg with the more bent hip, the arm that works more."""
    joint, _, lead = signal.partition("_")
    if not lead:
        return None
    by, way = {"knee": ("hip", 1), "hip": ("hip", 1), "elbow": ("elbow", 1), "shoulder": ("shoulder", -1)}[joint]
    return min(("left", "right"), key=lambda side: way * turn[f"{by}_{side}"])


def _angle(signal: str, angles: dict[str, float], side: str | None) -> float:
    joint = signal.split("_", maxsplit=1)[0]
    if side is not None:
        return angles[f"{joint}_{side}"]
    return (angles[f"{joint}_left"] + angles[f"{joint}_right"]) / 2

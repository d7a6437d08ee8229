"""The demo's story: who does what when, what is to be counted, and which buttons are pressed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.gym.exercises import Exercises
from tests.gym.linear import ease
from tests.gym.motion import Beat, Move, keyed, sequence, swaying
from tests.gym.posture import Place, Posture
from tests.gym.rig import Rig
from tests.gym.walk import Walk

VIEW_DEG = 68.0
"""How far the athlete looks away from the camera while training: 0 is a front view, 90 a side view."""
SHALLOW = 0.46
"""The third squat's depth, as a share of the others'."""
FULL_S, SHALLOW_S, PUSH_UP_S = (0.95, 0.85), (0.62, 0.58), (0.68, 0.62)
"""Seconds down and up."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the story."""

    t0: float
    t1: float
    what: str


@dataclass(frozen=True, slots=True)
class Rep:
    """A rep as it is done; ``reason`` says why it should not count, None where it should."""

    exercise: str
    n: int
    beat: Beat
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A button that is pressed."""

    t: float
    verb: str
    args: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """What one athlete does from 0 to ``duration`` seconds."""

    duration: float
    move: Move
    phases: tuple[Phase, ...] = ()
    reps: tuple[Rep, ...] = ()
    commands: tuple[Command, ...] = ()


def demo(rig: Rig, view_deg: float = VIEW_DEG) -> Story:
    """Walking in, five squats with the third too shallow, four push-ups, walking out."""
    spot = Place(-0.10, 0.0, 0.0, view_deg)
    do = Exercises(rig, spot)
    squats = beats(3.75, [FULL_S, FULL_S, SHALLOW_S, FULL_S, FULL_S], 0.24, {2: SHALLOW})
    rest = squats[-1].end + 0.95
    lying = rest + 2.3
    presses = beats(lying + 1.25, [PUSH_UP_S] * 4, 0.16, {})
    rise = presses[-1].end + 0.95
    leave, end = rise + 2.1, rise + 4.4
    move = sequence([
        (0.0, _walk_in(rig, do, 2.1)),
        (2.2, lambda t: do.squat(sum(b.at(t) for b in squats))),
        (rest, do.down(rest, lying)),
        (lying, lambda t: do.plank(sum(b.at(t) for b in presses))),
        (rise, do.up(rise, leave)),
        (leave, _walk_out(rig, do, leave, end)),
    ])  # fmt: skip
    phases = [
        Phase(0.0, 2.2, "walk_in"), Phase(2.2, squats[0].start, "stand"), *_rep_phases(squats, "squat", "stand"),
        Phase(squats[-1].end, rest, "stand"), Phase(rest, lying, "get_down"), Phase(lying, presses[0].start, "plank"),
        *_rep_phases(presses, "push_up", "plank"), Phase(presses[-1].end, rise, "plank"),
        Phase(rise, leave, "get_up"), Phase(leave, end, "walk_out"),
    ]  # fmt: skip
    commands = (
        Command(2.5, "start", {"exercise": "squat"}),
        Command(squats[-1].end + 0.8, "stop"),
        Command(rest + 0.8, "exercise", {"exercise": "push_up"}),
        Command(lying - 0.15, "start"),
        Command(presses[-1].end + 0.8, "stop"),
    )
    return Story(end, swaying(move), tuple(phases), (*_reps("squat", squats), *_reps("push_up", presses)), commands)


def passer_by(rig: Rig, start: float, seconds: float, y: float = 1.1) -> Story:
    """Someone who walks through the picture from right to left, ``y`` metres behind the athlete."""
    standing = Exercises(rig, Place(0, y, 0, -90)).stand()
    line = (Place(3.0, y, standing.pelvis.z, -90), Place(-3.0, y, standing.pelvis.z, -90))

    def path(t: float) -> Place:
        u = (t - start) / seconds
        return Place(line[0].x + (line[1].x - line[0].x) * u, y, standing.pelvis.z, -90)

    return Story(start + seconds, Walk(rig, path, start, start + seconds, standing, None, None))


def beats(
    start: float, seconds: Sequence[tuple[float, float]], pause_s: float, depths: dict[int, float]
) -> tuple[Beat, ...]:
    """Reps one after another: (down, up) seconds each, full but for those whose depth is given by index."""
    out: list[Beat] = []
    for i, (down_s, up_s) in enumerate(seconds):
        out.append(Beat(start, start + down_s, start + down_s + up_s, depths.get(i, 1.0)))
        start = out[-1].end + pause_s
    return tuple(out)


def _reps(exercise: str, done: Sequence[Beat]) -> list[Rep]:
    return [Rep(exercise, n, beat, None if beat.depth == 1.0 else "shallow") for n, beat in enumerate(done, 1)]


def _rep_phases(done: Sequence[Beat], what: str, between: str) -> list[Phase]:
    out = [Phase(done[0].start, done[0].end, what)]
    for before, beat in pairwise(done):
        out += [Phase(before.end, beat.start, between), Phase(beat.start, beat.end, what)]
    return out


def _walk_in(rig: Rig, do: Exercises, arrival: float) -> Walk:
    stand = do.stand()
    goal = stand.pelvis
    turn = do.spot.turn
    speed = 1.15

    def path(t: float) -> Place:
        """At an even pace, slower over the last half second, then turning to the spot's direction."""
        left = max(arrival - t, 0.0)
        away = speed * (left - 0.25) if left > 0.5 else speed * left * left
        facing = 94 + (turn - 94) * ease((t - arrival + 1.0) / 1.0)
        return Place(goal.x - away, goal.y + 0.10 * ease(left / 2.5), goal.z, facing)

    return Walk(rig, path, -1.6, arrival, stand, None, stand.feet)


def _walk_out(rig: Rig, do: Exercises, start: float, end: float) -> Walk:
    stand = do.stand()
    home = stand.pelvis
    speed = 1.2

    def path(t: float) -> Place:
        gone = max(t - start, 0.0)
        away = speed * (gone - 0.3) if gone > 0.6 else speed * gone * gone / 1.2
        return Place(home.x + away, home.y, home.z, home.turn + (91 - home.turn) * ease(gone / 0.9))

    return Walk(rig, path, start, end, stand, stand.feet, None)


def still(posture: Posture, seconds: float) -> Story:
    """Someone who holds one posture."""
    return Story(seconds, swaying(keyed([(0.0, posture), (seconds, posture)])))

"""A set as it happens: walking in, standing, reps good and bad, and off again; with the truth of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from daemon.core.facts import Reason
from daemon.core.params import SetParams
from daemon.ports import PoseFrame
from tests.simulator import weakness as weak
from tests.simulator.body import Athlete, joints
from tests.simulator.camera import Camera
from tests.simulator.exercises import PROGRAMS
from tests.simulator.faults import Faults
from tests.simulator.linear import Vectors
from tests.simulator.model import Model
from tests.simulator.motion import Timeline, sway, walking
from tests.simulator.standing import Program, upright
from tests.simulator.weakness import Weakness


@dataclass(frozen=True)
class Lift:
    """One rep as it is meant.

    Attributes:
        depth: Share of the full way.
        pace: Times the exercise's usual seconds.
        pause: Seconds at the turning point.
        rest: Seconds at the start afterwards.
        back: Share of the way back that is made.
        expect: Why it must be rejected; None for a rep.
    """

    depth: float = 1.0
    pace: float = 1.0
    pause: float = 0.0
    rest: float = 0.25
    back: float = 1.0
    expect: Reason | None = None


@dataclass(frozen=True)
class Plan:
    """A set, and who sees it with what.

    Attributes:
        exercise: A key of ``PROGRAMS``.
        lifts: In order.
        athlete, camera, weakness: See there. The camera is moved away until the set is in its picture.
        fps: Frames a second.
        still: Seconds in the start posture before the first rep, and after the last.
        walk_in, walk_out: Comes from the side, leaves to the side.
        swings: Idle swings of the arms before the set.
        paces: Walks away and back before the set.
        rack: A step forward with soft knees after the set.
        passer: Somebody else is taken for the athlete for so many seconds after the first rep.
        sway: Times the usual.
        seed: Of everything that is random.
        style: How this athlete does the exercise; None: as ``PROGRAMS`` has it.
        faults: What the model does wrong beyond its weakness.
        gets_down: Stands before the set and gets into the start posture, and up again after it.
        closer: Times the distance from which the whole set is in the picture; under 1 it is cut off at the borders.
        aims: Metres that the camera looks higher than at the middle of the set.
        strangers: Share of frames in which the skeleton is somebody else's, who stands near.
    """

    exercise: str
    lifts: tuple[Lift, ...]
    athlete: Athlete = Athlete()  # noqa: RUF009 - frozen
    camera: Camera = Camera()  # noqa: RUF009 - frozen
    weakness: Weakness = Weakness()  # noqa: RUF009 - frozen
    fps: float = 30.0
    still: float = 1.2
    walk_in: bool = False
    walk_out: bool = False
    swings: int = 0
    paces: int = 0
    rack: bool = False
    passer: float = 0.0
    sway: float = 1.0
    seed: int = 0
    style: Callable[[Athlete], Program] | None = None
    faults: Faults = Faults()  # noqa: RUF009 - frozen
    gets_down: bool = False
    closer: float = 1.0
    aims: float = 0.0
    strangers: float = 0.0


@dataclass(frozen=True)
class Rep:
    """In time (s)."""

    start: float
    turn: float
    end: float
    expect: Reason | None = None


@dataclass(frozen=True)
class Simulated:
    """What the camera saw, and what was true.

    Attributes:
        sights: A pose, or nobody, in each frame.
        reps: Every complete rep.
        no_reps: Every movement that must be rejected.
        joints: The true joints in the room (N, 33, 3), metres.
        set_at: When the athlete is in the start posture.
    """

    sights: list[PoseFrame]
    reps: tuple[Rep, ...]
    no_reps: tuple[Rep, ...]
    joints: Vectors = field(repr=False)
    set_at: float = 0.0


def simulate(plan: Plan) -> Simulated:
    """Act it out, and look at it."""
    rng = np.random.default_rng(plan.seed)
    other = np.random.default_rng((plan.seed, 1))  # of what is newer, so that older seeds give what they gave
    program = (plan.style or PROGRAMS[plan.exercise])(plan.athlete)
    line, done, set_at, over = _acted(plan, program)
    times = np.arange(0.0, line.now, 1 / plan.fps)
    room = joints(plan.athlete, sway(line.rows(times), times, plan.athlete, plan.sway, rng))
    inside = (times >= set_at) & (times <= over)
    middle = (room[inside].min(axis=(0, 1)) + room[inside].max(axis=(0, 1))) / 2
    room = room - middle * np.array([1.0, 0.0, 1.0])  # the camera is put up for the set
    aim = float(middle[1])
    camera = replace(plan.camera, aim=aim).framing(room[inside])
    camera = replace(camera, distance=camera.distance * plan.closer, aim=camera.aim + plan.aims)
    if plan.passer and done:
        room = _with_passer(plan, room, times, done[0].end)
    if plan.strangers:
        room = _with_strangers(plan, room, other)
    model = Model(plan.weakness, plan.faults, plan.fps, rng, other)
    sights, visible = model.pose_frames(camera, room, times)
    done = [_as_seen(rep, i, program, sights, visible) for i, rep in enumerate(done)]
    good = tuple(rep for rep in done if rep.expect is None)
    return Simulated(sights, good, tuple(rep for rep in done if rep.expect is not None), room, set_at)


def _acted(plan: Plan, program: Program) -> tuple[Timeline, list[Rep], float, float]:
    start = program.start.vector()
    line = Timeline(start)
    if plan.walk_in:
        _walk(plan, line, (-2.2, 0.3), (0.0, 0.0))
        line.to(start, 1.2)
    for i in range(plan.paces):
        away = 1.6 * np.array([np.sin(plan.seed + 2.4 * i), np.cos(plan.seed + 2.4 * i)])
        _walk(plan, line, (0.0, 0.0), (float(away[0]), float(away[1])))
        _walk(plan, line, (float(away[0]), float(away[1])), (0.0, 0.0))
        line.to(start, 1.0)
    if plan.gets_down:
        _got_down(plan, line, start)
    line.to(start, plan.still / 2)
    set_at = line.now
    _swung(plan.swings, line, start)
    line.to(start, plan.still / 2)
    done = []
    for i, lift in enumerate(plan.lifts):
        done.append(_lifted(line, program, i, lift))
    if line.at is not start:
        line.to(start, 0.6)
    line.to(start, plan.still)
    over = line.now
    if plan.gets_down:
        line.to(_standing(plan, start), 1.6)
        line.to(line.at, 0.8)
    if plan.rack:
        _racked(line, start)
    if plan.walk_out:
        _walk(plan, line, (0.0, 0.0), (2.4, 0.2))
    return line, done, set_at, over


def _lifted(line: Timeline, program: Program, i: int, lift: Lift) -> Rep:
    """One rep; its parts share its time."""
    start = program.start.vector()
    began, turned = line.now, line.now
    seconds = program.seconds * lift.pace
    way = program.ways[i % len(program.ways)]
    deep = start
    for step in way:
        to = start + lift.depth * (step.to.vector() - start)
        line.to(to, seconds * step.share)
        if step.turn:
            turned, deep = line.now, to
            if lift.pause:
                line.to(to, lift.pause)
    if program.back:
        line.to(start + (1 - lift.back) * (deep - start) if lift.back < 1 else start, seconds * program.back)
    ended = line.now
    if lift.rest and lift.back >= 1:
        line.to(line.at, lift.rest)
    return Rep(began, turned, ended, lift.expect)


def _as_seen(rep: Rep, i: int, program: Program, sights: list[PoseFrame], visible: Vectors) -> Rep:
    """A rep of a limb that this camera cannot see is none that anybody could count: it must be refused as hidden."""
    if rep.expect is not None or not program.seen:
        return rep
    limb = list(program.seen[i % len(program.seen)])
    frames = [k for k, sight in enumerate(sights) if rep.start <= sight.t <= rep.end and sight.pose is not None]
    sure = np.mean([visible[k, limb].min() for k in frames]) if frames else 0.0
    return replace(rep, expect=Reason.HIDDEN) if sure < SetParams().min_confidence else rep


def _walk(plan: Plan, line: Timeline, begin: tuple[float, float], to: tuple[float, float]) -> None:
    shape, first, last = walking(plan.athlete, begin, to, 2.2)
    if line.now == 0:
        line.at = first
    else:
        line.to(first, 0.8)
    began = line.now
    line.by(lambda t: shape(t - began), 2.2, last)


def _swung(times: int, line: Timeline, start: Vectors) -> None:
    """Both arms loosely to the front and back."""
    for raised in [55.0, -25.0] * times:
        row = start.copy()
        row[[6, 12]] = raised
        row[[7, 13]] = 0.0
        line.to(row, 0.55)
    if times:
        line.to(start, 0.6)


def _racked(line: Timeline, start: Vectors) -> None:
    """A step forward with soft knees, and up again."""
    forward = start.copy()
    spots = [2, 28, 34]  # z of the pelvis and of both ankles
    forward[spots] += 0.35
    low = forward.copy()
    low[1] -= 0.05
    for row in (forward, low, forward):
        line.to(row, 0.6)


def _with_passer(plan: Plan, room: Vectors, times: Vectors, since: float) -> Vectors:
    """Somebody walks through behind, and the model takes him for the athlete."""
    other = Athlete(1.82)
    shape, _, _ = walking(other, (-1.5, -1.6), (1.5, -1.4), max(plan.passer, 1.0))
    taken = (times >= since) & (times < since + plan.passer)
    mixed = room.copy()
    if taken.any():
        mixed[taken] = joints(other, shape(times[taken] - since))
    return mixed


def _standing(plan: Plan, start: Vectors) -> Vectors:
    """On both feet, where the hips are in the start posture."""
    return upright(plan.athlete, 8).moved((float(start[0]), 0.0, float(start[2]))).vector()


def _got_down(plan: Plan, line: Timeline, start: Vectors) -> None:
    """From standing through a crouch into the start posture."""
    line.at = _standing(plan, start)
    line.to(line.at, 1.0)
    crouch = upright(plan.athlete, 95, 40, back=0.5).moved((float(start[0]), 0.0, float(start[2]))).vector()
    line.to(crouch, 1.0)
    line.to(start, 1.2)


def _with_strangers(plan: Plan, room: Vectors, rng: np.random.Generator) -> Vectors:
    """Somebody stands near, and every now and then the model takes him for the athlete."""
    other = Athlete(float(rng.uniform(1.5, 1.95)))
    beside = rng.choice([-1.0, 1.0]) * rng.uniform(0.5, 1.5), 0.0, rng.uniform(-1.5, 0.5)
    stands = joints(other, upright(other, 6).vector()[None])[0] + np.array(beside)
    length = float(rng.uniform(0.07, 0.6))
    taken = weak.blind(Weakness(blind=plan.strangers, gap_s=length), len(room), plan.fps, rng)
    mixed = room.copy()
    mixed[taken] = stands
    return mixed

"""A population as wide as real people, rooms and pose models are: ``realistic("push_up", 7)`` is its seventh set."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from daemon.cli.benchmark.items import Span
from daemon.ports import PoseFrame
from tests.simulator import styles, styles_floor
from tests.simulator.body import Athlete
from tests.simulator.camera import Camera
from tests.simulator.exercises import QUICK
from tests.simulator.faults import Faults
from tests.simulator.story import Lift, Plan, Simulated, simulate
from tests.simulator.styles import Draw, Style
from tests.simulator.weakness import Weakness

STYLES: dict[str, Callable[[np.random.Generator], Style]] = {
    "squat": styles.squat,
    "push_up": styles_floor.push_up,
    "sit_up": styles_floor.sit_up,
    "jumping_jack": styles.jumping_jack,
    "seal_jack": styles.seal_jack,
    "pull_up": styles_floor.pull_up,
    "lunge": styles.lunge,
    "side_lunge": styles.side_lunge,
    "deadlift": styles.deadlift,
    "romanian_deadlift": styles.romanian_deadlift,
    "bench_press": styles_floor.bench_press,
    "shoulder_press": styles.shoulder_press,
    "curl": styles.curl,
    "lateral_raise": styles.lateral_raise,
    "front_raise": styles.front_raise,
    "burpee": styles_floor.burpee,
    "side_squat_jump": styles.side_squat_jump,
    "toe_tap": styles.toe_tap,
    "high_knees": styles.high_knees,
    "mountain_climber": styles_floor.mountain_climber,
}
_FLOOR = ("push_up", "sit_up", "bench_press", "mountain_climber")
_ARMS = ("curl", "lateral_raise", "front_raise", "shoulder_press", "bench_press", "pull_up")
"""Exercises that are filmed without the legs, too."""
_FACING = {"front": (0.0, 16.0), "side": (90.0, 17.0), "rear": (180.0, 25.0)}
"""Azimuth of a view, and how far people put the camera from it (standard deviation)."""
_ANYWHERE = 0.15
"""Share of cameras that stand on any side."""
_VIEWS = {
    **dict.fromkeys(("push_up", "sit_up", "mountain_climber"), (0.1, 0.9, 0.0)),
    **dict.fromkeys(
        ("squat", "bench_press", "burpee", "lunge", "front_raise", "deadlift", "romanian_deadlift"), (0.4, 0.55, 0.05)
    ),
    **dict.fromkeys(("jumping_jack", "seal_jack", "side_lunge", "side_squat_jump"), (0.95, 0.05, 0.0)),
    "pull_up": (0.25, 0.2, 0.55),
}
"""Shares of front, side and rear among the others, as people film the exercise."""
_LOW = {**dict.fromkeys(("push_up", "sit_up", "mountain_climber"), 0.9), "bench_press": 0.25}
"""Share of cameras that stand low, and not at the height of the eyes or over them."""
_USUAL_VIEWS = (0.7, 0.25, 0.05)


@dataclass(frozen=True)
class Set:
    """One set: what was seen, and the truth of it.

    Attributes:
        pose_frames: A pose, or nobody, in each frame.
        exercise: What is done.
        spans: The complete reps in time (s).
    """

    pose_frames: list[PoseFrame]
    exercise: str
    spans: tuple[Span, ...]


def sets(exercises: Iterable[str], seeds: Iterable[int], *, picture: bool | None = None) -> Iterator[Set]:
    """Yields a set of each exercise for each seed, one at a time; see ``realistic``."""
    names = tuple(exercises)
    for seed in seeds:
        for name in names:
            simulated = realistic(name, seed, picture=picture)
            yield Set(simulated.sights, name, tuple(Span(rep.start, rep.end) for rep in simulated.reps))


def realistic(exercise: str, seed: int, *, picture: bool | None = None) -> Simulated:
    """Returns one set of the wide population.

    Args:
        exercise: A key of ``STYLES``.
        seed: Which set.
        picture: True: poses as the RepCount traces have them, landmarks of the picture without scores; False: as the
            pose model here gives them; None: one or the other by chance.
    """
    return simulate(plan(exercise, seed, picture=picture))


def plan(exercise: str, seed: int, *, picture: bool | None = None) -> Plan:
    """Returns how that set is done and who sees it; see ``realistic``."""
    rng = np.random.default_rng((seed, sorted(STYLES).index(exercise)))
    draw = Draw(rng)
    by_chance = draw.often(0.5)
    flat = by_chance if picture is None else picture
    on_floor = exercise in _FLOOR
    made = Plan(
        exercise,
        _lifts(draw, quick=exercise in QUICK, hangs=exercise == "pull_up"),
        _athlete(draw),
        _camera(draw, exercise),
        _weakness(draw, picture=flat),
        fps=30.0 if flat else float(rng.choice([15.0, 24.0, 25.0, 30.0, 30.0, 60.0])),
        still=draw.between(0.2, 1.6),
        gets_down=on_floor and draw.often(0.35),
        walk_in=not on_floor and exercise != "pull_up" and draw.often(0.2),
        walk_out=not on_floor and exercise != "pull_up" and draw.often(0.2),
        sway=draw.between(1.0, 3.0),
        strangers=draw.between(0.0, 0.05) if draw.often(0.3) else 0.0,
        style=STYLES[exercise](rng),
        faults=_faults(draw, picture=flat),
        seed=int(rng.integers(1 << 30)),
    )
    return _from_its_side(_cut_off(draw, made))


def _lifts(draw: Draw, *, quick: bool, hangs: bool) -> tuple[Lift, ...]:
    """Returns reps in a tempo of the athlete's own, who tires, with habits at the turn and at the start."""
    count = int(draw.rng.integers(6, 30) if quick else draw.rng.integers(3, 16))
    tempo = float(np.exp(draw.rng.normal(0, 0.22 if quick else 0.35)).clip(0.45, 2.2))
    tires, shrinks = draw.between(-0.1, 0.35), draw.between(0.0, 0.2)
    pause = draw.between(0.1, 1.0) if not quick and draw.often(0.25) else 0.0
    at_once = quick or draw.often(0.2 if hangs else 0.5)
    rest = draw.between(0.02, 0.2) if at_once else draw.between(0.3 if hangs else 0.2, 2.5 if hangs else 1.2)
    breath = int(draw.rng.integers(count)) if draw.often(0.2) else -1

    def lift(i: int) -> Lift:
        done = i / count
        deep = 1 - shrinks * done - draw.between(0, 0.12)
        pace = tempo * (1 + tires * done) * float(np.exp(draw.rng.normal(0, 0.10)))
        waits = draw.between(1.0, 4.0) if i == breath else rest * draw.between(0.5, 1.5)
        return Lift(deep, pace, pause * draw.between(0.5, 1.5), waits)

    return tuple(lift(i) for i in range(count))


def _athlete(draw: Draw) -> Athlete:
    """Returns somebody of any size; models see the trunk a little longer and arms shorter than anatomists do."""
    legs, arms, trunk, width = (float(v) for v in draw.rng.normal((0.95, 0.9, 1.04, 0.98), (0.06, 0.07, 0.05, 0.10)))
    return Athlete(draw.between(1.40, 2.0), legs, arms, trunk, width)


def _camera(draw: Draw, exercise: str) -> Camera:
    front, side, rear = _VIEWS.get(exercise, _USUAL_VIEWS)
    view = str(draw.rng.choice(list(_FACING), p=(front, side, rear)))
    centre, off = _FACING[view]
    azimuth = float(draw.rng.normal(centre, off)) * (1 if draw.often(0.5) else -1)
    return Camera(
        azimuth=draw.between(-180, 180) if draw.often(_ANYWHERE) else azimuth,
        height=draw.between(0.1, 1.0) if draw.often(_LOW.get(exercise, 0.6)) else draw.between(1.2, 2.4),
        distance=draw.between(1.6, 5.0),
        fov=draw.between(45, 80),
        tilt=float(draw.rng.normal(0, 3)),
    )


def _weakness(draw: Draw, *, picture: bool) -> Weakness:
    return Weakness(
        jitter=draw.between(0.006, 0.016) if picture else draw.between(0.004, 0.012),
        depth=draw.between(3.0, 7.0) if picture else draw.between(2.0, 3.5),
        depth_gain=float(np.exp(draw.rng.normal(0.6, 0.35))) if picture else draw.between(0.55, 1.0),
        hides=draw.between(0.4, 1.0),
        blind=draw.between(0.0, 0.12) if draw.often(0.3) else 0.0,
        gap_s=draw.between(0.05, 0.5),
    )


def _faults(draw: Draw, *, picture: bool) -> Faults:
    return Faults(
        laid=draw.between(0.0, 0.6),
        straight=draw.between(0.0, 0.35),
        sure=draw.between(0.1, 0.75),
        unfolds=draw.between(0.8, 3.5) if picture else draw.between(0.0, 0.6),
        stiff=0.0 if picture else draw.between(0.05, 0.45),
        flips=draw.between(0.0, 0.10) if draw.often(0.5) else 0.0,
        flip_s=draw.between(0.05, 0.4),
        bow=draw.between(0.6, 1.2) if picture else draw.between(0.1, 0.4),
        picture=picture,
    )


def _from_its_side(made: Plan) -> Plan:
    """Returns it seen from the working side, where one limb alone works: nobody films what cannot be seen."""
    program = made.style(made.athlete) if made.style else None
    if program is None or len(program.seen) != 1:
        return made
    works_left = program.seen[0][0].name.startswith("LEFT")
    azimuth = (made.camera.azimuth + 180) % 360 - 180
    seen_left = azimuth > 0
    return made if works_left is seen_left else replace(made, camera=replace(made.camera, azimuth=-azimuth))


def _cut_off(draw: Draw, made: Plan) -> Plan:
    """Returns it as it is framed: whole, tight, or without the legs."""
    if made.exercise in _ARMS and draw.often(0.25):
        return replace(made, closer=draw.between(0.55, 0.8), aims=draw.between(0.1, 0.35))
    return replace(made, closer=draw.between(0.8, 1.0) if draw.often(0.2) else draw.between(1.0, 1.5))

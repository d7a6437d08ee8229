"""How people differ in the same exercise, on their feet: stance, range, arms, and sides that are not alike.

A style draws its numbers once; what it returns makes the exercise for an athlete of any proportions.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from daemon.core.pose.skeleton import Joint
from tests.simulator.body import Athlete
from tests.simulator.posture import Arm, Foot, Posture
from tests.simulator.standing import Program, Step, arms, stance, upright

Style = Callable[[Athlete], Program]
Arms = tuple[Arm, Arm]


@dataclass(frozen=True)
class Draw:
    """What chance gives."""

    rng: np.random.Generator

    def between(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def often(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def one_of(self, choices: tuple[Arm, ...]) -> Arm:
        return choices[int(self.rng.integers(len(choices)))]

    def near(self, arm: Arm, degrees: float = 10.0) -> Arm:
        """Returns an arm that is held about so."""
        raised, azimuth, bend = (self.rng.normal(v, degrees) for v in (arm.raised, arm.azimuth, arm.bend))
        return replace(arm, raised=float(raised), azimuth=float(azimuth), bend=float(max(bend, 3.0)))

    def sides(self, arm: Arm, degrees: float = 6.0) -> Arms:
        """Returns both arms, which are never quite alike."""
        return self.near(arm, degrees), self.near(arm, degrees)


HELD = (
    Arm(8, 60, 12),
    Arm(15, 40, 30),
    Arm(85, 8, 10),  # stretched forward
    Arm(70, 5, 40),  # forward, bent
    Arm(60, -20, 95, (-1, 0.3, 0.5)),  # the hands together before the chest
    Arm(45, 75, 130, (0.2, 1, -0.2)),  # a bar on the back
    Arm(35, 85, 95, (-1, -0.3, 0)),  # on the hips
    Arm(115, 70, 125, (-1, 0.5, 0)),  # behind the head
    Arm(35, 50, 140, (0, 1, 0.3)),  # weights at the shoulders
)
"""What arms do while the legs work."""
_TOES_UP = 0.06
"""Height of a rear foot's ankle on its toes, in heights."""


def there_and_back(start: Posture, turn: Posture, seconds: float, share: float = 0.5) -> Program:
    return Program(start, ((Step(turn, share, turn=True),),), 1 - share, seconds)


def by_turns(program: Program) -> Program:
    """Returns the same with one arm after the other; the other one waits."""
    start, turn = program.start, program.ways[0][0].to
    ways = tuple(
        (Step(replace(start, arms=held), 0.5, turn=True),)
        for held in ((turn.arms[0], start.arms[1]), (start.arms[0], turn.arms[1]))
    )
    seen = (Joint.LEFT_ELBOW, Joint.LEFT_WRIST), (Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST)
    return Program(start, ways, 0.5, program.seconds, seen)


def one_sided(program: Program, side: int) -> Program:
    """Returns the same with one arm or leg only."""
    way = program.ways[side % len(program.ways)]
    return replace(program, ways=(way,), seen=program.seen[side % len(program.seen) :][:1] if program.seen else ())


def squat(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    held = draw.one_of(HELD)
    start_arms, low_arms = draw.sides(held), draw.sides(Arm(95, 10, 15) if draw.often(0.35) else held, 12)
    spread, out = draw.between(0.06, 0.20), draw.between(0.1, 0.8)
    knee, lean, back = draw.between(70, 128), draw.between(12, 58), draw.between(0.3, 0.75)
    straight, tilt = draw.between(4, 22), draw.between(-3, 10)

    def program(a: Athlete) -> Program:
        feet = stance(a, spread, out)
        start = upright(a, straight, tilt, holding=start_arms, feet=feet)
        return there_and_back(start, upright(a, knee, lean, back=back, holding=low_arms, feet=feet), 2.4)

    return program


def lunge(rng: np.random.Generator) -> Style:
    """By turns or one leg only, from standing or from the split stance, forward or backward."""
    draw = Draw(rng)
    held = draw.sides(draw.one_of(HELD))
    apart, depth, lean = draw.between(0.32, 0.52), draw.between(0.25, 0.36), draw.between(0, 22)
    split, one, side = draw.often(0.3), draw.often(0.3), int(draw.often(0.5))
    ahead_share = draw.between(0.25, 0.75)

    def program(a: Athlete) -> Program:
        x = 0.06 * a.height
        reach = apart * a.thigh * 2
        front = Foot((x, a.ankle, reach * 2 * ahead_share), (0.0, 0.0, 1.0))
        rear = Foot((-x, a.ankle + _TOES_UP * a.height, -reach * 2 * (1 - ahead_share)), (0.0, -0.4, 1.0))
        middle = (front.spot[2] + rear.spot[2]) / 2
        low = Posture((0.0, a.ankle + depth * a.height, middle), (front, rear), held, lean)
        high = replace(low, pelvis=(0.0, a.ankle + 0.43 * a.height, middle), pitch=lean / 2)
        start = high if split else upright(a, 8, spread=0.07, holding=held)
        ways = ((Step(low, 0.5, turn=True),), (Step(low.mirrored(), 0.5, turn=True),))
        whole = Program(start, ways, 0.5, 2.6)
        return one_sided(whole, 0 if split else side) if one or split else whole

    return program


def side_lunge(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    wide, knee, lean = draw.between(0.22, 0.34), draw.between(50, 85), draw.between(15, 50)
    held, one, side = draw.sides(draw.one_of(HELD)), draw.often(0.4), int(draw.often(0.5))
    over, depth = draw.between(0.13, 0.2), draw.between(0.27, 0.36)

    def program(a: Athlete) -> Program:
        start = upright(a, 6, spread=wide, holding=held)
        low = upright(a, knee, lean, back=0.45, spread=wide, holding=held)
        low = replace(low, pelvis=(over * a.height, a.ankle + depth * a.height, low.pelvis[2]), roll=4)
        whole = Program(start, ((Step(low, 0.5, turn=True),), (Step(low.mirrored(), 0.5, turn=True),)), 0.5, 2.8)
        return one_sided(whole, side) if one else whole

    return program


def deadlift(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    spread = draw.between(0.07, 0.24)  # from feet together to sumo
    knee, lean, back = draw.between(35, 95), draw.between(42, 82), draw.between(0.35, 0.7)
    grip, start_arms = draw.between(0, 25), draw.sides(Arm(12, 30, 6), 4)

    def program(a: Athlete) -> Program:
        feet = stance(a, spread)
        low = upright(a, knee, lean, back=back, feet=feet, holding=arms(Arm(lean - 4, grip, 5)))
        return there_and_back(upright(a, 8, holding=start_arms, feet=feet), low, 3.0)

    return program


def romanian_deadlift(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    knee, lean, back, grip = draw.between(10, 42), draw.between(50, 95), draw.between(0.3, 0.65), draw.between(0, 25)
    spread, start_arms = draw.between(0.06, 0.14), draw.sides(Arm(12, 30, 6), 4)

    def program(a: Athlete) -> Program:
        feet = stance(a, spread)
        low = upright(a, knee, lean, back=back, feet=feet, holding=arms(Arm(lean - 5, grip, 6)))
        return there_and_back(upright(a, 8, holding=start_arms, feet=feet), low, 3.2)

    return program


def _lifted(rng: np.random.Generator, low: Arms, high: Arms, *, turns: float, sits: float = 0.1) -> Style:
    """Returns an exercise of the arms, standing or seated, with both arms, by turns or with one."""
    draw = Draw(rng)
    seated, in_turn, one = draw.often(sits), draw.often(turns), draw.often(turns / 3)
    spread, knee, lean = draw.between(0.05, 0.16), draw.between(4, 25), draw.between(-8, 12)
    sway = draw.between(0, 8)  # who swings the weight leans back with it

    def program(a: Athlete) -> Program:
        body = _on_bench(a, spread, lean) if seated else upright(a, knee, lean, spread=spread)
        start = replace(body, arms=low)
        turn = replace(body, arms=high, pitch=body.pitch - sway)
        whole = there_and_back(start, turn, 2.4)
        if one:
            return one_sided(by_turns(whole), int(seated))
        return by_turns(whole) if in_turn else whole

    return program


def _on_bench(a: Athlete, spread: float, lean: float) -> Posture:
    feet = stance(a, spread + 0.03, ahead=0.22 * a.height)
    return Posture((0.0, 0.28 * a.height, 0.0), feet, pitch=lean)


def shoulder_press(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    low = Arm(draw.between(30, 95), draw.between(30, 88), draw.between(75, 140), (0, 1, 0.2))
    high = Arm(draw.between(145, 178), draw.between(60, 95), draw.between(4, 40), (0, 1, 0.3))
    return _lifted(rng, draw.sides(low), draw.sides(high), turns=0.2, sits=0.2)


def curl(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    out = draw.between(-0.4, 0.6)
    low = Arm(draw.between(0, 40), draw.between(0, 60), draw.between(6, 50), (out, 0, 1))
    high = Arm(draw.between(10, 75), draw.between(0, 40), draw.between(85, 145), (out, 0.3, 1))
    return _lifted(rng, draw.sides(low), draw.sides(high), turns=0.35, sits=0.04)


def lateral_raise(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    bend = draw.between(6, 45)
    low, high = Arm(draw.between(4, 22), 60, bend), Arm(draw.between(65, 115), draw.between(55, 92), bend, (0, -0.2, 1))
    return _lifted(rng, draw.sides(low), draw.sides(high), turns=0.15)


def front_raise(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    bend, inward = draw.between(5, 60), draw.between(-12, 35)
    low = Arm(draw.between(4, 32), draw.between(0, 45), bend, (0, 1, 1))
    high = Arm(draw.between(65, 150), inward, bend, (0, 1, 0.2))
    return _lifted(rng, draw.sides(low), draw.sides(high), turns=0.25)


def jumping_jack(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    low = Arm(draw.between(5, 35), draw.between(20, 95), draw.between(5, 60))
    high = Arm(draw.between(120, 178), draw.between(45, 95), draw.between(5, 60), (-1, 1, 0))
    near, wide = draw.between(0.02, 0.09), draw.between(0.13, 0.27)
    straight, bent, lean = draw.between(4, 22), draw.between(6, 34), draw.between(-2, 10)
    low_arms, high_arms = draw.sides(low), draw.sides(high)

    def program(a: Athlete) -> Program:
        start = upright(a, straight, lean, spread=near, holding=low_arms)
        return there_and_back(start, upright(a, bent, lean, spread=wide, holding=high_arms), 1.05)

    return program


def seal_jack(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    low = Arm(draw.between(70, 95), draw.between(-25, -8), draw.between(6, 30), (-1, 0, 0))
    high = Arm(draw.between(70, 95), draw.between(75, 105), draw.between(6, 35), (-1, 0, 1))
    near, wide, bent = draw.between(0.02, 0.08), draw.between(0.13, 0.25), draw.between(6, 30)
    low_arms, high_arms = draw.sides(low, 4), draw.sides(high)

    def program(a: Athlete) -> Program:
        start = upright(a, 8, spread=near, holding=low_arms)
        return there_and_back(start, upright(a, bent, spread=wide, holding=high_arms), 1.05)

    return program


def side_squat_jump(rng: np.random.Generator) -> Style:
    draw = Draw(rng)
    knee, lean, back, by = draw.between(65, 110), draw.between(20, 45), draw.between(0.3, 0.6), draw.between(0.1, 0.25)
    held, low_arms, jump = draw.sides(Arm(20, 50, 50), 12), draw.sides(Arm(50, 20, 70), 15), draw.between(0.04, 0.13)

    def program(a: Athlete) -> Program:
        start = upright(a, 12, 8, spread=0.12, holding=held)
        low = upright(a, knee, lean, back=back, spread=0.14, holding=low_arms)
        high = upright(a, 8, 4, spread=0.12, holding=held, air=jump * a.height)

        def way(to: float) -> tuple[Step, ...]:
            away = to * by * a.height
            return Step(low.moved((away, 0, 0)), 0.4, turn=True), Step(high.moved((away / 2, 0, 0)), 0.35)

        return Program(start, (way(1.0), way(-1.0)), 0.25, 1.5)

    return program


def _stepped(rng: np.random.Generator, up: tuple[float, float], ahead: tuple[float, float], seconds: float) -> Style:
    """Returns one foot after the other that goes up and ahead, in heights."""
    draw = Draw(rng)
    rise, on = draw.between(*up), draw.between(*ahead)
    held, swing, lean = Arm(10, draw.between(0, 40), draw.between(20, 100)), draw.between(0, 30), draw.between(-6, 14)
    straight, spread = draw.between(4, 20), draw.between(0.05, 0.12)

    def program(a: Athlete) -> Program:
        start = upright(a, straight, lean, spread=spread, holding=arms(held))
        x, y, z = start.feet[0].spot
        raised = Foot((x, y + rise * a.height, z + on * a.height))
        forward, behind = replace(held, raised=10 + swing), replace(held, raised=10 - swing)
        left = replace(start, feet=(raised, start.feet[1]), arms=(behind, forward))
        return Program(start, ((Step(left, 0.5, turn=True),), (Step(left.mirrored(), 0.5, turn=True),)), 0.5, seconds)

    return program


def toe_tap(rng: np.random.Generator) -> Style:
    return _stepped(rng, (0.07, 0.14), (0.12, 0.22), 0.7)


def high_knees(rng: np.random.Generator) -> Style:
    return _stepped(rng, (0.15, 0.27), (0.10, 0.22), 0.55)

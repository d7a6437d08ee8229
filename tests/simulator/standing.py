"""Exercises done standing: each gives its start posture and the way of one rep, for an athlete of any proportions."""

from dataclasses import dataclass, replace

from daemon.core.pose.skeleton import Joint
from tests.simulator.body import Athlete
from tests.simulator.linear import reach
from tests.simulator.posture import Arm, Foot, Point, Posture


@dataclass(frozen=True)
class Step:
    """A posture on the way of a rep, and the share of the rep's time that it takes to get there."""

    to: Posture
    share: float
    turn: bool = False


@dataclass(frozen=True)
class Program:
    """An exercise.

    Attributes:
        start: Where every rep begins and ends.
        ways: What one rep goes through before it is back at the start, turning point marked; taken in turn.
        back: Share of the rep's time for the way back to the start.
        seconds: A usual rep.
        seen: For each way, the joints without which nobody can tell that rep; none: it shows in the whole body.
    """

    start: Posture
    ways: tuple[tuple[Step, ...], ...]
    back: float
    seconds: float = 2.4
    seen: tuple[tuple[Joint, ...], ...] = ()


HANG = Arm()
FRONT: Point = (0.0, 0.0, 1.0)
UP: Point = (0.0, 1.0, 0.0)


def arms(one: Arm) -> tuple[Arm, Arm]:
    return one, one


def stance(a: Athlete, spread: float = 0.10, out: float = 0.25, ahead: float = 0.0) -> tuple[Foot, Foot]:
    """Feet on the floor, ``spread`` heights to each side, the toes a little out."""
    x = spread * a.height
    return Foot((x, a.ankle, ahead), (out, 0.0, 1.0)), Foot((-x, a.ankle, ahead), (-out, 0.0, 1.0))


def upright(  # noqa: PLR0913 - what a posture on two feet is made of
    a: Athlete,
    knee: float,
    pitch: float = 2.0,
    *,
    back: float = 0.0,
    spread: float = 0.10,
    holding: tuple[Arm, Arm] = (HANG, HANG),
    feet: tuple[Foot, Foot] | None = None,
    air: float = 0.0,
) -> Posture:
    """On both feet with the knees bent by so many degrees, the hips ``back`` thighs behind the ankles."""
    feet = feet or stance(a, spread)
    x = feet[0].spot[0] - a.half_hips
    z = back * a.thigh
    height = (max(reach(a.thigh, a.shank, knee) ** 2 - x**2 - z**2, 0.01)) ** 0.5
    if air:
        feet = (lifted(feet[0], air), lifted(feet[1], air))
    return Posture((0.0, a.ankle + height + air, -z), feet, holding, pitch)


def lifted(foot: Foot, by: float) -> Foot:
    x, y, z = foot.spot
    return replace(foot, spot=(x, y + by, z))


def _there_and_back(start: Posture, turn: Posture, seconds: float = 2.4, share: float = 0.5) -> Program:
    return Program(start, ((Step(turn, share, turn=True),),), 1 - share, seconds)


def squat(a: Athlete) -> Program:
    """The arms go forward for balance."""
    return _there_and_back(upright(a, 8), upright(a, 112, 36, back=0.55, holding=arms(Arm(115, 10, 15))))


def squat_dumbbells(a: Athlete) -> Program:
    """The arms hang with weights in them."""
    return _there_and_back(upright(a, 8), upright(a, 112, 36, back=0.55, holding=arms(Arm(38, 40, 6))))


def lunge(a: Athlete) -> Program:
    """One foot far ahead, the other behind on its toes; the legs in turn."""
    start = upright(a, 8, spread=0.07)
    x = 0.06 * a.height
    ahead, behind = 0.42 * a.thigh * 2, -0.45 * a.thigh * 2
    front = Foot((x, a.ankle, ahead), FRONT)
    rear = Foot((-x, a.ankle + 0.06 * a.height, behind), (0.0, -0.4, 1.0))
    low = Posture((0.0, a.ankle + 0.30 * a.height, 0.02), (front, rear), arms(HANG), 6)
    return Program(start, ((Step(low, 0.5, turn=True),), (Step(low.mirrored(), 0.5, turn=True),)), 0.5, 2.8)


def side_lunge(a: Athlete) -> Program:
    """Wide feet; the weight over one knee, then over the other."""
    wide = 0.26
    held = arms(Arm(70, 10, 30))
    start = upright(a, 6, spread=wide)
    low = upright(a, 60, 38, back=0.45, spread=wide, holding=held)
    x = 0.18 * a.height
    low = replace(low, pelvis=(x, a.ankle + 0.31 * a.height, low.pelvis[2]), roll=4)
    return Program(start, ((Step(low, 0.5, turn=True),), (Step(low.mirrored(), 0.5, turn=True),)), 0.5, 2.8)


def deadlift(a: Athlete) -> Program:
    start = upright(a, 6)
    low = upright(a, 68, 62, back=0.62, holding=arms(Arm(58, 12, 4)))
    return _there_and_back(start, low, 3.0)


def romanian_deadlift(a: Athlete) -> Program:
    start = upright(a, 8)
    low = upright(a, 26, 72, back=0.48, holding=arms(Arm(66, 8, 5)))
    return _there_and_back(start, low, 3.2)


def shoulder_press(a: Athlete) -> Program:
    low, high = Arm(38, 62, 132, (0, 1, 0.3)), Arm(172, 80, 8, (0, 1, 0.3))
    return _there_and_back(upright(a, 5, holding=arms(low)), upright(a, 5, holding=arms(high)), 2.6)


_DOWN, _CURLED = Arm(6, 40, 12), Arm(14, 15, 135)


def curl(a: Athlete) -> Program:
    return _there_and_back(upright(a, 5, holding=arms(_DOWN)), upright(a, 5, holding=arms(_CURLED)), 2.6)


def curl_alternating(a: Athlete) -> Program:
    left, right = upright(a, 5, holding=(_CURLED, _DOWN)), upright(a, 5, holding=(_DOWN, _CURLED))
    ways = ((Step(left, 0.5, turn=True),), (Step(right, 0.5, turn=True),))
    seen = (Joint.LEFT_ELBOW, Joint.LEFT_WRIST), (Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST)
    return Program(upright(a, 5, holding=arms(_DOWN)), ways, 0.5, 2.4, seen)


def lateral_raise(a: Athlete) -> Program:
    low, high = Arm(10, 70, 14), Arm(88, 82, 14, (0, -0.2, 1))
    return _there_and_back(upright(a, 5, holding=arms(low)), upright(a, 5, holding=arms(high)), 2.6)


def front_raise(a: Athlete) -> Program:
    low, high = Arm(10, 20, 10, (0, 1, 1)), Arm(90, 5, 8, (0, 1, 0))
    return _there_and_back(upright(a, 5, holding=arms(low)), upright(a, 5, holding=arms(high)), 2.6)


def jumping_jack(a: Athlete) -> Program:
    start = upright(a, 8, spread=0.06, holding=arms(Arm(10, 85, 10)))
    turn = upright(a, 10, spread=0.22, holding=arms(Arm(165, 88, 18, (-1, 1, 0))))
    return _there_and_back(start, turn, 1.05)


def seal_jack(a: Athlete) -> Program:
    start = upright(a, 8, spread=0.06, holding=arms(Arm(86, -22, 12, (-1, 0, 0))))
    turn = upright(a, 10, spread=0.22, holding=arms(Arm(86, 95, 10, (-1, 0, 1))))
    program = _there_and_back(start, turn, 1.05)
    return replace(program, seen=((Joint.LEFT_WRIST, Joint.RIGHT_WRIST),))


def side_squat_jump(a: Athlete) -> Program:
    """Down into a squat, and a jump to the side; the next one back."""
    start = upright(a, 12, 8, spread=0.12, holding=arms(Arm(20, 50, 50)))
    low = upright(a, 95, 32, back=0.45, spread=0.14, holding=arms(Arm(50, 20, 70)))
    high = upright(a, 8, 4, spread=0.12, holding=arms(Arm(20, 50, 30)), air=0.10 * a.height)
    by = 0.16 * a.height

    def way(to: float) -> tuple[Step, ...]:
        away = Step(low.moved((to * by, 0, 0)), 0.4, turn=True)
        return away, Step(high.moved((to * by / 2, 0, 0)), 0.35)

    return Program(start, (way(1.0), way(-1.0)), 0.25, 1.5)


def toe_tap(a: Athlete) -> Program:
    """One foot after the other on a step in front, the arms bent as in running."""
    start = upright(a, 10, holding=arms(Arm(10, 10, 75)))
    x, y, z = start.feet[0].spot
    tapping = Foot((x, y + 0.10 * a.height, z + 0.17 * a.height))
    left = replace(start, feet=(tapping, start.feet[1]), arms=(Arm(-5, 10, 75), Arm(25, 10, 80)))
    return Program(start, ((Step(left, 0.5, turn=True),), (Step(left.mirrored(), 0.5, turn=True),)), 0.5, 0.7)


def high_knees(a: Athlete) -> Program:
    start = upright(a, 10, holding=arms(Arm(10, 10, 85)))
    x, y, z = start.feet[0].spot
    knee_up = Foot((x, y + 0.24 * a.height, z + 0.19 * a.height))
    left = replace(start, feet=(knee_up, start.feet[1]), arms=(Arm(-15, 10, 80), Arm(35, 10, 95)))
    return Program(start, ((Step(left, 0.5, turn=True),), (Step(left.mirrored(), 0.5, turn=True),)), 0.5, 0.5)

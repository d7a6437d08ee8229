"""Short sets on purpose: who does which exercise, how, seen from where, with which faults. Pure numpy; a seed decides.

`frozen_plans` and `later_plans` give the two lots: rules may be made on the first, the second is made after them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tests.gym.lifts import CONCENTRIC_FIRST, FAULTS, LIFTS, Lifter, size_of
from tests.gym.linear import ease
from tests.gym.motion import swaying
from tests.gym.people import PEOPLE
from tests.gym.posture import Place, Posture
from tests.gym.rig import Rig
from tests.gym.room import Camera

SIZE = (640, 480)
LEAD_S, TAIL_S = 0.8, 0.9
"""Standing in place before the first rep and after the last."""
Range = tuple[float, float]

AMOUNTS: Mapping[str, Range] = {
    "knees_in": (16, 24), "knee_in": (16, 25), "heels_up": (20, 32), "heel_up": (28, 38), "back_rounded": (46, 62),
    "leans_forward": (24, 34), "to_one_side": (0.16, 0.24), "tips_aside": (28, 40), "hips_sag": (28, 36),
    "hips_high": (34, 50), "elbows_out": (48, 62), "knees_bend": (45, 60), "swings": (18, 28),
    "elbow_forward": (45, 62), "leans_back": (17, 26), "legs_help": (45, 60), "uneven": (28, 42),
    "arms_bent": (60, 80), "too_high": (34, 46), "pulls_neck": (46, 58),
}  # fmt: skip
"""A fault of posture -> from how much to how much is planted, in its unit: more than what a coach lets pass."""
OWN_AMOUNTS: Mapping[tuple[str, str], Range] = {
    ("deadlift", "knees_in"): (18, 28), ("side_lunge", "knee_in"): (28, 40), ("lunge", "leans_forward"): (30, 40),
    ("shoulder_press", "uneven"): (50, 64), ("lateral_raise", "uneven"): (36, 48),
}  # fmt: skip
"""The same where an exercise needs another amount to show as much."""
COURSE: Mapping[str, tuple[str, ...]] = {
    "squat": ("half_lockout", "bounced", "rushed_down", "shallow"),
    "lunge": ("rushed_down", "shallow"),
    "side_lunge": ("rushed_down", "shallow"),
    "push_up": ("half_lockout", "rushed_down", "shallow"),
    "deadlift": ("bounced", "rushed_down", "shallow"),
    "romanian_deadlift": ("half_lockout", "rushed_down", "shallow"),
    "curl": ("half_lockout", "dropped", "shallow"),
    "shoulder_press": ("half_way_down", "rushed_down", "shallow"),
    "lateral_raise": ("dropped", "shallow"),
    "front_raise": ("dropped", "shallow"),
    "sit_up": ("half_down", "drops_back", "shallow"),
}
"""The faults of a rep's course in time and range that each exercise knows."""
UNLOCKED = frozenset({"half_lockout", "half_way_down", "half_down"})
"""These end a rep short of the start: the next one begins there too."""
RUSHED = frozenset({"rushed_down", "dropped", "drops_back"})
DEEPEST = {"push_up": 0.98, "side_lunge": 1.0}
"""Where full range is bounded by the floor or the legs' length."""
LATER_FAULTY, LATER_EQUAL = 26, 8
"""Sets with faults and sets of equal reps in the later lot, beside a clean one of each exercise."""
FRONT_ONLY = frozenset({"to_one_side", "uneven"})
FRONTAL = frozenset({"knees_in", "knee_in", "tips_aside", "elbows_out"})
RAISED = frozenset({"arms_bent", "too_high"})
"""Seen from the front where the arms go up sideways, else from the side."""
SIDE_ONLY = frozenset({"back_rounded", "elbow_forward", "pulls_neck"})


@dataclass(frozen=True, slots=True)
class PlannedRep:
    """A rep as it is to be done.

    Attributes:
        out_s, turn_s, back_s, rest_s: From the start to the turn, held there, back, and held after it.
        depth: How far it goes, 1 is the lift's whole way.
        level: Where it ends, 0 is the start position.
        rebound: By how much of the way it springs back at the turn before the real way back.
        faults: Fault -> its amount.
        unsure: Faults that it has in part only, such as a start without an end.
    """

    out_s: float
    turn_s: float
    back_s: float
    rest_s: float
    depth: float = 1.0
    level: float = 0.0
    rebound: float = 0.0
    faults: Mapping[str, float] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetPlan:
    """A set: all that decides its pictures and its truth.

    Attributes:
        name: Of its files.
        person: Index into `PEOPLE`.
        view_deg: How far the athlete looks away from the camera: 0 front, 90 side, negative to the other side.
        equal: All its reps are the same.
        left: Which leg leads.
        hands: See `Lifter`.
        noise: Standard deviation of the pictures' noise, of 255.
    """

    name: str
    exercise: str
    person: int
    view_deg: float
    camera: Camera
    fps: int
    reps: tuple[PlannedRep, ...]
    seed: int
    equal: bool = False
    left: bool = True
    hands: int = 0
    noise: float = 1.5


@dataclass(frozen=True, slots=True)
class TimedRep:
    """A planned rep's place in time (s): start, turn reached, turn left, end."""

    plan: PlannedRep
    start: float
    turn: float
    leave: float
    end: float
    before: float

    def at(self, t: float) -> float:
        """How far the athlete is, from where the rep before ended to the depth to its own level."""
        plan = self.plan
        if t <= self.turn:
            return self.before + (plan.depth - self.before) * ease((t - self.start) / plan.out_s)
        if t <= self.leave:
            half = self.turn + (self.leave - self.turn) / 2
            spring = (
                ease((t - self.turn) / (half - self.turn)) if t <= half else ease((self.leave - t) / (half - self.turn))
            )
            return plan.depth - plan.rebound * spring
        return plan.level + (plan.depth - plan.level) * ease((self.end - t) / plan.back_s)


def timed(plan: SetPlan) -> tuple[TimedRep, ...]:
    """The set's reps in time."""
    out: list[TimedRep] = []
    start, before = LEAD_S, 0.0
    for rep in plan.reps:
        turn, leave = start + rep.out_s, start + rep.out_s + rep.turn_s
        out.append(TimedRep(rep, start, turn, leave, leave + rep.back_s, before))
        start, before = out[-1].end + rep.rest_s, rep.level
    return tuple(out)


def duration(plan: SetPlan) -> float:
    """The set's length (s)."""
    return timed(plan)[-1].end + TAIL_S


class Set:
    """A plan made to move."""

    def __init__(self, rig: Rig, plan: SetPlan) -> None:
        self.plan = plan
        self.reps = timed(plan)
        self._lifter = Lifter(rig, Place(0.0, 0.0, 0.0, plan.view_deg), size_of(rig), plan.hands, plan.left)
        self._lift = LIFTS[plan.exercise]
        self._swaying = swaying(self._still, plan.seed % 97)

    def posture(self, t: float) -> Posture:
        """The posture at ``t``, of someone alive."""
        return self._swaying(t)

    def _still(self, t: float) -> Posture:
        rep = next((r for r in reversed(self.reps) if r.start <= t), self.reps[0])
        return self._lift(self._lifter, rep.at(max(t, rep.start)), self._amounts(t, rep))

    def _amounts(self, t: float, rep: TimedRep) -> dict[str, float]:
        """The faults come and go with the rep, those that are whole all the way within its first and last third."""
        shown = min(ease(3 * (t - rep.start) / rep.plan.out_s), ease(3 * (rep.end - t) / rep.plan.back_s))
        return {name: amount * shown for name, amount in rep.plan.faults.items() if name in AMOUNTS}


def frozen_plans() -> list[SetPlan]:
    """The lot that rules may be made on."""
    return list(_lot("frozen", 2026, views=2, clean=3, equal=True))


def later_plans(seed: int) -> list[SetPlan]:
    """Another lot of the same kind, for after the rules: from a seed that nobody has seen."""
    lot = list(_lot("later", seed, views=1, clean=1, equal=True))
    mixed = np.random.default_rng(seed).permutation(len(lot))
    faulty = [i for i in mixed if any(rep.faults for rep in lot[i].reps)]
    equal = [i for i in mixed if lot[i].equal]
    clean = [i for i in mixed if i not in faulty and i not in equal]
    return [lot[i] for i in sorted(faulty[:LATER_FAULTY] + equal[:LATER_EQUAL] + clean)]


def _lot(prefix: str, seed: int, *, views: int, clean: int, equal: bool) -> Iterator[SetPlan]:
    for e, exercise in enumerate(LIFTS):
        recipes: list[tuple[str, float]] = []
        for k, fault in enumerate((*FAULTS[exercise], *COURSE[exercise])):
            seen = _views(exercise, fault, k + e)
            recipes += [(fault, view) for view in seen[: views if fault in AMOUNTS or fault in UNLOCKED else 1]]
        recipes += [("clean", view) for view in _spread(e)[:clean]]
        recipes += [("equal", view) for view in _equal_views(exercise)] if equal else []
        for n, (what, view) in enumerate(recipes):
            rng = np.random.default_rng([seed, e, n])
            yield _plan(f"{prefix}-{exercise}-{what}-{n:02d}", exercise, what, view, rng)


def _views(exercise: str, fault: str, turn: int) -> list[float]:
    """From where a fault can be seen, another one first each time."""
    if fault in FRONT_ONLY:
        return [0.0, 12.0]
    if fault in SIDE_ONLY:
        return [90.0, -90.0]
    frontal = fault in FRONTAL or (fault in RAISED and exercise == "lateral_raise")
    angles = [0.0, 35.0, -30.0, 45.0] if frontal else [90.0, 50.0, -90.0, -60.0]
    return angles[turn % 4 :] + angles[: turn % 4]


def _spread(turn: int) -> list[float]:
    views = [90.0, 45.0, 0.0, -60.0, -90.0, 30.0]
    return views[turn % 3 :] + views[: turn % 3]


def _equal_views(exercise: str) -> list[float]:
    return {
        "squat": [90.0, 45.0, 0.0], "push_up": [90.0, 45.0], "curl": [90.0, 40.0, 0.0], "lunge": [90.0],
        "shoulder_press": [90.0, 0.0], "romanian_deadlift": [90.0, 50.0], "front_raise": [90.0],
        "lateral_raise": [0.0], "sit_up": [90.0],
    }.get(exercise, [])  # fmt: skip


def _plan(name: str, exercise: str, what: str, view: float, rng: np.random.Generator) -> SetPlan:
    lying = exercise in {"push_up", "sit_up"}
    height = rng.uniform(0.45, 1.2) if lying else rng.uniform(0.7, 1.6)
    away = rng.uniform(3.0, 4.0) + (0.5 if exercise == "shoulder_press" else 0.0)
    target = (0.0, 0.0, 0.45 if lying else 1.12 if exercise == "shoulder_press" else 0.92)
    camera = Camera((float(rng.uniform(-0.25, 0.25)), -float(away), float(height)), target, float(rng.uniform(42, 48)))
    turned = view if what == "equal" else view + float(rng.uniform(-7, 7))
    return SetPlan(
        name, exercise, int(rng.integers(len(PEOPLE))), turned, camera, int(rng.choice([25, 25, 30])),
        _reps(exercise, what, rng), int(rng.integers(1 << 30)), what == "equal", bool(rng.random() < 0.5),
        int(rng.integers(3)), float(rng.uniform(0.8, 2.5)),
    )  # fmt: skip


def _reps(exercise: str, what: str, rng: np.random.Generator) -> tuple[PlannedRep, ...]:
    pace = _pace(exercise, rng)
    most = DEEPEST.get(exercise, 1.06)
    if what == "equal":
        return (replace(pace, depth=min(1.0, most)),) * 6
    clean = [_varied(pace, rng, most) for _ in range(int(rng.integers(4, 6)))]
    if what == "clean":
        return tuple(clean)
    chosen = rng.permutation(len(clean))[: 2 + int(rng.random() < 0.5)]
    if what in UNLOCKED:
        return _unlocked(clean, what, float(rng.uniform(0.34, 0.44)))
    return tuple(_with(rep, what, exercise, rng) if i in chosen else rep for i, rep in enumerate(clean))


def _pace(exercise: str, rng: np.random.Generator) -> PlannedRep:
    """Seconds down and up, slow, even or quick, with or without pauses."""
    down, up = ((1.6, 1.0), (1.0, 0.9), (0.85, 0.75))[int(rng.integers(3))]
    turn, rest = ((0.0, 0.25), (0.45, 0.3), (0.15, 0.5))[int(rng.integers(3))]
    out, back = (up, down) if exercise in CONCENTRIC_FIRST else (down, up)
    return PlannedRep(out, max(turn, 0.02), back, rest)


def _varied(rep: PlannedRep, rng: np.random.Generator, most: float) -> PlannedRep:
    out, turn, back, rest = (float(rng.uniform(0.9, 1.12)) for _ in range(4))
    return replace(
        rep, out_s=rep.out_s * out, turn_s=rep.turn_s * turn, back_s=rep.back_s * back, rest_s=rep.rest_s * rest,
        depth=float(rng.uniform(0.93, most)),
    )  # fmt: skip


def _unlocked(clean: Sequence[PlannedRep], what: str, level: float) -> tuple[PlannedRep, ...]:
    """From the second rep on, each begins and ends short of the start; the last comes all the way back."""
    last = len(clean) - 1
    out = []
    for i, rep in enumerate(clean):
        rest = max(rep.rest_s, 0.25)
        if i in {0, last}:
            out.append(replace(rep, level=0.0 if i else level, unsure=(what,), rest_s=rest))
        else:
            out.append(replace(rep, level=level, faults={what: level}, rest_s=rest))
    return tuple(out)


def _with(rep: PlannedRep, fault: str, exercise: str, rng: np.random.Generator) -> PlannedRep:
    if fault in AMOUNTS:
        least, most = OWN_AMOUNTS.get((exercise, fault), AMOUNTS[fault])
        return replace(rep, faults={fault: float(rng.uniform(least, most))})
    if fault in RUSHED:
        seconds = float(rng.uniform(0.2, 0.28))
        rushed = replace(rep, back_s=seconds) if exercise in CONCENTRIC_FIRST else replace(rep, out_s=seconds)
        return replace(rushed, faults={fault: seconds})
    if fault == "bounced":
        rebound = float(rng.uniform(0.22, 0.3))
        return replace(rep, turn_s=0.36, rebound=rebound, faults={fault: rebound})
    depth = float(rng.uniform(0.55, 0.7))
    return replace(rep, depth=depth, faults={fault: depth})

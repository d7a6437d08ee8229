"""Drafts a new exercise's file from one recorded set: whatever repeats in it, as the box's own signals saw it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from daemon.camera.trace import TraceSource
from daemon.core import workout
from daemon.core.facts import RepCounted
from daemon.core.features.movement import Readings
from daemon.core.features.signals import DEGREES, SIGNALS, TOLERANCES
from daemon.core.params import FeatureParams
from daemon.core.pose.body import Body
from daemon.core.pose.skeleton import Joint
from daemon.core.spec import ANY
from daemon.errors import SourceError
from daemon.ports import PoseFrame

LEAST_REPS = 3
"""Fewer say little of what is usual."""
AROUND_S = 0.1
"""Frames within so many seconds of a moment are looked at."""
BEFORE = 0.15
"""Share of a rep's time that its movement has been under way when it is seen."""
SHORTEST = 0.25
"""Share of the quickest rep that is drafted as the shortest possible: under 2.5 times that, a rep counts as brisk."""
SURE = 0.5
"""Median confidence under which a signal is left out."""
LEAD = 0.8
"""A signal of one limb alone is chosen where it moves more than both together by as much (its share)."""
ANGLES = ("knee", "hip", "elbow", "shoulder")
"""The angles of which a range of motion is reported, both sides together."""
ARMS = {Joint.LEFT_ELBOW, Joint.LEFT_WRIST}
"""A signal of one of these joints is of the arms."""
MUCH = 2.0
"""Tolerances that legs or trunk move in an exercise of theirs."""
TERMS, NOTES = 2, 36
"""How many signals carry the count, and the column at which notes begin."""


_FORM = (
    "",
    "# Add a [[fault]] for each thing that goes wrong in it, the most important first, and a [standard] for how far it",
    "# goes, as other exercises have them: spotter exercise signals --form lists what they can look at.",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A signal in the set, in its unit: at the start, at the turning point; and how far it moved, in tolerances."""

    signal: str
    start: float
    turn: float

    @property
    def moved(self) -> float:
        """How far it went, as a share of what people differ by."""
        lead = LEAD if self.signal.endswith("_lead") else 1.0
        return lead * abs(self.turn - self.start) / TOLERANCES[self.signal]


def draft(trace: Path) -> str:
    """Returns the text of an exercise's file, to be completed by hand.

    Raises:
        SourceError: It is no pose trace, or no movement repeats in it often enough.
    """
    readings, reps = _watched(trace)
    if len(reps) < LEAST_REPS:
        raise SourceError(
            f"{trace}: {len(reps)} reps of one movement are in it: record {LEAST_REPS} or more, the whole body in sight"
        )
    starts = _at(readings, [rep.start - BEFORE * (rep.end - rep.start) for rep in reps])
    turns = _at(readings, [rep.start + rep.tempo.eccentric_s + rep.tempo.bottom_s / 2 for rep in reps])
    if not starts or not turns:
        raise SourceError(f"{trace}: its frames lie too far apart to see how the reps go: record 15 or more a second")
    seen = list(_seen(starts, turns))
    if not seen:
        raise SourceError(f"{trace}: no joint is seen surely in its reps: record the whole body, in good light")
    return (
        "\n".join([*_head(trace.stem, reps, seen, _rise(starts, turns)), *_movement(seen), *_appearance(seen), *_FORM])
        + "\n"
    )


def _watched(trace: Path) -> tuple[list[Readings], list[RepCounted]]:
    """Returns every pose of the trace, and the reps of whatever repeats."""
    source, readings, reps = TraceSource(trace), list[Readings](), list[RepCounted]()
    state = workout.start(workout.begin(ANY), 0.0, armed=False)[0]
    while isinstance(pose_frame := source.read(0.0), PoseFrame):
        state, facts = workout.step(state, pose_frame.pose, pose_frame.t, (pose_frame.width, pose_frame.height))
        reps += [fact for fact in facts if isinstance(fact, RepCounted)]
        if pose_frame.pose is not None:
            readings.append(Readings(Body.of(pose_frame.pose), pose_frame.pose.t, FeatureParams()))
    return readings, reps


def _at(readings: list[Readings], moments: Iterable[float]) -> list[Readings]:
    return [each for t in moments for each in readings if abs(each.t - t) <= AROUND_S]


def _seen(starts: list[Readings], turns: list[Readings]) -> Iterator[Seen]:
    """Yields the signals that were seen surely, those that moved most first."""
    surely = [name for name in TOLERANCES if median(each[name].confidence for each in starts + turns) >= SURE]
    values = (
        Seen(name, *(_round(name, median(each[name].value for each in some)) for some in (starts, turns)))
        for name in surely
    )
    yield from sorted(values, key=lambda seen: -seen.moved)


def _round(name: str, value: float) -> float:
    return round(value) if SIGNALS[name].unit == DEGREES else round(value, 2)


def _rise(starts: list[Readings], turns: list[Readings]) -> float:
    """Returns how far the shoulders go up in the picture, torso lengths."""
    torso = median(each.place.torso for each in starts)
    rise = median(each.place.shoulders for each in starts) - median(each.place.shoulders for each in turns)
    return round(rise / torso, 1) + 0.0  # no -0.0


def _head(name: str, reps: list[RepCounted], seen: list[Seen], rise: float) -> list[str]:
    title = name.replace("_", " ").replace("-", " ").capitalize()
    shortest = max(round(SHORTEST * min(rep.end - rep.start for rep in reps), 1), 0.2)
    angle = next((each.signal for each in seen if each.signal in ANGLES), "knee")
    view = max(reps, key=lambda rep: sum(rep.view == other.view for other in reps)).view
    carried = ", ".join(f'"{each.signal}"' for each in _carriers(seen))
    return [
        f"# {title}: drafted from a set of {len(reps)} reps. Read each line, and correct what holds for that set only.",
        f'title = "{title}"',
        _noted('first = "eccentric"', 'or "concentric", where the effort comes first, as in a curl'),
        f'angle = "{angle}"',
        f"visible = [{carried}]",
        f"min_rep_s = {shortest:g}",
        _noted(f'views = ["{view}"]', "from where it is seen best: side, oblique, front"),
        _noted('camera = ""', "where to put the camera, in your words"),
        _noted(f"shoulder_rise = {rise:g}", "how far the shoulders go up, torso lengths"),
    ]


def _noted(line: str, says: str) -> str:
    return f"{line:<{NOTES}}# {says}"


def _carriers(seen: list[Seen]) -> list[Seen]:
    """Returns the signals that move most, each joint once; where legs or trunk move, arms only go along for balance."""
    body = [each for each in seen if ARMS.isdisjoint(SIGNALS[each.signal].joints) and each.moved >= MUCH]
    joints: dict[str, Seen] = {}
    for each in body or seen:
        joints.setdefault(each.signal.removesuffix("_lead"), each)
    first, *others = joints.values()
    return [first, *(each for each in others[: TERMS - 1] if each.moved >= first.moved / 2)]


def _movement(seen: list[Seen]) -> Iterator[str]:
    for each in _carriers(seen):
        yield from ("", "[[movement]]", f'signal = "{each.signal}"', f"start = {each.start:g}", f"turn = {each.turn:g}")


def _appearance(seen: list[Seen]) -> Iterator[str]:
    yield from ("", _noted("[appearance]", "at the start, at the turning point: what tells it from other movements"))
    yield from (f"{each.signal} = [{each.start:g}, {each.turn:g}]" for each in seen)

"""Where the camera stands: what of it is right, and what to move. Pure; for the guide at set-up."""

from collections.abc import Iterator
from dataclasses import dataclass

from daemon.core.counting import measures
from daemon.core.features.movement import Readings
from daemon.core.form import views
from daemon.core.params import FeatureParams, MeasureParams
from daemon.core.pose.body import Body
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.core.spec import Exercise, View

SEEN = 0.5
"""Visibility below which MediaPipe's own solutions draw no joint."""
EDGE = 0.02
"""Share of the picture along its border in which a joint is taken as cut off: the pose's own error there."""
FAR = 0.4
"""Share of the picture that an athlete fills at least: of 720 lines that is 288, and the pose model looks at 256."""
NEAR, NEAR_OVERHEAD = 0.9, 0.75
"""Share at most: room for a step to either side; and for arms raised, whose hands reach 1.25 times the stature."""
HIGH, LOW, LOW_LYING = 0.3, 0.7, 0.85
"""Shares of the picture's height, from the top, between which the hips are with a level camera at the hips' height.

A fifth of the picture off the middle is 10° with a usual lens: from then on squats look shallower than they are. Who
lies is below a camera that is right for who stands.
"""
LYING_DEG = 45.0
"""Lean of the torso from which somebody lies."""
DARK, BRIGHT, BLOWN = 0.15, 0.85, 0.25
"""Mean brightness below and above which edges drown in noise or in white; and share of white: a window in the back."""
SHAKY = 0.004
"""Share of the picture's height that the background may move between two looks; the pose jitters by 1 % of a body."""

_PARTS: tuple[tuple[str, range], ...] = (
    ("head", range(Joint.NOSE, Joint.LEFT_SHOULDER)),
    ("shoulders", range(Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW)),
    ("arms", range(Joint.LEFT_ELBOW, Joint.LEFT_HIP)),
    ("hips", range(Joint.LEFT_HIP, Joint.LEFT_KNEE)),
    ("knees", range(Joint.LEFT_KNEE, Joint.LEFT_ANKLE)),
    ("feet", range(Joint.LEFT_ANKLE, Joint.RIGHT_FOOT_INDEX + 1)),
)
_MOVE = {
    "top": "tilt the camera up",
    "bottom": "tilt the camera down",
    "left": "turn the camera to the left",
    "right": "turn the camera to the right",
}
_CLEAR = "keep others, screens and posters out of the picture"
_NOBODY = "shown as soon as somebody is seen"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the picture says, whoever is in it.

    Attributes:
        light: Mean brightness, 0 black to 1 white.
        blown: Share of the picture that is white.
        shake: Share of its height that the background moved since the last look, or None where there was none.
        others: People in view beside the athlete.
    """

    light: float
    blown: float = 0.0
    shake: float | None = None
    others: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list.

    Attributes:
        check: ``turn`` and ``people`` (only where they are wrong), ``body``, ``distance``, ``height``, ``view``,
            ``form`` (what is measured from here), ``light`` or ``shake``.
        ok: True, False, or None where it cannot be decided now.
        says: What is so; where it is not good, what to move and where.
    """

    check: str
    ok: bool | None
    says: str


def checks(
    pose: Pose | None, size: tuple[int, int], exercise: Exercise, scene: Scene, turned: str | None = None
) -> tuple[Check, ...]:
    """Returns the whole list, in the order in which to go through it.

    Args:
        pose: The athlete in the start position, or None where nobody is seen.
        size: Width and height of the picture (pixels).
        exercise: The one that is chosen.
        scene: What the picture says.
        turned: One line on a picture that lies on its side or upside down, or None.
    """
    if turned is not None:
        return Check("turn", ok=False, says=turned), *checks(pose, size, exercise, scene)
    if pose is None:
        nobody = Check("body", ok=False, says="nobody is seen: stand where you will train")
        return nobody, *(Check(each, None, _NOBODY) for each in ("distance", "height", "view")), *_scene(scene)
    readings = Readings(Body.of(pose), pose.t, FeatureParams())
    shares = [(x / size[0], y / size[1]) for x, y in pose.xy.tolist()]
    return (
        *_others(shares, scene),
        _whole(shares, pose.score.tolist()),
        _distance(shares, exercise),
        _height(shares, readings),
        _view(readings, exercise),
        *_form(readings, exercise),
        *_scene(scene),
    )


def _others(shares: list[tuple[float, float]], scene: Scene) -> Iterator[Check]:
    if scene.others:
        hips = (shares[Joint.LEFT_HIP][0] + shares[Joint.RIGHT_HIP][0]) / 2
        side = "on the left" if hips < 1 / 3 else "on the right" if hips > 2 / 3 else "in the middle"
        says = f"{scene.others + 1} people in view: Spotter follows the one {side}; {_CLEAR}"
        yield Check("people", ok=False, says=says)


def _whole(shares: list[tuple[float, float]], score: list[float]) -> Check:
    cut = {side: [name for name, joints in _PARTS if any(_beyond(shares[j], side) for j in joints)] for side in _MOVE}
    sides = [side for side, names in cut.items() if names]
    if sides:
        what = " and ".join(f"{', '.join(cut[side])} cut off at the {side}" for side in sides)
        opposite = {"top", "bottom"} <= set(sides) or {"left", "right"} <= set(sides)
        move = "move the camera back" if opposite else " and ".join(_MOVE[side] for side in sides)
        return Check("body", ok=False, says=f"{what}: {move}")
    hidden = [name for name, joints in _PARTS if max(score[j] for j in joints) < SEEN]
    if hidden:
        return Check("body", ok=False, says=f"{', '.join(hidden)} hidden: clear the way between camera and athlete")
    return Check("body", ok=True, says="the whole body is in the picture")


def _beyond(share: tuple[float, float], side: str) -> bool:
    x, y = share
    return {"top": y < EDGE, "bottom": y > 1 - EDGE, "left": x < EDGE, "right": x > 1 - EDGE}[side]


def _distance(shares: list[tuple[float, float]], exercise: Exercise) -> Check:
    filled = max(max(axis) - min(axis) for axis in zip(*shares, strict=True))
    overhead = any(term.signal.startswith("wrist_over") for term in exercise.movement)
    near = NEAR_OVERHEAD if overhead else NEAR
    fills = f"you fill {filled:.0%} of the picture"
    if filled < FAR:
        return Check("distance", ok=False, says=f"too far, {fills}: move the camera nearer, {FAR:.0%} or more is good")
    if filled > near:
        room = "raised arms need room, " if overhead else ""
        return Check("distance", ok=False, says=f"too near, {fills}: {room}move the camera back, {near:.0%} at most")
    return Check("distance", ok=True, says=fills)


def _height(shares: list[tuple[float, float]], readings: Readings) -> Check:
    hips = (shares[Joint.LEFT_HIP][1] + shares[Joint.RIGHT_HIP][1]) / 2
    lying = readings["torso_tilt"].value > LYING_DEG
    if hips < HIGH:
        return Check(
            "height", ok=False, says="you are high in the picture: raise the camera to your hips, or tilt it up"
        )
    if hips > (LOW_LYING if lying else LOW):
        return Check(
            "height", ok=False, says="you are low in the picture: lower the camera to your hips, or tilt it down"
        )
    return Check("height", ok=True, says="the camera looks level at the hips")


def _view(readings: Readings, exercise: Exercise) -> Check:
    facing = readings["facing"]
    if facing.confidence < SEEN:
        return Check("view", None, "shoulders and hips are not seen well enough to tell")
    view = measures.view(facing.value, MeasureParams())
    if view not in exercise.views:
        best = _or(exercise.views[:1] or ("side",))
        return Check(
            "view",
            ok=False,
            says=f"{_seen(view)}, {exercise.title} counts best from {best}: turn, or move the camera round",
        )
    return Check("view", ok=True, says=f"{_seen(view)}, good for {exercise.title}")


def _form(readings: Readings, exercise: Exercise) -> Iterator[Check]:
    """Yields what is measured from here, and from where the rest would be."""
    facing, known = readings["facing"], dict(views.measures(exercise))
    if facing.confidence < SEEN or not known:
        return
    view = measures.view(facing.value, MeasureParams())
    count = "the seconds" if exercise.is_hold else "the count"
    here = [name for name, seen in known.items() if view in seen]
    elsewhere = dict[str, list[str]]()
    for name, seen in known.items():
        if view not in seen:
            elsewhere.setdefault(views.WHERE[_best(exercise, seen)], []).append(name)
    yield Check("form", ok=True if view in exercise.angle_views else None, says=_measured(count, here, elsewhere))


def _measured(count: str, here: list[str], elsewhere: dict[str, list[str]]) -> str:
    """Returns what is measured from here, and where the camera sees the rest."""
    missing = [f"{', '.join(names)} (put the camera {where})" for where, names in elsewhere.items()]
    if not missing:
        return "everything"
    if len(here) > sum(map(len, elsewhere.values())):
        return f"everything but {'; '.join(missing)}"
    return f"{', '.join([count, *here])}; not {'; '.join(missing)}"


def _best(exercise: Exercise, seen: tuple[View, ...]) -> View:
    """Returns the view that is best for an exercise among those that show a measure."""
    return next((view for view in exercise.views if view in seen), seen[0])


def _seen(view: str) -> str:
    return {"oblique": "seen at an angle"}.get(view, f"seen from the {view}")


def _or(views: tuple[str, ...]) -> str:
    return " or ".join("an angle" if view == "oblique" else f"the {view}" for view in views)


def _scene(scene: Scene) -> Iterator[Check]:
    if scene.light < DARK:
        yield Check("light", ok=False, says=f"too dark, {scene.light:.0%}: turn on a light, best behind the camera")
    elif scene.light > BRIGHT or scene.blown > BLOWN:
        yield Check("light", ok=False, says=f"{scene.blown:.0%} is white: turn the camera away from window or lamp")
    else:
        yield Check("light", ok=True, says=f"brightness {scene.light:.0%}")
    if scene.shake is None:
        yield Check("shake", None, "shown with the next picture")
    elif scene.shake > SHAKY:
        yield Check("shake", ok=False, says="the camera moves: fix it to a wall or a heavy stand")
    else:
        yield Check("shake", ok=True, says="the camera stands still")

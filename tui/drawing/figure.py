"""Draws the athlete on a canvas: bones, working joints, and the ghost of the target depth."""

from collections.abc import Iterable
from dataclasses import dataclass

from daemon.ipc.codec import Outline
from tui.drawing import skeleton
from tui.drawing.canvas import Canvas

GHOST, BODY, LIT = 1, 2, 3
"""The canvas's inks."""
SURE = 0.5
"""Visibility from which a joint is drawn."""
_MARGIN = 0.06
_SHRINK = 0.03
"""The window shrinks by this share of the difference in one frame, and grows at once."""
_PAIRS = (skeleton.ANKLES, skeleton.HANDS)
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the picture that is shown; x is measured in picture heights."""

    left: float
    top: float
    right: float
    bottom: float


def points(outline: Outline) -> dict[int, Point]:
    """Returns the joints that are visible: x in picture heights, y in shares of the height."""
    xy, aspect = outline.xy, outline.aspect
    return {
        joint: (xy[2 * joint] * aspect, xy[2 * joint + 1])
        for joint in range(skeleton.JOINTS)
        if outline.score[joint] >= SURE
    }


def planted(ghost: dict[int, Point], now: dict[int, Point]) -> dict[int, Point]:
    """Returns the ghost moved to where the athlete stands: by the pair of hands or feet that moved least."""
    best: Point | None = None
    for pair in _PAIRS:
        seen = [joint for joint in pair if joint in ghost and joint in now]
        if seen:
            dx = sum(now[joint][0] - ghost[joint][0] for joint in seen) / len(seen)
            dy = sum(now[joint][1] - ghost[joint][1] for joint in seen) / len(seen)
            if best is None or abs(dx) + abs(dy) < abs(best[0]) + abs(best[1]):
                best = dx, dy
    if best is None:
        return ghost
    return {joint: (x + best[0], y + best[1]) for joint, (x, y) in ghost.items()}


def follow(window: Window | None, seen: Iterable[Point]) -> Window | None:
    """Returns the window that shows these points; it grows at once and shrinks slowly."""
    shown = list(seen)
    if not shown:
        return window
    left, right = min(x for x, _ in shown) - _MARGIN, max(x for x, _ in shown) + _MARGIN
    top, bottom = min(y for _, y in shown) - 2 * _MARGIN, max(y for _, y in shown) + _MARGIN
    if window is None:
        return Window(left, top, right, bottom)
    return Window(
        min(left, window.left + (left - window.left) * _SHRINK),
        min(top, window.top + (top - window.top) * _SHRINK),
        max(right, window.right + (right - window.right) * _SHRINK),
        max(bottom, window.bottom + (bottom - window.bottom) * _SHRINK),
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps the picture to dots, with the window in the middle of the canvas."""

    x0: float
    y0: float
    across: float
    down: float

    @classmethod
    def fit(cls, window: Window, canvas: Canvas) -> "Scale":
        """Returns the largest scale at which the window fits the canvas."""
        wide, high = max(window.right - window.left, 0.05), max(window.bottom - window.top, 0.05)
        across = min(canvas.wide / wide, canvas.high * canvas.squash / high)
        down = across / canvas.squash
        return cls(
            canvas.wide / 2 - across * (window.left + window.right) / 2,
            canvas.high / 2 - down * (window.top + window.bottom) / 2,
            across,
            down,
        )

    def at(self, point: Point) -> Point:
        """Returns the point in dots."""
        return self.x0 + point[0] * self.across, self.y0 + point[1] * self.down


def draw(canvas: Canvas, scale: Scale, joints: dict[int, Point], working: frozenset[int], ghost: bool) -> None:  # noqa: FBT001 - two kinds of figure
    """Draws bones, head, and the working joints."""
    placed = {joint: scale.at(point) for joint, point in joints.items()}
    thick = 1 if ghost else max(round(scale.across / 70), 1)
    for a, b in skeleton.EDGES:
        if a in placed and b in placed:
            ink = GHOST if ghost else LIT if a in working and b in working else BODY
            canvas.line(*placed[a], *placed[b], ink, thick)
    _head(canvas, placed, ghost)
    if not ghost:
        for joint in working & placed.keys():
            canvas.disc(*placed[joint], thick + 1.2, LIT)


def _head(canvas: Canvas, placed: dict[int, Point], ghost: bool) -> None:  # noqa: FBT001 - as above
    """Draws a ring around the face; its size follows from the trunk's."""
    if skeleton.NOSE not in placed:
        return
    ears = [placed[ear] for ear in (skeleton.LEFT_EAR, skeleton.RIGHT_EAR) if ear in placed] or [placed[skeleton.NOSE]]
    x = (sum(point[0] for point in ears) / len(ears) + placed[skeleton.NOSE][0]) / 2
    y = (sum(point[1] for point in ears) / len(ears) + placed[skeleton.NOSE][1]) / 2
    radius = _trunk(placed, canvas.squash) * 0.21
    if radius >= 1:
        canvas.disc(x, y, radius, GHOST if ghost else BODY, max(radius - (1.0 if ghost else max(radius / 4, 1.6)), 0))


def _trunk(placed: dict[int, Point], squash: float) -> float:
    """Returns the length from shoulders to hips in dots of width; 0 where it is not visible."""
    for shoulder, hip in ((11, 23), (12, 24)):
        if shoulder in placed and hip in placed:
            (x0, y0), (x1, y1) = placed[shoulder], placed[hip]
            return float(((x1 - x0) ** 2 + ((y1 - y0) * squash) ** 2) ** 0.5)
    return 0.0

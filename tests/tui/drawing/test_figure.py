import pytest

from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from tests.fakes.moments import outlines
from tui.drawing import figure, skeleton
from tui.drawing.canvas import Canvas
from tui.drawing.figure import Scale, Window

PARTS = {"SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX"}


def test_the_bones_connect_the_cores_own_joints() -> None:
    assert skeleton.JOINTS == JOINT_COUNT
    named = {joint for joint in Joint if joint.name.partition("_")[2] in PARTS}
    assert {joint for bone in skeleton.EDGES for joint in bone} == {int(joint) for joint in named} == skeleton.LIMBS
    assert skeleton.ANKLES == (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
    assert skeleton.HANDS == (Joint.LEFT_WRIST, Joint.RIGHT_WRIST)
    assert (skeleton.NOSE, skeleton.LEFT_EAR, skeleton.RIGHT_EAR) == (Joint.NOSE, Joint.LEFT_EAR, Joint.RIGHT_EAR)
    for a, b in skeleton.EDGES:
        sides = {Joint(a).name.partition("_")[0], Joint(b).name.partition("_")[0]}
        assert len(sides) == 1 or (a, b) in skeleton.TRUNK


def rows(canvas: Canvas, count: int) -> list[str]:
    return ["".join(signs for _, signs in canvas.runs(row)) for row in range(count)]


@pytest.mark.parametrize("plain", [False, True])
def test_the_athlete_fills_the_canvas_and_working_joints_are_lit(plain: bool) -> None:  # noqa: FBT001 - two consoles
    standing, _, _ = outlines()
    joints = figure.points(standing)
    canvas = Canvas(50, 25, plain=plain)
    window = figure.follow(None, joints.values())
    assert window is not None
    figure.draw(canvas, Scale.fit(window, canvas), joints, frozenset({25, 26, 27, 28}), ghost=False)
    drawn = rows(canvas, 25)
    assert all(len(row) == 50 for row in drawn)
    assert sum(bool(row.strip()) for row in drawn) >= 20
    inks = {ink for row in range(25) for ink, _ in canvas.runs(row)}
    assert inks == {0, figure.BODY, figure.LIT}
    lit_rows = [row for row in range(25) if any(ink == figure.LIT for ink, _ in canvas.runs(row))]
    assert min(lit_rows) > 12  # knees and below


def test_nothing_is_drawn_outside() -> None:
    canvas = Canvas(10, 5)
    canvas.line(-50, -50, 80, 90, 2, 3)
    canvas.disc(1000, 1000, 30, 2)
    assert [len(row) for row in rows(canvas, 5)] == [10] * 5


def test_the_window_opens_at_once_and_closes_slowly() -> None:
    small, wide = [(0.4, 0.4), (0.6, 0.6)], [(0.0, 0.0), (1.0, 1.0)]
    opened = figure.follow(figure.follow(None, small), wide)
    assert opened is not None
    assert opened.left <= 0.0
    assert opened.right >= 1.0
    after = figure.follow(opened, small)
    assert after is not None
    assert opened.left < after.left < 0.1
    assert figure.follow(Window(0, 0, 1, 1), []) == Window(0, 0, 1, 1)


def test_the_ghost_stands_where_the_athlete_stands() -> None:
    ghost = {27: (0.5, 0.9), 28: (0.6, 0.9), 15: (0.5, 0.5), 23: (0.5, 0.7)}
    now = {27: (0.7, 0.9), 28: (0.8, 0.9), 15: (0.7, 0.1), 23: (0.7, 0.5)}
    moved = figure.planted(ghost, now)
    assert moved[23] == pytest.approx((0.7, 0.7))


def test_hanging_athletes_are_held_by_their_hands() -> None:
    ghost = {27: (0.5, 0.6), 15: (0.5, 0.1), 23: (0.5, 0.3)}
    now = {27: (0.5, 0.9), 15: (0.5, 0.1), 23: (0.5, 0.6)}
    assert figure.planted(ghost, now)[23] == pytest.approx((0.5, 0.3))

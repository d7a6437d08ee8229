"""The pictures in ``deploy/screens`` come from a real run: each shot names a moment of it."""

from tests import tui_screens


def test_every_shot_is_of_a_moment_that_is_recorded() -> None:
    shots = tuple(tui_screens.shots())
    assert {shot.moment for shot in shots} <= {*tui_screens.FIRST, *tui_screens.TODAY, "away"}
    assert len({shot.name for shot in shots}) == len(shots)


def test_every_picture_that_is_shown_is_a_shot_and_in_the_repository() -> None:
    assert set(tui_screens.SHOWN) <= {shot.name for shot in tui_screens.shots()}
    assert set(tui_screens.SHOWN) <= {path.stem for path in tui_screens.FOLDER.glob("*.png")}

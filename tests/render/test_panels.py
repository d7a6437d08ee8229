"""What the panels say is said whole, and on their plate."""

import numpy as np
import pytest

from daemon.config import exercises
from daemon.core.facts import Tempo
from daemon.events import Rep
from daemon.render.panels import Panels, Words, sizes, unit_px
from daemon.render.placement import Placement, Rect
from daemon.render.story import Moment

WHY = "the front view does not show how deep it was: put the camera at the side or at an angle"


def unscored(why: str) -> Rep:
    return Rep(
        id="r", t="", boot="b", t_mono=4.0, box="x", exercise="squat", n=1, start=2.0, end=4.0, depth=1.0,
        tempo=Tempo(1.0, 0.0, 1.0, 0.0), rom_deg=None, rom_share=None, view="front", confidence=1.0,
        withheld={"score": why},
    )  # fmt: skip


@pytest.mark.parametrize("low", [False, True])
@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 1280)])
def test_why_a_rep_has_no_score_is_written_whole(size: tuple[int, int], *, low: bool) -> None:
    unit = unit_px(size)
    width, height = sizes(size, unit).card
    card = Rect(10, size[1] - height - 10 if low else 10, width, height)
    reached = []
    for why in ("", WHY):
        picture = np.full((size[1], size[0], 3), 255, np.uint8)
        panels = Panels(picture, Placement(card, card, card, message_low=False, message_along=0.0), unit)
        panels.card(Moment(exercises.load("squat"), 1, 1, unscored(why)), Words("start", 0.0, 0.0))
        plate = np.flatnonzero((picture < 255).any(axis=(1, 2)))
        reached.append((int(plate.min()), int(plate.max())))
        margin = picture[plate.min() + unit : plate.max() - unit, 10 + unit // 4]  # left of the words
        assert (margin < 200).all()  # one plate, without a gap
    (top, bottom), (new_top, new_bottom) = reached
    grown = (top - new_top) if low else (new_bottom - bottom)
    assert grown > unit  # the plate grows towards the middle of the picture, with all of the sentence on it
    assert 0 <= new_top < new_bottom < size[1]

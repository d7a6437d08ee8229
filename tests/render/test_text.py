"""Words can be read on any footage, and with every sign that Spotter's sentences have."""

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.render.text import WHITE, fitting, panel, text_width, wrapped, written

MINUS, TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"
SENTENCE = f"12° short of your depth, {MINUS}9 points: 82 ± 6"


def on(ground: int, text: str, px: int) -> NDArray[np.uint8]:
    picture = np.full((px * 3, text_width(text, px) + 8, 3), ground, np.uint8)
    written(text, px).paste(picture, 4, 4)
    return picture


@pytest.mark.parametrize("ground", [0, 128, 255])
@pytest.mark.parametrize("px", [7, 14, 40])
def test_letters_stand_out_on_black_grey_and_white(ground: int, px: int) -> None:
    picture = on(ground, SENTENCE, px)
    assert picture.max() >= 220
    assert picture.min() <= 60


@pytest.mark.parametrize("sign", ["°", "±"])
def test_a_sign_is_drawn_and_is_no_question_mark(sign: str) -> None:
    drawn, unknown = on(128, sign, 40), on(128, "?", 40)
    assert (drawn == 255).any()
    assert drawn.shape != unknown.shape or not np.array_equal(drawn, unknown)


def test_what_cannot_be_drawn_is_shown_as_its_nearest() -> None:
    assert text_width(f"Développé {MINUS} 5 {TIMES} 5", 20) == text_width("Developpe - 5 x 5", 20)
    assert text_width("深", 20) == text_width("?", 20)


@pytest.mark.parametrize("width", [80, 200, 1000])
def test_a_wrapped_sentence_stays_in_its_width_and_keeps_every_word(width: int) -> None:
    lines = wrapped(SENTENCE, 8, width)
    assert " ".join(lines) == SENTENCE
    assert all(text_width(line, 8) <= width or " " not in line for line in lines)


def test_a_number_stays_with_its_percent_sign() -> None:
    lines = wrapped("seen to 46 %, asked 50 %", 10, text_width("seen to 46", 10))
    assert [line.replace("\u00a0", " ") for line in lines] == ["seen to", "46 %,", "asked", "50 %"]


def test_a_line_is_made_small_enough() -> None:
    px = fitting("a long title of an exercise", 40, 200)
    assert text_width("a long title of an exercise", px) <= 200 < text_width("a long title of an exercise", px + 1)


@pytest.mark.parametrize("at", [(-1000, 0), (0, 1000), (-10, -5), (50, 30)])
def test_what_lies_outside_of_the_picture_is_left_out(at: tuple[int, int]) -> None:
    picture = np.full((40, 60, 3), 128, np.uint8)
    written("wide words", 20, WHITE).paste(picture, *at)
    panel(30, 30).paste(picture, *at)
    assert picture.shape == (40, 60, 3)

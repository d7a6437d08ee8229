import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon import reason_text
from tui.drawing.big_text import BigText


@given(
    st.text(alphabet=string.ascii_letters + string.digits + ":-.' ", max_size=20),
    st.integers(0, 90),
    st.integers(0, 30),
)
def test_text_always_fills_exactly_the_room_it_is_given(text: str, columns: int, rows: int) -> None:
    for plain in (False, True):
        drawn = BigText(plain=plain).set(text, columns, rows)
        assert all(len(row) == columns for row in drawn)
        assert len(drawn) == (rows if columns else 0)


def test_digits_are_all_different_and_as_high_as_the_room() -> None:
    big_text = BigText()
    drawn = {digit: big_text.set(digit, 24, 14) for digit in string.digits}
    assert len(set(drawn.values())) == 10
    for rows in drawn.values():
        assert rows[0].strip()
        assert rows[-1].strip()


@pytest.mark.parametrize("cue", sorted(reason_text.CUES.values()))
def test_every_reason_can_be_read_from_across_the_room(cue: str) -> None:
    """Also at 80 by 24."""
    drawn = BigText().set(cue, 76, 7)
    assert sum(bool(row.strip()) for row in drawn) >= 6
    assert len(max(drawn, key=lambda row: len(row.strip())).strip()) > 30


def test_a_plain_console_gets_ascii() -> None:
    assert set("".join(BigText(plain=True).set("12:45", 60, 9))) == {" ", "#"}

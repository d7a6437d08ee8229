from tui.widgets.charts import heights, ticks

LABELS = [f"{n} Nov" for n in range(1, 13)]


def test_the_newest_week_is_always_labelled() -> None:
    assert ticks(LABELS, 200) == [(n, f"{n} Nov") for n in range(1, 13)]
    assert ticks(LABELS, 60) == [(2, "2 Nov"), (4, "4 Nov"), (6, "6 Nov"), (8, "8 Nov"), (10, "10 Nov"), (12, "12 Nov")]


def test_no_width_is_too_small() -> None:
    assert ticks(LABELS, 0)[-1] == (12, "12 Nov")


def test_heights_are_round_numbers() -> None:
    assert heights(48) == [0, 10, 20, 30, 40]
    assert heights(3) == [0, 1, 2, 3]
    assert heights(1234) == [0, 500, 1000]
    assert heights(42, 4) == [0, 20, 40]  # rows: two numbers in one would be shown by turns
    assert heights(42, 3) == [0, 42]
    assert heights(42, 0) == [0, 42]

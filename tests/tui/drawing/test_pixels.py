from hypothesis import given
from hypothesis import strategies as st

from tui.drawing import pixels
from tui.drawing.pixels import Raster, Stroke


def test_a_picture_keeps_its_shape_whatever_the_terminal() -> None:
    assert pixels.size(16 / 9, 96, 27) == (96, 27)
    assert pixels.size(16 / 9, 96, 60) == (96, 27)
    assert pixels.size(16 / 9, 200, 27) == (96, 27)
    assert pixels.size(9 / 16, 80, 20) == (22, 20)


def test_scaling_takes_the_nearest_pixel() -> None:
    grid = pixels.scaled(Raster(2, 1, bytes([255, 0, 0, 0, 0, 255])), 4, 2)
    assert grid == [[0xFF0000, 0xFF0000, 0x0000FF, 0x0000FF]] * 2


def test_two_rows_of_pixels_are_one_row_of_cells() -> None:
    assert pixels.runs([1, 1, 2, 2], [3, 3, 3, 4]) == [(2, 1, 3), (1, 2, 3), (1, 2, 4)]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1))
def test_runs_cover_every_cell_in_order(cells: list[tuple[int, int]]) -> None:
    top, bottom = [a for a, _ in cells], [b for _, b in cells]
    again = [(a, b) for count, a, b in pixels.runs(top, bottom) for _ in range(count)]
    assert again == cells


def test_a_line_is_drawn_where_it_lies_and_its_outside_is_left_out() -> None:
    grid = pixels.blank(4, 4)
    pixels.draw(grid, [Stroke(0.0, 0.5, 3.0, 0.5, 7)])
    assert grid[2] == [7, 7, 7, 7]
    assert sum(map(sum, grid)) == 28


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
def test_no_line_can_break_the_picture(x0: float, y0: float, x1: float, y1: float) -> None:
    grid = pixels.blank(8, 6)
    pixels.draw(grid, [Stroke(x0, y0, x1, y1, 1)])
    assert [len(row) for row in grid] == [8] * 6


def test_without_half_blocks_brighter_is_denser() -> None:
    assert pixels.ramp([0x000000, 0xFFFFFF, 0x808080], [0x000000, 0xFFFFFF, 0x808080]) == " @="

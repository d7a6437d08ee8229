"""Plots: what is drawn is where it belongs."""

import math
import re
from itertools import pairwise

import numpy as np

from daemon.report.plot import Limit, Line, Plot, Span, svg, thinned, ticks

T = np.arange(0.0, 10.0, 0.01)


def plot(*lines: Line, **more: object) -> str:
    return svg(Plot("a plot", "°", 0.0, 10.0, lines, **more))  # type: ignore[arg-type] - each test's own fields


def test_a_long_line_is_thinned_out_and_keeps_its_ends_and_its_spikes() -> None:
    y = np.sin(T)
    y[517] = 9.0
    t, kept = thinned(T, y, 50)
    assert len(t) <= 100
    assert kept.max() == 9.0
    assert kept.min() == y.min()
    assert list(t) == sorted(t)


def test_a_gap_breaks_the_line() -> None:
    y = np.sin(T)
    y[400:500] = math.nan
    path = re.search(r'<path d="([^"]+)"', plot(Line("", T, y)))
    assert path is not None
    assert path[1].count("M") == 2
    assert "nan" not in path[1]


def test_a_line_of_nothing_but_gaps_and_no_line_at_all_can_be_drawn() -> None:
    assert "<svg" in plot(Line("gone", T, np.full_like(T, math.nan)))
    assert "<svg" in plot()


def test_a_limit_lies_where_the_line_has_its_value_and_says_which_setting_it_is() -> None:
    drawn = plot(Line("knee", np.array([0.0, 10.0]), np.array([90.0, 170.0])), limits=(Limit("turn", 90.0, "x.turn"),))
    limit = re.search(r'y1="([\d.]+)"[^>]*class="limit" data-key="x.turn" data-value="90"', drawn)
    line = re.search(r'd="M[\d.]+ ([\d.]+)L', drawn)
    assert limit is not None
    assert line is not None
    assert float(limit[1]) == float(line[1])


def test_names_that_would_lie_on_each_other_are_moved_apart() -> None:
    near = [Line(f"line {i}", T, np.full_like(T, 100 + i * 0.1)) for i in range(4)]
    heights = [float(y) for y in re.findall(r'y="([\d.]+)" class="name', plot(*near))]
    assert all(later - earlier >= 12.9 for earlier, later in pairwise(heights))
    assert heights[-1] < 220


def test_a_span_says_in_words_what_it_is() -> None:
    drawn = plot(strip=(Span(1, 2, "bottom", title="bottom, 1.0 s"),), shades=(Span(1, 4, "rejected", "✕", "shallow"),))
    assert "<title>bottom, 1.0 s</title>" in drawn
    assert "<title>shallow</title>" in drawn


def test_ticks_are_round() -> None:
    assert ticks(12.3, 98.0, 5) == [20, 40, 60, 80]
    assert ticks(-0.1, 1.1, 7) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]

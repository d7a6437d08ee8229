from collections.abc import Callable

from tests.fakes.clock import ManualClock
from tui.redraw import REDRAW_HZ, RedrawLimiter


class Drawer:
    """A limiter on a clock that stands still until it is moved; ``drawn`` are the times at which it drew."""

    def __init__(self) -> None:
        self.clock = ManualClock(50.0)
        self.drawn: list[float] = []
        self.waits: list[tuple[float, Callable[[], None]]] = []
        self.limiter = RedrawLimiter(
            lambda: self.drawn.append(self.clock.monotonic()),
            self.clock.monotonic,
            lambda wait_s, draw: self.waits.append((wait_s, draw)),
        )


def test_the_first_request_is_drawn_at_once() -> None:
    drawer = Drawer()
    drawer.limiter.request()
    assert drawer.drawn == [50.0]


def test_any_number_of_requests_in_one_moment_is_one_more_drawing_an_interval_later() -> None:
    drawer = Drawer()
    drawer.limiter.draw()
    drawer.limiter.draw()
    for _ in range(100):
        drawer.limiter.request()
    ((wait_s, draw),) = drawer.waits
    assert len(drawer.drawn) == 2
    assert abs(wait_s - 1 / REDRAW_HZ) < 1e-9
    drawer.clock.t += wait_s
    draw()
    assert len(drawer.drawn) == 3


def test_after_a_drawing_that_waited_the_next_request_waits_again() -> None:
    drawer = Drawer()
    drawer.limiter.draw()
    drawer.limiter.draw()
    drawer.limiter.request()
    drawer.waits.pop()[1]()
    drawer.limiter.request()
    assert len(drawer.waits) == 1

"""A chart of twelve weeks: bars, in plain text on a plain console."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.widgets import Static

from tui.host import host_of
from tui.text import progress
from tui.text.ascii import to_ascii
from tui.text.progress import Course

if TYPE_CHECKING:
    from textual_plotext import PlotextPlot

_LABEL, _MARGIN, _FRAME = 9, 8, 2
"""Cells of a week's label with its gap; cells beside the plot, with and without the axis' numbers."""
_STEPS = 5
"""Of the bars' axis."""
_ABOVE_BELOW = 4
"""Rows of a plot that its title, frame and labels take."""
Ticks = list[tuple[int, str]]
Colour = tuple[int, int, int]


class WeeksChart(Vertical):
    """Shows a ``Course``; the plotting library is loaded with the first one.

    Args:
        plain: Whether the terminal is a plain console: the bars are text.
    """

    DEFAULT_CSS = """
    WeeksChart { height: 1fr; }
    WeeksChart > Static { height: 1fr; }
    WeeksChart > .plot { height: 1fr; }
    """

    def __init__(self, *, plain: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._plain = plain
        self._course: Course | None = None

    def compose(self) -> ComposeResult:
        """Composes the text; the plot is mounted with the first course."""
        yield Static(classes="text")

    def show(self, course: Course | None) -> None:
        """Shows a course; None: nothing was done."""
        self._course = course
        text = self.query_one(".text", Static)
        if course is None or not course.total or self._plain:
            text.display = True
            text.update(self._words(course))
            for plot in self.query(".plot"):
                plot.display = False
            return
        text.display = False
        self._draw(course)

    def on_resize(self) -> None:
        """Fits bars and labels to the new width."""
        if self._course is not None:
            self.show(self._course)

    def _words(self, course: Course | None) -> str:
        if course is None or not course.total:
            return "Nothing in the last twelve weeks."
        title = f"{course.title}: {course.unit} a week"
        lines = progress.bars(course, max(self.size.width, 40), "#")
        room = self.size.height - 1 if self.size.height > 1 else len(lines)
        return "\n".join(to_ascii(line) for line in (title, *lines[-room:]))

    def _draw(self, course: Course) -> None:
        plot = self._plot()
        labels = ticks(course.labels, self.size.width - _MARGIN)
        _bars(plot.plt, course, labels, host_of(self).inks.rgb("primary"), self.size)
        plot.refresh()

    def _plot(self) -> "PlotextPlot":
        from textual_plotext import PlotextPlot  # noqa: PLC0415 - a heavy library for a screen that few open

        found = self.query(".plot")
        if found:
            plot = found.first(PlotextPlot)
            plot.display = True
            return plot
        plot = PlotextPlot(classes="plot")
        self.mount(plot)
        return plot


def ticks(labels: Sequence[str], width: int) -> Ticks:
    """Returns the places (from 1) and labels of the weeks that are labelled: as many as fit, the newest among them."""
    step = max(-(-len(labels) * _LABEL // max(width, 1)), 1)
    places = range(len(labels), 0, -step)
    return [(place, labels[place - 1]) for place in reversed(places)]


def heights(most: int, rows: int = _STEPS + 1) -> list[int]:
    """Returns round numbers from 0 on for the bars' axis, in five steps at most, and no two of them in one row."""
    steps = max(min(_STEPS, rows - 1), 1)
    step = next(factor * 10**power for power in range(9) for factor in (1, 2, 5) if factor * 10**power * steps >= most)
    return list(range(0, most + 1, step)) if step <= most else [0, most]


def _bars(plt: Any, course: Course, labels: Ticks, colour: Colour, size: Size) -> None:  # noqa: ANN401 - plotext has no types
    """Draws every bar as wide as the others, with a gap: each week has the same whole number of cells."""
    plt.clear_data()
    plt.title(f"{course.title}: {course.unit} a week")
    axis = heights(max(course.values), size.height - _ABOVE_BELOW)
    room = size.width - len(str(axis[-1])) - _FRAME
    many = len(course.values)
    wide = max(room // many, 2)
    beside = (room - many * wide + 1) // 2
    plt.bar([_middle(place, wide) for place in range(many)], course.values, color=colour, width=(wide - 2) / wide)
    plt.yticks(axis)
    plt.xlim(-beside, room - 1 - beside)
    plt.xticks([_middle(place - 1, wide) for place, _ in labels], [label for _, label in labels])


def _middle(place: int, wide: int) -> float:
    """Returns where a bar's middle is; its last cell is the gap."""
    return place * wide + (wide - 2) / 2

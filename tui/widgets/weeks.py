"""A widget of twelve weeks: a list of the exercises, and the chart of the selected one."""

from collections.abc import Mapping, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.model.answers import Week
from tui.text import weeks
from tui.text.weeks import Course
from tui.widgets.charts import WeeksChart


class WeeksPane(Horizontal):
    """Lists the exercises with their reps, the most trained first, beside a chart.

    Args:
        plain: Whether the terminal is a plain console.
    """

    def __init__(self, *, plain: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._plain = plain
        self._courses: tuple[Course, ...] = ()

    def compose(self) -> ComposeResult:
        """Composes list and chart."""
        yield OptionList(markup=False)
        yield WeeksChart(plain=self._plain)

    def show(self, of: Sequence[Week], today: date, titles: Mapping[str, str]) -> None:
        """Shows these weeks.

        Args:
            of: The weeks of every exercise, in any order.
            today: The local date; the last week is the one that holds it.
            titles: Each exercise's title by its name.
        """
        self._courses = weeks.courses(of, today, titles)
        options = self.query_one(OptionList)
        at = options.highlighted
        options.clear_options()
        options.add_options(Option(f"{each.title:<16.16}{each.total:>6}", id=each.exercise) for each in self._courses)
        options.display = bool(self._courses)
        if self._courses:
            options.highlighted = min(at or 0, len(self._courses) - 1)
        else:
            self.query_one(WeeksChart).show(None)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows the selected exercise's chart."""
        event.stop()
        if event.option_index < len(self._courses):  # of a list that was longer before
            self.query_one(WeeksChart).show(self._courses[event.option_index])

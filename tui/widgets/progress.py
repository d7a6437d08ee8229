"""A widget of an athlete's progress: a list of the exercises; of the selected one its weeks and what can be said."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from daemon.trends.report import Progress
from tui.text import progress
from tui.text.ascii import to_ascii
from tui.text.progress import FindingLine, Topic
from tui.widgets.charts import WeeksChart
from tui.widgets.lines import Lines, Row

_NAME = 13
"""Cells of a rule's name."""


class ProgressPane(Horizontal):
    """Lists all exercises together and each one, the most trained first, beside charts and findings.

    Args:
        plain: Whether the terminal is a plain console.
    """

    def __init__(self, *, plain: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._plain = plain
        self._topics: tuple[Topic, ...] = ()

    def compose(self) -> ComposeResult:
        """Composes list, charts and lines."""
        with Vertical(classes="list"):
            yield Static(classes="whose", markup=False)
            yield OptionList(markup=False)
        with Vertical(classes="shown"):
            yield WeeksChart(plain=self._plain, id="chart")
            yield WeeksChart(plain=self._plain, id="second")
            yield Lines(_NAME, plain=self._plain, id="findings")

    def show(self, of: Progress, titles: Mapping[str, str]) -> None:
        """Shows an athlete's progress.

        Args:
            of: The athlete's.
            titles: Each exercise's title by its name.
        """
        name, streak = progress.whose(of)
        self.query_one(".whose", Static).update(to_ascii(f"{name}\n{streak}") if self._plain else f"{name}\n{streak}")
        self._topics = progress.topics(of, titles)
        options = self.query_one(OptionList)
        at = options.highlighted
        options.clear_options()
        options.add_options(
            Option(f"{each.title:<15.15} {each.done:>6}", id=each.name or None) for each in self._topics
        )
        options.display = bool(self._topics)
        if self._topics:
            options.highlighted = min(at or 0, len(self._topics) - 1)
        else:
            self._show(None)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows the selected exercise."""
        event.stop()
        if event.option_index < len(self._topics):  # of a list that was longer before
            self._show(self._topics[event.option_index])

    def _show(self, topic: Topic | None) -> None:
        first, *more = (None,) if topic is None else topic.courses
        lines = () if topic is None else topic.lines
        if self._plain and more:  # bars of text need a line a week, and there is no room for more of them
            lines = (*lines, *(FindingLine(f"{each.unit} a week", " ".join(map(str, each.values))) for each in more))
            more = []
        self.query_one("#chart", WeeksChart).show(first)
        second = self.query_one("#second", WeeksChart)
        second.display = bool(more)
        if more:
            second.show(more[0])
        self.query_one(Lines).show([Row(each.name, each.says, "bold" if each.told else "") for each in lines])

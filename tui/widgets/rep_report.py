"""A widget of one rep explained: the angle's plot, the parts of the score, faults and measures."""

from collections.abc import Iterator

from textual.content import Content
from textual.widgets import Static

from daemon.events import Rep
from tui.drawing.curve import curve
from tui.text import rep_report
from tui.text.ascii import spelled_out
from tui.text.history import RepRow
from tui.text.rep_report import Measures
from tui.text.reps import notes
from tui.widgets.lines import Row, content

_LABEL = 22
_PLOT_ROWS, _WIDEST_PLOT = 8, 76


class RepReport(Static):
    """Shows the report; it is laid out again for each width.

    Args:
        row: The rep, or what was not counted.
        measures: The measures of its exercise, with the views that show each.
        plain: Whether the terminal is a plain console.
    """

    DEFAULT_CSS = "RepReport { height: auto; }"

    def __init__(self, row: RepRow, measures: Measures, *, plain: bool = False) -> None:
        super().__init__(markup=False)
        self._row = row
        self._measures = measures
        self._plain = plain
        self._wide = 0

    def on_resize(self) -> None:
        """Fits plot and text to the new width."""
        if self.content_size.width != self._wide:
            self._wide = self.content_size.width
            self.call_later(self.update, self._report(max(self._wide, 40)))  # once this size is laid out

    def _report(self, width: int) -> Content:
        plot = "\n".join(self._plot(min(width, _WIDEST_PLOT)))
        text = content(tuple(self._rows()), _LABEL, width)
        return Content.assemble((plot, "$text-primary"), ("\n\n" if plot else "", ""), text)

    def _plot(self, width: int) -> tuple[str, ...]:
        rep = self._row.event
        if not isinstance(rep, Rep) or len(rep.angles) < 2:  # noqa: PLR2004 - a line has two ends
            return ()
        return curve(rep.angles, rep.end - rep.start, width, _PLOT_ROWS, plain=self._plain)

    def _rows(self) -> Iterator[Row]:
        rep = self._row.event
        if not isinstance(rep, Rep):
            yield from (Row("", self._words(note)) for note in notes(self._row))
            return
        if self._row.says:
            yield Row("", self._words(self._row.says))
        for at, section in enumerate(rep_report.sections(rep, self._measures, plain=self._plain)):
            if at or self._row.says:
                yield Row("", "")
            yield Row("", self._words(section.title), "bold")
            yield from (Row(f"  {row.label}", self._words(row.value)) for row in section.rows)

    def _words(self, text: str) -> str:
        return spelled_out(text) if self._plain else text

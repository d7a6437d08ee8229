"""A widget of the sets by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from daemon import count_text
from daemon.set_summary import SetSummary
from tui.model import answers
from tui.text import history
from tui.text.ascii import to_ascii
from tui.widgets.lines import FAINT

_BESIDE, _LEAST, _MOST = 22, 9, 20
"""Cells of a line beside the exercise's name; the name's smallest and largest width."""


class SetList(OptionList):
    """Lists sets under their days, newest first; the selected set stays selected when the list is filled again.

    Args:
        plain: Whether the terminal is a plain console.
    """

    @dataclass
    class Chosen(Message):
        """The user selected another set."""

        set: SetSummary

    def __init__(self, *, plain: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, markup=False)
        self._plain = plain
        self._sets: dict[str, SetSummary] = {}
        self._days: tuple[history.Day, ...] = ()
        self._titles: Mapping[str, str] = {}

    @property
    def chosen(self) -> SetSummary | None:
        """The selected set."""
        at = self.highlighted
        return None if at is None else self._sets.get(self.get_option_at_index(at).id or "")

    def show(self, sets: Sequence[SetSummary], today: date, titles: Mapping[str, str]) -> None:
        """Fills the list.

        Args:
            sets: The sets, in any order.
            today: The local date, for ``Today`` and ``Yesterday``.
            titles: Each exercise's title by its name.
        """
        before = self.chosen
        follow = before is None or self.highlighted == 1  # the newest stays selected when a newer one comes
        self._sets = {each.set: each for each in sets}
        self._days = history.days(sets, today)
        self._titles = titles
        self._fill()
        if self._sets:
            keep = before is not None and before.set in self._sets and not follow
            self.highlighted = self.get_option_index(before.set) if keep and before is not None else 1

    def on_resize(self) -> None:
        """Fits the names to the new width."""
        at = self.highlighted
        self._fill()
        self.highlighted = at

    def _fill(self) -> None:
        self.clear_options()
        for day in self._days:
            self.add_option(Option(self._day(day), disabled=True))
            self.add_options(Option(self._line(each), id=each.set) for each in day.sets)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Posts which set is selected."""
        event.stop()
        if event.option_id in self._sets:
            self.post_message(self.Chosen(self._sets[event.option_id]))

    def _day(self, day: history.Day) -> Content:
        return self._content((day.title, "bold $text-primary"), (f"  {day.done}", FAINT))

    def _line(self, each: SetSummary) -> Content:
        title = history.title_of(each.exercise, self._titles)
        room = min(max(self.content_size.width - _BESIDE, _LEAST), _MOST)
        number = f"{each.held_s:.0f}s" if each.held_s else f"{each.reps}{'?' * bool(count_text.perhaps(each))}"
        missed = f" ○{each.rejected}" if each.rejected else ""
        return self._content(
            (f"{answers.moment(each.t):%H:%M}  " if each.dated else "  -    ", FAINT),
            (f"{title[:room]:<{room}} ", ""),
            (f"{number:>4}", "bold"),
            (f"{missed:<4}", "$text-warning"),
        )

    def _content(self, *parts: tuple[str, str]) -> Content:
        return Content.assemble(*((to_ascii(text) if self._plain else text, style) for text, style in parts))

"""A screen that is dismissed once, however often and however early its key is pressed."""

from typing import TYPE_CHECKING, Generic, TypeVar

from textual.await_complete import AwaitComplete

R = TypeVar("R")

if TYPE_CHECKING:
    from textual.screen import Screen as _Base
else:
    _Base = Generic
    """Textual inherits styles from the first base that is a widget: this one must be none."""


class DismissOnce(_Base[R]):
    """A base that goes before a screen's own class: a second Enter or click after the first changes nothing.

    Textual's own ``dismiss`` pops whatever screen is uppermost by then, and fails where that is the last one.
    """

    @property
    def going(self) -> bool:
        """Whether it is being removed; where that comes before it was shown, its widgets do not exist."""
        return self._pruning

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Dismisses it with a result; does nothing where it was dismissed already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

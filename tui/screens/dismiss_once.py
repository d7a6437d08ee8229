"""A screen that is left once, however often the key for it came and however early."""

from typing import TYPE_CHECKING, Generic, TypeVar

from textual.await_complete import AwaitComplete

R = TypeVar("R")

if TYPE_CHECKING:
    from textual.screen import Screen as _Base
else:
    _Base = Generic
    """Textual inherits styles from the first base that is a widget: this one must be none."""


class DismissOnce(_Base[R]):
    """Goes before a screen's own class: a second Enter or click that was under way when it was left changes nothing.

    Textual's own ``dismiss`` takes away whatever screen is uppermost by then, and fails where that is the last.
    """

    @property
    def going(self) -> bool:
        """It is being taken down; where that came before it was seen, its widgets were never made."""
        return self._pruning

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Leave it, with a result; where it was left already, nothing."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

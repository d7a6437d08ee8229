"""The camera's checklist: what is right, and what to move where."""

from collections.abc import Sequence

from tui.model.answers import Check
from tui.text import placement
from tui.widgets.lines import FAINT, Lines, Row

_MARKS = {True: ("✓ ", "bold $text-success"), False: ("✗ ", "bold $text-error"), None: ("○ ", FAINT)}


class Checklist(Lines):
    """Shows each check with its mark; below it what is right, or what to do.

    Args:
        plain: Whether the terminal is a plain console.
    """

    def __init__(self, *, plain: bool = False) -> None:
        super().__init__(2, plain=plain)

    def check(self, checks: Sequence[Check], *, brief: bool = False) -> None:
        """Shows these checks; ``brief`` shows only the title of what is right."""
        self.show([row for each in checks for row in _rows(each, brief=brief)])


def _rows(check: Check, *, brief: bool) -> tuple[Row, ...]:
    mark, mark_style = _MARKS[check.ok]
    title = Row(mark, placement.title(check.check), FAINT if check.ok is None else "bold", mark_style)
    says = Row("  ", check.says, "$text-error" if check.ok is False else FAINT)
    return (title, says) if check.says and not (brief and check.ok) else (title,)

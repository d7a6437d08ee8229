"""The camera's checklist: what is right, and what to move where."""

from collections.abc import Sequence

from tui.model.answers import Check
from tui.text import placement
from tui.widgets.lines import FAINT, Lines, Row

_MARKS = {True: ("✓ ", "bold $text-success"), False: ("✗ ", "bold $text-error"), None: ("○ ", FAINT)}


class Checklist(Lines):
    """Each check with its mark; below it what is so, or what to do.

    Args:
        plain: A console without the usual signs.
    """

    def __init__(self, *, plain: bool = False) -> None:
        super().__init__(2, plain=plain)

    def check(self, checks: Sequence[Check], *, brief: bool = False) -> None:
        """Show these from now on; ``brief``: of what is right, the title alone."""
        self.show([row for each in checks for row in _rows(each, brief=brief)])


def _rows(check: Check, *, brief: bool) -> tuple[Row, ...]:
    mark, mark_style = _MARKS[check.ok]
    title = Row(mark, placement.title(check.check), FAINT if check.ok is None else "bold", mark_style)
    says = Row("  ", check.says, "$text-error" if check.ok is False else FAINT)
    return (title, says) if check.says and not (brief and check.ok) else (title,)

"""A widget of labelled lines; a value is wrapped beside its label."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from textual.content import Content
from textual.widgets import Static

from tui.text.ascii import spelled_out, to_ascii

FAINT = "$foreground-muted"
"""The style of what matters less. (``$text-muted`` is a colour for style sheets only.)"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: label and value, and the style of each; a row without label fills the widget's width."""

    label: str
    value: str
    style: str = ""
    label_style: str = FAINT


class Lines(Static):
    """Shows rows; draws again only when a row or the width changes.

    Args:
        label: Width of the labels' column in cells.
        plain: Whether the terminal is a plain console.
    """

    DEFAULT_CSS = "Lines { height: auto; }"

    def __init__(self, label: int, *, plain: bool = False, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, classes=classes)
        self._label = label
        self._plain = plain
        self._shown: tuple[Row, ...] = ()
        self._wide = 0

    def show(self, rows: Sequence[Row]) -> None:
        """Shows these rows."""
        if tuple(rows) != self._shown:
            self._shown = tuple(rows)
            self._fill()

    def on_resize(self) -> None:
        """Wraps the values to the new width."""
        if self.content_size.width != self._wide:
            self._fill()

    def _fill(self) -> None:
        self._wide = self.content_size.width
        self.update(content(self._shown, self._label, self._wide, plain=self._plain))


def content(rows: Sequence[Row], label: int, width: int, *, plain: bool = False) -> Content:
    """Returns the rows as text of that width; where ``width`` is 0 (not known yet), nothing is wrapped."""
    parts: list[tuple[str, str]] = []
    for row in rows:
        indent = label if row.label else 0
        says = spelled_out(row.value) if plain else row.value
        fits = not width or len(says) <= width - indent  # what fits keeps its own spaces
        lines = [says] if fits else wrap(says, max(width - indent, 8))
        value = ("\n" + " " * indent).join(lines)
        name = row.label.ljust(indent)
        parts += [(to_ascii(name) if plain else name, row.label_style), (value, row.style), ("\n", "")]
    return Content.assemble(*parts[:-1])

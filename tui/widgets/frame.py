"""What stands over and under every screen: who, how it is connected, what is wrong; and the keys."""

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.strip import Strip
from textual.widget import Widget

from tui.model.state import State
from tui.rows import glyphs
from tui.rows.keys import label_of

if TYPE_CHECKING:
    from tui.app import SpotterApp

Cells = list[tuple[str, str]]
"""Text and the name of its colour, one after the other."""


class Line(Widget):
    """One line of cells; draws only when it changed.

    ``update_cells`` gives what stands at the left and at the right; the left is cut where both do not fit.

    Args:
        middle: What stands at the left stands in the middle.
    """

    DEFAULT_CSS = "Line { height: 1; width: 1fr; background: $surface; }"

    def __init__(self, *, middle: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._middle = middle
        self._left: Cells = []
        self._right: Cells = []

    @property
    def spotter(self) -> "SpotterApp":
        """The application, as its own type."""
        return self.app  # type: ignore[return-value]

    @property
    def text(self) -> str:
        """What is written."""
        return "".join(text for text, _ in (*self._left, *self._right))

    def update_cells(self, left: Cells, right: Cells) -> None:
        """Show these from now on."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        base = self.visual_style.rich_style
        if y:
            return Strip.blank(width, base)
        right = Strip(self._segments(self._right, base))
        left = Strip(self._segments(self._left, base))
        room = max(width - right.cell_length, 0)
        if self._middle and left.cell_length < room:
            left = Strip([Segment(" " * ((room - left.cell_length) // 2), base), *left])
        return Strip([*left.adjust_cell_length(room, base), *right]).adjust_cell_length(width, base)

    def _segments(self, cells: Cells, base: Style) -> list[Segment]:
        plain = self.spotter.plain
        return [
            Segment(glyphs.plain(text) if plain else text, base + self.spotter.ink(colour) if colour else base)
            for text, colour in cells
        ]


class Header(Line):
    """Box, screen, and what is wrong, at the left; camera, frames a second and connection at the right."""

    DEFAULT_CSS = "Header { dock: top; }"

    def on_mount(self) -> None:
        """Show what is known."""
        self.show(self.spotter.state)

    def show(self, state: State) -> None:
        """Follow the state."""
        title = getattr(self.screen, "TITLE", None) or "Set"
        left: Cells = [(" SPOTTER ", "primary bold"), (f" {title} ", "foreground bold")]
        if state.hello is not None:
            left.append((f" {state.hello.box} ", "body"))
        trouble = trouble_of(state)
        if trouble:
            left.append((f" {trouble} ", "error bold" if state.connection.kind == "away" else "warning"))
        self.update_cells(left, _standing(state, self.spotter.now()))


def trouble_of(state: State) -> str | None:
    """The one line on what is wrong, or None."""
    if state.connection.kind == "away":
        return state.connection.error
    telemetry = state.telemetry
    if telemetry is None:
        return None
    if telemetry.trouble:
        return telemetry.trouble
    if telemetry.unsaved:
        return f"{telemetry.unsaved} not saved yet"
    if telemetry.throttled:
        return f"slower to stay cool: {telemetry.throttled}"
    return None


def _standing(state: State, now: float) -> Cells:
    telemetry = state.telemetry
    if state.connection.kind == "connecting":
        return [(" connecting… ", "body")]
    if state.connection.kind == "away":
        return [(f" ○ away for {max(int(now - state.connection.since), 0)} s, trying again ", "error bold")]
    if telemetry is None:
        return [(" ● connected ", "success")]
    if state.stale:
        return [(f" ○ nothing new for {max(int(now - state.telemetry_at), 0)} s ", "warning bold")]
    camera: Cells = [] if telemetry.camera == "ok" else [(f" camera {telemetry.camera} ", "error bold")]
    return [*camera, (f" {telemetry.fps:.0f} fps ", "body"), (" ● live ", "success bold")]


class Footer(Line):
    """The keys of this screen; a click is the key."""

    DEFAULT_CSS = "Footer { dock: bottom; }"

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Show the keys now, and when they change."""
        self.call_after_refresh(self.fill)
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.fill())

    def on_resize(self) -> None:
        """As many keys as there is room for."""
        self.fill()

    def show(self, state: State) -> None:
        """Keys do not follow the state."""

    def fill(self) -> None:
        """Lay the keys out; not of a screen that was left before its first picture."""
        if not self.is_attached:
            return
        cells: Cells = []
        self._spans = []
        at = 0
        for binding in self._active():
            key = binding.key_display or label_of(binding.key)
            name = f" {key} "
            does = f"{binding.description} "
            if at + len(name) + len(does) > self.size.width:
                break
            cells += [(name, "accent bold"), (does, "body")]
            self._spans.append((at, at + len(name) + len(does), binding.key))
            at += len(name) + len(does)
        self.update_cells(cells, [])

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        for begin, end, key in self._spans:
            if begin <= event.x < end:
                self.app.simulate_key(key)

    def _active(self) -> list[Binding]:
        seen: dict[str, Binding] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.description and active.enabled:
                seen.setdefault(binding.action, binding)
        return list(seen.values())

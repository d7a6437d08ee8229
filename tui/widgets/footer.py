"""The line under every screen: its keys."""

from textual import events
from textual.binding import Binding

from tui.text.cells import Cells
from tui.text.keys import label_of
from tui.widgets.line import Line

_WAY = "go('help')"
"""The action that leads to all the other keys: it is always shown."""


class Footer(Line):
    """Shows the screen's keys, as many as fit, and at the right the one for help; a click on one presses it."""

    DEFAULT_CSS = "Footer { dock: bottom; }"

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Shows the keys, and again when they change."""
        self.call_after_refresh(self.fill)
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.fill())

    def on_resize(self) -> None:
        """Shows as many keys as fit."""
        self.fill()

    def fill(self) -> None:
        """Lays the keys out; does nothing where the screen was left before it was drawn."""
        if not self.is_attached:
            return
        self._spans = []
        active = self._active()
        way = next((binding for binding in active if binding.action == _WAY), None)
        right = () if way is None else _shown(way)
        room = self.size.width - _width(right)
        left: Cells = ()
        for binding in active:
            if binding is way:
                continue
            cells = _shown(binding)
            if _width((*left, *cells)) > room:
                break
            self._spans.append((_width(left), _width((*left, *cells)), binding.key))
            left += cells
        if way is not None:
            self._spans.append((room, self.size.width, way.key))
        self.update_cells(left, right)

    def on_click(self, event: events.Click) -> None:
        """Presses the key that was clicked."""
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


def _shown(binding: Binding) -> Cells:
    key = binding.key_display or label_of(binding.key)
    return (f" {key} ", "accent bold"), (f"{binding.description} ", "body")


def _width(cells: Cells) -> int:
    return sum(len(text) for text, _ in cells)

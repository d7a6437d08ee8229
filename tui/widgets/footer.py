"""The line under every screen: its keys."""

from textual import events
from textual.binding import Binding

from tui.text.keys import label_of
from tui.widgets.line import Line


class Footer(Line):
    """Shows the screen's keys; a click on one presses it."""

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
        cells: list[tuple[str, str]] = []
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
        self.update_cells(tuple(cells))

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

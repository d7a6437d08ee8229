"""The command palette: every action of the current screen and of the application, by its binding's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from tui.screens.dismiss_once import DismissOnce
from tui.text.keys import label_of


class Palette(DismissOnce[None], CommandPalette):
    """Textual's palette, in which two quick Enters choose once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette: what it does, the key that does the same, and the action."""

    does: str
    key: str
    action: str
    help: str = ""


class SpotterCommands(Provider):
    """Lists what the active bindings do."""

    async def discover(self) -> Hits:
        """Yields every entry, before a word is typed."""
        for entry in self._entries():
            yield DiscoveryHit(self._text(entry), partial(self._do, entry.action), help=entry.help or None)

    async def search(self, query: str) -> Hits:
        """Yields the entries that match the query."""
        matcher = self.matcher(query)
        for entry in self._entries():
            text = self._text(entry)
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, matcher.highlight(text), partial(self._do, entry.action), help=entry.help or None)

    def _text(self, entry: Entry) -> str:
        return f"{entry.does}  ({entry.key})" if entry.key else entry.does

    def _entries(self) -> Iterator[Entry]:
        """Yields what the bindings of the screen under the palette do, each action once."""
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not binding.description or binding.action in seen or not active.enabled:
                continue
            seen.add(binding.action)
            node = active.node
            namespace = "app" if node is self.app else "screen" if node is self.screen else None
            if namespace is None and "." not in binding.action:
                continue  # a key of the widget that has the focus: it means nothing without it
            action = binding.action if "." in binding.action else f"{namespace}.{binding.action}"
            key = binding.key_display or label_of(binding.key)
            yield Entry(binding.description.capitalize(), key, action, binding.tooltip)

    async def _do(self, action: str) -> None:
        await self.app.run_action(action, self.screen)

"""Keys and what they do, read from the bindings."""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding, BindingType

_NAMES = {
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "question_mark": "?",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "comma": ",",
    "full_stop": ".",
    "plus": "+",
    "minus": "-",
    "tab": "Tab",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}


@dataclass(frozen=True, slots=True)
class Key:
    """Keys that do the same: their labels, what they do in words, and the binding's action."""

    keys: str
    does: str
    action: str


def keys(bindings: Iterable[BindingType]) -> tuple[Key, ...]:
    """Returns an entry for each action that has a description, in the order of the bindings."""
    shown: dict[tuple[str, str], list[str]] = {}
    for binding in Binding.make_bindings(bindings):
        if binding.description:
            label = binding.key_display or label_of(binding.key)
            labels = shown.setdefault((binding.action, binding.description), [])
            if label not in labels:
                labels.append(label)
    return tuple(Key("  ".join(labels), does, action) for (action, does), labels in shown.items())


def label_of(key: str) -> str:
    """Returns the key as a keyboard labels it: ``ctrl+p`` as ``Ctrl+P``, ``N`` as ``N``."""
    parts = key.split("+")
    last = _NAMES.get(parts[-1], parts[-1])
    if len(parts) == 1:
        return last.upper() if len(last) > 1 and last[0] == "f" and last[1:].isdigit() else last
    return "+".join([*(part.capitalize() for part in parts[:-1]), last.upper() if len(last) == 1 else last])

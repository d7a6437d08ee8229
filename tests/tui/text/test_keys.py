import pytest
from textual.binding import Binding

from tui.text.keys import Key, keys, label_of


@pytest.mark.parametrize(
    ("key", "label"),
    [("space", "Space"), ("question_mark", "?"), ("f1", "F1"), ("ctrl+p", "Ctrl+P"), ("N", "N"), ("n", "n")],
)
def test_a_key_is_labelled_as_on_the_keyboard(key: str, label: str) -> None:
    assert label_of(key) == label


def test_keys_of_one_action_share_a_line() -> None:
    found = keys([Binding("question_mark,f1", "help", "Help"), Binding("s", "set", "Set"), Binding("1", "set", "Set")])
    assert found == (Key("?  F1", "Help", "help"), Key("s  1", "Set", "set"))


def test_a_binding_without_words_is_not_shown() -> None:
    assert keys([Binding("x", "secret", "")]) == ()
